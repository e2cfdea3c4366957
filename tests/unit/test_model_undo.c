/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Undo and redo put back the very same bytes, whatever was done. */
#include "config.h"
#include "model_support.h"

#include "model/journal.h"
#include "util/mem.h"

static struct db *fresh(const char *name)
{
	return support_open(support_path(name), DB_CREATE);
}

static char *dumped(struct db *db)
{
	struct strbuf out = STRBUF_INIT;

	dump_tables(db, &out);
	return strbuf_detach(&out);
}

static void undo_says_what_it_takes_back(void **state)
{
	struct db *db = fresh("say.db");
	struct undo_top top = { .label = MSG_INIT };
	struct change_counts n = { 0 };
	struct strbuf text = STRBUF_INIT;
	struct err err = ERR_INIT;

	(void)state;
	fails_with(undo_last(db, some_change("undo"), NULL, NULL, &err), ERR_NOT_FOUND, &err,
		   "nothing to take back");
	put_words(db, "vendors", "vendor", "v", "name", "One");
	must(undo_peek(db, false, &top, &err), &err);
	msg_render(&top.label, NULL, &text);
	assert_string_equal(text.buf, "set of vendor 'v'");
	assert_string_equal(top.os_user, "tester");
	assert_int_equal(top.seq, 1);
	undo_top_release(&top);
	must(undo_last(db, some_change("undo"), &top, &n, &err), &err);
	assert_int_equal(n.deleted, 1);
	fails_with(undo_last(db, some_change("undo"), NULL, NULL, &err), ERR_NOT_FOUND, &err, "");
	must(redo_last(db, some_change("undo"), &top, &n, &err), &err);
	assert_int_equal(n.added, 1);
	assert_cell(db, "vendors", "v", "name", "One");
	fails_with(redo_last(db, some_change("undo"), NULL, NULL, &err), ERR_NOT_FOUND, &err,
		   "nothing to do again");
	/* a new change forgets what could be done again */
	must(undo_last(db, some_change("undo"), NULL, NULL, &err), &err);
	put_words(db, "vendors", "vendor", "w");
	fails_with(redo_last(db, some_change("undo"), NULL, NULL, &err), ERR_NOT_FOUND, &err, "");
	must(journal_verify(db, NULL, NULL, NULL, &err), &err);
	undo_top_release(&top);
	strbuf_release(&text);
	db_close(db);
}

static void the_stack_is_as_deep_as_policy_says(void **state)
{
	struct db *db = fresh("depth.db");
	struct err err = ERR_INIT;
	int i;

	(void)state;
	put_words(db, "policy", "key", "undo_depth", "value", "3");
	for (i = 0; i < 6; i++) {
		char name[] = { 'v', (char)('0' + i), '\0' };

		put_words(db, "vendors", "vendor", name);
	}
	assert_int_equal(support_int(db, "SELECT count(*) FROM undo_step"), 3);
	assert_int_equal(support_int(db, "SELECT count(*) FROM undo_row"), 3);
	for (i = 0; i < 3; i++)
		must(undo_last(db, some_change("undo"), NULL, NULL, &err), &err);
	assert_int_equal(support_int(db, "SELECT count(*) FROM vendors"), 3);
	fails_with(undo_last(db, some_change("undo"), NULL, NULL, &err), ERR_NOT_FOUND, &err, "");
	db_close(db);
}

/* ---- random changes ------------------------------------------------------------------------- */

static uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

struct random_change {
	uint64_t seed;
	int rows;
};

static void random_row(uint64_t *seed, struct record *r)
{
	static const char *const tables[] = { "assets", "assets", "sites", "vendors", "coverage" };
	const char *table = tables[next_random(seed) % 5];
	char key[] = "k000", cell[] = "c0";

	key[1] = (char)('0' + next_random(seed) % 2);
	key[3] = (char)('0' + next_random(seed) % 10);
	cell[1] = (char)('0' + next_random(seed) % 10);
	record_init(r, table_find(table));
	if (strcmp(table, "coverage") == 0) {
		record_set(r, "product", "p");
		record_set(r, "capability", "T1");
		record_set(r, "level", "none");
		if (next_random(seed) % 2)
			record_set(r, "platform", cell);
		record_set(r, "source", key);
		return;
	}
	free(r->cell[0]);
	r->cell[0] = mem_strdup(key);
	if (next_random(seed) % 3)
		record_set(r, "name", cell);
	if (strcmp(table, "assets") == 0 && next_random(seed) % 2)
		record_set(r, "products", "p@1.0");
}

/* Puts and deletes of few keys, so that rows are met again, also within one change. */
static int some_rows(struct change *c, void *context, struct err *err)
{
	struct random_change *what = context;
	uint64_t seed = what->seed;
	int i, rc = 0;

	for (i = 0; rc == 0 && i < what->rows; i++) {
		struct record r;

		random_row(&seed, &r);
		if (next_random(&seed) % 4 == 0) {
			/* an asset with installs stays: deleting it would be refused at the end */
			if (strcmp(r.table->name, "assets") != 0)
				rc = change_delete(c, &r, 0, err);
			if (rc == ERR_NOT_FOUND)
				rc = 0;
			err_release(err);
		} else {
			rc = change_put(c, &r, CHANGE_ALL_CELLS, PUT_ANY, NULL, err);
		}
		record_release(&r);
	}
	return rc;
}

#define N_CHANGES 40

static void undo_and_redo_restore_the_same_bytes(void **state)
{
	struct db *db = fresh("random.db");
	char *dump[N_CHANGES + 1];
	struct err err = ERR_INIT;
	int i, n = 0, round;

	(void)state;
	put_words(db, "vendors", "vendor", "v");
	put_words(db, "products", "product", "p", "vendor", "v");
	put_words(db, "capabilities", "capability", "T1");
	dump[0] = dumped(db);
	for (i = 0; i < N_CHANGES; i++) {
		struct random_change what = { UINT64_C(88172645463325252) + (uint64_t)i * 977,
					      i % 3 ? 1 + i % 7 : 40 };
		struct change_counts counts = { 0 };

		must(change_run(db, some_change(i % 2 ? "set" : "import"), some_rows, &what, &counts,
				&err), &err);
		if (counts.added + counts.updated + counts.deleted == 0)
			continue;
		dump[++n] = dumped(db);
	}
	assert_true(n > N_CHANGES / 2);
	for (round = 0; round < 3; round++) {
		for (i = n; i > round * 5; i--) {
			char *now = dumped(db);

			assert_string_equal(now, dump[i]);
			free(now);
			must(undo_last(db, some_change("undo"), NULL, NULL, &err), &err);
		}
		for (; i < n; i++) {
			char *now = dumped(db);

			assert_string_equal(now, dump[i]);
			free(now);
			must(redo_last(db, some_change("undo"), NULL, NULL, &err), &err);
		}
	}
	must(journal_verify(db, NULL, NULL, NULL, &err), &err);
	for (i = 0; i <= n; i++)
		free(dump[i]);
	db_close(db);
}

/* ---- whole imports -------------------------------------------------------------------------- */

#define N_IMPORT 3000

static int import_assets(struct change *c, void *context, struct err *err)
{
	const char *name = context;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < N_IMPORT; i++) {
		struct strbuf key = STRBUF_INIT;
		struct record r;

		record_init(&r, table_find("assets"));
		strbuf_addf(&key, "pc-%05zu", i * 1237 % N_IMPORT);
		record_set(&r, "asset", key.buf);
		record_set(&r, "name", name);
		record_set(&r, "products", i % 2 ? "p@1;q" : "p@2");
		rc = change_put(c, &r, CHANGE_ALL_CELLS, PUT_ANY, NULL, err);
		record_release(&r);
		strbuf_release(&key);
	}
	return rc;
}

static void a_whole_import_is_taken_back_and_done_again(void **state)
{
	static char first[] = "first", second[] = "second";
	struct db *db = fresh("import.db");
	struct change_counts n = { 0 };
	struct err err = ERR_INIT;
	char *empty, *imported, *again, *now;
	int i;

	(void)state;
	put_words(db, "vendors", "vendor", "v");
	put_words(db, "products", "product", "p", "vendor", "v");
	put_words(db, "products", "product", "q", "vendor", "v");
	put_words(db, "assets", "asset", "pc-00007", "name", "here before");
	empty = dumped(db);
	must(change_run(db, some_change("import"), import_assets, first, &n, &err), &err);
	assert_int_equal(n.added, N_IMPORT - 1 + N_IMPORT + N_IMPORT / 2);
	assert_int_equal(n.updated, 1);
	/* most rows are known by their revision alone */
	assert_true(support_int(db, "SELECT count(*) FROM undo_row") < N_IMPORT);
	imported = dumped(db);
	must(change_run(db, some_change("import"), import_assets, second, &n, &err), &err);
	assert_int_equal(n.updated, N_IMPORT);
	assert_int_equal(n.unchanged, N_IMPORT + N_IMPORT / 2);
	again = dumped(db);
	for (i = 0; i < 2; i++) {
		must(undo_last(db, some_change("undo"), NULL, NULL, &err), &err);
		now = dumped(db);
		assert_string_equal(now, imported);
		free(now);
		must(undo_last(db, some_change("undo"), NULL, &n, &err), &err);
		assert_int_equal(n.deleted, N_IMPORT - 1 + N_IMPORT + N_IMPORT / 2);
		now = dumped(db);
		assert_string_equal(now, empty);
		free(now);
		must(redo_last(db, some_change("undo"), NULL, NULL, &err), &err);
		now = dumped(db);
		assert_string_equal(now, imported);
		free(now);
		must(redo_last(db, some_change("undo"), NULL, NULL, &err), &err);
		now = dumped(db);
		assert_string_equal(now, again);
		free(now);
	}
	/* importing the same once more changes nothing at all */
	must(change_run(db, some_change("import"), import_assets, second, &n, &err), &err);
	assert_int_equal(n.added + n.updated + n.deleted + n.rejected, 0);
	now = dumped(db);
	assert_string_equal(now, again);
	free(now);
	free(empty);
	free(imported);
	free(again);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(undo_says_what_it_takes_back),
		cmocka_unit_test(the_stack_is_as_deep_as_policy_says),
		cmocka_unit_test(undo_and_redo_restore_the_same_bytes),
		cmocka_unit_test(a_whole_import_is_taken_back_and_done_again),
	};
	char *folder = support_folder();
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	support_remove(folder);
	return failed;
}
