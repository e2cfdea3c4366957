/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Changing records: everything a user does in one go is one change.
 *
 * change_run opens a write transaction, calls `fn`, which puts and deletes rows, then checks every
 * reference in both directions, writes one journal entry and what undo needs, and commits; or
 * nothing happened.  References are checked at the end, so the order of the puts does not matter.
 * While an import fills an empty table of assets or installs its indexes are gone until the end of
 * the change: fn asks for rows by putting them, not by queries of its own.
 * fn may be called again after a retryable failure: it must start from `context` alone and reset
 * what it counted.
 *
 *	static int rename(struct change *c, void *context, struct err *err)
 *	{
 *		struct record *vendor = context;
 *
 *		return change_put(c, vendor, CHANGE_ALL_CELLS, PUT_SAME_REV, NULL, err);
 *	}
 *	...
 *	rc = change_run(db, &(struct change_info){ .action = "set", .now = now }, rename, &r,
 *			NULL, &err);
 */
#ifndef LIFEBOAT_MODEL_CHANGE_H
#define LIFEBOAT_MODEL_CHANGE_H

#include <stdint.h>

#include "db/db.h"
#include "model/table.h"
#include "util/msg.h"

struct change;

enum change_flags {
	CHANGE_DRY_RUN = 1 << 0, /* do, check and count everything, then take it back */
	CHANGE_NO_UNDO = 1 << 1, /* stored plans, execution records of the program itself */
	CHANGE_IMPORT = 1 << 2,  /* many rows: the journal gets counts and a digest of the rows instead
				  * of every row; references that lead nowhere reject the row that
				  * holds them (see `reject`) instead of the whole change */
};

/* A row that could not stay because of a reference; `tag` is what change_tag said last before the
 * row was put.  The row is as it was before the change. */
typedef void change_reject_fn(void *context, const struct table *t, const char *key, int64_t tag,
			      const struct err *why);

struct change_info {
	int64_t now;            /* instant, by the workspace clock */
	const char *person;     /* key in people; NULL when nobody is named */
	const char *os_user;    /* NULL: asked from the system */
	const char *action;     /* command word: "set", "delete", "import" … */
	const struct msg *label;/* what undo will say it takes back; NULL: made from the rows */
	const char *source;     /* name of the imported file; NULL none */
	unsigned flags;
	change_reject_fn *reject; /* with CHANGE_IMPORT; NULL: a dangling reference fails the change */
	void *reject_context;
};

struct change_counts {
	int64_t added, updated, unchanged, deleted, rejected;
};

typedef int change_fn(struct change *c, void *context, struct err *err);
/* `ret` may be NULL. */
int change_run(struct db *db, const struct change_info *info, change_fn *fn, void *context,
	       struct change_counts *ret, struct err *err);

/* ---- inside fn ------------------------------------------------------------------------------- */

enum put_mode {
	PUT_ANY,      /* add the row, or update the one with this key */
	PUT_NEW,      /* ERR_INPUT when the key exists */
	PUT_EXISTING, /* ERR_NOT_FOUND when it does not */
	PUT_SAME_REV, /* ERR_CONFLICT, naming both values, when the row's rev is not r->rev any more */
};
enum put_outcome { PUT_ADDED, PUT_UPDATED, PUT_UNCHANGED };

/* Bit i: cell i was given; other cells keep what is stored (defaults in a new row). */
#define CHANGE_ALL_CELLS UINT64_MAX

/* Stores a row of canonical cells.  Empty cells whose column has a default get it.  Runs
 * record_check on the row as it will be.  ERR_INPUT, ERR_NOT_FOUND and ERR_CONFLICT leave the
 * change usable: an importer rejects the row and goes on.  A SHORTHAND cell (assets.products) puts
 * the rows it stands for and never removes any.  `ret` may be NULL. */
int change_put(struct change *c, const struct record *r, uint64_t given, enum put_mode mode,
	       enum put_outcome *ret, struct err *err);
/* By the key cells; ERR_NOT_FOUND when there is none; `rev` 0 does not ask for a revision. */
int change_delete(struct change *c, const struct record *key, int64_t rev, struct err *err);
/* Adds a row of a read-only table (a stored plan): no look-up, no reference check. */
int change_insert(struct change *c, const struct record *r, struct err *err);

/* Number that goes with the rows put from now on (a line of a file), for `reject`. */
void change_tag(struct change *c, int64_t tag);
/* What happened so far to the rows of a table; all tables when NULL. */
struct change_counts change_counts(const struct change *c, const struct table *t);
/* Rows of a file that were not fit to be put: for the journal's count. */
void change_add_rejected(struct change *c, int64_t rows);
struct db *change_db(struct change *c);
const struct change_info *change_info(const struct change *c);
/* Number of the journal entry this change will be, and the rev of the rows it writes. */
int64_t change_number(const struct change *c);

#endif
