/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which asset of the workspace a row of somebody else's inventory is.
 *
 * Marks, the strongest first: serial number, tag, agent id, MAC address, full name, short host
 * name.  A mark counts only when no stronger mark of the two contradicts it (two machines of one
 * name with different serial numbers are two machines).  A short name counts between pc1 and
 * pc1.example.com, never between pc1.a.example and pc1.b.example, and not when it fits two assets.
 *
 * Marks are held as 64-bit hashes, so that a million assets take some 100 MB at most.
 */
#ifndef LIFEBOAT_IO_ASSET_INDEX_H
#define LIFEBOAT_IO_ASSET_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db/db.h"
#include "util/err.h"

struct asset_index;

struct marks {
	const char *key;      /* NULL or empty: none */
	const char *serial, *tag, *agent_id, *macs, *name; /* macs: list cell */
};

#define ASSET_NONE UINT32_MAX

struct asset_index *asset_index_new(void);
void asset_index_free(struct asset_index *ix); /* NULL is fine */
/* All assets of the workspace, with the agent ids of their installs. */
int asset_index_load(struct asset_index *ix, struct db *db, struct err *err);
/* The asset these marks belong to, or ASSET_NONE. */
uint32_t asset_index_find(struct asset_index *ix, const struct marks *m);
uint32_t asset_index_find_key(struct asset_index *ix, const char *key);
/* A new asset; m->key must be set. */
uint32_t asset_index_add(struct asset_index *ix, const struct marks *m);
/* Learns the marks a file gave for an asset already there. */
void asset_index_learn(struct asset_index *ix, uint32_t asset, const struct marks *m);
const char *asset_index_key(const struct asset_index *ix, uint32_t asset);
/* Line of the present file that put the asset; 0: none yet. */
size_t asset_index_line(const struct asset_index *ix, uint32_t asset);
void asset_index_set_line(struct asset_index *ix, uint32_t asset, size_t line);

#endif
