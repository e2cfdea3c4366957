/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "work.h"

#include <sys/mman.h>
#include <unistd.h>

#include "../unit/db_support.h"
#include "model/journal.h"

struct job {
	int writer, number;
};

static void key_of(const struct job *j, char key[32])
{
	snprintf(key, 32, "w%d-%d", j->writer, j->number);
}

static int write_row(struct db *db, void *context, struct err *err)
{
	struct journal_entry e = { .at = "2019-05-13T09:00:00Z", .os_user = "test",
				   .action = "set", .object_table = "workspace" };
	struct stmt *s;
	char key[32];
	int rc = db_prepare(db, "INSERT INTO workspace (name, value) VALUES ($1, $2)", &s, err);

	if (rc < 0)
		return rc;
	key_of(context, key);
	stmt_bind_text(s, 1, key);
	stmt_bind_text(s, 2, "a value of some forty bytes, as cells have");
	rc = stmt_step(s, err);
	stmt_done(s);
	e.object_key = key;
	return rc < 0 ? rc : journal_append(db, &e, NULL, err);
}

int work_write(struct db *db, int writer, int number, struct err *err)
{
	struct job j = { writer, number };

	return db_write(db, write_row, &j, err);
}

bool work_has(struct db *db, int writer, int number)
{
	struct err err = ERR_INIT;
	struct job j = { writer, number };
	struct stmt *s;
	char key[32];
	int rc;

	key_of(&j, key);
	must(db_prepare(db, "SELECT 1 FROM workspace WHERE name = $1", &s, &err), &err);
	stmt_bind_text(s, 1, key);
	rc = stmt_step(s, &err);
	must(rc, &err);
	stmt_done(s);
	return rc > 0;
}

static void say_bad(void *context, enum db_finding_level level, const struct msg *text)
{
	struct strbuf line = STRBUF_INIT;

	(void)context;
	if (level != DB_FINDING_BAD)
		return;
	msg_render(text, NULL, &line);
	print_error("%s\n", line.buf);
	strbuf_release(&line);
}

int64_t work_check(const char *path, const volatile int *acked, int writers)
{
	struct err err = ERR_INIT;
	struct db *db = NULL;
	struct journal_head head;
	int64_t rows, orphans;
	int i, n;

	must(db_open(path, 0, &db, &err), &err);
	must(db_doctor(db, say_bad, NULL, &err), &err);
	must(journal_verify(db, NULL, &head, NULL, &err), &err);
	rows = support_int(db, "SELECT count(*) FROM workspace WHERE name LIKE 'w%'");
	orphans = support_int(db, "SELECT count(*) FROM journal WHERE NOT EXISTS"
				  " (SELECT 1 FROM workspace WHERE name = object_key)");
	assert_int_equal(orphans, 0);
	assert_int_equal(head.seq, rows);
	for (i = 0; i < writers; i++)
		for (n = 1; n <= acked[i]; n++)
			if (!work_has(db, i, n))
				fail_msg("acknowledged write %d of writer %d is lost", n, i);
	db_close(db);
	return rows;
}

static const char *const suffixes[] = { "", "-wal", "-shm", "-lock", ".before-1", ".before-2",
					".keep", ".copy" };

static void copy_file(const char *from, const char *to)
{
	char block[65536];
	FILE *in = fopen(from, "rb"), *out;
	size_t n;

	if (!in) {
		unlink(to);
		return;
	}
	out = fopen(to, "wb");
	assert_non_null(out);
	while ((n = fread(block, 1, sizeof(block), in)) > 0)
		assert_int_equal(fwrite(block, 1, n, out), n);
	fclose(in);
	assert_int_equal(fclose(out), 0);
}

void work_copy_files(const char *from, const char *to)
{
	char a[4300], b[4300];
	size_t i;

	for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		snprintf(a, sizeof(a), "%s%s", from, suffixes[i]);
		snprintf(b, sizeof(b), "%s%s", to, suffixes[i]);
		copy_file(a, b);
	}
}

void work_remove_files(const char *path)
{
	char name[4300];
	size_t i;

	for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		snprintf(name, sizeof(name), "%s%s", path, suffixes[i]);
		unlink(name);
	}
}

unsigned work_random(uint64_t *seed)
{
	uint64_t x = *seed ? *seed : 88172645463325252ULL;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	*seed = x;
	return (unsigned)((x * 2685821657736338717ULL) >> 33);
}

int *work_shared(size_t n)
{
	int *p = mmap(NULL, n * sizeof(*p), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	assert_true(p != MAP_FAILED);
	return p;
}
