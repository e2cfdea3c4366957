/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A page of running text to read: answers of commands, records, help.
 */
#ifndef LIFEBOAT_TUI_PAGER_H
#define LIFEBOAT_TUI_PAGER_H

#include "tui/doc.h"
#include "tui/view.h"

struct pager {
	struct doc doc;
	line_vec lines;
	size_t width;   /* they were laid out for; 0: not yet */
	size_t top, at; /* first line in the window; line the cursor is on */
	size_t left;    /* cells scrolled to the right */
	size_t height;
	char *find;     /* text looked for last */
	char *subtitle;
};

extern const struct view_kind pager_kind;

static inline struct pager *pager_of(const struct view *v)
{
	return v->state;
}

/* A page with a title (translated by the caller: it may hold a name) and what stands in `doc`, which
 * it takes over. */
void pager_open(struct ui *ui, const char *title, struct doc *doc);
/* The same as a view of its own kind of page. */
void pager_open_as(struct ui *ui, const struct view_ops *ops, const char *title, struct doc *doc);
/* Throws the text away; for load functions of pages that write theirs anew. */
struct doc *pager_restart(struct view *v);
/* For view_ops.subtitle of pages. */
void pager_subtitle(struct view *v, struct line *l);

#endif
