/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pieces of SQL made from descriptors, and cells between canonical text and stored form. */
#include "config.h"
#include "model/store.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "model/tables.h"
#include "util/date.h"
#include "util/mem.h"
#include "util/money.h"
#include "util/strbuf.h"

/* ---- cells ---------------------------------------------------------------------------------- */

bool store_is_number(const struct column *c)
{
	return c->type == COL_INT || c->type == COL_MONEY || c->type == COL_DURATION ||
	       c->type == COL_DECIMAL;
}

bool store_is_stored(const struct column *c)
{
	return !(c->flags & (COLF_SHORTHAND | COLF_VIRTUAL));
}

static int64_t to_number(const struct column *c, const char *canonical)
{
	int64_t value = 0;
	int rc = c->type == COL_MONEY      ? price_parse(canonical, &value)
		 : c->type == COL_DURATION ? duration_parse(canonical, &value)
		 : c->type == COL_DECIMAL  ? amount_parse(canonical, 9, &value)
					   : amount_parse(canonical, 0, &value);

	assert(rc == 0); /* canonical texts can always be read back */
	(void)rc;
	return value;
}

void store_bind(struct stmt *s, int index, const struct column *c, const char *canonical)
{
	if (!canonical)
		stmt_bind_null(s, index);
	else if (store_is_number(c))
		stmt_bind_int(s, index, to_number(c, canonical));
	else
		stmt_bind_text(s, index, canonical);
}

static bool is_optional_key(const struct column *c)
{
	return (c->flags & COLF_KEY) && !(c->flags & COLF_REQUIRED);
}

void store_bind_key(struct stmt *s, int index, const struct column *c, const char *canonical)
{
	store_bind(s, index, c, !canonical && is_optional_key(c) ? "" : canonical);
}

bool store_text(const struct stmt *s, int index, const struct column *c, struct strbuf *out)
{
	int64_t value;

	if (stmt_is_null(s, index))
		return false;
	if (!store_is_number(c)) {
		strbuf_adds(out, stmt_text(s, index));
		return true;
	}
	value = stmt_int(s, index);
	if (c->type == COL_MONEY)
		price_format(value, out);
	else if (c->type == COL_DURATION)
		duration_format(value, out);
	else
		decimal_text(value, c->type == COL_DECIMAL ? 9 : 0, out);
	return true;
}

static char *cell_of(const struct stmt *s, int index, const struct column *c)
{
	struct strbuf text = STRBUF_INIT;

	if (!store_is_number(c))
		return mem_strdup(stmt_text(s, index));
	return store_text(s, index, c, &text) ? strbuf_detach(&text) : NULL;
}

void store_read(const struct stmt *s, struct record *ret)
{
	const struct table *t = ret->table;
	int index = 0;
	size_t i;

	record_clear(ret);
	for (i = 0; i < t->n_columns; i++)
		if (!(t->columns[i].flags & COLF_SHORTHAND))
			ret->cell[i] = cell_of(s, index++, &t->columns[i]);
	ret->rev = stmt_int(s, index);
}

/* ---- names ---------------------------------------------------------------------------------- */

void store_name(const char *alias, const char *name, struct strbuf *out)
{
	if (alias) {
		strbuf_adds(out, alias);
		strbuf_addch(out, '.');
	}
	strbuf_addch(out, '"');
	strbuf_adds(out, name);
	strbuf_addch(out, '"');
}

void store_key_name(const char *alias, const struct column *c, struct strbuf *out)
{
	if (!is_optional_key(c)) {
		store_name(alias, c->name, out);
		return;
	}
	strbuf_adds(out, "coalesce(");
	store_name(alias, c->name, out);
	strbuf_adds(out, ", '')");
}

void store_columns(const struct table *t, const char *alias, struct strbuf *out)
{
	size_t i;

	for (i = 0; i < t->n_columns; i++)
		if (!(t->columns[i].flags & COLF_SHORTHAND)) {
			store_name(alias, t->columns[i].name, out);
			strbuf_adds(out, ", ");
		}
	store_name(alias, "rev", out);
}

/* Virtual columns, over alias b of the stored table. */
#define OF_STEP(what) \
	"(SELECT s." what " FROM step_states AS s WHERE s.plan = b.plan " \
	"AND s.version = b.version AND s.instance = b.instance)"
#define OF_ASSET(what) \
	"(SELECT a." what " FROM asset_states AS a WHERE a.plan = b.plan " \
	"AND a.version = b.version AND a.instance = b.instance AND a.asset = b.asset)"

static const struct {
	const struct table *table;
	const char *column, *sql;
} virtual_columns[] = {
	{ &table_plan_steps, "status", "coalesce(" OF_STEP("state") ", 'todo')" },
	{ &table_plan_steps, "actual_start", OF_STEP("actual_start") },
	{ &table_plan_steps, "actual_finish", OF_STEP("actual_finish") },
	/* An asset nobody spoke of on its own is as far as the step is. */
	{ &table_plan_assets, "status",
	  "coalesce(" OF_ASSET("state") ", " OF_STEP("state") ", 'todo')" },
};
#define N_VIRTUAL (sizeof(virtual_columns) / sizeof(virtual_columns[0]))

void store_from(const struct table *t, const char *alias, struct strbuf *out)
{
	bool derived = false;
	size_t i;

	for (i = 0; i < N_VIRTUAL; i++) {
		if (virtual_columns[i].table != t)
			continue;
		strbuf_adds(out, derived ? ", " : "(SELECT b.*, ");
		strbuf_adds(out, virtual_columns[i].sql);
		strbuf_adds(out, " AS ");
		store_name(NULL, virtual_columns[i].column, out);
		derived = true;
	}
	if (derived)
		strbuf_adds(out, " FROM ");
	store_name(NULL, t->name, out);
	strbuf_adds(out, derived ? " AS b) AS " : " AS ");
	strbuf_adds(out, alias);
}
