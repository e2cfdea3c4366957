/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A typed command line as words: blanks part them, double quotes keep blanks, a backslash keeps the
 * next character.  Nothing else is special: no shell is involved.
 */
#ifndef LIFEBOAT_TUI_WORDS_H
#define LIFEBOAT_TUI_WORDS_H

#include <stddef.h>

#include "util/strbuf.h"
#include "util/vec.h"

typedef VEC(char *) word_vec;

void words_split(const char *text, word_vec *ret);
void words_release(word_vec *w);
/* Appends a word so that words_split gives it back. */
void words_quote(const char *word, struct strbuf *out);

#endif
