/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A finished plan as a problem for the engine again, with its own times as the base: what
 * simulations, levers, any-time activation and the preparation frontier start from. */
#ifndef LIFEBOAT_PLAN_REPLAN_H
#define LIFEBOAT_PLAN_REPLAN_H

#include "plan/problem.h"

struct replan {
	struct problem problem;
	struct sched_problem sched;
	struct sched_result base; /* slots and values of the plan */
	bool *never;              /* by instance: it has no place in the plan */
};

/* Both release functions take what init left behind, whatever it returned. */
int replan_init(struct replan *x, const struct snapshot *s, const struct plan_request *r,
		struct plan *p, struct err *err);
void replan_release(struct replan *x);

/* The row of the mode that instance i has in the plan; its index in the activity. */
const struct mode_choice *replan_choice(const struct replan *x, size_t i, uint32_t *ret_mode);

/* What a schedule of it comes to: minutes, exposure in PLAN_EXPOSURE_SCALE-ths.  Assets that are
 * never safe count in exposure until the horizon and in nothing else. */
struct replan_figures {
	int64_t contain, last_safe, exposure;
	size_t last; /* the instance that makes the last asset safe, NONE */
};

void replan_measure(const struct replan *x, const struct sched_slot *slots,
		    struct replan_figures *ret);

#endif
