/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/frame.h"

void frame_release(struct frame *f)
{
	line_vec_release(&f->lines);
	f->rows = f->cols = 0;
}

void frame_start(struct frame *f, size_t rows, size_t cols)
{
	size_t i;

	while (f->lines.n < rows)
		line_vec_add(&f->lines);
	for (i = 0; i < f->lines.n; i++)
		line_reset(&f->lines.items[i]);
	f->rows = rows;
	f->cols = cols;
	f->cursor_row = f->cursor_col = 0;
}

struct line *frame_line(struct frame *f, size_t row)
{
	return row < f->rows ? &f->lines.items[row] : NULL;
}

void frame_put(struct frame *f, size_t row, const struct line *l, bool ascii)
{
	struct line *to = frame_line(f, row);

	if (!to)
		return;
	line_copy(to, l);
	line_cut(to, f->cols, ascii);
}

void frame_cursor(struct frame *f, size_t row, size_t col)
{
	f->cursor_row = row < f->rows ? row : f->rows ? f->rows - 1 : 0;
	f->cursor_col = col < f->cols ? col : f->cols ? f->cols - 1 : 0;
}

void frame_finish(struct frame *f, bool ascii)
{
	size_t i;

	for (i = 0; i < f->rows; i++) {
		line_cut(&f->lines.items[i], f->cols, ascii);
		if (f->lines.items[i].selected)
			line_pad(&f->lines.items[i], ROLE_NORMAL, f->cols);
	}
}

void frame_text(const struct frame *f, struct strbuf *out)
{
	size_t i;

	for (i = 0; i < f->rows; i++) {
		strbuf_add(out, f->lines.items[i].text.buf, f->lines.items[i].text.len);
		while (out->len && out->buf[out->len - 1] == ' ')
			strbuf_setlen(out, out->len - 1);
		strbuf_addch(out, '\n');
	}
}
