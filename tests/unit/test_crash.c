/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The time-cost trade-off: equal to brute force on small random networks, proven on larger ones. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "plan/crash.h"
#include "plan/solver_glpk.h"
#include "util/mem.h"
#include "util/rng.h"

#define MODES 2 /* faster ways to do a step */

/* A random network: each step follows one to three of the six before it; each of the first
 * `choices` steps has faster ways, of which one may be bought, or can be done ahead. */
static void network(struct crash_problem *c, struct arena *arena, uint64_t seed, size_t steps,
		    size_t choices)
{
	struct rng rng;
	size_t i, k;

	rng_init(&rng, seed);
	*c = (struct crash_problem){ .n_steps = steps, .solve = solver_glpk };
	c->steps = arena_alloc(arena, steps, sizeof(*c->steps));
	c->edges = arena_alloc(arena, 3 * steps, sizeof(*c->edges));
	c->options = arena_alloc(arena, MODES * choices, sizeof(*c->options));
	for (i = 0; i < steps; i++) {
		size_t links = 1 + rng_below(&rng, 3), near = i < 6 ? i : 6;
		bool used[6] = { false };

		c->steps[i].duration = 20 + (int64_t)rng_below(&rng, 60);
		c->steps[i].release = rng_below(&rng, 5) ? 0 : (int64_t)rng_below(&rng, 100);
		for (k = 0; near && k < links; k++) {
			size_t back = rng_below(&rng, near);

			if (used[back])
				continue;
			used[back] = true;
			c->edges[c->n_edges++] = (struct crash_edge){ i - 1 - back, i,
				(int64_t)rng_below(&rng, 10) };
		}
	}
	for (i = 0; i < choices; i++) {
		size_t step = i * steps / choices;
		int64_t all = c->steps[step].duration, left = all;
		bool ahead = rng_below(&rng, 4) == 0;

		for (k = 0; k < MODES; k++) {
			struct crash_option *o = &c->options[c->n_options++];

			left -= 1 + (int64_t)rng_below(&rng, (uint64_t)left / 2);
			*o = (struct crash_option){ .cost = (int64_t)(k + 1) * (10 + (int64_t)rng_below(
							     &rng, 90)), .group = step };
			o->effects = arena_alloc(arena, 1, sizeof(*o->effects));
			o->n_effects = 1;
			o->effects[0] = (struct crash_effect){ .step = step, .shorter = all - left };
			if (ahead && k + 1 == MODES)
				o->effects[0] = (struct crash_effect){ .step = step, .shorter = all,
					.earlier = c->steps[step].release, .frees = true };
			/* some cannot be had without one of another step */
			if (i && rng_below(&rng, 3) == 0) {
				o->needs = arena_alloc(arena, 1, sizeof(*o->needs));
				o->needs[o->n_needs++] = (size_t)rng_below(&rng, MODES * i);
			}
		}
	}
}

static bool allowed(const struct crash_problem *c, const bool *bought)
{
	size_t i, k;

	for (i = 0; i < c->n_options; i++)
		for (k = 0; k < c->options[i].n_needs; k++)
			if (bought[i] && !bought[c->options[i].needs[k]])
				return false;
	for (i = 0; i < c->n_options; i++)
		for (k = i + 1; k < c->n_options; k++)
			if (bought[i] && bought[k] && c->options[i].group == c->options[k].group)
				return false;
	return true;
}

/* Least cost within `time`, or -1. */
static int64_t brute(const struct crash_problem *c, int64_t time)
{
	int64_t best = -1;
	unsigned long set;
	size_t i;

	for (set = 0; set < 1ul << c->n_options; set++) {
		bool bought[32];

		for (i = 0; i < c->n_options; i++)
			bought[i] = set >> i & 1;
		if (allowed(c, bought) && crash_time(c, bought) <= time &&
		    (best < 0 || crash_cost(c, bought) < best))
			best = crash_cost(c, bought);
	}
	return best;
}

static void test_against_brute_force(void **state)
{
	struct crash_point points[200];
	uint64_t seed;

	(void)state;
	for (seed = 1; seed <= 40; seed++) {
		struct arena arena = ARENA_INIT;
		struct crash_problem c;
		size_t n = 0, i;

		network(&c, &arena, seed, 12, 5);
		/* so many points that the steps between them are one */
		assert_int_equal(crash_curve(&c, -1, 200, &arena, points, &n, NULL), 0);
		assert_true(n >= 1);
		for (i = 0; i < n; i++) {
			assert_true(points[i].proven);
			assert_true(allowed(&c, points[i].bought));
			assert_int_equal(points[i].cost, brute(&c, points[i].time));
			if (i)
				assert_true(points[i].cost > points[i - 1].cost &&
					    points[i].time < points[i - 1].time);
		}
		assert_int_equal(brute(&c, points[n - 1].time - 1), -1); /* nothing is faster */
		arena_release(&arena);
	}
}

static void test_larger(void **state)
{
	static const size_t sizes[] = { 40, 100, 200 };
	struct crash_point points[12];
	size_t k;

	(void)state;
	for (k = 0; k < 3; k++) {
		struct arena arena = ARENA_INIT;
		struct crash_problem c;
		clock_t begun = clock();
		size_t n = 0, i;

		network(&c, &arena, 7, sizes[k], sizes[k] / 4);
		assert_int_equal(crash_curve(&c, -1, 12, &arena, points, &n, NULL), 0);
		for (i = 0; i < n; i++)
			assert_true(points[i].proven);
		printf("# %zu steps, %zu options: %zu points proven in %.2f s\n", sizes[k],
		       c.n_options, n, (double)(clock() - begun) / CLOCKS_PER_SEC);
		arena_release(&arena);
	}
}

static void test_knee(void **state)
{
	const struct crash_point points[] = { { .cost = 0, .time = 100 }, { .cost = 10, .time = 40 },
					      { .cost = 50, .time = 30 }, { .cost = 100, .time = 0 } };

	(void)state;
	assert_int_equal(crash_knee(points, 4), 1);
	assert_int_equal(crash_knee(points, 2), NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_against_brute_force),
		cmocka_unit_test(test_larger),
		cmocka_unit_test(test_knee),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
