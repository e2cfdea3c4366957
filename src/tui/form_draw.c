/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms: the fields, and below them what is known about the one under the cursor. */
#include "config.h"
#include "tui/form_parts.h"

#include <string.h>

#include "tui/doc.h"
#include "tui/ui.h"
#include "util/text.h"

#define MAX_NAME 20
#define ROWS_BELOW 4 /* rule, and three lines about the field */

static size_t name_width(const struct form *f)
{
	size_t i, widest = 0;

	for (i = 0; i < f->fields.n; i++) {
		size_t w = text_width(f->table->columns[f->fields.items[i].column].name);

		widest = w > widest ? w : widest;
	}
	return widest < MAX_NAME ? widest : MAX_NAME;
}

/* '!' cannot be stored, '=' both changed it, '*' changed; and what must not be empty. */
static const char *field_sign(const struct form *f, const struct field *field)
{
	if (field->problem.len)
		return "!";
	if (field->theirs)
		return "=";
	if (field_changed(f, field))
		return "*";
	return " ";
}

static void draw_field(const struct view *v, struct frame *frame, size_t row, size_t i, size_t names)
{
	const struct form *f = form_of(v);
	const struct field *field = &f->fields.items[i];
	const struct column *c = &f->table->columns[field->column];
	struct line *l = frame_line(frame, row);
	bool at = i == f->at;
	size_t cursor, room;

	line_add(l, ROLE_NORMAL, at ? ">" : " ");
	line_add(l, field->problem.len ? ROLE_BAD : ROLE_STRONG, field_sign(f, field));
	line_add(l, ROLE_NORMAL, " ");
	line_cell(l, at ? ROLE_STRONG : ROLE_NORMAL, c->name, names, false, v->ui->draw->ascii);
	line_add(l, ROLE_NORMAL, (c->flags & COLF_REQUIRED) ? "* " : "  ");
	room = frame->cols > l->width ? frame->cols - l->width : 0;
	if (at && !field->fixed) {
		cursor = edit_draw(&field->edit, l, room);
		frame_cursor(frame, row, cursor);
	} else {
		line_cell(l, field->fixed ? ROLE_DIM : ROLE_NORMAL, field->edit.text.buf, room, false,
			  v->ui->draw->ascii);
		if (at)
			frame_cursor(frame, row, 0);
	}
}

/* The most pressing thing first: what is wrong, what others stored, what could stand there. */
static void draw_below(const struct view *v, struct frame *frame, size_t row, size_t rows)
{
	const struct form *f = form_of(v);
	const struct field *field = &f->fields.items[f->at];
	const struct column *c = &f->table->columns[field->column];
	struct strbuf text = STRBUF_INIT;
	line_vec lines = VEC_INIT;
	size_t i;

	if (field->problem.len)
		doc_wrap(field->problem.buf, ROLE_BAD, 1, frame->cols, &lines);
	if (field->theirs) {
		strbuf_addf(&text, _("stored by somebody else meanwhile: %s"),
			    *field->theirs ? field->theirs : _("(empty)"));
		doc_wrap(text.buf, ROLE_WARN, 1, frame->cols, &lines);
	}
	if (f->hint.len)
		doc_wrap(f->hint.buf, ROLE_STRONG, 1, frame->cols, &lines);
	doc_wrap(tr(c->help), ROLE_DIM, 1, frame->cols, &lines);
	if (c->choices) {
		strbuf_reset(&text);
		for (i = 0; c->choices[i]; i++)
			strbuf_addch(&text, c->choices[i] == '|' ? ' ' : c->choices[i]);
		doc_wrap(text.buf, ROLE_DIM, 1, frame->cols, &lines);
	}
	for (i = 0; i < lines.n && i < rows; i++)
		frame_put(frame, row + i, &lines.items[i], v->ui->draw->ascii);
	line_vec_release(&lines);
	strbuf_release(&text);
}

void form_draw(struct view *v, struct frame *frame, const struct area *area)
{
	struct form *f = form_of(v);
	size_t room = area->rows > ROWS_BELOW ? area->rows - ROWS_BELOW : 1;
	size_t names = name_width(f), i;
	struct line *rule = frame_line(frame, area->top + room);

	if (f->at < f->top)
		f->top = f->at;
	if (f->at >= f->top + room)
		f->top = f->at + 1 - room;
	for (i = 0; i < room && f->top + i < f->fields.n; i++)
		draw_field(v, frame, area->top + i, f->top + i, names);
	while (rule && rule->width < area->cols && !v->ui->plain)
		line_add(rule, ROLE_DIM, v->ui->draw->line);
	draw_below(v, frame, area->top + room + 1, ROWS_BELOW - 1);
}
