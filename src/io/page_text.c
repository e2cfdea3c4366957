/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/page.h"

#include <stdbool.h>
#include <string.h>

#include "util/text.h"

static void indent(size_t n, struct strbuf *out)
{
	while (n--)
		strbuf_addch(out, ' ');
}

static size_t width_of(const char *from, size_t n)
{
	struct strbuf one = STRBUF_INIT;
	size_t w;

	strbuf_add(&one, from, n);
	w = text_width(one.buf);
	strbuf_release(&one);
	return w;
}

/* Bytes of the longest piece that must stay together: up to a blank, or one wide character. */
static size_t piece(const char *text)
{
	const char *p = text;
	size_t n = 0;

	while (*p && *p != ' ') {
		const char *at = p;
		bool wide;

		if (text_next(&p) == 0)
			break;
		wide = width_of(at, (size_t)(p - at)) == 2;
		if (wide && n)
			break;
		n = (size_t)(p - text);
		if (wide)
			break;
	}
	return n;
}

/* Fills one line of text between `left` and `width`; the cursor stands at column `column`. */
static void fill_line(const char *text, size_t length, size_t left, size_t column, size_t width,
		      struct strbuf *out)
{
	const char *end = text + length;
	bool fresh = true;

	while (text < end) {
		size_t blanks = strspn(text, " "), n, w;

		if (blanks > (size_t)(end - text))
			blanks = (size_t)(end - text);
		text += blanks;
		if (text >= end)
			break;
		n = piece(text);
		if (n > (size_t)(end - text))
			n = (size_t)(end - text);
		w = width_of(text, n);
		if (!fresh && column + (blanks ? 1 : 0) + w > width) {
			strbuf_addch(out, '\n');
			indent(left, out);
			column = left;
		} else if (!fresh && blanks) {
			strbuf_addch(out, ' ');
			column++;
		}
		strbuf_add(out, text, n);
		column += w;
		text += n;
		fresh = false;
	}
}

static void fill(const char *text, size_t left, size_t column, size_t width, struct strbuf *out)
{
	for (;;) {
		size_t n = strcspn(text, "\n");

		fill_line(text, n, left, column, width, out);
		strbuf_addch(out, '\n');
		text += n;
		if (!*text++ || !*text)
			return;
		indent(left, out);
		column = left;
	}
}

static void add_hanging(const struct page_block *b, size_t left, size_t width, struct strbuf *out)
{
	size_t tag = text_width(b->head), hang = left + 14;

	indent(left, out);
	strbuf_adds(out, b->head);
	if (left + tag + 1 >= hang) {
		strbuf_addch(out, '\n');
		indent(hang, out);
	} else {
		indent(hang - left - tag, out);
	}
	fill(b->text ? b->text : "", hang, hang, width, out);
}

static void add_kept(const char *text, size_t left, struct strbuf *out)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		if (n)
			indent(left, out);
		strbuf_add(out, text, n);
		strbuf_addch(out, '\n');
		text += n;
		text += *text == '\n';
	}
}

static void add_block(const struct page_block *b, const struct page_block *before, size_t width,
		      struct strbuf *out)
{
	const size_t left = 7, inner = 11;
	bool first = before && before->kind == PAGE_SECTION;

	switch (b->kind) {
	case PAGE_SECTION:
		strbuf_addf(out, "\n%s\n", b->head);
		break;
	case PAGE_PARA:
	case PAGE_LINES:
		if (!first)
			strbuf_addch(out, '\n');
		if (b->kind == PAGE_LINES) {
			add_kept(b->text ? b->text : "", left, out);
			break;
		}
		indent(left, out);
		fill(b->text ? b->text : "", left, left, width, out);
		break;
	case PAGE_BOX:
		if (!first)
			strbuf_addch(out, '\n');
		indent(left, out);
		strbuf_adds(out, "[ ] ");
		fill(b->head, inner, inner, width, out);
		if (b->text) {
			indent(inner, out);
			fill(b->text, inner, inner, width, out);
		}
		break;
	case PAGE_FIELD:
		indent(inner, out);
		strbuf_addf(out, "%s: ", b->head);
		fill(b->text, inner, inner + text_width(b->head) + 2, width, out);
		break;
	case PAGE_ITEM:
		add_hanging(b, left, width, out);
		break;
	}
}

void page_text(const struct page *p, size_t width, struct strbuf *out)
{
	size_t i, used;

	if (width < 40)
		width = 40;
	strbuf_addf(out, "%s(%s)", p->title, p->section);
	used = 2 * (strlen(p->title) + strlen(p->section) + 2) + text_width(p->manual);
	indent(used < width ? (width - used) / 2 : 1, out);
	strbuf_adds(out, p->manual);
	indent(used < width ? width - used - (width - used) / 2 : 1, out);
	strbuf_addf(out, "%s(%s)\n", p->title, p->section);
	for (i = 0; i < p->blocks.n; i++)
		add_block(&p->blocks.items[i], i ? &p->blocks.items[i - 1] : NULL, width, out);
	strbuf_addf(out, "\n%s, %s\n", p->source, p->date);
}
