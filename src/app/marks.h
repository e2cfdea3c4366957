/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Marks that stay on everything made from an activated plan: that it is a drill, and that one person
 * acted alone.
 */
#ifndef LIFEBOAT_APP_MARKS_H
#define LIFEBOAT_APP_MARKS_H

#include <stdbool.h>

#include "app/plan_ref.h"
#include "db/db.h"

/* Appends a line for each mark, in the reader's language; nothing for a plan without any. */
int plan_marks(struct db *db, const struct plan_ref *plan, struct strbuf *out, struct err *err);
/* The same as a word or two for a title or a cell: "DRILL", "OVERRIDE". */
int plan_marks_short(struct db *db, const struct plan_ref *plan, struct strbuf *out, struct err *err);
int plan_is_overridden(struct db *db, const struct plan_ref *plan, bool *ret, struct err *err);
struct app;
/* The same beside an answer whose rows leave no room for it. */
int plan_marks_note(struct app *app, const struct plan_ref *plan, struct err *err);
/* The order that activated this version, into an initialised record of orders.  ERR_NOT_FOUND when it
 * was not activated. */
int plan_order(struct db *db, const struct plan_ref *plan, struct record *ret, struct err *err);

#endif
