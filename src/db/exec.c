/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statements this folder runs for itself: no cache, no parameters. */
#include "config.h"
#include "db/private.h"

/* Steps one prepared statement to its end. */
static int finish(sqlite3_stmt *s)
{
	int rc;

	do
		rc = sqlite3_step(s);
	while (rc == SQLITE_ROW);
	return sqlite3_finalize(s) == SQLITE_OK && rc == SQLITE_DONE ? SQLITE_OK : rc;
}

int db_run_script(struct db *db, const char *sql, struct err *err)
{
	int rc = SQLITE_OK;

	while (*sql && rc == SQLITE_OK) {
		sqlite3_stmt *s = NULL;

		rc = sqlite3_prepare_v2(db->handle, sql, -1, &s, &sql);
		if (rc == SQLITE_OK && s)
			rc = finish(s);
	}
	return rc == SQLITE_OK ? 0 : db_error(db, rc, err);
}

int db_run_as(struct db *db, enum db_mode mode, const char *sql, struct err *err)
{
	enum db_mode before = db->mode;
	int rc;

	db->mode = mode;
	db->own_words++;
	rc = db_run_script(db, sql, err);
	db->own_words--;
	db->mode = before;
	return rc;
}

int db_peek_int(struct db *db, const char *sql, int64_t *ret)
{
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_prepare_v2(db->handle, sql, -1, &s, NULL);

	if (rc == SQLITE_OK) {
		rc = sqlite3_step(s);
		if (rc == SQLITE_ROW)
			*ret = sqlite3_column_int64(s, 0);
		else if (rc == SQLITE_DONE)
			*ret = -1;
		rc = rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
	}
	sqlite3_finalize(s);
	return rc;
}
