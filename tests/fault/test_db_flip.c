/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bits flip on the disk.  Opening, doctor and journal verification never crash, and a journal that
 * verifies against a remembered head still says what it said.
 */
#include "config.h"
#include "work.h"

#include <unistd.h>

#include "../unit/db_support.h"
#include "model/journal.h"

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

static void nothing_said(void *context, enum db_finding_level level, const struct msg *text)
{
	(void)context;
	(void)level;
	assert_non_null(text->id);
}

static int add_entry(void *context, const struct journal_entry *e, struct err *err)
{
	(void)err;
	strbuf_addf(context, "%lld|%s|%s|%s|%s|%s|%s\n", (long long)e->seq, e->at, e->os_user, e->action,
		    e->object_table, e->object_key, e->person ? e->person : "");
	return 0;
}

static long size_of(const char *path)
{
	FILE *f = fopen(path, "rb");
	long size;

	assert_non_null(f);
	fseek(f, 0, SEEK_END);
	size = ftell(f);
	fclose(f);
	return size;
}

static void flip(const char *path, long size, uint64_t *seed)
{
	long at = (long)(work_random(seed) % (unsigned)size);
	FILE *f = fopen(path, "r+b");
	int c;

	assert_non_null(f);
	fseek(f, at, SEEK_SET);
	c = fgetc(f) ^ (1 << work_random(seed) % 8);
	fseek(f, at, SEEK_SET);
	fputc(c, f);
	fclose(f);
}

struct reference {
	struct journal_head head;
	struct strbuf text;
};

/* True when the flip was noticed by somebody. */
static bool examine(const char *path, const struct reference *ref)
{
	static const struct journal_filter all;
	struct strbuf text = STRBUF_INIT;
	struct err err = ERR_INIT;
	struct db *db = NULL;
	bool noticed = true;

	if (db_open(path, 0, &db, &err) >= 0) {
		int sound = db_doctor(db, nothing_said, NULL, &err);
		int verified = journal_verify(db, &ref->head, NULL, NULL, &err);
		int listed = journal_list(db, &all, add_entry, &text, &err);

		if (verified >= 0) {
			assert_true(listed >= 0);
			assert_string_equal(text.buf, ref->text.buf);
		}
		noticed = sound < 0 || verified < 0;
	}
	db_close(db);
	err_release(&err);
	strbuf_release(&text);
	return noticed;
}

static void remember(const char *path, int entries, struct reference *ref)
{
	static const struct journal_filter all;
	struct err err = ERR_INIT;
	struct db *db = support_open(path, DB_CREATE);
	int n;

	for (n = 1; n <= entries; n++)
		must(work_write(db, 0, n, &err), &err);
	must(journal_head(db, &ref->head, &err), &err);
	must(journal_list(db, &all, add_entry, &ref->text, &err), &err);
	db_close(db);
}

static void flipped_bits_never_change_the_journal_in_silence(void **state)
{
	const char *base = support_path("base.db"), *path = support_path("w.db");
	int rounds = support_full() ? 10000 : 300, noticed = 0, r;
	struct reference ref = { { 0, { 0 } }, STRBUF_INIT };
	uint64_t seed = 8;
	long size;

	(void)state;
	remember(base, 40, &ref);
	size = size_of(base);
	assert_false(examine(base, &ref));
	for (r = 0; r < rounds; r++) {
		work_copy_files(base, path);
		flip(path, size, &seed);
		noticed += examine(path, &ref);
	}
	print_message("# %d flips in %ld bytes, %d noticed\n", rounds, size, noticed);
	assert_true(noticed > 0);
	strbuf_release(&ref.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(flipped_bits_never_change_the_journal_in_silence, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
