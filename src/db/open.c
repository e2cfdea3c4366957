/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening and closing a workspace: the connection recipe, in its order. */
#include "config.h"
#include "db/private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/strbuf.h"

#define PROGRESS_STEPS 1000 /* virtual machine steps between two looks at the interrupt flag */
#define CLOSE_WAIT_MS 1000
#define SHARED_INDEX_SIZE 65536 /* room the library needs to make the WAL's shared index */

static int progress(void *data)
{
	return atomic_load(&((struct db *)data)->interrupted);
}

static const struct {
	int id, value;
} limits[] = {
	{ SQLITE_LIMIT_LENGTH, 256 * 1024 * 1024 },
	{ SQLITE_LIMIT_SQL_LENGTH, 1024 * 1024 },
	{ SQLITE_LIMIT_COLUMN, 500 },
	{ SQLITE_LIMIT_EXPR_DEPTH, 800 },
	{ SQLITE_LIMIT_COMPOUND_SELECT, 200 },
	{ SQLITE_LIMIT_ATTACHED, 1 }, /* VACUUM INTO needs one */
	{ SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 4096 },
	{ SQLITE_LIMIT_TRIGGER_DEPTH, 20 },
	{ SQLITE_LIMIT_WORKER_THREADS, 0 },
};

static const struct {
	int id, on;
} switches[] = {
	{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
	{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
	{ SQLITE_DBCONFIG_DQS_DML, 0 },
	{ SQLITE_DBCONFIG_DQS_DDL, 0 },
	{ SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
	{ SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0 },
	{ SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
	{ SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1 }, /* db_close does it behind the lock */
};

static int configure(struct db *db, struct err *err)
{
	size_t i;
	int rc = SQLITE_OK;

	sqlite3_extended_result_codes(db->handle, 1);
	sqlite3_busy_timeout(db->handle, DB_BUSY_TIMEOUT_MS);
	for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		sqlite3_limit(db->handle, limits[i].id, limits[i].value);
	for (i = 0; i < sizeof(switches) / sizeof(switches[0]) && rc == SQLITE_OK; i++)
		rc = sqlite3_db_config(db->handle, switches[i].id, switches[i].on, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_set_authorizer(db->handle, db_authorize, db);
	sqlite3_progress_handler(db->handle, PROGRESS_STEPS, progress, db);
	return rc == SQLITE_OK ? 0 : db_error(db, rc, err);
}

static void close_handle(struct db *db)
{
	db_forget_statements(db);
	sqlite3_close_v2(db->handle);
	db->handle = NULL;
}

static int open_handle(struct db *db, bool create, struct err *err)
{
	char *uri = place_uri(db->path, create, db->immutable);
	int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
	int rc;

	flags |= db->readonly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	flags |= create ? SQLITE_OPEN_CREATE : 0;
	rc = sqlite3_open_v2(uri, &db->handle, flags, NULL);
	free(uri);
	if (rc != SQLITE_OK)
		return db_error(db, rc, err);
	if (!db->readonly && sqlite3_db_readonly(db->handle, "main") == 1)
		db->readonly = true; /* the library opened what it could */
	return configure(db, err);
}

/*
 * A first read shows whether the file can be used as it lies.  Two things are tried again: a
 * damaged look (a passing I/O error can cause one), and, where nobody can write and no change waits
 * in the WAL, reading the file alone (the shared index cannot be made on a read-only or full disk).
 */
static int open_and_identify(struct db *db, bool create, enum db_identity *ret, struct err *err)
{
	struct err first = ERR_INIT;
	int rc = open_handle(db, create, &first);

	if (rc >= 0)
		rc = db_identify(db, ret, &first);
	if (rc == ERR_IO && place_wal_is_empty(db->path) &&
	    (db->readonly || place_free_bytes(db->path) < SHARED_INDEX_SIZE))
		db->readonly = db->immutable = true;
	if (rc >= 0 || (rc != ERR_CORRUPT && !db->immutable)) {
		err_move(err, &first);
		return rc;
	}
	err_release(&first);
	close_handle(db);
	rc = open_handle(db, false, err);
	return rc < 0 ? rc : db_identify(db, ret, err);
}

int db_open_existing(struct db *db, enum db_identity *ret, struct err *err)
{
	return open_and_identify(db, false, ret, err);
}

int db_settle_settings(struct db *db, struct err *err)
{
	int rc = db_run_as(db, MODE_MAINTENANCE,
			   "PRAGMA synchronous = FULL;"
			   "PRAGMA cell_size_check = ON;"
			   "PRAGMA mmap_size = 0;"
			   "PRAGMA cache_size = -65536;"
			   "PRAGMA journal_size_limit = 67108864;"
			   "PRAGMA wal_autocheckpoint = 1000;"
			   "PRAGMA foreign_keys = ON", err);

	if (rc >= 0 && db->readonly)
		rc = db_run_as(db, MODE_MAINTENANCE, "PRAGMA query_only = ON", err);
	return rc;
}

/* The lock file tells whether this place can be written at all. */
static int open_lock(struct db *db, struct err *err)
{
	struct strbuf path = STRBUF_INIT;
	int error;

	strbuf_addf(&path, "%s-lock", db->path);
	error = lock_open(&db->lock, path.buf);
	strbuf_release(&path);
	if (error == ELOOP)
		return err_set(err, ERR_DENIED,
			       N_("%s-lock: is a symbolic link; remove it"), db->path);
	if (error == EROFS || error == EACCES || error == EPERM || error == ENOSPC ||
	    error == EDQUOT)
		db->readonly = true;
	else if (error)
		return err_set_errno(err, ERR_IO, error, db->path);
	return 0;
}

static int check_missing(struct db *db, unsigned flags, bool missing, struct err *err)
{
	if (!missing)
		return 0;
	if (!(flags & DB_CREATE) || (flags & DB_READONLY))
		return err_set(err, ERR_MISSING,
			       N_("%s: there is no workspace here; make one with 'lifeboat init' or give "
				  "another path with --workspace"), db->name);
	if (db->readonly)
		return err_set(err, ERR_IO,
			       N_("%s: cannot be made here: the folder is read-only, full or not yours"),
			       db->name);
	return 0;
}

static int bring_up_to_date(struct db *db, enum db_identity identity, unsigned flags,
			    struct err *err)
{
	int latest = db_schema_latest(db->schema);

	if (identity == DB_OURS && db->version == latest)
		return 0;
	if (identity == DB_EMPTY && !(flags & DB_CREATE))
		return err_set(err, ERR_MISSING,
			       N_("%s: is empty; make it a workspace with 'lifeboat init'"), db->name);
	if (db->readonly)
		return err_set(err, ERR_IO,
			       N_("%s: was written by an older Lifeboat (version %lld, now %d) and "
				  "cannot be upgraded because it is read-only; copy it to where it can "
				  "be written"), db->name, (long long)db->version, latest);
	return db_migrate(db, err);
}

static int set_up(struct db *db, unsigned flags, struct err *err)
{
	enum db_identity identity = DB_EMPTY;
	bool missing = false;
	int rc = place_check(db->path, &missing, err);

	if (rc >= 0)
		rc = place_check_filesystem(db->path, err);
	if (rc >= 0 && !db->readonly && !(missing && !(flags & DB_CREATE)))
		rc = open_lock(db, err);
	if (rc >= 0)
		rc = check_missing(db, flags, missing, err);
	if (rc >= 0)
		rc = open_and_identify(db, missing, &identity, err);
	if (rc >= 0)
		rc = bring_up_to_date(db, identity, flags, err);
	if (rc >= 0)
		rc = db_settle_settings(db, err);
	return rc;
}

int db_open_schema(const char *uri, unsigned flags, const struct schema *schema, struct db **ret,
		   struct err *err)
{
	struct db *db;
	char *path;
	int rc = place_resolve(uri, &path, err);

	if (rc < 0)
		return rc;
	db = mem_zalloc(1, sizeof(*db));
	db->name = mem_strdup(uri);
	db->path = path;
	db->schema = schema;
	db->lock = (struct lock)LOCK_INIT;
	db->lock_wait_ms = DB_LOCK_WAIT_MS;
	db->mode = MODE_MAINTENANCE;
	db->readonly = (flags & DB_READONLY) != 0;
	atomic_init(&db->interrupted, false);
	rc = set_up(db, flags, err);
	if (rc < 0) {
		db_close(db);
		return rc;
	}
	db->mode = MODE_NORMAL;
	*ret = db;
	return 0;
}

int db_open(const char *uri, unsigned flags, struct db **ret, struct err *err)
{
	return db_open_schema(uri, flags, &schema_shipped, ret, err);
}

/* Best effort: whatever is left over is done by the next writer. */
static void tidy(struct db *db)
{
	atomic_store(&db->interrupted, false);
	db->lock_wait_ms = CLOSE_WAIT_MS;
	if (db_lock(db, NULL) < 0)
		return;
	sqlite3_busy_timeout(db->handle, 0); /* readers are not waited for */
	db_run_as(db, MODE_MAINTENANCE, "PRAGMA analysis_limit = 400; PRAGMA optimize", NULL);
	db_run_as(db, MODE_MAINTENANCE, "PRAGMA wal_checkpoint(TRUNCATE)", NULL);
	db_unlock(db);
}

void db_close(struct db *db)
{
	if (!db)
		return;
	if (db->handle && db->wrote && !db->readonly)
		tidy(db);
	if (db->handle)
		close_handle(db);
	lock_close(&db->lock);
	free(db->path);
	free(db->name);
	free(db);
}

const char *db_name(const struct db *db)
{
	return db->name;
}

bool db_is_readonly(const struct db *db)
{
	return db->readonly;
}

void db_set_lock_wait(struct db *db, int milliseconds)
{
	db->lock_wait_ms = milliseconds;
}
