/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Write transactions behind the advisory lock, savepoints inside them, and reading transactions.
 *
 * A failed COMMIT is not a "no": in WAL the pages may stand complete in the file although the sync
 * failed, and recovery after the next start would bring them back.  So, still behind the lock, a
 * small transaction is written over them; only when that works too the user is told that nothing
 * was changed, else that it is uncertain.
 */
#include "config.h"
#include "db/private.h"

#define MAX_TRIES 3

int db_lock(struct db *db, struct err *err)
{
	if (db->readonly)
		return db_error(db, SQLITE_READONLY, err);
	return lock_take(&db->lock, db->lock_wait_ms, &db->interrupted, err);
}

void db_unlock(struct db *db)
{
	lock_drop(&db->lock);
}

int db_begin(struct db *db, const char *word, struct err *err)
{
	return db_run_as(db, db->mode, word, err);
}

void db_rollback(struct db *db)
{
	if (!sqlite3_get_autocommit(db->handle))
		db_run_as(db, db->mode, "ROLLBACK", NULL);
}

/* Sets the version to what it is, which writes the header page over whatever a failed commit may
 * have left.  (An UPDATE to the same value would not do: SQLite leaves an equal cell alone.) */
static bool overwrite_leftover(struct db *db)
{
	bool done = db_run_as(db, MODE_MAINTENANCE, "BEGIN IMMEDIATE", NULL) == 0 &&
		    db_write_identity(db, (int)db->version, NULL) == 0 &&
		    db_run_as(db, MODE_MAINTENANCE, "COMMIT", NULL) == 0;

	if (!done)
		db_rollback(db);
	return done;
}

static int explain_failed_commit(struct db *db, int rc, struct err *err)
{
	/* the write that found the disk full was at latest that of the page that makes a commit */
	bool refused = db->retryable || (sqlite3_extended_errcode(db->handle) & 0xff) == SQLITE_FULL;

	db_rollback(db);
	if (refused || overwrite_leftover(db)) {
		db->uncertain = false;
		return rc;
	}
	db->uncertain = true;
	return err_set(err, ERR_IO,
		       N_("%s: the disk failed while a change was being saved, and it is not certain "
			  "whether it was kept; open the workspace again and look before you repeat "
			  "it"), db->name);
}

int db_commit(struct db *db, struct err *err)
{
	int rc;

	if (sqlite3_get_autocommit(db->handle))
		return err_set(err, ERR_IO,
			       N_("%s: the change was taken back after an error; try it again"),
			       db->name);
	rc = db_run_as(db, db->mode, "COMMIT", err);
	if (rc < 0)
		return explain_failed_commit(db, rc, err);
	db->commits++;
	db->wrote = true;
	db->uncertain = false;
	return 0;
}

/* Somebody may have upgraded the workspace since this connection was opened. */
static int check_version(struct db *db, struct err *err)
{
	int64_t version;
	int rc = db_get_int(db, "PRAGMA user_version", 0, &version, err);

	if (rc < 0 || version == db->version)
		return rc;
	return err_set(err, ERR_NEWER,
		       N_("%s: another program has upgraded the workspace from version %lld to %lld; "
			  "start Lifeboat again"), db->name, (long long)db->version,
		       (long long)version);
}

static int attempt(struct db *db, db_write_fn *fn, void *context, struct err *err)
{
	int rc = db_begin(db, "BEGIN IMMEDIATE", err), committed;

	if (rc < 0)
		return rc;
	db->writing = 1;
	rc = check_version(db, err);
	if (rc >= 0)
		rc = fn(db, context, err);
	if (rc >= 0 && atomic_load(&db->interrupted))
		rc = err_set(err, ERR_INTERRUPTED, N_("cancelled; nothing was changed"));
	if (db->mode != MODE_NORMAL)
		db->mode = MODE_NORMAL;
	atomic_store(&db->interrupted, false);
	if (rc < 0) {
		db_rollback(db);
	} else if ((committed = db_commit(db, err)) < 0) {
		rc = committed;
	}
	db->writing = 0;
	return rc;
}

static int nested(struct db *db, db_write_fn *fn, void *context, struct err *err)
{
	int rc = db_begin(db, "SAVEPOINT nested", err), released;

	if (rc < 0)
		return rc;
	db->writing++;
	rc = fn(db, context, err);
	db->writing--;
	if (rc < 0) {
		bool retryable = db->retryable;

		if (!sqlite3_get_autocommit(db->handle))
			db_run_as(db, db->mode, "ROLLBACK TO nested; RELEASE nested", NULL);
		db->retryable = retryable;
		return rc;
	}
	released = db_run_as(db, db->mode, "RELEASE nested", err);
	return released < 0 ? released : rc;
}

int db_write(struct db *db, db_write_fn *fn, void *context, struct err *err)
{
	int rc, tries;

	if (db->writing)
		return nested(db, fn, context, err);
	if (db->reading)
		return err_set(err, ERR_INTERNAL,
			       N_("%s: a change inside a reading transaction; please report this"),
			       db->name);
	atomic_store(&db->interrupted, false);
	rc = db_lock(db, err);
	if (rc < 0)
		return rc;
	for (tries = 1; ; tries++) {
		db->retryable = false;
		rc = attempt(db, fn, context, err);
		if (rc >= 0 || !db->retryable || tries == MAX_TRIES)
			break;
	}
	db_unlock(db);
	return rc;
}

int db_read(struct db *db, db_write_fn *fn, void *context, struct err *err)
{
	bool outer = !db->reading && !db->writing;
	int rc, ended;

	if (outer) {
		atomic_store(&db->interrupted, false);
		rc = db_begin(db, "BEGIN", err);
		if (rc < 0)
			return rc;
	}
	db->reading += !db->writing;
	rc = fn(db, context, err);
	db->reading -= !db->writing;
	if (!outer)
		return rc;
	atomic_store(&db->interrupted, false);
	ended = sqlite3_get_autocommit(db->handle) ? 0
		: db_run_as(db, db->mode, rc < 0 ? "ROLLBACK" : "COMMIT", rc < 0 ? NULL : err);
	return rc < 0 || ended >= 0 ? rc : ended;
}

bool db_in_write(const struct db *db)
{
	return db->writing > 0;
}

bool db_is_uncertain(const struct db *db)
{
	return db->uncertain;
}

int db_allow_indexes(struct db *db, struct err *err)
{
	if (!db->writing)
		return err_set(err, ERR_INTERNAL,
			       N_("%s: a change outside a write transaction: %s"), db->name,
			       "db_allow_indexes");
	db->mode = MODE_BULK;
	return 0;
}

int db_data_version(struct db *db, int64_t *ret, struct err *err)
{
	int64_t others;
	int rc = db_get_int(db, "PRAGMA data_version", 0, &others, err);

	/* the library counts everybody's commits but this connection's own */
	if (rc >= 0)
		*ret = others + db->commits;
	return rc;
}

void db_interrupt(struct db *db)
{
	atomic_store(&db->interrupted, true);
}
