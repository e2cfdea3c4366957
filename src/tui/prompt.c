/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/prompt.h"

#include <stdlib.h>
#include <string.h>

#include "tui/ui.h"
#include "util/mem.h"
#include "util/text.h"

#define MAX_CANDIDATES 200

/* ---- completion ------------------------------------------------------------------------------ */

void completion_release(struct completion *c)
{
	size_t i;

	for (i = 0; i < c->words.n; i++)
		free(c->words.items[i]);
	VEC_RELEASE(&c->words);
}

void completion_add(struct completion *c, const char *typed, const char *word)
{
	size_t i;

	if (strncmp(word, typed, strlen(typed)) != 0 || c->words.n >= MAX_CANDIDATES)
		return;
	for (i = 0; i < c->words.n; i++)
		if (strcmp(c->words.items[i], word) == 0)
			return;
	VEC_PUSH(&c->words, mem_strdup(word));
}

static size_t common_start(const struct completion *c)
{
	const char *first = c->words.items[0];
	size_t length = strlen(first), i, k;

	for (i = 1; i < c->words.n; i++) {
		for (k = 0; k < length && first[k] == c->words.items[i][k]; k++)
			;
		length = k;
	}
	/* not in the middle of a character */
	while (length > 0 && ((unsigned char)first[length] & 0xc0) == 0x80)
		length--;
	return length;
}

void completion_apply(const struct completion *c, struct edit *e, struct strbuf *hint)
{
	size_t common, i;
	char *start;

	strbuf_reset(hint);
	if (!c->words.n) {
		strbuf_adds(hint, _("nothing fits here"));
		return;
	}
	common = common_start(c);
	start = mem_strndup(c->words.items[0], common);
	if (common > c->length || c->words.n == 1)
		edit_replace_before(e, c->length, start);
	free(start);
	if (c->words.n == 1) {
		if (!c->open)
			edit_insert(e, " ");
		return;
	}
	for (i = 0; i < c->words.n; i++)
		strbuf_add_sep(hint, "  ", c->words.items[i]);
}

/* ---- the line -------------------------------------------------------------------------------- */

void prompt_release(struct prompt *p)
{
	size_t i, k;

	edit_release(&p->edit);
	strbuf_release(&p->hint);
	for (i = 0; i < PROMPT_HISTORIES; i++) {
		for (k = 0; k < p->history[i].lines.n; k++)
			free(p->history[i].lines.items[k]);
		VEC_RELEASE(&p->history[i].lines);
	}
	p->ops = NULL;
}

void prompt_open(struct prompt *p, const struct prompt_ops *ops, const char *preset)
{
	p->ops = ops;
	edit_set(&p->edit, preset);
	strbuf_reset(&p->hint);
	p->changed = false;
	p->history_at = p->history[ops->history].lines.n;
}

void prompt_remember(struct prompt *p, size_t history, const char *text)
{
	struct prompt_history *h = &p->history[history];

	if (!*text || (h->lines.n && strcmp(VEC_LAST(&h->lines), text) == 0))
		return;
	if (h->lines.n == PROMPT_HISTORY_MAX) {
		free(h->lines.items[0]);
		memmove(h->lines.items, h->lines.items + 1, (h->lines.n - 1) * sizeof(char *));
		h->lines.n--;
	}
	VEC_PUSH(&h->lines, mem_strdup(text));
}

void prompt_hint(struct prompt *p, bool bad, const char *text)
{
	strbuf_reset(&p->hint);
	strbuf_adds(&p->hint, text);
	p->hint_bad = bad;
}

static void accept(struct ui *ui)
{
	struct prompt *p = &ui->prompt;
	const struct prompt_ops *ops = p->ops;
	char *text = mem_strdup(p->edit.text.buf);

	prompt_remember(p, ops->history, text);
	p->ops = NULL;
	ops->accept(ui, text);
	free(text);
}

static void cancel(struct ui *ui)
{
	const struct prompt_ops *ops = ui->prompt.ops;

	ui->prompt.ops = NULL;
	if (ops->cancel)
		ops->cancel(ui);
}

static void complete(struct ui *ui)
{
	struct prompt *p = &ui->prompt;
	struct completion c = { 0, VEC_INIT, false };
	char *head;

	if (!p->ops->complete)
		return;
	head = mem_strndup(p->edit.text.buf, p->edit.at);
	p->ops->complete(ui, head, &c);
	free(head);
	p->hint_bad = false;
	completion_apply(&c, &p->edit, &p->hint);
	p->changed = true;
	completion_release(&c);
}

/* Lines of the history that begin like nothing in particular: plain older and newer. */
static void recall(struct prompt *p, bool older)
{
	const struct prompt_history *h = &p->history[p->ops->history];

	if (older ? p->history_at == 0 : p->history_at >= h->lines.n)
		return;
	p->history_at = older ? p->history_at - 1 : p->history_at + 1;
	edit_set(&p->edit, p->history_at < h->lines.n ? h->lines.items[p->history_at] : "");
	p->changed = true;
}

static void older(struct ui *ui)
{
	recall(&ui->prompt, true);
}

static void newer(struct ui *ui)
{
	recall(&ui->prompt, false);
}

void prompt_act(struct ui *ui, enum action a)
{
	static const struct {
		enum action action;
		void (*run)(struct ui *ui);
	} table[] = {
		{ ACT_ACCEPT, accept },    { ACT_CANCEL, cancel },    { ACT_COMPLETE, complete },
		{ ACT_OLDER_LINE, older }, { ACT_NEWER_LINE, newer },
	};
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (table[i].action == a) {
			table[i].run(ui);
			return;
		}
	}
	if (edit_act(&ui->prompt.edit, a)) {
		strbuf_reset(&ui->prompt.hint);
		ui->prompt.changed = true;
	}
}

void prompt_type(struct ui *ui, const char *text, int32_t key)
{
	struct prompt *p = &ui->prompt;

	if (text)
		edit_insert(&p->edit, text);
	else
		edit_insert_key(&p->edit, key);
	strbuf_reset(&p->hint);
	p->changed = true;
}

void prompt_settle(struct ui *ui)
{
	struct prompt *p = &ui->prompt;

	if (!p->ops || !p->changed)
		return;
	p->changed = false;
	if (p->ops->changed)
		p->ops->changed(ui, p->edit.text.buf);
}

size_t prompt_draw(const struct prompt *p, struct line *l, size_t cols)
{
	size_t width;

	line_add(l, ROLE_STRONG, p->ops->label);
	width = cols > l->width ? cols - l->width : 0;
	if (p->hint.len && width > 30) { /* the hint gets what the text leaves, at least a third */
		size_t typed = text_width(p->edit.text.buf) + 2;
		size_t cursor, room = typed < width * 2 / 3 ? typed : width * 2 / 3;

		cursor = edit_draw(&p->edit, l, room);
		line_add(l, ROLE_NORMAL, " ");
		line_add(l, p->hint_bad ? ROLE_BAD : ROLE_DIM, p->hint.buf);
		return cursor;
	}
	return edit_draw(&p->edit, l, width);
}
