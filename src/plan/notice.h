/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Until when notice must be given to a contract, and what happens when it is not.
 *
 * A contract that renews itself (auto_renew = yes) and has an end must be given notice at the latest
 * notice_days before it (0 when not set); later than that it runs for renewal_months more, or for
 * its own term again when these are not set.  A contract whose end is over is over.
 */
#ifndef LIFEBOAT_PLAN_NOTICE_H
#define LIFEBOAT_PLAN_NOTICE_H

#include "plan/plan.h"

struct notice {
	bool asked;        /* it renews itself: notice must be given */
	bool missed;       /* by `today` it is too late, and the contract still runs */
	int64_t by;        /* day; SNAP_DATE_NONE when not asked */
	int64_t ends;      /* last day if given in time; SNAP_DATE_NONE no end */
	int64_t renews_until; /* last day if not */
};

void notice_of(const struct snap_contract *k, int64_t today, struct notice *ret);
/* The length of the renewed term as a share of a year. */
void notice_term(const struct snap_contract *k, const struct notice *notice,
		 int64_t *ret_numerator, int64_t *ret_denominator);
/* What is paid a year: unit price × quantity, price units of the contract's currency. */
int64_t contract_year(const struct snap_contract *k);

#endif
