/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The time-cost trade-off on a network of steps, solved to optimality (the discrete time-cost
 * trade-off problem; Demeulemeester, Herroelen and Elmaghraby 1996) as a mixed-integer programme.
 *
 * Steps have a duration and may not start before their release; edges are finish to start with a
 * lag.  An option is bought or not; it shortens steps and brings releases forward, costs what it
 * costs; of the options with one group at most one is bought, and some need others.  No calendars, no crews: what a
 * crew's order imposes is an edge.
 */
#ifndef LIFEBOAT_PLAN_CRASH_H
#define LIFEBOAT_PLAN_CRASH_H

#include "plan/mip.h"
#include "plan/plan.h"

struct crash_step {
	int64_t duration, release;
};

struct crash_edge {
	size_t from, to; /* from stands before to in steps */
	int64_t lag;
};

struct crash_effect {
	size_t step;
	int64_t shorter, earlier; /* taken from duration and release */
	bool frees;      /* it waits for no other step any more */
};

struct crash_option {
	int64_t cost;
	size_t group;    /* NONE: free to combine */
	struct crash_effect *effects;
	size_t n_effects;
	size_t *needs;   /* options without which it cannot be bought */
	size_t n_needs;
};

struct crash_problem {
	struct crash_step *steps; size_t n_steps;
	struct crash_edge *edges; size_t n_edges;
	struct crash_option *options; size_t n_options;
	plan_solve_fn *solve;
	void *solve_context;
};

/* The finish of the last step when these options are bought. */
int64_t crash_time(const struct crash_problem *c, const bool *bought);
int64_t crash_cost(const struct crash_problem *c, const bool *bought);

/* Least time within a budget, and least cost within a time.  1 and the choice; 0 when there is none;
 * negative: the solver's error.  *ret_proven: false when the solver stopped before the proof. */
int crash_fastest(const struct crash_problem *c, int64_t budget, bool *ret_bought,
		  bool *ret_proven, struct err *err);
int crash_cheapest(const struct crash_problem *c, int64_t time, bool *ret_bought,
		   bool *ret_proven, struct err *err);

struct crash_point {
	int64_t cost, time;
	bool *bought; /* in the arena given */
	bool proven;
};

/* All choices that no other beats in both, by rising cost, up to a budget (-1 none); at most `max`:
 * then the times between the slowest and the fastest are divided evenly. */
int crash_curve(const struct crash_problem *c, int64_t budget, size_t max, struct arena *arena,
		struct crash_point *ret, size_t *ret_n, struct err *err);
/* The point farthest from the line between the ends, both axes scaled to one; NONE under three. */
size_t crash_knee(const struct crash_point *points, size_t n);

#endif
