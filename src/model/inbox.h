/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the inbox is asked that no listing answers.
 */
#ifndef LIFEBOAT_MODEL_INBOX_H
#define LIFEBOAT_MODEL_INBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "db/db.h"
#include "model/table.h"

/* Is there an item with the key of this row, or one about the same vendor with the same words? */
int inbox_knows(struct db *db, const struct record *item, bool *ret, struct err *err);
/* Items of the source that nobody has judged. */
int inbox_waiting(struct db *db, const char *source, int64_t *ret, struct err *err);

#endif
