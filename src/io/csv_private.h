/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Only for src/io/csv_read.c (rows) and csv_open.c (opening): the reader itself. */
#ifndef LIFEBOAT_IO_CSV_PRIVATE_H
#define LIFEBOAT_IO_CSV_PRIVATE_H

#include <csv.h>

#include "io/csv_read.h"
#include "util/vec.h"

struct csv_reader {
	char *name;
	struct csv_source source;
	struct csv_options options;
	struct csv_limits limits;
	struct csv_parser parser;
	bool parser_live;
	char delimiter;

	struct strbuf buf;    /* raw bytes from the start of the present row on */
	size_t start;         /* where the present row begins in buf */
	size_t at;            /* next byte for the parser */
	bool end;             /* no more bytes will come */
	size_t line;          /* number of the line at `at` */

	struct strbuf text;   /* the fields of the row, each with a final NUL */
	VEC(size_t) offsets;  /* where each field begins in `text` */
	VEC(const char *) fields;
	bool row_done;        /* the parser said so */
	struct msg reject;

	VEC(char *) header;
	size_t record;
	struct csv_stats stats;
};

/* A fresh parser with the reader's delimiter. */
void csv_reset_parser(struct csv_reader *r);
/* Drops what is consumed and reads more. */
int csv_refill(struct csv_reader *r, struct err *err);
/* Length of the line at `at` with its end, 0 when its end is not in the buffer. */
size_t csv_line_in_buffer(const struct csv_reader *r, size_t at);
bool csv_is_line_end(const char *p, size_t n);
/* The next row that is not blank, before it is counted: the header is one. */
int csv_any_row(struct csv_reader *r, struct csv_row *ret, struct err *err);

#endif
