/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCHED_SEARCH_H
#define SCHED_SEARCH_H
/* What the searches share: the goals in order with their tolerances, the effort, the best plan. */

#include "sched/core.h"
#include "sched/sgs.h"

struct search {
	const struct core *c;
	const struct sched_options *o;
	struct sched_goal goals[SCHED_N_OBJECTIVES];
	size_t n_goals;
	int64_t bound[SCHED_N_OBJECTIVES];
	/* While goal `stage` is being improved, goals before it may not exceed their caps. */
	size_t stage;
	int64_t cap[SCHED_N_OBJECTIVES];
	double share_end; /* of the time, for the goal being improved; 0 = no matter */
	uint64_t used;
	struct plan best;
	bool found;
	bool infeasible; /* proven */
	struct sched_failure failure; /* of the last plan that could not be made */
};

/* Less than 0 when a is the better plan at the current stage. */
int search_compare(const struct search *s, const struct plan *a, const struct plan *b);

/* Keeps the plan if it is better than the best; returns true then, and calls progress. */
bool search_offer(struct search *s, const struct plan *plan);

bool search_over(const struct search *s); /* cancelled, time up or effort spent */

/* The best plan reaches the bound of the first goal, which is the one being improved. */
bool search_optimal(const struct search *s);

/* Fixes the cap of the current goal from the best plan and goes on to the next goal. */
void search_next_stage(struct search *s);

/* Priority keys, lower first. */
enum search_rule {
	RULE_LATEST_START, /* least latest start: greatest tail first */
	RULE_EXPOSURE,     /* milestones by weight / work left below them, then latest start */
	RULE_SLACK,        /* shortest first start, ties by tail */
	N_RULES,
};
void search_rule_keys(const struct core *c, enum search_rule rule, int64_t *ret_key);

/* Iterated local search for problems with any feature: priorities and modes are changed a little,
 * the plan is generated again, and kept when it is not worse. */
void search_general(struct search *s, uint64_t limit);

int64_t bound_exposure(const struct core *c);

/* Lower bounds of all objectives, from heads, tails, work and capacity. */
void bound_simple(const struct core *c, int64_t *ret_bound);

#endif
