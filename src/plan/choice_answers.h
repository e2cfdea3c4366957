/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a person asks once a choice is there: what comes second, and what would a need cost that it
 * leaves open.
 *
 * Small programmes are solved again, exactly; large ones by the local search, at once, and then the
 * figures are those of good choices and not of the best.
 */
#ifndef LIFEBOAT_PLAN_CHOICE_ANSWERS_H
#define LIFEBOAT_PLAN_CHOICE_ANSWERS_H

#include "plan/choice.h"

struct choice_set {
	struct index_list products; /* snapshot.products, in candidate order */
	double money;               /* yearly, minor units, penalties of optional needs included */
	double open;                /* weight × assets of mandatory needs left open */
	int64_t cash;               /* licences to buy now, minor units */
};

/* The set that the present choice uses; memory in c->arena. */
void choice_describe(const struct choice *c, struct choice_set *ret);
/* The best set that is not the chosen one nor holds all of it: for each product used the best choice
 * without it.  *ret_found false: nothing else meets as much. */
int choice_runner_up(struct choice *c, struct choice_set *ret, bool *ret_found, struct err *err);
/* What meeting the requirement on every class that has it open would cost more a year (minor units),
 * beside all that is met now and without regard to the budget; other open needs stay open.  *ret_more MIP_INFINITY: no candidate can.  *ret_assets: on so many. */
int choice_price(struct choice *c, size_t requirement, double *ret_more, int64_t *ret_assets,
		 struct err *err);

#endif
