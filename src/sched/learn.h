/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCHED_LEARN_H
#define SCHED_LEARN_H
/*
 * A small conflict-learning solver for starts of activities: bounds on integers, precedences,
 * cumulative resources, and clauses over bounds learnt from conflicts (lazy clause generation:
 * Ohrimenko, Stuckey and Codish 2009; for scheduling with explanations of the time table: Schutt,
 * Feydt, Stuckey and Wallace 2011, 2013).
 *
 * Every bound is kept as a lower bound: b[2i] <= s_i, and b[2i + 1] <= -s_i. A literal (x, v) says
 * b[x] >= v, and its negation is (x ^ 1, 1 - v).
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct literal {
	int32_t x, v;
};

struct learn_task {
	uint32_t i;
	int32_t duration, demand; /* both > 0 */
};

struct learn;

/* n variables with bounds 0 <= low <= high. */
struct learn *learn_new(uint32_t n, const int32_t *low, const int32_t *high);
void learn_free(struct learn *l);

/* s_to >= s_from + lag */
void learn_lag(struct learn *l, uint32_t from, uint32_t to, int32_t lag);
/* Copies the tasks. */
void learn_resource(struct learn *l, const struct learn_task *tasks, size_t n, int32_t capacity);
/* Keeps x below or at high from now on (between calls of learn_search only). */
void learn_limit(struct learn *l, uint32_t i, int32_t high);
/* Values to try first. */
void learn_guide(struct learn *l, const int32_t *starts);

enum learn_answer { LEARN_FOUND, LEARN_NONE, LEARN_STOPPED };

/* Looks for starts until `conflicts` more conflicts or stop says so. LEARN_NONE is a proof, once
 * for all. */
enum learn_answer learn_search(struct learn *l, uint64_t conflicts, bool (*stop)(void *), void *ctx,
			       int32_t *ret_starts);

#endif
