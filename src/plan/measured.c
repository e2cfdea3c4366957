/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/measured.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "util/mem.h"

/* Nearer than this the estimate was right; so taking measured times over twice changes nothing. */
#define SAME 0.02

static int by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Of sorted numbers. */
static double median(const double *x, size_t n)
{
	return n % 2 ? x[n / 2] : (x[n / 2 - 1] + x[n / 2]) / 2;
}

static int64_t whole(double seconds, int64_t unit)
{
	return (int64_t)llround(seconds / (double)unit) * unit;
}

/* To whole `unit`s; low never above likely, high never below. */
static struct estimate moved(const struct estimate *e, double ratio, double least, double most,
			     int64_t unit)
{
	double likely = (double)e->likely;
	struct estimate new = {
		whole(fmin((double)e->low * ratio, likely * least), unit),
		whole(likely * ratio, unit),
		whole(fmax((double)e->high * ratio, likely * most), unit),
	};

	return new;
}

void measured_propose(const struct measured_estimate *present, const struct measured_time *times,
		      size_t n, struct measured_proposal *ret)
{
	double *expected = mem_alloc(n, sizeof(*expected));
	double *measured = mem_alloc(n, sizeof(*measured));
	double *ratio = mem_alloc(n, sizeof(*ratio));
	bool estimated = true;
	size_t i;

	for (i = 0; i < n; i++) {
		measured[i] = (double)times[i].minutes;
		expected[i] = times[i].expected;
		estimated = estimated && expected[i] > 0;
		ratio[i] = expected[i] > 0 ? measured[i] / expected[i] : 0;
	}
	qsort(expected, n, sizeof(*expected), by_value);
	qsort(measured, n, sizeof(*measured), by_value);
	qsort(ratio, n, sizeof(*ratio), by_value);
	*ret = (struct measured_proposal){ .expected = llround(median(expected, n)),
					   .measured = llround(median(measured, n)) };
	if (estimated) {
		ret->ratio = median(ratio, n);
		if (fabs(ret->ratio - 1) <= SAME)
			ret->ratio = 1;
		ret->estimate.fixed = moved(&present->fixed, ret->ratio, ratio[0], ratio[n - 1],
					    MINUTE_S);
		ret->estimate.per_asset = moved(&present->per_asset, ret->ratio, ratio[0],
						ratio[n - 1], 1);
	} else {
		ret->estimate.fixed = (struct estimate){
			(int64_t)measured[0] * MINUTE_S, ret->measured * MINUTE_S,
			(int64_t)measured[n - 1] * MINUTE_S,
		};
	}
	free(expected);
	free(measured);
	free(ratio);
}
