/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCHED_ANNEAL_H
#define SCHED_ANNEAL_H
/*
 * List search for exposure: the activities in one list, decoded forwards by slots; a step moves one
 * activity, or all that lead to one milestone, elsewhere in the list, and is kept by simulated
 * annealing (Kirkpatrick, Gelatt and Vecchi 1983). The start is the order of milestones by weight /
 * remaining work.
 */

#include "sched/fast.h"
#include "sched/search.h"

/* Lessens exposure, under the caps of goals before it, for `limit` schedules (0: until told to
 * stop). The number of walks depends on `limit` (on the threads without one), not their result on
 * the threads. */
void search_anneal(struct search *s, const struct fast *f, uint64_t limit);

/* The milestone each activity works for: its own, else that of the successors, SCHED_NONE. */
void anneal_owners(const struct core *c, uint32_t *ret_own);

/* Temperature as a share of the first exposure when that share of the effort is gone. */
double anneal_heat(double gone);

#endif
