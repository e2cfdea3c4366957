/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/plan_classes.h"

#include <stdlib.h>
#include <string.h>

#include "model/store.h"
#include "util/text.h"
#include "util/vec.h"

struct loading {
	const struct snapshot *s;
	struct arena *arena;
	VEC(struct gap_class) found;
};

static bool listed(const struct index_list *l, size_t item)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (l->items[i] == item)
			return true;
	return false;
}

/* "a@1;b" without what is in `but`; appended to `ret`. */
static void add_products(const struct loading *g, const char *list, const struct index_list *but,
			 struct index_list *ret)
{
	const char *piece;
	size_t length, most = ret->n + 1, i;
	size_t *items;

	for (i = 0; list && list[i]; i++)
		most += list[i] == ';';
	items = arena_alloc(g->arena, most + 1, sizeof(*items));
	if (ret->n)
		memcpy(items, ret->items, ret->n * sizeof(*items));
	ret->items = items;
	while (list && text_list_next(&list, &piece, &length)) {
		const char *at = memchr(piece, '@', length);
		char *key = arena_strndup(g->arena, piece, at ? (size_t)(at - piece) : length);
		size_t product = snapshot_product(g->s, key);

		if (product != NONE && !listed(ret, product) && (!but || !listed(but, product)))
			ret->items[ret->n++] = product;
	}
}

static int keep_class(void *context, const struct record *r, struct err *err)
{
	struct loading *g = context;
	const char *installs = record_get(r, "installs"), *os = record_get(r, "os");
	const char *quantity = record_get(r, "quantity");
	struct index_list leaving = { NULL, 0 };
	struct gap_class c = { .key = arena_strdup(g->arena, record_get(r, "class")) };
	struct strbuf fold = STRBUF_INIT;

	(void)err;
	if (os) {
		text_fold(os, &fold);
		c.os = arena_strdup(g->arena, fold.buf);
		strbuf_release(&fold);
	}
	c.assets = quantity ? strtoll(quantity, NULL, 10) : 0;
	add_products(g, record_get(r, "leaving"), NULL, &leaving);
	add_products(g, installs, NULL, &c.before);
	add_products(g, installs, &leaving, &c.staying);
	add_products(g, installs, &leaving, &c.after);
	add_products(g, record_get(r, "to"), NULL, &c.after);
	VEC_PUSH(&g->found, c);
	return 0;
}

int plan_classes_load(struct db *db, const struct snapshot *s, const char *plan, int64_t version,
		      struct arena *arena, struct plan_classes *ret, struct err *err)
{
	struct loading g = { .s = s, .arena = arena };
	struct store_query q = { .table = table_find("plan_classes"), .sort = -1 };
	struct selector *where = NULL;
	struct strbuf text = STRBUF_INIT;
	int rc;

	strbuf_addf(&text, "plan=\"%s\" version=%lld", plan, (long long)version);
	rc = selector_parse(q.table, text.buf, &where, err);
	q.where = where;
	if (rc == 0)
		rc = store_each(db, &q, -1, keep_class, &g, err);
	if (rc == 0) {
		ret->n = g.found.n;
		ret->items = arena_alloc(arena, g.found.n + 1, sizeof(*ret->items));
		if (g.found.n)
			memcpy(ret->items, g.found.items, g.found.n * sizeof(*ret->items));
	}
	VEC_RELEASE(&g.found);
	selector_free(where);
	strbuf_release(&text);
	return rc;
}
