/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the newest plan that names a vendor says to an advice about it: its worlds (plan/worlds.h),
 * made again on today's data with few schedules, so that an advice is quick and always the same.
 */
#ifndef LIFEBOAT_APP_ADVICE_PLAN_H
#define LIFEBOAT_APP_ADVICE_PLAN_H

#include "app/advice.h"
#include "plan/worlds.h"

struct advice_plan {
	bool found, usable;
	char name[256];          /* "trendmicro/2"; "" none */
	bool changed;            /* the data are not those it was made from */
	char *trouble;           /* why it is not usable, translated; NULL */
	bool prepares;           /* there is something to prepare in it at all */
	struct world worlds[WORLD_N];
	double scale;            /* minor units of one of the workspace's currency */
	double horizon;          /* weeks */
	double *prepare, *ready, *unprepared, *change, *haste; /* by run: weeks, whole units */
};

/* Days from today, ascending from 0. */
int advice_plan_load(struct app *app, const char *vendor, const int64_t *days, size_t n_days,
		     struct advice_plan *ret, struct err *err);
void advice_plan_release(struct advice_plan *p);
/* Puts into the inputs, which hold the policy's values, what a usable plan knows. */
void advice_plan_apply(const struct advice_plan *p, struct advice *a);
/* The contracts as they will stand at the day-th of the days asked for. */
void advice_plan_contracts(const struct advice_plan *p, size_t day, struct decide_inputs *in);

#endif
