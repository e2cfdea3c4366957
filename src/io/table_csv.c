/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/table_csv.h"

#include <string.h>
#include <strings.h>

#include "io/csv_write.h"
#include "util/text.h"

static bool is_in_file(const struct column *c)
{
	return !(c->flags & (COLF_VIRTUAL | COLF_INTERNAL));
}

/* "OS version" names os_version. */
static bool same_name(const char *header, const char *column)
{
	for (; *header && *column; header++, column++) {
		char h = *header == ' ' || *header == '-' ? '_' : *header;

		if (strncasecmp(&h, column, 1) != 0)
			return false;
	}
	return !*header && !*column;
}

static int column_of(const struct table *t, const char *header)
{
	for (size_t i = 0; i < t->n_columns; i++)
		if (is_in_file(&t->columns[i]) && same_name(header, t->columns[i].name))
			return (int)i;
	return -1;
}

static bool header_names(const struct csv_reader *r, const struct column *c)
{
	for (size_t i = 0; i < csv_columns(r); i++)
		if (same_name(csv_header(r, i), c->name))
			return true;
	return false;
}

/* The first column of the key must stand there, and every other that may not be empty. */
static const struct column *missing_key(const struct table *t, const struct csv_reader *r)
{
	bool first = true;

	for (size_t i = 0; i < t->n_columns; i++) {
		const struct column *c = &t->columns[i];
		bool needed = (c->flags & COLF_KEY) &&
			      (first || ((c->flags & COLF_REQUIRED) && !c->preset));

		if (c->flags & COLF_KEY)
			first = false;
		if (needed && is_in_file(c) && !header_names(r, c))
			return c;
	}
	return NULL;
}

bool table_csv_fits(const struct table *t, const struct csv_reader *r)
{
	return !missing_key(t, r);
}

static bool is_reason(const char *header)
{
	return same_name(header, REASON_COLUMN) || same_name(header, REASON_COLUMN_ALSO);
}

static bool all_belong(const struct table *t, const struct csv_reader *r)
{
	for (size_t i = 0; i < csv_columns(r); i++)
		if (column_of(t, csv_header(r, i)) < 0 && !is_reason(csv_header(r, i)))
			return false;
	return true;
}

const struct table *table_csv_recognise(const char *path, const struct csv_reader *r)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	const struct table *only = NULL;

	for (size_t i = 0; i < model_n_tables; i++) {
		const struct table *t = model_tables[i];
		size_t n = strlen(t->name);

		if (!(t->flags & TABLE_WORKBOOK) || !table_csv_fits(t, r))
			continue;
		if (strncasecmp(base, t->name, n) == 0 && strncasecmp(base + n, ".csv", 4) == 0)
			return t;
		if (!only && csv_columns(r) > 1 && all_belong(t, r))
			only = t;
	}
	return only;
}

/* ---- import ------------------------------------------------------------------------------ */

struct reading {
	struct importing *im;
	const struct table *table;
	struct csv_reader *reader;
	int column[512];      /* of each header; -1: left out */
	uint64_t given;
	struct record record;
	struct hash_set seen;
	struct strbuf key;
};

static int map_header(struct reading *g, struct err *err)
{
	struct import_file *f = g->im->file;
	const struct column *missing = missing_key(g->table, g->reader);

	if (missing)
		return err_set(err, ERR_INPUT,
			       N_("%s: column '%s' is missing, which tells the rows of %s apart; add "
				  "it"), f->path, missing->name, g->table->name);
	for (size_t i = 0; i < csv_columns(g->reader); i++) {
		const char *header = csv_header(g->reader, i);
		int c = column_of(g->table, header);

		if (c >= 0 && (g->given & UINT64_C(1) << c))
			return err_set(err, ERR_INPUT,
				       N_("%s: column '%s' stands there twice; remove one"), f->path,
				       header);
		g->column[i] = c;
		if (c >= 0)
			g->given |= UINT64_C(1) << c;
		else if (!is_reason(header))
			import_note(f, N_("column '%s' is no column of %s and was left out"),
				    header, g->table->name);
	}
	return 0;
}

/* Canonical cells of a row; false when it was rejected. */
static bool fill_record(struct reading *g, const struct csv_row *row)
{
	record_clear(&g->record);
	for (size_t i = 0; i < row->n; i++) {
		const struct column *c;
		struct err why = ERR_INIT;

		if (g->column[i] < 0)
			continue;
		c = &g->table->columns[g->column[i]];
		if (value_canonical(c, row->field[i], &g->record.cell[g->column[i]], &why) < 0) {
			import_reject(g->im->file, row->line, NULL, &why.msg);
			err_release(&why);
			return false;
		}
	}
	strbuf_reset(&g->key);
	record_key_text(&g->record, &g->key);
	if (!hash_set_add(&g->seen, import_hash(g->key.buf, 0))) {
		import_rejectf(g->im->file, row->line, NULL,
			       N_("'%s' stands in an earlier row already; remove one of the two"),
			       g->key.buf);
		return false;
	}
	return true;
}

static int read_rows(struct reading *g, struct err *err)
{
	struct import_file *f = g->im->file;
	struct csv_row row;
	int rc;

	import_count_of(f, g->table);
	while ((rc = csv_next(g->reader, &row, err)) > 0) {
		f->read++;
		if (row.reject.id) {
			import_reject(f, row.line, NULL, &row.reject);
			continue;
		}
		if (!fill_record(g, &row))
			continue;
		rc = import_put(g->im, row.line, &g->record, g->given, NULL, err);
		if (rc < 0)
			return rc;
	}
	return rc;
}

int table_csv_import(struct importing *im, const struct table *t, struct csv_reader *r,
		     struct err *err)
{
	struct reading g = { .im = im, .table = t, .reader = r, .seen = HASH_SET_INIT,
			     .key = STRBUF_INIT };
	int rc;

	im->file->format = N_("table of a workbook");
	record_init(&g.record, t);
	rc = map_header(&g, err);
	if (rc == 0)
		rc = read_rows(&g, err);
	import_reader_stats(im->file, r);
	record_release(&g.record);
	hash_set_release(&g.seen);
	strbuf_release(&g.key);
	return rc;
}

/* ---- export ------------------------------------------------------------------------------ */

struct writing {
	struct file_out *to;
	unsigned flags;
	struct strbuf line;
};

static bool is_exported(const struct column *c)
{
	return is_in_file(c) && !(c->flags & COLF_SHORTHAND);
}

static int write_row(void *context, const struct record *r, struct err *err)
{
	struct writing *w = context;
	bool first = true;

	strbuf_reset(&w->line);
	for (size_t i = 0; i < r->table->n_columns; i++) {
		if (!is_exported(&r->table->columns[i]))
			continue;
		csv_add_field(&w->line, r->cell[i] ? r->cell[i] : "", first, w->flags);
		first = false;
	}
	csv_end_row(&w->line);
	return file_out_add(w->to, w->line.buf, w->line.len, err);
}

int table_csv_export(struct db *db, const struct table *t, const struct selector *where,
		     unsigned flags, struct file_out *to, struct err *err)
{
	struct store_query q = { .table = t, .where = where, .sort = -1 };
	struct writing w = { .to = to, .flags = flags, .line = STRBUF_INIT };
	int rc;

	for (size_t i = 0; i < t->n_columns; i++)
		if (is_exported(&t->columns[i]))
			csv_add_field(&w.line, t->columns[i].name, w.line.len == 0, 0);
	csv_end_row(&w.line);
	rc = file_out_add(to, w.line.buf, w.line.len, err);
	if (rc == 0)
		rc = store_each(db, &q, -1, write_row, &w, err);
	strbuf_release(&w.line);
	return rc;
}
