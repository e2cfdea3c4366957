/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/variety.h"

#define NEAR 200 /* parts of the makespan */

#define BLOCK 16 /* activities summed before the next look at the limit */

int64_t variety_distance(const struct individual *a, const struct individual *b, uint32_t n,
			 int64_t limit)
{
	int32_t apart = a->makespan - b->makespan;
	int64_t sum = 0;

	for (uint32_t i = 0; i < n && sum < limit;) {
		uint32_t end = n - i > BLOCK ? i + BLOCK : n;

		for (; i < end; i++) {
			int32_t d = a->finish[i] - b->finish[i] - apart;

			sum += d < 0 ? -d : d;
		}
	}
	return sum;
}

static struct individual *winner(struct twopop *t, int direction)
{
	struct individual *a = &t->pop[direction][rng_below(&t->rng, t->size)];
	struct individual *b = &t->pop[direction][rng_below(&t->rng, t->size)];

	return individual_better(a, b) ? a : b;
}

struct individual *variety_mate(struct twopop *t, int direction, const struct individual *a)
{
	struct individual *x = winner(t, direction), *y = winner(t, direction);
	uint32_t n = t->f->n;

	if (variety_distance(a, x, n, INT64_MAX) < variety_distance(a, y, n, INT64_MAX))
		return y;
	return x;
}

/* The distance is at least that of sums over parts of the activities, which stand in the individuals
 * themselves: nearly all are found far apart without a look at their finishes. */
static bool parts_apart(const struct individual *a, const struct individual *b, uint32_t n,
			int64_t limit)
{
	int64_t apart = a->makespan - b->makespan, sum = 0;

	for (uint32_t k = 0; k < TWOPOP_PARTS; k++) {
		int64_t number = (n + TWOPOP_PARTS - 1 - k) / TWOPOP_PARTS;
		int64_t d = a->part[k] - b->part[k] - apart * number;

		sum += d < 0 ? -d : d;
	}
	return sum >= limit;
}

bool variety_crowded(const struct twopop *t, int direction, const struct individual *x,
		     const struct individual *except)
{
	int64_t near = (int64_t)x->makespan * t->f->n / NEAR;

	for (size_t k = 0; k < t->size; k++) {
		const struct individual *other = &t->pop[direction][k];

		if (other->makespan > x->makespan || other == except)
			continue;
		if (other->digest == x->digest)
			return true;
		if (other->over == x->over && !parts_apart(x, other, t->f->n, near) &&
		    variety_distance(x, other, t->f->n, near) < near)
			return true;
	}
	return false;
}
