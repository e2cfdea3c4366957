/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Running the planner on a workspace: request from words, snapshot, plan, storing.
 */
#ifndef LIFEBOAT_APP_PLANNING_H
#define LIFEBOAT_APP_PLANNING_H

#include "app/command.h"
#include "app/plan_ref.h"
#include "plan/plan.h"

struct app;

struct planning {
	struct app *app;
	struct snapshot snapshot;
	struct plan_request request; /* its memory is in `arena` */
	struct plan plan;
	struct arena arena;
	double until; /* --time: when to stop searching, on the monotonic clock */
	bool loaded, made;
};

void planning_init(struct planning *p, struct app *app);
void planning_release(struct planning *p);

/* Loads the snapshot alone, for answers that need no plan. */
int planning_load(struct planning *p, struct err *err);
/* Loads the snapshot and reads the options of `plan make`. */
int planning_request(struct planning *p, const struct call *call, struct err *err);
/* Loads today's snapshot and the request of a stored plan. */
int planning_recall(struct planning *p, const struct plan_ref *stored, struct err *err);
/* Crews with another number of workers: the --crew KEY=N of the call (may be NULL) before those a
 * stored plan was made with ("a=3;b=4", may be NULL).  The first of a crew counts.  A crew of a
 * stored plan that is gone is left out: the digest tells. */
int planning_crews(const struct snapshot *s, const struct call *call, const char *stored,
		   struct arena *arena, struct plan_request *r, struct err *err);
/* Loads today's snapshot and repeats the request of a stored plan, readiness included. */
int planning_repeat(struct planning *p, const struct plan_ref *stored, struct err *err);
int planning_make(struct planning *p, struct err *err);
/* Stores and appends "key/version". */
int planning_store(struct planning *p, struct strbuf *ret_id, struct err *err);
/* What could not be planned as asked, and what was done instead; nothing where there is none. */
void planning_show_notes(const struct planning *p);
/* The checks of the plan in hand, blockers first; ERR_ANSWER_NO while one blocks. */
int planning_show_checks(struct planning *p, struct err *err);

#endif
