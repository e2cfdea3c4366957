/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCHED_NONDELAY_H
#define SCHED_NONDELAY_H
/*
 * The parallel schedule generation scheme (Kelley 1963; Kolisch 1996): time goes forward, and at
 * each finish the first activities of a list that may start and fit do start. It never leaves a
 * resource idle that an activity could use at once. Such schedules are few and good on the average,
 * but the best one need not be among them; so a search should use both schemes (Hartmann 2002).
 *
 * What is left of the resources is a single number of each, since everything placed has started
 * already. It serves tables of constant capacity without releases, lags and choice of modes, in both
 * directions.
 */

#include "sched/fast.h"

struct nondelay;

/* NULL when the table has features it does not serve. */
struct nondelay *nondelay_new(const struct fast *f);
void nondelay_free(struct nondelay *w);

/* Schedules all activities; the list (all of them, predecessors of that direction before their
 * successors) says which comes first. Writes finish times, in slots of that direction, and returns
 * the makespan. One schedule in the sense of Kolisch and Hartmann (2006): one start an activity. */
int32_t nondelay_decode(struct nondelay *w, int direction, const uint32_t *list, int32_t *finish);

#endif
