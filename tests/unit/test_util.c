/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "util/arena.h"
#include "util/err.h"
#include "util/map.h"
#include "util/strbuf.h"
#include "util/vec.h"

static char *reversed(const char *id)
{
	return strcmp(id, "%s has %d rows, 100%% of %zu") == 0 ? (char *)(uintptr_t)"%3$s/%2$s/%1$s"
							      : (char *)(uintptr_t)id;
}

static void message_survives_storage_and_translation(void **state)
{
	struct msg m = MSG_INIT, back = MSG_INIT;
	struct strbuf text = STRBUF_INIT, again = STRBUF_INIT;

	(void)state;
	msg_set(&m, "%s has %d rows, 100%% of %zu", "a;b", -7, (size_t)9);
	msg_encode(&m, &text);
	msg_decode(&back, text.buf);
	msg_render(&back, NULL, &again);
	assert_string_equal(again.buf, "a;b has -7 rows, 100% of 9");
	strbuf_reset(&again);
	msg_render(&back, reversed, &again);
	assert_string_equal(again.buf, "9/-7/a;b");
	msg_release(&m);
	msg_release(&back);
	strbuf_release(&text);
	strbuf_release(&again);
}

static void several_sentences_travel_as_one_text(void **state)
{
	struct strbuf text = STRBUF_INIT, out = STRBUF_INIT;

	(void)state;
	msg_add(&text, "%s carries %s", "a\x1e" "b", "c\x1f" "d");
	msg_add_texts(&text, "%s of %s", (const char *const[]){ "end", "x" }, 2);
	msg_render_text(text.buf, NULL, &out);
	assert_string_equal(out.buf, "a b carries c d; end of x");
	strbuf_release(&text);
	strbuf_release(&out);
}

static void error_keeps_code_and_sentence(void **state)
{
	struct err err = ERR_INIT, outer = ERR_INIT;
	struct strbuf text = STRBUF_INIT;

	(void)state;
	assert_int_equal(err_set(&err, ERR_INPUT, "%s:%d: column '%s'", "a.csv", 3, "os"), ERR_INPUT);
	assert_int_equal(err_move(&outer, &err), ERR_INPUT);
	assert_null(err.msg.id);
	err_render(&outer, NULL, &text);
	assert_string_equal(text.buf, "a.csv:3: column 'os'");
	assert_int_equal(err_exit_status(ERR_INPUT), 3);
	assert_int_equal(err_exit_status(ERR_INTERRUPTED), 130);
	assert_int_equal(err_set(NULL, ERR_DENIED, "x"), ERR_DENIED);
	err_release(&outer);
	strbuf_release(&text);
}

static void map_finds_every_key_after_growth(void **state)
{
	struct arena a = ARENA_INIT;
	struct map m = MAP_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < 5000; i++)
		map_put(&m, arena_printf(&a, "key-%zu", i), i);
	assert_int_equal(m.n, 5000);
	for (i = 0; i < 5000; i++)
		assert_int_equal(map_get(&m, arena_printf(&a, "key-%zu", i)), i);
	assert_int_equal(map_get(&m, "key-5000"), MAP_NONE);
	assert_int_equal(map_add(&m, "key-7", 99), 7);
	map_put(&m, "key-7", 99);
	assert_int_equal(map_get(&m, "key-7"), 99);
	map_release(&m);
	arena_release(&a);
}

static void vector_grows_and_keeps_items(void **state)
{
	VEC(int) v = VEC_INIT;
	int i;

	(void)state;
	for (i = 0; i < 1000; i++)
		VEC_PUSH(&v, i * 2);
	assert_int_equal(v.n, 1000);
	assert_int_equal(v.items[617], 1234);
	assert_int_equal(VEC_LAST(&v), 1998);
	VEC_RELEASE(&v);
	assert_null(v.items);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(message_survives_storage_and_translation),
		cmocka_unit_test(several_sentences_travel_as_one_text),
		cmocka_unit_test(error_keeps_code_and_sentence),
		cmocka_unit_test(map_finds_every_key_after_growth),
		cmocka_unit_test(vector_grows_and_keeps_items),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
