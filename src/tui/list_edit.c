/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists: changing, adding and deleting the records they show. */
#include "config.h"
#include "tui/list.h"

#include <stdlib.h>

#include "app/app.h"
#include "model/change.h"
#include "tui/form.h"
#include "tui/record_page.h"
#include "tui/ui.h"
#include "util/mem.h"

void list_edit(struct view *v)
{
	const struct record *r = list_selected(v);

	if (r)
		record_edit(v->ui, r);
}

void list_add(struct view *v)
{
	form_open(v->ui, list_of(v)->rows.source.table, NULL);
}

/* ---- delete ---------------------------------------------------------------------------------- */

struct deletion {
	const struct table *table;
	VEC(char *) keys;
	int64_t rev; /* of a single one; 0: whatever it is */
};

static void deletion_free(void *context)
{
	struct deletion *d = context;
	size_t i;

	for (i = 0; i < d->keys.n; i++)
		free(d->keys.items[i]);
	VEC_RELEASE(&d->keys);
	free(d);
}

static int delete_all(struct change *c, void *context, struct err *err)
{
	const struct deletion *d = context;
	struct record r;
	size_t i;
	int rc = 0;

	record_init(&r, d->table);
	for (i = 0; rc == 0 && i < d->keys.n; i++) {
		record_clear(&r);
		rc = record_key_parse(&r, d->keys.items[i], err);
		if (rc == 0)
			rc = change_delete(c, &r, d->rev, err);
	}
	record_release(&r);
	return rc;
}

static void run_delete(struct ui *ui, void *context)
{
	struct deletion *d = context;
	struct view *v = ui_top(ui);
	struct strbuf undo = STRBUF_INIT;
	struct change_info info;
	struct err err = ERR_INIT;
	struct db *db;
	size_t i;

	if (app_change(ui->app, "delete", &info, &db, &err) < 0 ||
	    change_run(db, &info, delete_all, d, NULL, &err) < 0) {
		ui_fail(ui, &err);
	} else {
		for (i = 0; i < d->keys.n; i++)
			list_mark(list_of(v), d->keys.items[i], false);
		ui_refresh(ui, true);
		keymap_short(&ui->keys, ACT_UNDO, &undo);
		ui_say(ui, n_("%zu record deleted; %s brings it back",
			      "%zu records deleted; %s brings them back", d->keys.n),
		       d->keys.n, undo.buf);
	}
	strbuf_release(&undo);
	deletion_free(d);
}

void list_delete(struct view *v)
{
	struct list *l = list_of(v);
	const struct record *r = list_selected(v);
	struct deletion *d;
	struct strbuf text = STRBUF_INIT;
	size_t i;

	if (!r && !l->marks.n)
		return;
	d = mem_zalloc(1, sizeof(*d));
	d->table = l->rows.source.table;
	for (i = 0; i < l->marks.n; i++)
		VEC_PUSH(&d->keys, mem_strdup(l->marks.items[i]));
	if (!l->marks.n) {
		record_key_text(r, &text);
		VEC_PUSH(&d->keys, mem_strdup(text.buf));
		d->rev = r->rev;
	}
	strbuf_reset(&text);
	if (l->marks.n)
		strbuf_addf(&text, n_("Delete %zu marked record of '%s'?",
				      "Delete %zu marked records of '%s'?", l->marks.n),
			    l->marks.n, d->table->name);
	else
		strbuf_addf(&text, _("Delete %s '%s'?"), d->table->one, d->keys.items[0]);
	ask_open(&v->ui->ask, text.buf, run_delete, d, deletion_free);
	strbuf_release(&text);
}
