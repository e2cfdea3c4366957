/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A workbook: everything a user owns in a workspace, as a folder of CSV files, one per table.
 *
 * Export writes every table, also empty ones (so that what an older export left behind is
 * replaced), each file whole or not at all, from one consistent view.  Import reads the files it
 * finds in the order of model_tables; references are checked when all are in.
 */
#ifndef LIFEBOAT_IO_WORKBOOK_H
#define LIFEBOAT_IO_WORKBOOK_H

#include <stdint.h>

#include "db/db.h"
#include "util/err.h"

/* Makes the folder when it is missing.  flags: csv_write_flags.  *ret_rows: rows written (may be
 * NULL). */
int workbook_export(struct db *db, const char *folder, unsigned flags, int64_t *ret_rows,
		    struct err *err);

#endif
