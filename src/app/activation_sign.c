/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Approving an order, and the launch that the last approval is. */
#include "config.h"
#include "app/activation.h"

#include <stdlib.h>
#include <string.h>

#include "app/activation_parts.h"
#include "app/app.h"
#include "app/approval.h"
#include "app/order.h"
#include "app/plan_store.h"
#include "app/planning.h"
#include "app/vendor_state.h"
#include "model/journal.h"
#include "model/plan_index.h"
#include "model/store.h"
#include "plan/solver_glpk.h"
#include "util/date.h"
#include "util/file.h"
#include "util/i18n.h"
#include "util/mem.h"

static int64_t number(const struct record *r, const char *column)
{
	const char *cell = record_get(r, column);

	return cell ? strtoll(cell, NULL, 10) : 0;
}

/* ---- launch ---------------------------------------------------------------------------------- */

struct launch {
	struct app *app;
	struct order_rows *o;
	const struct record *approval;
	int64_t seen;              /* journal entries when everything was verified */
	struct planning p;
	struct plan_ref approved;
	struct plan_launch how;
	int64_t version;
	struct state_changes states;
};

static int check_seen(struct change *c, int64_t seen, struct err *err)
{
	if (change_number(c) == seen + 1)
		return 0;
	return err_set(err, ERR_CONFLICT,
		       N_("somebody changed the workspace while the approval was verified; approve again"));
}

static int put_activated(struct launch *l, struct change *c, struct err *err)
{
	struct strbuf at = STRBUF_INIT, version = STRBUF_INIT;
	struct record row;
	int rc;

	record_init(&row, l->o->order.table);
	record_copy(&row, &l->o->order);
	instant_format(l->how.at, &at);
	strbuf_addf(&version, "%lld", (long long)l->version);
	record_set(&row, "state", "activated");
	record_set(&row, "activated_at", at.buf);
	record_set(&row, "activated_version", version.buf);
	rc = change_put(c, &row, CHANGE_ALL_CELLS, PUT_SAME_REV, NULL, err);
	record_release(&row);
	strbuf_release(&at);
	strbuf_release(&version);
	return rc;
}

static int write_launch(struct change *c, void *context, struct err *err)
{
	struct launch *l = context;
	const struct plan_to_store what = {
		.snapshot = &l->p.snapshot, .request = &l->p.request, .plan = &l->p.plan,
		.key = l->approved.plan, .solver = solver_glpk_version(), .launch = &l->how,
	};
	int rc = check_seen(c, l->seen, err);

	state_changes_release(&l->states);
	if (rc == 0)
		rc = change_put(c, l->approval, CHANGE_ALL_CELLS, PUT_NEW, NULL, err);
	if (rc == 0)
		rc = plan_store_in(c, &what, &l->version, err);
	if (rc == 0)
		rc = put_activated(l, c, err);
	if (rc == 0 && !l->how.drill) /* the signatures approve it for use */
		rc = plan_set_state(change_db(c), l->approved.plan, l->approved.version, "ready", err);
	return rc == 0 ? vendor_states_update(c, &l->states, err) : rc;
}

/* What was signed must be what is there. */
static int check_signed(struct launch *l, struct err *err)
{
	const char *text = record_get(&l->o->order, "text");
	char *digest = order_value(text, "digest"), *content = order_value(text, "content");
	char now[DIGEST_HEX];
	int rc = plan_content(l->app, &l->approved, now, err);

	if (rc == 0 && (!content || strcmp(content, now) != 0))
		rc = err_set(err, ERR_DENIED,
			     N_("the stored steps of plan %s/%lld are not those that were signed; somebody "
				"altered them by hand: run 'lifeboat doctor' and make the plan again"),
			     l->approved.plan, (long long)l->approved.version);
	if (rc == 0)
		rc = planning_repeat(&l->p, &l->approved, err);
	if (rc == 0 && (!digest || strcmp(digest, l->p.plan.digest) != 0))
		rc = err_set(err, ERR_DENIED,
			     N_("the data changed since the order was made (R13): the plan that was "
				"signed is not the one they give; make a new plan and a new order"));
	free(digest);
	free(content);
	return rc;
}

static void say_launch(struct launch *l)
{
	struct answer *a = l->app->answer;
	struct strbuf at = STRBUF_INIT, plan = STRBUF_INIT;

	instant_format(l->how.at, &at);
	strbuf_addf(&plan, "%s/%lld", l->approved.plan, (long long)l->version);
	if (l->how.drill)
		answer_line(a, _("DRILL: this is an exercise; nothing is to be done for real"));
	if (strcmp(record_get(&l->o->order, "override"), "yes") == 0)
		answer_linef(a, _("OVERRIDE: activated by one person alone: %s"),
			     record_get(&l->o->order, "reason"));
	answer_linef(a, _("activated: T+0 is %s; plan %s is carried out"), at.buf, plan.buf);
	answer_linef(a, _("'lifeboat export pack %s -o DIR' writes orders, checklists and tables"),
		     plan.buf);
	strbuf_release(&at);
	strbuf_release(&plan);
}

int activation_launch(struct app *app, struct order_rows *o, const struct record *approval,
		      int64_t seen, struct err *err)
{
	struct launch l = { .app = app, .o = o, .approval = approval, .seen = seen };
	struct strbuf name = STRBUF_INIT;
	struct change_info info;
	struct db *db;
	int rc;

	planning_init(&l.p, app);
	strbuf_addf(&name, "%s/%s", record_get(&o->order, "plan"), record_get(&o->order, "version"));
	rc = plan_ref_find(app, name.buf, &l.approved, err);
	if (rc == 0)
		rc = check_signed(&l, err);
	if (rc == 0)
		rc = app_change(app, "launch", &info, &db, err);
	if (rc == 0) {
		info.flags |= CHANGE_NO_UNDO;
		l.how = (struct plan_launch){ .at = l.p.snapshot.now,
					      .drill = strcmp(record_get(&o->order, "action"),
							      "drill") == 0,
					      .parent = l.approved.version };
		rc = change_run(db, &info, write_launch, &l, NULL, err);
	}
	if (rc == 0) {
		say_launch(&l);
		rc = vendor_states_tell(app, &l.states, err);
	}
	if (l.approved.plan)
		plan_ref_release(&l.approved);
	state_changes_release(&l.states);
	planning_release(&l.p);
	strbuf_release(&name);
	return rc;
}

/* ---- approval -------------------------------------------------------------------------------- */

struct approving {
	struct app *app;
	struct db *db;
	int64_t now, seen;
	struct order_rows o;
	struct strbuf armour;
	struct record approval;
};

static int check_open(const struct approving *a, struct err *err)
{
	const struct record *r = &a->o.order;
	const char *state = record_get(r, "state");
	int64_t expires, created;

	if (strcmp(state, "open") != 0)
		return err_set(err, ERR_DENIED, N_("order %s is %s; it takes no more approvals"),
			       record_get(r, "order"), state);
	if (instant_parse(record_get(r, "expires_at"), &expires) < 0 || a->now >= expires)
		return err_set(err, ERR_DENIED, N_("order %s expired at %s; make a new one"),
			       record_get(r, "order"), record_get(r, "expires_at"));
	/* A clock set back would let keys count that have expired since, and start the plan in the past. */
	if (instant_parse(record_get(r, "created_at"), &created) == 0 && a->now < created)
		return err_set(err, ERR_DENIED, N_("order %s was made at %s, later than this clock says it "
						   "is; set the clock right"),
			       record_get(r, "order"), record_get(r, "created_at"));
	return 0;
}

static int get_signature(struct approving *a, const char *key_file, const char *sig_file,
			 struct err *err)
{
	struct strbuf text = STRBUF_INIT;
	int rc;

	if (sig_file)
		return file_read(sig_file, 65536, &a->armour, err);
	strbuf_adds(&text, record_get(&a->o.order, "text"));
	rc = sshsig_sign(key_file, &text, &a->armour, err);
	strbuf_release(&text);
	return rc;
}

static int check_repeated(const struct approving *a, const char *person, const char *fingerprint,
			  struct err *err)
{
	size_t i;

	for (i = 0; i < a->o.approvals.n; i++) {
		const struct record *r = &a->o.approvals.items[i];

		if (strcmp(record_get(r, "person"), person) == 0)
			return err_set(err, ERR_DENIED, N_("%s approved order %s already; somebody else "
							   "must be the next"),
				       person, record_get(r, "order"));
		if (strcmp(record_get(r, "fingerprint"), fingerprint) == 0)
			return err_set(err, ERR_DENIED, N_("the key %s approved order %s already"),
				       fingerprint, record_get(r, "order"));
	}
	return 0;
}

/* Those that are there already must still hold. */
static int judge_earlier(struct approving *a, struct err *err)
{
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < a->o.approvals.n; i++) {
		const struct record *r = &a->o.approvals.items[i];
		struct ssh_key key = { NULL, NULL };
		char *person = NULL;

		rc = approval_judge(a->db, &a->o.order, record_get(r, "signature"),
				    record_get(r, "person"), a->now, &person, &key, err);
		ssh_key_release(&key);
		free(person);
	}
	return rc;
}

static int judge(struct approving *a, const char *as, struct err *err)
{
	struct strbuf at = STRBUF_INIT;
	struct ssh_key key = { NULL, NULL };
	char *person = NULL;
	int rc = approval_judge(a->db, &a->o.order, a->armour.buf, as, a->now, &person, &key, err);

	if (rc == 0)
		rc = check_repeated(a, person, key.fingerprint, err);
	if (rc == 0) {
		instant_format(a->now, &at);
		record_set(&a->approval, "order", record_get(&a->o.order, "order"));
		record_set(&a->approval, "person", person);
		record_set(&a->approval, "approved_at", at.buf);
		record_set(&a->approval, "fingerprint", key.fingerprint);
		record_set(&a->approval, "signing_key", key.line);
		record_set(&a->approval, "signature", a->armour.buf);
		answer_linef(a->app->answer, _("signature of %s verified, %s"), person, key.fingerprint);
	}
	ssh_key_release(&key);
	free(person);
	strbuf_release(&at);
	return rc;
}

static int put_approval(struct change *c, void *context, struct err *err)
{
	struct approving *a = context;
	int rc = check_seen(c, a->seen, err);

	return rc == 0 ? change_put(c, &a->approval, CHANGE_ALL_CELLS, PUT_NEW, NULL, err) : rc;
}

static int record_approval(struct approving *a, struct err *err)
{
	int64_t quorum = number(&a->o.order, "quorum"), have = (int64_t)a->o.approvals.n + 1;
	struct change_info info;
	struct db *db;
	int rc;

	if (have >= quorum) {
		rc = judge_earlier(a, err);
		return rc == 0 ? activation_launch(a->app, &a->o, &a->approval, a->seen, err) : rc;
	}
	rc = app_change(a->app, "approve", &info, &db, err);
	info.flags |= CHANGE_NO_UNDO;
	if (rc == 0)
		rc = change_run(db, &info, put_approval, a, NULL, err);
	if (rc == 0)
		answer_linef(a->app->answer, _("%lld of %lld approvals; order %s waits for more"),
			     (long long)have, (long long)quorum, record_get(&a->o.order, "order"));
	return rc;
}

int activation_approve(struct app *app, const char *order, const char *key_file,
		       const char *sig_file, const char *as, struct err *err)
{
	struct approving a = { .app = app, .armour = STRBUF_INIT };
	struct journal_head head;
	int rc = app_db(app, &a.db, err);

	record_init(&a.approval, table_find("approvals"));
	record_init(&a.o.order, table_find("orders"));
	if (rc == 0)
		rc = app_now(app, &a.now, err);
	if (rc == 0)
		rc = journal_head(a.db, &head, err);
	if (rc == 0) {
		a.seen = head.seq;
		record_release(&a.o.order);
		rc = order_rows_load(a.db, order, &a.o, err);
	}
	if (rc == 0)
		rc = check_open(&a, err);
	if (rc == 0)
		rc = order_check(&a.o.order, err);
	if (rc == 0)
		rc = get_signature(&a, key_file, sig_file, err);
	if (rc == 0)
		rc = judge(&a, as, err);
	if (rc == 0)
		rc = record_approval(&a, err);
	order_rows_release(&a.o);
	record_release(&a.approval);
	strbuf_release(&a.armour);
	return rc;
}
