/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading CSV files that strangers wrote: one row after the other, in bounded memory.
 *
 *	struct csv_reader *r;
 *	if (csv_open(path, NULL, &r, err) < 0) ...
 *	while ((rc = csv_next(r, &row, err)) > 0)
 *		if (row.reject.id) ... one bad row: row.reject says why, reading goes on ...
 *		else use(row.field[csv_column(r, "serial")]);
 *	csv_close(r);
 *
 * What it copes with, and how:
 * - line ends LF, CR LF, CR, also mixed; line ends inside quotes belong to the field;
 * - delimiter , ; TAB or |, found in the header outside quotes, or told by a first line "sep=;";
 * - byte-order marks and UTF-16 (csv_source.h); other encodings by option, otherwise every byte
 *   that is not UTF-8 becomes U+FFFD and is counted;
 * - a header twice becomes "Company (2)"; an empty one "column 5"; header names are trimmed;
 * - rows with too few fields are padded and counted; rows with more fields than the header are
 *   rejected unless the surplus is empty; rows without any text are skipped;
 * - blanks between a delimiter and a quote are passed over;
 * - a row that breaks the quoting rules of RFC 4180 is rejected alone: reading resumes at the
 *   first following line that begins a row as wide as the header, so that a quote nobody closed
 *   does not swallow the file;
 * - limits on field, row, columns and rows; NUL bytes are refused.
 *
 * The parser is libcsv in strict mode, fed line by line: that gives positions, which libcsv does
 * not know, and bounds its buffer by the row limit whatever a file holds.
 */
#ifndef LIFEBOAT_IO_CSV_READ_H
#define LIFEBOAT_IO_CSV_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "io/csv_source.h"
#include "util/err.h"
#include "util/msg.h"

struct csv_limits {
	size_t field, row; /* bytes */
	size_t columns, rows;
};

extern const struct csv_limits csv_default_limits;

struct csv_options {
	char delimiter;                  /* 0: found out */
	enum csv_encoding encoding;
	bool unguard;                    /* take back what csv_write's CSV_SAFE added */
	const struct csv_limits *limits; /* NULL: csv_default_limits */
};

struct csv_row {
	size_t record;            /* 1 is the first row after the header */
	size_t line;              /* line of the file it starts on, from 1 */
	size_t given;             /* fields that stood there */
	size_t n;                 /* columns of the header */
	const char *const *field; /* n texts, never NULL; live until the next call */
	struct msg reject;        /* id is NULL for a good row; borrowed */
};

struct csv_stats {
	size_t rows, blank, padded, rejected;
	size_t loose;             /* rows with blanks around quoted fields */
	size_t repaired;          /* bytes that were not UTF-8 */
};

struct csv_reader;

/* Opens and reads the header.  An empty file is an error.  `options` may be NULL. */
int csv_open(const char *path, const struct csv_options *options, struct csv_reader **ret,
	     struct err *err);
/* The same over `data`, borrowed; `name` stands in messages. */
int csv_open_memory(const char *name, const void *data, size_t length,
		    const struct csv_options *options, struct csv_reader **ret, struct err *err);
void csv_close(struct csv_reader *r); /* NULL is fine */

const char *csv_name(const struct csv_reader *r);
char csv_delimiter(const struct csv_reader *r);
bool csv_was_utf16(const struct csv_reader *r);
size_t csv_columns(const struct csv_reader *r);
const char *csv_header(const struct csv_reader *r, size_t column);
/* By exact name; -1 when there is none. */
int csv_column(const struct csv_reader *r, const char *name);
const struct csv_stats *csv_stats(const struct csv_reader *r);

/* 1: a row; 0: the end; negative: the file cannot be read further. */
int csv_next(struct csv_reader *r, struct csv_row *ret, struct err *err);
/* Back to the first row after the header; the statistics start again. */
int csv_rewind(struct csv_reader *r, struct err *err);

#endif
