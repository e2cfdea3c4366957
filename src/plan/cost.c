/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cost: dated cash-flow lines, made by one table of rules.
 *
 * A line is a price in its own currency times a quantity over a divisor, rounded half to even once
 * in that currency and once in the workspace currency, at the last rate on or before its date.
 *
 * What is paid is a line; what is only told for comparison is a memo line and no part of the total:
 * - stranded: the rest of a prepaid contract after the last asset left it; paid whatever happens;
 * - renewal: what staying would cost until the horizon, negative; its sum is cost_stay.
 * The old contract between T+0 and the last removal is prepaid and costs nothing new; only where it
 * ends before that must it be prolonged, by the day (rule overlap).
 * A contract's value, unit price × quantity, is for starts..ends; 365 days where one is missing.
 *
 * Present value: whole years by compound interest, the rest of a year by simple interest, so that
 * it is exact arithmetic on whole numbers.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "plan/effort.h"
#include "plan/needs.h"
#include "plan/rates.h"
#include "plan/say.h"
#include "util/money.h"
#include "util/vec.h"

#define DAY_MIN INT64_C(1440)
#define YEAR_DAYS INT64_C(365)

struct rule;

struct costs {
	const struct snapshot *s;
	const struct plan_request *r;
	struct plan *p;
	struct err *err;
	const struct rule *rule; /* the one at work */
	int64_t horizon;         /* minutes */
	VEC(struct plan_cost_line) lines;
};

struct rule {
	const char *name, *category;
	bool memo;
	int (*add)(struct costs *c);
};

/* price × numerator ÷ denominator of `currency` ("" is the workspace's), due `offset` minutes after
 * T+0.  Nothing is added for nothing. */
static int add(struct costs *c, const char *item, const char *currency, int64_t price,
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

/* ---- licences -------------------------------------------------------------------------------- */

static int add_licences(struct costs *c)
{
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < c->p->n_selections; i++) {
		const struct plan_selection *sel = &c->p->selections[i];
		const struct snap_price *price;

		if (!sel->chosen || sel->price == NONE)
			continue;
		price = &c->s->prices[sel->price];
		rc = add(c, c->s->products[sel->product].key, price->currency,
			 price->unit_price * sel->quantity + price->fixed_fee, 1, 1, 0);
	}
	return rc;
}

/* ---- contracts that are left ----------------------------------------------------------------- */

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

/* One contract against the switch, in days. */
struct leaving {
	const struct snap_contract *contract;
	int64_t value;      /* price units, for `term` days */
	int64_t term;
	int64_t today, left, end; /* end: of what is paid, today at least; SNAP_DATE_NONE open */
	int64_t left_offset;
};

static bool leaving_of(const struct costs *c, const struct snap_contract *k, struct leaving *ret)
{
	int64_t offset = left_at(c, k->product);

	if (offset < 0)
		return false;
	*ret = (struct leaving){ .contract = k, .value = k->unit_price * k->quantity,
		.term = YEAR_DAYS, .today = snapshot_today(c->s), .end = k->ends,
		.left_offset = offset };
	ret->left = ret->today + (offset + DAY_MIN - 1) / DAY_MIN;
	if (k->starts != SNAP_DATE_NONE && k->ends != SNAP_DATE_NONE && k->ends > k->starts)
		ret->term = k->ends - k->starts;
	return true;
}

typedef int contract_rule(struct costs *c, const struct leaving *l);

static int each_contract(struct costs *c, contract_rule *rule)
{
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < c->s->n_contracts; i++) {
		struct leaving l;

		if (c->s->contracts[i].product != NONE && leaving_of(c, &c->s->contracts[i], &l))
			rc = rule(c, &l);
	}
	return rc;
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* First day that is not paid yet. */
static int64_t unpaid_from(const struct leaving *l)
{
	return l->end == SNAP_DATE_NONE ? l->today : later(l->end, l->today);
}

static int overlap(struct costs *c, const struct leaving *l)
{
	int64_t from = unpaid_from(l);

	if (from >= l->left)
		return 0;
	return add(c, l->contract->key, l->contract->currency, l->value, l->left - from, l->term,
		   (from - l->today) * DAY_MIN);
}

static int stranded(struct costs *c, const struct leaving *l)
{
	if (l->end == SNAP_DATE_NONE || l->end <= l->left)
		return 0;
	return add(c, l->contract->key, l->contract->currency, l->value, l->end - l->left, l->term,
		   l->left_offset);
}

static int termination(struct costs *c, const struct leaving *l)
{
	if (!l->contract->has_fee || (l->end != SNAP_DATE_NONE && l->end <= l->left))
		return 0;
	return add(c, l->contract->key, l->contract->currency, l->contract->termination_fee, 1, 1,
		   l->left_offset);
}

static int renewal(struct costs *c, const struct leaving *l)
{
	int64_t from = unpaid_from(l), until = l->today + c->horizon / DAY_MIN;

	if (from >= until)
		return 0;
	return add(c, l->contract->key, l->contract->currency, -l->value, until - from, l->term,
		   (from - l->today) * DAY_MIN);
}

static int add_overlap(struct costs *c)
{
	return each_contract(c, overlap);
}

static int add_stranded(struct costs *c)
{
	return each_contract(c, stranded);
}

static int add_termination(struct costs *c)
{
	return each_contract(c, termination);
}

static int add_renewal(struct costs *c)
{
	return each_contract(c, renewal);
}

/* ---- work ------------------------------------------------------------------------------------ */

static bool happens(const struct plan_instance *in)
{
	return !in->done && in->start != PLAN_NEVER;
}

/* Worker-minutes a crew is paid for, and when it begins. */
static int add_labour(struct costs *c)
{
	size_t n = c->s->n_crews, i;
	int64_t *minutes = mem_zalloc(n, sizeof(*minutes)), *first = mem_alloc(n, sizeof(*first));
	int rc = 0;

	for (i = 0; i < n; i++)
		first[i] = PLAN_NEVER;
	for (i = 0; i < c->p->n_instances; i++) {
		const struct plan_instance *in = &c->p->instances[i];

		if (in->crew == NONE || !happens(in))
			continue;
		minutes[in->crew] += in->workers * in->duration.likely;
		if (in->start < first[in->crew])
			first[in->crew] = in->start;
	}
	for (i = 0; rc == 0 && i < n; i++)
		if (minutes[i])
			rc = add(c, c->s->crews[i].key, c->s->crews[i].currency,
				 c->s->crews[i].hourly_cost, minutes[i], 60, first[i]);
	free(minutes);
	free(first);
	return rc;
}

/* The price that a row, or the normal row it overrides, puts on doing the step once. */
typedef int64_t step_price(const struct snapshot *s, const struct plan_instance *in);

static int64_t extra_of(const struct snapshot *s, const struct plan_instance *in)
{
	const struct snap_step *mode = &s->steps[in->mode_step];

	return mode->has_extra_cost ? mode->extra_cost : s->steps[in->step].extra_cost;
}

static int64_t normal_extra(const struct snapshot *s, const struct plan_instance *in)
{
	return in->mode_step == in->step ? extra_of(s, in) : 0;
}

static int64_t expedite_extra(const struct snapshot *s, const struct plan_instance *in)
{
	return in->mode_step == in->step ? 0 : extra_of(s, in);
}

static int64_t prepare_of(const struct snapshot *s, const struct plan_instance *in)
{
	const struct snap_step *row = &s->steps[in->step];

	return row->phase == PHASE_PREPARE ? row->prepare_cost : 0;
}

/* One line a row and mode, due when it is first done. */
static int add_steps(struct costs *c, step_price *price)
{
	size_t n = c->s->n_steps, i;
	int64_t *sums = mem_zalloc(n, sizeof(*sums)), *first = mem_alloc(n, sizeof(*first));
	int rc = 0;

	for (i = 0; i < n; i++)
		first[i] = PLAN_NEVER;
	for (i = 0; i < c->p->n_instances; i++) {
		const struct plan_instance *in = &c->p->instances[i];

		if (!happens(in))
			continue;
		sums[in->mode_step] += price(c->s, in);
		if (in->start < first[in->mode_step])
			first[in->mode_step] = in->start;
	}
	for (i = 0; rc == 0 && i < n; i++) {
		const struct snap_step *row = &c->s->steps[i];

		if (sums[i])
			rc = add(c, arena_printf(&c->p->arena, "%s/%s/%s", row->playbook, row->key,
						 row->mode), "", sums[i], 1, 1, first[i]);
	}
	free(sums);
	free(first);
	return rc;
}

static int add_extra(struct costs *c)
{
	return add_steps(c, normal_extra);
}

static int add_expedite(struct costs *c)
{
	return add_steps(c, expedite_extra);
}

static int add_prepare(struct costs *c)
{
	return add_steps(c, prepare_of);
}

/* ---- compensating controls ------------------------------------------------------------------- */

/* From the first gap it covers until the last one closes, the control ends or the horizon. */
static int add_controls(struct costs *c)
{
	size_t i, k;
	int rc = 0;

	for (i = 0; rc == 0 && i < c->s->n_controls; i++) {
		const struct snap_control *control = &c->s->controls[i];
		int64_t from = PLAN_NEVER, until = 0;

		for (k = 0; k < c->p->n_gaps; k++) {
			const struct plan_gap *g = &c->p->gaps[k];
			int64_t begin = g->from < 0 ? 0 : g->from;
			int64_t end = g->until < c->horizon ? g->until : c->horizon;

			if (g->control != i)
				continue;
			from = begin < from ? begin : from;
			until = later(until, end);
		}
		if (from == PLAN_NEVER)
			continue;
		if (control->ends != SNAP_DATE_NONE) {
			int64_t ends = ((control->ends + 1) * DAY_S - c->s->now) / MINUTE_S;

			until = ends < until ? ends : until;
		}
		if (until < from)
			until = from;
		rc = add(c, control->key, control->currency,
			 control->fixed_cost * 60 + control->hourly_cost * (until - from), 1, 60,
			 from);
	}
	return rc;
}

/* ---- all ------------------------------------------------------------------------------------- */

static const struct rule rules[] = {
	{ "licence", "licences", false, add_licences },
	{ "overlap", "licences", false, add_overlap },
	{ "labour", "labour", false, add_labour },
	{ "extra", "steps", false, add_extra },
	{ "expedite", "steps", false, add_expedite },
	{ "prepare", "steps", false, add_prepare },
	{ "termination", "contracts", false, add_termination },
	{ "control", "controls", false, add_controls },
	{ "stranded", "contracts", true, add_stranded },
	{ "renewal", "contracts", true, add_renewal },
};

/* amount after so many days, discounted to today; rate in millionths. */
static int64_t present_value(int64_t amount, int64_t days, int64_t rate)
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

static void hand_over(struct costs *c)
{
	struct plan *p = c->p;
	struct plan_figures *f = &p->figures;
	struct placed *placed = mem_alloc(c->lines.n, sizeof(*placed));
	int64_t rate = policy_millionths(c->s, "discount_rate"), today = snapshot_today(c->s);
	size_t i;

	for (i = 0; i < c->lines.n; i++)
		placed[i] = (struct placed){ c->lines.items[i], i };
	qsort(placed, c->lines.n, sizeof(*placed), by_date);
	p->costs = arena_alloc(&p->arena, c->lines.n, sizeof(*p->costs));
	p->n_costs = c->lines.n;
	f->cost = f->cost_stay = f->npv = 0;
	for (i = 0; i < c->lines.n; i++) {
		const struct plan_cost_line *l = &placed[i].line;

		p->costs[i] = *l;
		if (strcmp(l->rule, "renewal") == 0)
			f->cost_stay -= l->amount_workspace;
		if (l->memo)
			continue;
		f->cost += l->amount_workspace;
		f->npv += present_value(l->amount_workspace, l->date - today, rate);
	}
	free(placed);
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
		if (!happens(in))
			continue;
		rc = rate_amount(extra_of(c->s, in) + prepare_of(c->s, in), 1, 1, RATE_SCALE,
				 exponent, &extra, c->err);
		if (rc == 0 && in->crew != NONE && c->s->crews[in->crew].hourly_cost) {
			at = c->s->now + in->start * MINUTE_S;
			rc = rate_on(c->s, c->s->crews[in->crew].currency,
				     at / DAY_S - (at % DAY_S < 0), &rate, c->err);
			if (rc == 0)
				rc = rate_amount(c->s->crews[in->crew].hourly_cost,
						 in->workers * in->duration.likely, 60, rate,
						 exponent, &labour, c->err);
		}
		if (rc < 0)
			return rc;
		in->cost = extra + labour;
	}
	return 0;
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
		hand_over(&c);
	VEC_RELEASE(&c.lines);
	return rc;
}
