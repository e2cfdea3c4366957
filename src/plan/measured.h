/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What measured times make of an estimate.
 *
 * A step's estimate is fixed + per_asset × assets ÷ workers.  One measured time cannot tell the two
 * parts apart, so both keep their proportion and their spread and are moved together by the median
 * of measured ÷ expected; low and high are then widened until every measurement lies within.  Where
 * nothing was estimated the measurements themselves are the fixed part: least, median, most.
 */
#ifndef LIFEBOAT_PLAN_MEASURED_H
#define LIFEBOAT_PLAN_MEASURED_H

#include <stddef.h>
#include <stdint.h>

#include "util/date.h"

struct measured_time {
	int64_t minutes;  /* worked */
	double expected;  /* minutes, by the present estimate for its assets and workers */
};

struct measured_estimate {
	struct estimate fixed, per_asset;   /* seconds; worker-seconds an asset */
};

struct measured_proposal {
	struct measured_estimate estimate;
	int64_t expected, measured; /* medians, minutes */
	double ratio;               /* median of measured ÷ expected; 0 where nothing was expected */
};

/* n > 0. */
void measured_propose(const struct measured_estimate *present, const struct measured_time *times,
		      size_t n, struct measured_proposal *ret);

#endif
