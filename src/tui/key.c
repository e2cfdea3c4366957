/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/key.h"

#include <stdlib.h>
#include <string.h>

#include "util/text.h"

static const struct {
	const char *name;
	int32_t key;
} names[] = {
	{ "Up", KEYCODE_UP },           { "Down", KEYCODE_DOWN },
	{ "Left", KEYCODE_LEFT },       { "Right", KEYCODE_RIGHT },
	{ "Home", KEYCODE_HOME },       { "End", KEYCODE_END },
	{ "PgUp", KEYCODE_PAGE_UP },    { "PgDn", KEYCODE_PAGE_DOWN },
	{ "Ins", KEYCODE_INSERT },      { "Del", KEYCODE_DELETE },
	{ "BS", KEYCODE_BACKSPACE },    { "S-Tab", KEYCODE_BACKTAB },
	{ "Tab", KEYCODE_TAB },         { "Enter", KEYCODE_ENTER },
	{ "Esc", KEYCODE_ESC },         { "Space", ' ' },
	{ "lt", '<' },                  { "Hash", '#' },
};
#define N_NAMES (sizeof(names) / sizeof(names[0]))

/* The text between the brackets. */
static bool named_key(const char *name, size_t length, int32_t *ret)
{
	size_t i;

	for (i = 0; i < N_NAMES; i++) {
		if (strlen(names[i].name) == length && strncmp(names[i].name, name, length) == 0) {
			*ret = names[i].key;
			return true;
		}
	}
	if (length == 3 && name[0] == 'C' && name[1] == '-' && name[2] >= 'a' && name[2] <= 'z') {
		*ret = name[2] - 'a' + 1;
		return true;
	}
	if (length >= 2 && length <= 3 && name[0] == 'F' && name[1] >= '1' && name[1] <= '9') {
		long n = strtol(name + 1, NULL, 10);

		if (n >= 1 && n <= 12 && (length == 2 || (name[2] >= '0' && name[2] <= '9'))) {
			*ret = KEYCODE_F0 + (int32_t)n;
			return true;
		}
	}
	return false;
}

bool key_next(const char **at, int32_t *ret)
{
	const char *end;
	int32_t key;

	if (**at == '<') {
		end = strchr(*at, '>');
		if (!end || !named_key(*at + 1, (size_t)(end - *at - 1), ret))
			return false;
		*at = end + 1;
		return true;
	}
	key = text_next(at);
	if (key <= 0)
		return false;
	*ret = key;
	return true;
}

static void add_utf8(int32_t c, struct strbuf *out)
{
	if (c < 0x80) {
		strbuf_addch(out, (char)c);
	} else if (c < 0x800) {
		strbuf_addch(out, (char)(0xc0 | (c >> 6)));
		strbuf_addch(out, (char)(0x80 | (c & 0x3f)));
	} else if (c < 0x10000) {
		strbuf_addch(out, (char)(0xe0 | (c >> 12)));
		strbuf_addch(out, (char)(0x80 | ((c >> 6) & 0x3f)));
		strbuf_addch(out, (char)(0x80 | (c & 0x3f)));
	} else {
		strbuf_addch(out, (char)(0xf0 | (c >> 18)));
		strbuf_addch(out, (char)(0x80 | ((c >> 12) & 0x3f)));
		strbuf_addch(out, (char)(0x80 | ((c >> 6) & 0x3f)));
		strbuf_addch(out, (char)(0x80 | (c & 0x3f)));
	}
}

void key_format(int32_t key, struct strbuf *out)
{
	size_t i;

	for (i = 0; i < N_NAMES; i++) {
		if (names[i].key == key) {
			strbuf_addf(out, "<%s>", names[i].name);
			return;
		}
	}
	if (key > 0 && key < 27)
		strbuf_addf(out, "<C-%c>", 'a' + (int)key - 1);
	else if (key > KEYCODE_F0 && key <= KEYCODE_LAST)
		strbuf_addf(out, "<F%d>", (int)(key - KEYCODE_F0));
	else if (key >= ' ' && key < KEYCODE_FIRST)
		add_utf8(key, out);
}

bool key_is_text(int32_t key)
{
	return key >= ' ' && key != 0x7f && key < KEYCODE_FIRST && !(key >= 0x80 && key < 0xa0);
}
