/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cumulative resource by its time table: what must run is summed up over time, and tasks are
 * pushed out of places where they would not fit, each push explained at one point of time. */
#include "config.h"
#include "sched/learn_inner.h"

#include "sched/alloc.h"

static inline int32_t low(const struct learn *l, uint32_t i)
{
	return l->b[2 * i];
}

static inline int32_t high(const struct learn *l, uint32_t i)
{
	return -l->b[2 * i + 1];
}

static void sort_edges(struct edge *e, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct edge x = e[i];
		size_t k = i;

		for (; k && e[k - 1].t > x.t; k--)
			e[k] = e[k - 1];
		e[k] = x;
	}
}

/* Segments of constant load > 0, in order. */
static size_t build(struct learn *l, struct machine *m)
{
	size_t segments = 0, b = 0, e = 0;
	int32_t load = 0, at = INT32_MIN;

	for (size_t k = 0; k < m->n; k++) {
		const struct learn_task *begins = &m->tasks[m->begins[k].task];
		const struct learn_task *ends = &m->tasks[m->ends[k].task];

		m->begins[k].t = high(l, begins->i);
		m->ends[k].t = low(l, ends->i) + ends->duration;
	}
	sort_edges(m->begins, m->n);
	sort_edges(m->ends, m->n);
	while (e < m->n) {
		bool begin = b < m->n && m->begins[b].t <= m->ends[e].t;
		const struct edge *x = begin ? &m->begins[b++] : &m->ends[e++];
		const struct learn_task *t = &m->tasks[x->task];

		if (high(l, t->i) >= low(l, t->i) + t->duration)
			continue; /* it may run here or there */
		if (x->t > at && load > 0)
			l->segments[segments++] = (struct segment){at, x->t, load};
		at = x->t;
		load += begin ? t->demand : -t->demand;
	}
	return segments;
}

/* Writes why more than `above` is in use at time t, without task `not_this`; returns the
 * literals. */
static uint32_t explain(struct learn *l, const struct machine *m, int32_t t, int32_t above,
			uint32_t not_this, uint32_t room)
{
	struct literal *r = l->arena + room;
	uint32_t n = 0;
	int32_t sum = 0;

	for (size_t k = 0; k < m->n && sum <= above; k++) { /* greatest demand first */
		const struct learn_task *x = &m->tasks[k];

		if (x->i == not_this || high(l, x->i) > t || low(l, x->i) + x->duration <= t)
			continue;
		sum += x->demand;
		r[n++] = (struct literal){(int32_t)(2 * x->i), t - x->duration + 1};
		r[n++] = (struct literal){(int32_t)(2 * x->i + 1), -t};
	}
	return n;
}

static bool overload(struct learn *l, const struct machine *m, int32_t t)
{
	uint32_t room = learn_room(l, 2 * m->n);
	uint32_t n = explain(l, m, t, m->capacity, UINT32_MAX, room);

	if (l->conflict_cap < n) {
		l->conflict_cap = n * 2;
		SCHED_GROW(l->conflict, l->conflict_cap);
	}
	memcpy(l->conflict, l->arena + room, n * sizeof(*l->conflict));
	l->n_conflict = n;
	return false;
}

static bool push_low(struct learn *l, const struct machine *m, const struct learn_task *j, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		const struct segment *s = &l->segments[k];

		if (s->to <= low(l, j->i) || s->height + j->demand <= m->capacity)
			continue;
		if (s->from >= low(l, j->i) + j->duration)
			break;
		/* Its own part is in the load there. */
		if (high(l, j->i) <= s->from && s->from < low(l, j->i) + j->duration)
			continue;
		while (low(l, j->i) < s->to) {
			int32_t t = low(l, j->i) + j->duration - 1;
			uint32_t room = learn_room(l, 2 * m->n + 1), r;

			t = t < s->to - 1 ? t : s->to - 1;
			r = explain(l, m, t, m->capacity - j->demand, j->i, room);
			l->arena[room + r++] =
				(struct literal){(int32_t)(2 * j->i), t + 1 - j->duration};
			if (!learn_set(l, (int32_t)(2 * j->i), t + 1, room, r))
				return false;
		}
	}
	return true;
}

static bool push_high(struct learn *l, const struct machine *m, const struct learn_task *j,
		      size_t n)
{
	for (size_t k = n; k-- > 0;) {
		const struct segment *s = &l->segments[k];

		if (s->from >= high(l, j->i) + j->duration ||
		    s->height + j->demand <= m->capacity)
			continue;
		if (s->to <= high(l, j->i))
			break;
		if (high(l, j->i) <= s->from && s->from < low(l, j->i) + j->duration)
			continue;
		while (high(l, j->i) + j->duration > s->from) {
			int32_t t = high(l, j->i) > s->from ? high(l, j->i) : s->from;
			uint32_t room = learn_room(l, 2 * m->n + 1), r;

			r = explain(l, m, t, m->capacity - j->demand, j->i, room);
			l->arena[room + r++] = (struct literal){(int32_t)(2 * j->i + 1), -t};
			if (!learn_set(l, (int32_t)(2 * j->i + 1), j->duration - t, room, r))
				return false;
		}
	}
	return true;
}

bool learn_machine(struct learn *l, struct machine *m)
{
	size_t n;
	bool ok = true;

	m->dirty = false;
	if (l->segments_cap < 2 * m->n) {
		l->segments_cap = 4 * m->n;
		SCHED_GROW(l->segments, l->segments_cap);
	}
	n = build(l, m);
	for (size_t k = 0; k < n; k++)
		if (l->segments[k].height > m->capacity)
			return overload(l, m, (l->segments[k].from + l->segments[k].to - 1) / 2);
	/* Bounds moved here make the segments too low, never wrong; the machine is run again
	 * then. */
	for (size_t k = 0; ok && n && k < m->n; k++) {
		const struct learn_task *j = &m->tasks[k];

		if (low(l, j->i) == high(l, j->i))
			continue;
		ok = push_low(l, m, j, n) && push_high(l, m, j, n);
	}
	return ok;
}
