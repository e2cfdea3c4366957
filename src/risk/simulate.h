/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Monte Carlo: random numbers by name, distributions, runs on several threads, statistics.
 *
 * A random number depends on the seed, the number of the run and the name of what it is for, and on
 * nothing else: so results are the same for any number of threads and in any order, and two variants
 * of a plan meet the same luck wherever they have something in common (common random numbers; Law,
 * "Simulation Modeling and Analysis").  Distributions are the GNU Scientific Library's.
 */
#ifndef LIFEBOAT_RISK_SIMULATE_H
#define LIFEBOAT_RISK_SIMULATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The name of a random number as a key (FNV-1a, 64 bits). */
uint64_t sim_key(const char *name);
/* Uniform in (0, 1): splitmix64 of the three. */
double sim_uniform(uint64_t seed, uint64_t run, uint64_t key);
/* Standard normal. */
double sim_normal(uint64_t seed, uint64_t run, uint64_t key);
/* How many of n, each with chance p. */
int64_t sim_binomial(int64_t n, double p, double u);

/* PERT: a beta distribution on [low, high] with mean (low + 4 likely + high) / 6 (Malcolm,
 * Roseboom, Clark and Fazar 1959).  Tabulated: quantiles between table points are interpolated. */
#define SIM_PERT_POINTS 513
struct sim_pert {
	double low, high;
	bool constant;
	double at[SIM_PERT_POINTS]; /* quantiles of the share of [low, high] */
};

/* low <= likely <= high. */
void sim_pert_init(struct sim_pert *p, double low, double likely, double high);
double sim_pert_quantile(const struct sim_pert *p, double u);

/* Calls run(context, worker, i) once for each i < runs, from `threads` threads (1 at least); worker
 * is the thread's number.  false when run returned false for one, which ends all. */
typedef bool sim_run_fn(void *context, unsigned worker, size_t run);
bool sim_runs(size_t runs, unsigned threads, sim_run_fn *run, void *context);

/* The least value that at least a share q of n ascending ones does not exceed. */
double sim_quantile(const double *sorted, size_t n, double q);
void sim_sort(double *values, size_t n);
/* Spearman's rank correlation, ties with their mean rank; 0 where one side never varies. */
double sim_rank_correlation(const double *x, const double *y, size_t n);

#endif
