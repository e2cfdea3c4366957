/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the inbox to signals.
 */
#ifndef LIFEBOAT_APP_INBOX_H
#define LIFEBOAT_APP_INBOX_H

#include "app/command.h"
#include "model/change.h"

/* What the person decides differently from what was proposed; NULL: as it stands. */
struct inbox_choice {
	const char *kind, *scope, *vendor, *case_key, *credibility, *title;
};

/* Inside a change: makes a signal of the item (a row of inbox with state proposed), in the vendor's
 * open case; a kind and a vendor must be known in the end.  `choice` may be NULL. */
int inbox_take(struct change *c, struct record *item, const struct inbox_choice *choice,
	       struct err *err);
/* The same as policy watch_accept has it, nobody being asked; leaves the item as it is where it could
 * not count. */
int inbox_take_by_policy(struct change *c, struct record *item, struct err *err);

#endif
