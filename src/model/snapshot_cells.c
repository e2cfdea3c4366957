/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of stored rows, which are canonical, as the values of a snapshot. */
#include "config.h"
#include "model/snapshot_parts.h"

#include <stdlib.h>
#include <string.h>

#include "model/selector.h"
#include "util/mem.h"
#include "util/money.h"
#include "util/text.h"

static const char *cell(struct load *l, const char *column)
{
	return record_get(l->row, column);
}

char *row_text(struct load *l, const char *column)
{
	return arena_strdup(&l->s->arena, cell(l, column));
}

int64_t row_int(struct load *l, const char *column, int64_t missing)
{
	const char *text = cell(l, column);

	return text ? strtoll(text, NULL, 10) : missing;
}

int64_t row_date(struct load *l, const char *column)
{
	const char *text = cell(l, column);
	int64_t days = SNAP_DATE_NONE;

	if (text)
		(void)date_parse(text, &days);
	return days;
}

int64_t row_instant(struct load *l, const char *column)
{
	const char *text = cell(l, column);
	int64_t seconds = SNAP_DATE_NONE;

	if (text)
		(void)instant_parse(text, &seconds);
	return seconds;
}

int64_t row_duration(struct load *l, const char *column, int64_t missing)
{
	const char *text = cell(l, column);
	int64_t seconds = missing;

	if (text)
		(void)duration_parse(text, &seconds);
	return seconds;
}

int64_t row_price(struct load *l, const char *column)
{
	const char *text = cell(l, column);
	int64_t price = 0;

	if (text)
		(void)price_parse(text, &price);
	return price;
}

int64_t row_decimal(struct load *l, const char *column, int digits, int64_t missing)
{
	const char *text = cell(l, column);

	return text ? snap_decimal(text, digits) : missing;
}

enum yes_no row_yes_no(struct load *l, const char *column)
{
	const char *text = cell(l, column);

	return !text ? YN_UNKNOWN : strcmp(text, "yes") == 0 ? YN_YES : YN_NO;
}

void row_currency(struct load *l, const char *column, char ret[4])
{
	const char *text = cell(l, column);

	memset(ret, 0, 4);
	if (text)
		memcpy(ret, text, strnlen(text, 3));
}

int row_word(struct load *l, const char *column, const char *const *words, size_t n, int missing)
{
	const char *text = cell(l, column);

	for (size_t i = 0; text && i < n; i++)
		if (strcmp(words[i], text) == 0)
			return (int)i;
	return missing;
}

struct text_list row_list(struct load *l, const char *column)
{
	const char *at = cell(l, column), *piece;
	struct text_list list = { NULL, 0 };
	size_t length, n = 0;

	for (const char *count = at; text_list_next(&count, &piece, &length);)
		n++;
	if (n)
		list.items = arena_alloc(&l->s->arena, n, sizeof(*list.items));
	while (list.n < n && text_list_next(&at, &piece, &length))
		list.items[list.n++] = arena_strndup(&l->s->arena, piece, length);
	return list;
}

const struct selector *row_selector(struct load *l, const char *column, char **ret_text)
{
	const char *text = cell(l, column);
	struct selector *selector = NULL;
	struct strbuf key = STRBUF_INIT, why = STRBUF_INIT;
	struct err inner = ERR_INIT;

	*ret_text = arena_strdup(&l->s->arena, text);
	if (!text)
		return NULL;
	if (selector_parse(table_find("assets"), text, &selector, &inner) == 0) {
		l->s->selectors = mem_resize(l->s->selectors, l->s->n_selectors + 1,
					     sizeof(*l->s->selectors));
		l->s->selectors[l->s->n_selectors++] = selector;
	} else if (!l->failed) {
		record_key_text(l->row, &key);
		err_render(&inner, NULL, &why);
		l->failed = err_set(l->err, ERR_INPUT, N_("%s %s: column '%s': %s"),
				    l->row->table->name, key.buf, column, why.buf);
	}
	err_release(&inner);
	strbuf_release(&key);
	strbuf_release(&why);
	return selector;
}

size_t row_ref(struct load *l, const char *column,
	       size_t find(const struct snapshot *s, const char *key))
{
	const char *text = cell(l, column);

	return text ? find(l->s, text) : NONE;
}

int row_strength(struct load *l, const char *column)
{
	static const char *const words[] = { "none", "minimal", "partial", "significant" };
	static const int strengths[] = { 0, 100000, 500000, 1000000 };
	int word = row_word(l, column, words, 4, -1);

	return word < 0 ? -1 : strengths[word];
}

enum function_kind row_function(struct load *l, const char *column)
{
	static const char *const words[] = { "", "protect", "detect", "respond" };

	return (enum function_kind)row_word(l, column, words, 4, FUNC_ANY);
}
