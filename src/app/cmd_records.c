/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/commands.h"
#include "app/show.h"
#include "app/vendor_state.h"
#include "model/change.h"
#include "model/store.h"
#include "model/undo.h"
#include "util/i18n.h"
#include "util/mem.h"

/* ---- list ------------------------------------------------------------------------------------ */

static int run_list(struct app *app, const struct call *call, struct err *err)
{
	const struct table *t;
	struct show_query q;
	int rc = show_table(call->words[0], &t, err);

	if (rc == 0)
		rc = show_query_init(&q, t, call, err);
	if (rc == 0) {
		rc = show_rows(app, &q, err);
		show_query_release(&q);
	}
	return rc;
}

/* ---- show ------------------------------------------------------------------------------------ */

static int run_show(struct app *app, const struct call *call, struct err *err)
{
	const struct table *t;
	struct record r;
	struct db *db;
	int rc = show_table(call->words[0], &t, err);

	if (rc == 0)
		rc = app_db(app, &db, err);
	if (rc < 0)
		return rc;
	record_init(&r, t);
	rc = store_get_key(db, t, call->words[1], &r, err);
	if (rc == 0)
		show_record(app, &r);
	record_release(&r);
	return rc;
}

/* ---- set, delete ----------------------------------------------------------------------------- */

struct edit {
	struct record record;
	uint64_t given;
	enum put_outcome outcome;
};

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static int take_assignment(struct edit *e, const char *word, struct err *err)
{
	const struct table *t = e->record.table;
	const char *equals = strchr(word, '=');
	char *name, *value = NULL;
	int column, rc;

	if (!equals)
		return err_set(err, ERR_USAGE, N_("set: '%s' is not COLUMN=VALUE"), word);
	name = mem_strndup(word, (size_t)(equals - word));
	column = table_column(t, name);
	if (column < 0) {
		rc = err_set(err, ERR_USAGE,
			     N_("set: table '%s' has no column '%s'; 'lifeboat help %s' lists them"),
			     t->name, name, t->name);
	} else if (t->columns[column].flags & COLF_VIRTUAL) {
		rc = err_set(err, ERR_USAGE, N_("set: column '%s' is computed and cannot be set"), name);
	} else {
		rc = value_canonical(&t->columns[column], equals + 1, &value, err);
		if (rc == 0 && (e->given >> column & 1) && !same_text(e->record.cell[column], value)) {
			rc = err_set(err, ERR_USAGE,
				     N_("set: two values for column '%s'; a key never changes: add "
					"the new row and delete the old one"), name);
			free(value);
		} else if (rc == 0) {
			free(e->record.cell[column]);
			e->record.cell[column] = value;
			e->given |= UINT64_C(1) << column;
		}
	}
	free(name);
	return rc;
}

static int refuse_readonly(const struct table *t, struct err *err)
{
	if (t->flags & TABLE_READONLY)
		return err_set(err, ERR_DENIED,
			       N_("table '%s' is written by the program only; make a new plan instead"),
			       t->name);
	if (t->flags & TABLE_PROGRAM)
		return err_set(err, ERR_DENIED,
			       N_("table '%s' is written by the program only; 'lifeboat help' lists the "
				  "commands that do it"),
			       t->name);
	return 0;
}

/* Without an assignment there is something to add only where the key is the whole row. */
static int refuse_bare_key(const struct table *t, size_t n_words, struct err *err)
{
	int key[8];

	if (n_words > 2 || table_key(t, key) == t->n_columns)
		return 0;
	return err_set(err, ERR_USAGE,
		       N_("set: say what to set as COLUMN=VALUE; 'lifeboat help %s' lists the columns"),
		       t->name);
}

static int put_edit(struct change *c, void *context, struct err *err)
{
	struct edit *e = context;

	return change_put(c, &e->record, e->given, PUT_ANY, &e->outcome, err);
}

static int apply_edit(struct app *app, struct edit *e, struct err *err)
{
	static const char *const said[] = { N_("added"), N_("changed"), N_("unchanged") };
	struct strbuf key = STRBUF_INIT;
	struct change_info info;
	struct db *db;
	int rc = app_change(app, "set", &info, &db, err);

	if (rc == 0)
		rc = change_run(db, &info, put_edit, e, NULL, err);
	if (rc == 0) {
		record_key_text(&e->record, &key);
		answer_linef(app->answer, "%s %s: %s", e->record.table->name, key.buf,
			     _(said[e->outcome]));
		if (e->outcome != PUT_UNCHANGED && vendor_states_depend(e->record.table))
			rc = vendor_states_follow(app, err);
	}
	strbuf_release(&key);
	return rc;
}

static int run_set(struct app *app, const struct call *call, struct err *err)
{
	const struct table *t;
	struct edit e = { .given = 0 };
	size_t i;
	int key[8];
	int rc = show_table(call->words[0], &t, err);

	if (rc == 0)
		rc = refuse_readonly(t, err);
	if (rc == 0)
		rc = refuse_bare_key(t, call->n_words, err);
	if (rc < 0)
		return rc;
	record_init(&e.record, t);
	rc = record_key_parse(&e.record, call->words[1], err);
	for (i = 0; i < table_key(t, key); i++)
		e.given |= UINT64_C(1) << key[i];
	for (i = 2; rc == 0 && i < call->n_words; i++)
		rc = take_assignment(&e, call->words[i], err);
	if (rc == 0)
		rc = apply_edit(app, &e, err);
	record_release(&e.record);
	return rc;
}

static int delete_row(struct change *c, void *context, struct err *err)
{
	const struct edit *e = context;

	return change_delete(c, &e->record, 0, err);
}

static int run_delete(struct app *app, const struct call *call, struct err *err)
{
	const struct table *t;
	struct edit e = { .given = 0 };
	struct change_info info;
	struct db *db;
	int rc = show_table(call->words[0], &t, err);

	if (rc == 0)
		rc = refuse_readonly(t, err);
	if (rc == 0)
		rc = app_change(app, "delete", &info, &db, err);
	if (rc < 0)
		return rc;
	record_init(&e.record, t);
	rc = store_get_key(db, t, call->words[1], &e.record, err);
	if (rc == 0)
		rc = change_run(db, &info, delete_row, &e, NULL, err);
	if (rc == 0)
		answer_linef(app->answer, _("%s %s: deleted; 'lifeboat undo' brings it back"), t->name,
			     call->words[1]);
	if (rc == 0 && vendor_states_depend(t))
		rc = vendor_states_follow(app, err);
	record_release(&e.record);
	return rc;
}

/* ---- undo, redo ------------------------------------------------------------------------------ */

typedef int undo_fn(struct db *db, const struct change_info *info, struct undo_top *ret_top,
		    struct change_counts *ret, struct err *err);

static void say_kept(struct app *app, const struct undo_top *top)
{
	if (top->n_kept)
		answer_notef(app->answer,
			     n_("%lld later entry of the journal cannot be taken back and stays: %s",
				"%lld later entries of the journal cannot be taken back and stay, the "
				"last one: %s",
				top->n_kept),
			     (long long)top->n_kept, top->kept);
}

static int take_back(struct app *app, undo_fn *fn, bool again, struct err *err)
{
	struct undo_top top = { .label = MSG_INIT };
	struct strbuf text = STRBUF_INIT;
	struct change_counts n;
	struct change_info info;
	struct db *db;
	int rc = app_change(app, again ? "redo" : "undo", &info, &db, err);

	if (rc == 0)
		rc = fn(db, &info, &top, &n, err);
	if (rc == 0) {
		msg_render(&top.label, gettext, &text);
		answer_linef(app->answer, again ? _("done again: %s") : _("taken back: %s"), text.buf);
		answer_linef(app->answer, _("%lld rows back, %lld changed, %lld gone"),
			     (long long)n.added, (long long)n.updated, (long long)n.deleted);
		say_kept(app, &top);
		rc = vendor_states_follow(app, err);
	}
	undo_top_release(&top);
	strbuf_release(&text);
	return rc;
}

static int run_undo(struct app *app, const struct call *call, struct err *err)
{
	(void)call;
	return take_back(app, undo_last, false, err);
}

static int run_redo(struct app *app, const struct call *call, struct err *err)
{
	(void)call;
	return take_back(app, redo_last, true, err);
}

static const struct option list_options[] = {
	{ "columns", 0, "LIST", N_("these columns, separated by commas") },
	{ "all", 0, NULL, N_("every column") },
};

const struct command cmd_list = {
	"list", "TABLE", N_("Lists the rows of a table"), CMD_WORKSPACE | CMD_LISTING, 1, 1,
	list_options, sizeof(list_options) / sizeof(list_options[0]), run_list,
};
const struct command cmd_show = {
	"show", "TABLE KEY", N_("Shows one row with every column"),
	CMD_WORKSPACE | CMD_FORMAT, 2, 2, NULL, 0, run_show,
};
const struct command cmd_set = {
	"set", "TABLE KEY COLUMN=VALUE...",
	N_("Changes cells of a row, or adds the row; an empty VALUE clears the cell"),
	CMD_WORKSPACE | CMD_WRITES, 2, 100, NULL, 0, run_set,
};
const struct command cmd_delete = {
	"delete", "TABLE KEY", N_("Deletes a row that nothing else names"),
	CMD_WORKSPACE | CMD_WRITES | CMD_DESTRUCTIVE, 2, 2, NULL, 0, run_delete,
};
const struct command cmd_undo = {
	"undo", "", N_("Takes back the last change, also a whole import"),
	CMD_WORKSPACE | CMD_WRITES, 0, 0, NULL, 0, run_undo,
};
const struct command cmd_redo = {
	"redo", "", N_("Does again what undo took back"), CMD_WORKSPACE | CMD_WRITES, 0, 0, NULL, 0,
	run_redo,
};
