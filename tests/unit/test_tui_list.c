/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists: the selected row is known by its key, whatever happens around it. */
#include "config.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/app.h"
#include "db_support.h"
#include "tui/key.h"
#include "tui/list.h"
#include "tui/ui.h"

static const struct column columns[] = {
	{ .name = "key", .type = COL_KEY, .flags = COLF_KEY | COLF_REQUIRED, .help = "" },
	{ .name = "n", .type = COL_INT, .low = 0, .high = 1000000, .help = "" },
	{ .name = "kind", .type = COL_TEXT, .help = "" },
};
static const struct table table = {
	.name = "things", .one = "thing", .title = "", .help = "", .columns = columns, .n_columns = 3,
};
static const struct list_column shown[] = { { .column = "key" }, { .column = "n" },
					    { .column = "kind" } };
static const struct view_ops ops = {
	.name = "things", .title = "", .help = "", .kind = &list_kind, .columns = shown,
	.n_columns = 3, .editable = true,
};

static const struct list_column of_assets[] = { { .column = "asset" }, { .column = "notes" } };
static const struct view_ops stored = {
	.name = "assets", .title = "", .help = "", .kind = &list_kind, .columns = of_assets,
	.n_columns = 2,
};

struct fixture {
	struct app app;
	struct ui ui;
	struct term term;
	struct view view;
};

/* A terminal on which nothing is ever typed. */
static void wait_for_work(struct term *t, int ms, int wake, bool busy, struct event *ret)
{
	struct pollfd fd = { wake, POLLIN, 0 };

	(void)t;
	assert_true(busy);
	ret->kind = poll(&fd, 1, ms) > 0 ? EVENT_WAKE : EVENT_NONE;
}

static const struct term_ops quiet = { .wait = wait_for_work };

static void add(struct fixture *f, size_t i)
{
	struct strbuf text = STRBUF_INIT;
	struct record r;

	record_init(&r, &table);
	strbuf_addf(&text, "k%05zu", i);
	record_set(&r, "key", text.buf);
	strbuf_reset(&text);
	strbuf_addf(&text, "%zu", 100000 - i);
	if (i % 10 != 3) /* some have none */
		record_set(&r, "n", text.buf);
	record_set(&r, "kind", i % 7 ? "common" : "rare");
	source_add(&list_of(&f->view)->rows.source, &r);
	record_release(&r);
	strbuf_release(&text);
}

static void open_list(struct fixture *f, size_t n)
{
	struct err err = ERR_INIT;
	size_t i;

	memset(f, 0, sizeof(*f));
	f->term.ops = &quiet;
	ui_init(&f->ui, &f->app, &f->term, false);
	f->view.ops = &ops;
	f->view.ui = &f->ui;
	list_kind.open(&f->view);
	list_use_memory(&f->view, &table, NULL);
	for (i = 0; i < n; i++)
		add(f, i);
	source_arrange(&list_of(&f->view)->rows.source);
	assert_int_equal(list_reload(&f->view, &err), 0);
}

static void close_list(struct fixture *f)
{
	list_kind.close(&f->view);
	ui_release(&f->ui);
}

static const char *selected(struct fixture *f)
{
	const struct record *r = list_selected(&f->view);

	return r ? record_get(r, "key") : NULL;
}

static void act(struct fixture *f, enum action a)
{
	assert_true(view_act(&f->view, a));
}

static void moving_reads_on_and_stops_at_the_ends(void **state)
{
	struct fixture f;
	size_t i;

	(void)state;
	open_list(&f, 3000);
	assert_string_equal(selected(&f), "k00000");
	act(&f, ACT_UP);
	assert_string_equal(selected(&f), "k00000");
	for (i = 0; i < 2500; i++)
		act(&f, ACT_DOWN);
	assert_string_equal(selected(&f), "k02500");
	assert_true(list_of(&f.view)->rows.held.n < 1200); /* and does not keep everything */
	for (i = 0; i < 2500; i++)
		act(&f, ACT_UP);
	assert_string_equal(selected(&f), "k00000");
	act(&f, ACT_LAST);
	assert_string_equal(selected(&f), "k02999");
	act(&f, ACT_DOWN);
	assert_string_equal(selected(&f), "k02999");
	act(&f, ACT_PAGE_UP);
	assert_string_equal(selected(&f), "k02984");
	act(&f, ACT_FIRST);
	assert_string_equal(selected(&f), "k00000");
	act(&f, ACT_PAGE_DOWN);
	assert_string_equal(selected(&f), "k00015");
	close_list(&f);
}

static void the_selection_survives_sorting(void **state)
{
	struct fixture f;
	size_t i;

	(void)state;
	open_list(&f, 500);
	for (i = 0; i < 42; i++)
		act(&f, ACT_DOWN);
	act(&f, ACT_RIGHT); /* column n: numbers, downwards by key */
	act(&f, ACT_SORT);
	assert_string_equal(selected(&f), "k00042");
	act(&f, ACT_FIRST);
	assert_string_equal(selected(&f), "k00499"); /* the smallest number */
	act(&f, ACT_LAST);
	assert_string_equal(selected(&f), "k00493"); /* those without come last … */
	act(&f, ACT_SORT);
	assert_string_equal(selected(&f), "k00493"); /* … downwards too */
	act(&f, ACT_LAST);
	assert_string_equal(selected(&f), "k00493");
	act(&f, ACT_FIRST);
	assert_string_equal(selected(&f), "k00000");
	act(&f, ACT_SORT); /* as at first */
	act(&f, ACT_LAST);
	assert_string_equal(selected(&f), "k00499");
	close_list(&f);
}

static void the_selection_survives_filtering(void **state)
{
	struct fixture f;
	struct err err = ERR_INIT;
	size_t i;

	(void)state;
	open_list(&f, 500);
	for (i = 0; i < 70; i++)
		act(&f, ACT_DOWN);
	assert_int_equal(list_filter(&f.view, "kind=rare", &err), 0);
	assert_string_equal(selected(&f), "k00070");
	assert_int_equal(list_filter(&f.view, "", &err), 0);
	act(&f, ACT_DOWN);
	assert_int_equal(list_filter(&f.view, "kind=rare", &err), 0);
	assert_string_equal(selected(&f), "k00077"); /* gone: what comes after its place */
	assert_int_equal(list_filter(&f.view, "kind=nobody", &err), 0);
	assert_null(selected(&f));
	act(&f, ACT_DOWN);
	act(&f, ACT_ESCAPE);
	assert_non_null(selected(&f));
	close_list(&f);
}

/* What stands in the prompt of the filter, so far. */
static void typed_so_far(struct fixture *f, const char *text)
{
	edit_set(&f->ui.prompt.edit, text);
	f->ui.prompt.changed = true;
	prompt_settle(&f->ui);
}

static void half_a_filter_leads_nowhere(void **state)
{
	struct fixture f;
	size_t i;

	(void)state;
	open_list(&f, 500);
	f.ui.screens[f.ui.screen] = &f.view;
	act(&f, ACT_FILTER);
	typed_so_far(&f, "k00300");
	assert_string_equal(selected(&f), "k00300");
	typed_so_far(&f, "kind=rare"); /* the first rows are in sight again */
	assert_string_equal(selected(&f), "k00000");
	assert_int_equal(list_of(&f.view)->top, 0);
	typed_so_far(&f, "k0nothing");
	assert_null(selected(&f));
	typed_so_far(&f, "kind=rare");
	assert_string_equal(selected(&f), "k00000");
	prompt_act(&f.ui, ACT_CANCEL);
	for (i = 0; i < 41; i++)
		act(&f, ACT_DOWN);
	list_of(&f.view)->top = 36;
	act(&f, ACT_FILTER);
	typed_so_far(&f, "k00300");
	prompt_act(&f.ui, ACT_CANCEL); /* back where it was, in the same line of the window */
	assert_null(list_of(&f.view)->rows.source.filter);
	assert_string_equal(selected(&f), "k00041");
	assert_int_equal(list_of(&f.view)->cursor - list_of(&f.view)->top, 5);
	act(&f, ACT_FILTER);
	typed_so_far(&f, "k00300");
	typed_so_far(&f, "kind=rare");
	prompt_act(&f.ui, ACT_ACCEPT);
	assert_string_equal(selected(&f), "k00042"); /* what comes after its place */
	f.ui.screens[f.ui.screen] = NULL;
	close_list(&f);
}

static void a_filter_typed_on_an_empty_list_looks_from_its_start(void **state)
{
	struct fixture f;
	struct err err = ERR_INIT;
	size_t i;

	(void)state;
	open_list(&f, 500);
	f.ui.screens[f.ui.screen] = &f.view;
	for (i = 0; i < 300; i++)
		act(&f, ACT_DOWN);
	assert_int_equal(list_filter(&f.view, "k0nothing", &err), 0);
	assert_null(selected(&f));
	act(&f, ACT_FILTER);
	typed_so_far(&f, "k004"); /* what half a word matched … */
	assert_string_equal(selected(&f), "k00400");
	typed_so_far(&f, "kind=rare"); /* … is not kept */
	assert_string_equal(selected(&f), "k00000");
	assert_int_equal(list_of(&f.view)->top, 0);
	f.ui.screens[f.ui.screen] = NULL;
	close_list(&f);
}

static void a_row_deleted_while_a_filter_is_typed_leaves_its_place(void **state)
{
	struct fixture f;
	struct source *s;
	size_t i;

	(void)state;
	open_list(&f, 500);
	f.ui.screens[f.ui.screen] = &f.view;
	s = &list_of(&f.view)->rows.source;
	source_sort(s, 0, false); /* a list with an order: what is gone has a place in it */
	for (i = 0; i < 41; i++)
		act(&f, ACT_DOWN);
	act(&f, ACT_FILTER);
	typed_so_far(&f, "k00300");
	source_clear(s);
	for (i = 0; i < 500; i++)
		if (i != 41)
			add(&f, i);
	source_arrange(s);
	prompt_act(&f.ui, ACT_CANCEL);
	assert_string_equal(selected(&f), "k00042");
	f.ui.screens[f.ui.screen] = NULL;
	close_list(&f);
}

/* A terminal on which Esc is hit all the time. */
static void hit_escape(struct term *t, int ms, int wake, bool busy, struct event *ret)
{
	(void)t;
	(void)ms;
	(void)wake;
	assert_true(busy);
	ret->kind = EVENT_KEY;
	ret->key = KEYCODE_ESC;
}

static void draw_nothing(struct term *t, const struct frame *frame)
{
	(void)t;
	(void)frame;
}

static void small(struct term *t, size_t *ret_rows, size_t *ret_cols)
{
	(void)t;
	*ret_rows = 24;
	*ret_cols = 80;
}

static const struct term_ops impatient = { .wait = hit_escape, .show = draw_nothing,
					   .size = small };

/* Sorting 50,000 rows by a column without an index takes long enough to be stopped. */
static void a_sort_that_is_stopped_leaves_the_selection(void **state)
{
	char *folder = support_folder();
	struct fixture f;
	struct list *l;
	struct err err = ERR_INIT;
	size_t i;

	(void)state;
	memset(&f, 0, sizeof(f));
	f.app.db = support_open(support_path("workspace.db"), DB_CREATE);
	must(support_write(f.app.db,
			   "INSERT INTO assets (asset, rev, hash, notes) WITH RECURSIVE n(i) AS (SELECT 0 UNION "
			   "ALL SELECT i + 1 FROM n WHERE i < 49999) SELECT printf('k%05d', i), 1, i, "
			   "printf('%d', i * 7919 % 50000) FROM n",
			   &err), &err);
	f.term.ops = &impatient;
	ui_init(&f.ui, &f.app, &f.term, false);
	f.view.ops = &stored;
	f.view.ui = &f.ui;
	list_kind.open(&f.view);
	list_use_store(&f.view, table_find("assets"), f.app.db, NULL, false);
	l = list_of(&f.view);
	must(list_reload(&f.view, &err), &err);
	for (i = 0; i < 300; i++)
		act(&f, ACT_DOWN);
	l->top = l->cursor - 7;
	act(&f, ACT_RIGHT);
	act(&f, ACT_SORT);
	assert_int_equal(l->rows.source.sort, l->rows.source.preset_sort);
	assert_string_equal(record_get(list_selected(&f.view), "asset"), "k00300");
	assert_int_equal(l->cursor - l->top, 7);
	close_list(&f);
	db_close(f.app.db);
	support_remove(folder);
}

static void rows_not_read_to_the_end_are_read_later(void **state)
{
	struct fixture f;

	(void)state;
	open_list(&f, 500);
	f.ui.screens[f.ui.screen] = &f.view;
	act(&f, ACT_FILTER);
	typed_so_far(&f, "k0030");
	stretch_clear(&list_of(&f.view)->rows); /* as typing on leaves them */
	list_of(&f.view)->unfinished = true;
	typed_so_far(&f, "what=3"); /* makes no sense: nothing is read */
	typed_so_far(&f, "k0030");
	assert_string_equal(selected(&f), "k00300");
	f.ui.screens[f.ui.screen] = NULL;
	close_list(&f);
}

static void a_filter_that_makes_no_sense_changes_nothing(void **state)
{
	struct fixture f;
	struct err err = ERR_INIT;

	(void)state;
	open_list(&f, 50);
	assert_int_equal(list_filter(&f.view, "kind=rare", &err), 0);
	assert_true(list_filter(&f.view, "what=3", &err) < 0);
	assert_non_null(err.msg.id);
	err_release(&err);
	assert_string_equal(list_of(&f.view)->rows.source.filter, "kind=rare");
	act(&f, ACT_LAST);
	assert_string_equal(selected(&f), "k00049");
	close_list(&f);
}

static void the_selection_survives_reading_again(void **state)
{
	struct fixture f;
	struct err err = ERR_INIT;
	struct source *s;
	size_t i;

	(void)state;
	open_list(&f, 100);
	s = &list_of(&f.view)->rows.source;
	for (i = 0; i < 50; i++)
		act(&f, ACT_DOWN);
	source_clear(s);
	for (i = 20; i < 200; i++) /* rows before it went, others came */
		add(&f, i);
	source_arrange(s);
	assert_int_equal(list_reload(&f.view, &err), 0);
	assert_string_equal(selected(&f), "k00050");
	source_clear(s);
	source_arrange(s);
	assert_int_equal(list_reload(&f.view, &err), 0);
	assert_null(selected(&f));
	close_list(&f);
}

static void next_match_walks_and_turns_round(void **state)
{
	struct fixture f;
	struct err err = ERR_INIT;

	(void)state;
	open_list(&f, 30);
	act(&f, ACT_NEXT); /* nothing was looked for yet: says so */
	assert_true(f.ui.message.len > 0);
	assert_int_equal(list_filter(&f.view, "kind=rare", &err), 0);
	assert_int_equal(list_filter(&f.view, "", &err), 0);
	act(&f, ACT_FIRST);
	act(&f, ACT_NEXT);
	assert_string_equal(selected(&f), "k00007");
	act(&f, ACT_PREVIOUS);
	assert_string_equal(selected(&f), "k00000");
	act(&f, ACT_PREVIOUS);
	assert_string_equal(selected(&f), "k00028");
	act(&f, ACT_NEXT);
	assert_string_equal(selected(&f), "k00000");
	close_list(&f);
}

static void marks_belong_to_rows(void **state)
{
	struct fixture f;
	struct err err = ERR_INIT;

	(void)state;
	open_list(&f, 30);
	act(&f, ACT_MARK); /* and moves on */
	act(&f, ACT_MARK);
	assert_string_equal(selected(&f), "k00002");
	assert_int_equal(list_of(&f.view)->marks.n, 2);
	assert_int_equal(list_filter(&f.view, "kind=rare", &err), 0);
	assert_true(list_is_marked(list_of(&f.view), "k00001"));
	act(&f, ACT_FIRST);
	act(&f, ACT_MARK); /* takes it away again */
	assert_false(list_is_marked(list_of(&f.view), "k00000"));
	act(&f, ACT_UNMARK);
	assert_int_equal(list_of(&f.view)->marks.n, 0);
	close_list(&f);
}

static void every_size_of_window_is_drawn(void **state)
{
	struct fixture f;
	struct frame frame = FRAME_INIT;
	size_t rows, cols;

	(void)state;
	open_list(&f, 200);
	act(&f, ACT_LAST);
	for (rows = 1; rows < 30; rows += 4) {
		for (cols = 1; cols < 100; cols += 7) {
			struct area area = { 0, rows, cols };

			frame_start(&frame, rows, cols);
			list_draw(&f.view, &frame, &area);
			frame_finish(&frame, false);
			assert_true(frame.cursor_row < rows);
		}
	}
	frame_release(&frame);
	close_list(&f);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(moving_reads_on_and_stops_at_the_ends),
	cmocka_unit_test(the_selection_survives_sorting),
	cmocka_unit_test(the_selection_survives_filtering),
	cmocka_unit_test(half_a_filter_leads_nowhere),
	cmocka_unit_test(a_filter_typed_on_an_empty_list_looks_from_its_start),
	cmocka_unit_test(a_row_deleted_while_a_filter_is_typed_leaves_its_place),
	cmocka_unit_test(a_sort_that_is_stopped_leaves_the_selection),
	cmocka_unit_test(rows_not_read_to_the_end_are_read_later),
	cmocka_unit_test(a_filter_that_makes_no_sense_changes_nothing),
	cmocka_unit_test(the_selection_survives_reading_again),
	cmocka_unit_test(next_match_walks_and_turns_round),
	cmocka_unit_test(marks_belong_to_rows),
	cmocka_unit_test(every_size_of_window_is_drawn),
};

int main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
