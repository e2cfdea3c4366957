/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/choice_dual.h"
#include "plan/choice_seats.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

/* The volume algorithm's settings: how far above the bound the target lies (share of the best known
 * cost), rounds without success until the step shrinks, and by what. */
#define TARGET 0.02
#define STUCK 10
#define SHRINK 0.66
#define STEP_LEAST 0.0005
#define BLEND 0.1        /* largest weight of the newest round in the averages … */
#define BLEND_LEAST 0.005
#define BLEND_ROUNDS 100 /* … which falls every so many rounds */

/* A group that pays for a product. */
struct dual_entry {
	double price, assets;
	size_t at;
};

/* ---- building -------------------------------------------------------------------------------- */

void dual_build(struct dual *d, struct fast *f, size_t sample)
{
	size_t stride = sample && f->n_groups > sample ? (f->n_groups + sample - 1) / sample : 1;
	double all = 0, seen = 0;
	size_t g, cells;

	*d = (struct dual){ .f = f };
	d->group = mem_alloc(f->n_groups + 1, sizeof(*d->group));
	d->assets = mem_alloc(f->n_groups + 1, sizeof(*d->assets));
	for (g = 0; g < f->n_groups; g++) {
		all += (double)f->groups[g].assets;
		if (g % stride || !f->groups[g].assets)
			continue;
		d->group[d->n] = g;
		d->assets[d->n++] = (double)f->groups[g].assets;
		seen += (double)f->groups[g].assets;
	}
	for (g = 0; g < d->n && stride > 1; g++)
		d->assets[g] *= all / seen;
	cells = d->n * f->n + 1;
	d->price = mem_zalloc(cells, sizeof(*d->price));
	d->best = mem_zalloc(cells, sizeof(*d->best));
	d->off = mem_zalloc(cells, sizeof(*d->off));
	d->mean = mem_zalloc(cells, sizeof(*d->mean));
	d->uses = mem_zalloc(cells, sizeof(*d->uses));
	d->cover = mem_zalloc(d->n + 1, sizeof(*d->cover));
	d->entries = mem_alloc(d->n + 1, sizeof(*d->entries));
	d->take = mem_alloc(d->n + 1, sizeof(*d->take));
}

void dual_release(struct dual *d)
{
	free(d->group);
	free(d->assets);
	free(d->price);
	free(d->best);
	free(d->off);
	free(d->mean);
	free(d->uses);
	free(d->cover);
	free(d->entries);
	free(d->take);
}

/* The cheapest unit when everybody shares the fee. */
static double floor_price(const struct dual *d, size_t k)
{
	const struct offers *o = &d->f->c->candidates[k].offers;
	double all = 1, least = MIP_INFINITY;
	size_t i;

	for (i = 0; i < d->n; i++)
		if (d->f->groups[d->group[i]].useful & BIT(k))
			all += d->assets[i];
	for (i = 0; i < o->n; i++)
		least = fmin(least, o->items[i].unit_yearly + o->items[i].fixed_yearly / all);
	return isinf(least) ? 0 : least;
}

void dual_start(struct dual *d)
{
	const struct fast *f = d->f;
	size_t i, k;

	for (k = 0; k < f->n; k++) {
		double used = (double)(f->rest[k] + f->servers[k]);
		double price = used > 0 ? f->yearly[k] / used : floor_price(d, k);

		for (i = 0; i < d->n; i++)
			d->price[i * f->n + k] = price;
	}
	for (i = 0; i < d->n; i++)
		d->cover[i] = f->groups[d->group[i]].chosen;
}

/* ---- one product: the least of cost − what its buyers pay ------------------------------------- */

static int dearest_first(const void *a, const void *b)
{
	const struct dual_entry *x = a, *y = b;

	if (x->price > y->price || x->price < y->price)
		return x->price > y->price ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

/* Those who could get it from the pool and pay anything for it. */
static size_t collect(struct dual *d, const double *price, size_t k, enum pool pool)
{
	size_t i, n = 0;

	for (i = 0; i < d->n; i++) {
		const struct fast_group *g = &d->f->groups[d->group[i]];
		double p = price[i * d->f->n + k];

		if (!(g->useful & BIT(k)) || p <= 0 || pool == (g->server ? POOL_REST : POOL_SERVERS))
			continue;
		d->entries[n++] = (struct dual_entry){ p, d->assets[i], i };
	}
	if (n)
		qsort(d->entries, n, sizeof(*d->entries), dearest_first);
	return n;
}

/* The buyers who pay more than they cost, parts of them at the ends; into take when it is given. */
static double sell(const struct dual_entry *e, size_t n, const struct way *way, double *take)
{
	double value = way->fixed, sold = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		double t = e[i].assets, paid = way->from > sold ? way->from - sold : 0;

		t = sold + t > way->to ? way->to - sold : t;
		paid = paid < t ? paid : t;
		t = e[i].price <= way->unit ? paid : t;
		if (t <= 0)
			break;
		value -= t * e[i].price - (t - paid) * way->unit;
		sold += t;
		if (take)
			take[i] = t / e[i].assets;
	}
	return value;
}

struct sale {
	double value;
	size_t rung;     /* NONE: spare seats alone, or nothing */
	bool used;
	struct way way;
};

static void try_way(const struct dual *d, size_t n, struct way way, size_t rung, struct sale *best)
{
	double value = sell(d->entries, n, &way, NULL);

	if (value < best->value)
		*best = (struct sale){ value, rung, true, way };
}

/* The pool by itself, entries collected.  Two pools may each have all the spare seats: less cost than
 * there is, never more. */
static struct sale best_sale(const struct dual *d, const struct dual_part *part, size_t k,
			     enum pool pool, size_t n, bool must)
{
	const struct offers *o = &d->f->c->candidates[k].offers;
	struct sale best = { must ? MIP_INFINITY : 0, NONE, false, { 0, 0, 0, 0 } };
	size_t i;

	if (o->spare > 0 && pool != POOL_FLAT)
		try_way(d, n, way_of_spare(o), NONE, &best);
	for (i = 0; i < o->n; i++)
		if (o->items[i].pool == pool && (i >= DUAL_RUNGS || part->rungs[k] >> i & 1))
			try_way(d, n, way_of_rung(o, i), i, &best);
	return best;
}

static void record(struct dual *d, size_t k, const struct sale *sale, size_t n)
{
	size_t i;

	if (!sale->used)
		return;
	memset(d->take, 0, n * sizeof(*d->take));
	sell(d->entries, n, &sale->way, d->take);
	for (i = 0; i < n; i++)
		d->off[d->entries[i].at * d->f->n + k] -= d->take[i];
	d->in_use[k] = true;
	if (sale->rung < DUAL_RUNGS)
		d->taken[k] |= BIT(sale->rung);
}

static double two_pools(struct dual *d, const struct dual_part *part, const double *price, size_t k,
			bool write)
{
	static const enum pool pools[] = { POOL_REST, POOL_SERVERS };
	bool must = part->must & BIT(k);
	struct sale sale[2], forced[2];
	size_t i, n;

	for (i = 0; i < 2; i++) {
		n = collect(d, price, k, pools[i]);
		sale[i] = best_sale(d, part, k, pools[i], n, false);
		forced[i] = must ? best_sale(d, part, k, pools[i], n, true) : sale[i];
	}
	if (must && !sale[0].used && !sale[1].used) {
		i = forced[1].value < forced[0].value;
		sale[i] = forced[i];
	}
	for (i = 0; i < 2 && write; i++)
		record(d, k, &sale[i], collect(d, price, k, pools[i]));
	return sale[0].value + sale[1].value;
}

/* At the prices given; writes purchases, rungs and use when asked to. */
static double product_least(struct dual *d, const struct dual_part *part, const double *price, size_t k,
			    bool write)
{
	const struct offers *o = &d->f->c->candidates[k].offers;
	double value = o->two_pools ? two_pools(d, part, price, k, false) : MIP_INFINITY;
	bool flat_first = o->two_pools;
	struct sale sale, flat;
	size_t n;

	if (o->two_pools && !o->sold[POOL_FLAT])
		return write ? two_pools(d, part, price, k, true) : value;
	n = collect(d, price, k, POOL_ALL);
	if (flat_first)
		sale = (struct sale){ value, NONE, false, { 0, 0, 0, 0 } };
	else
		sale = best_sale(d, part, k, POOL_ALL, n, part->must & BIT(k));
	flat = best_sale(d, part, k, POOL_FLAT, n, true);
	if (flat.value < sale.value) {
		if (write)
			record(d, k, &flat, n);
		return flat.value;
	}
	if (write && flat_first)
		return two_pools(d, part, price, k, true);
	if (write)
		record(d, k, &sale, n);
	return sale.value;
}

double dual_product(struct dual *d, const struct dual_part *part, size_t k)
{
	return product_least(d, part, d->best, k, false);
}

/* ---- the bound at given prices --------------------------------------------------------------- */

struct vendor_value {
	size_t vendor;
	mask products;
	double value;
	bool must;
};

static int best_vendor_first(const void *a, const void *b)
{
	const struct vendor_value *x = a, *y = b;

	if (x->must != y->must)
		return x->must ? -1 : 1;
	if (x->value < y->value || x->value > y->value)
		return x->value < y->value ? -1 : 1;
	return x->products < y->products ? -1 : 1;
}

/* Of more vendors in use than there may be, those that earn least go. */
static double keep_vendors(struct dual *d, const struct dual_part *part)
{
	const struct choice *c = d->f->c;
	struct vendor_value v[FAST_MOST];
	double back = 0;
	size_t n = 0, k, i, at;

	for (k = 0; k < d->f->n; k++) {
		size_t vendor = c->s->products[c->candidates[k].product].vendor;

		if (!d->in_use[k])
			continue;
		for (i = 0; i < n && (vendor == NONE || v[i].vendor != vendor); i++)
			;
		if (i == n)
			v[n++] = (struct vendor_value){ vendor, 0, 0, false };
		v[i].products |= BIT(k);
		v[i].value += d->value[k];
		v[i].must = v[i].must || (part->must & BIT(k));
	}
	if (c->vendors_max <= 0 || n <= (size_t)c->vendors_max)
		return 0;
	qsort(v, n, sizeof(*v), best_vendor_first);
	for (i = (size_t)c->vendors_max; i < n; i++) {
		if (v[i].must)
			return MIP_INFINITY;
		back -= v[i].value;
		EACH_BIT(k, v[i].products) {
			d->in_use[k] = false;
			d->taken[k] = 0;
			for (at = 0; at < d->n; at++)
				d->off[at * d->f->n + k] = 0;
		}
	}
	return back;
}

static double evaluate(struct dual *d, const struct dual_part *part)
{
	size_t i, k, n = d->f->n;
	double sum = 0, cost;

	memset(d->off, 0, d->n * n * sizeof(*d->off));
	for (k = 0; k < n; k++) {
		d->in_use[k] = false;
		d->taken[k] = 0;
		d->value[k] = part->open & BIT(k) ? product_least(d, part, d->price, k, true) : 0;
		sum += d->value[k];
	}
	sum += keep_vendors(d, part);
	for (i = 0; i < d->n; i++) {
		mask never = part->never ? part->never[i] : 0, always = part->never ? part->always[i] : 0;

		d->cover[i] = bits_cover_with(d->f, &d->f->groups[d->group[i]], d->price + i * n,
					      part->open & ~never, always, d->cover[i], &cost);
		sum += cost * d->assets[i];
		EACH_BIT(k, d->cover[i])
			d->off[i * n + k] += 1;
	}
	d->f->work += (int64_t)(d->n * n) * 10;
	return sum;
}

/* ---- the volume algorithm -------------------------------------------------------------------- */

struct walk {
	double step, blend, target;
	int stuck;
};

static void average(struct dual *d, double weight)
{
	size_t i, k, r, cells = d->n * d->f->n;

	for (i = 0; i < cells; i++)
		d->mean[i] += weight * (d->off[i] - d->mean[i]);
	for (i = 0; i < d->n; i++)
		for (k = 0; k < d->f->n; k++) {
			double *uses = &d->uses[i * d->f->n + k];

			*uses += weight * ((double)(d->cover[i] >> k & 1) - *uses);
		}
	for (k = 0; k < d->f->n; k++) {
		size_t n = d->f->c->candidates[k].offers.n;

		d->share[k] += weight * (d->in_use[k] - d->share[k]);
		for (r = 0; r < n && r < DUAL_RUNGS; r++)
			d->rung_share[k][r] += weight * ((double)(d->taken[k] >> r & 1) -
							 d->rung_share[k][r]);
	}
}

/* Along the averaged direction from the best prices. */
static void move_prices(struct dual *d, const struct walk *w)
{
	size_t i, k, n = d->f->n;
	double norm = 1e-9, step;

	for (i = 0; i < d->n; i++)
		for (k = 0; k < n; k++) {
			double v = d->mean[i * n + k];

			if (v > 0 || d->best[i * n + k] > 0)
				norm += d->assets[i] * v * v;
		}
	step = w->step * (fmin(d->bound + TARGET * w->target, w->target) - d->bound) / norm;
	for (i = 0; i < d->n * n; i++)
		d->price[i] = fmax(0, d->best[i] + step * d->mean[i]);
}

/* The weight of the newest round that makes the average's norm least; *ret_along: whether it points
 * where the average does. */
static double best_weight(const struct dual *d, double most, bool *ret_along)
{
	double along = 0, far = 1e-12, old = 0;
	size_t i, k, n = d->f->n;
	double weight;

	for (i = 0; i < d->n; i++)
		for (k = 0; k < n; k++) {
			double v = d->mean[i * n + k], w = d->off[i * n + k];

			along += d->assets[i] * v * w;
			far += d->assets[i] * (w - v) * (w - v);
			old += d->assets[i] * v * v;
		}
	*ret_along = along >= 0;
	weight = (old - along) / far;
	return fmax(most / 10, fmin(most, weight));
}

static void keep_best(struct dual *d, double bound)
{
	d->bound = bound;
	memcpy(d->best, d->price, d->n * d->f->n * sizeof(*d->best));
}

void dual_tighten(struct dual *d, const struct dual_part *part, int rounds, double target, double limit,
		  int64_t most_work)
{
	struct walk w = { 0.1, BLEND, target, 0 };
	int round;

	keep_best(d, evaluate(d, part));
	average(d, 1);
	for (round = 0; round < rounds && !isinf(d->bound) && d->bound < limit && d->f->work < most_work;
	     round++) {
		double bound, weight;
		bool along;

		move_prices(d, &w);
		bound = evaluate(d, part);
		weight = best_weight(d, w.blend, &along);
		average(d, weight);
		if (bound > d->bound) {
			keep_best(d, bound);
			w.stuck = 0;
			w.step = fmin(2, along ? w.step * 1.1 : w.step);
		} else if (++w.stuck >= (rounds > 100 ? STUCK : STUCK / 2)) {
			w.step = fmax(STEP_LEAST, w.step * SHRINK);
			w.stuck = 0;
		}
		if (round % BLEND_ROUNDS == BLEND_ROUNDS - 1)
			w.blend = fmax(BLEND_LEAST, w.blend * 0.7);
	}
}
