/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Annealing (Kirkpatrick, Gelatt and Vecchi 1983) over the covers of the groups.
 *
 * Every group has a list of covers that may be part of a good choice, made at the worth of seats
 * (choice_seats.h), the cheapest first.  A step gives one group another of its covers, or two groups, of
 * which one leaves what the other takes.  Seats beyond those that a product is now bought for cost a
 * little more than they are worth at first, and more and more: so groups find together what fills
 * them, where the exact price of the first seat too many, a fee or another rung, would keep all
 * apart.
 */
#include "config.h"
#include "plan/choice_seats.h"

#include <math.h>
#include <stdlib.h>

#include "util/mem.h"

#define COVERS 24        /* of a group, at most */
#define NOISY 12         /* of them made at prices with noise */
#define HEAT 0.04        /* of what a group costs on average … */
#define COOL 500         /* … and that many times less at the end */
#define SOFT 1.5         /* price of a seat too many, in its worth … */
#define HARD 20          /* … which grows by so much */
#define LOOKS 8          /* for a second group */
#define STEP_WORK 50
#define STAGE 1000       /* steps until the next price of seats too many */

struct covers {
	mask cover[COVERS];
	double open[COVERS]; /* cost of needs left open, all assets */
	double price[COVERS]; /* the same with seats at their worth */
	uint32_t n, at;
};

struct anneal {
	struct fast *f;
	struct rng *rng;
	struct seats seats;
	struct covers *covers; /* of groups with assets */
	size_t *group, n;
	double at_limit[FAST_MOST], over[FAST_MOST]; /* cost of the seats there are; of one beyond */
	double energy, hardness;
};

/* ---- covers ---------------------------------------------------------------------------------- */

static void add(struct anneal *a, size_t at, const double *price, mask cover)
{
	const struct fast_group *g = &a->f->groups[a->group[at]];
	struct covers *c = &a->covers[at];
	double cost = bits_price_of(g, price, cover) * (double)g->assets;
	uint32_t i;

	for (i = 0; i < c->n; i++)
		if (c->cover[i] == cover)
			return;
	if (c->n == COVERS)
		return;
	for (i = c->n++; i > 0 && c->price[i - 1] > cost; i--) {
		c->cover[i] = c->cover[i - 1];
		c->open[i] = c->open[i - 1];
		c->price[i] = c->price[i - 1];
	}
	c->cover[i] = cover;
	c->price[i] = cost;
	c->open[i] = bits_open_cost(g, cover) * (double)g->assets;
}

/* The cheapest, the cheapest without each product of it, with each other product, and at noise. */
static void find_covers(struct anneal *a, size_t at, mask was)
{
	struct fast_group *g = &a->f->groups[a->group[at]];
	double price[FAST_MOST] = { 0 }, noisy[FAST_MOST];
	mask open = a->seats.open, base;
	size_t k;

	seats_price(&a->seats, g, price);
	base = bits_cover(a->f, g, price, open, 0);
	add(a, at, price, base);
	add(a, at, price, was);
	EACH_BIT(k, base)
		add(a, at, price, bits_cover(a->f, g, price, open & ~BIT(k), 0));
	EACH_BIT(k, open & g->useful & g->allowed & ~base)
		add(a, at, price, bits_cover_with(a->f, g, price, open, BIT(k), 0, NULL));
	for (int i = 0; i < NOISY; i++) {
		EACH_BIT(k, open)
			noisy[k] = price[k] * (0.6 + 0.8 * (double)rng_below(a->rng, 1000) / 1000);
		add(a, at, price, bits_cover(a->f, g, noisy, open, 0));
	}
}

/* ---- cost ------------------------------------------------------------------------------------ */

static double exact(const struct fast *f, size_t k)
{
	struct purchase p;

	if (!f->rest[k] && !f->servers[k])
		return 0;
	if (!offers_buy(&f->c->candidates[k].offers, f->rest[k], f->servers[k], &p))
		return FAST_BIG;
	return (double)p.yearly;
}

static double seats_over(const struct anneal *a, size_t k)
{
	double limit = a->seats.pools & BIT(k) ? MIP_INFINITY : a->seats.way[0][k].to;

	return fmax(0, (double)(a->f->rest[k] + a->f->servers[k]) - limit);
}

static double cost_of(const struct anneal *a, size_t k)
{
	double cost = exact(a->f, k), over = seats_over(a, k);

	return over > 0 ? fmin(cost, a->at_limit[k] + a->hardness * a->over[k] * over) : cost;
}

static void find_limits(struct anneal *a)
{
	double seat = 0, assets = 1;
	size_t g, k;

	for (g = 0; g < a->n; g++) {
		seat += a->covers[g].price[0];
		assets += (double)a->f->groups[a->group[g]].assets;
	}
	seat /= assets;
	EACH_BIT(k, a->seats.open) {
		const struct way *way = &a->seats.way[0][k];

		a->at_limit[k] = way->fixed + (isinf(way->to) ? 0 : way->unit * (way->to - way->from));
		a->over[k] = SOFT * fmax(way->unit + a->seats.extra[0][k], seat / 10);
	}
}

/* ---- steps ----------------------------------------------------------------------------------- */

struct step {
	size_t at[2];
	uint32_t to[2];
	size_t n;
};

static void shift(struct anneal *a, const struct step *s, size_t i, int sign)
{
	const struct covers *c = &a->covers[s->at[i]];
	const struct fast_group *g = &a->f->groups[a->group[s->at[i]]];
	int64_t *demand = g->server ? a->f->servers : a->f->rest;
	mask from = c->cover[c->at], to = c->cover[s->to[i]];
	size_t k;

	EACH_BIT(k, from ^ to)
		demand[k] += to & BIT(k) ? sign * g->assets : -sign * g->assets;
}

/* Another cover: the cheap ones more often. */
static uint32_t draw(struct anneal *a, const struct covers *c)
{
	uint64_t x = rng_below(a->rng, c->n), y = rng_below(a->rng, c->n);

	return (uint32_t)(x < y ? x : y);
}

/* A second group does the opposite with one of the products. */
static bool add_second(struct anneal *a, struct step *s)
{
	const struct covers *c = &a->covers[s->at[0]];
	mask was = c->cover[c->at], x = was ^ c->cover[s->to[0]], one = 0;
	uint64_t nth = rng_below(a->rng, (uint64_t)__builtin_popcountll(x));
	size_t k, look;
	uint32_t i;

	EACH_BIT(k, x)
		if (nth-- == 0)
			one = BIT(k);
	for (look = 0; look < LOOKS; look++) {
		size_t at = rng_below(a->rng, a->n);
		const struct covers *o = &a->covers[at];
		uint32_t from;

		if (at == s->at[0] || !(o->cover[o->at] & one) == !(was & one))
			continue;
		for (i = 0, from = draw(a, o); i < o->n; i++) {
			uint32_t to = (from + i) % o->n;

			if (!(o->cover[to] & one) != !(was & one))
				continue;
			s->at[1] = at;
			s->to[1] = to;
			s->n = 2;
			return true;
		}
	}
	return false;
}

static bool propose(struct anneal *a, struct step *s)
{
	const struct covers *c;

	s->n = 1;
	s->at[0] = rng_below(a->rng, a->n);
	c = &a->covers[s->at[0]];
	s->to[0] = draw(a, c);
	return s->to[0] != c->at && (rng_below(a->rng, 2) || add_second(a, s));
}

static bool accept(struct anneal *a, double worse, double heat)
{
	return worse <= 0 || (double)(rng_next(a->rng) >> 11) * 0x1p-53 < exp(-worse / heat);
}

static bool try_step(struct anneal *a, const struct step *s, double heat)
{
	double cost[FAST_MOST], worse = 0;
	mask changed = 0;
	size_t k, i;

	for (i = 0; i < s->n; i++) {
		const struct covers *c = &a->covers[s->at[i]];

		shift(a, s, i, 1);
		worse += c->open[s->to[i]] - c->open[c->at];
		changed |= c->cover[s->to[i]] ^ c->cover[c->at];
	}
	EACH_BIT(k, changed) {
		cost[k] = cost_of(a, k);
		worse += cost[k] - a->f->yearly[k];
	}
	if (!accept(a, worse, heat)) {
		for (i = 0; i < s->n; i++)
			shift(a, s, i, -1);
		return false;
	}
	for (i = 0; i < s->n; i++)
		a->covers[s->at[i]].at = s->to[i];
	EACH_BIT(k, changed)
		a->f->yearly[k] = cost[k];
	a->energy += worse;
	return true;
}

static void harden(struct anneal *a, double hardness)
{
	size_t i, k;

	a->hardness = hardness;
	a->energy = 0;
	for (i = 0; i < a->n; i++)
		a->energy += a->covers[i].open[a->covers[i].at];
	for (k = 0; k < a->f->n; k++)
		a->energy += a->f->yearly[k] = cost_of(a, k);
}

/* Whether what there is costs what it says. */
static bool is_exact(const struct anneal *a)
{
	size_t k;

	EACH_BIT(k, a->seats.open)
		if (seats_over(a, k) > 0 && exact(a->f, k) > a->f->yearly[k] + 0.5)
			return false;
	return true;
}

static void keep(const struct anneal *a, mask *ret)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		ret[i] = a->covers[i].cover[a->covers[i].at];
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void begin(struct anneal *a, mask *best)
{
	struct fast *f = a->f;
	size_t g;

	a->group = mem_alloc(f->n_groups + 1, sizeof(*a->group));
	for (g = 0; g < f->n_groups; g++)
		if (f->groups[g].assets) {
			best[a->n] = f->groups[g].chosen;
			a->group[a->n++] = g;
		}
	seats_value(f, &a->seats);
}

static void find_all_covers(struct anneal *a, const mask *best)
{
	struct fast *f = a->f;
	size_t i;

	a->covers = mem_zalloc(f->n_groups + 1, sizeof(*a->covers));
	for (i = 0; i < a->n; i++) {
		find_covers(a, i, best[i]);
		bits_assign(f, &f->groups[a->group[i]], a->covers[i].cover[0]);
	}
	find_limits(a);
}

/* What is open of mandatory needs cannot be weighed against money: it does not heat. */
static double first_heat(const struct anneal *a, const struct fast_value *start)
{
	double cost = start->cost;
	size_t k;

	if (cost >= FAST_BIG * 1e-4)
		for (cost = k = 0; k < a->f->n; k++)
			cost += a->f->yearly[k];
	return cost * HEAT / (double)a->n;
}

/* Leaves in best the cheapest covers that break no limit more than the start does. */
static void walk(struct anneal *a, int64_t steps, const struct fast_value *start, mask *best)
{
	double heat = first_heat(a, start), cool = pow(1.0 / COOL, 1.0 / (double)(steps + 1));
	double least = start->cost;
	struct step s;
	int64_t n;

	for (n = 0; n < steps; n++, heat *= cool) {
		if (n % STAGE == 0)
			harden(a, 1 + HARD * (double)n / (double)steps);
		if (!propose(a, &s) || !try_step(a, &s, heat))
			continue;
		if (a->energy < least - 0.5 && is_exact(a) &&
		    bits_value(a->f).broken < start->broken + 1e-9) {
			least = a->energy;
			keep(a, best);
		}
	}
}

static void put(struct anneal *a, const mask *covers)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		bits_assign(a->f, &a->f->groups[a->group[i]], covers[i]);
}

void bits_anneal(struct fast *f, struct rng *rng, int64_t work, struct fast_value *best)
{
	struct anneal a = { .f = f, .rng = rng };
	mask *was = mem_alloc(f->n_groups + 1, sizeof(*was)), *kept;
	struct fast_value found;
	size_t i;

	begin(&a, was);
	kept = mem_copy(was, (f->n_groups + 1) * sizeof(*was));
	if (a.n && a.seats.least < best->cost) {
		find_all_covers(&a, was);
		walk(&a, work / STEP_WORK, best, kept);
		f->work += work;
		for (i = 0; i < a.n; i++) /* demands are those of the last step */
			f->groups[a.group[i]].chosen = a.covers[i].cover[a.covers[i].at];
	}
	put(&a, kept);
	found = bits_value(f);
	if (bits_less(&found, best)) {
		*best = found;
	} else {
		put(&a, was);
		*best = bits_value(f);
	}
	free(a.covers);
	free(a.group);
	free(kept);
	free(was);
}
