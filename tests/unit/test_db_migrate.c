/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Upgrading, copies, restoring, doctor, and waiting for the lock. */
#include "config.h"
#include "db_support.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "db/private.h"

#define V1 \
	{ 1, "0001-core.sql", \
	  "CREATE TABLE site (site TEXT NOT NULL PRIMARY KEY);" \
	  "CREATE TABLE asset (asset TEXT NOT NULL PRIMARY KEY, site TEXT REFERENCES site (site));" \
	  "CREATE TABLE workspace (name TEXT NOT NULL PRIMARY KEY, value TEXT);" }
#define V1_SQLITE { 1, "0001-core.sqlite.sql", "INSERT INTO site (site) VALUES ('tokyo');" }

static const struct schema_file old_files[] = { V1, V1_SQLITE };
static const struct schema_file new_files[] = {
	V1, V1_SQLITE,
	{ 2, "0002-more.sql",
	  "ALTER TABLE site ADD COLUMN zone TEXT; UPDATE site SET zone = 'Asia/Tokyo';" },
	{ 3, "0003-rest.sql", "-- a comment alone is fine too\nCREATE TABLE crew (crew TEXT);\n" },
};
static const struct schema_file broken_files[] = {
	V1, V1_SQLITE,
	{ 2, "0002-broken.sql", "CREATE TABLE crew (crew TEXT); CREATE TABLE crew (crew TEXT);" },
};
static const struct schema_file orphan_files[] = {
	V1, V1_SQLITE, { 2, "0002-orphan.sql", "DELETE FROM site;" },
};
#define SCHEMA(files) { files, sizeof(files) / sizeof(files[0]) }
static const struct schema old_schema = SCHEMA(old_files), new_schema = SCHEMA(new_files),
	broken = SCHEMA(broken_files), orphan = SCHEMA(orphan_files);

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

static struct db *open_with(const char *path, const struct schema *schema)
{
	struct err err = ERR_INIT;
	struct db *db = NULL;

	must(db_open_schema(path, DB_CREATE, schema, &db, &err), &err);
	return db;
}

static void make_old(const char *path)
{
	struct db *db = open_with(path, &old_schema);
	struct err err = ERR_INIT;

	must(support_write(db, "INSERT INTO asset VALUES ('a', 'tokyo')", &err), &err);
	db_close(db);
}

static void missing_versions_are_applied_after_a_copy(void **state)
{
	const char *path = support_path("w.db");
	struct stat st;
	struct db *db;

	(void)state;
	make_old(path);
	assert_int_equal(access(support_path("w.db.before-1"), F_OK), -1); /* nothing to copy then */
	db = open_with(path, &new_schema);
	assert_int_equal(support_int(db, "PRAGMA user_version"), 3);
	assert_int_equal(support_int(db, "SELECT count(*) FROM site WHERE zone = 'Asia/Tokyo'"), 1);
	assert_int_equal(support_int(db, "SELECT count(*) FROM crew"), 0);
	db_close(db);
	assert_int_equal(stat(support_path("w.db.before-3"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	db = open_with(support_path("w.db.before-3"), &old_schema);
	assert_int_equal(support_int(db, "PRAGMA user_version"), 1);
	assert_int_equal(support_int(db, "SELECT count(*) FROM asset"), 1);
	db_close(db);
}

static void a_failed_upgrade_changes_nothing(void **state)
{
	static const struct {
		const struct schema *schema;
		int code;
		const char *part;
	} cases[] = {
		{ &broken, ERR_INTERNAL, "0002-broken.sql" },
		{ &orphan, ERR_CORRUPT, "missing row of site" },
	};
	const char *path = support_path("w.db");
	struct err err = ERR_INIT;
	struct db *db = NULL;
	size_t i;

	(void)state;
	make_old(path);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fails_with(db_open_schema(path, 0, cases[i].schema, &db, &err), cases[i].code, &err,
			   cases[i].part);
		db = open_with(path, &old_schema);
		assert_int_equal(support_int(db, "PRAGMA user_version"), 1);
		assert_int_equal(support_int(db, "SELECT count(*) FROM asset JOIN site USING (site)"), 1);
		assert_int_equal(support_int(db, "PRAGMA foreign_key_list(asset)"), 0);
		db_close(db);
	}
}

static void an_old_workspace_is_not_upgraded_by_reading(void **state)
{
	const char *path = support_path("w.db");
	struct err err = ERR_INIT;
	struct db *db = NULL;

	(void)state;
	make_old(path);
	fails_with(db_open_schema(path, DB_READONLY, &new_schema, &db, &err), ERR_IO, &err,
		   "older Lifeboat");
}

static void a_running_program_notices_an_upgrade(void **state)
{
	const char *path = support_path("w.db");
	struct db *running = open_with(path, &old_schema), *upgraded;
	struct err err = ERR_INIT;

	(void)state;
	upgraded = open_with(path, &new_schema);
	fails_with(support_write(running, "INSERT INTO asset VALUES ('b', 'tokyo')", &err), ERR_NEWER,
		   &err, "start Lifeboat again");
	must(support_write(upgraded, "INSERT INTO asset VALUES ('b', 'tokyo')", &err), &err);
	db_close(running);
	db_close(upgraded);
}

static void several_programs_upgrade_at_once(void **state)
{
	const char *path = support_path("w.db");
	pid_t pids[8];
	int i, status;

	(void)state;
	make_old(path);
	for (i = 0; i < 8; i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			struct db *db = NULL;

			_exit(db_open_schema(path, 0, &new_schema, &db, NULL) < 0);
		}
	}
	for (i = 0; i < 8; i++) {
		waitpid(pids[i], &status, 0);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	db_close(open_with(path, &new_schema));
}

/* What ships: its names, its order, and a comment beside every column. */
static void shipped_files_are_numbered_and_commented(void **state)
{
	struct strbuf why = STRBUF_INIT;
	size_t i;

	(void)state;
	assert_true(schema_shipped.n >= 2);
	assert_int_equal(schema_shipped.files[0].version, 1);
	for (i = 0; i < schema_shipped.n; i++) {
		const struct schema_file *f = &schema_shipped.files[i];
		const char *line = f->sql, *end;

		if (i)
			assert_in_range(f->version - schema_shipped.files[i - 1].version, 0, 1);
		for (; (end = strchr(line, '\n')); line = end + 1) {
			bool column = line[0] == '\t' &&
				      (line[1] == '"' || (line[1] >= 'a' && line[1] <= 'z'));

			if (column && !strstr(f->name, ".sqlite.") &&
			    !memmem(line, (size_t)(end - line), "-- ", 3))
				strbuf_addf(&why, "%s: %.*s\n", f->name, (int)(end - line), line);
		}
	}
	if (why.len)
		fail_msg("columns without a comment:\n%s", why.buf);
	strbuf_release(&why);
}

/* ---- copies ------------------------------------------------------------------------------------ */

static bool holds_part_file(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	bool found_one = false;

	while ((entry = readdir(dir)))
		found_one = found_one || strstr(entry->d_name, ".part-");
	closedir(dir);
	return found_one;
}

static void a_backup_is_whole_private_and_never_overwrites(void **state)
{
	const char *copy = support_path("copy.db");
	struct db *db = support_open(support_path("w.db"), DB_CREATE), *back, *reader;
	struct err err = ERR_INIT;
	struct stat st;

	(void)state;
	must(support_write(db, "INSERT INTO workspace (name, value) VALUES ('x', 'y')", &err), &err);
	must(db_backup(db, copy, &err), &err);
	assert_int_equal(stat(copy, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	fails_with(db_backup(db, copy, &err), ERR_CONFLICT, &err, "not overwritten");
	fails_with(db_backup(db, support_path("no/such/copy.db"), &err), ERR_IO, &err, "copy.db");
	reader = support_open(support_path("w.db"), DB_READONLY);
	must(db_backup(reader, support_path("file:copy2"), &err), &err);
	db_close(reader);
	back = support_open(copy, 0);
	assert_int_equal(support_int(back, "SELECT count(*) FROM workspace WHERE name = 'x'"), 1);
	db_close(back);
	db_close(db);
	assert_false(holds_part_file(*state));
}

static void a_restore_is_one_change_and_keeps_what_was(void **state)
{
	static const char count_late[] = "SELECT count(*) FROM workspace WHERE name = 'late'";
	const char *path = support_path("w.db"), *copy = support_path("copy.db");
	const char *keep = support_path("kept.db");
	struct db *db = support_open(path, DB_CREATE), *other = support_open(path, 0), *kept;
	struct err err = ERR_INIT;

	(void)state;
	must(db_backup(db, copy, &err), &err);
	must(support_write(other, "INSERT INTO workspace (name) VALUES ('late')", &err), &err);
	fails_with(db_restore(db, support_path("none.db"), keep, &err), ERR_MISSING, &err, "none.db");
	must(db_restore(db, copy, keep, &err), &err);
	assert_int_equal(support_int(other, count_late), 0);
	assert_int_equal(support_int(db, count_late), 0);
	kept = support_open(keep, 0);
	assert_int_equal(support_int(kept, count_late), 1);
	db_close(kept);
	must(support_write(other, "INSERT INTO workspace (name) VALUES ('late')", &err), &err);
	assert_int_equal(support_int(db, count_late), 1);
	fails_with(db_restore(db, copy, keep, &err), ERR_CONFLICT, &err, "not overwritten");
	assert_int_equal(support_int(db, count_late), 1);
	db_close(other);
	db_close(db);
	db_close(support_open(path, 0));
}

static void a_damaged_or_foreign_copy_is_not_restored(void **state)
{
	const char *copy = support_path("copy.db");
	struct db *db = support_open(support_path("w.db"), DB_CREATE);
	struct err err = ERR_INIT;
	FILE *f;

	(void)state;
	must(db_backup(db, copy, &err), &err);
	f = fopen(copy, "r+b");
	fseek(f, 4096 + 3, SEEK_SET);
	fputs("damage all over the page header", f);
	fclose(f);
	fails_with(db_restore(db, copy, support_path("kept.db"), &err), ERR_CORRUPT, &err, "amage");
	assert_int_equal(access(support_path("kept.db"), F_OK), -1);
	assert_true(support_int(db, "SELECT count(*) FROM workspace") > 0);
	db_close(db);
}

/* ---- doctor ------------------------------------------------------------------------------------ */

struct findings {
	struct strbuf text;
	int bad;
};

static void note(void *context, enum db_finding_level level, const struct msg *text)
{
	struct findings *f = context;

	strbuf_addf(&f->text, "%c ", "+?!"[level]);
	msg_render(text, NULL, &f->text);
	strbuf_addch(&f->text, '\n');
	f->bad += level == DB_FINDING_BAD;
}

static void found(struct db *db, int code, const char *part)
{
	struct findings f = { STRBUF_INIT, 0 };
	struct err err = ERR_INIT;
	int rc = db_doctor(db, note, &f, &err);

	if (rc != code || !strstr(f.text.buf, part))
		fail_msg("doctor gave %d and\n%s", rc, f.text.buf);
	err_release(&err);
	strbuf_release(&f.text);
}

static void doctor_names_what_is_wrong(void **state)
{
	const char *path = support_path("w.db");
	struct db *db = support_open(path, DB_CREATE);
	int go[2], status;
	sqlite3 *other;
	pid_t child;
	char c = 0;

	(void)state;
	found(db, 0, "+ the file is sound");
	found(db, 0, "closed to other accounts");
	chmod(path, 0644);
	found(db, 0, "mode 0644");
	chmod(path, 0600);
	chmod(*state, 0777);
	found(db, 0, "everybody may remove");
	chmod(*state, 0700);
	assert_int_equal(pipe(go), 0);
	child = fork();
	if (child == 0) { /* another program: no lock file open */
		for (int fd = 3; fd < 64; fd++)
			if (fd != go[1])
				close(fd);
		if (open(path, O_RDWR) < 0 || write(go[1], "x", 1) != 1)
			_exit(1);
		pause();
	}
	assert_int_equal(read(go[0], &c, 1), 1);
	found(db, 0, "without Lifeboat's lock");
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	assert_int_equal(sqlite3_open(path, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "INSERT INTO undo_row VALUES (7, 1, 'a', 'b', NULL, NULL)",
				      NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(other);
	found(db, ERR_ANSWER_NO, "! row 1 of undo_row refers to a missing row of undo_step");
	db_close(db);
}

static void affected_library_versions(void **state)
{
	static const struct {
		int version;
		bool affected;
	} cases[] = {
		{ 3006023, false }, { 3007000, true },  { 3040001, true },  { 3044005, true },
		{ 3044006, false }, { 3045000, true },  { 3050006, true },  { 3050007, false },
		{ 3051000, true },  { 3051002, true },  { 3051003, false }, { 3052000, false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(doctor_sqlite_is_affected(cases[i].version), cases[i].affected);
}

/* ---- the lock ---------------------------------------------------------------------------------- */

static void a_held_lock_names_its_holder_and_reading_goes_on(void **state)
{
	const char *path = support_path("w.db");
	struct db *holder = support_open(path, DB_CREATE), *db = support_open(path, 0);
	struct strbuf pid = STRBUF_INIT;
	struct err err = ERR_INIT;
	int64_t start;

	(void)state;
	must(db_lock(holder, &err), &err);
	db_set_lock_wait(db, 150);
	strbuf_addf(&pid, "process %ld", (long)getpid());
	start = support_now_ms();
	fails_with(support_write(db, "INSERT INTO workspace (name) VALUES ('x')", &err), ERR_BUSY,
		   &err, pid.buf);
	assert_in_range(support_now_ms() - start, 140, 2000);
	assert_true(support_int(db, "SELECT count(*) FROM workspace") > 0);
	db_unlock(holder);
	/* the waiter that gave up does not hold it afterwards */
	must(support_write(db, "INSERT INTO workspace (name) VALUES ('x')", &err), &err);
	must(support_write(holder, "INSERT INTO workspace (name) VALUES ('y')", &err), &err);
	strbuf_release(&pid);
	db_close(db);
	db_close(holder);
}

static void *interrupt_soon(void *db)
{
	usleep(50000);
	db_interrupt(db);
	return NULL;
}

static void waiting_can_be_interrupted(void **state)
{
	const char *path = support_path("w.db");
	struct db *holder = support_open(path, DB_CREATE), *db = support_open(path, 0);
	struct err err = ERR_INIT;
	pthread_t thread;

	(void)state;
	must(db_lock(holder, &err), &err);
	pthread_create(&thread, NULL, interrupt_soon, db);
	fails_with(support_write(db, "INSERT INTO workspace (name) VALUES ('x')", &err),
		   ERR_INTERRUPTED, &err, "cancelled");
	pthread_join(thread, NULL);
	db_unlock(holder);
	must(support_write(db, "INSERT INTO workspace (name) VALUES ('x')", &err), &err);
	db_close(db);
	db_close(holder);
}

struct team {
	const char *path;
	int number;
};

static void *write_some(void *data)
{
	const struct team *t = data;
	struct strbuf sql = STRBUF_INIT;
	struct db *db = NULL;
	intptr_t failed = db_open(t->path, 0, &db, NULL) < 0;
	int i;

	for (i = 0; i < 20 && !failed; i++) {
		strbuf_reset(&sql);
		strbuf_addf(&sql, "INSERT INTO workspace (name) VALUES ('%d-%d')", t->number, i);
		failed = support_write(db, sql.buf, NULL) < 0;
	}
	strbuf_release(&sql);
	db_close(db);
	return (void *)failed;
}

static void threads_with_their_own_connections_take_turns(void **state)
{
	struct team team[6];
	pthread_t threads[6];
	struct db *db = support_open(support_path("w.db"), DB_CREATE);
	int i;

	(void)state;
	for (i = 0; i < 6; i++) {
		team[i] = (struct team){ support_path("w.db"), i };
		pthread_create(&threads[i], NULL, write_some, &team[i]);
	}
	for (i = 0; i < 6; i++) {
		void *failed;

		pthread_join(threads[i], &failed);
		assert_null(failed);
	}
	assert_int_equal(support_int(db, "SELECT count(*) FROM workspace WHERE name LIKE '%-%'"), 120);
	db_close(db);
}

static void a_replaced_lock_file_is_noticed(void **state)
{
	const char *path = support_path("w.db");
	struct db *db = support_open(path, DB_CREATE), *second;
	struct err err = ERR_INIT;

	(void)state;
	unlink(support_path("w.db-lock"));
	second = support_open(path, 0); /* makes a new one */
	db_set_lock_wait(second, 100);
	must(db_lock(db, &err), &err);
	fails_with(support_write(second, "INSERT INTO workspace (name) VALUES ('x')", &err), ERR_BUSY,
		   &err, "held");
	db_unlock(db);
	db_close(second);
	db_close(db);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(missing_versions_are_applied_after_a_copy),
		CASE(a_failed_upgrade_changes_nothing),
		CASE(an_old_workspace_is_not_upgraded_by_reading),
		CASE(a_running_program_notices_an_upgrade),
		CASE(several_programs_upgrade_at_once),
		CASE(shipped_files_are_numbered_and_commented),
		CASE(a_backup_is_whole_private_and_never_overwrites),
		CASE(a_restore_is_one_change_and_keeps_what_was),
		CASE(a_damaged_or_foreign_copy_is_not_restored),
		CASE(doctor_names_what_is_wrong),
		CASE(affected_library_versions),
		CASE(a_held_lock_names_its_holder_and_reading_goes_on),
		CASE(waiting_can_be_interrupted),
		CASE(threads_with_their_own_connections_take_turns),
		CASE(a_replaced_lock_file_is_noticed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
