/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "io/csv_read.h"
#include "io/csv_write.h"

static void fields_are_quoted_where_needed(void **state)
{
	static const char *const row[] = { "a", NULL, "b,c", "say \"hi\"", "x\ny", "=1", " d " };
	struct strbuf out = STRBUF_INIT;

	(void)state;
	csv_add_row(&out, row, 7, 0);
	assert_string_equal(out.buf, "a,,\"b,c\",\"say \"\"hi\"\"\",\"x\ny\",=1, d \r\n");
	strbuf_reset(&out);
	csv_add_row(&out, row, 7, CSV_SAFE);
	assert_string_equal(out.buf, "a,,\"b,c\",\"say \"\"hi\"\"\",\"x\ny\",'=1, d \r\n");
	strbuf_release(&out);
}

static void formulas_are_guarded(void **state)
{
	static const char *const guarded[] = {
		"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x",
		"'=1", "''=1",
	};
	static const char *const free_of[] = { "", "a=1", "'", "'x", "1-1", "東京" };

	(void)state;
	for (size_t i = 0; i < sizeof(guarded) / sizeof(*guarded); i++)
		assert_true(csv_needs_guard(guarded[i]));
	for (size_t i = 0; i < sizeof(free_of) / sizeof(*free_of); i++)
		assert_false(csv_needs_guard(free_of[i]));
}

/* Any row, written either way, is read back as it was. */
static void what_is_written_is_read_back(void **state)
{
	static const char alphabet[] = "a'=-+@\",;|\t\r\n \xc3";
	uint32_t seed = 1;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		struct strbuf out = STRBUF_INIT;
		char cell[4][8];
		const char *row[5] = { "x", cell[0], cell[1], cell[2], cell[3] };
		static const char *const header[] = { "k", "a", "b", "c", "d" };
		struct csv_reader *r = NULL;
		struct csv_row got;
		struct csv_options o = { .unguard = round % 2 };

		for (int i = 0; i < 4; i++) {
			size_t n = 0;

			seed = seed * 1664525u + 1013904223u;
			for (size_t want = (seed >> 16) % 6; n < want; n++) {
				seed = seed * 1664525u + 1013904223u;
				cell[i][n] = alphabet[(seed >> 16) % (sizeof(alphabet) - 2)];
			}
			cell[i][n] = '\0';
		}
		csv_add_row(&out, header, 5, 0);
		csv_add_row(&out, row, 5, o.unguard ? CSV_SAFE : 0);
		assert_int_equal(csv_open_memory("t", out.buf, out.len, &o, &r, NULL), 0);
		assert_int_equal(csv_next(r, &got, NULL), 1);
		assert_null(got.reject.id);
		for (int i = 0; i < 5; i++)
			assert_string_equal(got.field[i], row[i]);
		assert_int_equal(csv_next(r, &got, NULL), 0);
		csv_close(r);
		strbuf_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_are_quoted_where_needed),
		cmocka_unit_test(formulas_are_guarded),
		cmocka_unit_test(what_is_written_is_read_back),
	};

	return cmocka_run_group_tests_name("csv_write", tests, NULL, NULL);
}
