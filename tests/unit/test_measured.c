/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "plan/measured.h"

static void is(const struct estimate *e, int64_t low, int64_t likely, int64_t high)
{
	assert_int_equal(e->low, low);
	assert_int_equal(e->likely, likely);
	assert_int_equal(e->high, high);
}

/* 10/20/60 minutes, measured 30: everything half as long again. */
static void one_time_moves_all_three(void **state)
{
	const struct measured_estimate present = { .fixed = { 600, 1200, 3600 } };
	const struct measured_time time = { 30, 20 };
	struct measured_proposal p;

	(void)state;
	measured_propose(&present, &time, 1, &p);
	is(&p.estimate.fixed, 900, 1800, 5400);
	is(&p.estimate.per_asset, 0, 0, 0);
	assert_true(fabs(p.ratio - 1.5) < 1e-9);
}

/* The median counts, and low and high hold every measurement: 10 and 200 of 20 expected. */
static void every_measurement_lies_within(void **state)
{
	const struct measured_estimate present = { { 960, 1200, 1500 }, { 24, 30, 60 } };
	const struct measured_time times[] = { { 200, 20 }, { 10, 20 }, { 40, 20 } };
	struct measured_proposal p;

	(void)state;
	measured_propose(&present, times, 3, &p);
	is(&p.estimate.fixed, 600, 2400, 12000);
	is(&p.estimate.per_asset, 15, 60, 300);
	assert_int_equal(p.measured, 40);
}

/* Instances of different size are compared by what each was expected to take. */
static void each_by_its_own_size(void **state)
{
	const struct measured_estimate present = { { 60, 60, 60 }, { 60, 60, 60 } };
	const struct measured_time times[] = { { 22, 11 }, { 202, 101 } };
	struct measured_proposal p;

	(void)state;
	measured_propose(&present, times, 2, &p);
	is(&p.estimate.fixed, 120, 120, 120);
	is(&p.estimate.per_asset, 120, 120, 120);
}

static void what_was_right_stays(void **state)
{
	const struct measured_estimate present = { .fixed = { 3600, 6000, 9000 } };
	const struct measured_time time = { 101, 100 };
	struct measured_proposal p;

	(void)state;
	measured_propose(&present, &time, 1, &p);
	is(&p.estimate.fixed, 3600, 6000, 9000);
}

static void without_an_estimate_the_times_are_it(void **state)
{
	const struct measured_estimate present = { .fixed = { 0, 0, 0 } };
	const struct measured_time times[] = { { 50, 0 }, { 10, 0 }, { 20, 0 }, { 40, 0 } };
	struct measured_proposal p;

	(void)state;
	measured_propose(&present, times, 4, &p);
	is(&p.estimate.fixed, 600, 1800, 3000);
	assert_true(p.ratio <= 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_time_moves_all_three),
		cmocka_unit_test(every_measurement_lies_within),
		cmocka_unit_test(each_by_its_own_size),
		cmocka_unit_test(what_was_right_stays),
		cmocka_unit_test(without_an_estimate_the_times_are_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
