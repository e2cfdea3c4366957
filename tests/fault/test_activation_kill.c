/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The path of an activation, each stage killed before its writes: the order, the first approval, the
 * last one (which is the launch), standing down, and the pack.  Afterwards either nothing of the stage
 * has happened or all of it, nothing in between, the journal holds and the next try works.  The checks
 * kill at a sample of the writes and at the last of each stage; with LIFEBOAT_FULL (./dev check --full)
 * at every one.
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
#include "app/pack.h"
#include "app/plan_ref.h"
#include "fail.h"
#include "util/file.h"

#define NOW "2019-05-13T00:00:00Z"
#define ORDER "trendmicro-live-1"
#define TAIL 6 /* writes at the end of a stage that are each killed */

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
static const struct answer_ops silent = {
	.table = on_table, .row = on_row, .end = on_end, .line = on_text, .note = on_text,
	.raw = on_raw, .progress = on_progress,
};

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

/* ---- the path -------------------------------------------------------------------------------- */

static int do_order(struct app *app, struct err *err)
{
	const struct activation_request r = { .plan = "trendmicro/1" };
	struct strbuf order = STRBUF_INIT;
	int rc = activation_request(app, &r, &order, err);

	strbuf_release(&order);
	return rc;
}

static int approve_as(struct app *app, const char *person, struct err *err)
{
	char key[256];

	return activation_approve(app, ORDER, in_folder(key, person), NULL, NULL, err);
}

static int do_first(struct app *app, struct err *err)
{
	return approve_as(app, "sato", err);
}

static int do_last(struct app *app, struct err *err)
{
	return approve_as(app, "suzuki", err);
}

static int do_stand_down(struct app *app, struct err *err)
{
	return activation_stand_down(app, ORDER, "cleared", err);
}

static int do_pack(struct app *app, struct err *err)
{
	struct plan_ref plan;
	char out[256];
	int rc = plan_ref_find(app, "trendmicro/2", &plan, err);

	if (rc < 0)
		return rc;
	rc = pack_export(app, &plan, in_folder(out, "pack"), err);
	plan_ref_release(&plan);
	return rc;
}

static int count(struct db *db, const char *sql)
{
	int64_t n = -1;

	assert_int_equal(db_get_int(db, sql, -1, &n, NULL), 0);
	return (int)n;
}

static int looked_order(struct db *db)
{
	assert_int_equal(count(db, "SELECT count(*) FROM approvals"), 0);
	assert_int_equal(count(db, "SELECT count(*) FROM plans"), 1);
	return count(db, "SELECT count(*) FROM orders");
}

static int looked_first(struct db *db)
{
	assert_int_equal(count(db, "SELECT count(*) FROM orders WHERE state = 'open'"), 1);
	assert_int_equal(count(db, "SELECT count(*) FROM plans"), 1);
	return count(db, "SELECT count(*) FROM approvals");
}

/* Everything a launch is made of, or none of it. */
static int looked_last(struct db *db)
{
	int activated = count(db, "SELECT count(*) FROM orders WHERE state = 'activated'");

	assert_int_equal(count(db, "SELECT count(*) FROM approvals"), 1 + activated);
	assert_int_equal(count(db, "SELECT count(*) FROM plans WHERE state = 'activated'"), activated);
	assert_int_equal(count(db, "SELECT count(*) FROM plans WHERE state = 'ready'"), activated);
	assert_int_equal(count(db, "SELECT count(*) FROM vendor_states WHERE state = 'confirmed'"),
			 activated);
	assert_int_equal(count(db, "SELECT count(*) FROM plan_steps WHERE version = 2 AND "
				   "start_at IS NOT NULL") > 0, activated);
	assert_int_equal(count(db, "SELECT count(*) FROM plan_assets WHERE version = 2") > 0, activated);
	return activated;
}

static int looked_stand_down(struct db *db)
{
	int down = count(db, "SELECT count(*) FROM orders WHERE state = 'stood-down'");

	assert_int_equal(count(db, "SELECT count(*) FROM plans WHERE state = 'stood-down'"), down);
	assert_int_equal(count(db, "SELECT count(*) FROM plans WHERE state = 'activated'"), !down);
	assert_int_equal(count(db, "SELECT count(*) FROM vendor_states WHERE state = 'confirmed'"), !down);
	assert_int_equal(count(db, "SELECT count(*) FROM plans WHERE state = 'ready'"), 1);
	return down;
}

/* A pack counts in the workspace only when all of its files are there. */
static int looked_pack(struct db *db)
{
	char path[256];
	int exported = count(db, "SELECT count(*) FROM workspace WHERE name = 'last_pack_plan'");

	if (exported)
		assert_int_equal(access(in_folder(path, "pack/SHA256SUMS"), R_OK), 0);
	return exported;
}

static const struct stage {
	const char *name;
	int (*run)(struct app *app, struct err *err);
	int (*looked)(struct db *db); /* 0: nothing happened, 1: all of it; anything else fails */
	int most; /* kills spread over its writes, beside the last ones each; --full: every one */
} stages[] = {
	{ "order", do_order, looked_order, 4 },
	{ "first approval", do_first, looked_first, 4 },
	{ "last approval", do_last, looked_last, 12 },
	{ "stand-down", do_stand_down, looked_stand_down, 4 },
	{ "pack", do_pack, looked_pack, 8 },
};
enum { N_STAGES = sizeof(stages) / sizeof(stages[0]), LAST = 2 };

static const char *keep_of(char place[256], size_t stage)
{
	char name[32];

	snprintf(name, sizeof(name), "keep-%zu.db", stage);
	return in_folder(place, name);
}

static void forget(const char *ws)
{
	static const char *const names[] = { "", "-wal", "-shm", "-lock" };
	char pack[256], other[300];
	size_t i;

	for (i = 0; i < 4; i++) {
		snprintf(other, sizeof(other), "%s%s", ws, names[i]);
		unlink(other);
	}
	assert_int_equal(run((const char *const[]){ "/bin/rm", "-rf", in_folder(pack, "pack"), NULL }), 0);
}

/* The workspace as it is before the stage. */
static void start_over(const char *ws, size_t stage)
{
	char keep[256];

	forget(ws);
	copy(keep_of(keep, stage), ws);
}

/* The stage in this process, killed before the nth write (0: not). Returns the number of writes. */
static int attempt(const char *ws, size_t stage, int nth)
{
	struct answer answer = { .ops = &silent };
	struct err err = ERR_INIT;
	struct app app;
	int rc, calls;

	rc = app_init(&app, ws, NOW, &err);
	app.answer = &answer;
	fail_arm(nth, FAIL_KILL, false);
	if (rc == 0)
		rc = stages[stage].run(&app, &err);
	app_release(&app);
	calls = fail_disarm();
	err_release(&err);
	return rc == 0 ? calls : -1;
}

static int look(const char *ws, size_t stage)
{
	struct db *db;
	int done;

	assert_int_equal(db_open(ws, 0, &db, NULL), 0);
	done = stages[stage].looked(db);
	db_close(db);
	assert_in_range(done, 0, 1);
	return done;
}

/* A plan, then each stage on the workspace that the one before left; a copy before each.  The pack is
 * of what is carried out, so it starts from where standing down starts. */
static void prepare(void)
{
	char ws[256], keep[256];
	size_t i;

	assert_non_null(mkdtemp(folder));
	in_folder(ws, "first.db");
	assert_int_equal(lifeboat(ws, "init", "--demo", "fxmsp", NULL, NULL), 0);
	new_key(ws, "sato");
	new_key(ws, "suzuki");
	assert_int_equal(lifeboat(ws, "plan", "make", "--breached", "trendmicro", "--effort=1"), 0);
	for (i = 0; i < N_STAGES; i++) {
		assert_int_equal(lifeboat(ws, "backup", keep_of(keep, i), NULL, NULL, NULL), 0);
		if (i <= LAST)
			assert_true(attempt(ws, i, 0) > 0);
	}
}

/* ---- killing --------------------------------------------------------------------------------- */

static void kill_one(const char *ws, size_t stage, int nth, int *ret_done)
{
	int status;
	pid_t pid;

	start_over(ws, stage);
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		_exit(attempt(ws, stage, nth) < 0);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	assert_true((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) ||
		    (WIFEXITED(status) && WEXITSTATUS(status) == 0));
	*ret_done = look(ws, stage);
	assert_int_equal(lifeboat(ws, "journal", "verify", NULL, NULL, NULL), 0);
}

/* The commit is among the last writes: each of those. */
static int next_kill(int nth, int step, int writes)
{
	int tail = writes - TAIL;

	return nth + 1 > tail ? nth + 1 : nth + step < tail ? nth + step : tail;
}

static void kill_stage(size_t stage)
{
	const struct stage *x = &stages[stage];
	int most = getenv("LIFEBOAT_FULL") ? INT32_MAX : x->most;
	int writes, step, nth, done, n[2] = { 0, 0 };
	char ws[256];

	in_folder(ws, "ws.db");
	start_over(ws, stage);
	writes = attempt(ws, stage, 0);
	assert_true(writes > 5);
	assert_int_equal(look(ws, stage), 1);
	step = writes > most ? (writes + most - 1) / most : 1;
	for (nth = 1; nth <= writes + 1; nth = next_kill(nth, step, writes)) {
		kill_one(ws, stage, nth, &done);
		n[done]++;
		if (!done && n[0] % 6 == 1) { /* trying again works */
			assert_true(attempt(ws, stage, 0) > 0);
			assert_int_equal(look(ws, stage), 1);
		}
	}
	print_message("# %s: %d writes; killed: %d times nothing, %d times all of it\n", x->name, writes,
		      n[0], n[1]);
	assert_true(n[0] > 0 && n[1] > 0);
}

static void killed_anywhere_it_is_all_or_nothing(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < N_STAGES; i++)
		kill_stage(i);
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
