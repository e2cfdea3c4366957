/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statements, transactions, what SQL may not do, interruption, data version. */
#include "config.h"
#include "db_support.h"

#include <pthread.h>
#include <unistd.h>

#include "db/private.h"

static struct db *db;

static int setup(void **state)
{
	*state = support_folder();
	db = support_open(support_path("w.db"), DB_CREATE);
	return 0;
}

static int teardown(void **state)
{
	db_close(db);
	support_remove(*state);
	return 0;
}

static const char insert_three[] =
	"INSERT INTO workspace (name, value) VALUES ($2, $1), ($3, $1)";

static int insert_rows(struct db *d, void *context, struct err *err)
{
	struct stmt *s;
	int rc = db_prepare(d, insert_three, &s, err);

	(void)context;
	if (rc < 0)
		return rc;
	stmt_bind_text(s, 1, "shared");
	stmt_bind_text(s, 2, "a");
	stmt_bind_text(s, 3, "b");
	rc = stmt_step(s, err);
	assert_true(rc < 0 || db_changes(d) == 2);
	stmt_done(s);
	return rc;
}

static void parameters_go_by_their_number(void **state)
{
	struct err err = ERR_INIT;
	struct stmt *s;

	(void)state;
	must(db_write(db, insert_rows, NULL, &err), &err);
	must(db_prepare(db, "SELECT name, value, $2, $3, $1 FROM workspace WHERE value = $1 ORDER BY name",
			&s, &err), &err);
	stmt_bind_text(s, 1, "shared");
	stmt_bind_int(s, 2, INT64_MIN);
	stmt_bind_blob(s, 3, "\0x", 2);
	stmt_bind_int(s, 9, 1); /* a parameter the text does not use */
	assert_int_equal(stmt_step(s, &err), 1);
	assert_int_equal(stmt_columns(s), 5);
	assert_string_equal(stmt_text(s, 0), "a");
	assert_true(stmt_int(s, 2) == INT64_MIN);
	size_t size;
	assert_memory_equal(stmt_blob(s, 3, &size), "\0x", 2);
	assert_int_equal(size, 2);
	assert_int_equal(stmt_step(s, &err), 1);
	assert_string_equal(stmt_text(s, 0), "b");
	assert_int_equal(stmt_step(s, &err), 0);
	/* finished: starts again with the same bindings */
	assert_int_equal(stmt_step(s, &err), 1);
	stmt_bind_text(s, 1, NULL); /* binding a running statement starts it anew */
	assert_int_equal(stmt_step(s, &err), 0);
	stmt_done(s);
}

static void null_and_empty_differ(void **state)
{
	struct err err = ERR_INIT;
	struct stmt *s;
	size_t size = 9;

	(void)state;
	must(db_prepare(db, "SELECT $1, $2, $3, $4", &s, &err), &err);
	stmt_bind_text(s, 1, "");
	stmt_bind_blob(s, 2, "", 0);
	stmt_bind_text(s, 3, NULL);
	assert_int_equal(stmt_step(s, &err), 1);
	assert_string_equal(stmt_text(s, 0), "");
	assert_non_null(stmt_blob(s, 1, &size));
	assert_int_equal(size, 0);
	assert_null(stmt_text(s, 2));
	assert_null(stmt_blob(s, 3, &size));
	assert_true(stmt_is_null(s, 3));
	assert_int_equal(stmt_int(s, 3), 0);
	stmt_done(s);
}

static void one_text_may_be_in_use_twice(void **state)
{
	static const char sql[] = "SELECT name FROM workspace WHERE name >= $1 ORDER BY name";
	struct err err = ERR_INIT;
	struct stmt *outer, *inner, *again;

	(void)state;
	must(db_write(db, insert_rows, NULL, &err), &err);
	must(db_prepare(db, sql, &outer, &err), &err);
	stmt_bind_text(outer, 1, "a");
	assert_int_equal(stmt_step(outer, &err), 1);
	must(db_prepare(db, sql, &inner, &err), &err);
	assert_ptr_not_equal(outer, inner);
	stmt_bind_text(inner, 1, "b");
	assert_int_equal(stmt_step(inner, &err), 1);
	assert_string_equal(stmt_text(inner, 0), "b");
	stmt_done(inner);
	assert_int_equal(stmt_step(outer, &err), 1);
	assert_string_equal(stmt_text(outer, 0), "b");
	stmt_done(outer);
	must(db_prepare(db, sql, &again, &err), &err);
	assert_true(again == outer || again == inner); /* from the cache */
	assert_int_equal(stmt_step(again, &err), 0);   /* with no binding left over */
	stmt_done(again);
	stmt_done(NULL);
}

static void more_texts_than_the_cache_holds(void **state)
{
	struct err err = ERR_INIT;
	struct strbuf sql = STRBUF_INIT;
	int i;

	(void)state;
	for (i = 0; i < 3 * DB_CACHED_STATEMENTS; i++) {
		strbuf_reset(&sql);
		strbuf_addf(&sql, "SELECT %d", i);
		assert_int_equal(support_int(db, sql.buf), i);
	}
	strbuf_release(&sql);
	fails_with(db_exec(db, "SELECT 1; SELECT 2", &err), ERR_INTERNAL, &err, "one statement");
	fails_with(db_exec(db, "SELECT ?", &err), ERR_INTERNAL, &err, "$1");
}

static void sql_may_not_leave_its_place(void **state)
{
	static const char *const denied[] = {
		"ATTACH 'x.db' AS x", "PRAGMA journal_mode = DELETE", "PRAGMA synchronous = OFF",
		"PRAGMA user_version = 7", "PRAGMA writable_schema = ON", "CREATE TABLE t (x TEXT)",
		"DROP TABLE journal", "ALTER TABLE workspace ADD COLUMN x TEXT",
		"CREATE INDEX i ON workspace (value)", "VACUUM", "BEGIN", "COMMIT", "ROLLBACK",
		"SAVEPOINT x", "UPDATE journal SET action = ''", "DELETE FROM journal",
		"UPDATE sqlite_schema SET sql = ''", "SELECT load_extension('x')",
		"CREATE TEMP TABLE t (x TEXT)", "REINDEX", "ANALYZE",
	};
	struct err err = ERR_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(denied) / sizeof(denied[0]); i++) {
		int rc = support_write(db, denied[i], &err);

		if (rc >= 0)
			fail_msg("allowed: %s", denied[i]);
		err_release(&err);
	}
	fails_with(db_exec(db, "DELETE FROM workspace", &err), ERR_INTERNAL, &err,
		   "outside a write transaction");
	fails_with(db_exec(db, "SELECT \"no such column\"", &err), ERR_INTERNAL, &err, "no such column");
}

/* The authorizer is ours; the triggers also hold against other programs. */
static void the_journal_is_append_only_for_everybody(void **state)
{
	static const char *const attacks[] = {
		"DELETE FROM journal", "UPDATE journal SET action = 'nothing'",
		"INSERT OR REPLACE INTO journal (seq, version, at, os_user, action, hash)"
		" VALUES (1, 1, 'x', 'x', 'x', zeroblob(32))",
		"INSERT INTO journal (seq, version, at, os_user, action, hash)"
		" VALUES (9, 1, 'x', 'x', 'x', zeroblob(32))",
	};
	struct err err = ERR_INIT;
	sqlite3 *other;
	size_t i;

	(void)state;
	must(support_write(db, "INSERT INTO journal (seq, version, at, os_user, action, hash)"
			   " VALUES (1, 1, '2019-05-13T00:00:00Z', 'u', 'init', zeroblob(32))", &err),
	     &err);
	assert_int_equal(sqlite3_open(support_path("w.db"), &other), SQLITE_OK);
	for (i = 0; i < sizeof(attacks) / sizeof(attacks[0]); i++)
		assert_int_equal(sqlite3_exec(other, attacks[i], NULL, NULL, NULL),
				 SQLITE_CONSTRAINT);
	sqlite3_close(other);
	assert_int_equal(support_int(db, "SELECT count(*) FROM journal WHERE action = 'init'"), 1);
}

struct nest {
	bool inner_fails, outer_fails;
};

static int insert_inner(struct db *d, void *context, struct err *err)
{
	struct nest *n = context;
	int rc = db_exec(d, "INSERT INTO workspace (name, value) VALUES ('inner', '1')", err);

	return rc < 0 ? rc : n->inner_fails ? err_set(err, ERR_INPUT, "inner") : 0;
}

static int insert_outer(struct db *d, void *context, struct err *err)
{
	struct nest *n = context;
	int rc = db_exec(d, "INSERT INTO workspace (name, value) VALUES ('outer', '1')", err);

	assert_true(db_in_write(d));
	if (rc >= 0 && db_write(d, insert_inner, n, NULL) < 0)
		rc = db_exec(d, "INSERT INTO workspace (name, value) VALUES ('saved', '1')", err);
	return rc < 0 ? rc : n->outer_fails ? err_set(err, ERR_INPUT, "outer") : 0;
}

static void a_failed_inner_write_takes_back_only_itself(void **state)
{
	static const char sql[] =
		"SELECT count(*) FROM workspace WHERE name IN ('inner', 'outer', 'saved')";
	struct nest n = { true, true };
	struct err err = ERR_INIT;

	(void)state;
	fails_with(db_write(db, insert_outer, &n, &err), ERR_INPUT, &err, "outer");
	assert_int_equal(support_int(db, sql), 0);
	assert_false(db_in_write(db));
	n.outer_fails = false;
	must(db_write(db, insert_outer, &n, &err), &err);
	assert_int_equal(support_int(db, sql), 2);
	assert_int_equal(support_int(db, "SELECT count(*) FROM workspace WHERE name = 'inner'"), 0);
}

static void constraints_speak_plainly(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	must(db_write(db, insert_rows, NULL, &err), &err);
	fails_with(db_write(db, insert_rows, NULL, &err), ERR_CONFLICT, &err, "workspace.name");
	fails_with(support_write(db, "INSERT INTO undo_row (step, place, object_table, object_key)"
				 " VALUES (1, 1, 'a', 'b')", &err), ERR_INPUT, &err, "refers");
	fails_with(support_write(db, "INSERT INTO workspace (name) VALUES (NULL)", &err), ERR_INPUT,
		   &err, "NOT NULL");
	fails_with(support_write(db, "INSERT INTO undo_step (step, seq, label, undone)"
				 " VALUES (1, 1, 'a', 2)", &err), ERR_INPUT, &err, "CHECK");
}

static int build_index(struct db *d, void *context, struct err *err)
{
	int rc = db_exec(d, "CREATE INDEX by_value ON workspace (value)", NULL);

	(void)context;
	assert_int_equal(rc, ERR_DENIED);
	rc = db_allow_indexes(d, err);
	if (rc >= 0)
		rc = db_exec(d, "CREATE INDEX by_value ON workspace (value)", err);
	if (rc >= 0)
		rc = db_exec(d, "DROP INDEX by_value", err);
	if (rc >= 0)
		rc = db_exec(d, "CREATE INDEX by_value ON workspace (value)", err);
	assert_int_equal(db_exec(d, "CREATE TABLE t (x TEXT)", NULL), ERR_DENIED);
	return rc;
}

static void a_bulk_load_may_build_indexes_until_it_ends(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(db_allow_indexes(db, NULL), ERR_INTERNAL);
	must(db_write(db, build_index, NULL, &err), &err);
	fails_with(support_write(db, "DROP INDEX by_value", &err), ERR_DENIED, &err, "not allowed");
}

static void data_version_moves_with_every_commit(void **state)
{
	struct db *other = support_open(support_path("w.db"), 0);
	struct err err = ERR_INIT;
	int64_t before, own, theirs, idle;

	(void)state;
	must(db_data_version(db, &before, &err), &err);
	must(support_write(db, "INSERT INTO workspace (name) VALUES ('own')", &err), &err);
	must(db_data_version(db, &own, &err), &err);
	must(support_write(other, "INSERT INTO workspace (name) VALUES ('theirs')", &err), &err);
	must(db_data_version(db, &theirs, &err), &err);
	must(db_data_version(db, &idle, &err), &err);
	assert_true(before < own && own < theirs);
	assert_int_equal(theirs, idle);
	db_close(other);
}

static int count_twice(struct db *d, void *context, struct err *err)
{
	struct db *other = context;
	int64_t first, second;

	must(db_get_int(d, "SELECT count(*) FROM workspace", 0, &first, err), err);
	must(support_write(other, "INSERT INTO workspace (name) VALUES ('late')", err), err);
	must(db_get_int(d, "SELECT count(*) FROM workspace", 0, &second, err), err);
	assert_int_equal(first, second);
	assert_int_equal(db_write(d, insert_rows, NULL, NULL), ERR_INTERNAL);
	return 0;
}

static void reads_in_one_view_agree(void **state)
{
	struct db *other = support_open(support_path("w.db"), 0);
	struct err err = ERR_INIT;

	(void)state;
	must(db_read(db, count_twice, other, &err), &err);
	assert_int_equal(support_int(db, "SELECT count(*) FROM workspace WHERE name = 'late'"), 1);
	db_close(other);
}

static const char endless[] =
	"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

static void *interrupt_soon(void *data)
{
	usleep(20000);
	db_interrupt(data);
	return NULL;
}

static int write_then_run(struct db *d, void *context, struct err *err)
{
	int rc = insert_rows(d, NULL, err);

	(void)context;
	return rc < 0 ? rc : db_exec(d, endless, err);
}

static void an_interrupt_stops_and_takes_back(void **state)
{
	struct err err = ERR_INIT;
	pthread_t thread;

	(void)state;
	pthread_create(&thread, NULL, interrupt_soon, db);
	fails_with(db_exec(db, endless, &err), ERR_INTERRUPTED, &err, "cancelled");
	pthread_join(thread, NULL);
	pthread_create(&thread, NULL, interrupt_soon, db);
	fails_with(db_write(db, write_then_run, NULL, &err), ERR_INTERRUPTED, &err, "cancelled");
	pthread_join(thread, NULL);
	assert_int_equal(support_int(db, "SELECT count(*) FROM workspace WHERE name = 'a'"), 0);
	/* the next command is not affected */
	must(db_write(db, insert_rows, NULL, &err), &err);
}

struct retry {
	int busy, calls;
};

static int busy_at_first(struct db *d, void *context, struct err *err)
{
	struct retry *r = context;

	r->calls++;
	must(insert_rows(d, NULL, err), err);
	return r->busy-- > 0 ? db_error(d, SQLITE_BUSY, err) : 0;
}

static void a_passing_conflict_is_tried_again_whole(void **state)
{
	struct retry passing = { 2, 0 }, lasting = { 100, 0 };
	struct err err = ERR_INIT;

	(void)state;
	must(db_write(db, busy_at_first, &passing, &err), &err);
	err_release(&err);
	assert_int_equal(passing.calls, 3);
	assert_int_equal(support_int(db, "SELECT count(*) FROM workspace WHERE value = 'shared'"), 2);
	must(support_write(db, "DELETE FROM workspace WHERE value = 'shared'", &err), &err);
	fails_with(db_write(db, busy_at_first, &lasting, &err), ERR_BUSY, &err, "try again");
	assert_int_equal(lasting.calls, 3);
	assert_int_equal(support_int(db, "SELECT count(*) FROM workspace WHERE value = 'shared'"), 0);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(parameters_go_by_their_number),
		CASE(null_and_empty_differ),
		CASE(one_text_may_be_in_use_twice),
		CASE(more_texts_than_the_cache_holds),
		CASE(sql_may_not_leave_its_place),
		CASE(the_journal_is_append_only_for_everybody),
		CASE(a_failed_inner_write_takes_back_only_itself),
		CASE(constraints_speak_plainly),
		CASE(a_bulk_load_may_build_indexes_until_it_ends),
		CASE(data_version_moves_with_every_commit),
		CASE(reads_in_one_view_agree),
		CASE(an_interrupt_stops_and_takes_back),
		CASE(a_passing_conflict_is_tried_again_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
