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

#include "model/store.h"
#include "util/mem.h"
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
		strbuf_addf(w->text, "$%d", *w->next);
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

/* A canonical cell in the form its column is stored in. */
static void param_cell(struct walk *w, const struct column *c, const char *canonical)
{
	if (w->stmt)
		store_bind(w->stmt, *w->next, c, canonical);
	number_parameter(w);
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

#define RUN_KEY "CASE WHEN run = '' THEN '' ELSE " \
	"CAST(1000 + length(ltrim(run, '0')) AS TEXT) || ltrim(run, '0') END"

/* `column` of `table` compared by version_key (util/version.h), which SQL computes here character
 * by character, over the distinct versions of the table, of which there are few. */
static void emit_version(struct walk *w, const char *table, const char *column, enum term_op op,
			 const char *value)
{
	struct strbuf key = STRBUF_INIT;

	version_key(value, &key);
	sql(w, " IN (WITH RECURSIVE k(x, rest, run, key) AS (SELECT v, lower(v), substr(v, 1, 0), "
	       "substr(v, 1, 0) FROM (SELECT DISTINCT \"");
	sql(w, column);
	sql(w, "\" AS v FROM \"");
	sql(w, table);
	sql(w, "\") AS d WHERE v IS NOT NULL UNION ALL SELECT x, substr(rest, 2), "
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

static void emit_ordered(struct walk *w, const struct column *c, enum term_op op,
			 const char *value)
{
	sql(w, "(");
	sql_column(w, c);
	if (selector_order(c) == ORDER_VERSION) {
		sql(w, " IS NOT NULL AND ");
		sql_column(w, c);
		emit_version(w, w->s->table->name, c->name, op, value);
	} else {
		sql(w, " IS NOT NULL AND ");
		sql_column(w, c);
		sql(w, sign_of(op));
		param_cell(w, c, value);
	}
	sql(w, ")");
}

/* ---- equality ---------------------------------------------------------------------------------- */

/* Bytewise search for ";value;" that means the same on both engines. */
static void emit_list_has(struct walk *w, const struct column *c, const char *value)
{
	struct strbuf piece = STRBUF_INIT;

	strbuf_addf(&piece, ";%s;", value);
	sql(w, "(");
	sql_column(w, c);
	sql(w, " IS NOT NULL AND replace(';' || ");
	sql_column(w, c);
	sql(w, " || ';', ");
	param_text(w, piece.buf);
	sql(w, ", '') <> ';' || ");
	sql_column(w, c);
	sql(w, " || ';')");
	strbuf_release(&piece);
}

static void emit_equal(struct walk *w, const struct column *c, const char *value)
{
	if (!*value) {
		sql_column(w, c);
		sql(w, " IS NULL");
	} else if (selector_is_list(c)) {
		emit_list_has(w, c, value);
	} else {
		sql(w, "(");
		sql_column(w, c);
		sql(w, " IS NOT NULL AND ");
		sql_column(w, c);
		sql(w, " = ");
		param_cell(w, c, value);
		sql(w, ")");
	}
}

static void emit_column(struct walk *w, const struct term *t)
{
	const struct column *c = &w->s->table->columns[t->column];

	sql(w, t->op == OP_NE ? "NOT (" : "(");
	for (size_t i = 0; i < t->n_values; i++) {
		if (i)
			sql(w, " OR ");
		if (t->op == OP_EQ || t->op == OP_NE)
			emit_equal(w, c, t->values[i]);
		else if (t->op == OP_CONTAINS)
			emit_contains(w, c, t->values[i]);
		else
			emit_ordered(w, c, t->op, t->values[i]);
	}
	sql(w, ")");
}

/* ---- free text and products -------------------------------------------------------------------- */

static void emit_free(struct walk *w, const struct term *t)
{
	const char *between = "";

	sql(w, "(");
	for (int c = -1; (c = selector_free_column(w->s->table, c + 1)) >= 0;) {
		for (size_t i = 0; i < t->n_values; i++) {
			sql(w, between);
			emit_contains(w, &w->s->table->columns[c], t->values[i]);
			between = " OR ";
		}
	}
	sql(w, ")");
}

/* The versions that version_in_range (util/version.h) accepts, over alias i of installs. */
static void emit_range(struct walk *w, const char *range)
{
	static const struct {
		const char *sign;
		enum term_op op;
	} signs[] = {
		{ "<=", OP_LE }, { ">=", OP_GE }, { "!=", OP_NE }, { "<", OP_LT }, { ">", OP_GT },
		{ "=", OP_EQ },
	};
	struct strbuf prefix = STRBUF_INIT;
	size_t n = strlen(range);

	if (strcmp(range, "*") == 0)
		return;
	sql(w, " AND i.version IS NOT NULL AND ");
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		size_t length = strlen(signs[i].sign);

		if (strncmp(range, signs[i].sign, length) != 0)
			continue;
		length += strspn(range + length, " ");
		sql(w, "i.version");
		emit_version(w, "installs", "version", signs[i].op, range + length);
		return;
	}
	if (range[n - 1] != '*') {
		sql(w, "i.version = ");
		param_text(w, range);
		return;
	}
	strbuf_add(&prefix, range, n - 1);
	sql(w, "substr(i.version, 1, ");
	param_int(w, (int64_t)u8_mbsnlen((const uint8_t *)prefix.buf, prefix.len));
	sql(w, ") = ");
	param_text(w, prefix.buf);
	strbuf_release(&prefix);
}

static void emit_product(struct walk *w, const struct term *t)
{
	sql(w, "(");
	for (size_t i = 0; i < t->n_values; i++) {
		const char *range;
		size_t n = selector_product_part(t->values[i], &range);
		char *product = mem_strndup(t->values[i], n);

		if (i)
			sql(w, " OR ");
		sql(w, *t->values[i] ? "EXISTS" : "NOT EXISTS");
		sql(w, " (SELECT 1 FROM installs AS i WHERE i.asset = ");
		sql(w, w->alias);
		sql(w, ".asset");
		if (*t->values[i]) {
			sql(w, " AND i.product = ");
			param_text(w, product);
			if (range)
				emit_range(w, range);
		}
		sql(w, ")");
		free(product);
	}
	sql(w, ")");
}

/* ---- entry points ------------------------------------------------------------------------------ */

static void emit_term(struct walk *w, const struct term *t)
{
	if (t->negated)
		sql(w, "NOT ");
	if (t->kind == TERM_PRODUCT)
		emit_product(w, t);
	else if (t->kind == TERM_FREE)
		emit_free(w, t);
	else
		emit_column(w, t);
}

static void emit_all(struct walk *w)
{
	if (!w->s->n_terms)
		sql(w, "1 = 1");
	for (size_t i = 0; i < w->s->n_terms; i++) {
		if (i)
			sql(w, " AND ");
		emit_term(w, &w->s->terms[i]);
	}
}

void selector_sql(const struct selector *s, const char *alias, int *next, struct strbuf *out)
{
	emit_all(&(struct walk){ s, alias, out, NULL, next });
}

void selector_bind(const struct selector *s, struct stmt *stmt, int *next)
{
	emit_all(&(struct walk){ s, "", NULL, stmt, next });
}

void selector_term_sql(const struct selector *s, size_t term, const char *alias, int *next,
		       struct strbuf *out)
{
	emit_term(&(struct walk){ s, alias, out, NULL, next }, &s->terms[term]);
}

void selector_term_bind(const struct selector *s, size_t term, struct stmt *stmt, int *next)
{
	emit_term(&(struct walk){ s, "", NULL, stmt, next }, &s->terms[term]);
}
