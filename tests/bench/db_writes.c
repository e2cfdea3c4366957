/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Journalled writes: how many a second, and how long one may have to wait.
 *
 *	db_writes [-p PROCESSES] [-n WRITES_EACH] [-s MS_PER_SYNC] [-d FOLDER]
 *
 * Runs, in this order and on the same machine: one process through Lifeboat's store; PROCESSES of
 * them; the same number with SQLite's busy_timeout alone (5 s, no lock); then verifies the journal
 * and reads it plainly.  Prints one CSV row a run.  -s makes each sync that much slower, as on a
 * disk that really writes.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "db/db.h"
#include "model/journal.h"

struct tally {
	int failed;
	int64_t worst_us, total_us;
};

struct options {
	int processes, writes;
	const char *folder;
};

static int sync_ms;

static void pause_ms(int ms)
{
	struct timespec t = { ms / 1000, (long)(ms % 1000) * 1000000 };

	nanosleep(&t, NULL);
}

/* Before the C library's, also for the database library. */
int fdatasync(int fd)
{
	pause_ms(sync_ms);
	return (int)syscall(SYS_fdatasync, fd);
}

int fsync(int fd)
{
	pause_ms(sync_ms);
	return (int)syscall(SYS_fsync, fd);
}

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static _Noreturn void give_up(const char *what)
{
	fprintf(stderr, "db_writes: %s\n", what);
	exit(1);
}

/* ---- through the store ------------------------------------------------------------------------- */

static int write_row(struct db *db, void *key, struct err *err)
{
	struct journal_entry e = { .at = "2019-05-13T09:00:00Z", .os_user = "bench", .action = "set",
				   .object_table = "workspace", .object_key = key,
				   .after = "a record of an asset, about this long",
				   .after_size = 37 };
	struct stmt *s;
	int rc = db_prepare(db, "INSERT INTO workspace (name, value) VALUES ($1, $2)", &s, err);

	if (rc < 0)
		return rc;
	stmt_bind_text(s, 1, key);
	stmt_bind_text(s, 2, "value");
	rc = stmt_step(s, err);
	stmt_done(s);
	return rc < 0 ? rc : journal_append(db, &e, NULL, err);
}

typedef void write_fn(void *connection, const char *key, struct tally *t);

static void store_write(void *connection, const char *key, struct tally *t)
{
	t->failed += db_write(connection, write_row, (void *)(uintptr_t)key, NULL) < 0;
}

static void *store_open(const char *path)
{
	struct db *db;

	if (db_open(path, DB_CREATE, &db, NULL) < 0)
		give_up("cannot open the workspace");
	db_set_lock_wait(db, 300000);
	return db;
}

static void store_close(void *connection)
{
	db_close(connection);
}

/* ---- SQLite and its busy_timeout alone ----------------------------------------------------------- */

static void *plain_open(const char *path)
{
	sqlite3 *db;

	if (sqlite3_open(path, &db) != SQLITE_OK)
		give_up("cannot open the database");
	sqlite3_busy_timeout(db, 5000);
	sqlite3_exec(db, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON", NULL, NULL, NULL);
	return db;
}

static void plain_write(void *connection, const char *key, struct tally *t)
{
	char *sql = sqlite3_mprintf(
		"BEGIN IMMEDIATE;"
		"INSERT INTO workspace (name, value) VALUES (%Q, 'value');"
		"INSERT INTO journal (seq, version, at, os_user, action, object_table, object_key,"
		" after_image, hash) SELECT coalesce(max(seq), 0) + 1, 1, '2019-05-13T09:00:00Z', 'bench',"
		" 'set', 'workspace', %Q, 'a record of an asset, about this long', zeroblob(32)"
		" FROM journal; COMMIT", key, key);

	if (sqlite3_exec(connection, sql, NULL, NULL, NULL) != SQLITE_OK) {
		t->failed++;
		sqlite3_exec(connection, "ROLLBACK", NULL, NULL, NULL);
	}
	sqlite3_free(sql);
}

static void plain_close(void *connection)
{
	sqlite3_close(connection);
}

/* ---- running ------------------------------------------------------------------------------------- */

struct way {
	const char *name;
	void *(*open)(const char *path);
	write_fn *write;
	void (*close)(void *connection);
};

static const struct way store = { "store", store_open, store_write, store_close };
static const struct way plain = { "busy_timeout", plain_open, plain_write, plain_close };

static _Noreturn void run_one(const struct way *way, const char *path, int writes, struct tally *t)
{
	void *connection = way->open(path);
	char key[64];
	int i;

	for (i = 0; i < writes; i++) {
		int64_t start = now_us(), took;

		snprintf(key, sizeof(key), "%s-%ld-%d", way->name, (long)getpid(), i);
		way->write(connection, key, t);
		took = now_us() - start;
		t->total_us += took;
		t->worst_us = took > t->worst_us ? took : t->worst_us;
	}
	way->close(connection);
	_exit(0);
}

static void run_many(const struct way *way, const char *path, int processes, int writes)
{
	struct tally *t = mmap(NULL, (size_t)processes * sizeof(*t), PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0), all = { 0, 0, 0 };
	int64_t start = now_us(), took;
	int i;

	if (t == MAP_FAILED)
		give_up("no memory");
	for (i = 0; i < processes; i++)
		if (fork() == 0)
			run_one(way, path, writes, &t[i]);
	while (wait(NULL) > 0)
		;
	took = now_us() - start;
	for (i = 0; i < processes; i++) {
		all.failed += t[i].failed;
		all.total_us += t[i].total_us;
		all.worst_us = t[i].worst_us > all.worst_us ? t[i].worst_us : all.worst_us;
	}
	printf("%s,%d,%d,%d,%d,%lld,%lld,%lld,%lld\n", way->name, processes, writes, sync_ms, all.failed,
	       (long long)(took / 1000), (long long)processes * writes * 1000000 / (took ? took : 1),
	       (long long)(all.total_us / ((int64_t)processes * writes)), (long long)all.worst_us);
	fflush(stdout);
	munmap(t, (size_t)processes * sizeof(*t));
}

static void check_journal(const char *path)
{
	struct db *db = store_open(path);
	struct journal_head head;
	int64_t start, verify, read, n = 0;
	struct stmt *s;

	start = now_us();
	if (journal_verify(db, NULL, &head, NULL, NULL) < 0)
		give_up("the journal does not verify");
	verify = now_us() - start;
	start = now_us();
	if (db_prepare(db, "SELECT * FROM journal ORDER BY seq", &s, NULL) < 0)
		give_up("cannot read");
	while (stmt_step(s, NULL) > 0)
		n += stmt_text(s, 2) != NULL;
	stmt_done(s);
	read = now_us() - start;
	printf("# journal of %lld entries: verified in %lld us, read in %lld us (%.1f x)\n", (long long)n,
	       (long long)verify, (long long)read, (double)verify / (double)(read ? read : 1));
	db_close(db);
}

static void bench(const struct options *o)
{
	char path[2][4200];
	int i;

	for (i = 0; i < 2; i++) {
		snprintf(path[i], sizeof(path[i]), "%s/db_writes-%ld-%d.db", o->folder, (long)getpid(), i);
		store_close(store_open(path[i]));
	}
	printf("way,processes,writes,sync_ms,failed,ms,writes_per_s,mean_us,worst_us\n");
	run_many(&store, path[0], 1, o->writes);
	run_many(&store, path[0], o->processes, o->writes);
	run_many(&plain, path[1], o->processes, o->writes);
	check_journal(path[0]);
	printf("# files: %s-*, %s-*\n", path[0], path[1]);
}

int main(int argc, char **argv)
{
	struct options o = { 32, 200, "/tmp" };
	int c;

	while ((c = getopt(argc, argv, "p:n:s:d:")) != -1) {
		if (c == 'p')
			o.processes = (int)strtol(optarg, NULL, 10);
		else if (c == 'n')
			o.writes = (int)strtol(optarg, NULL, 10);
		else if (c == 's')
			sync_ms = (int)strtol(optarg, NULL, 10);
		else if (c == 'd')
			o.folder = optarg;
		else
			return 2;
	}
	if (o.processes < 1 || o.writes < 1)
		return 2;
	bench(&o);
	return 0;
}
