/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first load of a big table: indexes after the rows. */
#include "config.h"
#include "model/change_parts.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "model/store.h"
#include "model/tables.h"
#include "util/mem.h"

/* The indexes of these tables as the schema files make them; a test compares the two. */
static const struct {
	const struct table *table;
	bool key;
	const char *drop, *create;
} indexes[] = {
	{ &table_assets, true, "DROP INDEX assets_key",
	  "CREATE UNIQUE INDEX assets_key ON \"assets\" (\"asset\")" },
	{ &table_assets, false, "DROP INDEX assets_serial",
	  "CREATE INDEX assets_serial ON assets (serial) WHERE serial IS NOT NULL" },
	{ &table_assets, false, "DROP INDEX assets_tag",
	  "CREATE INDEX assets_tag ON assets (tag) WHERE tag IS NOT NULL" },
	{ &table_assets, false, "DROP INDEX assets_mac",
	  "CREATE INDEX assets_mac ON assets (mac) WHERE mac IS NOT NULL" },
	{ &table_assets, false, "DROP INDEX assets_name", "CREATE INDEX assets_name ON assets (name)" },
	{ &table_assets, false, "DROP INDEX assets_cohort",
	  "CREATE INDEX assets_cohort ON assets (cohort, quantity, last_seen)" },
	{ &table_installs, true, "DROP INDEX installs_key",
	  "CREATE UNIQUE INDEX installs_key ON \"installs\" (\"asset\", \"product\")" },
	{ &table_installs, false, "DROP INDEX installs_product",
	  "CREATE INDEX installs_product ON installs (product, asset)" },
};
#define N_INDEXES (sizeof(indexes) / sizeof(indexes[0]))

static int is_empty(struct db *db, const struct table *t, bool *ret, struct err *err)
{
	struct strbuf sql = STRBUF_INIT;
	int64_t any;
	int rc;

	strbuf_adds(&sql, "SELECT 1 FROM ");
	store_name(NULL, t->name, &sql);
	strbuf_adds(&sql, " LIMIT 1");
	rc = db_get_int(db, sql.buf, 0, &any, err);
	if (rc == 0)
		*ret = !any;
	strbuf_release(&sql);
	return rc;
}

int bulk_begin(struct change *c, struct table_state *st, struct err *err)
{
	bool empty = false, known = false;
	size_t i;
	int rc;

	if (st->asked_empty || !(c->info->flags & CHANGE_IMPORT))
		return 0;
	st->asked_empty = true;
	for (i = 0; i < N_INDEXES; i++)
		known |= indexes[i].table == st->rows.table;
	if (!known)
		return 0;
	rc = is_empty(c->db, st->rows.table, &empty, err);
	if (rc < 0 || !empty)
		return rc;
	rc = db_allow_indexes(c->db, err);
	for (i = 0; rc == 0 && i < N_INDEXES; i++)
		if (indexes[i].table == st->rows.table)
			rc = db_exec(c->db, indexes[i].drop, err);
	st->indexes_dropped = st->key_dropped = rc == 0;
	return rc;
}

/* ---- keys ----------------------------------------------------------------------------------- */

static uint64_t key_hash(const struct table_state *st, char *const *cell, struct strbuf *scratch)
{
	static const unsigned char key[crypto_shorthash_KEYBYTES] = "lifeboat key v1";
	unsigned char out[crypto_shorthash_BYTES];
	uint64_t hash;
	size_t i;

	strbuf_reset(scratch);
	for (i = 0; i < st->rows.n_key; i++) {
		strbuf_adds(scratch, cell[st->rows.key[i]]);
		strbuf_addch(scratch, '\0');
	}
	crypto_shorthash(out, (const unsigned char *)scratch->buf, scratch->len, key);
	memcpy(&hash, out, sizeof(hash));
	return hash ? hash : 1;
}

/* Place of the hash, or the free place where it belongs. */
static size_t slot_of(const struct key_set *set, uint64_t hash)
{
	size_t at = (size_t)hash & (set->cap - 1);

	while (set->slots[at] && set->slots[at] != hash)
		at = (at + 1) & (set->cap - 1);
	return at;
}

static void grow(struct key_set *set)
{
	struct key_set bigger = { .cap = set->cap ? set->cap * 2 : 1024, .n = set->n };
	size_t i;

	bigger.slots = mem_zalloc(bigger.cap, sizeof(*bigger.slots));
	for (i = 0; i < set->cap; i++)
		if (set->slots[i])
			bigger.slots[slot_of(&bigger, set->slots[i])] = set->slots[i];
	free(set->slots);
	*set = bigger;
}

int bulk_add_key(struct change *c, struct table_state *st, char *const *cell, struct err *err)
{
	struct key_set *set = &st->keys;
	uint64_t hash;
	size_t at;

	if (!st->key_dropped)
		return 0;
	if (set->n + 1 > set->cap / 2)
		grow(set);
	hash = key_hash(st, cell, &c->text);
	at = slot_of(set, hash);
	if (!set->slots[at]) {
		set->slots[at] = hash;
		set->n++;
		return 1;
	}
	return bulk_need_key(c, st, err); /* twice in one file, most likely: look it up */
}

static int create(struct change *c, struct table_state *st, bool key, struct err *err)
{
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < N_INDEXES; i++)
		if (indexes[i].table == st->rows.table && indexes[i].key == key)
			rc = db_exec(c->db, indexes[i].create, err);
	return rc;
}

int bulk_need_key(struct change *c, struct table_state *st, struct err *err)
{
	if (!st->key_dropped)
		return 0;
	st->key_dropped = false;
	free(st->keys.slots);
	st->keys = (struct key_set){ NULL, 0, 0 };
	return create(c, st, true, err);
}

int bulk_end(struct change *c, struct err *err)
{
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < model_n_tables; i++) {
		struct table_state *st = &c->state[i];

		if (!st->indexes_dropped)
			continue;
		rc = bulk_need_key(c, st, err);
		if (rc == 0)
			rc = create(c, st, false, err);
		st->indexes_dropped = false;
	}
	return rc;
}
