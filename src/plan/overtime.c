/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/overtime.h"

#include <stdlib.h>

/* Minutes of [from, to) outside the windows; all in calendar time. */
static int64_t outside(const struct snap_calendar *c, int64_t from, int64_t to)
{
	size_t low = 0, high = c->n_windows;
	int64_t minutes = to - from;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (c->windows[middle].close <= from)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < c->n_windows && c->windows[low].open < to; low++) {
		int64_t open = c->windows[low].open, close = c->windows[low].close;

		minutes -= (close < to ? close : to) - (open > from ? open : from);
	}
	return minutes;
}

int64_t overtime_of(const struct problem *b, const struct sched_problem *problem, size_t instance,
		    const struct sched_slot *slot)
{
	const struct plan_instance *in = &b->p->instances[instance];
	size_t calendar = in->crew == NONE ? NONE : b->s->crews[in->crew].regular, n, i;
	struct sched_window few[16], *segments = few;
	int64_t minutes = 0;

	if (calendar == NONE || slot->start >= slot->finish)
		return 0;
	n = sched_segments(problem, (uint32_t)instance, slot, few, sizeof(few) / sizeof(few[0]));
	if (n > sizeof(few) / sizeof(few[0])) {
		segments = mem_alloc(n, sizeof(*segments));
		n = sched_segments(problem, (uint32_t)instance, slot, segments, n);
	}
	for (i = 0; i < n; i++)
		minutes += outside(&b->s->calendars[calendar], segments[i].open + problem->origin,
				   segments[i].close + problem->origin);
	if (segments != few)
		free(segments);
	return minutes * in->workers;
}
