/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan_solve_fn by the program cbc (COIN-OR branch and cut), as a child process.
 *
 * cbc is looked for at fixed places, never along $PATH, and run without a shell.  The problem goes
 * over as an MPS file in a folder of our own that is removed again, with the start that is known; the
 * child is ended when the user cancels or this process dies.  What it says last about its bound is
 * the bound.  cbc counts seconds: answers may differ between runs and machines, which is why a plan
 * records its solver.
 */
#ifndef LIFEBOAT_IO_SOLVER_CBC_H
#define LIFEBOAT_IO_SOLVER_CBC_H

#include "plan/mip.h"

struct solver_cbc {
	int64_t seconds; /* processor time at most; 0: 60 */
	double gap;      /* relative; 0: the problem's own */
};

/* Whether it is installed where it is looked for. */
bool solver_cbc_available(void);
/* context: struct solver_cbc, or NULL. */
int solver_cbc(void *context, struct mip *problem, struct err *err);
/* Large problems to cbc when it is there, everything else (and what cbc fails on) to GLPK. */
int solver_best(void *context, struct mip *problem, struct err *err);
/* "GLPK 5.0" or "GLPK 5.0, cbc for large problems". */
const char *solver_best_name(void);

#endif
