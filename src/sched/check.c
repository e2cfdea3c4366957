/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verifier. It reads the caller's problem itself and shares no code with the rest of the
 * engine, so that an error there cannot hide here. */
#include "config.h"
#include "sched/sched.h"

#include "sched/alloc.h"

struct checker {
	const struct sched_problem *p;
	const struct sched_result *r;
	struct sched_failure *f;
};

static bool fail(const struct checker *k, enum sched_fault fault, uint32_t activity,
		 uint32_t index, int64_t value)
{
	*k->f = (struct sched_failure){fault, activity, index, value};
	return false;
}

static const uint32_t *calendar_of(const struct sched_activity *a, const struct sched_mode *m,
				   size_t i)
{
	return i < a->n_calendars ? &a->calendars[i] : &m->calendars[i - a->n_calendars];
}

/* The stretch around or after t in which the calendar does not change; true when it is open in
 * it. */
static bool stretch(const struct sched_calendar *cal, int64_t origin, int64_t t, int64_t *ret_end)
{
	size_t low = 0, high = cal->n_windows;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (cal->windows[mid].close - origin <= t)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == cal->n_windows) {
		*ret_end = SCHED_NEVER;
		return false;
	}
	if (cal->windows[low].open - origin <= t) {
		*ret_end = cal->windows[low].close - origin;
		return true;
	}
	*ret_end = cal->windows[low].open - origin;
	return false;
}

/* Open or not at t, and until when nothing changes, over all calendars of activity and mode. */
static bool open_at(const struct sched_problem *p, const struct sched_activity *a,
		    const struct sched_mode *m, int64_t t, int64_t *ret_end)
{
	bool open = true;

	*ret_end = SCHED_NEVER;
	for (size_t i = 0; i < a->n_calendars + m->n_calendars; i++) {
		int64_t end;

		if (!stretch(&p->calendars[*calendar_of(a, m, i)], p->origin, t, &end))
			open = false;
		if (end < *ret_end)
			*ret_end = end;
	}
	return open;
}

static int64_t duration_of(const struct sched_mode *m, int64_t workers)
{
	return m->work > 0 ? m->duration + (m->work + workers - 1) / workers : m->duration;
}

/* Works `left` open minutes from t on, joining touching segments; returns the number of
 * segments. */
static size_t work_off(const struct sched_problem *p, const struct sched_activity *a,
		       const struct sched_mode *m, int64_t t, int64_t until, int64_t left,
		       struct sched_window *ret, size_t max, int64_t *ret_finish)
{
	size_t n = 0;
	int64_t last = INT64_MIN;

	while (left > 0 && t < until) {
		int64_t end, stop;
		bool open = open_at(p, a, m, t, &end);

		stop = end < until ? end : until;
		if (open) {
			if (stop - t > left)
				stop = t + left;
			left -= stop - t;
			if (t == last && n && n <= max)
				ret[n - 1].close = stop;
			else if (t != last && n++ < max)
				ret[n - 1] = (struct sched_window){t, stop};
			last = stop;
		} else if (end == SCHED_NEVER) {
			break;
		}
		t = stop;
	}
	*ret_finish = left > 0 ? SCHED_NEVER : last;
	return n;
}

size_t sched_segments(const struct sched_problem *problem, uint32_t activity,
		      const struct sched_slot *slot, struct sched_window *ret_segments, size_t max)
{
	const struct sched_activity *a = &problem->activities[activity];
	const struct sched_mode *m = &a->modes[slot->mode];
	int64_t finish;

	if (slot->start >= slot->finish)
		return 0;
	if (!a->pausable) {
		if (max)
			ret_segments[0] = (struct sched_window){slot->start, slot->finish};
		return 1;
	}
	return work_off(problem, a, m, slot->start, slot->finish, INT64_MAX, ret_segments, max,
			&finish);
}

static bool slot_right(const struct checker *k, uint32_t i)
{
	const struct sched_activity *a = &k->p->activities[i];
	const struct sched_slot *s = &k->r->slots[i];
	const struct sched_mode *m;
	struct sched_window first;
	int64_t d, finish;

	if (a->state != SCHED_FREE) {
		if (s->start != a->fixed_start || s->mode != a->fixed_mode ||
		    (a->fixed_finish != SCHED_NEVER && s->finish != a->fixed_finish))
			return fail(k, SCHED_FAULT_VALUE, i, SCHED_NONE, s->start);
		return true;
	}
	if (s->mode >= a->n_modes || s->start < a->release || s->start < k->p->not_before ||
	    s->start < 0)
		return fail(k, SCHED_FAULT_VALUE, i, SCHED_NONE, s->start);
	m = &a->modes[s->mode];
	if (m->work > 0 ? s->workers < m->workers || s->workers > m->max_workers : s->workers != 0)
		return fail(k, SCHED_FAULT_VALUE, i, SCHED_NONE, s->workers);
	d = duration_of(m, s->workers);
	if (s->finish > a->deadline)
		return fail(k, SCHED_FAULT_DEADLINE, i, SCHED_NONE, s->finish);
	if (d == 0)
		return s->finish == s->start || fail(k, SCHED_FAULT_VALUE, i, 0, s->finish);
	first = (struct sched_window){0, 0};
	work_off(k->p, a, m, s->start, SCHED_NEVER, d, &first, 1, &finish);
	if (first.open != s->start || finish != s->finish)
		return fail(k, SCHED_FAULT_CALENDAR, i, SCHED_NONE, finish);
	if (!a->pausable && s->finish - s->start != d)
		return fail(k, SCHED_FAULT_WINDOW, i, SCHED_NONE, d);
	return true;
}

static bool edges_right(const struct checker *k)
{
	for (uint32_t e = 0; e < k->p->n_edges; e++) {
		const struct sched_edge *x = &k->p->edges[e];
		int64_t gap = k->r->slots[x->to].start - k->r->slots[x->from].finish;

		if (k->p->activities[x->to].state != SCHED_FREE)
			continue;
		if ((x->min_lag != SCHED_NO_MIN && gap < x->min_lag) || gap > x->max_lag)
			return fail(k, SCHED_FAULT_MAX_LAG, x->to, e, gap);
	}
	return true;
}

struct event {
	int64_t t, delta, capacity; /* capacity < 0: not a step */
	uint32_t activity;
	int free;
};

static int compare_events(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	return x->t < y->t ? -1 : x->t > y->t;
}

struct events {
	struct event *v;
	size_t n, cap;
};

static void add_event(struct events *e, struct event x)
{
	if (e->n == e->cap) {
		e->cap = e->cap * 2 + 256;
		SCHED_GROW(e->v, e->cap);
	}
	e->v[e->n++] = x;
}

static int64_t amount_of(const struct sched_mode *m, const struct sched_slot *s, uint32_t resource)
{
	if (m->work > 0 && m->crew == resource)
		return s->workers;
	for (size_t i = 0; i < m->n_needs; i++)
		if (m->needs[i].index == resource)
			return m->needs[i].amount;
	return 0;
}

static void activity_events(const struct checker *k, struct events *e, uint32_t i, uint32_t r)
{
	const struct sched_activity *a = &k->p->activities[i];
	struct sched_slot s = k->r->slots[i];
	const struct sched_mode *m = &a->modes[s.mode];
	struct sched_window *seg;
	int64_t amount;
	size_t n;

	if (a->state != SCHED_FREE && m->work > 0)
		s.workers = a->fixed_workers > 0 ? a->fixed_workers : m->workers;
	amount = amount_of(m, &s, r);
	if (amount == 0 || duration_of(m, s.workers) == 0)
		return;
	n = sched_segments(k->p, i, &s, NULL, 0);
	SCHED_ARRAY(seg, n);
	sched_segments(k->p, i, &s, seg, n);
	for (size_t x = 0; x < n; x++) {
		int is_free = a->state == SCHED_FREE;

		add_event(e, (struct event){seg[x].open, amount, -1, i, is_free});
		add_event(e, (struct event){seg[x].close, -amount, -1, i, -is_free});
	}
	free(seg);
}

static bool resource_right(const struct checker *k, uint32_t r)
{
	const struct sched_resource *res = &k->p->resources[r];
	struct events e = {0};
	int64_t load = 0, capacity = 0, running = 0;
	bool ok = true;

	for (size_t i = 0; i < res->n_steps; i++)
		add_event(&e, (struct event){res->steps[i].from - k->p->origin, 0,
					     res->steps[i].capacity, SCHED_NONE, 0});
	for (uint32_t i = 0; i < k->p->n_activities; i++)
		activity_events(k, &e, i, r);
	qsort(e.v, e.n, sizeof(*e.v), compare_events);
	for (size_t i = 0; ok && i < e.n; i++) {
		load += e.v[i].delta;
		running += e.v[i].free;
		if (e.v[i].capacity >= 0)
			capacity = e.v[i].capacity;
		if (i + 1 < e.n && e.v[i + 1].t == e.v[i].t)
			continue;
		if (load > capacity && running > 0)
			ok = fail(k, SCHED_FAULT_CAPACITY, e.v[i].activity, r, load);
	}
	free(e.v);
	return ok;
}

static bool values_right(const struct checker *k)
{
	int64_t last = 0, exposure = 0, cost = 0;

	for (uint32_t i = 0; i < k->p->n_activities; i++) {
		const struct sched_slot *s = &k->r->slots[i];
		const struct sched_mode *m = &k->p->activities[i].modes[s->mode];

		last = s->finish > last ? s->finish : last;
		cost += m->cost + (m->work > 0 ? s->workers * m->cost_per_worker : 0);
	}
	for (size_t m = 0; m < k->p->n_milestones; m++) {
		const struct sched_milestone *s = &k->p->milestones[m];
		int64_t reached = 0;

		for (size_t x = 0; x < s->n_activities; x++)
			if (k->r->slots[s->activities[x]].finish > reached)
				reached = k->r->slots[s->activities[x]].finish;
		exposure += reached * s->weight;
	}
	if (last != k->r->value[SCHED_MAKESPAN] || exposure != k->r->value[SCHED_EXPOSURE] ||
	    cost != k->r->value[SCHED_COST])
		return fail(k, SCHED_FAULT_VALUE, SCHED_NONE, SCHED_NONE, last);
	for (int o = 0; o < SCHED_N_OBJECTIVES; o++)
		if (k->r->bound[o] > k->r->value[o])
			return fail(k, SCHED_FAULT_VALUE, SCHED_NONE, (uint32_t)o, k->r->bound[o]);
	return true;
}

static bool budgets_right(const struct checker *k)
{
	for (uint32_t b = 0; b < k->p->n_budgets; b++) {
		int64_t used = 0;

		for (uint32_t i = 0; i < k->p->n_activities; i++) {
			const struct sched_mode *m =
				&k->p->activities[i].modes[k->r->slots[i].mode];

			for (size_t x = 0; x < m->n_uses; x++)
				if (m->uses[x].index == b)
					used += m->uses[x].amount;
		}
		if (used > k->p->budgets[b])
			return fail(k, SCHED_FAULT_BUDGET, SCHED_NONE, b, used);
	}
	return true;
}

bool sched_check(const struct sched_problem *problem, const struct sched_result *result,
		 struct sched_failure *ret_failure)
{
	struct checker k = {problem, result, ret_failure};

	if (result->n_slots != problem->n_activities)
		return fail(&k, SCHED_FAULT_VALUE, SCHED_NONE, SCHED_NONE,
			    (int64_t)result->n_slots);
	for (uint32_t i = 0; i < problem->n_activities; i++)
		if (!slot_right(&k, i))
			return false;
	for (uint32_t r = 0; r < problem->n_resources; r++)
		if (!resource_right(&k, r))
			return false;
	return edges_right(&k) && budgets_right(&k) && values_right(&k);
}
