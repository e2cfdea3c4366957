/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/form.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "model/store.h"
#include "tui/complete.h"
#include "tui/form_parts.h"
#include "tui/state.h"
#include "tui/ui.h"
#include "util/mem.h"

/* ---- fields ---------------------------------------------------------------------------------- */

static const char *original_text(const struct form *f, const struct field *field)
{
	const char *cell = f->original.cell[field->column];

	return cell ? cell : "";
}

bool field_changed(const struct form *f, const struct field *field)
{
	const struct column *c = &f->table->columns[field->column];
	char *canonical = NULL;
	bool changed;

	if (strcmp(field->edit.text.buf, original_text(f, field)) == 0)
		return false;
	/* "1.50" for "1.5" is no change */
	if (value_canonical(c, field->edit.text.buf, &canonical, NULL) < 0)
		return true;
	changed = strcmp(canonical ? canonical : "", original_text(f, field)) != 0;
	free(canonical);
	return changed;
}

bool field_check(const struct form *f, struct field *field)
{
	const struct column *c = &f->table->columns[field->column];
	struct err err = ERR_INIT;
	char *canonical = NULL;

	strbuf_reset(&field->problem);
	if (field->fixed)
		return true;
	if (value_canonical(c, field->edit.text.buf, &canonical, &err) < 0)
		err_render(&err, gettext, &field->problem);
	else if (!canonical && (c->flags & COLF_REQUIRED) && !c->preset)
		strbuf_addf(&field->problem, _("column '%s' may not be empty"), c->name);
	err_release(&err);
	free(canonical);
	return !field->problem.len;
}

bool form_changed(const struct form *f)
{
	size_t i;

	for (i = 0; i < f->fields.n; i++)
		if (field_changed(f, &f->fields.items[i]))
			return true;
	return false;
}

static struct field *field_at(const struct view *v)
{
	return &form_of(v)->fields.items[form_of(v)->at];
}

/* ---- life ------------------------------------------------------------------------------------ */

static void form_start(struct view *v)
{
	struct form *f = mem_zalloc(1, sizeof(*f));

	strbuf_init(&f->hint);
	v->state = f;
}

static void form_close(struct view *v)
{
	struct form *f = form_of(v);
	size_t i;

	for (i = 0; i < f->fields.n; i++) {
		edit_release(&f->fields.items[i].edit);
		strbuf_release(&f->fields.items[i].problem);
		free(f->fields.items[i].theirs);
	}
	VEC_RELEASE(&f->fields);
	record_release(&f->original);
	strbuf_release(&f->hint);
	free(f);
}

static void add_field(struct form *f, size_t column, bool adding)
{
	const struct column *c = &f->table->columns[column];
	struct field field = { .column = (int)column, .edit = EDIT_INIT, .problem = STRBUF_INIT };

	field.fixed = !adding && (c->flags & COLF_KEY);
	edit_set(&field.edit, f->original.cell[column] ? f->original.cell[column] : "");
	VEC_PUSH(&f->fields, field);
}

static void make_fields(struct form *f, bool adding)
{
	size_t i;

	for (i = 0; i < f->table->n_columns; i++) {
		unsigned flags = f->table->columns[i].flags;

		/* what an import would expand (assets.products) only makes sense in a new record */
		if ((flags & (COLF_VIRTUAL | COLF_INTERNAL)) || ((flags & COLF_SHORTHAND) && !adding))
			continue;
		add_field(f, i, adding);
	}
	for (i = 0; i + 1 < f->fields.n && f->fields.items[i].fixed; i++)
		f->at = i + 1;
}

/* ---- actions --------------------------------------------------------------------------------- */

static void leave_field(struct view *v)
{
	struct form *f = form_of(v);

	strbuf_reset(&f->hint);
	if (field_changed(f, field_at(v)) && !field_check(f, field_at(v))) {
		ui_say(v->ui, "%s", field_at(v)->problem.buf);
		v->ui->message_role = ROLE_BAD;
	}
}

static void act_next(struct view *v)
{
	struct form *f = form_of(v);

	leave_field(v);
	if (f->at + 1 < f->fields.n) {
		f->at++;
	} else {
		struct strbuf key = STRBUF_INIT;

		keymap_short(&v->ui->keys, ACT_SAVE, &key);
		ui_say(v->ui, _("that was the last field; %s saves"), key.buf);
		strbuf_release(&key);
	}
}

static void act_previous(struct view *v)
{
	struct form *f = form_of(v);

	leave_field(v);
	if (f->at)
		f->at--;
}

static bool may_type(struct view *v)
{
	if (!field_at(v)->fixed)
		return true;
	ui_say(v->ui, "%s", _("the key of a stored record does not change; add another and delete this one"));
	return false;
}

static void act_theirs(struct view *v)
{
	struct form *f = form_of(v);
	struct field *field = field_at(v);

	edit_set(&field->edit, field->theirs ? field->theirs : original_text(f, field));
	free(field->theirs);
	field->theirs = NULL;
	strbuf_reset(&field->problem);
}

static void act_complete(struct view *v)
{
	struct form *f = form_of(v);
	struct field *field = field_at(v);
	const struct column *c = &f->table->columns[field->column];
	struct completion found = { 0, VEC_INIT, true };
	const char *piece;
	char *head;

	if (!may_type(v))
		return;
	head = mem_strndup(field->edit.text.buf, field->edit.at);
	piece = c->type == COL_LIST || c->type == COL_ENUMS ? strrchr(head, ';') : NULL;
	piece = piece ? piece + 1 : head;
	found.length = strlen(piece);
	complete_values(v->ui, c, piece, &found);
	completion_apply(&found, &field->edit, &f->hint);
	completion_release(&found);
	free(head);
}

static void drop_form(struct ui *ui, void *context)
{
	(void)context;
	ui_pop(ui);
}

static void act_cancel(struct view *v)
{
	if (form_changed(form_of(v)))
		ask_open(&v->ui->ask, _("Throw away what was typed?"), drop_form, NULL, NULL);
	else
		ui_pop(v->ui);
}

static void edit_field(struct view *v, enum action a)
{
	struct field *field = field_at(v);
	bool moves = a == ACT_CHAR_LEFT || a == ACT_CHAR_RIGHT || a == ACT_TEXT_START ||
		     a == ACT_TEXT_END;

	if (!moves && !may_type(v))
		return;
	edit_act(&field->edit, a);
	if (!moves)
		strbuf_reset(&field->problem);
}

#define EDITS(name, action) \
	static void name(struct view *v) \
	{ \
		edit_field(v, action); \
	}
EDITS(act_left, ACT_CHAR_LEFT)
EDITS(act_right, ACT_CHAR_RIGHT)
EDITS(act_start, ACT_TEXT_START)
EDITS(act_end, ACT_TEXT_END)
EDITS(act_erase, ACT_ERASE)
EDITS(act_erase_next, ACT_ERASE_NEXT)
EDITS(act_erase_word, ACT_ERASE_WORD)
EDITS(act_erase_all, ACT_ERASE_ALL)
EDITS(act_erase_rest, ACT_ERASE_REST)

static void form_type(struct view *v, const char *text, int32_t key)
{
	struct field *field = field_at(v);

	if (!may_type(v))
		return;
	if (text)
		edit_insert(&field->edit, text);
	else
		edit_insert_key(&field->edit, key);
	strbuf_reset(&field->problem);
	strbuf_reset(&form_of(v)->hint);
}

/* ---- drafts ---------------------------------------------------------------------------------- */

static void form_save(const struct view *v, struct state_out *out)
{
	const struct form *f = form_of(v);
	struct strbuf key = STRBUF_INIT;
	size_t i;

	if (!form_changed(f))
		return;
	state_put(out, "=table", f->table->name);
	if (f->original.rev) {
		record_key_text(&f->original, &key);
		state_put(out, "=key", key.buf);
	}
	for (i = 0; i < f->fields.n; i++)
		if (field_changed(f, &f->fields.items[i]))
			state_put(out, f->table->columns[f->fields.items[i].column].name,
				  f->fields.items[i].edit.text.buf);
	strbuf_release(&key);
}

static void form_restore(struct view *v, const char *name, const char *value)
{
	struct form *f = form_of(v);
	size_t i;

	for (i = 0; i < f->fields.n; i++) {
		struct field *field = &f->fields.items[i];

		if (strcmp(f->table->columns[field->column].name, name) == 0 && !field->fixed)
			edit_set(&field->edit, value);
	}
}

static const struct view_action actions[] = {
	{ ACT_FIELD_NEXT, act_next },     { ACT_FIELD_PREVIOUS, act_previous },
	{ ACT_SAVE, form_store },         { ACT_THEIRS, act_theirs },
	{ ACT_CANCEL_FORM, act_cancel },  { ACT_COMPLETE, act_complete },
	{ ACT_CHAR_LEFT, act_left },      { ACT_CHAR_RIGHT, act_right },
	{ ACT_TEXT_START, act_start },    { ACT_TEXT_END, act_end },
	{ ACT_ERASE, act_erase },         { ACT_ERASE_NEXT, act_erase_next },
	{ ACT_ERASE_WORD, act_erase_word }, { ACT_ERASE_ALL, act_erase_all },
	{ ACT_ERASE_REST, act_erase_rest }, { ACT_NONE, NULL },
};

const struct view_kind form_kind = {
	.context = CTX_FORM,
	.actions = actions,
	.open = form_start,
	.close = form_close,
	.draw = form_draw,
	.type = form_type,
	.save = form_save,
	.restore = form_restore,
};

static void form_subtitle(struct view *v, struct line *l)
{
	const struct form *f = form_of(v);
	struct strbuf key = STRBUF_INIT;

	record_key_text(&f->original, &key);
	if (f->original.rev)
		line_addf(l, ROLE_STRONG, "%s %s", f->table->one, key.buf);
	else
		line_addf(l, ROLE_STRONG, _("new %s"), f->table->one);
	strbuf_release(&key);
}

static const struct view_ops form_ops = {
	.name = "form",
	.title = N_("Form"),
	.help = N_("The columns of one record, to be changed.\n"),
	.kind = &form_kind,
	.subtitle = form_subtitle,
};

void form_open(struct ui *ui, const struct table *t, const struct record *r)
{
	struct err err = ERR_INIT;
	struct form *f;
	struct db *db;
	struct view *v;
	size_t i;

	if (app_db(ui->app, &db, &err) < 0 || view_new(ui, &form_ops, NULL, &v, &err) < 0) {
		ui_fail(ui, &err);
		return;
	}
	f = form_of(v);
	f->table = t;
	record_init(&f->original, t);
	if (r) {
		record_copy(&f->original, r);
		if (store_get(db, &f->original, &err) < 0) {
			ui_fail(ui, &err);
			view_free(v);
			return;
		}
	}
	for (i = 0; !r && i < t->n_columns; i++)
		f->original.cell[i] = mem_strdup(t->columns[i].preset);
	make_fields(f, !r);
	ui_push(ui, v);
}

void form_reopen(struct ui *ui)
{
	char *name = state_restored(ui, "form", "=table"), *key = state_restored(ui, "form", "=key");
	const struct table *t = name ? table_find(name) : NULL;
	size_t before = ui->stack.n;
	struct record r;

	if (t && !(t->flags & TABLE_READONLY)) {
		record_init(&r, t);
		if (!key || record_key_parse(&r, key, NULL) == 0)
			form_open(ui, t, key ? &r : NULL);
		record_release(&r);
		if (ui->stack.n > before) {
			state_restore_view(ui, ui_top(ui));
			ui_say(ui, "%s", _("this form was open when the program ended; what was typed is back"));
		}
	}
	state_forget(ui, "form");
	free(name);
	free(key);
}
