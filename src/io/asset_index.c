/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/asset_index.h"

#include <stdlib.h>
#include <string.h>

#include "io/foreign_value.h"
#include "io/import.h"
#include "model/store.h"
#include "util/mem.h"
#include "util/strbuf.h"
#include "util/text.h"
#include "util/vec.h"

enum mark { MARK_KEY = 1, MARK_SERIAL, MARK_TAG, MARK_AGENT, MARK_MAC, MARK_NAME, MARK_SHORT };

/* A short name that fits several. */
#define SEVERAL (ASSET_NONE - 1)

struct known {
	uint32_t key;      /* where its key stands in `keys` */
	uint32_t serial, tag, domain; /* halves of hashes; 0: not known */
	uint32_t line;
};

struct asset_index {
	VEC(struct known) assets;
	struct strbuf keys;
	uint64_t *hash;    /* 0: free */
	uint32_t *asset;
	size_t n, cap;
	struct strbuf work, part;
};

struct asset_index *asset_index_new(void)
{
	struct asset_index *ix = mem_zalloc(1, sizeof(*ix));

	strbuf_init(&ix->keys);
	strbuf_init(&ix->work);
	strbuf_init(&ix->part);
	return ix;
}

void asset_index_free(struct asset_index *ix)
{
	if (!ix)
		return;
	VEC_RELEASE(&ix->assets);
	strbuf_release(&ix->keys);
	strbuf_release(&ix->work);
	strbuf_release(&ix->part);
	free(ix->hash);
	free(ix->asset);
	free(ix);
}

/* ---- the table of marks -------------------------------------------------------------------- */

static size_t place_of(const struct asset_index *ix, uint64_t hash)
{
	size_t at = (size_t)hash & (ix->cap - 1);

	while (ix->hash[at] && ix->hash[at] != hash)
		at = (at + 1) & (ix->cap - 1);
	return at;
}

static void grow(struct asset_index *ix)
{
	struct asset_index old = *ix;

	ix->cap = old.cap ? old.cap * 2 : 4096;
	ix->hash = mem_zalloc(ix->cap, sizeof(*ix->hash));
	ix->asset = mem_alloc(ix->cap, sizeof(*ix->asset));
	for (size_t i = 0; i < old.cap; i++) {
		size_t at;

		if (!old.hash[i])
			continue;
		at = place_of(ix, old.hash[i]);
		ix->hash[at] = old.hash[i];
		ix->asset[at] = old.asset[i];
	}
	free(old.hash);
	free(old.asset);
}

static uint32_t get(const struct asset_index *ix, uint64_t hash)
{
	size_t at;

	if (!ix->cap || !hash)
		return ASSET_NONE;
	at = place_of(ix, hash);
	return ix->hash[at] ? ix->asset[at] : ASSET_NONE;
}

/* Keeps what is there; a short name that comes twice fits several. */
static void put(struct asset_index *ix, uint64_t hash, uint32_t asset, bool shared)
{
	size_t at;

	if (!hash)
		return;
	if ((ix->n + 1) * 4 > ix->cap * 3)
		grow(ix);
	at = place_of(ix, hash);
	if (!ix->hash[at]) {
		ix->hash[at] = hash;
		ix->asset[at] = asset;
		ix->n++;
	} else if (shared && ix->asset[at] != asset) {
		ix->asset[at] = SEVERAL;
	}
}

/* ---- hashes of marks ----------------------------------------------------------------------- */

struct hashes {
	uint64_t key, serial, tag, agent, name, short_name;
	uint32_t domain;
};

static uint64_t hash_folded(struct asset_index *ix, enum mark kind, const char *text, size_t length)
{
	uint64_t hash;

	if (!text || !length)
		return 0;
	if (text[length]) {
		strbuf_reset(&ix->part);
		strbuf_add(&ix->part, text, length);
		text = ix->part.buf;
	}
	strbuf_reset(&ix->work);
	text_fold(text, &ix->work);
	hash = import_hash(ix->work.buf, (uint64_t)kind << 56);
	return hash ? hash : 1;
}

static uint64_t hash_text(struct asset_index *ix, enum mark kind, const char *text)
{
	return text ? hash_folded(ix, kind, text, strlen(text)) : 0;
}

static void hash_marks(struct asset_index *ix, const struct marks *m, struct hashes *h)
{
	*h = (struct hashes){ 0 };
	h->key = m->key && *m->key ? import_hash(m->key, (uint64_t)MARK_KEY << 56) | 1 : 0;
	if (m->serial && !foreign_junk_serial(m->serial))
		h->serial = hash_text(ix, MARK_SERIAL, m->serial);
	h->tag = hash_text(ix, MARK_TAG, m->tag);
	h->agent = hash_text(ix, MARK_AGENT, m->agent_id);
	h->name = hash_text(ix, MARK_NAME, m->name);
	if (m->name && foreign_is_host(m->name)) {
		const char *dot = strchr(m->name, '.');
		size_t n = dot ? (size_t)(dot - m->name) : strlen(m->name);

		h->short_name = hash_folded(ix, MARK_SHORT, m->name, n);
		if (dot && dot[1])
			h->domain = (uint32_t)(hash_text(ix, MARK_NAME, dot + 1) >> 32) | 1;
	}
}

static uint32_t half(uint64_t hash)
{
	return hash ? (uint32_t)(hash >> 32) | 1 : 0;
}

/* ---- finding ------------------------------------------------------------------------------- */

static bool differ(uint32_t a, uint32_t b)
{
	return a && b && a != b;
}

/* Do stronger marks than `by` speak against the asset? */
static bool contradicts(const struct asset_index *ix, uint32_t asset, const struct hashes *h,
			enum mark by)
{
	const struct known *k = &ix->assets.items[asset];

	return (by > MARK_SERIAL && differ(k->serial, half(h->serial))) ||
	       (by > MARK_TAG && differ(k->tag, half(h->tag))) ||
	       (by == MARK_SHORT && differ(k->domain, h->domain));
}

static uint32_t try_mark(const struct asset_index *ix, const struct hashes *h, enum mark by,
			 uint64_t hash)
{
	uint32_t asset = get(ix, hash);

	if (asset == ASSET_NONE || asset == SEVERAL || contradicts(ix, asset, h, by))
		return ASSET_NONE;
	return asset;
}

static uint32_t find_mac(struct asset_index *ix, const struct hashes *h, const char *macs)
{
	const char *at = macs, *piece;
	size_t length;

	while (text_list_next(&at, &piece, &length)) {
		uint32_t asset = try_mark(ix, h, MARK_MAC,
					  hash_folded(ix, MARK_MAC, piece, length));

		if (asset != ASSET_NONE)
			return asset;
	}
	return ASSET_NONE;
}

uint32_t asset_index_find(struct asset_index *ix, const struct marks *m)
{
	struct hashes h;
	uint32_t asset;

	hash_marks(ix, m, &h);
	asset = get(ix, h.key);
	if (asset == ASSET_NONE)
		asset = try_mark(ix, &h, MARK_SERIAL, h.serial);
	if (asset == ASSET_NONE)
		asset = try_mark(ix, &h, MARK_TAG, h.tag);
	if (asset == ASSET_NONE)
		asset = try_mark(ix, &h, MARK_AGENT, h.agent);
	if (asset == ASSET_NONE)
		asset = find_mac(ix, &h, m->macs);
	if (asset == ASSET_NONE)
		asset = try_mark(ix, &h, MARK_NAME, h.name);
	if (asset == ASSET_NONE)
		asset = try_mark(ix, &h, MARK_SHORT, h.short_name);
	return asset;
}

uint32_t asset_index_find_key(struct asset_index *ix, const char *key)
{
	return get(ix, import_hash(key, (uint64_t)MARK_KEY << 56) | 1);
}

/* ---- filling ------------------------------------------------------------------------------- */

void asset_index_learn(struct asset_index *ix, uint32_t asset, const struct marks *m)
{
	const char *at = m->macs, *piece;
	struct known *k = &ix->assets.items[asset];
	struct hashes h;
	size_t length;

	hash_marks(ix, m, &h);
	put(ix, h.serial, asset, false);
	put(ix, h.tag, asset, false);
	put(ix, h.agent, asset, false);
	put(ix, h.name, asset, false);
	put(ix, h.short_name, asset, true);
	while (text_list_next(&at, &piece, &length))
		put(ix, hash_folded(ix, MARK_MAC, piece, length), asset, false);
	if (h.serial)
		k->serial = half(h.serial);
	if (h.tag)
		k->tag = half(h.tag);
	if (h.domain && !k->domain)
		k->domain = h.domain;
}

uint32_t asset_index_add(struct asset_index *ix, const struct marks *m)
{
	uint32_t asset = (uint32_t)ix->assets.n;

	VEC_PUSH(&ix->assets, (struct known){ .key = (uint32_t)ix->keys.len });
	strbuf_add(&ix->keys, m->key, strlen(m->key) + 1);
	put(ix, import_hash(m->key, (uint64_t)MARK_KEY << 56) | 1, asset, false);
	asset_index_learn(ix, asset, m);
	/* people often make the host name the key and give the machine a nicer name */
	asset_index_learn(ix, asset, &(struct marks){ .name = m->key });
	return asset;
}

const char *asset_index_key(const struct asset_index *ix, uint32_t asset)
{
	return ix->keys.buf + ix->assets.items[asset].key;
}

size_t asset_index_line(const struct asset_index *ix, uint32_t asset)
{
	return ix->assets.items[asset].line;
}

void asset_index_set_line(struct asset_index *ix, uint32_t asset, size_t line)
{
	ix->assets.items[asset].line = (uint32_t)line;
}

struct loading {
	struct asset_index *ix;
	int key, serial, tag, mac, name;
	int install_asset, install_agent;
};

static int load_asset(void *context, const struct record *r, struct err *err)
{
	struct loading *l = context;

	(void)err;
	asset_index_add(l->ix, &(struct marks){
		.key = r->cell[l->key], .serial = r->cell[l->serial], .tag = r->cell[l->tag],
		.macs = r->cell[l->mac], .name = r->cell[l->name] });
	return 0;
}

static int load_install(void *context, const struct record *r, struct err *err)
{
	struct loading *l = context;
	uint32_t asset;

	(void)err;
	if (!r->cell[l->install_agent])
		return 0;
	asset = asset_index_find_key(l->ix, r->cell[l->install_asset]);
	if (asset != ASSET_NONE)
		asset_index_learn(l->ix, asset,
				  &(struct marks){ .agent_id = r->cell[l->install_agent] });
	return 0;
}

int asset_index_load(struct asset_index *ix, struct db *db, struct err *err)
{
	const struct table *assets = table_find("assets"), *installs = table_find("installs");
	struct store_query q = { .table = assets, .sort = -1 };
	struct loading l = {
		.ix = ix, .key = table_column(assets, "asset"),
		.serial = table_column(assets, "serial"), .tag = table_column(assets, "tag"),
		.mac = table_column(assets, "mac"), .name = table_column(assets, "name"),
		.install_asset = table_column(installs, "asset"),
		.install_agent = table_column(installs, "agent_id"),
	};
	int rc = store_each(db, &q, -1, load_asset, &l, err);

	q.table = installs;
	return rc < 0 ? rc : store_each(db, &q, -1, load_install, &l, err);
}
