/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCHED_TWOPOP_H
#define SCHED_TWOPOP_H
/*
 * Search with two populations for the makespan: one of forward (left-justified) schedules, one of backward
 * ones. Parents of one population are crossed and decoded in the other direction, so that every child is also
 * a justification of its parents (Debels and Vanhoucke 2005, 2007; double justification: Valls, Ballestin and
 * Quintanilla 2005).
 */

#include "sched/fast.h"
#include "util/rng.h"

struct individual {
	int32_t *finish; /* in its own direction */
	int32_t makespan;
	int64_t second;  /* breaks ties: sum of finishes, weighted to the end */
	uint64_t digest;
};

struct twopop {
	const struct fast *f;
	struct fast_work w;
	struct rng rng;
	struct individual *pop[2];
	size_t size;
	uint64_t used;
	struct individual best; /* forward */
	struct individual child;
	uint32_t *order;
	int32_t *key;
	int32_t lower; /* proven bound, in slots */
};

void twopop_init(struct twopop *t, const struct fast *f, uint64_t seed, size_t size, int32_t lower);
void twopop_release(struct twopop *t);

/* Fills both populations (about 2 x size schedules). */
void twopop_start(struct twopop *t);

/* One generation from each population into the other. */
void twopop_generation(struct twopop *t);

#endif
