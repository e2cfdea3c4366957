/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The workspace database: the only door to a database library.
 *
 * db_open follows the connection recipe (ARCHITECTURE.md, "Store"): it refuses links, foreign
 * application ids and newer schema versions before anything else, sets WAL with synchronous FULL,
 * defensive mode, foreign keys, an authorizer and limits, and runs missing migrations (each in one
 * checked transaction, after a copy of the file) unless the file is opened read-only.
 *
 * Writing: every write transaction runs inside db_write, which takes the advisory lock file
 * "<path>-lock" first (SQLite before 3.51.3 can lose committed rows when several connections
 * write and checkpoint one WAL), then BEGIN IMMEDIATE, calls `fn`, commits, and lets go.  Nested
 * db_write calls become savepoints.  fn may run again after a retryable failure, so it must build
 * its effect from `context` alone.  Never fork, prompt or use the network inside fn.
 *
 * Statements: SQL texts are constant (or built in model/ from descriptor fragments), parameters are
 * $1..$n, numbered from 1.  A statement is borrowed from the connection's cache and given back
 * with stmt_done; texts from stmt_text live until the next step or done.
 *
 *	struct stmt *s;
 *	int rc = db_prepare(db, "SELECT name FROM vendors WHERE vendor = $1", &s, err);
 *	if (rc < 0) return rc;
 *	stmt_bind_text(s, 1, key);
 *	while ((rc = stmt_step(s, err)) > 0) puts(stmt_text(s, 0));
 *	stmt_done(s);
 *	return rc;
 *
 * One connection per thread, and no second connection of the same thread inside db_write (it would
 * wait for itself).  Nothing may be changed outside db_write; schema changes, ATTACH, settings,
 * BEGIN and COMMIT are refused everywhere else than in this folder.
 */
#ifndef LIFEBOAT_DB_DB_H
#define LIFEBOAT_DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/err.h"

struct db;
struct stmt;

enum db_open_flags {
	DB_CREATE = 1 << 0,   /* make the file when it is missing; an existing one is opened */
	DB_READONLY = 1 << 1, /* no lock, no migration */
};

int db_open(const char *uri, unsigned flags, struct db **ret, struct err *err);
/* NULL is fine.  Runs optimize under the lock when the connection has written. */
void db_close(struct db *db);
/* The path or URI given to db_open. */
const char *db_name(const struct db *db);
/* True when the file system or the file refuses writes: reading goes on and screens say so. */
bool db_is_readonly(const struct db *db);
/* How long a write waits for other writers before ERR_BUSY; 10 s unless set. */
void db_set_lock_wait(struct db *db, int milliseconds);

int db_prepare(struct db *db, const char *sql, struct stmt **ret, struct err *err);
void stmt_bind_text(struct stmt *s, int index, const char *text); /* NULL binds NULL; copied */
void stmt_bind_int(struct stmt *s, int index, int64_t value);
void stmt_bind_blob(struct stmt *s, int index, const void *data, size_t size);
void stmt_bind_null(struct stmt *s, int index);
/* 1: a row is there; 0: finished (a finished statement may be bound and stepped again);
 * negative: error.  Bindings stay. */
int stmt_step(struct stmt *s, struct err *err);
/* Columns count from 0. */
const char *stmt_text(const struct stmt *s, int column); /* NULL when NULL */
int64_t stmt_int(const struct stmt *s, int column);      /* 0 when NULL */
bool stmt_is_null(const struct stmt *s, int column);
const void *stmt_blob(const struct stmt *s, int column, size_t *ret_size);
int stmt_columns(const struct stmt *s);
/* Ready to be bound and stepped again from the start. */
void stmt_reset(struct stmt *s);
void stmt_done(struct stmt *s); /* NULL is fine */

/* One statement without result rows. */
int db_exec(struct db *db, const char *sql, struct err *err);
/* First column of the first row as an integer; `missing` when there is no row or it is NULL. */
int db_get_int(struct db *db, const char *sql, int64_t missing, int64_t *ret, struct err *err);
/* Rows changed by the last INSERT, UPDATE or DELETE. */
int64_t db_changes(const struct db *db);

typedef int db_write_fn(struct db *db, void *context, struct err *err);
/* Runs fn in a write transaction; a negative result rolls back and is returned. */
int db_write(struct db *db, db_write_fn *fn, void *context, struct err *err);
/* True inside db_write: what must happen together with a change checks it. */
bool db_in_write(const struct db *db);
/* True after the disk failed in the middle of a commit and it could not be found out whether the
 * change was kept: look before repeating it. */
bool db_is_uncertain(const struct db *db);
/* A consistent view over several reads (BEGIN … COMMIT without the lock). */
int db_read(struct db *db, db_write_fn *fn, void *context, struct err *err);
/* Inside db_write only: allows CREATE/DROP INDEX until the transaction ends (bulk load). */
int db_allow_indexes(struct db *db, struct err *err);

/* Counts up with every commit by any connection; compare to notice other people's changes. */
int db_data_version(struct db *db, int64_t *ret, struct err *err);

/* Makes a running statement on this connection stop with ERR_INTERRUPTED; callable from another
 * thread or a signal handler. */
void db_interrupt(struct db *db);

/* Online, consistent copy into a new file (refuses an existing one). */
int db_backup(struct db *db, const char *path, struct err *err);
/* Puts the contents of the copy `from` into the open workspace, as one transaction that other
 * connections see like any change, after keeping what it held in the new file `keep`.  The copy is
 * checked first and brought up to date afterwards.  The journal goes back with it: a remembered
 * head shows that. */
int db_restore(struct db *db, const char *from, const char *keep, struct err *err);

/* What `doctor` prints: calls `say` once per finding.  Returns ERR_ANSWER_NO when one is bad. */
enum db_finding_level { DB_FINDING_OK, DB_FINDING_WARN, DB_FINDING_BAD };
typedef void db_say_fn(void *context, enum db_finding_level level, const struct msg *text);
int db_doctor(struct db *db, db_say_fn *say, void *context, struct err *err);

/* Where the two engines must differ; fragments for SQL builders in model/. */
struct db_dialect {
	const char *name;           /* "sqlite", "postgresql" */
	const char *collate_key;    /* appended to key columns in DDL: "" or ` COLLATE "C"` */
};
const struct db_dialect *db_dialect(const struct db *db);

#endif
