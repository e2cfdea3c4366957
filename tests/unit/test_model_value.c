/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells: what is taken, what it becomes, and what is said when it is not. */
#include "config.h"
#include "model_support.h"

struct value_row {
	const char *table, *column, *text;
	const char *canonical; /* NULL: refused */
	const char *says;      /* part of the sentence when refused */
};

#define KEY_BLOB " AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
#define KEY "ssh-ed25519" KEY_BLOB

static const struct value_row values[] = {
	{ "vendors", "name", "  Trend Micro\t", "Trend Micro", NULL },
	{ "vendors", "name", "\xe3\x80\x80\xe5\xaf\x8c\xe5\xa3\xab\xc2\xa0", "\xe5\xaf\x8c\xe5\xa3\xab", NULL },
	{ "vendors", "name", "   ", "", NULL },
	{ "vendors", "name", "bad \xff byte", NULL, "UTF-8" },
	{ "prices", "unit_price", "-5", NULL, "below zero" },
	{ "prices", "unit_price", "0", "0", NULL },
	{ "vendors", "notes", "two\nlines", "two\nlines", NULL },
	{ "vendors", "vendor", "trendmicro", "trendmicro", NULL },
	{ "vendors", "vendor", "T1059.001_x-2", "T1059.001_x-2", NULL },
	{ "vendors", "vendor", "\xe5\xaf\x8c\xe5\xa3\xab\xe9\x80\x9a", "\xe5\xaf\x8c\xe5\xa3\xab\xe9\x80\x9a", NULL },
	{ "vendors", "vendor", "trend micro", NULL, "not a key" },
	{ "vendors", "vendor", "-x", NULL, "not a key" },
	{ "vendors", "vendor", "a/b", NULL, "not a key" },
	{ "vendors", "aliases", " a ;b;; a;c d", "a;b;c d", NULL },
	{ "vendors", "aliases", ";;", "", NULL },
	{ "vendors", "supplier_class", "Mission-Critical", "mission-critical", NULL },
	{ "vendors", "supplier_class", "vital", NULL, "strategic|mission-critical" },
	{ "products", "conflicts_with", "EDR;apex-one", "edr;apex-one", NULL },
	{ "products", "conflicts_with", "apex one", NULL, "not a key" },
	{ "products", "reboot", "TRUE", "yes", NULL },
	{ "products", "reboot", "0", "no", NULL },
	{ "products", "reboot", "perhaps", NULL, "yes or no" },
	{ "products", "install_rate", "007", "7", NULL },
	{ "products", "install_rate", "0", NULL, "from 1 to" },
	{ "products", "install_rate", "3.5", NULL, "whole number" },
	{ "products", "lead_time", "36h", "1d12h", NULL },
	{ "products", "lead_time", "-1h", NULL, "duration" },
	{ "prices", "unit_price", "12.5", "12.50", NULL },
	{ "prices", "unit_price", "12,5", NULL, "column 'unit_price'" },
	{ "prices", "currency", "eur", "EUR", NULL },
	{ "prices", "currency", "EURO", NULL, "ISO 4217" },
	{ "coverage", "strength", "0.50", "0.5", NULL },
	{ "coverage", "strength", "1.1", NULL, "0 to 1" },
	{ "coverage", "as_of", "2019-02-30", NULL, "2019-05-13" },
	{ "rates", "rate", "0.00803", "0.00803", NULL },
	{ "rates", "rate", "130.50", "130.5", NULL },
	{ "rates", "rate", "-1", NULL, "0.00803" },
	{ "people", "role", "auditor; planner;Auditor", "planner;auditor", NULL },
	{ "people", "role", "boss", NULL, "approver" },
	{ "assets", "last_seen", "2019-05-13 18:00+09:00", "2019-05-13T09:00:00Z", NULL },
	{ "assets", "last_seen", "2019-05-13", "2019-05-13T00:00:00Z", NULL },
	{ "assets", "last_seen", "13/05/2019", NULL, "offset" },
	{ "assets", "products", "apex-one@14.0; vpn", "apex-one@14.0;vpn", NULL },
	{ "assets", "products", "apex one@14", NULL, "not a key" },
	{ "assets", "criticality", "6", NULL, "from 1 to 5" },
	{ "calendars", "starts", "2019-01-01 08:00", "2019-01-01T08:00", NULL },
	{ "calendars", "rrule", "FREQ=WEEKLY;BYDAY=SA", "FREQ=WEEKLY;BYDAY=SA", NULL },
	{ "calendars", "rrule", "every day", NULL, "RFC 5545" },
	{ "sites", "timezone", "Asia/Tokyo", "Asia/Tokyo", NULL },
	{ "sites", "timezone", "Tokyo/Asia", NULL, "IANA" },
	{ "people", "signing_key", " " KEY " mori@desk ", KEY, NULL },
	{ "people", "signing_key", "ssh-ed25519\t " KEY_BLOB "\tJane \"JJ\" Doe", KEY, NULL },
	{ "people", "signing_key", "ssh-ed25519 AAAA", NULL, ".pub" },
	{ "people", "signing_key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAAQA=", NULL, ".pub" },
	{ "people", "signing_key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYH", NULL, ".pub" },
	{ "people", "signing_key", "~/.ssh/id_ed25519.pub", NULL, ".pub" },
	{ "people", "signing_key", "no-pty " KEY, NULL, ".pub" },
	{ "people", "signing_key", "ssh-rsa" KEY_BLOB, NULL, ".pub" }, /* another type than inside */
	{ "people", "signing_key", "-----BEGIN OPENSSH PRIVATE KEY-----", NULL, "private key" },
	{ "playbooks", "fixed", "10m/15m/40m", "10m/15m/40m", NULL },
	{ "playbooks", "fixed", "1h/30m", NULL, "low/likely/high" },
	{ "playbooks", "after", "R03 ;R05+120m;B05@breach", "R03;R05+2h;B05@breach", NULL },
	{ "playbooks", "after", "R03@never", NULL, "R05+2h" },
	{ "playbooks", "after", "R 03", NULL, "R05+2h" },
	{ "playbooks", "marks", "secures;protects", "protects;secures", NULL },
	{ "playbooks", "needs", "Token;ac-installer", "token;ac-installer", NULL },
	{ "playbooks", "selector", "kind=server  criticality>=4", "kind=server criticality>=4", NULL },
	{ "playbooks", "selector", "nonsense=1", NULL, "column 'selector'" },
	{ "dependencies", "from", "AUS-AP-001", "AUS-AP-001", NULL },
	{ "dependencies", "from", "tag:cluster", NULL, NULL },
};

static const struct column *column_of(const struct value_row *v)
{
	const struct table *t = table_find(v->table);

	return &t->columns[table_column(t, v->column)];
}

static void cells_become_canonical_or_are_refused(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		const struct value_row *v = &values[i];
		struct err err = ERR_INIT;
		char *canonical = NULL;
		int rc = value_canonical(column_of(v), v->text, &canonical, &err);

		if (v->canonical) {
			must(rc, &err);
			assert_string_equal(canonical ? canonical : "", v->canonical);
		} else if (v->says) {
			fails_with(rc, ERR_INPUT, &err, v->says);
		}
		free(canonical);
		err_release(&err);
	}
}

static void canonical_text_is_its_own_canonical_text(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		struct err err = ERR_INIT;
		char *once = NULL, *twice = NULL;

		if (value_canonical(column_of(&values[i]), values[i].text, &once, &err) == 0 && once) {
			must(value_canonical(column_of(&values[i]), once, &twice, &err), &err);
			assert_string_equal(once, twice);
		}
		err_release(&err);
		free(once);
		free(twice);
	}
}

static void keys_are_made_from_any_text(void **state)
{
	static const struct {
		const char *text, *key;
	} rows[] = {
		{ "Srv 01 (old)", "Srv-01-old" }, { "--x--", "x" }, { "!!", "x" }, { "", "x" },
		{ "a//b", "a-b" }, { "host.example.com", "host.example.com" },
	};
	struct strbuf key = STRBUF_INIT, longer = STRBUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		strbuf_reset(&key);
		key_from_text(rows[i].text, &key);
		assert_string_equal(key.buf, rows[i].key);
		assert_true(key_is_valid(key.buf));
	}
	for (i = 0; i < 300; i++)
		strbuf_adds(&longer, "\xe5\xaf\x8c");
	strbuf_reset(&key);
	key_from_text(longer.buf, &key);
	assert_true(key_is_valid(key.buf) && !key_is_valid(longer.buf));
	strbuf_release(&key);
	strbuf_release(&longer);
}

static void key_texts_come_back(void **state)
{
	static const struct {
		const char *table, *text, *again; /* again NULL: refused */
	} rows[] = {
		{ "vendors", "trendmicro", "trendmicro" },
		{ "playbooks", "edr/R01", "edr/R01/normal" },
		{ "playbooks", "edr/R01/expedite", "edr/R01/expedite" },
		{ "coverage", "p/T1059", "p/T1059//" },
		{ "coverage", "p/T1059/win\\/dows/detect", "p/T1059/win\\/dows/detect" },
		{ "prices", "p/asset/eur/0010/", "p/asset/EUR/10/" },
		{ "calendars", "tokyo/2019-01-01T08:00/open", "tokyo/2019-01-01T08:00/open" },
		{ "playbooks", "edr", NULL },
		{ "vendors", "a/b", NULL },
		{ "vendors", "", NULL },
		{ "rates", "JPY/yesterday", NULL },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct err err = ERR_INIT;
		struct strbuf text = STRBUF_INIT;
		struct record r;
		int rc;

		record_init(&r, table_find(rows[i].table));
		rc = record_key_parse(&r, rows[i].text, &err);
		if (rows[i].again) {
			must(rc, &err);
			record_key_text(&r, &text);
			assert_string_equal(text.buf, rows[i].again);
		} else {
			assert_int_equal(rc, ERR_INPUT);
			assert_non_null(err.msg.id);
		}
		err_release(&err);
		strbuf_release(&text);
		record_release(&r);
	}
}

static void whole_rows_have_rules(void **state)
{
	static const struct {
		const char *words[14], *says; /* NULL: good */
	} rows[] = {
		{ { "vendors", "vendor", "x" }, NULL },
		{ { "vendors", "vendor", "x", "parent", "x" }, "names itself" },
		{ { "products", "product", "p" }, "column 'vendor': is empty" },
		{ { "products", "product", "p", "vendor", "v", "platforms", "windows>=10;macos" }, NULL },
		{ { "products", "product", "p", "vendor", "v", "platforms", ">=10" }, "platforms" },
		{ { "contracts", "contract", "c", "product", "p", "unit_price", "1" }, "currency" },
		{ { "contracts", "contract", "c", "product", "p", "starts", "2019-05-02", "ends",
		    "2019-05-01" }, "comes before" },
		{ { "prices", "product", "p", "unit", "asset", "currency", "EUR", "from_quantity", "1" },
		  "unit_price" },
		{ { "coverage", "product", "p", "capability", "c" }, "level" },
		{ { "coverage", "product", "p", "capability", "c", "tested", "no" }, NULL },
		{ { "playbooks", "playbook", "e", "step", "R1", "mode", "normal" }, "title" },
		{ { "playbooks", "playbook", "e", "step", "R1", "mode", "fast" }, NULL },
		{ { "playbooks", "playbook", "e", "step", "R1", "mode", "fast", "within", "R2" },
		  "R2+4h" },
		{ { "playbooks", "playbook", "e", "step", "R1", "mode", "fast", "workers", "10",
		    "max_workers", "9" }, "comes before" },
		{ { "dependencies", "from", "a", "to", "a", "type", "apart" }, "itself" },
		{ { "policy", "key", "wave_maxx", "value", "1" }, "'wave_max'" },
		{ { "policy", "key", "wave_max", "value", "many" }, "wave_max" },
		{ { "rates", "currency", "JPY", "date", "2019-01-01", "rate", "0" }, "rate" },
	};
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct err err = ERR_INIT;
		struct record r;
		int rc;

		record_init(&r, table_find(rows[i].words[0]));
		for (j = 1; rows[i].words[j]; j += 2)
			record_set(&r, rows[i].words[j], rows[i].words[j + 1]);
		rc = record_check(&r, &err);
		if (rows[i].says)
			fails_with(rc, ERR_INPUT, &err, rows[i].says);
		else
			must(rc, &err);
		record_release(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_become_canonical_or_are_refused),
		cmocka_unit_test(canonical_text_is_its_own_canonical_text),
		cmocka_unit_test(keys_are_made_from_any_text),
		cmocka_unit_test(key_texts_come_back),
		cmocka_unit_test(whole_rows_have_rules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
