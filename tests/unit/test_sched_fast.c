/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of slots: lists, decoders that agree, orders crossed, populations. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "sched/crossing.h"
#include "sched/fast.h"
#include "sched/sgs.h"
#include "sched/twopop.h"
#include "sched/variety.h"
#include "sched_middle.h"
#include "util/mem.h"
#include "util/rng.h"

/* By key, equal keys in topological order, whatever their range. */
static void lists_follow_their_keys(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 40; seed++) {
		static const int32_t limits[] = {1, 2, 3, 4, 100, 255, 256, 257, 5000, 1 << 20};
		struct middle *m = mem_zalloc(1, sizeof(*m));
		struct core c;
		struct fast f;
		struct fast_work w;
		struct sched_failure failure;
		struct rng rng;
		uint32_t order[MANY];
		int32_t key[MANY];

		middle_make(m, seed, 50, 1 + seed % 6, false, 1);
		assert_int_equal(core_init(&c, &m->p, &failure), SCHED_OK);
		assert_true(fast_init(&f, &c));
		fast_work_init(&w, &f);
		rng_init(&rng, seed);
		for (size_t l = 0; l < sizeof(limits) / sizeof(limits[0]); l++)
			for (int direction = 0; direction < 2; direction++) {
				for (uint32_t i = 0; i < f.n; i++)
					key[i] = (int32_t)rng_below(&rng, (uint64_t)limits[l]);
				key[rng_below(&rng, f.n)] = limits[l] - 1;
				fast_sort(&w, direction, key, limits[l], order);
				for (uint32_t k = 1; k < f.n; k++) {
					uint32_t x = order[k - 1], y = order[k];

					assert_true(key[x] < key[y] ||
						    (key[x] == key[y] && f.place[direction][x] <
									 f.place[direction][y]));
				}
			}
		fast_work_release(&w);
		fast_release(&f);
		core_release(&c);
		free(m);
	}
}

/* Each decoder gives what the one for everything gives (sgs.h). */
static void compare_decoders(const struct core *c, const struct fast *f, uint64_t seed)
{
	struct fast_work w;
	struct links *l = links_new(f);
	struct bytes *b = bytes_new(f);
	struct sgs s;
	struct plan plan;
	struct rng rng;
	uint32_t order[MANY];
	int32_t key[MANY], one[MANY], other[MANY];
	int64_t key64[MANY];

	fast_work_init(&w, f);
	assert_int_equal(b != NULL, !f->lags && c->p->resources[0].steps[0].capacity <= 255);
	assert_int_equal(w.bytes != NULL, b != NULL);
	sgs_init(&s, c);
	core_plan_init(&plan, c);
	rng_init(&rng, seed);
	for (int times = 0; times < 6; times++) {
		int direction = times / 2 % 2;
		uint32_t n = times < 4 ? f->n : f->n / 2; /* part of a list will do */
		int32_t makespan;

		for (uint32_t i = 0; i < f->n; i++)
			key[i] = (int32_t)rng_below(&rng, 100);
		fast_mend(f, direction, key);
		fast_sort(&w, direction, key, 100, order);
		memset(one, 0, sizeof(one));
		memset(other, 0, sizeof(other));
		makespan = words_decode(&w, direction, order, n, one);
		assert_int_equal(links_decode(l, direction, NULL, order, n, other), makespan);
		assert_memory_equal(one, other, f->n * sizeof(*one));
		if (b) {
			memset(other, 0, sizeof(other));
			assert_int_equal(bytes_decode(b, direction, order, n, other), makespan);
			assert_memory_equal(one, other, f->n * sizeof(*one));
		}
		if (direction || n < f->n)
			continue;
		for (uint32_t k = 0; k < f->n; k++)
			key64[order[k]] = k;
		assert_true(sgs_decode(&s, key64, NULL, &plan));
		for (uint32_t i = 0; i < f->n; i++)
			assert_int_equal(plan.finish[i], one[i] * f->unit);
	}
	core_plan_release(&plan);
	sgs_release(&s);
	links_free(l);
	bytes_free(b);
	fast_work_release(&w);
}

static void decoders_agree(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 400; seed++) {
		struct middle *m = mem_zalloc(1, sizeof(*m));
		struct core c;
		struct fast f;
		struct sched_failure failure;

		middle_make(m, seed, 50, 1 + seed % 6, seed % 3 == 0, 1);
		if (seed % 5 == 0) /* more than a byte holds */
			m->steps[0][0].capacity = 256;
		assert_int_equal(core_init(&c, &m->p, &failure), SCHED_OK);
		assert_true(fast_init(&f, &c));
		compare_decoders(&c, &f, seed);
		fast_release(&f);
		core_release(&c);
		free(m);
	}
}

/* The parallel scheme from its definition: instants one by one, what is left counted anew each
 * time. */
static int32_t slow_nondelay(const struct fast *f, const struct fast_work *w, int direction,
			     const uint32_t *order, int32_t *finish)
{
	int32_t makespan = 0;
	uint32_t placed = 0;

	for (uint32_t i = 0; i < f->n; i++)
		finish[i] = INT32_MAX;
	for (int32_t t = 0; placed < f->n; t++)
		for (uint32_t k = 0; k < f->n; k++) {
			uint32_t i = order[k];
			bool can = finish[i] == INT32_MAX &&
				   fast_ready(f, direction, i, finish) <= t;

			for (uint32_t x = 0; can && w->duration[i] && x < f->words; x++) {
				uint64_t left = f->base[direction][x];

				for (uint32_t j = 0; j < f->n; j++)
					if (finish[j] != INT32_MAX && finish[j] > t)
						left -= w->demand[j * f->words + x];
				left -= w->demand[i * f->words + x];
				can = (left & FAST_GUARDS) == FAST_GUARDS;
			}
			if (!can)
				continue;
			finish[i] = t + w->duration[i];
			makespan = finish[i] > makespan ? finish[i] : makespan;
			placed++;
		}
	return makespan;
}

/* The parallel scheme is what its definition says, can be used again and again, keeps every
 * constraint (the serial scheme, given its order, is never later at any activity), and refuses
 * tables it does not serve. */
static void parallel_scheme_never_delays(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct middle *m = mem_zalloc(1, sizeof(*m));
		struct core c;
		struct fast f;
		struct fast_work w;
		struct nondelay *nd;
		struct rng rng;
		struct sched_failure failure;
		uint32_t order[MANY];
		int32_t key[MANY], a[MANY], b[MANY];

		middle_make(m, seed, 5 + seed % 55, 1 + seed % 6, seed % 5 == 0, 1);
		assert_int_equal(core_init(&c, &m->p, &failure), SCHED_OK);
		assert_true(fast_init(&f, &c));
		fast_work_init(&w, &f);
		nd = nondelay_new(&f);
		assert_int_equal(nd != NULL, f.symmetric && !f.lags);
		rng_init(&rng, seed);
		for (int times = 0; nd && times < 6; times++) {
			int direction = times % 2;
			int32_t span;

			for (uint32_t i = 0; i < f.n; i++)
				key[i] = (int32_t)rng_below(&rng, 100);
			fast_mend(&f, direction, key);
			fast_sort(&w, direction, key, 100, order);
			span = nondelay_decode(nd, direction, order, a);
			assert_int_equal(span, slow_nondelay(&f, &w, direction, order, b));
			assert_memory_equal(a, b, f.n * sizeof(*a));
			for (uint32_t i = 0; i < f.n; i++)
				key[i] = a[i] - w.duration[i];
			fast_sort(&w, direction, key, span + 1, order);
			assert_true(fast_decode(&w, direction, order, f.n, b) <= span);
			for (uint32_t i = 0; i < f.n; i++)
				assert_true(b[i] <= a[i]);
		}
		nondelay_free(nd);
		fast_work_release(&w);
		fast_release(&f);
		core_release(&c);
		free(m);
	}
}

static int64_t slow_distance(const struct individual *a, const struct individual *b, uint32_t n)
{
	int64_t sum = 0;

	for (uint32_t i = 0; i < n; i++)
		sum += labs((long)(a->makespan - a->finish[i]) - (b->makespan - b->finish[i]));
	return sum;
}

static size_t copies(const struct twopop *t)
{
	size_t n = 0;

	for (int d = 0; d < 2; d++)
		for (size_t a = 0; a < t->size; a++)
			for (size_t b = 0; b < a; b++)
				n += t->pop[d][a].digest == t->pop[d][b].digest;
	return n;
}

/* Distances are what they say with and without a limit, a copy is refused, and children never
 * bring more copies into the populations than were there. */
static void populations_stay_varied(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct middle *m = mem_zalloc(1, sizeof(*m));
		struct core c;
		struct fast f;
		struct twopop t;
		struct sched_failure failure;
		size_t before;

		middle_make(m, seed, 50, 1 + seed % 4, false, 1);
		assert_int_equal(core_init(&c, &m->p, &failure), SCHED_OK);
		assert_true(fast_init(&f, &c));
		twopop_init(&t, &f, seed, 12);
		twopop_start(&t, NULL);
		before = copies(&t);
		for (size_t k = 0; k < 400; k++)
			twopop_breed(&t, (int)(k / 12 % 2), k % 12);
		assert_true(copies(&t) <= before);
		for (size_t a = 0; a < t.size; a++) {
			const struct individual *x = &t.pop[0][a];

			bool crowded = false;

			assert_true(variety_crowded(&t, 0, x, NULL));
			for (size_t b = 0; b < t.size; b++) {
				const struct individual *y = &t.pop[0][b];
				int64_t d = slow_distance(x, y, f.n);

				crowded |= a != b && (x->digest == y->digest ||
						      (y->makespan <= x->makespan &&
						       d < x->makespan * (int64_t)f.n / 200));
				assert_int_equal(variety_distance(x, y, f.n, INT64_MAX), d);
				assert_int_equal(variety_distance(x, y, f.n, d / 2 + 1) > d / 2,
						 d > d / 2);
			}
			assert_int_equal(variety_crowded(&t, 0, x, x), crowded);
		}
		twopop_release(&t);
		fast_release(&f);
		core_release(&c);
		free(m);
	}
}

static int32_t mirrored(const struct individual *x, uint32_t i)
{
	return x->makespan - x->finish[i];
}

/* t->order holds every activity once, behind its predecessors, and any two in the order of one
 * parent. */
static void check_crossed(const struct twopop *t, int to, const struct individual *a,
			  const struct individual *b)
{
	const struct fast *f = t->f;
	uint32_t place[MANY];
	bool seen[MANY] = {false};

	for (uint32_t k = 0; k < f->n; k++) {
		assert_true(t->order[k] < f->n);
		assert_false(seen[t->order[k]]);
		seen[t->order[k]] = true;
		place[t->order[k]] = k;
	}
	for (uint32_t i = 0; i < f->n; i++) {
		for (uint32_t x = f->first[to][i]; x < f->first[to][i + 1]; x++)
			assert_true(place[f->list[to][x]] < place[i]);
		for (uint32_t j = 0; j < f->n; j++)
			if (place[i] < place[j])
				assert_true(mirrored(a, i) <= mirrored(a, j) ||
					    mirrored(b, i) <= mirrored(b, j));
	}
}

static void crossed_orders_are_lists(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		struct middle *m = mem_zalloc(1, sizeof(*m));
		struct core c;
		struct fast f;
		struct twopop t;
		struct rng rng;
		struct sched_failure failure;
		size_t turned = 0;

		middle_make(m, seed, 40, 1 + seed % 4, seed % 3 == 0, 1 + seed % 2);
		assert_int_equal(core_init(&c, &m->p, &failure), SCHED_OK);
		assert_true(fast_init(&f, &c));
		twopop_init(&t, &f, seed, 8);
		twopop_start(&t, NULL);
		rng_init(&rng, seed);
		for (int times = 0; times < 40; times++) {
			int to = times % 2;
			struct individual *a = &t.pop[1 - to][rng_below(&rng, 8)];
			struct individual *b = times % 4 < 2 ? a : &t.pop[1 - to][rng_below(&rng, 8)];

			cross(&t, to, a, b);
			check_crossed(&t, to, a, b);
			if (a == b) /* itself, but for what finishes together */
				turned += memcmp(t.order, order_of(&t, to, a),
						 f.n * sizeof(*t.order)) != 0;
			for (uint32_t i = 0; t.child.mode && i < f.n; i++)
				assert_true(t.child.mode[i] == a->mode[i] ||
					    t.child.mode[i] == b->mode[i]);
			twopop_breed(&t, 1 - to, (size_t)times % 8);
		}
		assert_true(turned > 0);
		twopop_release(&t);
		fast_release(&f);
		core_release(&c);
		free(m);
	}
}

static void the_best_is_best_in_both_directions(void **state)
{
	size_t behind = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 120; seed++) {
		struct middle *m = mem_zalloc(1, sizeof(*m));
		struct core c;
		struct fast f;
		struct twopop t;
		struct sched_failure failure;
		int32_t shortest = INT32_MAX;

		middle_make(m, seed, 60, 4, false, 1);
		assert_int_equal(core_init(&c, &m->p, &failure), SCHED_OK);
		assert_true(fast_init(&f, &c));
		twopop_init(&t, &f, seed, 8);
		twopop_start(&t, NULL);
		for (size_t k = 0; k < 60; k++) {
			twopop_breed(&t, (int)(1 - k / 8 % 2), k % 8);
			for (size_t x = 0; x < 16; x++)
				if (t.pop[x / 8][x % 8].makespan < shortest)
					shortest = t.pop[x / 8][x % 8].makespan;
		}
		behind += t.best.makespan > shortest;
		assert_true(twopop_reached(&t, shortest));
		twopop_settle(&t);
		assert_true(t.best.makespan <= shortest);
		assert_true(twopop_reached(&t, shortest));
		twopop_release(&t);
		fast_release(&f);
		core_release(&c);
		free(m);
	}
	assert_true(behind > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_follow_their_keys),
		cmocka_unit_test(decoders_agree),
		cmocka_unit_test(parallel_scheme_never_delays),
		cmocka_unit_test(populations_stay_varied),
		cmocka_unit_test(crossed_orders_are_lists),
		cmocka_unit_test(the_best_is_best_in_both_directions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
