/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Advice about one vendor: belief on one side, times and money on the other.
 *
 * Times and money come from the newest stored plan that names the vendor as breached, activated
 * ones aside: the time to switch when ready is the plan's (its last wave safe; low and high in the
 * proportion of policy time_ready), the unprepared time likewise from time_unprepared; costs are the
 * plan's cash flow by rule.  Without a plan the policy's figures stand in, and the advice says so.
 */
#ifndef LIFEBOAT_APP_ADVICE_H
#define LIFEBOAT_APP_ADVICE_H

#include "app/evidence.h"
#include "risk/decide.h"

struct advice {
	struct decide_inputs inputs;
	struct decide_costs costs;
	struct triple p;
	double material;           /* p(material); 0 without an open case */
	bool open;
	enum decision action;
	char plan[256];            /* "trendmicro/2"; "" for none */
	struct decide_flip flips[SIG_N];
	size_t n_flips;
};

int advice_make(struct db *db, const struct evidence *e, const char *vendor, struct advice *ret,
		struct err *err);

#endif
