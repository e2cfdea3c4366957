/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Only for watch*.c.
 */
#ifndef LIFEBOAT_APP_WATCH_PARTS_H
#define LIFEBOAT_APP_WATCH_PARTS_H

#include "db/db.h"
#include "io/feed.h"
#include "io/fetch.h"
#include "model/table.h"
#include "util/arena.h"
#include "util/vec.h"

struct app;

/* A name of a vendor or product, folded. */
struct watch_name {
	char *folded, *vendor, *product; /* product NULL: the vendor's own name */
};

struct watch {
	struct app *app;
	struct db *db;
	int64_t now;
	struct fetch_options fetch;
	int64_t recent;        /* s */
	char *accepted_kinds;  /* list */
	char *proxy;
	VEC(struct record) sources;
	VEC(struct watch_name) names; /* in `arena` */
	struct arena arena;
};

/* What one poll gave. */
struct polled {
	const struct record *source;
	struct record row;     /* of polls, as it will be */
	struct feed feed;
	bool unchanged;
	size_t proposed;       /* new items in the inbox */
	size_t waiting;        /* items of this source there that nobody has judged */
	size_t left_out;       /* new ones that found no room; they come with the next poll */
};

int watch_names(struct watch *w, struct err *err);
void watch_names_release(struct watch *w);
/* Stores all of one poll in one change. */
int watch_store(struct watch *w, struct polled *p, struct err *err);

#endif
