/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small workspace, and what the planner gets to see of it. */
#include "config.h"
#include "db_support.h"

#include "model/change.h"
#include "model/cohort.h"
#include "model/selector.h"
#include "model/snapshot.h"
#include "model/store.h"

#define NOW INT64_C(1557705600) /* 2019-05-13T00:00:00Z */

/* ---- a workspace -------------------------------------------------------------------------------- */

/* table, then column, value, … NULL; NULL ends all. */
static const char *const basics[][16] = {
	{ "policy", "key", "currency", "value", "JPY", NULL },
	{ "policy", "key", "timezone", "value", "Asia/Tokyo", NULL },
	{ "policy", "key", "horizon", "value", "30d", NULL },
	{ "vendors", "vendor", "beta", "name", "Beta", "parent", "zeta", "aliases", "B;Bee", NULL },
	{ "vendors", "vendor", "zeta", NULL },
	{ "products", "product", "old", "vendor", "beta", "category", "edr", "role", "incumbent",
	  "platforms", "Windows>=10;macos", "uninstall_protection", "password", NULL },
	{ "products", "product", "new", "vendor", "zeta", "role", "candidate", "install_rate", "20",
	  NULL },
	{ "fate", "from", "new", "to", "beta", "type", "engine", "since", "2018-01-01", NULL },
	{ "prices", "product", "new", "currency", "EUR", "unit", "asset", "from_quantity", "1",
	  "unit_price", "12.5", NULL },
	{ "contracts", "contract", "c1", "product", "old", "notice_days", "90", NULL },
	{ "rates", "currency", "EUR", "date", "2019-05-01", "rate", "123.45", NULL },
	{ "capabilities", "capability", "t1", "weight", "2.5", NULL },
	{ "coverage", "product", "new", "capability", "t1", "level", "partial", "function", "detect",
	  NULL },
	{ "requirements", "requirement", "q1", "capability", "t1", "minimum", "partial", "selector",
	  "kind=server", NULL },
	{ "calendars", "calendar", "nights", "kind", "open", "starts", "2019-05-01T22:00",
	  "duration", "6h", "rrule", "FREQ=DAILY", NULL },
	{ "sites", "site", "berlin", "timezone", "Europe/Berlin", "calendar", "nights", NULL },
	{ "sites", "site", "osaka", "calendar", "nights", NULL },
	{ "people", "person", "ann", "role", "planner;approver", "deputy", "bob", NULL },
	{ "people", "person", "bob", NULL },
	{ "crews", "crew", "field", "skill", "endpoint", "site", "berlin", "capacity", "3", "people",
	  "bob;ann", "call_out", "2h", NULL },
	{ "playbooks", "playbook", "edr", "step", "B05", "title", "Step", "phase", "contain", "scope",
	  "plan", NULL },
	{ "playbooks", "playbook", "edr", "step", "R00", "title", "Step", "phase", "contain", "scope",
	  "plan", NULL },
	{ "playbooks", "playbook", "edr", "step", "R05", "title", "Step", "phase", "contain", "scope",
	  "plan", NULL },
	{ "playbooks", "playbook", "edr", "step", "R01", "mode", "normal", "title", "Replace", "phase",
	  "replace", "scope", "wave", "after", "R00;R05+2h;B05@breach", NULL },
	{ "playbooks", "playbook", "edr", "step", "R01", "mode", "expedite", "fixed", "10m/15m/40m",
	  NULL },
	{ "prestage", "item", "pw", "kind", "password", "product", "new", NULL },
	{ "secrets", "secret", "s1", "product", "old", "what", "api-key", "reach", "3", NULL },
};

static const char *const five_assets[][16] = {
	{ "assets", "asset", "a1", "kind", "server", "os", "windows", "os_version", "10.0", "site",
	  "berlin", "criticality", "4", NULL },
	{ "assets", "asset", "a2", "kind", "server", "os", "windows", "os_version", "10.0", "site",
	  "berlin", "criticality", "4", NULL },
	{ "assets", "asset", "a3", "kind", "server", "os", "windows", "os_version", "10.0", "site",
	  "berlin", "criticality", "4", NULL },
	{ "assets", "asset", "pool", "kind", "vm", "os", "linux", "site", "osaka", "quantity", "40",
	  NULL },
	{ "assets", "asset", "solo", "kind", "workstation", "os", "macos", "calendar", "nights",
	  NULL },
	{ "installs", "asset", "a1", "product", "old", "version", "14.0", NULL },
	{ "installs", "asset", "a2", "product", "old", "version", "14.0", "uninstall_protection",
	  "password", NULL },
	{ "installs", "asset", "a3", "product", "old", "version", "14.0", NULL },
	{ "installs", "asset", "solo", "product", "old", NULL },
};

struct batch {
	const char *const (*rows)[16];
	size_t n;
};

static int put_row(struct change *c, const char *const *row, struct err *err)
{
	struct record r;
	int rc = 0;

	assert_non_null(table_find(row[0]));
	record_init(&r, table_find(row[0]));
	for (size_t i = 1; row[i] && rc == 0; i += 2) {
		int column = table_column(r.table, row[i]);
		char *canonical = NULL;

		assert_true(column >= 0);
		rc = value_canonical(&r.table->columns[column], row[i + 1], &canonical, err);
		if (rc == 0)
			record_set(&r, row[i], canonical);
		free(canonical);
	}
	if (rc == 0)
		rc = change_put(c, &r, CHANGE_ALL_CELLS, PUT_ANY, NULL, err);
	record_release(&r);
	return rc;
}

static int put_rows(struct change *c, void *context, struct err *err)
{
	const struct batch *batch = context;
	int rc = 0;

	for (size_t i = 0; i < batch->n && rc == 0; i++)
		rc = put_row(c, batch->rows[i], err);
	return rc;
}

static void run(struct db *db, change_fn *fn, void *context)
{
	const struct change_info info = { .now = NOW, .action = "test" };
	struct err err = ERR_INIT;

	must(change_run(db, &info, fn, context, NULL, &err), &err);
}

#define PUT(db, array) \
	do { \
		struct batch batch_ = { array, sizeof(array) / sizeof((array)[0]) }; \
		run(db, put_rows, &batch_); \
	} while (0)

static int counter;

static struct db *workspace(void)
{
	char name[32];
	struct db *db;

	snprintf(name, sizeof(name), "snapshot-%d.db", counter++);
	db = support_open(support_path(name), DB_CREATE);
	PUT(db, basics);
	return db;
}

static void load(struct db *db, struct snapshot *s)
{
	struct err err = ERR_INIT;

	snapshot_init(s);
	must(snapshot_load(db, NOW, s, &err), &err);
}

static void change(struct db *db, const char *sql)
{
	struct err err = ERR_INIT;

	must(support_write(db, sql, &err), &err);
}

/* As the store does when an asset or its installs change. */
static void touch(struct db *db)
{
	change(db, "UPDATE assets SET cohort = NULL");
}

/* ---- rows --------------------------------------------------------------------------------------- */

static void rows_arrive_typed_and_in_key_order(void **state)
{
	struct db *db = workspace();
	struct snapshot s;
	const struct snap_product *old, *new;

	(void)state;
	load(db, &s);
	assert_string_equal(s.currency, "JPY");
	assert_string_equal(s.timezone, "Asia/Tokyo");
	assert_int_equal(policy_duration(&s, "horizon"), 30 * DAY_S);
	assert_int_equal(policy_millionths(&s, "contained_factor"), 300000);
	assert_int_equal(policy_int(&s, "wave_max"), 250);
	assert_string_equal(s.vendors[0].key, "beta");
	assert_int_equal(s.vendors[0].parent, 1);
	assert_int_equal(s.vendors[0].aliases.n, 2);
	assert_int_equal(s.vendors[1].parent, NONE);
	new = &s.products[0];
	old = &s.products[1];
	assert_int_equal(snapshot_product(&s, "old"), 1);
	assert_int_equal(snapshot_product(&s, "olde"), NONE);
	assert_int_equal(old->role, ROLE_INCUMBENT);
	assert_int_equal(old->n_platforms, 2);
	assert_string_equal(old->platforms[0].os, "windows");
	assert_string_equal(old->platforms[0].version, "10");
	assert_int_equal(old->platforms[0].comparison, 'g');
	assert_int_equal(old->platforms[1].comparison, 0);
	assert_int_equal(new->install_rate, 20);
	assert_int_equal(new->lead_time, -1);
	assert_int_equal(s.fate[0].from.product, 0);
	assert_int_equal(s.fate[0].to.vendor, 0);
	assert_int_equal(s.fate[0].since, date_from_civil(2018, 1, 1));
	assert_int_equal(s.prices[0].unit_price, 125000);
	assert_int_equal(s.contracts[0].notice_days, 90);
	assert_false(s.contracts[0].has_fee);
	assert_true(s.rates[0].rate == INT64_C(123450000000));
	assert_int_equal(s.capabilities[0].weight, 2500000);
	assert_int_equal(s.coverage[0].strength, 500000);
	assert_int_equal(s.coverage[0].function, FUNC_DETECT);
	assert_int_equal(s.requirements[0].minimum, 500000);
	assert_true(s.requirements[0].mandatory);
	assert_int_equal(s.people[0].deputy, 1);
	assert_true(s.people[0].planner && s.people[0].approver && !s.people[0].auditor);
	assert_int_equal(s.crews[0].site, 0);
	assert_int_equal(s.crews[0].people.n, 2);
	assert_int_equal(s.crews[0].call_out, 2 * HOUR_S);
	assert_int_equal(s.prestage[0].obtain, policy_duration(&s, "prestage_obtain_default"));
	assert_int_equal(s.secrets[0].reach, 3);
	snapshot_release(&s);
	db_close(db);
}

static void steps_keep_their_links_and_modes(void **state)
{
	struct db *db = workspace();
	struct snapshot s;

	(void)state;
	load(db, &s);
	assert_int_equal(s.n_steps, 5);
	assert_string_equal(s.steps[2].mode, "expedite");
	assert_true(s.steps[2].has_fixed);
	assert_int_equal(s.steps[2].fixed.likely, 15 * MINUTE_S);
	assert_string_equal(s.steps[3].mode, "normal");
	assert_int_equal(s.steps[3].scope, SCOPE_WAVE);
	assert_int_equal(s.steps[3].n_after, 3);
	assert_string_equal(s.steps[3].after[1].step, "R05");
	assert_int_equal(s.steps[3].after[1].lag, 2 * HOUR_S);
	assert_int_equal(s.steps[3].after[2].order, ORDER_BREACH);
	snapshot_release(&s);
	db_close(db);
}

static void calendars_are_seen_from_each_zone(void **state)
{
	struct db *db = workspace();
	struct snapshot s;
	const struct snap_calendar *berlin, *tokyo;

	(void)state;
	PUT(db, five_assets);
	load(db, &s);
	assert_int_equal(s.n_calendars, 2);
	tokyo = &s.calendars[0];
	berlin = &s.calendars[1];
	assert_string_equal(tokyo->timezone, "Asia/Tokyo");
	assert_int_equal(s.sites[0].calendar, 1);
	assert_int_equal(s.sites[1].calendar, 0);
	/* 22:00 in Berlin is 20:00Z in May; the range begins on 5 May within the night before */
	assert_int_equal(berlin->windows[0].open, NOW / 60 - 8 * 1440);
	assert_int_equal(berlin->windows[0].close, berlin->windows[0].open + 2 * 60);
	assert_int_equal(berlin->windows[1].open, NOW / 60 - 8 * 1440 + 20 * 60);
	assert_int_equal(berlin->windows[1].close, berlin->windows[1].open + 6 * 60);
	assert_int_equal(tokyo->windows[0].open, NOW / 60 - 8 * 1440 + 13 * 60);
	/* 38 days ahead of the clock and 8 behind */
	assert_int_equal(tokyo->n_windows, 46);
	assert_int_equal(berlin->n_windows, 47);
	/* an asset's own calendar, in the zone of the workspace as it has no site */
	assert_int_equal(s.classes[snapshot_class(&s, "macos-workstation")].calendar, 0);
	snapshot_release(&s);
	db_close(db);
}

/* ---- classes ------------------------------------------------------------------------------------ */

static void assets_alike_are_one_class(void **state)
{
	struct db *db = workspace();
	struct snapshot s;
	const struct snap_class *servers, *pool;

	(void)state;
	PUT(db, five_assets);
	change(db, "UPDATE assets SET last_seen = '2019-05-01T00:00:00Z', tags = asset "
		   "WHERE asset = 'a2'");
	load(db, &s);
	assert_int_equal(s.n_classes, 3);
	servers = &s.classes[snapshot_class(&s, "berlin-windows-10.0-server-c4")];
	assert_int_equal(servers->quantity, 3);
	assert_int_equal(servers->criticality, 4);
	assert_int_equal(servers->site, 0);
	assert_int_equal(servers->n_installs, 1);
	assert_int_equal(servers->installs[0].product, 1);
	assert_string_equal(servers->installs[0].version, "14.0");
	assert_int_equal(servers->tags.n, 0); /* nothing asks for tags */
	assert_int_equal(servers->oldest_seen, NOW - 12 * DAY_S);
	assert_int_equal(servers->unknown_seen, 2);
	assert_int_equal(servers->unprotected_token, 1);
	pool = &s.classes[snapshot_class(&s, "osaka-linux-vm")];
	assert_int_equal(pool->quantity, 40);
	assert_int_equal(pool->rows, 1);
	assert_int_equal(pool->n_installs, 0);
	assert_int_equal(s.facts.assets_unknown_seen, 2 + 40 + 1);
	assert_true(snap_class_matches(&s, servers, s.requirements[0].selector));
	assert_false(snap_class_matches(&s, pool, s.requirements[0].selector));
	assert_true(snap_class_matches(&s, pool, NULL));
	snapshot_release(&s);
	db_close(db);
}

static void what_selectors_read_splits_classes(void **state)
{
	static const char *const asking[][16] = {
		{ "requirements", "requirement", "q2", "capability", "t1", "minimum", "minimal",
		  "selector", "tag:pci", NULL },
		{ "controls", "control", "k1", "capability", "t1", "selector", "owner=ann web", NULL },
	};
	struct db *db = workspace();
	struct snapshot s;
	int64_t pci = 0, ann = 0, web = 0;

	(void)state;
	PUT(db, five_assets);
	PUT(db, asking);
	change(db, "UPDATE assets SET tags = 'pci' WHERE asset IN ('a1', 'a2')");
	change(db, "UPDATE assets SET owner = 'ann' WHERE asset IN ('a2', 'pool')");
	change(db, "UPDATE assets SET name = 'Webserver' WHERE asset IN ('a3', 'pool')");
	load(db, &s);
	/* a1 {pci}, a2 {pci, ann}, a3 {web}, pool {ann, web}, solo {} */
	assert_int_equal(s.n_classes, 5);
	assert_int_equal(s.extra_columns.n, 2);
	assert_string_equal(s.extra_columns.items[0], "owner=ann");
	assert_string_equal(s.extra_columns.items[1], "web");
	for (size_t i = 0; i < s.n_classes; i++) {
		const struct snap_class *c = &s.classes[i];

		pci += snap_class_matches(&s, c, s.requirements[1].selector) ? c->quantity : 0;
		ann += c->extra[0] ? c->quantity : 0;
		web += snap_class_matches(&s, c, s.controls[0].selector) ? c->quantity : 0;
	}
	assert_int_equal(pci, 2);
	assert_int_equal(ann, 41);
	assert_int_equal(web, 40);
	/* a1, a2 and a3 share a readable name: each gets letters of its own */
	assert_int_equal(snapshot_class(&s, "berlin-windows-10.0-server-c4"), NONE);
	assert_true(snapshot_class(&s, "osaka-linux-vm") != NONE);
	snapshot_release(&s);
	db_close(db);
}

static void named_assets_stand_alone(void **state)
{
	static const char *const links[][16] = {
		{ "dependencies", "from", "a1", "to", "a3", "type", "apart", NULL },
		{ "dependencies", "from", "kind=vm,workstation", "to", "a1", "type", "before", NULL },
	};
	struct db *db = workspace();
	struct snapshot s;
	size_t a1, a3, rest, vm, mac;

	(void)state;
	PUT(db, five_assets);
	PUT(db, links);
	load(db, &s);
	a1 = snapshot_class(&s, "a1");
	a3 = snapshot_class(&s, "a3");
	rest = snapshot_class(&s, "berlin-windows-10.0-server-c4");
	vm = snapshot_class(&s, "osaka-linux-vm");
	mac = snapshot_class(&s, "macos-workstation");
	assert_int_equal(s.n_classes, 5);
	assert_string_equal(s.classes[a1].asset, "a1");
	assert_int_equal(s.classes[a1].quantity, 1);
	assert_int_equal(s.classes[rest].quantity, 1);
	assert_null(s.classes[rest].asset);
	assert_int_equal(s.n_dependencies, 3);
	assert_int_equal(s.dependencies[0].from, a1);
	assert_int_equal(s.dependencies[0].to, a3);
	assert_int_equal(s.dependencies[0].type, DEP_APART);
	assert_int_equal(s.dependencies[1].from, mac);
	assert_int_equal(s.dependencies[2].from, vm);
	assert_int_equal(s.dependencies[2].to, a1);
	snapshot_release(&s);
	db_close(db);
}

static void a_wrong_selector_is_named(void **state)
{
	struct db *db = workspace();
	struct snapshot s;
	struct err err = ERR_INIT;

	(void)state;
	change(db, "UPDATE requirements SET selector = 'sort=server'");
	snapshot_init(&s);
	fails_with(snapshot_load(db, NOW, &s, &err), ERR_INPUT, &err,
		   "requirements q1: column 'selector': selector, character 1");
	snapshot_release(&s);
	change(db, "UPDATE requirements SET selector = NULL");
	change(db, "UPDATE policy SET value = '365d' WHERE key = 'horizon'");
	change(db, "UPDATE calendars SET rrule = 'FREQ=MINUTELY'");
	fails_with(snapshot_load(db, NOW, &s, &err), ERR_INPUT, &err, "calendar 'nights'");
	snapshot_release(&s);
	db_close(db);
}

/* ---- many random assets ------------------------------------------------------------------------- */

static uint64_t seed = 5;

static size_t random_below(size_t n)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (size_t)(seed >> 33) % n;
}

#define PICK(pool) (pool)[random_below(sizeof(pool) / sizeof((pool)[0]))]

#define N_RANDOM 400

static int random_assets(struct change *c, void *context, struct err *err)
{
	static const char *const kinds[] = { "server", "workstation", "vm" };
	static const char *const systems[] = { "windows", "linux", "macos" };
	static const char *const tags[] = { "pci", "vip", "pci;vip", "lab" };
	static const char *const owners[] = { "ann", "bob", "cy" };
	static const char *const versions[] = { "13.1", "14.0", "14.0;x", "15\\2" };
	static const char *const levels[] = { "1", "3", "5" };
	int rc = 0;

	(void)context;
	for (size_t i = 0; i < N_RANDOM && rc == 0; i++) {
		char key[32], name[32];
		const char *row[] = { "assets", "asset", key, "kind", PICK(kinds), "os",
				      PICK(systems), "tags", PICK(tags), "owner", PICK(owners), "name",
				      name, "criticality", PICK(levels), "quantity",
				      random_below(9) ? "1" : "3", NULL };

		snprintf(key, sizeof(key), "x%03zu", i);
		snprintf(name, sizeof(name), "host-%zu", random_below(20));
		rc = put_row(c, row, err);
		for (size_t p = 0; p < 2 && rc == 0; p++)
			if (random_below(2)) {
				const char *install[] = { "installs", "asset", key, "product",
							  p ? "new" : "old", "version",
							  PICK(versions), NULL };

				rc = put_row(c, install, err);
			}
	}
	return rc;
}

static int64_t quantity_where(struct db *db, const char *selector)
{
	struct selector *s = NULL;
	struct strbuf sql = STRBUF_INIT;
	struct stmt *stmt;
	struct err err = ERR_INIT;
	int64_t sum;
	int next = 1;

	must(selector_parse(table_find("assets"), selector, &s, &err), &err);
	strbuf_adds(&sql, "SELECT sum(a.quantity) FROM assets AS a WHERE ");
	selector_sql(s, "a", &next, &sql);
	must(db_prepare(db, sql.buf, &stmt, &err), &err);
	next = 1;
	selector_bind(s, stmt, &next);
	must(stmt_step(stmt, &err), &err);
	sum = stmt_int(stmt, 0);
	stmt_done(stmt);
	selector_free(s);
	strbuf_release(&sql);
	return sum;
}

/* Selectors over classes count what the same selectors count over assets. */
static void classes_answer_like_assets(void **state)
{
	static const char *const asking[][16] = {
		{ "requirements", "requirement", "q2", "capability", "t1", "minimum", "minimal",
		  "selector", "tag:pci criticality>=3", NULL },
		{ "requirements", "requirement", "q3", "capability", "t1", "minimum", "minimal",
		  "selector", "!owner=ann name~host-1", NULL },
		{ "requirements", "requirement", "q4", "capability", "t1", "minimum", "minimal",
		  "selector", "product:old@14* host-7", NULL },
		{ "requirements", "requirement", "q5", "capability", "t1", "minimum", "minimal",
		  "selector", "product:\"old@14.0;x\",new@15\\2 quantity>1", NULL },
		{ "dependencies", "from", "x007", "to", "x130", "type", "together", NULL },
		{ "dependencies", "from", "tag:lab", "to", "x131", "type", "before", NULL },
	};
	struct db *db = workspace();
	struct snapshot s;
	int64_t all = 0;

	(void)state;
	run(db, random_assets, NULL);
	PUT(db, asking);
	load(db, &s);
	for (size_t r = 0; r < s.n_requirements; r++) {
		int64_t sum = 0;

		for (size_t i = 0; i < s.n_classes; i++)
			if (snap_class_matches(&s, &s.classes[i], s.requirements[r].selector))
				sum += s.classes[i].quantity;
		assert_true(sum > 0);
		assert_int_equal(sum, quantity_where(db, s.requirements[r].selector_text));
	}
	for (size_t i = 0; i < s.n_classes; i++) {
		all += s.classes[i].quantity;
		if (i)
			assert_true(strcmp(s.classes[i - 1].key, s.classes[i].key) < 0);
	}
	assert_int_equal(all, quantity_where(db, ""));
	assert_true(s.n_classes < N_RANDOM);
	snapshot_release(&s);
	db_close(db);
}

/* Without writing anything the same snapshot comes out. */
static void reading_only_gives_the_same(void **state)
{
	static const char *const links[][16] = {
		{ "dependencies", "from", "x007", "to", "x130", "type", "together", NULL },
		{ "controls", "control", "k1", "capability", "t1", "selector", "owner=ann", NULL },
	};
	struct db *db = workspace(), *reader;
	struct err err = ERR_INIT;
	struct snapshot whole, none, some;

	(void)state;
	run(db, random_assets, NULL);
	PUT(db, links);
	must(db_open(db_name(db), DB_READONLY, &reader, &err), &err);
	load(reader, &none);
	assert_int_equal(support_int(db, "SELECT count(*) FROM assets WHERE cohort IS NULL"),
			 N_RANDOM);
	load(db, &whole);
	assert_int_equal(support_int(db, "SELECT count(*) FROM assets WHERE cohort IS NULL"), 0);
	change(db, "UPDATE assets SET cohort = NULL WHERE asset LIKE '%7'");
	change(db, "UPDATE assets SET cohort = NULL, zone = 'ot' WHERE asset = 'x007'");
	load(reader, &some);
	assert_int_equal(whole.n_classes, none.n_classes);
	for (size_t i = 0; i < whole.n_classes; i++) {
		assert_string_equal(whole.classes[i].key, none.classes[i].key);
		assert_int_equal(whole.classes[i].quantity, none.classes[i].quantity);
		assert_int_equal(whole.classes[i].rows, none.classes[i].rows);
		assert_int_equal(whole.classes[i].quantity, some.classes[i].quantity);
	}
	assert_memory_equal(whole.digest, none.digest, DIGEST_SIZE);
	assert_memory_equal(whole.digest, some.digest, DIGEST_SIZE);
	snapshot_release(&whole);
	snapshot_release(&none);
	snapshot_release(&some);
	db_close(reader);
	db_close(db);
}

/* ---- digest ------------------------------------------------------------------------------------- */

static void digest_after(struct db *db, const char *sql, unsigned char ret[DIGEST_SIZE])
{
	struct snapshot s;

	if (sql) {
		change(db, sql);
		touch(db);
	}
	load(db, &s);
	memcpy(ret, s.digest, DIGEST_SIZE);
	snapshot_release(&s);
}

static void digest_covers_what_was_planned_with(void **state)
{
	static const char *const counts[] = {
		"UPDATE assets SET site = 'osaka' WHERE asset = 'a1'",
		"UPDATE assets SET asset = 'a9' WHERE asset = 'solo'",
		"UPDATE installs SET version = '15' WHERE asset = 'a3'",
		"UPDATE assets SET quantity = 41 WHERE asset = 'pool'",
		"UPDATE products SET install_rate = 21 WHERE product = 'new'",
		"UPDATE vendors SET parent = NULL",
		"UPDATE policy SET value = '40d' WHERE key = 'horizon'",
		"UPDATE calendars SET duration = 3600",
		"DELETE FROM fate",
	};
	static const char *const does_not[] = {
		"UPDATE assets SET notes = 'x', last_seen = '2019-05-12T00:00:00Z', ip = '::1'",
		"UPDATE vendors SET notes = 'x'",
		"UPDATE assets SET tags = 'new' WHERE asset = 'a1'", /* nothing asks for tags */
	};
	struct db *db = workspace();
	unsigned char before[DIGEST_SIZE], after[DIGEST_SIZE];

	(void)state;
	PUT(db, five_assets);
	digest_after(db, NULL, before);
	for (size_t i = 0; i < sizeof(does_not) / sizeof(does_not[0]); i++) {
		digest_after(db, does_not[i], after);
		assert_memory_equal(before, after, DIGEST_SIZE);
	}
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		digest_after(db, counts[i], after);
		if (memcmp(before, after, DIGEST_SIZE) == 0)
			fail_msg("the digest missed: %s", counts[i]);
		memcpy(before, after, DIGEST_SIZE);
	}
	db_close(db);
}

/* ---- waves -------------------------------------------------------------------------------------- */

struct assign {
	const struct snapshot *s;
	const struct cohort_wave *waves;
	size_t n;
};

static int assign(struct db *db, void *context, struct err *err)
{
	const struct assign *a = context;

	return cohort_assign_assets(db, a->s, "p1", 2, 9, a->waves, a->n, err);
}

static void waves_take_assets_in_key_order(void **state)
{
	struct db *db = workspace();
	struct err err = ERR_INIT;
	struct snapshot s;
	struct cohort_wave waves[3];
	size_t servers, pool;

	(void)state;
	PUT(db, five_assets);
	load(db, &s);
	servers = snapshot_class(&s, "berlin-windows-10.0-server-c4");
	pool = snapshot_class(&s, "osaka-linux-vm");
	memset(waves, 0, sizeof(waves));
	waves[0] = (struct cohort_wave){ .class = servers, .first_row = 2, .n_rows = 1, .number = 2,
					 .class_key = "c", .to_product = "new", .step = "R01",
					 .instance = "R01/w2", .scheduled = true, .start_min = -5,
					 .finish_min = 60 };
	waves[1] = (struct cohort_wave){ .class = servers, .first_row = 0, .n_rows = 2, .number = 1,
					 .class_key = "c", .from_product = "old" };
	waves[2] = (struct cohort_wave){ .class = pool, .first_row = 0, .n_rows = 1,
					 .class_key = "d" };
	must(db_write(db, assign, &(struct assign){ &s, waves, 3 }, &err), &err);
	assert_int_equal(support_int(db, "SELECT count(*) FROM plan_assets WHERE plan = 'p1' AND "
				     "version = 2 AND rev = 9"), 4);
	assert_int_equal(support_int(db, "SELECT count(*) FROM plan_assets WHERE asset IN ('a1', 'a2') "
				     "AND wave = 1 AND from_product = 'old' AND start_min IS NULL "
				     "AND site = 'berlin' AND class = 'c'"), 2);
	assert_int_equal(support_int(db, "SELECT count(*) FROM plan_assets WHERE asset = 'a3' AND "
				     "wave = 2 AND start_min = -5 AND finish_min = 60"), 1);
	assert_int_equal(support_int(db, "SELECT count(*) FROM plan_assets WHERE asset = 'pool' AND "
				     "wave IS NULL"), 1);
	/* the same cohorts after a touch that changed nothing; then a real change is refused */
	touch(db);
	change(db, "DELETE FROM plan_assets");
	must(db_write(db, assign, &(struct assign){ &s, waves, 3 }, &err), &err);
	change(db, "DELETE FROM plan_assets");
	change(db, "UPDATE assets SET criticality = 5, cohort = NULL WHERE asset = 'a1'");
	fails_with(db_write(db, assign, &(struct assign){ &s, waves, 3 }, &err), ERR_CONFLICT, &err,
		   "make the plan again");
	assert_int_equal(support_int(db, "SELECT count(*) FROM plan_assets"), 0);
	snapshot_release(&s);
	db_close(db);
}

/* Whatever changes an asset or what is installed on it takes its cohort away. */
static void the_store_forgets_cohorts(void **state)
{
	static const char *const moved[][16] = {
		{ "assets", "asset", "pool", "kind", "vm", "os", "linux", "site", "berlin", NULL },
	};
	static const char *const installed[][16] = {
		{ "installs", "asset", "a1", "product", "new", NULL },
	};
	struct db *db = workspace();
	struct snapshot s;

	(void)state;
	PUT(db, five_assets);
	load(db, &s);
	snapshot_release(&s);
	PUT(db, moved);
	assert_int_equal(support_int(db, "SELECT count(*) FROM assets WHERE cohort IS NULL"), 1);
	PUT(db, installed);
	assert_int_equal(support_int(db, "SELECT count(*) FROM assets WHERE cohort IS NULL"), 2);
	load(db, &s);
	assert_int_equal(s.classes[snapshot_class(&s, "berlin-linux-vm")].quantity, 1);
	assert_int_equal(s.n_classes, 4);
	snapshot_release(&s);
	db_close(db);
}

static void unused_cohorts_go(void **state)
{
	struct db *db = workspace();
	struct err err = ERR_INIT;

	(void)state;
	PUT(db, five_assets);
	must(cohort_refresh(db, &err), &err);
	assert_int_equal(support_int(db, "SELECT count(*) FROM cohorts"), 3);
	change(db, "UPDATE assets SET os = 'bsd', cohort = NULL WHERE asset = 'pool'");
	must(cohort_refresh(db, &err), &err);
	assert_int_equal(support_int(db, "SELECT count(*) FROM cohorts"), 3);
	assert_int_equal(support_int(db, "SELECT count(*) FROM cohorts WHERE os = 'linux'"), 0);
	assert_int_equal(support_int(db, "SELECT count(DISTINCT cohort) FROM assets"), 3);
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
		cmocka_unit_test(rows_arrive_typed_and_in_key_order),
		cmocka_unit_test(steps_keep_their_links_and_modes),
		cmocka_unit_test(calendars_are_seen_from_each_zone),
		cmocka_unit_test(assets_alike_are_one_class),
		cmocka_unit_test(what_selectors_read_splits_classes),
		cmocka_unit_test(named_assets_stand_alone),
		cmocka_unit_test(a_wrong_selector_is_named),
		cmocka_unit_test(classes_answer_like_assets),
		cmocka_unit_test(reading_only_gives_the_same),
		cmocka_unit_test(digest_covers_what_was_planned_with),
		cmocka_unit_test(waves_take_assets_in_key_order),
		cmocka_unit_test(the_store_forgets_cohorts),
		cmocka_unit_test(unused_cohorts_go),
	};

	return cmocka_run_group_tests_name("snapshot", tests, setup, teardown);
}
