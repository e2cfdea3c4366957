/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the inbox is asked that no listing answers.
 */
#ifndef LIFEBOAT_MODEL_INBOX_H
#define LIFEBOAT_MODEL_INBOX_H

#include <stdbool.h>

#include "db/db.h"

/* Is there an item with this key, or with the same words? */
int inbox_knows(struct db *db, const char *item, const char *content, bool *ret, struct err *err);

#endif
