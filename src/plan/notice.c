/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/notice.h"

#include <stdlib.h>

#include "plan/rates.h"
#include "util/mem.h"

#define YEAR_DAYS INT64_C(365)

static bool leaves(const struct plan_class *pc, size_t product)
{
	size_t i;

	for (i = 0; i < pc->leaving.n; i++)
		if (pc->leaving.items[i] == product)
			return true;
	return false;
}

static bool runs(const struct snap_class *c, size_t product)
{
	size_t i;

	for (i = 0; i < c->n_installs; i++)
		if (c->installs[i].product == product)
			return true;
	return false;
}

enum left product_left(const struct snapshot *s, const struct plan *p, size_t product)
{
	bool *left, any = false, stays = false;
	size_t i;

	if (product == NONE)
		return LEFT_NOT;
	left = mem_zalloc(s->n_classes, sizeof(*left));
	for (i = 0; i < p->n_classes; i++)
		if (leaves(&p->classes[i], product))
			left[p->classes[i].class] = any = true;
	for (i = 0; any && !stays && i < s->n_classes; i++)
		stays = !left[i] && runs(&s->classes[i], product);
	free(left);
	return !any ? LEFT_NOT : stays ? LEFT_PARTLY : LEFT_WHOLLY;
}

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
