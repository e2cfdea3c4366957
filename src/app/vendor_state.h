/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * States of vendors: what evidence and signed decisions make of them, kept in vendor_states and
 * journalled whenever they change.
 *
 * `confirmed` also follows from a live activation order that names the vendor, until it is stood
 * down; a completed one goes on counting.  A state change may run a program of the user's (policy on_state_change), after the change
 * is stored.
 */
#ifndef LIFEBOAT_APP_VENDOR_STATE_H
#define LIFEBOAT_APP_VENDOR_STATE_H

#include "app/evidence.h"
#include "model/change.h"

struct app;

struct state_change {
	char *vendor;
	enum vendor_state from, to;
};
struct state_changes {
	VEC(struct state_change) items;
};
void state_changes_release(struct state_changes *s);

/* Inside a change: brings vendor_states up to its instant and appends what changed.  Call it last:
 * it reads what the change has put so far. */
int vendor_states_update(struct change *c, struct state_changes *ret, struct err *err);
/* The same as a change of its own; nothing is written when nothing changed. */
int vendor_states_refresh(struct app *app, struct state_changes *ret, struct err *err);
/* Says what changed and runs the configured program for each, once the change is stored. */
int vendor_states_tell(struct app *app, const struct state_changes *s, struct err *err);

/* Do states depend on the rows of this table: cases, signals, who says so, by which rules? */
bool vendor_states_depend(const struct table *t);
/* Refreshes and tells: what is called after such rows were changed. */
int vendor_states_follow(struct app *app, struct err *err);

/* Is the vendor named by a live activation that is under way or was completed?  A case about it that was
 * closed since then, as no breach or a contained one, overtakes that decision. */
int vendor_is_decided(struct db *db, const char *vendor, bool *ret, struct err *err);

#endif
