/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Processes die by SIGKILL at any moment; no acknowledged write may be lost and the workspace must
 * open sound.  And many writers at once: none may fail, none may wait out of proportion.
 */
#include "config.h"
#include "work.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../unit/db_support.h"
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

/* A writer opens anew now and then: closing checkpoints, which is where the library's fault was. */
static _Noreturn void write_until_killed(const char *path, int writer, int first, int *acked)
{
	struct db *db = NULL;
	int n;

	for (n = first; ; n++) {
		if (!db && db_open(path, 0, &db, NULL) < 0)
			_exit(1);
		if (work_write(db, writer, n, NULL) < 0)
			_exit(2);
		*acked = n;
		if (n % 7 == writer % 7) {
			db_close(db);
			db = NULL;
		}
	}
}

static int sum(const int *acked, int writers)
{
	int total = 0, i;

	for (i = 0; i < writers; i++)
		total += ((const volatile int *)acked)[i];
	return total;
}

static void kill_round(const char *path, int writers, int *acked, pid_t *pids, uint64_t *seed)
{
	int before = sum(acked, writers) + writers, i, status;
	int64_t start = support_now_ms();

	for (i = 0; i < writers; i++) {
		int first = acked[i] + 2; /* the one after may or may not be there */

		acked[i]++;
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (pids[i] == 0)
			write_until_killed(path, i, first, &acked[i]);
	}
	/* once something is acknowledged, however slow the machine */
	while (sum(acked, writers) < before + 2 && support_now_ms() - start < 10000)
		usleep(500);
	usleep(work_random(seed) % 25000);
	for (i = 0; i < writers; i++)
		kill(pids[i], SIGKILL);
	for (i = 0; i < writers; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		if (WIFEXITED(status))
			fail_msg("writer %d gave up with %d", i, WEXITSTATUS(status));
	}
}

/* Numbers skipped between rounds are not acknowledged ones: count up to them by presence. */
static void check_after_kill(const char *path, int writers, int *acked, const int *from)
{
	struct err err = ERR_INIT;
	struct db *db = NULL;
	int i, n;

	work_check(path, acked, 0);
	must(db_open(path, 0, &db, &err), &err);
	for (i = 0; i < writers; i++)
		for (n = from[i] + 2; n <= acked[i]; n++)
			if (!work_has(db, i, n))
				fail_msg("acknowledged write %d of writer %d is lost", n, i);
	db_close(db);
}

static void kill_rounds(int writers, int rounds, uint64_t seed)
{
	const char *path = support_path("w.db");
	int *acked = work_shared((size_t)writers), from[16], total = 0, r;
	pid_t pids[16];

	assert_true(writers <= 16);
	db_close(support_open(path, DB_CREATE));
	for (r = 0; r < rounds; r++) {
		memcpy(from, acked, (size_t)writers * sizeof(*from));
		kill_round(path, writers, acked, pids, &seed);
		check_after_kill(path, writers, acked, from);
	}
	/* one number a round and writer is skipped: it may or may not have been written */
	total = sum(acked, writers) - writers * rounds;
	print_message("# %d acknowledged writes in %d rounds\n", total, rounds);
	assert_true(total >= rounds);
}

static void four_killed_writers_lose_nothing(void **state)
{
	(void)state;
	kill_rounds(4, support_full() ? 1000 : 80, 1);
}

static void sixteen_killed_writers_lose_nothing(void **state)
{
	(void)state;
	kill_rounds(16, support_full() ? 1000 : 30, 2);
}

/* ---- a kill while the workspace is made or upgraded ------------------------------------------ */

static const struct schema_file two[] = {
	{ 1, "0001-core.sql",
	  "CREATE TABLE workspace (name TEXT NOT NULL PRIMARY KEY, value TEXT);"
	  "CREATE TABLE big (n BIGINT, t TEXT);"
	  "WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 3000)"
	  " INSERT INTO big SELECT i, 'some text to fill pages with ' || i FROM c;" },
	{ 2, "0002-more.sql",
	  "CREATE TABLE bigger (n BIGINT NOT NULL, t TEXT, extra TEXT);"
	  "INSERT INTO bigger SELECT n, t, t FROM big;"
	  "CREATE INDEX bigger_n ON bigger (n);"
	  "DROP TABLE big;" },
};
static const struct schema first_version = { two, 1 }, second_version = { two, 2 };

static _Noreturn void open_as(const char *path, const struct schema *schema)
{
	struct strbuf text = STRBUF_INIT;
	struct err err = ERR_INIT;
	struct db *db;

	if (db_open_schema(path, DB_CREATE, schema, &db, &err) >= 0)
		_exit(0);
	err_render(&err, NULL, &text);
	fprintf(stderr, "# %s\n", text.buf);
	_exit(1);
}

static void killed_while(const char *path, const struct schema *schema, unsigned microseconds)
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0)
		open_as(path, schema);
	usleep(microseconds);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(!WIFEXITED(status) || WEXITSTATUS(status) == 0);
}

/* How long it takes when nobody disturbs, so that kills fall all over it on any machine. */
static unsigned undisturbed_us(const char *path, const struct schema *schema)
{
	int64_t start = support_now_ms();
	pid_t child = fork();
	int status;

	if (child == 0)
		open_as(path, schema);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	return (unsigned)(support_now_ms() - start + 1) * 1300;
}

/* Whatever a program of the old version sees is whole: the old version, or one that is newer. */
static int version_left(const char *path)
{
	struct err err = ERR_INIT;
	struct db *db = NULL;
	int rc = db_open_schema(path, 0, &first_version, &db, &err);

	if (rc == ERR_NEWER) {
		err_release(&err);
		return 2;
	}
	must(rc, &err);
	assert_int_equal(support_int(db, "SELECT count(*) FROM big"), 3000);
	db_close(db);
	return 1;
}

static void a_killed_upgrade_leaves_one_version_or_the_other(void **state)
{
	const char *base = support_path("base.db"), *path = support_path("w.db");
	int rounds = support_full() ? 1000 : 45, seen[3] = { 0 }, r;
	struct err err = ERR_INIT;
	struct db *db = NULL;
	uint64_t seed = 3;
	unsigned span;

	(void)state;
	must(db_open_schema(base, DB_CREATE, &first_version, &db, &err), &err);
	db_close(db);
	work_copy_files(base, path);
	span = undisturbed_us(path, &second_version);
	for (r = 0; r < rounds; r++) {
		work_remove_files(path);
		work_copy_files(base, path);
		killed_while(path, &second_version, work_random(&seed) % span);
		seen[version_left(path)]++;
		must(db_open_schema(path, 0, &second_version, &db, &err), &err);
		assert_int_equal(support_int(db, "SELECT count(*) FROM bigger"), 3000);
		db_close(db);
		must(db_open_schema(support_path("w.db.before-2"), 0, &first_version, &db, &err), &err);
		assert_int_equal(support_int(db, "SELECT count(*) FROM big"), 3000);
		db_close(db);
		work_remove_files(support_path("w.db.before-2"));
	}
	print_message("# killed in the old version %d times, in the new one %d times\n", seen[1], seen[2]);
	assert_int_equal(seen[1] + seen[2], rounds);
}

static void a_killed_start_can_be_started_again(void **state)
{
	const char *path = support_path("w.db");
	int rounds = support_full() ? 1000 : 45, r;
	struct err err = ERR_INIT;
	struct db *db = NULL;
	uint64_t seed = 4;
	unsigned span = undisturbed_us(path, &first_version);

	(void)state;
	for (r = 0; r < rounds; r++) {
		work_remove_files(path);
		killed_while(path, &first_version, work_random(&seed) % span);
		must(db_open_schema(path, DB_CREATE, &first_version, &db, &err), &err);
		assert_int_equal(support_int(db, "SELECT count(*) FROM big"), 3000);
		db_close(db);
	}
}

/* ---- many at once ------------------------------------------------------------------------------ */

static _Noreturn void write_counted(const char *path, int writer, int count, int *acked, int *worst)
{
	struct db *db = NULL;
	struct err err = ERR_INIT;
	struct strbuf text = STRBUF_INIT;
	int n;

	if (db_open(path, 0, &db, &err) < 0)
		_exit(1);
	db_set_lock_wait(db, 60000);
	for (n = 1; n <= count; n++) {
		int64_t start = support_now_ms(), took;

		if (work_write(db, writer, n, &err) < 0) {
			err_render(&err, NULL, &text);
			fprintf(stderr, "# writer %d: %s\n", writer, text.buf);
			_exit(2);
		}
		took = support_now_ms() - start;
		*worst = took > *worst ? (int)took : *worst;
		*acked = n;
	}
	db_close(db);
	_exit(0);
}

static void many_writers_none_fails(void **state)
{
	enum { WRITERS = 32 };
	int count = support_full() ? 200 : 8, failed = 0, worst = 0, i, status;
	const char *path = support_path("w.db");
	int *acked = work_shared(WRITERS), *waits = work_shared(WRITERS);
	int64_t start = support_now_ms();
	pid_t pids[WRITERS];

	(void)state;
	db_close(support_open(path, DB_CREATE));
	for (i = 0; i < WRITERS; i++) {
		pids[i] = fork();
		if (pids[i] == 0)
			write_counted(path, i, count, &acked[i], &waits[i]);
	}
	for (i = 0; i < WRITERS; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		failed += !WIFEXITED(status) || WEXITSTATUS(status) != 0;
		worst = waits[i] > worst ? waits[i] : worst;
	}
	assert_int_equal(failed, 0);
	assert_int_equal(work_check(path, acked, WRITERS), WRITERS * count);
	print_message("# %d writes by %d processes in %lld ms, worst wait %d ms\n", WRITERS * count,
		      WRITERS, (long long)(support_now_ms() - start), worst);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(four_killed_writers_lose_nothing),
		CASE(sixteen_killed_writers_lose_nothing),
		CASE(a_killed_upgrade_leaves_one_version_or_the_other),
		CASE(a_killed_start_can_be_started_again),
		CASE(many_writers_none_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
