/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside of the expansion, shared by expand.c (instances) and link.c (who waits for whom);
 * nobody else includes it.
 *
 * Every step has a table from bucket (what its scope counts: plan, product, site, class, unit) to
 * instance, so that links are found without searching.
 */
#ifndef LIFEBOAT_PLAN_EXPANDER_H
#define LIFEBOAT_PLAN_EXPANDER_H

#include "plan/play.h"
#include "util/vec.h"

/* Waves that move as one: plan.waves first .. first + n - 1. */
struct unit_range {
	size_t first, n;
};

struct step_table {
	size_t *at;      /* bucket → instance, NONE */
	size_t n;        /* buckets */
	size_t first, n_instances; /* its instances are consecutive */
	bool *applies;   /* plan class → does the step reach it */
};

struct edge {
	size_t from, to; /* instances */
	int64_t lag, max_lag;
};

struct expander {
	const struct snapshot *s;
	const struct plan_request *r;
	struct plan *p;
	struct playbook *b;
	struct err *err;
	VEC(struct unit_range) units;
	size_t *unit_of_wave;
	struct step_table *tables; /* one a step */
	VEC(struct plan_instance) instances;
	VEC(size_t) step_of;       /* instance → playbook.steps */
	VEC(struct edge) edges;
	size_t *stamp, round;      /* instance seen in this round */
};

/* Buckets of a wave: calls back with each (a product step may have several). */
size_t expander_buckets(const struct expander *x, const struct play_step *st);
/* The k-th bucket that the wave falls into, or NONE. */
size_t expander_bucket(const struct expander *x, const struct play_step *st, size_t wave, size_t k);

/* Fills edges. */
int expander_link(struct expander *x);
/* Sorts instances so that predecessors come first and hands them to the plan with their links. */
int expander_finish(struct expander *x);

#endif
