/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text to index: a hash table whose values are size_t.
 *
 * Keys are borrowed and must stay unchanged while the map lives (an arena or a record holds them).
 * Open addressing, grows at 70 %.  Iteration order is not defined: anything printed or planned is
 * ordered by its own array, never by the map.
 */
#ifndef LIFEBOAT_UTIL_MAP_H
#define LIFEBOAT_UTIL_MAP_H

#include <stddef.h>

#define MAP_NONE ((size_t)-1)

struct map {
	struct map_slot *slots;
	size_t n, cap;
};

#define MAP_INIT { NULL, 0, 0 }

void map_release(struct map *m);
/* The value stored for the key, or MAP_NONE. */
size_t map_get(const struct map *m, const char *key);
/* Stores; an existing key keeps its place and takes the new value. */
void map_put(struct map *m, const char *key, size_t value);
/* Stores unless the key exists; gives the value that is there afterwards. */
size_t map_add(struct map *m, const char *key, size_t value);

#endif
