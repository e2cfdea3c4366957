/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "model/selector.h"

#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unistr.h>

#include "model/selector_parts.h"
#include "util/date.h"
#include "util/mem.h"
#include "util/money.h"
#include "util/text.h"
#include "util/version.h"

void selector_free(struct selector *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n_terms; i++) {
		for (size_t k = 0; k < s->terms[i].n_values; k++)
			free(s->terms[i].values[k]);
		free(s->terms[i].values);
	}
	free(s->terms);
	free(s);
}

/* ---- what columns can do ------------------------------------------------------------------- */

enum cell_order selector_order(const struct column *c)
{
	size_t n = strlen(c->name);

	switch (c->type) {
	case COL_INT:
		return ORDER_NUMBER;
	case COL_RATIO:
	case COL_DATE:
	case COL_INSTANT:
	case COL_LOCAL:
		return ORDER_TEXT;
	case COL_DURATION:
		return ORDER_SECONDS;
	case COL_MONEY:
		return ORDER_PRICE;
	case COL_DECIMAL:
		return ORDER_DECIMAL;
	case COL_TEXT:
		return n >= 7 && strcmp(c->name + n - 7, "version") == 0 ? ORDER_VERSION : ORDER_NONE;
	default:
		return ORDER_NONE;
	}
}

bool selector_is_list(const struct column *c)
{
	return c->type == COL_LIST || c->type == COL_LINKS || c->type == COL_ENUMS;
}

bool selector_has_text(const struct column *c)
{
	enum cell_order order = selector_order(c);

	return order == ORDER_NONE || order == ORDER_TEXT || order == ORDER_VERSION;
}

int selector_free_column(const struct table *t, int from)
{
	static const char *const names[] = { "name", "title", "serial", "tag", "ip" };

	for (size_t i = (size_t)from; i < t->n_columns; i++) {
		const struct column *c = &t->columns[i];

		if (c->flags & COLF_SHORTHAND)
			continue;
		if ((c->flags & COLF_KEY) && selector_has_text(c))
			return (int)i;
		for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++)
			if (strcmp(c->name, names[k]) == 0 && selector_has_text(c))
				return (int)i;
	}
	return -1;
}

/* ---- folding ------------------------------------------------------------------------------- */

/* One letter to its lower form where the two are a simple pair.  Letters outside ASCII whose lower
 * form is inside it (the Kelvin sign) stay as they are, because SQL's lower() leaves them. */
static uint32_t fold_letter(uint32_t c)
{
	uint32_t low;

	if (c < 0x80)
		return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
	low = uc_tolower(c);
	if (low < 0x80 || (uc_toupper(low) != c && uc_totitle(low) != c))
		return c;
	return low;
}

size_t selector_fold_sources(uint32_t folded, uint32_t ret[2])
{
	const uint32_t candidates[2] = { uc_toupper(folded), uc_totitle(folded) };
	size_t n = 0;

	for (size_t i = 0; i < 2; i++) {
		uint32_t c = candidates[i];

		if (c != folded && c >= 0x80 && fold_letter(c) == folded && (n == 0 || ret[0] != c))
			ret[n++] = c;
	}
	return n;
}

void selector_fold(const char *text, struct strbuf *out)
{
	const uint8_t *p = (const uint8_t *)text;
	size_t left = strlen(text);

	while (left) {
		uint8_t place[8];
		ucs4_t c;
		int used, wrote;

		if (*p < 0x80) {
			strbuf_addch(out, (char)fold_letter(*p));
			p++;
			left--;
			continue;
		}
		used = u8_mbtoucr(&c, p, left);
		wrote = used > 0 ? u8_uctomb(place, fold_letter(c), (ptrdiff_t)sizeof(place)) : -1;
		if (wrote > 0) {
			strbuf_add(out, place, (size_t)wrote);
		} else {
			used = 1;
			strbuf_addch(out, (char)*p);
		}
		p += used;
		left -= (size_t)used;
	}
}

/* ---- text ---------------------------------------------------------------------------------- */

static void add_quoted(const char *value, struct strbuf *out)
{
	strbuf_addch(out, '"');
	for (; *value; value++) {
		if (*value == '"')
			strbuf_addch(out, '"');
		strbuf_addch(out, *value);
	}
	strbuf_addch(out, '"');
}

/* Letters that a value may not hold outside quotes.  For free text also those that could make it
 * look like another kind of term. */
static bool needs_quotes(const char *value, bool free_text)
{
	for (const char *p = value; *p; p++) {
		unsigned char c = (unsigned char)*p;

		if (c <= ' ' || strchr(",\"=<>~!", c) || (free_text && c == ':'))
			return true;
		if (strncmp(p, "\xe3\x80\x80", 3) == 0 || strncmp(p, "\xc2\xa0", 2) == 0)
			return true;
	}
	return false;
}

void selector_term_text(const struct selector *s, size_t term, struct strbuf *out)
{
	static const char *const ops[] = {
		[OP_EQ] = "=", [OP_NE] = "!=", [OP_LT] = "<", [OP_LE] = "<=",
		[OP_GT] = ">", [OP_GE] = ">=", [OP_CONTAINS] = "~",
	};
	const struct term *t = &s->terms[term];
	const char *name = t->kind == TERM_COLUMN ? s->table->columns[t->column].name : "product";

	if (t->negated)
		strbuf_addch(out, '!');
	if (t->kind == TERM_PRODUCT || (t->kind == TERM_COLUMN && t->op == OP_EQ &&
					strcmp(name, "tags") == 0))
		strbuf_adds(out, t->kind == TERM_PRODUCT ? "product:" : "tag:");
	else if (t->kind == TERM_COLUMN)
		strbuf_addf(out, "%s%s", name, ops[t->op]);
	for (size_t i = 0; i < t->n_values; i++) {
		const char *v = t->values[i];

		if (i)
			strbuf_addch(out, ',');
		if (needs_quotes(v, t->kind == TERM_FREE) || (!*v && t->n_values > 1))
			add_quoted(v, out);
		else
			strbuf_adds(out, v);
	}
}

void selector_text(const struct selector *s, struct strbuf *out)
{
	for (size_t i = 0; i < s->n_terms; i++) {
		if (i)
			strbuf_addch(out, ' ');
		selector_term_text(s, i, out);
	}
}

size_t selector_terms(const struct selector *s)
{
	return s->n_terms;
}

uint64_t selector_term_columns(const struct selector *s, size_t term, bool *ret_products)
{
	const struct term *t = &s->terms[term];
	uint64_t bits = 0;

	*ret_products = t->kind == TERM_PRODUCT;
	if (t->kind == TERM_COLUMN)
		bits = UINT64_C(1) << t->column;
	if (t->kind == TERM_FREE)
		for (int c = -1; (c = selector_free_column(s->table, c + 1)) >= 0;)
			bits |= UINT64_C(1) << c;
	return bits;
}

uint64_t selector_columns(const struct selector *s, bool *ret_products)
{
	uint64_t bits = 0;

	*ret_products = false;
	for (size_t i = 0; i < s->n_terms; i++) {
		bool products;

		bits |= selector_term_columns(s, i, &products);
		*ret_products = *ret_products || products;
	}
	return bits;
}

/* ---- evaluation ---------------------------------------------------------------------------- */

static int order_of(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* Canonical decimals from 0 up: no leading zeros, so the longer whole part is the larger. */
static int compare_decimals(const char *a, const char *b)
{
	size_t n = strcspn(a, "."), m = strcspn(b, ".");

	return n != m ? (n > m) - (n < m) : strcmp(a, b);
}

/* Cells and values are canonical, so their parsers cannot fail. */
static int compare_cells(enum cell_order order, const char *a, const char *b)
{
	int64_t x = 0, y = 0;

	switch (order) {
	case ORDER_NUMBER:
		return order_of(strtoll(a, NULL, 10), strtoll(b, NULL, 10));
	case ORDER_SECONDS:
		(void)duration_parse(a, &x);
		(void)duration_parse(b, &y);
		return order_of(x, y);
	case ORDER_PRICE:
		(void)price_parse(a, &x);
		(void)price_parse(b, &y);
		return order_of(x, y);
	case ORDER_DECIMAL:
		return compare_decimals(a, b);
	case ORDER_VERSION:
		return version_compare(a, b);
	default:
		return strcmp(a, b);
	}
}

static bool contains_folded(const char *cell, const char *value)
{
	struct strbuf a = STRBUF_INIT, b = STRBUF_INIT;
	bool found;

	selector_fold(cell, &a);
	selector_fold(value, &b);
	found = strstr(a.buf, b.buf) != NULL;
	strbuf_release(&a);
	strbuf_release(&b);
	return found;
}

static bool equals(const struct column *c, const char *cell, const char *value)
{
	if (!*value || !cell)
		return !*value && !cell;
	return selector_is_list(c) ? text_list_has(cell, value) : strcmp(cell, value) == 0;
}

static bool ordered(const struct column *c, enum term_op op, const char *cell, const char *value)
{
	int order;

	if (!cell)
		return false;
	order = compare_cells(selector_order(c), cell, value);
	switch (op) {
	case OP_LT:
		return order < 0;
	case OP_LE:
		return order <= 0;
	case OP_GT:
		return order > 0;
	default:
		return order >= 0;
	}
}

static bool match_column(const struct selector *s, const struct term *t, const char *cell)
{
	const struct column *c = &s->table->columns[t->column];

	for (size_t i = 0; i < t->n_values; i++) {
		const char *v = t->values[i];
		bool hit;

		if (t->op == OP_EQ || t->op == OP_NE)
			hit = equals(c, cell, v);
		else if (t->op == OP_CONTAINS)
			hit = cell && contains_folded(cell, v);
		else
			hit = ordered(c, t->op, cell, v);
		if (hit)
			return t->op != OP_NE;
	}
	return t->op == OP_NE;
}

size_t selector_product_part(const char *value, const char **ret_range)
{
	const char *at = strchr(value, '@');

	*ret_range = at ? at + 1 : NULL;
	return at ? (size_t)(at - value) : strlen(value);
}

/* Takes the next "product@version" off the list, with '\' undone. */
static bool next_install(const char **at, struct strbuf *out)
{
	const char *p = *at;

	strbuf_reset(out);
	if (!p || !*p)
		return false;
	for (; *p && *p != ';'; p++) {
		if (*p == '\\' && p[1])
			p++;
		strbuf_addch(out, *p);
	}
	*at = *p ? p + 1 : p;
	return true;
}

static bool match_product(const struct term *t, const char *list)
{
	struct strbuf install = STRBUF_INIT;
	bool hit = false;

	for (size_t i = 0; i < t->n_values && !hit; i++) {
		const char *at = list, *range, *version;
		size_t n = selector_product_part(t->values[i], &range);

		if (!*t->values[i]) {
			hit = !list || !*list;
			continue;
		}
		while (!hit && next_install(&at, &install))
			hit = selector_product_part(install.buf, &version) == n &&
			      memcmp(install.buf, t->values[i], n) == 0 &&
			      version_in_range(version && *version ? version : NULL, range);
	}
	strbuf_release(&install);
	return hit;
}

static const char *cell_or_null(selector_cell_fn *cell, const void *row, int column)
{
	const char *text = cell(row, column);

	return text && *text ? text : NULL;
}

static bool match_free(const struct selector *s, const struct term *t, selector_cell_fn *cell,
		       const void *row)
{
	for (int c = -1; (c = selector_free_column(s->table, c + 1)) >= 0;) {
		const char *text = cell_or_null(cell, row, c);

		for (size_t i = 0; text && i < t->n_values; i++)
			if (contains_folded(text, t->values[i]))
				return true;
	}
	return false;
}

bool selector_term_match(const struct selector *s, size_t term, selector_cell_fn *cell,
			 const void *row)
{
	const struct term *t = &s->terms[term];
	bool hit;

	if (t->kind == TERM_PRODUCT)
		hit = match_product(t, cell(row, -1));
	else if (t->kind == TERM_FREE)
		hit = match_free(s, t, cell, row);
	else
		hit = match_column(s, t, cell_or_null(cell, row, t->column));
	return hit != t->negated;
}

bool selector_match(const struct selector *s, selector_cell_fn *cell, const void *row)
{
	for (size_t i = 0; i < s->n_terms; i++)
		if (!selector_term_match(s, i, cell, row))
			return false;
	return true;
}
