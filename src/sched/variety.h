/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCHED_VARIETY_H
#define SCHED_VARIETY_H
/*
 * What keeps the populations of the two-population search varied. A population of good schedules
 * soon is one schedule many times over, and crossing it with itself finds nothing. So mates are
 * chosen for being unlike (negative assortative mating: Fernandes and Rosa 2001), and a child that
 * almost stands in the population already is not let in (distance-preserving replacement, as in
 * the two-tier reference sets of scatter search: Glover 1998).
 *
 * The distance of two schedules of one direction is the sum, over the activities, of how far their
 * finishes lie apart when both are read from their ends, in slots.
 */

#include "sched/twopop.h"

/* The distance, or any number from `limit` up as soon as it is known to be that large. */
int64_t variety_distance(const struct individual *a, const struct individual *b, uint32_t n,
			 int64_t limit);

/* A mate for `a` from population `direction`: of two winners of tournaments the one less like it.
 * It may be `a` itself only when chance offers nothing else. */
struct individual *variety_mate(struct twopop *t, int direction, const struct individual *a);

/* Population `direction` has a schedule as good as x, other than `except`, from which x differs by
 * less than 1/200 of the makespan an activity. */
bool variety_crowded(const struct twopop *t, int direction, const struct individual *x,
		     const struct individual *except);

#endif
