/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/activation.h"
#include "app/app.h"
#include "app/commands.h"
#include "app/import.h"
#include "app/import_show.h"
#include "app/sshsig.h"
#include "app/vendor_state.h"
#include "model/row_check.h"
#include "util/i18n.h"

/* ---- init ------------------------------------------------------------------------------------ */

/* Imports shipped files and says only what went wrong. */
static int load_shipped(struct app *app, const char *const *paths, size_t n, const char *table,
			struct import_result *result, struct err *err)
{
	struct import_options options = { .as = table, .os_user = app->os_user,
					  .person = app->person };
	int rc = app_now(app, &options.now, err);

	if (rc == 0)
		rc = app_import(app->db, paths, n, &options, result, err);
	if (rc == 0 && (import_result_refused(result) || import_result_rejected(result)))
		rc = import_show(app, result, false, err);
	return rc;
}

static int load_demo(struct app *app, const char *folder, struct err *err)
{
	struct import_result result;
	int rc;

	import_result_init(&result);
	rc = load_shipped(app, &folder, 1, NULL, &result, err);
	if (rc == 0)
		answer_linef(app->answer, _("sample scenario loaded: %lld rows"),
			     (long long)result.counts.added);
	import_result_release(&result);
	return rc;
}

/* Before the workspace is made: one without them would be in the way of the next try. */
static int find_playbooks(glob_t *ret, struct err *err)
{
	struct strbuf pattern = STRBUF_INIT;
	int rc = 0;

	strbuf_addf(&pattern, "%s/playbooks/*.csv", app_datadir());
	if (glob(pattern.buf, 0, NULL, ret) != 0)
		rc = err_set(err, ERR_MISSING,
			     N_("%s: no shipped playbooks there; set LIFEBOAT_DATADIR or use --empty"),
			     pattern.buf);
	strbuf_release(&pattern);
	return rc;
}

static int load_playbooks(struct app *app, const glob_t *found, struct err *err)
{
	struct import_result result;
	int rc;

	import_result_init(&result);
	rc = load_shipped(app, (const char *const *)found->gl_pathv, found->gl_pathc, "playbooks",
			  &result, err);
	if (rc == 0)
		answer_linef(app->answer, _("shipped playbooks loaded: %lld rows"),
			     (long long)result.counts.added);
	import_result_release(&result);
	return rc;
}

/* Likewise; `ret` is its folder. */
static int find_demo(const char *name, struct strbuf *ret, struct err *err)
{
	if (strcmp(name, "fxmsp") != 0)
		return err_set(err, ERR_USAGE,
			       N_("init: there is no sample scenario '%s'; there is 'fxmsp'"), name);
	strbuf_addf(ret, "%s/demo/%s", app_datadir(), name);
	if (access(ret->buf, R_OK) != 0)
		return err_set(err, ERR_MISSING,
			       N_("%s: no sample scenario there; set LIFEBOAT_DATADIR to the folder "
				  "of the shipped data"),
			       ret->buf);
	return 0;
}

static int run_init(struct app *app, const struct call *call, struct err *err)
{
	const char *demo = call_option(call, "demo");
	struct strbuf path = STRBUF_INIT;
	glob_t playbooks = { .gl_pathc = 0 };
	int rc = 0;

	if (demo) {
		rc = find_demo(demo, &path, err);
	} else if (!call_switch(call, "empty")) {
		rc = find_playbooks(&playbooks, err);
	}
	if (rc == 0)
		rc = app_create(app, err);
	if (rc == 0 && demo)
		rc = load_demo(app, path.buf, err);
	if (rc == 0 && demo)
		rc = vendor_states_follow(app, err);
	if (rc == 0 && playbooks.gl_pathc)
		rc = load_playbooks(app, &playbooks, err);
	if (rc == 0)
		answer_linef(app->answer, _("workspace ready: %s"), app->workspace);
	globfree(&playbooks);
	strbuf_release(&path);
	return rc;
}

/* ---- doctor ---------------------------------------------------------------------------------- */

static void say_finding(void *context, enum db_finding_level level, const struct msg *text)
{
	static const char *const words[] = {
		[DB_FINDING_OK] = N_("ok"),
		[DB_FINDING_WARN] = N_("warning"),
		[DB_FINDING_BAD] = N_("bad"),
	};
	struct app *app = context;
	struct strbuf line = STRBUF_INIT;

	msg_render(text, gettext, &line);
	answer_row(app->answer, (const char *const[]){ _(words[level]), line.buf });
	strbuf_release(&line);
}

struct tampered {
	struct app *app;
	size_t n;
};

#define MOST_TAMPERED 20 /* rows that are named */

static int say_tampered(void *context, const struct table *t, const char *key, int64_t rev,
			struct err *err)
{
	struct tampered *x = context;
	struct msg text = MSG_INIT;

	(void)err;
	if (x->n++ < MOST_TAMPERED) {
		msg_set(&text, N_("%s %s is not as entry %lld of the journal wrote it: the file was changed by "
				  "hand; compare with a backup and set what is right"), t->name, key,
			(long long)rev);
		say_finding(x->app, DB_FINDING_BAD, &text);
		msg_release(&text);
	}
	return 0;
}

static void say_plan(void *context, const char *order, const char *plan)
{
	struct tampered *x = context;
	struct msg text = MSG_INIT;

	x->n++;
	msg_set(&text, N_("plan %s does not have the steps that order %s was made for: they were changed by "
			  "hand"), plan, order);
	say_finding(x->app, DB_FINDING_BAD, &text);
	msg_release(&text);
}

/* ERR_ANSWER_NO when a row is not as the program wrote it. */
static int check_rows(struct app *app, struct db *db, struct err *err)
{
	struct tampered x = { app, 0 };
	struct msg text = MSG_INIT;
	int rc = rows_check(db, say_tampered, &x, err);

	if (rc == 0)
		rc = activation_check_plans(app, say_plan, &x, err);
	if (rc == 0 && !x.n) {
		msg_set(&text, N_("every row is as the program wrote it"));
		say_finding(app, DB_FINDING_OK, &text);
		msg_release(&text);
	} else if (rc == 0) {
		rc = err_set(err, ERR_ANSWER_NO, N_("%zu findings say that the file was changed outside the program"), x.n);
	}
	return rc;
}

/* Better found out today than by the first approval. */
static void check_signing(struct app *app)
{
	struct err err = ERR_INIT;
	struct msg text = MSG_INIT;

	if (sshsig_available(&err) < 0) {
		say_finding(app, DB_FINDING_WARN, &err.msg);
	} else {
		msg_set(&text, N_("orders can be signed and verified here (%s)"), SSH_KEYGEN);
		say_finding(app, DB_FINDING_OK, &text);
	}
	msg_release(&text);
	err_release(&err);
}

static int run_doctor(struct app *app, const struct call *call, struct err *err)
{
	const struct answer_column columns[] = {
		{ "result", _("result"), false },
		{ "finding", _("finding"), false },
	};
	struct db *db;
	int rc = app_db(app, &db, err);

	(void)call;
	if (rc < 0)
		return rc;
	answer_table(app->answer, "doctor", columns, 2);
	rc = db_doctor(db, say_finding, app, err);
	if (rc == 0)
		check_signing(app);
	if (rc == 0)
		rc = check_rows(app, db, err);
	answer_end(app->answer);
	return rc;
}

/* ---- backup, restore ------------------------------------------------------------------------- */

static int run_backup(struct app *app, const struct call *call, struct err *err)
{
	struct db *db;
	int rc = app_db(app, &db, err);

	if (rc == 0)
		rc = db_backup(db, call->words[0], err);
	if (rc == 0)
		answer_linef(app->answer, _("copy written to %s"), call->words[0]);
	return rc;
}

/* "<workspace>.before-restore", with a number behind it when that is taken. */
static void keep_name(const struct app *app, struct strbuf *out)
{
	int n;

	for (n = 1;; n++) {
		strbuf_reset(out);
		strbuf_addf(out, "%s.before-restore", app->workspace);
		if (n > 1)
			strbuf_addf(out, "-%d", n);
		if (access(out->buf, F_OK) != 0)
			return;
	}
}

static int run_restore(struct app *app, const struct call *call, struct err *err)
{
	struct strbuf keep = STRBUF_INIT;
	struct db *db;
	int rc;

	if (access(app->workspace, F_OK) != 0) {
		rc = app_create(app, err);
		if (rc < 0)
			return rc;
	}
	rc = app_db(app, &db, err);
	keep_name(app, &keep);
	if (rc == 0)
		rc = db_restore(db, call->words[0], keep.buf, err);
	if (rc == 0)
		answer_linef(app->answer, _("%s holds what %s held; what it held before is in %s"),
			     app->workspace, call->words[0], keep.buf);
	strbuf_release(&keep);
	return rc;
}

static const struct option init_options[] = {
	{ "demo", 0, "NAME", N_("with this sample scenario: fxmsp") },
	{ "empty", 0, NULL, N_("without the shipped playbooks") },
};

const struct command cmd_init = {
	"init", "", N_("Makes a workspace, with the shipped playbooks or a sample scenario"), 0, 0, 0,
	init_options, sizeof(init_options) / sizeof(init_options[0]), run_init,
};
const struct command cmd_doctor = {
	"doctor", "", N_("Checks the workspace: integrity, references, permissions, versions"),
	CMD_WORKSPACE | CMD_FORMAT, 0, 0, NULL, 0, run_doctor,
};
const struct command cmd_backup = {
	"backup", "FILE", N_("Writes a consistent copy while others work"), CMD_WORKSPACE, 1, 1, NULL, 0,
	run_backup,
};
const struct command cmd_restore = {
	"restore", "FILE", N_("Puts back a copy; what the workspace held is kept beside it"),
	CMD_DESTRUCTIVE, 1, 1, NULL, 0, run_restore,
};
