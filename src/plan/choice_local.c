/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A good choice at once: local search over the set of products in use.
 *
 * Given the open products, every group covers its needs greedily (most weight for the money, then
 * what turned out superfluous goes again).  The search closes and opens one product at a time as
 * long as that helps, with prices an asset averaged over what is really bought.  The result stands
 * where the programme is too large for the solver to find anything as good within its nodes.
 * Deterministic; no limit but the number of rounds.
 */
#include "config.h"
#include "plan/choice.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

#define ROUNDS 40

/* In order of importance: limits broken, weight of open mandatory needs, money and penalties. */
struct value {
	double broken, open, money;
};

struct local {
	struct choice *c;
	bool *in_use;     /* per candidate: may be used */
	double *price;    /* per candidate: minor units a year for one asset, about */
};

static bool less(const struct value *a, const struct value *b)
{
	if (fabs(a->broken - b->broken) > 1e-6)
		return a->broken < b->broken;
	if (fabs(a->open - b->open) > 1e-6)
		return a->open < b->open;
	return a->money < b->money - 0.5;
}

/* ---- value of the present choice ------------------------------------------------------------- */

static void add_limits(const struct choice *c, int64_t cash, double capped, struct value *v)
{
	bool *seen = mem_zalloc(c->s->n_vendors + 1, sizeof(*seen));
	int64_t vendors = 0;
	size_t k;

	for (k = 0; k < c->n_candidates; k++) {
		size_t vendor = c->s->products[c->candidates[k].product].vendor;
		int64_t rest, servers;

		choice_demand(c, k, &rest, &servers);
		if (!rest && !servers)
			continue;
		vendors += vendor == NONE || !seen[vendor];
		if (vendor != NONE)
			seen[vendor] = true;
	}
	free(seen);
	if (c->vendors_max > 0 && vendors > c->vendors_max)
		v->broken += (double)(vendors - c->vendors_max) * 1e6;
	if (c->vendors_min > 1 && vendors < c->vendors_min)
		v->open += (double)(c->vendors_min - vendors);
	if (c->r->budget >= 0 && cash > c->r->budget)
		v->broken += (double)(cash - c->r->budget) / (double)(c->r->budget + 1);
	if (c->fate_cap > 0 && capped > (double)c->fate_cap)
		v->broken += capped - (double)c->fate_cap;
}

void choice_value(const struct choice *c, double *ret_broken, double *ret_open, double *ret_money)
{
	struct value v = { 0, 0, 0 };
	double capped = 0;
	int64_t cash = 0;
	size_t g, k, n;

	for (k = 0; k < c->n_candidates; k++) {
		int64_t rest, servers;
		struct purchase buy;

		choice_demand(c, k, &rest, &servers);
		if (!rest && !servers)
			continue;
		if (!offers_buy(&c->candidates[k].offers, rest, servers, &buy)) {
			v.broken += 1;
			continue;
		}
		v.money += (double)buy.yearly;
		cash += buy.cash;
		capped += c->candidates[k].capped ? (double)(rest + servers) : 0;
	}
	for (g = 0; g < c->n_groups; g++) {
		const struct choice_group *group = &c->groups[g];

		for (n = 0; n < group->n_needs; n++) {
			const struct choice_need *need = &group->needs[n];
			double weight = need->weight * (double)group->assets;

			if (!need->coverable || choice_meets(c, group, need))
				continue;
			*(need->mandatory ? &v.open : &v.money) +=
				need->mandatory ? weight : weight * c->penalty;
		}
	}
	add_limits(c, cash, capped, &v);
	*ret_broken = v.broken;
	*ret_open = v.open;
	*ret_money = v.money;
}

static struct value value_of(const struct choice *c)
{
	struct value v;

	choice_value(c, &v.broken, &v.open, &v.money);
	return v;
}

/* ---- one group ------------------------------------------------------------------------------- */

static bool usable(const struct local *l, const struct choice_group *g, size_t k)
{
	const struct choice *c = l->c;
	size_t other;

	if (!l->in_use[k] || g->chosen[k] || !choice_allows(g, k))
		return false;
	for (other = 0; other < c->n_candidates; other++)
		if (g->chosen[other] && choice_conflict(c->s, c->candidates[k].product,
							c->candidates[other].product))
			return false;
	return true;
}

/* What a candidate would add: weight of mandatory needs, and worth of optional ones, an asset. */
static void gain(const struct choice *c, const struct choice_group *g, const bool *met, size_t k,
		 double *must, double *worth)
{
	size_t n;

	*must = *worth = 0;
	for (n = 0; n < g->n_needs; n++) {
		if (met[n] || !g->needs[n].met_by[k])
			continue;
		if (g->needs[n].mandatory)
			*must += g->needs[n].weight;
		else
			*worth += g->needs[n].weight * c->penalty;
	}
}

/* The candidate with the most mandatory weight for its money, else one worth more than it costs. */
static size_t pick(const struct local *l, const struct choice_group *g, const bool *met)
{
	size_t k, best = NONE;
	double best_score = 0;

	for (k = 0; k < l->c->n_candidates; k++) {
		double must, worth, net, score;

		if (!usable(l, g, k))
			continue;
		gain(l->c, g, met, k, &must, &worth);
		net = l->price[k] - worth;
		/* mandatory gains always rank above merely profitable ones */
		score = must > 0 ? 1e12 + must / (net > 1 ? net : 1) * 1e6 : net < 0 ? -net : 0;
		if (score > best_score) {
			best_score = score;
			best = k;
		}
	}
	return best;
}

static void drop_useless(const struct local *l, struct choice_group *g)
{
	const struct choice *c = l->c;
	size_t k, n;

	for (k = c->n_candidates; k-- > 0;) {
		double lost = 0;
		bool needed = false;

		if (!g->chosen[k])
			continue;
		g->chosen[k] = false;
		for (n = 0; n < g->n_needs && !needed; n++) {
			if (!g->needs[n].met_by[k] || choice_meets(c, g, &g->needs[n]))
				continue;
			needed = g->needs[n].mandatory;
			lost += g->needs[n].weight * c->penalty;
		}
		g->chosen[k] = needed || lost > l->price[k];
	}
}

static void cover(const struct local *l, struct choice_group *g)
{
	bool *met = mem_zalloc(g->n_needs + 1, sizeof(*met));
	size_t k, n;

	memset(g->chosen, 0, l->c->n_candidates * sizeof(*g->chosen));
	while ((k = pick(l, g, met)) != NONE) {
		g->chosen[k] = true;
		for (n = 0; n < g->n_needs; n++)
			met[n] = met[n] || g->needs[n].met_by[k];
	}
	drop_useless(l, g);
	free(met);
}

/* ---- the search ------------------------------------------------------------------------------ */

static void cover_all(const struct local *l)
{
	size_t g;

	for (g = 0; g < l->c->n_groups; g++)
		cover(l, &l->c->groups[g]);
}

static void average_prices(struct local *l)
{
	struct choice *c = l->c;
	size_t k, g;

	for (k = 0; k < c->n_candidates; k++) {
		int64_t rest, servers;
		struct purchase buy;

		choice_demand(c, k, &rest, &servers);
		for (g = 0; !rest && !servers && g < c->n_groups; g++)
			if (choice_allows(&c->groups[g], k))
				*(c->groups[g].server ? &servers : &rest) += c->groups[g].assets;
		if (rest + servers && !c->candidates[k].banned &&
		    offers_buy(&c->candidates[k].offers, rest, servers, &buy))
			l->price[k] = (double)buy.yearly / (double)(rest + servers);
	}
}

static bool *keep(const struct choice *c)
{
	bool *copy = mem_alloc(c->n_groups * c->n_candidates + 1, sizeof(*copy));
	size_t g;

	for (g = 0; g < c->n_groups; g++)
		memcpy(copy + g * c->n_candidates, c->groups[g].chosen,
		       c->n_candidates * sizeof(*copy));
	return copy;
}

static void restore(struct choice *c, const bool *copy)
{
	size_t g;

	for (g = 0; g < c->n_groups; g++)
		memcpy(c->groups[g].chosen, copy + g * c->n_candidates,
		       c->n_candidates * sizeof(*copy));
}

/* Opens or closes one product; keeps the change when the choice is better for it. */
static bool try_move(struct local *l, size_t k, struct value *best)
{
	bool *before = keep(l->c);
	struct value v;
	bool better;

	l->in_use[k] = !l->in_use[k];
	cover_all(l);
	v = value_of(l->c);
	better = less(&v, best);
	if (better) {
		*best = v;
		average_prices(l);
	} else {
		l->in_use[k] = !l->in_use[k];
		restore(l->c, before);
	}
	free(before);
	return better;
}

/* While a limit is broken, the group whose needs weigh least for the money goes without. */
static void give_up_groups(struct local *l, struct value *best)
{
	struct choice *c = l->c;

	while (best->broken > 1e-6) {
		struct value found = { MIP_INFINITY, 0, 0 };
		size_t g, at = NONE;

		for (g = 0; g < c->n_groups; g++) {
			bool *before = keep(c);
			struct value v;

			memset(c->groups[g].chosen, 0, c->n_candidates * sizeof(bool));
			v = value_of(c);
			if (memcmp(before + g * c->n_candidates, c->groups[g].chosen,
				   c->n_candidates * sizeof(bool)) != 0 && less(&v, &found)) {
				found = v;
				at = g;
			}
			restore(c, before);
			free(before);
		}
		if (at == NONE)
			return;
		memset(c->groups[at].chosen, 0, c->n_candidates * sizeof(bool));
		*best = found;
	}
}

void choice_local(struct choice *c)
{
	struct local l = { .c = c };
	struct value best;
	bool moved = true;
	size_t k;
	int round;

	if (choice_local_fast(c))
		return;
	l.in_use = mem_alloc(c->n_candidates + 1, sizeof(*l.in_use));
	l.price = mem_zalloc(c->n_candidates + 1, sizeof(*l.price));
	for (k = 0; k < c->n_candidates; k++)
		l.in_use[k] = true;
	average_prices(&l);
	cover_all(&l);
	best = value_of(c);
	for (round = 0; round < ROUNDS && moved; round++) {
		moved = false;
		for (k = 0; k < c->n_candidates; k++)
			moved = try_move(&l, k, &best) || moved;
	}
	give_up_groups(&l, &best);
	free(l.in_use);
	free(l.price);
}
