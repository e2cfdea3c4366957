/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "risk/simulate.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

#include "util/mem.h"

/* ---- random numbers -------------------------------------------------------------------------- */

uint64_t sim_key(const char *name)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * UINT64_C(1099511628211);
	return hash;
}

static uint64_t mix(uint64_t z)
{
	z += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

double sim_uniform(uint64_t seed, uint64_t run, uint64_t key)
{
	uint64_t bits = mix(mix(mix(seed) ^ run) ^ key) >> 12;

	return ((double)bits + 0.5) / 4503599627370496.0; /* 2^52 */
}

double sim_normal(uint64_t seed, uint64_t run, uint64_t key)
{
	return gsl_cdf_ugaussian_Pinv(sim_uniform(seed, run, key));
}

int64_t sim_binomial(int64_t n, double p, double u)
{
	double sum = 0;
	int64_t k;

	for (k = 0; k < n; k++) {
		sum += gsl_ran_binomial_pdf((unsigned)k, p, (unsigned)n);
		if (u <= sum)
			break;
	}
	return k;
}

/* ---- PERT ------------------------------------------------------------------------------------ */

void sim_pert_init(struct sim_pert *p, double low, double likely, double high)
{
	double a, b;
	size_t i;

	p->low = low;
	p->high = high;
	p->constant = !(high > low);
	if (p->constant)
		return;
	a = 1 + 4 * (likely - low) / (high - low);
	b = 1 + 4 * (high - likely) / (high - low);
	for (i = 0; i < SIM_PERT_POINTS; i++)
		p->at[i] = i == 0 ? 0
			 : i == SIM_PERT_POINTS - 1 ? 1
			 : gsl_cdf_beta_Pinv((double)i / (SIM_PERT_POINTS - 1), a, b);
}

double sim_pert_quantile(const struct sim_pert *p, double u)
{
	double place = u * (SIM_PERT_POINTS - 1), part;
	size_t i = (size_t)place;

	if (p->constant)
		return p->low;
	if (i >= SIM_PERT_POINTS - 1)
		return p->high;
	part = place - (double)i;
	return p->low + (p->high - p->low) * (p->at[i] + part * (p->at[i + 1] - p->at[i]));
}

/* ---- runs ------------------------------------------------------------------------------------ */

#define TURN 16 /* runs a thread takes at once */

struct pool {
	sim_run_fn *run;
	void *context;
	size_t runs;
	atomic_size_t next;
	atomic_bool failed;
};

struct worker {
	struct pool *pool;
	unsigned number;
	pthread_t thread;
	bool started;
};

static void *work(void *argument)
{
	struct worker *w = argument;
	struct pool *p = w->pool;

	while (!atomic_load(&p->failed)) {
		size_t from = atomic_fetch_add(&p->next, TURN), i;

		if (from >= p->runs)
			break;
		for (i = from; i < p->runs && i < from + TURN; i++)
			if (!p->run(p->context, w->number, i)) {
				atomic_store(&p->failed, true);
				break;
			}
	}
	return NULL;
}

bool sim_runs(size_t runs, unsigned threads, sim_run_fn *run, void *context)
{
	struct pool pool = { .run = run, .context = context, .runs = runs };
	struct worker *workers = mem_zalloc(threads, sizeof(*workers));
	unsigned i;

	atomic_init(&pool.next, 0);
	atomic_init(&pool.failed, false);
	for (i = 0; i < threads; i++) {
		workers[i].pool = &pool;
		workers[i].number = i;
	}
	/* A thread that cannot be had is no harm: the others do its part. */
	for (i = 1; i < threads; i++)
		workers[i].started = pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0;
	work(&workers[0]);
	for (i = 1; i < threads; i++)
		if (workers[i].started)
			pthread_join(workers[i].thread, NULL);
	free(workers);
	return !atomic_load(&pool.failed);
}

/* ---- statistics ------------------------------------------------------------------------------ */

static int by_value(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return a < b ? -1 : a > b;
}

void sim_sort(double *values, size_t n)
{
	qsort(values, n, sizeof(*values), by_value);
}

double sim_quantile(const double *sorted, size_t n, double q)
{
	double place = ceil(q * (double)n - 1e-9);
	size_t i = place < 1 ? 0 : (size_t)place - 1;

	return n ? sorted[i < n ? i : n - 1] : 0;
}

struct ranked {
	double value;
	size_t place;
};

static int by_ranked(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;

	if (a->value < b->value || a->value > b->value)
		return a->value < b->value ? -1 : 1;
	return a->place < b->place ? -1 : a->place > b->place;
}

static double *ranks(const double *x, size_t n)
{
	struct ranked *sorted = mem_alloc(n, sizeof(*sorted));
	double *rank = mem_alloc(n, sizeof(*rank));
	size_t i, k;

	for (i = 0; i < n; i++)
		sorted[i] = (struct ranked){ x[i], i };
	qsort(sorted, n, sizeof(*sorted), by_ranked);
	for (i = 0; i < n; i = k) {
		double mean;

		for (k = i + 1; k < n && !(sorted[k].value > sorted[i].value); k++)
			;
		mean = (double)(i + k - 1) / 2;
		for (; i < k; i++)
			rank[sorted[i].place] = mean;
	}
	free(sorted);
	return rank;
}

double sim_rank_correlation(const double *x, const double *y, size_t n)
{
	double *a = ranks(x, n), *b = ranks(y, n);
	double mean = ((double)n - 1) / 2, xy = 0, xx = 0, yy = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		xy += (a[i] - mean) * (b[i] - mean);
		xx += (a[i] - mean) * (a[i] - mean);
		yy += (b[i] - mean) * (b[i] - mean);
	}
	free(a);
	free(b);
	return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : 0;
}
