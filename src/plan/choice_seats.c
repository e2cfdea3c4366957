/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a seat is worth where products are bought as they are now. */
#include "config.h"
#include "plan/choice_seats.h"

#include <string.h>

#define ROUNDS 60
#define STEP 0.6
#define SHRINK 0.6

/* ---- ways ------------------------------------------------------------------------------------ */

struct way way_of_rung(const struct offers *o, size_t rung)
{
	const struct offer *offer = &o->items[rung];
	double spare = (double)o->spare, from = (double)offer->from;

	if (offer->pool == POOL_FLAT)
		return (struct way){ offer->fixed_yearly, 0, 0,
				     offer->to > INT64_MAX / 4 ? MIP_INFINITY : (double)offer->to };
	return (struct way){ offer->fixed_yearly + offer->unit_yearly * from, offer->unit_yearly,
			     from + spare, offer->to > INT64_MAX / 4 ? MIP_INFINITY
								     : (double)offer->to + spare };
}

struct way way_of_spare(const struct offers *o)
{
	return (struct way){ 0, 0, (double)o->spare, (double)o->spare };
}

/* How these are bought. */
static struct way way_now(const struct offers *o, int64_t rest, int64_t servers)
{
	struct purchase p;
	size_t i;

	if (offers_buy(o, rest, servers, &p))
		for (i = 0; i < o->n && p.quantity > 0; i++)
			if (o->items[i].price == p.price) /* NONE: a guess */
				return way_of_rung(o, i);
	return way_of_spare(o);
}

/* One sum for all, which must not be paid for each pool. */
static bool is_flat(const struct offers *o, int64_t rest, int64_t servers)
{
	struct purchase p;
	size_t i;

	if (offers_buy(o, rest, servers, &p))
		for (i = 0; i < o->n; i++)
			if (o->items[i].pool == POOL_FLAT && o->items[i].price == p.price)
				return true;
	return false;
}

static void find_ways(const struct fast *f, struct seats *s)
{
	size_t k;

	*s = (struct seats){ .open = bits_used(f) };
	EACH_BIT(k, s->open) {
		const struct offers *o = &f->c->candidates[k].offers;

		if (o->two_pools && !is_flat(o, f->rest[k], f->servers[k])) {
			s->pools |= BIT(k);
			s->way[0][k] = way_now(o, f->rest[k], 0);
			s->way[1][k] = way_now(o, 0, f->servers[k]);
		} else {
			s->way[0][k] = way_now(o, f->rest[k], f->servers[k]);
		}
	}
}

/* ---- prices ---------------------------------------------------------------------------------- */

static bool pool_of(const struct seats *s, const struct fast_group *g, size_t k)
{
	return g->server && (s->pools & BIT(k));
}

void seats_price(const struct seats *s, const struct fast_group *g, double *ret)
{
	size_t k;

	EACH_BIT(k, s->open) {
		bool pool = pool_of(s, g, k);

		ret[k] = fmax(0, s->way[pool][k].unit + s->extra[pool][k]);
	}
}

struct slope {
	double by[2][FAST_MOST]; /* seats wanted beyond those that are sold at these prices */
	double norm;
};

/* The bound at the prices; leaves the covers with the groups. */
static double look(struct fast *f, const struct seats *s, struct slope *ret)
{
	double price[FAST_MOST], sum = 0;
	size_t g, k;

	for (g = 0; g < f->n_groups; g++) {
		struct fast_group *fg = &f->groups[g];
		mask now;

		if (!fg->assets)
			continue;
		seats_price(s, fg, price);
		now = bits_cover(f, fg, price, s->open, fg->chosen);
		bits_assign(f, fg, now);
		sum += fg->open;
		EACH_BIT(k, now)
			sum += price[k] * (double)fg->assets;
	}
	ret->norm = 0;
	EACH_BIT(k, s->open)
		for (int pool = 0; pool <= ((s->pools & BIT(k)) != 0); pool++) {
			const struct way *way = &s->way[pool][k];
			double extra = s->extra[pool][k], sold, demand;

			demand = (double)(s->pools & BIT(k) ? pool ? f->servers[k] : f->rest[k]
							    : f->rest[k] + f->servers[k]);
			sold = extra > 0 ? way->to : extra < 0 ? way->from
							       : fmax(way->from, fmin(demand, way->to));
			sum += way->fixed - way->unit * way->from - (extra ? extra * sold : 0);
			ret->by[pool][k] = demand - sold;
			ret->norm += (demand - sold) * (demand - sold);
		}
	return sum;
}

static double moved(const struct way *way, double extra, double by)
{
	double to = extra + by;

	if ((extra < 0 && to > 0) || (extra > 0 && to < 0) || (to > 0 && isinf(way->to)))
		return 0; /* at the unit price it is for the seats to follow */
	return fmax(to, -way->unit);
}

void seats_value(struct fast *f, struct seats *ret)
{
	double target = bits_value(f).cost, scale = STEP;
	struct seats now;
	int stuck = 0;

	find_ways(f, ret);
	ret->least = -MIP_INFINITY;
	now = *ret;
	for (int round = 0; round < ROUNDS; round++) {
		struct slope slope = { .norm = 0 };
		double bound = look(f, &now, &slope);
		size_t k;

		if (bound > ret->least) {
			*ret = now;
			ret->least = bound;
			stuck = 0;
		} else if (++stuck == 2) {
			scale *= SHRINK;
			stuck = 0;
		}
		if (slope.norm < 0.5)
			break;
		EACH_BIT(k, now.open)
			for (int pool = 0; pool < 2; pool++)
				now.extra[pool][k] = moved(&now.way[pool][k], now.extra[pool][k],
							   scale * fmax(target - bound, target / 500) /
								   slope.norm * slope.by[pool][k]);
	}
}
