/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/source.h"

#include <stdlib.h>
#include <string.h>

#include "util/date.h"
#include "util/mem.h"
#include "util/money.h"

/* ---- life ------------------------------------------------------------------------------------ */

void source_init_store(struct source *s, const struct table *t, struct db *db, int preset_sort,
		       bool descending)
{
	memset(s, 0, sizeof(*s));
	s->table = t;
	s->db = db;
	s->sort = s->preset_sort = preset_sort;
	s->descending = s->preset_descending = descending;
}

void source_init_memory(struct source *s, const struct table *t, source_compare_fn *compare)
{
	memset(s, 0, sizeof(*s));
	s->table = t;
	s->sort = s->preset_sort = -1;
	s->compare = compare;
}

void source_clear(struct source *s)
{
	size_t i;

	for (i = 0; i < s->all.n; i++)
		record_release(&s->all.items[i]);
	s->all.n = 0;
	s->order.n = 0;
}

void source_release(struct source *s)
{
	source_clear(s);
	VEC_RELEASE(&s->all);
	VEC_RELEASE(&s->order);
	selector_free(s->where);
	free(s->fixed);
	free(s->filter);
}

void source_add(struct source *s, struct record *r)
{
	VEC_PUSH(&s->all, *r);
	r->cell = NULL;
}

/* ---- filter ---------------------------------------------------------------------------------- */

/* The fixed condition, the filter and one more, in one selector; NULL parts do not count. */
static int combine(const struct source *s, const char *filter, const char *more,
		   struct selector **ret, struct err *err)
{
	struct strbuf text = STRBUF_INIT;
	int rc = 0;

	if (s->fixed)
		strbuf_add_sep(&text, " ", s->fixed);
	if (filter)
		strbuf_add_sep(&text, " ", filter);
	if (more)
		strbuf_add_sep(&text, " ", more);
	*ret = NULL;
	if (text.len)
		rc = selector_parse(s->table, text.buf, ret, err);
	strbuf_release(&text);
	return rc;
}

int source_fix(struct source *s, const char *selector, struct err *err)
{
	char *old = s->fixed;
	struct selector *where;
	int rc;

	s->fixed = mem_strdup(selector);
	rc = combine(s, s->filter, NULL, &where, err);
	if (rc < 0) {
		free(s->fixed);
		s->fixed = old;
		return rc;
	}
	free(old);
	selector_free(s->where);
	s->where = where;
	return 0;
}

int source_filter(struct source *s, const char *text, struct err *err)
{
	struct selector *alone, *where;
	int rc;

	text += strspn(text, " ");
	/* alone first: the sentence then counts characters of what was typed */
	rc = selector_parse(s->table, text, &alone, err);
	if (rc < 0)
		return rc;
	selector_free(alone);
	rc = combine(s, *text ? text : NULL, NULL, &where, err);
	if (rc < 0)
		return rc;
	selector_free(s->where);
	s->where = where;
	free(s->filter);
	s->filter = *text ? mem_strdup(text) : NULL;
	source_arrange(s);
	return 0;
}

/* ---- memory ---------------------------------------------------------------------------------- */

static const char *cell_of(const void *row, int column)
{
	const struct record *r = row;

	return column < 0 ? NULL : r->cell[column];
}

static int compare_numbers(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

/* By the type of the column; both cells are there. */
static int compare_cells(const struct column *c, const char *a, const char *b)
{
	int64_t x = 0, y = 0;

	switch (c->type) {
	case COL_INT:
		return compare_numbers(strtoll(a, NULL, 10), strtoll(b, NULL, 10));
	case COL_MONEY:
		if (price_parse(a, &x) == 0 && price_parse(b, &y) == 0)
			return compare_numbers(x, y);
		return strcmp(a, b);
	case COL_DURATION:
		if (duration_parse(a, &x) == 0 && duration_parse(b, &y) == 0)
			return compare_numbers(x, y);
		return strcmp(a, b);
	default:
		return strcmp(a, b);
	}
}

static int compare_keys(const struct record *a, const struct record *b)
{
	int key[8], rc = 0;
	size_t n = table_key(a->table, key), i;

	for (i = 0; rc == 0 && i < n; i++)
		rc = strcmp(a->cell[key[i]] ? a->cell[key[i]] : "",
			    b->cell[key[i]] ? b->cell[key[i]] : "");
	return rc;
}

/* Empty cells last, whichever the direction; by key among equals: as the store sorts. */
static int compare_rows(const struct source *s, const struct record *a, const struct record *b)
{
	int rc = 0;

	if (s->sort < 0)
		rc = s->compare ? s->compare(a, b) : 0;
	else if (!a->cell[s->sort] || !b->cell[s->sort])
		rc = !a->cell[s->sort] - !b->cell[s->sort];
	else
		rc = compare_cells(&s->table->columns[s->sort], a->cell[s->sort], b->cell[s->sort]) *
		     (s->descending ? -1 : 1);
	if (rc == 0 && (s->sort >= 0 || s->compare))
		rc = compare_keys(a, b);
	return rc;
}

/* Merge sort: stable, and with a context unlike qsort. */
static void sort_order(const struct source *s, size_t *order, size_t *spare, size_t n)
{
	size_t half = n / 2, i = 0, k = half, to = 0;

	if (n < 2)
		return;
	sort_order(s, order, spare, half);
	sort_order(s, order + half, spare, n - half);
	memcpy(spare, order, n * sizeof(*order));
	while (i < half || k < n) {
		bool first = k >= n || (i < half && compare_rows(s, &s->all.items[spare[i]],
								  &s->all.items[spare[k]]) <= 0);

		order[to++] = first ? spare[i++] : spare[k++];
	}
}

void source_arrange(struct source *s)
{
	size_t *spare, i;

	if (s->db)
		return;
	s->order.n = 0;
	for (i = 0; i < s->all.n; i++)
		if (!s->where || selector_match(s->where, cell_of, &s->all.items[i]))
			VEC_PUSH(&s->order, i);
	spare = mem_alloc(s->order.n, sizeof(*spare));
	sort_order(s, s->order.items, spare, s->order.n);
	free(spare);
}

/* Rows of the order that stand before `from` (with it when `with` is set). */
static size_t memory_before(const struct source *s, const struct record *from, bool with)
{
	size_t i, k;

	/* the row itself, if it is there: a list without an order of its own has no other place */
	for (i = 0; i < s->order.n; i++)
		if (compare_keys(&s->all.items[s->order.items[i]], from) == 0)
			return i + with;
	/* filtered away: where it would be */
	for (k = 0; s->sort < 0 && !s->compare && k < s->all.n; k++)
		if (compare_keys(&s->all.items[k], from) == 0)
			break;
	for (i = 0; i < s->order.n; i++)
		if (s->sort < 0 && !s->compare ? s->order.items[i] > k
					       : compare_rows(s, &s->all.items[s->order.items[i]],
							      from) > 0)
			return i;
	return s->order.n;
}

static void memory_page(const struct source *s, const struct record *from, bool backwards, size_t n,
			struct record *rows, size_t *ret_n)
{
	size_t start, end, i;

	if (backwards) {
		end = from ? memory_before(s, from, false) : s->order.n;
		start = end > n ? end - n : 0;
	} else {
		start = from ? memory_before(s, from, true) : 0;
		end = s->order.n - start > n ? start + n : s->order.n;
	}
	for (i = start; i < end; i++)
		record_copy(&rows[i - start], &s->all.items[s->order.items[i]]);
	*ret_n = end - start;
}

/* ---- both ------------------------------------------------------------------------------------ */

void source_sort(struct source *s, int column, bool descending)
{
	s->sort = column < 0 ? s->preset_sort : column;
	s->descending = column < 0 ? s->preset_descending : descending;
	source_arrange(s);
}

static struct store_query query(const struct source *s, const struct selector *where)
{
	return (struct store_query){ s->table, where, s->sort, s->descending };
}

int source_page(struct source *s, const struct record *from, bool backwards, size_t n,
		struct record *rows, size_t *ret_n, struct err *err)
{
	struct store_query q = query(s, s->where);

	if (s->db)
		return store_page(s->db, &q, from, backwards, n, rows, ret_n, err);
	memory_page(s, from, backwards, n, rows, ret_n);
	return 0;
}

static bool memory_find(const struct source *s, const struct selector *where,
			const struct record *from, bool backwards, struct record *ret)
{
	size_t i = from ? memory_before(s, from, !backwards) : backwards ? s->order.n : 0;

	while (backwards ? i > 0 : i < s->order.n) {
		const struct record *r = &s->all.items[s->order.items[backwards ? i - 1 : i]];

		if (selector_match(where, cell_of, r)) {
			record_copy(ret, r);
			return true;
		}
		i = backwards ? i - 1 : i + 1;
	}
	return false;
}

int source_find(struct source *s, const char *selector, const struct record *from, bool backwards,
		struct record *ret, bool *ret_found, struct err *err)
{
	struct selector *where;
	size_t n = 0;
	int rc = combine(s, s->filter, selector, &where, err);

	if (rc < 0)
		return rc;
	if (s->db) {
		struct store_query q = query(s, where);

		rc = store_page(s->db, &q, from, backwards, 1, ret, &n, err);
	} else if (where) {
		n = memory_find(s, where, from, backwards, ret);
	}
	selector_free(where);
	if (rc == 0)
		*ret_found = n > 0;
	return rc;
}

int source_count(struct source *s, int64_t *ret, struct err *err)
{
	struct store_query q = query(s, s->where);

	if (s->db)
		return store_count(s->db, &q, ret, err);
	*ret = (int64_t)s->order.n;
	return 0;
}

int source_count_all(struct source *s, int64_t *ret, struct err *err)
{
	struct selector *fixed;
	int rc;

	if (!s->db) {
		*ret = (int64_t)s->all.n;
		return 0;
	}
	rc = combine(s, NULL, NULL, &fixed, err);
	if (rc == 0) {
		struct store_query q = query(s, fixed);

		rc = store_count(s->db, &q, ret, err);
		selector_free(fixed);
	}
	return rc;
}

bool source_reread(struct source *s, struct record *r)
{
	size_t i;

	if (s->db)
		return store_get(s->db, r, NULL) == 0;
	for (i = 0; i < s->all.n; i++) {
		if (compare_keys(&s->all.items[i], r) == 0) {
			record_copy(r, &s->all.items[i]);
			return true;
		}
	}
	return false;
}
