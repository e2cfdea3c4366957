/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/match.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unictype.h>

#include "util/text.h"

enum writing { NO_WORD, OTHER, KANJI, HIRAGANA, KATAKANA };

static enum writing writing_of(int32_t c)
{
	if (c <= 0)
		return NO_WORD;
	if (c >= 0x3041 && c <= 0x309f)
		return HIRAGANA;
	if ((c >= 0x30a1 && c <= 0x30fa) || c == 0x30fc || c == 0x30fd || c == 0x30fe)
		return KATAKANA;
	if ((c >= 0x3400 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3ffff))
		return KANJI;
	if (uc_is_property_alphabetic((ucs4_t)c) || uc_is_property_numeric((ucs4_t)c) ||
	    (c >= '0' && c <= '9'))
		return OTHER;
	return NO_WORD;
}

/* May a word of `inside` at its edge touch a character of `outside`? */
static bool may_touch(enum writing inside, enum writing outside)
{
	return outside == NO_WORD || inside == NO_WORD || inside == KANJI || inside != outside;
}

static enum writing last_before(const char *text, const char *at)
{
	enum writing last = NO_WORD;

	while (text < at)
		last = writing_of(text_next(&text));
	return last;
}

static enum writing first_of(const char *text)
{
	return writing_of(text_next(&text));
}

bool match_word(const char *folded_text, const char *folded_name)
{
	size_t length = strlen(folded_name);
	enum writing first = first_of(folded_name);
	enum writing last = last_before(folded_name, folded_name + length);
	const char *at = folded_text, *line = folded_text;

	if (length == 0)
		return false;
	while ((at = strstr(at, folded_name)) != NULL) {
		/* `line` keeps the look back short in long texts: it stands at a character. */
		while (at - line > 64) {
			const char *next = line;

			(void)text_next(&next);
			line = next;
		}
		if (may_touch(first, last_before(line, at)) && may_touch(last, first_of(at + length)))
			return true;
		at++;
	}
	return false;
}
