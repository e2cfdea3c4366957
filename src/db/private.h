/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of src/db share, and nobody else sees.
 */
#ifndef LIFEBOAT_DB_PRIVATE_H
#define LIFEBOAT_DB_PRIVATE_H

#include <sqlite3.h>
#include <stdatomic.h>

#include "db/db.h"
#include "db/lock.h"
#include "db/schema.h"

/* "LBOT" in the header of the file: what file(1) and other programs know a workspace by. */
#define DB_APPLICATION_ID 0x4C424F54
#define DB_BUSY_TIMEOUT_MS 5000
#define DB_LOCK_WAIT_MS 10000
#define DB_CACHED_STATEMENTS 96

/* What the authorizer lets through (authorizer.c). */
enum db_mode {
	MODE_NORMAL = 1 << 0,      /* rows, never the schema */
	MODE_BULK = 1 << 1,        /* and indexes, and temporary tables for staging */
	MODE_MIGRATION = 1 << 2,   /* and the whole schema */
	MODE_MAINTENANCE = 1 << 3, /* copies, checks, statistics, settings; no journal rows */
};

struct stmt {
	struct db *db;
	sqlite3_stmt *handle;
	char *sql;
	int *place;     /* place[k - 1] is SQLite's index of $k, 0 when $k is not in the text */
	int n_places;
	int bind_error; /* first failed binding, told by the next step */
	bool cached, in_use, rows;
	uint64_t last_use;
};

struct db {
	sqlite3 *handle;
	char *name;     /* as given */
	char *path;     /* absolute, its folder without links */
	struct lock lock;
	const struct schema *schema;
	enum db_mode mode;
	int64_t version;        /* schema version this connection was opened with */
	unsigned writing;       /* depth of nested db_write */
	unsigned reading;       /* depth of nested db_read */
	unsigned own_words;     /* > 0 while this folder itself runs BEGIN, COMMIT, ... */
	bool readonly, immutable, wrote, uncertain;
	bool retryable;         /* the last error goes away by trying again */
	int lock_wait_ms;
	atomic_bool interrupted;
	int64_t commits;
	struct stmt *cache[DB_CACHED_STATEMENTS];
	uint64_t uses;
};

/* error.c: makes the sentence for an SQLite result code and returns the err_code. */
int db_error(struct db *db, int rc, struct err *err);
bool db_error_is_retryable(int rc);

/* authorizer.c */
int db_authorize(void *db, int action, const char *a, const char *b, const char *schema,
		 const char *source);

/* stmt.c: drops all cached statements. */
void db_forget_statements(struct db *db);

/* exec.c: constant text run by this folder itself. */
int db_run_as(struct db *db, enum db_mode mode, const char *sql, struct err *err);
/* Every statement of `sql`, in the present mode. */
int db_run_script(struct db *db, const char *sql, struct err *err);
/* First column of the first row, prepared anew each time; -1 for no row. */
int db_peek_int(struct db *db, const char *sql, int64_t *ret);

/* place.c: where the file is. */
int place_resolve(const char *uri, char **ret_path, struct err *err);
/* Refuses links, folders, devices and files with two names.  ret_missing tells an absent file. */
int place_check(const char *path, bool *ret_missing, struct err *err);
/* Refuses file systems on which WAL cannot work. */
int place_check_filesystem(const char *path, struct err *err);
/* Bytes free for this user beside `path`; INT64_MAX when not known. */
int64_t place_free_bytes(const char *path);
bool place_wal_is_empty(const char *path);
/* SQLite's URI for the path; `alone` reads the file without its WAL and shared index. */
char *place_uri(const char *path, bool create, bool alone);
/* Name of a file system that cannot hold a workspace, by statfs(2) type; NULL when it can. */
const char *place_bad_filesystem(unsigned long type);

enum db_identity { DB_EMPTY, DB_OURS };

/* open.c: db_open with another schema list, for the tests of migration. */
int db_open_schema(const char *uri, unsigned flags, const struct schema *schema, struct db **ret,
		   struct err *err);
int db_settle_settings(struct db *db, struct err *err);
/* Opens the handle of a prepared struct db whose file exists, and tells what it is. */
int db_open_existing(struct db *db, enum db_identity *ret, struct err *err);

/* migrate.c */
int db_schema_latest(const struct schema *schema);
/* Reads application id and schema version; refuses foreign and newer files. */
int db_identify(struct db *db, enum db_identity *ret, struct err *err);
/* Writes application id and version into the header page, in the caller's transaction. */
int db_write_identity(struct db *db, int version, struct err *err);
/* Brings the workspace to the newest version, under the lock. */
int db_migrate(struct db *db, struct err *err);

/* transaction.c */
int db_lock(struct db *db, struct err *err);
void db_unlock(struct db *db);
int db_begin(struct db *db, const char *word, struct err *err);
int db_commit(struct db *db, struct err *err);
void db_rollback(struct db *db);

/* backup.c: a synced copy of the database as this connection sees it.  `replace` renames over an
 * existing file, else one that exists is refused. */
int db_copy(struct db *db, const char *path, bool replace, struct err *err);

/* doctor.c: whether a library of this sqlite3_libversion_number can lose committed rows when
 * several connections write and checkpoint one WAL. */
bool doctor_sqlite_is_affected(int version);

/* doctor_writers.c: calls `found` for every other process that has the database open but not
 * Lifeboat's lock file.  Sees what /proc shows to this user. */
typedef void doctor_writer_fn(void *context, long pid, const char *program);
void doctor_find_writers(const char *path, doctor_writer_fn *found, void *context);

#endif
