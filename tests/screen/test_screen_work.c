/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Working in the screens: changing records, other people, and bad endings. */
#include "config.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "desk.h"
#include "util/err.h"
#include "util/file.h"

static struct pty *open_assets(struct desk *d)
{
	struct pty *p = desk_screens(d, 24, 80, NULL, NULL);

	pty_keys(p, "2");
	pty_expect(p, "[2 Assets]");
	return p;
}

static void leave(struct pty *p, struct desk *d)
{
	pty_keys(p, "Q");
	assert_int_equal(pty_wait(p), 0);
	assert_false(pty_in_screens(p));
	pty_end(p);
	desk_close(d);
}

static void deleting_asks_and_no_is_preselected(void **state)
{
	struct desk *d = desk_open(state);
	struct pty *p = open_assets(d);

	desk_command(d, 0, (const char *const[]){ "set", "assets", "AAA-1", "name=Lone", NULL });
	pty_expect(p, "2,118"); /* seen without a key */
	pty_keys(p, "gd");
	pty_expect(p, "Delete asset 'AAA-1'?  [No]");
	pty_keys(p, "<Enter>");
	pty_expect_gone(p, "Delete asset");
	assert_true(pty_sees(p, "AAA-1"));
	pty_keys(p, "dy");
	pty_expect(p, "1 record deleted");
	assert_false(pty_sees(p, "AAA-1 "));
	pty_keys(p, "u");
	pty_expect(p, "taken back");
	assert_true(pty_sees(p, "Lone"));
	leave(p, d);
}

static void what_somebody_names_is_not_deleted(void **state)
{
	struct desk *d = desk_open(state);
	struct pty *p = open_assets(d);

	pty_keys(p, "dy");
	pty_expect(p, "is still named by install");
	assert_true(pty_sees(p, "AUS-AD-0001"));
	leave(p, d);
}

static void a_record_is_edited_in_a_form_and_taken_back(void **state)
{
	struct desk *d = desk_open(state);
	struct pty *p = open_assets(d);

	pty_keys(p, "e");
	pty_expect(p, "Form asset AUS-AD-0001");
	pty_keys(p, "<C-u>Renamed 漢字<C-s>");
	pty_expect(p, "saved");
	assert_true(pty_sees(p, "Renamed 漢字"));
	pty_keys(p, "u");
	pty_expect(p, "taken back");
	assert_false(pty_sees(p, "Renamed"));
	pty_keys(p, "U");
	pty_expect(p, "done again");
	assert_true(pty_sees(p, "Renamed 漢字"));
	leave(p, d);
}

static void a_form_checks_each_field_as_an_import_does(void **state)
{
	struct desk *d = desk_open(state);
	struct pty *p = open_assets(d);

	pty_keys(p, "a");
	pty_expect(p, "Form new asset");
	pty_keys(p, "AAA-2<Down>Second<Down>work<Tab>");
	pty_expect(p, "workstation");
	pty_keys(p, "<Down><Down><Down>nowhere<C-s>");
	pty_expect(p, "nowhere"); /* no such site: the sentence names both ends */
	pty_expect(p, "Form new asset");
	pty_keys(p, "<C-u>tok<Tab><C-s>");
	pty_expect(p, "asset AAA-2 added");
	assert_true(pty_is_reverse(p, pty_row_of(p, "AAA-2")));
	leave(p, d);
}

static void a_conflict_shows_both_values_and_loses_none(void **state)
{
	struct desk *d = desk_open(state);
	struct pty *p = open_assets(d);

	pty_keys(p, "e");
	pty_expect(p, "Form asset AUS-AD-0001");
	pty_keys(p, "<C-u>Mine");
	pty_expect(p, "Mine");
	desk_command(d, 0, (const char *const[]){ "set", "assets", "AUS-AD-0001", "name=Theirs",
						  "owner=somebody", NULL });
	pty_keys(p, "<C-s>");
	pty_expect(p, "stored by somebody else meanwhile: Theirs");
	assert_true(pty_sees(p, "Mine"));
	assert_true(pty_sees(p, "somebody")); /* what only they changed is taken over */
	pty_keys(p, "<C-s>");
	pty_expect(p, "saved");
	assert_true(pty_sees(p, "Mine"));
	leave(p, d);
}

static void other_peoples_changes_appear_by_themselves(void **state)
{
	struct desk *d = desk_open(state);
	struct pty *p = open_assets(d);

	desk_command(d, 0, (const char *const[]){ "set", "assets", "AUS-AD-0002",
						  "name=ChangedElsewhere", NULL });
	pty_expect(p, "ChangedElse");
	leave(p, d);
}

static void commands_complete_and_answer_in_a_page(void **state)
{
	struct desk *d = desk_open(state);
	struct pty *p = open_assets(d);

	pty_keys(p, ":pl<Tab>");
	pty_expect(p, ":plan");
	pty_keys(p, "sh<Tab>tre<Tab><Enter>");
	pty_expect(p, "Answer plan show trendmicro/1");
	assert_true(pty_sees(p, "affected assets"));
	pty_keys(p, "q:nonsense<Enter>");
	pty_expect(p, "there is no command 'nonsense'");
	pty_keys(p, ":delete assets AUS-AD-0001<Enter>");
	pty_expect(p, "Really run 'delete assets AUS-AD-0001'?");
	pty_keys(p, "<Esc>");
	leave(p, d);
}

static void pasted_text_is_text(void **state)
{
	struct desk *d = desk_open(state);
	struct pty *p = open_assets(d);

	pty_bytes(p, "\033[200~dy:delete\r\033[201~");
	pty_expect(p, "what was pasted is text");
	pty_keys(p, ":");
	pty_bytes(p, "\033[200~list\tassets\r\033[201~");
	pty_expect(p, ":list assets");
	pty_keys(p, "<Esc>");
	pty_expect(p, "AUS-AD-0001");
	leave(p, d);
}

static void screen_filter_and_row_survive_a_restart(void **state)
{
	struct desk *d = desk_open(state);
	struct pty *p = open_assets(d);

	pty_keys(p, "/kind=server site=tokyo<Enter>jj<Space>ls");
	pty_expect(p, "by name");
	pty_keys(p, "Q");
	assert_int_equal(pty_wait(p), 0);
	pty_end(p);
	p = desk_screens(d, 24, 80, NULL, NULL);
	pty_expect(p, "[2 Assets]");
	pty_expect(p, "filter: kind=server site=tokyo");
	assert_true(pty_sees(p, "1 marked"));
	assert_true(pty_sees(p, "*TYO-AP-003"));
	assert_true(pty_sees(p, "by name"));
	assert_true(pty_is_reverse(p, pty_row_of(p, "TYO-AP-004")));
	leave(p, d);
}

static void told_to_end_it_keeps_what_was_typed(void **state)
{
	static const int signals[] = { SIGTERM, SIGHUP, SIGINT };
	size_t i;

	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		struct desk *d = desk_open(state);
		struct pty *p = open_assets(d);
		int status;

		pty_keys(p, "e<C-u>Half typed");
		pty_expect(p, "Half typed");
		pty_signal(p, signals[i]);
		status = pty_wait(p);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 130);
		assert_false(pty_in_screens(p));
		pty_end(p);
		p = desk_screens(d, 24, 80, NULL, NULL);
		pty_expect(p, "what was typed is back");
		assert_true(pty_sees(p, "Half typed"));
		pty_keys(p, "<Esc>y");
		pty_expect(p, "[2 Assets]");
		leave(p, d);
	}
}

static void a_crash_gives_the_terminal_back(void **state)
{
	struct desk *d = desk_open(state);
	struct pty *p = open_assets(d);

	assert_true(pty_in_screens(p));
	pty_signal(p, SIGSEGV);
	assert_int_not_equal(pty_wait(p), 0);
	assert_false(pty_in_screens(p));
	pty_end(p);
	desk_close(d);
}

static void suspended_and_resumed_it_shows_the_same(void **state)
{
	struct desk *d = desk_open(state);
	struct pty *p = open_assets(d);

	/* without a shell's job control the system does not stop it; the screen comes back anyway */
	pty_keys(p, "jj<C-z>");
	pty_settle(p);
	pty_expect(p, "AUS-AD-0003");
	assert_true(pty_in_screens(p));
	pty_keys(p, "<C-l>");
	pty_expect(p, "AUS-AD-0003");
	assert_true(pty_is_reverse(p, 5));
	leave(p, d);
}

static void idle_it_sends_nothing(void **state)
{
	struct desk *d = desk_open(state);
	struct pty *p = open_assets(d);
	int i;

	pty_traffic(p);
	for (i = 0; i < 25; i++) /* longer than it looks for other people's changes */
		pty_settle(p);
	assert_int_equal(pty_traffic(p), 0);
	leave(p, d);
}

static void own_keys_are_taken_and_mistakes_named(void **state)
{
	struct desk *d = desk_open(state);
	struct pty *p;
	char *folder = desk_path(d, "lifeboat"), *path = desk_path(d, "lifeboat/keys");
	const char *text = "down J <Down>\nup q\n";
	struct err err = ERR_INIT;

	assert_int_equal(file_make_dirs(folder, &err), 0);
	assert_int_equal(file_write(path, text, strlen(text), &err), 0);
	p = desk_screens(d, 24, 80, NULL, NULL);
	pty_expect(p, "keys:2: 'q' belongs to 'leave' already");
	pty_keys(p, "2JJ");
	pty_expect(p, "[2 Assets]");
	assert_true(pty_is_reverse(p, 5));
	pty_keys(p, "j");
	pty_expect(p, "j does nothing here");
	free(folder);
	free(path);
	leave(p, d);
}

static void scripts_need_no_terminal(void **state)
{
	struct desk *d = desk_open(state);
	char *script = desk_path(d, "steps"), *screen = desk_path(d, "screen");
	struct strbuf text = STRBUF_INIT, saved = STRBUF_INIT;
	struct err err = ERR_INIT;

	strbuf_addf(&text, "size 80x24\nkeys 2\nexpect [2 Assets]\nsave-screen %s\n", screen);
	assert_int_equal(file_write(script, text.buf, text.len, &err), 0);
	desk_command(d, 0, (const char *const[]){ "--script", script, NULL });
	assert_int_equal(file_read(screen, 100000, &saved, &err), 0);
	assert_non_null(strstr(saved.buf, "AUS-AD-0001"));
	strbuf_adds(&text, "expect nobody wrote this\n");
	assert_int_equal(file_write(script, text.buf, text.len, &err), 0);
	desk_command(d, 1, (const char *const[]){ "--script", script, NULL });
	strbuf_release(&text);
	strbuf_release(&saved);
	free(script);
	free(screen);
	desk_close(d);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(deleting_asks_and_no_is_preselected),
	cmocka_unit_test(what_somebody_names_is_not_deleted),
	cmocka_unit_test(a_record_is_edited_in_a_form_and_taken_back),
	cmocka_unit_test(a_form_checks_each_field_as_an_import_does),
	cmocka_unit_test(a_conflict_shows_both_values_and_loses_none),
	cmocka_unit_test(other_peoples_changes_appear_by_themselves),
	cmocka_unit_test(commands_complete_and_answer_in_a_page),
	cmocka_unit_test(pasted_text_is_text),
	cmocka_unit_test(screen_filter_and_row_survive_a_restart),
	cmocka_unit_test(told_to_end_it_keeps_what_was_typed),
	cmocka_unit_test(a_crash_gives_the_terminal_back),
	cmocka_unit_test(suspended_and_resumed_it_shows_the_same),
	cmocka_unit_test(idle_it_sends_nothing),
	cmocka_unit_test(own_keys_are_taken_and_mistakes_named),
	cmocka_unit_test(scripts_need_no_terminal),
};

int main(void)
{
	return cmocka_run_group_tests(tests, desk_make_master, desk_drop_master);
}
