/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which files are opened as a workspace, which are refused and with what words, and the recipe. */
#include "config.h"
#include "db_support.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "db/private.h"

static int setup(void **state)
{
	*state = support_folder();
	return 0;
}

static int teardown(void **state)
{
	support_remove(*state);
	return 0;
}

static void write_file(const char *path, const char *text, size_t length)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, length, f), length);
	fclose(f);
}

static void refused(const char *path, unsigned flags, int code, const char *part)
{
	struct err err = ERR_INIT;
	struct db *db = NULL;

	fails_with(db_open(path, flags, &db, &err), code, &err, part);
	assert_null(db);
}

static void a_missing_workspace_says_how_to_make_one(void **state)
{
	(void)state;
	refused(support_path("none.db"), 0, ERR_MISSING, "lifeboat init");
	refused(support_path("none.db"), DB_READONLY | DB_CREATE, ERR_MISSING, "lifeboat init");
	refused(support_path("no/such/folder.db"), DB_CREATE, ERR_MISSING, "folder");
	assert_int_equal(access(support_path("none.db-lock"), F_OK), -1);
}

static void a_new_workspace_is_private_and_opens_again(void **state)
{
	static const char *const made[] = { "w.db", "w.db-lock", "w.db-wal", "w.db-shm" };
	mode_t old = umask(0);
	struct db *db = support_open(support_path("w.db"), DB_CREATE);
	struct err err = ERR_INIT;
	struct stat st;
	size_t i;

	(void)state;
	must(support_write(db, "INSERT INTO workspace (name, value) VALUES ('x', 'y')", &err), &err);
	for (i = 0; i < sizeof(made) / sizeof(made[0]); i++) {
		assert_int_equal(stat(support_path(made[i]), &st), 0);
		assert_int_equal(st.st_mode & 0777, 0600);
	}
	umask(old);
	db_close(db);
	db = support_open(support_path("w.db"), 0);
	assert_int_equal(support_int(db, "SELECT count(*) FROM workspace WHERE name = 'x'"), 1);
	assert_int_equal(support_int(db, "PRAGMA application_id"), DB_APPLICATION_ID);
	assert_int_equal(support_int(db, "PRAGMA user_version"),
			 db_schema_latest(&schema_shipped));
	assert_false(db_is_readonly(db));
	db_close(db);
}

static void awkward_names_are_only_names(void **state)
{
	static const char *const made[] = { "a b?mode=ro&x=#%41'.db", "日本.db", "file:x" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(made) / sizeof(made[0]); i++) {
		db_close(support_open(support_path(made[i]), DB_CREATE));
		assert_int_equal(access(support_path(made[i]), F_OK), 0);
		db_close(support_open(support_path(made[i]), 0));
	}
}

static void links_folders_and_second_names_are_refused(void **state)
{
	const char *real = support_path("real.db"), *alias = support_path("alias.db");

	(void)state;
	db_close(support_open(real, DB_CREATE));
	assert_int_equal(symlink(real, alias), 0);
	refused(alias, 0, ERR_DENIED, "symbolic link");
	refused(*state, 0, ERR_INPUT, "not a file");
	assert_int_equal(link(real, support_path("second.db")), 0);
	refused(real, 0, ERR_DENIED, "hard links");
	assert_int_equal(unlink(support_path("second.db")), 0);
	assert_int_equal(unlink(support_path("real.db-lock")), 0);
	assert_int_equal(symlink(alias, support_path("real.db-lock")), 0);
	refused(real, 0, ERR_DENIED, "-lock");
	refused("postgresql://host/db", 0, ERR_USAGE, "path");
}

static void other_files_are_not_taken_for_a_workspace(void **state)
{
	const char *text = support_path("text.db"), *other = support_path("other.db");
	char noise[8192];
	sqlite3 *handle;

	(void)state;
	memset(noise, 'x', sizeof(noise));
	write_file(text, noise, sizeof(noise));
	refused(text, DB_CREATE, ERR_CORRUPT, "not a Lifeboat workspace");
	assert_int_equal(sqlite3_open(other, &handle), SQLITE_OK);
	assert_int_equal(sqlite3_exec(handle, "CREATE TABLE t (x)", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(handle);
	refused(other, DB_CREATE, ERR_CORRUPT, "another program");
}

static void an_empty_file_becomes_a_workspace_only_when_asked(void **state)
{
	const char *path = support_path("empty.db");

	(void)state;
	write_file(path, "", 0);
	refused(path, 0, ERR_MISSING, "lifeboat init");
	db_close(support_open(path, DB_CREATE));
	db_close(support_open(path, 0));
}

static void a_newer_workspace_is_refused_unread(void **state)
{
	const char *path = support_path("w.db");
	sqlite3 *handle;

	(void)state;
	db_close(support_open(path, DB_CREATE));
	assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
	assert_int_equal(sqlite3_exec(handle, "PRAGMA user_version = 9000", NULL, NULL, NULL),
			 SQLITE_OK);
	sqlite3_close(handle);
	refused(path, 0, ERR_NEWER, "newer");
	refused(path, DB_READONLY, ERR_NEWER, "9000");
}

static void the_recipe_is_in_force(void **state)
{
	static const struct {
		const char *sql;
		int64_t value;
	} facts[] = {
		{ "PRAGMA synchronous", 2 },       { "PRAGMA foreign_keys", 1 },
		{ "PRAGMA cell_size_check", 1 },   { "PRAGMA mmap_size", 0 },
		{ "PRAGMA cache_size", -65536 },   { "PRAGMA journal_size_limit", 67108864 },
		{ "PRAGMA trusted_schema", 0 },    { "PRAGMA busy_timeout", DB_BUSY_TIMEOUT_MS },
		{ "SELECT (SELECT journal_mode FROM pragma_journal_mode) = 'wal'", 1 },
	};
	static const int on[] = { SQLITE_DBCONFIG_DEFENSIVE, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE };
	static const int off[] = {
		SQLITE_DBCONFIG_DQS_DML, SQLITE_DBCONFIG_DQS_DDL,
		SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, SQLITE_DBCONFIG_TRUSTED_SCHEMA,
	};
	struct db *db = support_open(support_path("w.db"), DB_CREATE);
	int value;
	size_t i;

	(void)state;
	db->mode = MODE_MAINTENANCE;
	for (i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
		assert_int_equal(support_int(db, facts[i].sql), facts[i].value);
	for (i = 0; i < sizeof(on) / sizeof(on[0]); i++) {
		sqlite3_db_config(db->handle, on[i], -1, &value);
		assert_int_equal(value, 1);
	}
	for (i = 0; i < sizeof(off) / sizeof(off[0]); i++) {
		sqlite3_db_config(db->handle, off[i], -1, &value);
		assert_int_equal(value, 0);
	}
	db_close(db);
}

/* As an account that may read but not write: the whole way to a first answer. */
static void read_as_nobody(const char *path, int64_t expected)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		struct db *db = NULL;
		struct err err = ERR_INIT;
		int64_t n = 0;
		int rc;

		if (geteuid() == 0 && (setgid(65534) < 0 || setuid(65534) < 0))
			_exit(2);
		rc = db_open(path, 0, &db, &err);
		if (rc < 0 || !db_is_readonly(db))
			_exit(3);
		if (db_get_int(db, "SELECT count(*) FROM workspace", 0, &n, &err) < 0 ||
		    n != expected)
			_exit(4);
		rc = support_write(db, "DELETE FROM workspace", &err);
		_exit(rc == ERR_IO ? 0 : 5);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void a_file_one_may_not_write_is_still_read(void **state)
{
	const char *path = support_path("w.db");
	struct db *db = support_open(path, DB_CREATE);
	struct err err = ERR_INIT;
	int64_t n;

	must(support_write(db, "INSERT INTO workspace (name, value) VALUES ('x', 'y')", &err), &err);
	n = support_int(db, "SELECT count(*) FROM workspace");
	db_close(db);
	chmod(path, 0444);
	chmod(*state, 0555);
	read_as_nobody(path, n); /* no shared index can be made, and none is needed */
	chmod(support_path("w.db-shm"), 0444);
	chmod(support_path("w.db-wal"), 0444);
	read_as_nobody(path, n); /* the shared index is there to be read */
	chmod(*state, 0755);
	unlink(support_path("w.db-shm"));
	unlink(support_path("w.db-wal"));
	chmod(*state, 0555);
	read_as_nobody(path, n);
	chmod(*state, 0700);
}

static void a_reading_connection_changes_nothing(void **state)
{
	const char *path = support_path("w.db");
	struct err err = ERR_INIT;
	struct db *db;

	(void)state;
	db_close(support_open(path, DB_CREATE));
	db = support_open(path, DB_READONLY);
	assert_true(db_is_readonly(db));
	fails_with(support_write(db, "DELETE FROM workspace", &err), ERR_IO, &err, "cannot be written");
	assert_true(support_int(db, "SELECT count(*) FROM workspace") > 0);
	db_close(db);
}

static void network_file_systems_are_named(void **state)
{
	(void)state;
	assert_string_equal(place_bad_filesystem(0x6969), "NFS");
	assert_string_equal(place_bad_filesystem(0x65735546), "FUSE");
	/* some architectures extend the sign of the type */
	assert_string_equal(place_bad_filesystem((unsigned long)(int)0xFF534D42), "CIFS");
	assert_null(place_bad_filesystem(0xEF53));
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(a_missing_workspace_says_how_to_make_one),
		CASE(a_new_workspace_is_private_and_opens_again),
		CASE(awkward_names_are_only_names),
		CASE(links_folders_and_second_names_are_refused),
		CASE(other_files_are_not_taken_for_a_workspace),
		CASE(an_empty_file_becomes_a_workspace_only_when_asked),
		CASE(a_newer_workspace_is_refused_unread),
		CASE(the_recipe_is_in_force),
		CASE(a_file_one_may_not_write_is_still_read),
		CASE(a_reading_connection_changes_nothing),
		CASE(network_file_systems_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
