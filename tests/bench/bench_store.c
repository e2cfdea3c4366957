/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How long the store takes for generated assets of 20 columns: first import, the same again, a
 * change of one row in a hundred, one edit, pages, counts, undo.
 *
 *	tests/bench/bench_store [ROWS [FOLDER]]      default 100000 rows in /tmp
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "model/change.h"
#include "model/store.h"
#include "model/undo.h"
#include "util/strbuf.h"

struct load {
	size_t n;
	size_t every; /* of so many rows one is changed; 0 none */
	bool installs;
};

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double cpu_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void fail(const char *what, struct err *err)
{
	struct strbuf text = STRBUF_INIT;

	err_render(err, NULL, &text);
	fprintf(stderr, "bench_store: %s: %s\n", what, text.buf);
	exit(1);
}

static int fill(struct record *r, const struct load *load, size_t i, struct err *err)
{
	static const char *const columns[] = { "asset", "name", "kind", "os", "os_version", "site",
		"owner", "business_service", "criticality", "zone", "environment", "quantity",
		"serial", "tag", "ip", "mac", "user", "last_seen", "tags", "notes" };
	static const char *const texts[] = { "pc-%07zu", "Workstation %zu of the floor",
		"workstation", "windows", "10.0.1904%zu", "site-1", "owner-%zu", "service-%zu", "%zu",
		"office", "production", "1", "SN%09zu", "TAG%08zu", "10.1.2.%zu",
		"02:00:00:00:00:%02zu", "user.%zu", "2019-05-11T20:36:00Z", "pci;floor-%zu",
		"Imported from the generated inventory, row %zu." };
	size_t moduli[] = { 0, 0, 0, 0, 10, 0, 97, 41, 5, 0, 0, 0, 0, 0, 250, 90, 5000, 0, 13, 0 };
	struct strbuf text = STRBUF_INIT;
	size_t j;
	int rc = 0;

	record_clear(r);
	for (j = 0; rc == 0 && j < 20; j++) {
		size_t v = moduli[j] ? i % moduli[j] : i;
		int c = table_column(r->table, columns[j]);

		strbuf_reset(&text);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"
		strbuf_addf(&text, texts[j], j == 8 ? v + 1 : v);
#pragma GCC diagnostic pop
		if (j == 1 && load->every && i % load->every == 0)
			strbuf_adds(&text, " (moved)");
		rc = value_canonical(&r->table->columns[c], text.buf, &r->cell[c], err);
	}
	strbuf_release(&text);
	return rc;
}

static int import(struct change *c, void *context, struct err *err)
{
	struct load *load = context;
	struct record r, install;
	size_t i;
	int rc = 0;

	record_init(&r, table_find("assets"));
	record_init(&install, table_find("installs"));
	record_set(&install, "product", "edr");
	record_set(&install, "version", "14.0");
	for (i = 0; rc == 0 && i < load->n; i++) {
		/* not in key order, as in life */
		rc = fill(&r, load, i * 7919 % load->n, err);
		if (rc == 0)
			rc = change_put(c, &r, CHANGE_ALL_CELLS, PUT_ANY, NULL, err);
		if (rc == 0 && load->installs) {
			record_set(&install, "asset", record_get(&r, "asset"));
			rc = change_put(c, &install, CHANGE_ALL_CELLS, PUT_ANY, NULL, err);
		}
	}
	record_release(&r);
	record_release(&install);
	return rc;
}

static int base_rows(struct change *c, void *context, struct err *err)
{
	static const char *const rows[][5] = {
		{ "vendors", "vendor", "v", NULL, NULL },
		{ "products", "product", "edr", "vendor", "v" },
		{ "sites", "site", "site-1", NULL, NULL },
	};
	size_t i;
	int rc = 0;

	(void)context;
	for (i = 0; rc == 0 && i < 3; i++) {
		struct record r;

		record_init(&r, table_find(rows[i][0]));
		record_set(&r, rows[i][1], rows[i][2]);
		if (rows[i][3])
			record_set(&r, rows[i][3], rows[i][4]);
		rc = change_put(c, &r, CHANGE_ALL_CELLS, PUT_ANY, NULL, err);
		record_release(&r);
	}
	return rc;
}

static void timed(const char *what, struct db *db, change_fn *fn, struct load *load, unsigned flags)
{
	struct change_info info = { .now = 1557738000, .os_user = "bench", .action = "import",
				    .source = "generated", .flags = flags };
	struct change_counts n;
	struct err err = ERR_INIT;
	double start = now_s(), cpu = cpu_s();

	if (change_run(db, &info, fn, load, &n, &err) < 0)
		fail(what, &err);
	printf("%-32s %8.3f s  %8.3f s cpu  %lld added, %lld updated, %lld unchanged\n", what,
	       now_s() - start, cpu_s() - cpu, (long long)n.added, (long long)n.updated, (long long)n.unchanged);
}

static int fill_only(const struct load *load)
{
	struct record r;
	struct err err = ERR_INIT;
	double start = cpu_s();
	size_t i;

	record_init(&r, table_find("assets"));
	for (i = 0; i < load->n; i++)
		if (fill(&r, load, i, &err) < 0)
			fail("cells", &err);
	record_release(&r);
	printf("%-32s %10s  %8.3f s cpu\n", "cells alone", "", cpu_s() - start);
	return 0;
}

static void reading(struct db *db, size_t n)
{
	struct store_query q = { .table = table_find("assets"), .sort = -1 };
	struct record rows[50], from;
	struct err err = ERR_INIT;
	int64_t count;
	size_t i, got;
	double start;

	for (i = 0; i < 50; i++)
		record_init(&rows[i], q.table);
	record_init(&from, q.table);
	start = now_s();
	if (store_page(db, &q, NULL, true, 50, rows, &got, &err) < 0)
		fail("page", &err);
	printf("%-32s %8.3f ms\n", "last page of 50 by key", (now_s() - start) * 1e3);
	record_copy(&from, &rows[0]);
	q.sort = table_column(q.table, "name");
	start = now_s();
	if (store_page(db, &q, &from, true, 50, rows, &got, &err) < 0)
		fail("page", &err);
	printf("%-32s %8.3f ms\n", "page of 50 by name", (now_s() - start) * 1e3);
	start = now_s();
	q.sort = -1;
	if (store_count(db, &q, &count, &err) < 0 || count != (int64_t)n)
		fail("count", &err);
	printf("%-32s %8.3f ms\n", "count", (now_s() - start) * 1e3);
	for (i = 0; i < 50; i++)
		record_release(&rows[i]);
	record_release(&from);
}

int main(int argc, char **argv)
{
	size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 100000;
	struct load load = { n, 0, false }, changed = { n, 100, false }, with = { n, 100, true };
	struct load one = { 1, 0, false };
	struct change_info info = { .now = 1557738000, .os_user = "bench", .action = "undo" };
	static const char *const ends[] = { "", "-wal", "-shm", "-lock" };
	struct strbuf path = STRBUF_INIT;
	size_t length, i;
	struct rusage usage;
	struct err err = ERR_INIT;
	struct db *db;
	double start;

	strbuf_addf(&path, "%s/bench-store-%ld.db", argc > 2 ? argv[2] : "/tmp", (long)getpid());
	length = path.len;
	if (db_open(path.buf, DB_CREATE, &db, &err) < 0)
		fail("open", &err);
	fill_only(&load);
	timed("a few rows", db, base_rows, NULL, 0);
	timed("first import", db, import, &load, CHANGE_IMPORT);
	timed("the same again", db, import, &load, CHANGE_IMPORT);
	timed("one row in a hundred", db, import, &changed, CHANGE_IMPORT);
	timed("installs beside", db, import, &with, CHANGE_IMPORT);
	timed("one edit", db, import, &one, 0);
	reading(db, n);
	start = now_s();
	if (undo_last(db, &info, NULL, NULL, &err) < 0)
		fail("undo", &err);
	printf("%-32s %8.3f ms\n", "undo of the edit", (now_s() - start) * 1e3);
	start = now_s();
	if (undo_last(db, &info, NULL, NULL, &err) < 0)
		fail("undo", &err);
	printf("%-32s %8.3f s\n", "undo of the installs", now_s() - start);
	getrusage(RUSAGE_SELF, &usage);
	printf("%-32s %8ld MB\n", "peak memory", usage.ru_maxrss / 1024);
	db_close(db);
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		strbuf_setlen(&path, length);
		strbuf_adds(&path, ends[i]);
		unlink(path.buf);
	}
	strbuf_release(&path);
	return 0;
}
