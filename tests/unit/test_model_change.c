/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes: counts, references, conflicts, the journal, undo and redo. */
#include "config.h"
#include "model_support.h"

#include <sqlite3.h>

#include "model/journal.h"

static struct db *fresh(const char *name)
{
	return support_open(support_path(name), DB_CREATE);
}

static int64_t journal_length(struct db *db)
{
	return support_int(db, "SELECT count(*) FROM journal");
}

/* ---- putting -------------------------------------------------------------------------------- */

static void putting_says_what_it_did(void **state)
{
	struct db *db = fresh("put.db");
	struct err err = ERR_INIT;
	enum put_outcome what;
	struct record r;

	(void)state;
	row_of(&r, "vendors", "vendor", "v", "name", "One", (char *)NULL);
	must(put_row(db, &r, PUT_ANY, &what, &err), &err);
	assert_int_equal(what, PUT_ADDED);
	row_of(&r, "vendors", "vendor", "v", "name", "One", (char *)NULL);
	must(put_row(db, &r, PUT_ANY, &what, &err), &err);
	assert_int_equal(what, PUT_UNCHANGED);
	assert_int_equal(journal_length(db), 1); /* nothing changed: nothing is said */
	row_of(&r, "vendors", "vendor", "v", "name", "Two", (char *)NULL);
	must(put_row(db, &r, PUT_ANY, &what, &err), &err);
	assert_int_equal(what, PUT_UPDATED);
	row_of(&r, "vendors", "vendor", "v", (char *)NULL);
	fails_with(put_row(db, &r, PUT_NEW, NULL, &err), ERR_INPUT, &err, "vendor 'v' exists");
	row_of(&r, "vendors", "vendor", "w", (char *)NULL);
	fails_with(put_row(db, &r, PUT_EXISTING, NULL, &err), ERR_NOT_FOUND, &err, "no vendor 'w'");
	row_of(&r, "prices", "product", "p", (char *)NULL);
	fails_with(put_row(db, &r, PUT_ANY, NULL, &err), ERR_INPUT, &err, "'unit'");
	assert_int_equal(journal_length(db), 2);
	db_close(db);
}

static int put_some_cells(struct change *c, void *context, struct err *err)
{
	struct record *r = context;
	uint64_t given = UINT64_C(1) << table_column(r->table, "country");

	return change_put(c, r, given, PUT_ANY, NULL, err);
}

static void cells_that_are_not_given_stay(void **state)
{
	struct db *db = fresh("given.db");
	struct err err = ERR_INIT;
	struct record r;

	(void)state;
	put_words(db, "vendors", "vendor", "v", "name", "One", "country", "JP");
	row_of(&r, "vendors", "vendor", "v", "name", "ignored", "country", "DE", (char *)NULL);
	must(change_run(db, some_change("set"), put_some_cells, &r, NULL, &err), &err);
	assert_cell(db, "vendors", "v", "name", "One");
	assert_cell(db, "vendors", "v", "country", "DE");
	record_release(&r);
	db_close(db);
}

static void a_conflict_names_both_values(void **state)
{
	struct db *db = fresh("conflict.db");
	struct err err = ERR_INIT;
	struct record mine, again;

	(void)state;
	put_words(db, "vendors", "vendor", "v", "name", "One");
	record_init(&mine, table_find("vendors"));
	must(store_get_key(db, mine.table, "v", &mine, &err), &err);
	put_words(db, "vendors", "vendor", "v", "name", "Theirs");
	record_set(&mine, "name", "Mine");
	record_init(&again, mine.table);
	record_copy(&again, &mine);
	fails_with(put_row(db, &mine, PUT_SAME_REV, NULL, &err), ERR_CONFLICT, &err, "'Theirs'");
	must(store_get_key(db, again.table, "v", &again, &err), &err);
	record_set(&again, "name", "Mine");
	must(put_row(db, &again, PUT_SAME_REV, NULL, &err), &err);
	assert_cell(db, "vendors", "v", "name", "Mine");

	record_init(&mine, table_find("vendors"));
	must(store_get_key(db, mine.table, "v", &mine, &err), &err);
	must(delete_row(db, "vendors", "v", &err), &err);
	fails_with(put_row(db, &mine, PUT_SAME_REV, NULL, &err), ERR_CONFLICT, &err, "deleted");
	db_close(db);
}

static void the_shorthand_of_assets_becomes_installs(void **state)
{
	struct db *db = fresh("shorthand.db");

	(void)state;
	put_words(db, "vendors", "vendor", "v");
	put_words(db, "products", "product", "edr", "vendor", "v");
	put_words(db, "products", "product", "vpn", "vendor", "v");
	put_words(db, "assets", "asset", "a", "products", "edr@14.0;vpn");
	assert_cell(db, "installs", "a/edr", "version", "14.0");
	assert_cell(db, "installs", "a/vpn", "version", "");
	/* said again without versions it changes nothing */
	put_words(db, "assets", "asset", "a", "products", "edr");
	assert_cell(db, "installs", "a/edr", "version", "14.0");
	assert_int_equal(support_int(db, "SELECT count(*) FROM installs"), 2);
	db_close(db);
}

static void cohorts_are_forgotten_when_their_assets_change(void **state)
{
	struct db *db = fresh("cohort.db");
	struct err err = ERR_INIT;

	(void)state;
	put_words(db, "vendors", "vendor", "v");
	put_words(db, "products", "product", "edr", "vendor", "v");
	put_words(db, "assets", "asset", "a");
	put_words(db, "assets", "asset", "b");
	must(support_write(db, "UPDATE assets SET cohort = 7", &err), &err);
	put_words(db, "assets", "asset", "a"); /* unchanged */
	assert_int_equal(support_int(db, "SELECT count(cohort) FROM assets"), 2);
	put_words(db, "installs", "asset", "a", "product", "edr");
	assert_int_equal(support_int(db, "SELECT count(cohort) FROM assets"), 1);
	put_words(db, "assets", "asset", "b", "os", "linux");
	assert_int_equal(support_int(db, "SELECT count(cohort) FROM assets"), 0);
	must(support_write(db, "UPDATE assets SET cohort = 7", &err), &err);
	must(delete_row(db, "installs", "a/edr", &err), &err);
	assert_int_equal(support_int(db, "SELECT count(cohort) FROM assets"), 1);
	db_close(db);
}

/* ---- references ----------------------------------------------------------------------------- */

static int two_that_name_each_other(struct change *c, void *context, struct err *err)
{
	struct record r;
	int rc;

	(void)context;
	row_of(&r, "people", "person", "a", "deputy", "b", (char *)NULL);
	rc = change_put(c, &r, CHANGE_ALL_CELLS, PUT_ANY, NULL, err);
	record_release(&r);
	if (rc < 0)
		return rc;
	row_of(&r, "people", "person", "b", "deputy", "a", (char *)NULL);
	rc = change_put(c, &r, CHANGE_ALL_CELLS, PUT_ANY, NULL, err);
	record_release(&r);
	return rc;
}

static void references_are_asked_at_the_end_and_both_ways(void **state)
{
	struct db *db = fresh("refs.db");
	struct err err = ERR_INIT;
	struct record r;

	(void)state;
	must(change_run(db, some_change("set"), two_that_name_each_other, NULL, NULL, &err), &err);
	row_of(&r, "products", "product", "p", "vendor", "v", (char *)NULL);
	fails_with(put_row(db, &r, PUT_ANY, NULL, &err), ERR_INPUT, &err,
		   "product 'p': column 'vendor': there is no vendor 'v'");
	assert_int_equal(support_int(db, "SELECT count(*) FROM products"), 0);
	put_words(db, "vendors", "vendor", "v");
	put_words(db, "products", "product", "p", "vendor", "v");
	fails_with(delete_row(db, "vendors", "v", &err), ERR_INPUT, &err,
		   "vendor 'v' is still named by product 'p' (column 'vendor')");
	fails_with(delete_row(db, "people", "a", &err), ERR_INPUT, &err, "person 'b'");
	must(delete_row(db, "products", "p", &err), &err);
	must(delete_row(db, "vendors", "v", &err), &err);
	db_close(db);
}

static void references_of_every_form_are_asked(void **state)
{
	static const struct {
		const char *words[16], *says;
	} rows[] = {
		{ { "crews", "crew", "c", "people", "ann;nobody" }, "no person 'nobody'" },
		{ { "fate", "from", "p", "to", "nothing", "type", "engine" }, "'nothing'" },
		{ { "products", "product", "q", "vendor", "v", "conflicts_with", "edr;zz" }, "'zz'" },
		{ { "dependencies", "from", "a1", "to", "a9", "type", "before" }, "no asset 'a9'" },
		{ { "playbooks", "playbook", "e", "step", "S2", "mode", "normal", "title", "t",
		    "phase", "contain", "scope", "plan", "after", "S1;S9+2h" }, "'S9'" },
		{ { "assets", "asset", "a2", "calendar", "never" }, "no calendar 'never'" },
	};
	static const char *const good[][16] = {
		{ "crews", "crew", "c", "people", "ann" },
		{ "fate", "from", "p", "to", "v", "type", "engine" },
		{ "products", "product", "q", "vendor", "v", "conflicts_with", "edr;p" },
		{ "dependencies", "from", "a1", "to", "tag:x", "type", "before" },
		{ "playbooks", "playbook", "e", "step", "S2", "mode", "normal", "title", "t", "phase",
		  "contain", "scope", "plan", "after", "S1" },
		{ "assets", "asset", "a2", "calendar", "cal" },
	};
	struct db *db = fresh("forms.db");
	struct err err = ERR_INIT;
	size_t i, j;

	(void)state;
	put_words(db, "vendors", "vendor", "v");
	put_words(db, "products", "product", "p", "vendor", "v");
	put_words(db, "people", "person", "ann");
	put_words(db, "assets", "asset", "a1");
	put_words(db, "calendars", "calendar", "cal", "kind", "open", "starts", "2019-01-01T00:00",
		  "duration", "1d");
	put_words(db, "playbooks", "playbook", "e", "step", "S1", "mode", "normal", "title", "t",
		  "phase", "contain", "scope", "plan");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct record r;

		record_init(&r, table_find(rows[i].words[0]));
		for (j = 1; rows[i].words[j]; j += 2)
			record_set(&r, rows[i].words[j], rows[i].words[j + 1]);
		fails_with(put_row(db, &r, PUT_ANY, NULL, &err), ERR_INPUT, &err, rows[i].says);
		record_init(&r, table_find(good[i][0]));
		for (j = 1; j < 15 && good[i][j]; j += 2)
			record_set(&r, good[i][j], good[i][j + 1]);
		must(put_row(db, &r, PUT_ANY, NULL, &err), &err);
	}
	fails_with(delete_row(db, "people", "ann", &err), ERR_INPUT, &err, "crew 'c'");
	fails_with(delete_row(db, "assets", "a1", &err), ERR_INPUT, &err, "dependency 'a1/tag:x/");
	fails_with(delete_row(db, "playbooks", "e/S1", &err), ERR_INPUT, &err, "'e/S2/normal'");
	fails_with(delete_row(db, "calendars", "cal/2019-01-01T00:00/open", &err), ERR_INPUT, &err,
		   "asset 'a2'");
	put_words(db, "calendars", "calendar", "cal", "kind", "closed", "starts", "2019-01-01T00:00",
		  "duration", "1d");
	must(delete_row(db, "calendars", "cal/2019-01-01T00:00/open", &err), &err);
	db_close(db);
}

/* ---- imports -------------------------------------------------------------------------------- */

struct import {
	const char *const (*rows)[8];
	size_t n;
	struct strbuf rejects;
};

static int import_rows(struct change *c, void *context, struct err *err)
{
	struct import *import = context;
	size_t i, j;
	int rc = 0;

	strbuf_reset(&import->rejects);
	for (i = 0; rc == 0 && i < import->n; i++) {
		struct record r;

		record_init(&r, table_find(import->rows[i][0]));
		for (j = 1; j < 7 && import->rows[i][j]; j += 2)
			record_set(&r, import->rows[i][j], import->rows[i][j + 1]);
		change_tag(c, (int64_t)i + 2);
		rc = change_put(c, &r, CHANGE_ALL_CELLS, PUT_ANY, NULL, err);
		record_release(&r);
	}
	return rc;
}

static void note_reject(void *context, const struct table *t, const char *key, int64_t tag,
			const struct err *why)
{
	struct import *import = context;
	struct strbuf text = STRBUF_INIT;

	err_render(why, NULL, &text);
	strbuf_addf(&import->rejects, "%s %s line %lld: %s\n", t->one, key, (long long)tag, text.buf);
	strbuf_release(&text);
}

static int run_import(struct db *db, struct import *import, unsigned flags,
		      struct change_counts *ret, struct err *err)
{
	struct change_info info = *some_change("import");

	info.flags |= flags;
	info.reject = note_reject;
	info.reject_context = import;
	return change_run(db, &info, import_rows, import, ret, err);
}

static void an_import_rejects_rows_that_lead_nowhere(void **state)
{
	static const char *const rows[][8] = {
		{ "products", "product", "p", "vendor", "v" },
		{ "products", "product", "q", "vendor", "nobody" },
		{ "installs", "asset", "a", "product", "q" },
		{ "installs", "asset", "a", "product", "p" },
		{ "contracts", "contract", "c", "product", "q" },
		{ "vendors", "vendor", "v", "name", "later is early enough" },
		{ "assets", "asset", "a", "name", "A" },
		{ "sites", "site", "s", "calendar", "gone" },
	};
	struct import import = { rows, sizeof(rows) / sizeof(rows[0]), STRBUF_INIT };
	struct db *db = fresh("import.db");
	struct change_counts n = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	put_words(db, "sites", "site", "s", "name", "before");
	must(run_import(db, &import, 0, &n, &err), &err);
	assert_non_null(strstr(import.rejects.buf, "product q line 3: "));
	assert_non_null(strstr(import.rejects.buf, "there is no vendor 'nobody'"));
	assert_non_null(strstr(import.rejects.buf, "install a/q line 0: "));
	assert_non_null(strstr(import.rejects.buf, "product 'q' was rejected"));
	assert_non_null(strstr(import.rejects.buf, "contract c line 0: "));
	assert_non_null(strstr(import.rejects.buf, "site s line 9: "));
	assert_int_equal(n.added, 4);
	assert_int_equal(n.updated, 0);
	assert_int_equal(n.rejected, 4);
	assert_cell(db, "sites", "s", "name", "before");
	assert_int_equal(support_int(db, "SELECT count(*) FROM installs"), 1);
	assert_int_equal(journal_length(db), 2);

	/* the same again: nothing but the same rejects, and no word in the journal */
	must(run_import(db, &import, 0, &n, &err), &err);
	assert_int_equal(n.added + n.updated + n.deleted, 0);
	assert_int_equal(n.unchanged, 4);
	assert_int_equal(n.rejected, 4);
	assert_int_equal(journal_length(db), 2);
	strbuf_release(&import.rejects);
	db_close(db);
}

static void a_dry_run_counts_and_leaves_nothing(void **state)
{
	static const char *const rows[][8] = {
		{ "vendors", "vendor", "v", "name", "V" }, { "vendors", "vendor", "w", "name", "W" },
	};
	struct import import = { rows, 2, STRBUF_INIT };
	struct strbuf before = STRBUF_INIT, after = STRBUF_INIT;
	struct db *db = fresh("dry.db");
	struct change_counts n = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	put_words(db, "vendors", "vendor", "v");
	dump_tables(db, &before);
	must(run_import(db, &import, CHANGE_DRY_RUN, &n, &err), &err);
	assert_int_equal(n.added, 1);
	assert_int_equal(n.updated, 1);
	dump_tables(db, &after);
	assert_string_equal(before.buf, after.buf);
	assert_int_equal(journal_length(db), 1);
	strbuf_release(&before);
	strbuf_release(&after);
	strbuf_release(&import.rejects);
	db_close(db);
}

/* The indexes of the file, as they were made. */
static char *index_texts(const char *path)
{
	struct strbuf out = STRBUF_INIT;
	sqlite3_stmt *s;
	sqlite3 *db;

	assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT name || ': ' || sql FROM sqlite_schema WHERE"
						" type = 'index' AND sql IS NOT NULL ORDER BY name",
					    -1, &s, NULL), SQLITE_OK);
	while (sqlite3_step(s) == SQLITE_ROW)
		strbuf_addf(&out, "%s\n", (const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
	sqlite3_close(db);
	return strbuf_detach(&out);
}

/* A first load drops indexes and builds them again: the same ones, over every row. */
static void a_first_load_ends_with_the_indexes_of_the_schema(void **state)
{
	static const char *const rows[][8] = {
		{ "vendors", "vendor", "v" },
		{ "products", "product", "p", "vendor", "v" },
		{ "assets", "asset", "a", "name", "A" },
		{ "assets", "asset", "b", "name", "B", "serial", "S1" },
		{ "assets", "asset", "a", "name", "A again" },
		{ "installs", "asset", "b", "product", "p" },
		{ "installs", "asset", "b", "product", "p", "version", "2" },
		{ "assets", "asset", "c", "name", "C" },
	};
	struct import import = { rows, sizeof(rows) / sizeof(rows[0]), STRBUF_INIT };
	struct db *db = fresh("bulk.db");
	char *before = index_texts(support_path("bulk.db")), *after;
	struct change_counts n = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	must(run_import(db, &import, 0, &n, &err), &err);
	assert_int_equal(n.added, 6);
	assert_int_equal(n.updated, 2);
	after = index_texts(support_path("bulk.db"));
	assert_string_equal(before, after);
	assert_cell(db, "assets", "a", "name", "A again");
	assert_cell(db, "installs", "b/p", "version", "2");
	must(undo_last(db, some_change("undo"), NULL, NULL, &err), &err);
	assert_int_equal(support_int(db, "SELECT count(*) FROM assets"), 0);
	must(redo_last(db, some_change("undo"), NULL, NULL, &err), &err);
	assert_cell(db, "assets", "a", "name", "A again");
	free(before);
	free(after);
	strbuf_release(&import.rejects);
	db_close(db);
}

/* ---- journal -------------------------------------------------------------------------------- */

static int note_entry(void *context, const struct journal_entry *e, struct err *err)
{
	(void)err;
	strbuf_addf(context, "%lld %s %s %s %s %s%s\n", (long long)e->seq, e->at, e->os_user, e->action,
		    e->object_table ? e->object_table : "-", e->before ? "b" : "", e->after ? "a" : "");
	return 0;
}

static void the_journal_tells_every_change_once(void **state)
{
	static const char *const rows[][8] = {
		{ "vendors", "vendor", "x", "name", "X" }, { "vendors", "vendor", "y", "name", "Y" },
	};
	struct import import = { rows, 2, STRBUF_INIT };
	struct db *db = fresh("journal.db");
	struct journal_filter all = { 0 };
	struct strbuf text = STRBUF_INIT;
	struct err err = ERR_INIT;

	(void)state;
	put_words(db, "vendors", "vendor", "v", "name", "One");
	put_words(db, "vendors", "vendor", "v", "name", "Two");
	must(delete_row(db, "vendors", "v", &err), &err);
	must(run_import(db, &import, 0, NULL, &err), &err);
	must(undo_last(db, some_change("undo"), NULL, NULL, &err), &err);
	must(journal_list(db, &all, note_entry, &text, &err), &err);
	assert_string_equal(text.buf, "1 2019-05-13T09:00:00Z tester set vendors a\n"
				      "2 2019-05-13T09:00:00Z tester set vendors ba\n"
				      "3 2019-05-13T09:00:00Z tester set vendors b\n"
				      "4 2019-05-13T09:00:00Z tester import - \n"
				      "5 2019-05-13T09:00:00Z tester undo - \n");
	must(journal_verify(db, NULL, NULL, NULL, &err), &err);
	strbuf_release(&text);
	strbuf_release(&import.rejects);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(putting_says_what_it_did),
		cmocka_unit_test(cells_that_are_not_given_stay),
		cmocka_unit_test(a_conflict_names_both_values),
		cmocka_unit_test(the_shorthand_of_assets_becomes_installs),
		cmocka_unit_test(cohorts_are_forgotten_when_their_assets_change),
		cmocka_unit_test(references_are_asked_at_the_end_and_both_ways),
		cmocka_unit_test(references_of_every_form_are_asked),
		cmocka_unit_test(an_import_rejects_rows_that_lead_nowhere),
		cmocka_unit_test(a_dry_run_counts_and_leaves_nothing),
		cmocka_unit_test(a_first_load_ends_with_the_indexes_of_the_schema),
		cmocka_unit_test(the_journal_tells_every_change_once),
	};
	char *folder = support_folder();
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	support_remove(folder);
	return failed;
}
