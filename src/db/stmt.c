/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "db/private.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

/* ---- parameters -------------------------------------------------------------------------- */

/* Maps $k to SQLite's numbering, which goes by first appearance. */
static bool map_places(struct stmt *s)
{
	int n = sqlite3_bind_parameter_count(s->handle), i;

	s->n_places = 0;
	for (i = 1; i <= n; i++) {
		const char *name = sqlite3_bind_parameter_name(s->handle, i);
		long k;

		if (!name || name[0] != '$' || !isdigit((unsigned char)name[1]))
			return false;
		k = strtol(name + 1, NULL, 10);
		if (k < 1 || k > 32766)
			return false;
		if (k > s->n_places) {
			s->place = mem_resize(s->place, (size_t)k, sizeof(*s->place));
			while (s->n_places < k)
				s->place[s->n_places++] = 0;
		}
		s->place[k - 1] = i;
	}
	return true;
}

static int place_of(const struct stmt *s, int index)
{
	assert(index >= 1);
	return index <= s->n_places ? s->place[index - 1] : 0;
}

static void keep_bind_error(struct stmt *s, int rc)
{
	if (rc != SQLITE_OK && s->bind_error == SQLITE_OK)
		s->bind_error = rc;
}

/* SQLite refuses to bind a statement that is half run. */
static bool may_bind(struct stmt *s, int index)
{
	if (s->rows)
		stmt_reset(s);
	return place_of(s, index) != 0;
}

void stmt_bind_text(struct stmt *s, int index, const char *text)
{
	if (!text)
		stmt_bind_null(s, index);
	else if (may_bind(s, index))
		keep_bind_error(s, sqlite3_bind_text64(s->handle, place_of(s, index), text,
						       strlen(text), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void stmt_bind_int(struct stmt *s, int index, int64_t value)
{
	if (may_bind(s, index))
		keep_bind_error(s, sqlite3_bind_int64(s->handle, place_of(s, index), value));
}

void stmt_bind_blob(struct stmt *s, int index, const void *data, size_t size)
{
	if (!data)
		stmt_bind_null(s, index);
	else if (may_bind(s, index))
		keep_bind_error(s, sqlite3_bind_blob64(s->handle, place_of(s, index), data, size,
						       SQLITE_TRANSIENT));
}

void stmt_bind_null(struct stmt *s, int index)
{
	if (may_bind(s, index))
		keep_bind_error(s, sqlite3_bind_null(s->handle, place_of(s, index)));
}

/* ---- preparing, and the cache -------------------------------------------------------------- */

static void stmt_free(struct stmt *s)
{
	if (!s)
		return;
	sqlite3_finalize(s->handle);
	free(s->place);
	free(s->sql);
	free(s);
}

void db_forget_statements(struct db *db)
{
	size_t i;

	for (i = 0; i < DB_CACHED_STATEMENTS; i++) {
		if (!db->cache[i])
			continue;
		if (db->cache[i]->in_use)
			db->cache[i]->cached = false; /* freed by its stmt_done */
		else
			stmt_free(db->cache[i]);
		db->cache[i] = NULL;
	}
}

static struct stmt *cached(struct db *db, const char *sql)
{
	size_t i;

	for (i = 0; i < DB_CACHED_STATEMENTS; i++) {
		struct stmt *s = db->cache[i];

		if (s && !s->in_use && strcmp(s->sql, sql) == 0)
			return s;
	}
	return NULL;
}

/* An empty place, or the one of the statement that was idle longest; -1 when all are in use. */
static int free_place(struct db *db)
{
	int best = -1, i;

	for (i = 0; i < DB_CACHED_STATEMENTS; i++) {
		struct stmt *s = db->cache[i];

		if (!s)
			return i;
		if (!s->in_use && (best < 0 || s->last_use < db->cache[best]->last_use))
			best = i;
	}
	return best;
}

static bool only_blanks(const char *tail)
{
	return tail[strspn(tail, " \t\r\n;")] == '\0';
}

static int prepare_new(struct db *db, const char *sql, struct stmt **ret, struct err *err)
{
	struct stmt *s = mem_zalloc(1, sizeof(*s));
	const char *tail = "";
	int rc, place;

	s->db = db;
	s->sql = mem_strdup(sql);
	rc = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &s->handle, &tail);
	if (rc != SQLITE_OK) {
		rc = db_error(db, rc, err);
	} else if (!s->handle || !only_blanks(tail) || !map_places(s)) {
		rc = err_set(err, ERR_INTERNAL,
			     N_("%s: this is not one statement with parameters $1 to $n: %s"), db->name,
			     sql);
	}
	if (rc < 0) {
		stmt_free(s);
		return rc;
	}
	/* what a privileged mode let through must not be found again later */
	place = db->mode == MODE_NORMAL ? free_place(db) : -1;
	if (place >= 0) {
		stmt_free(db->cache[place]);
		db->cache[place] = s;
		s->cached = true;
	}
	*ret = s;
	return 0;
}

int db_prepare(struct db *db, const char *sql, struct stmt **ret, struct err *err)
{
	struct stmt *s = cached(db, sql);
	int rc;

	if (!s && (rc = prepare_new(db, sql, &s, err)) < 0)
		return rc;
	s->in_use = true;
	s->last_use = ++db->uses;
	*ret = s;
	return 0;
}

void stmt_reset(struct stmt *s)
{
	sqlite3_reset(s->handle);
	s->rows = false;
}

void stmt_done(struct stmt *s)
{
	if (!s)
		return;
	stmt_reset(s);
	sqlite3_clear_bindings(s->handle);
	s->bind_error = SQLITE_OK;
	s->in_use = false;
	if (!s->cached)
		stmt_free(s);
}

/* ---- stepping ------------------------------------------------------------------------------ */

/* Before the first row: may this statement run now? */
static int may_start(struct stmt *s, struct err *err)
{
	struct db *db = s->db;

	if (s->bind_error != SQLITE_OK)
		return db_error(db, s->bind_error, err);
	if (sqlite3_stmt_readonly(s->handle))
		return 0;
	if (db->readonly)
		return db_error(db, SQLITE_READONLY, err);
	if (!db->writing)
		return err_set(err, ERR_INTERNAL,
			       N_("%s: a change outside a write transaction: %s"), db->name, s->sql);
	if (sqlite3_get_autocommit(db->handle))
		return err_set(err, ERR_IO,
			       N_("%s: the change was taken back after an error; try it again"),
			       db->name);
	return 0;
}

int stmt_step(struct stmt *s, struct err *err)
{
	struct db *db = s->db;
	int rc;

	if (!s->rows && (rc = may_start(s, err)) < 0)
		return rc;
	if (!s->rows && !db->writing && !db->reading)
		atomic_store(&db->interrupted, false); /* an old request, nothing ran then */
	rc = atomic_load(&db->interrupted) ? SQLITE_INTERRUPT : sqlite3_step(s->handle);
	s->rows = rc == SQLITE_ROW;
	if (rc == SQLITE_ROW)
		return 1;
	if (rc != SQLITE_DONE)
		rc = db_error(db, rc, err);
	else
		rc = 0;
	stmt_reset(s);
	return rc;
}

const char *stmt_text(const struct stmt *s, int column)
{
	return (const char *)sqlite3_column_text(s->handle, column);
}

int64_t stmt_int(const struct stmt *s, int column)
{
	return sqlite3_column_int64(s->handle, column);
}

bool stmt_is_null(const struct stmt *s, int column)
{
	return sqlite3_column_type(s->handle, column) == SQLITE_NULL;
}

const void *stmt_blob(const struct stmt *s, int column, size_t *ret_size)
{
	const void *data = sqlite3_column_blob(s->handle, column);
	int size = sqlite3_column_bytes(s->handle, column);

	*ret_size = (size_t)size;
	/* an empty value is not NULL, but SQLite gives no pointer for it */
	return data || stmt_is_null(s, column) ? data : "";
}

int stmt_columns(const struct stmt *s)
{
	return sqlite3_column_count(s->handle);
}

/* ---- one-liners ---------------------------------------------------------------------------- */

int db_exec(struct db *db, const char *sql, struct err *err)
{
	struct stmt *s;
	int rc = db_prepare(db, sql, &s, err);

	if (rc < 0)
		return rc;
	while ((rc = stmt_step(s, err)) > 0)
		;
	stmt_done(s);
	return rc;
}

int db_get_int(struct db *db, const char *sql, int64_t missing, int64_t *ret, struct err *err)
{
	struct stmt *s;
	int rc = db_prepare(db, sql, &s, err);

	if (rc < 0)
		return rc;
	rc = stmt_step(s, err);
	if (rc >= 0)
		*ret = rc > 0 && !stmt_is_null(s, 0) ? stmt_int(s, 0) : missing;
	stmt_done(s);
	return rc < 0 ? rc : 0;
}

int64_t db_changes(const struct db *db)
{
	return sqlite3_changes64(db->handle);
}
