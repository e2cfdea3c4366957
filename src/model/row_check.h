/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows that are not as the program wrote them: somebody changed the file by hand.
 *
 * Every row that can change carries the hash of its cells, and the number of the journal entry that
 * wrote it.  A row whose hash does not fit was changed by somebody who did not know of it; a row that
 * differs from what its own entry says it became was changed by somebody who did, and the journal's
 * chain tells whether that entry can be trusted.  Stored plans are covered by the digest that is
 * signed instead, and a row that was taken out shows only where something refers to it.
 */
#ifndef LIFEBOAT_MODEL_ROW_CHECK_H
#define LIFEBOAT_MODEL_ROW_CHECK_H

#include <stdint.h>

#include "db/db.h"
#include "model/table.h"

/* `rev`: the entry the row says it was written by. */
typedef int row_check_fn(void *context, const struct table *t, const char *key, int64_t rev,
			 struct err *err);
/* Reads every row of every table that can change. */
int rows_check(struct db *db, row_check_fn *fn, void *context, struct err *err);

#endif
