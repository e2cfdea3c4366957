/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows for people: as a table whose columns fit the terminal, cells wrapped at blanks and hyphens; or,
 * where no width is left for that without parting words, one field a line.
 *
 * What is not a terminal gets a table as wide as it is, every row on one line.
 */
#ifndef LIFEBOAT_CLI_TABLE_H
#define LIFEBOAT_CLI_TABLE_H

#include "cli/cli.h"

/* Columns of the terminal behind the file; 80 when it is none. */
size_t cli_terminal_width(FILE *file);

/* Widens the columns for a row that is held back. */
void table_measure(struct cli_answer *a, const char *const *cells);
/* Fixes the widths, prints the heading and the rows held back; rows go straight out from here on. */
void table_flow(struct cli_answer *a);
/* One row, the widths being fixed. */
void table_row(struct cli_answer *a, const char *const *cells);

#endif
