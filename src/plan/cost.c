/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cost: dated cash-flow lines, made by one table of rules.
 *
 * A line is a price in its own currency times a quantity over a divisor, rounded half to even once
 * in that currency and once in the workspace currency, at the last rate on or before its date.
 *
 * What is paid is a line; what is only told for comparison is a memo line and no part of the total:
 * - stranded: the rest of a prepaid contract after the last asset left it; paid whatever happens;
 * - renewal: what staying would cost until the horizon, negative; its sum is cost_stay;
 * - upkeep, drill: what being ready costs until the horizon, whether or not the switch comes.
 *
 * A rule is one row of the table below and one function in cost_licence.c, cost_contract.c,
 * cost_work.c or cost_ready.c.
 *
 * Present value: whole years by compound interest, the rest of a year by simple interest, so that
 * it is exact arithmetic on whole numbers.
 */
#include "config.h"
#include "plan/cost.h"

#include <stdlib.h>
#include <string.h>

#include "plan/cost_parts.h"
#include "plan/notice.h"
#include "plan/rates.h"
#include "plan/say.h"
#include "util/money.h"

int cost_add(struct costs *c, const char *item, const char *currency, int64_t price,
	     int64_t numerator, int64_t denominator, int64_t offset)
{
	struct plan_cost_line l = { .offset = offset, .memo = c->rule->memo };
	const char *code = currency[0] ? currency : c->s->currency;
	int64_t rate, at = c->s->now + offset * MINUTE_S;
	int rc;

	if (price == 0 || numerator == 0)
		return 0;
	l.date = at / DAY_S - (at % DAY_S < 0);
	l.category = arena_strdup(&c->p->arena, c->rule->category);
	l.rule = arena_strdup(&c->p->arena, c->rule->name);
	l.item = arena_strdup(&c->p->arena, item);
	memcpy(l.currency, code, sizeof(l.currency));
	rc = rate_on(c->s, code, l.date, &rate, c->err);
	if (rc == 0)
		rc = rate_amount(price, numerator, denominator, RATE_SCALE, currency_exponent(code),
				 &l.amount, c->err);
	if (rc == 0)
		rc = rate_amount(price, numerator, denominator, rate,
				 currency_exponent(c->s->currency), &l.amount_workspace, c->err);
	if (rc == 0)
		VEC_PUSH(&c->lines, l);
	return rc;
}

static const struct cost_rule rules[] = {
	{ "licence", "licences", false, cost_licence },
	{ "licence-term", "licences", false, cost_licence_term },
	{ "training", "licences", false, cost_training },
	{ "hardware", "hardware", false, cost_hardware },
	{ "overlap", "licences", false, cost_overlap },
	{ "labour", "labour", false, cost_labour },
	{ "overtime", "labour", false, cost_overtime },
	{ "call-out", "labour", false, cost_call_out },
	{ "extra", "steps", false, cost_extra },
	{ "expedite", "steps", false, cost_expedite },
	{ "prepare", "steps", false, cost_prepare },
	{ "obtain", "steps", false, cost_obtain },
	{ "termination", "contracts", false, cost_termination },
	{ "termination-share", "contracts", false, cost_termination_share },
	{ "notice-missed", "contracts", false, cost_notice_missed },
	{ "refund", "contracts", false, cost_refund },
	{ "credit", "contracts", false, cost_credit },
	{ "control", "controls", false, cost_control },
	{ "stranded", "contracts", true, cost_stranded },
	{ "renewal", "contracts", true, cost_renewal },
	{ "upkeep", "readiness", true, cost_upkeep },
	{ "drill", "readiness", true, cost_drill },
};

int64_t cost_present_value(int64_t amount, int64_t days, int64_t rate)
{
	const int64_t scale = 1000000000;
	int64_t factor = scale, value = 0;

	for (; days >= YEAR_DAYS; days -= YEAR_DAYS)
		factor = factor * 1000000 / (1000000 + rate);
	factor = factor * (1000000 * YEAR_DAYS / 1000) /
		((1000000 * YEAR_DAYS + rate * days) / 1000);
	return amount_scale(amount, factor, scale, &value) ? value : amount;
}

/* By date, rules in table order within a day; a stable sort by counting is not needed: ties keep
 * their place by comparing it. */
struct placed {
	struct plan_cost_line line;
	size_t place;
};

static int by_date(const void *left, const void *right)
{
	const struct placed *a = left, *b = right;

	if (a->line.offset != b->line.offset)
		return a->line.offset < b->line.offset ? -1 : 1;
	return a->place < b->place ? -1 : a->place > b->place;
}

/* Amounts of lines stay below a quarter of what can be counted; their sums need not. */
static int add_up(const struct costs *c, const struct plan_cost_line *l, int64_t worth,
		  struct plan_figures *f)
{
	bool over = false;

	if (strcmp(l->rule, "renewal") == 0)
		over = __builtin_sub_overflow(f->cost_stay, l->amount_workspace, &f->cost_stay);
	if (!l->memo)
		over = over || __builtin_add_overflow(f->cost, l->amount_workspace, &f->cost) ||
			__builtin_add_overflow(f->npv, worth, &f->npv);
	return over ? rate_too_large(c->err) : 0;
}

static int hand_over(struct costs *c)
{
	struct plan *p = c->p;
	struct plan_figures *f = &p->figures;
	struct placed *placed = mem_alloc(c->lines.n, sizeof(*placed));
	int64_t rate = policy_millionths(c->s, "discount_rate"), today = snapshot_today(c->s);
	size_t i;
	int rc = 0;

	for (i = 0; i < c->lines.n; i++)
		placed[i] = (struct placed){ c->lines.items[i], i };
	qsort(placed, c->lines.n, sizeof(*placed), by_date);
	p->costs = arena_alloc(&p->arena, c->lines.n, sizeof(*p->costs));
	p->n_costs = c->lines.n;
	f->cost = f->cost_stay = f->npv = 0;
	for (i = 0; rc == 0 && i < c->lines.n; i++) {
		const struct plan_cost_line *l = &placed[i].line;

		p->costs[i] = *l;
		rc = add_up(c, l, cost_present_value(l->amount_workspace, l->date - today, rate), f);
	}
	free(placed);
	return rc;
}

/* Worker-minutes at the normal rate that it is paid like, in millionths. */
static int64_t paid_minutes(const struct costs *c, const struct plan_instance *in)
{
	return in->workers * in->duration.likely * 1000000 +
		in->overtime * (c->s->crews[in->crew].overtime_factor - 1000000);
}

/* What each instance costs by itself, for showing beside it. */
static int price_instances(struct costs *c)
{
	int exponent = currency_exponent(c->s->currency);
	size_t i;

	for (i = 0; i < c->p->n_instances; i++) {
		struct plan_instance *in = &c->p->instances[i];
		int64_t rate, extra, labour = 0, at;
		int rc;

		in->cost = 0;
		if (!cost_happens(in))
			continue;
		rc = rate_amount(cost_step_extra(c->s, in) + cost_step_prepare(c->s, in), 1, 1, RATE_SCALE,
				 exponent, &extra, c->err);
		if (rc == 0 && in->crew != NONE && c->s->crews[in->crew].hourly_cost) {
			at = c->s->now + in->start * MINUTE_S;
			rc = rate_on(c->s, c->s->crews[in->crew].currency,
				     at / DAY_S - (at % DAY_S < 0), &rate, c->err);
			if (rc == 0)
				rc = rate_amount(c->s->crews[in->crew].hourly_cost,
						 paid_minutes(c, in), INT64_C(60000000), rate,
						 exponent, &labour, c->err);
		}
		if (rc < 0)
			return rc;
		in->cost = extra + labour;
	}
	return 0;
}

/* Minor units of the contract's currency. */
static int renewed_amount(const struct costs *c, const struct snap_contract *k,
			  const struct notice *notice, int64_t *ret)
{
	const char *currency = k->currency[0] ? k->currency : c->s->currency;
	int64_t numerator, denominator, year;
	int rc = contract_year(k, &year, c->err);

	if (rc < 0)
		return rc;
	notice_term(k, notice, &numerator, &denominator);
	return rate_amount(year, numerator, denominator, RATE_SCALE, currency_exponent(currency), ret,
			   c->err);
}

/* Contracts that are left, by key. */
static int date_notices(struct costs *c)
{
	struct plan *p = c->p;
	size_t i;
	int rc = 0;

	p->notices = arena_alloc(&p->arena, c->s->n_contracts, sizeof(*p->notices));
	p->n_notices = 0;
	for (i = 0; rc == 0 && i < c->s->n_contracts; i++) {
		const struct snap_contract *k = &c->s->contracts[i];
		struct plan_notice *ret = &p->notices[p->n_notices];
		struct notice n;
		enum left left;

		left = product_left(c->s, p, k->product);
		if (left == LEFT_PARTLY)
			plan_note(p, plan_say(&p->arena, N_("contract %s goes on: %s stays on assets that do "
							    "not leave it"), k->key,
					      c->s->products[k->product].key));
		if (left != LEFT_WHOLLY)
			continue;
		notice_of(k, snapshot_today(c->s), &n);
		*ret = (struct plan_notice){ .contract = i, .by = n.by, .ends = n.ends,
			.renews_until = n.renews_until, .missed = n.missed };
		rc = renewed_amount(c, k, &n, &ret->amount);
		p->n_notices++;
	}
	return rc;
}

int plan_cost(const struct snapshot *s, const struct plan_request *r, struct plan *p,
	      struct err *err)
{
	struct costs c = { .s = s, .r = r, .p = p, .err = err,
			   .horizon = policy_duration(s, "horizon") / MINUTE_S };
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < sizeof(rules) / sizeof(rules[0]); i++) {
		c.rule = &rules[i];
		rc = rules[i].add(&c);
	}
	if (rc == 0)
		rc = price_instances(&c);
	if (rc == 0)
		rc = date_notices(&c);
	if (rc == 0)
		rc = hand_over(&c);
	VEC_RELEASE(&c.lines);
	return rc;
}
