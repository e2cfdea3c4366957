/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Building the choice on bit masks, and covering one group. */
#include "config.h"
#include "plan/choice_fast.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

#define CUT 20000 /* steps of the search for the best cover of one group */

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

static bool is_must(const struct fast_need *n)
{
	return n->cost >= FAST_BIG * 1e-4;
}

/* Mandatory ones first, of these the ones that few candidates meet; then what costs most when open. */
static int by_hardness(const void *a, const void *b)
{
	const struct fast_need *x = a, *y = b;
	int few = __builtin_popcountll(x->who) - __builtin_popcountll(y->who);

	if (is_must(x) != is_must(y))
		return is_must(x) ? -1 : 1;
	if (!is_must(x) && (x->cost < y->cost || x->cost > y->cost))
		return x->cost > y->cost ? -1 : 1;
	return few ? few : x->who < y->who ? -1 : x->who > y->who;
}

static void add_masks(struct fast *f, struct fast_group *fg)
{
	size_t i, k;

	if (fg->n)
		qsort(fg->needs, fg->n, sizeof(*fg->needs), by_hardness);
	fg->meets = mem_zalloc(f->n + 1, sizeof(*fg->meets));
	for (i = 0; i < fg->n && i < FAST_NEEDS; i++) {
		*(is_must(&fg->needs[i]) ? &fg->must : &fg->wish) |= NEED(i);
		EACH_BIT(k, fg->needs[i].who)
			fg->meets[k] |= NEED(i);
	}
	for (i = 0; i < fg->n; i++)
		fg->useful |= fg->needs[i].who;
	f->useful |= fg->useful;
}

void bits_build(struct fast *f, struct choice *c)
{
	size_t g, k, b, n;

	*f = (struct fast){ .c = c, .n = c->n_candidates, .n_groups = c->n_groups };
	f->groups = mem_zalloc(c->n_groups + 1, sizeof(*f->groups));
	f->before = mem_alloc(c->n_groups + 1, sizeof(*f->before));
	f->order = mem_alloc(c->n_groups + 1, sizeof(*f->order));
	for (g = 0; g < c->n_groups; g++)
		f->order[g] = g;
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
		add_masks(f, fg);
	}
}

void bits_release(struct fast *f)
{
	size_t g;

	for (g = 0; g < f->n_groups; g++) {
		free(f->groups[g].needs);
		free(f->groups[g].meets);
	}
	free(f->groups);
	free(f->before);
	free(f->order);
}

/* ---- what is chosen -------------------------------------------------------------------------- */

double bits_open_cost(const struct fast_group *g, mask chosen)
{
	double cost = 0;
	size_t i;

	for (i = 0; i < g->n; i++)
		cost += g->needs[i].who & chosen ? 0 : g->needs[i].cost;
	return cost;
}

double bits_price_of(const struct fast_group *g, const double *price, mask chosen)
{
	double cost = bits_open_cost(g, chosen);
	size_t k;

	EACH_BIT(k, chosen)
		cost += price[k];
	return cost;
}

void bits_assign(struct fast *f, struct fast_group *g, mask chosen)
{
	mask changed = g->chosen ^ chosen;
	size_t k;

	EACH_BIT(k, changed) {
		int64_t *demand = g->server ? &f->servers[k] : &f->rest[k];

		*demand += chosen & BIT(k) ? g->assets : -g->assets;
	}
	g->open = bits_open_cost(g, chosen) * (double)g->assets;
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

struct cover {
	const struct fast *f;
	const struct fast_group *g;
	unsigned char product[FAST_MOST]; /* that may be used, the cheapest first */
	double price[FAST_MOST];
	size_t n;
	mask chosen;                      /* the best so far */
	double cost;
	int left;                         /* steps */
};

static double open_cost(const struct fast_group *g, needset open)
{
	double cost = 0;
	size_t i;

	EACH_NEED(i, open)
		cost += g->needs[i].cost;
	return cost;
}

static void add_wishes(struct cover *b, needset open, mask available, size_t from, mask chosen,
		       double cost)
{
	double all = cost + open_cost(b->g, open);
	size_t s;

	if (all < b->cost) {
		b->cost = all;
		b->chosen = chosen;
	}
	for (s = from; s < b->n && open && b->left-- > 0; s++) {
		size_t k = b->product[s];

		if (cost + b->price[s] >= b->cost)
			return;
		/* what is not worth its price now never will be: others only take needs away */
		if (!(available & BIT(k)) ||
		    open_cost(b->g, b->g->meets[k] & open) <= b->price[s])
			continue;
		add_wishes(b, open & ~b->g->meets[k], available & ~b->f->conflict[k], s + 1,
			   chosen | BIT(k), cost + b->price[s]);
	}
}

/* The least that the need can cost by itself. */
static double least_for(const struct cover *b, size_t need)
{
	size_t s;

	for (s = 0; s < b->n; s++)
		if (b->g->needs[need].who & BIT(b->product[s]))
			break;
	return s < b->n && b->price[s] < b->g->needs[need].cost ? b->price[s]
								 : b->g->needs[need].cost;
}

/* Branches on the hardest open need: each candidate for it without those tried before, and leaving
 * it open. */
static void add_musts(struct cover *b, needset open, needset wishes, mask available, mask chosen,
		      double cost)
{
	const struct fast_need *need;
	size_t s, i;

	if (!open) {
		add_wishes(b, wishes, available, 0, chosen, cost);
		return;
	}
	i = first_need(open);
	need = &b->g->needs[i];
	for (s = 0; s < b->n && b->left-- > 0; s++) {
		size_t k = b->product[s];

		if (cost + b->price[s] >= b->cost)
			break;
		if (!(need->who & available & BIT(k)))
			continue;
		available &= ~BIT(k);
		add_musts(b, open & ~b->g->meets[k], wishes & ~b->g->meets[k],
			  available & ~b->f->conflict[k], chosen | BIT(k), cost + b->price[s]);
	}
	if (cost + need->cost < b->cost && b->left > 0)
		add_musts(b, open & ~NEED(i), wishes, available, chosen, cost + need->cost);
}

/* Needs beyond those that fit a needset: each gets the cheapest that is left for it. */
static void add_others(struct cover *b, mask available)
{
	size_t i, s, k;

	EACH_BIT(k, b->chosen)
		available &= ~b->f->conflict[k];
	for (i = FAST_NEEDS; i < b->g->n; i++) {
		if (b->g->needs[i].who & b->chosen)
			continue;
		for (s = 0; s < b->n; s++) {
			mask one = BIT(b->product[s]);

			if (!(b->g->needs[i].who & available & one) ||
			    b->price[s] >= b->g->needs[i].cost)
				continue;
			b->chosen |= one;
			available &= ~b->f->conflict[b->product[s]];
			break;
		}
	}
}

static void sort_products(struct cover *b, const double *price, mask available)
{
	size_t k, at;

	EACH_BIT(k, available) {
		for (at = b->n++; at > 0 && b->price[at - 1] > price[k]; at--) {
			b->price[at] = b->price[at - 1];
			b->product[at] = b->product[at - 1];
		}
		b->price[at] = price[k];
		b->product[at] = (unsigned char)k;
	}
}

mask bits_cover_with(struct fast *f, const struct fast_group *g, const double *price, mask open,
		     mask must, mask start, double *ret_bound)
{
	mask available = g->allowed & open & g->useful & ~must;
	struct cover b = { .f = f, .g = g, .left = CUT };
	needset musts = g->must, wishes = g->wish, left;
	double paid = 0;
	size_t i, k;

	EACH_BIT(k, must) {
		available &= ~f->conflict[k];
		musts &= ~g->meets[k];
		wishes &= ~g->meets[k];
		paid += price[k];
	}
	sort_products(&b, price, available);
	start = start & ~must & ~available ? must : start | must;
	left = musts | wishes;
	b.chosen = start;
	b.cost = paid;
	EACH_BIT(k, start & ~must) {
		b.cost += price[k];
		left &= ~g->meets[k];
	}
	b.cost += open_cost(g, left);
	add_musts(&b, musts, wishes, available, must, paid);
	f->work += CUT - b.left + (int64_t)b.n + 8;
	if (ret_bound && b.left <= 0) {
		*ret_bound = 0;
		EACH_NEED(i, musts | wishes)
			*ret_bound = fmax(*ret_bound, least_for(&b, i));
		*ret_bound += paid;
	} else if (ret_bound) {
		*ret_bound = b.cost;
	}
	if (g->n > FAST_NEEDS)
		add_others(&b, available);
	return b.chosen;
}

mask bits_cover(struct fast *f, const struct fast_group *g, const double *price, mask open, mask start)
{
	return bits_cover_with(f, g, price, open, 0, start, NULL);
}
