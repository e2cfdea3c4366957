/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arithmetic on cash flows that others want, too; the stage itself is plan_cost (plan/plan.h). */
#ifndef LIFEBOAT_PLAN_COST_H
#define LIFEBOAT_PLAN_COST_H

#include <stdint.h>

/* An amount due after so many days, discounted to today; rate a year in millionths. */
int64_t cost_present_value(int64_t amount, int64_t days, int64_t rate);

#endif
