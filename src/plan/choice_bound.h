/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How good a choice can be at most: a proof without a solver, for up to 64 candidates, and good
 * choices on the way.
 *
 * Branch and bound over the relaxation of choice_dual.h: each product bought or not, then which rungs
 * of its ladder.  At every part the products and rungs are dropped whose use would cost more than the
 * best choice (reduced cost fixing), the products that the mixture uses are tried as they are, and
 * once at the root a dive follows the mixture down to one choice.  Work is counted, not time: the same
 * problem gives the same answer.
 */
#ifndef LIFEBOAT_PLAN_CHOICE_BOUND_H
#define LIFEBOAT_PLAN_CHOICE_BOUND_H

#include "plan/choice.h"

#define CHOICE_PROOF_SECOND INT64_C(150000000)

/* From the present choice (choice_local): improves it, sets *ret_bound (minor units a year) to what no
 * choice can undercut.  Stops at the relative gap or when the work (CHOICE_PROOF_SECOND is about a
 * second) is spent.  -MIP_INFINITY: no bound (too many candidates, a limit broken, or mandatory needs
 * that stay open).  ERR_INTERRUPTED leaves a good choice. */
int choice_prove(struct choice *c, double gap, int64_t work, double *ret_bound, struct err *err);

/* The dive alone, on a sample of many groups: the choice that it leads to, if it is better than the
 * present one.  At most 64 candidates. */
void choice_dive(struct choice *c, int64_t work);

#endif
