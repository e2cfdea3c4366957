/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "plan/fate.h"
#include "snap_build.h"

/* A world of five companies: holding owns alpha and beta; gamma stands alone; delta's agent carries
 * alpha's engine; epsilon's mail filter is updated through delta's agent. */
struct world {
	struct snapshot s;
	struct plan p;
	struct plan_request r;
	size_t alpha, beta, delta, epsilon, gamma, holding;
	size_t alpha_av, beta_av, delta_edr, epsilon_mail, gamma_edr;
};

static int set_up(void **state)
{
	static struct world w; /* one test runs at a time */
	struct snapshot *s = &w.s;
	size_t i;

	memset(&w, 0, sizeof(w));
	sb_init(s);
	w.p = (struct plan){ .n_classes = 0 };
	w.alpha = sb_vendor(s, "alpha", NONE);
	w.beta = sb_vendor(s, "beta", NONE);
	w.delta = sb_vendor(s, "delta", NONE);
	w.epsilon = sb_vendor(s, "epsilon", NONE);
	w.gamma = sb_vendor(s, "gamma", NONE);
	w.holding = sb_vendor(s, "holding", NONE);
	s->vendors[w.alpha].parent = s->vendors[w.beta].parent = w.holding;
	w.alpha_av = sb_product(s, "alpha-av", w.alpha, "antivirus", ROLE_INCUMBENT);
	w.beta_av = sb_product(s, "beta-av", w.beta, "antivirus", ROLE_CANDIDATE);
	w.delta_edr = sb_product(s, "delta-edr", w.delta, "edr", ROLE_BOTH);
	w.epsilon_mail = sb_product(s, "epsilon-mail", w.epsilon, "mail-gateway", ROLE_INCUMBENT);
	w.gamma_edr = sb_product(s, "gamma-edr", w.gamma, "edr", ROLE_CANDIDATE);
	sb_fate(s, sb_of_product(w.delta_edr), sb_of_vendor(w.alpha), "engine", "lab sheet 2019");
	sb_fate(s, sb_of_product(w.epsilon_mail), sb_of_product(w.delta_edr), "update-channel", NULL);
	i = sb_class(s, "laptops", 100, "windows");
	sb_install(s, i, w.alpha_av, "14.2");
	s->classes[i].oldest_seen = SB_NOW - 9 * DAY_S;
	i = sb_class(s, "mail", 4, "linux");
	sb_install(s, i, w.epsilon_mail, NULL);
	i = sb_class(s, "servers", 20, "linux");
	sb_install(s, i, w.alpha_av, "15.0");
	sb_install(s, i, w.delta_edr, "3");
	s->classes[i].oldest_seen = SB_NOW - 2 * DAY_S;
	i = sb_class(s, "untouched", 7, "linux");
	sb_install(s, i, w.gamma_edr, "1");
	*state = &w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;

	arena_release(&w->p.arena);
	sb_release(&w->s);
	return 0;
}

static void run(struct world *w, const char *breached)
{
	arena_release(&w->p.arena);
	w->p = (struct plan){ .n_classes = 0 };
	assert_int_equal(plan_parse_breached(&w->s, breached, &w->s.arena, &w->r.breached,
					     &w->r.n_breached, NULL), 0);
	assert_int_equal(plan_scope(&w->s, &w->r, &w->p, NULL), 0);
}

static void assert_refused(struct world *w, const char *breached, int code, const char *sentence)
{
	struct err err = ERR_INIT;
	struct strbuf text = STRBUF_INIT;
	struct plan_breached *b = NULL;
	size_t n = 0;

	assert_int_equal(plan_parse_breached(&w->s, breached, &w->s.arena, &b, &n, &err), code);
	err_render(&err, NULL, &text);
	assert_non_null(strstr(text.buf, sentence));
	assert_null(b);
	err_release(&err);
	strbuf_release(&text);
}

static void assert_chain(const char *encoded, const char *expected)
{
	struct strbuf text = STRBUF_INIT;

	msg_render_text(encoded, NULL, &text);
	assert_string_equal(text.buf, expected);
	strbuf_release(&text);
}

static void a_breach_runs_against_the_edges_and_never_along_them(void **state)
{
	struct world *w = *state;

	run(w, "delta-edr");
	assert_int_equal(w->p.n_affected, 2);
	assert_true(w->p.affected[0].direct);
	assert_non_null(plan_affected_product(&w->p, w->epsilon_mail));
	assert_null(plan_affected_product(&w->p, w->alpha_av));
	assert_int_equal(w->p.n_classes, 2);
}

static void every_affected_class_says_through_which_chain(void **state)
{
	struct world *w = *state;

	run(w, "alpha");
	assert_int_equal(w->p.n_classes, 3);
	assert_int_equal(w->p.figures.affected_assets, 124);
	assert_int_equal(w->p.figures.affected_classes, 3);
	assert_chain(w->p.classes[0].chain,
		     "runs alpha-av 14.2; alpha-av is made by alpha; alpha is named as breached");
	assert_chain(w->p.classes[1].chain,
		     "runs epsilon-mail; epsilon-mail is updated through delta-edr; "
		     "delta-edr carries the engine of alpha (lab sheet 2019); "
		     "alpha is named as breached");
	assert_int_equal(w->p.classes[2].leaving.n, 2);
	assert_int_equal(w->p.classes[2].leaving.items[0], w->alpha_av);
	assert_int_equal(w->p.classes[2].leaving.items[1], w->delta_edr);
	assert_int_equal(w->p.oldest_seen, SB_NOW - 9 * DAY_S);
	assert_int_equal(w->p.unseen_assets, 4);
}

static void a_breached_owner_takes_its_companies_along(void **state)
{
	struct world *w = *state;
	const struct plan_affected *a;

	run(w, "holding");
	a = plan_affected_product(&w->p, w->beta_av);
	assert_non_null(a);
	assert_false(a->warning);
	assert_chain(a->chain, "beta-av is made by beta; beta belongs to holding; "
			       "holding is named as breached");
}

static void siblings_are_warned_and_banned_only_by_policy(void **state)
{
	struct world *w = *state;
	const struct plan_affected *a;

	run(w, "alpha");
	a = plan_affected_product(&w->p, w->beta_av);
	assert_non_null(a);
	assert_true(a->warning);
	assert_chain(a->chain, "beta-av is made by beta; beta and alpha both belong to holding; "
			       "alpha is named as breached");
	assert_null(plan_affected_product(&w->p, w->gamma_edr));
	sb_policy(&w->s, "fate_siblings", "ban");
	run(w, "alpha");
	assert_false(plan_affected_product(&w->p, w->beta_av)->warning);
}

static void edges_hold_only_between_their_dates(void **state)
{
	struct world *w = *state;

	w->s.fate[0].since = SB_TODAY + 1;
	run(w, "alpha");
	assert_null(plan_affected_product(&w->p, w->delta_edr));
	w->s.fate[0].since = w->s.fate[0].until = SB_TODAY;
	run(w, "alpha");
	assert_non_null(plan_affected_product(&w->p, w->delta_edr));
	w->s.fate[0].since = SNAP_DATE_NONE;
	w->s.fate[0].until = SB_TODAY - 1;
	run(w, "alpha");
	assert_null(plan_affected_product(&w->p, w->delta_edr));
}

static void version_ranges_limit_the_installs_not_the_carriers(void **state)
{
	struct world *w = *state;

	run(w, "alpha-av@<15");
	assert_int_equal(w->p.n_classes, 1);
	assert_int_equal(w->p.classes[0].class, 0);
	assert_string_equal(w->p.breached, "alpha-av@<15");
	run(w, "alpha-av@14.2,alpha-av@15*");
	assert_int_equal(w->p.n_classes, 2);
	run(w, "alpha-av@99,alpha");
	assert_int_equal(w->p.n_classes, 3);
	assert_null(plan_affected_product(&w->p, w->alpha_av)->versions);
	/* an unknown version is taken as affected; what carries the product is affected whole */
	w->s.classes[2].installs[1].version = NULL;
	run(w, "delta-edr@4");
	assert_int_equal(w->p.n_classes, 2);
	assert_chain(w->p.classes[1].chain, "runs delta-edr in an unknown version, taken as affected; "
					    "delta-edr 4 is named as breached");
}

static void circles_of_fate_end(void **state)
{
	struct world *w = *state;

	sb_fate(&w->s, sb_of_vendor(w->alpha), sb_of_product(w->epsilon_mail), "odd", "x");
	run(w, "delta-edr@3,alpha-av@1");
	assert_chain(plan_affected_product(&w->p, w->alpha_av)->chain,
		     "alpha-av is made by alpha; alpha depends on epsilon-mail (odd, x); "
		     "epsilon-mail is updated through delta-edr; delta-edr 3 is named as breached");
	assert_string_equal(plan_affected_product(&w->p, w->delta_edr)->versions, "3");
}

static void names_are_found_or_the_nearest_are_named(void **state)
{
	struct world *w = *state;
	struct snapshot *s = &w->s;

	s->vendors[w->gamma].name = sb_text(s, "Gamma Ltd.");
	sb_list_add(s, &s->vendors[w->gamma].aliases, "GammaSec");
	run(w, " gammasec ; GAMMA LTD.");
	assert_string_equal(w->p.breached, "gamma");
	assert_int_equal(w->r.n_breached, 1);
	assert_refused(w, "alhpa", ERR_NOT_FOUND, "'alhpa' is no known vendor or product; the "
						  "nearest are: alpha");
	assert_refused(w, "gamma,delta-ed", ERR_NOT_FOUND, "delta-edr");
	assert_refused(w, "zzzzzzzz", ERR_NOT_FOUND, "lifeboat list vendors");
	assert_refused(w, "alpha@3", ERR_NOT_FOUND, "alpha-av");
	assert_refused(w, "alpha-av@", ERR_INPUT, "product@versions");
	assert_refused(w, "vendor:alpha@3", ERR_INPUT, "no versions");
	assert_refused(w, " , ", ERR_INPUT, "nobody is named");
	s->vendors[w->beta].name = sb_text(s, "Same");
	s->products[w->gamma_edr].name = sb_text(s, "same");
	assert_refused(w, "same", ERR_INPUT, "vendor:beta, product:gamma-edr");
}

static void a_key_of_both_kinds_means_the_vendor(void **state)
{
	struct world *w = *state;

	w->s.products[w->gamma_edr].key = sb_text(&w->s, "gamma");
	run(w, "gamma");
	assert_int_equal(w->r.breached[0].node.vendor, w->gamma);
	run(w, "product:gamma");
	assert_int_equal(w->r.breached[0].node.product, w->gamma_edr);
	assert_string_equal(w->p.breached, "product:gamma");
	run(w, "gamma@1");
	assert_int_equal(w->r.breached[0].node.product, w->gamma_edr);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
		CASE(a_breach_runs_against_the_edges_and_never_along_them),
		CASE(every_affected_class_says_through_which_chain),
		CASE(a_breached_owner_takes_its_companies_along),
		CASE(siblings_are_warned_and_banned_only_by_policy),
		CASE(edges_hold_only_between_their_dates),
		CASE(version_ranges_limit_the_installs_not_the_carriers),
		CASE(circles_of_fate_end),
		CASE(names_are_found_or_the_nearest_are_named),
		CASE(a_key_of_both_kinds_means_the_vendor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
