/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which key does what here: the defaults of actions.h with the user's changes.
 *
 * The keys file ($XDG_CONFIG_HOME/lifeboat/keys) has a line for each action that is to have other
 * keys than its default: the action's name and the keys, blanks between.  `none` takes all keys
 * away.  '#' starts a remark.  A line that cannot be understood, or that gives a key to two actions
 * in the same place, is refused with a sentence and changes nothing.
 */
#ifndef LIFEBOAT_TUI_KEYMAP_H
#define LIFEBOAT_TUI_KEYMAP_H

#include <stddef.h>
#include <stdint.h>

#include "tui/actions.h"
#include "util/err.h"
#include "util/strbuf.h"

#define KEYS_PER_ACTION 12

struct keymap {
	struct {
		int32_t key[KEYS_PER_ACTION];
		size_t n;
	} of[N_ACTIONS];
};

/* The defaults; a mistake in the table is a bug that the tests find. */
int keymap_init(struct keymap *m, struct err *err);
/* Applies a keys file's text; `name` is for the sentences.  The first mistake is reported, every
 * good line counts. */
int keymap_apply(struct keymap *m, const char *name, const char *text, struct err *err);
/* The same from the user's file; none is fine. */
int keymap_load_user(struct keymap *m, struct err *err);

/* What the key does where one of `contexts` applies; ACT_NONE when nothing. */
enum action keymap_find(const struct keymap *m, unsigned contexts, int32_t key);
/* "j <Down>" */
void keymap_keys(const struct keymap *m, enum action a, struct strbuf *out);
/* How the footer calls its first key: "j", "Enter"; nothing when it has none. */
void keymap_short(const struct keymap *m, enum action a, struct strbuf *out);

/* The shipped example: every default, with its help. */
void keymap_example(struct strbuf *out);

#endif
