/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows of any table as an answer: what list, show, plan list, gaps, cost and ready share.
 */
#ifndef LIFEBOAT_APP_SHOW_H
#define LIFEBOAT_APP_SHOW_H

#include "app/command.h"
#include "model/selector.h"
#include "model/store.h"

struct app;

/* The table with this name, or a sentence with the nearest names. */
int show_table(const char *name, const struct table **ret, struct err *err);

struct show_query {
	struct store_query store;
	struct selector *where;   /* owned; the user's --where, with `fixed` before it */
	int64_t limit;            /* -1 all */
	int columns[64];          /* indexes of what is shown */
	size_t n_columns;
	bool chosen;              /* --columns or --all was given */
	/* For people: appends the cell as it is to be shown and returns true, or returns false for the
	 * usual way.  NULL: always the usual way. */
	bool (*cell)(const struct record *r, int column, struct strbuf *out);
};

/* From --where, --sort, --limit, --columns and --all of the call. */
int show_query_init(struct show_query *q, const struct table *t, const struct call *call,
		    struct err *err);
/* Adds a condition in the selector language, e.g. the plan the rows belong to. */
int show_query_add(struct show_query *q, const char *selector, struct err *err);
/* Shows these columns unless the user chose others.  Names separated by commas. */
void show_query_columns(struct show_query *q, const char *names);
void show_query_release(struct show_query *q);

int show_rows(struct app *app, const struct show_query *q, struct err *err);
/* Column and value, one below the other. */
void show_record(struct app *app, const struct record *r);
/* A cell as people read it: messages translated. */
void show_cell(const struct column *c, const char *canonical, struct strbuf *out);

#endif
