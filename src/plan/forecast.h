/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Re-forecast of a plan that is carried out (planner.md, Schedule): what happened is fixed, the rest
 * is scheduled again from now, and the plan as it was activated stays beside it.
 *
 * The caller fills the steps from the stored plan, not from today's inventory: that may have moved on
 * while people work by the plan they were given.  Crews, calendars and policy are today's.  Every step
 * keeps its way of being done, and whoever was to start first still goes first; so a forecast moves
 * only where something made it move, and one made at T+0 is the plan itself.
 *
 * What the states mean here:
 *	done     happened from actual_start to actual_finish, whatever the calendars say
 *	skipped  took no time at the instant it was left out; what it would have done for its assets is
 *	         not done by it, and without another step with that mark it never is
 *	doing    began at actual_start and takes its likely time; where that is over its high estimate,
 *	         and where that is over too, until now: then it is `overdue`
 *	failed   is done again from now, with its full time
 *	blocked  could start now at the earliest: all that waits for it is a lower bound and says so
 *	todo     starts when what it waits for has finished, its crew and calendars let it, and not
 *	         before now; where something must follow it soon (within), nor before its planned time
 * A maximum pause between two steps that cannot be kept any more is broken rather than the plan; it
 * shows in the protection gap.
 *
 * Times are minutes from T+0, PLAN_NEVER for what does not come.
 */
#ifndef LIFEBOAT_PLAN_FORECAST_H
#define LIFEBOAT_PLAN_FORECAST_H

#include "plan/cover.h"

enum step_status { STATUS_TODO, STATUS_DOING, STATUS_DONE, STATUS_FAILED, STATUS_SKIPPED,
		   STATUS_BLOCKED };

struct forecast_link {
	size_t step;          /* forecast.steps; predecessors come first */
	int64_t lag, max_lag; /* as in plan_link */
};

struct forecast_step {
	/* as planned */
	size_t crew;               /* snapshot.crews, NONE */
	int64_t workers;
	struct estimate duration;  /* minutes */
	int64_t release;
	int64_t start, finish;     /* the baseline */
	struct forecast_link *after;
	size_t n_after;
	struct index_list calendars; /* snapshot.calendars: of its crew and of what it touches */
	struct index_list waves;     /* forecast.waves */
	unsigned marks;
	bool continuous;
	bool before;               /* done before T+0 */
	/* as it happened */
	enum step_status status;
	int64_t actual_start, actual_finish; /* PLAN_NEVER: not known; skipped: finish is when */
	/* as it will be */
	int64_t from, until;
	bool overdue;
	size_t held_by;            /* the failed or blocked step it is or waits for, NONE */
};

struct forecast_wave {
	int64_t quantity;
	struct exposure_rate rate;
	struct { int64_t contained, removed, safe; } planned, now;
};

struct forecast_figures {
	int64_t contain, last_safe, exposure, gap_max, never_safe;
};

struct forecast {
	int64_t now;       /* minutes from T+0, >= 0 */
	int64_t origin;    /* T+0 in minutes since the epoch */
	int64_t *capacity; /* snapshot.crews → workers at once */
	struct forecast_step *steps; size_t n_steps;
	struct forecast_wave *waves; size_t n_waves;
	struct forecast_figures planned, expected;
};

/* Fills what will be; `snapshot` is read for calendars, crews and policy.  ERR_INPUT names a step by
 * its index in the sentence's key (`keys`, by step) when the data contradict themselves. */
int forecast_make(const struct snapshot *s, struct forecast *f, const char *const *keys,
		  struct err *err);
/* Minutes in which a step that is done was worked on: those its calendars were open from actual_start
 * to actual_finish, or all of them when it was done outside those hours; -1: its start was not recorded. */
int64_t forecast_worked(const struct snapshot *s, const struct forecast *f, size_t step);
/* Assets that are not safe by then, as planned or as it will be. */
int64_t forecast_missed(const struct forecast *f, int64_t minutes, bool planned);

#endif
