/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Solving the choice: first with every mandatory need met; when that has no solution, with the least
 * weight of them open; and with the local search where the solver stops short.
 */
#include "config.h"
#include "plan/choice_bound.h"
#include "plan/choice_model.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

/* Effort by size, in nodes and never in seconds: up to SMALL columns the choice is proven optimal,
 * above it a small gap is good enough.  A node costs about as many steps as the problem has columns
 * times rows; WORK of them are spent at most. */
#define SMALL 300
#define SMALL_GAP 0
#define LARGE_GAP 0.005
#define RELAX_GAP 0.01
#define WORK 3e8
#define RELAX 1500         /* columns from which the choice is bound without a solver first */
#define RELAX_WORK (14 * CHOICE_PROOF_SECOND)
#define FORCED_SHARE 0.1   /* of that, for the price of one other candidate */

bool choice_cancelled(void *choice)
{
	const struct plan_request *r = ((const struct choice *)choice)->r;

	return r->progress && r->progress(r->progress_context, 100, N_("choice of replacements")) != 0;
}

static void prepare(struct model *w, double share)
{
	double size = (double)w->m.n_columns * (double)w->m.n_rows + 1, nodes = WORK * share / size;

	w->m.cancel = choice_cancelled;
	w->m.cancel_context = (void *)(uintptr_t)w->c;
	w->m.gap = w->m.n_columns > SMALL ? LARGE_GAP : SMALL_GAP;
	w->m.node_limit = w->m.n_columns <= SMALL ? 0 : nodes > 20 ? (int64_t)nodes : 20;
}

/* First the least weight of unmet mandatory needs, then the least cost at that weight. */
static int solve_elastic(struct model *w, struct err *err)
{
	double *cost = mem_alloc(w->m.n_columns + 1, sizeof(*cost));
	double least;
	size_t i;
	int code;

	for (i = 0; i < w->m.n_columns; i++) {
		cost[i] = w->m.columns[i].cost;
		w->m.columns[i].cost = 0;
	}
	for (i = 0; i < w->slacks.n; i++)
		w->m.columns[w->slacks.items[i].column].cost = w->slacks.items[i].must;
	code = w->c->r->solve(w->c->r->solve_context, &w->m, err);
	least = w->m.objective;
	for (i = 0; i < w->m.n_columns; i++)
		w->m.columns[i].cost = cost[i];
	free(cost);
	if (code || !mip_solved(&w->m)) {
		w->m.bound = 0; /* it was a bound on weight, not on money */
		return code;
	}
	mip_row(&w->m, -MIP_INFINITY, least + least * 1e-9 + 1e-6);
	for (i = 0; i < w->slacks.n; i++)
		if (w->slacks.items[i].must > 0)
			mip_term(&w->m, w->slacks.items[i].column, w->slacks.items[i].must);
	return w->c->r->solve(w->c->r->solve_context, &w->m, err);
}

static void read_choice(const struct model *w, struct choice *c)
{
	size_t g, k, i;

	for (g = 0; g < c->n_groups; g++)
		for (k = 0; k < c->n_candidates; k++)
			c->groups[g].chosen[k] = *model_x(w, g, k) != NONE &&
						 mip_whole(&w->m, *model_x(w, g, k)) == 1;
	for (k = 0; k < c->n_candidates; k++) {
		struct offers *o = &c->candidates[k].offers;

		if (w->y[k] == NONE)
			continue;
		o->settled = true;
		o->spare_servers = w->own[k] == NONE ? 0 : mip_whole(&w->m, w->own[k]);
		for (i = 0; i < o->n; i++)
			o->items[i].taken = mip_whole(&w->m, w->taken[k][i]) == 1;
	}
	c->bound = w->m.bound * w->scale;
	c->objective = w->m.objective * w->scale;
	c->proven = w->m.status == MIP_OPTIMAL;
}

/* Whether every need that is met now stays met without the candidate. */
static bool superfluous(const struct choice *c, struct choice_group *g, size_t k)
{
	size_t n;
	bool all = true;

	for (n = 0; n < g->n_needs && all; n++) {
		if (!g->needs[n].met_by[k])
			continue;
		g->chosen[k] = false;
		all = choice_meets(c, g, &g->needs[n]);
		g->chosen[k] = true;
	}
	return all;
}

/* Products that cost the optimiser nothing (spare seats, flat prices) may be chosen for nothing:
 * they go, the dearest first. */
static void drop_superfluous(struct choice *c)
{
	size_t g, k, *order = mem_alloc(c->n_candidates + 1, sizeof(*order)), i;

	for (i = 0; i < c->n_candidates; i++) {
		double unit = offers_dearest_unit(&c->candidates[i].offers);

		for (k = i; k > 0 && offers_dearest_unit(&c->candidates[order[k - 1]].offers) <= unit;
		     k--)
			order[k] = order[k - 1];
		order[k] = i;
	}
	/* with a least number of vendors a product may be there for its vendor alone */
	for (g = 0; g < c->n_groups && c->vendors_min <= 1; g++)
		for (i = 0; i < c->n_candidates; i++)
			if (c->groups[g].chosen[order[i]] && superfluous(c, &c->groups[g], order[i]))
				c->groups[g].chosen[order[i]] = false;
	free(order);
}

/* ---- what the local search found ------------------------------------------------------------- */

struct found {
	bool *chosen;
	double broken, open, money, bound;
};

static bool *keep_chosen(const struct choice *c)
{
	bool *kept = mem_alloc(c->n_groups * c->n_candidates + 1, sizeof(*kept));
	size_t g;

	for (g = 0; g < c->n_groups; g++)
		memcpy(kept + g * c->n_candidates, c->groups[g].chosen,
		       c->n_candidates * sizeof(*kept));
	return kept;
}

static int find_first(struct choice *c, struct found *f, struct err *err)
{
	int code = 0;

	choice_local(c);
	f->bound = -MIP_INFINITY;
	if (c->columns >= RELAX)
		code = choice_prove(c, RELAX_GAP, RELAX_WORK, &f->bound, err);
	choice_value(c, &f->broken, &f->open, &f->money);
	f->chosen = keep_chosen(c);
	return code;
}

/* Nothing is left for a solver. */
static bool is_near(const struct found *f)
{
	return f->broken < 1e-6 && f->open < 1e-6 && f->bound > 0 &&
	       f->money - f->bound <= RELAX_GAP * f->bound;
}

/* The solver starts from it: who gets what, the rest follows. */
static void set_start(struct model *w, const struct found *f)
{
	const struct choice *c = w->c;
	size_t g, k, j;

	if (f->broken > 1e-6)
		return;
	w->m.start = mem_alloc(w->m.n_columns, sizeof(*w->m.start));
	for (j = 0; j < w->m.n_columns; j++)
		w->m.start[j] = MIP_UNKNOWN;
	for (k = 0; k < c->n_candidates; k++) {
		if (w->y[k] != NONE)
			w->m.start[w->y[k]] = 0;
		for (g = 0; g < c->n_groups; g++) {
			size_t x = *model_x(w, g, k);
			bool chosen = f->chosen[g * c->n_candidates + k];

			if (x == NONE)
				continue;
			w->m.start[x] = chosen;
			if (chosen)
				w->m.start[w->y[k]] = 1;
		}
	}
}

/* On a large programme the solver may stop with little in hand, or nothing: then the better of its
 * choice and that of the local search stands. */
static void take_better(struct choice *c, const struct model *w, const struct found *f, bool solved)
{
	double broken = 0, open = 0, money = 0;
	size_t g, k;

	if (solved)
		choice_value(c, &broken, &open, &money);
	c->bound = isinf(w->m.bound) ? 0 : w->m.bound * w->scale;
	c->bound = f->bound > c->bound ? f->bound : c->bound;
	if (solved && (f->broken > 1e-6 || f->open > open + 1e-6 ||
		       (f->open > open - 1e-6 && f->money >= money)))
		return;
	for (k = 0; k < c->n_candidates; k++)
		c->candidates[k].offers.settled = false;
	for (g = 0; g < c->n_groups; g++)
		memcpy(c->groups[g].chosen, f->chosen + g * c->n_candidates,
		       c->n_candidates * sizeof(*f->chosen));
	c->objective = f->money;
}

int choice_solve(struct choice *c, struct err *err)
{
	struct found first = { NULL, 0, 0, 0, -MIP_INFINITY };
	struct model w;
	int code = 0;

	model_build(&w, c, false);
	c->columns = w.m.n_columns;
	if (!w.m.n_columns) {
		c->proven = true;
		model_release(&w);
		return 0;
	}
	if (w.m.n_columns > SMALL) {
		code = find_first(c, &first, err);
		set_start(&w, &first);
	}
	if (!code && first.chosen && is_near(&first)) {
		c->bound = first.bound;
		c->objective = first.money;
		c->proven = true;
		free(first.chosen);
		model_release(&w);
		return 0;
	}
	prepare(&w, 1);
	if (!code)
		code = c->r->solve(c->r->solve_context, &w.m, err);
	if (!code && w.m.status == MIP_INFEASIBLE) {
		model_release(&w);
		model_build(&w, c, true);
		prepare(&w, 1);
		code = solve_elastic(&w, err);
	}
	if (!code && mip_solved(&w.m)) {
		read_choice(&w, c);
		drop_superfluous(c);
	}
	if (!code && w.m.status != MIP_OPTIMAL) {
		if (!first.chosen) {
			bool *solved = keep_chosen(c);

			code = find_first(c, &first, err);
			for (size_t g = 0; g < c->n_groups; g++)
				memcpy(c->groups[g].chosen, solved + g * c->n_candidates,
				       c->n_candidates * sizeof(*solved));
			free(solved);
		}
		take_better(c, &w, &first, mip_solved(&w.m));
	}
	free(first.chosen);
	model_release(&w);
	return code;
}

int choice_solve_forced(struct choice *c, size_t force, double *ret_cost, struct err *err)
{
	struct model w;
	int code = 0;

	model_build(&w, c, false);
	*ret_cost = MIP_INFINITY;
	if (w.y[force] != NONE) {
		model_force(&w, force);
		prepare(&w, FORCED_SHARE);
		code = c->r->solve(c->r->solve_context, &w.m, err);
		if (!code && w.m.status != MIP_INFEASIBLE)
			*ret_cost = w.m.bound * w.scale;
	}
	model_release(&w);
	return code;
}
