/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The choice as a mixed-integer programme: a set cover with fixed charges.
 *
 *	x[g,k]   group g gets candidate k            y[k]  k is used at all
 *	t[o]     rung o is bought, q[o] units of it  own   spare seats used, per pool
 *	v[w]     vendor w is among the chosen        s[n]  need n stays unmet
 *
 *	minimise   Σ yearly costs of rungs + Σ penalty · s   over optional needs
 *	subject to every need: Σ x[g,k that meet it] + s >= 1
 *	           x[g,k] <= y[k] <= v[vendor of k],  vendors_min <= Σ v <= vendors_max
 *	           x[g,a] + x[g,b] <= 1 for conflicting a, b
 *	           units bought + own >= assets that get k, pool by pool, unless a flat rung is bought
 *	           from·t <= q <= to·t,  Σ t <= 1 per pool,  Σ cash <= budget
 *
 * s of mandatory needs is zero.  When that has no solution (budget, vendor limit, conflicts), a
 * first run finds the least weight of unmet mandatory needs and a second one the least cost at that
 * weight: never only "infeasible".
 */
#include "config.h"
#include "plan/choice_model.h"

#include <stdlib.h>

#include "util/money.h"
#include "util/vec.h"

/* ---- who gets what --------------------------------------------------------------------------- */

static void add_uses(struct model *w)
{
	const struct choice *c = w->c;
	size_t g, k, n;

	for (k = 0; k < c->n_candidates; k++) {
		w->y[k] = NONE;
		for (g = 0; g < c->n_groups; g++) {
			const struct choice_group *group = &c->groups[g];
			bool useful = false;

			for (n = 0; n < group->n_needs && !useful; n++)
				useful = group->needs[n].met_by[k];
			*model_x(w, g, k) = NONE;
			if (!useful || !choice_allows(group, k))
				continue;
			if (w->y[k] == NONE)
				w->y[k] = mip_column(&w->m, MIP_BINARY, 0, 1, 0);
			*model_x(w, g, k) = mip_column(&w->m, MIP_BINARY, 0, 1, 0);
			mip_row(&w->m, -MIP_INFINITY, 0);
			mip_term(&w->m, *model_x(w, g, k), 1);
			mip_term(&w->m, w->y[k], -1);
		}
	}
}

static void add_conflicts(struct model *w, size_t g)
{
	const struct choice *c = w->c;
	size_t a, b;

	for (a = 0; a < c->n_candidates; a++) {
		for (b = a + 1; b < c->n_candidates; b++) {
			if (*model_x(w, g, a) == NONE || *model_x(w, g, b) == NONE ||
			    !choice_conflict(c->s, c->candidates[a].product,
					     c->candidates[b].product))
				continue;
			mip_row(&w->m, -MIP_INFINITY, 1);
			mip_term(&w->m, *model_x(w, g, a), 1);
			mip_term(&w->m, *model_x(w, g, b), 1);
		}
	}
}

static bool same_meeters(const struct model *w, size_t g, const struct choice_need *a,
			 const struct choice_need *b)
{
	size_t k;

	for (k = 0; k < w->c->n_candidates; k++)
		if (*model_x(w, g, k) != NONE && !a->met_by[k] != !b->met_by[k])
			return false;
	return true;
}

/* One row for each set of needs that the same candidates meet. */
static void add_needs(struct model *w, size_t g)
{
	const struct choice *c = w->c;
	const struct choice_group *group = &c->groups[g];
	size_t n, k, later;

	for (n = 0; n < group->n_needs; n++) {
		const struct choice_need *need = &group->needs[n];
		struct slack slack = { .must = 0 };
		bool seen = !need->coverable;

		for (later = 0; later < n && !seen; later++)
			seen = group->needs[later].coverable &&
			       same_meeters(w, g, need, &group->needs[later]);
		if (seen)
			continue;
		for (later = n; later < group->n_needs; later++) {
			const struct choice_need *like = &group->needs[later];
			double weight = like->weight * (double)group->assets;

			if (!like->coverable || !same_meeters(w, g, need, like))
				continue;
			slack.must += like->mandatory ? weight : 0;
			slack.cost += like->mandatory ? 0 : weight * c->penalty / w->scale;
		}
		slack.column = mip_column(&w->m, MIP_BINARY, 0, slack.must > 0 && !w->elastic ? 0 : 1,
					  slack.cost);
		VEC_PUSH(&w->slacks, slack);
		mip_row(&w->m, 1, MIP_INFINITY);
		for (k = 0; k < c->n_candidates; k++)
			if (*model_x(w, g, k) != NONE && need->met_by[k])
				mip_term(&w->m, *model_x(w, g, k), 1);
		mip_term(&w->m, slack.column, 1);
	}
}

/* ---- what it costs --------------------------------------------------------------------------- */

/* Most assets of a pool that could get the candidate. */
static double most_assets(const struct model *w, size_t k, enum pool pool)
{
	const struct choice *c = w->c;
	double most = 0;
	size_t g;

	for (g = 0; g < c->n_groups; g++)
		if (*model_x(w, g, k) != NONE && pool != (c->groups[g].server ? POOL_REST : POOL_SERVERS))
			most += (double)c->groups[g].assets;
	return most;
}

/* q and t of one rung. */
static void add_rung(struct model *w, const struct offer *o, double most, size_t *ret_t,
		     size_t *ret_q)
{
	double from = (double)o->from, to = o->to == INT64_MAX ? MIP_INFINITY : (double)o->to;
	double top = most > from ? most : from;

	if (to < top)
		top = to;
	*ret_t = mip_column(&w->m, MIP_BINARY, 0, 1, o->fixed_yearly / w->scale);
	*ret_q = mip_column(&w->m, MIP_CONTINUOUS, 0, top, o->unit_yearly / w->scale);
	mip_row(&w->m, 0, MIP_INFINITY);
	mip_term(&w->m, *ret_q, 1);
	mip_term(&w->m, *ret_t, -from);
	mip_row(&w->m, -MIP_INFINITY, 0);
	mip_term(&w->m, *ret_q, 1);
	mip_term(&w->m, *ret_t, -top);
	VEC_PUSH(&w->cash, (struct mip_term){ *ret_t, o->fixed_cash / w->scale });
	VEC_PUSH(&w->cash, (struct mip_term){ *ret_q, o->unit_cash / w->scale });
}

struct rungs {
	size_t *t, *q;
	size_t n;
};

static void add_pool_rungs(struct model *w, size_t k, enum pool pool, struct rungs *r)
{
	const struct offers *o = &w->c->candidates[k].offers;
	double most = most_assets(w, k, pool);
	size_t i;

	r->t = mem_alloc(o->n + 1, sizeof(*r->t));
	r->q = mem_alloc(o->n + 1, sizeof(*r->q));
	r->n = 0;
	for (i = 0; i < o->n; i++) {
		if (o->items[i].pool != pool)
			continue;
		add_rung(w, &o->items[i], most, &r->t[r->n], &r->q[r->n]);
		w->taken[k][i] = r->t[r->n];
		r->n++;
	}
	if (r->n > 1) {
		mip_row(&w->m, -MIP_INFINITY, 1);
		for (i = 0; i < r->n; i++)
			mip_term(&w->m, r->t[i], 1);
	}
}

static void release_rungs(struct rungs *r)
{
	free(r->t);
	free(r->q);
}

/* Units bought (+ spare seats) >= assets that get k, unless a flat rung stands in: `flat` relaxes
 * the row when bought, or when NULL the row is of the flat rungs themselves. */
static void add_demand(struct model *w, size_t k, enum pool pool, const struct rungs *r,
		       const struct rungs *flat, size_t own)
{
	const struct choice *c = w->c;
	double most = most_assets(w, k, pool);
	size_t i, g;

	mip_row(&w->m, flat ? 0 : -most, MIP_INFINITY);
	for (i = 0; i < r->n; i++)
		mip_term(&w->m, r->q[i], 1);
	for (i = 0; flat && i < flat->n; i++)
		mip_term(&w->m, flat->t[i], most);
	for (i = 0; !flat && i < r->n; i++)
		mip_term(&w->m, r->t[i], -most);
	if (own != NONE)
		mip_term(&w->m, own, 1);
	for (g = 0; g < c->n_groups; g++)
		if (*model_x(w, g, k) != NONE && pool != (c->groups[g].server ? POOL_REST : POOL_SERVERS))
			mip_term(&w->m, *model_x(w, g, k), -(double)c->groups[g].assets);
}

/* Whoever gets the candidate pays some rung's fixed fee: implied, but it makes the relaxation much
 * stronger.  One row through y where all groups buy from one pool. */
static void require_rung(struct model *w, size_t k)
{
	const struct offers *o = &w->c->candidates[k].offers;
	size_t g, i;

	if (!o->two_pools) {
		mip_row(&w->m, -MIP_INFINITY, 0);
		mip_term(&w->m, w->y[k], 1);
		for (i = 0; i < o->n; i++)
			mip_term(&w->m, w->taken[k][i], -1);
		return;
	}
	for (g = 0; g < w->c->n_groups; g++) {
		enum pool pool = w->c->groups[g].server ? POOL_SERVERS : POOL_REST;

		if (*model_x(w, g, k) == NONE)
			continue;
		mip_row(&w->m, -MIP_INFINITY, 0);
		mip_term(&w->m, *model_x(w, g, k), 1);
		for (i = 0; i < o->n; i++)
			if (o->items[i].pool == pool || o->items[i].pool == POOL_FLAT)
				mip_term(&w->m, w->taken[k][i], -1);
	}
}

static void add_licences(struct model *w, size_t k)
{
	static const enum pool one[] = { POOL_ALL }, two[] = { POOL_REST, POOL_SERVERS };
	const struct offers *o = &w->c->candidates[k].offers;
	const enum pool *pools = o->two_pools ? two : one;
	size_t n_pools = o->two_pools ? 2 : 1, i, own[2] = { NONE, NONE };
	struct rungs flat, rungs;

	w->taken[k] = mem_zalloc(o->n + 1, sizeof(**w->taken));
	add_pool_rungs(w, k, POOL_FLAT, &flat);
	if (flat.n)
		add_demand(w, k, POOL_ALL, &flat, NULL, NONE);
	for (i = 0; i < n_pools; i++) {
		add_pool_rungs(w, k, pools[i], &rungs);
		if (o->spare)
			own[i] = mip_column(&w->m, MIP_CONTINUOUS, 0, (double)o->spare, 0);
		add_demand(w, k, pools[i], &rungs, &flat, own[i]);
		release_rungs(&rungs);
	}
	if (o->spare && n_pools == 2) {
		w->own[k] = own[1];
		mip_row(&w->m, -MIP_INFINITY, (double)o->spare);
		mip_term(&w->m, own[0], 1);
		mip_term(&w->m, own[1], 1);
	}
	release_rungs(&flat);
	if (!o->spare)
		require_rung(w, k);
}

/* ---- limits ---------------------------------------------------------------------------------- */

/* One column per vendor that a useful candidate has; products without vendor stand for their own. */
struct vendor_column {
	size_t vendor, column;
};

static size_t vendor_column(struct model *w, struct vendor_column *used, size_t *n, size_t vendor)
{
	size_t i;

	for (i = 0; i < *n; i++)
		if (vendor != NONE && used[i].vendor == vendor)
			return i;
	used[*n] = (struct vendor_column){ vendor, mip_column(&w->m, MIP_BINARY, 0, 1, 0) };
	return (*n)++;
}

/* v <= Σ y of its candidates, and y of a candidate <= Σ x: a vendor counts only when used. */
static void require_vendors(struct model *w, const struct vendor_column *used, size_t n,
			    const size_t *of)
{
	const struct choice *c = w->c;
	struct slack few = { .must = 1 };
	size_t i, k, g;

	for (i = 0; i < n; i++) {
		mip_row(&w->m, 0, MIP_INFINITY);
		mip_term(&w->m, used[i].column, -1);
		for (k = 0; k < c->n_candidates; k++)
			if (w->y[k] != NONE && of[k] == i)
				mip_term(&w->m, w->y[k], 1);
	}
	for (k = 0; k < c->n_candidates; k++) {
		if (w->y[k] == NONE)
			continue;
		mip_row(&w->m, 0, MIP_INFINITY);
		mip_term(&w->m, w->y[k], -1);
		for (g = 0; g < c->n_groups; g++)
			if (*model_x(w, g, k) != NONE)
				mip_term(&w->m, *model_x(w, g, k), 1);
	}
	few.column = mip_column(&w->m, MIP_INTEGER, 0, w->elastic ? (double)c->vendors_min : 0, 0);
	VEC_PUSH(&w->slacks, few);
	mip_row(&w->m, (double)c->vendors_min, MIP_INFINITY);
	for (i = 0; i < n; i++)
		mip_term(&w->m, used[i].column, 1);
	mip_term(&w->m, few.column, 1);
}

static void add_vendor_limits(struct model *w)
{
	const struct choice *c = w->c;
	struct vendor_column *used = mem_alloc(c->n_candidates + 1, sizeof(*used));
	size_t *of = mem_alloc(c->n_candidates + 1, sizeof(*of)), n = 0, i, k;

	for (k = 0; k < c->n_candidates; k++) {
		if (w->y[k] == NONE)
			continue;
		of[k] = vendor_column(w, used, &n, c->s->products[c->candidates[k].product].vendor);
		mip_row(&w->m, -MIP_INFINITY, 0);
		mip_term(&w->m, w->y[k], 1);
		mip_term(&w->m, used[of[k]].column, -1);
	}
	if (c->vendors_max > 0) {
		mip_row(&w->m, -MIP_INFINITY, (double)c->vendors_max);
		for (i = 0; i < n; i++)
			mip_term(&w->m, used[i].column, 1);
	}
	if (c->vendors_min > 1 && n)
		require_vendors(w, used, n, of);
	free(used);
	free(of);
}

static void add_fate_cap(struct model *w)
{
	const struct choice *c = w->c;
	size_t g, k;

	mip_row(&w->m, -MIP_INFINITY, (double)c->fate_cap);
	for (k = 0; k < c->n_candidates; k++)
		for (g = 0; g < c->n_groups && c->candidates[k].capped; g++)
			if (*model_x(w, g, k) != NONE)
				mip_term(&w->m, *model_x(w, g, k), (double)c->groups[g].assets);
}

static void add_budget(struct model *w)
{
	size_t i;

	mip_row(&w->m, -MIP_INFINITY, (double)w->c->r->budget / w->scale);
	for (i = 0; i < w->cash.n; i++)
		mip_term(&w->m, w->cash.items[i].column, w->cash.items[i].value);
}

void model_force(struct model *w, size_t k)
{
	size_t g;

	mip_row(&w->m, 1, MIP_INFINITY);
	for (g = 0; g < w->c->n_groups; g++)
		if (*model_x(w, g, k) != NONE)
			mip_term(&w->m, *model_x(w, g, k), 1);
}

/* ---- the whole ------------------------------------------------------------------------------- */

void model_build(struct model *w, const struct choice *c, bool elastic)
{
	int i;
	size_t g, k;

	*w = (struct model){ .c = c, .scale = 1, .elastic = elastic };
	for (i = 0; i < currency_exponent(c->s->currency); i++)
		w->scale *= 10;
	w->x = mem_alloc(c->n_groups * c->n_candidates + 1, sizeof(*w->x));
	w->y = mem_alloc(c->n_candidates + 1, sizeof(*w->y));
	w->taken = mem_zalloc(c->n_candidates + 1, sizeof(*w->taken));
	w->own = mem_alloc(c->n_candidates + 1, sizeof(*w->own));
	for (k = 0; k < c->n_candidates; k++)
		w->own[k] = NONE;
	add_uses(w);
	for (g = 0; g < c->n_groups; g++) {
		add_conflicts(w, g);
		add_needs(w, g);
	}
	for (k = 0; k < c->n_candidates; k++)
		if (w->y[k] != NONE)
			add_licences(w, k);
	if (c->vendors_max > 0 || c->vendors_min > 1)
		add_vendor_limits(w);
	if (c->fate_cap > 0)
		add_fate_cap(w);
	if (c->r->budget >= 0)
		add_budget(w);
}

void model_release(struct model *w)
{
	size_t k;

	for (k = 0; k < w->c->n_candidates; k++)
		free(w->taken[k]);
	free(w->taken);
	free(w->own);
	mip_release(&w->m);
	free(w->x);
	free(w->y);
	VEC_RELEASE(&w->slacks);
	VEC_RELEASE(&w->cash);
}
