/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/show.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "util/i18n.h"
#include "util/mem.h"
#include "util/near.h"

int show_table(const char *name, const struct table **ret, struct err *err)
{
	const struct table *t = table_find(name);
	const char *near = NULL;
	size_t i, best = 4;

	for (i = 0; !t && i < model_n_tables; i++) {
		size_t d = near_distance(name, model_tables[i]->name, best);

		if (d < best) {
			best = d;
			near = model_tables[i]->name;
		}
	}
	if (t) {
		*ret = t;
		return 0;
	}
	if (near)
		return err_set(err, ERR_USAGE, N_("there is no table '%s'; did you mean '%s'?"), name,
			       near);
	return err_set(err, ERR_USAGE, N_("there is no table '%s'; 'lifeboat help data' lists them"),
		       name);
}

static int choose_columns(struct show_query *q, const char *names, struct err *err)
{
	const struct table *t = q->store.table;

	if (!*names)
		return err_set(err, ERR_USAGE, N_("--columns names no column; 'lifeboat help %s' lists "
						  "them"), t->name);
	q->n_columns = 0;
	while (*names) {
		size_t n = strcspn(names, ",");
		char *name = mem_strndup(names, n);
		int c = table_column(t, name);

		if (c < 0) {
			int rc = err_set(err, ERR_USAGE, N_("table '%s' has no column '%s'"), t->name,
					 name);

			free(name);
			return rc;
		}
		free(name);
		if (q->n_columns < sizeof(q->columns) / sizeof(q->columns[0]))
			q->columns[q->n_columns++] = c;
		names += n;
		names += *names == ',';
	}
	return 0;
}

static void preset_columns(struct show_query *q, bool all)
{
	const struct table *t = q->store.table;
	const unsigned wanted = COLF_LISTED | COLF_KEY;
	size_t i;

	q->n_columns = 0;
	for (i = 0; i < t->n_columns; i++)
		if ((all && !(t->columns[i].flags & COLF_SHORTHAND)) ||
		    (!all && (t->columns[i].flags & wanted)))
			q->columns[q->n_columns++] = (int)i;
}

static int take_sort(struct show_query *q, const char *sort, struct err *err)
{
	if (!sort)
		return 0;
	q->store.descending = *sort == '-';
	q->store.sort = table_column(q->store.table, sort + (*sort == '-'));
	if (q->store.sort < 0)
		return err_set(err, ERR_USAGE, N_("--sort: table '%s' has no column '%s'"),
			       q->store.table->name, sort);
	return 0;
}

int show_query_init(struct show_query *q, const struct table *t, const struct call *call,
		    struct err *err)
{
	const char *where = call_option(call, "where"), *columns = call_option(call, "columns");
	const char *format = call_option(call, "format");
	bool all = call_switch(call, "all") || (format && strcmp(format, "table") != 0);
	int rc;

	memset(q, 0, sizeof(*q));
	q->store.table = t;
	q->store.sort = -1;
	rc = call_option_int(call, "limit", 0, INT64_MAX, -1, &q->limit, err);
	if (rc == 0)
		rc = take_sort(q, call_option(call, "sort"), err);
	preset_columns(q, all);
	q->chosen = all || columns;
	if (rc == 0 && columns)
		rc = choose_columns(q, columns, err);
	if (rc == 0 && where)
		rc = show_query_add(q, where, err);
	return rc;
}

int show_query_add(struct show_query *q, const char *selector, struct err *err)
{
	struct strbuf text = STRBUF_INIT;
	struct selector *both;
	int rc;

	if (q->where)
		selector_text(q->where, &text);
	strbuf_add_sep(&text, " ", selector);
	rc = selector_parse(q->store.table, text.buf, &both, err);
	strbuf_release(&text);
	if (rc < 0)
		return rc;
	selector_free(q->where);
	q->where = both;
	q->store.where = both;
	return 0;
}

void show_query_columns(struct show_query *q, const char *names)
{
	if (!q->chosen)
		(void)choose_columns(q, names, NULL);
}

void show_query_release(struct show_query *q)
{
	selector_free(q->where);
	q->where = NULL;
	q->store.where = NULL;
}

void show_cell(const struct column *c, const char *canonical, struct strbuf *out)
{
	if (!canonical)
		return;
	if (c->type == COL_MESSAGE)
		msg_render_text(canonical, gettext, out);
	else
		strbuf_adds(out, canonical);
}

static bool is_number(const struct column *c)
{
	return c->type == COL_INT || c->type == COL_MONEY || c->type == COL_RATIO ||
	       c->type == COL_DURATION;
}

struct rows {
	struct app *app;
	const struct show_query *q;
};

static int one_row(void *context, const struct record *r, struct err *err)
{
	const struct rows *rows = context;
	const struct show_query *q = rows->q;
	const char *cells[64];
	char *owned[64] = { NULL };
	size_t i;

	for (i = 0; i < q->n_columns; i++) {
		const struct column *c = &q->store.table->columns[q->columns[i]];
		const char *cell = r->cell[q->columns[i]];

		struct strbuf text = STRBUF_INIT;

		if (q->cell && q->cell(r, q->columns[i], &text)) {
			cell = owned[i] = strbuf_detach(&text);
		} else if (cell && c->type == COL_MESSAGE) {
			show_cell(c, cell, &text);
			cell = owned[i] = strbuf_detach(&text);
		}
		cells[i] = cell;
	}
	answer_row(rows->app->answer, cells);
	for (i = 0; i < q->n_columns; i++)
		free(owned[i]);
	if (rows->app->stop && *rows->app->stop)
		return err_set(err, ERR_INTERRUPTED, N_("interrupted"));
	return 0;
}

int show_rows(struct app *app, const struct show_query *q, struct err *err)
{
	struct answer_column columns[64];
	struct rows rows = { app, q };
	struct db *db;
	size_t i;
	int rc = app_db(app, &db, err);

	if (rc < 0)
		return rc;
	for (i = 0; i < q->n_columns; i++) {
		const struct column *c = &q->store.table->columns[q->columns[i]];

		columns[i] = (struct answer_column){ c->name, NULL, is_number(c) };
	}
	answer_table(app->answer, q->store.table->name, columns, q->n_columns);
	rc = store_each(db, &q->store, q->limit, one_row, &rows, err);
	answer_end(app->answer);
	return rc;
}

void show_record(struct app *app, const struct record *r)
{
	const struct answer_column columns[] = {
		{ "column", _("column"), false },
		{ "value", _("value"), false },
	};
	size_t i;

	answer_table(app->answer, r->table->name, columns, 2);
	for (i = 0; i < r->table->n_columns; i++) {
		struct strbuf text = STRBUF_INIT;

		show_cell(&r->table->columns[i], r->cell[i], &text);
		if (!(r->table->columns[i].flags & COLF_SHORTHAND))
			answer_row(app->answer, (const char *const[]){ r->table->columns[i].name,
								       r->cell[i] ? text.buf : NULL });
		strbuf_release(&text);
	}
	answer_end(app->answer);
}
