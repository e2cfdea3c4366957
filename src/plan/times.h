/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When waves and classes are contained, without their old product, and safe.
 *
 * Safe: finish of the last `secures` step that covers the wave.  Contained: finish of the last
 * `contains` step; without one, when safe.  Removed: finish of the first `removes` step, for the
 * protection is gone from then on.  PLAN_NEVER where no step does it or it cannot be placed.  What
 * was done before T+0 counts as 0.  A class has the last of its waves.
 */
#ifndef LIFEBOAT_PLAN_TIMES_H
#define LIFEBOAT_PLAN_TIMES_H

#include "plan/plan.h"

void plan_times(const struct snapshot *s, struct plan *p);

#endif
