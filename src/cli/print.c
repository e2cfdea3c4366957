/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "cli/cli.h"
#include "cli/table.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/csv_write.h"
#include "util/i18n.h"
#include "util/mem.h"
#include "util/strbuf.h"
#include "util/text.h"

/* Rows looked at before the widths of a table are fixed. */
#define HOLD_ROWS 2000

static struct cli_answer *self(struct answer *a)
{
	return (struct cli_answer *)(void *)a;
}

static void clear_progress(struct cli_answer *a)
{
	if (a->progress_shown)
		fputs("\r\033[K", a->errors);
	a->progress_shown = false;
}

/* What a program reads goes out as it is; on a terminal the same bytes could act on it. */
static void put_machine(struct cli_answer *a, const char *data, size_t length)
{
	struct strbuf text = STRBUF_INIT, clean = STRBUF_INIT;
	size_t i;

	if (!a->tty) {
		fwrite(data, 1, length, a->out);
		return;
	}
	for (i = 0; i < length; i++)
		if (data[i] != '\r' || i + 1 == length || data[i + 1] != '\n')
			strbuf_addch(&text, data[i] ? data[i] : '\n');
	text_clean_lines(text.buf, &clean);
	fputs(clean.buf, a->out);
	strbuf_release(&text);
	strbuf_release(&clean);
}

static void json_cell(struct cli_answer *a, const char *text)
{
	char *dump;
	json_t *value = text ? json_string(text) : json_null();

	if (!value) { /* not UTF-8: say so instead of losing the row */
		struct strbuf clean = STRBUF_INIT;

		text_clean(text, &clean);
		value = json_string(clean.buf);
		strbuf_release(&clean);
	}
	dump = json_dumps(value, JSON_ENCODE_ANY);
	put_machine(a, dump ? dump : "null", dump ? strlen(dump) : 4);
	free(dump);
	json_decref(value);
}

static void on_several(struct answer *answer)
{
	self(answer)->several = true;
}

/* "[", or in an object `"name": [`. */
static void json_table(struct cli_answer *a, const char *name)
{
	if (a->several) {
		fputs(a->n_tables ? ",\n" : "{\n", a->out);
		json_cell(a, name);
		fputs(": ", a->out);
	}
	fputc('[', a->out);
}

static void on_table(struct answer *answer, const char *name, const struct answer_column *columns,
		     size_t n)
{
	struct cli_answer *a = self(answer);
	struct strbuf line = STRBUF_INIT;
	size_t i;

	clear_progress(a);
	a->columns = mem_copy(columns, n * sizeof(*columns));
	a->n_columns = n;
	a->n_rows = a->n_held = 0;
	a->widths = mem_zalloc(n, sizeof(*a->widths));
	a->flowing = a->records = false;
	a->printed = 0;
	if (a->n_tables && a->format != FORMAT_JSON)
		fputs(a->format == FORMAT_CSV ? "\r\n" : "\n", a->out);
	if (a->format == FORMAT_TABLE) {
		a->held = mem_alloc(HOLD_ROWS * n, sizeof(*a->held));
	} else if (a->format == FORMAT_JSON) {
		json_table(a, name);
	} else {
		for (i = 0; i < n; i++)
			csv_add_field(&line, columns[i].name, i == 0, 0);
		csv_end_row(&line);
		put_machine(a, line.buf, line.len);
	}
	a->n_tables++;
	strbuf_release(&line);
}

static void csv_row(struct cli_answer *a, const char *const *cells)
{
	struct strbuf line = STRBUF_INIT;
	size_t i;

	for (i = 0; i < a->n_columns; i++)
		csv_add_field(&line, cells[i] ? cells[i] : "", i == 0, 0);
	csv_end_row(&line);
	put_machine(a, line.buf, line.len);
	strbuf_release(&line);
}

static void json_row(struct cli_answer *a, const char *const *cells)
{
	size_t i;

	fputs(a->n_rows ? ",\n {" : "\n {", a->out);
	for (i = 0; i < a->n_columns; i++) {
		if (i)
			fputs(", ", a->out);
		json_cell(a, a->columns[i].name);
		fputs(": ", a->out);
		json_cell(a, cells[i]);
	}
	fputc('}', a->out);
}

static void on_row(struct answer *answer, const char *const *cells)
{
	struct cli_answer *a = self(answer);
	size_t i;

	if (a->format == FORMAT_CSV) {
		csv_row(a, cells);
	} else if (a->format == FORMAT_JSON) {
		json_row(a, cells);
	} else if (a->flowing) {
		table_row(a, cells);
	} else {
		table_measure(a, cells);
		for (i = 0; i < a->n_columns; i++)
			a->held[a->n_held * a->n_columns + i] = mem_strdup(cells[i]);
		if (++a->n_held == HOLD_ROWS)
			table_flow(a);
	}
	a->n_rows++;
}

static void on_end(struct answer *answer)
{
	struct cli_answer *a = self(answer);

	if (a->format == FORMAT_TABLE && !a->flowing)
		table_flow(a);
	if (a->format == FORMAT_JSON)
		fprintf(a->out, "%s]%s", a->n_rows ? "\n" : "", a->several ? "" : "\n");
	free((void *)(size_t)a->columns);
	free(a->widths);
	a->columns = NULL;
	a->widths = NULL;
	a->n_columns = 0;
}

/* Fills one line to the terminal; what does not fit goes on under it, as far in as it began. */
static void print_filled(FILE *file, const char *line, size_t length, size_t cells)
{
	struct strbuf text = STRBUF_INIT;
	size_t indent = strspn(line, " "), n, end, width;
	const char *at;

	if (indent > cells / 2)
		indent = 0;
	strbuf_add(&text, line + indent, length - indent);
	at = text.buf;
	do {
		n = end = text_line(at, cells - indent, &width);
		while (end && at[end - 1] == ' ')
			end--;
		fprintf(file, "%*s%.*s\n", end ? (int)indent : 0, "", (int)end, at);
		at += n;
		at += strspn(at, " ");
	} while (*at);
	strbuf_release(&text);
}

static void print_line(struct cli_answer *a, FILE *file, const char *text)
{
	struct strbuf clean = STRBUF_INIT;
	const char *at;
	size_t n;

	clear_progress(a);
	text_clean_lines(text, &clean);
	if (!isatty(fileno(file))) {
		fprintf(file, "%s\n", clean.buf);
	} else {
		for (at = clean.buf;; at += n + 1) {
			n = strcspn(at, "\n");
			print_filled(file, at, n, cli_terminal_width(file));
			if (!at[n])
				break;
		}
	}
	strbuf_release(&clean);
}

static void on_note(struct answer *answer, const char *text)
{
	struct cli_answer *a = self(answer);

	fflush(a->out);
	print_line(a, a->errors, text);
}

static void on_line(struct answer *answer, const char *text)
{
	struct cli_answer *a = self(answer);

	if (a->format == FORMAT_TABLE)
		print_line(a, a->out, text);
	else if (*text)
		on_note(answer, text);
}

static void on_raw(struct answer *answer, const void *data, size_t length)
{
	struct cli_answer *a = self(answer);

	clear_progress(a);
	put_machine(a, data, length);
}

static bool on_progress(struct answer *answer, int permille, const char *stage)
{
	struct cli_answer *a = self(answer);
	size_t n, width;
	int i;

	if (isatty(fileno(a->errors)) &&
	    (!a->progress_shown || permille / 10 != a->percent || stage != a->stage)) {
		n = text_line(stage, 30, &width);
		fputs("\r[", a->errors);
		for (i = 0; i < 20; i++)
			fputc(i < permille * 20 / 1000 ? '#' : '.', a->errors);
		fprintf(a->errors, "] %3d %% %.*s\033[K", permille / 10, (int)n, stage);
		fflush(a->errors);
		a->progress_shown = true;
		a->percent = permille / 10;
		a->stage = stage;
	}
	return a->stop && *a->stop;
}

void cli_answer_init(struct cli_answer *a, enum cli_format format, bool colour, volatile int *stop)
{
	static const struct answer_ops ops = {
		.several = on_several,
		.table = on_table,
		.row = on_row,
		.end = on_end,
		.line = on_line,
		.note = on_note,
		.raw = on_raw,
		.progress = on_progress,
	};

	memset(a, 0, sizeof(*a));
	a->answer.ops = &ops;
	a->answer.programs = format != FORMAT_TABLE;
	a->out = stdout;
	a->errors = stderr;
	a->format = format;
	a->tty = isatty(STDOUT_FILENO);
	a->colour = colour;
	a->stop = stop;
}

bool cli_answer_finish(struct cli_answer *a, bool done)
{
	clear_progress(a);
	if (a->format == FORMAT_JSON && a->several && a->n_tables)
		fputs("\n}\n", a->out);
	else if (a->format == FORMAT_JSON && !a->n_tables && done)
		fputs(a->several ? "{}\n" : "[]\n", a->out);
	return fflush(a->out) == 0 && !ferror(a->out);
}
