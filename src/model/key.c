/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys, and the links between steps that are written with them. */
#include "config.h"
#include "model/table.h"

#include <string.h>
#include <unictype.h>

#include "util/date.h"
#include "util/text.h"

#define KEY_MAX 200

/* ---- keys ----------------------------------------------------------------------------------- */

static bool key_char(int32_t c)
{
	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		       c == '-' || c == '_' || c == '.';
	return uc_is_alnum((ucs4_t)c) ||
	       uc_is_general_category_withtable((ucs4_t)c, UC_CATEGORY_MASK_M);
}

bool key_is_valid(const char *text)
{
	const char *at = text;
	int32_t c;

	if (!*text || *text == '-')
		return false;
	while ((c = text_next(&at)) != 0)
		if (c < 0 || !key_char(c))
			return false;
	return (size_t)(at - text) <= KEY_MAX;
}

void key_from_text(const char *text, struct strbuf *out)
{
	size_t start = out->len;

	while (*text) {
		const char *from = text;
		int32_t c = text_next(&text);
		size_t length = (size_t)(text - from);

		if (out->len - start + length > KEY_MAX)
			break;
		if (c > 0 && key_char(c) && c != '-')
			strbuf_add(out, from, length);
		else if (out->len > start && out->buf[out->len - 1] != '-')
			strbuf_addch(out, '-');
	}
	if (out->len > start && out->buf[out->len - 1] == '-')
		strbuf_setlen(out, out->len - 1);
	if (out->len == start)
		strbuf_addch(out, 'x');
}

/* ---- links ---------------------------------------------------------------------------------- */

static int link_parse(char *piece, struct link *ret)
{
	char *at = strchr(piece, '@'), *plus = strchr(piece, '+');

	*ret = (struct link){ .lag = 0, .order = NULL };
	if (at) {
		*at++ = '\0';
		ret->order = strcmp(at, "breach") == 0    ? "breach"
			     : strcmp(at, "planned") == 0 ? "planned"
							  : NULL;
		if (!ret->order)
			return ERR_INPUT;
	}
	if (plus) {
		*plus++ = '\0';
		if (duration_parse(plus, &ret->lag) < 0 || ret->lag < 0)
			return ERR_INPUT;
	}
	if (!key_is_valid(piece))
		return ERR_INPUT;
	memcpy(ret->step, piece, strlen(piece) + 1); /* key_is_valid bounds it */
	return 1;
}

int link_next(const char **at, struct link *ret)
{
	const char *span;
	size_t length;
	char piece[KEY_MAX + 64];

	if (!text_list_next(at, &span, &length))
		return 0;
	if (length >= sizeof(piece))
		return ERR_INPUT;
	memcpy(piece, span, length);
	piece[length] = '\0';
	return link_parse(piece, ret);
}
