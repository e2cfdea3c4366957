/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keys of small tables (sites, vendors, products, people) by what an inventory calls them: by key,
 * name or alias, whatever the case.
 */
#ifndef LIFEBOAT_IO_NAMES_H
#define LIFEBOAT_IO_NAMES_H

#include "db/db.h"
#include "model/table.h"
#include "util/arena.h"
#include "util/err.h"
#include "util/map.h"

struct names {
	const struct table *table;
	struct arena arena;
	struct map by_text;     /* folded text → index into keys */
	char **keys;
	size_t n, cap;
};

void names_init(struct names *n, const char *table);
void names_release(struct names *n);
int names_load(struct names *n, struct db *db, struct err *err);
/* The key, or NULL. */
const char *names_find(struct names *n, const char *text);
/* Learns that `text` means `key`. */
void names_add(struct names *n, const char *text, const char *key);
/* Appends a key made from `text` that no row has yet. */
void names_new_key(struct names *n, const char *text, struct strbuf *out);

#endif
