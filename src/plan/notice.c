/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/notice.h"

#include "plan/rates.h"

#define YEAR_DAYS INT64_C(365)

int contract_year(const struct snap_contract *k, int64_t *ret, struct err *err)
{
	return rate_price(k->unit_price, k->quantity, 0, ret, err);
}

/* Whole months that a renewed term lasts; 0: it is counted in days. */
static int64_t term_months(const struct snap_contract *k)
{
	int64_t months;

	if (k->renewal_months || k->starts == SNAP_DATE_NONE || k->starts >= k->ends)
		return k->renewal_months;
	months = (k->ends + 1 - k->starts) / 28; /* so many at most */
	while (months && date_add_months(k->starts, months) > k->ends + 1)
		months--;
	return date_add_months(k->starts, months) == k->ends + 1 ? months : 0;
}

void notice_term(const struct snap_contract *k, const struct notice *notice,
		 int64_t *ret_numerator, int64_t *ret_denominator)
{
	int64_t months = term_months(k);

	*ret_numerator = months ? months : notice->renews_until - notice->ends;
	*ret_denominator = months ? 12 : YEAR_DAYS;
}

/* The last day of the term after so many renewals. */
static int64_t renewed(const struct snap_contract *k, int64_t months, int64_t times)
{
	int64_t term = YEAR_DAYS;

	if (months)
		return date_add_months(k->ends + 1, months * times) - 1;
	if (k->starts != SNAP_DATE_NONE && k->starts < k->ends)
		term = k->ends + 1 - k->starts;
	return k->ends + term * times;
}

void notice_of(const struct snap_contract *k, int64_t today, struct notice *ret)
{
	int64_t early = k->notice_days > 0 ? k->notice_days : 0, times = 0;
	int64_t months;

	*ret = (struct notice){ .by = SNAP_DATE_NONE, .ends = k->ends, .renews_until = k->ends,
				.next = SNAP_DATE_NONE };
	if (k->auto_renew != YN_YES || k->ends == SNAP_DATE_NONE)
		return;
	months = term_months(k);
	while (renewed(k, months, times) < today)
		times++;
	ret->asked = true;
	ret->ends = renewed(k, months, times);
	ret->renews_until = renewed(k, months, times + 1);
	ret->by = ret->ends - early;
	ret->missed = ret->by < today;
	/* A notice longer than a short term misses several of them. */
	while (renewed(k, months, times) - early < today)
		times++;
	ret->next = renewed(k, months, times) - early;
}
