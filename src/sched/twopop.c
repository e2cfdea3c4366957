/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/twopop.h"

#include "sched/alloc.h"
#include "sched/crossing.h"
#include "sched/variety.h"

#include <math.h>

#define LEAST 5 /* size at the end */
#define WORSE .03 /* of its makespan, what takes the place of a schedule may be longer, at first */
#define PARALLEL .7 /* share of the first children made by the parallel scheme */
/* Larger populations have the time to find by themselves what it gives, and it takes longer; nor is
 * the worst looked for among more. */
#define FEW 25

void individual_init(struct individual *x, const struct fast *f)
{
	*x = (struct individual){.makespan = INT32_MAX, .over = INT64_MAX, .second = INT64_MAX};
	SCHED_ARRAY(x->finish, f->n);
	SCHED_ARRAY(x->order, f->n);
	SCHED_ARRAY(x->tie, f->n / 64 + 1);
	if (f->c->multi_mode)
		SCHED_ARRAY(x->mode, f->n);
}

void individual_release(struct individual *x)
{
	free(x->finish);
	free(x->order);
	free(x->tie);
	free(x->mode);
	*x = (struct individual){0};
}

void individual_copy(struct individual *to, const struct individual *from, const struct fast *f)
{
	struct individual room = *to;

	*to = *from;
	to->finish = room.finish;
	to->mode = room.mode;
	to->order = room.order;
	to->tie = room.tie;
	to->ordered = false;
	memcpy(to->finish, from->finish, f->n * sizeof(*to->finish));
	if (to->mode)
		memcpy(to->mode, from->mode, f->n * sizeof(*to->mode));
}

bool individual_better(const struct individual *a, const struct individual *b)
{
	if (a->over != b->over)
		return a->over < b->over;
	if (a->makespan != b->makespan)
		return a->makespan < b->makespan;
	return a->second < b->second;
}

static bool shorter(const struct individual *a, const struct individual *b)
{
	return a->over < b->over || (a->over == b->over && a->makespan < b->makespan);
}

size_t twopop_size(uint64_t schedules)
{
	double size = pow((double)schedules, .55) / 2;

	return size < 8 ? 8 : size > 3000 ? 3000 : (size_t)size;
}

void twopop_init(struct twopop *t, const struct fast *f, uint64_t seed, size_t size)
{
	const struct core *c = f->c;
	struct rng marks;

	*t = (struct twopop){.f = f, .size = size, .first_size = size,
			     .turns = f->symmetric && !c->multi_mode};
	rng_init(&t->rng, seed);
	fast_work_init(&t->w, f);
	if (size > 2)
		t->nondelay = nondelay_new(f);
	for (int d = 0; d < 2; d++) {
		SCHED_ARRAY(t->pop[d], size);
		for (size_t i = 0; i < size; i++)
			individual_init(&t->pop[d][i], f);
	}
	individual_init(&t->best, f);
	individual_init(&t->child, f);
	individual_init(&t->behind, f);
	SCHED_ARRAY(t->order, f->n);
	SCHED_ARRAY(t->other, f->n);
	SCHED_ARRAY(t->stretches, f->n);
	SCHED_ARRAY(t->key, f->n);
	SCHED_ARRAY(t->mark, f->n);
	rng_init(&marks, 1);
	for (uint32_t i = 0; i < f->n; i++)
		t->mark[i] = rng_next(&marks);
	SCHED_ARRAY(t->left, c->n_budgets);
	SCHED_ARRAY(t->multi, f->n);
	for (uint32_t i = 0; i < f->n; i++)
		if (c->first_mode[i + 1] - c->first_mode[i] > 1)
			t->multi[t->n_multi++] = i;
}

void twopop_release(struct twopop *t)
{
	if (!t || !t->f)
		return;
	for (int d = 0; d < 2; d++) {
		for (size_t i = 0; i < t->size; i++)
			individual_release(&t->pop[d][i]);
		free(t->pop[d]);
	}
	individual_release(&t->best);
	individual_release(&t->child);
	individual_release(&t->behind);
	free(t->order);
	free(t->other);
	free(t->stretches);
	free(t->key);
	free(t->mark);
	free(t->left);
	free(t->multi);
	fast_work_release(&t->w);
	nondelay_free(t->nondelay);
	*t = (struct twopop){0};
}

/* ---- modes and budgets ----------------------------------------------------------------------- */

static void pay(struct twopop *t, uint32_t mode, int sign)
{
	const struct core *c = t->f->c;
	const struct core_mode *m = &c->modes[mode];

	for (uint32_t k = 0; k < m->n_uses; k++)
		t->left[c->uses[m->use + k].index] -= sign * c->uses[m->use + k].amount;
}

static int64_t overrun(const struct twopop *t)
{
	int64_t over = 0;

	for (size_t b = 0; b < t->f->c->n_budgets; b++)
		over -= t->left[b] < 0 ? t->left[b] : 0;
	return over;
}

static int64_t pay_all(struct twopop *t, const uint32_t *mode)
{
	for (size_t b = 0; b < t->f->c->n_budgets; b++)
		t->left[b] = t->f->c->p->budgets[b];
	for (uint32_t i = 0; i < t->f->n; i++)
		pay(t, mode[i], 1);
	return overrun(t);
}

/* Changes modes at random as long as the budgets are overrun and a change does not make it
 * worse. */
static int64_t repair(struct twopop *t, uint32_t *mode)
{
	const struct core *c = t->f->c;
	int64_t over = pay_all(t, mode);

	for (size_t k = 0; over > 0 && k < 20 * t->n_multi; k++) {
		uint32_t i = t->multi[rng_below(&t->rng, t->n_multi)];
		uint32_t m = c->first_mode[i] +
			     (uint32_t)rng_below(&t->rng, c->first_mode[i + 1] - c->first_mode[i]);
		int64_t now;

		pay(t, mode[i], -1);
		pay(t, m, 1);
		now = overrun(t);
		if (now <= over) {
			mode[i] = m;
			over = now;
		} else {
			pay(t, m, -1);
			pay(t, mode[i], 1);
		}
	}
	return over;
}

static void change_modes(struct twopop *t, uint32_t *mode, uint64_t times)
{
	const struct core *c = t->f->c;

	while (times--) {
		uint32_t i = t->multi[rng_below(&t->rng, t->n_multi)];

		mode[i] = c->first_mode[i] +
			  (uint32_t)rng_below(&t->rng, c->first_mode[i + 1] - c->first_mode[i]);
	}
}

/* ---- decoding -------------------------------------------------------------------------------- */

static void judge(struct twopop *t, struct individual *x)
{
	uint64_t digest = 0;
	uint32_t n = t->f->n, i = 0;

	memset(x->part, 0, sizeof(x->part));
	for (; i + TWOPOP_PARTS <= n; i += TWOPOP_PARTS)
		for (uint32_t k = 0; k < TWOPOP_PARTS; k++)
			x->part[k] += x->finish[i + k];
	for (uint32_t k = 0; i + k < n; k++)
		x->part[k] += x->finish[i + k];
	for (i = 0; i < n; i++)
		digest += (uint64_t)(uint32_t)x->finish[i] * t->mark[i];
	x->digest = digest;
	x->second = 0;
	for (uint32_t k = 0; k < TWOPOP_PARTS; k++)
		x->second += x->part[k];
}

enum scheme { SCHEME_SERIAL, SCHEME_PARALLEL };

/* Decodes t->order in the direction into x, with the modes of x. */
static void decode(struct twopop *t, int direction, enum scheme scheme, struct individual *x)
{
	x->ordered = false;
	if (x->mode) {
		x->over = repair(t, x->mode);
		x->makespan = fast_decode_modes(&t->w, direction, t->order, x->mode, t->left,
						&t->rng, x->finish);
	} else if (scheme == SCHEME_PARALLEL && t->nondelay) {
		x->over = 0;
		x->makespan = nondelay_decode(t->nondelay, direction, t->order, x->finish);
	} else {
		x->over = 0;
		x->makespan = fast_decode(&t->w, direction, t->order, t->f->n, x->finish);
	}
	judge(t, x);
	t->used++;
	if (direction == 0 && individual_better(x, &t->best))
		individual_copy(&t->best, x, t->f);
	if (direction == 1 && t->turns && shorter(x, &t->best) && shorter(x, &t->behind))
		individual_copy(&t->behind, x, t->f);
}

/* The list by t->key, which is mended; keys are below the limit. */
static void sort_keys(struct twopop *t, int direction, int32_t limit)
{
	fast_mend(t->f, direction, t->key);
	fast_sort(&t->w, direction, t->key, limit, t->order);
}

/* x, of the other direction, justified: into ret. */
static void mirror(struct twopop *t, struct individual *x, int direction, struct individual *ret)
{
	memcpy(t->order, order_of(t, direction, x), t->f->n * sizeof(*t->order));
	if (ret->mode)
		memcpy(ret->mode, x->mode, t->f->n * sizeof(*ret->mode));
	decode(t, direction, SCHEME_SERIAL, ret);
}

/* Latest starts with more and more noise, up to pure chance: a wide first population counts for
 * more than a good one. The parallel scheme needs less of it. */
static void first_schedule(struct twopop *t, size_t k, struct individual *x)
{
	const struct fast *f = t->f;
	enum scheme scheme = t->nondelay && k % 4 < 2 ? SCHEME_PARALLEL : SCHEME_SERIAL;
	int32_t longest = 0, noise;

	for (uint32_t i = 0; i < f->n; i++)
		longest = f->tail[0][i] > longest ? f->tail[0][i] : longest;
	noise = (int32_t)((int64_t)longest * (int64_t)(k % 8) *
			  (scheme == SCHEME_PARALLEL ? 1 : 2) / 7);
	if (t->size <= 2)
		noise = 0;
	for (uint32_t i = 0; i < f->n; i++)
		t->key[i] = longest - f->tail[0][i] +
			    (noise ? (int32_t)rng_below(&t->rng, (uint64_t)noise) : 0);
	sort_keys(t, 0, longest + noise + 1);
	if (x->mode) {
		for (uint32_t i = 0; i < f->n; i++)
			x->mode[i] = f->c->first_mode[i];
		change_modes(t, x->mode, k % 4 ? f->n : 0);
	}
	decode(t, 0, scheme, x);
}

void twopop_start(struct twopop *t, const struct individual *given)
{
	for (size_t k = 0; k < t->size; k++) {
		if (k == 0 && given) {
			individual_copy(&t->pop[0][0], given, t->f);
			judge(t, &t->pop[0][0]); /* a plan from outside has no sums yet */
			if (individual_better(&t->pop[0][0], &t->best))
				individual_copy(&t->best, &t->pop[0][0], t->f);
		} else {
			first_schedule(t, k, &t->pop[0][k]);
		}
		mirror(t, &t->pop[0][k], 1, &t->pop[1][k]);
	}
}

/* ---- breeding -------------------------------------------------------------------------------- */

/* Moves some activities to where others stand. */
static void mutate(struct twopop *t, int to)
{
	uint64_t times = 1 + rng_below(&t->rng, 3);
	uint32_t n = t->f->n;

	for (uint32_t k = 0; k < n; k++)
		t->key[t->order[k]] = (int32_t)k;
	while (times--) {
		uint32_t i = (uint32_t)rng_below(&t->rng, n), j = (uint32_t)rng_below(&t->rng, n);

		t->key[i] = t->key[j];
	}
	sort_keys(t, to, (int32_t)n);
}

static enum scheme choose_scheme(struct twopop *t)
{
	double share = PARALLEL * (1 - t->spent);

	if (t->first_size > FEW)
		share *= (double)FEW / (double)t->first_size;
	return t->nondelay && rng_unit(&t->rng) < share ? SCHEME_PARALLEL
									  : SCHEME_SERIAL;
}

static bool known(const struct twopop *t, int direction, uint64_t digest)
{
	for (size_t k = 0; k < t->size; k++)
		if (t->pop[direction][k].digest == digest)
			return true;
	return false;
}

/* Not worse, or little enough worse for what is spent: a population that takes only what is better
 * gathers around a few schedules long before the effort ends. */
static bool acceptable(const struct twopop *t, const struct individual *x,
		       const struct individual *old)
{
	double worse = WORSE * (1 - t->spent) * (double)old->makespan;

	return !individual_better(old, x) ||
	       (x->over <= old->over && (double)(x->makespan - old->makespan) <= worse);
}

/* The worst of n from the k-th on, in a ring. */
static struct individual *worst(struct twopop *t, int direction, size_t k, size_t n)
{
	struct individual *pop = t->pop[direction], *last = &pop[k];

	for (size_t x = 1; x < n && x < t->size; x++) {
		k = k + 1 < t->size ? k + 1 : 0;
		if (individual_better(last, &pop[k]))
			last = &pop[k];
	}
	return last;
}

/* The place that the child may take, or NULL. */
static struct individual *place_for_child(struct twopop *t, int to, size_t k)
{
	struct individual *across = &t->pop[to][k], *last;

	if (acceptable(t, &t->child, across))
		return across;
	last = worst(t, to, k, FEW);
	return individual_better(&t->child, last) ? last : NULL;
}

void twopop_breed(struct twopop *t, int from, size_t k)
{
	int to = 1 - from;
	struct individual *a = &t->pop[from][k], *b = variety_mate(t, from, a), *old, swap;

	if (a == b)
		b = &t->pop[from][rng_below(&t->rng, t->size)];
	cross(t, to, a, b);
	if (rng_below(&t->rng, 20) == 0)
		mutate(t, to);
	if (t->child.mode)
		change_modes(t, t->child.mode, rng_below(&t->rng, 3));
	decode(t, to, choose_scheme(t), &t->child);
	old = place_for_child(t, to, k);
	if (!old || t->child.digest == old->digest ||
	    variety_crowded(t, to, &t->child, old))
		return;
	swap = *old;
	*old = t->child;
	t->child = swap;
}

bool twopop_unsettled(const struct twopop *t)
{
	return shorter(&t->behind, &t->best);
}

bool twopop_reached(const struct twopop *t, int32_t makespan)
{
	return (t->best.over == 0 && t->best.makespan <= makespan) ||
	       (t->behind.over == 0 && t->behind.makespan <= makespan);
}

void twopop_settle(struct twopop *t)
{
	if (twopop_unsettled(t))
		mirror(t, &t->behind, 0, &t->child);
}

static int compare_individuals(const void *a, const void *b)
{
	return individual_better(a, b) ? -1 : individual_better(b, a);
}

void twopop_spent(struct twopop *t, double share)
{
	size_t size;

	t->spent = share < 1 ? share : 1;
	if (t->spent >= 1 || t->first_size <= LEAST)
		return;
	size = LEAST + (size_t)((double)(t->first_size - LEAST) * (1 - t->spent));
	if (size >= t->size)
		return;
	for (int d = 0; d < 2; d++) {
		qsort(t->pop[d], t->size, sizeof(*t->pop[d]), compare_individuals);
		for (size_t k = size; k < t->size; k++)
			individual_release(&t->pop[d][k]);
	}
	t->size = size;
}

void twopop_welcome(struct twopop *t, const struct individual *x)
{
	if (individual_better(x, &t->best))
		individual_copy(&t->best, x, t->f);
	if (known(t, 0, x->digest))
		return;
	if (individual_better(x, &t->pop[0][0]) && t->size <= 2) { /* the one that is shaken */
		individual_copy(&t->pop[0][0], x, t->f);
		return;
	}
	individual_copy(worst(t, 0, 0, t->size), x, t->f);
}

/* ---- one schedule shaken --------------------------------------------------------------------- */

void twopop_shake(struct twopop *t, int32_t width, int32_t noise)
{
	struct individual *now = &t->pop[0][0], *back = &t->pop[1][0], swap;
	int32_t length = now->makespan, c1, c2;

	c1 = (int32_t)rng_below(&t->rng, (uint64_t)(length + width)) - width;
	c2 = c1 + width;
	for (uint32_t i = 0; i < t->f->n; i++) {
		int32_t at = length - now->finish[i];

		t->key[i] = 4 * (at + noise);
		if (at >= c1 && at < c2)
			t->key[i] += (int32_t)rng_below(&t->rng, 8 * (uint64_t)noise + 1) -
				     4 * noise;
	}
	sort_keys(t, 1, 4 * (length + 2 * noise + 1));
	if (back->mode)
		memcpy(back->mode, now->mode, t->f->n * sizeof(*back->mode));
	decode(t, 1, SCHEME_SERIAL, back);
	if (t->child.mode && rng_below(&t->rng, 2))
		change_modes(t, back->mode, 1);
	mirror(t, back, 0, &t->child);
	if (t->child.over > now->over ||
	    (t->child.over == now->over && t->child.makespan > now->makespan))
		return;
	swap = *now;
	*now = t->child;
	t->child = swap;
}
