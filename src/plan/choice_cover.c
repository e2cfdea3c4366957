/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Building the choice on bit masks, and covering one group. */
#include "config.h"
#include "plan/choice_fast.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

#define CUT 4000 /* nodes of the search for the best cover of one group */

/* ---- building -------------------------------------------------------------------------------- */

static void add_need(const struct choice *c, struct fast_group *fg, const struct choice_need *need)
{
	struct fast_need f = { 0, need->mandatory ? need->weight * FAST_BIG : need->weight * c->penalty };
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

void bits_build(struct fast *f, struct choice *c)
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

void bits_release(struct fast *f)
{
	size_t g;

	for (g = 0; g < f->n_groups; g++)
		free(f->groups[g].needs);
	free(f->groups);
	free(f->before);
}

/* ---- covering one group ---------------------------------------------------------------------- */

double bits_open_cost(const struct fast_group *g, mask chosen)
{
	double cost = 0;
	size_t i;

	for (i = 0; i < g->n; i++)
		cost += g->needs[i].who & chosen ? 0 : g->needs[i].cost;
	return cost;
}

double bits_price_of(const struct fast *f, const struct fast_group *g, mask chosen)
{
	double cost = bits_open_cost(g, chosen);
	size_t k;

	EACH_BIT(k, chosen)
		cost += f->price[k];
	return cost;
}

/* Adds the best for its money until nothing is worth its price. */
static mask greedy(const struct fast *f, const struct fast_group *g, mask available, mask chosen)
{
	double worth[FAST_MOST];
	size_t i, k;

	for (;;) {
		size_t best = FAST_MOST;
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
		if (best == FAST_MOST)
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
		size_t dear = FAST_MOST;

		EACH_BIT(k, left)
			if (dear == FAST_MOST || f->price[k] > f->price[dear])
				dear = k;
		left &= ~BIT(dear);
		if (bits_open_cost(g, chosen & ~BIT(dear)) - bits_open_cost(g, chosen) <= f->price[dear])
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
		double cost = bits_price_of(f, g, chosen);
		size_t i;

		EACH_BIT(b, others)
			must |= f->conflict[b];
		could &= ~must;
		for (i = 0; i < g->n; i++) /* only what meets all that would be open */
			if (!(g->needs[i].who & others) && (g->needs[i].who & BIT(a)))
				could &= g->needs[i].who;
		EACH_BIT(b, could)
			if (bits_price_of(f, g, others | BIT(b)) < cost - 1e-6)
				return drop(f, g, others | BIT(b));
	}
	return chosen;
}

mask bits_cover(struct fast *f, const struct fast_group *g, mask open)
{
	mask available = g->allowed & open, chosen = greedy(f, g, available, 0), better;

	f->work += (int64_t)g->n * 6 + 4;
	chosen = drop(f, g, chosen);
	better = exchange(f, g, available, chosen);
	return better;
}

/* The same from every first pick: slower and better. */
mask bits_cover_well(struct fast *f, const struct fast_group *g, mask open)
{
	mask available = g->allowed & open, best = bits_cover(f, g, open), first = 0;
	double least = bits_price_of(f, g, best);
	size_t i, k;

	for (i = 0; i < g->n; i++)
		first |= g->needs[i].who;
	EACH_BIT(k, first & available & ~best) {
		mask chosen = drop(f, g, greedy(f, g, available, BIT(k)));
		double cost;

		chosen = exchange(f, g, available, chosen);
		cost = bits_price_of(f, g, chosen);
		f->work += (int64_t)g->n * 6 + 4;
		if (cost < least - 1e-6) {
			least = cost;
			best = chosen;
		}
	}
	return best;
}

void bits_assign(struct fast *f, struct fast_group *g, mask chosen)
{
	mask changed = g->chosen ^ chosen;
	double open = bits_open_cost(g, chosen) * (double)g->assets;
	size_t k;

	EACH_BIT(k, changed) {
		int64_t *demand = g->server ? &f->servers[k] : &f->rest[k];

		*demand += chosen & BIT(k) ? g->assets : -g->assets;
	}
	f->open_cost += open - g->open;
	g->open = open;
	g->chosen = chosen;
}

void bits_take(struct fast *f, bool from_choice)
{
	size_t g, k;

	for (g = 0; g < f->n_groups; g++) {
		struct fast_group *fg = &f->groups[g];
		mask chosen = 0;

		for (k = 0; from_choice && k < f->n; k++)
			chosen |= f->c->groups[g].chosen[k] ? BIT(k) : 0;
		fg->open = bits_open_cost(fg, 0) * (double)fg->assets;
		f->open_cost += fg->open;
		bits_assign(f, fg, chosen & fg->allowed);
	}
}

void bits_give(const struct fast *f)
{
	size_t g, k;

	for (g = 0; g < f->n_groups; g++)
		for (k = 0; k < f->n; k++)
			f->c->groups[g].chosen[k] = (f->groups[g].chosen >> k) & 1;
}

/* ---- the best cover of one group ------------------------------------------------------------- */

struct best {
	const struct fast *f;
	const struct fast_group *g;
	mask chosen;
	double cost;
	int nodes;
};

static double cheapest(const struct fast *f, mask who, double otherwise)
{
	size_t k;

	EACH_BIT(k, who)
		otherwise = f->price[k] < otherwise ? f->price[k] : otherwise;
	return otherwise;
}

/* Needs that no candidate has in common each cost their cheapest; *ret_need: the open need with the
 * fewest candidates. */
static double packed(const struct best *b, mask available, mask chosen, mask left, size_t *ret_need)
{
	const struct fast_group *g = b->g;
	mask taken = 0;
	double sum = 0;
	int fewest = FAST_MOST + 1;
	size_t i;

	*ret_need = g->n;
	for (i = 0; i < g->n; i++) {
		mask who = g->needs[i].who & available;
		int n;

		if ((g->needs[i].who & chosen) || ((left >> i) & 1))
			continue;
		n = __builtin_popcountll(who);
		if (n < fewest) {
			fewest = n;
			*ret_need = i;
		}
		if (who & taken)
			continue;
		taken |= who;
		sum += cheapest(b->f, who, g->needs[i].cost);
	}
	return sum;
}

/* `left`: needs that stay open, paid for already. */
static void branch(struct best *b, mask available, mask chosen, mask left, double cost)
{
	size_t need, k;
	double bound = cost + packed(b, available, chosen, left, &need);
	mask who;

	if (b->nodes-- <= 0 || bound >= b->cost - 1e-7)
		return;
	if (need == b->g->n) {
		b->cost = cost;
		b->chosen = chosen;
		return;
	}
	who = b->g->needs[need].who & available;
	while (who) {
		size_t first = FAST_MOST;

		EACH_BIT(k, who)
			if (first == FAST_MOST || b->f->price[k] < b->f->price[first])
				first = k;
		who &= ~BIT(first);
		available &= ~BIT(first);
		branch(b, available & ~b->f->conflict[first], chosen | BIT(first), left,
		       cost + b->f->price[first]);
	}
	branch(b, available, chosen, left | (UINT64_C(1) << need), cost + b->g->needs[need].cost);
}

mask bits_cover_best(struct fast *f, const struct fast_group *g, mask open, double *ret_cost)
{
	mask available = g->allowed & open, chosen = bits_cover(f, g, open);
	struct best b = { f, g, chosen, bits_price_of(f, g, chosen), CUT };
	double root;
	size_t need;

	if (g->n > FAST_MOST) {
		*ret_cost = packed(&b, available, 0, 0, &need);
		return chosen;
	}
	root = packed(&b, available, 0, 0, &need);
	branch(&b, available, 0, 0, 0);
	*ret_cost = b.nodes > 0 ? b.cost : root < b.cost ? root : b.cost;
	f->work += (int64_t)(CUT - (b.nodes > 0 ? b.nodes : 0)) * (int64_t)g->n;
	return b.chosen;
}
