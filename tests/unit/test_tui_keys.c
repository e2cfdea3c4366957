/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys: their names, what users may change, and the shipped example.  With --print it writes the
 * example (data/keys.conf). */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/key.h"
#include "tui/keymap.h"
#include "util/file.h"

static void names_of_keys_go_there_and_back(void **state)
{
	static const struct {
		const char *text;
		int32_t key;
	} cases[] = {
		{ "j", 'j' }, { "<Up>", KEYCODE_UP }, { "<C-l>", 12 }, { "<F1>", KEYCODE_F0 + 1 },
		{ "<F12>", KEYCODE_F0 + 12 }, { "<Space>", ' ' }, { "<lt>", '<' }, { "<Hash>", '#' },
		{ "<S-Tab>", KEYCODE_BACKTAB }, { "<Esc>", 27 }, { "é", 0xe9 }, { "漢", 0x6f22 },
		{ "<Tab>", 9 }, { "<Enter>", 13 }, { "<BS>", KEYCODE_BACKSPACE },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct strbuf text = STRBUF_INIT;
		const char *at = cases[i].text;
		int32_t key = 0;

		assert_true(key_next(&at, &key));
		assert_string_equal(at, "");
		assert_int_equal(key, cases[i].key);
		key_format(key, &text);
		assert_string_equal(text.buf, cases[i].text);
		strbuf_release(&text);
	}
}

static void what_is_no_key_is_refused(void **state)
{
	static const char *const cases[] = { "", "<", "<Nope>", "<C-A>", "<F0>", "<F13>", "<F1x>",
					     "<C-l", "\xff" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *at = cases[i];
		int32_t key;

		assert_false(key_next(&at, &key));
	}
}

/* Of two actions that apply in the same place, none may have the other's key. */
static void no_default_key_does_two_things(void **state)
{
	struct err err = ERR_INIT;
	struct keymap m;

	(void)state;
	assert_int_equal(keymap_init(&m, &err), 0);
	assert_int_equal(keymap_find(&m, CTX_LIST, '/'), ACT_FILTER);
	assert_int_equal(keymap_find(&m, CTX_PAGE, '/'), ACT_FIND);
	assert_int_equal(keymap_find(&m, CTX_TEXT, 'j'), ACT_NONE);
	assert_int_equal(keymap_find(&m, CTX_FORM, 12), ACT_REDRAW);
}

static void every_action_has_a_help_sentence(void **state)
{
	size_t i, k;

	(void)state;
	for (i = 0; i < N_ACTIONS; i++) {
		assert_true(*action_defs[i].help);
		for (k = 0; k < i; k++)
			assert_string_not_equal(action_defs[i].name, action_defs[k].name);
	}
}

static void refused(const char *text, const char *part)
{
	struct strbuf said = STRBUF_INIT;
	struct err err = ERR_INIT;
	struct keymap m, before;

	assert_int_equal(keymap_init(&m, NULL), 0);
	before = m;
	assert_int_equal(keymap_apply(&m, "keys", text, &err), ERR_INPUT);
	err_render(&err, NULL, &said);
	if (!strstr(said.buf, part))
		fail_msg("'%s' is not in: %s", part, said.buf);
	assert_memory_equal(&m, &before, sizeof(m));
	strbuf_release(&said);
	err_release(&err);
}

static void mistakes_in_the_keys_file_are_named(void **state)
{
	(void)state;
	refused("\n# fine\nfly x\n", "keys:3: there is no action 'fly'");
	refused("down <Nope>", "'<Nope>' is no key");
	refused("down jk", "'jk' is no key");
	refused("down", "no key for 'down'");
	refused("down k", "'k' belongs to 'up' already");
	refused("down 1a 2b", "'1a' is no key");
}

static void users_change_keys(void **state)
{
	struct err err = ERR_INIT;
	struct strbuf keys = STRBUF_INIT;
	struct keymap m;

	(void)state;
	assert_int_equal(keymap_init(&m, &err), 0);
	assert_int_equal(keymap_apply(&m, "keys",
				      "  down   J <C-j>  # mine\r\nundo none\nup u k\nno j\n", &err),
			 0);
	assert_int_equal(keymap_find(&m, CTX_LIST, 'J'), ACT_DOWN);
	assert_int_equal(keymap_find(&m, CTX_LIST, 'j'), ACT_NONE);
	assert_int_equal(keymap_find(&m, CTX_LIST, 10), ACT_DOWN);
	assert_int_equal(keymap_find(&m, CTX_LIST, 'u'), ACT_UP);
	assert_int_equal(keymap_find(&m, CTX_ASK, 'j'), ACT_NO);
	keymap_keys(&m, ACT_DOWN, &keys);
	assert_string_equal(keys.buf, "J <C-j>");
	strbuf_reset(&keys);
	keymap_short(&m, ACT_NARROWER, &keys);
	assert_string_equal(keys.buf, "<");
	strbuf_reset(&keys);
	keymap_short(&m, ACT_UNDO, &keys);
	assert_string_equal(keys.buf, "");
	strbuf_release(&keys);
}

static void the_shipped_example_says_what_the_program_does(void **state)
{
	struct strbuf path = STRBUF_INIT, shipped = STRBUF_INIT, made = STRBUF_INIT;
	const char *top = getenv("TOP_SRCDIR");
	struct err err = ERR_INIT;
	struct keymap m, defaults;

	(void)state;
	strbuf_addf(&path, "%s/data/keys.conf", top ? top : ".");
	assert_int_equal(file_read(path.buf, 100000, &shipped, &err), 0);
	keymap_example(&made);
	assert_string_equal(shipped.buf, made.buf);
	/* and read as a user's file it changes nothing */
	assert_int_equal(keymap_init(&m, &err), 0);
	defaults = m;
	assert_int_equal(keymap_apply(&m, path.buf, shipped.buf, &err), 0);
	assert_memory_equal(&m, &defaults, sizeof(m));
	strbuf_release(&path);
	strbuf_release(&shipped);
	strbuf_release(&made);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(names_of_keys_go_there_and_back),
	cmocka_unit_test(what_is_no_key_is_refused),
	cmocka_unit_test(no_default_key_does_two_things),
	cmocka_unit_test(every_action_has_a_help_sentence),
	cmocka_unit_test(mistakes_in_the_keys_file_are_named),
	cmocka_unit_test(users_change_keys),
	cmocka_unit_test(the_shipped_example_says_what_the_program_does),
};

int main(int argc, char **argv)
{
	struct strbuf example = STRBUF_INIT;

	if (argc == 2 && strcmp(argv[1], "--print") == 0) {
		keymap_example(&example);
		fputs(example.buf, stdout);
		strbuf_release(&example);
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
