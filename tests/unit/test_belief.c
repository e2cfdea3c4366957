/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arithmetic of belief on numbers worked out by hand. */
#include "config.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "risk/belief.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define assert_near(a, b, e) assert_true(fabs((a) - (b)) <= (e))

static struct belief_rules rules(void)
{
	return (struct belief_rules){
		.start = { { .5, .25, .25 } },
		.opening = { { { .3, 1, 2 } }, { { .6, 1, 1.4 } }, { { .8, 1, 1.1 } }, { { 1.3, 1, .8 } },
			     { { 2, 1, .5 } }, { { 1, 1, 1 } } },
		.reliability = { .98, .85, .7, .4, .15, .5 },
		.credibility = { 1, .85, .65, .35, .15, .5 },
		.against_interest = .98,
		.repeat_first = .5,
		.repeat_more = .25,
		.floor = .005,
		.ceiling = .995,
		.likelihood = { [SIG_SAMPLE] = { { .15, .45, .55 } },
				[SIG_PARTIAL_STATEMENT] = { { .01, .6, .3 } },
				[SIG_DENIAL_UNSCOPED] = { { .35, .1, .12 } },
				[SIG_CONFIRMATION] = { { .002, .15, .7 } },
				[SIG_DIRECTIVE] = { { .001, .01, .25 } } },
		.exploit_uplift = .25,
		.silence_floor = .25,
		.silence_days = 5,
		.prior_strength = 10,
		.prepare_any = .3,
		.prepare_material = .15,
		.armed = .5,
		.leave = .8,
	};
}

static void a_case_opens_by_the_grade_of_its_source(void **state)
{
	const struct belief_rules r = rules();
	struct triple p;

	(void)state;
	p = belief_open(&r, -1);
	assert_near(p.v[0], .5, 1e-12);
	p = belief_open(&r, 0); /* .15 .25 .5 of .9 */
	assert_near(p.v[HYP_NONE], .15 / .9, 1e-12);
	assert_near(p.v[HYP_MATERIAL], .5 / .9, 1e-12);
	p = belief_open(&r, 5);
	assert_near(p.v[HYP_CONTAINED], .25, 1e-12);
}

static void a_report_counts_as_far_as_it_is_trusted(void **state)
{
	const struct belief_rules r = rules();
	const struct triple start = { { .5, .25, .25 } };
	struct belief_signal s = { .kind = SIG_SAMPLE, .reliability = 5, .credibility = 2, .weight = 1 };
	struct belief_step step;
	struct triple p;
	double q = .5 * .65, mean = (.15 + .45 + .55) / 3, l[3], sum;

	(void)state;
	l[0] = .5 * (q * .15 + (1 - q) * mean);
	l[1] = .25 * (q * .45 + (1 - q) * mean);
	l[2] = .25 * (q * .55 + (1 - q) * mean);
	sum = l[0] + l[1] + l[2];
	p = belief_update(&r, &start, &s, &step);
	assert_near(p.v[0], l[0] / sum, 1e-12);
	assert_near(p.v[2], l[2] / sum, 1e-12);
	assert_near(step.quality, q, 1e-12);
	assert_near(step.decibans, 10 * log10((l[2] / l[0]) / .5), 1e-9);

	s.weight = 0; /* says nothing */
	p = belief_update(&r, &start, &s, NULL);
	assert_near(p.v[0], .5, 1e-12);
	s.reliability = s.credibility = -1; /* unknown: F 6 */
	assert_near(belief_quality(&r, &s), .25, 1e-12);
}

static void admissions_are_believed_and_denials_are_not(void **state)
{
	const struct belief_rules r = rules();
	struct belief_signal s = { .kind = SIG_CONFIRMATION, .reliability = 3, .credibility = 4,
				   .weight = 1, .own_words = true };

	(void)state;
	assert_near(belief_quality(&r, &s), .98, 1e-12);
	s.own_words = false; /* somebody says the vendor confirmed */
	assert_near(belief_quality(&r, &s), .4 * .15, 1e-12);
	s.kind = SIG_DENIAL_UNSCOPED;
	s.own_words = true;
	assert_near(belief_quality(&r, &s), .4 * .15, 1e-12);
}

static void repeats_weigh_less_and_less(void **state)
{
	const struct belief_rules r = rules();

	(void)state;
	assert_near(belief_repeat_weight(&r, 0), 1, 0);
	assert_near(belief_repeat_weight(&r, 1), .5, 0);
	assert_near(belief_repeat_weight(&r, 2), .25, 0);
	assert_near(belief_repeat_weight(&r, 9), .25, 0);
}

static void nothing_is_ever_certain(void **state)
{
	const struct belief_rules r = rules();
	const struct belief_signal s = { .kind = SIG_DIRECTIVE, .weight = 1 };
	struct triple p = belief_open(&r, 0);
	int i;

	(void)state;
	for (i = 0; i < 50; i++)
		p = belief_update(&r, &p, &s, NULL);
	assert_true(p.v[HYP_MATERIAL] < .995 && p.v[HYP_MATERIAL] > .98);
	assert_true(p.v[HYP_NONE] > .0049);
}

static void silence_decays_and_is_no_denial(void **state)
{
	const struct belief_rules r = rules();
	struct belief_signal s = { .kind = SIG_SILENCE, .weight = 1 };
	const struct triple start = { { .5, .25, .25 } };
	struct triple p;

	(void)state;
	p = belief_update(&r, &start, &s, NULL);
	assert_near(p.v[0], .5, 1e-12);
	s.days = 5;
	p = belief_likelihood(&r, &s);
	assert_near(p.v[HYP_NONE], 1, 0);
	assert_near(p.v[HYP_MATERIAL], .25 + .75 * exp(-1), 1e-12);
	s.days = 10000;
	p = belief_update(&r, &start, &s, NULL);
	assert_near(p.v[HYP_MATERIAL], .25 * .25 / (.5 + .5 * .25), 1e-9);
}

static void a_vendor_listed_every_month_tells_nothing_new(void **state)
{
	const struct belief_rules r = rules();
	struct belief_signal s = { .kind = SIG_EXPLOIT, .weight = 1, .base_rate = .12 };
	struct triple l = belief_likelihood(&r, &s);

	(void)state;
	assert_near(l.v[HYP_MATERIAL], (1 - .88 * .75) / .12, 1e-12);
	assert_near(l.v[HYP_CONTAINED], l.v[HYP_MATERIAL], 0);
	s.base_rate = 1;
	l = belief_likelihood(&r, &s);
	assert_near(l.v[HYP_MATERIAL], 1, 1e-12);
}

/* The same by asking every window. */
static double by_hand(const long *days, size_t n, long first, long last, long window)
{
	long t, starts = 0, hit = 0;
	size_t i;

	for (t = first; t + window - 1 <= last; t++, starts++) {
		for (i = 0; i < n && !(days[i] >= t && days[i] < t + window); i++)
			;
		hit += i < n;
	}
	return (double)hit / (double)starts;
}

static void base_rates_count_windows(void **state)
{
	static const long days[] = { 90, 105, 106, 150, 151, 151, 180, 400 };
	double raw, b;
	size_t n;

	(void)state;
	for (n = 0; n <= COUNT(days); n++) {
		b = exploit_base_rate(days, n, 100, 300, 10, &raw);
		assert_near(raw, by_hand(days, n, 100, 300, 10), 1e-12);
		assert_near(b, fmax(raw, 1.0 / 22), 1e-12); /* 20 windows fit into 201 days */
	}
	/* A span shorter than one window. */
	b = exploit_base_rate(days, 0, 100, 105, 10, &raw);
	assert_near(raw, 0, 0);
	assert_near(b, 1.0 / 3, 1e-12);
}

static void words_are_those_of_the_directive(void **state)
{
	static const struct {
		double p;
		const char *word;
	} rows[] = {
		{ .01, "almost no chance" }, { .05, "very unlikely" }, { .2, "unlikely" },
		{ .5, "about even" }, { .55, "likely" }, { .8, "very likely" }, { .95, "almost certain" },
		{ .995, "almost certain" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		assert_string_equal(belief_word(rows[i].p), rows[i].word);
}

static void states_are_left_later_than_entered(void **state)
{
	const struct belief_rules r = rules();
	static const struct {
		enum vendor_state now;
		bool open, confirmed;
		struct triple p;
		enum vendor_state want;
	} rows[] = {
		{ STATE_CLEAR, false, false, { { .1, .1, .8 } }, STATE_CLEAR },
		{ STATE_CLEAR, true, false, { { .8, .12, .08 } }, STATE_WATCH },
		{ STATE_CLEAR, true, false, { { .7, .2, .1 } }, STATE_PREPARE },
		{ STATE_CLEAR, true, false, { { .84, .01, .15 } }, STATE_PREPARE },
		{ STATE_WATCH, true, false, { { .3, .2, .5 } }, STATE_ARMED },
		{ STATE_ARMED, true, false, { { .3, .29, .41 } }, STATE_ARMED },
		{ STATE_ARMED, true, false, { { .3, .31, .39 } }, STATE_PREPARE },
		{ STATE_PREPARE, true, false, { { .75, .14, .11 } }, STATE_PREPARE },
		{ STATE_WATCH, true, false, { { .75, .14, .11 } }, STATE_WATCH },
		{ STATE_PREPARE, true, false, { { .87, .02, .11 } }, STATE_WATCH },
		{ STATE_PREPARE, true, false, { { .87, .009, .121 } }, STATE_PREPARE },
		{ STATE_WATCH, true, true, { { .9, .05, .05 } }, STATE_CONFIRMED },
		{ STATE_CONFIRMED, true, false, { { .9, .05, .05 } }, STATE_WATCH },
		{ STATE_CONFIRMED, false, true, { { .1, .1, .8 } }, STATE_CLEAR },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		assert_int_equal(belief_state(&r, rows[i].now, rows[i].open, rows[i].confirmed,
					      &rows[i].p),
				 rows[i].want);
}

static void scores_punish_confident_errors(void **state)
{
	const struct triple start = { { .5, .25, .25 } };

	(void)state;
	assert_near(belief_brier(&start, HYP_NONE), .375, 1e-12);
	assert_near(belief_brier(&start, HYP_MATERIAL), .875, 1e-12);
	assert_near(belief_log_score(&start, HYP_MATERIAL), log(4), 1e-12);
}

static void own_cases_move_the_table(void **state)
{
	struct belief_rules r = rules();
	struct belief_counts n = { .cases = { 10, 0, 30 } };

	(void)state;
	n.seen[SIG_SAMPLE][HYP_NONE] = 10;
	belief_learn(&r, &n);
	assert_near(r.likelihood[SIG_SAMPLE].v[HYP_NONE], (1.5 + 10) / 20, 1e-12);
	assert_near(r.likelihood[SIG_SAMPLE].v[HYP_CONTAINED], .45, 1e-12);
	assert_near(r.likelihood[SIG_SAMPLE].v[HYP_MATERIAL], 5.5 / 40, 1e-12);
}

static void a_tornado_is_widest_where_it_matters(void **state)
{
	const struct belief_rules r = rules();
	const struct belief_signal s[] = {
		{ .kind = SIG_SAMPLE, .reliability = 4, .credibility = 4, .weight = .5 },
		{ .kind = SIG_PARTIAL_STATEMENT, .own_words = true, .weight = 1 },
		{ .kind = SIG_SILENCE, .weight = 1, .days = 2 },
	};
	struct belief_bar bars[SIG_N];

	(void)state;
	assert_int_equal(belief_tornado(&r, 5, s, 3, bars), 2);
	assert_int_equal(bars[0].kind, SIG_PARTIAL_STATEMENT);
	assert_true(bars[0].low < bars[0].high);
	assert_true(bars[0].high - bars[0].low > bars[1].high - bars[1].low);
}

static void kinds_are_found_by_their_words(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < SIG_N; i++)
		if (strncmp(signal_kinds[i].name, "denial", 6) != 0)
			assert_int_equal(signal_kind_find(signal_kinds[i].name, NULL), i);
	assert_int_equal(signal_kind_find("denial", "scoped"), SIG_DENIAL_SCOPED);
	assert_int_equal(signal_kind_find("denial", NULL), SIG_DENIAL_UNSCOPED);
	assert_int_equal(signal_kind_find("rumour", NULL), SIG_N);
	assert_int_equal(signal_kind_find(NULL, NULL), SIG_N);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_case_opens_by_the_grade_of_its_source),
		cmocka_unit_test(a_report_counts_as_far_as_it_is_trusted),
		cmocka_unit_test(admissions_are_believed_and_denials_are_not),
		cmocka_unit_test(repeats_weigh_less_and_less),
		cmocka_unit_test(nothing_is_ever_certain),
		cmocka_unit_test(silence_decays_and_is_no_denial),
		cmocka_unit_test(a_vendor_listed_every_month_tells_nothing_new),
		cmocka_unit_test(base_rates_count_windows),
		cmocka_unit_test(words_are_those_of_the_directive),
		cmocka_unit_test(states_are_left_later_than_entered),
		cmocka_unit_test(scores_punish_confident_errors),
		cmocka_unit_test(own_cases_move_the_table),
		cmocka_unit_test(a_tornado_is_widest_where_it_matters),
		cmocka_unit_test(kinds_are_found_by_their_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
