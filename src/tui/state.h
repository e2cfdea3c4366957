/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the interface remembers between two runs on a workspace: screen, plan, filters, sorting,
 * selected rows, marks, column widths, typed lines, and a form that was open when the program was
 * told to end.  A text file of lines VIEW, NAME, VALUE with tabs between, in
 * $XDG_STATE_HOME/lifeboat/ (by default ~/.local/state/lifeboat/), one for each workspace.
 * What cannot be read is ignored: nothing depends on it.
 */
#ifndef LIFEBOAT_TUI_STATE_H
#define LIFEBOAT_TUI_STATE_H

#include "util/strbuf.h"

struct ui;
struct view;

struct state_out {
	struct strbuf text;
	const char *view;
};

void state_put(struct state_out *out, const char *name, const char *value);

/* Reads the file; screens take their part when they are made. */
void state_load(struct ui *ui);
void state_restore_view(struct ui *ui, struct view *v);
/* Written whole or not at all; says nothing when it cannot. */
void state_save(struct ui *ui);
/* What was kept for a view under a name; the caller frees it.  NULL when there is none. */
char *state_restored(const struct ui *ui, const char *view, const char *name);
/* Forgets the lines of a view. */
void state_forget(struct ui *ui, const char *view);

#endif
