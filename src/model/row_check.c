/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "model/row_check.h"

#include <stdlib.h>
#include <string.h>

#include "model/image.h"
#include "model/row.h"
#include "model/store.h"
#include "util/mem.h"

/* Empty is NULL in an image; an optional key is stored as ''. */
static void empty_to_null(struct record *r)
{
	size_t i;

	for (i = 0; i < r->table->n_columns; i++)
		if (r->cell[i] && !*r->cell[i]) {
			free(r->cell[i]);
			r->cell[i] = NULL;
		}
}

/* A row that was written before a column was added has the hash of the shorter image. */
static bool hash_fits(const struct record *r, int64_t hash)
{
	const char *stored[64];
	struct strbuf image = STRBUF_INIT;
	size_t i, n = r->table->n_columns;
	bool fits = false;

	for (i = 0; i < n; i++)
		stored[i] = store_is_stored(&r->table->columns[i]) ? r->cell[i] : NULL;
	for (;; n--) {
		strbuf_reset(&image);
		image_encode(stored, n, &image);
		fits = row_hash(&image) == hash;
		if (fits || n <= 1 || stored[n - 1])
			break;
	}
	strbuf_release(&image);
	return fits;
}

static bool same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Is the row what its own journal entry says it became?  Entries of many rows say nothing of one. */
static bool entry_fits(const struct record *r, const char *key, const struct stmt *s, int column)
{
	const char *object = stmt_is_null(s, column) ? NULL : stmt_text(s, column);
	const void *image;
	size_t size, n = 0, i;
	bool fits = true;
	char **cell;

	if (!object || strcmp(object, key) != 0 || stmt_is_null(s, column + 1))
		return true;
	cell = mem_zalloc(r->table->n_columns, sizeof(*cell));
	image = stmt_blob(s, column + 1, &size);
	if (image_decode(image, size, cell, r->table->n_columns, &n, NULL) < 0)
		fits = false;
	for (i = 0; i < r->table->n_columns; i++) {
		if (store_is_stored(&r->table->columns[i]))
			fits = fits && same(cell[i], r->cell[i]);
		free(cell[i]);
	}
	free(cell);
	return fits;
}

static int check_table(struct db *db, const struct table *t, row_check_fn *fn, void *context,
		       struct err *err)
{
	struct strbuf sql = STRBUF_INIT, key = STRBUF_INIT;
	struct stmt *s = NULL;
	struct record r;
	int columns = 0, rc;
	size_t i;

	for (i = 0; i < t->n_columns; i++)
		columns += !(t->columns[i].flags & COLF_SHORTHAND);
	strbuf_adds(&sql, "SELECT ");
	store_columns(t, "t", &sql);
	strbuf_adds(&sql, ", t.hash, j.object_key, j.after_image FROM ");
	store_from(t, "t", &sql);
	strbuf_adds(&sql, " LEFT JOIN journal AS j ON j.seq = t.rev AND j.object_table = $1");
	record_init(&r, t);
	rc = db_prepare(db, sql.buf, &s, err);
	if (rc == 0)
		stmt_bind_text(s, 1, t->name);
	while (rc >= 0 && (rc = stmt_step(s, err)) > 0) {
		store_read(s, &r);
		empty_to_null(&r);
		strbuf_reset(&key);
		record_key_text(&r, &key);
		if (!hash_fits(&r, stmt_int(s, columns + 1)) ||
		    !entry_fits(&r, key.buf, s, columns + 2))
			rc = fn(context, t, key.buf, r.rev, err);
	}
	stmt_done(s);
	record_release(&r);
	strbuf_release(&sql);
	strbuf_release(&key);
	return rc;
}

int rows_check(struct db *db, row_check_fn *fn, void *context, struct err *err)
{
	size_t i;
	int rc = 0;

	for (i = 0; rc >= 0 && i < model_n_tables; i++)
		if (!(model_tables[i]->flags & TABLE_READONLY))
			rc = check_table(db, model_tables[i], fn, context, err);
	return rc < 0 ? rc : 0;
}
