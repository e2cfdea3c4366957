/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/worlds.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

/* A snapshot of another world: the tables that differ are its own, all else is the workspace's. */
struct other {
	struct snapshot s;
	struct snap_step *steps;
	struct snap_prestage *items;
};

static void other_init(struct other *x, const struct snapshot *s, size_t more)
{
	x->s = *s;
	x->steps = mem_copy(s->steps, s->n_steps * sizeof(*s->steps));
	x->items = mem_alloc(s->n_prestage + more, sizeof(*x->items));
	if (s->n_prestage)
		memcpy(x->items, s->prestage, s->n_prestage * sizeof(*x->items));
	x->s.steps = x->steps;
	x->s.prestage = x->items;
}

static void other_release(struct other *x)
{
	free(x->steps);
	free(x->items);
}

/* Nothing was ever done or fetched. */
static void make_bare(struct other *x)
{
	size_t i;

	for (i = 0; i < x->s.n_steps; i++)
		x->steps[i].done_on = SNAP_DATE_NONE;
	for (i = 0; i < x->s.n_prestage; i++)
		x->items[i].obtained_on = SNAP_DATE_NONE;
}

static size_t count_needs(const struct snapshot *s)
{
	size_t n = 0, i;

	for (i = 0; i < s->n_steps; i++)
		n += s->steps[i].needs.n;
	return n;
}

/* Every step was done today; whatever is needed is there, for every product, beside the items of
 * the workspace, whose upkeep goes on. */
static void make_ready(struct other *x)
{
	int64_t today = snapshot_today(&x->s);
	size_t i, k;

	for (i = 0; i < x->s.n_steps; i++) {
		x->steps[i].done_on = today;
		x->steps[i].shelf_life = -1;
		for (k = 0; k < x->steps[i].needs.n; k++)
			x->items[x->s.n_prestage++] = (struct snap_prestage){
				.key = x->steps[i].needs.items[k], .kind = x->steps[i].needs.items[k],
				.product = NONE, .obtained_on = today, .verified_on = today,
				.expires_on = SNAP_DATE_NONE };
	}
}

/* ---- money ----------------------------------------------------------------------------------- */

static void sum_contracts(const struct plan *p, struct world_contracts *ret)
{
	size_t i;

	*ret = (struct world_contracts){ 0 };
	for (i = 0; i < p->n_costs; i++) {
		const struct plan_cost_line *l = &p->costs[i];

		if (strcmp(l->rule, "renewal") == 0)
			ret->saved -= l->amount_workspace;
		else if (strcmp(l->rule, "overlap") == 0)
			ret->overlap += l->amount_workspace;
		else if (!l->memo && strcmp(l->category, "contracts") == 0)
			ret->leaving += l->amount_workspace;
	}
}

/* The switch of this plan, activated so many days later. */
static int contracts_later(const struct snapshot *s, const struct plan_request *r, struct plan *p,
			   int64_t days, struct world_contracts *ret, struct err *err)
{
	struct snapshot later = *s;
	int rc;

	later.now += days * DAY_S;
	rc = plan_cost(&later, r, p, err);
	if (rc == 0)
		sum_contracts(p, ret);
	return rc;
}

static void sum_readiness(const struct snapshot *s, const struct plan *p, struct world *ret)
{
	size_t i;

	for (i = 0; i < p->n_instances; i++)
		if (s->steps[p->instances[i].step].phase == PHASE_PREPARE)
			ret->preparing += p->instances[i].cost;
	for (i = 0; i < p->n_costs; i++) {
		if (strcmp(p->costs[i].rule, "obtain") == 0)
			ret->preparing += p->costs[i].amount_workspace;
		else if (strcmp(p->costs[i].category, "readiness") == 0)
			ret->keeping += p->costs[i].amount_workspace;
	}
}

/* ---- all of it ------------------------------------------------------------------------------- */

static double *copied(const double *samples, size_t n)
{
	return mem_copy(samples, n * sizeof(*samples));
}

static int fill(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		const struct sim_request *how, const int64_t *days, size_t n_days,
		struct world *ret, struct err *err)
{
	struct simulation x;
	size_t i;
	int rc = plan_simulate(s, r, p, how, &x, err);

	if (rc < 0)
		return rc;
	ret->runs = (size_t)how->runs;
	ret->safe = copied(x.samples[SIM_LAST_SAFE], ret->runs);
	ret->prepared = copied(x.prepared, ret->runs);
	ret->change = copied(x.samples[SIM_COST], ret->runs);
	simulation_release(&x);
	ret->affected = p->figures.affected_assets;
	ret->planned = p->figures.last_safe;
	sum_readiness(s, p, ret);
	ret->days = mem_zalloc(n_days, sizeof(*ret->days));
	sum_contracts(p, &ret->days[0]);
	for (i = 0; i < ret->runs; i++)
		ret->change[i] -= (double)(ret->days[0].leaving + ret->days[0].overlap);
	for (i = 1; rc == 0 && i < n_days; i++)
		rc = contracts_later(s, r, p, days[i], &ret->days[i], err);
	return rc;
}

int plan_world(const struct snapshot *s, const struct plan_request *r, enum world_kind kind,
	       const struct sim_request *how, const int64_t *days, size_t n_days,
	       struct world *ret, struct err *err)
{
	struct other x;
	struct plan p;
	int rc;

	*ret = (struct world){ .runs = 0 };
	other_init(&x, s, kind == WORLD_READY ? count_needs(s) : 0);
	if (kind == WORLD_BARE)
		make_bare(&x);
	else if (kind == WORLD_READY)
		make_ready(&x);
	rc = plan_make(&x.s, r, &p, err);
	if (rc == 0) {
		rc = fill(&x.s, r, &p, how, days, n_days, ret, err);
		plan_release(&p);
	}
	if (rc < 0)
		world_release(ret);
	other_release(&x);
	return rc;
}

void world_release(struct world *w)
{
	free(w->safe);
	free(w->prepared);
	free(w->change);
	free(w->days);
	*w = (struct world){ .runs = 0 };
}
