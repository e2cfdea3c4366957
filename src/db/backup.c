/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Copies of a workspace and the way back.
 *
 * A copy is one file, consistent and compacted (VACUUM INTO), written beside its final name,
 * synced, and only then given that name: a copy that exists is whole.  Restoring writes a copy's
 * pages into the open workspace as one transaction behind the lock, so that other connections see
 * it like any other change; a file is never moved away from under them.
 */
#include "config.h"
#include "db/private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/mem.h"
#include "util/strbuf.h"

static int check_space(struct db *db, const char *path, struct err *err)
{
	int64_t pages = 0, size = 0, need, room = place_free_bytes(path);
	int rc = db_peek_int(db, "PRAGMA page_count", &pages);

	if (rc == SQLITE_OK)
		rc = db_peek_int(db, "PRAGMA page_size", &size);
	if (rc != SQLITE_OK)
		return db_error(db, rc, err);
	need = pages * size + 64 * 1024;
	if (room >= need)
		return 0;
	return err_set(err, ERR_IO,
		       N_("%s: a copy needs %lld kB and %lld kB are free there; free some space"), path,
		       (long long)(need / 1024), (long long)(room / 1024));
}

static int sync_path(const char *path, int flags, struct err *err)
{
	int fd = open(path, flags | O_CLOEXEC), rc = 0;

	if (fd < 0)
		return err_set_errno(err, ERR_IO, errno, path);
	if (fsync(fd) < 0 && errno != EINVAL) /* some file systems cannot sync a folder */
		rc = err_set_errno(err, ERR_IO, errno, path);
	close(fd);
	return rc;
}

static int sync_folder(const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? mem_strndup(path, (size_t)(slash - path + 1)) : mem_strdup(".");
	int rc = sync_path(folder, O_RDONLY | O_DIRECTORY, err);

	free(folder);
	return rc;
}

/* Gives the finished copy its name; link(2) refuses an existing one without a gap in time. */
static int give_name(const char *temporary, const char *path, bool replace, struct err *err)
{
	int rc;

	if (replace) {
		rc = rename(temporary, path);
	} else {
		rc = link(temporary, path);
		if (rc < 0 && (errno == EPERM || errno == EOPNOTSUPP) && access(path, F_OK) < 0)
			rc = rename(temporary, path);
	}
	if (rc < 0 && errno == EEXIST)
		return err_set(err, ERR_CONFLICT,
			       N_("%s: already exists and is not overwritten; choose another name"),
			       path);
	if (rc < 0)
		return err_set_errno(err, ERR_IO, errno, path);
	return sync_folder(path, err);
}

static int vacuum_into(struct db *db, const char *path, struct err *err)
{
	enum db_mode before = db->mode;
	sqlite3_stmt *s = NULL;
	int rc;

	db->mode = MODE_MAINTENANCE;
	db->own_words++; /* it begins a transaction of its own */
	if (db->readonly)
		db_run_as(db, MODE_MAINTENANCE, "PRAGMA query_only = OFF", NULL);
	rc = sqlite3_prepare_v2(db->handle, "VACUUM INTO $1", -1, &s, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_text(s, 1, path, -1, SQLITE_TRANSIENT);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(s);
	rc = rc == SQLITE_DONE ? 0 : db_error(db, rc, err);
	sqlite3_finalize(s);
	if (db->readonly)
		db_run_as(db, MODE_MAINTENANCE, "PRAGMA query_only = ON", NULL);
	db->own_words--;
	db->mode = before;
	return rc;
}

/* An empty file of our own, so that the copy is 0600 from its first byte. */
static int make_empty(const char *path, struct err *err)
{
	int fd;

	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return err_set_errno(err, ERR_IO, errno, path);
	close(fd);
	return 0;
}

int db_copy(struct db *db, const char *path, bool replace, struct err *err)
{
	struct strbuf temporary = STRBUF_INIT, full = STRBUF_INIT;
	int rc = check_space(db, path, err);

	if (rc < 0)
		return rc;
	strbuf_addf(&temporary, "%s.part-%ld", path, (long)getpid());
	/* VACUUM INTO would read a name that begins with "file:" as a URI */
	strbuf_addf(&full, "%s%s", path[0] == '/' ? "" : "./", temporary.buf);
	rc = make_empty(full.buf, err);
	if (rc >= 0)
		rc = vacuum_into(db, full.buf, err);
	if (rc >= 0)
		rc = sync_path(full.buf, O_RDONLY, err);
	if (rc >= 0)
		rc = give_name(full.buf, path, replace, err);
	unlink(full.buf);
	strbuf_release(&full);
	strbuf_release(&temporary);
	return rc;
}

int db_backup(struct db *db, const char *path, struct err *err)
{
	struct stat st;

	if (lstat(path, &st) == 0)
		return err_set(err, ERR_CONFLICT,
			       N_("%s: already exists and is not overwritten; choose another name"),
			       path);
	if (db->writing)
		return err_set(err, ERR_INTERNAL,
			       N_("%s: a backup inside a write transaction; please report this"),
			       db->name);
	return db_copy(db, path, false, err);
}

/* ---- the way back ------------------------------------------------------------------------- */

static int check_sound(struct db *copy, struct err *err)
{
	sqlite3_stmt *s = NULL;
	const char *text;
	int rc = sqlite3_prepare_v2(copy->handle, "PRAGMA integrity_check(1)", -1, &s, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(s);
	text = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(s, 0) : NULL;
	if (rc != SQLITE_ROW)
		rc = db_error(copy, rc, err);
	else if (text && strcmp(text, "ok") == 0)
		rc = 0;
	else
		rc = err_set(err, ERR_CORRUPT,
			     N_("%s: this copy is damaged (%s) and was not restored; choose another "
				"one"), copy->name, text);
	sqlite3_finalize(s);
	return rc;
}

static int copy_pages(struct db *db, struct db *from, struct err *err)
{
	sqlite3_backup *b = sqlite3_backup_init(db->handle, "main", from->handle, "main");
	int rc;

	if (!b)
		return db_error(db, sqlite3_extended_errcode(db->handle), err);
	rc = sqlite3_backup_step(b, -1);
	sqlite3_backup_finish(b);
	return rc == SQLITE_DONE ? 0 : db_error(db, rc, err);
}

static int restore_behind_lock(struct db *db, struct db *from, const char *keep, struct err *err)
{
	enum db_identity identity = DB_EMPTY;
	enum db_mode before = db->mode;
	int rc = db_copy(db, keep, false, err);

	if (rc < 0)
		return rc;
	db_forget_statements(db);
	db->mode = MODE_MAINTENANCE;
	rc = copy_pages(db, from, err);
	if (rc >= 0) {
		db->commits++;
		db->wrote = true;
		rc = db_identify(db, &identity, err);
	}
	db->mode = before;
	return rc;
}

/* Opened without being brought up to date: the copy itself is never changed. */
static int open_copy(struct db *db, const char *path, struct db **ret, struct err *err)
{
	struct db *copy = mem_zalloc(1, sizeof(*copy));
	enum db_identity identity = DB_EMPTY;
	bool missing = false;
	int rc;

	copy->name = mem_strdup(path);
	copy->schema = db->schema;
	copy->lock = (struct lock)LOCK_INIT;
	copy->mode = MODE_MAINTENANCE;
	copy->readonly = true;
	atomic_init(&copy->interrupted, false);
	rc = place_resolve(path, &copy->path, err);
	if (rc >= 0)
		rc = place_check(copy->path, &missing, err);
	if (rc >= 0 && missing)
		rc = err_set(err, ERR_MISSING, N_("%s: there is no such file"), path);
	if (rc >= 0)
		rc = db_open_existing(copy, &identity, err);
	if (rc >= 0 && identity == DB_EMPTY)
		rc = err_set(err, ERR_INPUT, N_("%s: is empty, not a copy of a workspace"), path);
	if (rc >= 0)
		rc = check_sound(copy, err);
	if (rc < 0)
		db_close(copy);
	else
		*ret = copy;
	return rc;
}

int db_restore(struct db *db, const char *from, const char *keep, struct err *err)
{
	struct db *copy;
	int rc;

	if (db->writing || db->reading)
		return err_set(err, ERR_INTERNAL,
			       N_("%s: a restore inside a transaction; please report this"), db->name);
	rc = open_copy(db, from, &copy, err);
	if (rc < 0)
		return rc;
	rc = db_lock(db, err);
	if (rc >= 0) {
		rc = restore_behind_lock(db, copy, keep, err);
		db_unlock(db);
	}
	db_close(copy);
	if (rc >= 0 && db->version < db_schema_latest(db->schema)) {
		db->mode = MODE_MAINTENANCE;
		rc = db_migrate(db, err);
		db->mode = MODE_NORMAL;
	}
	return rc < 0 ? rc : db_settle_settings(db, err);
}
