/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Simulations: a replay without luck is the plan, with luck it keeps every constraint; without
 * chance the figures are the plan's; closed forms; threads and common random numbers. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plan/simulation.h"
#include "plan_case.h"
#include "sched_tiny.h"
#include "util/money.h"

/* ---- replay ---------------------------------------------------------------------------------- */

static void without_luck(const struct tiny *t, const struct sched_result *base)
{
	struct sched_luck none = { NULL, NULL, NULL, NULL };
	struct sched_result again;
	struct sched_failure f;
	struct sched_replay *replay;
	const int64_t *start, *finish;
	size_t i;

	assert_int_equal(sched_replay_new(&t->p, base, &replay, &f), SCHED_OK);
	assert_true(sched_replay_run(replay, &none, &start, &finish));
	sched_result_init(&again);
	sched_result_copy(base, &again);
	for (i = 0; i < t->p.n_activities; i++) {
		again.slots[i].start = start[i];
		again.slots[i].finish = finish[i];
		assert_true(finish[i] <= base->slots[i].finish);
	}
	tiny_measure(&t->p, &again);
	assert_true(sched_check(&t->p, &again, &f));
	sched_result_release(&again);
	sched_replay_free(replay);
}

/* Twice the time and one of each resource fewer (at least what anybody needs): checked against the
 * problem that says so. */
static void with_luck(struct tiny *t, const struct sched_result *base)
{
	int64_t durations[TINY_MAX], releases[TINY_MAX];
	struct sched_luck luck = { durations, NULL, releases, NULL };
	struct sched_result again;
	struct sched_failure f;
	struct sched_replay *replay;
	const int64_t *start, *finish;
	bool marks[TINY_MAX] = { false };
	size_t i, last = 0;

	for (i = 0; i < t->p.n_activities; i++) {
		durations[i] = 2 * t->modes[i][base->slots[i].mode].duration;
		releases[i] = t->activities[i].release + (int64_t)i;
	}
	assert_int_equal(sched_replay_new(&t->p, base, &replay, &f), SCHED_OK);
	assert_true(sched_replay_run(replay, &luck, &start, &finish));
	sched_result_init(&again);
	sched_result_copy(base, &again);
	for (i = 0; i < t->p.n_activities; i++) {
		again.slots[i].start = start[i];
		again.slots[i].finish = finish[i];
		t->modes[i][base->slots[i].mode].duration = durations[i];
		t->activities[i].release = releases[i];
		if (finish[i] > finish[last])
			last = i;
	}
	sched_replay_chain(replay, (uint32_t)last, marks);
	assert_true(marks[last]);
	tiny_measure(&t->p, &again);
	assert_true(sched_check(&t->p, &again, &f));
	sched_result_release(&again);
	sched_replay_free(replay);
}

static void test_replay(void **state)
{
	struct sched_options o;
	struct sched_result r;
	struct rng rng;
	int round, done = 0;

	(void)state;
	sched_options_init(&o);
	o.schedules = 50;
	for (round = 0; round < 400; round++) {
		struct tiny t;

		rng_init(&rng, (uint64_t)round);
		tiny_make(&t, &rng, TINY_MODES | TINY_LAGS | TINY_RELEASES | TINY_EXPOSURE);
		sched_result_init(&r);
		if (sched_solve(&t.p, &o, &r) == SCHED_OK) {
			without_luck(&t, &r);
			with_luck(&t, &r);
			done++;
		}
		sched_result_release(&r);
	}
	if (done < 100)
		fail_msg("only %d of the problems had a plan", done);
}

/* What a maximum lag holds back until what follows has room is held back again. */
static void test_replay_with_max_lags(void **state)
{
	struct sched_options o;
	struct sched_result r;
	struct rng rng;
	int round, done = 0;

	(void)state;
	sched_options_init(&o);
	o.schedules = 50;
	for (round = 0; round < 10000; round++) {
		struct tiny t;

		rng_init(&rng, (uint64_t)round);
		tiny_make(&t, &rng, TINY_MODES | TINY_LAGS | TINY_MAX_LAGS | TINY_RELEASES | TINY_CALENDARS |
				    TINY_PAUSABLE | TINY_CAPACITY_STEPS | TINY_FIXED | TINY_EXPOSURE);
		sched_result_init(&r);
		if (sched_solve(&t.p, &o, &r) == SCHED_OK) {
			without_luck(&t, &r);
			done++;
		}
		sched_result_release(&r);
	}
	if (done < 1000)
		fail_msg("only %d of the problems had a plan", done);
}

/* ---- plans ----------------------------------------------------------------------------------- */

/* One class, cut off and made safe by one step after the other. */
static void two_steps(struct plan_case *c)
{
	size_t v, a, b;

	case_init(c);
	v = sb_vendor(&c->s, "v", NONE);
	sb_product(&c->s, "new", v, "edr", ROLE_CANDIDATE);
	sb_product(&c->s, "old", v, "edr", ROLE_INCUMBENT);
	sb_class(&c->s, "a", 10, "windows");
	sb_crew(&c->s, "team", "it", NONE, 3);
	c->s.crews[0].hourly_cost = 60 * PRICE_SCALE;
	case_affect(c, 0, 1, 0);
	a = sb_step(&c->s, "edr", "B01", PHASE_CONTAIN, SCOPE_CLASS, 100, 0, "it");
	b = sb_step(&c->s, "edr", "R08", PHASE_REPLACE, SCOPE_CLASS, 200, 0, "it");
	c->s.steps[a].fixed = (struct estimate){ 50 * 60, 100 * 60, 250 * 60 };
	c->s.steps[b].fixed = (struct estimate){ 150 * 60, 200 * 60, 400 * 60 };
	c->s.steps[a].marks = MARK_CONTAINS;
	c->s.steps[b].marks = MARK_REMOVES | MARK_SECURES;
	sb_after(&c->s, b, "B01", 0);
	sb_policy(&c->s, "failure_rate", "0");
	sb_policy(&c->s, "absence_rate", "0");
	sb_policy(&c->s, "lead_slip", "0m/0m/0m");
	sb_policy(&c->s, "price_low", "1");
	sb_policy(&c->s, "price_high", "1");
	sb_policy(&c->s, "duration_correlation", "0");
	sb_policy(&c->s, "hazard_week", "0.5");
}

static void run(struct plan_case *c, int64_t runs, unsigned threads, struct simulation *x)
{
	struct sim_request how = { runs, 3, threads };

	if (plan_simulate(&c->s, &c->r, &c->p, &how, x, &c->err) < 0)
		fail_msg("%s", case_error(c));
}

static void test_no_chance(void **state)
{
	const struct plan_figures *f;
	struct simulation x;
	struct plan_case c;

	(void)state;
	two_steps(&c);
	c.s.steps[0].fixed = (struct estimate){ 6000, 6000, 6000 };
	c.s.steps[1].fixed = (struct estimate){ 12000, 12000, 12000 };
	case_run(&c);
	run(&c, 20, 1, &x);
	f = &c.p.figures;
	assert_int_equal(x.spread[SIM_CONTAIN].p10, f->time_to_contain);
	assert_int_equal(x.spread[SIM_SWITCH].p50, f->time_to_switch);
	assert_int_equal(x.spread[SIM_LAST_SAFE].p90, f->last_safe);
	assert_int_equal(x.spread[SIM_EXPOSURE].mean, f->exposure);
	assert_int_equal(x.spread[SIM_GAP].p50, f->gap);
	assert_int_equal(x.spread[SIM_COST].p90, f->cost);
	assert_true(f->cost > 0 && f->exposure > 0);
	simulation_release(&x);
	case_release(&c);
}

/* The sum of two PERT times: mean exactly, quantiles between the extremes. */
static void test_closed_form(void **state)
{
	struct simulation x;
	struct plan_case c;
	double mean = (50 + 400 + 250) / 6.0 + (150 + 800 + 400) / 6.0;
	size_t i;

	(void)state;
	two_steps(&c);
	case_run(&c);
	run(&c, 20000, 2, &x);
	/* whole minutes, rounded up twice */
	assert_true(fabs((double)x.spread[SIM_SWITCH].mean - mean - 1) < 2);
	assert_true(x.spread[SIM_SWITCH].p10 > 200 && x.spread[SIM_SWITCH].p90 < 650);
	assert_true(x.spread[SIM_SWITCH].p10 < x.spread[SIM_SWITCH].p50);
	for (i = 0; i < c.p.n_instances; i++) {
		assert_true(x.steps[i].criticality >= 1);
		assert_true(x.steps[i].correlation > 0.5 && x.steps[i].correlation < 0.9);
	}
	/* ten cents a minute beyond the plan's three hundred: 60 an hour */
	assert_true(llabs(x.spread[SIM_COST].mean - c.p.figures.cost -
			  100 * (x.spread[SIM_SWITCH].mean - 300)) < 200);
	/* an attack before T with hazard ½ a week */
	mean = 1 - exp(-0.5 * (double)x.spread[SIM_SWITCH].mean / 10080);
	assert_true(fabs(x.curve[0].chance - mean) < 0.01);
	for (i = 0; i < c.p.n_deadlines; i++)
		assert_true(x.odds[i].chance >= 1);
	simulation_release(&x);
	case_release(&c);
}

static void test_failures_and_absence(void **state)
{
	struct simulation x;
	struct plan_case c;

	(void)state;
	two_steps(&c);
	c.s.steps[0].fixed = (struct estimate){ 6000, 6000, 6000 };
	c.s.steps[1].fixed = (struct estimate){ 12000, 12000, 12000 };
	sb_policy(&c.s, "failure_rate", "0.25");
	sb_policy(&c.s, "rework_share", "0.5");
	case_run(&c);
	run(&c, 20000, 1, &x);
	/* the first does not fail; the second does in a quarter of the runs, half is done again */
	assert_int_equal(x.spread[SIM_SWITCH].p10, 300);
	assert_int_equal(x.spread[SIM_SWITCH].p90, 400);
	assert_true(llabs(x.spread[SIM_SWITCH].mean - 325) <= 1);
	simulation_release(&x);
	sb_policy(&c.s, "failure_rate", "0");
	sb_policy(&c.s, "absence_rate", "1");
	run(&c, 50, 1, &x);
	assert_int_equal(x.spread[SIM_SWITCH].p90, 300); /* one is always there, one is enough */
	simulation_release(&x);
	case_release(&c);
}

static void test_threads(void **state)
{
	struct simulation one, four;
	struct plan_case c;
	size_t i;

	(void)state;
	two_steps(&c);
	sb_policy(&c.s, "failure_rate", "0.1");
	sb_policy(&c.s, "absence_rate", "0.3");
	case_run(&c);
	run(&c, 500, 1, &one);
	run(&c, 500, 4, &four);
	for (i = 0; i < SIM_N_FIGURES; i++)
		assert_memory_equal(one.samples[i], four.samples[i], 500 * sizeof(double));
	assert_memory_equal(one.steps, four.steps, c.p.n_instances * sizeof(*one.steps));
	simulation_release(&one);
	simulation_release(&four);
	case_release(&c);
}

/* Another variant of the plan, in which one step is shorter, meets the same luck everywhere else. */
static void test_common_random_numbers(void **state)
{
	struct simulation a, b;
	struct plan_case c, d;
	size_t k;

	(void)state;
	two_steps(&c);
	case_run(&c);
	two_steps(&d);
	d.s.steps[0].fixed = (struct estimate){ 0, 0, 0 };
	case_run(&d);
	run(&c, 200, 1, &a);
	run(&d, 200, 1, &b);
	for (k = 0; k < 200; k++)
		assert_true(fabs(a.samples[SIM_SWITCH][k] - a.samples[SIM_CONTAIN][k] -
				 b.samples[SIM_SWITCH][k]) < 1e-9);
	simulation_release(&a);
	simulation_release(&b);
	case_release(&c);
	case_release(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_replay),
		cmocka_unit_test(test_replay_with_max_lags),
		cmocka_unit_test(test_no_chance),
		cmocka_unit_test(test_closed_form),
		cmocka_unit_test(test_failures_and_absence),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_common_random_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
