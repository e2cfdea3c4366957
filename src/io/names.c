/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/names.h"

#include <stdlib.h>
#include <string.h>

#include "model/store.h"
#include "util/mem.h"
#include "util/text.h"

void names_init(struct names *n, const char *table)
{
	*n = (struct names){ .table = table_find(table), .arena = ARENA_INIT, .by_text = MAP_INIT };
}

void names_release(struct names *n)
{
	map_release(&n->by_text);
	arena_release(&n->arena);
	free(n->keys);
	n->keys = NULL;
	n->n = n->cap = 0;
}

static char *folded(struct names *n, const char *text)
{
	struct strbuf trimmed = STRBUF_INIT, fold = STRBUF_INIT;
	char *copy;

	text_trim(text, &trimmed);
	text_fold(trimmed.buf, &fold);
	copy = arena_strndup(&n->arena, fold.buf, fold.len);
	strbuf_release(&trimmed);
	strbuf_release(&fold);
	return copy;
}

const char *names_find(struct names *n, const char *text)
{
	struct strbuf trimmed = STRBUF_INIT, fold = STRBUF_INIT;
	size_t i;

	text_trim(text, &trimmed);
	text_fold(trimmed.buf, &fold);
	i = map_get(&n->by_text, fold.buf);
	strbuf_release(&trimmed);
	strbuf_release(&fold);
	return i == MAP_NONE ? NULL : n->keys[i];
}

void names_add(struct names *n, const char *text, const char *key)
{
	if (n->n == n->cap) {
		n->cap = n->cap ? n->cap * 2 : 64;
		n->keys = mem_resize(n->keys, n->cap, sizeof(*n->keys));
	}
	n->keys[n->n] = arena_strdup(&n->arena, key);
	if (map_add(&n->by_text, folded(n, text), n->n) == n->n)
		n->n++;
}

static int load_row(void *context, const struct record *r, struct err *err)
{
	struct names *n = context;
	const char *key = r->cell[0], *name = record_get(r, "name"), *piece;
	const char *aliases = table_column(n->table, "aliases") >= 0 ? record_get(r, "aliases") : NULL;
	size_t length;

	(void)err;
	names_add(n, key, key);
	if (name)
		names_add(n, name, key);
	while (text_list_next(&aliases, &piece, &length))
		names_add(n, arena_strndup(&n->arena, piece, length), key);
	return 0;
}

int names_load(struct names *n, struct db *db, struct err *err)
{
	struct store_query q = { .table = n->table, .sort = -1 };

	return store_each(db, &q, -1, load_row, n, err);
}

void names_new_key(struct names *n, const char *text, struct strbuf *out)
{
	struct strbuf lower = STRBUF_INIT;
	size_t start = out->len, base;

	text_fold(text, &lower);
	key_from_text(lower.buf, out);
	base = out->len;
	for (int i = 2; names_find(n, out->buf + start); i++) {
		strbuf_setlen(out, base);
		strbuf_addf(out, "-%d", i);
	}
	strbuf_release(&lower);
}
