/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Advice about one vendor: belief on one side, times and money on the other.
 *
 * Times and money come from the newest stored plan that names the vendor as breached, activated
 * ones aside: that plan as it would be made on today's data, simulated as things stand, with
 * everything ready and with nothing ready (plan/worlds.h), and the lines of its cost model.  What it
 * does not know, or all of it where there is no such plan, is the policy's; each input says where it
 * comes from.
 *
 * Time goes on: for days ahead the decision is solved again with the belief that is left when nothing
 * new comes and with the contracts as they stand then.
 */
#ifndef LIFEBOAT_APP_ADVICE_H
#define LIFEBOAT_APP_ADVICE_H

#include "app/evidence.h"
#include "risk/decide.h"

struct app;

enum advice_what {
	ADVICE_PREPARE, ADVICE_READY, ADVICE_UNPREPARED, ADVICE_CONFIRMATION, /* weeks */
	ADVICE_CHANGE, ADVICE_HASTE, ADVICE_PREMIUM, ADVICE_LEAVING, ADVICE_LATE, ADVICE_SAVED,
	ADVICE_PREPARATION, ADVICE_KEEP, ADVICE_HAZARD, ADVICE_LOSS, ADVICE_N
};

enum advice_source { ADVICE_NOWHERE, ADVICE_POLICY, ADVICE_SIMULATED, ADVICE_COSTS };

struct advice_input {
	double low, likely, high; /* simulated: one run in ten is below, half, nine in ten */
	enum advice_source source; /* NOWHERE: it plays no part */
};

enum advice_unit { ADVICE_WEEKS, ADVICE_MONEY, ADVICE_FACTOR, ADVICE_CHANCE };

struct advice_input_def {
	const char *title;  /* N_() */
	enum advice_unit unit;
	const char *policy; /* the setting that stands in; NULL none */
};
extern const struct advice_input_def advice_inputs[ADVICE_N];

#define ADVICE_DAYS 9

/* The decision so many days from now, if nothing new comes. */
struct advice_day {
	int64_t day;
	double material;
	double prepare, change; /* thresholds */
	enum decision action;
};

struct advice {
	struct decide_inputs inputs; /* samples are gone once the advice is made */
	struct advice_input from[ADVICE_N];
	struct decide_costs costs;
	struct triple p;
	double material;           /* p(material); 0 without an open case */
	bool open;
	enum decision action;
	char plan[256];            /* "trendmicro/2"; "" for none */
	int64_t simulations;       /* of it, in each world; 0 it was of no use */
	bool changed;              /* the data have changed since it was made */
	char trouble[512];         /* why it was of no use, translated; "" */
	struct decide_flip flips[SIG_N];
	size_t n_flips;
	struct advice_day days[ADVICE_DAYS]; /* with an open case; the first is today */
	size_t n_days;
	int64_t changes_on;        /* first day from now with another advice; -1 none of those days */
	enum decision changes_to;
};

/* What the policy alone says, with the case's effect on the hazard; k may be NULL. */
int advice_policy(struct db *db, const struct evidence_case *k, struct decide_inputs *ret,
		  struct err *err);
int advice_make(struct app *app, const struct evidence *e, const char *vendor, struct advice *ret,
		struct err *err);

#endif
