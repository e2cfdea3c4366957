/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How wide the columns of a table are for people: as wide as their texts, or as narrow as the place
 * asks for without parting words.
 */
#ifndef LIFEBOAT_UTIL_COLUMNS_H
#define LIFEBOAT_UTIL_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#define COLUMNS_GAP 2       /* between two of them */
#define COLUMNS_READABLE 16 /* narrower than this a sentence is not read any more */

/* In cells; starts as { 0, 0 }. */
struct column_width {
	size_t width; /* of the longest text; columns_fit lowers it */
	size_t least; /* in which no word is parted (but very long ones) and sentences stay readable */
};

/* Widens the column for a cleaned text (text.h); lines break as text_key_line does. */
void column_measure(struct column_width *c, const char *text);
/* Takes from the widest column until all fit into `cells`; false when words would have to be parted. */
bool columns_fit(struct column_width *c, size_t n, size_t cells);
/* The same, parting words where it must be. */
void columns_force(struct column_width *c, size_t n, size_t cells);

#endif
