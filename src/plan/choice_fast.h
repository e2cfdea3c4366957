/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The choice on bit masks, for up to 64 candidates: what the search at once (choice_fast.c) and the
 * proof (choice_bound.c) share.  Built and covered group by group in choice_cover.c.
 */
#ifndef LIFEBOAT_PLAN_CHOICE_FAST_H
#define LIFEBOAT_PLAN_CHOICE_FAST_H

#include "plan/choice.h"

#define FAST_MOST 64
#define FAST_BIG 1e13 /* minor units for a unit of mandatory weight left open */

typedef uint64_t mask;

struct fast_need {
	mask who;
	double cost;     /* minor units an asset when it stays open; mandatory ones in BIGs */
};

struct fast_group {
	mask allowed, chosen;
	struct fast_need *needs;
	size_t n;
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
	double open_cost;             /* Σ groups' open */
	int64_t work;
	mask *before;                 /* groups' chosen, to go back */
};

#define EACH_BIT(k, bits) \
	for (mask left_##k = (bits); \
	     left_##k && ((k) = (size_t)__builtin_ctzll(left_##k), true); left_##k &= left_##k - 1)
#define BIT(k) (UINT64_C(1) << (k))

/* c->n_candidates must not exceed FAST_MOST. */
void bits_build(struct fast *f, struct choice *c);
void bits_release(struct fast *f);
/* Starts from what the groups have chosen in the choice (from_choice) or from nothing. */
void bits_take(struct fast *f, bool from_choice);
/* Writes what the groups have now into the choice. */
void bits_give(const struct fast *f);

/* What an asset of the group costs with needs left open alone, and with prices. */
double bits_open_cost(const struct fast_group *g, mask chosen);
double bits_price_of(const struct fast *f, const struct fast_group *g, mask chosen);
/* A good cover from what is open, and a better one that takes longer. */
mask bits_cover(struct fast *f, const struct fast_group *g, mask open);
mask bits_cover_well(struct fast *f, const struct fast_group *g, mask open);
/* The best cover at the present prices; *ret_cost is a proven bound should the search be cut short. */
mask bits_cover_best(struct fast *f, const struct fast_group *g, mask open, double *ret_cost);
/* Gives the group what is chosen; keeps demands and open_cost. */
void bits_assign(struct fast *f, struct fast_group *g, mask chosen);

struct fast_value {
	double broken, cost; /* cost: money, penalties, and FAST_BIGs for what is mandatory */
};
/* Buys for the present demands. */
struct fast_value bits_value(struct fast *f);
bool bits_less(const struct fast_value *a, const struct fast_value *b);

#endif
