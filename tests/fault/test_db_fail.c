/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The nth system call fails, once or for good: what was acknowledged is there afterwards, what was
 * refused is not, nothing crashes, and the sentence says what to do.
 */
#include "config.h"
#include "work.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../unit/db_support.h"
#include "db/private.h"
#include "fail.h"

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

struct outcome {
	int rc;
	bool uncertain;
};

/* A scenario works on `path`, a copy of a workspace in which writer 0 has written 1 to 3. */
struct scenario {
	const char *name;
	void (*run)(const char *path, struct outcome *o, struct err *err);
	void (*check)(const char *path, const struct outcome *o);
	bool from_nothing;
};

static const int three = 3;

static void open_and_write(const char *path, struct outcome *o, struct err *err)
{
	struct db *db = NULL;

	o->rc = db_open(path, 0, &db, err);
	if (o->rc < 0)
		return;
	db_set_lock_wait(db, 1000);
	o->rc = work_write(db, 0, 4, err);
	o->uncertain = db_is_uncertain(db);
	db_close(db);
}

static void written_if_said(const char *path, const struct outcome *o)
{
	int64_t rows = work_check(path, &three, 1);
	struct db *db = support_open(path, 0);
	bool there = work_has(db, 0, 4);

	assert_int_equal(rows, there ? 4 : 3);
	if (!o->uncertain && there != (o->rc >= 0))
		fail_msg("gave %d and the row is %s", o->rc, there ? "there" : "not there");
	db_close(db);
}

static void make_new(const char *path, struct outcome *o, struct err *err)
{
	struct db *db = NULL;

	o->rc = db_open(path, DB_CREATE, &db, err);
	db_close(db);
}

static void can_be_made_again(const char *path, const struct outcome *o)
{
	int none = 0;

	if (o->rc >= 0)
		db_close(support_open(path, 0));
	db_close(support_open(path, DB_CREATE));
	assert_int_equal(work_check(path, &none, 1), 0);
}

static const char *beside(const char *path, const char *suffix)
{
	static char name[4400];

	snprintf(name, sizeof(name), "%s%s", path, suffix);
	return name;
}

static void back_up(const char *path, struct outcome *o, struct err *err)
{
	struct db *db = NULL;

	o->rc = db_open(path, 0, &db, err);
	if (o->rc >= 0)
		o->rc = db_backup(db, beside(path, ".copy"), err);
	db_close(db);
}

static void a_copy_that_exists_is_whole(const char *path, const struct outcome *o)
{
	int64_t rows = work_check(path, &three, 1);

	assert_int_equal(rows, 3);
	if (o->rc >= 0 || access(beside(path, ".copy"), F_OK) == 0)
		assert_int_equal(work_check(beside(path, ".copy"), &three, 1), 3);
	work_remove_files(beside(path, ".copy"));
}

static void restored_or_as_it_was(const char *path, const struct outcome *o)
{
	int64_t rows = work_check(path, &three, 1);

	assert_true(rows == 3 || rows == 4);
	if (o->rc >= 0)
		assert_int_equal(rows, 3);
}

static void check_sentence(const struct scenario *s, int nth, const struct outcome *o,
			   const struct err *err)
{
	struct strbuf text = STRBUF_INIT;

	if (o->rc < 0) {
		err_render(err, NULL, &text);
		if (err->code != (enum err_code)o->rc || text.len < 20)
			fail_msg("%s, call %d: %d without a sentence: %s", s->name, nth, o->rc, text.buf);
		if (o->rc == ERR_INTERNAL || o->rc == ERR_MISSING)
			fail_msg("%s, call %d: %d: %s", s->name, nth, o->rc, text.buf);
	}
	strbuf_release(&text);
}

static int run_once(const struct scenario *s, const char *base, const char *path, int nth, int error,
		    bool sticky)
{
	struct outcome o = { 0, false };
	struct err err = ERR_INIT;
	int calls;

	work_remove_files(path);
	if (!s->from_nothing)
		work_copy_files(base, path);
	fail_arm(nth, error, sticky);
	s->run(path, &o, &err);
	calls = fail_disarm();
	check_sentence(s, nth, &o, &err);
	if (nth == 0)
		must(o.rc, &err);
	if (getenv("LIFEBOAT_TRACE")) {
		struct strbuf text = STRBUF_INIT;

		err_render(&err, NULL, &text);
		print_message("# %s: call %d, %s%s: %d %s\n", s->name, nth, strerror(error),
			      sticky ? " for good" : "", o.rc, text.buf);
		strbuf_release(&text);
	}
	s->check(path, &o);
	err_release(&err);
	return calls;
}

static void make_base(const char *base)
{
	struct db *db = support_open(base, DB_CREATE);
	struct err err = ERR_INIT;
	int n;

	for (n = 1; n <= 3; n++)
		must(work_write(db, 0, n, &err), &err);
	db_close(db);
}

static void sweep(const struct scenario *s, int samples)
{
	static const int errors[] = { EIO, ENOSPC, EROFS, EDQUOT };
	const char *base = support_path("base.db"), *path = support_path("w.db");
	uint64_t seed = 5;
	int calls, i, nth;

	if (access(base, F_OK) < 0)
		make_base(base);
	calls = run_once(s, base, path, 0, 0, false);
	assert_true(calls > 5);
	if (support_full()) {
		for (nth = 1; nth <= calls; nth++)
			for (i = 0; i < 8; i++)
				run_once(s, base, path, nth, errors[i % 4], i >= 4);
		samples = calls * 8;
	} else {
		for (i = 0; i < samples; i++)
			run_once(s, base, path, 1 + (int)(work_random(&seed) % (unsigned)calls),
				 errors[i % 4], (i / 4) % 2);
	}
	print_message("# %s: %d system calls, %d failures injected\n", s->name, calls, samples);
}

static void a_write_is_kept_or_refused(void **state)
{
	(void)state;
	sweep(&(struct scenario){ "write", open_and_write, written_if_said, false }, 160);
}

static void a_new_workspace_is_made_or_can_be(void **state)
{
	(void)state;
	sweep(&(struct scenario){ "create", make_new, can_be_made_again, true }, 60);
}

static void a_backup_is_whole_or_not_there(void **state)
{
	(void)state;
	sweep(&(struct scenario){ "backup", back_up, a_copy_that_exists_is_whole, false }, 60);
}

/* The restore alone is under fire: opening is covered above. */
static void a_restore_happens_or_does_not(void **state)
{
	const char *path = support_path("w.db"), *copy = support_path("w.db.copy");
	const char *kept = support_path("kept.db");
	static const int errors[] = { EIO, ENOSPC, EROFS, EDQUOT };
	struct err err = ERR_INIT;
	uint64_t seed = 6;
	int calls = 0, i;

	(void)state;
	for (i = -1; i < (support_full() ? 320 : 40); i++) {
		struct outcome o = { 0, false };
		struct db *db;
		int nth = i < 0 ? 0 : 1 + (int)(work_random(&seed) % (unsigned)calls);

		work_remove_files(path);
		work_remove_files(kept);
		make_base(path);
		db = support_open(path, 0);
		must(db_backup(db, copy, &err), &err);
		must(work_write(db, 0, 4, &err), &err);
		fail_arm(nth, errors[(i + 4) % 4], i % 8 >= 4);
		o.rc = db_restore(db, copy, kept, &err);
		db_close(db);
		if (i < 0)
			calls = fail_disarm();
		else
			fail_disarm();
		restored_or_as_it_was(path, &o);
		if (o.rc >= 0)
			assert_int_equal(work_check(kept, &three, 1), 4);
		err_release(&err);
	}
	assert_true(calls > 5);
}

/* ---- a disk that is full, then is not; a disk mounted read-only -------------------------------- */

static void a_full_disk_is_named_and_reading_goes_on(void **state)
{
	const char *path = support_path("w.db");
	struct db *db = support_open(path, DB_CREATE);
	struct err err = ERR_INIT;

	(void)state;
	must(work_write(db, 0, 1, &err), &err);
	fail_arm(1, ENOSPC, true);
	fails_with(work_write(db, 0, 2, &err), ERR_IO, &err, "disk is full");
	assert_true(work_has(db, 0, 1));
	assert_false(work_has(db, 0, 2));
	fails_with(db_backup(db, support_path("copy.db"), &err), ERR_IO, &err, "");
	fail_disarm();
	assert_false(db_is_uncertain(db));
	must(work_write(db, 0, 2, &err), &err);
	db_close(db);
	assert_int_equal(work_check(path, &(int){ 2 }, 1), 2);
}

static void a_full_disk_does_not_stop_a_start(void **state)
{
	const char *path = support_path("w.db");
	struct err err = ERR_INIT;
	struct db *db;

	(void)state;
	make_base(path);
	fail_arm(1, ENOSPC, true);
	db = support_open(path, DB_READONLY);
	assert_true(work_has(db, 0, 3));
	db_close(db);
	fail_disarm();
	fail_arm(1, EROFS, true);
	db = support_open(path, 0);
	assert_true(db_is_readonly(db));
	assert_true(work_has(db, 0, 3));
	fails_with(work_write(db, 0, 4, &err), ERR_IO, &err, "can still be read");
	db_close(db);
	fail_disarm();
	db = support_open(path, 0);
	assert_false(db_is_readonly(db));
	db_close(db);
}

/* ---- the power fails ---------------------------------------------------------------------------- */

struct image {
	char *data;
	size_t size, cap;
};

static void resize(struct image *im, size_t size)
{
	if (size > im->cap) {
		im->cap = 2 * size;
		im->data = realloc(im->data, im->cap);
		assert_non_null(im->data);
	}
	if (size > im->size)
		memset(im->data + im->size, 0, size - im->size);
	im->size = size;
}

static void apply(struct image *im, const struct fail_event *e, size_t from, size_t to)
{
	size_t offset = (size_t)e->offset;

	if (e->kind == EVENT_TRUNCATE) {
		resize(im, offset);
		return;
	}
	if (offset + to > im->size)
		resize(im, offset + to);
	memcpy(im->data + offset + from, e->data + from, to - from);
}

/* What is not synced may be there or not, in any order, and torn at a sector. */
static void apply_unsynced(struct image *im, const struct fail_event *e, uint64_t *seed)
{
	size_t at, step = 512;

	if (work_random(seed) % 2)
		return;
	if (e->kind == EVENT_TRUNCATE || work_random(seed) % 2) {
		apply(im, e, 0, e->size);
		return;
	}
	for (at = 0; at < e->size; at += step)
		if (work_random(seed) % 2)
			apply(im, e, at, at + step < e->size ? at + step : e->size);
}

/* The file as the disk holds it when the power fails after `until` events. */
static void make_image(const struct fail_record *r, int file, size_t until, const char *path,
		       uint64_t *seed)
{
	struct image im = { NULL, 0, 0 };
	size_t synced = 0, i;
	FILE *f;

	for (i = 0; i < until; i++)
		if (r->events[i].kind == EVENT_SYNC && r->events[i].file == file)
			synced = i;
	for (i = 0; i < until; i++) {
		const struct fail_event *e = &r->events[i];

		if ((e->kind != EVENT_WRITE && e->kind != EVENT_TRUNCATE) || e->file != file)
			continue;
		if (i < synced)
			apply(&im, e, 0, e->size);
		else
			apply_unsynced(&im, e, seed);
	}
	f = fopen(path, "wb");
	assert_non_null(f);
	assert_true(!im.size || fwrite(im.data, 1, im.size, f) == im.size);
	assert_int_equal(fclose(f), 0);
	free(im.data);
}

static int acknowledged(const struct fail_record *r, size_t until)
{
	int last = 0;
	size_t i;

	for (i = 0; i < until; i++)
		if (r->events[i].kind == EVENT_MARK)
			last = r->events[i].file;
	return last;
}

static void cut_power(const struct fail_record *r, size_t until, uint64_t *seed)
{
	const char *path = support_path("cut.db");
	int acked = acknowledged(r, until), i;

	work_remove_files(path);
	for (i = 0; i < r->n_names; i++) {
		if (strcmp(r->names[i], "w.db") == 0)
			make_image(r, i, until, path, seed);
		else if (strcmp(r->names[i], "w.db-wal") == 0)
			make_image(r, i, until, support_path("cut.db-wal"), seed);
	}
	if (acked)
		work_check(path, &acked, 1);
}

static void a_power_cut_loses_nothing_acknowledged(void **state)
{
	const char *path = support_path("w.db");
	int images = support_full() ? 20000 : 500, n, i;
	struct fail_record r;
	struct err err = ERR_INIT;
	uint64_t seed = 7;
	struct db *db;
	size_t first = 0;

	fail_record_start(&r, *state);
	db = support_open(path, DB_CREATE);
	for (n = 1; n <= 60; n++) {
		must(work_write(db, 0, n, &err), &err);
		fail_record_mark(n);
		if (n % 20 == 0) { /* a checkpoint in between */
			db_close(db);
			db = support_open(path, 0);
		}
	}
	db_close(db);
	fail_record_stop();
	while (r.events[first].kind != EVENT_MARK)
		first++;
	for (i = 0; i < images; i++)
		cut_power(&r, first + 1 + work_random(&seed) % (r.n - first), &seed);
	print_message("# %d power cuts over %zu disk operations\n", images, r.n);
	fail_record_release(&r);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(a_write_is_kept_or_refused),
		CASE(a_new_workspace_is_made_or_can_be),
		CASE(a_backup_is_whole_or_not_there),
		CASE(a_restore_happens_or_does_not),
		CASE(a_full_disk_is_named_and_reading_goes_on),
		CASE(a_full_disk_does_not_stop_a_start),
		CASE(a_power_cut_loses_nothing_acknowledged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
