/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Beside the choice: the search at once, the runner-up, what an open need would cost, cbc. */
#include "config.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "io/solver_cbc.h"
#include "plan/choice_answers.h"
#include "plan/choice_bound.h"
#include "plan/solver_glpk.h"
#include "snap_build.h"

struct world {
	struct snapshot s;
	struct plan_request r;
	struct plan p;
	struct arena arena;
	struct choice c;
	size_t a, b, suite;
};

/* 100 assets leave `old`; a meets t1 for 10, b meets t2 for 20, the suite meets both for 40; t3 is
 * optional and only the suite has it. */
static int set_up(void **state)
{
	static struct world w; /* one test runs at a time */
	struct err err = ERR_INIT;
	size_t t1, t2, t3, c, bad, good, old;

	w = (struct world){ .arena = ARENA_INIT };
	sb_init(&w.s);
	sb_policy(&w.s, "gap_penalty", "5");
	t1 = sb_capability(&w.s, "t1", NONE);
	t2 = sb_capability(&w.s, "t2", NONE);
	t3 = sb_capability(&w.s, "t3", NONE);
	bad = sb_vendor(&w.s, "bad", NONE);
	good = sb_vendor(&w.s, "good", NONE);
	w.a = sb_product(&w.s, "a", good, "edr", ROLE_CANDIDATE);
	w.b = sb_product(&w.s, "b", good, "edr", ROLE_CANDIDATE);
	old = sb_product(&w.s, "old", bad, "edr", ROLE_INCUMBENT);
	w.suite = sb_product(&w.s, "suite", good, "edr", ROLE_CANDIDATE);
	sb_price(&w.s, w.a, "asset", "EUR", 1, 10, 0);
	sb_price(&w.s, w.b, "asset", "EUR", 1, 20, 0);
	sb_price(&w.s, w.suite, "asset", "EUR", 1, 40, 0);
	sb_coverage(&w.s, w.a, t1, STRENGTH_SIGNIFICANT);
	sb_coverage(&w.s, w.b, t2, STRENGTH_SIGNIFICANT);
	sb_coverage(&w.s, w.suite, t1, STRENGTH_SIGNIFICANT);
	sb_coverage(&w.s, w.suite, t2, STRENGTH_SIGNIFICANT);
	sb_coverage(&w.s, w.suite, t3, STRENGTH_SIGNIFICANT);
	sb_requirement(&w.s, "r1", t1, STRENGTH_PARTIAL, NULL, true);
	sb_requirement(&w.s, "r2", t2, STRENGTH_PARTIAL, NULL, true);
	sb_requirement(&w.s, "r3", t3, STRENGTH_PARTIAL, NULL, false);
	c = sb_class(&w.s, "k", 100, "windows");
	sb_install(&w.s, c, old, NULL);
	w.r = (struct plan_request){ .budget = -1, .deadline = -1, .solve = solver_glpk };
	plan_init(&w.p);
	assert_int_equal(plan_parse_breached(&w.s, "bad", &w.arena, &w.r.breached, &w.r.n_breached,
					     &err), 0);
	assert_int_equal(plan_scope(&w.s, &w.r, &w.p, &err), 0);
	assert_int_equal(choice_build(&w.s, &w.r, &w.p, &w.arena, &w.c, &err), 0);
	*state = &w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;

	plan_release(&w->p);
	arena_release(&w->arena);
	sb_release(&w->s);
	return 0;
}

/* a and b: 3,000 and 500 of penalty for t3; the suite: 4,000. */
static void test_at_once(void **state)
{
	struct world *w = *state;
	struct choice_set set;

	assert_true(choice_local_fast(&w->c));
	choice_describe(&w->c, &set);
	assert_int_equal(set.products.n, 2);
	assert_true(fabs(set.money - 350000) < 1);
	assert_true(set.cash == 300000);
}

/* Without a ladder the prices settle at the true ones: the bound meets the choice. */
static void test_proof(void **state)
{
	struct world *w = *state;
	double bound;

	assert_true(choice_local_fast(&w->c));
	assert_int_equal(choice_prove(&w->c, 0.001, CHOICE_PROOF_SECOND, &bound, NULL), 0);
	assert_true(bound <= 350000 + 1);
	assert_true(bound >= 350000 * 0.99);
}

static int never(void *context, struct mip *problem, struct err *err)
{
	(void)context;
	(void)problem;
	return err_set(err, ERR_INTERNAL, "no solver was to be asked");
}

/* What was found at once is answered at once throughout. */
static void test_second_best_at_once(void **state)
{
	struct world *w = *state;
	struct err err = ERR_INIT;
	struct choice_set set;
	bool found;

	choice_local(&w->c);
	w->r.solve = never;
	assert_int_equal(choice_runner_up(&w->c, &set, &found, &err), 0);
	assert_true(found);
	assert_int_equal(set.products.n, 1);
	assert_true(fabs(set.money - 400000) < 1);
}

static void test_second_best(void **state)
{
	struct world *w = *state;
	struct choice_set set;
	bool found;

	assert_int_equal(choice_solve(&w->c, NULL), 0);
	assert_int_equal(choice_runner_up(&w->c, &set, &found, NULL), 0);
	assert_true(found);
	assert_int_equal(set.products.n, 1);
	assert_true(set.products.items[0] == w->suite);
	assert_true(fabs(set.money - 400000) < 1);
	choice_describe(&w->c, &set); /* the choice itself is as it was */
	assert_int_equal(set.products.n, 2);
}

static void test_price_of_a_need(void **state)
{
	struct world *w = *state;
	double more;
	int64_t assets;

	assert_int_equal(choice_solve(&w->c, NULL), 0);
	assert_int_equal(choice_price(&w->c, 2, &more, &assets, NULL), 0);
	assert_int_equal(assets, 100);
	assert_true(fabs(more - 100000) < 1); /* 4,000 for the suite instead of 3,000 */
	assert_int_equal(choice_price(&w->c, 0, &more, &assets, NULL), 0);
	assert_int_equal(assets, 0); /* met already */
}

/* Under a budget of 2,500 only one of the two mandatory needs fits. */
static void test_price_under_a_budget(void **state)
{
	struct world *w = *state;
	double more;
	int64_t assets, priced = 0;
	size_t i;

	w->r.budget = 250000;
	assert_int_equal(choice_solve(&w->c, NULL), 0);
	for (i = 0; i < 2; i++) {
		assert_int_equal(choice_price(&w->c, i, &more, &assets, NULL), 0);
		if (!assets)
			continue;
		priced++;
		assert_int_equal(assets, 100);
		assert_true(fabs(more - 200000) < 1 || fabs(more - 100000) < 1);
	}
	assert_int_equal(priced, 1);
}

/* cbc and GLPK agree on programmes with every kind of row and column. */
static void test_cbc(void **state)
{
	struct mip m = MIP_INIT;
	size_t x, y, z;

	(void)state;
	if (!solver_cbc_available()) {
		skip();
		return;
	}
	x = mip_column(&m, MIP_BINARY, 0, 1, -5);
	y = mip_column(&m, MIP_INTEGER, -3, 7, -4);
	z = mip_column(&m, MIP_CONTINUOUS, 0, MIP_INFINITY, 1.5);
	mip_row(&m, 2, 9.5);
	mip_term(&m, x, 3);
	mip_term(&m, y, 2);
	mip_term(&m, z, -1);
	mip_row(&m, 1, 1);
	mip_term(&m, x, 1);
	mip_term(&m, z, 0.5);
	assert_int_equal(solver_glpk(NULL, &m, NULL), 0);
	assert_int_equal(m.status, MIP_OPTIMAL);
	{
		double want = m.objective;

		assert_int_equal(solver_cbc(NULL, &m, NULL), 0);
		assert_int_equal(m.status, MIP_OPTIMAL);
		assert_true(fabs(m.objective - want) < 1e-6);
		assert_true(m.bound <= m.objective);
	}
	mip_row(&m, 5, MIP_INFINITY);
	mip_term(&m, x, 1);
	assert_int_equal(solver_cbc(NULL, &m, NULL), 0);
	assert_int_equal(m.status, MIP_INFEASIBLE);
	mip_release(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_at_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_proof, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_second_best, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_second_best_at_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_price_of_a_need, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_price_under_a_budget, set_up, tear_down),
		cmocka_unit_test(test_cbc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
