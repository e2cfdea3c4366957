/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCHED_SLICES_INNER_H
#define SCHED_SLICES_INNER_H
/* What slices_new.c builds and slices.c asks: for these two files alone. */

#include "sched/slices.h"

#define MAX_BITS 12               /* units of a resource: below 4096 */
#define NIBBLE 4                  /* words are kept in such numbers */
#define MAX_WORDS (1 << 22)       /* of all resources together */
#define SLOTS 64                  /* in a group of words */
#define CLASSES 320               /* of durations */

/* One resource: groups of `bits` words. Slots are ranks: the open ones alone, counted from 0. */
struct sliced {
	uint64_t *left, *base;
	uint32_t bits;
	uint32_t groups;
	uint32_t dirty;           /* groups from here on are as in base */
	int64_t peak;             /* there is never more left */
	struct calendar open;     /* where any of its modes may run, within the table */
	uint32_t *at;             /* by group: the window of its first slot */
};

/* A compiled calendar in slots of time. */
struct timed {
	struct calendar cal;
	uint32_t *at;             /* by 64 slots: first window that closes after the first of them */
	int64_t longest;          /* window */
};

/* Where the windows of a calendar begin in the ranks of a resource. */
struct ranks {
	int64_t *of;              /* by window; NULL: always open, a rank is the time */
	bool whole;               /* window follows window without a gap */
};

/* Modes that differ in their duration alone. While slots are only taken, what did not fit at a start
 * never will, nor will anything longer: no start before before[k] fits class_least(k) slots.
 * before[] never falls with k. */
struct kind {
	int64_t before[CLASSES];
	uint32_t top;             /* class from which on no mode has a duration */
	uint64_t pass;            /* that before[] is of */
	uint32_t mode;            /* one of them */
	bool pausable;
};

struct slices {
	const struct core *c;
	struct kind *kinds;
	uint32_t n_kinds, *kind_of; /* by mode */
	uint64_t pass;
	int64_t unit, horizon;    /* minutes a slot; slots */
	struct sliced *r;
	struct timed *cals;
	struct ranks *ranks;      /* calendar * n_resources + resource */
};

/* The bits of [from, to) that lie in the group of slots g. */
static inline uint64_t mask_of(int64_t from, int64_t to, int64_t g)
{
	uint64_t mask = ~UINT64_C(0);

	if (from > g * SLOTS)
		mask <<= from - g * SLOTS;
	if (to < (g + 1) * SLOTS)
		mask &= ~UINT64_C(0) >> ((g + 1) * SLOTS - to);
	return mask;
}

/* Durations in classes, 32 single ones and then 16 to an octave. */
static inline uint32_t class_of(int64_t d)
{
	uint32_t e = 63 - (uint32_t)__builtin_clzll((uint64_t)d);

	return d < 32 ? (uint32_t)d : 32 + (e - 5) * 16 + ((uint32_t)(d >> (e - 4)) & 15);
}

static inline int64_t class_least(uint32_t k)
{
	return k < 32 ? k : (int64_t)(16 + k % 16) << (1 + (k - 32) / 16);
}

#endif
