/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A printed page as data, and its two writers: man(7) source and plain text.
 *
 * A page is a heading and a row of blocks.  Texts are any UTF-8 from anywhere: each writer cleans
 * and escapes them for its medium, so that a text that begins with '.' or holds backslashes prints
 * as it stands.  Pages are built once and written in whichever form is asked for.
 *
 *	struct page p;
 *	page_init(&p, "LIFEBOAT-W1", "7", "2019-05-13", "Lifeboat 0.1.0", "Lifeboat checklist");
 *	page_section(&p, "STEPS");
 *	page_box(&p, "R06 Remove the old agent", "T+1h30m to T+2h10m, crew tokyo-desk, 3 workers");
 *	page_field(&p, "Check", "the console lists the host as removed");
 *	page_roff(&p, &out);
 *	page_release(&p);
 */
#ifndef LIFEBOAT_IO_PAGE_H
#define LIFEBOAT_IO_PAGE_H

#include <stddef.h>

#include "util/arena.h"
#include "util/strbuf.h"
#include "util/vec.h"

enum page_kind {
	PAGE_SECTION, /* heading */
	PAGE_PARA,    /* filled paragraph */
	PAGE_BOX,     /* a line to tick: [ ] text, detail below */
	PAGE_FIELD,   /* "Name: text", hanging under the box above */
	PAGE_ITEM,    /* tag and text, hanging */
	PAGE_LINES,   /* lines kept as they are */
};

struct page_block {
	enum page_kind kind;
	char *head, *text; /* in the arena; text may be NULL */
};

struct page {
	struct arena arena;
	char *title, *section, *date, *source, *manual;
	VEC(struct page_block) blocks;
};

/* title: for man pages only ASCII letters, digits and '-' are kept, in upper case. */
void page_init(struct page *p, const char *title, const char *section, const char *date,
	       const char *source, const char *manual);
void page_release(struct page *p);

void page_section(struct page *p, const char *title);
void page_para(struct page *p, const char *text);
void page_box(struct page *p, const char *head, const char *detail);
/* Does nothing when text is NULL or empty. */
void page_field(struct page *p, const char *name, const char *text);
void page_item(struct page *p, const char *tag, const char *text);
void page_lines(struct page *p, const char *lines);

/* man(7) source in pure ASCII (other characters as \[uXXXX]), clean under groff -ww and mandoc
 * -Tlint. */
void page_roff(const struct page *p, struct strbuf *out);
/* Plain UTF-8 text, filled to `width` cells (at least 40). */
void page_text(const struct page *p, size_t width, struct strbuf *out);

/* Appends text escaped for the middle of a roff line; begins_line guards a leading '.' or '\''. */
void roff_escape(const char *text, int begins_line, struct strbuf *out);

#endif
