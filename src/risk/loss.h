/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Losses: how often and how much (collective risk model: a Poisson number of attacks a year, each
 * with a lognormal loss; Klugman, Panjer, Willmot, "Loss Models").
 *
 * Money in any unit, as floating point: these are estimates, never amounts that are paid.
 */
#ifndef LIFEBOAT_RISK_LOSS_H
#define LIFEBOAT_RISK_LOSS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct loss_model {
	double rate;      /* attacks a year, >= 0 */
	double low, high; /* one loss is below in 5 and in 95 of 100 cases; 0 < low < high */
};

/* Makes a low and a high of what somebody entered: nothing at all is as little as one unit, and a
 * loss that is certain a hair of a range.  false: the low one is above the high one. */
bool loss_range(double *low, double *high);
/* Mean loss of a year: rate × exp(µ + σ²/2). */
double loss_mean(const struct loss_model *m);
/* One loss at probability u in (0, 1). */
double loss_quantile(const struct loss_model *m, double u);
/* The sums of `runs` years, ascending; the same for the same seed. */
void loss_years(const struct loss_model *m, uint64_t seed, size_t runs, double *ret_sorted);

/* Of losses in ascending order: the share of runs above a sum; the value at risk, that is the least
 * sum that at least a share q of the runs does not exceed; the mean of the worst share 1 - q
 * (conditional value at risk; Acerbi and Tasche 2002, whole runs and the part of one). */
double loss_exceedance(const double *sorted, size_t n, double sum);
double loss_at_risk(const double *sorted, size_t n, double q);
double loss_tail_mean(const double *sorted, size_t n, double q);

#endif
