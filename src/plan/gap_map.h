/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One line a capability: how many assets have it before a switch, after it, and lose or gain it.
 *
 * Three-valued like all coverage: an asset whose products before, or after, were not tested on a
 * capability neither loses nor gains it; it counts as not tested.  Where both were not, the capability
 * says nothing about the asset.
 */
#ifndef LIFEBOAT_PLAN_GAP_MAP_H
#define LIFEBOAT_PLAN_GAP_MAP_H

#include "plan/coverage.h"

struct gap_class {
	const char *key, *os;     /* os folded; NULL unknown */
	struct index_list before, staying, after; /* products */
	int64_t assets;
};

enum gap_kind { GK_BEFORE, GK_AFTER, GK_KEPT, GK_LOST, GK_GAINED, GK_DOUBLED, GK_NOT_TESTED,
		GK_NEVER, GK_N };

struct gap_line {
	size_t capability;
	int64_t assets[GK_N];     /* by kind; GK_NEVER: tested and covered neither way */
};

/* Lines in catalogue order, only capabilities some product of some class has a row on. */
void gap_map(const struct coverage *c, const struct gap_class *classes, size_t n, int32_t threshold,
	     struct arena *arena, struct gap_line **ret, size_t *ret_n);
/* The kind that tells most about a line: lost before not tested before gained, doubled, kept, never. */
enum gap_kind gap_line_kind(const struct gap_line *l);
/* Capabilities covered before and not by what stays: gone from removal until safe. */
size_t gap_transient(const struct coverage *c, const struct gap_class *class, int32_t threshold);

#endif
