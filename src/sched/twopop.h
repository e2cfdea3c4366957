/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCHED_TWOPOP_H
#define SCHED_TWOPOP_H
/*
 * Search with two populations for the makespan: one of forward (left-justified) schedules, one of
 * backward ones. Parents of one population are crossed and decoded in the other direction, so that
 * every child is also a justification of its parents (Debels and Vanhoucke 2005, 2007; double
 * justification: Valls, Ballestin and Quintanilla 2005). With several modes, a child takes each
 * mode with the place it inherits, budgets are repaired, and the decoder may change a mode to
 * finish earlier (Van Peteghem and Vanhoucke 2010). Mates are unlike each other and children that
 * almost exist already are refused (variety.h); neighbours of equal place change places at random.
 * A child takes the place of the schedule across from its first parent also when it is a little
 * longer, ever less so as the effort is spent (threshold accepting: Dueck and Scheuer 1990), and
 * otherwise that of the worst of those next to it when it is better.
 *
 * Where the parallel scheme serves the problem, half of the first schedules and some of the children
 * are made by it, ever fewer as the effort is spent: its schedules are the better ones at first, and
 * the serial scheme alone can reach the best (both in one search: Hartmann 2002).
 */

#include "sched/nondelay.h"
#include "util/rng.h"

#define TWOPOP_PARTS 8

struct individual {
	int32_t *finish; /* in its own direction */
	uint32_t *mode;  /* core modes; NULL when there is no choice */
	int32_t makespan;
	int64_t over;    /* budget overrun */
	int64_t second;  /* breaks ties: sum of finishes */
	int64_t part[TWOPOP_PARTS]; /* of it: every so manieth activity */
	uint64_t digest;
	/* crossing.h: the list it gives the other direction, and a bit by place where an activity may
	 * change with the one before it; made when asked for */
	uint32_t *order;
	uint64_t *tie;
	bool ordered;
};

struct twopop {
	const struct fast *f;
	struct fast_work w;
	struct nondelay *nondelay; /* NULL: always the serial scheme */
	struct rng rng;
	struct individual *pop[2];
	size_t size, first_size;
	uint64_t used;
	double spent; /* share of the effort, as last told */
	struct individual best;   /* forward */
	/* backward, when it is the shortest found; where a schedule turned round is never longer */
	struct individual behind;
	bool turns;
	struct individual child;
	uint32_t *order;             /* what is decoded */
	uint32_t *other, *stretches; /* crossing */
	int32_t *key;
	uint64_t *mark;  /* by activity: the digest is the sum of finish x mark */
	uint32_t *multi; /* activities with a choice of modes */
	size_t n_multi;
	int64_t *left;   /* budgets */
};

void twopop_init(struct twopop *t, const struct fast *f, uint64_t seed, size_t size);
void twopop_release(struct twopop *t);

/* Fills both populations (2 x size schedules), the first one from `given` (forward finishes in
 * slots, and modes) when it is not NULL. */
void twopop_start(struct twopop *t, const struct individual *given);

/* One child: the k-th parent of population `from` and another, into the other population. */
void twopop_breed(struct twopop *t, int from, size_t k);

/* Whether a schedule as short as that was found, and within budgets. */
bool twopop_reached(const struct twopop *t, int32_t makespan);

/* The shortest one found is a backward one: twopop_settle makes it `best` (1 schedule). To be called
 * before `best` is read. */
bool twopop_unsettled(const struct twopop *t);
void twopop_settle(struct twopop *t);

/* Tells that a share of the effort (0 to 1) is spent, and lets the worst go: wide at first, narrow
 * at the end. Call it between generations. */
void twopop_spent(struct twopop *t, double share);

/* Shakes the order of the first forward schedule inside a stretch of time, justifies it backwards
 * and forwards, and keeps what is not worse: for plans too large for generations (2 schedules). */
void twopop_shake(struct twopop *t, int32_t width, int32_t noise);

/* Takes a forward schedule of another search into the populations, in place of the worst. */
void twopop_welcome(struct twopop *t, const struct individual *x);

void individual_init(struct individual *x, const struct fast *f);
void individual_release(struct individual *x);
void individual_copy(struct individual *to, const struct individual *from, const struct fast *f);
bool individual_better(const struct individual *a, const struct individual *b);

/* Size of each population that suits a number of schedules. */
size_t twopop_size(uint64_t schedules);

#endif
