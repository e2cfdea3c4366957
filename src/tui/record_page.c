/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/record_page.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/show.h"
#include "model/store.h"
#include "tui/form.h"
#include "tui/pager.h"
#include "tui/ui.h"
#include "util/mem.h"

struct record_page {
	struct record record;
	record_more_fn *more;
};

static void add_column(const struct record *r, size_t i, struct doc *doc)
{
	const struct column *c = &r->table->columns[i];
	struct strbuf text = STRBUF_INIT;

	show_cell(c, r->cell[i], &text);
	doc_row(doc, (const char *const[]){ c->name, text.buf });
	if (c->help && *c->help)
		doc_row_as(doc, ROLE_DIM, (const char *const[]){ "", _(c->help) });
	strbuf_release(&text);
}

/* Columns with something in them first; the empty ones are named at the end. */
static void add_columns(const struct record *r, struct doc *doc)
{
	static const bool right[2] = { false, false };
	struct strbuf empty = STRBUF_INIT;
	size_t i;

	doc_table(doc, NULL, right, 2);
	for (i = 0; i < r->table->n_columns; i++) {
		if (r->table->columns[i].flags & (COLF_SHORTHAND | COLF_INTERNAL))
			continue;
		if (r->cell[i])
			add_column(r, i, doc);
		else
			strbuf_add_sep(&empty, ", ", r->table->columns[i].name);
	}
	doc_end(doc);
	if (empty.len) {
		doc_text(doc, ROLE_NORMAL, 0, "");
		doc_textf(doc, ROLE_DIM, 0, _("not set: %s"), empty.buf);
	}
	strbuf_release(&empty);
}

static int page_load(struct view *v, struct err *err)
{
	struct record_page *p = v->data;
	struct doc *doc = pager_restart(v);
	struct db *db;
	int rc = app_db(v->ui->app, &db, err);

	if (rc < 0)
		return rc;
	/* Rows a screen made up itself are in no table and stay as they are. */
	if (table_find(p->record.table->name) == p->record.table &&
	    store_get(db, &p->record, NULL) < 0)
		doc_text(doc, ROLE_WARN, 0, _("This record is gone; these were its values."));
	if (p->more)
		rc = p->more(v->ui, &p->record, doc, err);
	add_columns(&p->record, doc);
	return rc;
}

static void page_close(struct view *v)
{
	struct record_page *p = v->data;

	record_release(&p->record);
	free(p);
}

static const struct record *page_record(struct view *v)
{
	return &((struct record_page *)v->data)->record;
}

static const struct view_ops page_ops = {
	.name = "record", .title = N_("Record"), .kind = &pager_kind,
	.help = N_("One record: each column, its value, and what it means.\n"),
	.load = page_load, .close = page_close, .subtitle = pager_subtitle, .record = page_record,
};
static const struct view_ops readonly_ops = {
	.name = "record", .title = N_("Details"), .kind = &pager_kind,
	.help = N_("One row in full: each column, its value, and what it means.\n"),
	.load = page_load, .close = page_close, .subtitle = pager_subtitle,
};

static bool may_change(const struct table *t)
{
	return table_find(t->name) == t && !(t->flags & TABLE_READONLY);
}

void record_page_open_more(struct ui *ui, const struct record *r, const char *title,
			   record_more_fn *more)
{
	struct record_page *p = mem_zalloc(1, sizeof(*p));
	struct err err = ERR_INIT;
	struct strbuf key = STRBUF_INIT;
	struct view *v;

	record_init(&p->record, r->table);
	record_copy(&p->record, r);
	p->more = more;
	if (view_new(ui, may_change(r->table) ? &page_ops : &readonly_ops, p, &v, &err) < 0) {
		ui_fail(ui, &err);
		return;
	}
	if (title) {
		strbuf_adds(&key, title);
	} else {
		strbuf_addf(&key, "%s ", r->table->one);
		record_key_text(r, &key);
	}
	pager_of(v)->subtitle = strbuf_detach(&key);
	ui_push(ui, v);
}

void record_page_open(struct ui *ui, const struct record *r)
{
	record_page_open_more(ui, r, NULL, NULL);
}

void record_edit(struct ui *ui, const struct record *r)
{
	if (may_change(r->table))
		form_open(ui, r->table, r);
	else
		ui_say(ui, _("table '%s' is written by the program only"), r->table->name);
}
