/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/choice_bound.h"

#include <stdlib.h>
#include <string.h>

#include "plan/choice_fast.h"
#include "util/mem.h"
#include "util/vec.h"

#define ROOT_ROUNDS 250
#define NODE_ROUNDS 25
#define SAMPLE 250

/* A part of the search space: how many assets each product may be on. */
struct node {
	double bound;
	int64_t low[FAST_MOST], high[FAST_MOST];
	double price[FAST_MOST];
};

struct proof {
	struct fast f;
	struct choice *c;
	int64_t most[FAST_MOST][2];  /* assets that could get it: rest, servers */
	VEC(struct node *) open;
	struct fast_value best;
	mask *chosen;                /* of the best */
	double gap;
	size_t rounds;
	bool quick;                  /* greedy covers: good choices, no bound */
	int64_t most_work;
	/* of the last evaluation */
	double demand[FAST_MOST], mean[FAST_MOST], bought[FAST_MOST], linear[FAST_MOST];
};

/* ---- one product: least of cost − price × assets --------------------------------------------- */

/* Over one rung, at every bend of its cost. */
static double rung_least(const struct offers *o, const struct offer *rung, double price, double low,
			 double high, double *ret_at)
{
	double spare = (double)o->spare, from = (double)rung->from, least = MIP_INFINITY;
	double to = rung->to > INT64_MAX / 4 ? MIP_INFINITY : (double)rung->to;
	double at[4] = { low, spare + from, high, 0 };
	size_t i;

	if (at[2] > to + spare)
		at[2] = to + spare;
	at[3] = spare;
	for (i = 0; i < 4; i++) {
		double q = at[i], units = q - spare, cost;

		if (q < low || q > high || q > to + spare)
			continue;
		units = units < from ? from : units;
		cost = q <= spare ? 0 : rung->fixed_yearly + rung->unit_yearly * units;
		if (cost - price * q < least) {
			least = cost - price * q;
			*ret_at = q;
		}
	}
	return least;
}

/* One pool by itself; the flat rungs are looked at by the caller. */
static double pool_least(const struct offers *o, enum pool pool, double price, double low, double high,
			 double *ret_at)
{
	double least = low <= 0 ? 0 : MIP_INFINITY, at = 0;
	size_t i;

	*ret_at = 0;
	for (i = 0; i < o->n; i++) {
		double l;

		if (o->items[i].pool != pool)
			continue;
		l = rung_least(o, &o->items[i], price, low, high, &at);
		if (l < least) {
			least = l;
			*ret_at = at;
		}
	}
	/* spare seats alone */
	if (o->spare > 0 && (double)o->spare >= low) {
		double q = (double)o->spare < high ? (double)o->spare : high;

		if (-price * q < least) {
			least = -price * q;
			*ret_at = q;
		}
	}
	return least;
}

static double product_least(const struct proof *w, const struct node *n, size_t k, double *ret_at)
{
	const struct offers *o = &w->c->candidates[k].offers;
	double price = n->price[k], low = (double)n->low[k], high = (double)n->high[k], least, at;
	double rest = (double)w->most[k][0], servers = (double)w->most[k][1], all = rest + servers;
	size_t i;

	high = high < all ? high : all;
	if (!o->two_pools) {
		least = pool_least(o, POOL_ALL, price, low, high, ret_at);
	} else {
		double a, b;

		/* both pools together need `low`; each alone may have less */
		least = pool_least(o, POOL_REST, price, 0, rest < high ? rest : high, &a) +
			pool_least(o, POOL_SERVERS, price, 0, servers < high ? servers : high, &b);
		*ret_at = a + b;
	}
	for (i = 0; i < o->n; i++) {
		double l;

		if (o->items[i].pool != POOL_FLAT || high < low)
			continue;
		at = high;
		l = o->items[i].fixed_yearly - price * at;
		if (l < least) {
			least = l;
			*ret_at = at;
		}
	}
	return least;
}

/* ---- the bound at given prices --------------------------------------------------------------- */

static mask available(const struct proof *w, const struct node *n)
{
	mask m = 0;
	size_t k;

	for (k = 0; k < w->f.n; k++)
		m |= n->high[k] > 0 ? BIT(k) : 0;
	return m & w->f.useful;
}

static void keep_better(struct proof *w)
{
	struct fast_value v = bits_value(&w->f);
	size_t g;

	if (!bits_less(&v, &w->best))
		return;
	w->best = v;
	for (g = 0; g < w->f.n_groups; g++)
		w->chosen[g] = w->f.groups[g].chosen;
}

/* MIP_INFINITY when the node holds no choice. */
static double evaluate(struct proof *w, const struct node *n, bool look)
{
	mask open = available(w, n);
	/* quick rounds settle the prices on a sample of the groups */
	size_t g, k, stride = w->quick && !look ? w->f.n_groups / SAMPLE + 1 : 1;
	double sum = 0;

	memcpy(w->f.price, n->price, sizeof(w->f.price));
	memset(w->demand, 0, sizeof(w->demand));
	for (k = 0; k < w->f.n; k++) {
		w->bought[k] = 0;
		if (open & BIT(k))
			sum += w->linear[k] = product_least(w, n, k, &w->bought[k]);
		else if (n->low[k] > 0)
			return MIP_INFINITY;
	}
	for (g = w->rounds++ % stride; g < w->f.n_groups; g += stride) {
		struct fast_group *fg = &w->f.groups[g];
		double cost, assets = (double)fg->assets * (double)stride;
		mask chosen;

		if (w->quick) {
			chosen = bits_cover(&w->f, fg, open);
			cost = bits_price_of(&w->f, fg, chosen);
		} else {
			chosen = bits_cover_best(&w->f, fg, open, &cost);
		}
		sum += cost * assets;
		EACH_BIT(k, chosen)
			w->demand[k] += assets;
		if (look)
			bits_assign(&w->f, fg, chosen);
	}
	if (look)
		keep_better(w);
	return sum;
}

/* Subgradient steps on the prices; keeps the best bound and its prices in the node. */
static void tighten(struct proof *w, struct node *n, int rounds)
{
	double factor = 1.0, level = 0.08, prices[FAST_MOST];
	int stuck = 0, round;
	size_t k;

	memcpy(prices, n->price, sizeof(prices));
	memset(w->mean, 0, sizeof(w->mean));
	for (round = 0; round < rounds && w->f.work < w->most_work; round++) {
		double bound, norm = 0, step;
		struct node trial = *n;

		memcpy(trial.price, prices, sizeof(prices));
		bound = evaluate(w, &trial, round % (w->quick && w->f.n_groups > SAMPLE ? 12 : w->quick ? 1 : 4) == 0);
		if (bound > n->bound + fabs(n->bound) * 1e-6) {
			stuck = 0;
		} else if (++stuck >= 10) {
			level /= 1.6;
			stuck = 0;
		}
		if (bound > n->bound) {
			n->bound = bound;
			memcpy(n->price, prices, sizeof(prices));
		}
		if (isinf(bound) || n->bound >= w->best.cost * (1 - w->gap))
			return;
		for (k = 0; k < w->f.n; k++) {
			double s = w->demand[k] - w->bought[k];

			w->mean[k] += (w->demand[k] - w->mean[k]) / (round + 1 < 8 ? round + 1 : 8);
			norm += s * s;
		}
		if (norm < 1)
			return;
		{
			double target = w->best.cost, near = n->bound + w->best.cost * level;

			/* a target far above what can be reached would make the prices swing */
			target = near < target ? near : target;
			step = factor * (target - bound) / norm;
		}
		for (k = 0; k < w->f.n; k++) {
			prices[k] += step * (w->demand[k] - w->bought[k]);
			prices[k] = prices[k] < 0 ? 0 : prices[k];
		}
	}
}

/* ---- branching ------------------------------------------------------------------------------- */

static double true_cost(const struct proof *w, size_t k, double assets)
{
	struct purchase p;
	double all = (double)(w->most[k][0] + w->most[k][1]);
	int64_t q = (int64_t)(assets + 0.5), servers;

	servers = all > 0 ? (int64_t)(assets * (double)w->most[k][1] / all) : 0;
	if (q <= 0 || !offers_buy(&w->c->candidates[k].offers, q - servers, servers, &p))
		return 0;
	return (double)p.yearly;
}

/* The product whose cost the prices underestimate most, and where to part its range. */
static size_t pick_product(const struct proof *w, const struct node *n, int64_t *ret_at)
{
	size_t k, best = FAST_MOST;
	double most = 1;

	for (k = 0; k < w->f.n; k++) {
		double q = w->mean[k], less;
		int64_t at;

		if (n->high[k] <= n->low[k] || !(w->f.useful & BIT(k)))
			continue;
		less = true_cost(w, k, q) - n->price[k] * q - w->linear[k];
		if (n->low[k] == 0)
			at = 0;
		else if (w->c->candidates[k].offers.two_pools)
			continue;
		else
			at = (int64_t)q;
		if (at >= n->high[k])
			at = n->high[k] - 1;
		if (at < n->low[k])
			at = n->low[k];
		if (less > most) {
			most = less;
			best = k;
			*ret_at = at;
		}
	}
	return best;
}

/* Products that cannot pay for themselves any more at this node are closed. */
static void close_hopeless(struct proof *w, struct node *n)
{
	double limit = w->best.cost * (1 - w->gap);
	size_t k;

	evaluate(w, n, false);
	for (k = 0; k < w->f.n; k++) {
		struct node used = *n;
		double at, least;

		if (n->low[k] > 0 || n->high[k] <= 0 || !(w->f.useful & BIT(k)) ||
		    w->c->candidates[k].offers.two_pools)
			continue;
		used.low[k] = 1;
		least = product_least(w, &used, k, &at);
		if (n->bound - w->linear[k] + least >= limit)
			n->high[k] = 0;
	}
}

static struct node *child_of(const struct node *n)
{
	return mem_copy(n, sizeof(*n));
}

static void branch_at(struct proof *w, struct node *n, size_t k, int64_t at)
{
	struct node *less = child_of(n), *more = child_of(n);

	less->high[k] = at;
	more->low[k] = at + 1;
	tighten(w, more, NODE_ROUNDS);
	tighten(w, less, NODE_ROUNDS);
	VEC_PUSH(&w->open, more);
	VEC_PUSH(&w->open, less);
}

static struct node *take_lowest(struct proof *w)
{
	size_t i, best = 0;
	struct node *n;

	for (i = 1; i < w->open.n; i++)
		if (w->open.items[i]->bound < w->open.items[best]->bound)
			best = i;
	n = w->open.items[best];
	w->open.items[best] = w->open.items[--w->open.n];
	return n;
}

/* The least bound of all open parts: what the whole is bound by. */
static double search(struct proof *w, struct err *err, int *ret_code)
{
	const struct plan_request *r = w->c->r;
	double bound = -MIP_INFINITY;

	while (w->open.n) {
		struct node *n = take_lowest(w);
		int64_t at = 0;
		size_t k;

		bound = n->bound;
		if (r->progress && r->progress(r->progress_context, 0, "select") != 0)
			*ret_code = err_set(err, ERR_INTERRUPTED,
					    N_("the choice of replacements was interrupted"));
		if (*ret_code || bound >= w->best.cost * (1 - w->gap) || w->f.work >= w->most_work) {
			free(n);
			return bound;
		}
		close_hopeless(w, n);
		tighten(w, n, 4);
		k = pick_product(w, n, &at);
		if (k == FAST_MOST) {
			free(n);
			return bound;
		}
		branch_at(w, n, k, at);
		free(n);
	}
	return bound;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static struct node *root_of(struct proof *w)
{
	struct node *n = mem_zalloc(1, sizeof(*n));
	size_t g, k;

	for (g = 0; g < w->f.n_groups; g++) {
		mask who = 0;

		for (k = 0; k < w->f.groups[g].n; k++)
			who |= w->f.groups[g].needs[k].who;
		EACH_BIT(k, who)
			w->most[k][w->f.groups[g].server] += w->f.groups[g].assets;
	}
	n->bound = -MIP_INFINITY;
	for (k = 0; k < w->f.n; k++) {
		double all = (double)(w->most[k][0] + w->most[k][1]);
		double now = (double)(w->f.rest[k] + w->f.servers[k]);

		n->high[k] = w->most[k][0] + w->most[k][1];
		if (all > 0)
			n->price[k] = now > 0 ? w->f.yearly[k] / now : true_cost(w, k, all) / all;
	}
	return n;
}

static void begin(struct proof *w)
{
	size_t i;

	bits_build(&w->f, w->c);
	bits_take(&w->f, true);
	w->best = bits_value(&w->f);
	w->chosen = mem_alloc(w->f.n_groups + 1, sizeof(*w->chosen));
	for (i = 0; i < w->f.n_groups; i++)
		w->chosen[i] = w->f.groups[i].chosen;
	VEC_PUSH(&w->open, root_of(w));
}

static void end(struct proof *w)
{
	size_t i;

	for (i = 0; i < w->f.n_groups; i++)
		bits_assign(&w->f, &w->f.groups[i], w->chosen[i]);
	bits_give(&w->f);
	for (i = 0; i < w->open.n; i++)
		free(w->open.items[i]);
	VEC_RELEASE(&w->open);
	free(w->chosen);
	bits_release(&w->f);
}

void choice_reprice(struct choice *c, int64_t work)
{
	struct proof w = { .c = c, .quick = true, .most_work = work };

	begin(&w);
	tighten(&w, w.open.items[0], ROOT_ROUNDS);
	end(&w);
}

int choice_prove(struct choice *c, double gap, int64_t work, double *ret_bound, struct err *err)
{
	struct proof w = { .c = c, .gap = gap, .most_work = work };
	double broken, open, money, bound;
	int code = 0;

	*ret_bound = -MIP_INFINITY;
	choice_value(c, &broken, &open, &money);
	if (c->n_candidates > FAST_MOST || broken > 1e-6 || open > 1e-6)
		return 0;
	begin(&w);
	tighten(&w, w.open.items[0], ROOT_ROUNDS);
	bound = search(&w, err, &code);
	end(&w);
	if (!code)
		*ret_bound = bound < w.best.cost ? bound : w.best.cost;
	return code;
}
