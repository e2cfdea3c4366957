/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/words.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void words_split(const char *text, word_vec *ret)
{
	struct strbuf word = STRBUF_INIT;
	bool quoted = false, inside = false;

	for (;; text++) {
		if (!*text || (*text == ' ' && !quoted)) {
			if (inside)
				VEC_PUSH(ret, strbuf_detach(&word));
			inside = false;
			if (!*text)
				break;
			continue;
		}
		inside = true;
		if (*text == '"') {
			quoted = !quoted;
			continue;
		}
		if (*text == '\\' && text[1])
			text++;
		strbuf_addch(&word, *text);
	}
	strbuf_release(&word);
}

void words_release(word_vec *w)
{
	size_t i;

	for (i = 0; i < w->n; i++)
		free(w->items[i]);
	VEC_RELEASE(w);
}

void words_quote(const char *word, struct strbuf *out)
{
	bool quote = !*word || strchr(word, ' ');

	if (quote)
		strbuf_addch(out, '"');
	for (; *word; word++) {
		if (*word == '"' || *word == '\\')
			strbuf_addch(out, '\\');
		strbuf_addch(out, *word);
	}
	if (quote)
		strbuf_addch(out, '"');
}
