/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Only for src/plan/simulation*.c: the simulator set up (simulation_setup.c) and at work. */
#ifndef LIFEBOAT_PLAN_SIMULATION_PARTS_H
#define LIFEBOAT_PLAN_SIMULATION_PARTS_H

#include "plan/replan.h"
#include "plan/simulation.h"
#include "risk/loss.h"
#include "risk/simulate.h"

/* What is random about an instance. */
struct draw {
	bool free;          /* it will happen and is not done */
	bool may_fail, ordered, prepares;
	int64_t need;       /* minutes until the last thing it needs to have ready is there, 0 */
	size_t shape;       /* simulator.shapes; NONE: the duration is certain */
	uint64_t key, step_key, fail_key, order_key;
	int64_t workers;    /* as planned */
	double minute_cost; /* of one worker, minor units */
	const struct effort *effort;
};

struct sim_worker {
	struct sched_replay *replay;
	int64_t *durations, *workers, *releases, *capacities, *finish;
	int64_t *critical;  /* runs in which an instance was on the chain */
	bool *marks;
};

struct simulator {
	const struct snapshot *s;
	const struct plan_request *r;
	struct plan *p;
	const struct sim_request *how;
	struct simulation *ret;
	struct replan re;
	struct cover contains, removes, secures;
	struct exposure_rate *rates; /* by wave */
	struct draw *draws;          /* by instance */
	uint64_t *crew_keys;
	VEC(struct sim_pert) shapes; /* on [0, 1] */
	VEC(double) shape_modes;
	struct sim_pert slip, price; /* minutes; factor */
	double failure, rework, absence, common, own, hazard, priced;
	struct loss_model loss;      /* minor units */
	int64_t horizon;             /* minutes */
	struct sim_worker *workers;
	size_t n_workers;
	double *durations;           /* instance × kept runs */
	size_t kept;
	bool cancelled;
	bool (*stopped)(struct simulator *x, unsigned worker, size_t run);
};

bool simulator_run(void *context, unsigned worker, size_t run);
void simulator_summarise(struct simulator *x);

#endif
