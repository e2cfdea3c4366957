/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One running program: which workspace, whose hands, what time it is.
 *
 * The clock is read here and nowhere below: --now or $LIFEBOAT_NOW sets it, a demo workspace
 * starts at its own date, and otherwise it is the system's.  The workspace opens on first use.
 */
#ifndef LIFEBOAT_APP_APP_H
#define LIFEBOAT_APP_APP_H

#include <stdbool.h>
#include <stdint.h>

#include "app/answer.h"
#include "db/db.h"
#include "model/change.h"
#include "util/err.h"

struct app {
	char *workspace;        /* path or URI */
	struct db *db;          /* NULL until app_db */
	bool now_given;
	int64_t now_override;   /* seconds UTC */
	char *person;           /* key in people, from --as or $LIFEBOAT_PERSON; NULL unknown */
	char *os_user;
	struct answer *answer;
	volatile int *stop;     /* set by signal handlers: long work ends soon after */
};

/* workspace NULL: $LIFEBOAT_WORKSPACE, else $XDG_DATA_HOME/lifeboat/workspace.db.  now NULL:
 * $LIFEBOAT_NOW, else unset. */
int app_init(struct app *app, const char *workspace, const char *now, struct err *err);
void app_release(struct app *app);
void app_set_person(struct app *app, const char *key);

/* The open workspace. */
int app_db(struct app *app, struct db **ret, struct err *err);
/* Creates the file and opens it; refuses one that exists. */
int app_create(struct app *app, struct err *err);
/* The workspace clock in seconds UTC.  Without --now: the instant the workspace itself says its
 * clock starts at (policy clock_starts, set in the demo) or the system's. */
int app_now(struct app *app, int64_t *ret, struct err *err);

/* Opens the workspace for a change by this user, now. */
int app_change(struct app *app, const char *action, struct change_info *ret,
	       struct db **ret_db, struct err *err);

/* What -o asks for: the whole file or nothing; NULL and "-" are the answer itself.  The workspace's
 * own files are never written over. */
int app_write(struct app *app, const char *path, const void *data, size_t length,
	      struct err *err);

/* Folder of the shipped data: $LIFEBOAT_DATADIR, else the installed one. */
const char *app_datadir(void);

#endif
