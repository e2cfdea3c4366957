/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_BENCH_RCPSP_TABLE_H
#define TESTS_BENCH_RCPSP_TABLE_H
/* A text file as rows of whole numbers. */

#include <stddef.h>
#include <stdint.h>

#define MOST INT64_C(1000000000) /* any number that counts; sums of a million of them stay exact */

struct row {
	const char *text, *end; /* without blanks around */
	size_t line, first, n;  /* its numbers are v[first] .. v[first + n - 1] */
};

struct table {
	const char *path;
	char *text;
	size_t size;
	int64_t *v;
	size_t n_v, v_cap;
	struct row *rows;
	size_t n_rows, rows_cap;
};

/* One sentence on standard error; line 0 = the file as a whole. Returns -1. */
__attribute__((format(printf, 3, 4))) int table_complain(const struct table *t, size_t line,
							 const char *format, ...);

/* Reads a file. Rows end at a line feed, a carriage return or both; empty ones are left out; numbers
 * are found wherever they stand, as `-?[0-9]+` finds them, and what is beyond MOST is kept as the next
 * number (heads of files have seeds of any size). 0, or -1 after a complaint; release in both cases. */
int table_read(struct table *t, const char *path);
void table_release(struct table *t);

#endif
