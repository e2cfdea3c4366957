/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCHED_EXACT_H
#define SCHED_EXACT_H
/* Makespan to proof by conflict learning, for problems without calendars, choice of modes and fixed
 * work whose times are few once divided by their common unit; minimum and maximum lags, releases,
 * deadlines and capacity steps are all kept. */

#include "sched/search.h"

struct exact;

/* NULL when the problem is not of that kind or too large. */
struct exact *exact_new(struct search *s);
void exact_free(struct exact *e);

enum exact_answer {
	EXACT_OPEN,       /* effort spent */
	EXACT_OPTIMAL,    /* the search's best plan is optimal, and its bound says so */
	EXACT_INFEASIBLE, /* there is no plan at all */
};

/* Goes on for that many conflicts; better plans are offered to the search. */
enum exact_answer exact_run(struct exact *e, uint64_t conflicts, bool (*stop)(void *), void *ctx);

#endif
