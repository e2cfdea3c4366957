/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Descriptors hold together, and the schema is the same tables said in SQL. */
#include "config.h"
#include "model_support.h"

#include <sqlite3.h>
#include <stdlib.h>

#include "model/policy.h"
#include "util/mem.h"

/* ---- descriptors ---------------------------------------------------------------------------- */

static bool is_table_list(const char *refs)
{
	char copy[64], *rest = copy, *name;

	assert_true(strlen(refs) < sizeof(copy));
	memcpy(copy, refs, strlen(refs) + 1);
	while ((name = strtok_r(rest, "|", &rest)) != NULL)
		if (!table_find(name))
			return false;
	return true;
}

static void check_column(const struct table *t, const struct column *c)
{
	char *canonical = NULL;
	struct err err = ERR_INIT;
	size_t n = c->help ? strlen(c->help) : 0;

	if (n < 8 || (c->help[n - 1] != '.' && c->help[n - 1] != '?' &&
		      strcmp(c->help + n - 3, "…") != 0))
		fail_msg("%s.%s: help is no sentence", t->name, c->name);
	if (c->refs && !is_table_list(c->refs))
		fail_msg("%s.%s: refers to no table", t->name, c->name);
	if ((c->type == COL_REF) != (c->refs && c->type != COL_LIST && c->type != COL_SELECTOR))
		fail_msg("%s.%s: REF and refs go together", t->name, c->name);
	if ((c->type == COL_ENUM || c->type == COL_ENUMS) && !c->choices)
		fail_msg("%s.%s: has no choices", t->name, c->name);
	if (c->type == COL_INT && c->low >= c->high)
		fail_msg("%s.%s: has no range", t->name, c->name);
	if (c->preset) {
		must(value_canonical(c, c->preset, &canonical, &err), &err);
		assert_string_equal(canonical, c->preset);
		free(canonical);
	}
}

static void descriptors_hold_together(void **state)
{
	size_t i, j, k;

	(void)state;
	for (i = 0; i < model_n_tables; i++) {
		const struct table *t = model_tables[i];
		int key[8];

		assert_true(t->n_columns <= 64);
		assert_true(table_key(t, key) > 0);
		assert_ptr_equal(table_find(t->name), t);
		assert_ptr_equal(table_find(t->one), t);
		assert_int_equal(table_index(t), i);
		for (j = 0; j < t->n_columns; j++) {
			check_column(t, &t->columns[j]);
			for (k = 0; k < j; k++)
				assert_string_not_equal(t->columns[j].name, t->columns[k].name);
		}
	}
	assert_null(table_find("nonsense"));
}

/* Reading a workbook in this order never meets a name before its row, but within one table. */
static void references_point_backwards(void **state)
{
	size_t i, j, k;

	(void)state;
	for (i = 0; i < model_n_tables; i++)
		for (j = 0; j < model_tables[i]->n_columns; j++) {
			const char *refs = model_tables[i]->columns[j].refs;

			if (model_tables[i]->columns[j].flags & COLF_SHORTHAND)
				continue; /* becomes rows of a later table */
			for (k = i + 1; refs && k < model_n_tables; k++)
				if (strstr(refs, model_tables[k]->name))
					fail_msg("%s.%s points forward", model_tables[i]->name,
						 model_tables[i]->columns[j].name);
		}
}

static void composite_keys_have_their_own_order(void **state)
{
	static const struct {
		const char *table, *key;
	} rows[] = {
		{ "prices", "product unit currency from_quantity valid_until " },
		{ "coverage", "product capability platform function " },
		{ "fate", "from to type " },        { "installs", "asset product " },
		{ "dependencies", "from to type " }, { "calendars", "calendar starts kind " },
		{ "rates", "currency date " },      { "playbooks", "playbook step mode " },
		{ "plan_gaps", "plan version seq " },
	};
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct table *t = table_find(rows[i].table);
		struct strbuf text = STRBUF_INIT;
		int key[8];
		size_t n = table_key(t, key);

		for (j = 0; j < n; j++)
			strbuf_addf(&text, "%s ", t->columns[key[j]].name);
		assert_string_equal(text.buf, rows[i].key);
		strbuf_release(&text);
	}
}

/* ---- schema --------------------------------------------------------------------------------- */

/* A new workspace, closed again and opened by the library itself: what is in the file counts. */
static sqlite3 *workspace(void)
{
	const char *path = support_path("schema.db");
	sqlite3 *db;

	db_close(support_open(path, DB_CREATE));
	assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	return db;
}

/* One row of text and a number for each row of the query about the table. */
static void ask(sqlite3 *db, const char *sql, const char *table, struct strbuf *out)
{
	sqlite3_stmt *s;

	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
	sqlite3_bind_text(s, 1, table, -1, SQLITE_STATIC);
	while (sqlite3_step(s) == SQLITE_ROW)
		strbuf_addf(out, "%s%s\n", (const char *)sqlite3_column_text(s, 0),
			    sqlite3_column_int(s, 1) ? " NOT NULL" : "");
	sqlite3_finalize(s);
}

static void descriptor_columns(const struct table *t, struct strbuf *out)
{
	size_t i;

	for (i = 0; i < t->n_columns; i++)
		if (store_is_stored(&t->columns[i]))
			strbuf_addf(out, "%s %s%s\n", t->columns[i].name,
				    store_is_number(&t->columns[i]) ? "BIGINT" : "TEXT",
				    t->columns[i].flags & COLF_REQUIRED ? " NOT NULL" : "");
	if (strcmp(t->name, "assets") == 0)
		strbuf_adds(out, "cohort BIGINT\n");
	strbuf_adds(out, "rev BIGINT NOT NULL\n");
	if (!(t->flags & TABLE_READONLY))
		strbuf_adds(out, "hash BIGINT NOT NULL\n");
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Columns that a later version adds stand behind the store's own: the order is of no concern. */
static void sort_lines(struct strbuf *text)
{
	char *lines[128], *copy = mem_strdup(text->buf), *line = copy, *end;
	size_t n = 0, i;

	for (; (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		assert_true(n < 128);
		lines[n++] = line;
	}
	qsort(lines, n, sizeof(*lines), by_text);
	strbuf_reset(text);
	for (i = 0; i < n; i++)
		strbuf_addf(text, "%s\n", lines[i]);
	free(copy);
}

static void schema_and_descriptors_are_one(void **state)
{
	sqlite3 *db = workspace();
	size_t i;

	(void)state;
	for (i = 0; i < model_n_tables; i++) {
		struct strbuf schema = STRBUF_INIT, descriptor = STRBUF_INIT;

		ask(db, "SELECT name || ' ' || type, \"notnull\" FROM pragma_table_info(?1)"
			" ORDER BY name", model_tables[i]->name, &schema);
		descriptor_columns(model_tables[i], &descriptor);
		sort_lines(&schema);
		sort_lines(&descriptor);
		assert_string_equal(schema.buf, descriptor.buf);
		strbuf_release(&schema);
		strbuf_release(&descriptor);
	}
	sqlite3_close(db);
}

static void every_table_has_its_key_index(void **state)
{
	sqlite3 *db = workspace();
	size_t i;

	(void)state;
	for (i = 0; i < model_n_tables; i++) {
		struct strbuf found = STRBUF_INIT;

		ask(db, "SELECT name, 0 FROM pragma_index_list(?1) WHERE \"unique\" AND"
			" name = ?1 || '_key'", model_tables[i]->name, &found);
		assert_int_equal(found.len, strlen(model_tables[i]->name) + strlen("_key\n"));
		strbuf_release(&found);
	}
	sqlite3_close(db);
}

/* ---- policy --------------------------------------------------------------------------------- */

static void defaults_are_canonical_and_explained(void **state)
{
	struct err err = ERR_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < policy_n_defs; i++) {
		const struct policy_def *d = &policy_defs[i];
		char *canonical = NULL;

		assert_ptr_equal(policy_find(d->key), d);
		assert_true(strlen(d->help) > 10);
		if (!d->preset)
			continue;
		must(policy_canonical(d, d->preset, &canonical, &err), &err);
		assert_string_equal(canonical, d->preset);
		free(canonical);
	}
	assert_null(policy_find("nonsense"));
}

static void settings_are_checked_by_their_type(void **state)
{
	static const struct {
		const char *key, *text, *expected; /* NULL: refused */
	} rows[] = {
		{ "contained_factor", "0.30", "0.3" },  { "contained_factor", "3", NULL },
		{ "deadlines", "24h; 48h;30d", "1d;2d;30d" }, { "deadlines", "24", NULL },
		{ "likelihood.sample", "0.1;0.2;0.30", "0.1;0.2;0.3" },
		{ "likelihood.sample", "0.1;0.2", NULL }, { "quorum", "0", NULL },
		{ "quorum", "3", "3" },                 { "fate_siblings", "Ban", "ban" },
		{ "fate_siblings", "maybe", NULL },     { "timezone", "Mars/Olympus", NULL },
		{ "horizon", "52w", "364d" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct err err = ERR_INIT;
		char *canonical = NULL;
		int rc = policy_canonical(policy_find(rows[i].key), rows[i].text, &canonical, &err);

		if (rows[i].expected) {
			must(rc, &err);
			assert_string_equal(canonical, rows[i].expected);
		} else {
			fails_with(rc, ERR_INPUT, &err, rows[i].key);
		}
		free(canonical);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(descriptors_hold_together),
		cmocka_unit_test(references_point_backwards),
		cmocka_unit_test(composite_keys_have_their_own_order),
		cmocka_unit_test(schema_and_descriptors_are_one),
		cmocka_unit_test(every_table_has_its_key_index),
		cmocka_unit_test(defaults_are_canonical_and_explained),
		cmocka_unit_test(settings_are_checked_by_their_type),
	};
	char *folder = support_folder();
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	support_remove(folder);
	return failed;
}
