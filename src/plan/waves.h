/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Waves: the affected assets cut into batches (definitions, "Waves").
 *
 * Classes go by exposure weight times quantity, descending in breach order and ascending in planned
 * order, ties by key; a `before` dependency overrules that.  Within a class: a pilot (first class of
 * its platform only: pilot_percent, at least pilot_min, at most pilot_max assets), then 10 %, 30 %
 * and the rest, each cut to wave_max.  Percentages round down; a part of fewer than pilot_min
 * assets joins the next one, so that a class of seven is one wave and not three.
 *
 * Move groups (`together`) become one unit of several waves, one per class, sharing `group`; a pair
 * both together and apart is refused.  `before` inside a group says nothing, its members move at
 * once.  An `apart` that names a class of several assets on both ends gives each its own wave.
 *
 * Assets of a class fill the waves in key order.  A pool (one row of many assets) belongs, as a
 * row, to the wave in which it begins, and is spread evenly over the rows for counting.
 */
#ifndef LIFEBOAT_PLAN_WAVES_H
#define LIFEBOAT_PLAN_WAVES_H

#include "plan/plan.h"

/* Fills plan.waves from plan.classes. */
int plan_waves(const struct snapshot *s, const struct plan_request *r, struct plan *p,
	       struct err *err);
/* Exposure weight of a criticality, in thousandths. */
int64_t plan_weight(const struct snapshot *s, int64_t criticality);

#endif
