/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be prepared before T+0 and is not: prepare-phase steps to do ahead, and things to have
 * ready, each with its price.
 *
 * A step done ahead must be done after the prepare-phase steps before it and with the things it needs,
 * so a choice is only good when it is closed under `needs`.  An instance that waits for several things
 * waits for the last of those that were not bought.
 */
#ifndef LIFEBOAT_PLAN_OPTIONS_H
#define LIFEBOAT_PLAN_OPTIONS_H

#include "plan/replan.h"
#include "util/vec.h"

struct prep_option {
	bool item;             /* a thing to have ready, else a step to do */
	bool ordered;          /* a thing that is ordered with the switch: hardware, licences */
	char *what;            /* encoded message, in the plan's arena */
	char *label;           /* the same in few words: "P01", "quote of eset-protect" */
	size_t *instances;     /* of the step, or held back by the thing */
	size_t n;
	const char *why;       /* things: the hold's sentence, which names it */
	int64_t minutes;       /* things: until it is there when it is got at T+0 */
	size_t *needs;         /* options that go with it */
	size_t n_needs;
	int64_t cost;          /* once; minor units of the workspace currency */
	int64_t cost_ready;    /* of being ready until the horizon */
};

struct prep_options {
	struct prep_option *items; /* in the plan's arena; things come first */
	size_t n, n_things;
};

void prep_options_find(const struct replan *x, struct prep_options *ret);
/* Adds what the options bought need, and what that needs. */
void prep_options_close(const struct prep_options *o, bool *bought);

struct prep_levers {
	VEC(struct sched_lever) v;
};

/* A closed choice as levers of the engine, added to a list that the caller releases. */
void prep_options_levers(const struct replan *x, const struct prep_options *o, const bool *bought,
			 struct prep_levers *ret);
/* Minutes before which an instance cannot begin with these options bought. */
int64_t prep_options_release(const struct replan *x, const struct prep_options *o,
			     const bool *bought, size_t instance);

#endif
