/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the choice must cost at least: a Lagrangian relaxation (Geoffrion 1974) for up to 64 candidates.
 *
 * Who gets a product and who it is bought for are told apart, and made equal again only by a price an
 * asset for every pair of group and product.  At given prices every group is a small weighted cover,
 * solved exactly (bits_cover), and every product picks the rung of its ladder and the groups that pay
 * most for it, fees, least quantities and spare seats counted.  The sum undercuts every choice.  The
 * relaxed programme is that of whole covers and of facility location with one facility a rung, which
 * is much tighter than the rows of choice_mip.c: a few per cent against ten and more.
 *
 * The prices are moved by the volume algorithm (Barahona & Anbil, The volume algorithm, Math. Program.
 * 87, 2000), whose averages also say how much of each product and rung an optimal mixture uses: what
 * to branch on and where good choices are.
 *
 * The number of vendors is kept to at most vendors_max; budget, least number of vendors and fate cap
 * are left out: the bound holds, it may only be lower than need be.
 */
#ifndef LIFEBOAT_PLAN_CHOICE_DUAL_H
#define LIFEBOAT_PLAN_CHOICE_DUAL_H

#include "plan/choice_fast.h"

#define DUAL_RUNGS 64 /* of one product that are told apart; those beyond are always allowed */

/* A part of all choices. */
struct dual_part {
	mask open;                 /* products that may be used */
	mask must;                 /* of these, the ones that are paid for in any case */
	uint64_t rungs[FAST_MOST]; /* offers that may be bought */
	mask *never, *always;      /* by group looked at: products it does not, or does, get; NULL */
};

struct dual {
	struct fast *f;
	size_t n;          /* groups looked at: all, or a sample that stands for the others */
	size_t *group;
	double *assets;    /* of each, with those it stands for */
	double *price;     /* n × products: where to look next */
	double *best;      /* prices of the best bound */
	double *off;       /* uses less purchases, at the last prices */
	double *mean;      /* the same, averaged */
	double *uses;      /* how far a mixture gives the group the product */
	mask *cover;       /* of each group, at the last prices */
	double bound;      /* the best; MIP_INFINITY: the part holds no choice */
	double share[FAST_MOST];           /* how far a mixture uses the product */
	double rung_share[FAST_MOST][DUAL_RUNGS];
	/* of the last prices */
	double value[FAST_MOST];
	bool in_use[FAST_MOST];
	uint64_t taken[FAST_MOST];
	struct dual_entry *entries;
	double *take;
};

/* All groups when there are at most `sample` of them or sample is 0. */
void dual_build(struct dual *d, struct fast *f, size_t sample);
void dual_release(struct dual *d);
/* Prices to begin with, from what the groups have now. */
void dual_start(struct dual *d);
/* At most so many rounds from `price`; leaves best and bound, which is of this part alone.  Stops at
 * `limit` or when f->work passes most_work. */
void dual_tighten(struct dual *d, const struct dual_part *part, int rounds, double target,
		  double limit, int64_t most_work);
/* What a product comes to at the best prices (0: not used; less: it earns more than it costs). */
double dual_product(struct dual *d, const struct dual_part *part, size_t k);

#endif
