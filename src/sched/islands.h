/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCHED_ISLANDS_H
#define SCHED_ISLANDS_H

#include "sched/search.h"
#include "sched/twopop.h"

/* Shortens the makespan until `limit` schedules more are made (0: until told to stop), or the bound
 * is reached. */
void search_islands(struct search *s, const struct fast *f, uint64_t limit);

#endif
