/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Readiness: a plan that passes everything, and for each check the one datum that turns it from pass
 * to warn to block and back.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "plan/decay.h"
#include "plan_case.h"

enum { NEW, OLD, THIRD };                   /* products */
enum { C1, D01, R06, R08 };                 /* steps */
enum { BIG, FEW };                          /* classes: 995 and 5 assets */

static void build_people(struct plan_case *c)
{
	static const char *const names[] = { "ann", "bob", "cem" };
	size_t i;

	for (i = 0; i < 3; i++) {
		sb_person(&c->s, names[i]);
		c->s.people[i].approver = true;
		c->s.people[i].signing_key = sb_text(&c->s, names[i]);
		c->s.people[i].deputy = (i + 1) % 3;
	}
	sb_crew(&c->s, "field", "it", NONE, 400);
	sb_index_add(&c->s, &c->s.crews[0].people, 0);
	sb_index_add(&c->s, &c->s.crews[0].people, 1);
}

static void build_steps(struct plan_case *c)
{
	size_t i;

	sb_step(&c->s, "edr", "C1", PHASE_CONTAIN, SCOPE_PLAN, 10, 0, "it");
	sb_step(&c->s, "edr", "D01", PHASE_DECIDE, SCOPE_PLAN, 10, 0, "it");
	sb_step(&c->s, "edr", "R06", PHASE_REPLACE, SCOPE_WAVE, 10, 0, "it");
	sb_step(&c->s, "edr", "R08", PHASE_REPLACE, SCOPE_WAVE, 10, 0, "it");
	for (i = 0; i < c->s.n_steps; i++)
		c->s.steps[i].rollback = sb_text(&c->s, "none");
	c->s.steps[C1].marks = MARK_CONTAINS;
	c->s.steps[R06].marks = MARK_REMOVES;
	c->s.steps[R08].marks = MARK_SECURES;
	sb_after(&c->s, R08, "R06", 0);
	case_need(c, R06, "token");
}

static void build_papers(struct plan_case *c)
{
	struct snap_prestage *item;

	sb_prestage(&c->s, "tok", OLD, "token");
	item = &c->s.prestage[0];
	item->obtained_on = item->verified_on = SB_TODAY - 3;
	item->expires_on = SB_TODAY + 100;
	item->stored_at = sb_text(&c->s, "safe");
	item->dies_on_cutoff = YN_YES;
	sb_secret(&c->s, "api", OLD);
	c->s.secrets[0].holder = sb_text(&c->s, "ann");
	c->s.secrets[0].rotate_step = sb_text(&c->s, "C1");
	sb_price(&c->s, NEW, "asset", "EUR", 1, 10, 0);
	c->s.prices[0].valid_until = SB_TODAY + 200;
	sb_contract(&c->s, "K", OLD, 1000);
	c->s.contracts[0].notice_days = 30;
	c->s.contracts[0].transition_days = 90;
	c->s.contracts[0].data_return = sb_text(&c->s, "yes");
	sb_capability(&c->s, "cap", NONE);
	sb_control(&c->s, "filter", 0, STRENGTH_PARTIAL, NULL);
}

static void build(struct plan_case *c)
{
	size_t i, maker, v;

	case_init(c);
	maker = sb_vendor(&c->s, "maker", NONE);
	v = sb_vendor(&c->s, "v", NONE);
	sb_product(&c->s, "new", v, "edr", ROLE_CANDIDATE);
	sb_product(&c->s, "old", maker, "edr", ROLE_INCUMBENT);
	sb_product(&c->s, "third", v, "mail-gateway", ROLE_INCUMBENT);
	build_people(c);
	build_steps(c);
	build_papers(c);
	sb_class(&c->s, "big", 995, "windows");
	sb_class(&c->s, "few", 5, "linux");
	for (i = 0; i < 2; i++) {
		c->s.classes[i].oldest_seen = SB_NOW - DAY_S;
		case_affect(c, i, OLD, NEW);
	}
	sb_install(&c->s, BIG, OLD, NULL);
	sb_install(&c->s, FEW, OLD, NULL);
	case_select(c, NEW, 1000, 0);
	c->s.facts.last_drill = SB_NOW - 10 * DAY_S;
	c->s.facts.last_poll = SB_NOW - HOUR_S;
	c->s.facts.sources_total = c->s.facts.sources_polled = 1;
	c->s.facts.last_pack = SB_NOW;
	c->p.affected = arena_alloc(&c->p.arena, 4, sizeof(*c->p.affected));
	c->p.affected[0] = (struct plan_affected){ .node = sb_of_product(OLD), .direct = true };
	c->p.n_affected = 1;
}

/* One datum changed before the stages run. */
typedef void change_fn(struct plan_case *c);

struct trial {
	const char *code;
	change_fn *change;
	enum check_result expected;
};

static enum check_result result_of(const struct plan_case *c, const char *code)
{
	size_t i;

	for (i = 0; i < c->p.n_checks; i++)
		if (strcmp(c->p.checks[i].code, code) == 0)
			return c->p.checks[i].result;
	fail_msg("there is no check %s", code);
	return CHECK_PASS;
}

static void add_affected(struct plan_case *c, size_t product, bool warning)
{
	c->p.affected[c->p.n_affected++] = (struct plan_affected){ .node = sb_of_product(product),
								   .warning = warning };
}

static void add_gap(struct plan_case *c, size_t plan_class, size_t control)
{
	c->p.gaps = arena_alloc(&c->p.arena, 1, sizeof(*c->p.gaps));
	c->p.gaps[0] = (struct plan_gap){ .plan_class = plan_class, .mandatory = true,
		.until = PLAN_NEVER, .control = control, .when = GAP_AFTER };
	c->p.n_gaps = 1;
}

static void seen(struct plan_case *c, int64_t days)
{
	c->s.classes[BIG].oldest_seen = SB_NOW - days * DAY_S;
}

static void r01_seven(struct plan_case *c) { seen(c, 7); }
static void r01_eight(struct plan_case *c) { seen(c, 8); }
static void r01_month(struct plan_case *c) { seen(c, 31); }
static void r01_few(struct plan_case *c) { c->s.classes[FEW].oldest_seen = SB_NOW - 40 * DAY_S; }
static void r01_unknown(struct plan_case *c) { c->s.classes[BIG].oldest_seen = SNAP_DATE_NONE; }

static void only(struct plan_case *c, const char *selector)
{
	c->s.steps[R06].selector = sb_selector(&c->s, selector);
	c->s.steps[R08].selector = sb_selector(&c->s, selector);
}
static void r02_few(struct plan_case *c) { only(c, "os=windows"); }
static void r02_most(struct plan_case *c) { only(c, "os=linux"); }
static void r02_all(struct plan_case *c) { only(c, "os=linux,windows"); }

static void r03_control(struct plan_case *c) { add_gap(c, BIG, 0); }
static void r03_few(struct plan_case *c) { add_gap(c, FEW, NONE); }
static void r03_most(struct plan_case *c) { add_gap(c, BIG, NONE); }
static void r03_few_bare(struct plan_case *c) { c->p.classes[FEW].to.n = 0; }
static void r03_bare(struct plan_case *c) { c->p.classes[BIG].to.n = 0; }

static void r04_sibling(struct plan_case *c) { add_affected(c, NEW, true); }
static void r04_shared(struct plan_case *c) { add_affected(c, NEW, false); }

static void runs_on(struct plan_case *c, const char *os) { sb_platform(&c->s, NEW, os, 0, NULL); }
static void r05_few(struct plan_case *c) { runs_on(c, "windows"); }
static void r05_most(struct plan_case *c) { runs_on(c, "linux"); }
static void r05_both(struct plan_case *c) { runs_on(c, "linux"); runs_on(c, "windows"); }

static void valid(struct plan_case *c, int64_t days) { c->s.prices[0].valid_until = SB_TODAY + days; }
static void r06_later(struct plan_case *c) { valid(c, 31); }
static void r06_soon(struct plan_case *c) { valid(c, 30); }
static void r06_last_day(struct plan_case *c) { valid(c, 0); }
static void r06_over(struct plan_case *c) { valid(c, -1); }

static void r07_notice(struct plan_case *c) { c->s.contracts[0].notice_days = -1; }
static void r07_return(struct plan_case *c) { c->s.contracts[0].data_return = NULL; }
/* Renews itself; its notice day is 30 days before its end. */
static void r07_ends(struct plan_case *c, int64_t days)
{
	c->s.contracts[0].auto_renew = YN_YES;
	c->s.contracts[0].ends = SB_TODAY + days;
	c->s.contracts[0].renewal_months = 12;
}
static void r07_later(struct plan_case *c) { r07_ends(c, 30 + 31); }
static void r07_soon(struct plan_case *c) { r07_ends(c, 30 + 30); }
static void r07_today(struct plan_case *c) { r07_ends(c, 30); }
static void r07_missed(struct plan_case *c) { r07_ends(c, 29); }
static void r07_bought_out(struct plan_case *c)
{
	r07_ends(c, 29);
	c->s.contracts[0].has_fee = true;
}
static void r07_over(struct plan_case *c) { r07_ends(c, -1); }
/* Notice of 30 days to terms of one month: today's is missed, and the next is near again. */
static void r07_monthly(struct plan_case *c)
{
	r07_bought_out(c);
	c->s.contracts[0].renewal_months = 1;
}
static void r07_few(struct plan_case *c)
{
	c->p.classes[FEW].leaving.items[0] = THIRD; /* five assets leave one without a contract */
	sb_secret(&c->s, "x", THIRD);
	c->s.secrets[1].holder = c->s.secrets[0].holder;
	c->s.secrets[1].rotate_step = c->s.secrets[0].rotate_step;
}

static void r08_deputy(struct plan_case *c) { c->s.people[0].deputy = NONE; }
static void r08_deputies(struct plan_case *c)
{
	c->s.people[0].deputy = c->s.people[1].deputy = NONE;
}
static void r08_skill(struct plan_case *c) { c->s.steps[R08].skill = sb_text(&c->s, "magic"); }
static void r08_small(struct plan_case *c) { c->s.steps[R08].workers = 401; }
static void r08_empty(struct plan_case *c) { c->s.crews[0].people.n = 0; }

static void expires(struct plan_case *c, int64_t days) { c->s.prestage[0].expires_on = SB_TODAY + days; }
static void r09_later(struct plan_case *c) { expires(c, 15); }
static void r09_soon(struct plan_case *c) { expires(c, 14); }
static void r09_over(struct plan_case *c) { expires(c, -1); }
static void r09_unverified(struct plan_case *c) { c->s.prestage[0].verified_on = SNAP_DATE_NONE; }
static void r09_remote(struct plan_case *c) { c->s.prestage[0].stored_at = NULL; }

static void r10_some(struct plan_case *c) { c->s.steps[C1].rollback = NULL; }
static void r10_removal(struct plan_case *c) { c->s.steps[R06].rollback = NULL; }

/* The pilot takes 20 minutes and the others 20 more; no estimate is uncertain. */
static void r11_met(struct plan_case *c) { c->r.deadline = 40; }
static void r11_close(struct plan_case *c) { c->r.deadline = 32; }
static void r11_missed(struct plan_case *c) { c->r.deadline = 31; }
static void r11_never(struct plan_case *c) { only(c, "os=linux"); }

static void r12_two(struct plan_case *c) { c->s.people[0].key_revoked = SB_TODAY; }
static void r12_one(struct plan_case *c)
{
	c->s.people[0].key_until = SB_TODAY - 1;
	c->s.people[1].signing_key = NULL;
}
static void r12_shared(struct plan_case *c)
{
	c->s.people[0].signing_key = c->s.people[1].signing_key = c->s.people[2].signing_key;
}

static void r14_warn(struct plan_case *c) { c->s.facts.last_drill = SB_NOW - 91 * DAY_S; }
static void r14_block(struct plan_case *c) { c->s.facts.last_drill = SB_NOW - 366 * DAY_S; }
static void r14_never(struct plan_case *c) { c->s.facts.last_drill = SNAP_DATE_NONE; }
static void r14_limit(struct plan_case *c) { c->s.facts.last_drill = SB_NOW - 90 * DAY_S; }

static void r15_old(struct plan_case *c) { c->s.facts.last_pack = SB_NOW - 1; }
static void r15_never(struct plan_case *c) { c->s.facts.last_pack = SNAP_DATE_NONE; }

static void r16_warn(struct plan_case *c) { c->s.facts.last_poll = SB_NOW - 25 * HOUR_S; }
static void r16_block(struct plan_case *c) { c->s.facts.last_poll = SB_NOW - 8 * DAY_S; }
static void r16_never(struct plan_case *c) { c->s.facts.last_poll = SNAP_DATE_NONE; }

static void r17_holder(struct plan_case *c) { c->s.secrets[0].holder = NULL; }
static void r17_step(struct plan_case *c) { c->s.secrets[0].rotate_step = sb_text(&c->s, "X9"); }
static void r17_few(struct plan_case *c)
{
	c->p.classes[FEW].leaving.items[0] = THIRD;
	sb_contract(&c->s, "L", THIRD, 5);
	c->s.contracts[1].notice_days = c->s.contracts[1].transition_days = 1;
	c->s.contracts[1].data_return = c->s.contracts[0].data_return;
}

static void gap(struct plan_case *c, int64_t minutes)
{
	c->s.steps[R08].fixed = (struct estimate){ minutes * 60, minutes * 60, minutes * 60 };
}
static void r18_limit(struct plan_case *c) { gap(c, 120); }
static void r18_warn(struct plan_case *c) { gap(c, 121); }
static void r18_block(struct plan_case *c) { gap(c, 241); }

static void r19_few(struct plan_case *c)
{
	sb_install(&c->s, FEW, THIRD, NULL);
	sb_list_add(&c->s, &c->s.products[NEW].conflicts_with, "mail-gateway");
}
static void r19_most(struct plan_case *c)
{
	sb_install(&c->s, BIG, THIRD, NULL);
	sb_list_add(&c->s, &c->s.products[THIRD].conflicts_with, "new");
}
static void r19_breach(struct plan_case *c)
{
	sb_list_add(&c->s, &c->s.products[NEW].conflicts_with, "edr");
}
static void r19_planned(struct plan_case *c)
{
	r19_breach(c);
	c->r.order = ORDER_PLANNED;
}
static void r19_passive(struct plan_case *c)
{
	r19_planned(c);
	c->s.products[NEW].passive_mode = PASSIVE_CLIENT_ONLY; /* and these are workstations */
}

static void r20_lost(struct plan_case *c) { add_affected(c, THIRD, false); }
static void r20_found(struct plan_case *c)
{
	r20_lost(c);
	sb_install(&c->s, BIG, THIRD, NULL);
}
static void r20_stuck(struct plan_case *c)
{
	add_affected(c, THIRD, false);
	sb_install(&c->s, FEW, THIRD, NULL);
	c->p.classes[FEW].leaving.items[0] = THIRD;
	c->p.classes[FEW].to.n = 0;
}
static void r20_own(struct plan_case *c)
{
	r20_lost(c);
	c->s.products[THIRD].vendor = c->s.products[OLD].vendor;
	c->p.affected[c->p.n_affected++] = (struct plan_affected){
		.node = sb_of_vendor(c->s.products[OLD].vendor), .direct = true };
}

static const struct trial trials[] = {
	{ "R01", r01_seven, CHECK_PASS }, { "R01", r01_eight, CHECK_WARN },
	{ "R01", r01_month, CHECK_BLOCK }, { "R01", r01_few, CHECK_WARN },
	{ "R01", r01_unknown, CHECK_BLOCK },
	{ "R02", r02_few, CHECK_WARN }, { "R02", r02_most, CHECK_BLOCK },
	{ "R02", r02_all, CHECK_PASS },
	{ "R03", r03_control, CHECK_WARN }, { "R03", r03_few, CHECK_WARN },
	{ "R03", r03_most, CHECK_BLOCK },
	{ "R03", r03_few_bare, CHECK_WARN }, { "R03", r03_bare, CHECK_BLOCK },
	{ "R04", r04_sibling, CHECK_WARN }, { "R04", r04_shared, CHECK_BLOCK },
	{ "R05", r05_few, CHECK_WARN }, { "R05", r05_most, CHECK_BLOCK },
	{ "R05", r05_both, CHECK_PASS },
	{ "R06", r06_later, CHECK_PASS }, { "R06", r06_soon, CHECK_WARN },
	{ "R06", r06_last_day, CHECK_WARN }, { "R06", r06_over, CHECK_BLOCK },
	{ "R07", r07_few, CHECK_WARN }, { "R07", r07_notice, CHECK_BLOCK },
	{ "R07", r07_return, CHECK_BLOCK },
	{ "R07", r07_later, CHECK_PASS }, { "R07", r07_soon, CHECK_WARN },
	{ "R07", r07_today, CHECK_WARN }, { "R07", r07_missed, CHECK_WARN },
	{ "R07", r07_bought_out, CHECK_PASS }, { "R07", r07_over, CHECK_PASS },
	{ "R07", r07_monthly, CHECK_WARN },
	{ "R08", r08_deputy, CHECK_WARN }, { "R08", r08_deputies, CHECK_BLOCK },
	{ "R08", r08_skill, CHECK_BLOCK }, { "R08", r08_small, CHECK_BLOCK },
	{ "R08", r08_empty, CHECK_BLOCK },
	{ "R09", r09_later, CHECK_PASS }, { "R09", r09_soon, CHECK_WARN },
	{ "R09", r09_over, CHECK_BLOCK }, { "R09", r09_unverified, CHECK_BLOCK },
	{ "R09", r09_remote, CHECK_BLOCK },
	{ "R10", r10_some, CHECK_WARN }, { "R10", r10_removal, CHECK_BLOCK },
	{ "R11", r11_met, CHECK_PASS }, { "R11", r11_close, CHECK_WARN },
	{ "R11", r11_missed, CHECK_BLOCK }, { "R11", r11_never, CHECK_BLOCK },
	{ "R12", r12_two, CHECK_PASS }, { "R12", r12_one, CHECK_BLOCK },
	{ "R12", r12_shared, CHECK_BLOCK },
	{ "R14", r14_limit, CHECK_PASS }, { "R14", r14_warn, CHECK_WARN },
	{ "R14", r14_block, CHECK_BLOCK }, { "R14", r14_never, CHECK_BLOCK },
	{ "R15", r15_old, CHECK_WARN }, { "R15", r15_never, CHECK_WARN },
	{ "R16", r16_warn, CHECK_WARN }, { "R16", r16_block, CHECK_BLOCK },
	{ "R16", r16_never, CHECK_BLOCK },
	{ "R17", r17_few, CHECK_WARN }, { "R17", r17_holder, CHECK_BLOCK },
	{ "R17", r17_step, CHECK_BLOCK },
	{ "R18", r18_limit, CHECK_PASS }, { "R18", r18_warn, CHECK_WARN },
	{ "R18", r18_block, CHECK_BLOCK },
	{ "R19", r19_few, CHECK_WARN }, { "R19", r19_most, CHECK_BLOCK },
	{ "R19", r19_breach, CHECK_PASS }, { "R19", r19_planned, CHECK_BLOCK },
	{ "R19", r19_passive, CHECK_PASS },
	{ "R20", r20_stuck, CHECK_WARN }, { "R20", r20_lost, CHECK_BLOCK },
	{ "R20", r20_found, CHECK_PASS }, { "R20", r20_own, CHECK_PASS },
};

/* Unchanged data passes everything, before and after every change. */
static void test_pass(void **state)
{
	struct plan_case c;
	size_t i;

	(void)state;
	build(&c);
	case_run(&c);
	assert_int_equal(c.p.n_checks, 20);
	for (i = 0; i < c.p.n_checks; i++) {
		if (c.p.checks[i].result != CHECK_PASS)
			fail_msg("%s: %s", c.p.checks[i].code,
				 case_text(&c, c.p.checks[i].finding));
		assert_string_equal(c.p.checks[i].code, plan_check_def(i)->code);
		assert_null(c.p.checks[i].mend);
	}
	assert_null(plan_check_def(20));
	assert_int_equal(c.p.figures.score, 1000);
	case_release(&c);
}

static void test_trials(void **state)
{
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(trials) / sizeof(trials[0]); i++) {
		struct plan_case c;
		enum check_result got;

		build(&c);
		trials[i].change(&c);
		case_run(&c);
		got = result_of(&c, trials[i].code);
		for (k = 0; strcmp(c.p.checks[k].code, trials[i].code) != 0; k++)
			;
		if (got != trials[i].expected)
			fail_msg("trial %zu, %s is %d, not %d: %s", i, trials[i].code, got,
				 trials[i].expected, case_text(&c, c.p.checks[k].finding));
		assert_true(case_text(&c, c.p.checks[k].finding)[0] != '\0');
		assert_true((c.p.checks[k].mend != NULL) == (got != CHECK_PASS));
		case_release(&c);
	}
}

/* R13: the plan stands, the data move on. */
static void test_digest(void **state)
{
	struct plan_case c;

	(void)state;
	build(&c);
	case_run(&c);
	c.s.digest[0] ^= 1;
	assert_int_equal(plan_ready(&c.s, &c.r, &c.p, &c.err), 0);
	assert_int_equal(result_of(&c, "R13"), CHECK_BLOCK);
	c.s.digest[0] ^= 1;
	assert_int_equal(plan_ready(&c.s, &c.r, &c.p, &c.err), 0);
	assert_int_equal(result_of(&c, "R13"), CHECK_PASS);
	c.r.seed++;
	assert_int_equal(plan_ready(&c.s, &c.r, &c.p, &c.err), 0);
	assert_int_equal(result_of(&c, "R13"), CHECK_BLOCK);
	case_release(&c);
}

/* Nineteen checks of weight 3 and one of weight 1: 58 in all. */
static void test_score(void **state)
{
	struct plan_case c;

	(void)state;
	build(&c);
	r15_old(&c);
	case_run(&c);
	assert_int_equal(c.p.figures.score, 1000 * 115 / 116); /* half of 1 */
	assert_int_equal(c.p.figures.warning, 1);
	r14_warn(&c);
	case_run(&c);
	assert_int_equal(c.p.figures.score, 1000 * 112 / 116);
	r14_block(&c);
	case_run(&c);
	assert_int_equal(c.p.figures.score, 1000 * 109 / 116);
	assert_int_equal(c.p.figures.blocking, 1);
	assert_int_equal(c.p.figures.passing, 18);
	case_release(&c);
}

/* The named blockers are named. */
static void test_names(void **state)
{
	struct plan_case c;

	(void)state;
	build(&c);
	r09_remote(&c);
	r17_step(&c);
	case_run(&c);
	assert_non_null(strstr(case_text(&c, c.p.checks[8].finding), "tok"));
	assert_non_null(strstr(case_text(&c, c.p.checks[16].finding), "api"));
	assert_non_null(strstr(case_text(&c, c.p.checks[16].mend), "edr"));
	case_release(&c);
}

/* Thirty days before the quote ends R06 warns; what ages sooner is held still. */
static void test_next_fall(void **state)
{
	static const char *const still[] = { "r01_warn", "r01_block", "r14_warn", "r14_block",
					     "r16_warn", "r16_block" };
	struct plan_case c;
	struct decay d;
	size_t i;

	(void)state;
	build(&c);
	for (i = 0; i < sizeof(still) / sizeof(still[0]); i++)
		sb_policy(&c.s, still[i], "3650d");
	valid(&c, 40);
	case_run(&c);
	assert_int_equal(plan_decay(&c.s, &c.r, &c.p, &d, &c.err), 0);
	assert_int_equal(d.day, SB_TODAY + 10);
	assert_string_equal(d.code, "R06");
	assert_int_equal(d.result, CHECK_WARN);
	assert_int_equal(result_of(&c, "R06"), CHECK_PASS); /* today's checks stay */
	valid(&c, 4000);
	expires(&c, 4000);
	assert_int_equal(plan_decay(&c.s, &c.r, &c.p, &d, &c.err), 0);
	assert_int_equal(d.day, SNAP_DATE_NONE);
	case_release(&c);
}

/* A notice day is near for a while and then over: it is found although nothing shows of it later. */
static void test_notice_is_found(void **state)
{
	struct plan_case c;
	struct decay d;

	(void)state;
	build(&c);
	sb_policy(&c.s, "horizon", "100d");
	sb_policy(&c.s, "r01_warn", "200d");
	sb_policy(&c.s, "r01_block", "400d");
	sb_policy(&c.s, "r14_warn", "200d");
	sb_policy(&c.s, "r16_warn", "200d");
	sb_policy(&c.s, "r16_block", "400d");
	c.s.prestage[0].expires_on = SB_TODAY + 400;
	c.s.prices[0].valid_until = SB_TODAY + 400;
	r07_ends(&c, 30 + 30 + 45);
	c.s.contracts[0].has_fee = true; /* so that a missed day is no failing check */
	case_run(&c);
	assert_int_equal(plan_decay(&c.s, &c.r, &c.p, &d, &c.err), 0);
	assert_int_equal(d.day, SB_TODAY + 45);
	assert_string_equal(d.code, "R07");
	case_release(&c);
}

/* A stored simulation counts while the data are those it was made with. */
static void test_simulated_deadline(void **state)
{
	struct plan_case c;

	(void)state;
	build(&c);
	c.r.deadline = 40;
	case_run(&c);
	assert_int_equal(result_of(&c, "R11"), CHECK_PASS);
	c.r.simulated = true;
	c.r.simulated_p50 = 39;
	c.r.simulated_p90 = 45;
	c.r.stored_digest = c.p.digest;
	assert_int_equal(plan_ready(&c.s, &c.r, &c.p, &c.err), 0);
	assert_int_equal(result_of(&c, "R11"), CHECK_WARN);
	c.r.simulated_p90 = PLAN_NEVER;
	assert_int_equal(plan_ready(&c.s, &c.r, &c.p, &c.err), 0);
	assert_int_equal(result_of(&c, "R11"), CHECK_BLOCK);
	case_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pass),
		cmocka_unit_test(test_trials),
		cmocka_unit_test(test_digest),
		cmocka_unit_test(test_score),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_next_fall),
		cmocka_unit_test(test_notice_is_found),
		cmocka_unit_test(test_simulated_deadline),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
