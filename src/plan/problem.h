/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plan's instances as a problem for the engine (sched/sched.h); shared by schedule.c and the
 * levers, nobody else includes it.
 *
 * Activity i is instance i, resource i is crew i, calendar i is calendar i of the snapshot.  An
 * instance that was dropped stays in its place as something long done, without edges.  Money is in
 * minor units of the workspace currency at the rates of the snapshot's day: good enough to compare
 * plans, while the cost stage dates every line.
 */
#ifndef LIFEBOAT_PLAN_PROBLEM_H
#define LIFEBOAT_PLAN_PROBLEM_H

#include "plan/cover.h"
#include "plan/effort.h"
#include "sched/sched.h"
#include "util/vec.h"

struct mode_choice {
	const struct play_mode *mode;
	struct effort effort;
};

struct edge_origin {
	size_t instance, link; /* plan.instances[instance].after[link] */
};

struct problem {
	const struct snapshot *s;
	const struct plan_request *r;
	struct plan *p;
	struct playbook book;
	struct arena arena;
	const struct play_step **step_of;  /* snapshot.steps → step of the playbook */
	struct mode_choice **choices;      /* instance → its modes, as in the activity */
	bool *dropped;
	int64_t *hourly;                   /* crew → price units of the workspace currency an hour */
	double minor_scale;                /* minor units of the workspace currency a price unit */
	struct cover contains, secures;
	struct sched_activity *activities;
	struct sched_resource *resources;
	struct sched_calendar *calendars;
	VEC(struct sched_edge) edges;
	VEC(struct sched_milestone) milestones;
	struct edge_origin *edge_of;
	size_t n_edges;
	size_t *given_up_of;               /* snapshot.steps → limits given up */
};

int problem_init(struct problem *b, const struct snapshot *s, const struct plan_request *r,
		 struct plan *p, struct err *err);
/* Fills *ret for what is not dropped; valid until the next call or the release. */
void problem_build(struct problem *b, struct sched_problem *ret);
void problem_release(struct problem *b);

#endif
