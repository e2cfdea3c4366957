/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The local search for up to 64 candidates, on bit masks: an answer while a slider moves.
 *
 * A dive through the relaxation (choice_bound.h) on a sample of the groups says which products to open.
 * From there a state is the set of open products and, for every group, which of them it gets, the
 * cheapest cover at given prices.  Moves over the open set: close one, open one, both; after each only the
 * groups that it touches are covered again, and the exact cost of the purchases decides.  Between the
 * moves one group after the other takes what is cheapest beside all the others.  Work is counted,
 * never time: the same problem gives the same choice.
 */
#include "config.h"
#include "plan/choice_fast.h"
#include "plan/choice_bound.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/rng.h"

#define WORK (FAST_SECOND * 6 / 10)
#define VENDOR_LOOKS 4000 /* at groups and products, for each vendor too few */
#define SWEEPS 8 /* at most, at a time */
#define DIVE (FAST_SECOND * 6 / 10)

/* ---- value of the whole ---------------------------------------------------------------------- */

static void buy(struct fast *f, size_t k)
{
	struct purchase p = { .price = NONE };

	f->unsold[k] = false;
	f->yearly[k] = f->cash[k] = 0;
	if (!f->rest[k] && !f->servers[k])
		return;
	if (!offers_buy(&f->c->candidates[k].offers, f->rest[k], f->servers[k], &p)) {
		f->unsold[k] = true;
		return;
	}
	f->yearly[k] = (double)p.yearly;
	f->cash[k] = (double)p.cash;
}

/* Different vendors of what is used. */
static int64_t vendors_of(const struct fast *f)
{
	const struct choice *c = f->c;
	int64_t vendors = 0;
	size_t k, i;

	for (k = 0; k < f->n; k++) {
		size_t vendor = c->s->products[c->candidates[k].product].vendor;
		bool known = !f->rest[k] && !f->servers[k];

		for (i = 0; i < k && vendor != NONE && !known; i++)
			known = (f->rest[i] || f->servers[i]) &&
				c->s->products[c->candidates[i].product].vendor == vendor;
		vendors += !known;
	}
	return vendors;
}

/* Limits broken, in the units of choice_value. */
static double broken(const struct fast *f)
{
	const struct choice *c = f->c;
	double cash = 0, capped = 0, sum = 0;
	int64_t vendors = c->vendors_max > 0 || c->vendors_min > 1 ? vendors_of(f) : 0;
	size_t k;

	for (k = 0; k < f->n; k++) {
		if (!f->rest[k] && !f->servers[k])
			continue;
		sum += f->unsold[k];
		cash += f->cash[k];
		capped += c->candidates[k].capped ? (double)(f->rest[k] + f->servers[k]) : 0;
	}
	if (c->vendors_max > 0 && vendors > c->vendors_max)
		sum += (double)(vendors - c->vendors_max) * 1e6;
	if (c->vendors_min > 1 && vendors < c->vendors_min)
		sum += (double)(c->vendors_min - vendors) * 1e-3;
	if (c->r->budget >= 0 && cash > (double)c->r->budget)
		sum += (cash - (double)c->r->budget) / ((double)c->r->budget + 1);
	if (c->fate_cap > 0 && capped > (double)c->fate_cap)
		sum += capped - (double)c->fate_cap;
	return sum;
}

struct fast_value bits_value(struct fast *f)
{
	struct fast_value v = { 0, 0 };
	size_t g, k;

	for (g = 0; g < f->n_groups; g++)
		v.cost += f->groups[g].open;

	for (k = 0; k < f->n; k++) {
		buy(f, k);
		v.cost += f->yearly[k];
	}
	v.broken = broken(f);
	return v;
}

bool bits_less(const struct fast_value *a, const struct fast_value *b)
{
	if (a->broken < b->broken - 1e-9 || a->broken > b->broken + 1e-9)
		return a->broken < b->broken;
	return a->cost < b->cost - 0.5;
}

/* ---- prices ---------------------------------------------------------------------------------- */

/* What an asset more costs: along the ladder from the present demand, the fixed fee being paid; for a
 * product nobody uses, the average at what it might sell. */
static void set_price(struct fast *f, size_t k, int64_t likely)
{
	const struct offers *o = &f->c->candidates[k].offers;
	int64_t rest = f->rest[k], servers = f->servers[k], more = (rest + servers) / 8 + 1;
	struct purchase now = { .price = NONE }, then = { .price = NONE };
	bool server = !offers_serve(o, false) || servers > rest;

	if (rest + servers == 0)
		more = likely > 0 ? likely : 1;
	else if (!offers_buy(o, rest, servers, &now))
		return;
	if (offers_buy(o, rest + (server ? 0 : more), servers + (server ? more : 0), &then))
		f->price[k] = (double)(then.yearly - now.yearly) / (double)more;
	else
		f->price[k] = 1e9;
	if (f->price[k] < 0)
		f->price[k] = 0;
}

static void set_prices(struct fast *f)
{
	size_t k;

	for (k = 0; k < f->n; k++)
		if (f->rest[k] || f->servers[k])
			set_price(f, k, 0);
}

static void keep(struct fast *f)
{
	size_t g;

	for (g = 0; g < f->n_groups; g++)
		f->before[g] = f->groups[g].chosen;
}

static void go_back(struct fast *f)
{
	size_t g;

	for (g = 0; g < f->n_groups; g++)
		if (f->groups[g].chosen != f->before[g])
			bits_assign(f, &f->groups[g], f->before[g]);
}

/* ---- moves ----------------------------------------------------------------------------------- */

mask bits_used(const struct fast *f)
{
	mask m = 0;
	size_t k;

	for (k = 0; k < f->n; k++)
		if (f->rest[k] || f->servers[k])
			m |= BIT(k);
	return m;
}

/* Closes and opens products, covers the groups that it touches, stays when that is better. */
static bool try_move(struct fast *f, mask close, mask open, struct fast_value *best)
{
	mask was_open = f->open;
	double prices[FAST_MOST];
	struct fast_value v;
	size_t g, k;

	memcpy(prices, f->price, sizeof(prices));
	keep(f);
	EACH_BIT(k, open) {
		int64_t likely = 0;

		for (g = 0; g < f->n_groups; g++)
			likely += f->groups[g].allowed & BIT(k) ? f->groups[g].assets : 0;
		set_price(f, k, likely / 3 + 1);
	}
	f->open = (f->open & ~close) | open;
	for (g = 0; g < f->n_groups; g++) {
		struct fast_group *fg = &f->groups[g];

		if ((fg->chosen & close) || (fg->allowed & open))
			bits_assign(f, fg, bits_cover(f, fg, f->price, f->open, 0));
	}
	f->work += (int64_t)f->n_groups;
	v = bits_value(f);
	if (bits_less(&v, best)) {
		*best = v;
		f->open = bits_used(f);
		set_prices(f);
		return true;
	}
	f->open = was_open;
	memcpy(f->price, prices, sizeof(prices));
	go_back(f);
	return false;
}

/* What the group's assets would cost more of each product, to the unit. */
static void price_exactly(struct fast *f, const struct fast_group *g)
{
	size_t k;

	EACH_BIT(k, g->allowed & f->useful) {
		struct purchase p;

		if (offers_buy(&f->c->candidates[k].offers,
			       f->rest[k] + (g->server ? 0 : g->assets),
			       f->servers[k] + (g->server ? g->assets : 0), &p))
			f->price[k] = ((double)p.yearly - f->yearly[k]) / (double)g->assets;
		else
			f->price[k] = 1e9;
		f->price[k] = f->price[k] < 0 ? 0 : f->price[k];
	}
}

static void give(struct fast *f, struct fast_group *g, mask chosen)
{
	mask changed = g->chosen ^ chosen;
	size_t k;

	bits_assign(f, g, chosen);
	EACH_BIT(k, changed)
		buy(f, k);
}

static bool sweep(struct fast *f, mask open, struct fast_value *best)
{
	struct fast_value v;
	size_t g;

	keep(f);
	for (g = 0; g < f->n_groups; g++) {
		struct fast_group *fg = &f->groups[f->order[g]];
		mask was = fg->chosen, now;

		if (!fg->assets)
			continue;
		give(f, fg, 0);
		price_exactly(f, fg);
		now = bits_cover(f, fg, f->price, open, was);
		f->work += 40 * (int64_t)f->n;
		if (bits_price_of(fg, f->price, now) > bits_price_of(fg, f->price, was) - 1e-9)
			now = was;
		give(f, fg, now);
	}
	v = bits_value(f);
	if (bits_less(&v, best)) {
		*best = v;
		return true;
	}
	go_back(f);
	bits_value(f);
	return false;
}

void bits_settle(struct fast *f, mask open, struct fast_value *best)
{
	int round;

	for (round = 0; round < SWEEPS && sweep(f, open, best); round++)
		;
}

static bool try_swaps(struct fast *f, struct fast_value *best)
{
	size_t a, b;

	EACH_BIT(a, f->open)
		EACH_BIT(b, f->useful & ~f->open) {
			if (f->work >= WORK)
				return false;
			if (try_move(f, BIT(a), BIT(b), best))
				return true;
		}
	return false;
}

static void descend(struct fast *f, struct fast_value *best)
{
	bool moved = true;
	size_t k;

	while (moved && f->work < WORK) {
		moved = false;
		for (k = 0; k < f->n && f->work < WORK; k++)
			if (f->open & BIT(k))
				moved = try_move(f, BIT(k), 0, best) || moved;
		for (k = 0; k < f->n && f->work < WORK; k++)
			if (f->useful & ~f->open & BIT(k))
				moved = try_move(f, 0, BIT(k), best) || moved;
		if (f->work < WORK && sweep(f, f->useful, best)) {
			f->open = bits_used(f);
			set_prices(f);
			moved = true;
		}
		moved = moved || try_swaps(f, best);
	}
}

/* ---- limits ---------------------------------------------------------------------------------- */

struct giving {
	size_t group;
	double worth;
};

static int by_worth(const void *a, const void *b)
{
	const struct giving *x = a, *y = b;

	if (x->worth < y->worth || x->worth > y->worth)
		return x->worth < y->worth ? -1 : 1;
	return x->group < y->group ? -1 : 1;
}

/* While a limit is broken, groups whose needs weigh least for the money go without. */
static void give_up(struct fast *f, struct fast_value *best)
{
	struct giving *order = mem_alloc(f->n_groups + 1, sizeof(*order));
	size_t g;

	for (g = 0; g < f->n_groups; g++) {
		const struct fast_group *fg = &f->groups[g];

		order[g] = (struct giving){ g, (bits_open_cost(fg, 0) - bits_open_cost(fg, fg->chosen)) /
					       (bits_price_of(fg, f->price, fg->chosen) -
						bits_open_cost(fg, fg->chosen) + 1) };
	}
	if (f->n_groups)
		qsort(order, f->n_groups, sizeof(*order), by_worth);
	for (g = 0; g < f->n_groups && best->broken > 1e-6; g++) {
		struct fast_group *fg = &f->groups[order[g].group];
		mask was = fg->chosen;
		struct fast_value v;

		bits_assign(f, fg, 0);
		v = bits_value(f);
		if (v.broken < best->broken - 1e-12)
			*best = v;
		else
			bits_assign(f, fg, was);
	}
	free(order);
}

static int64_t missing_vendors(const struct fast *f)
{
	return f->c->vendors_min > 1 ? f->c->vendors_min - vendors_of(f) : 0;
}

/* While vendors are too few, the group takes a product of a new one for which that is cheapest; the
 * smaller groups are looked at. */
static void add_vendors(struct fast *f, struct fast_value *best)
{
	int64_t missing;

	while ((missing = missing_vendors(f)) > 0) {
		size_t at = NONE, g, k, looks = 0;
		struct fast_value least = *best;
		mask taken = 0;

		for (g = 0; g < f->n_groups && looks < VENDOR_LOOKS; g++) {
			struct fast_group *fg = &f->groups[f->order[f->n_groups - 1 - g]];
			mask was = fg->chosen;

			EACH_BIT(k, fg->useful & fg->allowed & f->useful & ~was) {
				mask now = bits_cover_with(f, fg, f->price, f->useful, BIT(k), 0, NULL);
				struct fast_value v;

				looks++;
				bits_assign(f, fg, now);
				v = bits_value(f);
				if (missing_vendors(f) < missing && (at == NONE || bits_less(&v, &least))) {
					least = v;
					at = f->n_groups - 1 - g;
					taken = now;
				}
			}
			bits_assign(f, fg, was);
		}
		bits_value(f);
		if (at == NONE || least.broken > best->broken - 1e-9)
			return;
		bits_assign(f, &f->groups[f->order[at]], taken);
		*best = bits_value(f);
	}
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* All products open, at what they cost when everybody takes them. */
static void first_covers(struct fast *f)
{
	size_t g, k;

	for (k = 0; k < f->n; k++) {
		int64_t likely = 0;

		for (g = 0; g < f->n_groups; g++)
			likely += f->groups[g].allowed & BIT(k) ? f->groups[g].assets : 0;
		if (likely && (f->useful & BIT(k)))
			set_price(f, k, likely);
	}
	for (g = 0; g < f->n_groups; g++)
		bits_assign(f, &f->groups[g],
			    bits_cover(f, &f->groups[g], f->price, f->useful, 0));
}

static void improve(struct choice *c, bool again)
{
	struct fast_value best;
	struct fast f;

	bits_build(&f, c);
	bits_take(&f, again);
	if (!again)
		first_covers(&f);
	best = bits_value(&f);
	f.open = bits_used(&f);
	set_prices(&f);
	if (again) {
		descend(&f, &best);
		add_vendors(&f, &best);
		give_up(&f, &best);
	} else {
		sweep(&f, f.useful, &best);
	}
	bits_give(&f);
	bits_release(&f);
}

bool choice_local_fast(struct choice *c)
{
	if (c->n_candidates > FAST_MOST)
		return false;
	improve(c, false);
	choice_dive(c, DIVE);
	improve(c, true);
	return true;
}
