/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which preparation to buy now: prepare-phase steps to do and items to get before T+0, against the
 * time until the last asset is safe.
 *
 * The network is the plan's: its links, and where a step waits for a crew the step it waits for;
 * times are elapsed ones as planned.  Closed windows are left out, so the network promises too much
 * rather than too little; every choice on its curve (crash.h) is therefore scheduled again, and what
 * counts is what came of that.  The cost of an option is that of being ready until the horizon:
 * doing it once, again whenever its shelf life is over, and its upkeep.
 */
#ifndef LIFEBOAT_PLAN_FRONTIER_H
#define LIFEBOAT_PLAN_FRONTIER_H

#include "plan/plan.h"

#define FRONTIER_MOST 24

struct frontier_point {
	int64_t cost;                /* minor units of the workspace currency */
	char *bought;                /* encoded messages */
	size_t n_bought;
	int64_t promised;            /* minutes, by the network */
	int64_t contain, last_safe, exposure; /* scheduled again; minutes, PLAN_EXPOSURE_SCALE-ths */
	bool beaten;                 /* a cheaper point is as fast and as safe */
};

struct frontier {
	struct frontier_point points[FRONTIER_MOST];
	size_t n, knee;              /* knee: NONE */
	size_t n_options;
	bool proven;                 /* the network's curve */
};

int plan_frontier(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		  int64_t budget, int64_t schedules, struct frontier *ret, struct err *err);

#endif
