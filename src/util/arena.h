/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Many small allocations that live and die together (a snapshot, a plan).
 *
 * Memory from an arena is never freed piece by piece; arena_release frees all of it.  Pointers stay
 * valid until then.  Aligned for any type.  Initialise with ARENA_INIT.
 */
#ifndef LIFEBOAT_UTIL_ARENA_H
#define LIFEBOAT_UTIL_ARENA_H

#include <stddef.h>

struct arena {
	struct arena_block *head;
	size_t used, size; /* of the block at the head */
};

#define ARENA_INIT { NULL, 0, 0 }

void arena_release(struct arena *a);
/* Zeroed memory for n * size bytes. */
void *arena_alloc(struct arena *a, size_t n, size_t size) __attribute__((returns_nonnull));
/* A copy; NULL gives NULL. */
char *arena_strdup(struct arena *a, const char *text);
char *arena_strndup(struct arena *a, const char *text, size_t length)
	__attribute__((returns_nonnull));
char *arena_printf(struct arena *a, const char *format, ...)
	__attribute__((format(printf, 2, 3), returns_nonnull));
void *arena_copy(struct arena *a, const void *data, size_t size) __attribute__((returns_nonnull));

#endif
