/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/ui.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "tui/key.h"
#include "tui/screens.h"
#include "tui/ui_actions.h"
#include "tui/ui_draw.h"
#include "util/mem.h"

#define IDLE_MS 1000 /* how soon other people's changes are noticed */
#define BUSY_MS 150 /* how often progress is drawn */
#define MAX_DRAIN 256

void ui_init(struct ui *ui, struct app *app, struct term *term, bool plain)
{
	memset(ui, 0, sizeof(*ui));
	ui->app = app;
	ui->term = term;
	ui->plain = plain;
	ui->draw = style_drawing(term->ascii);
	strbuf_init(&ui->message);
	strbuf_init(&ui->prompt.edit.text);
	strbuf_init(&ui->prompt.hint);
}

static void free_texts(char **texts, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		free(texts[i]);
}

void ui_release(struct ui *ui)
{
	size_t i;

	while (ui->stack.n)
		view_free(ui->stack.items[--ui->stack.n]);
	VEC_RELEASE(&ui->stack);
	for (i = 0; i < UI_MAX_SCREENS; i++)
		view_free(ui->screens[i]);
	for (i = 0; i < ui->held.n; i++)
		strbuf_release(&ui->held.items[i].paste);
	VEC_RELEASE(&ui->held);
	free_texts(ui->drafts.items, ui->drafts.n);
	VEC_RELEASE(&ui->drafts);
	free_texts(ui->restored.items, ui->restored.n);
	VEC_RELEASE(&ui->restored);
	ask_release(&ui->ask);
	prompt_release(&ui->prompt);
	frame_release(&ui->frame);
	strbuf_release(&ui->message);
	free(ui->plan);
}

/* ---- views ----------------------------------------------------------------------------------- */

struct view *ui_top(const struct ui *ui)
{
	return ui->stack.n ? VEC_LAST(&ui->stack) : ui->screens[ui->screen];
}

void ui_push(struct ui *ui, struct view *v)
{
	VEC_PUSH(&ui->stack, v);
}

void ui_open(struct ui *ui, const struct view_ops *ops, void *data)
{
	struct err err = ERR_INIT;
	struct view *v;

	if (view_new(ui, ops, data, &v, &err) < 0)
		ui_fail(ui, &err);
	else
		ui_push(ui, v);
}

void ui_pop(struct ui *ui)
{
	if (!ui->stack.n) {
		ui_leave(ui);
		return;
	}
	view_free(ui->stack.items[--ui->stack.n]);
	ui_refresh(ui, false);
}

void ui_leave(struct ui *ui)
{
	ui->done = true;
}

void ui_show_screen(struct ui *ui, const char *name)
{
	size_t i;

	for (i = 0; i < n_screens; i++)
		if (strcmp(screens[i].ops->name, name) == 0)
			screens_go(ui, i);
}

/* ---- messages -------------------------------------------------------------------------------- */

void ui_say(struct ui *ui, const char *format, ...)
{
	va_list ap;

	strbuf_reset(&ui->message);
	va_start(ap, format);
	strbuf_vaddf(&ui->message, format, ap);
	va_end(ap);
	ui->message_role = ROLE_NORMAL;
}

void ui_fail(struct ui *ui, struct err *err)
{
	strbuf_reset(&ui->message);
	err_render(err, gettext, &ui->message);
	ui->message_role = ROLE_BAD;
	err_release(err);
}

/* ---- data ------------------------------------------------------------------------------------ */

void ui_refresh(struct ui *ui, bool always)
{
	struct view *v = ui_top(ui);
	struct err err = ERR_INIT;
	struct db *db;
	int64_t version;

	if (!v)
		return;
	if (app_db(ui->app, &db, &err) < 0 || db_data_version(db, &version, &err) < 0) {
		ui_fail(ui, &err);
		return;
	}
	if ((always || v->seen != version) && view_refresh(v, &err) < 0) {
		v->seen = version; /* said once, not every second */
		ui_fail(ui, &err);
	}
}

int ui_plan(struct ui *ui, struct plan_ref *ret, struct err *err)
{
	int rc = plan_ref_find(ui->app, ui->plan, ret, NULL);

	if (rc == 0)
		return 0;
	free(ui->plan); /* undone or deleted meanwhile */
	ui->plan = NULL;
	return plan_ref_find(ui->app, NULL, ret, err);
}

void ui_choose_plan(struct ui *ui, const char *plan)
{
	char *copy = mem_strdup(plan);

	free(ui->plan);
	ui->plan = copy;
	ui_refresh(ui, true);
}

/* ---- events ---------------------------------------------------------------------------------- */

static unsigned context_now(const struct ui *ui)
{
	if (ui->ask.active)
		return CTX_ASK;
	if (ui->prompt.ops)
		return CTX_TEXT;
	return ui_top(ui)->ops->kind->context;
}

static void type_text(struct ui *ui, unsigned context, const char *text, int32_t key)
{
	struct view *v = ui_top(ui);

	if (context == CTX_TEXT)
		prompt_type(ui, text, key);
	else if (context == CTX_FORM && v->ops->kind->type)
		v->ops->kind->type(v, text, key);
	else if (text)
		ui_say(ui, "%s", _("what was pasted is text, not keys; nothing was done"));
}

static void take_key(struct ui *ui, int32_t key)
{
	unsigned context = context_now(ui);
	enum action a = keymap_find(&ui->keys, context, key);

	strbuf_reset(&ui->message);
	if (a != ACT_NONE)
		ui_act(ui, context, a, key);
	else if ((context & CTX_TYPING) && key_is_text(key))
		type_text(ui, context, NULL, key);
	else if (context & CTX_ANY) {
		struct strbuf name = STRBUF_INIT, help = STRBUF_INIT;

		key_format(key, &name);
		keymap_short(&ui->keys, ACT_HELP, &help);
		ui_say(ui, _("%s does nothing here; %s lists the keys"), name.buf, help.buf);
		strbuf_release(&name);
		strbuf_release(&help);
	}
}

static void take_event(struct ui *ui, const struct event *e)
{
	switch (e->kind) {
	case EVENT_KEY:
		take_key(ui, e->key);
		break;
	case EVENT_PASTE:
		type_text(ui, context_now(ui), e->paste.buf, 0);
		break;
	case EVENT_STOP:
		ui->done = true;
		break;
	case EVENT_PAUSE:
		ui->term->ops->pause(ui->term);
		break;
	case EVENT_NONE:
	case EVENT_RESIZE:
	case EVENT_WAKE:
		break;
	}
}

/* What it does may take long again, and then what is typed comes behind these. */
static void take_held(struct ui *ui)
{
	VEC(struct event) now = { ui->held.items, ui->held.n, ui->held.cap };
	size_t i;

	ui->held.items = NULL;
	ui->held.n = ui->held.cap = 0;
	for (i = 0; i < now.n; i++) {
		if (!ui->done)
			take_event(ui, &now.items[i]);
		strbuf_release(&now.items[i].paste);
	}
	VEC_RELEASE(&now);
}

/* Takes what is there already, so that a held key does not draw every step. */
static void drain(struct ui *ui, struct event *e)
{
	size_t i;

	for (i = 0; i < MAX_DRAIN && !ui->done && !ui->held.n; i++) {
		ui->term->ops->wait(ui->term, 0, -1, false, e);
		if (e->kind == EVENT_NONE)
			return;
		take_event(ui, e);
	}
}

static void hold(struct ui *ui, const struct event *e)
{
	struct event kept = { e->kind, e->key, STRBUF_INIT };

	strbuf_adds(&kept.paste, e->paste.buf);
	VEC_PUSH(&ui->held, kept);
}

bool ui_wait_busy(struct ui *ui, int wake, bool typing_stops, const char *progress)
{
	struct event e = { .kind = EVENT_NONE, .paste = STRBUF_INIT };
	bool typed, stop = false;

	if (progress)
		ui_draw_busy(ui, progress);
	ui->term->ops->wait(ui->term, BUSY_MS, wake, true, &e);
	typed = e.kind == EVENT_KEY || e.kind == EVENT_PASTE;
	if (typed && typing_stops) {
		hold(ui, &e);
		stop = true;
	} else if (e.kind == EVENT_KEY && (e.key == KEYCODE_ESC || e.key == KEYCODE_CTRL_C)) {
		stop = true;
	} else if (typed) {
		hold(ui, &e);
	} else if (e.kind == EVENT_STOP) {
		ui->done = true;
		stop = true;
	} else if (e.kind == EVENT_PAUSE) {
		ui->term->ops->pause(ui->term);
	}
	strbuf_release(&e.paste);
	return stop;
}

int ui_run(struct ui *ui)
{
	struct event e = { .kind = EVENT_NONE, .paste = STRBUF_INIT };

	while (!ui->done) {
		struct view *v = ui_top(ui);
		bool more;

		prompt_settle(ui);
		if (ui->held.n) { /* typed while work was going on */
			take_held(ui);
			continue;
		}
		ui_draw(ui);
		more = v->ops->kind->idle && v->ops->kind->idle(v);
		if (ui->held.n) /* comes before what is typed from now on */
			continue;
		ui->term->ops->wait(ui->term, more ? 0 : IDLE_MS, -1, false, &e);
		if (e.kind == EVENT_NONE) {
			if (!more)
				ui_refresh(ui, false);
			continue;
		}
		take_event(ui, &e);
		drain(ui, &e);
	}
	strbuf_release(&e.paste);
	return ui->term->ops->status(ui->term);
}
