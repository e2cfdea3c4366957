/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include <dirent.h>

#include "app/import.h"
#include "io/workbook.h"
#include "model/store.h"
#include "util/date.h"
#include "util/file.h"

#define NOW INT64_C(1557705600) /* 2019-05-13 */

static char folder[64];

struct fixture {
	struct db *db;
	struct import_result result;
	struct err err;
	char rejects[96];
};

static void scratch_path(char *out, size_t size, const char *name)
{
	snprintf(out, size, "%s/%s", folder, name);
}

static int make_folder(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/lifeboat-import-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	char command[128];

	(void)state;
	/* the folder is our own, made above */
	snprintf(command, sizeof(command), "rm -rf -- '%s'", folder);
	return system(command); /* lint: allow banned */
}

static int open_workspace(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	static int number;
	char path[96], name[32];

	snprintf(name, sizeof(name), "w%d.db", number++);
	scratch_path(path, sizeof(path), name);
	scratch_path(f->rejects, sizeof(f->rejects), "rejects");
	msg_init(&f->err.msg);
	import_result_init(&f->result);
	*state = f;
	return db_open(path, DB_CREATE, &f->db, &f->err);
}

static int close_workspace(void **state)
{
	struct fixture *f = *state;

	import_result_release(&f->result);
	err_release(&f->err);
	db_close(f->db);
	free(f);
	return 0;
}

static void data_path(struct strbuf *out, const char *name)
{
	const char *top = getenv("TOP_SRCDIR");

	strbuf_reset(out);
	strbuf_addf(out, "%s/tests/data/inventories/%s", top ? top : ".", name);
}

static bool shared_path(struct strbuf *out, const char *name)
{
	static const char *const up[] = { "..", "../..", "../../.." };
	const char *top = getenv("TOP_SRCDIR");

	for (size_t i = 0; i < 3; i++) {
		strbuf_reset(out);
		strbuf_addf(out, "%s/%s/shared/data/%s", top ? top : ".", up[i], name);
		if (access(out->buf, R_OK) == 0)
			return true;
	}
	return false;
}

static int import_with(struct fixture *f, const char *path, struct import_options o)
{
	import_result_release(&f->result);
	import_result_init(&f->result);
	err_release(&f->err);
	o.rejects = f->rejects;
	o.now = NOW;
	return app_import(f->db, &path, 1, &o, &f->result, &f->err);
}

static int import_path(struct fixture *f, const char *path)
{
	return import_with(f, path, (struct import_options){ .as = NULL });
}

static void say(const struct fixture *f)
{
	struct strbuf text = STRBUF_INIT;

	err_render(&f->err, NULL, &text);
	print_message("# error: %s\n", text.buf);
	for (size_t i = 0; i < f->result.files.n; i++) {
		const struct import_file *file = f->result.files.items[i];

		strbuf_reset(&text);
		err_render(&file->refused, NULL, &text);
		print_message("# %s tool=%s read=%lld rejected=%lld refused=%s\n", file->path,
			      file->tool_id ? file->tool_id : "-", (long long)file->read,
			      (long long)file->rejected, text.buf);
		for (size_t j = 0; j < file->counts.n; j++)
			print_message("#   %s +%lld ~%lld =%lld\n", file->counts.items[j].table->name,
				      (long long)file->counts.items[j].added,
				      (long long)file->counts.items[j].updated,
				      (long long)file->counts.items[j].unchanged);
		for (size_t j = 0; j < file->rejects.n && j < 10; j++) {
			strbuf_reset(&text);
			import_reject_text(file, j, NULL, &text);
			print_message("#   %s\n", text.buf);
		}
		for (size_t j = 0; j < file->notes.n; j++) {
			strbuf_reset(&text);
			msg_render(&file->notes.items[j], NULL, &text);
			print_message("#   note: %s\n", text.buf);
		}
	}
	strbuf_release(&text);
}

/* One cell of a row; "" when empty, "?" when the row is not there. */
static void assert_cell(struct fixture *f, const char *table, const char *key, const char *column,
			const char *expected)
{
	struct record r;
	struct err err = ERR_INIT;
	const char *got = "?";

	record_init(&r, table_find(table));
	if (store_get_key(f->db, table_find(table), key, &r, &err) == 0) {
		got = record_get(&r, column);
		got = got ? got : "";
	}
	if (strcmp(got, expected) != 0)
		print_message("# %s %s %s\n", table, key, column);
	assert_string_equal(got, expected);
	record_release(&r);
	err_release(&err);
}

static int64_t count_rows(struct fixture *f, const char *table)
{
	struct store_query q = { .table = table_find(table), .sort = -1 };
	int64_t n = -1;

	assert_int_equal(store_count(f->db, &q, &n, NULL), 0);
	return n;
}

static void assert_nothing_changes(struct fixture *f, const char *path)
{
	int rc = import_path(f, path);

	if (rc < 0 || f->result.counts.added || f->result.counts.updated || f->result.counts.deleted)
		say(f);
	assert_int_equal(rc, 0);
	assert_int_equal(f->result.counts.added, 0);
	assert_int_equal(f->result.counts.updated, 0);
	assert_int_equal(f->result.counts.deleted, 0);
}

static void every_tool_is_recognised_and_imported_twice(void **state)
{
	static const struct {
		const char *name, *tool;
		int64_t read, rejected;
		const char *table;
		int64_t added;
	} t[] = {
		{ "DevicesWithInventory_1.csv", "intune", 3, 0, "assets", 3 },
		{ "exportDevice_1.csv", "entra", 2, 0, "assets", 2 },
		{ "fleet_hosts_crowdstrike.csv", "crowdstrike", 3, 1, "assets", 2 },
		{ "hosts_report.csv", "crowdstrike", 1, 0, "assets", 1 },
		{ "hosts_fleet.csv", "fleet", 2, 0, "assets", 2 },
		{ "MUT-computers.csv", "jamf", 2, 0, "assets", 2 },
		{ "ci_export_1.csv", "freshservice", 1, 0, "assets", 1 },
		{ "netbox_devices.csv", "netbox", 2, 0, "assets", 2 },
		{ "netbox_import.csv", "netbox", 1, 0, "assets", 1 },
		{ "aws_import.csv", "aws-ads", 1, 0, "assets", 1 },
		{ "vmInfo.csv", "google-mc", 1, 0, "assets", 1 },
		{ "glpi_like.csv", NULL, 2, 0, "assets", 2 },
		{ "ambiguous.csv", NULL, 2, 0, "assets", 2 },
		{ "utf16.csv", NULL, 1, 0, "assets", 1 },
		{ "licences_eu.csv", "snipe-it-licences", 3, 1, "contracts", 2 },
		{ "holidays.ics", NULL, 4, 1, "calendars", 2 },
		{ "bom.json", NULL, 5, 1, "products", 3 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		struct strbuf path = STRBUF_INIT;
		const struct import_file *file;
		struct fixture *f = NULL;
		int rc;

		assert_int_equal(open_workspace((void **)&f), 0);
		data_path(&path, t[i].name);
		rc = import_path(f, path.buf);
		file = f->result.files.items[0];
		if (rc < 0 || file->read != t[i].read || file->rejected != t[i].rejected ||
		    count_rows(f, t[i].table) != t[i].added) {
			say(f);
			print_message("# %s: %lld\n", t[i].table, (long long)count_rows(f, t[i].table));
		}
		assert_int_equal(rc, 0);
		assert_int_equal(file->refused.code, 0);
		if (t[i].tool)
			assert_string_equal(file->tool_id, t[i].tool);
		else
			assert_null(file->tool_id);
		assert_int_equal(file->read, t[i].read);
		assert_int_equal(file->rejected, t[i].rejected);
		assert_int_equal(count_rows(f, t[i].table), t[i].added);
		assert_nothing_changes(f, path.buf);
		assert_int_equal(f->result.files.items[0]->rejected, t[i].rejected);
		close_workspace((void **)&f);
		strbuf_release(&path);
	}
}

/* Three tools tell of the same machines. */
static void machines_are_found_again_across_tools(void **state)
{
	static const char *const names[] = { "DevicesWithInventory_1.csv", "fleet_hosts_crowdstrike.csv",
					     "exportDevice_1.csv", "hosts_fleet.csv",
					     "MUT-computers.csv" };
	struct fixture *f = *state;
	struct strbuf path = STRBUF_INIT;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		data_path(&path, names[i]);
		assert_int_equal(import_path(f, path.buf), 0);
	}
	/* intune 3, crowdstrike +1 server, entra +1 mac, fleet finds that mac by name and adds a
	 * server, jamf finds it by serial and adds one */
	assert_int_equal(count_rows(f, "assets"), 7);
	assert_cell(f, "assets", "TKY-LT-001", "os", "windows");
	assert_cell(f, "assets", "TKY-LT-001", "os_version", "11");
	assert_cell(f, "assets", "TKY-LT-001", "kind", "workstation");
	assert_cell(f, "assets", "TKY-LT-001", "serial", "PF2ABCD1");
	assert_cell(f, "assets", "TKY-LT-001", "mac", "a0:b1:c2:d3:e4:f5");
	assert_cell(f, "assets", "TKY-LT-001", "site", "tokyo-hq");
	assert_cell(f, "assets", "TKY-LT-001", "tags", "pci;vip");
	assert_cell(f, "assets", "OSA-LT-002", "kind", "vm");
	assert_cell(f, "assets", "OSA-LT-002", "serial", "");
	assert_cell(f, "assets", "iPhone-of-Abe", "kind", "mobile");
	assert_cell(f, "assets", "iPhone-of-Abe", "last_seen", "");
	assert_cell(f, "assets", "TKY-SRV-01", "os", "windows-server");
	assert_cell(f, "assets", "TKY-SRV-01", "os_version", "2019");
	assert_cell(f, "assets", "TKY-SRV-01", "last_seen", "2024-05-01T23:59:00Z");
	assert_cell(f, "sites", "tokyo-hq", "name", "Tokyo HQ");
	assert_cell(f, "sites", "tokyo-hq", "timezone", "");
	assert_cell(f, "products", "crowdstrike-falcon", "vendor", "crowdstrike");
	assert_cell(f, "installs", "TKY-LT-001/crowdstrike-falcon", "version", "7.14.18408.0");
	assert_cell(f, "installs", "TKY-LT-001/crowdstrike-falcon", "uninstall_protection", "token");
	assert_cell(f, "installs", "TKY-SRV-01/crowdstrike-falcon", "agent_id", "0f0f02");
	assert_cell(f, "installs", "TKY-LT-001/microsoft-intune", "agent_id", "a1b2c3d4-0001");
	assert_cell(f, "assets", "e-002", "tag", "M-0007");
	strbuf_release(&path);
}

static void values_mean_what_the_tool_means(void **state)
{
	struct fixture *f = *state;
	struct strbuf path = STRBUF_INIT;

	data_path(&path, "netbox_devices.csv");
	assert_int_equal(import_path(f, path.buf), 0);
	assert_cell(f, "assets", "sw-core-1", "kind", "network");
	assert_cell(f, "assets", "sw-core-1", "tag", "");
	assert_cell(f, "assets", "sw-core-1", "tags", "core;prod");
	assert_cell(f, "assets", "sw-core-1", "notes", "Juniper EX4650");
	assert_cell(f, "assets", "A-12", "os", "esxi");
	data_path(&path, "glpi_like.csv");
	assert_int_equal(import_path(f, path.buf), 0);
	assert_cell(f, "assets", "1024", "tag", "1024");
	assert_cell(f, "assets", "1024", "ip", "10.3.0.1;fe80::1");
	assert_cell(f, "assets", "1024", "last_seen", "2024-03-05T08:12:00Z");
	assert_cell(f, "assets", "1025", "serial", "");
	data_path(&path, "licences_eu.csv");
	assert_int_equal(import_path(f, path.buf), 0);
	assert_cell(f, "contracts", "LIC-1", "unit_price", "123.45");
	assert_cell(f, "contracts", "LIC-1", "currency", "EUR");
	assert_cell(f, "contracts", "LIC-1", "quantity", "10");
	assert_cell(f, "contracts", "LIC-1", "starts", "2023-03-24");
	assert_cell(f, "contracts", "LIC-1", "ends", "2025-12-31");
	assert_cell(f, "contracts", "LIC-2", "unit_price", "330");
	assert_cell(f, "products", "mail-filter", "vendor", "acme-security");
	data_path(&path, "holidays.ics");
	assert_int_equal(import_path(f, path.buf), 0);
	assert_cell(f, "calendars", "berlin-holidays/2019-05-30T00:00/closed", "duration", "1d");
	assert_cell(f, "calendars", "berlin-holidays/2019-06-01T22:00/open", "duration", "4h");
	assert_cell(f, "calendars", "berlin-holidays/2019-06-01T22:00/open", "rrule",
		    "FREQ=WEEKLY;BYDAY=SA");
	data_path(&path, "bom.json");
	assert_int_equal(import_path(f, path.buf), 0);
	assert_cell(f, "installs", "Pay-Portal/libfoo", "version", "1.2");
	assert_cell(f, "installs", "Pay-Portal/libbar", "version", "3");
	assert_cell(f, "products", "geo-api", "vendor", "geo-inc");
	strbuf_release(&path);
}

static void what_needs_another_moves_after_it(void **state)
{
	static const char *const names[] = { "vmInfo.csv", "aws_import.csv", "netbox_devices.csv",
					     "azure_dependencies.csv" };
	struct fixture *f = *state;
	struct strbuf path = STRBUF_INIT;

	for (size_t i = 0; i < 4; i++) {
		data_path(&path, names[i]);
		assert_int_equal(import_path(f, path.buf), 0);
	}
	assert_string_equal(f->result.files.items[0]->tool_id, "azure-dependencies");
	assert_int_equal(f->result.files.items[0]->read, 5);
	assert_int_equal(f->result.files.items[0]->rejected, 1);
	assert_int_equal(count_rows(f, "dependencies"), 2);
	assert_cell(f, "dependencies", "ext-1/vm-1/before", "type", "before");
	assert_cell(f, "dependencies", "A-12/ext-1/together", "type", "together");
	assert_nothing_changes(f, path.buf);
	strbuf_release(&path);
}

static void write_text(char *path, size_t size, const char *name, const char *text)
{
	scratch_path(path, size, name);
	assert_int_equal(file_write(path, text, strlen(text), NULL), 0);
}

static void doubts_are_told_and_a_map_file_decides(void **state)
{
	struct fixture *f = *state;
	struct strbuf path = STRBUF_INIT, note = STRBUF_INIT;
	char map[96];

	data_path(&path, "ambiguous.csv");
	assert_int_equal(import_path(f, path.buf), 0);
	for (size_t i = 0; i < f->result.files.items[0]->notes.n; i++)
		msg_render(&f->result.files.items[0]->notes.items[i], NULL, &note);
	assert_non_null(strstr(note.buf, "Last seen,assets.last_seen,d/m/y or m/d/y"));
	assert_non_null(strstr(note.buf, "'Hostname' was taken"));
	assert_cell(f, "assets", "pc-1", "last_seen", "");
	assert_cell(f, "assets", "pc-1", "name", "pc-1");
	write_text(map, sizeof(map), "map.csv",
		   "source,target,pattern\nLast seen,assets.last_seen,m/d/y\n"
		   "Computer Name,notes,\n,kind,workstation\n");
	assert_int_equal(import_with(f, path.buf, (struct import_options){ .map = map }), 0);
	assert_int_equal(f->result.counts.updated, 2);
	assert_cell(f, "assets", "pc-1", "last_seen", "2024-01-02T00:00:00Z");
	write_text(map, sizeof(map), "bad.csv", "source,target\nLast seen,assets.colour\n");
	assert_int_equal(import_with(f, path.buf, (struct import_options){ .map = map }), ERR_INPUT);
	strbuf_reset(&note);
	err_render(&f->err, NULL, &note);
	assert_non_null(strstr(note.buf, "bad.csv:2: column 'target': 'assets.colour' is no field"));
	assert_int_equal(import_with(f, path.buf, (struct import_options){ .tool = "abacus" }),
			 ERR_USAGE);
	strbuf_release(&path);
	strbuf_release(&note);
}

static void rejected_rows_can_be_mended_and_come_in(void **state)
{
	struct fixture *f = *state;
	char path[96], rejected[160];
	struct strbuf text = STRBUF_INIT;

	write_text(path, sizeof(path), "assets.csv",
		   "asset,name,kind,criticality,site,quantity\n"
		   "a1,One,server,5,,\n"
		   "a2,Two,toaster,1,,\n"
		   "a1,Again,server,1,,\n"
		   "a4,\"Four,server,1,,\n"
		   "a5,Five,server,9,,\n"
		   "a6,Six,server,1,nowhere,\n"
		   "a7,Seven,server,1,,,extra\n"
		   "a8,Eight,server,2,,3\n");
	assert_int_equal(import_path(f, path), 0);
	if (f->result.files.items[0]->rejected != 6)
		say(f);
	assert_int_equal(f->result.files.items[0]->read, 8);
	assert_int_equal(f->result.files.items[0]->rejected, 6);
	assert_int_equal(f->result.files.items[0]->counts.items[0].added, 2);
	assert_int_equal(count_rows(f, "assets"), 2);
	assert_cell(f, "assets", "a8", "quantity", "3");
	assert_cell(f, "assets", "a1", "quantity", "1");
	snprintf(rejected, sizeof(rejected), "%s/assets.csv.rejected.csv", f->rejects);
	assert_string_equal(f->result.files.items[0]->rejects_path, rejected);
	assert_int_equal(file_read(rejected, 100000, &text, NULL), 0);
	assert_non_null(strstr(text.buf, "asset,name,kind,criticality,site,quantity,reason\r\n"));
	assert_non_null(strstr(text.buf, "a2,Two,toaster,1,,,"));
	assert_non_null(strstr(text.buf, "a6,Six,server,1,nowhere,,"));
	assert_non_null(strstr(text.buf, "a7,Seven,server,1,,,"));
	assert_null(strstr(text.buf, "a8,"));
	/* mended: only the surplus columns and one kind */
	write_text(path, sizeof(path), "mended.csv",
		   "asset,name,kind,criticality,site,quantity,reason\na2,Two,server,1,,,because\n");
	assert_int_equal(import_path(f, path), 0);
	assert_int_equal(f->result.files.items[0]->notes.n, 0);
	assert_cell(f, "assets", "a2", "kind", "server");
	strbuf_release(&text);
}

static void a_dry_run_writes_nothing(void **state)
{
	struct fixture *f = *state;
	char path[96], rejected[192];

	write_text(path, sizeof(path), "dry.csv", "asset,name,kind\nb1,One,server\nb2,Two,toaster\n");
	assert_int_equal(import_with(f, path, (struct import_options){ .dry_run = true }), 0);
	assert_int_equal(f->result.counts.added, 1);
	assert_int_equal(f->result.files.items[0]->rejected, 1);
	assert_null(f->result.files.items[0]->rejects_path);
	assert_int_equal(count_rows(f, "assets"), 0);
	snprintf(rejected, sizeof(rejected), "%s/dry.csv.rejected.csv", f->rejects);
	assert_int_equal(access(rejected, F_OK), -1);
}

static void files_that_cannot_be_used_are_refused_by_name(void **state)
{
	static const struct {
		const char *name, *text, *says;
	} t[] = {
		{ "empty.csv", "", "is empty" },
		{ "x.csv", "colour,size\nred,1\n", "cannot tell what its rows are" },
		{ "places.csv", "id,name\n1,Here\n", "cannot tell what its rows are" },
		{ "y.json", "{\"a\": 1}", "of a kind that cannot be imported" },
		{ "z.json", "{\"a\": ", "not JSON" },
		{ "c.ics", "BEGIN:VCALENDAR\nnothing", NULL },
	};
	struct fixture *f = *state;
	struct strbuf text = STRBUF_INIT;
	char path[96];

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		int rc;

		write_text(path, sizeof(path), t[i].name, t[i].text);
		rc = import_path(f, path);
		if (!t[i].says)
			continue;
		assert_int_equal(rc, ERR_INPUT);
		strbuf_reset(&text);
		err_render(&f->err, NULL, &text);
		if (!strstr(text.buf, t[i].says))
			print_message("# %s\n", text.buf);
		assert_non_null(strstr(text.buf, t[i].says));
		assert_non_null(strstr(text.buf, path));
	}
	assert_int_equal(import_path(f, "/nonexistent/file.csv"), ERR_MISSING);
	/* one good file beside bad ones still comes in */
	write_text(path, sizeof(path), "places.csv", "site,name\ns1,Here\n");
	assert_int_equal(import_with(f, path, (struct import_options){ .as = "sites" }), 0);
	assert_int_equal(count_rows(f, "sites"), 1);
	strbuf_release(&text);
}

static void all_shared_files_come_in_twice(void **state)
{
	struct fixture *f = *state;
	struct strbuf path = STRBUF_INIT;

	if (!shared_path(&path, "inventories")) {
		print_message("# no shared data\n");
		strbuf_release(&path);
		skip();
	}
	assert_int_equal(import_path(f, path.buf), 0);
	say(f);
	assert_int_equal(import_result_refused(&f->result), 0);
	assert_nothing_changes(f, path.buf);
	strbuf_release(&path);
}

/* Hostile files contradict each other: each gets a workspace of its own. */
static void every_hostile_file_comes_in_twice(void **state)
{
	struct strbuf path = STRBUF_INIT, folder_path = STRBUF_INIT;
	struct dirent *d;
	DIR *dir;

	(void)state;
	if (!shared_path(&folder_path, "badinput/generated")) {
		print_message("# no shared data\n");
		strbuf_release(&folder_path);
		skip();
	}
	dir = opendir(folder_path.buf);
	assert_non_null(dir);
	while ((d = readdir(dir))) {
		struct fixture *f = NULL;
		int rc;

		if (d->d_name[0] == '.')
			continue;
		strbuf_reset(&path);
		strbuf_addf(&path, "%s/%s", folder_path.buf, d->d_name);
		assert_int_equal(open_workspace((void **)&f), 0);
		rc = import_path(f, path.buf);
		assert_true(rc == 0 || rc == ERR_INPUT);
		assert_int_equal(f->result.files.n, 1);
		if (rc == 0)
			assert_nothing_changes(f, path.buf);
		close_workspace((void **)&f);
	}
	closedir(dir);
	strbuf_release(&path);
	strbuf_release(&folder_path);
}

static void assert_same_folder(const char *a, const char *b)
{
	for (size_t i = 0; i < model_n_tables; i++) {
		struct strbuf path = STRBUF_INIT, x = STRBUF_INIT, y = STRBUF_INIT;

		if (!(model_tables[i]->flags & TABLE_WORKBOOK))
			continue;
		strbuf_addf(&path, "%s/%s.csv", a, model_tables[i]->name);
		assert_int_equal(file_read(path.buf, 1 << 28, &x, NULL), 0);
		strbuf_reset(&path);
		strbuf_addf(&path, "%s/%s.csv", b, model_tables[i]->name);
		assert_int_equal(file_read(path.buf, 1 << 28, &y, NULL), 0);
		if (x.len != y.len || memcmp(x.buf, y.buf, x.len) != 0)
			print_message("# %s differs\n", model_tables[i]->name);
		assert_int_equal(x.len, y.len);
		assert_memory_equal(x.buf, y.buf, x.len);
		strbuf_release(&path);
		strbuf_release(&x);
		strbuf_release(&y);
	}
}

static void the_demo_workbook_survives_the_round_trip(void **state)
{
	const char *top = getenv("TOP_SRCDIR");
	struct strbuf path = STRBUF_INIT;
	struct fixture *f = *state, *g = NULL;
	char first[96], second[96];
	int64_t rows;

	strbuf_addf(&path, "%s/data/demo/fxmsp", top ? top : ".");
	if (access(path.buf, R_OK) != 0) {
		print_message("# no demo workbook\n");
		strbuf_release(&path);
		skip();
	}
	if (import_path(f, path.buf) < 0 || import_result_rejected(&f->result))
		say(f);
	assert_int_equal(import_result_refused(&f->result), 0);
	assert_int_equal(import_result_rejected(&f->result), 0);
	assert_nothing_changes(f, path.buf);
	scratch_path(first, sizeof(first), "wb/first");
	scratch_path(second, sizeof(second), "wb/second");
	assert_int_equal(workbook_export(f->db, first, 0, &rows, &f->err), 0);
	assert_true(rows > 2000);
	assert_int_equal(open_workspace((void **)&g), 0);
	assert_int_equal(import_path(g, first), 0);
	assert_int_equal(workbook_export(g->db, second, 0, NULL, &g->err), 0);
	assert_same_folder(first, second);
	assert_nothing_changes(g, first);
	close_workspace((void **)&g);
	strbuf_release(&path);
}

static void hostile_cells_survive_the_round_trip(void **state)
{
	static const char text[] = "vendor,name,notes\r\nv1,\"a \"\"quoted\"\" name\",'=1+1\r\n"
				   "v2,=cmd|' /C calc'!A0,\"two\nlines\"\r\nv3,東京,\"''=x\"\r\n";
	struct fixture *f = *state, *g = NULL;
	char book[96], again[96], path[112];

	scratch_path(book, sizeof(book), "hostile");
	assert_int_equal(file_make_dirs(book, NULL), 0);
	snprintf(path, sizeof(path), "%s/vendors.csv", book);
	assert_int_equal(file_write(path, text, sizeof(text) - 1, NULL), 0);
	assert_int_equal(import_path(f, book), 0);
	assert_cell(f, "vendors", "v1", "notes", "'=1+1");
	assert_cell(f, "vendors", "v2", "notes", "two\nlines");
	scratch_path(again, sizeof(again), "hostile2");
	assert_int_equal(workbook_export(f->db, again, 0, NULL, NULL), 0);
	assert_int_equal(open_workspace((void **)&g), 0);
	assert_int_equal(import_path(g, again), 0);
	assert_cell(g, "vendors", "v1", "notes", "'=1+1");
	assert_cell(g, "vendors", "v3", "notes", "''=x");
	/* the guarded form comes back the same when it is said to be guarded */
	scratch_path(again, sizeof(again), "hostile3");
	assert_int_equal(workbook_export(f->db, again, 1, NULL, NULL), 0);
	assert_int_equal(import_with(g, again, (struct import_options){ .guarded = true }), 0);
	assert_int_equal(g->result.counts.updated + g->result.counts.added, 0);
	close_workspace((void **)&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_tool_is_recognised_and_imported_twice),
		cmocka_unit_test_setup_teardown(machines_are_found_again_across_tools,
						open_workspace, close_workspace),
		cmocka_unit_test_setup_teardown(values_mean_what_the_tool_means, open_workspace,
						close_workspace),
		cmocka_unit_test_setup_teardown(what_needs_another_moves_after_it, open_workspace,
						close_workspace),
		cmocka_unit_test_setup_teardown(doubts_are_told_and_a_map_file_decides,
						open_workspace, close_workspace),
		cmocka_unit_test_setup_teardown(rejected_rows_can_be_mended_and_come_in,
						open_workspace, close_workspace),
		cmocka_unit_test_setup_teardown(a_dry_run_writes_nothing, open_workspace,
						close_workspace),
		cmocka_unit_test_setup_teardown(files_that_cannot_be_used_are_refused_by_name,
						open_workspace, close_workspace),
		cmocka_unit_test_setup_teardown(all_shared_files_come_in_twice, open_workspace,
						close_workspace),
		cmocka_unit_test(every_hostile_file_comes_in_twice),
		cmocka_unit_test_setup_teardown(the_demo_workbook_survives_the_round_trip,
						open_workspace, close_workspace),
		cmocka_unit_test_setup_teardown(hostile_cells_survive_the_round_trip, open_workspace,
						close_workspace),
	};

	return cmocka_run_group_tests_name("import", tests, make_folder, remove_folder);
}
