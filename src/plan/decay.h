/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When readiness next falls if nobody does anything: quotes, items, drills and inventories age. */
#ifndef LIFEBOAT_PLAN_DECAY_H
#define LIFEBOAT_PLAN_DECAY_H

#include "plan/plan.h"

struct decay {
	int64_t day;         /* first day on which a check is worse than today; SNAP_DATE_NONE: none
	                      * before the horizon */
	const char *code;    /* the first check that is worse then */
	enum check_result result;
	char *finding, *mend; /* as it will read that day, in the plan's arena */
};

/* The plan as plan_make left it, checks included; they stay as they are.  Age only makes checks
 * worse but for notice days, which are looked at one by one; so the day is found by halving. */
int plan_decay(const struct snapshot *s, const struct plan_request *r, struct plan *p,
	       struct decay *ret, struct err *err);

#endif
