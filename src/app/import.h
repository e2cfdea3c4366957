/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Importing, from paths to a finished change.
 *
 * A path is a file of any kind io/importers.h lists, a workbook (a folder with files of its
 * tables), or another folder, whose files are taken one by one, subfolders too.  Everything named
 * in one call is one change: one journal entry, one undo.  A file that cannot be used is refused
 * with a reason in the result and the others go on; when none can be used, nothing is written and
 * the first reason is the error.  Rows that cannot be used are written beside the file.
 */
#ifndef LIFEBOAT_APP_IMPORT_H
#define LIFEBOAT_APP_IMPORT_H

#include "db/db.h"
#include "io/import.h"
#include "util/err.h"

/* `ret` is initialised by the caller with import_result_init and released by him, also after a
 * failure (it then says what was found so far). */
int app_import(struct db *db, const char *const *paths, size_t n,
	       const struct import_options *options, struct import_result *ret, struct err *err);

#endif
