/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/calendar.h"

#include "sched/alloc.h"

static void push(struct calendar *cal, size_t *cap, int64_t open, int64_t close)
{
	if (cal->n && cal->windows[cal->n - 1].close >= open) {
		if (cal->windows[cal->n - 1].close < close)
			cal->windows[cal->n - 1].close = close;
		return;
	}
	if (cal->n == *cap) {
		*cap = *cap ? *cap * 2 : 16;
		SCHED_GROW(cal->windows, *cap);
	}
	cal->windows[cal->n++] = (struct sched_window){open, close};
}

static void copy_first(struct calendar *cal, const struct sched_calendar *from, int64_t origin)
{
	size_t cap = 0;

	for (size_t i = 0; i < from->n_windows; i++)
		push(cal, &cap, from->windows[i].open - origin, from->windows[i].close - origin);
}

/* Joined first, because two touching windows of one calendar are one window for continuous work. */
static void intersect(struct calendar *cal, const struct sched_calendar *with, int64_t origin)
{
	struct calendar other = {0}, both = {0};
	size_t cap = 0, i = 0, j = 0;

	copy_first(&other, with, origin);
	while (i < cal->n && j < other.n) {
		struct sched_window a = cal->windows[i], b = other.windows[j];
		int64_t open = a.open > b.open ? a.open : b.open;
		int64_t close = a.close < b.close ? a.close : b.close;

		if (open < close)
			push(&both, &cap, open, close);
		if (a.close < b.close)
			i++;
		else
			j++;
	}
	free(other.windows);
	free(cal->windows);
	*cal = both;
}

static void sum_up(struct calendar *cal)
{
	SCHED_ARRAY(cal->before, cal->n + 1);
	for (size_t i = 0; i < cal->n; i++)
		cal->before[i + 1] =
			cal->before[i] + cal->windows[i].close - cal->windows[i].open;
}

/* Both in rising order; touching windows become one. */
static void unite(struct calendar *cal, const struct sched_window *with, size_t n, int64_t end)
{
	struct calendar both = {0};
	size_t cap = 0, i = 0, j = 0;

	while (i < cal->n || j < n) {
		bool first = j == n || (i < cal->n && cal->windows[i].open <= with[j].open);
		struct sched_window w = first ? cal->windows[i++] : with[j++];

		w.open = w.open < 0 ? 0 : w.open;
		w.close = w.close > end ? end : w.close;
		if (w.open < w.close)
			push(&both, &cap, w.open, w.close);
	}
	free(cal->windows);
	*cal = both;
}

void calendar_union(struct calendar *cal, size_t n, const bool *used, const struct calendar *first,
		    size_t stride, int64_t end)
{
	const struct sched_window all = {0, end};

	*cal = (struct calendar){0};
	for (size_t k = 0; k < n; k++) {
		const struct calendar *x =
			(const void *)((const char *)(const void *)first + k * stride);

		if (used[k])
			unite(cal, x->always ? &all : x->windows, x->always ? 1 : x->n, end);
	}
	sum_up(cal);
}

void calendar_init(struct calendar *cal, const struct sched_problem *p, const uint32_t *which,
		   size_t n)
{
	*cal = (struct calendar){.always = n == 0};
	for (size_t i = 0; i < n; i++) {
		if (i == 0)
			copy_first(cal, &p->calendars[which[i]], p->origin);
		else
			intersect(cal, &p->calendars[which[i]], p->origin);
	}
	sum_up(cal);
}

void calendar_release(struct calendar *cal)
{
	if (!cal)
		return;
	free(cal->windows);
	free(cal->before);
	*cal = (struct calendar){0};
}

size_t calendar_seek(const struct calendar *cal, int64_t t)
{
	size_t low = 0, high = cal->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (cal->windows[mid].close > t)
			high = mid;
		else
			low = mid + 1;
	}
	return low;
}

bool calendar_open(const struct calendar *cal, int64_t t)
{
	size_t i;

	if (cal->always)
		return true;
	i = calendar_seek(cal, t);
	return i < cal->n && cal->windows[i].open <= t;
}

int64_t calendar_start(const struct calendar *cal, int64_t t, int64_t d, bool pausable)
{
	if (cal->always)
		return t;
	for (size_t i = calendar_seek(cal, t); i < cal->n; i++) {
		const struct sched_window *w = &cal->windows[i];
		int64_t at = w->open > t ? w->open : t;

		if (pausable)
			return cal->before[cal->n] - cal->before[i] >= at - w->open + d
				       ? at
				       : SCHED_NEVER;
		if (at + d <= w->close)
			return at;
	}
	return SCHED_NEVER;
}

/* The instant at which `work` open minutes have passed, work > 0. */
static int64_t instant_of(const struct calendar *cal, int64_t work)
{
	size_t low = 0, high = cal->n;

	if (work > cal->before[cal->n])
		return SCHED_NEVER;
	while (low + 1 < high) {
		size_t mid = low + (high - low) / 2;

		if (cal->before[mid] < work)
			low = mid;
		else
			high = mid;
	}
	return cal->windows[low].open + work - cal->before[low];
}

int64_t calendar_finish(const struct calendar *cal, int64_t t, int64_t d, bool pausable)
{
	size_t i;

	if (cal->always || !pausable || d == 0)
		return t + d;
	i = calendar_seek(cal, t);
	if (i == cal->n)
		return SCHED_NEVER;
	if (t + d <= cal->windows[i].close)
		return t + d;
	return instant_of(cal, cal->before[i] + t - cal->windows[i].open + d);
}

int64_t calendar_start_reaching(const struct calendar *cal, int64_t f, int64_t d, bool pausable)
{
	size_t i;
	int64_t done;

	if (cal->always || d == 0)
		return f - d;
	if (!pausable)
		return calendar_start(cal, f - d, d, false);
	i = calendar_seek(cal, f - 1);
	if (i == cal->n)
		return SCHED_NEVER;
	/* Open minutes that must have passed when it finishes, for a finish at f or, when the
	 * minute before f is closed, just after the next opening. */
	done = cal->before[i] + 1;
	if (f - 1 > cal->windows[i].open)
		done = cal->before[i] + f - cal->windows[i].open;
	done -= d;
	if (done < 0)
		return cal->n && cal->before[cal->n] >= d ? cal->windows[0].open : SCHED_NEVER;
	if (done + d > cal->before[cal->n])
		return SCHED_NEVER;
	{
		int64_t t = done == 0 ? cal->windows[0].open : instant_of(cal, done);

		return calendar_start(cal, t, d, true);
	}
}

int64_t calendar_start_before(const struct calendar *cal, int64_t t, int64_t d, bool pausable)
{
	if (cal->always)
		return t - 1;
	for (size_t i = calendar_seek(cal, t) + 1; i-- > 0;) {
		int64_t last;

		if (i == cal->n)
			continue;
		last = cal->windows[i].close - (pausable ? 1 : d);
		if (last > t - 1)
			last = t - 1;
		if (last >= cal->windows[i].open)
			return last;
	}
	return INT64_MIN;
}

bool calendar_given_open(const struct sched_calendar *cal, int64_t origin, int64_t t)
{
	size_t low = 0, high = cal->n_windows;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (cal->windows[mid].close - origin > t)
			high = mid;
		else
			low = mid + 1;
	}
	return low < cal->n_windows && cal->windows[low].open - origin <= t;
}
