/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Simulations of stored plans: run, stored beside the plan, shown, read again by readiness. */
#ifndef LIFEBOAT_APP_SIMULATING_H
#define LIFEBOAT_APP_SIMULATING_H

#include "app/planning.h"
#include "plan/simulation.h"

/* Threads that a simulation runs on when nobody says: as many as there are processors. */
int64_t simulation_threads(void);
/* Whole units of a currency, a no-break space between thousands: "1 234 500". */
void whole_amount(double amount, struct strbuf *out);
/* A figure of a forecast as people read it. */
void forecast_text(const char *unit, int64_t value, const char *currency, struct strbuf *out);
/* The number of the plan's last simulation; 0 none. */
int simulation_last(struct db *db, const struct plan_ref *plan, int64_t *ret, struct err *err);
/* Puts P50 and P90 of the last simulation into the request, as far as there is one. */
int simulation_recall(struct planning *p, const struct plan_ref *plan, struct err *err);
/* Stores one more simulation of the plan in hand. */
int simulation_store(struct planning *p, const struct plan_ref *plan, const struct simulation *x,
		     struct err *err);
void simulation_show(const struct planning *p, const struct simulation *x);

#endif
