/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One line of text being typed: the text, the cursor in it, and the actions that edit it.
 *
 * The cursor stands between characters as people see them: combining marks stay with their base.
 */
#ifndef LIFEBOAT_TUI_EDIT_H
#define LIFEBOAT_TUI_EDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "tui/actions.h"
#include "tui/line.h"

struct edit {
	struct strbuf text;
	size_t at; /* byte the cursor stands before */
};

#define EDIT_INIT { STRBUF_INIT, 0 }

void edit_release(struct edit *e);
/* Puts a text in; the cursor goes to its end. */
void edit_set(struct edit *e, const char *text);
/* Puts text in before the cursor; newlines and tabs become blanks. */
void edit_insert(struct edit *e, const char *text);
void edit_insert_key(struct edit *e, int32_t key);
/* Replaces the `length` bytes before the cursor. */
void edit_replace_before(struct edit *e, size_t length, const char *text);
/* Does one of the editing actions; false when it is none of them. */
bool edit_act(struct edit *e, enum action a);
/* Adds the part of the text that fits in `width` cells with the cursor in sight; returns the cell
 * of the line the cursor stands on. */
size_t edit_draw(const struct edit *e, struct line *l, size_t width);

#endif
