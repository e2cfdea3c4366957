/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/notice.h"

#define YEAR_DAYS INT64_C(365)

static int last_day(int year, int month)
{
	int64_t first = date_from_civil(year, month, 1);
	int64_t next = month == 12 ? date_from_civil(year + 1, 1, 1)
				   : date_from_civil(year, month + 1, 1);

	return (int)(next - first);
}

/* The same day so many months later; the last of a shorter month. */
static int64_t months_later(int64_t day, int64_t months)
{
	struct civil c;
	int64_t month;
	int year, last;

	civil_from_seconds(day * DAY_S, &c);
	month = c.month - 1 + months;
	year = c.year + (int)(month / 12);
	c.month = (int)(month % 12) + 1;
	last = last_day(year, c.month);
	return date_from_civil(year, c.month, c.day < last ? c.day : last);
}

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

void notice_of(const struct snap_contract *k, int64_t today, struct notice *ret)
{
	*ret = (struct notice){ .by = SNAP_DATE_NONE, .ends = k->ends, .renews_until = k->ends };
	if (k->auto_renew != YN_YES || k->ends == SNAP_DATE_NONE)
		return;
	ret->asked = true;
	ret->by = k->ends - (k->notice_days > 0 ? k->notice_days : 0);
	ret->missed = ret->by < today && k->ends >= today;
	if (k->renewal_months)
		ret->renews_until = months_later(k->ends, k->renewal_months);
	else if (k->starts != SNAP_DATE_NONE && k->starts < k->ends)
		ret->renews_until = k->ends + (k->ends - k->starts);
	else
		ret->renews_until = k->ends + YEAR_DAYS;
}
