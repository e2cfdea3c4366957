/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The last approval, killed before each of its writes: afterwards the plan is either not activated and
 * the approval is not there, or it is fully activated.  Nothing in between, and the next try works.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "app/activation.h"
#include "app/app.h"
#include "fail.h"
#include "util/file.h"

#define NOW "2019-05-13T00:00:00Z"
#define ORDER "trendmicro-live-1"
#define MOST 30 /* kills spread over all writes, and the last ones each */

static char folder[] = "/tmp/lifeboat-kill.XXXXXX";

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
static const struct answer_ops silent = { on_table, on_row, on_end, on_text, on_text, on_raw,
					  on_progress };

/* A file of the test's folder; each name has a place of its own. */
static const char *in_folder(char place[256], const char *name)
{
	snprintf(place, 256, "%s/%s", folder, name);
	return place;
}

/* argv[0] by its path; output thrown away. */
static int run(const char *const *argv)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);

		dup2(null, 0);
		dup2(null, 1);
		execv(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int lifeboat(const char *ws, const char *a, const char *b, const char *c, const char *d,
		    const char *e)
{
	const char *const argv[] = { getenv("LIFEBOAT"), "-w", ws, "--now", NOW, a, b, c, d, e, NULL };

	return run(argv);
}

static void copy(const char *from, const char *to)
{
	struct strbuf data = STRBUF_INIT;

	assert_int_equal(file_read(from, (size_t)1 << 30, &data, NULL), 0);
	assert_int_equal(file_write(to, data.buf, data.len, NULL), 0);
	strbuf_release(&data);
}

static void new_key(const char *ws, const char *person)
{
	char path[256], pub[260];
	struct strbuf cell = STRBUF_INIT;

	in_folder(path, person);
	assert_int_equal(run((const char *const[]){ SSH_KEYGEN, "-q", "-t", "ed25519", "-N", "", "-C", "",
						    "-f", path, NULL }), 0);
	snprintf(pub, sizeof(pub), "%s.pub", path);
	strbuf_adds(&cell, "signing_key=");
	assert_int_equal(file_read(pub, 65536, &cell, NULL), 0);
	while (cell.len && (cell.buf[cell.len - 1] == '\n' || cell.buf[cell.len - 1] == ' '))
		strbuf_setlen(&cell, cell.len - 1);
	assert_int_equal(lifeboat(ws, "set", "people", person, cell.buf, NULL), 0);
	strbuf_release(&cell);
}

/* An order with one of two approvals, its workspace in one file. */
static void prepare(void)
{
	char ws[256], keep[256], key[256];

	assert_non_null(mkdtemp(folder));
	in_folder(ws, "first.db");
	assert_int_equal(lifeboat(ws, "init", "--demo", "fxmsp", NULL, NULL), 0);
	new_key(ws, "sato");
	new_key(ws, "suzuki");
	assert_int_equal(lifeboat(ws, "plan", "make", "--breached", "trendmicro", "--effort=1"), 0);
	assert_int_equal(lifeboat(ws, "activate", "trendmicro", NULL, NULL, NULL), 0);
	assert_int_equal(lifeboat(ws, "approve", ORDER, "--key", in_folder(key, "sato"), NULL), 0);
	assert_int_equal(lifeboat(ws, "backup", in_folder(keep, "keep.db"), NULL, NULL, NULL), 0);
}

static void start_over(const char *ws)
{
	char keep[256], other[300];

	unlink(ws);
	snprintf(other, sizeof(other), "%s-wal", ws);
	unlink(other);
	snprintf(other, sizeof(other), "%s-shm", ws);
	unlink(other);
	copy(in_folder(keep, "keep.db"), ws);
}

/* Approves in this process, killed before the nth write (0: not). Returns the number of writes. */
static int approve(const char *ws, int nth)
{
	struct answer answer = { &silent };
	struct err err = ERR_INIT;
	char key[256];
	struct app app;
	int rc, calls;

	rc = app_init(&app, ws, NOW, &err);
	app.answer = &answer;
	in_folder(key, "suzuki");
	fail_arm(nth, FAIL_KILL, false);
	if (rc == 0)
		rc = activation_approve(&app, ORDER, key, NULL, NULL, &err);
	app_release(&app);
	calls = fail_disarm();
	err_release(&err);
	return rc == 0 ? calls : -1;
}

static int count(struct db *db, const char *sql)
{
	int64_t n = -1;

	assert_int_equal(db_get_int(db, sql, -1, &n, NULL), 0);
	return (int)n;
}

/* 0: nothing happened, 1: all of it; anything else fails. */
static int look(const char *ws)
{
	struct db *db;
	int activated, approvals, plans, steps, assets, confirmed;

	assert_int_equal(db_open(ws, 0, &db, NULL), 0);
	activated = count(db, "SELECT count(*) FROM orders WHERE state = 'activated'");
	approvals = count(db, "SELECT count(*) FROM approvals");
	plans = count(db, "SELECT count(*) FROM plans WHERE state = 'activated'");
	steps = count(db, "SELECT count(*) FROM plan_steps WHERE version = 2 AND start_at IS NOT NULL");
	assets = count(db, "SELECT count(*) FROM plan_assets WHERE version = 2");
	confirmed = count(db, "SELECT count(*) FROM vendor_states WHERE state = 'confirmed'");
	assert_int_equal(approvals, 1 + activated);
	assert_int_equal(plans, activated);
	assert_int_equal(confirmed, activated);
	assert_int_equal(steps > 0, activated);
	assert_int_equal(assets > 0, activated);
	db_close(db);
	return activated;
}

static void killed_anywhere_it_is_all_or_nothing(void **state)
{
	char ws[256];
	int writes, step, nth, launched = 0, not_launched = 0;

	(void)state;
	in_folder(ws, "ws.db");
	start_over(ws);
	writes = approve(ws, 0);
	assert_true(writes > 5);
	assert_int_equal(look(ws), 1);
	step = writes > MOST ? (writes + MOST - 1) / MOST : 1;
	for (nth = 1; nth <= writes + 1; nth += nth >= writes - 24 ? 1 : step) {
		int status;
		pid_t pid;

		start_over(ws);
		fflush(stdout);
		pid = fork();
		if (pid == 0)
			_exit(approve(ws, nth) < 0);
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
		assert_true((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) ||
			    (WIFEXITED(status) && WEXITSTATUS(status) == 0));
		if (look(ws)) {
			launched++;
		} else {
			not_launched++;
			if (not_launched % 8 == 1) { /* trying again works */
				assert_true(approve(ws, 0) > 0);
				assert_int_equal(look(ws), 1);
			}
		}
		assert_int_equal(lifeboat(ws, "journal", "verify", NULL, NULL, NULL), 0);
	}
	print_message("# %d writes; killed: %d times not activated, %d times activated\n", writes,
		      not_launched, launched);
	assert_true(not_launched > 0 && launched > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(killed_anywhere_it_is_all_or_nothing),
	};
	const char *const clean[] = { "/bin/rm", "-rf", folder, NULL };
	int rc;

	unsetenv("LIFEBOAT_WORKSPACE");
	if (access(SSH_KEYGEN, X_OK) != 0) {
		printf("1..0 # SKIP no ssh-keygen\n");
		return 0;
	}
	prepare();
	rc = cmocka_run_group_tests(tests, NULL, NULL);
	run(clean);
	return rc;
}
