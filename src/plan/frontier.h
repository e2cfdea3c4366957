/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which preparation to buy now: prepare-phase steps to do and items to get before T+0, against the
 * time until the last asset is safe.
 *
 * The network is the plan's: its links, and where a step waits for a crew the step it waits for; a
 * thing to have ready is a step before those it holds back; what belongs together is bought together;
 * times are elapsed ones as planned.  Closed windows are left out, so the network promises too much
 * rather than too little; every choice on its curve (crash.h) is therefore scheduled again, and what
 * counts is what came of that.  The cost of an option is that of being ready until the horizon:
 * doing it once, again whenever its shelf life is over, and its upkeep.
 */
#ifndef LIFEBOAT_PLAN_FRONTIER_H
#define LIFEBOAT_PLAN_FRONTIER_H

#include "plan/options.h"

#define FRONTIER_MOST 24

struct frontier_point {
	int64_t cost;                /* of being ready until the horizon; minor units of the workspace
	                              * currency */
	int64_t once;                /* of getting ready, without upkeep and doing again */
	bool *bought;                /* by option */
	int64_t promised;            /* minutes, by the network */
	int64_t contain, last_safe, exposure; /* scheduled again; minutes, PLAN_EXPOSURE_SCALE-ths */
	int64_t later;               /* what is not bought, once, when the switch comes */
	bool beaten;                 /* a cheaper point is as fast and as safe */
};

struct frontier {
	struct frontier_point points[FRONTIER_MOST];
	size_t n, knee;              /* knee: NONE */
	struct prep_options options; /* in the plan's arena */
	bool proven;                 /* the network's curve */
};

int plan_frontier(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		  int64_t budget, int64_t schedules, struct frontier *ret, struct err *err);

#endif
