/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waves and expansion: who is cut how, who waits for whom, and for what. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "plan_case.h"

/* Products old (leaves) and new (comes), steps D01 → B05 (site, breach) → R04 (install), R06 (remove),
 * R08 (secure). */
enum { NEW, OLD };
enum { B05, D01, R04, R06, R08, N_STEPS };

static void small_case(struct plan_case *c)
{
	size_t v;

	case_init(c);
	v = sb_vendor(&c->s, "v", NONE);
	sb_product(&c->s, "new", v, "edr", ROLE_CANDIDATE);
	sb_product(&c->s, "old", v, "edr", ROLE_INCUMBENT);
	sb_crew(&c->s, "a", "it", NONE, 10);
	sb_step(&c->s, "edr", "B05", PHASE_CONTAIN, SCOPE_SITE, 60, 0, "it");
	sb_step(&c->s, "edr", "D01", PHASE_DECIDE, SCOPE_PLAN, 30, 0, "it");
	sb_step(&c->s, "edr", "R04", PHASE_REPLACE, SCOPE_WAVE, 30, -1, "it");
	sb_step(&c->s, "edr", "R06", PHASE_REPLACE, SCOPE_WAVE, 20, 1, "it");
	sb_step(&c->s, "edr", "R08", PHASE_REPLACE, SCOPE_WAVE, 15, 0, "it");
	c->s.steps[B05].order = ORDER_BREACH;
	c->s.steps[B05].marks = MARK_CONTAINS;
	c->s.steps[R06].marks = MARK_REMOVES;
	c->s.steps[R08].marks = MARK_SECURES;
	sb_after(&c->s, B05, "D01", 0);
	sb_after(&c->s, R04, "D01", 0);
	sb_after(&c->s, R06, "B05", 0);
	c->s.steps[R06].after[0].order = ORDER_BREACH;
	sb_after(&c->s, R06, "R04", 0);
	c->s.steps[R06].after[1].order = ORDER_PLANNED;
	sb_after(&c->s, R08, "R06", 0);
}

static size_t a_class(struct plan_case *c, const char *key, int64_t quantity, const char *os,
		      int64_t criticality)
{
	size_t i = sb_class(&c->s, key, quantity, os);

	c->s.classes[i].criticality = criticality;
	case_affect(c, i, OLD, NEW);
	return i;
}

static void expand(struct plan_case *c)
{
	if (plan_expand(&c->s, &c->r, &c->p, &c->err) < 0)
		fail_msg("%s", case_error(c));
}

static void assert_refused(struct plan_case *c, const char *part)
{
	assert_int_equal(plan_expand(&c->s, &c->r, &c->p, &c->err), ERR_INPUT);
	if (!strstr(case_error(c), part))
		fail_msg("'%s' does not name %s", case_error(c), part);
}

static bool waits_for(const struct plan_case *c, const char *key, const char *other)
{
	const struct plan_instance *in = case_instance(c, key);
	size_t i;

	for (i = 0; i < in->n_after; i++)
		if (strcmp(c->p.instances[in->after[i].instance].key, other) == 0)
			return true;
	return false;
}

static void assert_wave(const struct plan_case *c, size_t wave, size_t plan_class, int64_t quantity,
			int64_t first_row)
{
	assert_true(wave < c->p.n_waves);
	assert_int_equal(c->p.waves[wave].plan_class, plan_class);
	assert_int_equal(c->p.waves[wave].quantity, quantity);
	assert_int_equal(c->p.waves[wave].first_row, first_row);
	assert_int_equal(c->p.waves[wave].n_rows, quantity);
}

/* ---- waves ----------------------------------------------------------------------------------- */

static void test_cut(void **state)
{
	static const int64_t sizes[] = { 20, 100, 250, 50, 250, 250, 80 };
	struct plan_case c;
	int64_t at = 0;
	size_t i;

	(void)state;
	small_case(&c);
	a_class(&c, "a", 1000, "windows", 3);
	expand(&c);
	assert_int_equal(c.p.n_waves, 7);
	for (i = 0; i < 7; i++) {
		assert_wave(&c, i, 0, sizes[i], at);
		assert_int_equal(c.p.waves[i].number, i + 1);
		assert_int_equal(c.p.waves[i].pilot, i == 0);
		at += sizes[i];
	}
	case_release(&c);
}

static void test_pilot_bounds(void **state)
{
	struct plan_case c;

	(void)state;
	small_case(&c);
	a_class(&c, "a", 3, "windows", 5);      /* all of it */
	a_class(&c, "b", 7, "linux", 3);        /* 5, and 2 are no wave of their own beside 0 + 2 */
	a_class(&c, "c", 10000, "macos", 1);    /* 2 % is 200, cut to 50 */
	expand(&c);
	/* by weight × quantity: c 10000, a 48, b 28 */
	assert_wave(&c, 0, 2, 50, 0);
	assert_true(c.p.waves[0].pilot);
	assert_wave(&c, 1, 2, 250, 50);
	assert_wave(&c, c.p.n_waves - 3, 0, 3, 0);
	assert_wave(&c, c.p.n_waves - 2, 1, 5, 0);
	assert_wave(&c, c.p.n_waves - 1, 1, 2, 5);
	assert_true(c.p.waves[c.p.n_waves - 2].pilot);
	case_release(&c);
}

static void test_order_of_classes(void **state)
{
	struct plan_case c;

	(void)state;
	small_case(&c);
	a_class(&c, "a", 5, "windows", 1);
	a_class(&c, "b", 5, "windows", 5);
	a_class(&c, "c", 5, "windows", 0); /* unknown weighs 2 */
	expand(&c);
	assert_int_equal(c.p.waves[0].plan_class, 1);
	assert_int_equal(c.p.waves[1].plan_class, 2);
	assert_int_equal(c.p.waves[2].plan_class, 0);
	c.r.order = ORDER_PLANNED;
	expand(&c);
	assert_int_equal(c.p.waves[0].plan_class, 0);
	assert_int_equal(c.p.waves[1].plan_class, 2);
	assert_int_equal(c.p.waves[2].plan_class, 1);
	case_release(&c);
}

static void test_pools(void **state)
{
	struct plan_case c;
	size_t i;

	(void)state;
	small_case(&c);
	a_class(&c, "a", 600, "windows", 3);
	c.s.classes[0].rows = 3; /* three pools of 200 */
	expand(&c);
	for (i = 0; i < c.p.n_waves; i++)
		assert_true(c.p.waves[i].quantity <= 250);
	/* 12 | 60 | 180 | 250 | 98: pools begin at 0, 200 and 400 */
	assert_int_equal(c.p.n_waves, 5);
	assert_int_equal(c.p.waves[0].n_rows, 1);
	assert_int_equal(c.p.waves[1].n_rows, 0);
	assert_int_equal(c.p.waves[2].n_rows, 1);
	assert_int_equal(c.p.waves[3].n_rows, 1);
	assert_int_equal(c.p.waves[4].n_rows, 0);
	case_release(&c);
}

static void test_together(void **state)
{
	const struct plan_instance *in;
	struct plan_case c;

	(void)state;
	small_case(&c);
	a_class(&c, "a", 1, "windows", 1);
	a_class(&c, "b", 100, "windows", 5);
	a_class(&c, "c", 1, "windows", 4);
	sb_dependency(&c.s, 2, 0, DEP_TOGETHER);
	expand(&c);
	assert_int_equal(c.p.waves[c.p.n_waves - 2].group, c.p.waves[c.p.n_waves - 1].group);
	in = case_instance(&c, "R06/-/a/w1");
	assert_int_equal(in->waves.n, 2);
	assert_int_equal(in->assets, 2);
	case_release(&c);
}

static void test_group_too_large(void **state)
{
	struct plan_case c;

	(void)state;
	small_case(&c);
	a_class(&c, "cluster-a", 200, "windows", 1);
	a_class(&c, "cluster-b", 100, "windows", 5);
	sb_dependency(&c.s, 0, 1, DEP_TOGETHER);
	assert_refused(&c, "cluster-a, cluster-b");
	sb_policy(&c.s, "wave_max", "300");
	expand(&c);
	assert_int_equal(c.p.n_waves, 2);
	case_release(&c);
}

static void test_apart(void **state)
{
	struct plan_case c;

	(void)state;
	small_case(&c);
	a_class(&c, "a", 1, "windows", 1);
	a_class(&c, "b", 1, "windows", 5);
	a_class(&c, "c", 1, "windows", 5);
	sb_dependency(&c.s, 0, 1, DEP_APART);
	expand(&c);
	/* b weighs more and goes first; a begins when b is safe.  Both follow nobody else: b is the
	 * pilot of windows, c waits for it too. */
	assert_true(waits_for(&c, "R04/-/a/w1", "R08/-/b/w1"));
	assert_false(waits_for(&c, "R04/-/a/w1", "R08/-/c/w1"));
	case_release(&c);
	small_case(&c);
	a_class(&c, "a", 1, "windows", 1);
	a_class(&c, "b", 1, "windows", 5);
	sb_dependency(&c.s, 0, 1, DEP_APART);
	sb_dependency(&c.s, 0, 1, DEP_TOGETHER);
	assert_refused(&c, "'a' and 'b'");
	case_release(&c);
	/* a class that must be apart from itself: one asset a wave */
	small_case(&c);
	a_class(&c, "a", 4, "windows", 1);
	sb_dependency(&c.s, 0, 0, DEP_APART);
	expand(&c);
	assert_int_equal(c.p.n_waves, 4);
	case_release(&c);
}

static void test_before(void **state)
{
	struct plan_case c;

	(void)state;
	small_case(&c);
	a_class(&c, "a", 1, "windows", 1);
	a_class(&c, "b", 1, "linux", 5);
	sb_dependency(&c.s, 0, 1, DEP_BEFORE);
	expand(&c);
	assert_int_equal(c.p.waves[0].plan_class, 0);
	assert_true(waits_for(&c, "R06/-/b/w1", "R08/-/a/w1"));
	assert_false(waits_for(&c, "R08/-/b/w1", "R08/-/a/w1"));
	sb_dependency(&c.s, 1, 0, DEP_BEFORE);
	assert_refused(&c, "circle");
	assert_non_null(strstr(case_error(&c), "'a'"));
	assert_non_null(strstr(case_error(&c), "'b'"));
	case_release(&c);
}

static void test_pilot_gate(void **state)
{
	struct plan_case c;

	(void)state;
	small_case(&c);
	a_class(&c, "a", 100, "windows", 3);
	a_class(&c, "b", 10, "linux", 3);
	expand(&c);
	assert_true(waits_for(&c, "R04/-/a/w2", "R08/-/a/w1"));
	assert_false(waits_for(&c, "R08/-/a/w2", "R08/-/a/w1")); /* only where work begins */
	assert_false(waits_for(&c, "R04/-/b/w1", "R08/-/a/w1")); /* another platform */
	case_release(&c);
}

/* ---- links ----------------------------------------------------------------------------------- */

static void test_after_across_scopes(void **state)
{
	struct plan_case c;
	size_t step, one, two;

	(void)state;
	small_case(&c);
	one = sb_site(&c.s, "berlin", NONE);
	two = sb_site(&c.s, "tokyo", NONE);
	step = sb_step(&c.s, "edr", "Z1", PHASE_CLOSE, SCOPE_SITE, 10, 0, "it");
	sb_after(&c.s, step, "R08", 0);
	step = sb_step(&c.s, "edr", "Z2", PHASE_CLOSE, SCOPE_PLAN, 10, 0, "it");
	sb_after(&c.s, step, "Z1", 0);
	a_class(&c, "a", 5, "windows", 3);
	a_class(&c, "b", 5, "linux", 3);
	a_class(&c, "c", 5, "macos", 3);
	c.s.classes[0].site = one;
	c.s.classes[1].site = c.s.classes[2].site = two;
	expand(&c);
	assert_true(waits_for(&c, "Z1/berlin", "R08/berlin/a/w1"));
	assert_false(waits_for(&c, "Z1/berlin", "R08/tokyo/b/w1"));
	assert_int_equal(case_instance(&c, "Z1/tokyo")->n_after, 2);
	assert_int_equal(case_instance(&c, "Z2")->n_after, 2);
	assert_true(waits_for(&c, "R06/tokyo/c/w1", "B05/tokyo"));
	assert_false(waits_for(&c, "R06/tokyo/c/w1", "B05/berlin"));
	assert_true(waits_for(&c, "B05/berlin", "D01"));
	case_release(&c);
}

static void test_orders(void **state)
{
	struct plan_case c;
	size_t i;

	(void)state;
	small_case(&c);
	a_class(&c, "a", 5, "windows", 3);
	expand(&c);
	assert_true(waits_for(&c, "R06/-/a/w1", "B05/-"));
	assert_false(waits_for(&c, "R06/-/a/w1", "R04/-/a/w1"));
	/* active only when the old is gone and the new is there, though R08 names R06 alone */
	assert_true(waits_for(&c, "R08/-/a/w1", "R04/-/a/w1"));
	assert_true(waits_for(&c, "R08/-/a/w1", "R06/-/a/w1"));
	c.r.order = ORDER_PLANNED;
	expand(&c);
	for (i = 0; i < c.p.n_instances; i++)
		assert_true(strncmp(c.p.instances[i].key, "B05", 3) != 0);
	assert_true(waits_for(&c, "R06/-/a/w1", "R04/-/a/w1"));
	case_release(&c);
}

static void test_predecessors_first(void **state)
{
	struct plan_case c;
	size_t i, k;

	(void)state;
	small_case(&c);
	a_class(&c, "a", 1000, "windows", 3);
	a_class(&c, "b", 500, "linux", 3);
	expand(&c);
	for (i = 0; i < c.p.n_instances; i++)
		for (k = 0; k < c.p.instances[i].n_after; k++)
			assert_true(c.p.instances[i].after[k].instance < i);
	case_release(&c);
}

static void test_cycle(void **state)
{
	struct plan_case c;

	(void)state;
	small_case(&c);
	a_class(&c, "a", 5, "windows", 3);
	sb_after(&c.s, D01, "R08", 0);
	assert_refused(&c, "closes a circle");
	assert_non_null(strstr(case_error(&c), "'R06' waits for 'B05'"));
	case_release(&c);
	small_case(&c);
	a_class(&c, "a", 5, "windows", 3);
	sb_after(&c.s, R08, "X99", 0);
	assert_refused(&c, "'X99'");
	case_release(&c);
	small_case(&c);
	a_class(&c, "a", 5, "windows", 3);
	sb_after(&c.s, R08, "R04", 60);
	sb_within(&c.s, R08, "R04", 30);
	assert_refused(&c, "sooner");
	case_release(&c);
}

static void test_lags(void **state)
{
	const struct plan_instance *in;
	struct plan_case c;
	size_t i;

	(void)state;
	small_case(&c);
	a_class(&c, "a", 5, "windows", 3);
	sb_after(&c.s, R08, "R04", 45);
	sb_within(&c.s, R08, "R04", 90);
	expand(&c);
	in = case_instance(&c, "R08/-/a/w1");
	assert_int_equal(in->n_after, 2);
	for (i = 0; i < 2; i++) {
		bool r04 = c.p.instances[in->after[i].instance].step == R04;

		assert_int_equal(in->after[i].lag, r04 ? 45 : 0);
		assert_int_equal(in->after[i].max_lag, r04 ? 90 : -1);
	}
	case_release(&c);
}

/* ---- reach ----------------------------------------------------------------------------------- */

static void test_selector(void **state)
{
	struct plan_case c;
	size_t i;

	(void)state;
	small_case(&c);
	c.s.steps[R04].selector = sb_selector(&c.s, "!zone=ot");
	a_class(&c, "a", 5, "windows", 3);
	a_class(&c, "b", 5, "windows", 3);
	c.s.classes[1].zone = sb_text(&c.s, "ot");
	expand(&c);
	case_instance(&c, "R04/-/a/w1");
	for (i = 0; i < c.p.n_instances; i++)
		assert_string_not_equal(c.p.instances[i].key, "R04/-/b/w1");
	assert_false(waits_for(&c, "R08/-/b/w1", "R04/-/a/w1"));
	case_release(&c);
}

/* No replacement and an open mandatory need: cut off and removed, but never called safe. */
static void test_without_replacement(void **state)
{
	struct plan_gap gap = { .plan_class = 0, .mandatory = true, .until = PLAN_NEVER,
				.control = NONE };
	struct plan_case c;

	(void)state;
	small_case(&c);
	a_class(&c, "a", 5, "windows", 3);
	c.p.classes[0].to.n = 0;
	c.p.gaps = &gap;
	c.p.n_gaps = 1;
	expand(&c);
	assert_int_equal(c.p.n_instances, 3);
	case_instance(&c, "B05/-");
	case_instance(&c, "R06/-/a/w1");
	c.r.order = ORDER_PLANNED;
	expand(&c);
	assert_int_equal(c.p.n_instances, 1); /* planned: nothing is taken away */
	case_release(&c);
}

static void test_playbook_choice(void **state)
{
	struct plan_case c;

	(void)state;
	small_case(&c);
	a_class(&c, "a", 5, "windows", 3);
	c.r.playbook = NULL;
	sb_step(&c.s, "vpn", "D01", PHASE_DECIDE, SCOPE_PLAN, 30, 0, "it");
	c.s.products[OLD].category = sb_text(&c.s, "antivirus");
	expand(&c);
	assert_string_equal(c.p.playbook, "edr");
	c.s.products[OLD].category = sb_text(&c.s, "vpn");
	expand(&c);
	assert_string_equal(c.p.playbook, "vpn");
	c.s.products[OLD].category = sb_text(&c.s, "backup");
	assert_refused(&c, "'backup'");
	c.r.playbook = sb_text(&c.s, "nope");
	assert_int_equal(plan_expand(&c.s, &c.r, &c.p, &c.err), ERR_NOT_FOUND);
	assert_non_null(strstr(case_error(&c), "'nope'"));
	case_release(&c);
}

static void test_nothing_affected(void **state)
{
	struct plan_case c;

	(void)state;
	small_case(&c);
	case_run(&c);
	assert_int_equal(c.p.n_instances, 0);
	assert_int_equal(c.p.figures.exposure, 0);
	assert_int_equal(c.p.figures.time_to_switch, 0);
	case_release(&c);
}

/* ---- effort ---------------------------------------------------------------------------------- */

static void test_durations(void **state)
{
	const struct plan_instance *in;
	struct plan_case c;

	(void)state;
	small_case(&c);
	c.s.products[NEW].install_rate = 20; /* three minutes each */
	c.s.steps[R04].workers = 2;
	c.s.steps[R04].max_workers = 8;
	c.s.steps[R06].per_asset = (struct estimate){ 30, 90, 180 };
	a_class(&c, "a", 5, "windows", 3);
	expand(&c);
	in = case_instance(&c, "R04/-/a/w1");
	assert_int_equal(in->workers, 2);
	assert_int_equal(in->duration.likely, 30 + 8); /* 15 worker-minutes by 2 */
	in = case_instance(&c, "R06/-/a/w1");
	assert_int_equal(in->duration.low, 20 + 3);    /* 2.5 rounded up */
	assert_int_equal(in->duration.likely, 20 + 8); /* 7.5 */
	assert_int_equal(in->duration.high, 20 + 15);
	case_release(&c);
}

static void test_crews(void **state)
{
	struct plan_case c;
	size_t site;

	(void)state;
	small_case(&c);
	site = sb_site(&c.s, "berlin", NONE);
	sb_crew(&c.s, "b", "it", site, 1);
	sb_crew(&c.s, "c", "it", site, 1);
	a_class(&c, "a", 5, "windows", 3);
	a_class(&c, "b", 5, "linux", 3);
	c.s.classes[0].site = site;
	c.s.steps[R08].skill = sb_text(&c.s, "magic");
	c.s.steps[R06].workers = 3;
	expand(&c);
	assert_int_equal(case_instance(&c, "R06/berlin/a/w1")->crew, 1);
	assert_int_equal(case_instance(&c, "R06/berlin/a/w1")->workers, 1); /* all there are */
	assert_int_equal(case_instance(&c, "R06/-/b/w1")->crew, 0);
	assert_int_equal(case_instance(&c, "R06/-/b/w1")->workers, 3);
	assert_int_equal(case_instance(&c, "D01")->crew, 0);
	assert_int_equal(case_instance(&c, "R08/-/b/w1")->crew, NONE);
	case_release(&c);
}

static void test_expedite(void **state)
{
	struct snap_step row;
	struct plan_case c;
	size_t step;

	(void)state;
	small_case(&c);
	a_class(&c, "a", 5, "windows", 3);
	step = sb_step(&c.s, "edr", "R06", PHASE_PREPARE, SCOPE_PLAN, 5, -1, NULL);
	row = c.s.steps[step];
	row.mode = sb_text(&c.s, "expedite");
	row.has_extra_cost = true;
	row.extra_cost = 1000000;
	c.s.steps[step] = row;
	c.r.effort = 50;
	case_run(&c);
	/* fixed from the mode row, per_asset and skill from the normal one; least exposure decides */
	assert_int_equal(case_instance(&c, "R06/-/a/w1")->mode_step, step);
	assert_int_equal(case_instance(&c, "R06/-/a/w1")->duration.likely, 5 + 5);
	assert_int_equal(case_instance(&c, "R06/-/a/w1")->crew, 0);
	assert_string_equal(c.p.costs[0].rule, "expedite");
	assert_int_equal(c.p.costs[0].amount, 10000);
	case_release(&c);
}

/* ---- releases -------------------------------------------------------------------------------- */

static void test_needs(void **state)
{
	const struct plan_instance *in;
	struct plan_case c;
	struct snap_prestage *item;

	(void)state;
	small_case(&c);
	a_class(&c, "a", 5, "windows", 3);
	case_need(&c, R06, "token");
	expand(&c);
	in = case_instance(&c, "R06/-/a/w1");
	assert_int_equal(in->release, 2 * 1440); /* nothing there: the policy's two days */
	assert_non_null(strstr(case_text(&c, in->release_why), "token of old, which is missing"));
	sb_prestage(&c.s, "t", OLD, "token");
	item = &c.s.prestage[0];
	item->obtain = 5 * HOUR_S;
	item->obtained_on = SB_TODAY - 9;
	expand(&c);
	assert_int_equal(case_instance(&c, "R06/-/a/w1")->release, 300);
	assert_non_null(strstr(case_text(&c, case_instance(&c, "R06/-/a/w1")->release_why),
			       "verified"));
	item->verified_on = SB_TODAY;
	expand(&c);
	assert_int_equal(case_instance(&c, "R06/-/a/w1")->release, 0);
	item->expires_on = SB_TODAY; /* the last day counts */
	expand(&c);
	assert_int_equal(case_instance(&c, "R06/-/a/w1")->release, 0);
	item->expires_on = SB_TODAY - 1;
	expand(&c);
	assert_int_equal(case_instance(&c, "R06/-/a/w1")->release, 300);
	item->expires_on = SNAP_DATE_NONE;
	item->product = NEW; /* somebody else's token */
	expand(&c);
	assert_int_equal(case_instance(&c, "R06/-/a/w1")->release, 2 * 1440);
	c.s.products[OLD].uninstall_protection = sb_text(&c.s, "none");
	expand(&c);
	assert_int_equal(case_instance(&c, "R06/-/a/w1")->release, 0);
	case_release(&c);
}

static void test_lead_time_and_call_out(void **state)
{
	struct plan_case c;

	(void)state;
	small_case(&c);
	a_class(&c, "a", 5, "windows", 3);
	c.s.products[NEW].lead_time = DAY_S;
	c.s.crews[0].call_out = 90 * 60;
	expand(&c);
	assert_int_equal(case_instance(&c, "R04/-/a/w1")->release, 1440);
	assert_int_equal(case_instance(&c, "R06/-/a/w1")->release, 90);
	assert_int_equal(case_instance(&c, "D01")->release, 90);
	sb_contract(&c.s, "K", NEW, 10); /* the licences are there */
	expand(&c);
	assert_int_equal(case_instance(&c, "R04/-/a/w1")->release, 90);
	case_release(&c);
}

static void test_prepared(void **state)
{
	const struct plan_instance *in;
	struct plan_case c;
	size_t step;

	(void)state;
	small_case(&c);
	a_class(&c, "a", 5, "windows", 3);
	step = sb_step(&c.s, "edr", "Z9", PHASE_PREPARE, SCOPE_PLAN, 60, 0, "it");
	c.s.steps[step].shelf_life = 30 * DAY_S;
	sb_after(&c.s, R04, "Z9", 0);
	case_run(&c);
	assert_true(case_instance(&c, "Z9")->start >= 0);
	assert_true(case_instance(&c, "R04/-/a/w1")->start >= 60);
	c.s.steps[step].done_on = SB_TODAY - 10;
	case_run(&c);
	in = case_instance(&c, "Z9");
	assert_true(in->done);
	assert_int_equal(in->finish, -10 * 1440);
	assert_int_equal(in->start, -10 * 1440 - 60);
	assert_int_equal(case_instance(&c, "R04/-/a/w1")->start, 30);
	c.s.steps[step].done_on = SB_TODAY - 31; /* stale */
	case_run(&c);
	assert_false(case_instance(&c, "Z9")->done);
	case_release(&c);
}

/* ---- size ------------------------------------------------------------------------------------ */

/* A hundred thousand assets in two thousand classes: the work grows with the links, not with their
 * square.  Tens of millions of comparisons would not end in the time a test may take. */
static void test_large(void **state)
{
	struct plan_case c;
	size_t i, links = 0;
	char key[16];

	(void)state;
	small_case(&c);
	for (i = 0; i < 2000; i++) {
		snprintf(key, sizeof(key), "c%05zu", i);
		a_class(&c, key, 50, i % 3 ? "windows" : "linux", (int64_t)(i % 6));
	}
	expand(&c);
	for (i = 0; i < c.p.n_instances; i++)
		links += c.p.instances[i].n_after;
	assert_true(c.p.n_waves >= 6000 && c.p.n_instances == 3 * c.p.n_waves + 2);
	assert_true(links < 8 * c.p.n_waves);
	case_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_pilot_bounds),
		cmocka_unit_test(test_order_of_classes),
		cmocka_unit_test(test_pools),
		cmocka_unit_test(test_together),
		cmocka_unit_test(test_group_too_large),
		cmocka_unit_test(test_apart),
		cmocka_unit_test(test_before),
		cmocka_unit_test(test_pilot_gate),
		cmocka_unit_test(test_after_across_scopes),
		cmocka_unit_test(test_orders),
		cmocka_unit_test(test_predecessors_first),
		cmocka_unit_test(test_cycle),
		cmocka_unit_test(test_lags),
		cmocka_unit_test(test_selector),
		cmocka_unit_test(test_without_replacement),
		cmocka_unit_test(test_playbook_choice),
		cmocka_unit_test(test_nothing_affected),
		cmocka_unit_test(test_durations),
		cmocka_unit_test(test_crews),
		cmocka_unit_test(test_expedite),
		cmocka_unit_test(test_needs),
		cmocka_unit_test(test_lead_time_and_call_out),
		cmocka_unit_test(test_prepared),
		cmocka_unit_test(test_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
