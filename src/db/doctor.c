/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `lifeboat doctor` looks at.  Each check says one finding or more. */
#include "config.h"
#include "db/private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/mem.h"
#include "util/strbuf.h"

#define MAX_FINDINGS 20 /* of one check, so that a ruined file does not fill the screen */
#define BIG_WAL (256 * 1024 * 1024)

struct doctor {
	struct db *db;
	db_say_fn *say;
	void *context;
	bool bad;
};

static void say(struct doctor *d, enum db_finding_level level, struct msg *text)
{
	d->say(d->context, level, text);
	d->bad = d->bad || level == DB_FINDING_BAD;
	msg_release(text);
}

#define SAY(d, level, ...) \
	do { \
		struct msg say_text = MSG_INIT; \
		msg_set(&say_text, __VA_ARGS__); \
		say((d), (level), &say_text); \
	} while (0)

bool doctor_sqlite_is_affected(int version)
{
	/* sqlite.org, release notes of 3.51.3, 3.50.7 and 3.44.6 */
	if (version < 3007000 || version >= 3051003)
		return false;
	if (version >= 3050007 && version < 3051000)
		return false;
	return !(version >= 3044006 && version < 3045000);
}

static int check_library(struct doctor *d, struct err *err)
{
	(void)err;
	if (doctor_sqlite_is_affected(sqlite3_libversion_number()))
		SAY(d, DB_FINDING_WARN,
		    N_("SQLite %s can lose saved changes when several programs write one workspace.  "
		       "Lifeboat's lock prevents it; never write the file with another program, and "
		       "update to 3.51.3, 3.50.7, 3.44.6 or later when you can"),
		    sqlite3_libversion());
	else
		SAY(d, DB_FINDING_OK, N_("SQLite %s is not known to lose changes"),
		    sqlite3_libversion());
	return 0;
}

static int check_version(struct doctor *d, struct err *err)
{
	(void)err;
	SAY(d, DB_FINDING_OK, N_("%s has schema version %lld, which this program writes"),
	    d->db->name, (long long)d->db->version);
	if (d->db->readonly)
		SAY(d, DB_FINDING_WARN, N_("%s can be read but not written"), d->db->name);
	return 0;
}

static void check_mode(struct doctor *d, const char *path, mode_t forbidden, const char *command)
{
	struct stat st;
	char mode[16];

	if (stat(path, &st) < 0)
		return;
	snprintf(mode, sizeof(mode), "%04o", (unsigned)st.st_mode & 07777);
	if (st.st_mode & forbidden)
		SAY(d, DB_FINDING_WARN, N_("%s can be used by other accounts (mode %s); run: %s %s"),
		    path, mode, command, path);
	else
		SAY(d, DB_FINDING_OK, N_("%s is closed to other accounts"), path);
	if (st.st_uid != geteuid())
		SAY(d, DB_FINDING_WARN, N_("%s belongs to another account (number %lu)"), path,
		    (unsigned long)st.st_uid);
}

static int check_permissions(struct doctor *d, struct err *err)
{
	const char *slash = strrchr(d->db->path, '/');
	char *folder = mem_strndup(d->db->path, (size_t)(slash - d->db->path) + (slash == d->db->path));
	struct stat st;

	(void)err;
	check_mode(d, d->db->path, 077, "chmod 600");
	if (stat(folder, &st) == 0 && (st.st_mode & 02) && !(st.st_mode & S_ISVTX))
		SAY(d, DB_FINDING_WARN,
		    N_("%s: everybody may remove or replace files in this folder; run: chmod o-w %s"),
		    folder, folder);
	free(folder);
	return 0;
}

/* Runs a checking statement and says each row by `row`; none at all, or one "ok", is good. */
static int check_rows(struct doctor *d, const char *sql, void (*row)(struct doctor *, sqlite3_stmt *),
		      const char *good, struct err *err)
{
	struct db *db = d->db;
	sqlite3_stmt *s = NULL;
	int found = 0;
	int rc = sqlite3_prepare_v2(db->handle, sql, -1, &s, NULL);

	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		const char *text;

		rc = sqlite3_step(s);
		text = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(s, 0) : NULL;
		if (rc == SQLITE_ROW && !(text && strcmp(text, "ok") == 0) &&
		    found++ < MAX_FINDINGS)
			row(d, s);
	}
	sqlite3_finalize(s);
	if (rc == SQLITE_INTERRUPT)
		return db_error(db, rc, err);
	if (rc != SQLITE_DONE)
		SAY(d, DB_FINDING_BAD, N_("%s: the check itself failed: %s"), db->name,
		    sqlite3_errmsg(db->handle));
	else if (!found)
		SAY(d, DB_FINDING_OK, "%s", good);
	else if (found > MAX_FINDINGS)
		SAY(d, DB_FINDING_BAD, N_("… and %d more"), found - MAX_FINDINGS);
	return 0;
}

static void say_damage(struct doctor *d, sqlite3_stmt *s)
{
	SAY(d, DB_FINDING_BAD, N_("damage: %s"), (const char *)sqlite3_column_text(s, 0));
}

static void say_reference(struct doctor *d, sqlite3_stmt *s)
{
	SAY(d, DB_FINDING_BAD, N_("row %lld of %s refers to a missing row of %s"),
	    (long long)sqlite3_column_int64(s, 1), (const char *)sqlite3_column_text(s, 0),
	    (const char *)sqlite3_column_text(s, 2));
}

static int check_integrity(struct doctor *d, struct err *err)
{
	return check_rows(d, "PRAGMA integrity_check(100)", say_damage,
			  N_("the file is sound (integrity check)"), err);
}

static int check_references(struct doctor *d, struct err *err)
{
	return check_rows(d, "PRAGMA foreign_key_check", say_reference,
			  N_("all references lead to a row"), err);
}

static int check_room(struct doctor *d, struct err *err)
{
	int64_t pages = 0, size = 0, room = place_free_bytes(d->db->path);
	struct strbuf wal = STRBUF_INIT;
	struct stat st;

	(void)err;
	db_peek_int(d->db, "PRAGMA page_count", &pages);
	db_peek_int(d->db, "PRAGMA page_size", &size);
	if (room < pages * size)
		SAY(d, DB_FINDING_WARN,
		    N_("%s: %lld MB are free on its disk, less than a backup needs (%lld MB)"),
		    d->db->name, (long long)(room >> 20),
		    (long long)((pages * size + (1 << 20) - 1) >> 20));
	else
		SAY(d, DB_FINDING_OK, N_("there is room for a backup beside the workspace"));
	strbuf_addf(&wal, "%s-wal", d->db->path);
	if (stat(wal.buf, &st) == 0 && st.st_size > BIG_WAL)
		SAY(d, DB_FINDING_WARN,
		    N_("%s has grown to %lld MB; a program that has been reading for long holds it "
		       "up: close it"), wal.buf, (long long)st.st_size >> 20);
	strbuf_release(&wal);
	return 0;
}

static void say_writer(void *context, long pid, const char *program)
{
	SAY((struct doctor *)context, DB_FINDING_WARN,
	    N_("process %ld (%s) has the workspace open without Lifeboat's lock; if it writes, "
	       "changes can be lost: close it"), pid, program);
}

static int check_writers(struct doctor *d, struct err *err)
{
	(void)err;
	doctor_find_writers(d->db->path, say_writer, d);
	return 0;
}

int db_doctor(struct db *db, db_say_fn *say_fn, void *context, struct err *err)
{
	static int (*const checks[])(struct doctor *, struct err *) = {
		check_version, check_library, check_permissions, check_room,
		check_writers, check_integrity, check_references,
	};
	struct doctor d = { db, say_fn, context, false };
	enum db_mode before = db->mode;
	size_t i;
	int rc = 0;

	db->mode = MODE_MAINTENANCE;
	for (i = 0; i < sizeof(checks) / sizeof(checks[0]) && rc >= 0; i++)
		rc = checks[i](&d, err);
	db->mode = before;
	if (rc >= 0 && d.bad)
		rc = err_set(err, ERR_ANSWER_NO,
			     N_("%s: something is wrong, see above; move the file aside, never delete it, "
				"and restore a backup"), db->name);
	return rc;
}
