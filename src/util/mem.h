/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Allocation that never returns NULL.
 *
 * When memory runs out there is nothing useful left to do in the middle of a plan; every write of
 * the program is one transaction or one rename, so ending the process loses nothing that was
 * acknowledged.  mem_fail() writes one line to standard error, calls the hook (the terminal
 * interface puts the terminal back there) and exits with status 4.  Sizes are checked for
 * overflow.  Memory is released with free().
 */
#ifndef LIFEBOAT_UTIL_MEM_H
#define LIFEBOAT_UTIL_MEM_H

#include <stddef.h>

/* n * size bytes; n or size may be zero (a unique pointer is returned all the same). */
void *mem_alloc(size_t n, size_t size) __attribute__((malloc, returns_nonnull));
/* The same, zeroed. */
void *mem_zalloc(size_t n, size_t size) __attribute__((malloc, returns_nonnull));
/* Grows or shrinks `old` (may be NULL) to n * size bytes. */
void *mem_resize(void *old, size_t n, size_t size) __attribute__((returns_nonnull));
/* A copy of `size` bytes. */
void *mem_copy(const void *data, size_t size) __attribute__((returns_nonnull));
/* Copies of a text; NULL gives NULL. */
char *mem_strdup(const char *text);
char *mem_strndup(const char *text, size_t length) __attribute__((returns_nonnull));

/* Sets what mem_fail() calls before it exits; NULL for nothing.  One hook per process, set at
 * start-up by main. */
void mem_set_fail_hook(void (*hook)(void));
_Noreturn void mem_fail(void);

#endif
