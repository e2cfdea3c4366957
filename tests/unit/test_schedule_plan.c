/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hand-computed case: five assets, two crews, a closed window, a maximum lag, a change of clocks;
 * start times, exposure, gap and cost to the minute and the cent. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "model/calendar.h"
#include "plan_case.h"
#include "util/money.h"

/* Opens every day at the local time of `starts`, in Berlin. */
static size_t daily(struct plan_case *c, const char *key, const char *starts, int64_t hours)
{
	size_t i = sb_calendar(&c->s, key);
	struct calendar_rule rule = { .open = true, .duration = hours * HOUR_S,
				      .rrule = "FREQ=DAILY" };

	assert_int_equal(local_parse(starts, &rule.starts), 0);
	assert_int_equal(calendar_expand(key, &rule, 1, "Europe/Berlin", c->s.now / 60 - 1440,
					 c->s.now / 60 + 60 * 1440, &c->s.arena,
					 &c->s.calendars[i].windows, &c->s.calendars[i].n_windows,
					 &c->err), 0);
	return i;
}

/*
 * T+0 is Sunday 2019-03-31 06:00Z; that night Berlin went from 02:00 to 03:00.  Hence "22:00 in
 * Berlin" is 20:00Z = T+840 (without the change it would be T+900), and "22:40" is T+880.
 *
 * D01            0 - 30    crew field (2 people, 90 EUR an hour)
 * B05 per site  30 - 90    both at once
 * R08 needs crew soc (1 person, 75.50 USD an hour), from T+880; tokyo weighs 2 × 16, berlin 3 × 4,
 *                          so tokyo goes first: 880 - 910, berlin 910 - 940
 * R06 tokyo    810 - 850   20 + 2 × 10; R08 must start at most 30 after it, so not earlier
 * R06 berlin   840 - 890   20 + 3 × 10; the change window opens at 840
 */
static void five_assets(struct plan_case *c)
{
	size_t night, shift, berlin, tokyo, v, old, new, d01, b05, r06, r08, crew;

	case_init(c);
	assert_int_equal(instant_parse("2019-03-31T06:00:00Z", &c->s.now), 0);
	night = daily(c, "night", "2019-03-01T22:00", 8);
	shift = daily(c, "soc-shift", "2019-03-01T22:40", 8);
	berlin = sb_site(&c->s, "berlin", night);
	tokyo = sb_site(&c->s, "tokyo", NONE);
	v = sb_vendor(&c->s, "v", NONE);
	new = sb_product(&c->s, "new", v, "edr", ROLE_CANDIDATE);
	old = sb_product(&c->s, "old", v, "edr", ROLE_INCUMBENT);
	crew = sb_crew(&c->s, "field", "endpoint", NONE, 2);
	c->s.crews[crew].hourly_cost = 90 * PRICE_SCALE;
	crew = sb_crew(&c->s, "soc", "soc", NONE, 1);
	c->s.crews[crew].hourly_cost = 755000;
	c->s.crews[crew].calendar = shift;
	memcpy(c->s.crews[crew].currency, "USD", 4);
	b05 = sb_step(&c->s, "edr", "B05", PHASE_CONTAIN, SCOPE_SITE, 60, 0, "endpoint");
	d01 = sb_step(&c->s, "edr", "D01", PHASE_DECIDE, SCOPE_PLAN, 30, 0, "endpoint");
	r06 = sb_step(&c->s, "edr", "R06", PHASE_REPLACE, SCOPE_WAVE, 20, 10, "endpoint");
	r08 = sb_step(&c->s, "edr", "R08", PHASE_REPLACE, SCOPE_WAVE, 30, 0, "soc");
	(void)d01;
	c->s.steps[b05].marks = MARK_CONTAINS;
	c->s.steps[r06].marks = MARK_REMOVES;
	c->s.steps[r06].continuous = YN_YES;
	c->s.steps[r08].marks = MARK_SECURES;
	c->s.steps[r08].continuous = YN_YES;
	sb_after(&c->s, b05, "D01", 0);
	sb_after(&c->s, r06, "B05", 0);
	sb_after(&c->s, r08, "R06", 0);
	sb_within(&c->s, r08, "R06", 30);
	sb_class(&c->s, "berlin-laptops", 3, "windows");
	c->s.classes[0].site = berlin;
	c->s.classes[0].criticality = 3;
	sb_class(&c->s, "tokyo-servers", 2, "linux");
	c->s.classes[1].site = tokyo;
	c->s.classes[1].criticality = 5;
	sb_rate(&c->s, "USD", SB_TODAY - 100, 900000);
	sb_rate(&c->s, "USD", SB_TODAY + 100, 500000); /* not yet */
	sb_price(&c->s, new, "asset", "EUR", 1, 0, 100);
	c->s.prices[0].unit_price = 123500;
	sb_contract(&c->s, "K1", old, 5);
	c->s.contracts[0].unit_price = 365000;
	c->s.contracts[0].has_fee = true;
	c->s.contracts[0].termination_fee = 20 * PRICE_SCALE;
	assert_int_equal(date_parse("2019-01-01", &c->s.contracts[0].starts), 0);
	assert_int_equal(date_parse("2019-12-31", &c->s.contracts[0].ends), 0);
	case_affect(c, 0, old, new);
	case_affect(c, 1, old, new);
	case_select(c, new, 5, 0);
	c->r.effort = 200;
}

static void assert_times(const struct plan_case *c, const char *key, int64_t start, int64_t finish)
{
	const struct plan_instance *in = case_instance(c, key);

	if (in->start != start || in->finish != finish)
		fail_msg("%s is %lld - %lld, not %lld - %lld", key, (long long)in->start,
			 (long long)in->finish, (long long)start, (long long)finish);
}

static void test_times(void **state)
{
	struct plan_case c;

	(void)state;
	five_assets(&c);
	case_run(&c);
	assert_times(&c, "D01", 0, 30);
	assert_times(&c, "B05/berlin", 30, 90);
	assert_times(&c, "B05/tokyo", 30, 90);
	assert_times(&c, "R06/tokyo/tokyo-servers/w1", 810, 850);
	assert_times(&c, "R08/tokyo/tokyo-servers/w1", 880, 910);
	assert_times(&c, "R06/berlin/berlin-laptops/w1", 840, 890);
	assert_times(&c, "R08/berlin/berlin-laptops/w1", 910, 940);
	assert_int_equal(c.p.notes.n, 0);
	case_release(&c);
}

static void assert_why(struct plan_case *c, const char *key, const char *why)
{
	assert_string_equal(case_text(c, case_instance(c, key)->why), why);
}

static void test_reasons(void **state)
{
	struct plan_case c;

	(void)state;
	five_assets(&c);
	case_run(&c);
	assert_why(&c, "D01", "starts with the activation");
	assert_why(&c, "B05/tokyo", "waits for D01 to finish");
	assert_why(&c, "R06/berlin/berlin-laptops/w1", "calendar night is closed until T+14h");
	assert_why(&c, "R06/tokyo/tokyo-servers/w1",
		   "must not end too long before R08/tokyo/tokyo-servers/w1 starts");
	assert_why(&c, "R08/tokyo/tokyo-servers/w1", "calendar soc-shift is closed until T+14h40m");
	assert_why(&c, "R08/berlin/berlin-laptops/w1",
		   "crew soc is busy with R08/tokyo/tokyo-servers/w1 until T+15h10m");
	case_release(&c);
}

static void test_figures(void **state)
{
	struct plan_case c;
	const struct plan_figures *f = &c.p.figures;

	(void)state;
	five_assets(&c);
	case_run(&c);
	assert_int_equal(f->affected_assets, 5);
	assert_int_equal(f->never_safe, 0);
	assert_int_equal(f->time_to_contain, 90);
	assert_int_equal(f->time_to_switch, 940);
	/* 32 × (.7 × 90 + .3 × 910) + 12 × (.7 × 90 + .3 × 940) = 10752 + 4140 */
	assert_int_equal(f->exposure, 14892 * PLAN_EXPOSURE_SCALE);
	assert_int_equal(f->gap, 2 * 60 + 3 * 50);
	assert_int_equal(f->gap_max, 60);
	assert_int_equal(f->degraded, 2 * 820 + 3 * 850);
	assert_true(f->exposure_bound > 0 && f->exposure_bound <= f->exposure);
	/* D01 30, B05 60, R06 50, R08 30 */
	assert_int_equal(f->switch_bound, 170);
	case_release(&c);
}

static int64_t line_of(const struct plan_case *c, const char *rule, const char *item)
{
	int64_t sum = 0;
	size_t i;

	for (i = 0; i < c->p.n_costs; i++)
		if (strcmp(c->p.costs[i].rule, rule) == 0 &&
		    strcmp(c->p.costs[i].item, item) == 0)
			sum += c->p.costs[i].amount_workspace;
	return sum;
}

static void test_cents(void **state)
{
	struct plan_case c;

	(void)state;
	five_assets(&c);
	case_run(&c);
	/* 5 × 12.35 + 100 */
	assert_int_equal(line_of(&c, "licence", "new"), 16175);
	/* 30 + 2 × 60 + 40 + 50 minutes at 90 an hour */
	assert_int_equal(line_of(&c, "labour", "field"), 36000);
	/* an hour at 75.50 USD, .9 EUR each */
	assert_int_equal(line_of(&c, "labour", "soc"), 6795);
	assert_int_equal(line_of(&c, "termination", "K1"), 2000);
	/* 182.50 a year; without it from 1 April, 275 days of it unused with its last; 89 days of
	 * the next term fall before the horizon */
	assert_int_equal(line_of(&c, "stranded", "K1"), 13750);
	assert_int_equal(line_of(&c, "renewal", "K1"), -4450);
	assert_int_equal(c.p.figures.cost, 16175 + 36000 + 6795 + 2000);
	assert_int_equal(c.p.figures.cost_stay, 4450);
	assert_int_equal(c.p.figures.npv, c.p.figures.cost); /* all within the first day */
	assert_int_equal(case_instance(&c, "R06/tokyo/tokyo-servers/w1")->cost, 6000);
	case_release(&c);
}

static void test_same_bytes(void **state)
{
	struct strbuf one = STRBUF_INIT, two = STRBUF_INIT;
	struct plan_case c;

	(void)state;
	five_assets(&c);
	case_run(&c);
	case_print(&c, &one);
	case_release(&c);
	five_assets(&c);
	case_run(&c);
	case_print(&c, &two);
	case_release(&c);
	assert_true(one.len > 1000);
	assert_string_equal(one.buf, two.buf);
	strbuf_release(&one);
	strbuf_release(&two);
}

/* Slips of the hand with durations and quantities end in a sentence, not in a wrapped number. */
static void test_too_large(void **state)
{
	struct plan_case c;

	(void)state;
	five_assets(&c);
	c.s.steps[0].fixed.likely = c.s.steps[0].fixed.high = INT64_C(40000) * DAY_S;
	assert_int_equal(plan_expand(&c.s, &c.r, &c.p, &c.err), 0);
	assert_int_equal(plan_schedule(&c.s, &c.r, &c.p, &c.err), ERR_INPUT);
	assert_non_null(strstr(case_error(&c), "40000 days"));
	case_release(&c);
	five_assets(&c);
	c.s.classes[0].quantity = c.s.classes[1].quantity = 1000000000;
	c.s.classes[0].rows = c.s.classes[1].rows = 1;
	sb_policy(&c.s, "wave_max", "1000000000");
	c.s.steps[0].fixed.likely = c.s.steps[0].fixed.high = INT64_C(30000) * DAY_S;
	c.s.steps[2].has_per_asset = false;
	assert_int_equal(plan_expand(&c.s, &c.r, &c.p, &c.err), 0);
	assert_int_equal(plan_schedule(&c.s, &c.r, &c.p, &c.err), ERR_INPUT);
	assert_non_null(strstr(case_error(&c), "too large"));
	case_release(&c);
}

/* What fits no window is told, with all that waits for it, and everything else is planned. */
static void test_unplaceable(void **state)
{
	const struct plan_instance *in;
	struct plan_case c;

	(void)state;
	five_assets(&c);
	c.s.steps[2].fixed = (struct estimate){ 9 * HOUR_S, 9 * HOUR_S, 9 * HOUR_S };
	case_run(&c);
	in = case_instance(&c, "R06/berlin/berlin-laptops/w1");
	assert_int_equal(in->start, PLAN_NEVER);
	assert_non_null(strstr(case_text(&c, in->why), "longer than any open window"));
	in = case_instance(&c, "R08/berlin/berlin-laptops/w1");
	assert_int_equal(in->finish, PLAN_NEVER);
	assert_non_null(strstr(case_text(&c, in->why), "which never happens"));
	assert_int_equal(c.p.figures.never_safe, 3);
	assert_int_equal(c.p.figures.time_to_switch, PLAN_NEVER);
	assert_true(case_instance(&c, "R08/tokyo/tokyo-servers/w1")->finish < PLAN_NEVER);
	assert_true(c.p.notes.n >= 1);
	case_release(&c);
}

/* A limit that cannot be kept is given up and said; the gap shows it. */
static void test_limit_given_up(void **state)
{
	struct plan_case c;
	size_t step;

	(void)state;
	five_assets(&c);
	/* Half a day of work between two steps that may lie half an hour apart. */
	step = sb_step(&c.s, "edr", "R09", PHASE_REPLACE, SCOPE_WAVE, 12 * 60, 0, NULL);
	sb_after(&c.s, step, "R06", 0);
	sb_after(&c.s, 3, "R09", 0);
	case_run(&c);
	assert_true(c.p.notes.n >= 1);
	assert_non_null(strstr(case_text(&c, c.p.notes.items[0]), "given up"));
	assert_true(c.p.figures.gap_max >= 12 * 60);
	case_release(&c);
}

/* Containment ignores change windows in breach order and keeps them in planned order. */
static void test_override(void **state)
{
	struct plan_case c;
	size_t order;

	(void)state;
	for (order = ORDER_BREACH; order <= ORDER_PLANNED; order++) {
		five_assets(&c);
		c.s.steps[0].scope = SCOPE_WAVE;
		c.r.order = (enum step_order)order;
		case_run(&c);
		assert_int_equal(case_instance(&c, "B05/berlin/berlin-laptops/w1")->start,
				 order == ORDER_BREACH ? 30 : 840);
		case_release(&c);
	}
	five_assets(&c);
	c.s.steps[0].scope = SCOPE_WAVE;
	sb_policy(&c.s, "breach_overrides_change_windows.contain", "no");
	case_run(&c);
	assert_int_equal(case_instance(&c, "B05/berlin/berlin-laptops/w1")->start, 840);
	case_release(&c);
}

static int stop_at_once(void *context, int permille, const char *stage)
{
	(void)permille;
	(void)stage;
	++*(int *)context;
	return 1;
}

static void test_cancel(void **state)
{
	struct plan_case c;
	int calls = 0;

	(void)state;
	five_assets(&c);
	c.r.effort = 100000000;
	c.r.progress = stop_at_once;
	c.r.progress_context = &calls;
	assert_int_equal(plan_expand(&c.s, &c.r, &c.p, &c.err), 0);
	assert_int_equal(plan_schedule(&c.s, &c.r, &c.p, &c.err), ERR_INTERRUPTED);
	assert_true(calls > 0);
	case_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_figures),
		cmocka_unit_test(test_cents),
		cmocka_unit_test(test_same_bytes),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_unplaceable),
		cmocka_unit_test(test_limit_given_up),
		cmocka_unit_test(test_override),
		cmocka_unit_test(test_cancel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
