/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Work that may take long: it runs in a thread, the screen stays as it is and says so, and the user
 * can stop it.
 *
 * While it runs the workspace belongs to that thread.  What is typed meanwhile is kept and taken
 * afterwards.  The work learns that it is to stop by the end of its statement (ERR_INTERRUPTED) and
 * by app->stop.
 */
#ifndef LIFEBOAT_TUI_BUSY_H
#define LIFEBOAT_TUI_BUSY_H

#include <stdbool.h>

#include "util/err.h"
#include "util/strbuf.h"

struct ui;

struct busy_work {
	int (*run)(void *context, struct err *err);
	/* How far it is, in a few words; asked by the other thread.  May be NULL. */
	void (*progress)(void *context, struct strbuf *out);
	/* Told once that it is to stop.  May be NULL. */
	void (*stop)(void *context);
	void *context;
	bool typing_stops; /* the next key makes it pointless: a filter that is still being typed */
};

/* Returns what run returned. */
int busy_run(struct ui *ui, const struct busy_work *work, struct err *err);

#endif
