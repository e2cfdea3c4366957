/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/redundancy.h"

#include <string.h>

static struct fate_node node_at(const struct snapshot *s, size_t i)
{
	return i < s->n_products ? (struct fate_node){ .product = i, .vendor = NONE }
				 : (struct fate_node){ .product = NONE,
						       .vendor = i - s->n_products };
}

void redundancy_init(const struct snapshot *s, struct arena *arena, struct redundancy *ret)
{
	size_t i, k;

	*ret = (struct redundancy){ .s = s, .n_nodes = s->n_products + s->n_vendors };
	ret->reaches = arena_alloc(arena, ret->n_nodes * s->n_products + 1, 1);
	ret->width = arena_alloc(arena, ret->n_nodes + 1, sizeof(*ret->width));
	for (i = 0; i < ret->n_nodes; i++) {
		struct plan_breached one = { .node = node_at(s, i) };
		struct arena scratch = ARENA_INIT;
		struct fate f;

		fate_close(s, &one, 1, &scratch, &f);
		for (k = 0; k < s->n_products; k++) {
			bool hit = f.products[k].state == FATE_AFFECTED;

			ret->reaches[i * s->n_products + k] = hit;
			ret->width[i] += hit;
		}
		arena_release(&scratch);
	}
}

/* Whether node takes every product that is not taken yet; marks what it takes. */
static bool takes_rest(const struct redundancy *r, size_t node, const struct index_list *products,
		       const unsigned char *taken, unsigned char *ret_taken)
{
	const unsigned char *row = r->reaches + node * r->s->n_products;
	bool all = true;
	size_t i;

	for (i = 0; i < products->n; i++) {
		ret_taken[i] = taken[i] || row[products->items[i]];
		all = all && ret_taken[i];
	}
	return all;
}

#define MOST_PRODUCTS 64 /* of one set; more are taken as many */

int redundancy_of(const struct redundancy *r, const struct index_list *products,
		  struct fate_node *ret_node)
{
	unsigned char none[MOST_PRODUCTS] = { 0 }, one[MOST_PRODUCTS], two[MOST_PRODUCTS];
	size_t i, k, best = NONE;

	*ret_node = (struct fate_node){ NONE, NONE };
	if (!products->n)
		return 0;
	if (products->n > MOST_PRODUCTS)
		return REDUNDANCY_MANY;
	for (i = 0; i < r->n_nodes; i++)
		if (takes_rest(r, i, products, none, one) &&
		    (best == NONE || r->width[i] >= r->width[best]))
			best = i;
	if (best != NONE) {
		*ret_node = node_at(r->s, best);
		return 1;
	}
	for (i = 0; i < r->n_nodes; i++) {
		takes_rest(r, i, products, none, one);
		for (k = i + 1; k < r->n_nodes; k++)
			if (takes_rest(r, k, products, one, two))
				return 2;
	}
	return REDUNDANCY_MANY;
}
