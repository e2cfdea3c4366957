/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "plan/evals.h"

static void test_categories(void **state)
{
	static const struct {
		const char *category, *modifiers;
		int32_t strength;
	} cases[] = {
		{ "None", "", 0 },
		{ "Telemetry", "[]", 250000 },
		{ "General", NULL, 500000 },
		{ "Tactic", "[]", 750000 },
		{ "technique", "", 1000000 },
		{ "Technique", "['Delayed']", 250000 },
		{ "Technique", "['Configuration Change (UX)']", 250000 },
		{ "Specific Behavior", "Tainted|Configuration Change", 250000 },
		{ "Specific Behavior", "Tainted", 1000000 },
		{ "None", "Delayed", 0 },
		{ "N/A", "['Delayed']", EVALS_NOT_TESTED },
		{ "Excellent", "", EVALS_UNKNOWN },
		{ "", "", EVALS_UNKNOWN },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(evals_strength(cases[i].category, cases[i].modifiers),
				 cases[i].strength);
}

static int32_t value(const struct evals_rules *rules, int hits, int misses, int untested)
{
	struct evals_tally t = { 0, 0 };

	while (hits-- > 0)
		evals_count(rules, 750000, &t);
	while (misses-- > 0)
		evals_count(rules, 500000, &t);
	while (untested-- > 0)
		evals_count(rules, EVALS_NOT_TESTED, &t);
	return evals_value(rules, &t);
}

static void test_half_of_the_sub_steps(void **state)
{
	const struct evals_rules half = { 750000, 500000 };

	(void)state;
	assert_int_equal(value(&half, 0, 0, 3), EVALS_NOT_TESTED);
	assert_int_equal(value(&half, 0, 2, 0), 0);
	assert_int_equal(value(&half, 1, 1, 4), 500000);
	assert_int_equal(value(&half, 1, 2, 0), 333333);
	assert_int_equal(value(&half, 3, 0, 0), 1000000);
}

/* Whatever share counts as covered, .5 is where covered begins. */
static void test_other_shares(void **state)
{
	int32_t share;

	(void)state;
	for (share = 100000; share <= 1000000; share += 100000) {
		const struct evals_rules rules = { 750000, share };
		int hits;

		for (hits = 0; hits <= 10; hits++) {
			int32_t v = value(&rules, hits, 10 - hits, 0);

			assert_int_equal(v >= 500000, hits * 100000 >= share);
			assert_in_range(v, 0, 1000000);
		}
	}
}

static void test_years(void **state)
{
	(void)state;
	assert_int_equal(evals_year("R4-WizardSpiderSandworm-2022"), 2022);
	assert_int_equal(evals_year("2021 round 3"), 2021);
	assert_int_equal(evals_year("APT29"), 0);
	assert_int_equal(evals_year("123456"), 0);
	assert_int_equal(evals_year(""), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_categories),
		cmocka_unit_test(test_half_of_the_sub_steps),
		cmocka_unit_test(test_other_shares),
		cmocka_unit_test(test_years),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
