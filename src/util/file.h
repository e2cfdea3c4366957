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

#include <stdbool.h>
#include <stddef.h>

#include "util/err.h"
#include "util/strbuf.h"

/* The same piece by piece, for files larger than what one wants to hold: readers see nothing of it
 * before file_out_commit.
 *
 *	struct file_out f;
 *	rc = file_out_open(&f, path, err);
 *	while (rc == 0 && more) rc = file_out_add(&f, data, length, err);
 *	if (rc == 0) rc = file_out_commit(&f, err);
 *	file_out_release(&f);        // drops what was not committed
 */
struct file_out {
	char *path, *temp; /* temp NULL: written directly (standard output, a device) */
	int fd;            /* -1: closed */
	struct strbuf held;
};

int file_out_open(struct file_out *f, const char *path, struct err *err);
int file_out_add(struct file_out *f, const void *data, size_t length, struct err *err);
int file_out_commit(struct file_out *f, struct err *err);
void file_out_release(struct file_out *f); /* fine after a failed open */

int file_write(const char *path, const void *data, size_t length, struct err *err);
/* Reads a whole regular file of at most `limit` bytes ("-" reads standard input). */
int file_read(const char *path, size_t limit, struct strbuf *out, struct err *err);
/* mkdir -p with mode 0700 for what is missing. */
int file_make_dirs(const char *path, struct err *err);

#endif
