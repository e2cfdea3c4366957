/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Until when notice must be given to a contract, and what happens when it is not.
 *
 * A contract that renews itself (auto_renew = yes) and has an end must be given notice at the latest
 * notice_days before it (0 when not set); later than that it runs for renewal_months more, or for
 * its own term again when these are not set.  One whose written end is over has renewed itself, as
 * often as it takes; it has ended only where auto_renew is not yes.
 */
#ifndef LIFEBOAT_PLAN_NOTICE_H
#define LIFEBOAT_PLAN_NOTICE_H

#include "plan/plan.h"

struct notice {
	bool asked;        /* it renews itself: notice must be given */
	bool missed;       /* by `today` it is too late for this term */
	int64_t by;        /* day, for this term; SNAP_DATE_NONE when not asked */
	int64_t ends;      /* last day of this term; SNAP_DATE_NONE no end */
	int64_t renews_until; /* last day if notice is not given by then */
	int64_t next;      /* the next day by which notice can be given, today at the earliest */
};

void notice_of(const struct snap_contract *k, int64_t today, struct notice *ret);
/* Assets leave the product, and none keeps it: its contract ends with the plan.  A contract that
 * still serves assets which stay goes on. */
enum left { LEFT_NOT, LEFT_PARTLY, LEFT_WHOLLY };
enum left product_left(const struct snapshot *s, const struct plan *p, size_t product);
/* The length of the renewed term as a share of a year. */
void notice_term(const struct snap_contract *k, const struct notice *notice,
		 int64_t *ret_numerator, int64_t *ret_denominator);
/* What is paid a year: unit price × quantity, price units of the contract's currency. */
int contract_year(const struct snap_contract *k, int64_t *ret, struct err *err);

#endif
