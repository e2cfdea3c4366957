/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Schema versions.  A workspace says in its header what it is (application id) and which version it
 * has (user_version); both are read before anything else of it is believed.  All missing versions
 * are applied in one transaction behind the lock, after a copy, and the number is written last, so
 * that a kill at any moment leaves the old version or the new one.
 */
#include "config.h"
#include "db/private.h"

#include "util/strbuf.h"

int db_schema_latest(const struct schema *schema)
{
	return schema->n ? schema->files[schema->n - 1].version : 0;
}

int db_identify(struct db *db, enum db_identity *ret, struct err *err)
{
	int latest = db_schema_latest(db->schema);
	int64_t application = 0, version = 0, objects = 0;
	int rc = db_peek_int(db, "PRAGMA application_id", &application);

	if (rc == SQLITE_OK)
		rc = db_peek_int(db, "PRAGMA user_version", &version);
	if (rc == SQLITE_OK && application == 0)
		rc = db_peek_int(db, "SELECT count(*) FROM sqlite_schema", &objects);
	if (rc != SQLITE_OK)
		return db_error(db, rc, err);
	if (application != DB_APPLICATION_ID && (application || version || objects))
		return err_set(err, ERR_CORRUPT,
			       N_("%s: is a database of another program, not a Lifeboat workspace; check "
				  "the path"), db->name);
	if (version > latest)
		return err_set(err, ERR_NEWER,
			       N_("%s: was written by a newer Lifeboat (version %lld, this program knows "
				  "%d); use the newer program"), db->name, (long long)version, latest);
	db->version = version;
	*ret = application ? DB_OURS : DB_EMPTY;
	return 0;
}

static int apply_files(struct db *db, int64_t from, struct err *err)
{
	size_t i;

	for (i = 0; i < db->schema->n; i++) {
		const struct schema_file *file = &db->schema->files[i];
		struct err why = ERR_INIT;
		struct strbuf text = STRBUF_INIT;
		int rc;

		if (file->version <= from)
			continue;
		rc = db_run_script(db, file->sql, &why);
		if (rc >= 0)
			continue;
		err_render(&why, NULL, &text);
		rc = err_set(err, rc, N_("%s: upgrading failed in %s: %s  The workspace is as it was."),
			     db->name, file->name, text.buf);
		strbuf_release(&text);
		err_release(&why);
		return rc;
	}
	return 0;
}

/* Row by row, because the check finds nothing more to say than which table. */
static int check_references(struct db *db, struct err *err)
{
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_prepare_v2(db->handle, "PRAGMA foreign_key_check", -1, &s, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(s);
	if (rc == SQLITE_ROW)
		rc = err_set(err, ERR_CORRUPT,
			     N_("%s: upgrading failed: a row of %s refers to a missing row of %s.  The "
				"workspace is as it was; run 'lifeboat doctor'"), db->name,
			     (const char *)sqlite3_column_text(s, 0),
			     (const char *)sqlite3_column_text(s, 2));
	else
		rc = rc == SQLITE_DONE ? 0 : db_error(db, rc, err);
	sqlite3_finalize(s);
	return rc;
}

/* A PRAGMA takes no parameters; both numbers are our own. */
int db_write_identity(struct db *db, int version, struct err *err)
{
	struct strbuf sql = STRBUF_INIT;
	int rc;

	strbuf_addf(&sql, "PRAGMA application_id = %d; PRAGMA user_version = %d", DB_APPLICATION_ID,
		    version);
	rc = db_run_as(db, MODE_MAINTENANCE, sql.buf, err);
	strbuf_release(&sql);
	return rc;
}

static int migrate_in_transaction(struct db *db, struct err *err)
{
	int latest = db_schema_latest(db->schema);
	int rc = db_begin(db, "BEGIN IMMEDIATE", err);

	if (rc < 0)
		return rc;
	db->mode = MODE_MIGRATION;
	rc = apply_files(db, db->version, err);
	if (rc >= 0)
		rc = check_references(db, err);
	if (rc >= 0)
		rc = db_write_identity(db, latest, err);
	db->mode = MODE_MAINTENANCE;
	if (rc >= 0)
		rc = db_commit(db, err);
	else
		db_rollback(db);
	if (rc >= 0)
		db->version = latest;
	return rc;
}

static int copy_first(struct db *db, struct err *err)
{
	struct strbuf path = STRBUF_INIT;
	int rc;

	strbuf_addf(&path, "%s.before-%d", db->path, db_schema_latest(db->schema));
	rc = db_copy(db, path.buf, true, err);
	strbuf_release(&path);
	return rc;
}

static int migrate_behind_lock(struct db *db, struct err *err)
{
	enum db_identity identity = DB_EMPTY;
	int rc = db_identify(db, &identity, err); /* somebody may have been faster */

	if (rc < 0 || (identity == DB_OURS && db->version == db_schema_latest(db->schema)))
		return rc;
	if (identity == DB_OURS)
		rc = copy_first(db, err);
	/* tables are rebuilt without their references being chased; all are checked at the end */
	if (rc >= 0)
		rc = db_run_as(db, MODE_MAINTENANCE,
			       "PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL;"
			       "PRAGMA foreign_keys = OFF", err);
	if (rc >= 0)
		rc = migrate_in_transaction(db, err);
	return rc;
}

int db_migrate(struct db *db, struct err *err)
{
	int rc = db_lock(db, err);

	if (rc < 0)
		return rc;
	rc = migrate_behind_lock(db, err);
	db_unlock(db);
	return rc;
}
