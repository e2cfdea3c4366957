/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms: checking, storing, and what happens when somebody else was faster. */
#include "config.h"
#include "tui/form_parts.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/vendor_state.h"
#include "model/change.h"
#include "model/store.h"
#include "tui/doc_answer.h"
#include "tui/ui.h"
#include "util/mem.h"

struct put {
	struct record record;
	uint64_t given;
	enum put_mode mode;
};

static int put_record(struct change *c, void *context, struct err *err)
{
	const struct put *p = context;

	return change_put(c, &p->record, p->given, p->mode, NULL, err);
}

/* Stops at the first field that cannot be stored. */
static bool check_all(struct view *v)
{
	struct form *f = form_of(v);
	size_t i;

	for (i = 0; i < f->fields.n; i++) {
		if (!field_check(f, &f->fields.items[i])) {
			f->at = i;
			return false;
		}
	}
	return true;
}

static void fill(const struct form *f, struct put *p)
{
	size_t i;

	record_init(&p->record, f->table);
	record_copy(&p->record, &f->original);
	p->mode = f->original.rev ? PUT_SAME_REV : PUT_NEW;
	for (i = 0; i < f->fields.n; i++) {
		const struct field *field = &f->fields.items[i];
		const struct column *c = &f->table->columns[field->column];
		char *canonical = NULL;

		if (!(c->flags & COLF_KEY) && f->original.rev && !field_changed(f, field))
			continue;
		p->given |= UINT64_C(1) << field->column;
		if (field->fixed)
			continue;
		/* checked before: cannot fail */
		(void)value_canonical(c, field->edit.text.buf, &canonical, NULL);
		free(p->record.cell[field->column]);
		p->record.cell[field->column] = canonical;
	}
}

static bool same(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

/* Takes over what others changed; where both changed, keeps ours and shows theirs beside it. */
static void take_theirs(struct view *v)
{
	struct form *f = form_of(v);
	struct record now;
	struct db *db;
	size_t i;

	record_init(&now, f->table);
	record_copy(&now, &f->original);
	if (app_db(v->ui->app, &db, NULL) < 0 || store_get(db, &now, NULL) < 0) {
		record_release(&now);
		return;
	}
	for (i = 0; i < f->fields.n; i++) {
		struct field *field = &f->fields.items[i];
		const char *stored = now.cell[field->column];

		if (same(stored, f->original.cell[field->column]))
			continue;
		if (!field_changed(f, field)) {
			edit_set(&field->edit, stored ? stored : "");
		} else if (!same(stored, field->edit.text.buf)) {
			free(field->theirs);
			field->theirs = mem_strdup(stored ? stored : "");
			f->at = i;
		}
	}
	record_copy(&f->original, &now);
	record_release(&now);
}

static void stored(struct view *v, const struct put *p)
{
	struct ui *ui = v->ui;
	struct strbuf key = STRBUF_INIT;
	bool added = p->mode == PUT_NEW;
	const struct table *t = p->record.table;
	struct view *below;

	record_key_text(&p->record, &key);
	ui_pop(ui);
	below = ui_top(ui);
	if (added && below->ops->kind->select)
		below->ops->kind->select(below, t, key.buf);
	ui_say(ui, added ? _("%s %s added") : _("%s %s saved"), t->one, key.buf);
	strbuf_release(&key);
}

/* States of vendors follow what is said about them; the last change is told. */
static void follow_states(struct ui *ui)
{
	struct state_changes changes = { VEC_INIT };
	struct doc doc = DOC_INIT;
	struct doc_answer answer;
	struct err err = ERR_INIT;
	int rc;

	doc_answer_init(&answer, &doc);
	ui->app->answer = &answer.answer;
	rc = vendor_states_refresh(ui->app, &changes, &err);
	if (rc == 0)
		rc = vendor_states_tell(ui->app, &changes, &err);
	ui->app->answer = NULL;
	if (rc < 0)
		ui_fail(ui, &err);
	else if (changes.items.n) {
		const struct state_change *x = &VEC_LAST(&changes.items);

		ui_say(ui, _("%s: %s → %s"), x->vendor, vendor_state_names[x->from],
		       vendor_state_names[x->to]);
	}
	state_changes_release(&changes);
	doc_answer_release(&answer);
	doc_release(&doc);
	err_release(&err);
}

void form_store(struct view *v)
{
	struct form *f = form_of(v);
	struct put p = { .given = 0 };
	struct change_info info;
	struct err err = ERR_INIT;
	struct db *db;
	int rc;

	if (!check_all(v))
		return;
	if (f->original.rev && !form_changed(f)) {
		ui_pop(v->ui);
		ui_say(v->ui, "%s", _("nothing was changed"));
		return;
	}
	fill(f, &p);
	rc = app_change(v->ui->app, "set", &info, &db, &err);
	if (rc == 0)
		rc = change_run(db, &info, put_record, &p, NULL, &err);
	if (rc == ERR_CONFLICT && f->original.rev)
		take_theirs(v);
	if (rc < 0)
		ui_fail(v->ui, &err);
	else {
		struct ui *ui = v->ui; /* the form is gone after this */

		stored(v, &p);
		if (vendor_states_depend(p.record.table))
			follow_states(ui);
	}
	record_release(&p.record);
}
