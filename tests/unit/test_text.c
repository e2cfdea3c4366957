/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "util/text.h"

typedef void text_fn(const char *text, struct strbuf *out);

static void assert_text(text_fn *fn, const char *text, const char *expected)
{
	struct strbuf out = STRBUF_INIT;

	fn(text, &out);
	assert_string_equal(out.buf, expected);
	strbuf_release(&out);
}

static void utf8_is_told_from_other_bytes(void **state)
{
	(void)state;
	assert_true(text_is_utf8("東京", strlen("東京")));
	assert_true(text_is_utf8("", 0));
	assert_false(text_is_utf8("M\xfcller", 6));
	assert_false(text_is_utf8("\xc0\x80", 2));     /* overlong */
	assert_false(text_is_utf8("\xed\xa0\x80", 3)); /* surrogate */
	assert_false(text_is_utf8("\xe6\x9d", 2));     /* cut short */
}

static void decoding_walks_over_anything(void **state)
{
	const char *at = "a\xffü東\xf0\x9f\x9a\xb2\xe6";
	static const int32_t expected[] = { 'a', -1, 0xfc, 0x6771, 0x1f6b2, -1, 0, 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++)
		assert_int_equal(text_next(&at), expected[i]);
}

static void terminal_codes_become_visible(void **state)
{
	(void)state;
	assert_text(text_clean, "\033[2J\007", "\\x1B[2J\\x07");
	assert_text(text_clean, "a\xc2\x9b" "31m\177", "a\\x9B31m\\x7F");
	assert_text(text_clean, "a\x9b" "b", "a\\x9Bb");
	assert_text(text_clean, "x\tb\r\nc\nd\re", "x b c d e");
	assert_text(text_clean_lines, "x\tb\r\nc\nd", "x b\nc\nd");
	assert_text(text_clean, "evil\xe2\x80\xae" "fdp.exe", "evil<U+202E>fdp.exe");
	assert_text(text_clean, "a\xe2\x80\x8b" "b\xef\xbb\xbf", "a<U+200B>b<U+FEFF>");
	assert_text(text_clean, "\xf3\xa0\x81\x81", "<U+E0041>");
}

static void printable_text_is_unchanged(void **state)
{
	(void)state;
	assert_text(text_clean, "東京サーバー Müller Ελλάς שלום", "東京サーバー Müller Ελλάς שלום");
	assert_text(text_clean, "e\xcc\x81", "e\xcc\x81");
}

static void piles_of_marks_are_capped(void **state)
{
	struct strbuf in = STRBUF_INIT, out = STRBUF_INIT;

	(void)state;
	strbuf_addch(&in, 'e');
	for (int i = 0; i < 100; i++)
		strbuf_adds(&in, "\xcc\x81");
	strbuf_addch(&in, 'x');
	text_clean(in.buf, &out);
	assert_int_equal(out.len, 1 + 8 * 2 + 1);
	strbuf_release(&in);
	strbuf_release(&out);
}

static void width_counts_cells(void **state)
{
	(void)state;
	assert_int_equal(text_width("abc"), 3);
	assert_int_equal(text_width("東京"), 4);
	assert_int_equal(text_width("e\xcc\x81"), 1);
	assert_int_equal(text_width(""), 0);
}

static void fitting_never_splits_a_wide_character(void **state)
{
	static const struct {
		const char *text;
		size_t cells;
		bool pad, ascii;
		const char *expected;
	} t[] = {
		{ "abc", 5, true, false, "abc  " },   { "abc", 5, false, false, "abc" },
		{ "abcdef", 4, true, false, "abc…" },  { "abcdef", 4, true, true, "abc~" },
		{ "東京都", 6, true, false, "東京都" }, { "東京都", 5, true, false, "東京…" },
		{ "東京都", 4, true, false, "東… " },   { "東京", 1, true, false, "…" },
		{ "東京", 0, true, false, "" },        { "e\xcc\x81x", 1, false, true, "~" },
		{ "e\xcc\x81", 1, false, true, "e\xcc\x81" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		struct strbuf out = STRBUF_INIT;

		text_fit(t[i].text, t[i].cells, t[i].pad, t[i].ascii, &out);
		assert_string_equal(out.buf, t[i].expected);
		if (t[i].pad)
			assert_int_equal(text_width(out.buf), t[i].cells);
		strbuf_release(&out);
	}
}

static void folding_makes_equal_texts_equal(void **state)
{
	(void)state;
	assert_text(text_fold, "Trend MICRO-1", "trend micro-1");
	assert_text(text_fold, "Straße", "strasse");
	assert_text(text_fold, "ＡＢＣ", "abc");
	assert_text(text_fold, "ﾄﾚﾝﾄﾞ", "トレンド");
	assert_text(text_fold, "a\xff", "a\xef\xbf\xbd");
	assert_true(text_same("MÜLLER", "müller"));
	assert_true(text_same("é", "e\xcc\x81"));
	assert_false(text_same("a", "b"));
	assert_true(text_same(NULL, NULL));
	assert_false(text_same(NULL, ""));
}

static void trimming_knows_all_blanks(void **state)
{
	(void)state;
	assert_text(text_trim, " \t a b \r\n", "a b");
	assert_text(text_trim, "\xc2\xa0" "1\xe2\x80\xaf" "234\xe2\x80\xaf", "1\xe2\x80\xaf" "234");
	assert_text(text_trim, "\xe3\x80\x80東京\xe3\x80\x80", "東京");
	assert_text(text_trim, "\xef\xbb\xbfname", "name");
	assert_text(text_trim, "   ", "");
	assert_text(text_trim, "", "");
	assert_text(text_trim, "\xff ", "\xff");
	assert_text(text_trim, " \x80\x80", "\x80\x80");
}

static void lists_give_their_pieces(void **state)
{
	const char *at = " a;; b c ;\xc2\xa0;d", *piece;
	static const char *const expected[] = { "a", "b c", "d" };
	size_t n = 0, length;

	(void)state;
	while (text_list_next(&at, &piece, &length)) {
		assert_true(n < 3);
		assert_int_equal(length, strlen(expected[n]));
		assert_memory_equal(piece, expected[n], length);
		n++;
	}
	assert_int_equal(n, 3);
	at = NULL;
	assert_false(text_list_next(&at, &piece, &length));
}

static void a_line_ends_at_blanks_or_between_wide_characters(void **state)
{
	static const struct {
		const char *text;
		size_t cells, bytes, width;
	} cases[] = {
		{ "", 5, 0, 0 },
		{ "one two", 10, 7, 7 },
		{ "one two", 7, 7, 7 },
		{ "one two", 6, 4, 3 },
		{ "one  two", 4, 5, 3 },
		{ "abcdefgh ij", 5, 5, 5 },
		{ "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", 5, 6, 4 },
		{ "a\xe6\x97\xa5\xe6\x9c\xac", 3, 4, 3 },
		{ "\xe6\x97\xa5", 1, 3, 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t width = 99;

		assert_int_equal(text_line(cases[i].text, cases[i].cells, &width), cases[i].bytes);
		assert_int_equal(width, cases[i].width);
	}
}

static void a_cell_ends_behind_hyphens_too(void **state)
{
	static const struct {
		const char *text;
		size_t cells, bytes, least;
	} cases[] = {
		{ "", 5, 0, 0 },
		{ "osaka-windows-10-workstation", 14, 14, 11 }, /* of the date rule: -10 follows a letter */
		{ "osaka-windows-10-workstation", 13, 6, 11 },
		{ "2019-05-13", 8, 8, 10 },                     /* dates stay whole */
		{ "see --where x", 6, 4, 7 },                    /* options too */
		{ "CVE-2019-0708", 12, 4, 9 },
		{ "one two", 3, 4, 3 },
		{ "\xe6\x97\xa5\xe6\x9c\xac", 2, 3, 2 },
		{ "\xe3\x81\x8b\xe3\x82\x99" "abcdef", 5, 6, 6 }, /* a mark stays on its letter */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t width;

		assert_int_equal(text_key_line(cases[i].text, cases[i].cells, &width),
				 cases[i].bytes);
		assert_int_equal(text_least(cases[i].text), cases[i].least);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_ends_at_blanks_or_between_wide_characters),
		cmocka_unit_test(a_cell_ends_behind_hyphens_too),
		cmocka_unit_test(utf8_is_told_from_other_bytes),
		cmocka_unit_test(decoding_walks_over_anything),
		cmocka_unit_test(terminal_codes_become_visible),
		cmocka_unit_test(printable_text_is_unchanged),
		cmocka_unit_test(piles_of_marks_are_capped),
		cmocka_unit_test(width_counts_cells),
		cmocka_unit_test(fitting_never_splits_a_wide_character),
		cmocka_unit_test(folding_makes_equal_texts_equal),
		cmocka_unit_test(trimming_knows_all_blanks),
		cmocka_unit_test(lists_give_their_pieces),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
