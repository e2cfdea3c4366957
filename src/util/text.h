/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Unicode text: validity, width in terminal cells, folding, and the one sanitiser that every text
 * from outside passes on its way to a terminal, a log or a page.
 */
#ifndef LIFEBOAT_UTIL_TEXT_H
#define LIFEBOAT_UTIL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/strbuf.h"

bool text_is_utf8(const char *text, size_t length);
/* Decodes one code point at `*at` (valid or not) and moves on; an invalid byte gives -1 and moves
 * on one byte; the end gives 0 and does not move. */
int32_t text_next(const char **at);

/* Appends `text` fit for one line of a terminal: C0, C1, DEL and stray bytes as \xNN, bidi controls
 * and zero-width characters as <U+NNNN>, tabs and newlines as one blank, at most 8 combining marks
 * in a row.  Printable text, whatever its script, is unchanged. */
void text_clean(const char *text, struct strbuf *out);
/* The same, keeping newlines. */
void text_clean_lines(const char *text, struct strbuf *out);

/* Cells a cleaned text takes (C library's wcwidth rules by libunistring: wide 2, combining 0). */
size_t text_width(const char *text);
/* Appends the part of cleaned `text` that fits in `cells`, ending with "…" (or "~" when ascii) if it
 * was cut; pads with blanks to exactly `cells` when pad is set.  A wide character is never split. */
void text_fit(const char *text, size_t cells, bool pad, bool ascii, struct strbuf *out);

/* Bytes of the first line when cleaned `text` is filled to `cells`: it ends behind a blank, between
 * wide characters or, when a word is longer than the line, inside it.  At least one character.
 * *ret_width: its cells without blanks at its end.  0 only for the empty text. */
size_t text_line(const char *text, size_t cells, size_t *ret_width);
/* The same for a cell of a table: also behind a hyphen between letters, "osaka-windows-10-" and
 * "workstation". */
size_t text_key_line(const char *text, size_t cells, size_t *ret_width);
/* The fewest cells in which text_key_line parts no word. */
size_t text_least(const char *text);

/* Appends the case-folded, NFKC-normalised text, for comparing and searching. */
void text_fold(const char *text, struct strbuf *out);
/* Case-insensitive equality of folded texts; NULL equals only NULL. */
bool text_same(const char *a, const char *b);
/* Leading and trailing Unicode white space (with U+00A0, U+202F, U+3000, U+FEFF) removed. */
void text_trim(const char *text, struct strbuf *out);

/* Iterates over a list cell: "a;b;c".  Gives each trimmed piece as a span; returns false at the
 * end.  Start with *at = cell (NULL gives an empty list). */
bool text_list_next(const char **at, const char **ret_piece, size_t *ret_length);
/* Is this text one of the pieces? */
bool text_list_has(const char *list, const char *piece);

#endif
