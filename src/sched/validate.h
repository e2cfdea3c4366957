/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCHED_VALIDATE_H
#define SCHED_VALIDATE_H
/* The rules of sched.h for a problem's own numbers: indexes in range, values possible, steps
 * rising. */

#include "sched/sched.h"

bool sched_valid(const struct sched_problem *p, struct sched_failure *ret_failure);

static inline bool sched_fail(struct sched_failure *f, enum sched_fault fault, uint32_t activity,
			      uint32_t index, int64_t value)
{
	*f = (struct sched_failure){fault, activity, index, value};
	return false;
}

#endif
