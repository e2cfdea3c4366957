/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/estate.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "model/store.h"
#include "util/map.h"
#include "util/text.h"
#include "util/vec.h"

struct one {
	char *os;
	int64_t quantity;
	size_t first; /* in links; NONE */
};

struct link_to {
	size_t product, next;
};

struct loading {
	const struct snapshot *s;
	struct arena *arena;
	struct arena scratch;
	struct map by_key;
	VEC(struct one) assets;
	VEC(struct link_to) links;
	int os, quantity; /* columns */
};

static int keep_asset(void *context, const struct record *r, struct err *err)
{
	struct loading *g = context;
	struct one a = { .first = NONE, .quantity = 1 };
	struct strbuf fold = STRBUF_INIT;

	(void)err;
	if (r->cell[g->quantity])
		a.quantity = strtoll(r->cell[g->quantity], NULL, 10);
	if (r->cell[g->os]) {
		text_fold(r->cell[g->os], &fold);
		a.os = arena_strdup(&g->scratch, fold.buf);
		strbuf_release(&fold);
	}
	map_put(&g->by_key, arena_strdup(&g->scratch, r->cell[0]), g->assets.n);
	VEC_PUSH(&g->assets, a);
	return 0;
}

/* Installs come by asset and product: each asset's list ends up with the greatest first. */
static int keep_install(void *context, const struct record *r, struct err *err)
{
	struct loading *g = context;
	size_t at = map_get(&g->by_key, r->cell[0]);
	size_t product = snapshot_product(g->s, r->cell[1]);

	(void)err;
	if (at == MAP_NONE || product == NONE)
		return 0;
	VEC_PUSH(&g->links, (struct link_to){ product, g->assets.items[at].first });
	g->assets.items[at].first = g->links.n - 1;
	return 0;
}

static struct estate_group new_group(struct loading *g, const struct one *a)
{
	struct estate_group group = { .os = arena_strdup(g->arena, a->os) };
	size_t k, n = 0;

	for (k = a->first; k != NONE; k = g->links.items[k].next)
		n++;
	group.products.items = arena_alloc(g->arena, n + 1, sizeof(size_t));
	group.products.n = n;
	for (k = a->first; k != NONE; k = g->links.items[k].next)
		group.products.items[--n] = g->links.items[k].product;
	return group;
}

static void make_groups(struct loading *g, struct estate *ret)
{
	VEC(struct estate_group) groups = VEC_INIT;
	struct map known = MAP_INIT;
	struct strbuf key = STRBUF_INIT;
	size_t i, k;

	*ret = (struct estate){ .n = 0 };
	for (i = 0; i < g->assets.n; i++) {
		const struct one *a = &g->assets.items[i];
		size_t at;

		strbuf_reset(&key);
		strbuf_adds(&key, a->os ? a->os : "");
		for (k = a->first; k != NONE; k = g->links.items[k].next)
			strbuf_addf(&key, "|%zu", g->links.items[k].product);
		at = map_get(&known, key.buf);
		if (at == MAP_NONE) {
			at = groups.n;
			map_put(&known, arena_strdup(&g->scratch, key.buf), at);
			VEC_PUSH(&groups, new_group(g, a));
		}
		groups.items[at].assets += a->quantity;
		ret->assets += a->quantity;
	}
	ret->n = groups.n;
	ret->groups = arena_alloc(g->arena, groups.n + 1, sizeof(*ret->groups));
	if (groups.n)
		memcpy(ret->groups, groups.items, groups.n * sizeof(*groups.items));
	VEC_RELEASE(&groups);
	map_release(&known);
	strbuf_release(&key);
}

int estate_load(struct app *app, const struct snapshot *s, const char *selector, struct arena *arena,
		struct estate *ret, struct err *err)
{
	struct loading g = { .s = s, .arena = arena };
	struct store_query assets = { .table = table_find("assets"), .sort = -1 };
	struct store_query installs = { .table = table_find("installs"), .sort = -1 };
	struct selector *where = NULL;
	struct db *db;
	int rc = app_db(app, &db, err);

	g.os = table_column(assets.table, "os");
	g.quantity = table_column(assets.table, "quantity");
	if (rc == 0 && selector)
		rc = selector_parse(assets.table, selector, &where, err);
	assets.where = where;
	if (rc == 0)
		rc = store_each(db, &assets, -1, keep_asset, &g, err);
	if (rc == 0)
		rc = store_each(db, &installs, -1, keep_install, &g, err);
	if (rc == 0)
		make_groups(&g, ret);
	selector_free(where);
	map_release(&g.by_key);
	VEC_RELEASE(&g.assets);
	VEC_RELEASE(&g.links);
	arena_release(&g.scratch);
	return rc;
}
