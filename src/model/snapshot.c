/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "model/snapshot.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "model/policy.h"
#include "model/selector.h"
#include "model/snapshot_parts.h"
#include "util/strbuf.h"

void snapshot_init(struct snapshot *s)
{
	memset(s, 0, sizeof(*s));
	s->arena = (struct arena)ARENA_INIT;
	s->facts.last_drill = s->facts.last_poll = s->facts.last_pack = SNAP_DATE_NONE;
	s->facts.oldest_inventory = SNAP_DATE_NONE;
}

void snapshot_release(struct snapshot *s)
{
	for (size_t i = 0; i < s->n_selectors; i++)
		selector_free(s->selectors[i]);
	free(s->selectors);
	arena_release(&s->arena);
	snapshot_init(s);
}

/* ---- look-ups --------------------------------------------------------------------------------- */

/* Every row that has a key begins with it. */
static int key_order(const void *key, const void *row)
{
	return strcmp(key, *(char *const *)row);
}

static size_t find_row(const void *rows, size_t n, size_t size, const char *key)
{
	const char *found = key && n ? bsearch(key, rows, n, size, key_order) : NULL;

	return found ? (size_t)(found - (const char *)rows) / size : NONE;
}

#define FIND(array, n, key) find_row(array, n, sizeof(*(array)), key)

size_t snapshot_vendor(const struct snapshot *s, const char *key)
{
	return FIND(s->vendors, s->n_vendors, key);
}

size_t snapshot_product(const struct snapshot *s, const char *key)
{
	return FIND(s->products, s->n_products, key);
}

size_t snapshot_site(const struct snapshot *s, const char *key)
{
	return FIND(s->sites, s->n_sites, key);
}

size_t snapshot_capability(const struct snapshot *s, const char *key)
{
	return FIND(s->capabilities, s->n_capabilities, key);
}

size_t snapshot_class(const struct snapshot *s, const char *key)
{
	return FIND(s->classes, s->n_classes, key);
}

/* ---- policy ----------------------------------------------------------------------------------- */

const char *policy_text(const struct snapshot *s, const char *key)
{
	const struct policy_def *def = policy_find(key);

	assert(def);
	for (size_t i = 0; i < s->n_policy; i++)
		if (strcmp(s->policy[i].key, key) == 0)
			return s->policy[i].value;
	return def ? def->preset : NULL;
}

int64_t policy_int(const struct snapshot *s, const char *key)
{
	const char *text = policy_text(s, key);

	return text ? strtoll(text, NULL, 10) : 0;
}

int64_t policy_duration(const struct snapshot *s, const char *key)
{
	const char *text = policy_text(s, key);
	int64_t seconds = 0;

	if (text)
		(void)duration_parse(text, &seconds);
	return seconds;
}

int64_t policy_millionths(const struct snapshot *s, const char *key)
{
	return snap_decimal(policy_text(s, key), 6);
}

int64_t policy_price(const struct snapshot *s, const char *key)
{
	return snap_decimal(policy_text(s, key), 4);
}

bool policy_yes(const struct snapshot *s, const char *key)
{
	const char *text = policy_text(s, key);

	return text && strcmp(text, "yes") == 0;
}

int64_t snap_decimal(const char *text, int digits)
{
	bool negative = text && *text == '-', point = false;
	int64_t value = 0;

	for (text += negative; text && *text; text++) {
		if (*text == '.') {
			point = true;
			continue;
		}
		if (point && digits-- == 0)
			return negative ? -value : value;
		value = value * 10 + (*text - '0');
	}
	while (digits-- > 0)
		value *= 10;
	return negative ? -value : value;
}

/* ---- selectors over classes ------------------------------------------------------------------- */

struct scratch {
	struct strbuf tags, installs, number;
};

/* A class as a row of assets that a selector can read. */
struct class_row {
	const struct snapshot *s;
	const struct snap_class *c;
	const struct table *table;
	struct scratch *scratch;
};

static const struct {
	const char *column;
	size_t offset;
} class_texts[] = {
	{ "asset", offsetof(struct snap_class, asset) },
	{ "kind", offsetof(struct snap_class, kind) },
	{ "os", offsetof(struct snap_class, os) },
	{ "os_version", offsetof(struct snap_class, os_version) },
	{ "zone", offsetof(struct snap_class, zone) },
	{ "environment", offsetof(struct snap_class, environment) },
	{ "business_service", offsetof(struct snap_class, business_service) },
	{ "owner", offsetof(struct snap_class, owner) },
};

static const char *installs_cell(const struct class_row *row)
{
	struct strbuf *out = &row->scratch->installs;

	strbuf_reset(out);
	for (size_t i = 0; i < row->c->n_installs; i++) {
		const struct snap_install *install = &row->c->installs[i];

		strbuf_add_sep(out, ";", row->s->products[install->product].key);
		if (!install->version)
			continue;
		strbuf_addch(out, '@');
		for (const char *p = install->version; *p; p++) {
			if (*p == ';' || *p == '\\')
				strbuf_addch(out, '\\');
			strbuf_addch(out, *p);
		}
	}
	return out->buf;
}

static const char *tags_cell(const struct class_row *row)
{
	struct strbuf *out = &row->scratch->tags;

	strbuf_reset(out);
	for (size_t i = 0; i < row->c->tags.n; i++)
		strbuf_add_sep(out, ";", row->c->tags.items[i]);
	return out->buf;
}

static const char *number_cell(const struct class_row *row, int64_t value)
{
	strbuf_reset(&row->scratch->number);
	if (value)
		strbuf_addf(&row->scratch->number, "%lld", (long long)value);
	return row->scratch->number.buf;
}

static size_t find_extra(const struct snapshot *s, const char *text)
{
	for (size_t i = 0; i < s->extra_columns.n; i++)
		if (strcmp(s->extra_columns.items[i], text) == 0)
			return i;
	return NONE;
}

static const char *class_cell(const void *data, int column)
{
	const struct class_row *row = data;
	const struct snap_class *c = row->c;
	const char *name;
	size_t extra;

	if (column < 0)
		return installs_cell(row);
	name = row->table->columns[column].name;
	extra = find_extra(row->s, name);
	if (extra != NONE)
		return c->extra[extra];
	for (size_t i = 0; i < sizeof(class_texts) / sizeof(class_texts[0]); i++)
		if (strcmp(class_texts[i].column, name) == 0)
			return *(char *const *)((const char *)c + class_texts[i].offset);
	if (strcmp(name, "site") == 0)
		return c->site == NONE ? NULL : row->s->sites[c->site].key;
	if (strcmp(name, "calendar") == 0)
		return c->calendar == NONE ? NULL : row->s->calendars[c->calendar].key;
	if (strcmp(name, "criticality") == 0)
		return number_cell(row, c->criticality);
	return strcmp(name, "tags") == 0 ? tags_cell(row) : NULL;
}

/* Conditions on columns that a class does not have were asked of its assets when it was loaded. */
static bool term_holds(const struct class_row *row, const struct selector *selector, size_t term)
{
	struct strbuf text = STRBUF_INIT;
	size_t extra = NONE;

	if (row->s->extra_columns.n) {
		selector_term_text(selector, term, &text);
		extra = find_extra(row->s, text.buf);
		strbuf_release(&text);
	}
	if (extra != NONE)
		return row->c->extra[extra] != NULL;
	return selector_term_match(selector, term, class_cell, row);
}

bool snap_class_matches(const struct snapshot *s, const struct snap_class *c,
			const struct selector *selector)
{
	struct scratch scratch = { STRBUF_INIT, STRBUF_INIT, STRBUF_INIT };
	const struct class_row row = { s, c, table_find("assets"), &scratch };
	bool holds = true;

	for (size_t i = 0; selector && holds && i < selector_terms(selector); i++)
		holds = term_holds(&row, selector, i);
	strbuf_release(&scratch.tags);
	strbuf_release(&scratch.installs);
	strbuf_release(&scratch.number);
	return holds;
}
