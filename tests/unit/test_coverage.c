/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "plan/coverage.h"
#include "snap_build.h"

/* Capabilities: t1 with children t1-a, t1-b; t2; t3.  Products: new and old from one vendor each. */
struct world {
	struct snapshot s;
	struct arena arena;
	struct plan p;
	struct coverage c;
	size_t t1, t1a, t1b, t2, t3;
	size_t mail, new, old;
};

static int set_up(void **state)
{
	static struct world w; /* one test runs at a time */
	struct snapshot *s = &w.s;

	memset(&w, 0, sizeof(w));
	sb_init(s);
	w.t1 = sb_capability(s, "t1", NONE);
	w.t1a = sb_capability(s, "t1-a", w.t1);
	w.t1b = sb_capability(s, "t1-b", w.t1);
	w.t2 = sb_capability(s, "t2", NONE);
	w.t3 = sb_capability(s, "t3", NONE);
	sb_vendor(s, "v", NONE);
	w.mail = sb_product(s, "mail", 0, "mail-gateway", ROLE_INCUMBENT);
	w.new = sb_product(s, "new", 0, "edr", ROLE_CANDIDATE);
	w.old = sb_product(s, "old", 0, "edr", ROLE_INCUMBENT);
	*state = &w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;

	arena_release(&w->p.arena);
	arena_release(&w->arena);
	sb_release(&w->s);
	return 0;
}

static void ready(struct world *w)
{
	coverage_init(&w->s, &w->arena, &w->c);
}

static int32_t on(struct world *w, size_t product, size_t capability, const char *os,
		  enum function_kind function)
{
	struct coverage_view v = { .os = os, .function = function };

	return coverage_strength(&w->c, product, capability, &v);
}

static void platform_rows_win_on_their_platform(void **state)
{
	struct world *w = *state;
	size_t row;

	sb_coverage(&w->s, w->new, w->t1, 500000);
	row = sb_coverage(&w->s, w->new, w->t1, 0);
	w->s.coverage[row].platform = sb_text(&w->s, "linux");
	row = sb_coverage(&w->s, w->new, w->t2, 1000000);
	w->s.coverage[row].platform = sb_text(&w->s, "windows");
	ready(w);
	assert_int_equal(on(w, w->new, w->t1, "windows", FUNC_ANY), 500000);
	assert_int_equal(on(w, w->new, w->t1, "linux", FUNC_ANY), 0);
	assert_int_equal(on(w, w->new, w->t1, NULL, FUNC_ANY), 500000);
	assert_int_equal(on(w, w->new, w->t2, "linux", FUNC_ANY), COVERAGE_UNTESTED);
	assert_int_equal(on(w, w->new, w->t2, NULL, FUNC_ANY), COVERAGE_UNTESTED);
	assert_int_equal(on(w, w->new, w->t2, "windows", FUNC_ANY), 1000000);
	assert_int_equal(coverage_strength(&w->c, w->new, w->t2,
					   &(struct coverage_view){ .any_os = true }), 1000000);
}

static void functions_are_apart_unless_the_row_names_none(void **state)
{
	struct world *w = *state;
	size_t row;

	row = sb_coverage(&w->s, w->new, w->t1, 1000000);
	w->s.coverage[row].function = FUNC_DETECT;
	row = sb_coverage(&w->s, w->new, w->t1, 100000);
	w->s.coverage[row].function = FUNC_PROTECT;
	sb_coverage(&w->s, w->new, w->t2, 500000);
	row = sb_coverage(&w->s, w->new, w->t2, 100000);
	w->s.coverage[row].function = FUNC_PROTECT;
	ready(w);
	assert_int_equal(on(w, w->new, w->t1, "windows", FUNC_ANY), 1000000);
	assert_int_equal(on(w, w->new, w->t1, "windows", FUNC_PROTECT), 100000);
	assert_int_equal(on(w, w->new, w->t1, "windows", FUNC_RESPOND), COVERAGE_UNTESTED);
	assert_int_equal(on(w, w->new, w->t2, "windows", FUNC_RESPOND), 500000);
	assert_int_equal(on(w, w->new, w->t2, "windows", FUNC_PROTECT), 100000);
}

static void untested_is_neither_covered_nor_a_gap(void **state)
{
	struct world *w = *state;
	size_t row = sb_coverage(&w->s, w->new, w->t1, 1000000), both[2];
	struct index_list set = { both, 2 }, nobody = { NULL, 0 };
	struct coverage_view v = { .os = "windows", .threshold = COVERAGE_PARTIAL };

	w->s.coverage[row].tested = false;
	sb_coverage(&w->s, w->old, w->t1, 0);
	ready(w);
	both[0] = w->new;
	both[1] = w->old;
	assert_int_equal(on(w, w->new, w->t1, "windows", FUNC_ANY), COVERAGE_UNTESTED);
	assert_int_equal(on(w, w->mail, w->t1, "windows", FUNC_ANY), COVERAGE_UNTESTED);
	assert_int_equal(coverage_of_set(&w->c, &set, w->t1, &v), 0);
	assert_int_equal(coverage_of_set(&w->c, &nobody, w->t1, &v), COVERAGE_UNTESTED);
	assert_int_equal(coverage_answer(0, 1), NOT_COVERED);
	assert_int_equal(coverage_answer(-1, 0), NOT_TESTED);
	assert_int_equal(coverage_answer(500000, 500000), COVERED);
}

static void sub_techniques_inherit_one_step(void **state)
{
	struct world *w = *state;
	size_t row;

	sb_coverage(&w->s, w->mail, w->t1, 500000);      /* parent only */
	sb_coverage(&w->s, w->new, w->t1a, 1000000);     /* children only, one untested */
	row = sb_coverage(&w->s, w->new, w->t1b, 1000000);
	w->s.coverage[row].tested = false;
	sb_coverage(&w->s, w->old, w->t1a, 1000000);     /* children only, both tested */
	sb_coverage(&w->s, w->old, w->t1b, 1);
	ready(w);
	assert_int_equal(on(w, w->mail, w->t1a, "windows", FUNC_ANY), 500000);
	assert_int_equal(on(w, w->new, w->t1, "windows", FUNC_ANY), 1000000);
	assert_int_equal(on(w, w->new, w->t1b, "windows", FUNC_ANY), COVERAGE_UNTESTED);
	assert_int_equal(on(w, w->old, w->t1, "windows", FUNC_ANY), 500000);
}

static void a_swap_counts_lost_gained_and_untested(void **state)
{
	struct world *w = *state;
	struct coverage_view v = { .any_os = true, .threshold = COVERAGE_PARTIAL };
	struct coverage_swap *swaps;
	size_t n, row, other;

	other = sb_product(&w->s, "other", 0, "edr", ROLE_BOTH);
	sb_coverage(&w->s, w->new, w->t1a, 1000000);
	sb_coverage(&w->s, w->new, w->t1b, 0);
	sb_coverage(&w->s, w->new, w->t2, 1000000);
	sb_coverage(&w->s, w->old, w->t1a, 1000000);
	sb_coverage(&w->s, w->old, w->t1b, 500000);
	sb_coverage(&w->s, w->old, w->t2, 100000);
	sb_coverage(&w->s, w->old, w->t3, 500000);
	row = sb_coverage(&w->s, other, w->t1a, 1000000);
	w->s.coverage[row].function = FUNC_DETECT;
	sb_coverage(&w->s, other, w->t1b, 1000000);
	sb_coverage(&w->s, other, w->t2, 0);
	sb_coverage(&w->s, other, w->t3, 1000000);
	ready(w);
	coverage_swaps(&w->c, &v, w->old, &w->arena, &swaps, &n);
	assert_int_equal(n, 2);
	assert_int_equal(swaps[0].product, other);
	assert_int_equal(swaps[0].diff.lost.n, 0);
	assert_int_equal(swaps[1].product, w->new);
	assert_int_equal(swaps[1].diff.covered.n, 3);
	assert_int_equal(swaps[1].diff.lost.n, 1);
	assert_int_equal(swaps[1].diff.lost.items[0], w->t1b);
	assert_int_equal(swaps[1].diff.gained.items[0], w->t2);
	assert_int_equal(swaps[1].diff.not_tested.n, 1);
	assert_int_equal(swaps[1].diff.not_tested.items[0], w->t3);
	assert_int_equal(swaps[1].diff.kept.n, 1);
}

static void platforms_and_versions_fit(void **state)
{
	struct world *w = *state;
	struct snapshot *s = &w->s;
	size_t c = sb_class(s, "c", 1, "windows");

	assert_true(platform_fits(&s->products[w->new], &s->classes[c]));
	sb_platform(s, w->new, "windows", 'g', "10");
	assert_true(platform_fits(&s->products[w->new], &s->classes[c]));
	s->classes[c].os_version = sb_text(s, "10.0.19045");
	assert_true(platform_fits(&s->products[w->new], &s->classes[c]));
	s->classes[c].os_version = sb_text(s, "8.1");
	assert_false(platform_fits(&s->products[w->new], &s->classes[c]));
	s->products[w->new].platforms[0].comparison = 'l';
	assert_true(platform_fits(&s->products[w->new], &s->classes[c]));
	s->classes[c].os_version = sb_text(s, "10.0.19045");
	assert_true(platform_fits(&s->products[w->new], &s->classes[c]));
	s->products[w->new].platforms[0].comparison = '>';
	assert_false(platform_fits(&s->products[w->new], &s->classes[c]));
	s->products[w->new].platforms[0].comparison = '=';
	assert_true(platform_fits(&s->products[w->new], &s->classes[c]));
	s->classes[c].os_version = sb_text(s, "100");
	assert_false(platform_fits(&s->products[w->new], &s->classes[c]));
	s->classes[c].os = NULL;
	assert_false(platform_fits(&s->products[w->new], &s->classes[c]));
}

/* One class with old and mail; old leaves. */
static void affect(struct world *w)
{
	struct snapshot *s = &w->s;
	size_t c = sb_class(s, "c", 10, "windows");

	sb_install(s, c, w->mail, NULL);
	sb_install(s, c, w->old, NULL);
	w->p.classes = arena_alloc(&w->p.arena, 1, sizeof(*w->p.classes));
	w->p.n_classes = 1;
	w->p.classes[0] = (struct plan_class){ .class = c, .removed = 60, .safe = 100 };
	sb_index_add(s, &w->p.classes[0].leaving, w->old);
}

static const char *rendered(struct world *w, const char *encoded)
{
	struct strbuf text = STRBUF_INIT;
	const char *kept;

	msg_render_text(encoded, NULL, &text);
	kept = arena_strdup(&w->arena, text.buf);
	strbuf_release(&text);
	return kept;
}

static void gaps_carry_before_after_and_the_best_control(void **state)
{
	struct world *w = *state;
	struct snapshot *s = &w->s;
	size_t weak, strong;

	sb_coverage(s, w->mail, w->t2, 100000);
	sb_coverage(s, w->old, w->t1, 1000000);
	sb_coverage(s, w->old, w->t2, 500000);
	sb_requirement(s, "r1", w->t1a, 500000, NULL, true);
	sb_requirement(s, "r2", w->t2, 500000, "os=windows", false);
	sb_requirement(s, "r3", w->t3, 100000, "os=linux", true);
	sb_requirement(s, "r4", w->t3, 100000, NULL, true);
	sb_control(s, "k1", w->t2, 900000, "os=linux");
	weak = sb_control(s, "k2", w->t2, 100000, NULL);
	strong = sb_control(s, "k3", w->t2, 500000, "os=windows");
	s->controls[strong].ends = SB_TODAY + 30;
	s->controls[strong].owner = sb_text(s, "ops");
	affect(w);
	assert_int_equal(plan_coverage(s, NULL, &w->p, NULL), 0);
	assert_int_equal(w->p.n_gaps, 3);
	assert_int_equal(w->p.gaps[0].capability, w->t1a);
	assert_int_equal(w->p.gaps[0].before, 1000000);
	assert_int_equal(w->p.gaps[0].after, COVERAGE_UNTESTED);
	assert_int_equal(w->p.gaps[0].when, GAP_AFTER);
	assert_true(w->p.gaps[0].mandatory);
	assert_int_equal(w->p.gaps[0].control, NONE);
	assert_int_equal(w->p.gaps[1].after, 100000);
	assert_int_equal(w->p.gaps[1].control, strong);
	assert_false(w->p.gaps[1].mandatory);
	assert_string_equal(rendered(w, w->p.gaps[1].reason),
			    "old covered it and must go; k3 stands in for it; "
			    "but only until 2019-06-12");
	assert_int_equal(w->p.gaps[2].when, GAP_BEFORE);
	assert_string_equal(rendered(w, w->p.gaps[2].reason),
			    "it was below the minimum before the breach already; nothing that stays "
			    "or comes was tested on it; no compensating control stands in");
	s->controls[strong].ends = SB_TODAY - 1;
	assert_int_equal(plan_coverage(s, NULL, &w->p, NULL), 0);
	assert_int_equal(w->p.gaps[1].control, weak);
}

static void gaps_during_the_switch_are_dated(void **state)
{
	struct world *w = *state;
	struct snapshot *s = &w->s;

	sb_coverage(s, w->new, w->t1, 1000000);
	sb_coverage(s, w->old, w->t1, 1000000);
	sb_coverage(s, w->old, w->t2, 1000000);
	sb_requirement(s, "r1", w->t1, 500000, NULL, true);
	sb_requirement(s, "r2", w->t2, 500000, NULL, true);
	affect(w);
	sb_index_add(s, &w->p.classes[0].to, w->new);
	ready(w);
	coverage_gaps(&w->c, &w->p);
	assert_int_equal(w->p.n_gaps, 1);
	coverage_date_gaps(&w->c, &w->p);
	assert_int_equal(w->p.n_gaps, 2);
	assert_int_equal(w->p.gaps[0].capability, w->t2);
	assert_int_equal(w->p.gaps[0].from, 60);
	assert_true(w->p.gaps[0].until == PLAN_NEVER);
	assert_int_equal(w->p.gaps[1].capability, w->t1);
	assert_int_equal(w->p.gaps[1].when, GAP_DURING);
	assert_int_equal(w->p.gaps[1].from, 60);
	assert_int_equal(w->p.gaps[1].until, 100);
	/* dating twice changes nothing; no gap when the new one is there first */
	coverage_date_gaps(&w->c, &w->p);
	assert_int_equal(w->p.n_gaps, 2);
	w->p.classes[0].safe = 60;
	coverage_date_gaps(&w->c, &w->p);
	assert_int_equal(w->p.n_gaps, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
		CASE(platform_rows_win_on_their_platform),
		CASE(functions_are_apart_unless_the_row_names_none),
		CASE(untested_is_neither_covered_nor_a_gap),
		CASE(sub_techniques_inherit_one_step),
		CASE(a_swap_counts_lost_gained_and_untested),
		CASE(platforms_and_versions_fit),
		CASE(gaps_carry_before_after_and_the_best_control),
		CASE(gaps_during_the_switch_are_dated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
