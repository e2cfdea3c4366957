/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a CSV file: delimiter, header, and what can be asked of a reader. */
#include "config.h"
#include "io/csv_private.h"

#include <string.h>

#include "util/mem.h"
#include "util/text.h"

const struct csv_limits csv_default_limits = {
	.field = 64 * 1024, .row = 1024 * 1024, .columns = 512, .rows = 10 * 1000 * 1000,
};

/* ---- opening ----------------------------------------------------------------------------- */

/* "sep=;" on a line of its own, as spreadsheets write it. */
static bool told_delimiter(struct csv_reader *r)
{
	size_t n = csv_line_in_buffer(r, r->at);
	const char *p = r->buf.buf + r->at;

	if (n < 6 || memcmp(p, "sep=", 4) != 0 || !csv_is_line_end(p + 5, n - 5))
		return false;
	r->delimiter = p[4];
	r->at += n;
	r->line++;
	return true;
}

static char sniff_delimiter(const struct csv_reader *r)
{
	static const char candidates[] = ",;\t|";
	size_t count[sizeof(candidates) - 1] = { 0 }, best = 0;
	bool quoted = false;

	for (size_t i = r->at; i < r->buf.len; i++) {
		char c = r->buf.buf[i];
		const char *which = c ? strchr(candidates, c) : NULL;

		if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '\n' || c == '\r') && i > r->at)
			break;
		else if (!quoted && which)
			count[which - candidates]++;
	}
	for (size_t i = 1; i < sizeof(candidates) - 1; i++)
		if (count[i] > count[best])
			best = i;
	return candidates[best];
}

static int look_at_start(struct csv_reader *r, struct err *err)
{
	size_t first;

	while (!r->end && r->buf.len < 65536) {
		int rc = csv_refill(r, err);

		if (rc < 0)
			return rc;
	}
	first = csv_line_in_buffer(r, 0);
	if (first && memchr(r->buf.buf, '\0', first))
		return err_set(err, ERR_INPUT,
			       N_("%s: holds NUL bytes: not a text file, or UTF-16 without a "
				  "byte-order mark; convert it first, for example: iconv -f UTF-16LE "
				  "-t UTF-8"), r->name);
	while (r->at < r->buf.len && csv_is_line_end(r->buf.buf + r->at, 1)) {
		size_t n = csv_line_in_buffer(r, r->at);

		if (!n)
			break;
		r->at += n;
		r->line++;
	}
	r->delimiter = r->options.delimiter;
	if (!told_delimiter(r) && !r->delimiter)
		r->delimiter = sniff_delimiter(r);
	csv_reset_parser(r);
	return 0;
}

static bool header_has(const struct csv_reader *r, const char *name)
{
	for (size_t i = 0; i < r->header.n; i++)
		if (strcmp(r->header.items[i], name) == 0)
			return true;
	return false;
}

static void add_header(struct csv_reader *r, const char *field, size_t number)
{
	struct strbuf name = STRBUF_INIT, unique = STRBUF_INIT;

	text_trim(field, &name);
	if (!name.len)
		strbuf_addf(&name, "column %zu", number);
	strbuf_adds(&unique, name.buf);
	for (int i = 2; header_has(r, unique.buf); i++) {
		strbuf_reset(&unique);
		strbuf_addf(&unique, "%s (%d)", name.buf, i);
	}
	VEC_PUSH(&r->header, strbuf_detach(&unique));
	strbuf_release(&name);
}

static int read_header(struct csv_reader *r, struct err *err)
{
	struct csv_row row;
	size_t n;
	int rc = csv_any_row(r, &row, err);

	if (rc == 0)
		return err_set(err, ERR_INPUT,
			       N_("%s: is empty; the first line must name the columns"), r->name);
	if (rc > 0 && r->reject.id) {
		struct strbuf why = STRBUF_INIT;

		msg_render(&r->reject, NULL, &why);
		rc = err_set(err, ERR_INPUT, N_("%s:%zu: the header cannot be read: %s"), r->name,
			     row.line, why.buf);
		strbuf_release(&why);
	}
	if (rc < 0)
		return rc;
	/* what trails behind the last name are stray delimiters */
	for (n = row.n; n > 1 && !*row.field[n - 1]; n--)
		;
	if (n > r->limits.columns)
		return err_set(err, ERR_INPUT,
			       N_("%s:%zu: %zu columns, more than the %zu allowed; remove those "
				  "that are not needed"), r->name, row.line, n, r->limits.columns);
	for (size_t i = 0; i < n; i++)
		add_header(r, row.field[i], i + 1);
	return 0;
}

static int start(struct csv_reader *r, struct err *err)
{
	int rc;

	strbuf_reset(&r->buf);
	r->start = r->at = r->record = 0;
	r->end = false;
	r->line = 1;
	for (size_t i = 0; i < r->header.n; i++)
		free(r->header.items[i]);
	r->header.n = 0;
	rc = look_at_start(r, err);
	if (rc == 0)
		rc = read_header(r, err);
	r->stats = (struct csv_stats){ .repaired = r->stats.repaired };
	return rc;
}

static struct csv_reader *reader_new(const char *name, const struct csv_options *options)
{
	struct csv_reader *r = mem_zalloc(1, sizeof(*r));

	r->name = mem_strdup(name);
	if (options)
		r->options = *options;
	r->limits = options && options->limits ? *options->limits : csv_default_limits;
	strbuf_init(&r->buf);
	strbuf_init(&r->text);
	r->source.fd = -1;
	return r;
}

static int reader_start(struct csv_reader *r, struct csv_reader **ret, struct err *err)
{
	int rc = start(r, err);

	if (rc < 0)
		csv_close(r);
	else
		*ret = r;
	return rc;
}

int csv_open(const char *path, const struct csv_options *options, struct csv_reader **ret,
	     struct err *err)
{
	struct csv_reader *r = reader_new(path, options);
	int rc = csv_source_open(&r->source, r->name, err);

	if (rc < 0) {
		csv_close(r);
		return rc;
	}
	return reader_start(r, ret, err);
}

int csv_open_memory(const char *name, const void *data, size_t length,
		    const struct csv_options *options, struct csv_reader **ret, struct err *err)
{
	struct csv_reader *r = reader_new(name, options);

	csv_source_memory(&r->source, r->name, data, length);
	return reader_start(r, ret, err);
}

int csv_rewind(struct csv_reader *r, struct err *err)
{
	int rc = csv_source_rewind(&r->source, err);

	r->stats.repaired = 0;
	return rc < 0 ? rc : start(r, err);
}

void csv_close(struct csv_reader *r)
{
	if (!r)
		return;
	if (r->parser_live)
		csv_free(&r->parser);
	csv_source_close(&r->source);
	for (size_t i = 0; i < r->header.n; i++)
		free(r->header.items[i]);
	VEC_RELEASE(&r->header);
	VEC_RELEASE(&r->offsets);
	VEC_RELEASE(&r->fields);
	msg_release(&r->reject);
	strbuf_release(&r->buf);
	strbuf_release(&r->text);
	free(r->name);
	free(r);
}

/* ---- facts ------------------------------------------------------------------------------- */

const char *csv_name(const struct csv_reader *r)
{
	return r->name;
}

char csv_delimiter(const struct csv_reader *r)
{
	return r->delimiter;
}

bool csv_was_utf16(const struct csv_reader *r)
{
	return r->source.utf16 != 0;
}

size_t csv_columns(const struct csv_reader *r)
{
	return r->header.n;
}

const char *csv_header(const struct csv_reader *r, size_t column)
{
	return column < r->header.n ? r->header.items[column] : "";
}

int csv_column(const struct csv_reader *r, const char *name)
{
	for (size_t i = 0; i < r->header.n; i++)
		if (strcmp(r->header.items[i], name) == 0)
			return (int)i;
	return -1;
}

const struct csv_stats *csv_stats(const struct csv_reader *r)
{
	return &r->stats;
}
