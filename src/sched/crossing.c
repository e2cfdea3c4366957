/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/crossing.h"

#include <string.h>

#define BITS 64

/* The place of i in the order. */
static inline int32_t mirrored(const struct individual *x, uint32_t i)
{
	return x->makespan - x->finish[i];
}

/* Marks each activity that finishes with the one behind it and may change places with it: both
 * take time, so neither waits for the other. */
static void mark_ties(const struct twopop *t, struct individual *x)
{
	const int32_t *duration = t->w.duration;
	uint32_t n = t->f->n;
	int32_t last = -1;

	for (uint32_t k = 0; k < n; k += BITS) {
		uint32_t end = n - k < BITS ? n : k + BITS;
		uint64_t with_last = 0;

		for (uint32_t j = k; j < end; j++) {
			uint32_t i = x->order[j];
			int32_t d = x->mode ? t->f->mode_duration[x->mode[i]] : duration[i];
			int32_t at = d > 0 ? x->finish[i] : -2 - (int32_t)i;

			with_last |= (uint64_t)(at == last) << (j - k);
			last = at;
		}
		x->tie[k / BITS] = with_last;
	}
}

const uint32_t *order_of(struct twopop *t, int to, struct individual *x)
{
	if (!x->ordered) {
		for (uint32_t i = 0; i < t->f->n; i++)
			t->key[i] = mirrored(x, i);
		fast_sort(&t->w, to, t->key, x->makespan + 1, x->order);
		mark_ties(t, x);
		x->ordered = true;
	}
	return x->order;
}

/* The order of x, each tie turned round or not. */
static void order_by_chance(struct twopop *t, int to, struct individual *x, uint32_t *ret)
{
	uint32_t n = t->f->n;

	memcpy(ret, order_of(t, to, x), n * sizeof(*ret));
	for (uint32_t word = 0; word <= n / BITS; word++) {
		uint64_t turn = x->tie[word] ? x->tie[word] & rng_next(&t->rng) : 0;

		for (; turn; turn &= turn - 1) {
			uint32_t k = word * BITS + (uint32_t)__builtin_ctzll(turn), i = ret[k];

			ret[k] = ret[k - 1];
			ret[k - 1] = i;
		}
	}
}

/* How many activities of x stand before the place. */
static uint32_t count_before(const struct individual *x, uint32_t n, int32_t place)
{
	int32_t after = x->makespan - place;
	uint32_t count = 0;

	for (uint32_t i = 0; i < n; i++)
		count += x->finish[i] > after;
	return count;
}

void cross(struct twopop *t, int to, struct individual *a, struct individual *b)
{
	uint32_t n = t->f->n, at[3] = {0}, from, end, *parts = t->stretches;
	int32_t length = a->makespan > 0 ? a->makespan : 1, c1, c2;
	int32_t width = length / 4 + (int32_t)rng_below(&t->rng, (uint64_t)length / 2 + 1);
	bool inside = rng_below(&t->rng, 5) == 0;

	c1 = (int32_t)rng_below(&t->rng, (uint64_t)length) - width / 2;
	c2 = c1 + width;
	order_by_chance(t, to, a, t->order);
	order_by_chance(t, to, b, t->other);
	at[1] = from = count_before(a, n, c1);
	at[2] = end = count_before(a, n, c2);
	for (uint32_t k = 0; k < n; k++) {
		uint32_t i = t->other[k];
		int32_t place = mirrored(a, i);

		parts[at[(place >= c1) + (place >= c2)]++] = i;
	}
	if (inside) {
		memcpy(t->order, parts, from * sizeof(*parts));
		memcpy(t->order + end, parts + end, (n - end) * sizeof(*parts));
	} else {
		memcpy(t->order + from, parts + from, (end - from) * sizeof(*parts));
	}
	for (uint32_t i = 0; t->child.mode && i < n; i++) {
		int32_t place = mirrored(a, i);

		t->child.mode[i] = (place >= c1 && place < c2) == inside ? a->mode[i] : b->mode[i];
	}
}
