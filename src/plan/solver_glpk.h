/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan_solve_fn by GLPK, in this process.
 *
 * GLPK ends the process when it finds an error inside itself; its error hook jumps back here
 * instead, the library's memory is given up, and the caller gets ERR_INTERNAL.  Nothing is printed.
 * Branch and cut with the presolver; at most `nodes` nodes, no clock: the same problem gives the
 * same answer.  One call at a time per thread.
 */
#ifndef LIFEBOAT_PLAN_SOLVER_GLPK_H
#define LIFEBOAT_PLAN_SOLVER_GLPK_H

#include "plan/mip.h"

#define SOLVER_GLPK_NODES 20000

/* context is not used and may be NULL. */
int solver_glpk(void *context, struct mip *problem, struct err *err);
/* "GLPK 5.0", for what a plan records about its making. */
const char *solver_glpk_version(void);

#endif
