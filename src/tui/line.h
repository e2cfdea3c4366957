/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One line of cells: text with a role for every piece of it.
 *
 * Screens build lines; only the painter turns them into what a terminal understands.  Every text
 * that goes in is cleaned (util/text.h), so nothing that comes from a file can reach the terminal
 * as a control sequence.  Widths are terminal cells; a wide character is never split.
 *
 * Invariant: width == text_width(text.buf); spans cover the text without holes, in order.
 */
#ifndef LIFEBOAT_TUI_LINE_H
#define LIFEBOAT_TUI_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/style.h"
#include "util/strbuf.h"
#include "util/vec.h"

struct span {
	enum role role;
	size_t end; /* byte of the text behind its last */
};

struct line {
	struct strbuf text;
	VEC(struct span) spans;
	size_t width;
	bool selected; /* the whole line is drawn as the selection */
};

typedef VEC(struct line) line_vec;

#define LINE_INIT { STRBUF_INIT, VEC_INIT, 0, false }

void line_release(struct line *l);
void line_reset(struct line *l);
void line_copy(struct line *l, const struct line *from);
bool line_equal(const struct line *a, const struct line *b);

/* NULL adds nothing. */
void line_add(struct line *l, enum role role, const char *text);
void line_addf(struct line *l, enum role role, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Adds the first `length` bytes of a text. */
void line_addn(struct line *l, enum role role, const char *text, size_t length);
/* Blanks until the line is `width` cells wide. */
void line_pad(struct line *l, enum role role, size_t width);
/* Cuts at `width` cells; what is cut shows as "…" in the last cell (or "~"). */
void line_cut(struct line *l, size_t width, bool ascii);
/* Exactly `width` cells of the text, to the left or to the right. */
void line_cell(struct line *l, enum role role, const char *text, size_t width, bool right,
	       bool ascii);
/* Adds the pieces of another line. */
void line_add_line(struct line *l, const struct line *from);

void line_vec_release(line_vec *lines);
/* A new, empty line at the end. */
struct line *line_vec_add(line_vec *lines);

#endif
