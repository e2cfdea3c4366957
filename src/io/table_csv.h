/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One table of the workspace as a CSV file, both ways, from its descriptor alone.
 *
 * Import: columns are found by name (case and blanks do not matter), in any order; a column that is
 * missing keeps what is stored, an empty cell empties it; a column the table does not have is left
 * out and said.  A key that stands twice in one file is rejected the second time, so that importing
 * a file again changes nothing.  Export: every stored column in the descriptor's order, rows by
 * key, so that equal workspaces give equal bytes.
 */
#ifndef LIFEBOAT_IO_TABLE_CSV_H
#define LIFEBOAT_IO_TABLE_CSV_H

#include "io/csv_read.h"
#include "io/import.h"
#include "model/selector.h"
#include "model/store.h"
#include "util/file.h"

/* The table this header belongs to: the one the file is named after when the header has its key,
 * else the one all columns belong to; NULL when there is none. */
const struct table *table_csv_recognise(const char *path, const struct csv_reader *r);
/* Does the header name the key columns of the table? */
bool table_csv_fits(const struct table *t, const struct csv_reader *r);

/* Reads all rows into the change.  A header without the key columns is ERR_INPUT. */
int table_csv_import(struct importing *im, const struct table *t, struct csv_reader *r,
		     struct err *err);

/* Header and rows.  where NULL: all.  flags: csv_write_flags. */
int table_csv_export(struct db *db, const struct table *t, const struct selector *where,
		     unsigned flags, struct file_out *to, struct err *err);

#endif
