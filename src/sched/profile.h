/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCHED_PROFILE_H
#define SCHED_PROFILE_H
/*
 * What is left of one resource over time: a step function kept as its change points, in blocks that
 * carry their least and greatest value, so that a long busy or free stretch is passed over at once
 * and an insertion moves one block at most. For times that do not fit a table of slots (minutes
 * over months).
 */

#include <stddef.h>
#include <stdint.h>

#include "sched/calendar.h"

#define PROFILE_BLOCK 64

struct profile_block {
	int64_t t[PROFILE_BLOCK]; /* value left[i] holds from t[i] to the next change point */
	int64_t left[PROFILE_BLOCK];
	int64_t min, max;
	uint32_t n;
};

struct profile {
	struct profile_block **blocks;
	size_t n, cap;
};

/* Starts with `steps` shifted by -origin; 0 before the first. */
void profile_init(struct profile *pr, const struct sched_step *steps, size_t n, int64_t origin);
void profile_copy(struct profile *to, const struct profile *from); /* to: zeroed or initialised */
void profile_release(struct profile *pr);

/* Adds delta (negative: takes) on [from, to), from < to. */
void profile_add(struct profile *pr, int64_t from, int64_t to, int64_t delta);

int64_t profile_at(const struct profile *pr, int64_t t);

/* End of the last stretch inside [from, to) where less than need is left (clipped to its real end,
 * may lie after to; SCHED_NEVER when it never ends), or INT64_MIN when there is none. */
int64_t profile_blocked(const struct profile *pr, int64_t from, int64_t to, int64_t need);

#endif
