/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/list_filter.h"

#include <stdlib.h>
#include <string.h>

#include "tui/complete.h"
#include "tui/list.h"
#include "tui/ui.h"
#include "util/mem.h"

#define HISTORY_FILTER 1

static bool same_filter(const struct source *s, const char *selector)
{
	selector += strspn(selector, " ");
	return strcmp(s->filter ? s->filter : "", selector) == 0;
}

static int take_filter(struct view *v, const char *selector, struct err *err)
{
	struct list *l = list_of(v);
	int rc = source_filter(&l->rows.source, selector, err);

	if (rc == 0 && l->rows.source.filter) {
		free(l->pattern);
		l->pattern = mem_strdup(l->rows.source.filter);
	}
	return rc;
}

int list_filter(struct view *v, const char *selector, struct err *err)
{
	int rc = take_filter(v, selector, err);

	list_of(v)->unfinished = false;
	return rc < 0 ? rc : list_reload(v, err);
}

/* Rows that a search did not get to are read by the next one: typing went on, or Esc brings the
 * filter from before back. */
static int filter_long(struct view *v, const char *selector, bool typing_stops, struct err *err)
{
	struct list *l = list_of(v);
	int rc;

	if (!l->unfinished && same_filter(&l->rows.source, selector))
		return 0;
	rc = take_filter(v, selector, err);
	if (rc == 0) {
		list_want(v, &l->before);
		rc = list_reload_long(v, typing_stops, err);
		l->unfinished = rc < 0;
	}
	return rc;
}

/* As far as it can be understood: the old filter stays until the new one makes sense. */
static void changed(struct ui *ui, const char *text)
{
	struct view *v = ui_top(ui);
	struct err err = ERR_INIT;
	struct strbuf said = STRBUF_INIT;

	int rc = filter_long(v, text, true, &err);

	if (rc < 0 && rc != ERR_INTERRUPTED)
		err_render(&err, gettext, &said);
	prompt_hint(&ui->prompt, said.len > 0, said.buf);
	strbuf_release(&said);
	err_release(&err);
}

static void cancel(struct ui *ui)
{
	struct view *v = ui_top(ui);
	const char *before = list_of(v)->filter_before;
	struct err err = ERR_INIT;

	list_want(v, &list_of(v)->before);
	if (list_filter(v, before ? before : "", &err) < 0)
		ui_fail(ui, &err);
}

static void accept(struct ui *ui, const char *text)
{
	struct view *v = ui_top(ui);
	struct err err = ERR_INIT;
	int rc = filter_long(v, text, false, &err);

	if (rc < 0)
		ui_fail(ui, &err);
	if (rc == ERR_INTERRUPTED)
		cancel(ui);
}

static void complete(struct ui *ui, const char *head, struct completion *ret)
{
	complete_selector(ui, list_of(ui_top(ui))->rows.source.table, head, ret);
}

static const struct prompt_ops filter_ops = {
	.label = "/", .history = HISTORY_FILTER, .accept = accept, .changed = changed,
	.cancel = cancel, .complete = complete,
};

void list_filter_open(struct view *v)
{
	struct list *l = list_of(v);

	free(l->filter_before);
	l->filter_before = mem_strdup(l->rows.source.filter);
	list_place_release(&l->before);
	l->before = list_place_of(v);
	prompt_open(&v->ui->prompt, &filter_ops,
		    l->rows.source.filter ? l->rows.source.filter : "");
}

static void walk(struct view *v, bool backwards)
{
	struct list *l = list_of(v);
	struct source *s = &l->rows.source;
	struct err err = ERR_INIT;
	struct strbuf key = STRBUF_INIT;
	struct record r;
	bool found = false, around = false;
	int rc;

	if (!l->pattern) {
		ui_say(v->ui, "%s", _("no filter was given yet"));
		return;
	}
	record_init(&r, s->table);
	rc = source_find(s, l->pattern, list_selected(v), backwards, &r, &found, &err);
	if (rc == 0 && !found) {
		around = true;
		rc = source_find(s, l->pattern, NULL, backwards, &r, &found, &err);
	}
	if (rc < 0) {
		ui_fail(v->ui, &err);
	} else if (!found) {
		ui_say(v->ui, _("nothing matches %s"), l->pattern);
	} else {
		record_key_text(&r, &key);
		list_select(v, key.buf);
		if (around)
			ui_say(v->ui, backwards ? _("%s: on from the end") : _("%s: on from the start"),
			       l->pattern);
	}
	strbuf_release(&key);
	record_release(&r);
}

void list_next_match(struct view *v)
{
	walk(v, false);
}

void list_previous_match(struct view *v)
{
	walk(v, true);
}
