/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screens as a person at the terminal meets them. */
#include "config.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "desk.h"

#define SCREEN_TEST(name) static void name(void **state)

static void leave(struct pty *p, struct desk *d)
{
	pty_keys(p, "Q");
	assert_int_equal(pty_wait(p), 0);
	assert_false(pty_in_screens(p));
	pty_end(p);
	desk_close(d);
}

SCREEN_TEST(opens_on_the_board_with_what_to_do_next)
{
	struct desk *d = desk_open(state);
	struct pty *p = desk_screens(d, 24, 80, NULL, NULL);

	pty_expect(p, "[1 Board]");
	assert_true(pty_sees(p, "Trend Micro    prepare     0.36 alleged since 2019-05-09"));
	assert_true(pty_sees(p, "trendmicro/1"));
	assert_true(pty_sees(p, "tm-apexone-2018"));
	assert_true(pty_sees(p, "2019-08-01       80d")); /* until when notice must be given */
	assert_true(pty_sees(p, "Do next"));
	assert_true(pty_sees(p, "R14"));
	assert_true(pty_sees(p, "? help"));
	leave(p, d);
}

SCREEN_TEST(digits_and_tab_go_to_every_screen)
{
	struct desk *d = desk_open(state);
	struct pty *p = desk_screens(d, 24, 80, NULL, NULL);

	pty_expect(p, "[1 Board]");
	pty_keys(p, "2");
	pty_expect(p, "[2 Assets]");
	assert_true(pty_sees(p, "2,117"));
	pty_keys(p, "4");
	pty_expect(p, "[4 Plan]");
	assert_true(pty_sees(p, "contained"));
	pty_keys(p, "8");
	pty_expect(p, "[8 Ready]");
	/* what blocks comes first */
	assert_true(pty_row_of(p, "blocks") < pty_row_of(p, "passes"));
	pty_keys(p, "<Tab>");
	pty_expect(p, "[1 Board]");
	pty_keys(p, "<S-Tab>");
	pty_expect(p, "[8 Ready]");
	leave(p, d);
}

SCREEN_TEST(cursor_rests_on_the_selected_row)
{
	struct desk *d = desk_open(state);
	struct pty *p = desk_screens(d, 24, 80, NULL, NULL);
	int row, col;

	pty_keys(p, "2jj");
	pty_expect(p, "[2 Assets]");
	pty_cursor(p, &row, &col);
	assert_int_equal(row, 5);
	assert_int_equal(col, 0);
	assert_true(pty_is_reverse(p, 5));
	assert_false(pty_is_reverse(p, 4));
	leave(p, d);
}

SCREEN_TEST(selected_row_survives_sort_and_filter)
{
	struct desk *d = desk_open(state);
	struct pty *p = desk_screens(d, 24, 80, NULL, NULL);

	pty_keys(p, "2/site=tokyo kind=server<Enter>jjj");
	pty_expect(p, "84 of 2,117");
	assert_true(pty_is_reverse(p, pty_row_of(p, "TYO-AP-004")));
	pty_keys(p, "lls");  /* no order: says so, nothing moves */
	pty_expect(p, "no order");
	pty_keys(p, "hss");
	pty_expect(p, "by name");
	assert_true(pty_is_reverse(p, pty_row_of(p, "TYO-AP-004")));
	pty_keys(p, "<Esc>"); /* all rows again */
	pty_expect_gone(p, "filter:");
	assert_true(pty_is_reverse(p, pty_row_of(p, "TYO-AP-004")));
	leave(p, d);
}

SCREEN_TEST(a_wrong_filter_is_explained_and_the_old_one_kept)
{
	struct desk *d = desk_open(state);
	struct pty *p = desk_screens(d, 24, 80, NULL, NULL);

	pty_keys(p, "2/kind=server<Enter>");
	pty_expect(p, "filter: kind=server");
	pty_keys(p, "/<C-u>nothing_like_this=3");
	pty_expect(p, "nothing_like_this=3 ");
	/* slow typing may have shown the rows of "n" meanwhile; giving up brings back what was there */
	pty_keys(p, "<Esc>");
	pty_expect(p, "filter: kind=server");
	leave(p, d);
}

SCREEN_TEST(nothing_typed_early_or_fast_is_lost)
{
	int i;

	for (i = 0; i < 6; i++) { /* reading and counting go on meanwhile */
		struct desk *d = desk_open(state);
		struct pty *p = desk_screens(d, 24, 80, NULL, NULL);

		pty_keys(p, "24821/<Esc>2/kind=server site=tokyo<Enter>jj");
		pty_expect(p, "84 of 2,117 · filter: kind=server site=tokyo");
		assert_true(pty_is_reverse(p, pty_row_of(p, "TYO-AP-003")));
		leave(p, d);
	}
}

SCREEN_TEST(the_end_of_the_list_is_one_key_away)
{
	struct desk *d = desk_open(state);
	struct pty *p = desk_screens(d, 24, 80, NULL, NULL);
	int row, col;

	pty_keys(p, "2G");
	pty_expect(p, "[2 Assets]");
	pty_cursor(p, &row, &col);
	assert_int_equal(row, 21);
	assert_true(pty_is_reverse(p, 21));
	assert_false(pty_sees(p, "AUS-AD-0001"));
	pty_keys(p, "g");
	pty_expect(p, "AUS-AD-0001");
	assert_true(pty_is_reverse(p, 3));
	leave(p, d);
}

SCREEN_TEST(wide_characters_keep_columns_straight)
{
	struct desk *d = desk_open(state);
	struct pty *p = desk_screens(d, 24, 80, NULL, NULL);
	int row, col;

	pty_keys(p, "2/site=tokyo kind=server<Enter><Home>");
	pty_expect(p, "業務アプリ");
	col = pty_col_of(p, 3, "server");
	assert_true(col > 0);
	for (row = 3; row < 22; row++)
		assert_int_equal(pty_col_of(p, row, "server"), col);
	/* a column of three cells cuts a wide character by a blank, never in half */
	pty_keys(p, "l<lt><lt><lt><lt><lt><lt><lt><lt><lt>");
	pty_settle(p);
	col = pty_col_of(p, 3, "server");
	for (row = 3; row < 22; row++)
		assert_int_equal(pty_col_of(p, row, "server"), col);
	leave(p, d);
}

SCREEN_TEST(small_windows_show_less_and_never_crash)
{
	struct desk *d = desk_open(state);
	struct pty *p = desk_screens(d, 16, 60, NULL, NULL);
	int row;

	pty_keys(p, "2");
	pty_expect(p, "[2 Assets]");
	assert_true(pty_sees(p, "AUS-AD-0001"));
	pty_keys(p, "4");
	pty_expect(p, "[4 Plan]");
	assert_true(pty_sees(p, " EUR")); /* all figures, on a line more */
	assert_true(pty_sees(p, " block"));
	pty_keys(p, "8");
	pty_expect(p, "[8 Ready]");
	pty_resize(p, 10, 40);
	pty_expect(p, "too small");
	for (row = 9; row >= 1; row--) {
		pty_resize(p, row, row);
		pty_keys(p, "j2k4");
		pty_settle(p);
	}
	pty_resize(p, 24, 80);
	pty_expect(p, "[4 Plan]");
	pty_resize(p, 30, 120);
	pty_expect(p, "when"); /* bars */
	leave(p, d);
}

SCREEN_TEST(colour_is_never_needed)
{
	struct desk *d = desk_open(state);
	const char *const none[] = { "NO_COLOR=1", NULL };
	struct pty *p = desk_screens(d, 24, 80, NULL, NULL);

	pty_keys(p, "8");
	pty_expect(p, "[8 Ready]");
	assert_true(pty_has_colour(p));
	pty_keys(p, "Q");
	pty_wait(p);
	pty_end(p);
	p = desk_screens(d, 24, 80, NULL, none);
	pty_expect(p, "[8 Ready]");
	assert_false(pty_has_colour(p));
	assert_true(pty_sees(p, "✗ blocks"));
	assert_true(pty_is_reverse(p, 3));
	leave(p, d);
}

SCREEN_TEST(plain_mode_needs_no_attribute_and_repaints_nothing_else)
{
	struct desk *d = desk_open(state);
	struct pty *p = desk_screens(d, 24, 80, "--plain", NULL);
	int row, col;

	pty_keys(p, "2");
	pty_expect(p, "[2 Assets]");
	assert_false(pty_has_colour(p));
	assert_false(pty_has_attributes(p));
	pty_traffic(p);
	pty_keys(p, "j");
	pty_settle(p);
	assert_true(pty_traffic(p) < 60);
	pty_cursor(p, &row, &col);
	assert_int_equal(row, 4);
	assert_int_equal(pty_col_of(p, 4, ">"), 0);
	leave(p, d);
}

SCREEN_TEST(an_ascii_locale_gets_ascii_lines)
{
	struct desk *d = desk_open(state);
	const char *const env[] = { "LC_ALL=C", NULL };
	struct pty *p = desk_screens(d, 24, 80, NULL, env);
	const char *c;

	pty_keys(p, "2/site=tokyo<Enter>");
	pty_expect(p, "filter: site=tokyo");
	for (c = pty_screen(p); *c; c++)
		assert_true((unsigned char)*c < 0x80);
	assert_true(pty_col_of(p, 3, "??") > 0);
	leave(p, d);
}

SCREEN_TEST(help_comes_from_the_tables)
{
	struct desk *d = desk_open(state);
	struct pty *p = desk_screens(d, 24, 80, NULL, NULL);

	pty_keys(p, "2?");
	pty_expect(p, "Help Assets");
	assert_true(pty_sees(p, "<PgDn> <C-f>"));
	pty_keys(p, "/criticality<Enter>");
	pty_settle(p);
	pty_keys(p, "q");
	pty_expect_gone(p, "Help Assets");
	leave(p, d);
}

SCREEN_TEST(enter_opens_the_whole_record)
{
	struct desk *d = desk_open(state);
	struct pty *p = desk_screens(d, 30, 100, NULL, NULL);

	pty_keys(p, "2<Enter>");
	pty_expect(p, "Record asset AUS-AD-0001");
	assert_true(pty_sees(p, "installed"));
	assert_true(pty_sees(p, "What sort of thing it is."));
	pty_keys(p, "<Esc>4<Enter>");
	pty_expect(p, "Why it starts then");
	pty_keys(p, "q8<Enter>");
	pty_expect(p, "How to mend it");
	leave(p, d);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(opens_on_the_board_with_what_to_do_next),
	cmocka_unit_test(digits_and_tab_go_to_every_screen),
	cmocka_unit_test(cursor_rests_on_the_selected_row),
	cmocka_unit_test(selected_row_survives_sort_and_filter),
	cmocka_unit_test(a_wrong_filter_is_explained_and_the_old_one_kept),
	cmocka_unit_test(nothing_typed_early_or_fast_is_lost),
	cmocka_unit_test(the_end_of_the_list_is_one_key_away),
	cmocka_unit_test(wide_characters_keep_columns_straight),
	cmocka_unit_test(small_windows_show_less_and_never_crash),
	cmocka_unit_test(colour_is_never_needed),
	cmocka_unit_test(plain_mode_needs_no_attribute_and_repaints_nothing_else),
	cmocka_unit_test(an_ascii_locale_gets_ascii_lines),
	cmocka_unit_test(help_comes_from_the_tables),
	cmocka_unit_test(enter_opens_the_whole_record),
};

int main(void)
{
	return cmocka_run_group_tests(tests, desk_make_master, desk_drop_master);
}
