/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside of forms; only for form*.c.
 */
#ifndef LIFEBOAT_TUI_FORM_PARTS_H
#define LIFEBOAT_TUI_FORM_PARTS_H

#include "tui/edit.h"
#include "tui/view.h"
#include "util/vec.h"

struct field {
	int column;
	struct edit edit;
	char *theirs;           /* what somebody else stored meanwhile, "" for nothing; NULL: no conflict */
	struct strbuf problem;  /* why the text cannot be stored */
	bool fixed;             /* the key of a stored record */
};

struct form {
	const struct table *table;
	struct record original; /* as read; rev 0 for a new record */
	VEC(struct field) fields;
	size_t at, top;
	struct strbuf hint;     /* what completion offers */
};

extern const struct view_kind form_kind;

static inline struct form *form_of(const struct view *v)
{
	return v->state;
}

/* Does the text differ from what was read? */
bool field_changed(const struct form *f, const struct field *field);
/* Checks the text; false when it cannot be stored, and field->problem says why. */
bool field_check(const struct form *f, struct field *field);
bool form_changed(const struct form *f);
/* Checks everything and stores; closes the form when that worked. */
void form_store(struct view *v);
void form_draw(struct view *v, struct frame *frame, const struct area *area);

#endif
