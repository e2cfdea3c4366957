/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be prepared before T+0 and is not: steps to do ahead and things to have ready, each as
 * levers of the engine, with its price. */
#ifndef LIFEBOAT_PLAN_OPTIONS_H
#define LIFEBOAT_PLAN_OPTIONS_H

#include "plan/replan.h"

struct prep_option {
	bool item;             /* a thing to have ready, else a step to do */
	char *what;            /* encoded message, in the plan's arena */
	struct sched_lever *levers;
	size_t n;
	int64_t cost;          /* once; minor units of the workspace currency */
	int64_t cost_ready;    /* of being ready until the horizon */
};

struct prep_options {
	struct prep_option *items; /* in the plan's arena */
	size_t n;
};

void prep_options_find(const struct replan *x, struct prep_options *ret);

#endif
