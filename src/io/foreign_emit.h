/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Only for src/io/foreign_emit.c and foreign_asset.c: what they share while a file is read. */
#ifndef LIFEBOAT_IO_FOREIGN_EMIT_H
#define LIFEBOAT_IO_FOREIGN_EMIT_H

#include "io/asset_index.h"
#include "io/foreign.h"
#include "io/names.h"

struct link_pair {
	uint32_t needs, needed; /* places in the asset index */
	size_t line;
};

#define EMIT_WORK 4

/* Place of a column, remembered by the address of its name (always a literal). */
struct column_place {
	const struct table *table;
	const char *name;
	int column;
};

struct emitter {
	struct foreign *fx;
	struct names sites, vendors, products;
	struct asset_index *assets;
	struct hash_set seen;            /* keys put by this file */
	struct hash_set links_seen;
	VEC(struct link_pair) links;
	struct record asset, install;    /* used again for every row */
	struct strbuf work[EMIT_WORK];
	struct column_place places[48];
	size_t n_places;
	char *agent_product;             /* key; NULL until the first install */
};

/* Value of the present row; "" when there is none. */
const char *emit_value(const struct emitter *e, enum field f);
/* Puts the canonical form of `text` into a cell and marks it as given; `column` is a literal; empty text does nothing.
 * False when the row was rejected because of it. */
bool emit_cell(struct emitter *e, struct record *r, uint64_t *given, const char *column,
	       const char *text, size_t line);
/* The key of what `text` names, added when nobody knows it yet (`extra`: column, value pairs, then
 * NULL).  1 when the row was rejected; *ret_key is owned by the caller. */
int emit_reference(struct emitter *e, struct names *n, const char *text, const char *const *extra,
		   size_t line, char **ret_key, struct err *err);
int emit_product(struct emitter *e, const char *name, const char *vendor, const char *category,
		 size_t line, char **ret_key, struct err *err);
/* The name a numbered place goes by until somebody names it. */
void emit_place_name(const char *id, struct strbuf *out);

/* foreign_asset.c */
int emit_asset(struct emitter *e, size_t line, struct err *err);

#endif
