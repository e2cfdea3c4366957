/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a stored plan does to coverage: heat map, exposure area and what stands in meanwhile. */
#ifndef LIFEBOAT_APP_GAPS_SHOW_H
#define LIFEBOAT_APP_GAPS_SHOW_H

#include "app/plan_ref.h"

struct app;

/* One row a tactic, one cell a technique: L lost, ? not tested, + gained, 2 doubled, . kept,
 * - covered neither before nor after. */
int gaps_show_heat(struct app *app, const struct plan_ref *plan, struct err *err);
/* One row a wave, in time order: techniques that its assets lack from removal until safe. */
int gaps_show_area(struct app *app, const struct plan_ref *plan, struct err *err);
/* One row a capability and compensating control, with owner, end and whether it counts. */
int gaps_show_controls(struct app *app, const struct plan_ref *plan, struct err *err);

#endif
