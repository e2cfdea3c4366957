/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/sched.h"

#include "sched/alloc.h"
#include "sched/validate.h"

/* A problem whose top tables, and the rows the levers change, are its own. */
struct changed {
	struct sched_problem p;
	struct sched_activity *activities;
	struct sched_resource *resources;
	struct sched_calendar *calendars;
	void **own; /* rows to free */
	size_t n_own;
};

static void *keep(struct changed *x, void *row)
{
	SCHED_GROW(x->own, x->n_own + 1);
	x->own[x->n_own++] = row;
	return row;
}

static void changed_init(struct changed *x, const struct sched_problem *p)
{
	*x = (struct changed){.p = *p};
	x->activities = mem_copy(p->activities, p->n_activities * sizeof(*p->activities));
	x->resources = mem_copy(p->resources, p->n_resources * sizeof(*p->resources));
	x->calendars = mem_copy(p->calendars, p->n_calendars * sizeof(*p->calendars));
	x->p.activities = x->activities;
	x->p.resources = x->resources;
	x->p.calendars = x->calendars;
}

static void changed_release(struct changed *x)
{
	for (size_t i = 0; i < x->n_own; i++)
		free(x->own[i]);
	free(x->own);
	free(x->activities);
	free(x->resources);
	free(x->calendars);
}

static void more_capacity(struct changed *x, const struct sched_lever *l)
{
	struct sched_resource *r = &x->resources[l->index];
	struct sched_step *steps;
	bool ahead = l->everywhere && (r->n_steps == 0 || r->steps[0].from > x->p.origin);
	size_t n = r->n_steps + ahead;

	keep(x, SCHED_ARRAY(steps, n));
	if (ahead)
		steps[0].from = x->p.origin;
	for (size_t i = 0; i < r->n_steps; i++)
		steps[i + ahead] = r->steps[i];
	for (size_t i = 0; i < n; i++)
		if (l->everywhere || steps[i].capacity > 0)
			steps[i].capacity += l->amount;
	for (size_t i = 0; i < n; i++)
		if (steps[i].capacity < 0)
			steps[i].capacity = 0;
	*r = (struct sched_resource){steps, n};
}

static void more_windows(struct changed *x, const struct sched_lever *l)
{
	struct sched_calendar *c = &x->calendars[l->index];
	struct sched_window *w, add = l->window;
	size_t n = 0;
	bool placed = false;

	keep(x, SCHED_ARRAY(w, c->n_windows + 1));
	for (size_t i = 0; i < c->n_windows; i++) {
		struct sched_window v = c->windows[i];

		if (v.close >= add.open && v.open <= add.close) { /* they touch: one window */
			add.open = v.open < add.open ? v.open : add.open;
			add.close = v.close > add.close ? v.close : add.close;
			continue;
		}
		if (!placed && v.open > add.close) {
			w[n++] = add;
			placed = true;
		}
		w[n++] = v;
	}
	if (!placed)
		w[n++] = add;
	*c = (struct sched_calendar){w, n};
}

static bool pull(struct changed *x, const struct sched_lever *l)
{
	static const enum sched_lever_kind of_activity[] = {
		SCHED_LEVER_MODE, SCHED_LEVER_RELEASE, SCHED_LEVER_DONE};
	size_t limit = l->kind == SCHED_LEVER_CAPACITY ? x->p.n_resources : x->p.n_calendars;
	struct sched_activity *a;

	for (size_t i = 0; i < 3; i++)
		if (l->kind == of_activity[i])
			limit = x->p.n_activities;
	if (l->index >= limit)
		return false;
	if (l->kind == SCHED_LEVER_CAPACITY) {
		more_capacity(x, l);
		return true;
	}
	if (l->kind == SCHED_LEVER_WINDOW) {
		if (l->window.open < l->window.close)
			more_windows(x, l);
		return l->window.open < l->window.close;
	}
	a = &x->activities[l->index];
	if (l->kind == SCHED_LEVER_RELEASE) {
		a->release = l->amount > 0 ? l->amount : 0;
	} else if (l->kind == SCHED_LEVER_DONE) {
		a->state = SCHED_DONE;
		a->fixed_start = a->fixed_finish = 0;
		a->fixed_mode = 0;
	} else {
		if (l->amount < 0 || (size_t)l->amount >= a->n_modes)
			return false;
		a->modes += l->amount;
		a->n_modes = 1;
	}
	return true;
}

int sched_lever_value(const struct sched_problem *problem, const struct sched_options *options,
		      const struct sched_result *base, const struct sched_lever *levers,
		      size_t n_levers, struct sched_result *ret)
{
	struct changed x;
	struct sched_options o = *options;
	struct sched_result hint;
	int status = SCHED_OK;

	if (!sched_valid(problem, &ret->failure))
		return SCHED_INVALID;
	changed_init(&x, problem);
	sched_result_init(&hint);
	if (base && base->n_slots == problem->n_activities) {
		sched_result_copy(base, &hint);
		o.hint = &hint;
	}
	for (size_t i = 0; i < n_levers; i++) {
		if (!pull(&x, &levers[i])) {
			sched_fail(&ret->failure, SCHED_FAULT_INDEX, SCHED_NONE, levers[i].index,
				   (int64_t)i);
			status = SCHED_INVALID;
			goto out;
		}
		if (levers[i].kind == SCHED_LEVER_MODE && o.hint)
			hint.slots[levers[i].index].mode = 0;
	}
	status = sched_solve(&x.p, &o, ret);
	for (size_t i = 0; status == SCHED_OK && i < n_levers; i++)
		if (levers[i].kind == SCHED_LEVER_MODE)
			ret->slots[levers[i].index].mode = (uint32_t)levers[i].amount;
out:
	sched_result_release(&hint);
	changed_release(&x);
	return status;
}

/* ---- the curve between the objectives -------------------------------------------------------- */

static bool dominated(const struct sched_result *a, const struct sched_result *by)
{
	for (int o = 0; o < SCHED_N_OBJECTIVES; o++)
		if (by->value[o] > a->value[o])
			return false;
	return true;
}

static int compare_plans(const void *a, const void *b)
{
	const struct sched_result *x = a, *y = b;

	for (int o = 0; o < SCHED_N_OBJECTIVES; o++)
		if (x->value[o] != y->value[o])
			return x->value[o] < y->value[o] ? -1 : 1;
	return 0;
}

/* How much of a goal may be given up for the next, in 1/10000. */
static const int64_t levels[] = {0, 100, 300, 1000, 3000, 10000};
static const enum sched_objective orders[][SCHED_N_OBJECTIVES] = {
	{SCHED_EXPOSURE, SCHED_MAKESPAN, SCHED_COST},
	{SCHED_EXPOSURE, SCHED_COST, SCHED_MAKESPAN},
	{SCHED_MAKESPAN, SCHED_EXPOSURE, SCHED_COST},
	{SCHED_COST, SCHED_EXPOSURE, SCHED_MAKESPAN},
};
#define N_LEVELS (sizeof(levels) / sizeof(levels[0]))
#define N_CURVES (N_LEVELS * sizeof(orders) / sizeof(orders[0]))

static int solve_curve(const struct sched_problem *problem, const struct sched_options *o, size_t k,
		       struct sched_result *ret)
{
	struct sched_problem p = *problem;

	p.n_goals = SCHED_N_OBJECTIVES;
	for (size_t g = 0; g < SCHED_N_OBJECTIVES; g++)
		p.goals[g] = (struct sched_goal){orders[k / N_LEVELS][g], levels[k % N_LEVELS]};
	return sched_solve(&p, o, ret);
}

/* Moves what is not beaten to the front; the rest is released. Of equal plans the first stays. */
static size_t keep_unbeaten(struct sched_result *plans, size_t n, struct sched_result *ret, size_t max)
{
	size_t kept = 0;

	qsort(plans, n, sizeof(*plans), compare_plans);
	for (size_t i = 0; i < n; i++) {
		bool beaten = kept == max;

		/* in this order only an earlier plan can beat one, and what it is beaten by, or what
		 * beats that, was kept */
		for (size_t j = 0; !beaten && j < kept; j++)
			beaten = dominated(&plans[i], &ret[j]);
		if (beaten)
			sched_result_release(&plans[i]);
		else
			ret[kept++] = plans[i];
	}
	return kept;
}

int sched_tradeoff(const struct sched_problem *problem, const struct sched_options *options,
		   struct sched_result *ret_plans, size_t max)
{
	struct sched_result plans[N_CURVES];
	struct sched_options o = *options;
	size_t n = 0;
	int status = SCHED_OK;

	if (o.schedules)
		o.schedules = o.schedules / N_CURVES + 1;
	for (size_t k = 0; status == SCHED_OK && k < N_CURVES; k++) {
		sched_result_init(&plans[n]);
		status = solve_curve(problem, &o, k, &plans[n]);
		if (status == SCHED_OK)
			n++;
		else
			sched_result_release(&plans[n]);
	}
	return n ? (int)keep_unbeaten(plans, n, ret_plans, max) : status;
}
