/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which column says what, and how it is read: map files, profiles, aliases, patterns. */
#include "config.h"
#include "io/foreign.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "util/date.h"
#include "util/mem.h"
#include "util/text.h"

/* ---- map files ------------------------------------------------------------------------------- */

static int map_file_row(const char *path, const struct csv_row *row, struct map_file *m,
			struct err *err)
{
	struct map_row r = { 0 };
	struct strbuf cell[3] = { STRBUF_INIT, STRBUF_INIT, STRBUF_INIT };
	int rc = 0;

	for (size_t i = 0; i < 3 && i < row->n; i++)
		text_trim(row->field[i], &cell[i]);
	if (cell[0].len && strcmp(cell[1].buf, "-") != 0 &&
	    foreign_field_find(cell[1].buf) == F_NONE)
		rc = err_set(err, ERR_INPUT,
			     N_("%s:%zu: column 'target': '%s' is no field; use a name such as "
				"assets.serial, or '-' to leave the column out"), path, row->line,
			     cell[1].buf);
	r.source = strbuf_detach(&cell[0]);
	r.target = strbuf_detach(&cell[1]);
	r.pattern = strbuf_detach(&cell[2]);
	VEC_PUSH(&m->rows, r);
	return rc;
}

int map_file_read(const char *path, struct map_file *ret, struct err *err)
{
	struct csv_reader *r = NULL;
	struct csv_row row;
	int rc;

	*ret = (struct map_file){ .rows = VEC_INIT };
	if (!path)
		return 0;
	rc = csv_open(path, NULL, &r, err);
	if (rc < 0)
		return rc;
	if (csv_columns(r) < 2 || strcmp(csv_header(r, 0), "source") != 0 ||
	    strcmp(csv_header(r, 1), "target") != 0)
		rc = err_set(err, ERR_INPUT,
			     N_("%s:1: not a map file; its first line must be: "
				"source,target,pattern"), path);
	while (rc == 0 && (rc = csv_next(r, &row, err)) > 0) {
		if (row.reject.id)
			rc = err_set(err, ERR_INPUT, N_("%s:%zu: the row cannot be read; see that "
				     "quotes are closed"), path, row.line);
		else
			rc = map_file_row(path, &row, ret, err);
	}
	csv_close(r);
	return rc;
}

void map_file_release(struct map_file *m)
{
	for (size_t i = 0; i < m->rows.n; i++) {
		free(m->rows.items[i].source);
		free(m->rows.items[i].target);
		free(m->rows.items[i].pattern);
	}
	VEC_RELEASE(&m->rows);
}

const char *map_file_setting(const struct map_file *m, const char *name)
{
	for (size_t i = 0; i < m->rows.n; i++)
		if (!*m->rows.items[i].source && strcmp(m->rows.items[i].target, name) == 0)
			return m->rows.items[i].pattern;
	return NULL;
}

int map_file_options(const struct map_file *m, struct csv_options *io, struct err *err)
{
	const char *encoding = map_file_setting(m, "encoding");
	const char *delimiter = map_file_setting(m, "delimiter");

	if (encoding && csv_encoding_find(encoding) < 0)
		return err_set(err, ERR_INPUT,
			       N_("encoding '%s' is not known; use utf-8, windows-1252 or mac-roman, "
				  "or convert the file with iconv"), encoding);
	if (encoding)
		io->encoding = (enum csv_encoding)csv_encoding_find(encoding);
	if (delimiter && *delimiter)
		io->delimiter = strcmp(delimiter, "tab") == 0 ? '\t' : *delimiter;
	return 0;
}

static const struct map_row *map_file_column(const struct map_file *m, const char *header)
{
	for (size_t i = 0; i < m->rows.n; i++)
		if (*m->rows.items[i].source && text_same(m->rows.items[i].source, header))
			return &m->rows.items[i];
	return NULL;
}

/* ---- the header ------------------------------------------------------------------------------ */

/* Place of `name` in "a|b|c" from 0, or -1. */
static int place_in(const char *list, const char *name)
{
	size_t n = strlen(name);

	for (int place = 0; *list; place++) {
		size_t length = strcspn(list, "|");

		if (length == n && memcmp(list, name, n) == 0)
			return place;
		list += length + (list[length] == '|');
	}
	return -1;
}

static enum field by_profile(const struct profile *p, const char *normal, int *ret_rank)
{
	enum field found = F_NONE;

	for (int i = 0; p->map[i].source && found == F_NONE; i++) {
		struct strbuf source = STRBUF_INIT;

		foreign_normalise(p->map[i].source, &source);
		if (strcmp(source.buf, normal) == 0) {
			*ret_rank = i;
			found = p->map[i].field;
		}
		strbuf_release(&source);
	}
	return found;
}

static enum field by_alias(const char *normal, int *ret_rank)
{
	for (int f = F_NONE + 1; f < F_N; f++) {
		int place = place_in(foreign_fields[f].aliases, normal);

		if (place >= 0) {
			*ret_rank = place;
			return (enum field)f;
		}
	}
	/* "Tag 1" to "Tag 20" */
	if (strncmp(normal, "tag", 3) == 0 && normal[3] &&
	    normal[3 + strspn(normal + 3, "0123456789")] == '\0') {
		*ret_rank = (int)strtol(normal + 3, NULL, 10) % 1000;
		return F_TAGS;
	}
	return F_NONE;
}

/* Fields whose values from several columns are put together. */
static bool adds_up(enum field f)
{
	return f == F_TAGS || f == F_IP || f == F_MAC || f == F_NOTES;
}

enum how { HOW_NONE, HOW_MAP, HOW_PROFILE, HOW_ALIAS };

struct choice {
	enum field field;
	int rank;
	enum how how;
	const char *pattern;
	bool left_out;
};

static struct choice choose(const struct foreign *fx, const char *header)
{
	const struct map_row *row = map_file_column(&fx->map, header);
	struct choice c = { .field = F_NONE };
	struct strbuf normal = STRBUF_INIT;

	foreign_normalise(header, &normal);
	if (row) {
		c.field = foreign_field_find(row->target);
		c.how = HOW_MAP;
		c.pattern = *row->pattern ? row->pattern : NULL;
	}
	if (!row && fx->profile) {
		c.field = by_profile(fx->profile, normal.buf, &c.rank);
		c.how = c.field != F_NONE ? HOW_PROFILE : HOW_NONE;
	}
	if (!row && c.field == F_NONE && fx->rows == ROW_ASSET) {
		c.field = by_alias(normal.buf, &c.rank);
		c.how = c.field != F_NONE ? HOW_ALIAS : HOW_NONE;
	}
	strbuf_release(&normal);
	return c;
}

/* What is weaker gives way: an alias to a profile's or map file's column, the later of two equal
 * names ("Company (2)" never fits). */
static void settle(struct foreign *fx, struct choice *c, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n; j++) {
			bool beaten = j != i && c[i].field != F_NONE && c[j].field == c[i].field &&
				      !c[j].left_out && c[i].how == HOW_ALIAS &&
				      (c[j].how < c[i].how ||
				       (c[j].rank < c[i].rank || (c[j].rank == c[i].rank && j < i)));

			if (!beaten || (adds_up(c[i].field) && c[j].how == HOW_ALIAS))
				continue;
			c[i].left_out = true;
			if (c[j].how == HOW_ALIAS)
				import_note(fx->im->file,
					    N_("columns '%s' and '%s' both fit %s; '%s' was taken; "
					       "decide otherwise with --map"),
					    csv_header(fx->reader, i), csv_header(fx->reader, j),
					    foreign_fields[c[i].field].name,
					    csv_header(fx->reader, j));
			break;
		}
	}
}

static int by_field(const void *a, const void *b)
{
	const struct mapped_column *x = a, *y = b;

	if (x->field != y->field)
		return x->field < y->field ? -1 : 1;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->column < y->column ? -1 : 1;
}

/* The map file takes a field away from every other column. */
static bool map_file_has(const struct choice *c, size_t n, enum field f)
{
	for (size_t i = 0; i < n; i++)
		if (c[i].how == HOW_MAP && c[i].field == f)
			return true;
	return false;
}

static void keep_choice(struct foreign *fx, const struct choice *c, size_t column)
{
	struct import_mapped m = { .source = mem_strdup(csv_header(fx->reader, column)) };

	msg_init(&m.how);
	if (c->field != F_NONE && !c->left_out) {
		m.target = mem_strdup(foreign_fields[c->field].name);
		if (c->how == HOW_MAP)
			msg_set(&m.how, N_("by the map file"));
		else if (c->how == HOW_ALIAS)
			msg_set(&m.how, N_("by its name"));
		VEC_PUSH(&fx->columns, (struct mapped_column){
			.column = column, .field = c->field, .pattern = c->pattern,
			.rank = c->rank + (c->how == HOW_ALIAS ? 1000 : 0) });
	}
	VEC_PUSH(&fx->im->file->map, m);
}

static bool has_any(const struct foreign *fx, const enum field *f, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (foreign_has(fx, f[i]))
			return true;
	return false;
}

/* Is there enough to tell rows apart, and do they look like what they are taken for? */
static int check_enough(const struct foreign *fx, struct err *err)
{
	static const enum field needed[][4] = {
		[ROW_ASSET] = { F_NAME, F_SERIAL, F_TAG, F_ASSET },
		[ROW_LINK] = { F_LINK_FROM, F_LINK_FROM, F_LINK_FROM, F_LINK_FROM },
		[ROW_LICENCE] = { F_ITEM, F_ITEM, F_ITEM, F_ITEM },
		[ROW_PERSON] = { F_PERSON, F_EMAIL, F_PERSON, F_EMAIL },
		[ROW_SITE] = { F_PLACE_ID, F_PLACE_NAME, F_PLACE_ID, F_PLACE_NAME },
	};
	static const enum field machine[] = {
		F_ASSET, F_SERIAL, F_TAG, F_OS, F_OS_VERSION, F_IP, F_MAC, F_KIND, F_LAST_SEEN,
		F_USER, F_CATEGORY, F_MODEL, F_SITE, F_AGENT_ID, F_NOTES, F_PRODUCTS,
	};

	if (has_any(fx, needed[fx->rows], 4) &&
	    (fx->profile || fx->im->options->as ||
	     has_any(fx, machine, sizeof(machine) / sizeof(*machine))))
		return 0;
	return err_set(err, ERR_INPUT,
		       N_("%s: cannot tell what its rows are: no tool is known by this header and no "
			  "column names a machine; name the table with --as, the tool with --tool, or "
			  "the columns with --map"), fx->im->file->path);
}

int foreign_map_header(struct foreign *fx, struct err *err)
{
	size_t n = csv_columns(fx->reader);
	struct choice *c = mem_zalloc(n + 1, sizeof(*c));

	for (size_t i = 0; i < n; i++)
		c[i] = choose(fx, csv_header(fx->reader, i));
	for (size_t i = 0; i < n; i++)
		if (c[i].how != HOW_MAP && map_file_has(c, n, c[i].field))
			c[i].field = F_NONE;
	settle(fx, c, n);
	for (size_t i = 0; i < n; i++)
		keep_choice(fx, &c[i], i);
	free(c);
	if (fx->columns.n)
		qsort(fx->columns.items, fx->columns.n, sizeof(*fx->columns.items), by_field);
	for (size_t i = 0; i < fx->map.rows.n; i++) {
		const struct map_row *r = &fx->map.rows.items[i];
		bool found = !*r->source;

		for (size_t j = 0; j < n && !found; j++)
			found = text_same(r->source, csv_header(fx->reader, j));
		if (!found)
			import_note(fx->im->file,
				    N_("the map file names column '%s', which this file does not "
				       "have"), r->source);
	}
	return check_enough(fx, err);
}

bool foreign_has(const struct foreign *fx, enum field f)
{
	for (size_t i = 0; i < fx->columns.n; i++)
		if (fx->columns.items[i].field == f && !fx->columns.items[i].unused)
			return true;
	return false;
}

/* ---- patterns -------------------------------------------------------------------------------- */

/* Dates that stand for "none" or "for ever". */
static bool null_date(const char *text)
{
	return strcmp(text, "0") == 0 || strncmp(text, "9999", 4) == 0 ||
	       strncmp(text, "0001-", 5) == 0 || strncmp(text, "0000-", 5) == 0 ||
	       strncmp(text, "1/1/0001", 8) == 0;
}

static bool is_null(const struct foreign *fx, const struct mapped_column *c, const char *text)
{
	enum field_type type = foreign_fields[c->field].type;

	if (foreign_is_null(text))
		return true;
	if ((type == V_DATE || type == V_INSTANT) && null_date(text))
		return true;
	return fx->profile && fx->profile->null_words && place_in(fx->profile->null_words, text) >= 0;
}

static void keep_preview(struct foreign *fx, const struct csv_row *row)
{
	struct import_file *f = fx->im->file;
	char **cells;

	if (f->preview.n >= IMPORT_PREVIEW || row->reject.id)
		return;
	cells = mem_zalloc(f->map.n + 1, sizeof(*cells));
	for (size_t i = 0; i < f->map.n && i < row->n; i++)
		cells[i] = mem_strdup(row->field[i]);
	VEC_PUSH(&f->preview, cells);
}

static void see_row(struct foreign *fx, const struct csv_row *row)
{
	for (size_t i = 0; i < fx->columns.n; i++) {
		struct mapped_column *c = &fx->columns.items[i];
		enum field_type type = foreign_fields[c->field].type;

		if (type != V_DATE && type != V_INSTANT && type != V_MONEY)
			continue;
		strbuf_reset(&fx->work);
		text_trim(row->field[c->column], &fx->work);
		if (is_null(fx, c, fx->work.buf))
			continue;
		if (type == V_MONEY)
			money_guess_see(&c->money, fx->work.buf);
		else
			date_guess_see(&c->dates, fx->work.buf);
	}
}

static void say_pattern(struct foreign *fx, const struct mapped_column *c)
{
	struct import_mapped *m = &fx->im->file->map.items[c->column];
	enum field_type type = foreign_fields[c->field].type;

	if (type == V_MONEY)
		msg_set(&m->how, N_("numbers as %s"), c->mark == ',' ? "1.234,56" : "1,234.56");
	else if (type == V_DATE || type == V_INSTANT)
		msg_set(&m->how, N_("dates as %s"), date_order_name(c->order));
	if (c->unused) {
		free(m->target);
		m->target = NULL;
		msg_set(&m->how, N_("ambiguous"));
	}
}

static int settle_pattern(struct foreign *fx, struct mapped_column *c, struct err *err)
{
	struct import_file *f = fx->im->file;
	enum field_type type = foreign_fields[c->field].type;
	const char *header = csv_header(fx->reader, c->column);

	if (type == V_MONEY) {
		c->mark = money_guess_mark(&c->money, &c->unused);
		if (c->pattern && !(c->mark = money_mark_find(c->pattern)))
			return err_set(err, ERR_INPUT,
				       N_("column '%s': pattern '%s' is not known; use 1,234.56 or "
					  "1.234,56"), header, c->pattern);
	} else if (type == V_DATE || type == V_INSTANT) {
		c->order = date_guess_order(&c->dates, &c->unused);
		if (c->pattern && !(c->order = date_order_find(c->pattern)))
			return err_set(err, ERR_INPUT,
				       N_("column '%s': pattern '%s' is not known; use d/m/y, m/d/y "
					  "or y-m-d"), header, c->pattern);
	} else {
		return 0;
	}
	c->unused = c->unused && !c->pattern;
	if (c->unused && type == V_MONEY)
		import_note(f, N_("column '%s': '.' and ',' cannot be told apart and the column was "
				  "left out; choose with a map file: %s,%s,\"1,234.56\" or "
				  "\"1.234,56\""), header, header, foreign_fields[c->field].name);
	else if (c->unused)
		import_note(f, N_("column '%s': day and month cannot be told apart and the column "
				  "was left out; choose with a map file: %s,%s,d/m/y or m/d/y"),
			    header, header, foreign_fields[c->field].name);
	say_pattern(fx, c);
	return 0;
}

int foreign_scan(struct foreign *fx, struct err *err)
{
	bool patterns = false;
	struct csv_row row;
	int rc;

	for (size_t i = 0; i < fx->columns.n; i++) {
		enum field_type type = foreign_fields[fx->columns.items[i].field].type;

		patterns |= type == V_DATE || type == V_INSTANT || type == V_MONEY;
	}
	while ((rc = csv_next(fx->reader, &row, err)) > 0) {
		keep_preview(fx, &row);
		if (!row.reject.id)
			see_row(fx, &row);
		if (!patterns && fx->im->file->preview.n >= IMPORT_PREVIEW)
			break;
	}
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < fx->columns.n; i++) {
		rc = settle_pattern(fx, &fx->columns.items[i], err);
		if (rc < 0)
			return rc;
	}
	return csv_rewind(fx->reader, err);
}

/* ---- rows ------------------------------------------------------------------------------------ */

static void bad_value(struct mapped_column *c, const char *text, size_t line)
{
	if (!c->bad++) {
		c->bad_line = line;
		c->bad_value = mem_strdup(text);
	}
}

static void take_date(struct mapped_column *c, const char *text, size_t line, struct strbuf *out)
{
	int64_t seconds;
	bool time;

	if (!foreign_date(text, c->order, &seconds, &time))
		bad_value(c, text, line);
	else if (foreign_fields[c->field].type == V_INSTANT)
		instant_format(seconds, out);
	else
		date_format(seconds >= 0 ? seconds / DAY_S : -((-seconds + DAY_S - 1) / DAY_S), out);
}

/* Numbers with no-break spaces inside (GLPI groups the digits of ids). */
static void take_id(const char *text, struct strbuf *out)
{
	if (!strpbrk(text, "\xc2\xe2")) {
		strbuf_adds(out, text);
		return;
	}
	while (*text) {
		size_t skip = strncmp(text, "\xc2\xa0", 2) == 0 ? 2
			      : strncmp(text, "\xe2\x80\xaf", 3) == 0 ? 3 : 0;

		if (!skip)
			strbuf_addch(out, *text++);
		text += skip;
	}
}

/* "a,b" or one per line → "a;b"; MAC addresses in their one form. */
static void take_list(const struct foreign *fx, const struct mapped_column *c, const char *text,
		      struct strbuf *out)
{
	const char *marks = fx->profile && fx->profile->separators ? fx->profile->separators : ",;|";
	char separators[16] = "\r\n";
	struct strbuf piece = STRBUF_INIT, trimmed = STRBUF_INIT;

	strncat(separators, c->pattern ? c->pattern : marks, sizeof(separators) - 3);
	while (*text) {
		size_t n = strcspn(text, separators);

		strbuf_reset(&piece);
		strbuf_reset(&trimmed);
		strbuf_add(&piece, text, n);
		text_trim(piece.buf, &trimmed);
		if (foreign_fields[c->field].type == V_MAC) {
			strbuf_reset(&piece);
			if (foreign_mac(trimmed.buf, &piece))
				strbuf_add_sep(out, ";", piece.buf);
		} else if (trimmed.len && !foreign_is_null(trimmed.buf)) {
			strbuf_add_sep(out, ";", trimmed.buf);
		}
		text += n + (text[n] != '\0');
	}
	strbuf_release(&piece);
	strbuf_release(&trimmed);
}

static void take_value(struct foreign *fx, struct mapped_column *c, const char *text, size_t line)
{
	struct strbuf *out = &fx->value[c->field];

	switch (foreign_fields[c->field].type) {
	case V_DATE:
	case V_INSTANT:
		take_date(c, text, line, out);
		break;
	case V_MONEY:
		if (!foreign_money(text, c->mark, out, fx->row_currency))
			bad_value(c, text, line);
		break;
	case V_LIST:
	case V_MAC:
		take_list(fx, c, text, out);
		break;
	case V_ID:
		take_id(text, out);
		break;
	case V_TEXT:
		strbuf_add_sep(out, "; ", text);
		break;
	}
	/* several values one under the other: the first counts where there is room for one */
	if (c->field != F_NOTES && c->field != F_LICENCE_NOTES)
		strbuf_setlen(out, strcspn(out->buf, "\r\n"));
}

void foreign_read_row(struct foreign *fx, const struct csv_row *row)
{
	for (size_t f = 0; f < F_N; f++)
		strbuf_reset(&fx->value[f]);
	fx->row_currency[0] = '\0';
	for (size_t i = 0; i < fx->columns.n; i++) {
		struct mapped_column *c = &fx->columns.items[i];

		if (c->unused || !row->field[c->column][0])
			continue;
		if (fx->value[c->field].len && !adds_up(c->field))
			continue;
		strbuf_reset(&fx->work);
		text_trim(row->field[c->column], &fx->work);
		if (!is_null(fx, c, fx->work.buf))
			take_value(fx, c, fx->work.buf, row->line);
	}
}
