/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Recognising vendors and products in running text by their names and aliases.
 *
 * Texts and names are folded (case, width).  A name must stand as a word: before and after it no
 * letter or digit of the same writing may follow.  Japanese writes words without blanks, so the edge
 * between kinds of characters (kanji, hiragana, katakana, Latin) ends a word too, and a name that
 * begins or ends with kanji may touch anything there.
 */
#ifndef LIFEBOAT_IO_MATCH_H
#define LIFEBOAT_IO_MATCH_H

#include <stdbool.h>

/* Both texts folded (text_fold); an empty name is nowhere. */
bool match_word(const char *folded_text, const char *folded_name);

#endif
