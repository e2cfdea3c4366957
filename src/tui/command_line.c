/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/command_line.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/command.h"
#include "tui/busy.h"
#include "tui/complete.h"
#include "tui/doc_answer.h"
#include "tui/pager.h"
#include "tui/ui.h"
#include "tui/words.h"
#include "util/mem.h"

#define HISTORY_COMMAND 0

/* ---- the work -------------------------------------------------------------------------------- */

struct job {
	struct app *app;
	const struct call *call;
	struct doc doc;
	struct doc_answer answer;
	struct err err;
	int rc;
};

static int job_run(void *context, struct err *err)
{
	struct job *j = context;

	return command_run(j->app, j->call, err);
}

static void job_progress(void *context, struct strbuf *out)
{
	doc_answer_progress(&((struct job *)context)->answer, out);
}

static void job_stop(void *context)
{
	doc_answer_stop(&((struct job *)context)->answer);
}

/* ---- the answer ------------------------------------------------------------------------------ */

/* An answer this short is a message. */
#define MESSAGE_LINES 2

static void say_lines(struct ui *ui, const struct doc *doc)
{
	struct strbuf text = STRBUF_INIT;
	size_t i;

	for (i = 0; i < doc->items.n; i++)
		strbuf_add_sep(&text, "; ", doc->items.items[i].text);
	ui_say(ui, "%s", text.buf);
	strbuf_release(&text);
}

static void show_answer(struct ui *ui, struct job *j, const char *line)
{
	bool failed = j->rc < 0 && !(j->rc == ERR_ANSWER_NO && !j->err.msg.id);
	bool page = j->doc.n_tables || j->doc.n_lines > MESSAGE_LINES;

	if (page)
		pager_open(ui, line, &j->doc);
	if (failed)
		ui_fail(ui, &j->err);
	else if (!page && j->doc.n_lines)
		say_lines(ui, &j->doc);
	else if (j->answer.notes.len)
		ui_say(ui, "%s", j->answer.notes.buf);
	else if (!page)
		ui_say(ui, "%s", j->rc == ERR_ANSWER_NO ? _("the answer is no") : _("done"));
}

static char *newest_plan(struct app *app)
{
	struct strbuf text = STRBUF_INIT;
	struct plan_ref p;

	if (plan_ref_find(app, NULL, &p, NULL) == 0) {
		plan_ref_text(&p, &text);
		plan_ref_release(&p);
	}
	return strbuf_detach(&text);
}

static void run_call(struct ui *ui, const struct call *call, const char *line)
{
	struct job j = { .app = ui->app, .call = call, .doc = DOC_INIT, .err = ERR_INIT };
	char *before = newest_plan(ui->app), *after;

	doc_answer_init(&j.answer, &j.doc);
	ui->app->answer = &j.answer.answer;
	j.rc = busy_run(ui,
			&(const struct busy_work){ .run = job_run, .progress = job_progress,
						   .stop = job_stop, .context = &j },
			&j.err);
	ui->app->answer = NULL;
	after = newest_plan(ui->app);
	if (strcmp(before, after) != 0) { /* a new plan is what one wants to look at */
		free(ui->plan);
		ui->plan = NULL;
	}
	free(before);
	free(after);
	ui_refresh(ui, false);
	show_answer(ui, &j, line);
	doc_answer_release(&j.answer);
	doc_release(&j.doc);
	err_release(&j.err);
}

/* ---- the line -------------------------------------------------------------------------------- */

static void unknown(struct ui *ui, const word_vec *words)
{
	const char *near = command_nearest((const char *const *)words->items, words->n);

	if (near)
		ui_say(ui, _("there is no command '%s'; did you mean '%s'?"), words->items[0], near);
	else
		ui_say(ui, _("there is no command '%s'; Tab lists them"), words->items[0]);
	ui->message_role = ROLE_BAD;
}

/* `sure`: what cannot be undone has been asked. */
static void run_line(struct ui *ui, const char *line, bool sure);

static void run_sure(struct ui *ui, void *context)
{
	run_line(ui, context, true);
	free(context);
}

static void run_words(struct ui *ui, const word_vec *words, const char *line, bool sure)
{
	const char *const *argv = (const char *const *)words->items;
	const struct command *c;
	struct err err = ERR_INIT;
	struct call call;
	void *storage;
	size_t used;

	c = command_find(argv, words->n, &used);
	if (!c) {
		unknown(ui, words);
	} else if (c->flags & CMD_NO_TUI) {
		ui_say(ui, _("'%s' is for the command line only"), c->name);
	} else if ((c->flags & CMD_DESTRUCTIVE) && !sure) {
		struct strbuf question = STRBUF_INIT;

		strbuf_addf(&question, _("Really run '%s'?"), line);
		ask_open(&ui->ask, question.buf, run_sure, mem_strdup(line), free);
		strbuf_release(&question);
	} else if (call_parse(c, argv + used, words->n - used, &call, &storage, &err) < 0) {
		ui_fail(ui, &err);
	} else {
		run_call(ui, &call, line);
		free(storage);
	}
}

static void run_line(struct ui *ui, const char *line, bool sure)
{
	word_vec words = VEC_INIT;

	words_split(line, &words);
	if (words.n && (strcmp(words.items[0], "q") == 0 || strcmp(words.items[0], "quit") == 0))
		ui_leave(ui);
	else if (words.n)
		run_words(ui, &words, line, sure);
	words_release(&words);
}

void command_line_run(struct ui *ui, const char *line)
{
	run_line(ui, line, false);
}

void command_line_open(struct ui *ui, const char *preset)
{
	static const struct prompt_ops ops = {
		.label = ":", .history = HISTORY_COMMAND, .accept = command_line_run,
		.complete = complete_command,
	};

	prompt_open(&ui->prompt, &ops, preset);
}
