/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The filter language: what it accepts, what it says when not, and that a row is selected by SQL
 * exactly when it is selected in memory. */
#include "config.h"
#include "db_support.h"

#include "model/selector.h"
#include "model/store.h"
#include "util/map.h"
#include "util/version.h"

/* ---- parsing ------------------------------------------------------------------------------------ */

static void reads_as(const char *text, const char *canonical)
{
	struct selector *s = NULL, *again = NULL;
	struct strbuf out = STRBUF_INIT, twice = STRBUF_INIT;
	struct err err = ERR_INIT;

	must(selector_parse(table_find("assets"), text, &s, &err), &err);
	selector_text(s, &out);
	assert_string_equal(out.buf, canonical);
	must(selector_parse(table_find("assets"), out.buf, &again, &err), &err);
	selector_text(again, &twice);
	assert_string_equal(twice.buf, canonical);
	selector_free(s);
	selector_free(again);
	strbuf_release(&out);
	strbuf_release(&twice);
}

static void texts_have_one_canonical_form(void **state)
{
	(void)state;
	reads_as("", "");
	reads_as("  kind=server   os=windows criticality>=4 tag:pci site=tokyo,osaka !zone=ot "
		 "\"free text\"",
		 "kind=server os=windows criticality>=4 tag:pci site=tokyo,osaka zone!=ot "
		 "\"free text\"");
	reads_as("tags=pci", "tag:pci");
	reads_as("!zone!=ot", "zone=ot");
	reads_as("!criticality<3", "!criticality<3");
	reads_as("criticality=04", "criticality=4");
	reads_as("name=\"a \"\"b\"\", c\"", "name=\"a \"\"b\"\", c\"");
	reads_as("zone=", "zone=");
	reads_as("zone!=", "zone!=");
	reads_as("zone=ot,\"\"", "zone=ot,\"\"");
	reads_as("product:apex-one@14.0,mde product:\"x@>=11\" !product:", 
		 "product:apex-one@14.0,mde product:\"x@>=11\" !product:");
	reads_as("last_seen<2019-05-13", "last_seen<2019-05-13T00:00:00Z");
	reads_as("quantity>0 criticality<6", "quantity>0 criticality<6");
	reads_as("impact_tolerance<=90m", "impact_tolerance<=1h30m");
	reads_as("00:11:22 web,db", "\"00:11:22\" web,db");
	reads_as("kind=server\xe3\x80\x80os=linux", "kind=server os=linux");
	reads_as("name~東京", "name~東京");
}

static void refused(const char *text, const char *part)
{
	struct selector *s = NULL;
	struct err err = ERR_INIT;
	int rc = selector_parse(table_find("assets"), text, &s, &err);

	fails_with(rc, ERR_INPUT, &err, part);
	assert_null(s);
}

static void errors_name_the_place_and_the_remedy(void **state)
{
	(void)state;
	refused("kind=server osx=windows", "character 13");
	refused("sites=tokyo", "did you mean 'site'");
	refused("東京 sites=tokyo", "character 4:");
	refused("colour=red", "no column 'colour'");
	refused("criticality>=high", "'high' is no whole number from 1 to 5");
	refused("criticality=6", "from 1 to 5");
	refused("kind=servers", "workstation|server|mobile");
	refused("product=x", "write product:KEY");
	refused("name~aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "search for a part");
	refused("\"абвгдежзийклмнопрстуфхц\"", "search for a part");
	refused("name=\"open", "character 6: this quote is never closed");
	refused("name=\"a\"b", "character 9");
	refused("name=a,", "character 8: a value is missing");
	refused("name=a,,b", "character 8: a value is missing");
	refused("name=a=b", "character 7: a value with '='");
	refused("site<tokyo", "has no order");
	refused("criticality~4", "no text to search");
	refused("criticality>3,4", "takes one value");
	refused("criticality>", "needs a value");
	refused("name~", "empty text");
	refused("\"\"", "empty text");
	refused("!", "after !");
	refused("!!x", "after !");
	refused("site:tokyo", "write site=");
	refused("products=apex", "write product:KEY");
	refused("product:@1", "write product:KEY");
	refused("product:x@", "write product:KEY");
	refused("tag:\"a;b\"", "separate values by commas");
	refused("last_seen<yesterday", "no instant like");
	refused("impact_tolerance<soon", "no duration like");
	refused("a!b", "double quotes");
}

static void columns_that_are_read_are_known(void **state)
{
	const struct table *t = table_find("assets");
	struct selector *s = NULL;
	struct err err = ERR_INIT;
	bool products;
	uint64_t bits;

	(void)state;
	must(selector_parse(t, "os=windows tag:pci product:x", &s, &err), &err);
	bits = selector_columns(s, &products);
	assert_true(products);
	assert_true(bits == ((UINT64_C(1) << table_column(t, "os")) |
			     (UINT64_C(1) << table_column(t, "tags"))));
	assert_int_equal(selector_terms(s), 3);
	selector_free(s);
	must(selector_parse(t, "web", &s, &err), &err);
	bits = selector_columns(s, &products);
	assert_false(products);
	assert_true(bits & (UINT64_C(1) << table_column(t, "name")));
	assert_true(bits & (UINT64_C(1) << table_column(t, "asset")));
	assert_true(bits & (UINT64_C(1) << table_column(t, "ip")));
	assert_false(bits & (UINT64_C(1) << table_column(t, "notes")));
	selector_free(s);
}

/* ---- versions ----------------------------------------------------------------------------------- */

static void versions_order_as_people_expect(void **state)
{
	static const char *const rising[] = {
		"", "-1", "1", "1-rc", "1.2", "1.2.3", "1.9", "1.10", "1.10a", "1.10b", "1a", "2",
		"10", "10.0", "10.0.9999", "10.0.19045", "99999999999999999998",
		"99999999999999999999", "a", "b1", "b02", "b10",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rising) / sizeof(rising[0]); i++)
		for (size_t k = 0; k < sizeof(rising) / sizeof(rising[0]); k++) {
			int order = version_compare(rising[i], rising[k]);

			assert_int_equal((order > 0) - (order < 0), (i > k) - (i < k));
		}
	assert_int_equal(version_compare("10.01", "10.1"), 0);
	assert_int_equal(version_compare("22H2", "22h2"), 0);
	assert_true(version_compare(NULL, "1") < 0);
	assert_true(version_in_range("14.0.1", "14.0*"));
	assert_false(version_in_range("13", "14*"));
	assert_true(version_in_range("12.10", ">=12.9"));
	assert_false(version_in_range("12.10", "<12.9"));
	assert_true(version_in_range("12.1", "<= 12.1"));
	assert_true(version_in_range(NULL, NULL));
	assert_false(version_in_range(NULL, "<5"));
	assert_true(version_in_range("5", "!=4"));
}

/* ---- both evaluators ---------------------------------------------------------------------------- */

static uint64_t seed = 2019;

static size_t random_below(size_t n)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (size_t)(seed >> 33) % n;
}

#define PICK(pool) (pool)[random_below(sizeof(pool) / sizeof((pool)[0]))]

static const char *const texts[] = {
	"windows", "Windows", "windows server", "Straße", "STRASSE", "ÄÖü", "äöÜ", "50%_x\\", "K",
	("\xe2\x84\xaa" "elvin"), "東京サーバ", "a,b", "a;b", "it's", "x=y", "ǅ", "ǆ", "İstanbul", "ς",
};
static const char *const versions[] = {
	"10", "10.0", "10.0.19045", "9", "010", "7sp1", "7SP2", "11", "22H2", "1.10", "1.9", "-", "v2",
	"99999999999999999999999", "10.0.19045.1", "a b",
};

/* A canonical cell of the column's type from a small pool, so that values meet. */
static const char *random_value(const struct column *c)
{
	static const char *const ints[] = { "0", "1", "2", "3", "4", "5", "30" };
	static const char *const small[] = { "1", "2", "3", "4", "5" };
	static const char *const ratios[] = { "0", "0.1", "0.25", "0.5", "1", "0.123456" };
	static const char *const decimals[] = { "0", "0.5", "1", "1.05", "2", "10", "12.25", "100.5" };
	static const char *const money[] = { "0", "1.50", "9", "10", "12.25", "100", "1000.0001" };
	static const char *const dates[] = { "2019-05-13", "2019-05-14", "2018-12-31", "2020-02-29" };
	static const char *const instants[] = { "2019-05-13T00:00:00Z", "2019-05-13T09:00:00Z",
						"2018-01-01T12:30:00Z" };
	static const char *const spans[] = { "30m", "4h", "1d", "1h30m", "45s", "2d2h", "9m" };
	static const char *const lists[] = { "pci", "pci;vip", "vip", "vip2;x", "x;pci;y", "PCI" };
	static char choice[64];
	const char *p = c->choices;
	size_t n = 1;

	switch (c->type) {
	case COL_INT:
		return c->low > 0 ? PICK(small) : PICK(ints);
	case COL_RATIO:
		return PICK(ratios);
	case COL_DECIMAL:
		return PICK(decimals);
	case COL_MONEY:
		return PICK(money);
	case COL_DATE:
		return PICK(dates);
	case COL_INSTANT:
		return PICK(instants);
	case COL_DURATION:
		return PICK(spans);
	case COL_YESNO:
		return random_below(2) ? "yes" : "no";
	case COL_LIST:
	case COL_LINKS:
		return PICK(lists);
	case COL_ENUM:
	case COL_ENUMS:
		for (const char *q = p; *q; q++)
			n += *q == '|';
		for (n = random_below(n); n; n--)
			p = strchr(p, '|') + 1;
		snprintf(choice, sizeof(choice), "%.*s", (int)strcspn(p, "|"), p);
		return choice;
	default:
		return strstr(c->name, "version") ? PICK(versions) : PICK(texts);
	}
}

struct rows {
	const struct table *table;
	struct record rows[150];
	char *installs[150]; /* assets only */
	size_t n;
	int fill; /* rows whose turn it is */
};

static int insert_rows(struct db *db, void *context, struct err *err)
{
	struct rows *rows = context;
	struct strbuf sql = STRBUF_INIT;
	struct stmt *s;
	int n = 0, rc;

	strbuf_addf(&sql, "INSERT INTO \"%s\" (", rows->table->name);
	for (size_t i = 0; i < rows->table->n_columns; i++)
		if (store_is_stored(&rows->table->columns[i]))
			strbuf_addf(&sql, "\"%s\", ", rows->table->columns[i].name);
	strbuf_adds(&sql, "rev, hash) VALUES (");
	for (size_t i = 0; i < rows->table->n_columns; i++)
		if (store_is_stored(&rows->table->columns[i]))
			strbuf_addf(&sql, "$%d, ", ++n);
	strbuf_adds(&sql, "1, 1)");
	rc = db_prepare(db, sql.buf, &s, err);
	strbuf_release(&sql);
	if (rc < 0)
		return rc;
	for (size_t r = 0; r < rows->n && rc >= 0; r++) {
		stmt_reset(s);
		n = 0;
		for (size_t i = 0; i < rows->table->n_columns; i++)
			if (store_is_stored(&rows->table->columns[i]))
				store_bind(s, ++n, &rows->table->columns[i],
					   rows->rows[r].cell[i]);
		rc = stmt_step(s, err);
	}
	stmt_done(s);
	return rc;
}

static int insert_installs(struct db *db, void *context, struct err *err)
{
	static const char *const products[] = { "apex", "mde", "falcon" };
	struct rows *rows = context;
	struct stmt *s;
	int rc = db_prepare(db, "INSERT INTO installs (asset, product, version, rev, hash) "
			    "VALUES ($1, $2, $3, 1, 1)", &s, err);

	for (size_t r = 0; r < rows->n && rc >= 0; r++) {
		struct strbuf list = STRBUF_INIT;

		for (size_t p = 0; p < 3 && rc >= 0; p++) {
			const char *version = random_below(4) ? PICK(versions) : NULL;

			if (random_below(2))
				continue;
			stmt_reset(s);
			stmt_bind_text(s, 1, rows->rows[r].cell[0]);
			stmt_bind_text(s, 2, products[p]);
			stmt_bind_text(s, 3, version);
			rc = stmt_step(s, err);
			strbuf_add_sep(&list, ";", products[p]);
			if (version)
				strbuf_addf(&list, "@%s", version);
		}
		rows->installs[r] = strbuf_detach(&list);
	}
	stmt_done(s);
	return rc;
}

static void random_rows(struct rows *rows, const char *table)
{
	memset(rows, 0, sizeof(*rows));
	rows->table = table_find(table);
	rows->n = sizeof(rows->rows) / sizeof(rows->rows[0]);
	for (size_t r = 0; r < rows->n; r++) {
		record_init(&rows->rows[r], rows->table);
		for (size_t i = 0; i < rows->table->n_columns; i++) {
			const struct column *c = &rows->table->columns[i];
			char key[32];

			snprintf(key, sizeof(key), "K%03zu", r);
			if (!store_is_stored(c))
				continue;
			if (i == 0)
				record_set(&rows->rows[r], c->name, key);
			else if ((c->flags & (COLF_KEY | COLF_REQUIRED)) || random_below(4))
				record_set(&rows->rows[r], c->name, random_value(c));
		}
	}
}

static void add_value(struct strbuf *out, const char *value)
{
	strbuf_addch(out, '"');
	for (; *value; value++) {
		if (*value == '"')
			strbuf_addch(out, '"');
		strbuf_addch(out, *value);
	}
	strbuf_addch(out, '"');
}

/* A piece of a random text, cut between characters. */
static void add_piece(struct strbuf *out, const char *text)
{
	size_t n = strlen(text), from = random_below(n), to = from + 1 + random_below(n - from);
	char piece[64];

	while (from && ((unsigned char)text[from] & 0xc0) == 0x80)
		from--;
	while (((unsigned char)text[to] & 0xc0) == 0x80)
		to++;
	snprintf(piece, sizeof(piece), "%.*s", (int)(to - from), text + from);
	add_value(out, piece);
}

static void add_product(struct strbuf *out)
{
	static const char *const ranges[] = { "", "@10*", "@10.0", "@>=10", "@<9", "@!=11", "@=10.00",
					      "@*", "@<=22h2" };
	static const char *const products[] = { "apex", "mde", "falcon", "none" };
	char value[64];

	strbuf_adds(out, "product:");
	if (!random_below(8))
		return;
	snprintf(value, sizeof(value), "%s%s", PICK(products), PICK(ranges));
	add_value(out, value);
	if (!random_below(3))
		strbuf_adds(out, ",mde");
}

static void add_comparison(struct strbuf *out, const struct column *c)
{
	static const char *const equal[] = { "=", "!=" };
	static const char *const order[] = { "<", "<=", ">", ">=" };
	bool text = c->type == COL_TEXT || c->type == COL_KEY || c->type == COL_REF ||
		    c->type == COL_LIST || c->type == COL_DATE;
	bool has_order = c->type == COL_INT || c->type == COL_RATIO || c->type == COL_MONEY ||
			 c->type == COL_DATE || c->type == COL_INSTANT || c->type == COL_DECIMAL ||
			 c->type == COL_DURATION ||
			 (c->type == COL_TEXT && strstr(c->name, "version"));
	char first[64];

	strbuf_adds(out, c->name);
	snprintf(first, sizeof(first), "%s", random_value(c));
	first[strcspn(first, c->type == COL_LIST || c->type == COL_LINKS || c->type == COL_ENUMS
		      ? ";" : "")] = '\0';
	if (text && !random_below(3)) {
		strbuf_adds(out, "~");
		add_piece(out, first);
	} else if (has_order && random_below(2)) {
		strbuf_adds(out, PICK(order));
		add_value(out, first);
	} else {
		strbuf_adds(out, PICK(equal));
		if (!random_below(6))
			return;
		add_value(out, first);
		if (!random_below(3))
			strbuf_adds(out, ",\"\"");
	}
}

static void random_selector(const struct table *t, struct strbuf *out)
{
	for (size_t n = 1 + random_below(3); n; n--) {
		const struct column *c = &t->columns[random_below(t->n_columns)];

		strbuf_addch(out, ' ');
		if (!random_below(4))
			strbuf_addch(out, '!');
		if (strcmp(t->name, "assets") == 0 && !random_below(6))
			add_product(out);
		else if (!random_below(8) || !store_is_stored(c))
			add_piece(out, PICK(texts));
		else
			add_comparison(out, c);
	}
}

/* What the struct evaluator sees of a row. */
struct seen {
	const struct record *r;
	const char *installs;
};

static const char *seen_cell(const void *row, int column)
{
	const struct seen *seen = row;

	return column < 0 ? seen->installs : seen->r->cell[column];
}

static int note_row(void *context, const struct record *r, struct err *err)
{
	bool *found = context;

	(void)err;
	found[strtol(r->cell[0] + 1, NULL, 10)] = true;
	return 0;
}

static void sql_and_structs_agree(void **state)
{
	static const char *const tables[] = { "assets", "contracts", "coverage", "crews", "products" };
	struct db *db = support_open(support_path("agree.db"), DB_CREATE);
	size_t rounds = support_full() ? 20000 : 1500, hits = 0, misses = 0;
	struct err err = ERR_INIT;

	(void)state;
	for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); t++) {
		static struct rows rows;

		random_rows(&rows, tables[t]);
		must(db_write(db, insert_rows, &rows, &err), &err);
		if (t == 0)
			must(db_write(db, insert_installs, &rows, &err), &err);
		for (size_t round = 0; round < rounds; round++) {
			bool found[150] = { false };
			struct strbuf text = STRBUF_INIT;
			struct selector *s = NULL;

			random_selector(rows.table, &text);
			must(selector_parse(rows.table, text.buf, &s, &err), &err);
			must(store_each(db, &(struct store_query){ rows.table, s, -1, false }, -1,
					note_row, found, &err), &err);
			for (size_t r = 0; r < rows.n; r++) {
				const struct seen seen = { &rows.rows[r], rows.installs[r] };
				bool match = selector_match(s, seen_cell, &seen);

				if (match != found[r])
					fail_msg("%s: row %s: sql %d, struct %d", text.buf,
						 rows.rows[r].cell[0], found[r], match);
				*(match ? &hits : &misses) += 1;
			}
			selector_free(s);
			strbuf_release(&text);
		}
		for (size_t r = 0; r < rows.n; r++) {
			record_release(&rows.rows[r]);
			free(rows.installs[r]);
		}
	}
	/* the pools are such that both answers are common */
	assert_true(hits > (hits + misses) / 20 && misses > (hits + misses) / 20);
	db_close(db);
}

static int setup(void **state)
{
	*state = support_folder();
	return 0;
}

static int teardown(void **state)
{
	support_remove(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_have_one_canonical_form),
		cmocka_unit_test(errors_name_the_place_and_the_remedy),
		cmocka_unit_test(columns_that_are_read_are_known),
		cmocka_unit_test(versions_order_as_people_expect),
		cmocka_unit_test(sql_and_structs_agree),
	};

	return cmocka_run_group_tests_name("selector", tests, setup, teardown);
}
