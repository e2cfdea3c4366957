/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Losses and the Monte Carlo tools: golden values, closed forms, any number of threads. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "risk/loss.h"
#include "risk/simulate.h"
#include "util/mem.h"

static void assert_near(double value, double expected, double error)
{
	if (!(fabs(value - expected) <= error))
		fail_msg("%.12g is not within %g of %.12g", value, error, expected);
}

static void test_golden_mean(void **state)
{
	const struct loss_model m = { 0.10, 1e5, 1e6 };

	(void)state;
	assert_near(loss_mean(&m), 40400.128269457, 1e-8);
	assert_near(loss_quantile(&m, 0.05), 1e5, 1e-6);
	assert_near(loss_quantile(&m, 0.95), 1e6, 1e-5);
}

static void test_years(void **state)
{
	const struct loss_model m = { 0.10, 1e5, 1e6 };
	size_t n = 200000, i;
	double *years = mem_alloc(n, sizeof(*years)), sum = 0;

	(void)state;
	loss_years(&m, 7, n, years);
	for (i = 0; i < n; i++)
		sum += years[i];
	assert_near(sum / (double)n, loss_mean(&m), 0.02 * loss_mean(&m));
	/* no attack at all: exp(-.1) */
	assert_near(loss_exceedance(years, n, 0), 1 - exp(-0.1), 0.003);
	/* at most one attack makes nearly all: P(sum > x) is about rate × P(loss > x) */
	assert_near(loss_exceedance(years, n, 1e6), 0.1 * 0.05, 0.0012);
	assert_near(loss_at_risk(years, n, 0.90), 0, 0);
	assert_true(loss_at_risk(years, n, 0.95) > 2e5 && loss_at_risk(years, n, 0.95) < 4e5);
	assert_true(loss_tail_mean(years, n, 0.95) > loss_at_risk(years, n, 0.95));
	free(years);
}

static void test_tails(void **state)
{
	const double values[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };

	(void)state;
	assert_near(loss_at_risk(values, 10, 0.9), 9, 0);
	assert_near(loss_at_risk(values, 10, 0.5), 5, 0);
	assert_near(loss_tail_mean(values, 10, 0.8), 9.5, 1e-12);
	assert_near(loss_tail_mean(values, 10, 0.85), (10 + 9 * 0.5) / 1.5, 1e-12);
	assert_near(loss_exceedance(values, 10, 9), 0.1, 0);
	assert_near(loss_exceedance(values, 10, 10), 0, 0);
}

static void test_pert(void **state)
{
	struct sim_pert p;
	double sum = 0, square = 0;
	size_t n = 100000, i;

	(void)state;
	sim_pert_init(&p, 10, 20, 60);
	for (i = 0; i < n; i++) {
		double x = sim_pert_quantile(&p, ((double)i + 0.5) / (double)n);

		assert_true(x >= 10 && x <= 60);
		sum += x;
		square += x * x;
	}
	assert_near(sum / (double)n, (10 + 4 * 20 + 60) / 6.0, 0.01);
	/* beta(1.8, 4.2): variance 50² ab / ((a+b)² (a+b+1)) */
	assert_near(square / (double)n - sum * sum / (double)n / (double)n,
		    2500 * 1.8 * 4.2 / (36 * 7), 0.5);
	sim_pert_init(&p, 5, 5, 5);
	assert_near(sim_pert_quantile(&p, 0.7), 5, 0);
}

static void test_correlation(void **state)
{
	const double up[] = { 1, 2, 3, 4, 5 }, grows[] = { 1, 8, 27, 64, 125 };
	const double falls[] = { 9, 7, 5, 3, 1 }, flat[] = { 2, 2, 2, 2, 2 };
	const double ties[] = { 1, 1, 2, 3, 3 };

	(void)state;
	assert_near(sim_rank_correlation(up, grows, 5), 1, 1e-12);
	assert_near(sim_rank_correlation(up, falls, 5), -1, 1e-12);
	assert_near(sim_rank_correlation(up, flat, 5), 0, 0);
	/* ranks 0.5 0.5 2 3.5 3.5: 9 / sqrt(10 × 9) */
	assert_near(sim_rank_correlation(up, ties, 5), 9 / sqrt(90), 1e-12);
}

static void test_binomial(void **state)
{
	(void)state;
	assert_int_equal(sim_binomial(3, 0.5, 0.1), 0);
	assert_int_equal(sim_binomial(3, 0.5, 0.2), 1);
	assert_int_equal(sim_binomial(3, 0.5, 0.6), 2);
	assert_int_equal(sim_binomial(3, 0.5, 0.99), 3);
	assert_int_equal(sim_binomial(0, 0.5, 0.99), 0);
}

static bool draw(void *context, unsigned worker, size_t run)
{
	double *values = context;

	(void)worker;
	values[run] = sim_normal(5, run, sim_key("x"));
	return true;
}

static bool stop_at_fifty(void *context, unsigned worker, size_t run)
{
	(void)context;
	(void)worker;
	return run != 50;
}

static void test_any_number_of_threads(void **state)
{
	double one[1000], four[1000];
	size_t i;

	(void)state;
	assert_true(sim_runs(1000, 1, draw, one));
	assert_true(sim_runs(1000, 4, draw, four));
	for (i = 0; i < 1000; i++)
		assert_true(memcmp(&one[i], &four[i], sizeof(one[i])) == 0);
	assert_false(sim_runs(1000, 3, stop_at_fifty, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden_mean),
		cmocka_unit_test(test_years),
		cmocka_unit_test(test_tails),
		cmocka_unit_test(test_pert),
		cmocka_unit_test(test_correlation),
		cmocka_unit_test(test_binomial),
		cmocka_unit_test(test_any_number_of_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
