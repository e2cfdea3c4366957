/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Assets on any selector, counted by what coverage looks at: operating system and products.  Unlike
 * the classes of a snapshot these groups follow a selector that nothing in the workspace reads yet.
 */
#ifndef LIFEBOAT_APP_ESTATE_H
#define LIFEBOAT_APP_ESTATE_H

#include "model/snapshot.h"

struct app;

struct estate_group {
	char *os;                   /* folded; NULL unknown */
	struct index_list products; /* by index */
	int64_t assets;
};

struct estate {
	struct estate_group *groups;
	size_t n;
	int64_t assets;
};

/* selector NULL: all assets.  Memory in `arena`. */
int estate_load(struct app *app, const struct snapshot *s, const char *selector, struct arena *arena,
		struct estate *ret, struct err *err);

#endif
