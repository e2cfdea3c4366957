/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing CSV: RFC 4180, UTF-8, CR LF, quotes only where they are needed.
 *
 * CSV_SAFE is for files that people open in a spreadsheet: a cell that a spreadsheet would take for
 * a formula (it begins with = + - @ TAB CR LF or one of their full-width forms) gets a ' in front.
 * A cell that already begins with such a ' gets one more, so that reading with
 * csv_options.unguard gives exactly the cells back.  Machine files are written without it, because
 * it changes the data.
 */
#ifndef LIFEBOAT_IO_CSV_WRITE_H
#define LIFEBOAT_IO_CSV_WRITE_H

#include <stdbool.h>
#include <stddef.h>

#include "util/strbuf.h"

enum csv_write_flags {
	CSV_SAFE = 1 << 0,
};

/* One field, with the comma before it unless the row is just beginning. */
void csv_add_field(struct strbuf *out, const char *text, bool first, unsigned flags);
void csv_end_row(struct strbuf *out);
/* A whole row; NULL cells are empty. */
void csv_add_row(struct strbuf *out, const char *const *cell, size_t n, unsigned flags);

/* Whether the cell must be guarded, and whether it is one that was. */
bool csv_needs_guard(const char *text);
bool csv_is_guarded(const char *text);

#endif
