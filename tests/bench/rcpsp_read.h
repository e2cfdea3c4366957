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
	bool has_lags;          /* .sch: a positive circle of lags is no fault of the file */
	void **own;
	size_t n_own, own_cap;
};

/* Returns 0, or -1 with a sentence on standard error that names the line where there is one. Line
 * ends may be those of any system; numbers are read wherever they stand in a row. Release the
 * instance in both cases. */
int instance_read(struct instance *in, const char *path);
/* Rows `job weight`, job counted from 0: one milestone each; rows that begin with # are left out. */
int instance_read_weights(struct instance *in, const char *path);
void instance_release(struct instance *in);

#endif
