/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SCHED_MIDDLE_H
#define TESTS_SCHED_MIDDLE_H
/* Random scheduling problems of up to 60 activities that own their arrays. */

#include "sched/sched.h"
#include "util/rng.h"

#define MANY 60

struct middle {
	struct sched_problem p;
	struct sched_activity activities[MANY];
	struct sched_mode modes[MANY][3];
	struct sched_need needs[MANY][3][6], uses[MANY][3][1];
	struct sched_resource resources[6];
	struct sched_step steps[6][3];
	struct sched_edge edges[4 * MANY];
	struct sched_milestone stones[8];
	uint32_t stone_of[8];
	int64_t budgets[1];
};

/* steps: capacity that changes, releases and, with every second seed, lags. */
void middle_make(struct middle *m, uint64_t seed, size_t n, size_t resources, bool steps,
		 size_t n_modes);

#endif
