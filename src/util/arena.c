/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "util/arena.h"

#include <stdarg.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

struct arena_block {
	struct arena_block *next;
	alignas(max_align_t) unsigned char data[];
};

#define BLOCK_SIZE ((size_t)64 * 1024)

void arena_release(struct arena *a)
{
	while (a->head) {
		struct arena_block *next = a->head->next;

		free(a->head);
		a->head = next;
	}
	a->used = a->size = 0;
}

void *arena_alloc(struct arena *a, size_t n, size_t size)
{
	const size_t align = alignof(max_align_t);
	size_t bytes;
	void *p;

	if (__builtin_mul_overflow(n, size, &bytes) || bytes > (size_t)-1 / 4)
		mem_fail();
	bytes = (bytes + align - 1) / align * align;
	if (!a->head || a->size - a->used < bytes) {
		size_t want = bytes > BLOCK_SIZE ? bytes : BLOCK_SIZE;
		struct arena_block *b = mem_alloc(1, sizeof(*b) + want);

		b->next = a->head;
		a->head = b;
		a->size = want;
		a->used = 0;
	}
	p = a->head->data + a->used;
	a->used += bytes;
	memset(p, 0, bytes);
	return p;
}

char *arena_strdup(struct arena *a, const char *text)
{
	return text ? arena_strndup(a, text, strlen(text)) : NULL;
}

char *arena_strndup(struct arena *a, const char *text, size_t length)
{
	char *p = arena_alloc(a, length + 1, 1);

	memcpy(p, text, length);
	return p;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
	va_list ap;
	char *p;
	int n;

	va_start(ap, format);
	n = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	p = arena_alloc(a, n < 0 ? 1 : (size_t)n + 1, 1);
	if (n > 0) {
		va_start(ap, format);
		(void)vsnprintf(p, (size_t)n + 1, format, ap);
		va_end(ap);
	}
	return p;
}

void *arena_copy(struct arena *a, const void *data, size_t size)
{
	void *p = arena_alloc(a, size, 1);

	if (size)
		memcpy(p, data, size);
	return p;
}
