/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/tui.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/app.h"
#include "model/journal.h"
#include "tui/form.h"
#include "tui/screens.h"
#include "tui/state.h"
#include "tui/term.h"
#include "tui/ui.h"
#include "util/text.h"

static int fail(struct err *err)
{
	struct strbuf text = STRBUF_INIT, clean = STRBUF_INIT;
	int status = err_exit_status(err->code);

	err_render(err, gettext, &text);
	text_clean(text.buf, &clean);
	fprintf(stderr, "lifeboat: %s\n", clean.buf);
	strbuf_release(&text);
	strbuf_release(&clean);
	err_release(err);
	return status;
}

static bool wants_colour(void)
{
	const char *none = getenv("NO_COLOR");

	return !(none && *none);
}

static int open_term(const struct app *app, const struct tui_options *o, struct term **ret,
		     struct err *err)
{
	int rc = o->script ? term_open_script(o->script, ret, err)
			   : term_open_curses(wants_colour(), o->plain, app->stop, ret, err);

	if (rc == 0 && o->plain)
		(*ret)->ascii = true;
	return rc;
}

/* The first screen: a workspace that cannot be read is said on the plain terminal. */
static int start(struct ui *ui, struct err *err)
{
	size_t first = ui->screen;
	int rc = view_new(ui, screens[first].ops, NULL, &ui->screens[first], err);

	if (rc < 0)
		return rc;
	state_restore_view(ui, ui->screens[first]);
	form_reopen(ui);
	return 0;
}

static void note_journal(struct ui *ui)
{
	struct journal_head head;
	struct db *db;

	if (app_db(ui->app, &db, NULL) == 0 && journal_head(db, &head, NULL) == 0)
		ui->first_seq = head.seq;
}

static int run(struct app *app, struct term *term, bool plain, struct err *err)
{
	struct ui ui;
	struct err keys = ERR_INIT;
	int rc, status = 0;

	ui_init(&ui, app, term, plain);
	rc = keymap_init(&ui.keys, err);
	if (rc == 0 && keymap_load_user(&ui.keys, &keys) < 0)
		ui_fail(&ui, &keys);
	if (rc == 0)
		note_journal(&ui);
	if (rc == 0) {
		state_load(&ui);
		rc = start(&ui, err);
	}
	if (rc == 0) {
		status = ui_run(&ui);
		state_save(&ui);
	}
	ui_release(&ui);
	return rc < 0 ? rc : status;
}

int tui_run(struct app *app, const struct tui_options *options)
{
	struct err err = ERR_INIT;
	struct term *term = NULL;
	struct db *db;
	int rc = app_db(app, &db, &err);

	if (rc == 0)
		rc = open_term(app, options, &term, &err);
	if (rc < 0)
		return fail(&err);
	rc = run(app, term, options->plain, &err);
	term->ops->close(term);
	return rc < 0 ? fail(&err) : rc;
}
