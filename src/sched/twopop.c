/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/twopop.h"

#include "sched/alloc.h"

static void individual_init(struct individual *x, const struct fast *f)
{
	SCHED_ARRAY(x->finish, f->n);
	x->makespan = INT32_MAX;
	x->second = INT64_MAX;
	x->digest = 0;
}

static void copy(struct individual *to, const struct individual *from, const struct fast *f)
{
	memcpy(to->finish, from->finish, f->n * sizeof(*to->finish));
	to->makespan = from->makespan;
	to->second = from->second;
	to->digest = from->digest;
}

static bool better(const struct individual *a, const struct individual *b)
{
	return a->makespan < b->makespan || (a->makespan == b->makespan && a->second < b->second);
}

void twopop_init(struct twopop *t, const struct fast *f, uint64_t seed, size_t size, int32_t lower)
{
	*t = (struct twopop){.f = f, .size = size, .lower = lower};
	rng_init(&t->rng, seed);
	fast_work_init(&t->w, f);
	for (int d = 0; d < 2; d++) {
		SCHED_ARRAY(t->pop[d], size);
		for (size_t i = 0; i < size; i++)
			individual_init(&t->pop[d][i], f);
	}
	individual_init(&t->best, f);
	individual_init(&t->child, f);
	SCHED_ARRAY(t->order, f->n);
	SCHED_ARRAY(t->key, f->n);
}

void twopop_release(struct twopop *t)
{
	if (!t || !t->f)
		return;
	for (int d = 0; d < 2; d++) {
		for (size_t i = 0; i < t->size; i++)
			free(t->pop[d][i].finish);
		free(t->pop[d]);
	}
	free(t->best.finish);
	free(t->child.finish);
	free(t->order);
	free(t->key);
	fast_work_release(&t->w);
	*t = (struct twopop){0};
}

static void judge(struct twopop *t, struct individual *x)
{
	uint64_t digest = 0;
	int64_t second = 0;

	for (uint32_t i = 0; i < t->f->n; i++) {
		second += x->finish[i];
		digest = (digest ^ (uint64_t)(uint32_t)x->finish[i]) * 0x9e3779b97f4a7c15u;
		digest ^= digest >> 29;
	}
	x->second = second;
	x->digest = digest;
}

/* Decodes t->key in the direction into x. */
static void decode(struct twopop *t, int direction, int32_t limit, struct individual *x)
{
	fast_sort(&t->w, direction, t->key, limit, t->order);
	x->makespan = fast_decode(&t->w, direction, t->order, x->finish);
	judge(t, x);
	t->used++;
	if (direction == 0 && better(x, &t->best))
		copy(&t->best, x, t->f);
}

/* The order in which a schedule, read from its end, gives the other direction its list. */
static inline int32_t mirrored(const struct individual *x, uint32_t i)
{
	return x->makespan - x->finish[i];
}

static void first_schedule(struct twopop *t, size_t k)
{
	const struct fast *f = t->f;
	int32_t longest = 0, noise;

	for (uint32_t i = 0; i < f->n; i++)
		longest = f->tail[0][i] > longest ? f->tail[0][i] : longest;
	noise = (int32_t)((int64_t)longest * (int64_t)(k % 8) / 16);
	for (uint32_t i = 0; i < f->n; i++)
		t->key[i] = longest - f->tail[0][i] +
			    (noise ? (int32_t)rng_below(&t->rng, (uint64_t)noise) : 0);
	if (noise)
		fast_mend(f, 0, t->key);
	decode(t, 0, longest + noise + 1, &t->pop[0][k]);
}

void twopop_start(struct twopop *t)
{
	for (size_t k = 0; k < t->size; k++) {
		const struct individual *x = &t->pop[0][k];

		first_schedule(t, k);
		for (uint32_t i = 0; i < t->f->n; i++)
			t->key[i] = mirrored(x, i);
		decode(t, 1, x->makespan + 1, &t->pop[1][k]);
	}
}

static const struct individual *pick(struct twopop *t, int direction)
{
	const struct individual *a = &t->pop[direction][rng_below(&t->rng, t->size)];
	const struct individual *b = &t->pop[direction][rng_below(&t->rng, t->size)];

	return better(a, b) ? a : b;
}

/* Two points on the first parent's time: in between, or outside, its order holds, elsewhere the
 * second's. */
static int32_t cross(struct twopop *t, const struct individual *a, const struct individual *b)
{
	int32_t length = a->makespan, c1, c2;
	int32_t shift = (a->makespan > b->makespan ? a->makespan : b->makespan) + 1;
	bool inside = rng_below(&t->rng, 2);

	c1 = (int32_t)rng_below(&t->rng, (uint64_t)length);
	c2 = c1 + length / 4 + (int32_t)rng_below(&t->rng, (uint64_t)length / 2 + 1);
	for (uint32_t i = 0; i < t->f->n; i++) {
		int32_t at = mirrored(a, i), other = mirrored(b, i);
		bool in = at >= c1 && at < c2;

		t->key[i] = (at < c1 ? 0 : in ? shift : 2 * shift) + (in == inside ? at : other);
	}
	return 3 * shift;
}

static void mutate(struct twopop *t, int direction, int32_t limit)
{
	uint64_t times = 1 + rng_below(&t->rng, 3);

	while (times--) {
		uint32_t i = (uint32_t)rng_below(&t->rng, t->f->n);
		uint32_t j = (uint32_t)rng_below(&t->rng, t->f->n);

		t->key[i] = t->key[j];
	}
	(void)limit;
	fast_mend(t->f, direction, t->key);
}

static bool known(const struct twopop *t, int direction, uint64_t digest)
{
	for (size_t k = 0; k < t->size; k++)
		if (t->pop[direction][k].digest == digest)
			return true;
	return false;
}

static void breed(struct twopop *t, int from, size_t k)
{
	int to = 1 - from;
	const struct individual *a = &t->pop[from][k], *b = pick(t, from);
	struct individual *old = &t->pop[to][k], swap;
	int32_t limit;

	if (a == b)
		b = &t->pop[from][rng_below(&t->rng, t->size)];
	limit = cross(t, a, b);
	if (rng_below(&t->rng, 100) < 5)
		mutate(t, to, limit);
	decode(t, to, limit, &t->child);
	if (known(t, to, t->child.digest))
		return;
	swap = *old;
	*old = t->child;
	t->child = swap;
}

void twopop_generation(struct twopop *t)
{
	for (int from = 1; from >= 0; from--)
		for (size_t k = 0; k < t->size; k++)
			breed(t, from, k);
}
