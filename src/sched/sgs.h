/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCHED_SGS_H
#define SCHED_SGS_H
/*
 * Serial schedule generation (Kelley 1963, Kolisch 1996) for every feature of the problem: each
 * activity in turn, the one of least key among those whose predecessors stand, is put at the first
 * instant that all constraints allow. When a maximum lag cannot be kept, the activity it runs from
 * is taken out again with all that follow it, and delayed by what was missing (Franck, Neumann and
 * Schwindt 2001).
 */

#include "sched/core.h"
#include "sched/slices.h"

/* Let the decoder choose: the mode that finishes first and that the budgets allow, then the
 * cheapest. */
#define SGS_ANY_MODE UINT32_MAX

struct sgs_entry {
	int64_t key;
	uint32_t activity;
};

/* Working memory of one thread. */
struct sgs {
	const struct core *c;
	struct profile *profiles;
	struct slices *slices; /* NULL, or what sgs_decode uses instead of the profiles */
	bool sliced;           /* this decoding does */
	bool beyond;           /* an answer lay beyond the slices */
	uint32_t *open;
	struct sgs_entry *heap;
	size_t n_heap;
	bool *queued, *placed;
	int64_t *reach; /* the finish must not be before (delays from maximum lags) */
	const int64_t *hold; /* what that is to begin with; NULL: nothing */
	int64_t *left;  /* budgets, after the least use of what is not placed */
	int64_t *least; /* least use of each activity and budget */
	const int64_t *key;
	uint32_t *stack;
	struct sched_failure failure;
	bool stopped;
};

void sgs_init(struct sgs *s, const struct core *c);
void sgs_release(struct sgs *s);

/* Makes sgs_decode faster for plans that end by `horizon`, with the same results, where the problem
 * permits (slices.h). The core must not change afterwards. */
void sgs_quicken(struct sgs *s, int64_t horizon);

/* key: n, lower first, ties by index. mode: n core modes or SGS_ANY_MODE. Fills *ret with its
 * values; false when some activity found no place (s->failure says why). */
bool sgs_decode(struct sgs *s, const int64_t *key, const uint32_t *mode, struct plan *ret);

/* The same, but when the first activity with a key >= `from` is next, `go_on` is asked whether to
 * go on; false, too, when it says no (then s->stopped). Everything with a lower key stands then, as
 * far as it does not wait for one of the others. */
bool sgs_decode_until(struct sgs *s, const int64_t *key, const uint32_t *mode, struct plan *ret,
		      int64_t from, bool (*go_on)(void *, const struct plan *), void *ctx);

/* Moves activities to the left, one at a time, until none can start earlier while the others
 * stay. */
void sgs_tighten(struct sgs *s, struct plan *plan);

/* Earliest start (and finish) of activity i in mode m given the other activities of the plan that
 * count as placed (s->placed) and the profiles; SCHED_NEVER when there is none. */
int64_t sgs_earliest(struct sgs *s, const struct plan *plan, uint32_t i, uint32_t m,
		     int64_t *ret_finish);

/* Profiles = base load with every activity of the plan. */
void sgs_load_all(struct sgs *s, const struct plan *plan);

#endif
