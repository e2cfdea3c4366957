/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/offers.h"

#include <stdlib.h>
#include <string.h>

#include "util/i18n.h"
#include "util/money.h"
#include "util/vec.h"

struct offer_vec {
	struct offer *items;
	size_t n, cap;
};

static bool is_valid(const struct snapshot *s, const struct snap_price *p)
{
	return p->valid_until == SNAP_DATE_NONE || p->valid_until >= snapshot_today(s);
}

/* The last rate on or before today. */
static int find_rate(const struct snapshot *s, const struct snap_price *p, int64_t *ret,
		     struct err *err)
{
	int64_t best = SNAP_DATE_NONE;
	size_t i;

	if (strcmp(p->currency, s->currency) == 0) {
		*ret = RATE_SCALE;
		return 0;
	}
	for (i = 0; i < s->n_rates; i++) {
		const struct snap_rate *r = &s->rates[i];

		if (strcmp(r->currency, p->currency) != 0 || r->date > snapshot_today(s) || r->date < best)
			continue;
		best = r->date;
		*ret = r->rate;
	}
	if (best == SNAP_DATE_NONE) {
		struct strbuf date = STRBUF_INIT;
		int code;

		date_format(snapshot_today(s), &date);
		code = err_set(err, ERR_INPUT,
			       N_("the price of %s is in %s, and there is no exchange rate for %s on "
				  "or before %s; add one to rates"),
			       s->products[p->product].key, p->currency, p->currency, date.buf);
		strbuf_release(&date);
		return code;
	}
	return 0;
}

static bool same_ladder(const struct snap_price *a, const struct snap_price *b)
{
	return a->product == b->product && strcmp(a->unit, b->unit) == 0 &&
	       strcmp(a->currency, b->currency) == 0 && a->term_months == b->term_months;
}

/* Of rows for the same rung one counts: among valid ones the cheapest, among expired ones the
 * latest; among equals the first. */
static bool row_counts(const struct snapshot *s, size_t row, bool expired)
{
	const struct snap_price *p = &s->prices[row];
	size_t i;

	if (is_valid(s, p) == expired)
		return false;
	for (i = 0; i < s->n_prices; i++) {
		const struct snap_price *q = &s->prices[i];
		bool before;

		if (i == row || !same_ladder(p, q) || q->from_quantity != p->from_quantity ||
		    is_valid(s, q) == expired)
			continue;
		if (expired)
			before = q->valid_until > p->valid_until ||
				 (q->valid_until == p->valid_until && i < row);
		else
			before = q->unit_price < p->unit_price ||
				 (q->unit_price == p->unit_price && q->fixed_fee < p->fixed_fee) ||
				 (q->unit_price == p->unit_price && q->fixed_fee == p->fixed_fee &&
				  i < row);
		if (before)
			return false;
	}
	return true;
}

/* The quantity at which the next rung of the same ladder begins, less one. */
static int64_t rung_end(const struct snapshot *s, size_t row, bool expired)
{
	const struct snap_price *p = &s->prices[row];
	int64_t end = INT64_MAX;
	size_t i;

	for (i = 0; i < s->n_prices; i++) {
		const struct snap_price *q = &s->prices[i];

		if (same_ladder(p, q) && is_valid(s, q) != expired &&
		    q->from_quantity > p->from_quantity && q->from_quantity - 1 < end)
			end = q->from_quantity - 1;
	}
	return end;
}

static void set_costs(const struct offers *all, const struct snap_price *p, struct offer *o)
{
	const struct snapshot *s = all->s;
	double minor = 1, unit, fixed, year, factor = (double)all->factor / 1e6;
	int i;

	for (i = 0; i < currency_exponent(s->currency); i++)
		minor *= 10;
	minor *= (double)o->rate / (double)o->rate_scale / (double)PRICE_SCALE;
	unit = (double)p->unit_price * minor;
	fixed = (double)p->fixed_fee * minor;
	year = p->term_months ? 12.0 / (double)p->term_months : 1;
	if (o->pool == POOL_FLAT) {
		o->fixed_yearly = (fixed + unit * year) * factor;
		o->fixed_cash = fixed + unit;
	} else {
		o->unit_yearly = unit * year * factor;
		o->unit_cash = unit;
		o->fixed_yearly = fixed * factor;
		o->fixed_cash = fixed;
	}
}

static void add_rung(const struct offers *o, size_t row, int64_t rate, enum pool pool,
		     struct offer_vec *out)
{
	const struct snapshot *s = o->s;
	const struct snap_price *p = &s->prices[row];
	struct offer offer = { .price = row, .pool = pool, .rate = rate, .rate_scale = RATE_SCALE,
			       .from = p->from_quantity > 1 ? p->from_quantity : 1,
			       .to = rung_end(s, row, o->expired) };

	if (offer.to < offer.from)
		return;
	set_costs(o, p, &offer);
	VEC_PUSH(out, offer);
}

static bool has_unit(const struct offers *o, size_t product, const char *unit)
{
	const struct snapshot *s = o->s;
	size_t i;

	for (i = 0; i < s->n_prices; i++)
		if (s->prices[i].product == product && is_valid(s, &s->prices[i]) != o->expired &&
		    strcmp(s->prices[i].unit, unit) == 0)
			return true;
	return false;
}

/* The pools a unit serves, under the pools the product has. */
static void add_row(const struct offers *o, size_t row, int64_t rate, bool server_ladder,
		    struct offer_vec *out)
{
	const char *unit = o->s->prices[row].unit;

	if (strcmp(unit, "flat") == 0)
		add_rung(o, row, rate, POOL_FLAT, out);
	else if (strcmp(unit, "server") == 0)
		add_rung(o, row, rate, POOL_SERVERS, out);
	else if (!o->two_pools)
		add_rung(o, row, rate, POOL_ALL, out);
	else
		add_rung(o, row, rate, POOL_REST, out);
	if (o->two_pools && !server_ladder && strcmp(unit, "asset") == 0)
		add_rung(o, row, rate, POOL_SERVERS, out);
}

static int64_t spare_seats(const struct snapshot *s, size_t product)
{
	int64_t seats = 0;
	size_t i, k;

	for (i = 0; i < s->n_contracts; i++) {
		const struct snap_contract *c = &s->contracts[i];

		if (c->product == product &&
		    (c->starts == SNAP_DATE_NONE || c->starts <= snapshot_today(s)) &&
		    (c->ends == SNAP_DATE_NONE || c->ends >= snapshot_today(s)))
			seats += c->quantity;
	}
	for (i = 0; seats > 0 && i < s->n_classes; i++)
		for (k = 0; k < s->classes[i].n_installs; k++)
			if (s->classes[i].installs[k].product == product)
				seats -= s->classes[i].quantity;
	return seats > 0 ? seats : 0;
}

int offers_load(const struct snapshot *s, size_t product, struct arena *arena, struct offers *ret,
		struct err *err)
{
	struct offers o = { .s = s, .expired = true };
	struct offer_vec found = VEC_INIT;
	bool server_ladder, any = false;
	int code = 0;
	size_t i;

	for (i = 0; i < s->n_prices; i++) {
		if (s->prices[i].product != product)
			continue;
		any = true;
		o.expired = o.expired && !is_valid(s, &s->prices[i]);
	}
	o.expired = o.expired && any;
	o.factor = o.expired ? policy_millionths(s, "expired_quote_factor") : 1000000;
	server_ladder = has_unit(&o, product, "server");
	o.two_pools = server_ladder || has_unit(&o, product, "user");
	for (i = 0; i < s->n_prices && !code; i++) {
		int64_t rate = RATE_SCALE;

		if (s->prices[i].product != product || !row_counts(s, i, o.expired))
			continue;
		code = find_rate(s, &s->prices[i], &rate, err);
		if (!code)
			add_row(&o, i, rate, server_ladder, &found);
	}
	for (i = 0; i < found.n; i++)
		o.sold[found.items[i].pool] = true;
	o.guessed = !any;
	o.spare = spare_seats(s, product);
	o.n = found.n;
	if (found.n)
		o.items = arena_copy(arena, found.items, found.n * sizeof(*found.items));
	VEC_RELEASE(&found);
	if (!code)
		*ret = o;
	return code;
}

void offers_guess(struct offers *o, double unit, struct arena *arena)
{
	o->items = arena_alloc(arena, 1, sizeof(*o->items));
	o->n = 1;
	o->items[0] = (struct offer){ .price = NONE, .pool = POOL_ALL, .from = 1, .to = INT64_MAX,
				      .rate = 1, .rate_scale = 1, .unit_yearly = unit };
	o->two_pools = false;
	o->sold[POOL_ALL] = true;
}

bool offers_serve(const struct offers *o, bool server)
{
	return o->sold[POOL_FLAT] || o->guessed ||
	       o->sold[!o->two_pools ? POOL_ALL : server ? POOL_SERVERS : POOL_REST];
}

double offers_dearest_unit(const struct offers *o)
{
	double most = 0;
	size_t i;

	for (i = 0; i < o->n; i++)
		if (o->items[i].unit_yearly > most)
			most = o->items[i].unit_yearly;
	return most;
}

/* ---- buying ---------------------------------------------------------------------------------- */

/* Exact cost of `quantity` units at a rung; a sum too large for 64 bits reads as the largest. */
static int64_t rung_cost(const struct offers *o, const struct offer *rung, int64_t quantity,
			 bool yearly)
{
	const struct snap_price *p;
	int64_t months, units, price, scale = rung->rate_scale, amount;

	if (rung->price == NONE)
		return yearly ? (int64_t)(rung->unit_yearly * (double)quantity) : 0;
	p = &o->s->prices[rung->price];
	months = yearly && p->term_months ? p->term_months : 1;
	units = rung->pool == POOL_FLAT ? 1 : quantity;
	if (yearly && p->term_months)
		units *= 12;
	if (__builtin_mul_overflow(p->unit_price, units, &price) ||
	    __builtin_add_overflow(price, p->fixed_fee * months, &price) ||
	    __builtin_mul_overflow(scale, months, &scale) ||
	    !amount_from_price(price, rung->rate, scale, currency_exponent(o->s->currency), &amount) ||
	    (yearly && !amount_scale(amount, o->factor, 1000000, &amount)))
		return INT64_MAX / 4;
	return amount;
}

/* The cheapest rung for `need` units of a pool. */
static bool buy_pool(const struct offers *o, enum pool pool, int64_t need, struct purchase *ret)
{
	bool found = false;
	size_t i;

	*ret = (struct purchase){ .price = NONE };
	if (need <= 0)
		return true;
	for (i = 0; i < o->n; i++) {
		const struct offer *rung = &o->items[i];
		int64_t quantity = need > rung->from ? need : rung->from, yearly;

		if (rung->pool != pool || need > rung->to || (o->settled && !rung->taken))
			continue;
		yearly = rung_cost(o, rung, quantity, true);
		if (found && yearly >= ret->yearly)
			continue;
		found = true;
		ret->yearly = yearly;
		ret->cash = rung_cost(o, rung, quantity, false);
		ret->quantity = quantity;
		ret->price = rung->price;
	}
	return found;
}

static void better(struct purchase *best, bool *found, const struct purchase *next)
{
	if (!*found || next->yearly < best->yearly) {
		*best = *next;
		*found = true;
	}
}

/* Two pools with `spare` seats of which the servers take `taken`. */
static void try_split(const struct offers *o, int64_t rest, int64_t servers, int64_t taken,
		      struct purchase *best, bool *found)
{
	int64_t free_rest = o->spare - taken;
	struct purchase a, b;

	if (taken < 0 || taken > servers || free_rest < 0)
		return;
	if (free_rest > rest)
		free_rest = rest;
	if (!buy_pool(o, POOL_SERVERS, servers - taken, &a) ||
	    !buy_pool(o, POOL_REST, rest - free_rest, &b))
		return;
	a.second_price = b.price;
	a.second_quantity = b.quantity;
	if (b.quantity > a.quantity) {
		a.second_price = a.price;
		a.second_quantity = a.quantity;
		a.price = b.price;
	}
	a.yearly += b.yearly;
	a.cash += b.cash;
	a.quantity += b.quantity;
	a.spare_used = taken + free_rest;
	better(best, found, &a);
}

/* Between two rung ends each cost is linear or concave, so the best split leaves one pool at the end
 * of a rung or has one of the extreme splits. */
static void try_splits(const struct offers *o, int64_t rest, int64_t servers, struct purchase *best,
		       bool *found)
{
	size_t i;

	if (o->settled) {
		try_split(o, rest, servers, o->spare_servers < servers ? o->spare_servers : servers,
			  best, found);
		return;
	}
	try_split(o, rest, servers, o->spare < servers ? o->spare : servers, best, found);
	try_split(o, rest, servers, o->spare > rest ? o->spare - rest : 0, best, found);
	for (i = 0; i < o->n && o->spare; i++) {
		const struct offer *rung = &o->items[i];

		if (rung->pool == POOL_SERVERS) {
			try_split(o, rest, servers, servers - rung->from, best, found);
			if (rung->to < servers)
				try_split(o, rest, servers, servers - rung->to, best, found);
		} else if (rung->pool == POOL_REST) {
			try_split(o, rest, servers, o->spare - (rest - rung->from), best, found);
			if (rung->to < rest)
				try_split(o, rest, servers, o->spare - (rest - rung->to), best,
					  found);
		}
	}
}

bool offers_buy(const struct offers *o, int64_t rest, int64_t servers, struct purchase *ret)
{
	int64_t all = rest + servers, used = all < o->spare ? all : o->spare;
	struct purchase best = { .price = NONE }, one;
	bool found = false;

	if (o->two_pools) {
		try_splits(o, rest, servers, &best, &found);
	} else if (buy_pool(o, POOL_ALL, all - used, &one)) {
		one.spare_used = used;
		better(&best, &found, &one);
	}
	if (buy_pool(o, POOL_FLAT, all, &one))
		better(&best, &found, &one);
	if (found)
		*ret = best;
	return found;
}
