/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How good a choice can be at most: a proof without a solver, for up to 64 candidates.
 *
 * Lagrangian relaxation (Geoffrion 1974; Held & Karp 1971 for the subgradient) of the one thing that
 * ties the groups together, how many licences of a product are bought: with a price an asset for each
 * product every group is a small weighted cover, solved exactly, and every product a minimum over its
 * price ladder.  The sum is a lower bound whatever the prices.  What the ladder's fees and tiers leave
 * of a gap is closed by branch and bound over each product's number of assets (none or some, fewer or
 * more).  Covers found on the way improve the choice.
 *
 * Budget, number of vendors and fate cap are left out: the bound holds, it may only be lower than
 * need be.  Work is counted, not time.
 */
#ifndef LIFEBOAT_PLAN_CHOICE_BOUND_H
#define LIFEBOAT_PLAN_CHOICE_BOUND_H

#include "plan/choice.h"

#define CHOICE_PROOF_SECOND INT64_C(150000000)

/* From the present choice (choice_local): improves it, sets *ret_bound (minor units a year) to what no
 * choice can undercut.  Stops at the relative gap or when
 * the work (CHOICE_PROOF_SECOND is about a second) is spent.  -MIP_INFINITY: no bound (too many candidates, a
 * limit broken, or mandatory needs that stay open).  ERR_INTERRUPTED leaves a good choice. */
int choice_prove(struct choice *c, double gap, int64_t work, double *ret_bound, struct err *err);

/* The prices alone, with quick covers: the best choice that they lead to on the way, if it is better
 * than the present one.  At most 64 candidates. */
void choice_reprice(struct choice *c, int64_t work);

#endif
