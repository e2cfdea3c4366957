/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names of keys, as users write them in their keys file and in scripts.
 *
 * A key is a number: the code point of what was typed (control characters included), or one of the
 * KEY codes above Unicode.  Written: the character itself, or a name in angle brackets: <Up>,
 * <PgDn>, <C-l>, <F5>, <S-Tab>, <Space>, <lt> for '<', <Hash> for '#'.
 */
#ifndef LIFEBOAT_TUI_KEY_H
#define LIFEBOAT_TUI_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "util/strbuf.h"

enum {
	KEYCODE_FIRST = 0x110000,
	KEYCODE_UP = KEYCODE_FIRST, KEYCODE_DOWN, KEYCODE_LEFT, KEYCODE_RIGHT,
	KEYCODE_HOME, KEYCODE_END, KEYCODE_PAGE_UP, KEYCODE_PAGE_DOWN,
	KEYCODE_INSERT, KEYCODE_DELETE, KEYCODE_BACKSPACE, KEYCODE_BACKTAB,
	KEYCODE_F0, /* F1 is the next one */
	KEYCODE_LAST = KEYCODE_F0 + 12,
};

#define KEYCODE_CTRL_C 3
#define KEYCODE_TAB 9
#define KEYCODE_ENTER 13
#define KEYCODE_ESC 27

/* The key at *at, moving on; false when there is none that has a name. */
bool key_next(const char **at, int32_t *ret);
void key_format(int32_t key, struct strbuf *out);
/* Is it text (neither a control character nor a key without a character)? */
bool key_is_text(int32_t key);

#endif
