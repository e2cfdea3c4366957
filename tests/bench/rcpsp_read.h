/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_BENCH_RCPSP_READ_H
#define TESTS_BENCH_RCPSP_READ_H
/*
 * Readers of the public benchmark formats: PSPLIB .sm and .mm (Kolisch and Sprecher 1996),
 * Patterson's .rcp, ProGen/max .sch (minimum and maximum time lags). Jobs count from 0 inside; job
 * k of a file counted from 1 is k - 1, and so is printed as k.
 */

#include "sched/sched.h"

struct instance {
	struct sched_problem p; /* its arrays belong to the instance */
	void **own;
	size_t n_own;
};

/* Returns 0, or -1 with a sentence on standard error. */
int instance_read(struct instance *in, const char *path);
/* Rows `job weight`, job counted from 0: one milestone each. */
int instance_read_weights(struct instance *in, const char *path);
void instance_release(struct instance *in);

#endif
