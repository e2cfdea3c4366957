/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched_tiny.h"

#include <string.h>

static int64_t between(struct rng *rng, int64_t low, int64_t high)
{
	return low + (int64_t)rng_below(rng, (uint64_t)(high - low + 1));
}

static bool has(unsigned features, unsigned one, struct rng *rng, uint64_t of)
{
	return (features & one) && rng_below(rng, of) == 0;
}

static void make_tables(struct tiny *t, struct rng *rng, unsigned features)
{
	for (uint32_t r = 0; r < 2; r++) {
		t->steps[r][0] = (struct sched_step){0, between(rng, 1, 4)};
		t->resources[r] = (struct sched_resource){t->steps[r], 1};
		if (!has(features, TINY_CAPACITY_STEPS, rng, 2))
			continue;
		t->steps[r][1] = (struct sched_step){between(rng, 1, 4), between(rng, 0, 4)};
		t->steps[r][2] = (struct sched_step){between(rng, 5, 9), between(rng, 1, 4)};
		t->resources[r].n_steps = 3;
	}
	for (uint32_t c = 0; c < 2; c++) {
		int64_t at = between(rng, 0, 3);
		size_t n = 0;

		while (n < 7 && at < TINY_HORIZON) {
			int64_t close = at + between(rng, 1, 5);

			t->windows[c][n++] = (struct sched_window){
				at, close < TINY_HORIZON ? close : TINY_HORIZON};
			at = close + between(rng, 0, 3);
		}
		t->calendars[c] = (struct sched_calendar){t->windows[c], n};
	}
	t->budgets[0] = between(rng, 0, 8);
}

static void make_mode(struct tiny *t, struct rng *rng, unsigned features, uint32_t i, uint32_t m)
{
	struct sched_mode *x = &t->modes[i][m];

	*x = (struct sched_mode){.duration = between(rng, 0, 4), .cost = between(rng, 0, 9),
				 .needs = t->needs[i][m], .uses = t->uses[i][m]};
	t->needs[i][m][0] = (struct sched_need){0, between(rng, 0, 3)};
	t->needs[i][m][1] = (struct sched_need){1, between(rng, 0, 2)};
	x->n_needs = 2;
	if (has(features, TINY_WORK, rng, 3)) {
		x->work = between(rng, 1, 5);
		x->workers = between(rng, 1, 2);
		x->max_workers = x->workers + between(rng, 0, 2);
		x->crew = 1;
		x->n_needs = 1;
		x->duration = between(rng, 0, 1);
		x->cost_per_worker = between(rng, 0, 3);
	}
	if (features & TINY_BUDGETS) {
		t->uses[i][m][0] = (struct sched_need){0, between(rng, 0, 3)};
		x->n_uses = 1;
	}
}

static void make_activity(struct tiny *t, struct rng *rng, unsigned features, uint32_t i)
{
	struct sched_activity *a = &t->activities[i];

	*a = (struct sched_activity){.modes = t->modes[i], .n_modes = 1, .calendars = t->which[i],
				     .deadline = SCHED_NEVER, .fixed_finish = SCHED_NEVER};
	if (features & TINY_MODES)
		a->n_modes = (size_t)between(rng, 1, 3);
	for (uint32_t m = 0; m < a->n_modes; m++)
		make_mode(t, rng, features, i, m);
	if (has(features, TINY_CALENDARS, rng, 2)) {
		a->n_calendars = (size_t)between(rng, 1, 2);
		t->which[i][0] = (uint32_t)between(rng, 0, 1);
		t->which[i][1] = 1 - t->which[i][0];
	}
	a->pausable = has(features, TINY_PAUSABLE, rng, 2);
	if (has(features, TINY_RELEASES, rng, 3))
		a->release = between(rng, 0, 5);
	if (has(features, TINY_DEADLINES, rng, 4))
		a->deadline = between(rng, 4, 16);
	if (has(features, TINY_FIXED, rng, 6)) {
		a->state = SCHED_DONE;
		a->fixed_start = between(rng, -3, 2);
		a->fixed_finish = a->fixed_start + between(rng, 0, 4);
	}
}

static void make_edges(struct tiny *t, struct rng *rng, unsigned features)
{
	size_t n = 0;

	for (uint32_t i = 0; i < t->p.n_activities; i++)
		for (uint32_t j = i + 1; j < t->p.n_activities && n < 15; j++) {
			struct sched_edge e = {i, j, 0, SCHED_NEVER};

			if (rng_below(rng, 3))
				continue;
			if (has(features, TINY_LAGS, rng, 3))
				e.min_lag = between(rng, -1, 3);
			if (has(features, TINY_MAX_LAGS, rng, 2))
				e.max_lag = (e.min_lag > 0 ? e.min_lag : 0) + between(rng, 0, 3);
			if (e.max_lag != SCHED_NEVER && rng_below(rng, 6) == 0)
				e.min_lag = SCHED_NO_MIN;
			t->edges[n++] = e;
		}
	t->p.edges = t->edges;
	t->p.n_edges = n;
}

void tiny_make(struct tiny *t, struct rng *rng, unsigned features)
{
	memset(t, 0, sizeof(*t));
	t->p.activities = t->activities;
	t->p.n_activities = (size_t)between(rng, 2, features & TINY_MODES ? 4 : 5);
	t->p.resources = t->resources;
	t->p.n_resources = 2;
	t->p.calendars = t->calendars;
	t->p.n_calendars = 2;
	t->p.budgets = t->budgets;
	t->p.n_budgets = features & TINY_BUDGETS ? 1 : 0;
	t->p.milestones = t->stones;
	make_tables(t, rng, features);
	for (uint32_t i = 0; i < t->p.n_activities; i++)
		make_activity(t, rng, features, i);
	make_edges(t, rng, features);
	if (!(features & TINY_EXPOSURE))
		return;
	t->p.n_milestones = 2;
	for (uint32_t m = 0; m < 2; m++) {
		size_t n = 0;

		for (uint32_t i = 0; i < t->p.n_activities; i++)
			if (rng_below(rng, 2))
				t->stone_of[m][n++] = i;
		t->stones[m] = (struct sched_milestone){t->stone_of[m], n, between(rng, 0, 5)};
	}
	t->p.goals[0] = (struct sched_goal){SCHED_EXPOSURE, 0};
	t->p.goals[1] = (struct sched_goal){SCHED_MAKESPAN, 0};
	t->p.n_goals = 1 + rng_below(rng, 2);
}

void tiny_measure(const struct sched_problem *p, struct sched_result *r)
{
	memset(r->value, 0, sizeof(r->value));
	for (uint32_t i = 0; i < p->n_activities; i++) {
		const struct sched_slot *s = &r->slots[i];
		const struct sched_mode *m = &p->activities[i].modes[s->mode];

		if (s->finish > r->value[SCHED_MAKESPAN])
			r->value[SCHED_MAKESPAN] = s->finish;
		r->value[SCHED_COST] += m->cost + (m->work ? m->cost_per_worker * s->workers : 0);
	}
	for (size_t m = 0; m < p->n_milestones; m++) {
		int64_t last = 0;

		for (size_t k = 0; k < p->milestones[m].n_activities; k++)
			if (r->slots[p->milestones[m].activities[k]].finish > last)
				last = r->slots[p->milestones[m].activities[k]].finish;
		r->value[SCHED_EXPOSURE] += last * p->milestones[m].weight;
	}
}

/* ---- enumeration, minute by minute ----------------------------------------------------------- */

#define MINUTES (TINY_HORIZON + 32)

struct enumeration {
	const struct sched_problem *p;
	int64_t load[2][MINUTES], used;
	struct sched_slot slots[TINY_MAX];
	int64_t best;
};

static bool minute_open(const struct sched_problem *p, const struct sched_activity *a, int64_t t)
{
	for (size_t k = 0; k < a->n_calendars; k++) {
		const struct sched_calendar *c = &p->calendars[a->calendars[k]];
		bool open = false;

		for (size_t w = 0; w < c->n_windows; w++)
			open |= c->windows[w].open <= t && t < c->windows[w].close;
		if (!open)
			return false;
	}
	return true;
}

static int64_t capacity(const struct sched_resource *r, int64_t t)
{
	int64_t c = 0;

	for (size_t i = 0; i < r->n_steps; i++)
		if (r->steps[i].from <= t)
			c = r->steps[i].capacity;
	return c;
}

/* Marks the minutes of a run; false when calendar, window or horizon forbid it. */
static bool run(const struct enumeration *e, const struct sched_activity *a, int64_t start,
		int64_t d, bool *minutes, int64_t *ret_finish)
{
	memset(minutes, 0, MINUTES * sizeof(*minutes));
	*ret_finish = start;
	for (int64_t t = start; d > 0; t++) {
		if (t >= MINUTES)
			return false;
		if (!minute_open(e->p, a, t)) {
			if (!a->pausable || t == start)
				return false;
			continue;
		}
		minutes[t] = true;
		d--;
		*ret_finish = t + 1;
	}
	return true;
}

static void place(struct enumeration *e, uint32_t i);

static bool lags_kept(const struct enumeration *e, uint32_t i)
{
	for (size_t k = 0; k < e->p->n_edges; k++) {
		const struct sched_edge *x = &e->p->edges[k];
		int64_t gap;

		if (x->to != i || e->p->activities[i].state != SCHED_FREE)
			continue;
		gap = e->slots[i].start - e->slots[x->from].finish;
		if ((x->min_lag != SCHED_NO_MIN && gap < x->min_lag) || gap > x->max_lag)
			return false;
	}
	return true;
}

static int64_t amount(const struct sched_mode *m, int64_t workers, uint32_t r)
{
	if (m->work && m->crew == r)
		return workers;
	return r < m->n_needs ? m->needs[r].amount : 0;
}

static void try_run(struct enumeration *e, uint32_t i, const struct sched_mode *m, int64_t start,
		    int64_t workers, int64_t d)
{
	const struct sched_activity *a = &e->p->activities[i];
	bool minutes[MINUTES], fits = true;

	e->slots[i].start = start;
	if (!run(e, a, start, d, minutes, &e->slots[i].finish) ||
	    e->slots[i].finish > a->deadline || !lags_kept(e, i))
		return;
	for (uint32_t r = 0; r < 2; r++) {
		int64_t q = amount(m, workers, r);

		for (int64_t t = 0; t < MINUTES && q; t++)
			if (minutes[t] && e->load[r][t] + q > capacity(&e->p->resources[r], t))
				fits = false;
	}
	if (!fits)
		return;
	for (uint32_t r = 0; r < 2; r++)
		for (int64_t t = 0; t < MINUTES; t++)
			e->load[r][t] += minutes[t] ? amount(m, workers, r) : 0;
	place(e, i + 1);
	for (uint32_t r = 0; r < 2; r++)
		for (int64_t t = 0; t < MINUTES; t++)
			e->load[r][t] -= minutes[t] ? amount(m, workers, r) : 0;
}

static void try_mode(struct enumeration *e, uint32_t i, uint32_t mode)
{
	const struct sched_activity *a = &e->p->activities[i];
	const struct sched_mode *m = &a->modes[mode];
	int64_t use = m->n_uses ? m->uses[0].amount : 0;
	int64_t limit = e->p->n_budgets ? e->p->budgets[0] : 0;
	int64_t low = m->work ? m->workers : 0, high = m->work ? m->max_workers : 0;

	e->used += use;
	for (int64_t w = low; e->used <= limit && w <= high; w++) {
		int64_t d = m->duration + (m->work ? (m->work + w - 1) / w : 0);

		e->slots[i].mode = mode;
		e->slots[i].workers = w;
		for (int64_t t = a->release; t <= TINY_HORIZON; t++)
			try_run(e, i, m, t, w, d);
	}
	e->used -= use;
}

static void place(struct enumeration *e, uint32_t i)
{
	if (i == e->p->n_activities) {
		struct sched_result r = {.slots = e->slots, .n_slots = i};
		int64_t v;

		tiny_measure(e->p, &r);
		v = r.value[e->p->n_goals ? e->p->goals[0].objective : SCHED_MAKESPAN];
		if (e->best < 0 || v < e->best)
			e->best = v;
		return;
	}
	if (e->best >= 0 && !e->p->n_goals)
		for (uint32_t k = 0; k < i; k++)
			if (e->slots[k].finish >= e->best)
				return;
	if (e->p->activities[i].state != SCHED_FREE) {
		const struct sched_activity *a = &e->p->activities[i];

		e->slots[i] = (struct sched_slot){a->fixed_start, a->fixed_finish, 0,
						  a->modes[0].work ? a->modes[0].workers : 0};
		place(e, i + 1);
		return;
	}
	for (uint32_t m = 0; m < e->p->activities[i].n_modes; m++)
		try_mode(e, i, m);
}

/* Fixed work is loaded first, so that it never has to give way. */
static void load_fixed(struct enumeration *e)
{
	for (uint32_t i = 0; i < e->p->n_activities; i++) {
		const struct sched_activity *a = &e->p->activities[i];
		const struct sched_mode *m = &a->modes[0];

		if (a->state == SCHED_FREE)
			continue;
		e->used += m->n_uses ? m->uses[0].amount : 0;
		if (m->duration + m->work == 0)
			continue;
		for (int64_t t = a->fixed_start > 0 ? a->fixed_start : 0; t < a->fixed_finish; t++)
			for (uint32_t r = 0; r < 2; r++)
				if (!a->pausable || minute_open(e->p, a, t))
					e->load[r][t] += amount(m, m->work ? m->workers : 0, r);
	}
}

int64_t tiny_best(const struct tiny *t)
{
	struct enumeration e = {.p = &t->p, .best = -1};

	load_fixed(&e);
	if (e.p->n_budgets && e.used > e.p->budgets[0])
		return -1;
	place(&e, 0);
	return e.best;
}
