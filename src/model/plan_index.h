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

/* Sets the state of a stored plan, the one thing about it that moves on.  Inside a change. */
int plan_set_state(struct db *db, const char *plan, int64_t version, const char *state,
		   struct err *err);
/* Steps of the plan that are neither done nor skipped. */
int plan_steps_open(struct db *db, const char *plan, int64_t version, int64_t *ret,
		    struct err *err);
/* A fact about the workspace itself (table workspace).  Inside a write. */
int workspace_fact_set(struct db *db, const char *name, const char *value, struct err *err);

#endif
