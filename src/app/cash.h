/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cash flow of a stored plan, summed up. */
#ifndef LIFEBOAT_APP_CASH_H
#define LIFEBOAT_APP_CASH_H

#include "app/plan_ref.h"

struct app;

/* by: "year" (365 days from T+0), "category" or "rule".  Sums in the workspace's currency, what is
 * only told for comparison apart, the total, its present value and the difference to staying. */
int cash_show(struct app *app, const struct plan_ref *plan, const char *by, struct err *err);

#endif
