/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/choice_answers.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

#define SMALL 300 /* columns up to which the programme is solved again */

/* ---- keeping the choice ---------------------------------------------------------------------- */

struct kept {
	bool *chosen;
	struct offers *offers;
	double objective, bound;
	bool proven;
	size_t columns;
};

static void keep(const struct choice *c, struct kept *k)
{
	size_t g, i;

	*k = (struct kept){ .objective = c->objective, .bound = c->bound, .proven = c->proven,
			    .columns = c->columns };
	k->chosen = mem_alloc(c->n_groups * c->n_candidates + 1, sizeof(*k->chosen));
	k->offers = mem_alloc(c->n_candidates + 1, sizeof(*k->offers));
	for (g = 0; g < c->n_groups; g++)
		memcpy(k->chosen + g * c->n_candidates, c->groups[g].chosen,
		       c->n_candidates * sizeof(*k->chosen));
	for (i = 0; i < c->n_candidates; i++)
		k->offers[i] = c->candidates[i].offers;
}

static void restore(struct choice *c, struct kept *k)
{
	size_t g, i;

	for (g = 0; g < c->n_groups; g++)
		memcpy(c->groups[g].chosen, k->chosen + g * c->n_candidates,
		       c->n_candidates * sizeof(*k->chosen));
	for (i = 0; i < c->n_candidates; i++)
		c->candidates[i].offers = k->offers[i];
	c->objective = k->objective;
	c->bound = k->bound;
	c->proven = k->proven;
	c->columns = k->columns;
	free(k->chosen);
	free(k->offers);
}

/* As the choice itself was found: one of the local search alone has no columns. */
static int solve_again(struct choice *c, const struct kept *k, struct err *err)
{
	size_t i;

	for (i = 0; i < c->n_candidates; i++)
		c->candidates[i].offers.settled = false;
	if (k->columns && k->columns <= SMALL)
		return choice_solve(c, err);
	choice_local(c);
	return 0;
}

/* ---- the set --------------------------------------------------------------------------------- */

void choice_describe(const struct choice *c, struct choice_set *ret)
{
	double broken;
	size_t k;

	*ret = (struct choice_set){ .cash = 0 };
	ret->products.items = arena_alloc(c->arena, c->n_candidates + 1, sizeof(size_t));
	for (k = 0; k < c->n_candidates; k++) {
		int64_t rest, servers;
		struct purchase buy;

		choice_demand(c, k, &rest, &servers);
		if (!rest && !servers)
			continue;
		ret->products.items[ret->products.n++] = c->candidates[k].product;
		if (offers_buy(&c->candidates[k].offers, rest, servers, &buy))
			ret->cash += buy.cash;
	}
	choice_value(c, &broken, &ret->open, &ret->money);
}

/* ---- the runner-up --------------------------------------------------------------------------- */

static bool is_used(const struct choice *c, size_t k)
{
	int64_t rest, servers;

	choice_demand(c, k, &rest, &servers);
	return rest || servers;
}

static int without(struct choice *c, size_t k, const struct kept *kept, struct choice_set *ret,
		   struct err *err)
{
	unsigned char *was = mem_alloc(c->n_groups + 1, 1);
	size_t g;
	int code;

	for (g = 0; g < c->n_groups; g++) {
		was[g] = c->groups[g].exclusion[k];
		c->groups[g].exclusion[k] = EX_CONFLICT;
	}
	code = solve_again(c, kept, err);
	if (!code)
		choice_describe(c, ret);
	for (g = 0; g < c->n_groups; g++)
		c->groups[g].exclusion[k] = was[g];
	free(was);
	return code;
}

int choice_runner_up(struct choice *c, struct choice_set *ret, bool *ret_found, struct err *err)
{
	struct choice_set best = { .money = MIP_INFINITY, .open = MIP_INFINITY }, now;
	bool *used = mem_alloc(c->n_candidates + 1, sizeof(*used));
	struct kept kept;
	double open;
	size_t k;
	int code = 0;

	choice_describe(c, &now);
	open = now.open;
	keep(c, &kept);
	for (k = 0; k < c->n_candidates; k++)
		used[k] = is_used(c, k);
	for (k = 0; k < c->n_candidates && !code; k++) {
		struct choice_set other;

		if (!used[k])
			continue;
		code = without(c, k, &kept, &other, err);
		if (!code && (other.open < best.open - 1e-6 ||
			      (other.open < best.open + 1e-6 && other.money < best.money)))
			best = other;
	}
	restore(c, &kept);
	free(used);
	*ret_found = !code && best.open <= open + 1e-6;
	if (!code)
		*ret = best;
	return code;
}

/* ---- the price of a need --------------------------------------------------------------------- */

struct was {
	bool mandatory;
	double weight;
};

/* What is met stays asked for; the requirement's open needs that some candidate could meet become
 * mandatory; every other open need is asked of nobody. */
static int64_t demand_it(struct choice *c, size_t requirement, struct was *was, double *penalty)
{
	int64_t assets = 0;
	size_t g, n, at = 0;

	*penalty = 0;
	for (g = 0; g < c->n_groups; g++)
		for (n = 0; n < c->groups[g].n_needs; n++, at++) {
			struct choice_need *need = &c->groups[g].needs[n];

			was[at] = (struct was){ need->mandatory, need->weight };
			if (!need->coverable || choice_meets(c, &c->groups[g], need))
				continue;
			*penalty += need->mandatory ? 0
				    : need->weight * (double)c->groups[g].assets * c->penalty;
			need->mandatory = need->requirement == requirement;
			assets += need->mandatory ? c->groups[g].assets : 0;
			need->weight = need->mandatory ? need->weight : 0;
		}
	return assets;
}

static void undemand(struct choice *c, const struct was *was)
{
	size_t g, n, at = 0;

	for (g = 0; g < c->n_groups; g++)
		for (n = 0; n < c->groups[g].n_needs; n++, at++) {
			c->groups[g].needs[n].mandatory = was[at].mandatory;
			c->groups[g].needs[n].weight = was[at].weight;
		}
}

static size_t count_needs(const struct choice *c)
{
	size_t g, n = 0;

	for (g = 0; g < c->n_groups; g++)
		n += c->groups[g].n_needs;
	return n;
}

static bool meets_all(const struct choice *c, size_t requirement)
{
	size_t g, n;

	for (g = 0; g < c->n_groups; g++)
		for (n = 0; n < c->groups[g].n_needs; n++) {
			const struct choice_need *need = &c->groups[g].needs[n];

			if (need->requirement == requirement && need->coverable &&
			    !choice_meets(c, &c->groups[g], need))
				return false;
		}
	return true;
}

int choice_price(struct choice *c, size_t requirement, double *ret_more, int64_t *ret_assets,
		 struct err *err)
{
	struct was *was = mem_alloc(count_needs(c) + 1, sizeof(*was));
	struct plan_request unlimited = *c->r;
	const struct plan_request *asked = c->r;
	struct choice_set now, then;
	struct kept kept;
	double penalty;
	int code = 0;

	choice_describe(c, &now);
	keep(c, &kept);
	*ret_assets = demand_it(c, requirement, was, &penalty);
	*ret_more = MIP_INFINITY;
	if (*ret_assets) {
		unlimited.budget = -1;
		c->r = &unlimited;
		code = solve_again(c, &kept, err);
		c->r = asked;
		choice_describe(c, &then);
		if (!code && meets_all(c, requirement))
			/* penalties that nobody asks for any more are no money saved */
			*ret_more = then.money - (now.money - penalty);
	}
	undemand(c, was);
	restore(c, &kept);
	free(was);
	return code;
}
