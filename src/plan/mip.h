/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A mixed-integer programme as plain arrays, so that the planner knows no solver.
 *
 *	minimise  Σ cost·x   with  lower <= row·x <= upper,  lower <= x <= upper,  some x whole
 *
 * Built column by column and row by row, handed to a plan_solve_fn (plan.h) which fills the answer:
 *
 *	struct mip m = MIP_INIT;
 *	x = mip_column(&m, MIP_BINARY, 0, 1, 3.5);
 *	mip_row(&m, 1, MIP_INFINITY);  mip_term(&m, x, 1);      // x >= 1
 *	failed = solve(context, &m, err);
 *	mip_release(&m);
 *
 * A solver is deterministic: it counts nodes, not seconds.
 */
#ifndef LIFEBOAT_PLAN_MIP_H
#define LIFEBOAT_PLAN_MIP_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/err.h"

#define MIP_INFINITY HUGE_VAL
#define MIP_UNKNOWN HUGE_VAL /* in a start: for the solver to find */

enum mip_kind { MIP_CONTINUOUS, MIP_INTEGER, MIP_BINARY };

enum mip_status {
	MIP_UNSOLVED,
	MIP_OPTIMAL,    /* objective is within `gap` of the bound */
	MIP_FEASIBLE,   /* a solution, but the node limit came first */
	MIP_INFEASIBLE, /* proven: there is none */
	MIP_NOT_FOUND,  /* the node limit came before any solution; bound is set */
};

struct mip_column {
	double lower, upper, cost;
	enum mip_kind kind;
};

struct mip_row {
	double lower, upper;
	size_t first, n; /* in terms */
};

struct mip_term {
	size_t column;
	double value;
};

struct mip {
	struct mip_column *columns; size_t n_columns, cap_columns;
	struct mip_row *rows; size_t n_rows, cap_rows;
	struct mip_term *terms; size_t n_terms, cap_terms;
	/* what is asked of the solver */
	int64_t node_limit;    /* 0: the solver's own */
	double gap;            /* relative gap that is good enough; 0: optimal */
	bool (*cancel)(void *context); /* true stops with ERR_INTERRUPTED; may be NULL */
	void *cancel_context;
	double *start;         /* a solution to start from, one value a column or MIP_UNKNOWN; NULL
	                        * none; freed with the problem.  A solver may look away from it */
	/* the answer */
	enum mip_status status;
	double objective, bound; /* bound <= objective */
	double *values;          /* one per column; NULL without a solution */
	int64_t nodes;
};

#define MIP_INIT { .status = MIP_UNSOLVED }

void mip_release(struct mip *m);
/* Gives the column's index. */
size_t mip_column(struct mip *m, enum mip_kind kind, double lower, double upper, double cost);
/* Opens a row, to which mip_term adds; gives its index.  A column may appear once per row. */
size_t mip_row(struct mip *m, double lower, double upper);
void mip_term(struct mip *m, size_t column, double value);
/* Forgets the answer, keeps the problem. */
void mip_reset(struct mip *m);
bool mip_solved(const struct mip *m);
/* The value of a whole column, rounded. */
int64_t mip_whole(const struct mip *m, size_t column);

#endif
