/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A question with No and Yes.  No stands first and is what Enter takes.
 */
#ifndef LIFEBOAT_TUI_ASK_H
#define LIFEBOAT_TUI_ASK_H

#include <stdbool.h>

#include "tui/actions.h"
#include "tui/line.h"

struct ui;

/* Called when the answer is yes; owns `context` (ask_drop frees it otherwise). */
typedef void ask_fn(struct ui *ui, void *context);

struct ask {
	bool active, yes;
	char *question;
	ask_fn *run;
	void *context;
	void (*drop)(void *context);
};

void ask_release(struct ask *a);
/* drop may be NULL.  A question that is open already is answered with no. */
void ask_open(struct ask *a, const char *question, ask_fn *run, void *context,
	      void (*drop)(void *context));
void ask_act(struct ui *ui, enum action a);
/* Returns the cell the cursor rests on. */
size_t ask_draw(const struct ask *a, struct line *l, size_t cols, bool ascii);

#endif
