/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Selectors as SQL.  One walk serves both passes: with `text` it writes the expression, with `stmt`
 * it binds the parameters, so that their numbers cannot drift apart.  Every expression is true or
 * false, never NULL, so that NOT means what it says.  Only what both engines understand is used.
 */
#include "config.h"
#include "model/selector_parts.h"

#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "util/date.h"
#include "util/strbuf.h"
#include "util/version.h"

struct walk {
	const struct selector *s;
	const char *alias;
	struct strbuf *text; /* NULL while binding */
	struct stmt *stmt;   /* NULL while writing */
	int *next;
};

static void sql(struct walk *w, const char *fragment)
{
	if (w->text)
		strbuf_adds(w->text, fragment);
}

/* A column of the selector's row; names come from descriptors. */
static void sql_column(struct walk *w, const struct column *c)
{
	sql(w, w->alias);
	sql(w, ".\"");
	sql(w, c->name);
	sql(w, "\"");
}

static void number_parameter(struct walk *w)
{
	if (w->text)
		strbuf_addf(w->text, "$%d", (*w->next));
	++*w->next;
}

static void param_text(struct walk *w, const char *value)
{
	if (w->stmt)
		stmt_bind_text(w->stmt, *w->next, value);
	number_parameter(w);
}

static void param_int(struct walk *w, int64_t value)
{
	if (w->stmt)
		stmt_bind_int(w->stmt, *w->next, value);
	number_parameter(w);
}

static void param_value(struct walk *w, const struct column *c, const char *value)
{
	if (selector_order(c) == ORDER_NUMBER)
		param_int(w, strtoll(value, NULL, 10));
	else
		param_text(w, value);
}

static const char *sign_of(enum term_op op)
{
	static const char *const signs[] = {
		[OP_LT] = " < ", [OP_LE] = " <= ", [OP_GT] = " > ", [OP_GE] = " >= ",
		[OP_EQ] = " = ", [OP_NE] = " <> ",
	};

	return signs[op];
}

/* ---- contains ---------------------------------------------------------------------------------- */

static void like_pattern(const char *folded, struct strbuf *out)
{
	strbuf_addch(out, '%');
	for (; *folded; folded++) {
		if (strchr("%_\\", *folded))
			strbuf_addch(out, '\\');
		strbuf_addch(out, *folded);
	}
	strbuf_addch(out, '%');
}

/* Letters outside ASCII in `folded` and what folds into them, each pair once. */
struct pairs {
	char from[8], to[8];
};

static size_t collect_pairs(const char *folded, struct pairs **ret)
{
	const uint8_t *p = (const uint8_t *)folded;
	size_t n = 0, left = strlen(folded);
	struct pairs *list = NULL;

	while (left) {
		ucs4_t c = 0;
		uint32_t sources[2];
		int used = u8_mbtoucr(&c, p, left);
		size_t n_sources = used > 1 ? selector_fold_sources(c, sources) : 0;

		for (size_t i = 0; i < n_sources; i++) {
			struct pairs pair = { { 0 }, { 0 } };
			size_t k = 0;

			(void)u8_uctomb((uint8_t *)pair.from, sources[i], 7);
			(void)u8_uctomb((uint8_t *)pair.to, c, 7);
			while (k < n && strcmp(list[k].from, pair.from) != 0)
				k++;
			if (k < n)
				continue;
			list = mem_resize(list, n + 1, sizeof(*list));
			list[n++] = pair;
		}
		if (used < 1)
			used = 1;
		p += used;
		left -= (size_t)used;
	}
	*ret = list;
	return n;
}

/* SQL's lower() knows A-Z for certain, so the other letters of the pattern are folded one by one. */
static void emit_contains(struct walk *w, const struct column *c, const char *value)
{
	struct strbuf folded = STRBUF_INIT, pattern = STRBUF_INIT;
	struct pairs *pairs = NULL;
	size_t n;

	selector_fold(value, &folded);
	like_pattern(folded.buf, &pattern);
	n = collect_pairs(folded.buf, &pairs);
	sql(w, "(");
	sql_column(w, c);
	sql(w, " IS NOT NULL AND ");
	for (size_t i = 0; i < n; i++)
		sql(w, "replace(");
	sql(w, "lower(");
	sql_column(w, c);
	sql(w, ")");
	for (size_t i = 0; i < n; i++) {
		sql(w, ", ");
		param_text(w, pairs[i].from);
		sql(w, ", ");
		param_text(w, pairs[i].to);
		sql(w, ")");
	}
	sql(w, " LIKE ");
	param_text(w, pattern.buf);
	sql(w, " ESCAPE '\\')");
	free(pairs);
	strbuf_release(&folded);
	strbuf_release(&pattern);
}

/* ---- order ------------------------------------------------------------------------------------- */

#define DIGITS "('0', '1', '2', '3', '4', '5', '6', '7', '8', '9')"

/* What computing sort keys character by character needs: `start` turns the cell into the first key,
 * `step` moves one character from `rest` on, `last` finishes.  Run over the distinct cells of the
 * column, of which there are few, and compared there. */
struct key_sql {
	const char *start, *run_step, *key_step, *last;
};

#define RUN_KEY "CASE WHEN run = '' THEN '' ELSE " \
	"CAST(1000 + length(ltrim(run, '0')) AS TEXT) || ltrim(run, '0') END"

/* version_key (util/version.h) */
static const char version_columns[] =
	" FROM (SELECT DISTINCT ";

static void emit_version(struct walk *w, const char *table, const char *column, enum term_op op,
			 const char *value)
{
	struct strbuf key = STRBUF_INIT;

	version_key(value, &key);
	sql(w, " IN (WITH RECURSIVE k(x, rest, run, key) AS (SELECT v, lower(v), substr(v, 1, 0), "
	       "substr(v, 1, 0)");
	sql(w, version_columns);
	sql(w, column);
	sql(w, " AS v FROM ");
	sql(w, table);
	sql(w, ") AS d WHERE v IS NOT NULL UNION ALL SELECT x, substr(rest, 2), "
	       "CASE WHEN substr(rest, 1, 1) IN " DIGITS " THEN run || substr(rest, 1, 1) "
	       "ELSE substr(rest, 1, 0) END, "
	       "CASE WHEN substr(rest, 1, 1) IN " DIGITS " THEN key "
	       "ELSE key || " RUN_KEY " || substr(rest, 1, 1) END FROM k WHERE rest <> '') "
	       "SELECT x FROM k WHERE rest = '' AND key || " RUN_KEY);
	sql(w, sign_of(op));
	param_text(w, key.buf);
	sql(w, ")");
	strbuf_release(&key);
}
