/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grammar:  selector = { blank | term };  term = ["!"] (column op [values] | ("tag:" | "product:")
 * [values] | values);  values = value { "," value };  value = bare | '"' { char | '""' } '"'. */
#include "config.h"
#include "model/selector_parts.h"

#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "util/date.h"
#include "util/mem.h"
#include "util/near.h"

#define MAX_VALUES 500 /* each is an SQL parameter or three */

struct parser {
	const struct table *table;
	const char *text, *at;
	struct selector *s;
	size_t n_values;
	struct err *err;
};

static const struct {
	const char *sign;
	enum term_op op;
} signs[] = {
	{ "!=", OP_NE }, { "<=", OP_LE }, { ">=", OP_GE }, { "=", OP_EQ },
	{ "<", OP_LT }, { ">", OP_GT }, { "~", OP_CONTAINS },
};

/* Character position, from 1, of a place in the text. */
static size_t position(const struct parser *p, const char *at)
{
	size_t n = 1;

	for (const char *c = p->text; c < at; c++)
		n += ((unsigned char)*c & 0xc0) != 0x80;
	return n;
}

/* Bytes of the blank at `at`: white space, no-break and ideographic space; 0 when it is none. */
static size_t blank(const char *at)
{
	if (*at && strchr(" \t\n\r\v\f", *at))
		return 1;
	if (strncmp(at, "\xc2\xa0", 2) == 0)
		return 2;
	return strncmp(at, "\xe3\x80\x80", 3) == 0 ? 3 : 0;
}

static bool ends(const char *at)
{
	return !*at || blank(at);
}

static struct term *term_new(struct parser *p)
{
	struct selector *s = p->s;

	s->terms = mem_resize(s->terms, s->n_terms + 1, sizeof(*s->terms));
	s->terms[s->n_terms] = (struct term){ TERM_FREE, false, -1, OP_EQ, NULL, 0 };
	return &s->terms[s->n_terms++];
}

static int add_value(struct parser *p, struct term *t, char *value)
{
	t->values = mem_resize(t->values, t->n_values + 1, sizeof(*t->values));
	t->values[t->n_values++] = value;
	if (++p->n_values > MAX_VALUES)
		return err_set(p->err, ERR_INPUT, N_("selector, character %zu: more than %d values; "
			       "give the rows a common tag and select that"),
			       position(p, p->at), MAX_VALUES);
	return 0;
}

static int take_quoted(struct parser *p, struct strbuf *out)
{
	const char *start = p->at++;

	for (; *p->at; p->at++) {
		if (*p->at == '"') {
			if (p->at[1] != '"')
				break;
			p->at++;
		}
		strbuf_addch(out, *p->at);
	}
	if (!*p->at)
		return err_set(p->err, ERR_INPUT, N_("selector, character %zu: this quote is never "
			       "closed; end the value with \""), position(p, start));
	p->at++;
	if (!ends(p->at) && *p->at != ',')
		return err_set(p->err, ERR_INPUT, N_("selector, character %zu: after a quoted value "
			       "comes a blank or a comma; write \"\" for a quote inside it"),
			       position(p, p->at));
	return 0;
}

static int take_bare(struct parser *p, struct strbuf *out)
{
	const char *start = p->at;

	for (; !ends(p->at) && *p->at != ','; p->at++) {
		if (strchr("\"=<>~!", *p->at))
			return err_set(p->err, ERR_INPUT, N_("selector, character %zu: a value with "
				       "'%c' in it must stand in double quotes"),
				       position(p, p->at), *p->at);
		strbuf_addch(out, *p->at);
	}
	if (p->at == start)
		return err_set(p->err, ERR_INPUT, N_("selector, character %zu: a value is missing "
			       "here; write \"\" for an empty column"), position(p, p->at));
	return 0;
}

/* ---- values of columns ----------------------------------------------------------------------- */

/* The sentence for a value that does not fit its column. */
static int misfit(struct parser *p, const struct column *c, const char *at, const char *value)
{
	size_t pos = position(p, at);

	switch (c->type) {
	case COL_INT:
		return err_set(p->err, ERR_INPUT, N_("selector, character %zu: '%s' is no whole number "
			       "from %lld to %lld, which column '%s' holds"), pos, value,
			       (long long)c->low, (long long)c->high, c->name);
	case COL_RATIO:
		return err_set(p->err, ERR_INPUT, N_("selector, character %zu: '%s' is no number from "
			       "0 to 1, which column '%s' holds"), pos, value, c->name);
	case COL_DECIMAL:
		return err_set(p->err, ERR_INPUT, N_("selector, character %zu: '%s' is no number like "
			       "0.5, which column '%s' holds"), pos, value, c->name);
	case COL_MONEY:
		return err_set(p->err, ERR_INPUT, N_("selector, character %zu: '%s' is no amount like "
			       "12.50, which column '%s' holds"), pos, value, c->name);
	case COL_DATE:
		return err_set(p->err, ERR_INPUT, N_("selector, character %zu: '%s' is no date like "
			       "2019-05-13, which column '%s' holds"), pos, value, c->name);
	case COL_INSTANT:
		return err_set(p->err, ERR_INPUT, N_("selector, character %zu: '%s' is no instant like "
			       "2019-05-13T09:00:00Z or date, which column '%s' holds"),
			       pos, value, c->name);
	case COL_LOCAL:
		return err_set(p->err, ERR_INPUT, N_("selector, character %zu: '%s' is no local time "
			       "like 2019-05-13T09:00, which column '%s' holds"),
			       pos, value, c->name);
	case COL_DURATION:
		return err_set(p->err, ERR_INPUT, N_("selector, character %zu: '%s' is no duration "
			       "like 1h30m, which column '%s' holds"), pos, value, c->name);
	case COL_YESNO:
		return err_set(p->err, ERR_INPUT, N_("selector, character %zu: column '%s' holds yes "
			       "or no, not '%s'"), pos, c->name, value);
	case COL_ENUM:
	case COL_ENUMS:
		return err_set(p->err, ERR_INPUT, N_("selector, character %zu: '%s' is none of %s, "
			       "which column '%s' holds"), pos, value, c->choices, c->name);
	default:
		return err_set(p->err, ERR_INPUT, N_("selector, character %zu: column '%s' cannot hold "
			       "'%s'"), pos, c->name, value);
	}
}

/* Whether a value is turned into the canonical text of its column's type before it is compared;
 * texts and keys are compared as they stand. */
static bool is_typed(const struct column *c)
{
	return selector_order(c) > ORDER_NONE ? selector_order(c) != ORDER_VERSION
	     : c->type == COL_YESNO || c->type == COL_ENUM || c->type == COL_ENUMS;
}

/* Replaces *value, which p->at is behind of and which began at `at`, by its canonical text. */
static int canonical(struct parser *p, const struct column *c, enum term_op op, const char *at,
		     char **value)
{
	struct column single = *c;
	struct strbuf instant = STRBUF_INIT;
	char *text = NULL;
	int64_t day;
	int rc;

	if (selector_is_list(c) && strchr(*value, ';'))
		return err_set(p->err, ERR_INPUT, N_("selector, character %zu: the values of column "
			       "'%s' hold no ';'; separate values by commas here"),
			       position(p, at), c->name);
	if (!**value || !is_typed(c))
		return 0;
	if (single.type == COL_ENUMS)
		single.type = COL_ENUM;
	if (op != OP_EQ && op != OP_NE) { /* quantity>0 is a question, no value */
		single.low = INT64_MIN;
		single.high = INT64_MAX;
	}
	if (single.type == COL_INSTANT && date_parse(*value, &day) == 0)
		instant_format(day * DAY_S, &instant);
	rc = value_canonical(&single, instant.len ? instant.buf : *value, &text, NULL);
	strbuf_release(&instant);
	if (rc < 0 || !text)
		return misfit(p, c, at, *value);
	free(*value);
	*value = text;
	return 0;
}

static int check_op(struct parser *p, const struct column *c, enum term_op op, const char *at)
{
	if (op == OP_CONTAINS && !selector_has_text(c))
		return err_set(p->err, ERR_INPUT, N_("selector, character %zu: column '%s' holds no "
			       "text to search with ~; use = != < <= > or >="),
			       position(p, at), c->name);
	if (op >= OP_LT && op <= OP_GE && selector_order(c) == ORDER_NONE)
		return err_set(p->err, ERR_INPUT, N_("selector, character %zu: column '%s' has no "
			       "order; use = or != or ~"), position(p, at), c->name);
	return 0;
}

/* ---- terms ------------------------------------------------------------------------------------ */

/* Product values: a key, then perhaps '@' and a version that is not empty. */
static int check_product(struct parser *p, const char *at, const char *value)
{
	const char *range;
	size_t n = selector_product_part(value, &range);

	if (*value && (n == 0 || (range && !*range)))
		return err_set(p->err, ERR_INPUT, N_("selector, character %zu: write product:KEY or "
			       "product:KEY@VERSION, not '%s'"), position(p, at), value);
	return 0;
}

/* What the databases' parsers and pattern matching take, with room to spare. */
#define MOST_SEARCHED 100
#define MOST_FOLDED 20

/* Different letters of the folded text that fold from others in SQL one by one. */
static size_t count_folded(const char *folded)
{
	const uint8_t *text = (const uint8_t *)folded, *p = text;
	ucs4_t c;
	size_t n = 0;

	for (const uint8_t *next; (next = u8_next(&c, p)) != NULL; p = next) {
		uint32_t sources[2];
		const uint8_t *first = c < 0x80 ? NULL : u8_strchr(text, c);

		if (first == p)
			n += selector_fold_sources(c, sources);
	}
	return n;
}

static int check_searched(struct parser *p, const char *at, const char *text)
{
	struct strbuf folded = STRBUF_INIT;
	size_t n_folded;

	if (!*text)
		return err_set(p->err, ERR_INPUT, N_("selector, character %zu: an empty text is in "
			       "every row; leave it out"), position(p, at));
	selector_fold(text, &folded);
	n_folded = count_folded(folded.buf);
	strbuf_release(&folded);
	if (n_folded > MOST_FOLDED || u8_mbsnlen((const uint8_t *)text, strlen(text)) > MOST_SEARCHED)
		return err_set(p->err, ERR_INPUT, N_("selector, character %zu: this text is too long to "
			       "search for; search for a part of it"), position(p, at));
	return 0;
}

static int check_value(struct parser *p, struct term *t, const char *at)
{
	char **value = &t->values[t->n_values - 1];

	if (t->kind == TERM_PRODUCT)
		return check_product(p, at, *value);
	if (t->kind == TERM_FREE || t->op == OP_CONTAINS)
		return check_searched(p, at, *value);
	if (t->op != OP_EQ && t->op != OP_NE && !**value)
		return err_set(p->err, ERR_INPUT, N_("selector, character %zu: a comparison needs a "
			       "value"), position(p, at));
	return canonical(p, &p->table->columns[t->column], t->op, at, value);
}

static int take_values(struct parser *p, struct term *t)
{
	int rc;

	if (ends(p->at)) {
		rc = add_value(p, t, mem_strdup(""));
		return rc < 0 ? rc : check_value(p, t, p->at);
	}
	for (;;) {
		struct strbuf value = STRBUF_INIT;
		const char *start = p->at;

		rc = *p->at == '"' ? take_quoted(p, &value) : take_bare(p, &value);
		if (rc < 0) {
			strbuf_release(&value);
			return rc;
		}
		rc = add_value(p, t, strbuf_detach(&value));
		if (rc == 0)
			rc = check_value(p, t, start);
		if (rc < 0 || *p->at != ',')
			break;
		if (t->op >= OP_LT && t->op <= OP_GE)
			return err_set(p->err, ERR_INPUT, N_("selector, character %zu: an order "
				       "comparison takes one value"), position(p, p->at));
		p->at++;
	}
	return rc;
}

static int find_column(struct parser *p, const char *at, const char *name, int *ret)
{
	size_t best = 4;
	const char *nearest = NULL;
	int c = table_column(p->table, name);

	if (c >= 0 && !(p->table->columns[c].flags & COLF_SHORTHAND)) {
		*ret = c;
		return 0;
	}
	if ((strcmp(name, "products") == 0 || strcmp(name, "product") == 0) && table_column(p->table, "asset") >= 0)
		return err_set(p->err, ERR_INPUT, N_("selector, character %zu: write product:KEY to "
			       "select by installed products"), position(p, at));
	for (size_t i = 0; i < p->table->n_columns; i++) {
		const struct column *column = &p->table->columns[i];
		size_t d = near_distance(name, column->name, best);

		if (d < best && !(column->flags & COLF_SHORTHAND)) {
			best = d;
			nearest = column->name;
		}
	}
	if (nearest)
		return err_set(p->err, ERR_INPUT, N_("selector, character %zu: %s have no column "
			       "'%s'; did you mean '%s'?"), position(p, at), p->table->name, name,
			       nearest);
	return err_set(p->err, ERR_INPUT, N_("selector, character %zu: %s have no column '%s'; put a "
		       "text to search for in double quotes"), position(p, at), p->table->name, name);
}

/* The comparison at `at`, or -1. */
static int find_sign(const char *at)
{
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (strncmp(at, signs[i].sign, strlen(signs[i].sign)) == 0)
			return (int)i;
	return -1;
}

static int take_comparison(struct parser *p, struct term *t, const char *start, const char *name)
{
	int sign = find_sign(p->at), rc;

	if (sign < 0)
		return err_set(p->err, ERR_INPUT, N_("selector, character %zu: a value with '%c' in it "
			       "must stand in double quotes"), position(p, p->at), *p->at);
	rc = find_column(p, start, name, &t->column);
	if (rc < 0)
		return rc;
	t->kind = TERM_COLUMN;
	t->op = signs[sign].op;
	rc = check_op(p, &p->table->columns[t->column], t->op, p->at);
	if (rc < 0)
		return rc;
	p->at += strlen(signs[sign].sign);
	return take_values(p, t);
}

static bool installs_products(const struct table *t)
{
	return strcmp(t->name, "assets") == 0;
}

/* tag:…, product:…; 1 when it was one, 0 when not. */
static int take_prefixed(struct parser *p, struct term *t, const char *start, const char *name)
{
	int tags = table_column(p->table, "tags"), rc;

	if (strcmp(name, "tag") == 0 && tags >= 0) {
		t->kind = TERM_COLUMN;
		t->column = tags;
	} else if (strcmp(name, "product") == 0 && installs_products(p->table)) {
		t->kind = TERM_PRODUCT;
	} else if (table_column(p->table, name) >= 0) {
		return err_set(p->err, ERR_INPUT, N_("selector, character %zu: write %s=… to compare "
			       "column '%s'; only tag: and product: take a colon"),
			       position(p, start), name, name);
	} else {
		return 0;
	}
	p->at++;
	rc = take_values(p, t);
	return rc < 0 ? rc : 1;
}

static int take_free(struct parser *p, struct term *t)
{
	if (selector_free_column(p->table, 0) < 0)
		return err_set(p->err, ERR_INPUT, N_("selector, character %zu: %s have no text to "
			       "search; write COLUMN=VALUE"), position(p, p->at), p->table->name);
	return take_values(p, t);
}

static int take_term(struct parser *p)
{
	struct term *t = term_new(p);
	const char *start;
	char *name;
	int rc;

	if (*p->at == '!') {
		t->negated = true;
		p->at++;
		if (ends(p->at) || *p->at == '!')
			return err_set(p->err, ERR_INPUT, N_("selector, character %zu: after ! comes "
				       "what must not hold, as in !zone=ot"), position(p, p->at));
	}
	start = p->at;
	p->at += strspn(p->at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");
	name = mem_strndup(start, (size_t)(p->at - start));
	if (p->at > start && *p->at && strchr("=<>~!", *p->at)) {
		rc = take_comparison(p, t, start, name);
	} else {
		rc = *p->at == ':' && p->at > start ? take_prefixed(p, t, start, name) : 0;
		if (rc == 0) {
			p->at = start;
			rc = take_free(p, t);
		}
	}
	free(name);
	/* !x=1 is x!=1: one text for one meaning */
	if (t->negated && t->kind == TERM_COLUMN && (t->op == OP_EQ || t->op == OP_NE)) {
		t->negated = false;
		t->op = t->op == OP_EQ ? OP_NE : OP_EQ;
	}
	return rc < 0 ? rc : 0;
}

int selector_parse(const struct table *t, const char *text, struct selector **ret, struct err *err)
{
	struct parser p = { t, text ? text : "", text ? text : "", NULL, 0, err };
	int rc = 0;

	p.s = mem_zalloc(1, sizeof(*p.s));
	p.s->table = t;
	while (rc == 0) {
		while (blank(p.at))
			p.at += blank(p.at);
		if (!*p.at)
			break;
		rc = take_term(&p);
	}
	if (rc < 0)
		selector_free(p.s);
	else
		*ret = p.s;
	return rc;
}
