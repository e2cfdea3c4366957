/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCHED_FAST_H
#define SCHED_FAST_H
/*
 * The problem as a table of time slots, for decoders that place tens of millions of activities a
 * second. It serves problems without calendars, maximum lags, deadlines and fixed work, whose times
 * are few enough slots once divided by their greatest common divisor; capacity may change over
 * time.
 *
 * Three decoders give the same schedules (each activity of a list in turn at its earliest fit), and
 * fast_decode takes the one that is fastest for the problem:
 * - bytes: what is left of a resource is a byte a slot, sixteen slots are compared at once, and runs
 *   of free slots are found in the bits that come of it, all without a branch. For capacities up to
 *   255, one mode and no lags.
 * - words: what is left of up to four resources stands in one 64-bit word, 15 bits and a guard bit
 *   each; one subtraction and mask tests a slot, from the end of the wanted interval, so that a
 *   full slot moves the interval behind it at once.
 * - links: for each resource and amount asked for, each slot links to the next one that has as much
 *   left (union-find with path halving), so that long full stretches cost nothing. For very long
 *   lists.
 */

#include "sched/core.h"
#include "util/rng.h"

#define FAST_FIELDS 4
#define FAST_GUARDS 0x8000800080008000u

/* Direction 0 is forward; direction 1 works on the mirrored project, times counted from its end. */
struct fast {
	const struct core *c;
	uint32_t n, words, n_modes;
	int64_t unit;
	int32_t horizon;          /* slots */
	/* constant capacities, no releases: mirrored makespans are real */
	bool symmetric;
	bool lags;
	uint32_t *first[2], *list[2]; /* direct predecessors in each direction */
	int32_t *lag[2];
	int32_t *mode_duration;   /* by core mode */
	uint64_t *mode_demand;    /* by core mode, `words` each */
	int32_t *release;
	uint64_t *base[2];        /* horizon * words */
	uint32_t *topo[2];
	int32_t *place[2];        /* place of each activity in topo */
	/* longest way from its start to the end, in each direction, first modes */
	int32_t *tail[2];
};

/* False when the problem has features it does not serve. */
bool fast_init(struct fast *f, const struct core *c);
void fast_release(struct fast *f);

struct links;
struct bytes;

/* Durations and demands of the modes in use, and what is left over time. One a thread. */
struct fast_work {
	const struct fast *f;
	int32_t *duration;
	uint64_t *demand;
	uint64_t *left;
	int32_t dirty; /* slots from here on still are as in the base of `direction` */
	int direction;
	int32_t *bucket;  /* counts of both digits of the keys */
	uint32_t bucket_cap;
	uint32_t *half;   /* sorted by the lower digit */
	struct bytes *bytes; /* that fast_decode uses; both NULL: words */
	struct links *links;
};

void fast_work_init(struct fast_work *w, const struct fast *f);
void fast_work_release(struct fast_work *w);

/* Schedules the first n of the list (predecessors of that direction come before their successors)
 * and writes finish times, in slots of that direction. Returns the makespan. */
int32_t fast_decode(struct fast_work *w, int direction, const uint32_t *list, uint32_t n,
		    int32_t *finish);

/* fast_decode where activities have several modes: at some of them, by chance, every mode that the
 * budgets (left, after all modes) can pay is tried, and the one that finishes first is kept in
 * mode[]. */
int32_t fast_decode_modes(struct fast_work *w, int direction, const uint32_t *list, uint32_t *mode,
			  int64_t *left, struct rng *rng, int32_t *finish);

/* List by rising key (0 <= key < limit), ties in topological order of the direction. */
void fast_sort(struct fast_work *w, int direction, const int32_t *key, int32_t limit,
	       uint32_t *ret_list);

/* Raises keys so that no activity comes before its predecessors. */
void fast_mend(const struct fast *f, int direction, int32_t *key);

/* The decoders themselves. */
int32_t words_decode(struct fast_work *w, int direction, const uint32_t *list, uint32_t n,
		     int32_t *finish);
/* NULL when it does not serve the problem. */
struct bytes *bytes_new(const struct fast *f);
void bytes_free(struct bytes *b);
int32_t bytes_decode(struct bytes *b, int direction, const uint32_t *list, uint32_t n,
		     int32_t *finish);
struct links *links_new(const struct fast *f);
void links_free(struct links *l);
/* mode: core modes, or NULL for the first of each activity. */
int32_t links_decode(struct links *l, int direction, const uint32_t *mode, const uint32_t *list,
		     uint32_t n, int32_t *finish);

/* Earliest slot after the predecessors of that direction (and the release, forward). */
static inline int32_t fast_ready(const struct fast *f, int direction, uint32_t i,
				 const int32_t *finish)
{
	const uint32_t *p = f->list[direction] + f->first[direction][i];
	const uint32_t *end = f->list[direction] + f->first[direction][i + 1];
	int32_t t = direction ? 0 : f->release[i];

	if (f->lags) {
		const int32_t *lag = f->lag[direction] + f->first[direction][i];

		for (; p < end; p++, lag++)
			if (finish[*p] + *lag > t)
				t = finish[*p] + *lag;
		return t;
	}
	for (; p < end; p++)
		t = finish[*p] > t ? finish[*p] : t;
	return t;
}

/* Forward starts into a plan. */
void fast_to_plan(const struct fast *f, const int32_t *finish, const uint32_t *mode,
		  struct plan *ret_plan);

#endif
