/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "cli/table.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "util/mem.h"
#include "util/strbuf.h"
#include "util/text.h"

static const char *column_title(const struct cli_answer *a, size_t i)
{
	const struct answer_column *c = &a->columns[i];

	return c->title ? c->title : c->name;
}

size_t cli_terminal_width(FILE *file)
{
	struct winsize size;

	if (ioctl(fileno(file), TIOCGWINSZ, &size) == 0 && size.ws_col >= 20)
		return size.ws_col;
	return 80;
}

void table_measure(struct cli_answer *a, const char *const *cells)
{
	struct strbuf clean = STRBUF_INIT;
	size_t i;

	for (i = 0; i < a->n_columns; i++) {
		strbuf_reset(&clean);
		text_clean(cells[i] ? cells[i] : "", &clean);
		column_measure(&a->widths[i], clean.buf);
	}
	strbuf_release(&clean);
}

/* ---- a row of a table ------------------------------------------------------------------------ */

/* One line of a row: the part of each cell that fits, the rest stays in `rest`. */
static bool print_line_of_row(struct cli_answer *a, const char **rest, bool heading)
{
	struct strbuf line = STRBUF_INIT;
	bool more = false;
	size_t i;

	for (i = 0; i < a->n_columns; i++) {
		size_t want = a->widths[i].width, width, n;

		n = a->tty ? text_key_line(rest[i], want, &width) : strlen(rest[i]);
		if (!a->tty)
			width = text_width(rest[i]);
		for (size_t k = 0; i && k < COLUMNS_GAP; k++)
			strbuf_addch(&line, ' ');
		if (a->columns[i].right)
			for (; width < want; want--)
				strbuf_addch(&line, ' ');
		strbuf_add(&line, rest[i], n);
		while (line.len && a->tty && line.buf[line.len - 1] == ' ' && width < n && n--)
			strbuf_setlen(&line, line.len - 1);
		for (; width < want; width++)
			strbuf_addch(&line, ' ');
		rest[i] += n;
		rest[i] += strspn(rest[i], " ");
		more |= *rest[i] != '\0';
	}
	while (line.len && line.buf[line.len - 1] == ' ')
		strbuf_setlen(&line, line.len - 1);
	fprintf(a->out, heading && a->colour ? "\033[1m%s\033[0m\n" : "%s\n", line.buf);
	strbuf_release(&line);
	return more;
}

static void print_row(struct cli_answer *a, const char *const *cells, bool heading)
{
	struct strbuf *clean = mem_zalloc(a->n_columns, sizeof(*clean));
	const char **rest = mem_alloc(a->n_columns, sizeof(*rest));
	size_t i;

	for (i = 0; i < a->n_columns; i++) {
		strbuf_init(&clean[i]);
		text_clean(cells[i] ? cells[i] : "", &clean[i]);
		rest[i] = clean[i].buf;
	}
	while (print_line_of_row(a, rest, heading))
		;
	for (i = 0; i < a->n_columns; i++)
		strbuf_release(&clean[i]);
	free(clean);
	free((void *)rest);
}

/* ---- a row as a record ----------------------------------------------------------------------- */

static size_t title_width(const struct cli_answer *a)
{
	struct strbuf clean = STRBUF_INIT;
	size_t most = 0, i;

	for (i = 0; i < a->n_columns; i++) {
		size_t width;

		strbuf_reset(&clean);
		text_clean(column_title(a, i), &clean);
		width = text_width(clean.buf);
		most = width > most ? width : most;
	}
	strbuf_release(&clean);
	return most;
}

static void print_field(struct cli_answer *a, const char *title, size_t titles, const char *text)
{
	size_t cells = cli_terminal_width(a->out), indent = titles + COLUMNS_GAP, n, end, width;
	bool own_line = indent + COLUMNS_READABLE > cells;
	const char *at = text;

	if (own_line)
		indent = COLUMNS_GAP;
	fprintf(a->out, a->colour ? "\033[1m%s\033[0m%*s" : "%s%*s", title,
		own_line ? 0 : (int)(indent - text_width(title)), "");
	if (own_line)
		fprintf(a->out, "\n%*s", (int)indent, "");
	do {
		n = end = text_key_line(at, cells - indent, &width);
		while (end && at[end - 1] == ' ')
			end--;
		fprintf(a->out, "%.*s\n", (int)end, at);
		at += n;
		at += strspn(at, " ");
		if (*at)
			fprintf(a->out, "%*s", (int)indent, "");
	} while (*at);
}

/* Empty fields say nothing and take a line: they are left out. */
static void print_record(struct cli_answer *a, const char *const *cells)
{
	struct strbuf title = STRBUF_INIT, clean = STRBUF_INIT;
	size_t titles = title_width(a), i;

	if (a->printed++)
		fputc('\n', a->out);
	for (i = 0; i < a->n_columns; i++) {
		if (!cells[i] || !*cells[i])
			continue;
		strbuf_reset(&title);
		strbuf_reset(&clean);
		text_clean(column_title(a, i), &title);
		text_clean(cells[i], &clean);
		print_field(a, title.buf, titles, clean.buf);
	}
	strbuf_release(&title);
	strbuf_release(&clean);
}

/* ---- the whole ------------------------------------------------------------------------------- */

void table_row(struct cli_answer *a, const char *const *cells)
{
	if (a->records)
		print_record(a, cells);
	else
		print_row(a, cells, false);
}

void table_flow(struct cli_answer *a)
{
	const char **titles = mem_alloc(a->n_columns, sizeof(*titles));
	size_t i, r;

	for (i = 0; i < a->n_columns; i++)
		titles[i] = column_title(a, i);
	table_measure(a, titles);
	if (a->tty)
		a->records = !columns_fit(a->widths, a->n_columns, cli_terminal_width(a->out)) &&
			     a->n_rows; /* else the heading alone */
	if (!a->records && (a->n_held || !a->n_rows))
		print_row(a, titles, true);
	free((void *)titles);
	for (r = 0; r < a->n_held; r++)
		table_row(a, (const char *const *)(a->held + r * a->n_columns));
	for (i = 0; i < a->n_held * a->n_columns; i++)
		free(a->held[i]);
	free((void *)a->held);
	a->held = NULL;
	a->n_held = 0;
	a->flowing = true;
}
