/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Running text and tables of any length, laid out for a width.
 *
 * What an answer, a record or a help page says, kept apart from how wide the window is, so that it
 * can be laid out again when the window changes.  In tables whose columns do not fit, long texts
 * break into several lines within their column.
 */
#ifndef LIFEBOAT_TUI_DOC_H
#define LIFEBOAT_TUI_DOC_H

#include <stdbool.h>

#include "tui/line.h"

/* Rows of one table beyond this are counted, not kept. */
#define DOC_MAX_ROWS 20000

struct doc_table;

struct doc_item {
	enum role role;
	size_t indent;
	char *text;              /* a paragraph; NULL: a table */
	struct doc_table *table;
};

struct doc {
	VEC(struct doc_item) items;
	struct doc_table *open;  /* rows go there */
	size_t n_tables, n_lines;
};

#define DOC_INIT { VEC_INIT, NULL, 0, 0 }

void doc_release(struct doc *d);
/* A paragraph; newlines in it start new lines.  "" is a blank line. */
void doc_text(struct doc *d, enum role role, size_t indent, const char *text);
void doc_textf(struct doc *d, enum role role, size_t indent, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* Opens a table; titles[i] NULL for a table without headings. */
void doc_table(struct doc *d, const char *const *titles, const bool *right, size_t n);
/* cells NULL are empty. */
void doc_row(struct doc *d, const char *const *cells);
void doc_row_as(struct doc *d, enum role role, const char *const *cells);
void doc_end(struct doc *d);

void doc_lay_out(const struct doc *d, size_t width, bool ascii, line_vec *out);
/* Breaks text into lines of at most `width` cells, at blanks where there are any. */
void doc_wrap(const char *text, enum role role, size_t indent, size_t width, line_vec *out);

#endif
