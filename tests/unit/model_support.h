/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the tests of records share: rows from words, one-row changes, tables as text.
 */
#ifndef LIFEBOAT_TESTS_MODEL_SUPPORT_H
#define LIFEBOAT_TESTS_MODEL_SUPPORT_H

#include "db_support.h"
#include "model/change.h"
#include "model/store.h"
#include "model/table.h"
#include "model/undo.h"

/* A record of the named table from "column", "text" pairs, NULL at the end; cells go through
 * value_canonical and must be good. */
void row_of(struct record *r, const char *table, ...);
/* Actor and clock for changes. */
const struct change_info *some_change(const char *action);

/* One put or delete as a change of its own; `r` is released. */
int put_row(struct db *db, struct record *r, enum put_mode mode, enum put_outcome *ret,
	    struct err *err);
int delete_row(struct db *db, const char *table, const char *key, struct err *err);
/* put_row of words that must succeed. */
#define put_words(db, ...) \
	do { \
		struct err err_ = ERR_INIT; \
		struct record r_; \
		row_of(&r_, __VA_ARGS__, (char *)NULL); \
		must(put_row((db), &r_, PUT_ANY, NULL, &err_), &err_); \
	} while (0)

/* Every row of every record table with its revision, one line each, in key order. */
void dump_tables(struct db *db, struct strbuf *out);
/* One cell of one row, "" when empty; fails when the row is missing. */
void cell_of(struct db *db, const char *table, const char *key, const char *column,
	     struct strbuf *out);
#define assert_cell(db, table, key, column, expected) \
	do { \
		struct strbuf cell_ = STRBUF_INIT; \
		cell_of((db), (table), (key), (column), &cell_); \
		assert_string_equal(cell_.buf, (expected)); \
		strbuf_release(&cell_); \
	} while (0)

#endif
