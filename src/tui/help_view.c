/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/help_view.h"

#include "app/command.h"
#include "tui/doc.h"
#include "tui/list.h"
#include "tui/pager.h"
#include "tui/ui.h"

static void add_keys(const struct ui *ui, unsigned contexts, unsigned able, struct doc *doc)
{
	static const bool right[2] = { false, false };
	size_t i;

	doc_table(doc, NULL, right, 2);
	for (i = 0; i < N_ACTIONS; i++) {
		const struct action_def *d = &action_defs[i];
		struct strbuf keys = STRBUF_INIT;

		keymap_keys(&ui->keys, (enum action)i, &keys);
		if ((d->contexts & contexts) && !(d->needs & ~able) && keys.len)
			doc_row(doc, (const char *const[]){ keys.buf, tr(d->help) });
		strbuf_release(&keys);
	}
	doc_end(doc);
}

static void add_columns(const struct view *v, struct doc *doc)
{
	static const bool right[2] = { false, false };
	size_t i;

	if (!v->ops->columns)
		return;
	doc_text(doc, ROLE_NORMAL, 0, "");
	doc_text(doc, ROLE_STRONG, 0, _("Columns"));
	doc_table(doc, NULL, right, 2);
	for (i = 0; i < v->ops->n_columns; i++) {
		const struct list_column *c = &v->ops->columns[i];
		const struct table *t = list_of(v)->rows.source.table;
		int column = c->column && t ? table_column(t, c->column) : -1;

		if (column >= 0 && t->columns[column].help)
			doc_row(doc, (const char *const[]){ c->title ? _(c->title) : c->column,
							    tr(t->columns[column].help) });
	}
	doc_end(doc);
}

static void add_commands(struct doc *doc)
{
	static const bool right[2] = { false, false };
	size_t i;

	doc_table(doc, NULL, right, 2);
	for (i = 0; i < n_commands; i++) {
		struct strbuf usage = STRBUF_INIT;

		if (!(commands[i]->flags & CMD_NO_TUI)) {
			strbuf_addf(&usage, "%s %s", commands[i]->name, commands[i]->words);
			doc_row(doc, (const char *const[]){ usage.buf, tr(commands[i]->help) });
		}
		strbuf_release(&usage);
	}
	doc_end(doc);
}

static const struct view_ops help_ops = {
	.name = "help",
	.title = N_("Help"),
	.help = N_("What a view shows, and every key that works in it.\n"),
	.kind = &pager_kind,
	.subtitle = pager_subtitle,
};

void help_open(struct ui *ui)
{
	struct view *v = ui_top(ui);
	struct doc doc = DOC_INIT;

	doc_text(&doc, ROLE_NORMAL, 0, tr(v->ops->help));
	doc_text(&doc, ROLE_NORMAL, 0, "");
	doc_text(&doc, ROLE_STRONG, 0, _("Keys that work here"));
	add_keys(ui, v->ops->kind->context, view_abilities(v), &doc);
	add_columns(v, &doc);
	doc_text(&doc, ROLE_NORMAL, 0, "");
	doc_text(&doc, ROLE_STRONG, 0, _("While a text is typed"));
	add_keys(ui, CTX_TEXT, ~0U, &doc);
	doc_text(&doc, ROLE_NORMAL, 0, "");
	doc_text(&doc, ROLE_STRONG, 0, _("Commands, after the key for a command"));
	add_commands(&doc);
	doc_text(&doc, ROLE_NORMAL, 0, "");
	doc_text(&doc, ROLE_DIM, 0,
		 _("Keys can be changed in $XDG_CONFIG_HOME/lifeboat/keys; keys.conf among the shipped "
		   "files is the example."));
	pager_open_as(ui, &help_ops, _(v->ops->title), &doc);
}
