/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the board shows, gathered from the workspace as rows of one made-up table: a row for each
 * vendor something is said about, for the newest version of each plan, and for each thing to do next.
 */
#ifndef LIFEBOAT_TUI_BOARD_ROWS_H
#define LIFEBOAT_TUI_BOARD_ROWS_H

#include "db/db.h"
#include "tui/source.h"

/* Columns: row (key), group (vendor, plan, next), name, title, state, signals, newest, and the
 * figures of a plan; `plan` is the plan a thing to do belongs to, `command` what to type for it. */
extern const struct table board_table;

int board_rows(struct db *db, struct source *ret, struct err *err);

#endif
