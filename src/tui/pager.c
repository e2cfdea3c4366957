/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/pager.h"

#include <stdlib.h>
#include <string.h>

#include "tui/record_page.h"
#include "tui/ui.h"
#include "util/mem.h"
#include "util/text.h"

#define HISTORY_FIND 2
#define SIDE_STEP 8

static void pager_start(struct view *v)
{
	v->state = mem_zalloc(1, sizeof(struct pager));
}

static void pager_close(struct view *v)
{
	struct pager *p = pager_of(v);

	doc_release(&p->doc);
	line_vec_release(&p->lines);
	free(p->find);
	free(p->subtitle);
	free(p);
}

struct doc *pager_restart(struct view *v)
{
	struct pager *p = pager_of(v);

	doc_release(&p->doc);
	p->width = 0;
	return &p->doc;
}

void pager_subtitle(struct view *v, struct line *l)
{
	line_add(l, ROLE_STRONG, pager_of(v)->subtitle);
}

/* ---- moving ---------------------------------------------------------------------------------- */

static void go_to(struct pager *p, size_t at)
{
	p->at = p->lines.n ? (at < p->lines.n ? at : p->lines.n - 1) : 0;
	if (p->at < p->top)
		p->top = p->at;
	if (p->at >= p->top + p->height)
		p->top = p->at + 1 - p->height;
}

static void act_down(struct view *v)
{
	go_to(pager_of(v), pager_of(v)->at + 1);
}

static void act_up(struct view *v)
{
	struct pager *p = pager_of(v);

	go_to(p, p->at ? p->at - 1 : 0);
}

static void act_page_down(struct view *v)
{
	struct pager *p = pager_of(v);
	size_t n = p->height > 1 ? p->height - 1 : 1;

	if (p->top + p->height < p->lines.n)
		p->top += n;
	go_to(p, p->at + n);
}

static void act_page_up(struct view *v)
{
	struct pager *p = pager_of(v);
	size_t n = p->height > 1 ? p->height - 1 : 1;

	p->top = p->top > n ? p->top - n : 0;
	go_to(p, p->at > n ? p->at - n : 0);
}

static void act_first(struct view *v)
{
	go_to(pager_of(v), 0);
}

static void act_last(struct view *v)
{
	go_to(pager_of(v), SIZE_MAX);
}

static void act_left(struct view *v)
{
	struct pager *p = pager_of(v);

	p->left = p->left > SIDE_STEP ? p->left - SIDE_STEP : 0;
}

static void act_right(struct view *v)
{
	pager_of(v)->left += SIDE_STEP;
}

/* ---- finding --------------------------------------------------------------------------------- */

static bool line_has(const struct line *l, const char *folded)
{
	struct strbuf text = STRBUF_INIT;
	bool has;

	text_fold(l->text.buf, &text);
	has = strstr(text.buf, folded) != NULL;
	strbuf_release(&text);
	return has;
}

static void find(struct view *v, bool backwards, bool here)
{
	struct pager *p = pager_of(v);
	struct strbuf folded = STRBUF_INIT;
	size_t i, n = p->lines.n;

	if (!p->find || !n) {
		ui_say(v->ui, "%s", _("no text to find was given yet"));
		return;
	}
	text_fold(p->find, &folded);
	for (i = here ? 0 : 1; i <= n; i++) {
		size_t at = backwards ? (p->at + n - i % n) % n : (p->at + i) % n;

		if (line_has(&p->lines.items[at], folded.buf)) {
			if (backwards ? at >= p->at && i : at <= p->at && i)
				ui_say(v->ui, "%s", backwards ? _("on from the end")
							      : _("on from the start"));
			go_to(p, at);
			break;
		}
	}
	if (i > n)
		ui_say(v->ui, _("'%s' is not on this page"), p->find);
	strbuf_release(&folded);
}

static void accept_find(struct ui *ui, const char *text)
{
	struct pager *p = pager_of(ui_top(ui));

	if (!*text)
		return;
	free(p->find);
	p->find = mem_strdup(text);
	find(ui_top(ui), false, true);
}

static void act_find(struct view *v)
{
	static const struct prompt_ops ops = { .label = "/", .history = HISTORY_FIND,
					       .accept = accept_find };

	prompt_open(&v->ui->prompt, &ops, "");
}

static void act_next(struct view *v)
{
	find(v, false, false);
}

static void act_previous(struct view *v)
{
	find(v, true, false);
}

/* ---- drawing --------------------------------------------------------------------------------- */

/* Leaves out the first `left` cells. */
static void shift(const struct line *from, size_t left, struct line *to)
{
	const char *at = from->text.buf;
	size_t skipped = 0, i, start;

	while (*at && skipped < left) {
		const char *next = at;
		char one[8] = "";

		text_next(&next);
		memcpy(one, at, (size_t)(next - at));
		skipped += text_width(one);
		at = next;
	}
	start = (size_t)(at - from->text.buf);
	line_pad(to, ROLE_NORMAL, skipped > left ? skipped - left : 0);
	for (i = 0; i < from->spans.n; i++) {
		if (from->spans.items[i].end <= start)
			continue;
		line_addn(to, from->spans.items[i].role, from->text.buf + start,
			  from->spans.items[i].end - start);
		start = from->spans.items[i].end;
	}
}

static void lay_out(struct view *v, size_t width)
{
	struct pager *p = pager_of(v);

	if (p->width == width)
		return;
	line_vec_release(&p->lines);
	doc_lay_out(&p->doc, width, v->ui->draw->ascii, &p->lines);
	p->width = width;
}

static void pager_draw(struct view *v, struct frame *f, const struct area *area)
{
	struct pager *p = pager_of(v);
	size_t y;

	p->height = area->rows;
	lay_out(v, area->cols > 2 ? area->cols - 2 : 1);
	go_to(p, p->at);
	for (y = 0; y < area->rows && p->top + y < p->lines.n; y++) {
		struct line *l = frame_line(f, area->top + y);
		bool at = p->top + y == p->at;

		line_add(l, ROLE_STRONG, at && v->ui->plain ? "> " : "  ");
		if (p->left)
			shift(&p->lines.items[p->top + y], p->left, l);
		else
			line_add_line(l, &p->lines.items[p->top + y]);
		if (at)
			frame_cursor(f, area->top + y, 0);
	}
}

static void pager_describe(struct view *v, struct line *l)
{
	const struct pager *p = pager_of(v);

	if (p->lines.n > p->height)
		line_addf(l, ROLE_DIM, _(" %s line %zu of %zu"), v->ui->draw->dot, p->at + 1,
			  p->lines.n);
}

static unsigned pager_abilities(const struct view *v)
{
	return ABLE_SEARCH | (v->ops->record ? ABLE_EDIT : 0);
}

static void act_edit(struct view *v)
{
	const struct record *r = v->ops->record(v);

	if (r)
		record_edit(v->ui, r);
}

static const struct view_action actions[] = {
	{ ACT_DOWN, act_down },           { ACT_UP, act_up },
	{ ACT_LEFT, act_left },           { ACT_RIGHT, act_right },
	{ ACT_PAGE_DOWN, act_page_down }, { ACT_PAGE_UP, act_page_up },
	{ ACT_FIRST, act_first },         { ACT_LAST, act_last },
	{ ACT_FIND, act_find },           { ACT_NEXT, act_next },
	{ ACT_PREVIOUS, act_previous },   { ACT_EDIT, act_edit },
	{ ACT_NONE, NULL },
};

const struct view_kind pager_kind = {
	.context = CTX_PAGE,
	.actions = actions,
	.open = pager_start,
	.close = pager_close,
	.abilities = pager_abilities,
	.draw = pager_draw,
	.describe = pager_describe,
};

/* ---- a page that is given its text ------------------------------------------------------------ */

static const struct view_ops answer_ops = {
	.name = "answer",
	.title = N_("Answer"),
	.help = N_("What a command answered.\n"),
	.kind = &pager_kind,
	.subtitle = pager_subtitle,
};

void pager_open_as(struct ui *ui, const struct view_ops *ops, const char *title, struct doc *doc)
{
	struct err err = ERR_INIT;
	struct view *v;

	if (view_new(ui, ops, NULL, &v, &err) < 0) {
		ui_fail(ui, &err);
		return;
	}
	pager_of(v)->doc = *doc;
	*doc = (struct doc)DOC_INIT;
	pager_of(v)->subtitle = mem_strdup(title);
	ui_push(ui, v);
}

void pager_open(struct ui *ui, const char *title, struct doc *doc)
{
	pager_open_as(ui, &answer_ops, title, doc);
}
