/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/csv_private.h"

#include <stdint.h>
#include <string.h>

#include "io/csv_write.h"
#include "util/mem.h"
#include "util/text.h"

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

void csv_reset_parser(struct csv_reader *r)
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
	csv_reset_parser(r);
	if (r->delimiter != '\t')
		csv_set_space_func(&r->parser, blank);
	good = csv_parse(&r->parser, line, length, take_field, take_end, r) == length &&
	       (r->row_done || csv_fini(&r->parser, take_field, take_end, r) == 0) &&
	       !r->reject.id && r->offsets.n == r->header.n;
	csv_reset_parser(r);
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
int csv_refill(struct csv_reader *r, struct err *err)
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
size_t csv_line_in_buffer(const struct csv_reader *r, size_t at)
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
		size_t n = csv_line_in_buffer(r, r->at);

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
		rc = csv_refill(r, err);
		if (rc < 0)
			return rc;
	}
}

bool csv_is_line_end(const char *p, size_t n)
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
	size_t at = r->start + csv_line_in_buffer(r, r->start);
	size_t second = at, line = first_line + 1;

	while (at > r->start && at < r->buf.len && at <= r->at) {
		size_t n;

		if (r->header.n && count_fields(r, at) == r->header.n) {
			r->at = at;
			r->line = line;
			return;
		}
		n = csv_line_in_buffer(r, at);
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
		size_t n = csv_line_in_buffer(r, r->at);
		int rc;

		if (n || r->end) {
			r->at += n;
			r->line++;
			return 0;
		}
		r->at = r->start = r->buf.len - (r->buf.len && r->buf.buf[r->buf.len - 1] == '\r');
		rc = csv_refill(r, err);
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
		if (rc == 1 && csv_is_line_end(r->buf.buf + r->at, length)) {
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
			split_plainly(r, csv_line_in_buffer(r, r->start));
			if (!one_line)
				resynchronise(r, true, first);
			csv_reset_parser(r);
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
	length = csv_line_in_buffer(r, r->start);
	split_plainly(r, length ? length : r->buf.len - r->start);
	if (rc == 0)
		refuse(r, N_("a quote that is opened in this row is never closed; close it or "
			     "double it"));
	else
		refuse(r, N_("the row is longer than the %zu bytes allowed, or a quote is never "
			     "closed"), r->limits.row);
	csv_reset_parser(r);
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

int csv_any_row(struct csv_reader *r, struct csv_row *ret, struct err *err)
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
	int rc = csv_any_row(r, ret, err);

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
