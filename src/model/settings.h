/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Single policy values straight from the workspace, for code that has no snapshot.
 */
#ifndef LIFEBOAT_MODEL_SETTINGS_H
#define LIFEBOAT_MODEL_SETTINGS_H

#include "db/db.h"

/* The value as stored, else the default of model/policy.c; owned by the caller, NULL when the
 * policy has no value.  db NULL: the default. */
int setting_get(struct db *db, const char *key, char **ret, struct err *err);

#endif
