/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/activation.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "app/activation_parts.h"
#include "app/app.h"
#include "app/evidence.h"
#include "app/order.h"
#include "app/planning.h"
#include "model/journal.h"
#include "model/settings.h"
#include "model/store.h"
#include "util/date.h"
#include "util/i18n.h"
#include "util/mem.h"
#include "util/text.h"

/* ---- rows ------------------------------------------------------------------------------------ */

static int take_approval(void *context, const struct record *r, struct err *err)
{
	struct order_rows *o = context;
	struct record copy;

	(void)err;
	if (strcmp(record_get(r, "order"), record_get(&o->order, "order")) != 0)
		return 0;
	record_init(&copy, r->table);
	record_copy(&copy, r);
	VEC_PUSH(&o->approvals, copy);
	return 0;
}

int order_rows_load(struct db *db, const char *key, struct order_rows *ret, struct err *err)
{
	const struct store_query q = { .table = table_find("approvals"), .sort = -1 };
	int rc;

	memset(ret, 0, sizeof(*ret));
	record_init(&ret->order, table_find("orders"));
	rc = store_get_key(db, ret->order.table, key, &ret->order, err);
	return rc == 0 ? store_each(db, &q, -1, take_approval, ret, err) : rc;
}

void order_rows_release(struct order_rows *o)
{
	size_t i;

	for (i = 0; i < o->approvals.n; i++)
		record_release(&o->approvals.items[i]);
	VEC_RELEASE(&o->approvals);
	record_release(&o->order);
}

static int add_row(void *context, const struct record *r, struct err *err)
{
	struct digest *d = context;
	size_t i;

	(void)err;
	digest_text(d, r->table->name);
	for (i = 0; i < r->table->n_columns; i++)
		if (!(r->table->columns[i].flags & COLF_VIRTUAL))
			digest_text(d, r->cell[i]);
	return 0;
}

int plan_content(struct app *app, const struct plan_ref *plan, char ret[DIGEST_HEX], struct err *err)
{
	static const char *const tables[] = {
		"plan_affected", "plan_classes", "plan_selections", "plan_waves", "plan_steps",
	};
	unsigned char hash[DIGEST_SIZE];
	struct digest d;
	struct db *db;
	size_t i;
	int rc = app_db(app, &db, err);

	digest_init(&d);
	for (i = 0; rc == 0 && i < sizeof(tables) / sizeof(tables[0]); i++) {
		struct store_query q = { .table = table_find(tables[i]), .sort = -1 };
		struct selector *where = NULL;

		rc = plan_ref_selector(plan, q.table, NULL, &where, err);
		q.where = where;
		if (rc == 0)
			rc = store_each(db, &q, -1, add_row, &d, err);
		selector_free(where);
	}
	if (rc == 0) {
		digest_final(&d, hash);
		digest_hex(hash, ret);
	}
	return rc;
}

struct checking {
	struct app *app;
	activation_say_fn *say;
	void *context;
};

static int check_order_plan(void *context, const struct record *r, struct err *err)
{
	const struct checking *x = context;
	char *said = order_value(record_get(r, "text"), "content"), content[DIGEST_HEX];
	struct strbuf name = STRBUF_INIT;
	struct plan_ref plan = { .plan = NULL };
	int rc;

	strbuf_addf(&name, "%s/%s", record_get(r, "plan"), record_get(r, "version"));
	rc = plan_ref_find(x->app, name.buf, &plan, err);
	if (rc == 0)
		rc = plan_content(x->app, &plan, content, err);
	if (rc == 0 && said && strcmp(said, content) != 0)
		x->say(x->context, record_get(r, "order"), name.buf);
	if (plan.plan)
		plan_ref_release(&plan);
	strbuf_release(&name);
	free(said);
	return rc;
}

int activation_check_plans(struct app *app, activation_say_fn *say, void *context, struct err *err)
{
	const struct store_query q = { .table = table_find("orders"), .sort = -1 };
	struct checking x = { app, say, context };
	struct db *db;
	int rc = app_db(app, &db, err);

	return rc == 0 ? store_each(db, &q, -1, check_order_plan, &x, err) : rc;
}

/* ---- what is asked --------------------------------------------------------------------------- */

struct asking {
	struct app *app;
	const struct activation_request *r;
	struct db *db;
	int64_t now;
	struct plan_ref plan;
	struct planning today;
	struct strbuf evidence, blocking;
	char *requester;
	char content[DIGEST_HEX];
};

static int check_state(struct asking *a, struct err *err)
{
	const char *state = record_get(&a->plan.header, "state");

	if (strcmp(state, "draft") == 0 || strcmp(state, "ready") == 0)
		return 0;
	return err_set(err, ERR_DENIED,
		       N_("plan %s/%lld is %s already; name the version to activate, as in %s/%s, or make "
			  "a new one"),
		       a->plan.plan, (long long)a->plan.version, state, a->plan.plan,
		       record_get(&a->plan.header, "parent") ? record_get(&a->plan.header, "parent") : "1");
}

/* A person of the people table, or the account nobody is named for. */
static int find_requester(struct asking *a, struct err *err)
{
	struct strbuf account = STRBUF_INIT;
	struct record person;
	const char *role;
	int rc;

	if (!a->app->person) {
		key_from_text(a->app->os_user, &account);
		a->requester = strbuf_detach(&account);
		return 0;
	}
	record_init(&person, table_find("people"));
	rc = store_get_key(a->db, person.table, a->app->person, &person, err);
	role = rc == 0 ? record_get(&person, "role") : NULL;
	if (rc == 0 && (!role || (!strstr(role, "planner") && !strstr(role, "approver"))))
		rc = err_set(err, ERR_DENIED,
			     N_("%s is neither planner nor approver; the people table says who is"),
			     a->app->person);
	if (rc == 0)
		a->requester = mem_strdup(a->app->person);
	record_release(&person);
	return rc;
}

/* Signals must exist; without a list it is those of the open cases of what is breached. */
static int given_evidence(struct asking *a, struct err *err)
{
	const char *at = a->r->evidence;
	int rc = 0;

	while (rc == 0 && *at) {
		size_t n = strcspn(at, ",;");
		char *key = mem_strndup(at, n);
		struct record signal;

		record_init(&signal, table_find("signals"));
		if (n)
			rc = store_get_key(a->db, signal.table, key, &signal, err);
		if (rc == 0 && n)
			strbuf_add_sep(&a->evidence, ";", key);
		record_release(&signal);
		free(key);
		at += n;
		at += *at != '\0';
	}
	return rc;
}

static bool is_breached(const struct asking *a, const char *vendor)
{
	const struct plan_request *r = &a->today.request;
	const struct snapshot *s = &a->today.snapshot;
	size_t i;

	for (i = 0; i < r->n_breached; i++) {
		const struct fate_node *n = &r->breached[i].node;
		size_t v = n->vendor != NONE ? n->vendor : s->products[n->product].vendor;

		if (v != NONE && strcmp(s->vendors[v].key, vendor) == 0)
			return true;
	}
	return false;
}

static int collect_evidence(struct asking *a, struct err *err)
{
	struct evidence e;
	size_t i, k;
	int rc;

	if (a->r->evidence)
		return given_evidence(a, err);
	rc = evidence_load(a->db, a->now, &e, err);
	for (i = 0; rc == 0 && i < e.n; i++)
		for (k = 0; e.cases[i].open && is_breached(a, e.cases[i].vendor) && k < e.cases[i].n; k++)
			if (e.cases[i].signals[k].key)
				strbuf_add_sep(&a->evidence, ";", e.cases[i].signals[k].key);
	evidence_release(&e);
	return rc;
}

static int compare_today(struct asking *a, struct err *err)
{
	const char *stored = record_get(&a->plan.header, "digest");
	size_t i;
	int rc = planning_repeat(&a->today, &a->plan, err);

	if (rc == 0 && (!stored || strcmp(stored, a->today.plan.digest) != 0))
		rc = err_set(err, ERR_DENIED,
			     N_("the data changed since plan %s/%lld was made (R13); make it again with "
				"'lifeboat plan make' and order that"),
			     a->plan.plan, (long long)a->plan.version);
	for (i = 0; rc == 0 && i < a->today.plan.n_checks; i++)
		if (a->today.plan.checks[i].result == CHECK_BLOCK)
			strbuf_add_sep(&a->blocking, ";", a->today.plan.checks[i].code);
	return rc == 0 ? plan_content(a->app, &a->plan, a->content, err) : rc;
}

static int check_override(struct asking *a, struct err *err)
{
	char *allowed = NULL;
	bool yes;
	int rc;

	if (!a->r->override)
		return 0;
	if (!a->r->reason || !*a->r->reason)
		return err_set(err, ERR_USAGE, N_("activate --override: say why with --reason TEXT"));
	rc = setting_get(a->db, "override_allowed", &allowed, err);
	yes = allowed && strcmp(allowed, "yes") == 0;
	free(allowed);
	if (rc == 0 && !yes)
		rc = err_set(err, ERR_DENIED,
			     N_("policy override_allowed is no: two people must agree; "
				"find a second approver"));
	return rc;
}

/* ---- the order ------------------------------------------------------------------------------- */

static int order_key(struct asking *a, struct strbuf *ret, struct err *err)
{
	bool taken = true;
	int i, rc = 0;

	for (i = 1; rc == 0 && taken; i++) {
		strbuf_reset(ret);
		strbuf_addf(ret, "%s-%s-%d", a->plan.plan, a->r->drill ? "drill" : "live", i);
		rc = store_exists(a->db, table_find("orders"), ret->buf, &taken, err);
	}
	return rc;
}

static int order_limits(struct asking *a, char **ret_quorum, struct strbuf *ret_expires,
			struct err *err)
{
	char *lasts = NULL;
	int64_t seconds = DAY_S;
	int rc = setting_get(a->db, "approval_expires", &lasts, err);

	if (rc == 0 && lasts)
		(void)duration_parse(lasts, &seconds);
	free(lasts);
	if (rc == 0)
		instant_format(a->now + seconds, ret_expires);
	if (rc == 0 && a->r->override)
		*ret_quorum = mem_strdup("1");
	else if (rc == 0)
		rc = setting_get(a->db, "quorum", ret_quorum, err);
	return rc;
}

static void make_nonce(char ret[33])
{
	unsigned char bytes[16];

	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2hex(ret, 33, bytes, sizeof(bytes));
}

static void fill_row(const struct asking *a, const struct order_fields *f, const char *text,
		     struct record *row)
{
	struct strbuf version = STRBUF_INIT;

	strbuf_addf(&version, "%lld", (long long)a->plan.version);
	record_set(row, "order", f->order);
	record_set(row, "plan", a->plan.plan);
	record_set(row, "version", version.buf);
	record_set(row, "action", f->action);
	record_set(row, "state", "open");
	record_set(row, "requester", f->requester);
	record_set(row, "created_at", f->created);
	record_set(row, "expires_at", f->expires);
	record_set(row, "quorum", f->quorum);
	record_set(row, "override", a->r->override ? "yes" : "no");
	record_set(row, "reason", a->r->override ? a->r->reason : NULL);
	record_set(row, "text", text);
	strbuf_release(&version);
}

static int put_order(struct change *c, void *context, struct err *err)
{
	return change_put(c, context, CHANGE_ALL_CELLS, PUT_NEW, NULL, err);
}

static int store_order(struct asking *a, const struct order_fields *f, struct err *err)
{
	struct strbuf text = STRBUF_INIT;
	struct change_info info;
	struct record row;
	struct db *db;
	int rc = app_change(a->app, "activate", &info, &db, err);

	info.flags |= CHANGE_NO_UNDO;
	order_text(f, &text);
	record_init(&row, table_find("orders"));
	fill_row(a, f, text.buf, &row);
	if (rc == 0)
		rc = change_run(db, &info, put_order, &row, NULL, err);
	if (rc == 0) {
		if (a->r->drill)
			answer_line(a->app->answer, _("DRILL: this is an exercise"));
		if (a->r->override)
			answer_line(a->app->answer, _("OVERRIDE: one person acts alone"));
		answer_line(a->app->answer, text.buf);
		if (a->blocking.len)
			answer_linef(a->app->answer, _("not ready: %s block"), a->blocking.buf);
		answer_linef(a->app->answer,
			     _("sign with 'lifeboat approve %s --key FILE' before %s; %s approvals needed"),
			     f->order, f->expires, f->quorum);
	}
	record_release(&row);
	strbuf_release(&text);
	return rc;
}

static int make_order(struct asking *a, struct strbuf *ret_order, struct err *err)
{
	struct strbuf plan = STRBUF_INIT, created = STRBUF_INIT, expires = STRBUF_INIT;
	struct strbuf head_text = STRBUF_INIT, key = STRBUF_INIT;
	struct journal_head head;
	char nonce[33], *quorum = NULL;
	int rc = order_key(a, &key, err);

	if (rc == 0)
		rc = order_limits(a, &quorum, &expires, err);
	if (rc == 0)
		rc = journal_head(a->db, &head, err);
	if (rc == 0) {
		struct order_fields f = {
			.action = a->r->drill ? "drill" : "live",
			.digest = a->today.plan.digest, .content = a->content,
			.breached = record_get(&a->plan.header, "breached"),
			.evidence = a->evidence.buf, .quorum = quorum,
			.override = a->r->override ? a->r->reason : NULL,
			.blocking = a->blocking.buf, .requester = a->requester, .nonce = nonce,
		};

		plan_ref_text(&a->plan, &plan);
		instant_format(a->now, &created);
		journal_head_text(&head, &head_text);
		make_nonce(nonce);
		f.order = key.buf;
		f.plan = plan.buf;
		f.created = created.buf;
		f.expires = expires.buf;
		f.journal = head_text.buf;
		rc = store_order(a, &f, err);
	}
	if (rc == 0)
		strbuf_adds(ret_order, key.buf);
	free(quorum);
	strbuf_release(&plan);
	strbuf_release(&created);
	strbuf_release(&expires);
	strbuf_release(&head_text);
	strbuf_release(&key);
	return rc;
}

int activation_request(struct app *app, const struct activation_request *r, struct strbuf *ret_order,
		       struct err *err)
{
	struct asking a = { .app = app, .r = r, .evidence = STRBUF_INIT, .blocking = STRBUF_INIT };
	int rc = app_db(app, &a.db, err);

	planning_init(&a.today, app);
	if (rc == 0)
		rc = app_now(app, &a.now, err);
	if (rc == 0)
		rc = check_override(&a, err);
	if (rc == 0)
		rc = plan_ref_find(app, r->plan, &a.plan, err);
	if (rc == 0)
		rc = check_state(&a, err);
	if (rc == 0)
		rc = find_requester(&a, err);
	if (rc == 0)
		rc = compare_today(&a, err);
	if (rc == 0)
		rc = collect_evidence(&a, err);
	if (rc == 0)
		rc = make_order(&a, ret_order, err);
	if (a.plan.plan)
		plan_ref_release(&a.plan);
	planning_release(&a.today);
	strbuf_release(&a.evidence);
	strbuf_release(&a.blocking);
	free(a.requester);
	return rc;
}
