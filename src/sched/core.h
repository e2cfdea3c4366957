/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCHED_CORE_H
#define SCHED_CORE_H
/*
 * The compiled problem: what every part of the engine works on. Modes with work are expanded into
 * one mode per number of workers, calendars are intersected and shared, edges are listed by both
 * ends, fixed activities have their times and their load is already taken from the profiles. Read
 * only once made, so that threads share it.
 */

#include "sched/calendar.h"
#include "sched/profile.h"
#include "sched/sched.h"
#include "sched/supply.h"

struct core_mode {
	int64_t duration;
	int64_t cost;
	int64_t workers;     /* 0: no work */
	uint32_t source;     /* the caller's mode */
	uint32_t calendar;   /* into core.calendars */
	uint32_t need, n_needs; /* into core.needs */
	uint32_t use, n_uses;   /* into core.uses */
};

struct core_arc {
	uint32_t other; /* the activity at the far end */
	uint32_t edge;
	int64_t lag;    /* minimum or maximum */
};

/* Arcs of activity i are arcs[first[i]] .. arcs[first[i + 1] - 1]. */
struct core_arcs {
	uint32_t *first;
	struct core_arc *arcs;
};

/* Work that asks for a resource under one calendar, and what the resource can give it. */
struct core_market {
	uint32_t resource;
	uint32_t calendar; /* SCHED_NONE: under any */
	struct supply supply;
};

struct core {
	const struct sched_problem *p;
	size_t n, n_modes, n_resources, n_budgets, n_calendars;
	struct core_mode *modes;
	uint32_t *first_mode;     /* n + 1 */
	struct sched_need *needs; /* durations > 0 only, amounts > 0 only */
	struct sched_need *uses;
	struct calendar *calendars;
	/* edges with a lower side; far end = predecessor, successor */
	struct core_arcs pred, succ;
	struct core_arcs max_in, max_out;  /* edges with a maximum; far end = from, to */
	uint32_t *order;          /* a topological order of pred/succ */
	int64_t *release;         /* with not_before */
	/* earliest start, calendars and lower sides considered, shortest modes */
	int64_t *head;
	int64_t *finish_head;     /* least finish */
	int64_t *tail;            /* least time from a finish to the end of the project */
	struct sched_slot *fixed; /* n; core mode in .mode, read where is_fixed */
	bool *is_fixed;
	struct profile *profiles; /* one a resource, fixed load taken */
	/* for bounds; the first n_resources are those of one resource each under any calendar */
	struct core_market *markets;
	size_t n_markets;
	uint32_t *stone_first, *stones; /* milestones of each activity, n + 1 */
	bool has_max, has_deadline, has_calendar, multi_mode;
};

/* Returns SCHED_OK or a negative status with *ret_failure set; core_release either way. */
int core_init(struct core *c, const struct sched_problem *p, struct sched_failure *ret_failure);
void core_release(struct core *c);

/* Least units x minutes that activity i brings to the market: 0 when a mode of it may do without, or
 * under another calendar, or when it is fixed. */
int64_t core_work(const struct core *c, const struct core_market *market, uint32_t i);

/* Marks the calendars of modes with a need of the resource (n_calendars marks). */
void core_users(const struct core *c, uint32_t resource, bool *ret_calendars);

/* Heads and tails, and what they prove: part of core_init (heads.c). */
bool core_heads(struct core *c, struct sched_failure *ret_failure);

/* One plan inside the engine: core mode indexes. */
struct plan {
	int64_t *start, *finish; /* n */
	uint32_t *mode;          /* n, into core.modes */
	int64_t value[SCHED_N_OBJECTIVES];
	int64_t late;            /* minutes over deadlines, all activities */
	int64_t over;            /* budget overrun */
};

void core_plan_init(struct plan *plan, const struct core *c);
void plan_copy(struct plan *to, const struct plan *from, const struct core *c);
void core_plan_release(struct plan *plan);
/* Fills value[], late and over from start, finish and mode. */
void plan_measure(struct plan *plan, const struct core *c);

/* Sum over milestones of weight x time reached; reads only the finishes of their activities. */
int64_t core_exposure(const struct core *c, const struct plan *plan);

/* Takes (sign -1) or gives back (+1) what the activity holds from the profiles. */
void core_load(const struct core *c, struct profile *profiles, uint32_t activity, uint32_t mode,
	       int64_t start, int64_t finish, int sign);

/* First start >= t at which calendar and profiles allow the mode; SCHED_NEVER when there is
 * none. */
int64_t core_fit(const struct core *c, const struct profile *profiles, uint32_t activity,
		 uint32_t mode, int64_t t, int64_t *ret_finish);

#endif
