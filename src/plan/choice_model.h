/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The choice as a mixed-integer programme: its columns by meaning.  Built by choice_mip.c, solved and
 * read by choice_solve.c.
 */
#ifndef LIFEBOAT_PLAN_CHOICE_MODEL_H
#define LIFEBOAT_PLAN_CHOICE_MODEL_H

#include "plan/choice.h"

struct slack {
	size_t column;
	double must;  /* weight of the mandatory needs it stands for */
	double cost;  /* penalty of the optional ones */
};

struct model {
	const struct choice *c;
	struct mip m;
	double scale;      /* minor units per unit of the objective */
	bool elastic;
	size_t *x;         /* group × candidate; NONE where useless or excluded */
	size_t *y;         /* per candidate; NONE where no group could use it */
	size_t **taken;    /* per candidate and rung: its t */
	size_t *own;       /* per candidate: spare seats for servers; NONE */
	struct {
		struct slack *items;
		size_t n, cap;
	} slacks;
	struct {
		struct mip_term *items;
		size_t n, cap;
	} cash;            /* terms of the budget row */
};

/* elastic: mandatory needs may stay open. */
void model_build(struct model *w, const struct choice *c, bool elastic);
/* Adds that the candidate is used somewhere. */
void model_force(struct model *w, size_t candidate);
void model_release(struct model *w);

static inline size_t *model_x(const struct model *w, size_t group, size_t candidate)
{
	return &w->x[group * w->c->n_candidates + candidate];
}

#endif
