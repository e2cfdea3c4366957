/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCHED_ALLOC_H
#define SCHED_ALLOC_H
/* Arrays for the engine. Never NULL: running out of memory ends the program. */

#include <stdlib.h>
#include <string.h>

static inline void *sched_array(size_t n, size_t size)
{
	void *p = n > SIZE_MAX / 2 / (size ? size : 1) ? NULL : calloc(n ? n : 1, size);

	if (!p)
		abort();
	return p;
}

static inline void *sched_resize(void *old, size_t n, size_t size)
{
	void *p = n > SIZE_MAX / 2 / (size ? size : 1) ? NULL : realloc(old, n ? n * size : 1);

	if (!p)
		abort();
	return p;
}

#define SCHED_ARRAY(ptr, n) ((ptr) = sched_array((n), sizeof(*(ptr))))
#define SCHED_GROW(ptr, n) ((ptr) = sched_resize((ptr), (n), sizeof(*(ptr))))

#endif
