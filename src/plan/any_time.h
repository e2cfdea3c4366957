/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plan activated at another hour: each hour of a week, rescheduled on the real calendars of that
 * week.  What lies ready, who must be called and what must be ordered stay as they are; only the
 * hour of T+0 differs.
 */
#ifndef LIFEBOAT_PLAN_ANY_TIME_H
#define LIFEBOAT_PLAN_ANY_TIME_H

#include "plan/plan.h"

#define ANY_TIME_HOURS 168

struct any_time_hour {
	int64_t at;        /* instant of T+0, s */
	bool feasible;     /* false: some step finds no place when activated then */
	int64_t contain, last_safe; /* minutes */
	int64_t exposure;  /* PLAN_EXPOSURE_SCALE-ths */
};

struct any_time {
	struct any_time_hour hours[ANY_TIME_HOURS];
	size_t best, median, worst; /* by exposure, earlier first; infeasible ones last */
	size_t n_feasible;
	/* What the worst hour waits for on the way to its last safe asset: minutes spent before closed
	 * windows, and the calendar that takes most of them (NONE). */
	int64_t closed;
	size_t calendar;   /* snapshot.calendars */
};

struct any_time_request {
	int64_t from;      /* instant of the first hour, s */
	int64_t schedules; /* to generate for each hour */
	unsigned threads;
};

/* ERR_INPUT where the week lies outside the calendars that were read. */
int plan_any_time(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		  const struct any_time_request *how, struct any_time *ret, struct err *err);

#endif
