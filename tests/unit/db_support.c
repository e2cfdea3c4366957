/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "db_support.h"

#include <ftw.h>
#include <time.h>
#include <unistd.h>

static char current[4096];
static char names[64][4200];
static int n_names;

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

char *support_folder(void)
{
	const char *base = getenv("TMPDIR");

	snprintf(current, sizeof(current), "%s/lifeboat-test-XXXXXX", base && *base ? base : "/tmp");
	assert_non_null(mkdtemp(current));
	n_names = 0;
	return current;
}

void support_remove(char *folder)
{
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *support_path(const char *name)
{
	char path[sizeof(names[0])];
	int i;

	snprintf(path, sizeof(path), "%s/%s", current, name);
	for (i = 0; i < n_names; i++)
		if (strcmp(names[i], path) == 0)
			return names[i];
	assert_true(n_names < 64);
	memcpy(names[n_names], path, sizeof(path));
	return names[n_names++];
}

static void sentence(struct err *err, struct strbuf *out)
{
	err_render(err, NULL, out);
	err_release(err);
}

void support_must(int rc, struct err *err, const char *what, const char *file, int line)
{
	struct strbuf text = STRBUF_INIT;

	if (rc >= 0)
		return;
	sentence(err, &text);
	print_error("%s gave %d: %s\n", what, rc, text.buf);
	strbuf_release(&text);
	_fail(file, line);
}

void support_fails(int rc, int code, struct err *err, const char *part, const char *what,
		   const char *file, int line)
{
	struct strbuf text = STRBUF_INIT;
	int bad;

	sentence(err, &text);
	bad = rc != code || !strstr(text.buf, part);
	if (bad)
		print_error("%s gave %d, not %d, or '%s' is not in: %s\n", what, rc, code, part,
			    text.buf);
	strbuf_release(&text);
	if (bad)
		_fail(file, line);
}

struct db *support_open(const char *path, unsigned flags)
{
	struct err err = ERR_INIT;
	struct db *db = NULL;

	must(db_open(path, flags, &db, &err), &err);
	return db;
}

static int run_statement(struct db *db, void *sql, struct err *err)
{
	return db_exec(db, sql, err);
}

int support_write(struct db *db, const char *sql, struct err *err)
{
	return db_write(db, run_statement, (void *)(uintptr_t)sql, err);
}

int64_t support_int(struct db *db, const char *sql)
{
	struct err err = ERR_INIT;
	int64_t value = -1;

	must(db_get_int(db, sql, -1, &value, &err), &err);
	return value;
}

int support_full(void)
{
	const char *full = getenv("LIFEBOAT_FULL");

	return full && strcmp(full, "1") == 0;
}

int64_t support_now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
