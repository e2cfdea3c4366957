/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Thresholds against published anchors and against the cost curves themselves. */
#include "config.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "risk/decide.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define assert_near(a, b, e) assert_true(fabs((a) - (b)) <= (e))

static struct decide_inputs anchor(double hazard, double confirmation)
{
	return (struct decide_inputs){
		.prepare = { 2, 3, 6 },
		.ready = { 3, 5, 9 },
		.unprepared = { 9, 14, 26 },
		.confirmation = confirmation,
		.cost = { { 2000 * 45, 2000 * 60, 2000 * 95 }, { 2000 * 25, 2000 * 40, 2000 * 90 } },
		.fee = { 0, 2000 * 20, 2000 * 45 },
		.preparation = { 20e3, 35e3, 60e3 },
		.overlap = 2000 * 60 / 52.0,
		.premium = 1.25,
		.loss_low = .5e6,
		.loss_high = 12e6,
		.hazard = hazard,
		.seed = 1,
		.runs = 20000,
	};
}

static void the_thresholds_are_the_published_ones(void **state)
{
	static const struct {
		double hazard, confirmation, prepare, change;
	} rows[] = {
		{ .005, 1.5, .17, .99 }, { .005, 26, .16, .42 }, { .03, 26, .07, .19 }, { .01, 8, .10, .61 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct decide_inputs in = anchor(rows[i].hazard, rows[i].confirmation);
		struct decide_costs c;

		decide_simulate(&in, &c);
		print_message("# h %.3f W %4.1f: p* %.3f (%.2f) p** %.3f (%.2f)\n", rows[i].hazard,
			      rows[i].confirmation, c.prepare, rows[i].prepare, c.change,
			      rows[i].change);
		assert_near(c.prepare, rows[i].prepare, .006);
		assert_near(c.change, rows[i].change, .01);
	}
}

static void thresholds_are_where_the_curves_cross(void **state)
{
	struct decide_inputs in = anchor(.01, 8);
	struct decide_costs c;
	double p;

	(void)state;
	decide_simulate(&in, &c);
	assert_near(decide_cost(&c, DECIDE_NOTHING, c.prepare), decide_cost(&c, DECIDE_PREPARE, c.prepare),
		    1e-6);
	assert_near(decide_cost(&c, DECIDE_SWITCH, c.change), decide_cost(&c, DECIDE_PREPARE, c.change),
		    1e-6);
	for (p = 0; p <= 1; p += .01) {
		enum decision a = decide_action(&c, p);
		int other;

		for (other = 0; other < DECIDE_N; other++)
			assert_true(decide_cost(&c, a, p) <= decide_cost(&c, (enum decision)other, p) + 1e-6);
		assert_true((decide_option_value(&c, p) >= 0) == (p >= c.prepare));
		assert_true(decide_perfect_information(&c, p) >= -1e-6);
	}
	assert_near(decide_perfect_information(&c, 0), 0, 1e-6);
}

static void the_same_seed_gives_the_same_answer(void **state)
{
	struct decide_inputs in = anchor(.01, 8);
	struct decide_costs a, b;

	(void)state;
	in.runs = 100;
	decide_simulate(&in, &a);
	decide_simulate(&in, &b);
	assert_true(a.prepare == b.prepare && a.change == b.change);
	in.seed = 2;
	decide_simulate(&in, &b);
	assert_true(a.prepare != b.prepare);
}

static void there_may_be_no_middle(void **state)
{
	struct decide_inputs in = anchor(.05, 200);
	struct decide_costs c;

	(void)state;
	in.preparation = (struct pert){ 0, 0, 0 };
	decide_simulate(&in, &c);
	assert_near(c.prepare, 0, 0); /* costs nothing, may help */
	/* Preparing gains hardly anything over nothing, switching everything. */
	c = (struct decide_costs){ .real = { 100, 99, 10 }, .false_alarm = { 0, 5, 10 } };
	c.prepare = 5.0 / 6;
	c.change = 5.0 / (5 + 89);
	c.leap = 10.0 / 100;
	assert_int_equal(decide_action(&c, .05), DECIDE_NOTHING);
	assert_int_equal(decide_action(&c, .15), DECIDE_SWITCH);
}

/* Runs of a plan, by hand: with neither attack nor estimates only the terms are left. */
static void runs_of_a_plan_stand_for_estimates(void **state)
{
	static const double weeks[] = { 2, 4 }, change[] = { 100, 200 }, haste[] = { 1000, 3000 };
	struct decide_inputs in = {
		.samples = { weeks, weeks, weeks, change, haste, 2 },
		.preparation = { 10, 10, 10 }, .fee = { 5, 5, 5 }, .late_fee = 7, .saved = 30,
		.keep = 2, .overlap = 1, .premium = 1.5, .loss_low = 1, .loss_high = 2,
		.seed = 1, .runs = 1000,
	};
	struct decide_costs c;

	(void)state;
	decide_simulate(&in, &c);
	/* mean C 150, T 3; confirmation at once: kept for the 3 weeks of preparation */
	assert_near(c.real[DECIDE_NOTHING], 1.5 * 2000 + 5 + 7 - 30 + 3, 1e-6);
	assert_near(c.real[DECIDE_SWITCH], 10 + 150 + 5 + 3 - 30, 1e-6);
	assert_near(c.real[DECIDE_PREPARE], c.real[DECIDE_SWITCH] + 2 * 3, 1e-6);
	assert_near(c.false_alarm[DECIDE_PREPARE], 10 + 2 * 3, 1e-6);
	assert_near(c.false_alarm[DECIDE_SWITCH], c.real[DECIDE_SWITCH], 1e-6);
	assert_near(c.false_alarm[DECIDE_NOTHING], 0, 0);
}

/* The closed form against what trials make of it: only the loss is left of R_P. */
static void waiting_has_a_closed_form(void **state)
{
	struct decide_inputs in = { .ready = { 5, 5, 5 }, .confirmation = 8, .loss_low = .5e6,
				    .loss_high = 12e6, .hazard = .02, .seed = 1, .runs = 200000 };
	struct decide_costs c;

	(void)state;
	decide_simulate(&in, &c);
	assert_near(c.real[DECIDE_PREPARE], decide_waiting_loss(&in, 5), 5e-3 * c.real[DECIDE_PREPARE]);
	assert_near(decide_waiting_loss(&in, 0) / decide_waiting_loss(&in, 1e9), .02 * 8 / (1 + .02 * 8),
		    1e-9);
}

static void a_report_is_worth_at_most_the_truth(void **state)
{
	struct belief_rules r = { .floor = .005, .ceiling = .995, .against_interest = .98,
				  .reliability = { .98, .85 }, .credibility = { 1, .85 } };
	struct decide_inputs in = anchor(.01, 8);
	const struct triple p = { { .45, .3, .25 } };
	struct belief_signal s = decide_expected(SIG_CONFIRMATION);
	struct decide_flip flips[SIG_N];
	struct decide_costs c;
	double value;
	size_t n, i;

	(void)state;
	for (i = 0; i < SIG_N; i++)
		r.likelihood[i] = (struct triple){ { .3, .3, .3 } };
	r.likelihood[SIG_CONFIRMATION] = (struct triple){ { .002, .15, .7 } };
	r.likelihood[SIG_CLEARANCE] = (struct triple){ { .3, .08, .02 } };
	decide_simulate(&in, &c);
	value = decide_report_value(&c, &r, &p, &s);
	assert_true(value > 0 && value < decide_perfect_information(&c, .25));
	s = decide_expected(SIG_SAMPLE); /* says nothing here */
	assert_near(decide_report_value(&c, &r, &p, &s), 0, 1e-6);
	n = decide_flips(&c, &r, &p, flips);
	assert_int_equal(n, 2);
	for (i = 0; i < n; i++) {
		assert_true(flips[i].kind == SIG_CONFIRMATION || flips[i].kind == SIG_CLEARANCE);
		assert_int_not_equal(flips[i].to, decide_action(&c, p.v[HYP_MATERIAL]));
		assert_int_equal(flips[i].to, decide_action(&c, flips[i].material));
	}
}

static void the_yearly_loss_is_the_golden_one(void **state)
{
	(void)state;
	assert_near(yearly_loss(.1, 1e5, 1e6), 40400.128269457, 1e-6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_thresholds_are_the_published_ones),
		cmocka_unit_test(thresholds_are_where_the_curves_cross),
		cmocka_unit_test(the_same_seed_gives_the_same_answer),
		cmocka_unit_test(there_may_be_no_middle),
		cmocka_unit_test(runs_of_a_plan_stand_for_estimates),
		cmocka_unit_test(waiting_has_a_closed_form),
		cmocka_unit_test(a_report_is_worth_at_most_the_truth),
		cmocka_unit_test(the_yearly_loss_is_the_golden_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
