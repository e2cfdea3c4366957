/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Selection: writes the choice of replacements into the plan.
 */
#include "config.h"
#include "plan/plan.h"

#include "plan/choice.h"
#include "util/i18n.h"

static void fill_classes(const struct choice *c)
{
	size_t g, i, k;

	for (g = 0; g < c->n_groups; g++) {
		const struct choice_group *group = &c->groups[g];

		for (i = 0; i < group->classes.n; i++) {
			struct plan_class *pc = &c->p->classes[group->classes.items[i]];

			pc->to.items = arena_alloc(&c->p->arena, c->n_candidates + 1,
						   sizeof(*pc->to.items));
			pc->to.n = 0;
			for (k = 0; k < c->n_candidates; k++)
				if (group->chosen[k])
					pc->to.items[pc->to.n++] = c->candidates[k].product;
		}
	}
}

/* One row per candidate, in key order; the costs are computed anew from the exact prices. */
static double fill_selections(const struct choice *c)
{
	struct plan *p = c->p;
	double yearly = 0;
	size_t k;

	p->selections = arena_alloc(&p->arena, c->n_candidates + 1, sizeof(*p->selections));
	p->n_selections = c->n_candidates;
	p->choice.cost = 0;
	for (k = 0; k < c->n_candidates; k++) {
		struct plan_selection *sel = &p->selections[k];
		int64_t rest, servers;
		struct purchase buy;

		*sel = (struct plan_selection){ .product = c->candidates[k].product, .price = NONE };
		choice_demand(c, k, &rest, &servers);
		if (!rest && !servers)
			continue;
		sel->chosen = true;
		if (!offers_buy(&c->candidates[k].offers, rest, servers, &buy))
			continue;
		sel->quantity = buy.quantity;
		sel->price = buy.price;
		sel->second_price = buy.second_price;
		sel->second_quantity = buy.second_quantity;
		sel->cost = buy.cash;
		p->choice.cost += buy.cash;
		yearly += (double)buy.yearly;
	}
	return yearly;
}

/* Penalties of optional needs that could have been met, and the mandatory ones left open. */
static double count_open(const struct choice *c)
{
	double penalty = 0;
	size_t g, n;

	c->p->choice.unmet = 0;
	for (g = 0; g < c->n_groups; g++) {
		const struct choice_group *group = &c->groups[g];

		for (n = 0; n < group->n_needs; n++) {
			if (choice_meets(c, group, &group->needs[n]))
				continue;
			if (group->needs[n].mandatory)
				c->p->choice.unmet += (int64_t)group->classes.n;
			else if (group->needs[n].coverable)
				penalty += group->needs[n].weight * (double)group->assets *
					   c->penalty;
		}
	}
	return penalty;
}

int plan_select(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		struct err *err)
{
	struct arena scratch = ARENA_INIT;
	struct choice c;
	int code;

	if (!r->solve)
		return err_set(err, ERR_INTERNAL, N_("the planner was given no solver"));
	code = choice_build(s, r, p, &scratch, &c, err);
	if (!code)
		code = choice_solve(&c, err);
	if (!code) {
		fill_classes(&c);
		c.objective = fill_selections(&c) + count_open(&c);
		p->choice.objective = c.objective;
		p->choice.bound = c.bound < c.objective ? c.bound : c.objective;
		p->choice.proven = c.proven;
		coverage_gaps(&c.cov, p);
		code = choice_explain(&c, err);
	}
	arena_release(&scratch);
	return code;
}
