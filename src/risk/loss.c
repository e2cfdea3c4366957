/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "risk/loss.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

#include "risk/simulate.h"

static double sigma_of(const struct loss_model *m)
{
	return log(m->high / m->low) / (2 * gsl_cdf_ugaussian_Pinv(0.95));
}

static double mu_of(const struct loss_model *m)
{
	return (log(m->low) + log(m->high)) / 2;
}

bool loss_range(double *low, double *high)
{
	if (*low > *high)
		return false;
	*low = fmax(1, *low);
	*high = fmax(*low * 1.001, *high);
	return true;
}

double loss_mean(const struct loss_model *m)
{
	double sigma = sigma_of(m);

	return m->rate * exp(mu_of(m) + sigma * sigma / 2);
}

double loss_quantile(const struct loss_model *m, double u)
{
	return gsl_cdf_lognormal_Pinv(u, mu_of(m), sigma_of(m));
}

static int by_size(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return a < b ? -1 : a > b;
}

/* Attacks of a year by inversion; a rate that high that exp(-rate) vanishes is no real input. */
static unsigned attacks(double rate, double u)
{
	double term = exp(-rate), sum = term;
	unsigned n = 0;

	while (sum < u && n < 10000) {
		n++;
		term *= rate / n;
		sum += term;
	}
	return n;
}

void loss_years(const struct loss_model *m, uint64_t seed, size_t runs, double *ret_sorted)
{
	uint64_t often = sim_key("attacks"), large = sim_key("loss");
	double mu = mu_of(m), sigma = sigma_of(m);
	size_t i;

	for (i = 0; i < runs; i++) {
		unsigned n = attacks(m->rate, sim_uniform(seed, i, often)), k;

		ret_sorted[i] = 0;
		for (k = 0; k < n; k++)
			ret_sorted[i] += gsl_cdf_lognormal_Pinv(sim_uniform(seed, i, large + k), mu,
								sigma);
	}
	qsort(ret_sorted, runs, sizeof(*ret_sorted), by_size);
}

double loss_exceedance(const double *sorted, size_t n, double sum)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (sorted[middle] <= sum)
			low = middle + 1;
		else
			high = middle;
	}
	return n ? (double)(n - low) / (double)n : 0;
}

double loss_at_risk(const double *sorted, size_t n, double q)
{
	return sim_quantile(sorted, n, q);
}

double loss_tail_mean(const double *sorted, size_t n, double q)
{
	double share = (1 - q) * (double)n, left = share, sum = 0;
	size_t i;

	if (!n || share <= 0)
		return 0;
	for (i = n; i-- > 0 && left > 0; left -= 1)
		sum += sorted[i] * (left < 1 ? left : 1);
	return sum / share;
}
