/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much of a step's work falls outside the regular hours of its crew. */
#ifndef LIFEBOAT_PLAN_OVERTIME_H
#define LIFEBOAT_PLAN_OVERTIME_H

#include "plan/problem.h"

/* Worker-minutes; 0 for a crew whose every hour is normal. */
int64_t overtime_of(const struct problem *b, const struct sched_problem *problem, size_t instance,
		    const struct sched_slot *slot);

#endif
