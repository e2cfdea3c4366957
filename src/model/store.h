/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading records: one row, all rows, pages of a screen, counts.  Works for every table of
 * model_tables from its descriptor alone.
 *
 * How rows are stored.  The SQL table and its columns have the descriptor's names (always written
 * in double quotes: "order", "from" and "case" are words of SQL).  INT, MONEY (price units),
 * DURATION (seconds) and DECIMAL (billionths) are BIGINT, everything else is canonical TEXT, so
 * that SQL sorts and compares them rightly; empty is NULL.  SHORTHAND columns are not stored;
 * VIRTUAL ones are computed (the status of a step from what happened to it).  Beside the columns
 * of the descriptor a row has `rev` (number of the journal entry that wrote it last) and, where
 * rows can be imported, `hash` (of its cells: an unchanged row is recognised without reading it).
 *
 * The order of rows is by key, byte by byte, an empty key cell first; any other column sorts with
 * empty cells last, whichever the direction, and by key among equals.
 */
#ifndef LIFEBOAT_MODEL_STORE_H
#define LIFEBOAT_MODEL_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db/db.h"
#include "model/selector.h"
#include "model/table.h"

/* Fills `io` (cells and rev) from the row whose key stands in its key cells.  ERR_NOT_FOUND names
 * the table and the key and says which keys come nearest. */
int store_get(struct db *db, struct record *io, struct err *err);
/* The same by "a/b/c"; `ret` is an initialised record, of whatever table. */
int store_get_key(struct db *db, const struct table *t, const char *key, struct record *ret,
		  struct err *err);
/* Does a row with this value in the first key column exist?  (What a reference asks.) */
int store_exists(struct db *db, const struct table *t, const char *key, bool *ret,
		 struct err *err);

/* Which rows, in which order. */
struct store_query {
	const struct table *table;
	const struct selector *where; /* NULL: all */
	int sort;                     /* column index; -1: by key */
	bool descending;
};

int store_count(struct db *db, const struct store_query *q, int64_t *ret, struct err *err);

/* Called with each row; the record is lent.  A non-zero result stops and is returned. */
typedef int store_row_fn(void *context, const struct record *r, struct err *err);
/* At most `limit` rows (negative: all) in the order of q.  Reads row by row: memory does not grow
 * with the table. */
int store_each(struct db *db, const struct store_query *q, int64_t limit, store_row_fn *fn,
	       void *context, struct err *err);

/* A page of a screen: at most `n` rows after (or, when `backwards`, before) the row `from`, whose
 * key and sort cells are read and which need not exist any more; NULL is the beginning (backwards:
 * the end).  rows[0..n) are initialised records; *ret_n of them are filled, always in the order of
 * q.  Costs the same at the end of a million rows as at the start. */
int store_page(struct db *db, const struct store_query *q, const struct record *from,
	       bool backwards, size_t n, struct record *rows, size_t *ret_n, struct err *err);

/* ---- for builders of SQL inside model/ ------------------------------------------------------- */

/* Is the column a BIGINT? */
bool store_is_number(const struct column *c);
/* Is it stored (neither SHORTHAND nor VIRTUAL)? */
bool store_is_stored(const struct column *c);
/* Binds a canonical cell to parameter `index` in its stored form; store_bind_key to be compared
 * with store_key_name. */
void store_bind(struct stmt *s, int index, const struct column *c, const char *canonical);
void store_bind_key(struct stmt *s, int index, const struct column *c, const char *canonical);
/* Appends the canonical text of result column `index`; returns false when it is NULL. */
bool store_text(const struct stmt *s, int index, const struct column *c, struct strbuf *out);
/* Appends `"name"` or `alias."name"`; `alias` NULL for none. */
void store_name(const char *alias, const char *name, struct strbuf *out);
/* Appends the column as its key index and the order by key know it: an optional key cell as ''. */
void store_key_name(const char *alias, const struct column *c, struct strbuf *out);
/* Appends what stands after FROM: `"assets" AS t`, or a derived table with the virtual columns. */
void store_from(const struct table *t, const char *alias, struct strbuf *out);
/* Appends the list of the stored and virtual columns in descriptor order, then rev. */
void store_columns(const struct table *t, const char *alias, struct strbuf *out);
/* Fills a record from a row of store_columns. */
void store_read(const struct stmt *s, struct record *ret);

#endif
