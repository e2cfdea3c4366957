/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Single rows of one table while something changes them: for change.c and undo.c only.
 *
 * A `struct rows` holds the statements of its table, made when first needed and given back by
 * rows_release.  Cells are canonical texts in descriptor order, NULL where empty; cells that are not
 * stored are ignored.
 */
#ifndef LIFEBOAT_MODEL_ROW_H
#define LIFEBOAT_MODEL_ROW_H

#include "db/db.h"
#include "model/table.h"

enum row_statement { ROW_FIND, ROW_READ, ROW_INSERT, ROW_UPDATE, ROW_DELETE, ROW_N_STATEMENTS };

struct rows {
	struct db *db;
	const struct table *table;
	struct stmt *stmt[ROW_N_STATEMENTS];
	int key[8];
	size_t n_key;
};

void rows_init(struct rows *rows, struct db *db, const struct table *t);
void rows_release(struct rows *rows);

/* 1 and revision and hash when the row with these key cells exists, else 0. */
int rows_find(struct rows *rows, char *const *cell, int64_t *ret_rev, int64_t *ret_hash,
	      struct err *err);
/* 1 and the whole row, else 0. */
int rows_read(struct rows *rows, char *const *key_cell, struct record *ret, struct err *err);
int rows_insert(struct rows *rows, char *const *cell, int64_t rev, int64_t hash,
		struct err *err);
/* Writes every cell but the key. */
int rows_update(struct rows *rows, char *const *cell, int64_t rev, int64_t hash,
		struct err *err);
int rows_delete(struct rows *rows, char *const *key_cell, struct err *err);

/* The image of the stored cells (model/image.h), for the journal and the hash. */
void row_image(const struct table *t, char *const *cell, struct strbuf *out);
/* SipHash-2-4 of an image: tells an unchanged row.  Not a safeguard against an adversary, which
 * needs none: a row that is wrongly taken for unchanged is the same row in all but the attacker's
 * own cells. */
int64_t row_hash(const struct strbuf *image);
/* The image undo keeps: the revision, then the cells; and back.  `ret` is initialised. */
void row_image_with_rev(const struct record *r, struct strbuf *out);
int row_from_image(const void *image, size_t size, struct record *ret, struct err *err);

#endif
