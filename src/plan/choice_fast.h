/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The choice on bit masks, for up to 64 candidates: what the search at once (choice_fast.c), the
 * relaxation (choice_dual.c) and the proof (choice_bound.c) share.  Built and covered group by group
 * in choice_cover.c.
 */
#ifndef LIFEBOAT_PLAN_CHOICE_FAST_H
#define LIFEBOAT_PLAN_CHOICE_FAST_H

#include "plan/choice.h"
#include "util/rng.h"

#define FAST_MOST 64
#define FAST_NEEDS 128 /* of one group, that differ in who meets them; more are met one by one */
#define FAST_BIG 1e13 /* minor units for a unit of mandatory weight left open */

typedef uint64_t mask;
__extension__ typedef unsigned __int128 needset;

struct fast_need {
	mask who;
	double cost;     /* minor units an asset when it stays open; mandatory ones in BIGs */
};

struct fast_group {
	mask allowed, useful, chosen;
	struct fast_need *needs; /* mandatory ones first */
	size_t n;
	needset must, wish;      /* of needs */
	needset *meets;          /* per candidate */
	int64_t assets;
	bool server;
	double open;     /* cost of what the present choice leaves open, all assets */
};

struct fast {
	struct choice *c;
	struct fast_group *groups;
	size_t n_groups, n;
	mask conflict[FAST_MOST], open, useful;
	double price[FAST_MOST];           /* minor units a year for one more asset, about */
	int64_t rest[FAST_MOST], servers[FAST_MOST];
	double yearly[FAST_MOST], cash[FAST_MOST];
	bool unsold[FAST_MOST];            /* no rung takes the demand */
	int64_t work;                 /* steps so far; FAST_SECOND of them take about a second */
	mask *before;                 /* groups' chosen, to go back */
	size_t *order;                /* in which groups settle; as they are at first */
};

#define FAST_SECOND INT64_C(150000000)

#define EACH_BIT(k, bits) \
	for (mask left_##k = (bits); \
	     left_##k && ((k) = (size_t)__builtin_ctzll(left_##k), true); left_##k &= left_##k - 1)
#define BIT(k) (UINT64_C(1) << (k))
#define EACH_NEED(i, set) \
	for (needset left_##i = (set); \
	     left_##i && ((i) = first_need(left_##i), true); left_##i &= left_##i - 1)
#define NEED(i) ((needset)1 << (i))

static inline size_t first_need(needset set) /* not empty */
{
	uint64_t low = (uint64_t)set;

	return low ? (size_t)__builtin_ctzll(low) : 64 + (size_t)__builtin_ctzll((uint64_t)(set >> 64));
}

/* c->n_candidates must not exceed FAST_MOST. */
void bits_build(struct fast *f, struct choice *c);
void bits_release(struct fast *f);
/* Starts from what the groups have chosen in the choice (from_choice) or from nothing. */
void bits_take(struct fast *f, bool from_choice);
/* Writes what the groups have now into the choice. */
void bits_give(const struct fast *f);

/* What an asset of the group costs with needs left open alone, and with prices. */
double bits_open_cost(const struct fast_group *g, mask chosen);
double bits_price_of(const struct fast_group *g, const double *price, mask chosen);
/* The best cover at prices (per candidate, none negative) from what is open, needs left open
 * included; `start`: a cover to begin from, or 0. */
mask bits_cover(struct fast *f, const struct fast_group *g, const double *price, mask open, mask start);
/* The same with what must be part of it (free of conflicts; not of `open`).  *ret_bound (may be NULL):
 * what no cover undercuts, should the search be cut short or the group have more than FAST_NEEDS. */
mask bits_cover_with(struct fast *f, const struct fast_group *g, const double *price, mask open,
		     mask must, mask start, double *ret_bound);
/* Gives the group what is chosen; keeps demands. */
void bits_assign(struct fast *f, struct fast_group *g, mask chosen);

struct fast_value {
	double broken, cost; /* cost: money, penalties, and FAST_BIGs for what is mandatory */
};
/* Buys for the present demands. */
struct fast_value bits_value(struct fast *f);
bool bits_less(const struct fast_value *a, const struct fast_value *b);
/* The products that some group has. */
mask bits_used(const struct fast *f);
/* One group after the other takes from `open` what is cheapest beside all the others, until that
 * helps no more.  Leaves the best state and its value. */
void bits_settle(struct fast *f, mask open, struct fast_value *best);
/* The groups try other covers together, with the products in use, until the work is spent
 * (choice_anneal.c).  Leaves the best state and its value. */
void bits_anneal(struct fast *f, struct rng *rng, int64_t work, struct fast_value *best);

#endif
