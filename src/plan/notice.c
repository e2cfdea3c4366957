/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/notice.h"

#define YEAR_DAYS INT64_C(365)

int64_t contract_year(const struct snap_contract *k)
{
	return k->unit_price * k->quantity;
}

void notice_term(const struct snap_contract *k, const struct notice *notice,
		 int64_t *ret_numerator, int64_t *ret_denominator)
{
	*ret_numerator = k->renewal_months ? k->renewal_months : notice->renews_until - notice->ends;
	*ret_denominator = k->renewal_months ? 12 : YEAR_DAYS;
}

/* The end of the term after so many renewals. */
static int64_t renewed(const struct snap_contract *k, int64_t times)
{
	int64_t term = YEAR_DAYS;

	if (k->renewal_months)
		return date_add_months(k->ends, k->renewal_months * times);
	if (k->starts != SNAP_DATE_NONE && k->starts < k->ends)
		term = k->ends - k->starts;
	return k->ends + term * times;
}

void notice_of(const struct snap_contract *k, int64_t today, struct notice *ret)
{
	int64_t early = k->notice_days > 0 ? k->notice_days : 0, times = 0;

	*ret = (struct notice){ .by = SNAP_DATE_NONE, .ends = k->ends, .renews_until = k->ends,
				.next = SNAP_DATE_NONE };
	if (k->auto_renew != YN_YES || k->ends == SNAP_DATE_NONE)
		return;
	while (renewed(k, times) < today)
		times++;
	ret->asked = true;
	ret->ends = renewed(k, times);
	ret->renews_until = renewed(k, times + 1);
	ret->by = ret->ends - early;
	ret->missed = ret->by < today;
	/* A notice longer than a short term misses several of them. */
	while (renewed(k, times) - early < today)
		times++;
	ret->next = renewed(k, times) - early;
}
