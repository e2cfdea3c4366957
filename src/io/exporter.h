/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be exported, and to what.
 *
 * An exporter is one row in the list of exporters.c.  Most write rows of a table as CSV and need no
 * code: they name the table and its columns, which are the contract with whoever reads the file.
 * Others give a function.  An exporter appends to `out`; the caller writes the file atomically.
 */
#ifndef LIFEBOAT_IO_EXPORTER_H
#define LIFEBOAT_IO_EXPORTER_H

#include <stdbool.h>
#include <stddef.h>

#include "db/db.h"
#include "model/store.h"
#include "util/msg.h"
#include "util/strbuf.h"

struct export_request {
	struct db *db;
	const char *plan;      /* key in plans; NULL when the export needs none */
	int64_t version;
	int64_t now;           /* workspace clock, seconds UTC */
	bool spreadsheet_safe; /* guard cells that a spreadsheet would run */
	msg_translate_fn *translate; /* sentences stored as messages */
};

struct exporter {
	const char *what;      /* "plan" */
	const char *target;    /* "lifeboat" */
	const char *help;      /* N_() */
	bool needs_plan;
	const char *table;     /* CSV of these columns of this table, in the order of `sort` … */
	const char *columns;
	const char *sort;      /* column; NULL: by key */
	int (*write)(const struct export_request *r, struct strbuf *out, struct err *err); /* or so */
};

extern const struct exporter exporters[];
extern const size_t n_exporters;

const struct exporter *exporter_find(const char *what, const char *target);
int exporter_run(const struct exporter *e, const struct export_request *r, struct strbuf *out,
		 struct err *err);

/* For exporters with a function: each row of a plan table that belongs to the plan of the request. */
int exporter_each_row(const struct export_request *r, const struct table *t, store_row_fn *fn,
		      void *context, struct err *err);

#endif
