/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells, typed text, wrapped text, words: everything below the screens. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/doc.h"
#include "tui/edit.h"
#include "tui/frame.h"
#include "tui/gantt.h"
#include "tui/prompt.h"
#include "tui/show_time.h"
#include "tui/words.h"
#include "util/text.h"

/* The invariants of line.h. */
static void check_line(const struct line *l)
{
	size_t i, at = 0;

	assert_int_equal(l->width, text_width(l->text.buf));
	for (i = 0; i < l->spans.n; i++) {
		assert_true(l->spans.items[i].end > at);
		at = l->spans.items[i].end;
	}
	assert_int_equal(at, l->text.len);
}

static void cells_are_cut_and_padded_to_their_width(void **state)
{
	static const struct {
		const char *text, *left, *right;
		size_t width;
	} cases[] = {
		{ "abc", "abc  ", "  abc", 5 },
		{ "abcdef", "abcd…", "abcd…", 5 },
		{ "漢字仮名", "漢字…", "漢字…", 5 },
		{ "漢字仮名", "漢… ", "漢… ", 4 },
		{ "e\xcc\x81t", "e\xcc\x81t ", " e\xcc\x81t", 3 },
		{ "", "   ", "   ", 3 },
		{ "ab", "", "", 0 },
		{ "漢", "…", "…", 1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct line l = LINE_INIT;

		line_cell(&l, ROLE_NORMAL, cases[i].text, cases[i].width, false, false);
		assert_string_equal(l.text.buf, cases[i].left);
		assert_int_equal(l.width, cases[i].width);
		check_line(&l);
		line_reset(&l);
		line_cell(&l, ROLE_NORMAL, cases[i].text, cases[i].width, true, false);
		assert_string_equal(l.text.buf, cases[i].right);
		check_line(&l);
		line_release(&l);
	}
}

static void what_comes_from_outside_is_harmless(void **state)
{
	struct line l = LINE_INIT;

	(void)state;
	line_add(&l, ROLE_NORMAL, "a\033[31mb\nc\x80\xe2\x80\xae");
	assert_string_equal(l.text.buf, "a\\x1B[31mb c\\x80<U+202E>");
	check_line(&l);
	line_release(&l);
}

static void roles_follow_the_text_when_it_is_cut(void **state)
{
	struct line l = LINE_INIT, copy = LINE_INIT;
	size_t width;

	(void)state;
	for (width = 12; width-- > 0;) {
		line_reset(&l);
		line_add(&l, ROLE_STRONG, "漢字");
		line_add(&l, ROLE_BAD, "xy");
		line_add(&l, ROLE_BAD, "z");
		line_add(&l, ROLE_DIM, "仮名");
		assert_int_equal(l.spans.n, 3);
		line_cut(&l, width, false);
		assert_int_equal(l.width, width < 11 ? width : 11);
		check_line(&l);
		line_copy(&copy, &l);
		assert_true(line_equal(&copy, &l));
		check_line(&copy);
	}
	line_release(&l);
	line_release(&copy);
}

static void frames_forget_what_is_outside(void **state)
{
	struct frame f = FRAME_INIT;
	struct strbuf text = STRBUF_INIT;
	struct line l = LINE_INIT;

	(void)state;
	frame_start(&f, 2, 4);
	line_add(&l, ROLE_NORMAL, "abcdef  ");
	frame_put(&f, 0, &l, false);
	frame_put(&f, 7, &l, false);
	assert_null(frame_line(&f, 2));
	frame_cursor(&f, 9, 9);
	assert_int_equal(f.cursor_row, 1);
	assert_int_equal(f.cursor_col, 3);
	frame_line(&f, 1)->selected = true;
	frame_finish(&f, true);
	assert_int_equal(f.lines.items[1].width, 4);
	frame_text(&f, &text);
	assert_string_equal(text.buf, "abc…\n\n");
	frame_start(&f, 1, 1);
	frame_finish(&f, false);
	line_release(&l);
	strbuf_release(&text);
	frame_release(&f);
}

/* Runs editing actions over a text; '|' shows the cursor. */
static void edited(const char *before, enum action a, const char *after)
{
	struct edit e = EDIT_INIT;
	struct strbuf got = STRBUF_INIT;
	const char *bar = strchr(before, '|');

	strbuf_add(&got, before, (size_t)(bar - before));
	strbuf_adds(&got, bar + 1);
	edit_set(&e, got.buf);
	e.at = (size_t)(bar - before);
	assert_true(edit_act(&e, a));
	strbuf_reset(&got);
	strbuf_add(&got, e.text.buf, e.at);
	strbuf_addch(&got, '|');
	strbuf_adds(&got, e.text.buf + e.at);
	assert_string_equal(got.buf, after);
	strbuf_release(&got);
	edit_release(&e);
}

static void typing_edits_characters_not_bytes(void **state)
{
	(void)state;
	edited("漢字|仮", ACT_CHAR_LEFT, "漢|字仮");
	edited("漢字|仮", ACT_CHAR_RIGHT, "漢字仮|");
	edited("|", ACT_CHAR_LEFT, "|");
	edited("ab|", ACT_CHAR_RIGHT, "ab|");
	edited("e\xcc\x81|x", ACT_ERASE, "|x");
	edited("|e\xcc\x81x", ACT_ERASE_NEXT, "|x");
	edited("one two |three", ACT_ERASE_WORD, "one |three");
	edited("one two|", ACT_ERASE_ALL, "|");
	edited("one| two", ACT_ERASE_REST, "one|");
	edited("one| two", ACT_TEXT_START, "|one two");
	edited("one| two", ACT_TEXT_END, "one two|");
	edited("\xff|", ACT_ERASE, "|");
}

static void typed_text_scrolls_with_its_cursor(void **state)
{
	struct edit e = EDIT_INIT;
	struct line l = LINE_INIT;
	size_t cursor;

	(void)state;
	edit_set(&e, "0123456789");
	line_add(&l, ROLE_NORMAL, ":");
	cursor = edit_draw(&e, &l, 5);
	assert_int_equal(l.width, 6);
	assert_true(cursor < 6);
	check_line(&l);
	line_reset(&l);
	e.at = 0;
	cursor = edit_draw(&e, &l, 5);
	assert_int_equal(cursor, 0);
	edit_insert(&e, "a\tb\nc");
	assert_string_equal(e.text.buf, "a b c0123456789");
	edit_release(&e);
	line_release(&l);
}

static void text_wraps_at_blanks_and_anywhere_without(void **state)
{
	line_vec lines = VEC_INIT;
	size_t i;

	(void)state;
	doc_wrap("one two three", ROLE_NORMAL, 0, 8, &lines);
	assert_int_equal(lines.n, 2);
	assert_string_equal(lines.items[0].text.buf, "one two");
	assert_string_equal(lines.items[1].text.buf, "three");
	line_vec_release(&lines);
	doc_wrap("全部漢字仮名交文", ROLE_NORMAL, 1, 8, &lines);
	assert_int_equal(lines.n, 3);
	for (i = 0; i < lines.n; i++)
		assert_true(lines.items[i].width <= 8);
	line_vec_release(&lines);
	doc_wrap("a\n\nb", ROLE_NORMAL, 0, 80, &lines);
	assert_int_equal(lines.n, 3);
	line_vec_release(&lines);
	doc_wrap("a\n", ROLE_NORMAL, 0, 80, &lines); /* a line end is no line */
	assert_int_equal(lines.n, 1);
	line_vec_release(&lines);
	doc_wrap("漢", ROLE_NORMAL, 0, 1, &lines); /* too narrow: shown all the same */
	assert_int_equal(lines.n, 1);
	line_vec_release(&lines);
}

static void tables_fit_the_width_by_breaking_their_cells(void **state)
{
	static const bool right[2] = { false, true };
	struct doc d = DOC_INIT;
	line_vec lines = VEC_INIT;
	size_t i;

	(void)state;
	doc_table(&d, (const char *const[]){ "name", "n" }, right, 2);
	doc_row(&d, (const char *const[]){ "a text that is rather long for one line", "12" });
	doc_row(&d, (const char *const[]){ NULL, NULL });
	doc_end(&d);
	doc_lay_out(&d, 24, false, &lines);
	assert_true(lines.n > 3);
	for (i = 0; i < lines.n; i++) {
		assert_true(lines.items[i].width <= 24);
		check_line(&lines.items[i]);
	}
	assert_non_null(strstr(lines.items[1].text.buf, "12"));
	line_vec_release(&lines);
	doc_release(&d);
}

static void keys_break_behind_hyphens_and_narrow_tables_are_fields(void **state)
{
	static const bool right[3] = { false, false, true };
	struct doc d = DOC_INIT;
	line_vec lines = VEC_INIT;
	size_t i;

	(void)state;
	doc_table(&d, (const char *const[]){ "asset", "product", "n" }, right, 3);
	doc_row(&d, (const char *const[]){ "osaka-windows-10-workstation", "trendmicro-apexone", "7" });
	doc_row(&d, (const char *const[]){ "nagoya-server", NULL, "12" });
	doc_end(&d);
	doc_lay_out(&d, 41, false, &lines);
	assert_string_equal(lines.items[1].text.buf, "osaka-windows-10-  trendmicro-apexone   7");
	assert_int_equal(strspn(lines.items[2].text.buf + 11, " "), lines.items[2].width - 11);
	assert_memory_equal(lines.items[2].text.buf, "workstation", 11);
	line_vec_release(&lines);
	doc_lay_out(&d, 20, false, &lines);
	assert_string_equal(lines.items[0].text.buf, "asset    osaka-");
	assert_string_equal(lines.items[1].text.buf, "         windows-10-");
	assert_string_equal(lines.items[3].text.buf, "product  trendmicro-");
	assert_string_equal(lines.items[5].text.buf, "n        7");
	assert_string_equal(lines.items[6].text.buf, "");
	assert_string_equal(lines.items[7].text.buf, "asset    nagoya-");
	assert_string_equal(lines.items[9].text.buf, "n        12"); /* and nothing of what is empty */
	assert_int_equal(lines.n, 10);
	for (i = 0; i < lines.n; i++)
		check_line(&lines.items[i]);
	line_vec_release(&lines);
	doc_release(&d);
}

static void bars_are_as_long_as_their_steps(void **state)
{
	const struct drawing *draw = style_drawing(true);
	const struct gantt g = { -100, 900 };
	static const struct {
		int64_t start, finish;
		const char *bar;
	} cases[] = {
		{ -100, 0, "-         " }, { 0, 900, " ---------" }, { 0, 1, " -        " },
		{ 899, 900, " |       -" }, { 400, 600, " |   --   " }, { 5000, 6000, " |       -" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct line l = LINE_INIT;

		gantt_bar(&g, cases[i].start, cases[i].finish, false, 10, draw, &l);
		assert_int_equal(l.width, 10);
		assert_int_equal(strcspn(l.text.buf, "-"), strcspn(cases[i].bar, "-"));
		check_line(&l);
		line_release(&l);
	}
}

static void minutes_read_as_days_and_hours(void **state)
{
	static const struct {
		int64_t minutes;
		const char *text;
	} cases[] = { { 0, "00:00" }, { 59, "00:59" }, { 1440, "1d 00:00" },
		      { 3 * 1440 + 270, "3d 04:30" }, { -90, "-01:30" }, { 120 * 1440 + 270, "120d 04h" } };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct strbuf text = STRBUF_INIT;

		show_minutes(cases[i].minutes, &text);
		assert_string_equal(text.buf, cases[i].text);
		strbuf_release(&text);
	}
}

static void command_lines_split_and_quote(void **state)
{
	static const char *const words[] = { "plain", "two words", "", "say \"it\"", "back\\slash" };
	struct strbuf line = STRBUF_INIT;
	word_vec got = VEC_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < 5; i++) {
		strbuf_addch(&line, ' ');
		words_quote(words[i], &line);
	}
	words_split(line.buf, &got);
	assert_int_equal(got.n, 5);
	for (i = 0; i < 5; i++)
		assert_string_equal(got.items[i], words[i]);
	words_release(&got);
	strbuf_release(&line);
}

static void completion_puts_in_what_is_common(void **state)
{
	struct completion c = { 2, VEC_INIT, false };
	struct edit e = EDIT_INIT;
	struct strbuf hint = STRBUF_INIT;

	(void)state;
	edit_set(&e, "plan sh");
	completion_add(&c, "sh", "show-one");
	completion_add(&c, "sh", "show-two");
	completion_add(&c, "sh", "other");
	completion_apply(&c, &e, &hint);
	assert_string_equal(e.text.buf, "plan show-");
	assert_string_equal(hint.buf, "show-one  show-two");
	completion_release(&c);
	c.length = 5;
	completion_add(&c, "show-", "show-two");
	completion_apply(&c, &e, &hint);
	assert_string_equal(e.text.buf, "plan show-two ");
	completion_release(&c);
	strbuf_release(&hint);
	edit_release(&e);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(cells_are_cut_and_padded_to_their_width),
	cmocka_unit_test(what_comes_from_outside_is_harmless),
	cmocka_unit_test(roles_follow_the_text_when_it_is_cut),
	cmocka_unit_test(frames_forget_what_is_outside),
	cmocka_unit_test(typing_edits_characters_not_bytes),
	cmocka_unit_test(typed_text_scrolls_with_its_cursor),
	cmocka_unit_test(text_wraps_at_blanks_and_anywhere_without),
	cmocka_unit_test(tables_fit_the_width_by_breaking_their_cells),
	cmocka_unit_test(keys_break_behind_hyphens_and_narrow_tables_are_fields),
	cmocka_unit_test(bars_are_as_long_as_their_steps),
	cmocka_unit_test(minutes_read_as_days_and_hours),
	cmocka_unit_test(command_lines_split_and_quote),
	cmocka_unit_test(completion_puts_in_what_is_common),
};

int main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
