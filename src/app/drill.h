/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a drill (or a launch) taught: measured times as new estimates of the playbook.
 *
 * A step instance counts when its start and its end were both recorded; plan/measured.h says what
 * becomes of the times.  Nothing changes by itself: the user accepts steps by name, or all, and what
 * is accepted is one ordinary change of playbooks rows that undo takes back.  Plans made before then
 * no longer match the data (R13).
 */
#ifndef LIFEBOAT_APP_DRILL_H
#define LIFEBOAT_APP_DRILL_H

#include "app/command.h"

struct app;

/* `word`: an order, or a plan as plan_ref reads it. */
int drill_show_estimates(struct app *app, const char *word, struct err *err);
/* Steps by their key or by the key of their row ("epp/R06/normal"); none and `all`: every one. */
int drill_accept(struct app *app, const char *word, const char *const *steps, size_t n, bool all,
		 struct err *err);

#endif
