/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The preparation frontier and levers on a plan small enough to reckon by hand. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "plan/frontier.h"
#include "plan/solver_glpk.h"
#include "plan/worth.h"
#include "plan_case.h"
#include "util/money.h"

#define DAY_MINUTES INT64_C(1440)

/* P01 and after it P02, a day each, by hands that are always there; then ten hours of R08, which needs
 * a tool (three days to get) and a token (two). */
static void build(struct plan_case *c)
{
	size_t v, p1, p2, work;

	case_init(c);
	c->r.solve = solver_glpk;
	v = sb_vendor(&c->s, "v", NONE);
	sb_product(&c->s, "new", v, "edr", ROLE_CANDIDATE);
	sb_product(&c->s, "old", v, "edr", ROLE_INCUMBENT);
	sb_class(&c->s, "a", 10, "windows");
	case_affect(c, 0, 1, 0);
	p1 = sb_step(&c->s, "edr", "P01", PHASE_PREPARE, SCOPE_PLAN, DAY_MINUTES, 0, NULL);
	p2 = sb_step(&c->s, "edr", "P02", PHASE_PREPARE, SCOPE_PLAN, DAY_MINUTES, 0, NULL);
	work = sb_step(&c->s, "edr", "R08", PHASE_REPLACE, SCOPE_CLASS, 600, 0, NULL);
	c->s.steps[p1].prepare_cost = 100 * PRICE_SCALE;
	c->s.steps[p2].prepare_cost = 200 * PRICE_SCALE;
	c->s.steps[work].marks = MARK_REMOVES | MARK_SECURES;
	sb_after(&c->s, p2, "P01", 0);
	sb_after(&c->s, work, "P02", 0);
	case_need(c, work, "removal-tool");
	case_need(c, work, "token");
	sb_prestage(&c->s, "t1", 1, "token");
	sb_prestage(&c->s, "t2", 1, "removal-tool");
	c->s.prestage[0].obtain = 2 * DAY_S;
	c->s.prestage[0].cost = 20 * PRICE_SCALE;
	c->s.prestage[1].obtain = 3 * DAY_S;
	c->s.prestage[1].cost = 10 * PRICE_SCALE;
}

/* The tool alone saves a day; then token and P01 must come together; then P02, which needs P01. */
static void the_curve_is_the_one_by_hand(void **state)
{
	static const struct {
		int64_t cost, safe;
		const char *bought;
	} expected[] = {
		{ 0, 3 * DAY_MINUTES + 600, "" },
		{ 1000, 2 * DAY_MINUTES + 600, "removal-tool of old" },
		{ 13000, DAY_MINUTES + 600, "removal-tool of old; token of old; P01" },
		{ 33000, 600, "removal-tool of old; token of old; P01; P02" },
	};
	struct plan_case c;
	struct frontier f;
	size_t i, k;

	(void)state;
	build(&c);
	case_run(&c);
	if (plan_frontier(&c.s, &c.r, &c.p, -1, 20, &f, &c.err) < 0)
		fail_msg("%s", case_error(&c));
	assert_true(f.proven);
	assert_int_equal(f.n, 4);
	assert_int_equal(f.options.n, 4);
	for (i = 0; i < f.n; i++) {
		struct strbuf names = STRBUF_INIT;

		assert_int_equal(f.points[i].cost, expected[i].cost);
		assert_int_equal(f.points[i].once, expected[i].cost);
		assert_int_equal(f.points[i].later, 33000 - expected[i].cost);
		assert_int_equal(f.points[i].promised, expected[i].safe);
		assert_int_equal(f.points[i].last_safe, expected[i].safe);
		for (k = 0; k < f.options.n; k++)
			if (f.points[i].bought[k])
				strbuf_add_sep(&names, "; ", case_text(&c, f.options.items[k].label));
		assert_string_equal(names.buf ? names.buf : "", expected[i].bought);
		strbuf_release(&names);
	}
	case_release(&c);
}

static void a_budget_cuts_it(void **state)
{
	struct plan_case c;
	struct frontier f;

	(void)state;
	build(&c);
	case_run(&c);
	assert_int_equal(plan_frontier(&c.s, &c.r, &c.p, 12999, 20, &f, &c.err), 0);
	assert_int_equal(f.n, 2);
	assert_int_equal(f.points[1].cost, 1000);
	case_release(&c);
}

/* Being ready is paid again when its shelf life is over, and kept up. */
static void readiness_ages(void **state)
{
	struct plan_case c;
	struct frontier f;

	(void)state;
	build(&c);
	c.s.steps[0].shelf_life = 100 * DAY_S; /* four times in 365 days */
	c.s.steps[0].upkeep = 7 * PRICE_SCALE;
	c.s.prestage[1].upkeep = 3 * PRICE_SCALE;
	case_run(&c);
	assert_int_equal(plan_frontier(&c.s, &c.r, &c.p, -1, 20, &f, &c.err), 0);
	assert_int_equal(f.points[1].cost, 1000 + 300);
	assert_int_equal(f.points[f.n - 1].cost, 33000 + 300 + 30000 + 700);
	assert_int_equal(f.points[f.n - 1].once, 33000);
	case_release(&c);
}

static void levers_say_what_goes_with_them(void **state)
{
	struct plan_case c;
	struct worth_list list;
	const struct worth *p2 = NULL;
	size_t i;

	(void)state;
	build(&c);
	c.s.n_prestage = 1; /* the token is there, and the tool need not be */
	c.s.prestage[0].obtained_on = c.s.prestage[0].verified_on = SB_TODAY;
	c.s.steps[2].needs.n = 0;
	case_run(&c);
	assert_int_equal(plan_worth(&c.s, &c.r, &c.p, 20, 1, &list, &c.err), 0);
	for (i = 0; i < list.n; i++)
		if (strncmp(case_text(&c, list.items[i].what), "do P02", 6) == 0)
			p2 = &list.items[i];
	assert_non_null(p2);
	assert_string_equal(case_text(&c, p2->with), "P01");
	assert_int_equal(p2->cost, 30000);
	assert_int_equal(p2->saved_safe, 2 * DAY_MINUTES);
	case_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_curve_is_the_one_by_hand),
		cmocka_unit_test(a_budget_cuts_it),
		cmocka_unit_test(readiness_ages),
		cmocka_unit_test(levers_say_what_goes_with_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
