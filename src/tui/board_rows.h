/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the board shows, gathered from the workspace as rows of one made-up table: a row for each
 * vendor something is said about, for the newest version of each plan, for the next notice day of each
 * contract that a plan leaves, and for each thing to do next.
 */
#ifndef LIFEBOAT_TUI_BOARD_ROWS_H
#define LIFEBOAT_TUI_BOARD_ROWS_H

#include "tui/source.h"

struct app;

/* Columns: row (key), group (vendor, plan, notice, next), name, title, state, belief (that a breach
 * is material, while a case is open), case, signals, newest, and the figures of a plan or of a
 * notice; `plan` is the plan a thing to do belongs to, `command` what to type for it. */
extern const struct table board_table;

int board_rows(struct app *app, struct source *ret, struct err *err);

#endif
