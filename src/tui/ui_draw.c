/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/ui_draw.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "tui/doc.h"
#include "tui/screens.h"
#include "tui/ui.h"

#define ROWS_AROUND 4 /* top line, title, message, footer */
#define MESSAGE_ROWS 5

/* The last part of a path. */
static const char *short_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

static void draw_top(struct ui *ui, struct line *l, size_t cols)
{
	struct line right = LINE_INIT;
	size_t i;

	for (i = 0; i < n_screens; i++) {
		bool at = i == ui->screen;

		/* brackets say it without reverse video */
		line_addf(l, at ? ROLE_TAB_AT : ROLE_TAB, at ? "[%c %s]" : " %c %s ", screens[i].digit,
			  _(screens[i].ops->title));
	}
	if (ui->app->db && db_is_readonly(ui->app->db))
		line_addf(&right, ROLE_WARN, "%s ", _("read-only"));
	line_add(&right, ROLE_DIM, short_name(ui->app->workspace));
	if (l->width + right.width + 2 <= cols) {
		line_pad(l, ROLE_NORMAL, cols - right.width);
		line_add_line(l, &right);
	}
	line_release(&right);
}

static void draw_title(struct ui *ui, struct view *v, struct line *l)
{
	line_add(l, ROLE_TITLE, _(v->ops->title));
	if (v->ops->subtitle) {
		line_add(l, ROLE_NORMAL, " ");
		v->ops->subtitle(v, l);
	}
	if (v->ops->kind->describe)
		v->ops->kind->describe(v, l);
	(void)ui;
}

static unsigned context_of(const struct ui *ui)
{
	if (ui->ask.active)
		return CTX_ASK;
	return ui->prompt.ops ? CTX_TEXT : ui_top(ui)->ops->kind->context;
}

static void add_key(const struct ui *ui, enum action a, struct line *l)
{
	struct strbuf key = STRBUF_INIT;

	keymap_short(&ui->keys, a, &key);
	if (key.len) {
		if (l->width)
			line_add(l, ROLE_NORMAL, "  ");
		line_add(l, ROLE_KEY, key.buf);
		line_addf(l, ROLE_NORMAL, " %s", tr(action_defs[a].label));
	}
	strbuf_release(&key);
}

/* The keys that work now, as many as there is room for; the way to the rest always. */
static void draw_footer(const struct ui *ui, struct line *l, size_t cols)
{
	unsigned context = context_of(ui), able = view_abilities(ui_top(ui));
	struct line help = LINE_INIT;
	size_t i;

	if (context & CTX_ANY)
		add_key(ui, ACT_HELP, &help);
	for (i = 0; i < N_ACTIONS; i++) {
		const struct action_def *d = &action_defs[i];
		struct line one = LINE_INIT;

		if ((d->contexts & context) && *d->label && !(d->needs & ~able) && i != ACT_HELP) {
			line_copy(&one, l);
			add_key(ui, (enum action)i, &one);
			if (one.width + 2 + help.width <= cols)
				line_copy(l, &one);
		}
		line_release(&one);
	}
	if (help.width) {
		line_add(l, ROLE_NORMAL, l->width ? "  " : "");
		line_add_line(l, &help);
	}
	line_release(&help);
}

/* A message takes as many rows from the view above it as it needs. */
static void draw_text(struct ui *ui, size_t row)
{
	struct frame *f = &ui->frame;
	line_vec lines = VEC_INIT;
	size_t i, n;

	if (!ui->message.len)
		return;
	doc_wrap(ui->message.buf, ui->message_role, 0, f->cols, &lines);
	n = lines.n < MESSAGE_ROWS ? lines.n : MESSAGE_ROWS;
	for (i = 0; i < n; i++) {
		line_reset(frame_line(f, row - i));
		frame_put(f, row - i, &lines.items[n - 1 - i], ui->draw->ascii);
	}
	line_vec_release(&lines);
}

/* Message, question or typed text; the cursor rests there when something is to be typed. */
static void draw_message(struct ui *ui, size_t row)
{
	struct frame *f = &ui->frame;
	struct line *l = frame_line(f, row);

	if (!l)
		return;
	if (ui->ask.active)
		frame_cursor(f, row, ask_draw(&ui->ask, l, f->cols, ui->draw->ascii));
	else if (ui->prompt.ops)
		frame_cursor(f, row, prompt_draw(&ui->prompt, l, f->cols));
	else
		draw_text(ui, row);
}

static void draw_too_small(struct ui *ui)
{
	struct line *l = frame_line(&ui->frame, 0);

	line_addf(l, ROLE_NORMAL, _("%zux%zu is too small: at least %dx%d"), ui->frame.cols,
		  ui->frame.rows, UI_MIN_COLS, UI_MIN_ROWS);
}

void ui_draw(struct ui *ui)
{
	struct frame *f = &ui->frame;
	struct view *v = ui_top(ui);
	size_t rows, cols;

	ui->term->ops->size(ui->term, &rows, &cols);
	frame_start(f, rows, cols);
	if (rows < UI_MIN_ROWS || cols < UI_MIN_COLS) {
		draw_too_small(ui);
	} else {
		struct area area = { 2, rows - ROWS_AROUND, cols };

		v->ops->kind->draw(v, f, &area);
		draw_top(ui, frame_line(f, 0), cols);
		draw_title(ui, v, frame_line(f, 1));
		draw_message(ui, rows - 2);
		draw_footer(ui, frame_line(f, rows - 1), cols);
	}
	frame_finish(f, ui->draw->ascii);
	ui->term->ops->show(ui->term, f);
}

void ui_draw_busy(struct ui *ui, const char *progress)
{
	struct frame *f = &ui->frame;
	size_t rows, cols;
	struct line *l;

	ui->term->ops->size(ui->term, &rows, &cols);
	if (rows != f->rows || cols != f->cols)
		frame_start(f, rows, cols);
	l = frame_line(f, rows > 1 ? rows - 2 : 0);
	line_reset(l);
	line_add(l, ROLE_STRONG, progress);
	frame_finish(f, ui->draw->ascii);
	ui->term->ops->show(ui->term, f);
}
