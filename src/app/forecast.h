/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Re-forecast of an activated plan: what happened, what will be, and the plan beside it.
 *
 * plan/forecast.h says what the figures mean.  Nothing is stored: a forecast is made when somebody
 * asks, from the stored plan, what was recorded of its steps and today's crews and calendars.
 */
#ifndef LIFEBOAT_APP_FORECAST_H
#define LIFEBOAT_APP_FORECAST_H

#include "app/command.h"
#include "app/plan_ref.h"
#include "plan/forecast.h"

struct app;

struct running {
	struct plan_ref plan;
	struct snapshot snapshot;  /* at T+0 */
	struct arena arena;
	int64_t t0;                /* instant */
	struct forecast forecast;
	struct record *rows;       /* of plan_steps, one a step of the forecast */
	size_t n_rows;
	const char **keys;         /* instances, borrowed from rows */
	char **wave_names;         /* "class/number", one a wave of the forecast */
	int64_t *wave_work;        /* seconds of one worker by the install rates of what comes, likewise */
	struct map waves;          /* that name → wave */
};

/* Loads the plan and makes its forecast; `call` may be NULL, its --crew KEY=N is followed.
 * ERR_DENIED: the plan is not carried out; one that was stood down counts where `stopped` says so.  `ret` may be released whatever the result. */
int running_load(struct app *app, const char *plan, const struct call *call, bool stopped,
		 struct running *ret, struct err *err);
void running_release(struct running *r);

/* The command: the overview, or the rows of one part (steps, waves, assets, deadlines). */
int forecast_show(struct app *app, const struct call *call, struct err *err);

#endif
