/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why each product was chosen, why each other was not, and why a need stays open.
 */
#include "config.h"
#include "plan/choice.h"

#include <stdlib.h>
#include <string.h>

#include "plan/fate.h"
#include "util/i18n.h"
#include "util/mem.h"
#include "util/money.h"

/* Above this size of the programme the price of taking another candidate is not computed. */
#define PRICE_OUT_LIMIT 1000

static char *kept(struct choice *c, struct strbuf *text)
{
	char *copy = arena_strdup(&c->p->arena, text->buf);

	strbuf_release(text);
	return copy;
}

static const char *key_of(const struct choice *c, size_t candidate)
{
	return c->s->products[c->candidates[candidate].product].key;
}

/* ---- why not --------------------------------------------------------------------------------- */

static void add_conflict_sentence(const struct choice *c, const struct snap_class *class,
				  size_t product, const struct index_list *leaving,
				  struct strbuf *out)
{
	size_t i, k;

	for (i = 0; i < class->n_installs; i++) {
		size_t other = class->installs[i].product;
		bool leaves = false;

		for (k = 0; k < leaving->n; k++)
			leaves = leaves || leaving->items[k] == other;
		if (leaves || !choice_conflict(c->s, product, other))
			continue;
		msg_add(out, N_("it may not be active together with %s, which stays"),
			c->s->products[other].key);
		return;
	}
}

void choice_add_exclusion(const struct choice *c, const struct choice_group *g, size_t candidate,
			  struct strbuf *out)
{
	const struct plan_class *pc = &c->p->classes[g->classes.items[0]];
	const struct snap_class *class = &c->s->classes[pc->class];
	size_t product = c->candidates[candidate].product;

	switch ((enum exclusion)g->exclusion[candidate]) {
	case EX_NONE:
		break;
	case EX_FATE:
		msg_add(out, N_("it shares fate with the breach"));
		msg_add_all(out, plan_affected_product(c->p, product)->chain);
		break;
	case EX_PLATFORM:
		msg_add(out, N_("it does not run on %s %s"), class->os, class->os_version);
		break;
	case EX_PLATFORM_UNKNOWN:
		msg_add(out, N_("the operating system is unknown, and it does not run on all"));
		break;
	case EX_INSTALLED:
		msg_add(out, N_("it runs there already and stays"));
		break;
	case EX_CONFLICT:
		add_conflict_sentence(c, class, product, &pc->leaving, out);
		break;
	case EX_NOT_SOLD:
		if (g->server)
			msg_add(out, N_("it has no price for servers"));
		else
			msg_add(out, N_("it has a price for servers only"));
		break;
	}
}

static bool is_useful(const struct choice_group *g, size_t candidate)
{
	size_t n;

	for (n = 0; n < g->n_needs; n++)
		if (g->needs[n].met_by[candidate])
			return true;
	return false;
}

/* "taking it would cost at least 1200.00 EUR more a year". */
static int add_price_out(struct choice *c, size_t candidate, struct strbuf *out, struct err *err)
{
	struct strbuf amount = STRBUF_INIT;
	double cost, more;
	int code;

	if (c->columns > PRICE_OUT_LIMIT) {
		msg_add(out, N_("the chosen products meet the needs at less cost"));
		return 0;
	}
	code = choice_solve_forced(c, candidate, &cost, err);
	if (code)
		return code;
	more = cost - c->objective;
	if (isinf(cost)) {
		msg_add(out, N_("it does not fit in with the budget, the number of vendors or the "
				"products it excludes"));
	} else if (more < 0.5) {
		msg_add(out, N_("it might do as well; what was chosen costs no more"));
	} else {
		amount_format((int64_t)(more + 0.5), currency_exponent(c->s->currency), &amount);
		msg_add(out, N_("taking it would cost at least %s %s more a year"), amount.buf,
			c->s->currency);
	}
	strbuf_release(&amount);
	return 0;
}

static int say_why_not(struct choice *c, size_t candidate, char **ret, struct err *err)
{
	const struct choice_group *out_of = NULL;
	struct strbuf text = STRBUF_INIT;
	bool possible = false;
	size_t i;
	int code = 0;

	for (i = 0; i < c->n_groups; i++) {
		const struct choice_group *g = &c->groups[i];

		if (!is_useful(g, candidate))
			continue;
		if (choice_allows(g, candidate))
			possible = true;
		else if (!out_of || g->assets > out_of->assets)
			out_of = g;
	}
	if (c->candidates[candidate].banned) {
		msg_add(&text, N_("it shares fate with the breach"));
		msg_add_all(&text, plan_affected_product(c->p,
					c->candidates[candidate].product)->chain);
	} else if (possible) {
		code = add_price_out(c, candidate, &text, err);
	} else if (out_of) {
		choice_add_exclusion(c, out_of, candidate, &text);
	} else {
		msg_add(&text, N_("it meets none of the open needs"));
	}
	*ret = kept(c, &text);
	return code;
}

/* ---- why ------------------------------------------------------------------------------------- */

static char *say_why(struct choice *c, size_t candidate, int64_t spare_used)
{
	const struct choice_candidate *k = &c->candidates[candidate];
	const struct plan_affected *a = plan_affected_product(c->p, k->product);
	struct strbuf text = STRBUF_INIT;
	size_t i, n, met = 0, all = 0;
	int64_t assets = 0;

	for (i = 0; i < c->n_groups; i++) {
		const struct choice_group *g = &c->groups[i];

		if (!g->chosen[candidate])
			continue;
		assets += g->assets;
		all += g->n_needs * g->classes.n;
		for (n = 0; n < g->n_needs; n++)
			met += g->needs[n].met_by[candidate] ? g->classes.n : 0;
	}
	msg_add(&text, N_("part of the cheapest choice: on %lld assets it meets %zu of %zu open "
			  "needs"), (long long)assets, met, all);
	if (spare_used)
		msg_add(&text, N_("%lld of them take spare seats of running contracts"),
			(long long)spare_used);
	if (k->offers.guessed)
		msg_add(&text, N_("it has no price; it was taken at the dearest candidate's"));
	else if (k->offers.expired)
		msg_add(&text, N_("its quote has expired"));
	if (a) {
		if (k->capped)
			msg_add(&text, N_("it shares fate with the breach; policy fate_cap allows a "
					  "part"));
		else
			msg_add(&text, N_("a warning, not a ban"));
		msg_add_all(&text, a->chain);
	}
	return kept(c, &text);
}

static void add_category(const struct choice *c, const struct plan_class *pc,
			 const struct choice_group *g, const struct choice_need *n,
			 struct strbuf *out)
{
	size_t i, k;

	for (i = 0; i < pc->leaving.n; i++) {
		const struct snap_product *old = &c->s->products[pc->leaving.items[i]];

		if (!old->category || strcmp(old->category, n->category) != 0)
			continue;
		for (k = 0; k < c->n_candidates; k++)
			if (g->chosen[k] && n->met_by[k])
				msg_add(out, N_("%s takes the place of %s"), key_of(c, k),
					old->key);
	}
}

static void add_open(const struct choice *c, const struct choice_group *g,
		     const struct choice_need *n, struct strbuf *out)
{
	size_t k, would = NONE;

	for (k = 0; k < c->n_candidates && would == NONE; k++)
		if (n->met_by[k] && (!n->coverable || choice_allows(g, k)))
			would = k;
	if (would == NONE) {
		if (n->category)
			msg_add(out, N_("no candidate is of category %s"), n->category);
		else
			msg_add(out, N_("no candidate covers it"));
		return;
	}
	if (n->category)
		msg_add(out, N_("%s would be of category %s"), key_of(c, would), n->category);
	else
		msg_add(out, N_("%s would cover it"), key_of(c, would));
	if (!n->coverable)
		choice_add_exclusion(c, g, would, out);
	else if (n->mandatory)
		msg_add(out, N_("it does not fit in with the budget, the number of vendors or the "
				"products it excludes"));
	else
		msg_add(out, N_("it would cost more than policy gap_penalty allows"));
}

static char *say_class(struct choice *c, const struct plan_class *pc, const struct choice_group *g)
{
	struct strbuf text = STRBUF_INIT;
	size_t n, k, met, open = 0;

	for (n = 0; n < g->n_needs; n++) {
		if (!g->needs[n].category)
			continue;
		if (choice_meets(c, g, &g->needs[n]))
			add_category(c, pc, g, &g->needs[n], &text);
		else
			add_open(c, g, &g->needs[n], &text);
	}
	for (k = 0; k < c->n_candidates; k++) {
		for (met = 0, n = 0; n < g->n_needs; n++)
			met += !g->needs[n].category && g->needs[n].met_by[k];
		if (g->chosen[k] && met)
			msg_add(&text, N_("%s meets %zu open requirements"), key_of(c, k), met);
	}
	for (n = 0; n < g->n_needs; n++)
		open += !g->needs[n].category && !choice_meets(c, g, &g->needs[n]);
	if (open)
		msg_add(&text, N_("%zu requirements stay open: see the gaps"), open);
	if (!g->n_needs)
		msg_add(&text, N_("what stays meets every need"));
	return kept(c, &text);
}

/* ---- all of it ------------------------------------------------------------------------------- */

static const struct choice_need *need_of(const struct choice_group *g, size_t requirement)
{
	size_t n;

	for (n = 0; n < g->n_needs; n++)
		if (g->needs[n].requirement == requirement)
			return &g->needs[n];
	return NULL;
}

static void explain_classes(struct choice *c)
{
	const struct choice_group **group_of = mem_zalloc(c->p->n_classes + 1, sizeof(*group_of));
	size_t i, k;

	for (i = 0; i < c->n_groups; i++)
		for (k = 0; k < c->groups[i].classes.n; k++)
			group_of[c->groups[i].classes.items[k]] = &c->groups[i];
	for (i = 0; i < c->p->n_classes; i++)
		c->p->classes[i].why = say_class(c, &c->p->classes[i], group_of[i]);
	for (i = 0; i < c->p->n_gaps; i++) {
		struct plan_gap *gap = &c->p->gaps[i];
		const struct choice_need *n = need_of(group_of[gap->plan_class], gap->requirement);
		struct strbuf text = STRBUF_INIT;

		msg_add_all(&text, gap->reason);
		if (n)
			add_open(c, group_of[gap->plan_class], n, &text);
		gap->reason = kept(c, &text);
	}
	free(group_of);
}

int choice_explain(struct choice *c, struct err *err)
{
	size_t k;
	int code = 0;

	explain_classes(c);
	for (k = 0; k < c->n_candidates && !code; k++) {
		struct plan_selection *sel = &c->p->selections[k];
		int64_t rest, servers;
		struct purchase buy;

		if (!sel->chosen) {
			code = say_why_not(c, k, &sel->why, err);
			continue;
		}
		choice_demand(c, k, &rest, &servers);
		buy.spare_used = 0;
		offers_buy(&c->candidates[k].offers, rest, servers, &buy);
		sel->why = say_why(c, k, buy.spare_used);
	}
	return code;
}
