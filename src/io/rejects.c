/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Second half of io/import.h: the rejected rows as a file of their own. */
#include "config.h"
#include "io/import.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/csv_write.h"
#include "util/file.h"
#include "util/mem.h"

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Beside the file where that folder can be written, else in the current folder. */
static char *place_for(const struct import_file *f, const struct import_options *options)
{
	const char *base = base_name(f->path);
	struct strbuf path = STRBUF_INIT;

	if (strcmp(f->path, "-") == 0)
		base = "standard-input";
	if (options->rejects) {
		strbuf_addf(&path, "%s/", options->rejects);
	} else if (base != f->path && strcmp(f->path, "-") != 0) {
		strbuf_add(&path, f->path, (size_t)(base - f->path));
		if (access(path.buf, W_OK) < 0)
			strbuf_reset(&path);
	}
	strbuf_addf(&path, "%s%s", base, REJECTED_SUFFIX);
	return strbuf_detach(&path);
}

static int by_line(const void *a, const void *b)
{
	const struct import_reject *x = a, *y = b;

	return x->line < y->line ? -1 : x->line > y->line;
}

/* All reasons of the row that begins at rejects[i]; moves i past them. */
static void reasons_of(const struct import_file *f, size_t *i, struct strbuf *out)
{
	size_t line = f->rejects.items[*i].line;

	strbuf_reset(out);
	for (; *i < f->rejects.n && f->rejects.items[*i].line == line; ++*i) {
		const struct import_reject *r = &f->rejects.items[*i];

		if (out->len)
			strbuf_adds(out, "; ");
		if (r->column)
			strbuf_addf(out, "column '%s': ", r->column);
		msg_render_text(f->reasons.items[r->reason], NULL, out);
	}
}

static int copy_rows(struct import_file *f, struct csv_reader *r, struct file_out *to,
		     struct err *err)
{
	struct strbuf line = STRBUF_INIT, why = STRBUF_INIT;
	int old = csv_column(r, REASON_COLUMN_ALSO);
	struct csv_row row;
	size_t next = 0;
	int rc = 0;

	for (size_t i = 0; i < csv_columns(r); i++)
		if ((int)i != old)
			csv_add_field(&line, csv_header(r, i), line.len == 0, 0);
	csv_add_field(&line, csv_column(r, REASON_COLUMN) < 0 ? REASON_COLUMN : REASON_COLUMN_ALSO,
		      false, 0);
	csv_end_row(&line);
	while (rc == 0 && next < f->rejects.n && (rc = csv_next(r, &row, err)) > 0) {
		rc = 0;
		while (next < f->rejects.n && f->rejects.items[next].line < row.line)
			next++;
		if (next == f->rejects.n || f->rejects.items[next].line != row.line)
			continue;
		reasons_of(f, &next, &why);
		for (size_t i = 0, n = 0; i < row.n; i++)
			if ((int)i != old)
				csv_add_field(&line, row.field[i], n++ == 0, 0);
		csv_add_field(&line, why.buf, false, 0);
		csv_end_row(&line);
		rc = file_out_add(to, line.buf, line.len, err);
		strbuf_reset(&line);
	}
	strbuf_release(&line);
	strbuf_release(&why);
	return rc;
}

int import_write_rejects(struct import_file *f, const struct import_options *options,
			 struct err *err)
{
	struct csv_reader *r = NULL;
	struct file_out to;
	char *path;
	int rc;

	if (!f->rejects.n || !f->is_csv || options->dry_run || strcmp(f->path, "-") == 0)
		return 0;
	qsort(f->rejects.items, f->rejects.n, sizeof(*f->rejects.items), by_line);
	rc = csv_open(f->path, &f->csv, &r, err);
	if (rc < 0)
		return rc;
	if (options->rejects && file_make_dirs(options->rejects, err) < 0) {
		csv_close(r);
		return ERR_IO;
	}
	path = place_for(f, options);
	rc = file_out_open(&to, path, err);
	if (rc == 0)
		rc = copy_rows(f, r, &to, err);
	if (rc == 0)
		rc = file_out_commit(&to, err);
	file_out_release(&to);
	if (rc == 0) {
		free(f->rejects_path);
		f->rejects_path = path;
		path = NULL;
	}
	free(path);
	csv_close(r);
	return rc;
}
