/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/doc.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "util/i18n.h"
#include "util/mem.h"
#include "util/text.h"

#define GAP 2
#define LEAST_COLUMN 10

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

void doc_table(struct doc *d, const char *const *titles, const bool *right, size_t n)
{
	struct doc_table *t = mem_zalloc(1, sizeof(*t));
	size_t i;

	t->n_columns = n;
	t->right = mem_copy(right, n * sizeof(*right));
	if (titles)
		t->titles = mem_zalloc(n, sizeof(*t->titles));
	for (i = 0; titles && i < n; i++)
		t->titles[i] = mem_strdup(titles[i]);
	VEC_PUSH(&d->items, (struct doc_item){ ROLE_NORMAL, 0, NULL, t });
	d->open = t;
	d->n_tables++;
}

static char *clean_copy(const char *text)
{
	struct strbuf clean = STRBUF_INIT;

	if (text)
		text_clean(text, &clean);
	return strbuf_detach(&clean);
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

/* Bytes of `text` for one line of `width` cells; *ret_next is where the following line starts. */
static size_t break_line(const char *text, size_t width, const char **ret_next)
{
	const char *at = text, *blank = NULL;
	size_t used = 0, length;

	while (*at && *at != '\n') {
		const char *next = at;
		char one[8] = "";
		size_t cells;

		text_next(&next);
		memcpy(one, at, (size_t)(next - at));
		cells = text_width(one);
		if (used + cells > width && used > 0)
			break;
		if (*at == ' ')
			blank = at;
		used += cells;
		at = next;
	}
	if (!*at || *at == '\n' || *at == ' ' || !blank) {
		*ret_next = at + (*at == '\n' || *at == ' ');
		return (size_t)(at - text);
	}
	/* Texts without blanks between words (Japanese) break anywhere. */
	length = (size_t)(blank - text);
	if (length * 3 < (size_t)(at - text)) {
		*ret_next = at;
		return (size_t)(at - text);
	}
	*ret_next = blank + 1;
	return length;
}

void doc_wrap(const char *text, enum role role, size_t indent, size_t width, line_vec *out)
{
	struct strbuf clean = STRBUF_INIT;
	const char *at;

	text_clean_lines(text, &clean);
	at = clean.buf;
	do {
		const char *next;
		size_t n = break_line(at, width > indent + 1 ? width - indent : 1, &next);
		struct line *l = line_vec_add(out);

		line_pad(l, role, indent);
		line_addn(l, role, at, n);
		at = next;
	} while (*at);
	strbuf_release(&clean);
}

static void measure_table(const struct doc_table *t, size_t *widths)
{
	size_t i, r;

	for (i = 0; i < t->n_columns; i++) {
		widths[i] = t->titles ? text_width(t->titles[i] ? t->titles[i] : "") : 0;
		for (r = 0; r < t->n_rows; r++) {
			size_t w = text_width(t->cells.items[r * t->n_columns + i]);

			widths[i] = w > widths[i] ? w : widths[i];
		}
	}
}

/* Takes from the widest columns until all fit. */
static void shrink(size_t *widths, size_t n, size_t width)
{
	for (;;) {
		size_t i, total = (n - 1) * GAP, widest = 0, second = 0, cut;

		for (i = 0; i < n; i++) {
			total += widths[i];
			if (widths[i] > widths[widest])
				widest = i;
		}
		if (total <= width || widths[widest] <= LEAST_COLUMN)
			return;
		for (i = 0; i < n; i++)
			if (i != widest && widths[i] > second)
				second = widths[i];
		cut = total - width;
		if (widths[widest] - second < cut)
			cut = widths[widest] > second ? widths[widest] - second : 1;
		if (widths[widest] - cut < LEAST_COLUMN)
			cut = widths[widest] - LEAST_COLUMN;
		widths[widest] -= cut;
	}
}

/* One row of cells, as many lines high as its highest cell. */
static void lay_out_row(const struct doc_table *t, char *const *cells, enum role role,
			const size_t *widths, line_vec *out)
{
	line_vec *broken = mem_zalloc(t->n_columns, sizeof(*broken));
	size_t i, y, high = 1;

	for (i = 0; i < t->n_columns; i++) {
		doc_wrap(cells[i] ? cells[i] : "", role, 0, widths[i] ? widths[i] : 1, &broken[i]);
		high = broken[i].n > high ? broken[i].n : high;
	}
	for (y = 0; y < high; y++) {
		struct line *l = line_vec_add(out);

		for (i = 0; i < t->n_columns; i++) {
			const struct line *piece = y < broken[i].n ? &broken[i].items[y] : NULL;
			size_t width = piece ? piece->width : 0;
			size_t rest = widths[i] > width ? widths[i] - width : 0;

			if (t->right[i])
				line_pad(l, role, l->width + rest);
			if (piece)
				line_add_line(l, piece);
			if (!t->right[i] && i + 1 < t->n_columns)
				line_pad(l, role, l->width + rest);
			if (i + 1 < t->n_columns)
				line_pad(l, role, l->width + GAP);
		}
	}
	for (i = 0; i < t->n_columns; i++)
		line_vec_release(&broken[i]);
	free(broken);
}

static void lay_out_table(const struct doc_table *t, size_t width, line_vec *out)
{
	size_t *widths = mem_zalloc(t->n_columns, sizeof(*widths)), r;

	measure_table(t, widths);
	shrink(widths, t->n_columns, width);
	if (t->titles)
		lay_out_row(t, t->titles, ROLE_HEADING, widths, out);
	for (r = 0; r < t->n_rows; r++)
		lay_out_row(t, t->cells.items + r * t->n_columns, t->roles.items[r], widths,
			    out);
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
