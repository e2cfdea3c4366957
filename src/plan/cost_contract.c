/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What leaving the old contracts costs and brings back.
 *
 * A contract's price, unit price × quantity, is for a year of 365 days and paid ahead until its end.
 * One that renews itself and whose notice day is over runs on until the end of the renewed term:
 * where it has an early exit (a fee or a share) that is the way out, else the renewed term is paid
 * when it begins (rule notice-missed).  What is paid and no longer used after the last asset has
 * left is stranded: told, not added, for it is paid whatever happens; of it the vendor may owe a
 * part back (refund).  Between T+0 and the last removal the old contract costs nothing new; only
 * where it ends before that must it be prolonged, by the day (overlap).
 */
#include "config.h"
#include "plan/cost_parts.h"

#include "plan/notice.h"

/* One contract against the switch, in days. */
struct leaving {
	const struct snap_contract *contract;
	int64_t year;        /* price units of the contract's currency */
	int64_t today, left; /* left: first day without it */
	int64_t end;         /* first day after the running term, SNAP_DATE_NONE open */
	int64_t paid;        /* the same with the term that a missed notice day brought */
	int64_t left_offset; /* minutes */
	struct notice notice;
	bool exit;           /* it has a way out before its end */
};

/* Minutes from T+0 until the last asset is without the product; -1: no asset leaves it. */
static int64_t left_at(const struct costs *c, size_t product)
{
	int64_t last = -1;
	size_t i, k;

	for (i = 0; i < c->p->n_classes; i++) {
		const struct plan_class *pc = &c->p->classes[i];

		for (k = 0; k < pc->leaving.n; k++) {
			int64_t at = pc->removed != PLAN_NEVER ? pc->removed : pc->safe;

			if (pc->leaving.items[k] != product)
				continue;
			if (at == PLAN_NEVER)
				at = c->horizon;
			if (at > last)
				last = at;
		}
	}
	return last;
}

static int64_t day_after(int64_t day)
{
	return day == SNAP_DATE_NONE ? day : day + 1;
}

static bool leaving_of(const struct costs *c, const struct snap_contract *k, struct leaving *ret)
{
	int64_t offset = left_at(c, k->product);

	if (offset < 0)
		return false;
	*ret = (struct leaving){ .contract = k,
		.today = snapshot_today(c->s), .left_offset = offset, .exit = k->has_fee || k->has_share };
	ret->left = ret->today + (c->s->now % DAY_S / MINUTE_S + offset + DAY_MIN - 1) / DAY_MIN;
	notice_of(k, ret->today, &ret->notice);
	ret->end = day_after(ret->notice.ends);
	ret->paid = ret->notice.missed ? day_after(ret->notice.renews_until) : ret->end;
	return true;
}

typedef int contract_rule(struct costs *c, const struct leaving *l);

static int each_contract(struct costs *c, contract_rule *rule)
{
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < c->s->n_contracts; i++) {
		const struct snap_contract *k = &c->s->contracts[i];
		struct leaving l;

		if (product_left(c->s, c->p, k->product) != LEFT_WHOLLY || !leaving_of(c, k, &l))
			continue;
		rc = contract_year(l.contract, &l.year, c->err);
		if (rc == 0)
			rc = rule(c, &l);
	}
	return rc;
}

static int add(struct costs *c, const struct leaving *l, int64_t price, int64_t numerator,
	       int64_t denominator, int64_t offset)
{
	return cost_add(c, l->contract->key, l->contract->currency, price, numerator, denominator,
			offset);
}

/* First day that is not paid when the end is this one. */
static int64_t unpaid_from(const struct leaving *l, int64_t end)
{
	return end == SNAP_DATE_NONE || end < l->today ? l->today : end;
}

static bool left_early(const struct leaving *l)
{
	return l->paid == SNAP_DATE_NONE || l->paid > l->left;
}

static int overlap(struct costs *c, const struct leaving *l)
{
	int64_t from = unpaid_from(l, l->paid);

	if (from >= l->left)
		return 0;
	return add(c, l, l->year, l->left - from, YEAR_DAYS, (from - l->today) * DAY_MIN);
}

static int notice_missed(struct costs *c, const struct leaving *l)
{
	int64_t numerator, denominator;

	if (!l->notice.missed || l->exit)
		return 0;
	notice_term(l->contract, &l->notice, &numerator, &denominator);
	return add(c, l, l->year, numerator, denominator, (l->end - l->today) * DAY_MIN);
}

static int termination(struct costs *c, const struct leaving *l)
{
	if (!l->contract->has_fee || !left_early(l))
		return 0;
	return add(c, l, l->contract->termination_fee, 1, 1, l->left_offset);
}

/* A share of what the days between leaving and the end would have cost; nothing without an end. */
static int termination_share(struct costs *c, const struct leaving *l)
{
	if (!l->contract->has_share || !left_early(l) || l->paid == SNAP_DATE_NONE)
		return 0;
	return add(c, l, l->year, (l->paid - l->left) * l->contract->termination_share,
		   YEAR_DAYS * 1000000, l->left_offset);
}

/* Days that are paid and not used: a renewed term only where it is paid, not bought out. */
static int64_t unused(const struct leaving *l)
{
	int64_t end = l->notice.missed && l->exit ? l->end : l->paid;

	return end == SNAP_DATE_NONE || end <= l->left ? 0 : end - l->left;
}

static int refund(struct costs *c, const struct leaving *l)
{
	return add(c, l, -l->year, unused(l) * l->contract->refund_share, YEAR_DAYS * 1000000,
		   l->left_offset);
}

static int credit(struct costs *c, const struct leaving *l)
{
	return add(c, l, -l->contract->credit, 1, 1, l->left_offset);
}

static int stranded(struct costs *c, const struct leaving *l)
{
	return add(c, l, l->year, unused(l), YEAR_DAYS, l->left_offset);
}

static int renewal(struct costs *c, const struct leaving *l)
{
	int64_t from = unpaid_from(l, l->end), until = l->today + c->horizon / DAY_MIN;

	if (from >= until)
		return 0;
	return add(c, l, -l->year, until - from, YEAR_DAYS, (from - l->today) * DAY_MIN);
}

int cost_overlap(struct costs *c)
{
	return each_contract(c, overlap);
}

int cost_notice_missed(struct costs *c)
{
	return each_contract(c, notice_missed);
}

int cost_termination(struct costs *c)
{
	return each_contract(c, termination);
}

int cost_termination_share(struct costs *c)
{
	return each_contract(c, termination_share);
}

int cost_refund(struct costs *c)
{
	return each_contract(c, refund);
}

int cost_credit(struct costs *c)
{
	return each_contract(c, credit);
}

int cost_stranded(struct costs *c)
{
	return each_contract(c, stranded);
}

int cost_renewal(struct costs *c)
{
	return each_contract(c, renewal);
}
