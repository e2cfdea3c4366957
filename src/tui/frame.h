/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the window is to show: a line for each row, and where the cursor rests.
 *
 * A frame is composed anew for every event and handed to the terminal, which compares it with what
 * is there already and draws only the rows that differ.
 */
#ifndef LIFEBOAT_TUI_FRAME_H
#define LIFEBOAT_TUI_FRAME_H

#include "tui/line.h"

struct frame {
	line_vec lines; /* one a row */
	size_t rows, cols;
	size_t cursor_row, cursor_col;
};

#define FRAME_INIT { VEC_INIT, 0, 0, 0, 0 }

void frame_release(struct frame *f);
/* Empties it and gives it this size. */
void frame_start(struct frame *f, size_t rows, size_t cols);
/* The line of a row; rows outside the window give NULL. */
struct line *frame_line(struct frame *f, size_t row);
/* Copies a line to a row, cut to the window; outside the window nothing happens. */
void frame_put(struct frame *f, size_t row, const struct line *l, bool ascii);
void frame_cursor(struct frame *f, size_t row, size_t col);
/* Cuts what is wider than the window. */
void frame_finish(struct frame *f, bool ascii);
/* The window as text, one line a row without blanks at the end. */
void frame_text(const struct frame *f, struct strbuf *out);

#endif
