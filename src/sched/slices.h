/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCHED_SLICES_H
#define SCHED_SLICES_H
/*
 * What is left of the resources over time, for problems with calendars: a table of time slots in
 * which the number left in each of 64 neighbouring slots is kept bit by bit (bit-sliced numbers:
 * word b of a group holds bit b of all 64). To ask where `need` units are left, or to take them,
 * is a handful of operations on words for 64 slots at once, so that minutes over months cost little
 * more than events do.
 *
 * Calendars are initial capacity: a resource has slots only where a calendar of some mode that asks
 * for it is open, so that nights and weekends take no room. And because slots are mostly taken and
 * seldom given back, a search need not begin before the first start at which the last one of its
 * kind, no longer than it, was not refused.
 *
 * The answers are those of core_fit and core_load, which ask the profiles and know no horizon; these
 * tables end somewhere, and say when an answer lies behind.
 */

#include "sched/core.h"

/* The table ends before the answer: ask the profiles. */
#define SLICES_BEYOND (-1)

struct slices;

/* Covers times from 0 to `horizon`. NULL when a resource has too many units or the table would be
 * too large. Belongs to one thread. */
struct slices *slices_new(const struct core *c, int64_t horizon);
void slices_free(struct slices *s);

/* Takes everything out that was put in. */
void slices_reset(struct slices *s);

/* First start >= t at which calendar and resources allow the mode; SCHED_NEVER when there is none
 * at any time, SLICES_BEYOND when it is not within the table. t >= 0. */
int64_t slices_fit(struct slices *s, uint32_t mode, int64_t t, int64_t *ret_finish);

/* Takes (sign -1) or gives back (+1) what the mode needs from start to finish, which slices_fit
 * gave. */
void slices_load(struct slices *s, uint32_t mode, int64_t start, int64_t finish, int sign);

#endif
