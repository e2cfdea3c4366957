/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/edit.h"

#include <stdlib.h>
#include <string.h>

#include "tui/key.h"
#include "util/mem.h"
#include "util/text.h"

#define MAX_TEXT 65536

void edit_release(struct edit *e)
{
	strbuf_release(&e->text);
	e->at = 0;
}

void edit_set(struct edit *e, const char *text)
{
	strbuf_reset(&e->text);
	strbuf_adds(&e->text, text);
	e->at = e->text.len;
}

/* Replaces bytes [from, to) and leaves the cursor behind what came in. */
static void splice(struct edit *e, size_t from, size_t to, const char *text)
{
	char *rest = mem_strndup(e->text.buf + to, e->text.len - to);

	strbuf_setlen(&e->text, from);
	strbuf_adds(&e->text, text);
	e->at = e->text.len;
	strbuf_adds(&e->text, rest);
	free(rest);
}

void edit_insert(struct edit *e, const char *text)
{
	struct strbuf one_line = STRBUF_INIT;

	for (; *text; text++)
		strbuf_addch(&one_line, *text == '\n' || *text == '\t' || *text == '\r' ? ' ' : *text);
	if (e->text.len + one_line.len < MAX_TEXT)
		splice(e, e->at, e->at, one_line.buf);
	strbuf_release(&one_line);
}

void edit_insert_key(struct edit *e, int32_t key)
{
	struct strbuf text = STRBUF_INIT;

	if (key == ' ' || key == '<' || key == '#')
		strbuf_addch(&text, (char)key);
	else
		key_format(key, &text);
	edit_insert(e, text.buf);
	strbuf_release(&text);
}

void edit_replace_before(struct edit *e, size_t length, const char *text)
{
	splice(e, e->at - length, e->at, text);
}

static size_t width_of(const char *text, size_t length)
{
	char *piece = mem_strndup(text, length);
	size_t width = text_width(piece);

	free(piece);
	return width;
}

/* Start of the character that ends at `at`, or `at` at the start. */
static size_t before(const struct edit *e, size_t at)
{
	size_t start = at;

	while (start > 0) {
		do
			start--;
		while (start > 0 && ((unsigned char)e->text.buf[start] & 0xc0) == 0x80);
		if (width_of(e->text.buf + start, at - start) > 0)
			break;
	}
	return start;
}

static size_t after(const struct edit *e, size_t at)
{
	const char *next = e->text.buf + at;

	if (text_next(&next) == 0)
		return at;
	for (;;) {
		const char *mark = next;

		if (text_next(&mark) <= 0 || width_of(next, (size_t)(mark - next)) > 0)
			break;
		next = mark;
	}
	return (size_t)(next - e->text.buf);
}

static void char_left(struct edit *e)
{
	e->at = before(e, e->at);
}

static void char_right(struct edit *e)
{
	e->at = after(e, e->at);
}

static void text_start(struct edit *e)
{
	e->at = 0;
}

static void text_end(struct edit *e)
{
	e->at = e->text.len;
}

static void erase_char(struct edit *e)
{
	splice(e, before(e, e->at), e->at, "");
}

static void erase_next(struct edit *e)
{
	size_t at = e->at;

	splice(e, at, after(e, at), "");
}

static void erase_word(struct edit *e)
{
	size_t start = e->at;

	while (start > 0 && e->text.buf[start - 1] == ' ')
		start--;
	while (start > 0 && e->text.buf[start - 1] != ' ')
		start--;
	splice(e, start, e->at, "");
}

static void erase_all(struct edit *e)
{
	splice(e, 0, e->at, "");
}

static void erase_rest(struct edit *e)
{
	strbuf_setlen(&e->text, e->at);
}

bool edit_act(struct edit *e, enum action a)
{
	static const struct {
		enum action action;
		void (*run)(struct edit *e);
	} table[] = {
		{ ACT_CHAR_LEFT, char_left },   { ACT_CHAR_RIGHT, char_right },
		{ ACT_TEXT_START, text_start }, { ACT_TEXT_END, text_end },
		{ ACT_ERASE, erase_char },      { ACT_ERASE_NEXT, erase_next },
		{ ACT_ERASE_WORD, erase_word }, { ACT_ERASE_ALL, erase_all },
		{ ACT_ERASE_REST, erase_rest },
	};
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (table[i].action == a) {
			table[i].run(e);
			return true;
		}
	}
	return false;
}

size_t edit_draw(const struct edit *e, struct line *l, size_t width)
{
	struct strbuf clean = STRBUF_INIT;
	char *head = mem_strndup(e->text.buf, e->at);
	size_t start = l->width, first = 0, cursor;

	if (width == 0) {
		free(head);
		return start;
	}
	text_clean(head, &clean);
	cursor = text_width(clean.buf);
	/* Leave out characters at the start until the cursor is in sight. */
	while (cursor >= width && first < e->at) {
		first = after(e, first);
		strbuf_reset(&clean);
		text_clean(head + first, &clean);
		cursor = text_width(clean.buf);
	}
	line_add(l, ROLE_INPUT, e->text.buf + first);
	line_cut(l, start + width, true);
	line_pad(l, ROLE_INPUT, start + width);
	free(head);
	strbuf_release(&clean);
	return start + cursor;
}
