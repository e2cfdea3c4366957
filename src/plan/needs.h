/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pre-staged items: which ones a step needs for a product, and whether they are there.
 *
 * A word of `needs` is a kind or the key of an item.  Tokens, passwords, exports and removal tools
 * belong to the product that is left; quotes, installers and exclusion lists to the one that comes;
 * other kinds to either, or to none.  Token and password stand for each other: what counts is how
 * the product protects its removal (a product with none needs neither).  An item without a product
 * serves all.  Of several items that fit, the best one counts.
 */
#ifndef LIFEBOAT_PLAN_NEEDS_H
#define LIFEBOAT_PLAN_NEEDS_H

#include "plan/plan.h"

enum need_state { NEED_READY, NEED_UNVERIFIED, NEED_EXPIRED, NEED_MISSING };

struct need {
	const char *word;      /* as in `needs` */
	enum need_state state;
	size_t item;           /* snapshot.prestage, NONE: there is no row at all */
	int64_t obtain;        /* s until it is there; 0 when ready */
	int64_t expires_on;    /* days, SNAP_DATE_NONE */
};

enum need_side { SIDE_LEAVING, SIDE_COMING };

/* The `index`-th need of the step for this product; false when it does not concern that side or
 * that product. */
bool need_of(const struct snapshot *s, const struct snap_step *step, size_t index, size_t product,
	     enum need_side side, struct need *ret);

#endif
