/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "util/map.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

struct map_slot {
	const char *key; /* NULL: free */
	size_t value;
	uint64_t hash;
};

/* FNV-1a, 64 bit (Fowler, Noll, Vo; RFC 9923), with a final mix because the table size is a power
 * of two. */
static uint64_t hash_text(const char *key)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (; *key; key++)
		h = (h ^ (unsigned char)*key) * UINT64_C(1099511628211);
	return h ^ h >> 29;
}

void map_release(struct map *m)
{
	free(m->slots);
	m->slots = NULL;
	m->n = m->cap = 0;
}

static struct map_slot *find(const struct map *m, const char *key, uint64_t hash)
{
	size_t i = (size_t)hash & (m->cap - 1);

	while (m->slots[i].key && (m->slots[i].hash != hash || strcmp(m->slots[i].key, key) != 0))
		i = (i + 1) & (m->cap - 1);
	return &m->slots[i];
}

size_t map_get(const struct map *m, const char *key)
{
	const struct map_slot *s;

	if (!m->n)
		return MAP_NONE;
	s = find(m, key, hash_text(key));
	return s->key ? s->value : MAP_NONE;
}

static void grow(struct map *m)
{
	struct map bigger = { NULL, m->n, m->cap ? m->cap * 2 : 16 };
	size_t i;

	bigger.slots = mem_zalloc(bigger.cap, sizeof(*bigger.slots));
	for (i = 0; i < m->cap; i++)
		if (m->slots[i].key)
			*find(&bigger, m->slots[i].key, m->slots[i].hash) = m->slots[i];
	free(m->slots);
	*m = bigger;
}

static struct map_slot *claim(struct map *m, const char *key, size_t value)
{
	uint64_t hash = hash_text(key);
	struct map_slot *s;

	if ((m->n + 1) * 10 > m->cap * 7)
		grow(m);
	s = find(m, key, hash);
	if (!s->key) {
		*s = (struct map_slot){ key, value, hash };
		m->n++;
	}
	return s;
}

void map_put(struct map *m, const char *key, size_t value)
{
	claim(m, key, value)->value = value;
}

size_t map_add(struct map *m, const char *key, size_t value)
{
	return claim(m, key, value)->value;
}
