/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/line.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"

void line_release(struct line *l)
{
	strbuf_release(&l->text);
	VEC_RELEASE(&l->spans);
	l->width = 0;
	l->selected = false;
}

void line_reset(struct line *l)
{
	strbuf_reset(&l->text);
	l->spans.n = 0;
	l->width = 0;
	l->selected = false;
}

void line_copy(struct line *l, const struct line *from)
{
	line_reset(l);
	line_add_line(l, from);
	l->selected = from->selected;
}

bool line_equal(const struct line *a, const struct line *b)
{
	size_t i;

	if (a->selected != b->selected || a->text.len != b->text.len || a->spans.n != b->spans.n ||
	    memcmp(a->text.buf, b->text.buf, a->text.len) != 0)
		return false;
	for (i = 0; i < a->spans.n; i++)
		if (a->spans.items[i].role != b->spans.items[i].role ||
		    a->spans.items[i].end != b->spans.items[i].end)
			return false;
	return true;
}

/* What was added to the text since the last span gets the role. */
static void close_span(struct line *l, enum role role)
{
	size_t start = l->spans.n ? VEC_LAST(&l->spans).end : 0;

	if (l->text.len == start)
		return;
	if (l->spans.n && VEC_LAST(&l->spans).role == role)
		VEC_LAST(&l->spans).end = l->text.len;
	else
		VEC_PUSH(&l->spans, (struct span){ role, l->text.len });
}

void line_add(struct line *l, enum role role, const char *text)
{
	size_t start = l->text.len;

	if (!text)
		return;
	text_clean(text, &l->text);
	l->width += text_width(l->text.buf + start);
	close_span(l, role);
}

void line_addn(struct line *l, enum role role, const char *text, size_t length)
{
	char *piece = mem_strndup(text, length);

	line_add(l, role, piece);
	free(piece);
}

void line_addf(struct line *l, enum role role, const char *format, ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, format);
	strbuf_vaddf(&text, format, ap);
	va_end(ap);
	line_add(l, role, text.buf);
	strbuf_release(&text);
}

void line_pad(struct line *l, enum role role, size_t width)
{
	for (; l->width < width; l->width++)
		strbuf_addch(&l->text, ' ');
	close_span(l, role);
}

void line_cut(struct line *l, size_t width, bool ascii)
{
	struct strbuf fitted = STRBUF_INIT;
	size_t keep, i;

	if (l->width <= width)
		return;
	text_fit(l->text.buf, width, true, ascii, &fitted);
	strbuf_reset(&l->text);
	strbuf_add(&l->text, fitted.buf, fitted.len);
	strbuf_release(&fitted);
	l->width = width;
	keep = l->text.len;
	for (i = 0; i < l->spans.n; i++)
		if (l->spans.items[i].end >= keep)
			break;
	if (i < l->spans.n) {
		l->spans.items[i].end = keep;
		l->spans.n = i + 1;
	} else if (l->spans.n) { /* the sign for what was cut is longer than what it replaced */
		VEC_LAST(&l->spans).end = keep;
	}
	if (!keep)
		l->spans.n = 0;
}

void line_cell(struct line *l, enum role role, const char *text, size_t width, bool right,
	       bool ascii)
{
	struct line cell = LINE_INIT;

	line_add(&cell, role, text);
	line_cut(&cell, width, ascii);
	if (right)
		line_pad(l, role, l->width + (width - cell.width));
	line_add_line(l, &cell);
	if (!right)
		line_pad(l, role, l->width + (width - cell.width));
	line_release(&cell);
}

void line_add_line(struct line *l, const struct line *from)
{
	size_t base = l->text.len, i;

	strbuf_add(&l->text, from->text.buf, from->text.len);
	for (i = 0; i < from->spans.n; i++)
		VEC_PUSH(&l->spans, (struct span){ from->spans.items[i].role,
						   base + from->spans.items[i].end });
	l->width += from->width;
}

void line_vec_release(line_vec *lines)
{
	size_t i;

	for (i = 0; i < lines->n; i++)
		line_release(&lines->items[i]);
	VEC_RELEASE(lines);
}

struct line *line_vec_add(line_vec *lines)
{
	VEC_PUSH(lines, (struct line)LINE_INIT);
	return &VEC_LAST(lines);
}
