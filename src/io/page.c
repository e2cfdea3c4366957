/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/page.h"

#include <ctype.h>
#include <string.h>

#include "util/text.h"

static char *man_title(struct arena *a, const char *title)
{
	char *out = arena_alloc(a, strlen(title) + 10, 1);
	size_t n = 0;

	for (; *title; title++) {
		if (isalnum((unsigned char)*title))
			out[n++] = (char)toupper((unsigned char)*title);
		else if (n && out[n - 1] != '-')
			out[n++] = '-';
	}
	while (n && out[n - 1] == '-')
		n--;
	out[n] = '\0';
	return n ? out : arena_strdup(a, "LIFEBOAT");
}

void page_init(struct page *p, const char *title, const char *section, const char *date,
	       const char *source, const char *manual)
{
	memset(p, 0, sizeof(*p));
	p->title = man_title(&p->arena, title);
	p->section = arena_strdup(&p->arena, section);
	p->date = arena_strdup(&p->arena, date);
	p->source = arena_strdup(&p->arena, source);
	p->manual = arena_strdup(&p->arena, manual);
}

void page_release(struct page *p)
{
	VEC_RELEASE(&p->blocks);
	arena_release(&p->arena);
	memset(p, 0, sizeof(*p));
}

/* Cleaned, newlines kept, surrounding blank lines dropped. */
static char *clean(struct page *p, const char *text)
{
	struct strbuf out = STRBUF_INIT;
	char *copy;

	text += strspn(text, "\r\n");
	text_clean_lines(text, &out);
	while (out.len && (out.buf[out.len - 1] == '\n' || out.buf[out.len - 1] == ' '))
		strbuf_setlen(&out, out.len - 1);
	copy = arena_strndup(&p->arena, out.buf, out.len);
	strbuf_release(&out);
	return copy;
}

static void add(struct page *p, enum page_kind kind, const char *head, const char *text)
{
	struct page_block b = { kind, head ? clean(p, head) : NULL, NULL };

	if (text && *text)
		b.text = clean(p, text);
	VEC_PUSH(&p->blocks, b);
}

void page_section(struct page *p, const char *title)
{
	add(p, PAGE_SECTION, title, NULL);
}

void page_para(struct page *p, const char *text)
{
	add(p, PAGE_PARA, NULL, text);
}

void page_box(struct page *p, const char *head, const char *detail)
{
	add(p, PAGE_BOX, head, detail);
}

void page_field(struct page *p, const char *name, const char *text)
{
	if (text && *text)
		add(p, PAGE_FIELD, name, text);
}

void page_item(struct page *p, const char *tag, const char *text)
{
	add(p, PAGE_ITEM, tag, text);
}

void page_lines(struct page *p, const char *lines)
{
	add(p, PAGE_LINES, NULL, lines);
}
