/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files written whole or not at all.
 *
 * file_write creates a temporary file beside `path` (0600, umask honoured further), writes, fsyncs,
 * renames over `path` and fsyncs the folder: a reader sees the old file or the new one.  "-" writes
 * to standard output.  Errors name the path and what to do.
 */
#ifndef LIFEBOAT_UTIL_FILE_H
#define LIFEBOAT_UTIL_FILE_H

#include <stddef.h>

#include "util/err.h"
#include "util/strbuf.h"

int file_write(const char *path, const void *data, size_t length, struct err *err);
/* Reads a whole regular file of at most `limit` bytes ("-" reads standard input). */
int file_read(const char *path, size_t limit, struct strbuf *out, struct err *err);
/* mkdir -p with mode 0700 for what is missing. */
int file_make_dirs(const char *path, struct err *err);

#endif
