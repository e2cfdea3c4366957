/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What less exposure, an earlier end and less money cost each other: schedules of the plan's own
 * steps that no other one found beats in all three, by rising exposure (sched_tradeoff).  The plan
 * itself stands among them, beaten or not.
 */
#ifndef LIFEBOAT_PLAN_TRADEOFF_H
#define LIFEBOAT_PLAN_TRADEOFF_H

#include "plan/replan.h"

#define TRADEOFF_MOST 24

struct tradeoff_point {
	struct replan_figures figures;
	int64_t finish; /* of the last step, minutes */
	int64_t cost;   /* labour and ways of working against the plan, minor units */
	bool planned;   /* the plan itself */
};

struct tradeoff {
	struct tradeoff_point points[TRADEOFF_MOST + 1];
	size_t n;
};

/* `schedules` to generate in all.  ERR_INPUT when the steps find no place any more. */
int plan_tradeoff(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		  int64_t schedules, struct tradeoff *ret, struct err *err);

#endif
