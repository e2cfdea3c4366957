/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures on instances whose times are written by hand, so that the schedule has no say. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "plan_case.h"

enum { C1, R06, R08 };

/* One class of ten assets of criticality 4 (weight 8), one wave: isolate, remove, secure. */
static void timed(struct plan_case *c, int64_t contained, int64_t removed, int64_t safe)
{
	size_t v;

	case_init(c);
	v = sb_vendor(&c->s, "v", NONE);
	sb_product(&c->s, "new", v, "edr", ROLE_CANDIDATE);
	sb_product(&c->s, "old", v, "edr", ROLE_INCUMBENT);
	sb_step(&c->s, "edr", "C1", PHASE_CONTAIN, SCOPE_WAVE, 10, 0, NULL);
	sb_step(&c->s, "edr", "R06", PHASE_REPLACE, SCOPE_WAVE, 10, 0, NULL);
	sb_step(&c->s, "edr", "R08", PHASE_REPLACE, SCOPE_WAVE, 10, 0, NULL);
	c->s.steps[C1].marks = contained >= 0 ? MARK_CONTAINS : 0;
	c->s.steps[R06].marks = MARK_REMOVES;
	c->s.steps[R08].marks = MARK_SECURES;
	sb_after(&c->s, R08, "R06", 0);
	sb_class(&c->s, "a", 10, "windows");
	c->s.classes[0].criticality = 4;
	case_affect(c, 0, 1, 0);
	sb_policy(&c->s, "pilot_min", "10");
	assert_int_equal(plan_expand(&c->s, &c->r, &c->p, &c->err), 0);
	assert_int_equal(c->p.n_waves, 1);
	for (size_t i = 0; i < c->p.n_instances; i++) {
		struct plan_instance *in = &c->p.instances[i];

		in->finish = in->step == C1 ? contained : in->step == R06 ? removed : safe;
		in->start = in->finish == PLAN_NEVER ? PLAN_NEVER : in->finish - 10;
	}
	if (plan_figures(&c->s, &c->r, &c->p, &c->err) < 0)
		fail_msg("%s", case_error(c));
}

static void check(int64_t contained, int64_t removed, int64_t safe, int64_t exposure, int64_t gap,
		  int64_t degraded)
{
	struct plan_case c;

	timed(&c, contained, removed, safe);
	assert_int_equal(c.p.figures.exposure, exposure * PLAN_EXPOSURE_SCALE);
	assert_int_equal(c.p.figures.gap, gap);
	assert_int_equal(c.p.figures.degraded, degraded);
	case_release(&c);
}

static void test_formulas(void **state)
{
	(void)state;
	/* 80 × (60 + .3 × 240); gap 10 × 100; degraded 10 × 240 */
	check(60, 200, 300, 80 * (60 + 72), 1000, 2400);
	/* removed after safe: no gap */
	check(60, 400, 300, 80 * (60 + 72), 0, 2400);
	/* contained after safe: counts in full until safe */
	check(500, 200, 300, 80 * 300, 1000, 0);
	/* no contains step: contained when safe */
	check(-1, 200, 300, 80 * 300, 1000, 0);
}

static void test_never(void **state)
{
	struct plan_case c;
	const int64_t year = 365 * 1440;

	(void)state;
	timed(&c, 60, 200, PLAN_NEVER);
	assert_int_equal(c.p.figures.never_safe, 10);
	assert_int_equal(c.p.figures.time_to_switch, PLAN_NEVER);
	assert_int_equal(c.p.figures.last_safe, PLAN_NEVER);
	assert_int_equal(c.p.figures.time_to_contain, 60);
	assert_int_equal(c.p.figures.exposure,
			 (56 * 60 + 24 * year) * PLAN_EXPOSURE_SCALE);
	assert_int_equal(c.p.figures.gap, 10 * (year - 200));
	assert_int_equal(c.p.figures.gap_max, year - 200);
	assert_int_equal(c.p.figures.switch_p90, PLAN_NEVER);
	assert_int_equal(c.p.deadlines[4].missed, 10);
	case_release(&c);
}

static void test_factor(void **state)
{
	struct plan_case c;

	(void)state;
	timed(&c, 60, 200, 300);
	sb_policy(&c.s, "contained_factor", "0");
	sb_policy(&c.s, "weight_4", "2.5");
	assert_int_equal(plan_figures(&c.s, &c.r, &c.p, &c.err), 0);
	assert_int_equal(c.p.figures.exposure, 25 * 60 * PLAN_EXPOSURE_SCALE);
	case_release(&c);
}

static void test_deadlines(void **state)
{
	struct plan_case c;

	(void)state;
	timed(&c, 60, 200, 1441);
	c.r.deadline = 1441;
	assert_int_equal(plan_figures(&c.s, &c.r, &c.p, &c.err), 0);
	assert_int_equal(c.p.n_deadlines, 6);
	assert_string_equal(c.p.deadlines[0].name, "1d");
	assert_int_equal(c.p.deadlines[0].missed, 10);
	assert_int_equal(c.p.deadlines[1].minutes, 1441);
	assert_int_equal(c.p.deadlines[1].missed, 0);
	assert_int_equal(c.p.deadlines[2].missed, 0);
	case_release(&c);
}

/* The cheapest of what the chain offers, by name. */
static void test_lever(void **state)
{
	struct plan_case c;
	struct plan_instance *in;

	(void)state;
	timed(&c, 60, 200, 2000);
	for (size_t i = 0; i < c.p.n_instances; i++) {
		in = &c.p.instances[i];
		if (in->step != R08)
			continue;
		in->release = in->start;
		in->release_why = in->key;
	}
	assert_int_equal(plan_figures(&c.s, &c.r, &c.p, &c.err), 0);
	assert_non_null(strstr(case_text(&c, c.p.deadlines[0].lever), "R08/-/a/w1"));
	assert_null(c.p.deadlines[2].lever);
	case_release(&c);
}

/* T + Σ (l + h - 2m) / 6, and 1.2816 standard deviations more. */
static void test_percentiles(void **state)
{
	struct plan_case c;
	size_t i, first = NONE, last = NONE;

	(void)state;
	timed(&c, 60, 200, 300);
	for (i = 0; i < c.p.n_instances; i++) {
		struct plan_instance *in = &c.p.instances[i];

		if (in->step == R06)
			first = i;
		if (in->step == R08)
			last = i;
		in->duration = (struct estimate){ 10, 10, 10 };
	}
	c.p.instances[last].why_instance = first;
	c.p.instances[last].duration = (struct estimate){ 40, 60, 140 };
	c.p.instances[first].duration = (struct estimate){ 60, 60, 135 };
	assert_int_equal(plan_figures(&c.s, &c.r, &c.p, &c.err), 0);
	assert_int_equal(c.p.figures.switch_p50, 300 + (60 + 75) / 6);
	/* sqrt(100² + 75²) / 6 = 20.83; × 1.2816 = 26.7 */
	assert_int_equal(c.p.figures.switch_p90, 300 + 22 + 26);
	assert_true(c.p.instances[first].critical && c.p.instances[last].critical);
	case_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_formulas),
		cmocka_unit_test(test_never),
		cmocka_unit_test(test_factor),
		cmocka_unit_test(test_deadlines),
		cmocka_unit_test(test_lever),
		cmocka_unit_test(test_percentiles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
