/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/doc.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "util/columns.h"
#include "util/i18n.h"
#include "util/mem.h"
#include "util/text.h"

struct doc_table {
	size_t n_columns, n_rows, dropped;
	char **titles;     /* NULL: no headings */
	bool *right;
	VEC(char *) cells; /* n_rows * n_columns */
	VEC(enum role) roles;
};

/* ---- building -------------------------------------------------------------------------------- */

static void table_free(struct doc_table *t)
{
	size_t i;

	if (!t)
		return;
	for (i = 0; i < t->cells.n; i++)
		free(t->cells.items[i]);
	VEC_RELEASE(&t->cells);
	VEC_RELEASE(&t->roles);
	for (i = 0; t->titles && i < t->n_columns; i++)
		free(t->titles[i]);
	free(t->titles);
	free(t->right);
	free(t);
}

void doc_release(struct doc *d)
{
	size_t i;

	for (i = 0; i < d->items.n; i++) {
		free(d->items.items[i].text);
		table_free(d->items.items[i].table);
	}
	VEC_RELEASE(&d->items);
	d->open = NULL;
	d->n_tables = d->n_lines = 0;
}

void doc_text(struct doc *d, enum role role, size_t indent, const char *text)
{
	VEC_PUSH(&d->items, (struct doc_item){ role, indent, mem_strdup(text), NULL });
	d->n_lines++;
}

void doc_textf(struct doc *d, enum role role, size_t indent, const char *format, ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, format);
	strbuf_vaddf(&text, format, ap);
	va_end(ap);
	doc_text(d, role, indent, text.buf);
	strbuf_release(&text);
}

static char *clean_copy(const char *text)
{
	struct strbuf clean = STRBUF_INIT;

	if (text)
		text_clean(text, &clean);
	return strbuf_detach(&clean);
}

void doc_table(struct doc *d, const char *const *titles, const bool *right, size_t n)
{
	struct doc_table *t = mem_zalloc(1, sizeof(*t));
	size_t i;

	t->n_columns = n;
	t->right = mem_copy(right, n * sizeof(*right));
	if (titles)
		t->titles = mem_zalloc(n, sizeof(*t->titles));
	for (i = 0; titles && i < n; i++)
		t->titles[i] = clean_copy(titles[i]);
	VEC_PUSH(&d->items, (struct doc_item){ ROLE_NORMAL, 0, NULL, t });
	d->open = t;
	d->n_tables++;
}

void doc_row(struct doc *d, const char *const *cells)
{
	doc_row_as(d, ROLE_NORMAL, cells);
}

void doc_row_as(struct doc *d, enum role role, const char *const *cells)
{
	struct doc_table *t = d->open;
	size_t i;

	if (!t)
		return;
	if (t->n_rows >= DOC_MAX_ROWS) {
		t->dropped++;
		return;
	}
	for (i = 0; i < t->n_columns; i++)
		VEC_PUSH(&t->cells, clean_copy(cells[i]));
	VEC_PUSH(&t->roles, role);
	t->n_rows++;
}

void doc_end(struct doc *d)
{
	d->open = NULL;
}

/* ---- layout ---------------------------------------------------------------------------------- */

typedef size_t line_fn(const char *text, size_t cells, size_t *ret_width);

/* One paragraph: a cleaned text without line ends. */
static void wrap(const char *text, line_fn *fn, enum role role, size_t indent, size_t width,
		 line_vec *out)
{
	do {
		size_t used, n = fn(text, width > indent + 1 ? width - indent : 1, &used), end = n;
		struct line *l = line_vec_add(out);

		while (end && text[end - 1] == ' ')
			end--;
		if (end)
			line_pad(l, role, indent);
		line_addn(l, role, text, end);
		text += n;
	} while (*text);
}

void doc_wrap(const char *text, enum role role, size_t indent, size_t width, line_vec *out)
{
	struct strbuf clean = STRBUF_INIT;
	char *at, *end;

	text_clean_lines(text, &clean);
	for (at = clean.buf; (end = strchr(at, '\n')); at = end + 1) {
		*end = '\0';
		wrap(at, text_line, role, indent, width, out);
	}
	if (*at || at == clean.buf)
		wrap(at, text_line, role, indent, width, out);
	strbuf_release(&clean);
}

static void measure_table(const struct doc_table *t, struct column_width *widths)
{
	size_t i, r;

	for (i = 0; i < t->n_columns; i++) {
		if (t->titles)
			column_measure(&widths[i], t->titles[i]);
		for (r = 0; r < t->n_rows; r++)
			column_measure(&widths[i], t->cells.items[r * t->n_columns + i]);
	}
}

/* One row of cells, as many lines high as its highest cell. */
static void lay_out_row(const struct doc_table *t, char *const *cells, enum role role,
			const struct column_width *widths, line_vec *out)
{
	line_vec *broken = mem_zalloc(t->n_columns, sizeof(*broken));
	size_t i, y, high = 1;

	for (i = 0; i < t->n_columns; i++) {
		wrap(cells[i] ? cells[i] : "", text_key_line, role, 0, widths[i].width, &broken[i]);
		high = broken[i].n > high ? broken[i].n : high;
	}
	for (y = 0; y < high; y++) {
		struct line *l = line_vec_add(out);

		for (i = 0; i < t->n_columns; i++) {
			const struct line *piece = y < broken[i].n ? &broken[i].items[y] : NULL;
			size_t width = piece ? piece->width : 0;
			size_t rest = widths[i].width > width ? widths[i].width - width : 0;

			if (t->right[i])
				line_pad(l, role, l->width + rest);
			if (piece)
				line_add_line(l, piece);
			if (!t->right[i] && i + 1 < t->n_columns)
				line_pad(l, role, l->width + rest);
			if (i + 1 < t->n_columns)
				line_pad(l, role, l->width + COLUMNS_GAP);
		}
	}
	for (i = 0; i < t->n_columns; i++)
		line_vec_release(&broken[i]);
	free(broken);
}

/* Where a table has no place: its title before each cell that is not empty. */
static void lay_out_fields(const struct doc_table *t, size_t r, size_t width, line_vec *out)
{
	struct column_width pair[2] = { { 0, 0 }, { 0, 0 } };
	struct doc_table fields = { .n_columns = 2, .right = (bool[]){ false, false } };
	char *const *cells = t->cells.items + r * t->n_columns;
	size_t i;

	for (i = 0; i < t->n_columns; i++) {
		column_measure(&pair[0], t->titles[i]);
		column_measure(&pair[1], cells[i]);
	}
	columns_force(pair, 2, width);
	if (r)
		line_vec_add(out);
	for (i = 0; i < t->n_columns; i++)
		if (*cells[i])
			lay_out_row(&fields, (char *const[]){ t->titles[i], cells[i] },
				    t->roles.items[r], pair, out);
}

static void lay_out_table(const struct doc_table *t, size_t width, line_vec *out)
{
	struct column_width *widths = mem_zalloc(t->n_columns, sizeof(*widths));
	bool fields;
	size_t r;

	measure_table(t, widths);
	fields = !columns_fit(widths, t->n_columns, width) && t->titles && t->n_rows;
	columns_force(widths, t->n_columns, width);
	if (t->titles && !fields)
		lay_out_row(t, t->titles, ROLE_HEADING, widths, out);
	for (r = 0; r < t->n_rows; r++) {
		if (fields)
			lay_out_fields(t, r, width, out);
		else
			lay_out_row(t, t->cells.items + r * t->n_columns, t->roles.items[r], widths,
				    out);
	}
	if (!t->n_rows)
		line_add(line_vec_add(out), ROLE_DIM, _("(no rows)"));
	if (t->dropped)
		line_addf(line_vec_add(out), ROLE_WARN,
			  _("… and %zu more rows; --where and --limit show fewer, export writes all"),
			  t->dropped);
	free(widths);
}

void doc_lay_out(const struct doc *d, size_t width, bool ascii, line_vec *out)
{
	size_t i;

	(void)ascii;
	for (i = 0; i < d->items.n; i++) {
		const struct doc_item *item = &d->items.items[i];

		if (item->table)
			lay_out_table(item->table, width, out);
		else
			doc_wrap(item->text, item->role, item->indent, width, out);
	}
}
