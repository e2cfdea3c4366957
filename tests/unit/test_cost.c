/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each rule of the cost table by itself, on a plan whose times are written by hand. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "plan_case.h"
#include "util/money.h"

enum { NEW, OLD };
#define DAY_MIN 1440

/* One class of ten assets, without its old product after `removed` minutes. */
static void left(struct plan_case *c, int64_t removed)
{
	size_t v;

	case_init(c);
	v = sb_vendor(&c->s, "v", NONE);
	sb_product(&c->s, "new", v, "edr", ROLE_CANDIDATE);
	sb_product(&c->s, "old", v, "edr", ROLE_INCUMBENT);
	sb_class(&c->s, "a", 10, "windows");
	case_affect(c, 0, OLD, NEW);
	c->p.classes[0].removed = c->p.classes[0].safe = removed;
}

static void cost(struct plan_case *c)
{
	if (plan_cost(&c->s, &c->r, &c->p, &c->err) < 0)
		fail_msg("%s", case_error(c));
}

static const struct plan_cost_line *line(const struct plan_case *c, const char *rule)
{
	size_t i;

	for (i = 0; i < c->p.n_costs; i++)
		if (strcmp(c->p.costs[i].rule, rule) == 0)
			return &c->p.costs[i];
	return NULL;
}

static void assert_line(const struct plan_case *c, const char *rule, int64_t amount, int64_t offset)
{
	const struct plan_cost_line *l = line(c, rule);

	if (!l)
		fail_msg("there is no line of rule %s", rule);
	assert_int_equal(l->amount_workspace, amount);
	assert_int_equal(l->offset, offset);
}

static void test_licence_and_rounding(void **state)
{
	struct plan_case c;

	(void)state;
	left(&c, 100);
	sb_price(&c.s, NEW, "asset", "USD", 1, 0, 0);
	c.s.prices[0].unit_price = 125; /* 0.0125 USD */
	sb_rate(&c.s, "USD", SB_TODAY - 1, 500000);
	case_select(&c, NEW, 10, 0);
	cost(&c);
	/* .125 USD → 12 cents, half to even; .0625 EUR → 6 cents, from the exact value */
	assert_int_equal(line(&c, "licence")->amount, 12);
	assert_string_equal(line(&c, "licence")->currency, "USD");
	assert_line(&c, "licence", 6, 0);
	c.s.rates[0].rate = RATE_SCALE * 3 / 5; /* .075 EUR → 8, half to even */
	cost(&c);
	assert_line(&c, "licence", 8, 0);
	case_release(&c);
}

/* Each line can be counted, their sum cannot. */
static void test_too_large(void **state)
{
	struct plan_case c;
	size_t i;

	(void)state;
	left(&c, 100);
	sb_price(&c.s, NEW, "asset", "EUR", 1, 100, 0);
	c.s.prices[0].unit_price = INT64_C(9000000000000000000); /* 9e14 EUR */
	case_select(&c, NEW, 1, 0);
	cost(&c);
	assert_int_equal(c.p.figures.cost, INT64_C(90000000000000000));
	c.p.selections[0].quantity = 2; /* this line cannot be counted */
	assert_int_equal(plan_cost(&c.s, &c.r, &c.p, &c.err), ERR_INPUT);
	assert_non_null(strstr(case_error(&c), "too large to count"));
	/* KWD has three decimals. */
	memcpy(c.s.currency, "KWD", 4);
	memcpy(c.s.prices[0].currency, "KWD", 4);
	c.p.selections[0].quantity = 1;
	for (i = 0; i < 10; i++) /* each of these can, 9e17 minor units; eleven of them cannot */
		case_select(&c, NEW, 1, 0);
	err_release(&c.err);
	assert_int_equal(plan_cost(&c.s, &c.r, &c.p, &c.err), ERR_INPUT);
	c.p.n_selections = 10;
	err_release(&c.err);
	assert_int_equal(plan_cost(&c.s, &c.r, &c.p, &c.err), 0);
	case_release(&c);
}

static void test_missing_rate(void **state)
{
	struct plan_case c;

	(void)state;
	left(&c, 100);
	sb_price(&c.s, NEW, "asset", "CHF", 1, 5, 0);
	sb_rate(&c.s, "CHF", SB_TODAY + 1, 900000);
	case_select(&c, NEW, 10, 0);
	assert_int_equal(plan_cost(&c.s, &c.r, &c.p, &c.err), ERR_INPUT);
	assert_non_null(strstr(case_error(&c), "CHF"));
	assert_non_null(strstr(case_error(&c), "2019-05-13"));
	c.s.rates[0].date = SB_TODAY;
	cost(&c);
	assert_line(&c, "licence", 4500, 0);
	case_release(&c);
}

/* `ends`: the first day after it. */
static void contract(struct plan_case *c, int64_t starts, int64_t ends)
{
	sb_contract(&c->s, "K1", OLD, 10);
	c->s.contracts[0].unit_price = 365 * PRICE_SCALE / 10; /* 365 for the ten */
	c->s.contracts[0].starts = starts == SNAP_DATE_NONE ? starts : SB_TODAY + starts;
	c->s.contracts[0].ends = ends == SNAP_DATE_NONE ? ends : SB_TODAY + ends - 1;
	c->s.contracts[0].has_fee = true;
	c->s.contracts[0].termination_fee = 77 * PRICE_SCALE;
}

static void test_contract_left_early(void **state)
{
	struct plan_case c;

	(void)state;
	left(&c, 4 * DAY_MIN + 1); /* the fifth day */
	contract(&c, -265, 100);
	cost(&c);
	assert_line(&c, "termination", 7700, 4 * DAY_MIN + 1);
	assert_line(&c, "stranded", 9500, 4 * DAY_MIN + 1);
	assert_true(line(&c, "stranded")->memo);
	assert_line(&c, "renewal", -26500, 100 * DAY_MIN);
	assert_null(line(&c, "overlap"));
	assert_int_equal(c.p.figures.cost, 7700);
	assert_int_equal(c.p.figures.cost_stay, 26500);
	case_release(&c);
}

static void test_contract_ends_before(void **state)
{
	struct plan_case c;

	(void)state;
	left(&c, 30 * DAY_MIN);
	contract(&c, -355, 10);
	cost(&c);
	assert_null(line(&c, "termination"));
	assert_null(line(&c, "stranded"));
	assert_line(&c, "overlap", 2000, 10 * DAY_MIN); /* twenty days more */
	assert_line(&c, "renewal", -35500, 10 * DAY_MIN);
	assert_int_equal(c.p.figures.cost, 2000);
	case_release(&c);
}

static void test_contract_open(void **state)
{
	struct plan_case c;

	(void)state;
	left(&c, 30 * DAY_MIN);
	contract(&c, SNAP_DATE_NONE, SNAP_DATE_NONE);
	cost(&c);
	assert_line(&c, "overlap", 3000, 0);
	assert_line(&c, "termination", 7700, 30 * DAY_MIN);
	assert_line(&c, "renewal", -36500, 0);
	case_release(&c);
	left(&c, PLAN_NEVER); /* never left: paid until the horizon */
	contract(&c, -355, 10);
	cost(&c);
	assert_line(&c, "overlap", 35500, 10 * DAY_MIN);
	case_release(&c);
}

static void test_control(void **state)
{
	struct plan_gap gaps[2] = {
		{ .control = 0, .from = 60, .until = 180 },
		{ .control = 0, .from = 120, .until = 360 },
	};
	struct plan_case c;

	(void)state;
	left(&c, 100);
	sb_capability(&c.s, "cap", NONE);
	sb_control(&c.s, "filter", 0, STRENGTH_PARTIAL, NULL);
	c.s.controls[0].fixed_cost = 500 * PRICE_SCALE;
	c.s.controls[0].hourly_cost = 12 * PRICE_SCALE;
	c.p.gaps = gaps;
	c.p.n_gaps = 2;
	cost(&c);
	assert_line(&c, "control", 50000 + 5 * 1200, 60);
	gaps[1].until = PLAN_NEVER;
	c.s.controls[0].ends = SB_TODAY; /* until midnight */
	cost(&c);
	assert_line(&c, "control", 50000 + 23 * 1200, 60);
	case_release(&c);
}

static void test_steps(void **state)
{
	struct plan_instance in[3] = { { .step = 0, .mode_step = 0, .crew = 0, .workers = 2,
					 .duration = { 1, 45, 90 }, .start = 30, .finish = 75 },
				       { .step = 0, .mode_step = 0, .crew = 0, .workers = 1,
					 .duration = { 1, 30, 90 }, .start = 10, .finish = 40 },
				       { .step = 1, .mode_step = 1, .crew = 0, .workers = 1,
					 .start = -9, .finish = -3, .done = true } };
	struct plan_case c;

	(void)state;
	left(&c, 100);
	sb_crew(&c.s, "team", "it", NONE, 3);
	c.s.crews[0].hourly_cost = 100 * PRICE_SCALE;
	sb_step(&c.s, "edr", "R06", PHASE_PREPARE, SCOPE_WAVE, 45, 0, "it");
	sb_step(&c.s, "edr", "R07", PHASE_PREPARE, SCOPE_WAVE, 45, 0, "it");
	c.s.steps[0].has_extra_cost = true;
	c.s.steps[0].extra_cost = 25 * PRICE_SCALE;
	c.s.steps[0].prepare_cost = 10 * PRICE_SCALE;
	c.s.steps[1].prepare_cost = 99 * PRICE_SCALE; /* paid long ago */
	c.p.instances = in;
	c.p.n_instances = 3;
	cost(&c);
	assert_line(&c, "labour", 20000, 10); /* 120 worker-minutes */
	assert_line(&c, "extra", 5000, 10);
	assert_line(&c, "prepare", 2000, 10);
	assert_int_equal(c.p.figures.cost, 27000);
	assert_int_equal(in[0].cost, 15000 + 2500 + 1000);
	case_release(&c);
}

static void test_present_value(void **state)
{
	struct plan_gap gap = { .control = 0, .from = 730 * DAY_MIN, .until = 730 * DAY_MIN };
	struct plan_case c;

	(void)state;
	left(&c, 100);
	sb_policy(&c.s, "horizon", "3650d");
	sb_capability(&c.s, "cap", NONE);
	sb_control(&c.s, "filter", 0, STRENGTH_PARTIAL, NULL);
	c.s.controls[0].fixed_cost = 11025 * PRICE_SCALE;
	c.p.gaps = &gap;
	c.p.n_gaps = 1;
	cost(&c);
	assert_int_equal(c.p.figures.cost, 1102500);
	assert_int_equal(c.p.figures.npv, 1000000); /* ÷ 1.05² */
	gap.from = gap.until = 73 * DAY_MIN; /* a fifth of a year: ÷ 1.01 */
	cost(&c);
	assert_int_equal(c.p.figures.npv, 1091584);
	case_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_licence_and_rounding),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_missing_rate),
		cmocka_unit_test(test_contract_left_early),
		cmocka_unit_test(test_contract_ends_before),
		cmocka_unit_test(test_contract_open),
		cmocka_unit_test(test_control),
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_present_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
