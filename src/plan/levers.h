/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The cheapest thing that would shorten the way to a missed deadline, read off the chain of reasons
 * of the last wave that misses it: an item obtained beforehand (its obtaining is what it costs),
 * a step in a faster mode (its extra cost), one more worker in a crew that was busy (hourly cost
 * until the deadline).  What each would save is not computed here.
 */
#ifndef LIFEBOAT_PLAN_LEVERS_H
#define LIFEBOAT_PLAN_LEVERS_H

#include "plan/plan.h"

/* Encoded message, or NULL when the chain offers none. */
char *plan_lever(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		 int64_t deadline);
/* The secured instance that finishes last, or NONE. */
size_t plan_last_secured(const struct snapshot *s, const struct plan *p, int64_t *ret_finish);

#endif
