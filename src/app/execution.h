/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What happened: the state of steps of an activated plan, and of single assets in them.
 *
 * The stored plan never changes; what happened stands beside it (step_states, asset_states).  When
 * the last step is done or skipped the plan is completed, and its order with it: for a drill that is
 * what readiness asks for (R14).
 */
#ifndef LIFEBOAT_APP_EXECUTION_H
#define LIFEBOAT_APP_EXECUTION_H

#include <stddef.h>
#include <stdint.h>

#include "util/err.h"

struct app;

enum step_event { STEP_START, STEP_DONE, STEP_FAIL, STEP_SKIP, STEP_BLOCK, STEP_NOTE, STEP_N_EVENTS };

struct step_report {
	enum step_event event;
	const char *plan, *step;   /* step: an instance, or a step that has one instance only */
	const char *note;          /* NULL none */
	const char *at;            /* instant it happened; NULL: now */
	const char *const *assets; /* only these; none: the step as a whole */
	size_t n_assets;
};

int execution_report(struct app *app, const struct step_report *r, struct err *err);

#endif
