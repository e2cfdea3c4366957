/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the bytes of a CSV file come from, and in what encoding.
 *
 * A source hands out bytes that are meant to be UTF-8: a UTF-8 byte-order mark is dropped, UTF-16
 * with a byte-order mark is converted while reading.  A regular file is read where it is; a pipe is
 * spooled into an unnamed temporary file first, so that every source can be read twice.
 * csv_repair mends single texts that are not UTF-8 after all.
 */
#ifndef LIFEBOAT_IO_CSV_SOURCE_H
#define LIFEBOAT_IO_CSV_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/err.h"
#include "util/strbuf.h"

enum csv_encoding {
	CSV_UTF8,         /* bytes that are not UTF-8 become U+FFFD */
	CSV_WINDOWS_1252, /* texts that are not UTF-8 are read as this */
	CSV_MAC_ROMAN,
};

struct csv_source {
	const char *name;   /* for messages, borrowed */
	int fd;             /* -1: memory */
	const char *data;   /* memory, borrowed */
	size_t length, at;
	int utf16;          /* 0, 'L' or 'B' */
	bool started;
	unsigned char carry[4]; /* bytes of a UTF-16 character still to come */
	size_t n_carry;
};

/* "-" is standard input.  Errors name the path, which is borrowed until csv_source_close. */
int csv_source_open(struct csv_source *s, const char *path, struct err *err);
/* Borrows `name` and `data` until csv_source_close. */
void csv_source_memory(struct csv_source *s, const char *name, const void *data, size_t length);
void csv_source_close(struct csv_source *s);
int csv_source_rewind(struct csv_source *s, struct err *err);
/* Appends up to about `want` bytes to out; *ret_end is set at the end of the data. */
int csv_source_read(struct csv_source *s, size_t want, struct strbuf *out, bool *ret_end,
		    struct err *err);

/* "windows-1252", "cp1252", "mac-roman", "macintosh", "utf-8"; -1 for anything else. */
int csv_encoding_find(const char *name);
/* Appends `text` as UTF-8 and returns how many bytes had to be replaced or converted (0: the text
 * was UTF-8 already). */
size_t csv_repair(const char *text, size_t length, enum csv_encoding encoding, struct strbuf *out);

#endif
