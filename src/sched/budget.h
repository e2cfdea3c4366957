/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCHED_BUDGET_H
#define SCHED_BUDGET_H
/* Modes that the budgets can pay. */

#include "sched/core.h"
#include "util/rng.h"

/* Changes modes (core modes, one per activity) until no budget is overrun, with as little loss of
 * time as it can see: always the change that takes most of the overrun away for the minutes it
 * adds, and where none does, tabu search (Glover 1989) on the overrun alone. False when it gave up; the modes are then as good
 * as it got. The same modes and rng give the same result. */
bool budget_repair(const struct core *c, struct rng *rng, uint32_t *mode);

#endif
