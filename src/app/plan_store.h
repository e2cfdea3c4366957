/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Storing a plan: struct plan to rows of the plan_* tables.
 *
 * A stored version never changes.  The rows carry texts, not indexes, so that a plan stays readable
 * when the inventory moves on.
 */
#ifndef LIFEBOAT_APP_PLAN_STORE_H
#define LIFEBOAT_APP_PLAN_STORE_H

#include "model/change.h"
#include "plan/plan.h"

/* What makes a stored version the one that is carried out. */
struct plan_launch {
	int64_t at;         /* T+0 */
	bool drill;
	int64_t parent;     /* the version that was approved */
};

struct plan_to_store {
	const struct snapshot *snapshot;
	const struct plan_request *request;
	const struct plan *plan;
	const char *key;        /* key in plans */
	const char *solver;     /* program that chose the replacements, with its version */
	const struct plan_launch *launch; /* NULL: a draft, without absolute times */
};

/* Stores the next version under the key, in one change. */
int plan_store(struct db *db, const struct change_info *info, const struct plan_to_store *what,
	       int64_t *ret_version, struct err *err);

/* The same inside a change that does more. */
int plan_store_in(struct change *c, const struct plan_to_store *what, int64_t *ret_version,
		  struct err *err);

#endif
