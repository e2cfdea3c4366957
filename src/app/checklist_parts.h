/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Only for checklist.c and checklist_sections.c.
 */
#ifndef LIFEBOAT_APP_CHECKLIST_PARTS_H
#define LIFEBOAT_APP_CHECKLIST_PARTS_H

#include <stdbool.h>

#include "app/checklist.h"
#include "db/db.h"
#include "util/map.h"
#include "util/vec.h"

/* Everything one page is made from. */
struct checklist {
	struct app *app;
	struct db *db;
	const struct plan_ref *plan;
	const struct checklist_filter *filter;
	struct page *page;
	VEC(struct record) steps;
	struct arena arena;
	struct map crews;   /* key → index into crew_rows */
	VEC(struct record) crew_rows;
	struct map products; /* leaving and coming products of the plan */
	bool whole;          /* every step of the plan: all that is held ready counts */
	struct map needs;    /* kinds and items its steps need → place in need_names */
	VEC(char *) need_names;
	struct strbuf marks; /* drill, override: on every page */
	struct strbuf today; /* YYYY-MM-DD */
	bool alone;          /* one person activated it */
	struct map zones;    /* site → time zone in arena texts of `zone_names` */
	VEC(char *) zone_names;
	char *timezone;      /* of the workspace */
	bool live;           /* activated: absolute times are there */
};

/* The sections in their order; each adds to c->page. */
void checklist_name(struct checklist *c);
void checklist_synopsis(struct checklist *c);
int checklist_before(struct checklist *c, struct err *err);
void checklist_steps(struct checklist *c);
int checklist_assets(struct checklist *c, struct err *err);
int checklist_end(struct checklist *c, struct err *err);

#endif
