/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What Tab offers: words that could stand where the cursor is.
 */
#ifndef LIFEBOAT_TUI_COMPLETE_H
#define LIFEBOAT_TUI_COMPLETE_H

#include "model/table.h"
#include "tui/prompt.h"

/* Values of a column that begin with what was typed: choices, keys of the table it refers to. */
void complete_values(struct ui *ui, const struct column *c, const char *typed,
		     struct completion *ret);
/* The last term of a selector over a table. */
void complete_selector(struct ui *ui, const struct table *t, const char *head,
		       struct completion *ret);
/* The last word of a command line. */
void complete_command(struct ui *ui, const char *head, struct completion *ret);

#endif
