/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "util/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The one exception to "no file-scope mutable variables": out of memory has no context to pass. */
static void (*fail_hook)(void); /* lint: allow global */

void mem_set_fail_hook(void (*hook)(void))
{
	fail_hook = hook;
}

_Noreturn void mem_fail(void)
{
	static const char text[] = "lifeboat: out of memory; nothing that was saved is lost\n";

	if (fail_hook)
		fail_hook();
	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(4);
	_exit(4);
}

static size_t checked_size(size_t n, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(n, size, &total) || total > PTRDIFF_MAX)
		mem_fail();
	return total ? total : 1;
}

void *mem_alloc(size_t n, size_t size)
{
	void *p = malloc(checked_size(n, size));

	if (!p)
		mem_fail();
	return p;
}

void *mem_zalloc(size_t n, size_t size)
{
	void *p = calloc(1, checked_size(n, size));

	if (!p)
		mem_fail();
	return p;
}

void *mem_resize(void *old, size_t n, size_t size)
{
	void *p = realloc(old, checked_size(n, size));

	if (!p)
		mem_fail();
	return p;
}

void *mem_copy(const void *data, size_t size)
{
	void *p = mem_alloc(size, 1);

	if (size)
		memcpy(p, data, size);
	return p;
}

char *mem_strdup(const char *text)
{
	return text ? mem_strndup(text, strlen(text)) : NULL;
}

char *mem_strndup(const char *text, size_t length)
{
	char *p = mem_alloc(length + 1, 1);

	memcpy(p, text, length);
	p[length] = '\0';
	return p;
}
