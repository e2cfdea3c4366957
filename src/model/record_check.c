/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rules over a whole row.  What a single cell must look like stands in value.c; whether the row a
 * reference names exists is asked by model/change.c.  Rules are rows of the tables below.
 */
#include "config.h"
#include "model/table.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/policy.h"
#include "model/tables.h"
#include "util/i18n.h"
#include "util/near.h"
#include "util/text.h"

static int check_required(const struct record *r, struct err *err)
{
	size_t i;

	for (i = 0; i < r->table->n_columns; i++) {
		const struct column *c = &r->table->columns[i];

		if ((c->flags & COLF_REQUIRED) && !r->cell[i])
			return err_set(err, ERR_INPUT,
				       N_("column '%s': is empty; every row of %s needs it"),
				       c->name, r->table->name);
	}
	return 0;
}

/* A sum without its currency means nothing.  Tables without such a column use the workspace's. */
static int check_currency(const struct record *r, struct err *err)
{
	int currency = table_column(r->table, "currency");
	size_t i;

	if (currency < 0 || r->cell[currency])
		return 0;
	for (i = 0; i < r->table->n_columns; i++)
		if (r->table->columns[i].type == COL_MONEY && r->cell[i] &&
		    !(r->table->flags & TABLE_READONLY))
			return err_set(err, ERR_INPUT,
				       N_("column 'currency': is empty beside '%s'; give the ISO "
					  "4217 code of the sum"),
				       r->table->columns[i].name);
	return 0;
}

/* Pairs of columns of which the first may not exceed the second. */
static const struct {
	const struct table *table;
	const char *first, *second;
} ordered[] = {
	{ &table_fate, "since", "until" },
	{ &table_contracts, "starts", "ends" },
	{ &table_people, "key_valid_from", "key_valid_until" },
	{ &table_prestage, "obtained_on", "expires_on" },
	{ &table_cases, "opened_at", "closed_at" },
	{ &table_playbooks, "workers", "max_workers" },
	{ &table_step_states, "actual_start", "actual_finish" },
	{ &table_asset_states, "actual_start", "actual_finish" },
};

/* Canonical numbers without sign: the longer one is the greater; dates are of one length. */
static int compare_cells(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b);

	return la != lb ? (la < lb ? -1 : 1) : strcmp(a, b);
}

static int check_ordered(const struct record *r, struct err *err)
{
	size_t i;

	for (i = 0; i < sizeof(ordered) / sizeof(ordered[0]); i++) {
		const char *first, *second;

		if (ordered[i].table != r->table)
			continue;
		first = record_get(r, ordered[i].first);
		second = record_get(r, ordered[i].second);
		if (first && second && compare_cells(first, second) > 0)
			return err_set(err, ERR_INPUT,
				       N_("column '%s': %s comes before '%s' %s; correct one of "
					  "them"),
				       ordered[i].second, second, ordered[i].first, first);
	}
	return 0;
}

/* References that may not lead back to the row itself. */
static const struct {
	const struct table *table;
	const char *column, *self;
} not_itself[] = {
	{ &table_vendors, "parent", "vendor" },
	{ &table_capabilities, "parent", "capability" },
	{ &table_people, "deputy", "person" },
	{ &table_fate, "to", "from" },
	{ &table_signals, "retracts", "signal" },
};

static int check_not_itself(const struct record *r, struct err *err)
{
	size_t i;

	for (i = 0; i < sizeof(not_itself) / sizeof(not_itself[0]); i++) {
		const char *value, *self;

		if (not_itself[i].table != r->table)
			continue;
		value = record_get(r, not_itself[i].column);
		self = record_get(r, not_itself[i].self);
		if (value && self && strcmp(value, self) == 0)
			return err_set(err, ERR_INPUT,
				       N_("column '%s': '%s' names itself; name another one or "
					  "leave it empty"),
				       not_itself[i].column, value);
	}
	return 0;
}

/* ---- rules of single tables ----------------------------------------------------------------- */

static int check_price(const struct record *r, struct err *err)
{
	if (record_get(r, "unit_price") || record_get(r, "fixed_fee"))
		return 0;
	return err_set(err, ERR_INPUT,
		       N_("column 'unit_price': is empty and so is 'fixed_fee'; give one of them"));
}

static int check_coverage(const struct record *r, struct err *err)
{
	const char *tested = record_get(r, "tested");

	if (record_get(r, "level") || record_get(r, "strength") ||
	    (tested && strcmp(tested, "no") == 0))
		return 0;
	return err_set(err, ERR_INPUT,
		       N_("column 'level': is empty and so is 'strength'; give one of them, or say "
			  "'no' in 'tested'"));
}

static int check_calendar(const struct record *r, struct err *err)
{
	if (strcmp(record_get(r, "duration"), "0m") != 0)
		return 0;
	return err_set(err, ERR_INPUT,
		       N_("column 'duration': a window of no length has no effect; give how long it "
			  "lasts"));
}

static int check_rate(const struct record *r, struct err *err)
{
	if (strcmp(record_get(r, "rate"), "0") != 0)
		return 0;
	return err_set(err, ERR_INPUT,
		       N_("column 'rate': is 0; give what one unit of the currency is worth"));
}

/* "windows>=10": a name, and perhaps a comparison with a version. */
static bool platform_is_valid(const char *span, size_t length)
{
	size_t name = 0, sign;

	while (name < length && !strchr("<>=! ", span[name]))
		name++;
	for (sign = name; sign < length && strchr("<>=", span[sign]); sign++)
		;
	if (name == 0 || sign - name > 2)
		return false;
	return name == length || (sign > name && sign < length && span[sign] != ' ');
}

static int check_product(const struct record *r, struct err *err)
{
	const char *platforms = record_get(r, "platforms"), *span;
	size_t length;

	while (text_list_next(&platforms, &span, &length))
		if (!platform_is_valid(span, length))
			return err_set(err, ERR_INPUT,
				       N_("column 'platforms': '%s' is not understood; write "
					  "systems like windows>=10;macos;linux"),
				       record_get(r, "platforms"));
	return 0;
}

static int check_dependency(const struct record *r, struct err *err)
{
	const char *from = record_get(r, "from");

	if (strcmp(from, record_get(r, "to")) != 0)
		return 0;
	/* A selector may be apart from itself: its assets never share a wave. */
	if (!key_is_valid(from) && strcmp(record_get(r, "type"), "before") != 0)
		return 0;
	return err_set(err, ERR_INPUT,
		       N_("column 'to': '%s' names itself; name another asset"), from);
}

/* A `within` without a time would ask for the same minute. */
static int check_within(const struct record *r, struct err *err)
{
	const char *at = record_get(r, "within");
	struct link l;

	while (link_next(&at, &l) > 0)
		if (l.lag == 0)
			return err_set(err, ERR_INPUT,
				       N_("column 'within': '%s' says no time; write it like "
					  "%s+4h"),
				       l.step, l.step);
	return 0;
}

static int check_step(const struct record *r, struct err *err)
{
	static const char *const needed[] = { "title", "phase", "scope" };
	size_t i;

	if (strcmp(record_get(r, "mode"), "normal") == 0)
		for (i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
			if (!record_get(r, needed[i]))
				return err_set(err, ERR_INPUT,
					       N_("column '%s': is empty; the normal row of a step "
						  "needs it"),
					       needed[i]);
	return check_within(r, err);
}

static int refuse_setting(const char *key, struct err *err)
{
	const char *best = policy_defs[0].key;
	size_t i, distance = SIZE_MAX;

	for (i = 0; i < policy_n_defs; i++) {
		size_t d = near_distance(key, policy_defs[i].key, 1000);

		if (d < distance) {
			distance = d;
			best = policy_defs[i].key;
		}
	}
	return err_set(err, ERR_INPUT,
		       N_("column 'key': there is no setting '%s'; the nearest is '%s'"), key, best);
}

static int check_policy(const struct record *r, struct err *err)
{
	const struct policy_def *def = policy_find(record_get(r, "key"));
	char *canonical = NULL;
	int rc;

	if (!def)
		return refuse_setting(record_get(r, "key"), err);
	rc = policy_canonical(def, record_get(r, "value"), &canonical, err);
	free(canonical);
	return rc;
}

typedef int check_fn(const struct record *r, struct err *err);
static const struct {
	const struct table *table;
	check_fn *fn;
} single[] = {
	{ &table_products, check_product },       { &table_prices, check_price },
	{ &table_coverage, check_coverage },      { &table_calendars, check_calendar },
	{ &table_rates, check_rate },             { &table_dependencies, check_dependency },
	{ &table_playbooks, check_step },         { &table_policy, check_policy },
};

int record_check(const struct record *r, struct err *err)
{
	static check_fn *const general[] = {
		check_required, check_currency, check_ordered, check_not_itself,
	};
	size_t i;
	int rc;

	for (i = 0; i < sizeof(general) / sizeof(general[0]); i++) {
		rc = general[i](r, err);
		if (rc < 0)
			return rc;
	}
	for (i = 0; i < sizeof(single) / sizeof(single[0]); i++)
		if (single[i].table == r->table)
			return single[i].fn(r, err);
	return 0;
}
