/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCHED_CALENDAR_H
#define SCHED_CALENDAR_H
/*
 * A compiled calendar: the intersection of the calendars of an activity, in schedule time, with the
 * open minutes summed up so that the finish of pausable work is found by bisection.
 */

#include "sched/sched.h"

struct calendar {
	struct sched_window *windows; /* rising, disjoint, not touching */
	int64_t *before;              /* open minutes before window i; before[n] = all of them */
	size_t n;
	bool always;
};

/* Intersects the named calendars of the problem (n == 0: always open). */
void calendar_init(struct calendar *cal, const struct sched_problem *p, const uint32_t *which,
		   size_t n);
/* What is open, between 0 and `end`, in any of the calendars that `used` marks; they stand `stride`
 * bytes apart from `first` on. Not `always`: open all the time is one window. */
void calendar_union(struct calendar *cal, size_t n, const bool *used, const struct calendar *first,
		    size_t stride, int64_t end);
void calendar_release(struct calendar *cal);

/* First instant >= t at which work of d > 0 minutes may start: open, and for continuous work with d
 * minutes left in the window. SCHED_NEVER when there is none. */
int64_t calendar_start(const struct calendar *cal, int64_t t, int64_t d, bool pausable);

/* Finish of work of d minutes that starts at the open instant t; SCHED_NEVER when the calendar ends
 * before. */
int64_t calendar_finish(const struct calendar *cal, int64_t t, int64_t d, bool pausable);

/* Least open start whose finish is >= f; SCHED_NEVER when there is none. */
int64_t calendar_start_reaching(const struct calendar *cal, int64_t f, int64_t d, bool pausable);

/* True when minute t (the time from t to t + 1) is open. */
bool calendar_open(const struct calendar *cal, int64_t t);

/* Last start < t that the calendar allows; INT64_MIN when there is none. */
int64_t calendar_start_before(const struct calendar *cal, int64_t t, int64_t d, bool pausable);

/* The same question as calendar_open for one of the caller's calendars, t in schedule time. */
bool calendar_given_open(const struct sched_calendar *cal, int64_t origin, int64_t t);

/* Index of the first window that closes after t (n when none). */
size_t calendar_seek(const struct calendar *cal, int64_t t);

#endif
