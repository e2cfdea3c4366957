/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCHED_CROSSING_H
#define SCHED_CROSSING_H
/*
 * Orders of schedules, and two of them crossed.
 *
 * A schedule of one direction, read from its end, is a list for the other one: each activity stands
 * where it finishes, so all its predecessors of the other direction stand before it. The time of
 * one schedule, cut at two points, gives three sets of activities of which none has a predecessor
 * in a later set: taking each set in the order of one schedule or the other is a list again. So a
 * child needs neither sorting nor mending, only the three stretches put together (two-point
 * crossover on the time axis: Debels and Vanhoucke 2007).
 */

#include "sched/twopop.h"

/* The list that x, a schedule of direction 1 - to, gives direction `to`, of x; sorted when first
 * asked for. */
const uint32_t *order_of(struct twopop *t, int to, struct individual *x);

/* Into t->order, and the modes into t->child.mode: inside or outside a random stretch of a's time
 * the order of a, elsewhere that of b. Neighbours that finish together change places at random. */
void cross(struct twopop *t, int to, struct individual *a, struct individual *b);

#endif
