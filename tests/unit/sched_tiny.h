/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SCHED_TINY_H
#define TESTS_SCHED_TINY_H
/* Tiny random scheduling problems that own their arrays, and all their plans by enumeration. */

#include "sched/sched.h"
#include "util/rng.h"

#define TINY_MAX 6
#define TINY_HORIZON 24

enum tiny_feature {
	TINY_CALENDARS = 1,
	TINY_PAUSABLE = 2,
	TINY_MODES = 4,
	TINY_WORK = 8,
	TINY_LAGS = 16,
	TINY_MAX_LAGS = 32,
	TINY_BUDGETS = 64,
	TINY_RELEASES = 128,
	TINY_DEADLINES = 256,
	TINY_CAPACITY_STEPS = 512,
	TINY_FIXED = 1024,
	TINY_EXPOSURE = 2048,
	TINY_ALL = 4095,
};

struct tiny {
	struct sched_problem p;
	struct sched_activity activities[TINY_MAX];
	struct sched_mode modes[TINY_MAX][3];
	struct sched_need needs[TINY_MAX][3][2], uses[TINY_MAX][3][1];
	uint32_t which[TINY_MAX][2];
	struct sched_resource resources[2];
	struct sched_step steps[2][4];
	struct sched_calendar calendars[2];
	struct sched_window windows[2][8];
	struct sched_edge edges[16];
	struct sched_milestone stones[2];
	uint32_t stone_of[2][TINY_MAX];
	int64_t budgets[1];
};

void tiny_make(struct tiny *t, struct rng *rng, unsigned features);

/* Least value of the first goal over all plans (the others follow in order), or -1 without a
 * plan. */
int64_t tiny_best(const struct tiny *t);

/* value[] from the slots. */
void tiny_measure(const struct sched_problem *p, struct sched_result *r);

#endif
