/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists: columns that fit, rows in sight, and the words beside the title. */
#include "config.h"
#include "tui/list.h"

#include <string.h>

#include "app/show.h"
#include "tui/ui.h"
#include "util/text.h"

#define MAX_NATURAL 40
#define MAX_GROWN 80
#define LEAST_CUT 8 /* a column that is cut at the edge shows at least so much */
#define GAP 2 /* cells between columns */

/* ---- columns --------------------------------------------------------------------------------- */

static bool column_fits_window(const struct list_column *c, size_t cols)
{
	return c->window <= cols;
}

size_t list_n_columns(const struct view *v)
{
	return v->ops->n_columns;
}

int list_column_index(const struct view *v, size_t i)
{
	const struct list *l = list_of(v);
	const struct list_column *c = &v->ops->columns[i];

	return c->column && l->rows.source.table ? table_column(l->rows.source.table, c->column) : -1;
}

static const char *column_title(const struct list_column *c)
{
	return c->title ? tr(c->title) : c->column;
}

void list_cell_text(const struct record *r, int column, struct strbuf *out)
{
	if (column >= 0)
		show_cell(&r->table->columns[column], r->cell[column], out);
}

/* Adds the cell of a row, as wide as it comes. */
static void add_cell(struct view *v, size_t i, const struct record *r, size_t width, struct line *l)
{
	const struct list_column *c = &v->ops->columns[i];
	struct strbuf text = STRBUF_INIT;

	if (c->cell) {
		c->cell(v, r, width, l);
		return;
	}
	list_cell_text(r, list_column_index(v, i), &text);
	line_add(l, ROLE_NORMAL, text.buf);
	strbuf_release(&text);
}

/* Columns only grow while a view is open: nothing jumps while one scrolls. */
static void measure(struct view *v, size_t from, size_t to)
{
	struct list *list = list_of(v);
	struct line cell = LINE_INIT;
	size_t i, k;

	for (i = 0; i < list_n_columns(v); i++) {
		const struct list_column *c = &v->ops->columns[i];
		size_t most = c->width ? c->width : MAX_NATURAL;
		size_t width = text_width(column_title(c));

		width += width && list_column_index(v, i) >= 0; /* room for the sort sign */

		if (c->grow)
			most = c->cell ? width : MAX_GROWN;
		for (k = from; k < to && width < most; k++) {
			line_reset(&cell);
			add_cell(v, i, &list->rows.held.items[k], most, &cell);
			width = cell.width > width ? cell.width : width;
		}
		width = width > most ? most : width;
		if (width > list->natural[i])
			list->natural[i] = (unsigned)width;
	}
	line_release(&cell);
}

static size_t width_under(const struct view *v, size_t i, size_t cap)
{
	const struct list *l = list_of(v);
	size_t width = l->chosen[i] ? l->chosen[i] : l->natural[i];
	size_t least = v->ops->columns[i].width;

	if (v->ops->columns[i].grow && !l->chosen[i])
		return least ? least : 10;
	return !l->chosen[i] && width > cap ? cap : width;
}

static size_t total_under(const struct view *v, size_t cols, size_t cap)
{
	size_t i, total = 1; /* the mark */

	for (i = 0; i < list_n_columns(v); i++)
		if (column_fits_window(&v->ops->columns[i], cols))
			total += width_under(v, i, cap) + GAP;
	return total - GAP;
}

/* What the columns leave goes to those that grow: texts first, as far as they need it. */
static void share_rest(const struct view *v, size_t rest, size_t widths[])
{
	const struct list *l = list_of(v);
	size_t i, last = list_n_columns(v);

	for (i = 0; i < list_n_columns(v); i++) {
		size_t more;

		if (!v->ops->columns[i].grow || !widths[i] || l->chosen[i])
			continue;
		last = i;
		more = l->natural[i] > widths[i] ? l->natural[i] - widths[i] : 0;
		more = more > rest ? rest : more;
		widths[i] += more;
		rest -= more;
	}
	if (last < list_n_columns(v))
		widths[last] += rest;
}

/* Which columns stand where: widths[i] 0 for what is not shown.  The first is pinned; the rest
 * scroll so that the one under the cursor is in sight.  Long columns give way before any scrolls. */
static bool lay_out(struct view *v, size_t cols, size_t widths[])
{
	static const size_t caps[] = { 200, 32, 26, 20, 16 };
	struct list *l = list_of(v);
	size_t i, k, used, n = list_n_columns(v);
	bool hidden = false;

	for (k = 0; k + 1 < sizeof(caps) / sizeof(caps[0]); k++)
		if (total_under(v, cols, caps[k]) <= cols)
			break;
	if (l->left > l->column)
		l->left = l->column;
	if (l->left == 0)
		l->left = 1;
	for (;; l->left++) {
		hidden = l->left > 1;
		used = 1;
		for (i = 0; i < n; i++) {
			size_t width = width_under(v, i, caps[k]);

			widths[i] = 0;
			if (!column_fits_window(&v->ops->columns[i], cols) ||
			    (i > 0 && i < l->left))
				continue;
			if (used + width > cols && i > 0) {
				hidden = true;
				if (used + LEAST_CUT > cols)
					break;
				width = cols - used; /* the last one is cut */
			}
			widths[i] = width;
			used += width + GAP;
		}
		for (; i < n; i++)
			widths[i] = 0;
		if (l->column == 0 || l->left >= l->column || widths[l->column] ||
		    !column_fits_window(&v->ops->columns[l->column], cols))
			break;
	}
	if (used - GAP < cols)
		share_rest(v, cols - (used - GAP), widths);
	return hidden;
}

static void draw_heading(struct view *v, const size_t widths[], bool hidden, struct line *l,
			 size_t cols)
{
	const struct list *list = list_of(v);
	const struct source *s = &list->rows.source;
	const struct drawing *draw = v->ui->draw;
	size_t i;

	line_add(l, ROLE_HEADING, " ");
	for (i = 0; i < list_n_columns(v); i++) {
		const struct list_column *c = &v->ops->columns[i];
		struct line title = LINE_INIT;
		enum role role = i == list->column ? ROLE_HEADING_AT : ROLE_HEADING;

		if (!widths[i])
			continue;
		if (i) /* between columns only: what hangs over would be cut with a sign */
			line_pad(l, ROLE_HEADING, l->width + GAP);
		line_add(&title, role, column_title(c));
		if (list_column_index(v, i) >= 0 && list_column_index(v, i) == s->sort)
			line_add(&title, role, s->descending ? draw->down : draw->up);
		line_cut(&title, widths[i], draw->ascii);
		if (c->right)
			line_pad(l, ROLE_HEADING, l->width + widths[i] - title.width);
		line_add_line(l, &title);
		if (!c->right)
			line_pad(l, ROLE_HEADING, l->width + widths[i] - title.width);
		line_release(&title);
	}
	line_cut(l, cols, draw->ascii);
	line_pad(l, ROLE_HEADING, cols);
	if (hidden) {
		line_cut(l, cols - 2, draw->ascii);
		line_pad(l, ROLE_HEADING, cols - 1);
		line_add(l, ROLE_HEADING_AT, draw->more);
	}
}

static void draw_row(struct view *v, const size_t widths[], const struct record *r, struct line *l)
{
	const struct drawing *draw = v->ui->draw;
	size_t i;

	for (i = 0; i < list_n_columns(v); i++) {
		struct line cell = LINE_INIT;

		if (!widths[i])
			continue;
		if (i)
			line_pad(l, ROLE_NORMAL, l->width + GAP);
		add_cell(v, i, r, widths[i], &cell);
		line_cut(&cell, widths[i], draw->ascii);
		if (v->ops->columns[i].right)
			line_pad(l, ROLE_NORMAL, l->width + widths[i] - cell.width);
		line_add_line(l, &cell);
		if (!v->ops->columns[i].right)
			line_pad(l, ROLE_NORMAL, l->width + widths[i] - cell.width);
		line_release(&cell);
	}
}

/* ---- rows in sight --------------------------------------------------------------------------- */

/* Lines that stand above a row: the heading of its group, and a blank one between groups. */
static size_t lines_above(struct view *v, size_t i, bool first)
{
	const struct list *l = list_of(v);
	const char *group;

	if (!v->ops->group)
		return 0;
	group = v->ops->group(v, &l->rows.held.items[i]);
	if (first)
		return 1;
	return strcmp(group, v->ops->group(v, &l->rows.held.items[i - 1])) == 0 ? 0 : 2;
}

/* Lines from row `top` to row `to`, both in. */
static size_t lines_between(struct view *v, size_t top, size_t to)
{
	size_t i, n = 0;

	if (!v->ops->group)
		return to - top + 1;
	for (i = top; i <= to; i++)
		n += lines_above(v, i, i == top) + 1;
	return n;
}

/* Puts top so that the cursor is in sight and the window is full, reading on as far as needed. */
static void place(struct view *v, size_t height)
{
	struct list *l = list_of(v);
	struct err err = ERR_INIT;
	size_t moved;

	if (!l->rows.held.n)
		return;
	if (l->cursor >= l->rows.held.n)
		l->cursor = l->rows.held.n - 1;
	if (l->top > l->cursor)
		l->top = l->cursor;
	while (l->top < l->cursor && lines_between(v, l->top, l->cursor) > height)
		l->top++;
	while (!l->rows.at_end && l->rows.held.n - l->top < height)
		if (stretch_after(&l->rows, &err) < 0)
			ui_fail(v->ui, &err);
	while (lines_between(v, l->top, l->rows.held.n - 1) < height) {
		if (l->top == 0 && !l->rows.at_start) {
			if (stretch_before(&l->rows, &moved, &err) < 0)
				ui_fail(v->ui, &err);
			l->cursor += moved;
			l->top += moved;
		}
		if (l->top == 0)
			break;
		l->top--;
		if (lines_between(v, l->top, l->rows.held.n - 1) > height) {
			l->top++;
			break;
		}
	}
}

static void draw_mark(struct view *v, size_t i, struct line *l)
{
	const struct list *list = list_of(v);
	struct strbuf key = STRBUF_INIT;
	bool marked;

	record_key_text(&list->rows.held.items[i], &key);
	marked = list_is_marked(list, key.buf);
	strbuf_release(&key);
	if (marked)
		line_add(l, ROLE_STRONG, v->ui->draw->mark);
	else /* without reverse video a sign tells the selected row */
		line_add(l, ROLE_NORMAL, v->ui->plain && i == list->cursor ? ">" : " ");
}

static void draw_rows(struct view *v, struct frame *f, const struct area *area,
		      const size_t widths[])
{
	struct list *l = list_of(v);
	size_t y = 0, i;

	for (i = l->top; i < l->rows.held.n && y < area->rows; i++) {
		const struct record *r = &l->rows.held.items[i];
		size_t above = lines_above(v, i, i == l->top);
		struct line *line;

		if (y + above >= area->rows)
			break;
		if (above)
			v->ops->heading(v, r, area->cols, frame_line(f, area->top + y + above - 1));
		y += above;
		line = frame_line(f, area->top + y);
		draw_mark(v, i, line);
		if (v->ops->row)
			v->ops->row(v, r, area->cols - 1, line);
		else
			draw_row(v, widths, r, line);
		if (i == l->cursor) {
			line->selected = true;
			frame_cursor(f, area->top + y, 0);
		}
		y++;
	}
}

void list_draw(struct view *v, struct frame *f, const struct area *whole)
{
	struct list *l = list_of(v);
	struct area area = *whole;
	size_t widths[LIST_MAX_COLUMNS] = { 0 }, used;
	bool hidden;

	if (v->ops->header) {
		used = v->ops->header(v, f, &area);
		area.top += used;
		area.rows -= used;
	}
	if (v->ops->columns && area.rows) {
		area.top++;
		area.rows--;
	}
	l->height = area.rows ? area.rows : 1;
	place(v, l->height);
	if (v->ops->columns) {
		size_t end = l->top + l->height;

		if (l->measured)
			measure(v, l->top, end < l->rows.held.n ? end : l->rows.held.n);
		else
			measure(v, 0, l->rows.held.n);
		l->measured = true;
		hidden = lay_out(v, area.cols, widths);
		draw_heading(v, widths, hidden, frame_line(f, area.top - 1), area.cols);
	}
	if (l->rows.held.n)
		draw_rows(v, f, &area, widths);
	else if (frame_line(f, area.top)) {
		frame_cursor(f, area.top, 0);
		line_addf(frame_line(f, area.top), ROLE_DIM, " %s",
			  l->rows.source.filter ? _("no row matches the filter; Esc shows all")
			  : l->notice.len	? l->notice.buf
						: _("no rows"));
	}
}

/* ---- title line ------------------------------------------------------------------------------ */

/* "2,400" is read faster than "2400". */
static void add_count(int64_t n, struct strbuf *out)
{
	char digits[24];
	size_t i, length;
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "%lld", (long long)n);
	length = text.len < sizeof(digits) ? text.len : sizeof(digits) - 1;
	memcpy(digits, text.buf, length);
	for (i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0)
			strbuf_addch(out, ',');
		strbuf_addch(out, digits[i]);
	}
	strbuf_release(&text);
}

void list_describe(struct view *v, struct line *l)
{
	const struct list *list = list_of(v);
	const struct source *s = &list->rows.source;
	const char *dot = v->ui->draw->dot;
	struct strbuf count = STRBUF_INIT, all = STRBUF_INIT;

	if (list->count >= 0) {
		add_count(list->count, &count);
		add_count(list->count_all, &all);
		if (s->filter)
			line_addf(l, ROLE_NORMAL, _(" %s %s of %s"), dot, count.buf, all.buf);
		else
			line_addf(l, ROLE_NORMAL, " %s %s", dot, count.buf);
	}
	if (list->marks.n)
		line_addf(l, ROLE_STRONG, _(" %s %zu marked"), dot, list->marks.n);
	if (s->table && s->sort >= 0)
		line_addf(l, ROLE_NORMAL, _(" %s by %s%s"), dot, s->table->columns[s->sort].name,
			  s->descending ? v->ui->draw->down : v->ui->draw->up);
	if (s->filter)
		line_addf(l, ROLE_STRONG, _(" %s filter: %s"), dot, s->filter);
	strbuf_release(&count);
	strbuf_release(&all);
}
