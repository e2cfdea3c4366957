/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Readiness over time: when it next falls, what would restore it, and how it went on. */
#ifndef LIFEBOAT_APP_READINESS_H
#define LIFEBOAT_APP_READINESS_H

#include "app/planning.h"
#include "plan/decay.h"

/* Says when the readiness of the plan in hand next falls, by what and how to prevent it. */
int readiness_show_decay(struct planning *p, struct decay *ret, struct err *err);
/* Says what is not ready that could be, cheapest first, and what that costs. */
int readiness_show_missing(struct planning *p, struct err *err);
/* Stores today's look at the plan; one for each instant. */
int readiness_record(struct planning *p, const struct plan_ref *plan, const struct decay *decay,
		     struct err *err);
/* All looks at all versions of the plan, the oldest first. */
int readiness_history(struct app *app, const struct plan_ref *plan, const struct call *call,
		      struct err *err);

#endif
