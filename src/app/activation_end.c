/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking at an order, and calling it off. */
#include "config.h"
#include "app/activation.h"

#include <stdlib.h>
#include <string.h>

#include "app/activation_parts.h"
#include "app/app.h"
#include "app/approval.h"
#include "app/order.h"
#include "app/vendor_state.h"
#include "model/plan_index.h"
#include "model/store.h"
#include "util/date.h"
#include "util/file.h"
#include "util/i18n.h"
#include "util/mem.h"

static bool is_drill(const struct record *order)
{
	return strcmp(record_get(order, "action"), "drill") == 0;
}

/* ---- show ------------------------------------------------------------------------------------ */

/* An approval as it stood when it was given: judged at its own instant. */
static bool approval_holds(struct db *db, const struct order_rows *o, const struct record *r,
			   struct strbuf *why)
{
	struct ssh_key key = { NULL, NULL };
	struct err bad = ERR_INIT;
	char *person = NULL;
	int64_t at = 0;
	int rc;

	(void)instant_parse(record_get(r, "approved_at"), &at);
	rc = approval_judge(db, &o->order, record_get(r, "signature"), record_get(r, "person"), at,
			    &person, &key, &bad);
	if (rc < 0)
		err_render(&bad, gettext, why);
	err_release(&bad);
	ssh_key_release(&key);
	free(person);
	return rc == 0;
}

static size_t show_approvals(struct app *app, struct db *db, const struct order_rows *o)
{
	const struct answer_column columns[] = {
		{ "person", _("person"), false },
		{ "approved_at", _("approved at"), false },
		{ "fingerprint", _("fingerprint"), false },
		{ "holds", _("holds"), false },
	};
	size_t i, bad = 0;

	answer_table(app->answer, "approvals", columns, 4);
	for (i = 0; i < o->approvals.n; i++) {
		const struct record *r = &o->approvals.items[i];
		struct strbuf why = STRBUF_INIT;
		bool holds = approval_holds(db, o, r, &why);

		bad += !holds;
		answer_row(app->answer,
			   (const char *const[]){ record_get(r, "person"), record_get(r, "approved_at"),
						  record_get(r, "fingerprint"),
						  holds ? _("yes") : why.buf });
		strbuf_release(&why);
	}
	answer_end(app->answer);
	return bad;
}

static void show_state(struct app *app, const struct order_rows *o)
{
	const struct record *r = &o->order;
	const char *version = record_get(r, "activated_version");

	if (is_drill(r))
		answer_line(app->answer, _("DRILL: this is an exercise; nothing is to be done for real"));
	if (strcmp(record_get(r, "override"), "yes") == 0)
		answer_linef(app->answer, _("OVERRIDE: activated by one person alone: %s"),
			     record_get(r, "reason"));
	answer_linef(app->answer, _("state: %s; %zu of %s approvals; expires %s"), record_get(r, "state"),
		     o->approvals.n, record_get(r, "quorum"), record_get(r, "expires_at"));
	if (version)
		answer_linef(app->answer, _("T+0 %s; plan %s/%s is carried out"),
			     record_get(r, "activated_at"), record_get(r, "plan"), version);
}

int activation_show(struct app *app, const char *order, const char *output, struct err *err)
{
	struct order_rows o;
	struct db *db;
	size_t bad = 0;
	int rc = app_db(app, &db, err);

	if (rc < 0)
		return rc;
	rc = order_rows_load(db, order, &o, err);
	if (rc == 0)
		rc = order_check(&o.order, err);
	if (rc == 0 && output) {
		const char *text = record_get(&o.order, "text");

		if (strcmp(output, "-") == 0)
			answer_raw(app->answer, text, strlen(text));
		else
			rc = file_write(output, text, strlen(text), err);
	} else if (rc == 0) {
		answer_line(app->answer, record_get(&o.order, "text"));
		show_state(app, &o);
		bad = show_approvals(app, db, &o);
	}
	order_rows_release(&o);
	return rc == 0 && bad ? ERR_ANSWER_NO : rc;
}

/* ---- stand down ------------------------------------------------------------------------------ */

struct standing_down {
	struct order_rows o;
	const char *reason;
	struct state_changes states;
	bool launched;
	size_t stopped;
	struct app *app;
};

static bool is_live_launch(const struct standing_down *s, const struct record *order)
{
	return s->launched && !is_drill(order);
}

static int write_stand_down(struct change *c, void *context, struct err *err)
{
	struct standing_down *s = context;
	struct strbuf at = STRBUF_INIT;
	struct record row;
	int rc;

	state_changes_release(&s->states);
	record_init(&row, s->o.order.table);
	record_copy(&row, &s->o.order);
	instant_format(change_info(c)->now, &at);
	record_set(&row, "state", s->launched ? "stood-down" : "withdrawn");
	record_set(&row, "reason", s->reason);
	record_set(&row, "stood_down_at", at.buf);
	rc = change_put(c, &row, CHANGE_ALL_CELLS, PUT_SAME_REV, NULL, err);
	if (rc == 0 && s->launched)
		rc = plan_set_state(change_db(c), record_get(&row, "plan"),
				    strtoll(record_get(&row, "activated_version"), NULL, 10), "stood-down",
				    err);
	if (rc == 0 && is_live_launch(s, &row)) /* the approved version can be ordered again */
		rc = plan_set_state(change_db(c), record_get(&row, "plan"),
				    strtoll(record_get(&row, "version"), NULL, 10), "ready", err);
	if (rc == 0)
		rc = vendor_states_update(c, &s->states, err);
	record_release(&row);
	strbuf_release(&at);
	return rc;
}

/* What is done stays or is taken back; what runs is stopped; the rest does not happen. */
static int say_step(void *context, const struct record *r, struct err *err)
{
	struct standing_down *s = context;
	const char *status = record_get(r, "status"), *phase = record_get(r, "phase");
	const char *rollback = record_get(r, "rollback"), *what;
	bool keeps = phase && (strcmp(phase, "prepare") == 0 || strcmp(phase, "preserve") == 0 ||
			       strcmp(phase, "decide") == 0 || strcmp(phase, "verify") == 0);

	(void)err;
	if (!status || strcmp(status, "todo") == 0 || strcmp(status, "skipped") == 0) {
		s->stopped++;
		return 0;
	}
	what = strcmp(status, "doing") == 0 ? _("stop") : keeps ? _("keep") : _("undo");
	answer_row(s->app->answer,
		   (const char *const[]){ what, record_get(r, "instance"), status,
					  keeps ? _("evidence and preparations stay useful")
						: rollback ? rollback : _("no way back is known") });
	return 0;
}

static int say_steps(struct standing_down *s, struct db *db, struct err *err)
{
	const struct answer_column columns[] = {
		{ "what", _("what"), false },
		{ "instance", _("step"), false },
		{ "status", _("status"), false },
		{ "how", _("how"), false },
	};
	struct store_query q = { .table = table_find("plan_steps"), .sort = -1 };
	struct strbuf name = STRBUF_INIT;
	struct selector *where = NULL;
	struct plan_ref plan = { .plan = NULL };
	int rc;

	strbuf_addf(&name, "%s/%s", record_get(&s->o.order, "plan"),
		    record_get(&s->o.order, "activated_version"));
	rc = plan_ref_find(s->app, name.buf, &plan, err);
	if (rc == 0)
		rc = plan_ref_selector(&plan, q.table, NULL, &where, err);
	q.where = where;
	if (rc == 0) {
		answer_table(s->app->answer, "steps", columns, 4);
		rc = store_each(db, &q, -1, say_step, s, err);
		answer_end(s->app->answer);
		answer_linef(s->app->answer, n_("%zu step does not happen", "%zu steps do not happen",
						s->stopped), s->stopped);
		answer_linef(s->app->answer,
			     is_live_launch(s, &s->o.order)
				     ? _("plan %s/%s is ready again and can be ordered; evidence, journal and "
					 "preparations are kept")
				     : _("plan %s/%s stays as it was and can be ordered again; evidence, "
					 "journal and preparations are kept"),
			     plan.plan, record_get(&s->o.order, "version"));
		if (is_drill(&s->o.order))
			answer_notef(s->app->answer,
				     _("'lifeboat drill estimates %s/%s' puts the measured times beside the "
				       "playbook's"), plan.plan, record_get(&s->o.order, "activated_version"));
	}
	if (plan.plan)
		plan_ref_release(&plan);
	selector_free(where);
	strbuf_release(&name);
	return rc;
}

int activation_stand_down(struct app *app, const char *order, const char *reason, struct err *err)
{
	struct standing_down s = { .reason = reason, .app = app };
	struct change_info info;
	struct db *db;
	const char *state;
	int rc = app_change(app, "stand-down", &info, &db, err);

	if (rc < 0)
		return rc;
	info.flags |= CHANGE_NO_UNDO;
	rc = order_rows_load(db, order, &s.o, err);
	state = rc == 0 ? record_get(&s.o.order, "state") : "";
	s.launched = strcmp(state, "activated") == 0;
	if (rc == 0 && !s.launched && strcmp(state, "open") != 0)
		rc = err_set(err, ERR_DENIED, N_("order %s is %s already"), order, state);
	if (rc == 0)
		rc = change_run(db, &info, write_stand_down, &s, NULL, err);
	if (rc == 0) {
		answer_linef(app->answer, s.launched ? _("%s: stood down") : _("%s: withdrawn"), order);
		rc = vendor_states_tell(app, &s.states, err);
	}
	if (rc == 0 && s.launched)
		rc = say_steps(&s, db, err);
	order_rows_release(&s.o);
	state_changes_release(&s.states);
	return rc;
}
