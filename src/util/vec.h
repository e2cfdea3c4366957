/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Typed arrays that grow.
 *
 *	VEC(int) v = VEC_INIT;          // or: struct names VEC(char *);
 *	VEC_PUSH(&v, 3);
 *	for (size_t i = 0; i < v.n; i++) use(v.items[i]);
 *	VEC_RELEASE(&v);                // frees the array, not what the items point to
 *
 * Invariant: items holds cap places of which the first n are in use; items is NULL while cap is 0.
 */
#ifndef LIFEBOAT_UTIL_VEC_H
#define LIFEBOAT_UTIL_VEC_H

#include <stddef.h>
#include <stdlib.h>

#include "util/mem.h"

#define VEC(type) \
	struct { \
		type *items; \
		size_t n, cap; \
	}
#define VEC_INIT { NULL, 0, 0 }

/* Room for `need` items in all. */
#define VEC_RESERVE(v, need) \
	((need) > (v)->cap \
	 ? ((v)->items = vec_grow((v)->items, &(v)->cap, (need), sizeof(*(v)->items)), (void)0) \
	 : (void)0)
#define VEC_PUSH(v, ...) \
	do { \
		VEC_RESERVE((v), (v)->n + 1); \
		(v)->items[(v)->n++] = (__VA_ARGS__); \
	} while (0)
#define VEC_LAST(v) ((v)->items[(v)->n - 1])
#define VEC_RELEASE(v) \
	do { \
		free((v)->items); \
		(v)->items = NULL; \
		(v)->n = (v)->cap = 0; \
	} while (0)

static inline void *vec_grow(void *items, size_t *cap, size_t need, size_t size)
{
	size_t c = *cap ? *cap : 8;

	while (c < need)
		c += c / 2 + 1;
	*cap = c;
	return mem_resize(items, c, size);
}

#endif
