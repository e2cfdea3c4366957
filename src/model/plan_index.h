/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the plan tables are asked that no listing answers.
 */
#ifndef LIFEBOAT_MODEL_PLAN_INDEX_H
#define LIFEBOAT_MODEL_PLAN_INDEX_H

#include <stdint.h>

#include "db/db.h"

/* The version the next plan with this key gets, from 1.  Inside the transaction that stores it. */
int plan_next_version(struct db *db, const char *plan, int64_t *ret, struct err *err);

#endif
