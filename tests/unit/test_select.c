/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "plan/choice.h"
#include "plan/offers.h"
#include "plan/solver_glpk.h"
#include "snap_build.h"
#include "util/money.h"

/* Vendor bad makes old (edr), which runs everywhere; vendors va, vb, vc make the candidates a, b, c,
 * all of category edr. */
struct world {
	struct snapshot s;
	struct plan p;
	struct plan_request r;
	struct arena arena;
	struct plan_breached breached;
	size_t bad, va, vb, vc;
	size_t a, b, c, mail, old;
	size_t t1, t2;
};

static int set_up(void **state)
{
	static struct world w; /* one test runs at a time */
	struct snapshot *s = &w.s;

	memset(&w, 0, sizeof(w));
	sb_init(s);
	w.bad = sb_vendor(s, "bad", NONE);
	w.va = sb_vendor(s, "va", NONE);
	w.vb = sb_vendor(s, "vb", NONE);
	w.vc = sb_vendor(s, "vc", NONE);
	w.a = sb_product(s, "a", w.va, "edr", ROLE_CANDIDATE);
	w.b = sb_product(s, "b", w.vb, "edr", ROLE_CANDIDATE);
	w.c = sb_product(s, "c", w.vc, "edr", ROLE_CANDIDATE);
	w.mail = sb_product(s, "mail", w.vc, "mail-gateway", ROLE_INCUMBENT);
	w.old = sb_product(s, "old", w.bad, "edr", ROLE_INCUMBENT);
	w.t1 = sb_capability(s, "t1", NONE);
	w.t2 = sb_capability(s, "t2", NONE);
	sb_install(s, sb_class(s, "laptops", 100, "windows"), w.old, NULL);
	w.breached = (struct plan_breached){ .node = sb_of_vendor(w.bad) };
	w.r = (struct plan_request){ .breached = &w.breached, .n_breached = 1, .budget = -1,
				     .deadline = -1, .solve = solver_glpk };
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

static void run(struct world *w)
{
	arena_release(&w->p.arena);
	w->p = (struct plan){ .n_classes = 0 };
	assert_int_equal(plan_scope(&w->s, &w->r, &w->p, NULL), 0);
	assert_int_equal(plan_coverage(&w->s, &w->r, &w->p, NULL), 0);
	assert_int_equal(plan_select(&w->s, &w->r, &w->p, NULL), 0);
}

static const struct plan_selection *of(struct world *w, size_t product)
{
	size_t i;

	for (i = 0; i < w->p.n_selections; i++)
		if (w->p.selections[i].product == product)
			return &w->p.selections[i];
	fail_msg("product %zu is no candidate", product);
	abort();
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

static void assert_why(struct world *w, size_t product, const char *part)
{
	const char *why = rendered(w, of(w, product)->why);

	if (!strstr(why, part))
		fail_msg("'%s' does not say '%s'", why, part);
}

static void the_cheapest_of_the_same_kind_comes_even_without_requirement(void **state)
{
	struct world *w = *state;

	sb_price(&w->s, w->a, "asset", "EUR", 1, 30, 0);
	sb_price(&w->s, w->b, "asset", "EUR", 1, 20, 500);
	sb_price(&w->s, w->c, "asset", "EUR", 1, 26, 0);
	w->s.products[w->c].category = sb_text(&w->s, "backup");
	run(w);
	assert_int_equal(w->p.classes[0].to.n, 1);
	assert_int_equal(w->p.classes[0].to.items[0], w->b);
	assert_int_equal(of(w, w->b)->quantity, 100);
	assert_int_equal(of(w, w->b)->cost, 250000);
	assert_int_equal(w->p.choice.cost, 250000);
	assert_true(w->p.choice.proven);
	assert_int_equal(w->p.choice.unmet, 0);
	assert_why(w, w->b, "on 100 assets it meets 1 of 1 open needs");
	assert_why(w, w->a, "taking it would cost at least 500.00 EUR more a year");
	assert_why(w, w->c, "meets none of the open needs");
	assert_string_equal(rendered(w, w->p.classes[0].why), "b takes the place of old");
	assert_int_equal(w->p.n_selections, 3); /* mail is no candidate */
}

static void a_category_may_cover_another_by_policy(void **state)
{
	struct world *w = *state;

	w->s.products[w->old].category = sb_text(&w->s, "antivirus");
	run(w);
	assert_int_equal(w->p.classes[0].to.n, 1);
	sb_policy(&w->s, "category_covers", "backup>edr;mail>antivirus");
	run(w);
	assert_int_equal(w->p.classes[0].to.n, 0);
	assert_int_equal(w->p.choice.unmet, 1);
	assert_string_equal(rendered(w, w->p.classes[0].why), "no candidate is of category antivirus");
	/* another one of the kind that stays is enough */
	w->s.products[w->mail].category = sb_text(&w->s, "antivirus");
	w->s.classes[0].n_installs = 0;
	sb_install(&w->s, 0, w->mail, NULL);
	sb_install(&w->s, 0, w->old, NULL);
	run(w);
	assert_int_equal(w->p.choice.unmet, 0);
	assert_string_equal(rendered(w, w->p.classes[0].why), "what stays meets every need");
}

static void who_shares_fate_is_out_with_its_chain(void **state)
{
	struct world *w = *state;

	sb_fate(&w->s, sb_of_product(w->b), sb_of_product(w->old), "engine", "lab");
	sb_price(&w->s, w->a, "asset", "EUR", 1, 30, 0);
	sb_price(&w->s, w->b, "asset", "ZZZ", 1, 1, 0); /* no rate: of no concern, it is out */
	sb_price(&w->s, w->c, "asset", "EUR", 1, 40, 0);
	run(w);
	assert_true(of(w, w->a)->chosen);
	assert_false(of(w, w->b)->chosen);
	assert_why(w, w->b, "it shares fate with the breach; b carries the engine of old (lab); "
			    "old is made by bad; bad is named as breached");
	memcpy(w->s.prices[1].currency, "EUR", 4);
	sb_policy(&w->s, "fate_cap", "0.5");
	run(w);
	assert_true(of(w, w->a)->chosen); /* one class: all of it would go to b */
	sb_policy(&w->s, "fate_cap", "1");
	run(w);
	assert_true(of(w, w->b)->chosen);
	assert_why(w, w->b, "policy fate_cap");
}

static void a_warned_sibling_may_be_chosen_and_says_so(void **state)
{
	struct world *w = *state;

	w->s.vendors[w->bad].parent = w->s.vendors[w->va].parent = w->vc;
	sb_price(&w->s, w->a, "asset", "EUR", 1, 1, 0);
	sb_price(&w->s, w->b, "asset", "EUR", 1, 2, 0);
	run(w);
	assert_true(of(w, w->a)->chosen);
	assert_why(w, w->a, "a warning, not a ban; a is made by va; va and bad both belong to vc");
}

static void requirements_decide_and_uncoverable_ones_become_gaps(void **state)
{
	struct world *w = *state;
	struct snapshot *s = &w->s;

	sb_price(s, w->a, "asset", "EUR", 1, 10, 0);
	sb_price(s, w->b, "asset", "EUR", 1, 20, 0);
	sb_price(s, w->c, "asset", "EUR", 1, 1, 0);
	sb_coverage(s, w->a, w->t1, 100000);
	sb_coverage(s, w->b, w->t1, 500000);
	sb_coverage(s, w->c, w->t2, 500000);
	sb_coverage(s, w->old, w->t1, 500000);
	sb_requirement(s, "r1", w->t1, 500000, "os=windows", true);
	sb_requirement(s, "r2", w->t2, 500000, NULL, true);
	sb_platform(s, w->c, "linux", 0, NULL);
	run(w);
	assert_int_equal(w->p.classes[0].to.n, 1);
	assert_true(of(w, w->b)->chosen);
	assert_int_equal(w->p.n_gaps, 1);
	assert_int_equal(w->p.gaps[0].capability, w->t2);
	assert_int_equal(w->p.choice.unmet, 1);
	assert_non_null(strstr(rendered(w, w->p.gaps[0].reason),
			       "c would cover it; it does not run on windows"));
	assert_why(w, w->c, "it does not run on windows");
	s->classes[0].os = NULL;
	run(w);
	assert_why(w, w->c, "the operating system is unknown");
}

static void optional_requirements_are_weighed_against_money(void **state)
{
	struct world *w = *state;
	struct snapshot *s = &w->s;

	sb_price(s, w->a, "asset", "EUR", 1, 10, 0);
	sb_price(s, w->b, "asset", "EUR", 1, 14, 0);
	sb_coverage(s, w->b, w->t1, 500000);
	sb_requirement(s, "r1", w->t1, 500000, NULL, false);
	s->products[w->c].role = ROLE_RETIRED;
	sb_policy(s, "gap_penalty", "3");
	run(w);
	assert_true(of(w, w->a)->chosen);
	assert_int_equal(w->p.n_gaps, 1);
	assert_false(w->p.gaps[0].mandatory);
	assert_non_null(strstr(rendered(w, w->p.gaps[0].reason), "gap_penalty"));
	assert_true(w->p.choice.objective == 100000 + 100 * 300);
	assert_why(w, w->b, "100.00 EUR more");
	s->capabilities[w->t1].weight = 2000000;
	run(w);
	assert_true(of(w, w->b)->chosen);
	assert_int_equal(w->p.n_gaps, 0);
}

static void conflicts_with_what_stays_and_with_each_other(void **state)
{
	struct world *w = *state;
	struct snapshot *s = &w->s;

	s->classes[0].n_installs = 0;
	sb_install(s, 0, w->mail, NULL);
	sb_install(s, 0, w->old, NULL);
	sb_price(s, w->a, "asset", "EUR", 1, 1, 0);
	sb_price(s, w->b, "asset", "EUR", 1, 2, 0);
	sb_price(s, w->c, "asset", "EUR", 1, 3, 0);
	sb_list_add(s, &s->products[w->mail].conflicts_with, "a");
	sb_coverage(s, w->b, w->t1, 500000);
	sb_coverage(s, w->c, w->t2, 500000);
	sb_requirement(s, "r1", w->t1, 500000, NULL, true);
	sb_requirement(s, "r2", w->t2, 500000, NULL, true);
	run(w);
	assert_int_equal(w->p.classes[0].to.n, 2);
	assert_why(w, w->a, "it may not be active together with mail, which stays");
	/* b and c exclude each other: one requirement stays open, and nobody says infeasible */
	sb_list_add(s, &s->products[w->c].conflicts_with, "edr");
	run(w);
	assert_int_equal(w->p.classes[0].to.n, 1);
	assert_int_equal(w->p.classes[0].to.items[0], w->b);
	assert_int_equal(w->p.n_gaps, 1);
	assert_int_equal(w->p.choice.unmet, 1);
	assert_non_null(strstr(rendered(w, w->p.gaps[0].reason), "c would cover it; it does not fit"));
}

static void tiers_may_make_more_units_cheaper(void **state)
{
	struct world *w = *state;

	w->s.classes[0].quantity = 95;
	sb_price(&w->s, w->a, "asset", "EUR", 1, 10, 0);
	sb_price(&w->s, w->a, "asset", "EUR", 100, 9, 0);
	w->s.products[w->b].role = w->s.products[w->c].role = ROLE_RETIRED;
	run(w);
	assert_int_equal(of(w, w->a)->quantity, 100);
	assert_int_equal(of(w, w->a)->price, 1);
	assert_int_equal(of(w, w->a)->cost, 90000);
	w->s.classes[0].quantity = 80;
	run(w);
	assert_int_equal(of(w, w->a)->quantity, 80);
	assert_int_equal(of(w, w->a)->price, 0);
}

static void servers_need_server_licences_where_they_are_sold(void **state)
{
	struct world *w = *state;
	struct snapshot *s = &w->s;
	size_t servers = sb_class(s, "servers", 10, "windows");

	sb_install(s, servers, w->old, NULL);
	s->classes[servers].kind = sb_text(s, "server");
	sb_price(s, w->a, "asset", "EUR", 1, 10, 0);
	sb_price(s, w->a, "server", "EUR", 1, 50, 0);
	sb_price(s, w->b, "user", "EUR", 1, 5, 0);
	sb_price(s, w->c, "server", "EUR", 1, 60, 0);
	run(w);
	assert_int_equal(w->p.classes[0].to.items[0], w->b);
	assert_int_equal(w->p.classes[1].to.items[0], w->a);
	assert_int_equal(of(w, w->a)->cost, 50000);
	assert_int_equal(of(w, w->b)->cost, 50000);
	assert_why(w, w->c, "more a year");
	s->prices[3].unit = sb_text(s, "flat");
	run(w);
	assert_int_equal(of(w, w->c)->cost, 6000);
	assert_int_equal(w->p.choice.cost, 6000);
}

static void spare_seats_are_used_before_new_ones(void **state)
{
	struct world *w = *state;

	sb_price(&w->s, w->a, "asset", "EUR", 1, 10, 0);
	sb_price(&w->s, w->b, "asset", "EUR", 1, 20, 0);
	sb_contract(&w->s, "k", w->b, 70);
	w->s.products[w->c].role = ROLE_RETIRED;
	run(w);
	assert_true(of(w, w->b)->chosen);
	assert_int_equal(of(w, w->b)->quantity, 30);
	assert_int_equal(of(w, w->b)->cost, 60000);
	assert_why(w, w->b, "70 of them take spare seats");
	w->s.contracts[0].ends = SB_TODAY - 1;
	run(w);
	assert_true(of(w, w->a)->chosen);
	/* seats in use are not spare */
	w->s.contracts[0].ends = SB_TODAY;
	sb_install(&w->s, sb_class(&w->s, "others", 40, "linux"), w->b, NULL);
	run(w);
	assert_true(of(w, w->a)->chosen);
}

static void other_currencies_need_a_rate(void **state)
{
	struct world *w = *state;
	struct err err = ERR_INIT;
	struct strbuf text = STRBUF_INIT;

	sb_price(&w->s, w->a, "asset", "USD", 1, 10, 0);
	sb_price(&w->s, w->b, "asset", "EUR", 1, 10, 0);
	sb_rate(&w->s, "USD", SB_TODAY + 1, 100000);
	assert_int_equal(plan_scope(&w->s, &w->r, &w->p, NULL), 0);
	assert_int_equal(plan_select(&w->s, &w->r, &w->p, &err), ERR_INPUT);
	err_render(&err, NULL, &text);
	assert_non_null(strstr(text.buf, "no exchange rate for USD on or before 2019-05-13"));
	err_release(&err);
	strbuf_release(&text);
	sb_rate(&w->s, "USD", SB_TODAY - 9, 2000000);
	sb_rate(&w->s, "USD", SB_TODAY - 2, 893000);
	run(w);
	assert_true(of(w, w->a)->chosen);
	assert_int_equal(of(w, w->a)->cost, 89300);
}

static void expired_quotes_and_missing_prices_come_last(void **state)
{
	struct world *w = *state;

	sb_price(&w->s, w->a, "asset", "EUR", 1, 10, 0);
	sb_price(&w->s, w->b, "asset", "EUR", 1, 12, 0);
	w->s.prices[0].valid_until = SB_TODAY - 1;
	run(w);
	assert_true(of(w, w->b)->chosen); /* 12 < 10 × 1.25; c has no price */
	w->s.prices[1].valid_until = SB_TODAY - 1;
	run(w);
	assert_true(of(w, w->a)->chosen);
	assert_int_equal(of(w, w->a)->price, 0);
	assert_int_equal(of(w, w->a)->cost, 100000);
	assert_why(w, w->a, "its quote has expired");
	w->s.products[w->a].role = w->s.products[w->b].role = ROLE_RETIRED;
	run(w);
	assert_true(of(w, w->c)->chosen);
	assert_int_equal(of(w, w->c)->price, NONE);
	assert_why(w, w->c, "it has no price");
}

static void terms_are_compared_by_the_year_and_paid_whole(void **state)
{
	struct world *w = *state;

	sb_price(&w->s, w->a, "asset", "EUR", 1, 10, 0);
	sb_price(&w->s, w->b, "asset", "EUR", 1, 24, 0);
	w->s.prices[1].term_months = 36;
	w->s.products[w->c].role = ROLE_RETIRED;
	run(w);
	assert_true(of(w, w->b)->chosen);
	assert_int_equal(of(w, w->b)->cost, 240000);
	assert_true(w->p.choice.objective == 80000);
	w->r.budget = 200000;
	run(w);
	assert_true(of(w, w->a)->chosen);
}

static void a_budget_leaves_the_least_weight_open(void **state)
{
	struct world *w = *state;
	struct snapshot *s = &w->s;
	size_t tablets = sb_class(s, "tablets", 30, "linux");

	sb_install(s, tablets, w->old, NULL);
	sb_price(s, w->a, "asset", "EUR", 1, 10, 0);
	s->products[w->b].role = s->products[w->c].role = ROLE_RETIRED;
	w->r.budget = 110000;
	run(w);
	assert_int_equal(w->p.classes[0].to.n, 1);
	assert_int_equal(w->p.classes[1].to.n, 0);
	assert_int_equal(w->p.choice.unmet, 1);
	assert_non_null(strstr(rendered(w, w->p.classes[1].why), "does not fit in with the budget"));
	w->r.budget = 0;
	run(w);
	assert_int_equal(w->p.choice.unmet, 2);
	assert_why(w, w->a, "does not fit in");
}

static void vendors_are_limited_both_ways(void **state)
{
	struct world *w = *state;
	struct snapshot *s = &w->s;

	sb_install(s, sb_class(s, "servers", 10, "linux"), w->old, NULL);
	sb_price(s, w->a, "asset", "EUR", 1, 10, 0);
	sb_price(s, w->b, "asset", "EUR", 1, 30, 0);
	sb_price(s, w->c, "asset", "EUR", 1, 20, 0);
	sb_platform(s, w->a, "windows", 0, NULL);
	run(w);
	assert_int_equal(w->p.choice.cost, 120000);
	sb_policy(s, "vendors_max", "1");
	run(w);
	assert_int_equal(w->p.choice.cost, 220000);
	assert_true(of(w, w->c)->chosen);
	assert_false(of(w, w->a)->chosen);
	sb_policy(s, "vendors_max", "0");
	s->products[w->a].n_platforms = 0;
	run(w);
	assert_int_equal(w->p.choice.cost, 110000);
	sb_policy(s, "vendors_min", "2");
	run(w);
	assert_int_equal(w->p.choice.cost, 120000);
	s->products[w->b].role = s->products[w->c].role = ROLE_RETIRED;
	run(w);
	assert_int_equal(w->p.choice.cost, 110000);
}

static int stop(void *context, int permille, const char *stage)
{
	(void)context;
	(void)permille;
	assert_string_equal(stage, "choice of replacements");
	return 1;
}

static int broken(void *context, struct mip *m, struct err *err)
{
	(void)context;
	(void)m;
	return err_set(err, ERR_INTERNAL, "broken");
}

static int finds_nothing(void *context, struct mip *m, struct err *err)
{
	(void)context;
	(void)err;
	m->status = MIP_NOT_FOUND;
	m->bound = 0;
	return 0;
}

static void a_solver_that_finds_nothing_leaves_the_local_search(void **state)
{
	struct world *w = *state;
	struct snapshot *s = &w->s;

	sb_install(s, sb_class(s, "servers", 10, "linux"), w->old, NULL);
	sb_price(s, w->a, "asset", "EUR", 1, 10, 0);
	sb_price(s, w->b, "asset", "EUR", 1, 30, 0);
	sb_price(s, w->c, "asset", "EUR", 1, 20, 0);
	sb_platform(s, w->a, "windows", 0, NULL);
	w->r.solve = finds_nothing;
	run(w);
	assert_int_equal(w->p.choice.cost, 120000);
	assert_false(w->p.choice.proven);
	assert_int_equal(w->p.choice.unmet, 0);
	sb_policy(s, "vendors_max", "1");
	run(w);
	assert_int_equal(w->p.choice.cost, 220000);
	w->r.budget = 150000;
	run(w);
	assert_true(w->p.choice.cost > 0 && w->p.choice.cost <= 150000);
	assert_int_equal(w->p.choice.unmet, 1);
}

static void solving_can_be_stopped_and_can_fail(void **state)
{
	struct world *w = *state;

	sb_price(&w->s, w->a, "asset", "EUR", 1, 10, 0);
	sb_price(&w->s, w->a, "asset", "EUR", 90, 9, 0);
	assert_int_equal(plan_scope(&w->s, &w->r, &w->p, NULL), 0);
	w->r.solve = broken;
	assert_int_equal(plan_select(&w->s, &w->r, &w->p, NULL), ERR_INTERNAL);
	w->r.solve = NULL;
	assert_int_equal(plan_select(&w->s, &w->r, &w->p, NULL), ERR_INTERNAL);
	w->r.solve = solver_glpk;
	w->r.progress = stop;
	assert_int_equal(plan_select(&w->s, &w->r, &w->p, NULL), ERR_INTERRUPTED);
}

/* ---- the solver itself ----------------------------------------------------------------------- */

static void the_solver_tells_optimal_from_infeasible(void **state)
{
	struct mip m = MIP_INIT;
	size_t x, y;

	(void)state;
	x = mip_column(&m, MIP_INTEGER, 0, 10, -5);
	y = mip_column(&m, MIP_CONTINUOUS, 0, MIP_INFINITY, -4);
	mip_row(&m, -MIP_INFINITY, 24);
	mip_term(&m, x, 6);
	mip_term(&m, y, 4);
	mip_row(&m, -MIP_INFINITY, 6);
	mip_term(&m, x, 1);
	mip_term(&m, y, 2);
	assert_int_equal(solver_glpk(NULL, &m, NULL), 0);
	assert_int_equal(m.status, MIP_OPTIMAL);
	assert_int_equal(mip_whole(&m, x), 3);
	assert_true(fabs(m.values[y] - 1.5) < 1e-6);
	assert_true(fabs(m.objective + 21) < 1e-6);
	mip_row(&m, 11, MIP_INFINITY);
	mip_term(&m, x, 1);
	assert_int_equal(solver_glpk(NULL, &m, NULL), 0);
	assert_int_equal(m.status, MIP_INFEASIBLE);
	assert_null(m.values);
	mip_release(&m);
}

static void an_error_inside_the_library_comes_back_as_one(void **state)
{
	struct mip m = MIP_INIT;
	struct err err = ERR_INIT;
	size_t x = mip_column(&m, MIP_BINARY, 0, 1, 1);

	(void)state;
	mip_row(&m, 0, 1);
	mip_term(&m, x, 1);
	mip_term(&m, x, 1); /* twice in one row: GLPK would abort */
	assert_int_equal(solver_glpk(NULL, &m, &err), ERR_INTERNAL);
	assert_null(m.values);
	err_release(&err);
	mip_release(&m);
	x = mip_column(&m, MIP_BINARY, 0, 1, 1);
	mip_row(&m, 1, 1);
	mip_term(&m, x, 1);
	assert_int_equal(solver_glpk(NULL, &m, NULL), 0); /* and it works again */
	assert_int_equal(mip_whole(&m, x), 1);
	mip_release(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
		CASE(the_cheapest_of_the_same_kind_comes_even_without_requirement),
		CASE(a_category_may_cover_another_by_policy),
		CASE(who_shares_fate_is_out_with_its_chain),
		CASE(a_warned_sibling_may_be_chosen_and_says_so),
		CASE(requirements_decide_and_uncoverable_ones_become_gaps),
		CASE(optional_requirements_are_weighed_against_money),
		CASE(conflicts_with_what_stays_and_with_each_other),
		CASE(tiers_may_make_more_units_cheaper),
		CASE(servers_need_server_licences_where_they_are_sold),
		CASE(spare_seats_are_used_before_new_ones),
		CASE(other_currencies_need_a_rate),
		CASE(expired_quotes_and_missing_prices_come_last),
		CASE(terms_are_compared_by_the_year_and_paid_whole),
		CASE(a_budget_leaves_the_least_weight_open),
		CASE(vendors_are_limited_both_ways),
		CASE(a_solver_that_finds_nothing_leaves_the_local_search),
		CASE(solving_can_be_stopped_and_can_fail),
		cmocka_unit_test(the_solver_tells_optimal_from_infeasible),
		cmocka_unit_test(an_error_inside_the_library_comes_back_as_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
