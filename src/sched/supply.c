/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/supply.h"

#include "sched/alloc.h"

#define MOST (INT64_MAX / 4)

static int64_t product(int64_t a, int64_t b)
{
	int64_t p;

	return __builtin_mul_overflow(a, b, &p) || p > MOST ? MOST : p;
}

static void add(struct supply *s, size_t *cap, int64_t from, int64_t rate)
{
	if (s->n && s->rate[s->n - 1] == rate)
		return;
	if (s->n && s->from[s->n - 1] == from) {
		s->rate[s->n - 1] = rate;
		return;
	}
	if (s->n == *cap) {
		*cap = *cap * 2 + 16;
		SCHED_GROW(s->from, *cap);
		SCHED_GROW(s->rate, *cap);
		SCHED_GROW(s->done, *cap);
	}
	s->from[s->n] = from;
	s->rate[s->n++] = rate;
}

/* One stretch of the profile, cut to the windows. */
static void add_stretch(struct supply *s, size_t *cap, int64_t from, int64_t to, int64_t rate,
			const struct calendar *open)
{
	if (!open || open->always) {
		add(s, cap, from, rate);
		return;
	}
	add(s, cap, from, calendar_open(open, from) ? rate : 0);
	for (size_t w = calendar_seek(open, from); w < open->n && open->windows[w].open < to; w++) {
		if (open->windows[w].open > from)
			add(s, cap, open->windows[w].open, rate);
		if (open->windows[w].close < to)
			add(s, cap, open->windows[w].close, 0);
	}
}

void supply_init(struct supply *s, const struct profile *pr, const struct calendar *open)
{
	size_t cap = 0;

	*s = (struct supply){0};
	for (size_t b = 0; b < pr->n; b++)
		for (uint32_t i = 0; i < pr->blocks[b]->n; i++) {
			int64_t from = pr->blocks[b]->t[i], to = SCHED_NEVER;
			int64_t rate = pr->blocks[b]->left[i];

			if (i + 1 < pr->blocks[b]->n)
				to = pr->blocks[b]->t[i + 1];
			else if (b + 1 < pr->n)
				to = pr->blocks[b + 1]->t[0];
			if (to > 0)
				add_stretch(s, &cap, from > 0 ? from : 0, to, rate > 0 ? rate : 0,
					    open);
		}
	s->done[0] = 0;
	for (size_t i = 0; i + 1 < s->n; i++) {
		int64_t sum = s->done[i] + product(s->from[i + 1] - s->from[i], s->rate[i]);

		s->done[i + 1] = sum > MOST ? MOST : sum;
	}
}

void supply_release(struct supply *s)
{
	if (!s)
		return;
	free(s->from);
	free(s->rate);
	free(s->done);
	*s = (struct supply){0};
}

static int64_t done_by(const struct supply *s, int64_t t)
{
	size_t low = 0, high = s->n;
	int64_t sum;

	if (t <= 0)
		return 0;
	while (low + 1 < high) {
		size_t mid = low + (high - low) / 2;

		if (s->from[mid] <= t)
			low = mid;
		else
			high = mid;
	}
	sum = s->done[low] + product(t - s->from[low], s->rate[low]);
	return sum > MOST ? MOST : sum;
}

int64_t supply_time_for(const struct supply *s, int64_t t, int64_t work)
{
	int64_t goal = done_by(s, t) + (work > MOST ? MOST : work), rest;
	size_t low = 0, high = s->n;

	if (work <= 0)
		return t;
	while (low + 1 < high) { /* last stretch before which the goal is not reached */
		size_t mid = low + (high - low) / 2;

		if (s->done[mid] < goal)
			low = mid;
		else
			high = mid;
	}
	if (s->rate[low] == 0)
		return SCHED_NEVER;
	rest = goal - s->done[low];
	return s->from[low] + rest / s->rate[low] + (rest % s->rate[low] != 0);
}
