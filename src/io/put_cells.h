/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows from files that are no tables: put cell by cell, by the names of columns. */
#ifndef LIFEBOAT_IO_PUT_CELLS_H
#define LIFEBOAT_IO_PUT_CELLS_H

#include "io/import.h"

struct cell {
	const char *column, *text; /* text NULL: left as it is stored */
};

/* Checks the cells and puts the row.  1: the row was rejected, and said. */
int put_cells(struct importing *im, size_t line, const char *table, const struct cell *cells, size_t n,
	      struct err *err);

#endif
