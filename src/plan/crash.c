/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/crash.h"

#include <stdlib.h>
#include <string.h>

#include "util/i18n.h"
#include "util/mem.h"

int64_t crash_cost(const struct crash_problem *c, const bool *bought)
{
	int64_t cost = 0;
	size_t k;

	for (k = 0; k < c->n_options; k++)
		cost += bought[k] ? c->options[k].cost : 0;
	return cost;
}

int64_t crash_time(const struct crash_problem *c, const bool *bought)
{
	struct crash_step *now = mem_copy(c->steps, c->n_steps * sizeof(*now));
	int64_t *finish = mem_zalloc(c->n_steps, sizeof(*finish)), last = 0;
	bool *freed = mem_zalloc(c->n_steps, sizeof(*freed));
	size_t i, k, e = 0;

	for (k = 0; k < c->n_options; k++)
		for (i = 0; bought[k] && i < c->options[k].n_effects; i++) {
			const struct crash_effect *x = &c->options[k].effects[i];

			now[x->step].duration -= x->shorter;
			now[x->step].release -= x->earlier;
			freed[x->step] = freed[x->step] || x->frees;
		}
	/* Edges by their far end, so that one pass does. */
	for (i = 0; i < c->n_steps; i++) {
		int64_t start = now[i].release > 0 ? now[i].release : 0;

		for (; e < c->n_edges && c->edges[e].to == i; e++)
			if (!freed[i] && finish[c->edges[e].from] + c->edges[e].lag > start)
				start = finish[c->edges[e].from] + c->edges[e].lag;
		finish[i] = start + (now[i].duration > 0 ? now[i].duration : 0);
		last = finish[i] > last ? finish[i] : last;
	}
	free(now);
	free(freed);
	free(finish);
	return last;
}

/* ---- the programme --------------------------------------------------------------------------- */

/* Columns: one binary an option, one start a step, and the time.  What the options do to a row is
 * summed first: a column may appear once. */
struct rows {
	const struct crash_problem *c;
	struct mip *m;
	double *sum;    /* by option */
	double longest; /* with this much slack an edge is none */
};

static void take_effects(const struct rows *r, size_t step, double duration, double release)
{
	const struct crash_problem *c = r->c;
	size_t k, i;

	for (k = 0; k < c->n_options; k++)
		for (i = 0; i < c->options[k].n_effects; i++) {
			const struct crash_effect *x = &c->options[k].effects[i];

			if (x->step == step)
				r->sum[k] += duration * (double)x->shorter +
					release * (double)x->earlier;
		}
}

static void take_freedom(const struct rows *r, size_t to)
{
	const struct crash_problem *c = r->c;
	size_t k, i;

	for (k = 0; k < c->n_options; k++)
		for (i = 0; i < c->options[k].n_effects; i++)
			if (c->options[k].effects[i].step == to && c->options[k].effects[i].frees)
				r->sum[k] += r->longest;
}

static void end_row(const struct rows *r)
{
	size_t k;

	for (k = 0; k < r->c->n_options; k++) {
		if (r->sum[k] > 0)
			mip_term(r->m, k, r->sum[k]);
		r->sum[k] = 0;
	}
}

static void add_step(const struct rows *r, size_t step)
{
	const struct crash_step *s = &r->c->steps[step];
	size_t start = r->c->n_options, time = r->c->n_options + r->c->n_steps;

	if (s->release > 0) {
		mip_row(r->m, (double)s->release, MIP_INFINITY);
		mip_term(r->m, start + step, 1);
		take_effects(r, step, 0, 1);
		end_row(r);
	}
	mip_row(r->m, (double)s->duration, MIP_INFINITY);
	mip_term(r->m, time, 1);
	mip_term(r->m, start + step, -1);
	take_effects(r, step, 1, 0);
	end_row(r);
}

static void add_edge(const struct rows *r, const struct crash_edge *e)
{
	size_t start = r->c->n_options;

	mip_row(r->m, (double)(r->c->steps[e->from].duration + e->lag), MIP_INFINITY);
	mip_term(r->m, start + e->to, 1);
	mip_term(r->m, start + e->from, -1);
	take_effects(r, e->from, 1, 0);
	take_freedom(r, e->to);
	end_row(r);
}

static double longest_time(const struct crash_problem *c)
{
	bool *none = mem_zalloc(c->n_options, sizeof(*none));
	int64_t time = crash_time(c, none);

	free(none);
	return (double)time;
}

static void add_groups(const struct crash_problem *c, struct mip *m)
{
	size_t k, i;

	for (k = 0; k < c->n_options; k++) {
		bool first = c->options[k].group != NONE;

		for (i = 0; first && i < k; i++)
			first = c->options[i].group != c->options[k].group;
		if (!first)
			continue;
		mip_row(m, -MIP_INFINITY, 1);
		for (i = k; i < c->n_options; i++)
			if (c->options[i].group == c->options[k].group)
				mip_term(m, i, 1);
	}
}

static void add_needs(const struct crash_problem *c, struct mip *m)
{
	size_t k, i;

	for (k = 0; k < c->n_options; k++)
		for (i = 0; i < c->options[k].n_needs; i++) {
			mip_row(m, -MIP_INFINITY, 0);
			mip_term(m, k, 1);
			mip_term(m, c->options[k].needs[i], -1);
		}
}

static void build(const struct crash_problem *c, struct mip *m, bool fastest, int64_t limit)
{
	struct rows r = { c, m, mem_zalloc(c->n_options, sizeof(double)), longest_time(c) };
	size_t i;

	for (i = 0; i < c->n_options; i++)
		mip_column(m, MIP_BINARY, 0, 1, fastest ? 0 : (double)c->options[i].cost);
	for (i = 0; i < c->n_steps; i++)
		mip_column(m, MIP_CONTINUOUS, 0, MIP_INFINITY, 0);
	mip_column(m, MIP_CONTINUOUS, 0, fastest ? MIP_INFINITY : (double)limit, fastest ? 1 : 0);
	for (i = 0; i < c->n_steps; i++)
		add_step(&r, i);
	for (i = 0; i < c->n_edges; i++)
		add_edge(&r, &c->edges[i]);
	add_groups(c, m);
	add_needs(c, m);
	if (fastest) {
		mip_row(m, -MIP_INFINITY, (double)limit);
		for (i = 0; i < c->n_options; i++)
			if (c->options[i].cost)
				mip_term(m, i, (double)c->options[i].cost);
	}
	free(r.sum);
}

static int solve(const struct crash_problem *c, bool fastest, int64_t limit, bool *ret_bought,
		 bool *ret_proven, struct err *err)
{
	struct mip m = MIP_INIT;
	size_t i;
	int rc;

	build(c, &m, fastest, limit);
	m.node_limit = 1000000;
	rc = c->solve(c->solve_context, &m, err);
	if (rc == 0 && m.values) {
		for (i = 0; i < c->n_options; i++)
			ret_bought[i] = m.values[i] > 0.5;
		*ret_proven = m.status == MIP_OPTIMAL;
		rc = 1;
	} else if (rc == 0 && m.status != MIP_INFEASIBLE) {
		rc = err_set(err, ERR_INFEASIBLE,
			     N_("the trade-off was not solved within the solver's limit"));
	}
	mip_release(&m);
	return rc;
}

int crash_fastest(const struct crash_problem *c, int64_t budget, bool *ret_bought,
		  bool *ret_proven, struct err *err)
{
	return solve(c, true, budget, ret_bought, ret_proven, err);
}

int crash_cheapest(const struct crash_problem *c, int64_t time, bool *ret_bought,
		   bool *ret_proven, struct err *err)
{
	return solve(c, false, time, ret_bought, ret_proven, err);
}

/* ---- the curve ------------------------------------------------------------------------------- */

/* The cheapest choice within `time`, and of as cheap ones the fastest. */
static int point_within(const struct crash_problem *c, int64_t time, struct arena *arena,
			struct crash_point *ret, struct err *err)
{
	bool *bought = arena_alloc(arena, c->n_options, sizeof(*bought)), also;
	int rc = crash_cheapest(c, time, bought, &ret->proven, err);

	if (rc <= 0)
		return rc;
	rc = crash_fastest(c, crash_cost(c, bought), bought, &also, err);
	ret->bought = bought;
	ret->cost = crash_cost(c, bought);
	ret->time = crash_time(c, bought);
	ret->proven = ret->proven && also;
	return rc;
}

int crash_curve(const struct crash_problem *c, int64_t budget, size_t max, struct arena *arena,
		struct crash_point *ret, size_t *ret_n, struct err *err)
{
	bool *none = arena_alloc(arena, c->n_options, sizeof(*none)), proven;
	bool *all = arena_alloc(arena, c->n_options, sizeof(*all));
	int64_t target = crash_time(c, none), least, step;
	size_t n = 0;
	int rc = crash_fastest(c, budget < 0 ? INT64_MAX / 4 : budget, all, &proven, err);

	if (rc <= 0)
		return rc;
	least = crash_time(c, all);
	step = max > 1 ? (target - least) / (int64_t)(max - 1) : target - least;
	while (n < max) {
		rc = point_within(c, target, arena, &ret[n], err);
		if (rc <= 0 || (budget >= 0 && ret[n].cost > budget))
			break;
		target = ret[n].time - (step > 1 ? step : 1);
		n++;
		if (ret[n - 1].time <= least)
			break;
		if (target < least)
			target = least;
	}
	*ret_n = n;
	return rc < 0 ? rc : 0;
}

size_t crash_knee(const struct crash_point *points, size_t n)
{
	double width, height, most = 0;
	size_t i, knee = NONE;

	if (n < 3)
		return NONE;
	width = (double)(points[n - 1].cost - points[0].cost);
	height = (double)(points[0].time - points[n - 1].time);
	for (i = 1; width > 0 && height > 0 && i + 1 < n; i++) {
		double below = (double)(points[0].time - points[i].time) / height -
			(double)(points[i].cost - points[0].cost) / width;

		if (below > most) {
			most = below;
			knee = i;
		}
	}
	return knee;
}
