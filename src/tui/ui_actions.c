/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/ui_actions.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "model/store.h"
#include "model/undo.h"
#include "tui/command_line.h"
#include "tui/help_view.h"
#include "tui/screens.h"
#include "tui/ui.h"
#include "util/mem.h"

static void leave(struct ui *ui, int32_t key)
{
	(void)key;
	ui_pop(ui);
}

static void escape(struct ui *ui, int32_t key)
{
	(void)key;
	if (ui->stack.n)
		ui_pop(ui);
}

static void quit(struct ui *ui, int32_t key)
{
	(void)key;
	ui_leave(ui);
}

static void redraw(struct ui *ui, int32_t key)
{
	(void)key;
	ui->term->ops->redraw(ui->term);
}

static void pause_program(struct ui *ui, int32_t key)
{
	(void)key;
	ui->term->ops->pause(ui->term);
}

static void refresh(struct ui *ui, int32_t key)
{
	(void)key;
	ui_refresh(ui, true);
	if (!ui->message.len)
		ui_say(ui, "%s", _("read again"));
}

static void help(struct ui *ui, int32_t key)
{
	(void)key;
	help_open(ui);
}

static void command(struct ui *ui, int32_t key)
{
	(void)key;
	command_line_open(ui, "");
}

static void export(struct ui *ui, int32_t key)
{
	struct view *v = ui_top(ui);
	struct strbuf line = STRBUF_INIT;

	(void)key;
	v->ops->export(v, &line);
	command_line_open(ui, line.buf);
	strbuf_release(&line);
}

/* ---- screens --------------------------------------------------------------------------------- */

static void screen(struct ui *ui, int32_t key)
{
	size_t i;

	for (i = 0; i < n_screens; i++) {
		if (screens[i].digit == key) {
			screens_go(ui, i);
			return;
		}
	}
	if (key > 0 && key < 0x80)
		ui_say(ui, _("there is no screen %c"), (char)key);
}

static void next_screen(struct ui *ui, int32_t key)
{
	(void)key;
	screens_go(ui, (ui->screen + 1) % n_screens);
}

static void previous_screen(struct ui *ui, int32_t key)
{
	(void)key;
	screens_go(ui, (ui->screen + n_screens - 1) % n_screens);
}

/* ---- plans ----------------------------------------------------------------------------------- */

/* Finds the plan stored just before or after the one shown, by the order of storing. */
struct neighbour {
	int64_t rev, best_rev;
	bool newer, found;
	struct record best;
};

static int consider_plan(void *context, const struct record *r, struct err *err)
{
	struct neighbour *n = context;

	(void)err;
	if (n->newer ? r->rev <= n->rev : r->rev >= n->rev)
		return 0;
	if (n->found && (n->newer ? r->rev >= n->best_rev : r->rev <= n->best_rev))
		return 0;
	record_copy(&n->best, r);
	n->best_rev = r->rev;
	n->found = true;
	return 0;
}

static int find_neighbour(struct ui *ui, bool newer, struct strbuf *ret, struct err *err)
{
	struct store_query q = { .table = table_find("plans"), .sort = -1 };
	struct neighbour n = { .newer = newer };
	struct plan_ref here;
	struct db *db;
	int rc = app_db(ui->app, &db, err);

	if (rc == 0)
		rc = ui_plan(ui, &here, err);
	if (rc < 0)
		return rc;
	n.rev = here.header.rev;
	record_init(&n.best, q.table);
	rc = store_each(db, &q, -1, consider_plan, &n, err);
	if (rc == 0 && n.found)
		record_key_text(&n.best, ret);
	record_release(&n.best);
	plan_ref_release(&here);
	return rc;
}

static void change_plan(struct ui *ui, bool newer)
{
	struct strbuf plan = STRBUF_INIT;
	struct err err = ERR_INIT;

	if (find_neighbour(ui, newer, &plan, &err) < 0)
		ui_fail(ui, &err);
	else if (!plan.len)
		ui_say(ui, "%s", newer ? _("this is the newest plan") : _("this is the oldest plan"));
	else {
		ui_choose_plan(ui, plan.buf);
		ui_say(ui, _("plan %s"), plan.buf);
	}
	strbuf_release(&plan);
}

static void older_plan(struct ui *ui, int32_t key)
{
	(void)key;
	change_plan(ui, false);
}

static void newer_plan(struct ui *ui, int32_t key)
{
	(void)key;
	change_plan(ui, true);
}

/* ---- undo ------------------------------------------------------------------------------------ */

static void run_undo(struct ui *ui, void *context)
{
	const bool *redo = context;

	command_line_run(ui, *redo ? "redo" : "undo");
	free(context);
}

/* What was done here and now is taken back at once; older changes and other people's after asking. */
static void take_back(struct ui *ui, bool again)
{
	struct undo_top top = { .label = MSG_INIT };
	struct err err = ERR_INIT;
	struct strbuf label = STRBUF_INIT;
	struct db *db;
	bool *context;

	if (app_db(ui->app, &db, &err) < 0 || undo_peek(db, again, &top, &err) < 0) {
		ui_fail(ui, &err);
		return;
	}
	context = mem_copy(&again, sizeof(again));
	if (top.seq <= ui->first_seq || (top.os_user && strcmp(top.os_user, ui->app->os_user) != 0)) {
		struct strbuf question = STRBUF_INIT;

		msg_render(&top.label, gettext, &label);
		strbuf_addf(&question,
			    again ? _("Do again: %s (%s, %.10s)?") : _("Take back: %s (%s, %.10s)?"),
			    label.buf, top.person ? top.person : top.os_user, top.at);
		ask_open(&ui->ask, question.buf, run_undo, context, free);
		strbuf_release(&question);
	} else {
		run_undo(ui, context);
	}
	strbuf_release(&label);
	undo_top_release(&top);
}

static void undo(struct ui *ui, int32_t key)
{
	(void)key;
	take_back(ui, false);
}

static void redo(struct ui *ui, int32_t key)
{
	(void)key;
	take_back(ui, true);
}

/* ---- dispatch -------------------------------------------------------------------------------- */

static const struct {
	enum action action;
	void (*run)(struct ui *ui, int32_t key);
} table[] = {
	{ ACT_REDRAW, redraw },          { ACT_SUSPEND, pause_program },
	{ ACT_LEAVE, leave },            { ACT_ESCAPE, escape },
	{ ACT_QUIT, quit },              { ACT_REFRESH, refresh },
	{ ACT_HELP, help },              { ACT_COMMAND, command },
	{ ACT_EXPORT, export },          { ACT_SCREEN, screen },
	{ ACT_NEXT_SCREEN, next_screen },{ ACT_PREVIOUS_SCREEN, previous_screen },
	{ ACT_OLDER_PLAN, older_plan },  { ACT_NEWER_PLAN, newer_plan },
	{ ACT_UNDO, undo },              { ACT_REDO, redo },
};

static bool act_anywhere(struct ui *ui, enum action a, int32_t key)
{
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (table[i].action == a) {
			table[i].run(ui, key);
			return true;
		}
	}
	return false;
}

void ui_act(struct ui *ui, unsigned context, enum action a, int32_t key)
{
	unsigned missing = action_defs[a].needs & ~view_abilities(ui_top(ui));

	if (action_defs[a].contexts == CTX_ALWAYS)
		act_anywhere(ui, a, key);
	else if (context == CTX_ASK)
		ask_act(ui, a);
	else if (context == CTX_TEXT)
		prompt_act(ui, a);
	else if (missing || (!view_act(ui_top(ui), a) && !act_anywhere(ui, a, key)))
		ui_say(ui, _("'%s' cannot be done here"), action_defs[a].name);
}
