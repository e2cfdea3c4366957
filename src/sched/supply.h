/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCHED_SUPPLY_H
#define SCHED_SUPPLY_H
/*
 * What a resource can give at most, for bounds: its capacity less fixed work, where a calendar of
 * some mode that asks for it is open, and nothing elsewhere. With the sum of it over time, so that
 * the instant at which so much work can be done is found by bisection.
 */

#include <stddef.h>
#include <stdint.h>

#include "sched/calendar.h"
#include "sched/profile.h"

struct supply {
	int64_t *from;  /* stretch i goes on to from[i + 1], the last one for ever; from[0] = 0 */
	int64_t *rate;  /* units */
	int64_t *done;  /* units x minutes before from[i], at most a quarter of INT64_MAX */
	size_t n;       /* >= 1 */
};

/* open: NULL = always. */
void supply_init(struct supply *s, const struct profile *profile, const struct calendar *open);
void supply_release(struct supply *s);

/* First instant at which the resource could have done `work` from t on, with all it has;
 * SCHED_NEVER when it never can. */
int64_t supply_time_for(const struct supply *s, int64_t t, int64_t work);

#endif
