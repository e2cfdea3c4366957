/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/exact.h"

#include "sched/alloc.h"
#include "sched/learn.h"

#define MAX_PAIRS 4000000
#define MAX_TASKS 3000

struct exact {
	struct search *s;
	struct learn *l;
	struct plan plan;
	int64_t unit;
	int32_t horizon; /* the end is at or before it */
	int32_t *starts;
	uint32_t n;      /* variables: activities, the end, one for each low stretch of capacity */
};

static int64_t gcd(int64_t a, int64_t b)
{
	while (b) {
		int64_t r = a % b;

		a = b;
		b = r;
	}
	return a < 0 ? -a : a;
}

static bool served(const struct core *c)
{
	if (c->has_calendar || c->multi_mode || c->n == 0 || c->n > MAX_TASKS)
		return false;
	for (size_t i = 0; i < c->n; i++)
		if (c->is_fixed[i])
			return false;
	return true;
}

static int64_t common_unit(const struct core *c)
{
	int64_t g = 0;

	for (size_t i = 0; i < c->n; i++) {
		g = gcd(c->modes[c->first_mode[i]].duration, g);
		g = gcd(c->release[i], g);
		if (c->p->activities[i].deadline != SCHED_NEVER)
			g = gcd(c->p->activities[i].deadline, g);
	}
	for (size_t a = 0; a < c->pred.first[c->n]; a++)
		g = gcd(c->pred.arcs[a].lag, g);
	for (size_t a = 0; a < c->max_in.first[c->n]; a++)
		g = gcd(c->max_in.arcs[a].lag, g);
	for (size_t r = 0; r < c->n_resources; r++)
		for (size_t k = 0; k < c->p->resources[r].n_steps; k++)
			g = gcd(c->p->resources[r].steps[k].from - c->p->origin, g);
	return g ? g : 1;
}

/* No shortest plan is longer: each activity waits at most for one other, or one lag, at a time. */
static int64_t longest(const struct core *c)
{
	int64_t sum = 0, from = 0;

	for (uint32_t i = 0; i < c->n; i++) {
		int64_t d = c->modes[c->first_mode[i]].duration, most = d;

		for (uint32_t a = c->succ.first[i]; a < c->succ.first[i + 1]; a++)
			if (d + c->succ.arcs[a].lag > most)
				most = d + c->succ.arcs[a].lag;
		/* A maximum lag pulls its far end behind: start(from) >= start(to) - lag -
		 * duration. */
		for (uint32_t a = c->max_in.first[i]; a < c->max_in.first[i + 1]; a++) {
			const struct core_arc *x = &c->max_in.arcs[a];
			int64_t back = -x->lag - c->modes[c->first_mode[x->other]].duration;

			if (back > most)
				most = back;
		}
		sum += most;
		from = c->release[i] > from ? c->release[i] : from;
	}
	for (size_t r = 0; r < c->n_resources; r++) {
		const struct sched_resource *res = &c->p->resources[r];

		if (res->n_steps && res->steps[res->n_steps - 1].from - c->p->origin > from)
			from = res->steps[res->n_steps - 1].from - c->p->origin;
	}
	return sum + from;
}

static int64_t duration_of(const struct exact *e, uint32_t i)
{
	const struct core *c = e->s->c;

	return c->modes[c->first_mode[i]].duration / e->unit;
}

static void add_lags(struct exact *e, uint32_t end)
{
	const struct core *c = e->s->c;

	for (uint32_t i = 0; i < c->n; i++) {
		learn_lag(e->l, i, end, (int32_t)duration_of(e, i));
		for (uint32_t a = c->succ.first[i]; a < c->succ.first[i + 1]; a++)
			learn_lag(e->l, i, c->succ.arcs[a].other,
				  (int32_t)(duration_of(e, i) + c->succ.arcs[a].lag / e->unit));
		for (uint32_t a = c->max_out.first[i]; a < c->max_out.first[i + 1]; a++)
			learn_lag(e->l, c->max_out.arcs[a].other, i,
				  (int32_t)(-duration_of(e, i) - c->max_out.arcs[a].lag / e->unit));
	}
}

struct dip {
	int32_t from, to, demand;
	uint32_t resource;
};

/* Where a resource has less than its most: work that is already there. */
static size_t find_dips(const struct core *c, int64_t unit, int32_t horizon, struct dip *dips)
{
	size_t n = 0;

	for (uint32_t r = 0; r < c->n_resources; r++) {
		const struct sched_resource *res = &c->p->resources[r];
		int64_t most = 0, now = 0, at = 0;

		for (size_t k = 0; k < res->n_steps; k++)
			most = res->steps[k].capacity > most ? res->steps[k].capacity : most;
		for (size_t k = 0; k <= res->n_steps; k++) {
			int64_t t = k < res->n_steps
					    ? (res->steps[k].from - c->p->origin) / unit
					    : horizon + 1;

			if (t > horizon + 1)
				t = horizon + 1;
			if (t > at && now < most) {
				if (dips)
					dips[n] = (struct dip){(int32_t)at, (int32_t)t,
							       (int32_t)(most - now), r};
				n++;
			}
			at = t > at ? t : at;
			if (k < res->n_steps)
				now = res->steps[k].capacity;
		}
	}
	return n;
}

static void add_resources(struct exact *e, const struct dip *dips, size_t n_dips)
{
	const struct core *c = e->s->c;
	struct learn_task *tasks;

	SCHED_ARRAY(tasks, c->n + n_dips);
	for (uint32_t r = 0; r < c->n_resources; r++) {
		const struct sched_resource *res = &c->p->resources[r];
		int64_t most = 0;
		size_t n = 0;

		for (size_t k = 0; k < res->n_steps; k++)
			most = res->steps[k].capacity > most ? res->steps[k].capacity : most;
		for (uint32_t i = 0; i < c->n; i++) {
			const struct core_mode *m = &c->modes[c->first_mode[i]];

			for (uint32_t k = 0; k < m->n_needs; k++)
				if (c->needs[m->need + k].index == r)
					tasks[n++] = (struct learn_task){
						i, (int32_t)duration_of(e, i),
						(int32_t)c->needs[m->need + k].amount};
		}
		for (size_t d = 0; d < n_dips; d++)
			if (dips[d].resource == r)
				tasks[n++] = (struct learn_task){(uint32_t)(c->n + 1 + d),
								 dips[d].to - dips[d].from,
								 dips[d].demand};
		if (n)
			learn_resource(e->l, tasks, n, (int32_t)most);
	}
	free(tasks);
}

/* Bounds of all variables; false when they are too many. */
static bool build(struct exact *e, const struct dip *dips, size_t n_dips)
{
	const struct core *c = e->s->c;
	int32_t *low, *high;
	int64_t pairs = 0;
	bool ok;

	SCHED_ARRAY(low, e->n);
	SCHED_ARRAY(high, e->n);
	for (uint32_t i = 0; i < c->n; i++) {
		int64_t last = e->horizon - c->tail[i] / e->unit;
		int64_t deadline = c->p->activities[i].deadline;

		if (deadline != SCHED_NEVER && deadline / e->unit < last)
			last = deadline / e->unit;
		low[i] = (int32_t)((c->head[i] + e->unit - 1) / e->unit);
		high[i] = (int32_t)(last - duration_of(e, i));
		pairs += high[i] > low[i] ? high[i] - low[i] : 0;
		if (high[i] < low[i])
			high[i] = low[i] - 1;
	}
	high[c->n] = e->horizon;
	pairs += e->horizon;
	for (size_t d = 0; d < n_dips; d++)
		low[c->n + 1 + d] = high[c->n + 1 + d] = dips[d].from;
	ok = pairs < MAX_PAIRS;
	if (ok) {
		bool empty = false;

		for (uint32_t i = 0; i < e->n; i++)
			if (high[i] < low[i]) {
				empty = true;
				high[i] = low[i];
			}
		e->l = learn_new(e->n, low, high);
		add_lags(e, (uint32_t)c->n);
		add_resources(e, dips, n_dips);
		if (empty)
			learn_limit(e->l, (uint32_t)c->n, -1);
	}
	free(low);
	free(high);
	return ok;
}

struct exact *exact_new(struct search *s)
{
	const struct core *c = s->c;
	struct exact *e;
	struct dip *dips;
	size_t n_dips;
	int64_t horizon;
	bool ok;

	if (!served(c))
		return NULL;
	SCHED_ARRAY(e, 1);
	e->s = s;
	e->unit = common_unit(c);
	horizon = longest(c) / e->unit + 1;
	if (s->found && s->best.late == 0)
		horizon = s->best.value[SCHED_MAKESPAN] / e->unit - 1;
	if (horizon < 0 || horizon > MAX_PAIRS) {
		free(e);
		return NULL;
	}
	e->horizon = (int32_t)horizon;
	n_dips = find_dips(c, e->unit, e->horizon, NULL);
	SCHED_ARRAY(dips, n_dips);
	find_dips(c, e->unit, e->horizon, dips);
	e->n = (uint32_t)(c->n + 1 + n_dips);
	SCHED_ARRAY(e->starts, e->n);
	core_plan_init(&e->plan, c);
	ok = build(e, dips, n_dips);
	free(dips);
	if (!ok) {
		exact_free(e);
		return NULL;
	}
	return e;
}

void exact_free(struct exact *e)
{
	if (!e)
		return;
	learn_free(e->l);
	core_plan_release(&e->plan);
	free(e->starts);
	free(e);
}

static void take_best(struct exact *e)
{
	const struct core *c = e->s->c;
	int32_t end = (int32_t)(e->s->best.value[SCHED_MAKESPAN] / e->unit);

	for (uint32_t i = 0; i < c->n; i++)
		e->starts[i] = (int32_t)(e->s->best.start[i] / e->unit);
	e->starts[c->n] = end - 1;
	learn_guide(e->l, e->starts);
	learn_limit(e->l, (uint32_t)c->n, end - 1);
}

enum exact_answer exact_run(struct exact *e, uint64_t conflicts, bool (*stop)(void *), void *ctx)
{
	const struct core *c = e->s->c;
	bool good = e->s->found && e->s->best.late == 0 && e->s->best.over == 0;

	if (good)
		take_best(e);
	for (;;) {
		enum learn_answer a = learn_search(e->l, conflicts, stop, ctx, e->starts);

		if (a == LEARN_STOPPED)
			return EXACT_OPEN;
		if (a == LEARN_NONE) {
			if (!good)
				return EXACT_INFEASIBLE;
			e->s->bound[SCHED_MAKESPAN] = e->s->best.value[SCHED_MAKESPAN];
			return EXACT_OPTIMAL;
		}
		for (uint32_t i = 0; i < c->n; i++) {
			e->plan.mode[i] = c->first_mode[i];
			e->plan.start[i] = e->starts[i] * e->unit;
			e->plan.finish[i] =
				e->plan.start[i] + c->modes[c->first_mode[i]].duration;
		}
		plan_measure(&e->plan, c);
		e->s->used++;
		search_offer(e->s, &e->plan);
		good = true;
		if (search_optimal(e->s))
			return EXACT_OPTIMAL;
		take_best(e);
	}
}
