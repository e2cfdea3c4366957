/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/csv_read.h"

#include <csv.h>
#include <stdint.h>
#include <string.h>

#include "io/csv_write.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/vec.h"

const struct csv_limits csv_default_limits = {
	.field = 64 * 1024, .row = 1024 * 1024, .columns = 512, .rows = 10 * 1000 * 1000,
};

struct csv_reader {
	char *name;
	struct csv_source source;
	struct csv_options options;
	struct csv_limits limits;
	struct csv_parser parser;
	bool parser_live;
	char delimiter;

	struct strbuf buf;    /* raw bytes from the start of the present row on */
	size_t start;         /* where the present row begins in buf */
	size_t at;            /* next byte for the parser */
	bool end;             /* no more bytes will come */
	size_t line;          /* number of the line at `at` */

	struct strbuf text;   /* the fields of the row, each with a final NUL */
	VEC(size_t) offsets;  /* where each field begins in `text` */
	VEC(const char *) fields;
	bool row_done;        /* the parser said so */
	struct msg reject;

	VEC(char *) header;
	size_t record;
	struct csv_stats stats;
};

__attribute__((format(printf, 2, 3)))
static void refuse(struct csv_reader *r, const char *id, ...)
{
	va_list ap;

	if (r->reject.id)
		return;
	va_start(ap, id);
	msg_vset(&r->reject, id, ap);
	va_end(ap);
}

/* ---- the parser -------------------------------------------------------------------------- */

/* Blanks around a field are part of it. */
static int no_space(unsigned char c)
{
	(void)c;
	return 0;
}

/* Never fails and needs no limit of its own: what it is asked for is bounded by the row limit. */
static void *grow(void *old, size_t size)
{
	return mem_resize(old, size, 1);
}

static int blank(unsigned char c)
{
	return c == ' ' || c == '\t';
}

static void reset_parser(struct csv_reader *r)
{
	if (r->parser_live)
		csv_free(&r->parser);
	csv_init(&r->parser, CSV_STRICT | CSV_STRICT_FINI);
	csv_set_space_func(&r->parser, no_space);
	csv_set_realloc_func(&r->parser, grow);
	csv_set_blk_size(&r->parser, 4096);
	csv_set_delim(&r->parser, (unsigned char)r->delimiter);
	r->parser_live = true;
}

static void take_field(void *data, size_t length, void *context)
{
	struct csv_reader *r = context;

	if (length > r->limits.field) {
		refuse(r, N_("field %zu has %zu bytes, more than the %zu allowed; shorten it"),
		       r->offsets.n + 1, length, r->limits.field);
		length = 0;
	}
	if (length && memchr(data, '\0', length)) {
		refuse(r, N_("field %zu holds a NUL byte; remove it"), r->offsets.n + 1);
		length = 0;
	}
	VEC_PUSH(&r->offsets, r->text.len);
	strbuf_add(&r->text, data, length);
	strbuf_add(&r->text, "", 1);
}

static void take_end(int c, void *context)
{
	struct csv_reader *r = context;

	(void)c;
	r->row_done = true;
}

static bool feed(struct csv_reader *r, size_t length)
{
	bool well;

	well = csv_parse(&r->parser, r->buf.buf + r->at, length, take_field, take_end, r) == length;
	if (!well && r->parser.quoted)
		refuse(r, N_("text follows a closing quote on line %zu; double the quotes inside a "
			     "field"), r->line);
	else if (!well)
		refuse(r, N_("a quote stands inside an unquoted field on line %zu; put the field "
			     "in quotes and double the quotes inside it"), r->line);
	r->at += length;
	r->line++;
	return well;
}

/* Many files have blanks between delimiter and quote, which RFC 4180 does not know.  The line is
 * read once more without regard to them and counts when it then is as wide as the header. */
static bool feed_loosely(struct csv_reader *r, const char *line, size_t length)
{
	struct msg strict = r->reject;
	bool good;

	msg_init(&r->reject);
	strbuf_reset(&r->text);
	r->offsets.n = 0;
	reset_parser(r);
	if (r->delimiter != '\t')
		csv_set_space_func(&r->parser, blank);
	good = csv_parse(&r->parser, line, length, take_field, take_end, r) == length &&
	       (r->row_done || csv_fini(&r->parser, take_field, take_end, r) == 0) &&
	       !r->reject.id && r->offsets.n == r->header.n;
	reset_parser(r);
	if (good) {
		msg_release(&strict);
		r->stats.loose++;
	} else {
		msg_release(&r->reject);
		r->reject = strict;
	}
	return good;
}

/* ---- bytes and lines --------------------------------------------------------------------- */

/* Drops what is consumed and reads more. */
static int refill(struct csv_reader *r, struct err *err)
{
	if (r->start > 0) {
		memmove(r->buf.buf, r->buf.buf + r->start, r->buf.len - r->start);
		strbuf_setlen(&r->buf, r->buf.len - r->start);
		r->at -= r->start;
		r->start = 0;
	}
	return csv_source_read(&r->source, 65536, &r->buf, &r->end, err);
}

/* Length of the line at `at` with its end, 0 when its end is not in the buffer. */
static size_t line_in_buffer(const struct csv_reader *r, size_t at)
{
	const char *p = r->buf.buf + at;
	size_t left = r->buf.len - at;
	const char *lf = left ? memchr(p, '\n', left) : NULL;
	const char *cr = left ? memchr(p, '\r', lf ? (size_t)(lf - p) : left) : NULL;

	if (!cr)
		return lf ? (size_t)(lf - p) + 1 : r->end ? left : 0;
	if ((size_t)(cr - p) + 1 == left && !r->end)
		return 0; /* the LF of a CR LF may still come */
	return (size_t)(cr - p) + (cr + 1 == lf ? 2 : 1);
}

/* The line at `at`, reading on as needed: 1 and its length, 0 at the end of the file, or 2 when the
 * row would be longer than allowed. */
static int next_line(struct csv_reader *r, size_t *ret_length, struct err *err)
{
	int rc;

	for (;;) {
		size_t n = line_in_buffer(r, r->at);

		if (n && r->at + n - r->start > r->limits.row + 2)
			return 2;
		if (n) {
			*ret_length = n;
			return 1;
		}
		if (r->end)
			return 0;
		if (r->buf.len - r->start > r->limits.row)
			return 2;
		rc = refill(r, err);
		if (rc < 0)
			return rc;
	}
}

static bool only_line_end(const char *p, size_t n)
{
	return n == 0 || *p == '\n' || *p == '\r';
}

/* ---- going on after a bad row ------------------------------------------------------------ */

/* Fields of the well-formed row that begins at `at`, or 0 when none does. */
static size_t count_fields(const struct csv_reader *r, size_t at)
{
	const char *p = r->buf.buf + at, *end = r->buf.buf + r->buf.len;
	size_t n = 1;

	for (;;) {
		if (p < end && *p == '"') {
			for (p++; p < end && !(*p == '"' && (p + 1 == end || p[1] != '"')); p++)
				p += *p == '"';
			if (p == end)
				return 0;
			p++;
		} else {
			while (p < end && *p != '"' && *p != r->delimiter && *p != '\n' && *p != '\r')
				p++;
		}
		if (p == end || *p == '\n' || *p == '\r')
			return n;
		if (*p != r->delimiter)
			return 0;
		p++;
		n++;
	}
}

/* Chooses where reading resumes after a row that is broken: the first later line, up to the one
 * after the error, that begins a row as wide as the header.  None: after the line of the error
 * when the parser found one, else (a quote that is never closed) the second line. */
static void resynchronise(struct csv_reader *r, bool located, size_t first_line)
{
	size_t at = r->start + line_in_buffer(r, r->start);
	size_t second = at, line = first_line + 1;

	while (at > r->start && at < r->buf.len && at <= r->at) {
		size_t n;

		if (r->header.n && count_fields(r, at) == r->header.n) {
			r->at = at;
			r->line = line;
			return;
		}
		n = line_in_buffer(r, at);
		if (!n)
			break;
		at += n;
		line++;
	}
	if (!located && second > r->start) {
		r->at = second;
		r->line = first_line + 1;
	}
}

/* A line longer than a row may be: passes over it without keeping it. */
static int skip_line(struct csv_reader *r, struct err *err)
{
	for (;;) {
		size_t n = line_in_buffer(r, r->at);
		int rc;

		if (n || r->end) {
			r->at += n;
			r->line++;
			return 0;
		}
		r->at = r->start = r->buf.len - (r->buf.len && r->buf.buf[r->buf.len - 1] == '\r');
		rc = refill(r, err);
		if (rc < 0)
			return rc;
	}
}

/* The first line of a broken row cut at its delimiters, so that it can be shown and mended. */
static void split_plainly(struct csv_reader *r, size_t length)
{
	const char *p = r->buf.buf + r->start, *end;

	if (length > r->limits.row)
		length = r->limits.row;
	end = p + length;
	while (end > p && (end[-1] == '\n' || end[-1] == '\r'))
		end--;
	strbuf_reset(&r->text);
	r->offsets.n = 0;
	for (;;) {
		const char *cut = p < end ? memchr(p, r->delimiter, (size_t)(end - p)) : NULL;

		VEC_PUSH(&r->offsets, r->text.len);
		for (; p < (cut ? cut : end); p++)
			strbuf_addch(&r->text, *p ? *p : ' ');
		strbuf_add(&r->text, "", 1);
		if (!cut)
			break;
		p = cut + 1;
	}
}

/* ---- rows -------------------------------------------------------------------------------- */

/* Feeds lines until a row is complete or broken.  1: there is a row (maybe a refused one), 0: the
 * end of the file. */
static int parse_row(struct csv_reader *r, size_t *ret_line, struct err *err)
{
	size_t length = 0, first;
	int rc;

	for (;;) {
		r->start = r->at;
		rc = next_line(r, &length, err);
		if (rc == 1 && only_line_end(r->buf.buf + r->at, length)) {
			r->at += length;
			r->line++;
			r->stats.blank++;
			continue;
		}
		if (rc <= 0)
			return rc;
		break;
	}
	*ret_line = first = r->line;
	r->row_done = false;
	while (rc == 1) {
		if (!feed(r, length)) {
			bool one_line = r->line == first + 1;

			if (one_line && feed_loosely(r, r->buf.buf + r->start, length))
				return 1;
			split_plainly(r, line_in_buffer(r, r->start));
			if (!one_line)
				resynchronise(r, true, first);
			reset_parser(r);
			return 1;
		}
		if (r->row_done)
			return 1;
		rc = next_line(r, &length, err);
	}
	if (rc < 0)
		return rc;
	if (rc == 0 && csv_fini(&r->parser, take_field, take_end, r) == 0)
		return 1;
	length = line_in_buffer(r, r->start);
	split_plainly(r, length ? length : r->buf.len - r->start);
	if (rc == 0)
		refuse(r, N_("a quote that is opened in this row is never closed; close it or "
			     "double it"));
	else
		refuse(r, N_("the row is longer than the %zu bytes allowed, or a quote is never "
			     "closed"), r->limits.row);
	reset_parser(r);
	if (!length)
		return skip_line(r, err) < 0 ? ERR_IO : 1;
	resynchronise(r, false, first);
	return 1;
}

/* Mends what is not UTF-8, field by field. */
static void repair_row(struct csv_reader *r)
{
	struct strbuf mended = STRBUF_INIT;

	if (!r->text.len || text_is_utf8(r->text.buf, r->text.len))
		return;
	for (size_t i = 0; i < r->offsets.n; i++) {
		const char *field = r->text.buf + r->offsets.items[i];
		size_t length = strlen(field);

		r->offsets.items[i] = mended.len;
		r->stats.repaired += csv_repair(field, length, r->options.encoding, &mended);
		strbuf_add(&mended, "", 1);
	}
	strbuf_release(&r->text);
	r->text = mended;
}

static void unguard_row(struct csv_reader *r)
{
	for (size_t i = 0; i < r->offsets.n; i++)
		r->offsets.items[i] += csv_is_guarded(r->text.buf + r->offsets.items[i]);
}

static bool row_is_blank(const struct csv_reader *r)
{
	for (size_t i = 0; i < r->offsets.n; i++) {
		const char *field = r->text.buf + r->offsets.items[i];

		if (field[strspn(field, " \t")])
			return false;
	}
	return true;
}

/* Points `fields` at the texts and settles on the width of the header. */
static void set_width(struct csv_reader *r, struct csv_row *ret)
{
	size_t want = r->header.n ? r->header.n : r->offsets.n;

	ret->given = r->offsets.n;
	for (size_t i = want; i < r->offsets.n; i++)
		if (r->text.buf[r->offsets.items[i]])
			refuse(r, N_("the row has %zu fields, the header %zu; a delimiter inside a "
				     "field must stand in quotes"), r->offsets.n, want);
	r->fields.n = 0;
	for (size_t i = 0; i < want; i++)
		VEC_PUSH(&r->fields, i < r->offsets.n ? r->text.buf + r->offsets.items[i] : "");
	ret->n = want;
	ret->field = r->fields.items;
}

static int next_row(struct csv_reader *r, struct csv_row *ret, struct err *err)
{
	for (;;) {
		int rc;

		msg_release(&r->reject);
		strbuf_reset(&r->text);
		r->offsets.n = 0;
		rc = parse_row(r, &ret->line, err);
		if (rc <= 0)
			return rc;
		repair_row(r);
		if (r->options.unguard)
			unguard_row(r);
		if (r->reject.id || !row_is_blank(r))
			break;
		r->stats.blank++;
	}
	set_width(r, ret);
	return 1;
}

int csv_next(struct csv_reader *r, struct csv_row *ret, struct err *err)
{
	int rc = next_row(r, ret, err);

	if (rc <= 0)
		return rc;
	if (r->record >= r->limits.rows)
		return err_set(err, ERR_INPUT,
			       N_("%s:%zu: more than %zu rows; split the file"), r->name, ret->line,
			       r->limits.rows);
	ret->record = ++r->record;
	ret->reject = r->reject;
	if (r->reject.id) {
		r->stats.rejected++;
	} else {
		r->stats.rows++;
		r->stats.padded += ret->given < ret->n;
	}
	return 1;
}

/* ---- opening ----------------------------------------------------------------------------- */

/* "sep=;" on a line of its own, as spreadsheets write it. */
static bool told_delimiter(struct csv_reader *r)
{
	size_t n = line_in_buffer(r, r->at);
	const char *p = r->buf.buf + r->at;

	if (n < 6 || memcmp(p, "sep=", 4) != 0 || !only_line_end(p + 5, n - 5))
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
		int rc = refill(r, err);

		if (rc < 0)
			return rc;
	}
	first = line_in_buffer(r, 0);
	if (first && memchr(r->buf.buf, '\0', first))
		return err_set(err, ERR_INPUT,
			       N_("%s: holds NUL bytes: not a text file, or UTF-16 without a "
				  "byte-order mark; convert it first, for example: iconv -f UTF-16LE "
				  "-t UTF-8"), r->name);
	while (r->at < r->buf.len && only_line_end(r->buf.buf + r->at, 1)) {
		size_t n = line_in_buffer(r, r->at);

		if (!n)
			break;
		r->at += n;
		r->line++;
	}
	r->delimiter = r->options.delimiter;
	if (!told_delimiter(r) && !r->delimiter)
		r->delimiter = sniff_delimiter(r);
	reset_parser(r);
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
	int rc = next_row(r, &row, err);

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
