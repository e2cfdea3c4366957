/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table from SQLite's result codes to what the user is told. */
#include "config.h"
#include "db/private.h"

#include <errno.h>
#include <string.h>

#define ANY 0 /* for rows that match a primary code */

static const struct {
	int rc;
	enum err_code code;
	bool retryable;
	const char *sentence; /* %s workspace, %s what the library says */
} rows[] = {
	{ SQLITE_CONSTRAINT_UNIQUE, ERR_CONFLICT, false,
	  N_("%s: a row with this key is already there (%s); change that one or choose another key") },
	{ SQLITE_CONSTRAINT_PRIMARYKEY, ERR_CONFLICT, false,
	  N_("%s: a row with this key is already there (%s); change that one or choose another key") },
	{ SQLITE_CONSTRAINT_FOREIGNKEY, ERR_INPUT, false,
	  N_("%s: a row refers to one that is not there, or one that is still referred to would go "
	     "(%s)") },
	{ SQLITE_CONSTRAINT, ERR_INPUT, false,
	  N_("%s: the workspace refuses this value: %s") },
	{ SQLITE_AUTH, ERR_DENIED, false,
	  N_("%s: this is not allowed on a workspace: %s") },
	{ SQLITE_BUSY, ERR_BUSY, true,
	  N_("%s: another program is writing the workspace without Lifeboat's lock (%s); close it and "
	     "try again") },
	{ SQLITE_LOCKED, ERR_BUSY, true, N_("%s: the workspace is in use (%s); try again") },
	{ SQLITE_PROTOCOL, ERR_BUSY, true, N_("%s: the workspace is in use (%s); try again") },
	{ SQLITE_SCHEMA, ERR_CONFLICT, true,
	  N_("%s: the workspace was changed meanwhile (%s); try again") },
	{ SQLITE_INTERRUPT, ERR_INTERRUPTED, false, N_("%s: cancelled; nothing was changed (%s)") },
	{ SQLITE_READONLY, ERR_IO, false,
	  N_("%s: the workspace cannot be written (%s); it can still be read.  Check who owns the "
	     "file and whether the disk is mounted read-only") },
	{ SQLITE_FULL, ERR_IO, false,
	  N_("%s: the disk is full (%s); nothing was changed.  Free some space and try again; reading "
	     "goes on") },
	{ SQLITE_NOTADB, ERR_CORRUPT, false,
	  N_("%s: this is not a Lifeboat workspace (%s); check the path, or start a new one elsewhere "
	     "with 'lifeboat init'") },
	{ SQLITE_CORRUPT, ERR_CORRUPT, false,
	  N_("%s: the workspace reads as damaged (%s).  A failing disk can look the same: run "
	     "'lifeboat doctor', move the file aside, never delete it, and restore a backup") },
	{ SQLITE_CANTOPEN, ERR_IO, false,
	  N_("%s: cannot be opened (%s); check that the folder exists and is yours") },
	{ SQLITE_PERM, ERR_IO, false, N_("%s: no permission (%s); check who owns the file") },
	{ SQLITE_IOERR, ERR_IO, false,
	  N_("%s: the system could not read or write the disk (%s); nothing was changed.  Check the "
	     "disk, then run 'lifeboat doctor'") },
	{ SQLITE_NOMEM, ERR_IO, false, N_("%s: not enough memory (%s); close something and try again") },
	{ SQLITE_TOOBIG, ERR_INPUT, false,
	  N_("%s: a value is too large to store (%s); shorten it") },
	{ ANY, ERR_INTERNAL, false,
	  N_("%s: the database library failed: %s; please report this sentence") },
};

static size_t row_of(int rc)
{
	size_t i;

	for (i = 0; rows[i].rc != ANY; i++)
		if (rows[i].rc == rc || rows[i].rc == (rc & 0xff))
			break;
	return i;
}

bool db_error_is_retryable(int rc)
{
	return rows[row_of(rc)].retryable;
}

static bool is_disk_full(struct db *db, int rc)
{
	int error = db->handle ? sqlite3_system_errno(db->handle) : 0;

	return (rc & 0xff) == SQLITE_IOERR && (error == ENOSPC || error == EDQUOT);
}

int db_error(struct db *db, int rc, struct err *err)
{
	struct strbuf detail = STRBUF_INIT;
	size_t row;
	int error, code;

	/* a full disk found while growing the shared index is an I/O error to the library */
	row = row_of(is_disk_full(db, rc) ? SQLITE_FULL : rc);
	db->retryable = rows[row].retryable;
	strbuf_adds(&detail, db->handle && sqlite3_extended_errcode(db->handle) == rc
			     ? sqlite3_errmsg(db->handle) : sqlite3_errstr(rc));
	error = db->handle && ((rc & 0xff) == SQLITE_IOERR || (rc & 0xff) == SQLITE_CANTOPEN)
		? sqlite3_system_errno(db->handle) : 0;
	if (error)
		strbuf_addf(&detail, ": %s", strerror(error));
	/* the sentences are the constants above */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	code = err_set(err, rows[row].code, rows[row].sentence, db->name, detail.buf);
#pragma GCC diagnostic pop
	strbuf_release(&detail);
	return code;
}
