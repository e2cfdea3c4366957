/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a seat is worth, where every product is bought as it is now: from spare seats, or at one rung.
 *
 * Then the choice is a linear programme but for groups being whole: covers, and for each product the
 * seats that may be had at its price, and those that are paid in any case.  The relaxation of these
 * limits (Geoffrion 1974) has one price a product, found by subgradients with Polyak's step; all but
 * as many groups as there are products in use are covered at these prices as in an optimum.
 */
#ifndef LIFEBOAT_PLAN_CHOICE_SEATS_H
#define LIFEBOAT_PLAN_CHOICE_SEATS_H

#include "plan/choice_fast.h"

/* One way of buying: `fixed` pays for the first `from` seats, each more costs `unit`, up to `to`. */
struct way {
	double fixed, unit, from, to; /* minor units a year; to: MIP_INFINITY */
};

struct way way_of_rung(const struct offers *o, size_t rung);
struct way way_of_spare(const struct offers *o);

struct seats {
	mask open, pools;              /* products in use; of these, the ones with a pool for servers */
	struct way way[2][FAST_MOST];  /* of all assets or those that are no servers; of servers */
	double extra[2][FAST_MOST];    /* worth beyond the unit: scarce seats; less: paid in any case */
	double least;                  /* what the choice costs at least as long as it is bought so */
};

/* Of the present choice of f; leaves the groups with their covers at these prices. */
void seats_value(struct fast *f, struct seats *ret);
/* What an asset of the group pays, for the products in use. */
void seats_price(const struct seats *s, const struct fast_group *g, double *ret);

#endif
