/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "model_support.h"

static void vrow_of(struct record *r, const char *table, va_list ap)
{
	const struct table *t = table_find(table);
	const char *column, *text;
	struct err err = ERR_INIT;

	assert_non_null(t);
	record_init(r, t);
	while ((column = va_arg(ap, const char *)) != NULL) {
		int i = table_column(t, column);

		text = va_arg(ap, const char *);
		if (i < 0)
			fail_msg("%s has no column %s", table, column);
		free(r->cell[i]);
		r->cell[i] = NULL;
		must(value_canonical(&t->columns[i], text, &r->cell[i], &err), &err);
	}
}

void row_of(struct record *r, const char *table, ...)
{
	va_list ap;

	va_start(ap, table);
	vrow_of(r, table, ap);
	va_end(ap);
}

const struct change_info *some_change(const char *action)
{
	static const struct change_info set = { .now = 1557738000, .os_user = "tester",
						.action = "set" };
	static const struct change_info import = { .now = 1557738000, .os_user = "tester",
						   .action = "import", .source = "test.csv",
						   .flags = CHANGE_IMPORT };
	static const struct change_info undo = { .now = 1557738000, .os_user = "tester",
						 .action = "undo" };

	return strcmp(action, "import") == 0 ? &import : strcmp(action, "undo") == 0 ? &undo : &set;
}

struct put_call {
	struct record *r;
	enum put_mode mode;
	enum put_outcome outcome;
};

static int put_one(struct change *c, void *context, struct err *err)
{
	struct put_call *call = context;

	return change_put(c, call->r, CHANGE_ALL_CELLS, call->mode, &call->outcome, err);
}

int put_row(struct db *db, struct record *r, enum put_mode mode, enum put_outcome *ret,
	    struct err *err)
{
	struct put_call call = { r, mode, PUT_UNCHANGED };
	int rc = change_run(db, some_change("set"), put_one, &call, NULL, err);

	if (rc == 0 && ret)
		*ret = call.outcome;
	record_release(r);
	return rc;
}

static int delete_one(struct change *c, void *context, struct err *err)
{
	return change_delete(c, context, 0, err);
}

int delete_row(struct db *db, const char *table, const char *key, struct err *err)
{
	struct record r;
	int rc;

	record_init(&r, table_find(table));
	rc = record_key_parse(&r, key, err);
	if (rc == 0)
		rc = change_run(db, some_change("set"), delete_one, &r, NULL, err);
	record_release(&r);
	return rc;
}

static int dump_row(void *context, const struct record *r, struct err *err)
{
	struct strbuf *out = context;
	size_t i;

	(void)err;
	strbuf_addf(out, "%s %lld", r->table->name, (long long)r->rev);
	for (i = 0; i < r->table->n_columns; i++)
		strbuf_addf(out, "|%s", r->cell[i] ? r->cell[i] : "\\N");
	strbuf_addch(out, '\n');
	return 0;
}

void dump_tables(struct db *db, struct strbuf *out)
{
	struct err err = ERR_INIT;
	size_t i;

	for (i = 0; i < model_n_tables; i++) {
		struct store_query q = { .table = model_tables[i], .sort = -1 };

		must(store_each(db, &q, -1, dump_row, out, &err), &err);
	}
}

void cell_of(struct db *db, const char *table, const char *key, const char *column,
	     struct strbuf *out)
{
	struct record r;
	struct err err = ERR_INIT;

	record_init(&r, table_find(table));
	must(store_get_key(db, r.table, key, &r, &err), &err);
	strbuf_adds(out, record_get(&r, column));
	record_release(&r);
}
