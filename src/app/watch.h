/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Watching sources: fetch, read, match, and put what is about our vendors into the inbox.
 *
 * A source is polled without holding the workspace; what it gave is stored in one change.  News that
 * names no vendor or product of the workspace is left out, so is news older than policy
 * watch_recent, and the same news (by its id in the source, or by its words) comes once.  Items wait
 * as proposals until a person accepts them; kinds named by policy watch_accept are accepted at once
 * when their source is graded A.  A source that fails is noted and does not hold up the others.
 */
#ifndef LIFEBOAT_APP_WATCH_H
#define LIFEBOAT_APP_WATCH_H

#include "app/command.h"
#include "util/err.h"

struct app;

/* Polls each source with an address once and tells what came.  ERR_ANSWER_NO when one failed. */
int watch_once(struct app *app, struct err *err);
/* Again every policy watch_every, until the user stops it. */
int watch_forever(struct app *app, struct err *err);

/* Makes a signal of a proposed item; options of the call: kind, case, credibility, vendor. */
int inbox_accept(struct app *app, const struct call *call, struct err *err);
int inbox_dismiss(struct app *app, const struct call *call, struct err *err);

#endif
