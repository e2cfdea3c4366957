/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The same switch in three worlds, each planned and simulated with the same luck: as things stand
 * today, with everything ready before T+0, and with nothing ready.  What an advice is made of
 * (risk/decide.h): the times to get ready, to switch ready and to switch unprepared, and the lines
 * of the cost model that go with them.
 *
 * Ready: every prepare-phase step is done and every thing a step needs is there; hardware and
 * licences are still ordered with the switch.  Bare: no prepare-phase step was ever done and no
 * pre-staged item is there, so both come after T+0.
 */
#ifndef LIFEBOAT_PLAN_WORLDS_H
#define LIFEBOAT_PLAN_WORLDS_H

#include "plan/simulation.h"

enum world_kind { WORLD_TODAY, WORLD_READY, WORLD_BARE, WORLD_N };

/* What the contracts make of a switch on some day, minor units of the workspace currency. */
struct world_contracts {
	int64_t leaving; /* fees and shares, renewed terms, less refunds and credits */
	int64_t overlap; /* the old product prolonged until it is gone */
	int64_t saved;   /* renewals that staying would cost until the horizon */
};

struct world {
	size_t runs;
	double *safe;     /* by run: minutes until the last asset that becomes safe is */
	double *prepared; /* by run: minutes until nothing is missing any more (plan/simulation.h) */
	double *change;   /* by run: all that is paid but for the contracts, minor units */
	struct world_contracts *days; /* by the days asked for */
	int64_t affected; /* assets */
	int64_t planned;  /* safe without luck; PLAN_NEVER: no asset becomes safe */
	int64_t preparing; /* prepare-phase steps with their labour, things to obtain; minor units */
	int64_t keeping;  /* keeping all of it ready until the horizon, drills included */
};

/* `days`: from today, ascending, the first 0.  ERR_INPUT and others as plan_make and
 * plan_simulate. */
int plan_world(const struct snapshot *s, const struct plan_request *r, enum world_kind kind,
	       const struct sim_request *how, const int64_t *days, size_t n_days,
	       struct world *ret, struct err *err);
void world_release(struct world *w);

#endif
