/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The choice of replacements as a problem of its own: who needs what, who could give it.
 *
 * Built once from snapshot and scope (choice.c), made a mixed-integer programme (choice_mip.c) and
 * solved (choice_solve.c, choice_local.c), worded (choice_why.c) and written into the plan
 * (select.c).
 *
 * Classes are merged when nothing in the problem tells them apart: same os, servers or not, same
 * exclusions of every candidate and the same open needs.  A merged group is treated as one: all its
 * classes get the same products.
 *
 * A need is a requirement that the products staying on the class do not meet, or the category of a
 * leaving product ("another edr") when no staying product has it; policy category_covers says which
 * categories may stand in for which.  One product meets a need or does not; several on one asset
 * combine by maximum, so that a need is met when one chosen product meets it.
 */
#ifndef LIFEBOAT_PLAN_CHOICE_H
#define LIFEBOAT_PLAN_CHOICE_H

#include "plan/coverage.h"
#include "plan/mip.h"
#include "plan/offers.h"

/* Why a candidate cannot be put on a group, in the order in which reasons are given. */
enum exclusion { EX_NONE, EX_FATE, EX_PLATFORM, EX_PLATFORM_UNKNOWN, EX_INSTALLED, EX_CONFLICT,
		 EX_NOT_SOLD };

struct choice_candidate {
	size_t product;
	bool banned;           /* shares fate with the breach (plan_affected_product) */
	bool capped;           /* the same, but policy fate_cap lets it have a part of the assets */
	struct offers offers;
};

struct choice_need {
	size_t requirement;    /* snapshot.requirements; NONE: a category */
	const char *category;
	bool mandatory;        /* categories are */
	bool coverable;        /* some candidate that is not excluded meets it */
	double weight;         /* of one asset without it: capability weight; categories more */
	unsigned char *met_by; /* per candidate: meets it, excluded or not */
};

struct choice_group {
	struct index_list classes; /* plan.classes */
	bool server;
	int64_t assets;
	unsigned char *exclusion;  /* per candidate: enum exclusion */
	struct choice_need *needs;
	size_t n_needs;
	bool *chosen;              /* per candidate: the answer */
};

struct choice {
	const struct snapshot *s;
	const struct plan_request *r;
	struct plan *p;
	struct arena *arena;       /* scratch */
	struct coverage cov;
	struct choice_candidate *candidates; size_t n_candidates;
	struct choice_group *groups; size_t n_groups;
	double penalty;            /* minor units for one asset and a weight of one */
	int64_t vendors_min, vendors_max; /* different vendors among the chosen; max 0: no limit */
	int64_t fate_cap;          /* assets that capped candidates may have together */
	struct map *systems;       /* while building: operating systems, and who meets what there */
	unsigned char **met;
	size_t columns;            /* of the programme: how large it is */
	double objective, bound;
	bool proven;
};

int choice_build(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		 struct arena *arena, struct choice *ret, struct err *err);
/* Fills chosen, objective, bound, proven, columns. */
int choice_solve(struct choice *c, struct err *err);
/* Tells the request where the plan is; whether it is to stop (struct choice *). */
bool choice_cancelled(void *choice);
/* Fills chosen by local search, at once; keeps to all limits. */
void choice_local(struct choice *c);
/* The same on bit masks, much faster; false when there are too many candidates for it. */
bool choice_local_fast(struct choice *c);
/* What the present choice comes to: limits broken (0: none), weight of the mandatory needs left open
 * that could be met, yearly money with penalties in minor units. */
void choice_value(const struct choice *c, double *ret_broken, double *ret_open, double *ret_money);
/* The least that the objective can be when the candidate must be used by some group that it could
 * help (a proven bound); MIP_INFINITY when that cannot be.  Changes nothing. */
int choice_solve_forced(struct choice *c, size_t force, double *ret_cost, struct err *err);

bool choice_allows(const struct choice_group *g, size_t candidate);
/* Whether a chosen product meets the need. */
bool choice_meets(const struct choice *c, const struct choice_group *g,
		  const struct choice_need *n);
/* Assets of the groups that use a candidate. */
void choice_demand(const struct choice *c, size_t candidate, int64_t *ret_rest,
		   int64_t *ret_servers);
bool choice_conflict(const struct snapshot *s, size_t a, size_t b);
/* Whether a product of category `have` may stand in for `want` (policy category_covers). */
bool choice_category_fits(const struct snapshot *s, const char *have, const char *want);

/* Adds why a candidate cannot be put on a group. */
void choice_add_exclusion(const struct choice *c, const struct choice_group *g, size_t candidate,
			  struct strbuf *out);
/* Sentences into plan.arena, once selections, classes' `to` and gaps are filled. */
int choice_explain(struct choice *c, struct err *err);

#endif
