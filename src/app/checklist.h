/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Checklists of a stored plan: who does what when, with boxes to tick, what to check and what to do
 * when it fails, as pages that read like the manual.
 */
#ifndef LIFEBOAT_APP_CHECKLIST_H
#define LIFEBOAT_APP_CHECKLIST_H

#include "app/plan_ref.h"
#include "io/page.h"
#include "model/snapshot.h"

struct app;

/* Which steps; NULL fields do not restrict. */
struct checklist_filter {
	const char *wave, *crew, *person, *site, *phase;
};

/* Fills an initialised-by-this-call page.  ERR_NOT_FOUND when no step is left. */
int checklist_page(struct app *app, const struct plan_ref *plan,
		   const struct checklist_filter *filter, struct page *ret, struct err *err);

/* The distinct values of a column of the plan's steps, in their order: what --each walks through. */
int checklist_values(struct app *app, const struct plan_ref *plan, const char *column,
		     struct arena *arena, struct text_list *ret, struct err *err);

#endif
