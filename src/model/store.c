/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "model/store.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "util/i18n.h"
#include "util/mem.h"
#include "util/near.h"
#include "util/strbuf.h"

/* ---- one row -------------------------------------------------------------------------------- */

/* Keys looked through for the nearest one. */
#define NEAR_ROWS 5000

/* The key of the table that reads most like `wanted`, or NULL when none comes near. */
static char *nearest_key(struct db *db, const struct table *t, const char *wanted)
{
	struct store_query q = { .table = t, .where = NULL, .sort = -1 };
	struct strbuf sql = STRBUF_INIT, text = STRBUF_INIT;
	size_t best = strlen(wanted) / 3 + 2, distance;
	char *found = NULL;
	struct record r;
	struct stmt *s;

	record_init(&r, t);
	strbuf_adds(&sql, "SELECT ");
	store_columns(t, "t", &sql);
	strbuf_adds(&sql, " FROM ");
	store_from(q.table, "t", &sql);
	strbuf_adds(&sql, " LIMIT $1");
	if (db_prepare(db, sql.buf, &s, NULL) == 0) {
		stmt_bind_int(s, 1, NEAR_ROWS);
		while (stmt_step(s, NULL) > 0) {
			store_read(s, &r);
			strbuf_reset(&text);
			record_key_text(&r, &text);
			distance = near_distance(wanted, text.buf, best);
			if (distance >= best)
				continue;
			best = distance;
			free(found);
			found = mem_strdup(text.buf);
		}
		stmt_done(s);
	}
	record_release(&r);
	strbuf_release(&sql);
	strbuf_release(&text);
	return found;
}

static int refuse_missing(struct db *db, const struct record *r, struct err *err)
{
	struct strbuf key = STRBUF_INIT;
	char *near;

	if (!err) /* nobody reads the sentence: no search for the nearest key */
		return ERR_NOT_FOUND;
	record_key_text(r, &key);
	near = nearest_key(db, r->table, key.buf);
	if (near)
		err_set(err, ERR_NOT_FOUND, N_("there is no %s '%s'; the nearest is '%s'"),
			r->table->one, key.buf, near);
	else
		err_set(err, ERR_NOT_FOUND,
			N_("there is no %s '%s'; 'lifeboat list %s' shows what there is"),
			r->table->one, key.buf, r->table->name);
	free(near);
	strbuf_release(&key);
	return ERR_NOT_FOUND;
}

int store_get(struct db *db, struct record *io, struct err *err)
{
	struct strbuf sql = STRBUF_INIT;
	const struct table *t = io->table;
	struct stmt *s = NULL;
	int key[8], rc;
	size_t n = table_key(t, key), i;

	strbuf_adds(&sql, "SELECT ");
	store_columns(t, "t", &sql);
	strbuf_adds(&sql, " FROM ");
	store_from(t, "t", &sql);
	for (i = 0; i < n; i++) {
		strbuf_adds(&sql, i ? " AND " : " WHERE ");
		store_key_name("t", &t->columns[key[i]], &sql);
		strbuf_addf(&sql, " = $%zu", i + 1);
	}
	rc = db_prepare(db, sql.buf, &s, err);
	if (rc < 0)
		goto out;
	for (i = 0; i < n; i++)
		store_bind_key(s, (int)i + 1, &t->columns[key[i]], io->cell[key[i]]);
	rc = stmt_step(s, err);
	if (rc > 0)
		store_read(s, io);
out:
	stmt_done(s);
	strbuf_release(&sql);
	return rc == 0 ? refuse_missing(db, io, err) : rc < 0 ? rc : 0;
}

int store_get_key(struct db *db, const struct table *t, const char *key, struct record *ret,
		  struct err *err)
{
	struct record found;
	int rc;

	record_init(&found, t);
	rc = record_key_parse(&found, key, err);
	if (rc == 0)
		rc = store_get(db, &found, err);
	if (rc < 0) {
		record_release(&found);
		return rc;
	}
	record_release(ret);
	*ret = found;
	return 0;
}

int store_exists(struct db *db, const struct table *t, const char *key, bool *ret,
		 struct err *err)
{
	struct strbuf sql = STRBUF_INIT;
	struct stmt *s = NULL;
	int columns[8], rc;

	(void)table_key(t, columns);
	strbuf_adds(&sql, "SELECT 1 FROM ");
	store_name(NULL, t->name, &sql);
	strbuf_adds(&sql, " WHERE ");
	store_key_name(NULL, &t->columns[columns[0]], &sql);
	strbuf_adds(&sql, " = $1 LIMIT 1");
	rc = db_prepare(db, sql.buf, &s, err);
	if (rc == 0) {
		store_bind(s, 1, &t->columns[columns[0]], key);
		rc = stmt_step(s, err);
		if (rc >= 0)
			*ret = rc > 0;
	}
	stmt_done(s);
	strbuf_release(&sql);
	return rc < 0 ? rc : 0;
}

/* ---- many rows ------------------------------------------------------------------------------ */

/* The column that really sorts: -1 when the order is that of the key. */
static int sort_column(const struct store_query *q)
{
	int key[8];

	(void)table_key(q->table, key);
	return q->sort == key[0] ? -1 : q->sort;
}

static void add_where(const struct store_query *q, int *next, struct strbuf *sql)
{
	strbuf_adds(sql, " WHERE ");
	if (q->where)
		selector_sql(q->where, "t", next, sql);
	else
		strbuf_adds(sql, "1 = 1");
}

static void bind_where(const struct store_query *q, struct stmt *s, int *next)
{
	if (q->where)
		selector_bind(q->where, s, next);
}

int store_count(struct db *db, const struct store_query *q, int64_t *ret, struct err *err)
{
	struct strbuf sql = STRBUF_INIT;
	struct stmt *s = NULL;
	int rc, next = 1;

	strbuf_adds(&sql, "SELECT count(*) FROM ");
	store_from(q->table, "t", &sql);
	add_where(q, &next, &sql);
	rc = db_prepare(db, sql.buf, &s, err);
	if (rc == 0) {
		next = 1;
		bind_where(q, s, &next);
		rc = stmt_step(s, err);
		if (rc > 0)
			*ret = stmt_int(s, 0);
	}
	stmt_done(s);
	strbuf_release(&sql);
	return rc < 0 ? rc : 0;
}

/* A stretch of the order of q: without a sort column all rows; with one, first the rows that have
 * a cell there, then those that have none. */
enum stretch { ALL_ROWS, WITH_CELL, WITHOUT_CELL };

/* "a, b, c" of sort column and key, each followed by `suffix`. */
static void add_order(const struct store_query *q, enum stretch stretch, const char *suffix,
		      struct strbuf *sql)
{
	int key[8], sort = sort_column(q);
	size_t n = table_key(q->table, key), i;

	if (stretch == WITH_CELL) {
		store_name("t", q->table->columns[sort].name, sql);
		strbuf_adds(sql, suffix);
		strbuf_adds(sql, ", ");
	}
	for (i = 0; i < n; i++) {
		if (i)
			strbuf_adds(sql, ", ");
		store_key_name("t", &q->table->columns[key[i]], sql);
		strbuf_adds(sql, suffix);
	}
}

/* Text of one stretch; `falling` is the direction in which it is walked. */
static void stretch_sql(const struct store_query *q, enum stretch stretch, bool falling,
			const struct record *from, struct strbuf *sql)
{
	int key[8], next = 1;
	size_t n = table_key(q->table, key), i;

	strbuf_adds(sql, "SELECT ");
	store_columns(q->table, "t", sql);
	strbuf_adds(sql, " FROM ");
	store_from(q->table, "t", sql);
	add_where(q, &next, sql);
	if (stretch != ALL_ROWS) {
		strbuf_adds(sql, " AND ");
		store_name("t", q->table->columns[sort_column(q)].name, sql);
		strbuf_adds(sql, stretch == WITH_CELL ? " IS NOT NULL" : " IS NULL");
	}
	if (from) {
		strbuf_adds(sql, " AND (");
		add_order(q, stretch, "", sql);
		strbuf_adds(sql, falling ? ") < (" : ") > (");
		for (i = 0; i < n + (stretch == WITH_CELL); i++)
			strbuf_addf(sql, "%s$%d", i ? ", " : "", next++);
		strbuf_addch(sql, ')');
	}
	strbuf_adds(sql, " ORDER BY ");
	add_order(q, stretch, falling ? " DESC" : "", sql);
	strbuf_addf(sql, " LIMIT $%d", next);
}

static void bind_stretch(const struct store_query *q, enum stretch stretch,
			 const struct record *from, int64_t limit, struct stmt *s)
{
	const struct column *columns = q->table->columns;
	int key[8], next = 1, sort = sort_column(q);
	size_t n = table_key(q->table, key), i;

	bind_where(q, s, &next);
	if (from && stretch == WITH_CELL)
		store_bind(s, next++, &columns[sort], from->cell[sort]);
	for (i = 0; from && i < n; i++)
		store_bind_key(s, next++, &columns[key[i]], from->cell[key[i]]);
	stmt_bind_int(s, next, limit);
}

/* Walks one stretch and counts `limit` down. */
static int walk(struct db *db, const struct store_query *q, enum stretch stretch, bool falling,
		const struct record *from, int64_t *limit, store_row_fn *fn, void *context,
		struct err *err)
{
	struct strbuf sql = STRBUF_INIT;
	struct stmt *s = NULL;
	struct record r;
	int rc;

	record_init(&r, q->table);
	stretch_sql(q, stretch, falling, from, &sql);
	rc = db_prepare(db, sql.buf, &s, err);
	if (rc < 0)
		goto out;
	bind_stretch(q, stretch, from, *limit < 0 ? INT64_MAX : *limit, s);
	while ((rc = stmt_step(s, err)) > 0) {
		store_read(s, &r);
		if (*limit > 0)
			--*limit;
		rc = fn(context, &r, err);
		if (rc != 0)
			break;
	}
out:
	stmt_done(s);
	record_release(&r);
	strbuf_release(&sql);
	return rc;
}

/* Both stretches of the order of q from row `from` on, in the direction asked for. */
static int walk_all(struct db *db, const struct store_query *q, const struct record *from,
		    bool backwards, int64_t limit, store_row_fn *fn, void *context,
		    struct err *err)
{
	int sort = sort_column(q), rc;
	enum stretch first = backwards ? WITHOUT_CELL : WITH_CELL;
	enum stretch second = backwards ? WITH_CELL : WITHOUT_CELL;
	bool falling = q->descending != backwards;

	if (limit == 0)
		return 0;
	if (sort < 0)
		return walk(db, q, ALL_ROWS, falling, from, &limit, fn, context, err);
	/* Rows without a cell come last and by rising key, whatever the direction. */
	if (!from || (from->cell[sort] != NULL) == (first == WITH_CELL)) {
		rc = walk(db, q, first, first == WITH_CELL ? falling : backwards, from, &limit, fn,
			  context, err);
		if (rc != 0 || limit == 0)
			return rc;
		from = NULL;
	}
	return walk(db, q, second, second == WITH_CELL ? falling : backwards, from, &limit, fn,
		    context, err);
}

int store_each(struct db *db, const struct store_query *q, int64_t limit, store_row_fn *fn,
	       void *context, struct err *err)
{
	return walk_all(db, q, NULL, false, limit, fn, context, err);
}

/* ---- pages ---------------------------------------------------------------------------------- */

struct page {
	struct record *rows;
	size_t n;
};

static int add_row(void *context, const struct record *r, struct err *err)
{
	struct page *page = context;

	(void)err;
	record_copy(&page->rows[page->n++], r);
	return 0;
}

int store_page(struct db *db, const struct store_query *q, const struct record *from,
	       bool backwards, size_t n, struct record *rows, size_t *ret_n, struct err *err)
{
	struct page page = { rows, 0 };
	size_t i;
	int rc = walk_all(db, q, from, backwards, (int64_t)n, add_row, &page, err);

	if (rc < 0)
		return rc;
	for (i = 0; backwards && i < page.n / 2; i++) {
		struct record swap = rows[i];

		rows[i] = rows[page.n - 1 - i];
		rows[page.n - 1 - i] = swap;
	}
	*ret_n = page.n;
	return 0;
}
