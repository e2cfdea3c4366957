/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of the cost table that go beyond the plain case, each by itself, and a whole cash flow
 * computed by hand. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "plan/notice.h"
#include "plan/offers.h"
#include "plan_case.h"
#include "util/money.h"

enum { NEW, OLD };
#define DAY_MIN 1440

/* So many assets of one class, without their old product after `removed` minutes. */
static void left(struct plan_case *c, int64_t assets, int64_t removed)
{
	size_t v;

	case_init(c);
	v = sb_vendor(&c->s, "v", NONE);
	sb_product(&c->s, "new", v, "edr", ROLE_CANDIDATE);
	sb_product(&c->s, "old", v, "edr", ROLE_INCUMBENT);
	sb_class(&c->s, "a", assets, "windows");
	case_affect(c, 0, OLD, NEW);
	c->p.classes[0].removed = c->p.classes[0].safe = removed;
}

static void cost(struct plan_case *c)
{
	if (plan_cost(&c->s, &c->r, &c->p, &c->err) < 0)
		fail_msg("%s", case_error(c));
}

static const struct plan_cost_line *line(const struct plan_case *c, const char *rule,
					 const char *item)
{
	size_t i;

	for (i = 0; i < c->p.n_costs; i++)
		if (strcmp(c->p.costs[i].rule, rule) == 0 &&
		    (!item || strcmp(c->p.costs[i].item, item) == 0))
			return &c->p.costs[i];
	return NULL;
}

static void assert_line(const struct plan_case *c, const char *rule, const char *item,
			int64_t amount, int64_t offset)
{
	const struct plan_cost_line *l = line(c, rule, item);

	if (!l)
		fail_msg("there is no line of rule %s for %s", rule, item ? item : "anything");
	assert_int_equal(l->amount_workspace, amount);
	assert_int_equal(l->offset, offset);
}

static void test_terms_training_flat(void **state)
{
	struct plan_case c;

	(void)state;
	left(&c, 10, 100);
	sb_price(&c.s, NEW, "asset", "EUR", 1, 30, 500);
	c.s.prices[0].term_months = 6;
	c.s.prices[0].training_fee = 250 * PRICE_SCALE;
	case_select(&c, NEW, 10, 0);
	cost(&c);
	assert_line(&c, "licence", "new", 80000, 0);
	assert_line(&c, "licence-term", "new", 30000, 184 * DAY_MIN); /* on 13 November; once before the horizon */
	assert_line(&c, "training", "new", 25000, 0);
	assert_int_equal(c.p.figures.cost, 135000);
	c.s.prices[0].unit = sb_text(&c.s, "flat");
	cost(&c);
	assert_line(&c, "licence", "new", 53000, 0); /* once, not ten times */
	assert_line(&c, "licence-term", "new", 3000, 184 * DAY_MIN);
	case_release(&c);
}

/* Servers and the rest sold apart: both rows are lines, and their sum is what the choice said. */
static void test_two_ladders(void **state)
{
	struct purchase buy;
	struct offers offers;
	struct plan_case c;
	const struct plan_cost_line *first, *second;

	(void)state;
	left(&c, 25, 100);
	sb_price(&c.s, NEW, "asset", "EUR", 1, 10, 0);
	sb_price(&c.s, NEW, "server", "EUR", 1, 70, 0);
	assert_int_equal(offers_load(&c.s, NEW, &c.p.arena, &offers, &c.err), 0);
	assert_true(offers_buy(&offers, 20, 5, &buy));
	case_select(&c, NEW, buy.quantity, buy.price);
	c.p.selections[0].second_price = buy.second_price;
	c.p.selections[0].second_quantity = buy.second_quantity;
	cost(&c);
	first = &c.p.costs[0];
	second = &c.p.costs[1];
	assert_int_equal(first->amount_workspace, 20000);
	assert_int_equal(second->amount_workspace, 35000);
	assert_int_equal(c.p.figures.cost, buy.cash);
	case_release(&c);
}

static void test_hardware(void **state)
{
	struct plan_case c;

	(void)state;
	left(&c, 10, 100);
	c.s.products[NEW].hardware_cost = 40 * PRICE_SCALE;
	c.s.products[NEW].hardware_lead = 3 * DAY_S;
	cost(&c);
	assert_line(&c, "hardware", "new", 40000, 3 * DAY_MIN);
	case_release(&c);
}

/* `ends`: the first day after it. */
static struct snap_contract *contract(struct plan_case *c, const char *key, int64_t year,
				      int64_t starts, int64_t ends)
{
	struct snap_contract *k;

	sb_contract(&c->s, key, OLD, 1);
	k = &c->s.contracts[c->s.n_contracts - 1];
	memcpy(k->currency, "EUR", 4);
	k->unit_price = year * PRICE_SCALE;
	k->starts = SB_TODAY + starts;
	k->ends = SB_TODAY + ends - 1;
	return k;
}

static void test_share_refund_credit(void **state)
{
	struct snap_contract *k;
	struct plan_case c;

	(void)state;
	left(&c, 10, 5 * DAY_MIN);
	k = contract(&c, "K1", 3650, -200, 105);
	k->has_share = true;
	k->termination_share = 500000;
	k->refund_share = 100000;
	k->credit = 60 * PRICE_SCALE;
	cost(&c);
	/* a hundred days remain, ten a day */
	assert_line(&c, "termination-share", "K1", 50000, 5 * DAY_MIN);
	assert_line(&c, "stranded", "K1", 100000, 5 * DAY_MIN);
	assert_line(&c, "refund", "K1", -10000, 5 * DAY_MIN);
	assert_line(&c, "credit", "K1", -6000, 5 * DAY_MIN);
	assert_int_equal(c.p.figures.cost, 50000 - 10000 - 6000);
	case_release(&c);
}

/* A day counts as used by the calendar, not from the hour of T+0. */
static void test_left_by_the_calendar(void **state)
{
	struct plan_case c;

	(void)state;
	left(&c, 10, 5 * DAY_MIN - 60);
	contract(&c, "K1", 365, -200, 105);
	cost(&c);
	assert_line(&c, "stranded", "K1", 10000, 5 * DAY_MIN - 60); /* until midnight of the fifth day */
	c.s.now += 2 * HOUR_S;
	cost(&c);
	assert_line(&c, "stranded", "K1", 9900, 5 * DAY_MIN - 60); /* at one o'clock of the sixth */
	case_release(&c);
}

/* Some assets keep the product, so its contract goes on, which is said. */
static void test_left_partly(void **state)
{
	struct snap_contract *k;
	struct plan_case c;

	(void)state;
	left(&c, 10, 5 * DAY_MIN);
	k = contract(&c, "K1", 365, -200, 105);
	k->has_fee = true;
	k->termination_fee = 33 * PRICE_SCALE;
	sb_class(&c.s, "stays", 3, "windows");
	sb_install(&c.s, 1, OLD, "2");
	cost(&c);
	assert_null(line(&c, "termination", NULL));
	assert_null(line(&c, "stranded", NULL));
	assert_null(line(&c, "renewal", NULL));
	assert_int_equal(c.p.n_notices, 0);
	assert_int_equal(c.p.notes.n, 1);
	assert_string_equal(case_text(&c, c.p.notes.items[0]),
			    "contract K1 goes on: old stays on assets that do not leave it");
	c.s.classes[1].n_installs = 0;
	cost(&c);
	assert_non_null(line(&c, "termination", "K1"));
	assert_int_equal(c.p.n_notices, 1);
	case_release(&c);
}

static void test_notice_missed(void **state)
{
	struct snap_contract *k;
	struct plan_case c;

	(void)state;
	left(&c, 10, 5 * DAY_MIN);
	k = contract(&c, "K1", 365, -80, 20);
	k->auto_renew = YN_YES;
	k->notice_days = 19; /* today is the last day */
	cost(&c);
	assert_null(line(&c, "notice-missed", NULL));
	assert_int_equal(c.p.n_notices, 1);
	assert_int_equal(c.p.notices[0].by, SB_TODAY);
	assert_int_equal(c.p.notices[0].renews_until, SB_TODAY + 119); /* its own term again */
	assert_int_equal(c.p.notices[0].amount, 10000);
	assert_false(c.p.notices[0].missed);
	k->notice_days = 20;
	cost(&c);
	assert_true(c.p.notices[0].missed);
	assert_line(&c, "notice-missed", "K1", 10000, 20 * DAY_MIN);
	assert_line(&c, "stranded", "K1", 11500, 5 * DAY_MIN);
	assert_int_equal(c.p.figures.cost, 10000);
	k->has_fee = true; /* a way out: the fee instead of the term */
	k->termination_fee = 33 * PRICE_SCALE;
	cost(&c);
	assert_null(line(&c, "notice-missed", NULL));
	assert_line(&c, "termination", "K1", 3300, 5 * DAY_MIN);
	assert_line(&c, "stranded", "K1", 1500, 5 * DAY_MIN);
	case_release(&c);
}

/* Its written end is over and it renews itself: the term that runs is paid, so nothing overlaps. */
static void test_renewed(void **state)
{
	struct snap_contract *k;
	struct plan_case c;

	(void)state;
	left(&c, 10, 5 * DAY_MIN);
	k = contract(&c, "K1", 365, -200, -100); /* terms of a hundred days: this one ends today … */
	k->ends = SB_TODAY - 100;
	k->starts = SB_TODAY - 199;
	k->auto_renew = YN_YES;
	cost(&c);
	assert_int_equal(c.p.notices[0].ends, SB_TODAY);
	assert_line(&c, "overlap", "K1", 400, DAY_MIN); /* … and is prolonged by four days */
	k->notice_days = 5; /* missed: a hundred days more */
	cost(&c);
	assert_null(line(&c, "overlap", NULL));
	assert_line(&c, "notice-missed", "K1", 10000, DAY_MIN);
	k->auto_renew = YN_NO; /* over: by the day from today */
	cost(&c);
	assert_line(&c, "overlap", "K1", 500, 0);
	case_release(&c);
}

static void test_notice_days(void **state)
{
	struct snap_contract k = { .auto_renew = YN_YES, .notice_days = 30, .renewal_months = 1,
				   .starts = SNAP_DATE_NONE };
	int64_t numerator, denominator;
	struct notice n;

	(void)state;
	k.ends = date_from_civil(2019, 1, 31);
	notice_of(&k, date_from_civil(2019, 1, 1), &n);
	assert_int_equal(n.by, date_from_civil(2019, 1, 1));
	assert_false(n.missed);
	assert_int_equal(n.renews_until, date_from_civil(2019, 2, 28));
	k.renewal_months = 13;
	notice_of(&k, date_from_civil(2019, 1, 2), &n);
	assert_true(n.missed);
	assert_int_equal(n.renews_until, date_from_civil(2020, 2, 29));
	notice_of(&k, date_from_civil(2019, 2, 1), &n);
	assert_false(n.missed); /* it has renewed itself */
	assert_int_equal(n.ends, date_from_civil(2020, 2, 29));
	assert_int_equal(n.by, date_from_civil(2020, 1, 30));
	assert_int_equal(n.next, n.by);
	notice_of(&k, date_from_civil(2020, 1, 31), &n);
	assert_true(n.missed); /* thirteen months more, the last of a leap day's month */
	assert_int_equal(n.renews_until, date_from_civil(2021, 3, 31));
	assert_int_equal(n.next, date_from_civil(2021, 3, 1));
	k.renewal_months = 1;
	k.notice_days = 45; /* longer than a term: this one and the next are missed */
	notice_of(&k, date_from_civil(2019, 1, 2), &n);
	assert_int_equal(n.next, date_from_civil(2019, 1, 14));
	/* Its own term again is three years to the month, whatever leap day it holds. */
	k.renewal_months = 0;
	k.starts = date_from_civil(2018, 2, 1);
	k.ends = date_from_civil(2021, 1, 31);
	notice_of(&k, date_from_civil(2019, 1, 2), &n);
	assert_int_equal(n.renews_until, date_from_civil(2024, 1, 31));
	notice_term(&k, &n, &numerator, &denominator);
	assert_int_equal(numerator, 3 * denominator);
	k.starts++; /* no whole months: by the day */
	notice_of(&k, date_from_civil(2019, 1, 2), &n);
	notice_term(&k, &n, &numerator, &denominator);
	assert_int_equal(numerator, k.ends - k.starts + 1);
	assert_int_equal(denominator, 365);
	k.auto_renew = YN_NO;
	notice_of(&k, date_from_civil(2019, 1, 2), &n);
	assert_false(n.missed || n.asked);
	assert_int_equal(n.by, SNAP_DATE_NONE);
}

/* Four hours of work by two, of which the crew's regular hours cover the first three. */
static void test_overtime_and_call_out(void **state)
{
	struct plan_case c;
	size_t calendar;

	(void)state;
	left(&c, 10, 100);
	calendar = sb_calendar(&c.s, "day");
	sb_window(&c.s, calendar, -600, 180);
	sb_crew(&c.s, "team", "it", NONE, 2);
	c.s.crews[0].hourly_cost = 60 * PRICE_SCALE;
	c.s.crews[0].call_out_fee = 90 * PRICE_SCALE;
	c.s.crews[0].overtime_factor = 2000000;
	c.s.crews[0].regular = calendar;
	sb_step(&c.s, "edr", "R06", PHASE_REPLACE, SCOPE_CLASS, 240, 0, "it");
	c.s.steps[0].workers = c.s.steps[0].max_workers = 2;
	c.s.steps[0].marks = MARK_REMOVES | MARK_SECURES;
	case_run(&c);
	assert_int_equal(c.p.n_instances, 1);
	assert_int_equal(c.p.instances[0].overtime, 120);
	assert_line(&c, "labour", "team", 48000, 0);
	assert_line(&c, "overtime", "team", 12000, 0);
	assert_line(&c, "call-out", "team", 9000, 0);
	assert_int_equal(c.p.instances[0].cost, 60000);
	case_release(&c);
}

/* Hardware holds the installation back for longer than the licence does. */
static void test_hardware_holds_back(void **state)
{
	struct plan_case c;

	(void)state;
	left(&c, 10, 100);
	c.s.products[NEW].lead_time = DAY_S;
	c.s.products[NEW].hardware_lead = 2 * DAY_S;
	sb_step(&c.s, "edr", "R04", PHASE_REPLACE, SCOPE_CLASS, 60, -1, NULL);
	c.s.steps[0].marks = MARK_PROTECTS;
	sb_step(&c.s, "edr", "R06", PHASE_REPLACE, SCOPE_CLASS, 60, 0, NULL);
	c.s.steps[1].marks = MARK_SECURES;
	sb_after(&c.s, 1, "R04", 0);
	case_run(&c);
	assert_int_equal(c.p.instances[0].start, 2 * DAY_MIN);
	assert_non_null(strstr(case_text(&c, c.p.instances[0].why), "hardware"));
	case_release(&c);
}

static void test_being_ready(void **state)
{
	struct plan_case c;

	(void)state;
	left(&c, 10, 100);
	sb_policy(&c.s, "drill_cost", "1200");
	sb_prestage(&c.s, "disk", NEW, "installer");
	c.s.prestage[0].cost = 75 * PRICE_SCALE;
	c.s.prestage[0].upkeep = 20 * PRICE_SCALE;
	sb_step(&c.s, "edr", "P01", PHASE_PREPARE, SCOPE_PLAN, 60, 0, NULL);
	c.s.steps[0].prepare_cost = 300 * PRICE_SCALE;
	c.s.steps[0].shelf_life = 90 * DAY_S;
	c.s.steps[0].upkeep = 50 * PRICE_SCALE;
	sb_step(&c.s, "edr", "R04", PHASE_REPLACE, SCOPE_CLASS, 60, 0, NULL);
	c.s.steps[1].marks = MARK_PROTECTS | MARK_SECURES;
	case_need(&c, 1, "installer");
	case_run(&c);
	assert_line(&c, "obtain", "disk", 7500, 0);
	assert_line(&c, "prepare", "edr/P01/normal", 30000, 0);
	assert_line(&c, "drill", "drill", 4 * 120000, 0);
	assert_line(&c, "upkeep", "edr/P01", 5000, 0);
	assert_line(&c, "upkeep", "disk", 2000, 0);
	assert_true(line(&c, "upkeep", NULL)->memo && line(&c, "drill", NULL)->memo);
	assert_int_equal(c.p.figures.cost, 37500);
	case_release(&c);
}

/*
 * By hand.  2019-05-13, EUR; the dollar is .891234 and from the 23rd .9.
 * 499 seats: at 24.10 they are 12,025.90 USD, at the tier of 500 only 9,775.00: 500 are bought.
 *	licence    500 × 19.55 + 1,500 = 11,275.00 USD × .891234 = 10,048.66335
 *	training   800 USD × .891234 = 712.9872
 *	2nd term   after six months (day 184) 9,775.00 USD × .9 = 8,797.50
 * K1, EUR, 500 × 21.30 = 10,650 a year, ends before day 20, notice of 90 days missed, a year more, so
 * before 2020-06-02, 366 days later; left on day 30 with 356 days unused, a quarter comes back:
 *	10,650.00 on day 20; stranded 10,650 × 356 ÷ 365 = 10,387.397; refund 2,596.849; credit 100
 *	staying: 345 days = 10,066.438
 * K2, USD, 3,650 a year, ends before day 12: 18 days more = 180 USD × .9 = 162.00
 *	staying: 353 days = 3,530 USD × .9 = 3,177.00
 */
static void hand_case(struct plan_case *c)
{
	struct snap_contract *k;

	left(c, 499, 30 * DAY_MIN);
	sb_rate(&c->s, "USD", SB_TODAY - 1, 891234);
	sb_rate(&c->s, "USD", SB_TODAY + 10, 900000);
	sb_price(&c->s, NEW, "asset", "USD", 1, 24, 1500);
	sb_price(&c->s, NEW, "asset", "USD", 500, 19, 1500);
	c->s.prices[0].unit_price += PRICE_SCALE / 10;
	c->s.prices[1].unit_price += PRICE_SCALE * 55 / 100;
	c->s.prices[0].term_months = c->s.prices[1].term_months = 6;
	c->s.prices[0].training_fee = c->s.prices[1].training_fee = 800 * PRICE_SCALE;
	k = contract(c, "K1", 0, -345, 20);
	k->quantity = 500;
	k->unit_price = 213000;
	k->auto_renew = YN_YES;
	k->notice_days = 90;
	k->renewal_months = 12;
	k->refund_share = 250000;
	k->credit = 100 * PRICE_SCALE;
	k = contract(c, "K2", 3650, -353, 12);
	memcpy(k->currency, "USD", 4);
}

static void test_by_hand(void **state)
{
	struct purchase buy;
	struct offers offers;
	struct plan_case c;

	(void)state;
	hand_case(&c);
	assert_int_equal(offers_load(&c.s, NEW, &c.p.arena, &offers, &c.err), 0);
	offers.spare = 0;
	assert_true(offers_buy(&offers, 499, 0, &buy));
	assert_int_equal(buy.quantity, 500);
	case_select(&c, NEW, buy.quantity, buy.price);
	cost(&c);
	assert_line(&c, "licence", "new", 1004866, 0);
	assert_line(&c, "training", "new", 71299, 0);
	assert_line(&c, "licence-term", "new", 879750, 184 * DAY_MIN);
	assert_line(&c, "notice-missed", "K1", 1065000, 20 * DAY_MIN);
	assert_line(&c, "stranded", "K1", 1038740, 30 * DAY_MIN);
	assert_line(&c, "refund", "K1", -259685, 30 * DAY_MIN);
	assert_line(&c, "credit", "K1", -10000, 30 * DAY_MIN);
	assert_line(&c, "overlap", "K2", 16200, 12 * DAY_MIN);
	assert_int_equal(line(&c, "overlap", "K2")->amount, 18000);
	assert_line(&c, "renewal", "K1", -1006644, 20 * DAY_MIN);
	assert_line(&c, "renewal", "K2", -317700, 12 * DAY_MIN);
	assert_int_equal(c.p.figures.cost, 2767430);
	assert_int_equal(c.p.figures.cost_stay, 1324344);
	assert_int_equal(c.p.figures.npv, 2743968);
	case_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_terms_training_flat),
		cmocka_unit_test(test_two_ladders),
		cmocka_unit_test(test_hardware),
		cmocka_unit_test(test_share_refund_credit),
		cmocka_unit_test(test_left_by_the_calendar),
		cmocka_unit_test(test_left_partly),
		cmocka_unit_test(test_notice_missed),
		cmocka_unit_test(test_renewed),
		cmocka_unit_test(test_notice_days),
		cmocka_unit_test(test_overtime_and_call_out),
		cmocka_unit_test(test_hardware_holds_back),
		cmocka_unit_test(test_being_ready),
		cmocka_unit_test(test_by_hand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
