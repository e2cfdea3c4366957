/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The local search for up to 64 candidates, on bit masks: an answer while a slider moves.
 *
 * A state is the set of open products and, for every group, which of them it gets.  Given prices an
 * asset, a group covers its needs greedily (weight for the money), drops what turned out superfluous
 * and exchanges single products for cheaper ones.  Moves over the open set: close one, open one, both
 * at once; after each only the groups that it touches are covered again, and the exact cost of the
 * purchases decides.  When no single move helps, seeded random exchanges go on until the work is
 * spent.  Work is counted, never time: the same problem gives the same choice.
 */
#include "config.h"
#include "plan/choice.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/rng.h"

#define MOST 64
/* One unit is a need looked at for one group; about a second of a slow processor. */
#define WORK 45000000
#define BIG 1e13 /* minor units for a unit of mandatory weight left open */

typedef uint64_t mask;

struct fast_need {
	mask who;
	double cost;     /* minor units an asset when it stays open; mandatory ones in BIGs */
};

struct fast_group {
	mask allowed, chosen;
	struct fast_need *needs;
	size_t n;
	int64_t assets;
	bool server;
	double open;     /* cost of what the present choice leaves open, all assets */
};

struct fast {
	struct choice *c;
	struct fast_group *groups;
	size_t n_groups, n;
	mask conflict[MOST], open, useful;
	double price[MOST];           /* minor units a year for one more asset, about */
	int64_t rest[MOST], servers[MOST];
	double yearly[MOST], cash[MOST];
	bool unsold[MOST];            /* no rung takes the demand */
	double open_cost;             /* Σ groups' open */
	int64_t work;
	mask *before;                 /* groups' chosen, to go back */
};

#define EACH_BIT(k, bits) \
	for (mask left_##k = (bits); \
	     left_##k && ((k) = (size_t)__builtin_ctzll(left_##k), true); left_##k &= left_##k - 1)
#define BIT(k) (UINT64_C(1) << (k))

/* ---- building -------------------------------------------------------------------------------- */

static void add_need(const struct choice *c, struct fast_group *fg, const struct choice_need *need)
{
	struct fast_need f = { 0, need->mandatory ? need->weight * BIG : need->weight * c->penalty };
	size_t k, i;

	for (k = 0; k < c->n_candidates; k++)
		if (need->met_by[k])
			f.who |= BIT(k);
	f.who &= fg->allowed;
	if (!f.who)
		return;
	for (i = 0; i < fg->n; i++)
		if (fg->needs[i].who == f.who)
			break;
	if (i == fg->n)
		fg->needs[fg->n++] = f;
	else
		fg->needs[i].cost += f.cost;
}

static void build(struct fast *f, struct choice *c)
{
	size_t g, k, b, n;

	*f = (struct fast){ .c = c, .n = c->n_candidates, .n_groups = c->n_groups };
	f->groups = mem_zalloc(c->n_groups + 1, sizeof(*f->groups));
	f->before = mem_alloc(c->n_groups + 1, sizeof(*f->before));
	for (k = 0; k < f->n; k++)
		for (b = 0; b < f->n; b++)
			if (choice_conflict(c->s, c->candidates[k].product, c->candidates[b].product))
				f->conflict[k] |= BIT(b);
	for (g = 0; g < c->n_groups; g++) {
		const struct choice_group *from = &c->groups[g];
		struct fast_group *fg = &f->groups[g];

		fg->assets = from->assets;
		fg->server = from->server;
		for (k = 0; k < f->n; k++)
			if (choice_allows(from, k))
				fg->allowed |= BIT(k);
		fg->needs = mem_alloc(from->n_needs + 1, sizeof(*fg->needs));
		for (n = 0; n < from->n_needs; n++)
			add_need(c, fg, &from->needs[n]);
		for (n = 0; n < fg->n; n++)
			f->useful |= fg->needs[n].who;
	}
}

static void release(struct fast *f)
{
	size_t g;

	for (g = 0; g < f->n_groups; g++)
		free(f->groups[g].needs);
	free(f->groups);
	free(f->before);
}

/* ---- covering one group ---------------------------------------------------------------------- */

static double open_cost(const struct fast_group *g, mask chosen)
{
	double cost = 0;
	size_t i;

	for (i = 0; i < g->n; i++)
		cost += g->needs[i].who & chosen ? 0 : g->needs[i].cost;
	return cost;
}

static double price_of(const struct fast *f, const struct fast_group *g, mask chosen)
{
	double cost = open_cost(g, chosen);
	size_t k;

	EACH_BIT(k, chosen)
		cost += f->price[k];
	return cost;
}

/* Adds the best for its money until nothing is worth its price. */
static mask greedy(const struct fast *f, const struct fast_group *g, mask available, mask chosen)
{
	double worth[MOST];
	size_t i, k;

	for (;;) {
		size_t best = MOST;
		double best_score = 0;
		mask seen = 0;

		EACH_BIT(k, chosen)
			available &= ~(f->conflict[k] | BIT(k));
		for (i = 0; i < g->n; i++) {
			mask who = g->needs[i].who & available;

			if (g->needs[i].who & chosen)
				continue;
			EACH_BIT(k, who)
				worth[k] = (seen & BIT(k) ? worth[k] : 0) + g->needs[i].cost;
			seen |= who;
		}
		EACH_BIT(k, seen) {
			double score = worth[k] > f->price[k] ? worth[k] / (f->price[k] + 1) : 0;

			if (score > best_score) {
				best_score = score;
				best = k;
			}
		}
		if (best == MOST)
			return chosen;
		chosen |= BIT(best);
	}
}

/* Without what is not worth its price, the dearest first. */
static mask drop(const struct fast *f, const struct fast_group *g, mask chosen)
{
	mask left = chosen;
	size_t k;

	while (left) {
		size_t dear = MOST;

		EACH_BIT(k, left)
			if (dear == MOST || f->price[k] > f->price[dear])
				dear = k;
		left &= ~BIT(dear);
		if (open_cost(g, chosen & ~BIT(dear)) - open_cost(g, chosen) <= f->price[dear])
			chosen &= ~BIT(dear);
	}
	return chosen;
}

/* One chosen product for a cheaper one that serves as well. */
static mask exchange(const struct fast *f, const struct fast_group *g, mask available, mask chosen)
{
	size_t a, b;

	EACH_BIT(a, chosen) {
		mask others = chosen & ~BIT(a), could = available & ~chosen, must = 0;
		double cost = price_of(f, g, chosen);
		size_t i;

		EACH_BIT(b, others)
			must |= f->conflict[b];
		could &= ~must;
		for (i = 0; i < g->n; i++) /* only what meets all that would be open */
			if (!(g->needs[i].who & others) && (g->needs[i].who & BIT(a)))
				could &= g->needs[i].who;
		EACH_BIT(b, could)
			if (price_of(f, g, others | BIT(b)) < cost - 1e-6)
				return drop(f, g, others | BIT(b));
	}
	return chosen;
}

static mask cover(struct fast *f, const struct fast_group *g, mask open)
{
	mask available = g->allowed & open, chosen = greedy(f, g, available, 0), better;

	f->work += (int64_t)g->n * 6 + 4;
	chosen = drop(f, g, chosen);
	better = exchange(f, g, available, chosen);
	return better;
}

/* The same from every first pick: slower and better. */
static mask cover_well(struct fast *f, const struct fast_group *g, mask open)
{
	mask available = g->allowed & open, best = cover(f, g, open), first = 0;
	double least = price_of(f, g, best);
	size_t i, k;

	for (i = 0; i < g->n; i++)
		first |= g->needs[i].who;
	EACH_BIT(k, first & available & ~best) {
		mask chosen = drop(f, g, greedy(f, g, available, BIT(k)));
		double cost;

		chosen = exchange(f, g, available, chosen);
		cost = price_of(f, g, chosen);
		f->work += (int64_t)g->n * 6 + 4;
		if (cost < least - 1e-6) {
			least = cost;
			best = chosen;
		}
	}
	return best;
}

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

static void assign(struct fast *f, struct fast_group *g, mask chosen)
{
	mask changed = g->chosen ^ chosen;
	double open = open_cost(g, chosen) * (double)g->assets;
	size_t k;

	EACH_BIT(k, changed) {
		int64_t *demand = g->server ? &f->servers[k] : &f->rest[k];

		*demand += chosen & BIT(k) ? g->assets : -g->assets;
	}
	f->open_cost += open - g->open;
	g->open = open;
	g->chosen = chosen;
}

/* Limits broken, in the units of choice_value. */
static double broken(const struct fast *f)
{
	const struct choice *c = f->c;
	double cash = 0, capped = 0, sum = 0;
	int64_t vendors = 0;
	size_t k, i;

	for (k = 0; k < f->n; k++) {
		size_t vendor = c->s->products[c->candidates[k].product].vendor;
		bool known = false;

		if (!f->rest[k] && !f->servers[k])
			continue;
		sum += f->unsold[k];
		cash += f->cash[k];
		capped += c->candidates[k].capped ? (double)(f->rest[k] + f->servers[k]) : 0;
		for (i = 0; i < k && vendor != NONE && !known; i++)
			known = (f->rest[i] || f->servers[i]) &&
				c->s->products[c->candidates[i].product].vendor == vendor;
		vendors += !known;
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

struct fast_value {
	double broken, cost; /* cost: money, penalties, and BIGs for what is mandatory */
};

static struct fast_value value(struct fast *f)
{
	struct fast_value v = { 0, f->open_cost };
	size_t k;

	for (k = 0; k < f->n; k++) {
		buy(f, k);
		v.cost += f->yearly[k];
	}
	v.broken = broken(f);
	return v;
}

static bool less(const struct fast_value *a, const struct fast_value *b)
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
			assign(f, &f->groups[g], f->before[g]);
}

/* ---- moves ----------------------------------------------------------------------------------- */

static mask used(const struct fast *f)
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
	double prices[MOST];
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
			assign(f, fg, cover(f, fg, f->open));
	}
	f->work += (int64_t)f->n_groups;
	v = value(f);
	if (less(&v, best)) {
		*best = v;
		f->open = used(f);
		set_prices(f);
		return true;
	}
	f->open = was_open;
	memcpy(f->price, prices, sizeof(prices));
	go_back(f);
	return false;
}

/* All groups anew at marginal prices. */
static bool sweep(struct fast *f, struct fast_value *best)
{
	struct fast_value v;
	size_t g;

	keep(f);
	set_prices(f);
	for (g = 0; g < f->n_groups; g++)
		assign(f, &f->groups[g], cover_well(f, &f->groups[g], f->open));
	v = value(f);
	if (less(&v, best)) {
		*best = v;
		f->open = used(f);
		return true;
	}
	go_back(f);
	value(f);
	return false;
}

static bool descend(struct fast *f, struct fast_value *best)
{
	bool any = false, moved = true;
	size_t k;

	while (moved && f->work < WORK) {
		moved = false;
		for (k = 0; k < f->n && f->work < WORK; k++)
			if (f->open & BIT(k))
				moved = try_move(f, BIT(k), 0, best) || moved;
		for (k = 0; k < f->n && f->work < WORK; k++)
			if (f->useful & ~f->open & BIT(k))
				moved = try_move(f, 0, BIT(k), best) || moved;
		if (f->work < WORK)
			moved = sweep(f, best) || moved;
		any = any || moved;
	}
	return any;
}

static size_t pick(struct rng *rng, mask m)
{
	uint64_t nth = rng_below(rng, (uint64_t)__builtin_popcountll(m));
	size_t k;

	EACH_BIT(k, m)
		if (nth-- == 0)
			return k;
	return 0;
}

static void wander(struct fast *f, struct fast_value *best)
{
	struct rng rng;
	int fruitless = 0;

	rng_init(&rng, 1);
	while (f->work < WORK && fruitless < 4000) {
		mask closed = f->useful & ~f->open, close, open;

		if (!f->open || !closed)
			return;
		close = BIT(pick(&rng, f->open));
		open = BIT(pick(&rng, closed));
		if (rng_below(&rng, 3) == 0)
			close |= BIT(pick(&rng, f->open));
		if (rng_below(&rng, 4) == 0)
			open |= BIT(pick(&rng, closed));
		if (try_move(f, close, open, best)) {
			fruitless = 0;
			descend(f, best);
		} else {
			fruitless++;
		}
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

		order[g] = (struct giving){ g, (open_cost(fg, 0) - open_cost(fg, fg->chosen)) /
					       (price_of(f, fg, fg->chosen) -
						open_cost(fg, fg->chosen) + 1) };
	}
	if (f->n_groups)
		qsort(order, f->n_groups, sizeof(*order), by_worth);
	for (g = 0; g < f->n_groups && best->broken > 1e-6; g++) {
		struct fast_group *fg = &f->groups[order[g].group];
		mask was = fg->chosen;
		struct fast_value v;

		assign(f, fg, 0);
		v = value(f);
		if (v.broken < best->broken - 1e-12)
			*best = v;
		else
			assign(f, fg, was);
	}
	free(order);
}

/* ---- the whole ------------------------------------------------------------------------------- */

bool choice_local_fast(struct choice *c)
{
	struct fast_value best;
	struct fast f;
	size_t g, k;

	if (c->n_candidates > MOST)
		return false;
	build(&f, c);
	for (k = 0; k < f.n; k++) {
		int64_t likely = 0;

		for (g = 0; g < f.n_groups; g++)
			likely += f.groups[g].allowed & BIT(k) ? f.groups[g].assets : 0;
		if (likely && (f.useful & BIT(k)))
			set_price(&f, k, likely);
	}
	f.open = f.useful;
	for (g = 0; g < f.n_groups; g++) {
		f.groups[g].open = open_cost(&f.groups[g], 0) * (double)f.groups[g].assets;
		f.open_cost += f.groups[g].open;
		assign(&f, &f.groups[g], cover(&f, &f.groups[g], f.open));
	}
	f.open = used(&f);
	best = value(&f);
	descend(&f, &best);
	wander(&f, &best);
	give_up(&f, &best);
	for (g = 0; g < c->n_groups; g++)
		for (k = 0; k < f.n; k++)
			c->groups[g].chosen[k] = (f.groups[g].chosen >> k) & 1;
	release(&f);
	return true;
}
