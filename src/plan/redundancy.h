/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Single points of failure, before any breach: how many breaches a set of products survives.
 *
 * The redundancy of a set is the least number of vendors and products whose breach reaches all of
 * it, by the same closure that bans replacements (plan/fate.h).  Two products of one engine have a
 * redundancy of 1 like a single product; 0 is the empty set.  Counted exactly up to REDUNDANCY_MANY,
 * which means "that or more".  Warnings (siblings under one parent) do not count as reached.
 */
#ifndef LIFEBOAT_PLAN_REDUNDANCY_H
#define LIFEBOAT_PLAN_REDUNDANCY_H

#include "plan/fate.h"

#define REDUNDANCY_MANY 3

struct redundancy {
	const struct snapshot *s;
	size_t n_nodes;           /* products, then vendors */
	unsigned char *reaches;   /* node × product: a breach of the node reaches it */
	size_t *width;            /* per node: products it reaches */
};

void redundancy_init(const struct snapshot *s, struct arena *arena, struct redundancy *ret);
/* *ret_node: with a result of 1 the node that takes all of it; of several the one that reaches most,
 * a vendor before its product. */
int redundancy_of(const struct redundancy *r, const struct index_list *products,
		  struct fate_node *ret_node);

#endif
