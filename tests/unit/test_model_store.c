/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading: what was put comes back, in the order asked for, page by page. */
#include "config.h"
#include "model_support.h"

#include "util/mem.h"

static struct db *fresh(const char *name)
{
	return support_open(support_path(name), DB_CREATE);
}

static void every_type_of_cell_comes_back(void **state)
{
	struct db *db = fresh("types.db");
	struct err err = ERR_INIT;
	struct record r;

	(void)state;
	put_words(db, "vendors", "vendor", "v", "aliases", "a;b");
	put_words(db, "products", "product", "p", "vendor", "v", "lead_time", "36h", "install_rate",
		  "40", "platforms", "windows>=10;macos");
	put_words(db, "prices", "product", "p", "unit", "asset", "currency", "EUR", "unit_price",
		  "12.50");
	put_words(db, "rates", "currency", "JPY", "date", "2019-01-02", "rate", "0.00803");
	put_words(db, "assets", "asset", "a1", "last_seen", "2019-05-13", "criticality", "4");

	assert_cell(db, "products", "p", "lead_time", "1d12h");
	assert_cell(db, "products", "p", "install_rate", "40");
	assert_cell(db, "products", "p", "reboot", "");
	assert_cell(db, "prices", "p/asset/EUR/1", "unit_price", "12.50");
	assert_cell(db, "prices", "p/asset/EUR", "from_quantity", "1");
	assert_cell(db, "rates", "JPY/2019-01-02", "rate", "0.00803");
	assert_cell(db, "assets", "a1", "quantity", "1");
	assert_cell(db, "assets", "a1", "last_seen", "2019-05-13T00:00:00Z");
	/* in the file the numbers are numbers */
	assert_int_equal(support_int(db, "SELECT lead_time FROM products"), 129600);
	assert_int_equal(support_int(db, "SELECT unit_price FROM prices"), 125000);
	assert_int_equal(support_int(db, "SELECT rate FROM rates"), 8030000);

	record_init(&r, table_find("vendors"));
	fails_with(store_get_key(db, r.table, "w", &r, &err), ERR_NOT_FOUND, &err, "nearest is 'v'");
	fails_with(store_get_key(db, table_find("cases"), "w", &r, &err), ERR_NOT_FOUND, &err,
		   "list cases");
	record_release(&r);
	db_close(db);
}

static void an_empty_key_cell_is_one_value(void **state)
{
	struct db *db = fresh("optional.db");
	struct err err = ERR_INIT;
	struct record r;

	(void)state;
	put_words(db, "vendors", "vendor", "v");
	put_words(db, "products", "product", "p", "vendor", "v");
	put_words(db, "capabilities", "capability", "T1");
	put_words(db, "coverage", "product", "p", "capability", "T1", "level", "partial");
	put_words(db, "coverage", "product", "p", "capability", "T1", "platform", "windows", "level",
		  "minimal");
	put_words(db, "coverage", "product", "p", "capability", "T1", "level", "none");
	assert_int_equal(support_int(db, "SELECT count(*) FROM coverage"), 2);
	assert_cell(db, "coverage", "p/T1", "level", "none");
	assert_cell(db, "coverage", "p/T1/windows", "level", "minimal");
	row_of(&r, "coverage", "product", "p", "capability", "T1", "level", "none", (char *)NULL);
	fails_with(put_row(db, &r, PUT_NEW, NULL, &err), ERR_INPUT, &err, "exists already");
	db_close(db);
}

/* ---- order and pages ------------------------------------------------------------------------ */

#define N_ASSETS 137

static int many_assets(struct change *c, void *context, struct err *err)
{
	size_t i;
	int rc = 0;

	(void)context;
	for (i = 0; rc == 0 && i < N_ASSETS; i++) {
		struct record r;
		struct strbuf text = STRBUF_INIT;

		record_init(&r, table_find("assets"));
		strbuf_addf(&text, "pc-%03zu", i * 61 % N_ASSETS);
		record_set(&r, "asset", text.buf);
		strbuf_reset(&text);
		strbuf_addf(&text, "%zu", i % 4 + 1);
		if (i % 5)
			record_set(&r, "criticality", text.buf);
		if (i % 3)
			record_set(&r, "os", i % 2 ? "linux" : "windows");
		rc = change_put(c, &r, CHANGE_ALL_CELLS, PUT_NEW, NULL, err);
		record_release(&r);
		strbuf_release(&text);
	}
	return rc;
}

static int add_key(void *context, const struct record *r, struct err *err)
{
	(void)err;
	strbuf_addf(context, "%s;", record_get(r, "asset"));
	return 0;
}

/* All keys in the order of q, by pages of n from one end. */
static void read_pages(struct db *db, const struct store_query *q, size_t n, bool backwards,
		       struct strbuf *out)
{
	struct record *rows = mem_zalloc(n, sizeof(*rows)), last;
	struct err err = ERR_INIT;
	size_t got, i;
	bool first = true;

	record_init(&last, q->table);
	for (i = 0; i < n; i++)
		record_init(&rows[i], q->table);
	for (;;) {
		must(store_page(db, q, first ? NULL : &last, backwards, n, rows, &got, &err), &err);
		if (got == 0)
			break;
		if (backwards) {
			struct strbuf page = STRBUF_INIT;

			for (i = 0; i < got; i++)
				add_key(&page, &rows[i], NULL);
			strbuf_adds(&page, out->buf);
			strbuf_reset(out);
			strbuf_adds(out, page.buf);
			strbuf_release(&page);
		} else {
			for (i = 0; i < got; i++)
				add_key(out, &rows[i], NULL);
		}
		record_copy(&last, &rows[backwards ? 0 : got - 1]);
		first = false;
	}
	for (i = 0; i < n; i++)
		record_release(&rows[i]);
	free(rows);
	record_release(&last);
}

static void pages_are_the_whole_list_in_either_direction(void **state)
{
	static const char *const columns[] = { "", "asset", "criticality", "os", "quantity", "name" };
	static const char *const wheres[] = { "", "os=linux", "criticality>=2" };
	struct db *db = fresh("pages.db");
	struct err err = ERR_INIT;
	size_t i, w, d, n;

	(void)state;
	must(change_run(db, some_change("set"), many_assets, NULL, NULL, &err), &err);
	for (w = 0; w < 3; w++)
		for (i = 0; i < 6; i++)
			for (d = 0; d < 2; d++) {
				struct selector *where;
				struct store_query q = { .table = table_find("assets"), .sort = -1,
							 .descending = d == 1 };
				struct strbuf whole = STRBUF_INIT;
				int64_t count = 0;

				must(selector_parse(q.table, wheres[w], &where, &err), &err);
				q.where = where;
				if (*columns[i])
					q.sort = table_column(q.table, columns[i]);
				must(store_each(db, &q, -1, add_key, &whole, &err), &err);
				must(store_count(db, &q, &count, &err), &err);
				assert_int_equal(whole.len, (size_t)count * strlen("pc-000;"));
				for (n = 1; n < 60; n += 7) {
					struct strbuf pages = STRBUF_INIT, back = STRBUF_INIT;

					read_pages(db, &q, n, false, &pages);
					read_pages(db, &q, n, true, &back);
					assert_string_equal(pages.buf, whole.buf);
					assert_string_equal(back.buf, whole.buf);
					strbuf_release(&pages);
					strbuf_release(&back);
				}
				strbuf_release(&whole);
				selector_free(where);
			}
	db_close(db);
}

static void empty_cells_come_last_either_way(void **state)
{
	struct db *db = fresh("empty.db");
	struct store_query q = { .table = table_find("assets") };
	struct strbuf out = STRBUF_INIT;
	struct err err = ERR_INIT;

	(void)state;
	q.sort = table_column(q.table, "criticality");
	put_words(db, "assets", "asset", "a", "criticality", "3");
	put_words(db, "assets", "asset", "b");
	put_words(db, "assets", "asset", "c", "criticality", "1");
	put_words(db, "assets", "asset", "d");
	must(store_each(db, &q, -1, add_key, &out, &err), &err);
	assert_string_equal(out.buf, "c;a;b;d;");
	strbuf_reset(&out);
	q.descending = true;
	must(store_each(db, &q, 3, add_key, &out, &err), &err);
	assert_string_equal(out.buf, "a;c;b;");
	strbuf_release(&out);
	db_close(db);
}

/* ---- computed columns ----------------------------------------------------------------------- */

static int store_step(struct change *c, void *context, struct err *err)
{
	struct record r;
	int rc;

	(void)context;
	row_of(&r, "plan_steps", "plan", "p", "version", "1", "seq", "1", "instance", "R01", "step",
	       "R01", (char *)NULL);
	rc = change_insert(c, &r, err);
	record_release(&r);
	return rc;
}

static void what_happened_shows_beside_the_plan(void **state)
{
	struct db *db = fresh("virtual.db");
	struct store_query q = { .table = table_find("plan_steps"), .sort = -1 };
	struct selector *where;
	struct err err = ERR_INIT;
	int64_t count = 0;

	(void)state;
	must(change_run(db, some_change("set"), store_step, NULL, NULL, &err), &err);
	assert_cell(db, "plan_steps", "p/1/1", "status", "todo");
	put_words(db, "step_states", "plan", "p", "version", "1", "instance", "R01", "state", "doing",
		  "actual_start", "2019-05-13T09:00:00Z");
	assert_cell(db, "plan_steps", "p/1/1", "status", "doing");
	assert_cell(db, "plan_steps", "p/1/1", "actual_start", "2019-05-13T09:00:00Z");
	must(selector_parse(q.table, "status=doing", &where, &err), &err);
	q.where = where;
	must(store_count(db, &q, &count, &err), &err);
	assert_int_equal(count, 1);
	selector_free(where);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_of_cell_comes_back),
		cmocka_unit_test(an_empty_key_cell_is_one_value),
		cmocka_unit_test(pages_are_the_whole_list_in_either_direction),
		cmocka_unit_test(empty_cells_come_last_either_way),
		cmocka_unit_test(what_happened_shows_beside_the_plan),
	};
	char *folder = support_folder();
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	support_remove(folder);
	return failed;
}
