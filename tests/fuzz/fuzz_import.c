/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libFuzzer entry: any file as `lifeboat import` takes it (CycloneDX, Navigator layers, STIX, mappings,
 * KEV, CSAF, calendars, inventories), into a workspace, as a dry run.  Nothing crashes, and a file that
 * is refused has a reason.
 */
#include "config.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/app.h"
#include "app/import.h"
#include "util/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void on_table(struct answer *a, const char *name, const struct answer_column *c, size_t n)
{
	(void)a;
	(void)name;
	(void)c;
	(void)n;
}
static void on_row(struct answer *a, const char *const *cells)
{
	(void)a;
	(void)cells;
}
static void on_end(struct answer *a)
{
	(void)a;
}
static void on_text(struct answer *a, const char *text)
{
	(void)a;
	(void)text;
}
static void on_raw(struct answer *a, const void *data, size_t n)
{
	(void)a;
	(void)data;
	(void)n;
}
static bool on_progress(struct answer *a, int permille, const char *stage)
{
	(void)a;
	(void)permille;
	(void)stage;
	return false;
}
static const struct answer_ops silent = {
	.table = on_table, .row = on_row, .end = on_end, .line = on_text, .note = on_text,
	.raw = on_raw, .progress = on_progress,
};

/* One workspace for all inputs, made at the first. */
struct bench {
	struct app app;
	struct answer answer;
	char folder[32], workspace[64], file[64];
	struct db *db;
};

static void bench_open(struct bench *b)
{
	struct err err = ERR_INIT;

	snprintf(b->folder, sizeof(b->folder), "%s/lb-fuzz.XXXXXX",
		 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (!mkdtemp(b->folder))
		abort();
	snprintf(b->workspace, sizeof(b->workspace), "%.31s/ws.db", b->folder);
	snprintf(b->file, sizeof(b->file), "%.31s/in.json", b->folder);
	b->answer.ops = &silent;
	if (app_init(&b->app, b->workspace, "2019-05-13T00:00:00Z", &err) < 0)
		abort();
	b->app.answer = &b->answer;
	if (app_create(&b->app, &err) < 0 || app_db(&b->app, &b->db, &err) < 0)
		abort();
}

static struct bench *the_bench(void)
{
	static struct bench b;

	return &b;
}

static void bench_close(void)
{
	static const char *const names[] = { "ws.db", "ws.db-wal", "ws.db-shm", "ws.db-lock", "in.json",
					     "in.json.rejected.csv" };
	struct bench *b = the_bench();
	char path[96];
	size_t i;

	app_release(&b->app);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%.31s/%s", b->folder, names[i]);
		unlink(path);
	}
	rmdir(b->folder);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bench *bench = the_bench();
	struct import_options o = { .dry_run = true, .os_user = "fuzz" };
	struct import_result result;
	struct strbuf why = STRBUF_INIT;
	struct err err = ERR_INIT;
	const char *path;

	if (!bench->db) {
		bench_open(bench);
		atexit(bench_close);
	}
	path = bench->file;
	if (file_write(path, (const char *)data, size, NULL) < 0)
		abort();
	if (app_now(&bench->app, &o.now, NULL) < 0)
		abort();
	import_result_init(&result);
	if (app_import(bench->db, &path, 1, &o, &result, &err) < 0) {
		err_render(&err, NULL, &why);
		if (!why.len)
			abort();
	}
	import_result_release(&result);
	err_release(&err);
	strbuf_release(&why);
	return 0;
}
