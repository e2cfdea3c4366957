/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/commands.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/plan_rows.h"
#include "app/planning.h"
#include "plan/choice_answers.h"
#include "util/date.h"
#include "util/i18n.h"
#include "util/money.h"

struct choosing {
	struct planning p;
	struct arena scratch;
	struct choice c;
};

static char *money(struct choosing *w, double minor)
{
	struct strbuf text = STRBUF_INIT;
	char *kept;

	amount_format((int64_t)(minor < 0 ? minor - 0.5 : minor + 0.5),
		      currency_exponent(w->p.snapshot.currency), &text);
	kept = arena_strdup(&w->scratch, text.buf);
	strbuf_release(&text);
	return kept;
}

/* ---- the set and the second best ------------------------------------------------------------- */

static void show_set(struct choosing *w, const char *rank, const struct choice_set *set,
		     const struct choice_set *first)
{
	answer_row(w->p.app->answer, (const char *const[]){
		rank, plan_product_list(&w->p.snapshot, &set->products, &w->scratch),
		money(w, (double)set->cash), money(w, set->money),
		set == first ? NULL : money(w, set->money - first->money),
		arena_printf(&w->scratch, "%.0f", set->open), w->p.snapshot.currency });
}

static int show_sets(struct choosing *w, struct err *err)
{
	const struct answer_column columns[] = {
		{ "rank", _("rank"), false },    { "products", _("products"), false },
		{ "cash", _("to buy"), true },   { "yearly", _("a year, with penalties"), true },
		{ "more", _("more"), true },     { "open", _("open mandatory needs"), true },
		{ "currency", _("currency"), false },
	};
	struct choice_set first, second;
	bool found;
	int rc;

	choice_describe(&w->c, &first);
	rc = choice_runner_up(&w->c, &second, &found, err);
	if (rc < 0)
		return rc;
	answer_table(w->p.app->answer, "sets", columns, 7);
	show_set(w, _("chosen"), &first, &first);
	if (found)
		show_set(w, _("second"), &second, &first);
	answer_end(w->p.app->answer);
	if (!found)
		answer_note(w->p.app->answer, _("no other set leaves as little open"));
	answer_notef(w->p.app->answer, w->c.proven
		     ? _("proven: no choice is cheaper by more than the solver's gap")
		     : _("best found; the least possible is %s"), money(w, w->c.bound));
	return 0;
}

/* ---- what open needs would cost -------------------------------------------------------------- */

static bool is_open(const struct choice *c, size_t requirement, int64_t *ret_assets)
{
	bool open = false;
	size_t g, n;

	*ret_assets = 0;
	for (g = 0; g < c->n_groups; g++)
		for (n = 0; n < c->groups[g].n_needs; n++)
			if (c->groups[g].needs[n].requirement == requirement &&
			    !choice_meets(c, &c->groups[g], &c->groups[g].needs[n])) {
				open = true;
				*ret_assets += c->groups[g].assets;
			}
	return open;
}

static int show_unmet(struct choosing *w, struct err *err)
{
	const struct answer_column columns[] = {
		{ "requirement", _("requirement"), false }, { "capability", _("capability"), false },
		{ "selector", _("on"), false },             { "mandatory", _("mandatory"), false },
		{ "assets", _("open on"), true },           { "coverable", _("coverable on"), true },
		{ "more", _("covering it costs more a year"), true },
		{ "currency", _("currency"), false },
	};
	const struct snapshot *s = &w->p.snapshot;
	size_t i;
	int rc = 0;

	answer_table(w->p.app->answer, "unmet", columns, 8);
	for (i = 0; rc == 0 && i < s->n_requirements; i++) {
		const struct snap_requirement *r = &s->requirements[i];
		int64_t open, assets;
		double more;

		if (!is_open(&w->c, i, &open))
			continue;
		rc = choice_price(&w->c, i, &more, &assets, err);
		if (rc == 0)
			answer_row(w->p.app->answer, (const char *const[]){
				r->key, s->capabilities[r->capability].key, r->selector_text,
				r->mandatory ? _("yes") : _("no"),
				arena_printf(&w->scratch, "%lld", (long long)open),
				arena_printf(&w->scratch, "%lld", (long long)assets),
				isinf(more) ? NULL : money(w, more), s->currency });
	}
	answer_end(w->p.app->answer);
	return rc;
}

/* ---- cost, coverage, time -------------------------------------------------------------------- */

#define POINTS 9

struct point {
	char *products;
	int64_t cost, unmet, time; /* minor units; class × need; minutes */
};

static bool dominated(const struct point *a, const struct point *by)
{
	bool no_worse = by->cost <= a->cost && by->unmet <= a->unmet && by->time <= a->time;

	return no_worse && (by->cost < a->cost || by->unmet < a->unmet || by->time < a->time);
}

static bool same_point(const struct point *a, const struct point *b)
{
	return a->cost == b->cost && a->unmet == b->unmet && a->time == b->time;
}

static int make_point(struct choosing *w, int64_t budget, struct point *ret, struct err *err)
{
	struct index_list used = { NULL, 0 };
	struct plan_request r = w->p.request;
	struct plan p;
	size_t i;
	int rc;

	r.budget = budget;
	r.effort = 1;
	plan_init(&p);
	rc = plan_make(&w->p.snapshot, &r, &p, err);
	if (rc == 0) {
		used.items = arena_alloc(&w->scratch, p.n_selections + 1, sizeof(size_t));
		for (i = 0; i < p.n_selections; i++)
			if (p.selections[i].chosen)
				used.items[used.n++] = p.selections[i].product;
		ret->products = plan_product_list(&w->p.snapshot, &used, &w->scratch);
		ret->cost = p.choice.cost;
		ret->unmet = p.choice.unmet;
		ret->time = p.figures.last_safe;
	}
	plan_release(&p);
	return rc;
}

static void show_points(struct choosing *w, const struct point *points, size_t n)
{
	const struct answer_column columns[] = {
		{ "products", _("products"), false }, { "cost", _("to buy"), true },
		{ "currency", _("currency"), false }, { "unmet", _("open mandatory needs"), true },
		{ "time", _("last safe after"), true },
	};
	size_t i, k, shown = 0;

	answer_table(w->p.app->answer, "curve", columns, 5);
	for (i = 0; i < n; i++) {
		struct strbuf time = STRBUF_INIT;
		bool out = false;

		for (k = 0; k < n && !out; k++)
			out = dominated(&points[i], &points[k]) ||
			      (k < i && same_point(&points[i], &points[k]));
		if (out)
			continue;
		if (points[i].time == PLAN_NEVER)
			strbuf_adds(&time, _("never"));
		else
			duration_format(points[i].time * MINUTE_S, &time);
		answer_row(w->p.app->answer, (const char *const[]){
			points[i].products, money(w, (double)points[i].cost), w->p.snapshot.currency,
			arena_printf(&w->scratch, "%lld", (long long)points[i].unmet), time.buf });
		strbuf_release(&time);
		shown++;
	}
	answer_end(w->p.app->answer);
	answer_notef(w->p.app->answer, _("%zu of %zu points; the others are no better in anything"),
		     shown, n);
}

/* Plans under ever smaller budgets; times by the priority rule, without search. */
static int show_curve(struct choosing *w, struct err *err)
{
	struct point points[POINTS];
	size_t n;
	int rc = make_point(w, w->p.request.budget, &points[0], err);

	for (n = 1; rc == 0 && n < POINTS; n++)
		rc = make_point(w, points[0].cost / (POINTS - 1) * (int64_t)(POINTS - 1 - n),
				&points[n], err);
	if (rc == 0)
		show_points(w, points, POINTS);
	return rc;
}

/* ---- the command ----------------------------------------------------------------------------- */

static int solve(struct choosing *w, bool quick, struct err *err)
{
	int rc = plan_scope(&w->p.snapshot, &w->p.request, &w->p.plan, err);

	if (rc == 0)
		rc = choice_build(&w->p.snapshot, &w->p.request, &w->p.plan, &w->scratch, &w->c, err);
	if (rc == 0 && quick)
		choice_local(&w->c);
	else if (rc == 0)
		rc = choice_solve(&w->c, err);
	return rc;
}

static int choose_run(struct app *app, const struct call *call, struct err *err)
{
	struct choosing w;
	int rc;

	memset(&w, 0, sizeof(w));
	planning_init(&w.p, app);
	rc = planning_request(&w.p, call, err);
	if (rc == 0 && call_switch(call, "curve")) {
		rc = show_curve(&w, err);
	} else if (rc == 0) {
		plan_init(&w.p.plan);
		w.p.made = true;
		rc = solve(&w, call_switch(call, "quick"), err);
		if (rc == 0)
			rc = call_switch(call, "unmet") ? show_unmet(&w, err) : show_sets(&w, err);
	}
	arena_release(&w.scratch);
	planning_release(&w.p);
	return rc;
}

static const struct option options[] = {
	{ "breached", 'b', "LIST", N_("vendors, products or product@versions, separated by commas") },
	{ "budget", 0, "AMOUNT", N_("most that the replacement may cost, in the workspace's currency") },
	{ "unmet", 0, NULL, N_("what covering each open requirement would cost more") },
	{ "curve", 0, NULL, N_("cost, open needs and time against each other, best points only") },
	{ "quick", 0, NULL, N_("the answer of the local search, without proof") },
	{ "playbook", 0, "KEY", N_("this playbook instead of the one that fits the category") },
	{ "order", 0, "ORDER", N_("breach (cut off first) or planned") },
};

const struct command cmd_choose = {
	"choose", "", N_("Chooses replacements without planning: the set, the second best, what more would cost"),
	CMD_WORKSPACE | CMD_FORMAT, 0, 0, options, sizeof(options) / sizeof(options[0]), choose_run,
};
