/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What chance makes of a plan: the schedule carried out many times, each time with other luck.
 *
 * Drawn in each run (policy names the rates):
 * - the duration of every step, PERT from its three points; instances of one step share a part of
 *   their luck (duration_correlation), for what is harder than thought is so everywhere;
 * - whether a step that removes, protects or secures fails and part of it is done again
 *   (failure_rate, rework_share);
 * - how many of each crew are not there (absence_rate), one at least is;
 * - how late comes what must be ordered or obtained first (lead_slip);
 * - prices of licences and hardware against the quotes (price_low, 1, price_high as a PERT).
 * The order of the plan is kept: who was to start first goes first (sched_replay).  Random numbers
 * go by the names of steps, instances, crews and items (risk/simulate.h), so two plans meet the same
 * luck where they are the same, and threads do not matter.
 *
 * Cost = the plan's cost, with priced lines at drawn prices and labour by the minutes really worked.
 * Loss: supposing the breach is real, an attack through the vendor comes at an exponential time
 * (hazard_week).  Until the last asset that becomes safe is, it costs a lognormal sum (loss_low,
 * loss_high); later, up to the horizon, the part of it that the never safe assets are of the exposure
 * weight.
 */
#ifndef LIFEBOAT_PLAN_SIMULATION_H
#define LIFEBOAT_PLAN_SIMULATION_H

#include "plan/plan.h"

enum sim_figure { SIM_CONTAIN, SIM_SWITCH, SIM_LAST_SAFE, SIM_EXPOSURE, SIM_GAP, SIM_GAP_MAX, SIM_COST,
		  SIM_LOSS, SIM_N_FIGURES };

struct sim_figure_def {
	const char *name, *unit; /* unit: minutes, exposure, asset-minutes, money */
	const char *title;       /* N_() */
};
extern const struct sim_figure_def sim_figures[SIM_N_FIGURES];

/* PLAN_NEVER: in so many runs it does not come.  mean: of the runs in which it does. */
struct sim_spread {
	int64_t p10, p50, p90, mean;
};

struct sim_odds {
	size_t deadline;   /* plan.deadlines */
	double chance;     /* every asset safe by then */
};

struct sim_step {
	double criticality; /* share of runs in which it is on the chain to the last asset that is safe */
	double correlation; /* rank correlation of its duration with that time */
};

#define SIM_CURVE 9

struct sim_request {
	int64_t runs;
	uint64_t seed;
	unsigned threads;
};

struct simulation {
	struct sim_spread spread[SIM_N_FIGURES];
	struct sim_odds *odds;   /* plan.n_deadlines */
	struct sim_step *steps;  /* plan.n_instances */
	double loss_at_risk, loss_tail; /* 95 %; minor units */
	struct {
		double sum, chance;
	} curve[SIM_CURVE];      /* chance that the loss exceeds the sum; minor units */
	double *samples[SIM_N_FIGURES]; /* by run; INFINITY never */
	double *prepared;        /* by run: minutes until the last prepare-phase step is done and the last
	                          * thing that a step needs is there; 0 nothing is missing */
	int64_t runs;
	uint64_t seed;
};

/* The plan as plan_make left it.  Not the plan, whose arena takes nothing of the result. */
int plan_simulate(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		  const struct sim_request *how, struct simulation *ret, struct err *err);
void simulation_release(struct simulation *x);

#endif
