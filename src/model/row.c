/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "model/row.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "model/image.h"
#include "model/store.h"
#include "model/tables.h"
#include "util/i18n.h"
#include "util/mem.h"
#include "util/strbuf.h"

void rows_init(struct rows *rows, struct db *db, const struct table *t)
{
	*rows = (struct rows){ .db = db, .table = t };
	rows->n_key = table_key(t, rows->key);
}

void rows_release(struct rows *rows)
{
	size_t i;

	for (i = 0; i < ROW_N_STATEMENTS; i++) {
		stmt_done(rows->stmt[i]);
		rows->stmt[i] = NULL;
	}
}

/* ---- statements ----------------------------------------------------------------------------- */

static bool has_hash(const struct table *t)
{
	return !(t->flags & TABLE_READONLY);
}

static bool is_written(const struct column *c, bool with_key)
{
	return store_is_stored(c) && (with_key || !(c->flags & COLF_KEY));
}

/* " WHERE key = $first AND …" */
static void add_key(const struct rows *rows, int first, struct strbuf *sql)
{
	size_t i;

	for (i = 0; i < rows->n_key; i++) {
		strbuf_adds(sql, i ? " AND " : " WHERE ");
		store_key_name(NULL, &rows->table->columns[rows->key[i]], sql);
		strbuf_addf(sql, " = $%d", first + (int)i);
	}
}

static void find_sql(const struct rows *rows, struct strbuf *sql)
{
	strbuf_adds(sql, has_hash(rows->table) ? "SELECT rev, hash FROM " : "SELECT rev, 0 FROM ");
	store_name(NULL, rows->table->name, sql);
	add_key(rows, 1, sql);
}

/* Virtual columns are not read here: what is changed is what is stored. */
static void read_sql(const struct rows *rows, struct strbuf *sql)
{
	size_t i;

	strbuf_adds(sql, "SELECT ");
	for (i = 0; i < rows->table->n_columns; i++)
		if (is_written(&rows->table->columns[i], true)) {
			store_name(NULL, rows->table->columns[i].name, sql);
			strbuf_adds(sql, ", ");
		}
	strbuf_adds(sql, "rev FROM ");
	store_name(NULL, rows->table->name, sql);
	add_key(rows, 1, sql);
}

static void insert_sql(const struct rows *rows, struct strbuf *sql)
{
	const struct table *t = rows->table;
	int n = 0, extra = has_hash(t) ? 2 : 1, k;
	size_t i;

	strbuf_adds(sql, "INSERT INTO ");
	store_name(NULL, t->name, sql);
	strbuf_adds(sql, " (");
	for (i = 0; i < t->n_columns; i++)
		if (is_written(&t->columns[i], true)) {
			store_name(NULL, t->columns[i].name, sql);
			strbuf_adds(sql, ", ");
			n++;
		}
	strbuf_adds(sql, extra == 2 ? "rev, hash) VALUES (" : "rev) VALUES (");
	for (k = 1; k <= n + extra; k++)
		strbuf_addf(sql, "%s$%d", k > 1 ? ", " : "", k);
	strbuf_addch(sql, ')');
}

static void update_sql(const struct rows *rows, struct strbuf *sql)
{
	const struct table *t = rows->table;
	int n = 0;
	size_t i;

	strbuf_adds(sql, "UPDATE ");
	store_name(NULL, t->name, sql);
	strbuf_adds(sql, " SET ");
	for (i = 0; i < t->n_columns; i++)
		if (is_written(&t->columns[i], false)) {
			store_name(NULL, t->columns[i].name, sql);
			strbuf_addf(sql, " = $%d, ", ++n);
		}
	strbuf_addf(sql, "rev = $%d, hash = $%d", n + 1, n + 2);
	if (t == &table_assets)
		strbuf_adds(sql, ", cohort = NULL"); /* to be interned again */
	add_key(rows, n + 3, sql);
}

static void delete_sql(const struct rows *rows, struct strbuf *sql)
{
	strbuf_adds(sql, "DELETE FROM ");
	store_name(NULL, rows->table->name, sql);
	add_key(rows, 1, sql);
}

static int statement(struct rows *rows, enum row_statement which, struct stmt **ret,
		     struct err *err)
{
	static void (*const texts[])(const struct rows *, struct strbuf *) = {
		[ROW_FIND] = find_sql,     [ROW_READ] = read_sql,     [ROW_INSERT] = insert_sql,
		[ROW_UPDATE] = update_sql, [ROW_DELETE] = delete_sql,
	};
	struct strbuf sql = STRBUF_INIT;
	int rc = 0;

	if (!rows->stmt[which]) {
		texts[which](rows, &sql);
		rc = db_prepare(rows->db, sql.buf, &rows->stmt[which], err);
		strbuf_release(&sql);
	}
	*ret = rows->stmt[which];
	return rc;
}

static void bind_key(const struct rows *rows, struct stmt *s, int first, char *const *cell)
{
	size_t i;

	for (i = 0; i < rows->n_key; i++)
		store_bind_key(s, first + (int)i, &rows->table->columns[rows->key[i]],
			       cell[rows->key[i]]);
}

/* ---- rows ----------------------------------------------------------------------------------- */

int rows_find(struct rows *rows, char *const *cell, int64_t *ret_rev, int64_t *ret_hash,
	      struct err *err)
{
	struct stmt *s;
	int rc = statement(rows, ROW_FIND, &s, err);

	if (rc < 0)
		return rc;
	bind_key(rows, s, 1, cell);
	rc = stmt_step(s, err);
	if (rc > 0) {
		*ret_rev = stmt_int(s, 0);
		*ret_hash = stmt_int(s, 1);
	}
	stmt_reset(s);
	return rc;
}

int rows_read(struct rows *rows, char *const *key_cell, struct record *ret, struct err *err)
{
	const struct table *t = rows->table;
	struct strbuf text = STRBUF_INIT;
	struct stmt *s;
	int rc = statement(rows, ROW_READ, &s, err), index = 0;
	size_t i;

	if (rc < 0)
		return rc;
	bind_key(rows, s, 1, key_cell);
	rc = stmt_step(s, err);
	if (rc > 0) {
		record_clear(ret);
		for (i = 0; i < t->n_columns; i++) {
			if (!is_written(&t->columns[i], true))
				continue;
			strbuf_reset(&text);
			if (store_text(s, index++, &t->columns[i], &text))
				ret->cell[i] = mem_strndup(text.buf, text.len);
		}
		ret->rev = stmt_int(s, index);
	}
	stmt_reset(s);
	strbuf_release(&text);
	return rc;
}

/* Binds the cells from parameter 1 on, then revision and hash; gives the next parameter. */
static int bind_cells(const struct rows *rows, struct stmt *s, char *const *cell, bool with_key,
		      int64_t rev, int64_t hash)
{
	const struct table *t = rows->table;
	int index = 1;
	size_t i;

	for (i = 0; i < t->n_columns; i++)
		if (is_written(&t->columns[i], with_key))
			store_bind(s, index++, &t->columns[i], cell[i]);
	stmt_bind_int(s, index++, rev);
	if (has_hash(t))
		stmt_bind_int(s, index++, hash);
	return index;
}

static int finish(struct stmt *s, struct err *err)
{
	int rc = stmt_step(s, err);

	stmt_reset(s);
	return rc < 0 ? rc : 0;
}

int rows_insert(struct rows *rows, char *const *cell, int64_t rev, int64_t hash, struct err *err)
{
	struct stmt *s;
	int rc = statement(rows, ROW_INSERT, &s, err);

	if (rc < 0)
		return rc;
	bind_cells(rows, s, cell, true, rev, hash);
	return finish(s, err);
}

int rows_update(struct rows *rows, char *const *cell, int64_t rev, int64_t hash, struct err *err)
{
	struct stmt *s;
	int rc;

	assert(has_hash(rows->table)); /* the others are never changed */
	rc = statement(rows, ROW_UPDATE, &s, err);
	if (rc < 0)
		return rc;
	bind_key(rows, s, bind_cells(rows, s, cell, false, rev, hash), cell);
	return finish(s, err);
}

int rows_delete(struct rows *rows, char *const *key_cell, struct err *err)
{
	struct stmt *s;
	int rc = statement(rows, ROW_DELETE, &s, err);

	if (rc < 0)
		return rc;
	bind_key(rows, s, 1, key_cell);
	return finish(s, err);
}

/* ---- images --------------------------------------------------------------------------------- */

void row_image(const struct table *t, char *const *cell, struct strbuf *out)
{
	const char *stored[64];
	size_t i;

	assert(t->n_columns <= 64);
	for (i = 0; i < t->n_columns; i++)
		stored[i] = store_is_stored(&t->columns[i]) ? cell[i] : NULL;
	image_encode(stored, t->n_columns, out);
}

int64_t row_hash(const struct strbuf *image)
{
	static const unsigned char key[crypto_shorthash_KEYBYTES] = "lifeboat row v1";
	unsigned char out[crypto_shorthash_BYTES];
	uint64_t hash = 0;
	size_t i;

	crypto_shorthash(out, (const unsigned char *)image->buf, image->len, key);
	for (i = 0; i < sizeof(out); i++)
		hash = hash << 8 | out[i];
	return (int64_t)hash;
}

void row_image_with_rev(const struct record *r, struct strbuf *out)
{
	struct strbuf rev = STRBUF_INIT;
	const char *cell;

	strbuf_addf(&rev, "%lld", (long long)r->rev);
	cell = rev.buf;
	image_encode(&cell, 1, out);
	row_image(r->table, r->cell, out);
	strbuf_release(&rev);
}

int row_from_image(const void *image, size_t size, struct record *ret, struct err *err)
{
	size_t n = ret->table->n_columns + 1, found;
	char **cell = mem_zalloc(n, sizeof(*cell)), *end;
	int rc = image_decode(image, size, cell, n, &found, err);

	if (rc == 0 && !cell[0])
		rc = err_set(err, ERR_CORRUPT,
			     N_("what undo kept of a row of %s cannot be read; 'lifeboat doctor' "
				"checks the workspace"),
			     ret->table->name);
	if (rc == 0) {
		record_clear(ret);
		ret->rev = strtoll(cell[0], &end, 10);
		memcpy(ret->cell, cell + 1, ret->table->n_columns * sizeof(*cell));
		memset(cell + 1, 0, ret->table->n_columns * sizeof(*cell));
	}
	while (n > 0)
		free(cell[--n]);
	free(cell);
	return rc;
}
