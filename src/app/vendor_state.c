/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/vendor_state.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/run.h"
#include "model/settings.h"
#include "model/store.h"
#include "util/date.h"
#include "util/i18n.h"
#include "util/mem.h"
#include "util/text.h"

void state_changes_release(struct state_changes *s)
{
	size_t i;

	for (i = 0; i < s->items.n; i++)
		free(s->items.items[i].vendor);
	VEC_RELEASE(&s->items);
}

/* ---- signed decisions ------------------------------------------------------------------------ */

struct decided {
	struct db *db;
	const char *vendor;
	bool found;
	bool cleared;       /* a case about it was closed as no breach, or a contained one, … */
	int64_t cleared_at; /* … last at this instant: decisions before then are overtaken */
	bool now;           /* … of orders that are being carried out alone */
	struct strbuf *order;
};

static int check_case(void *context, const struct record *k, struct err *err)
{
	struct decided *d = context;
	const char *outcome = record_get(k, "outcome"), *status = record_get(k, "status");
	const char *at = record_get(k, "closed_at");
	int64_t closed;

	(void)err;
	if (strcmp(record_get(k, "vendor"), d->vendor) != 0 || !status ||
	    strcmp(status, "closed") != 0 || !outcome || strcmp(outcome, "material") == 0 || !at ||
	    instant_parse(at, &closed) < 0)
		return 0;
	d->cleared_at = d->cleared && d->cleared_at > closed ? d->cleared_at : closed;
	d->cleared = true;
	return 0;
}

static bool overtaken(const struct decided *d, const struct record *order)
{
	const char *at = record_get(order, "activated_at");
	int64_t activated;

	return d->cleared && at && instant_parse(at, &activated) == 0 && activated <= d->cleared_at;
}

/* Is the member ("apex-one@<=14") the vendor or one of its products? */
static int names_vendor(struct decided *d, const char *member)
{
	struct record product;
	const char *of;
	int rc;

	if (strcmp(member, d->vendor) == 0) {
		d->found = true;
		return 0;
	}
	record_init(&product, table_find("products"));
	rc = store_get_key(d->db, product.table, member, &product, NULL);
	of = rc == 0 ? record_get(&product, "vendor") : NULL;
	if (of && strcmp(of, d->vendor) == 0)
		d->found = true;
	record_release(&product);
	return rc == ERR_NOT_FOUND || rc == ERR_INPUT ? 0 : rc;
}

static int check_order(void *context, const struct record *order, struct err *err)
{
	struct decided *d = context;
	struct record plan;
	const char *at, *state = record_get(order, "state");
	int rc;

	if ((strcmp(state, "activated") != 0 && (d->now || strcmp(state, "completed") != 0)) ||
	    strcmp(record_get(order, "action"), "live") != 0 || d->found || overtaken(d, order))
		return 0;
	record_init(&plan, table_find("plans"));
	record_set(&plan, "plan", record_get(order, "plan"));
	record_set(&plan, "version", record_get(order, "version"));
	rc = store_get(d->db, &plan, err);
	at = rc == 0 ? record_get(&plan, "breached") : NULL;
	while (rc == 0 && at && *at) {
		size_t n = strcspn(at, ","), name = strcspn(at, ",@");
		char *member = mem_strndup(at, name);

		rc = names_vendor(d, member);
		free(member);
		at += n;
		at += *at == ',';
	}
	if (rc == 0 && d->found && d->order)
		strbuf_adds(d->order, record_get(order, "order"));
	record_release(&plan);
	return rc;
}

int vendor_is_decided(struct db *db, const char *vendor, bool *ret, struct err *err)
{
	const struct store_query orders = { .table = table_find("orders"), .sort = -1 };
	const struct store_query cases = { .table = table_find("cases"), .sort = -1 };
	struct decided d = { .db = db, .vendor = vendor };
	int rc = store_each(db, &cases, -1, check_case, &d, err);

	if (rc == 0)
		rc = store_each(db, &orders, -1, check_order, &d, err);
	if (rc == 0)
		*ret = d.found;
	return rc;
}

/* A live order against the vendor that is being carried out, whatever became of the case. */
static int running_order(struct db *db, const char *vendor, struct strbuf *ret, struct err *err)
{
	const struct store_query q = { .table = table_find("orders"), .sort = -1 };
	struct decided d = { .db = db, .vendor = vendor, .now = true, .order = ret };

	return store_each(db, &q, -1, check_order, &d, err);
}

/* ---- bringing up to date --------------------------------------------------------------------- */

struct update {
	struct change *c;
	struct evidence e;
	struct state_changes *ret;
	VEC(char *) vendors;
};

static int take_vendor(void *context, const struct record *r, struct err *err)
{
	struct update *u = context;

	(void)err;
	VEC_PUSH(&u->vendors, mem_strdup(record_get(r, "vendor")));
	return 0;
}

static enum vendor_state state_of(const char *name)
{
	int i;

	for (i = 0; name && i < STATE_N; i++)
		if (strcmp(vendor_state_names[i], name) == 0)
			return (enum vendor_state)i;
	return STATE_CLEAR;
}

static void set_share(struct record *r, const char *column, double p)
{
	struct strbuf text = STRBUF_INIT;
	char *canonical = NULL;

	strbuf_addf(&text, "%.6f", p);
	if (value_canonical(&r->table->columns[table_column(r->table, column)], text.buf, &canonical,
			    NULL) == 0)
		record_set(r, column, canonical);
	free(canonical);
	strbuf_release(&text);
}

static void set_reason(struct record *r, const struct evidence_case *k, bool decided)
{
	struct strbuf reason = STRBUF_INIT;

	if (decided)
		msg_add(&reason, N_("a signed decision: the plan was activated"));
	else if (!k)
		msg_add(&reason, N_("no case is open"));
	else if (k->n == 0)
		msg_add(&reason, N_("case %s was opened"), k->key);
	else
		msg_add(&reason, N_("case %s, last signal: %s"), k->key,
			signal_kinds[k->signals[k->n - 1].s.kind].name);
	record_set(r, "reason", reason.buf);
	strbuf_release(&reason);
}

static int put_state(struct update *u, struct record *r, const struct evidence_case *k,
		     enum vendor_state to, bool decided, struct err *err)
{
	const char *const names[] = { "none", "contained", "material" };
	struct strbuf since = STRBUF_INIT;
	int i;

	record_set(r, "state", vendor_state_names[to]);
	instant_format(change_info(u->c)->now, &since);
	record_set(r, "since", since.buf);
	for (i = 0; i < HYP_N; i++) {
		record_set(r, names[i], NULL);
		if (k)
			set_share(r, names[i], k->p.v[i]);
	}
	set_reason(r, k, decided);
	strbuf_release(&since);
	return change_put(u->c, r, CHANGE_ALL_CELLS, PUT_ANY, NULL, err);
}

static int update_vendor(struct update *u, const char *vendor, struct err *err)
{
	const struct evidence_case *k = evidence_of(&u->e, vendor);
	enum vendor_state to = k ? k->state : STATE_CLEAR, from;
	struct record r;
	bool decided;
	int rc = vendor_is_decided(change_db(u->c), vendor, &decided, err);

	if (rc < 0)
		return rc;
	if (decided)
		to = STATE_CONFIRMED;
	record_init(&r, table_find("vendor_states"));
	record_set(&r, "vendor", vendor);
	rc = store_get(change_db(u->c), &r, NULL);
	from = rc == 0 ? state_of(record_get(&r, "state")) : STATE_CLEAR;
	rc = rc == ERR_NOT_FOUND ? 0 : rc;
	if (rc == 0 && from != to) {
		VEC_PUSH(&u->ret->items, (struct state_change){ mem_strdup(vendor), from, to });
		rc = put_state(u, &r, k, to, decided, err);
	}
	record_release(&r);
	return rc;
}

int vendor_states_update(struct change *c, struct state_changes *ret, struct err *err)
{
	const struct store_query q = { .table = table_find("vendors"), .sort = -1 };
	struct update u = { .c = c, .ret = ret };
	size_t i;
	int rc = evidence_load(change_db(c), change_info(c)->now, &u.e, err);

	if (rc == 0)
		rc = store_each(change_db(c), &q, -1, take_vendor, &u, err);
	for (i = 0; i < u.vendors.n; i++) {
		if (rc == 0)
			rc = update_vendor(&u, u.vendors.items[i], err);
		free(u.vendors.items[i]);
	}
	VEC_RELEASE(&u.vendors);
	evidence_release(&u.e);
	return rc;
}

static int refresh(struct change *c, void *context, struct err *err)
{
	struct state_changes *ret = context;

	state_changes_release(ret); /* the closure may run again */
	return vendor_states_update(c, ret, err);
}

int vendor_states_refresh(struct app *app, struct state_changes *ret, struct err *err)
{
	struct change_info info;
	struct db *db;
	int rc = app_change(app, "state", &info, &db, err);

	info.flags |= CHANGE_NO_UNDO;
	return rc == 0 ? change_run(db, &info, refresh, ret, NULL, err) : rc;
}

/* ---- telling --------------------------------------------------------------------------------- */

/* The configured words, then the vendor and both states. */
static int run_program(struct app *app, const char *command, const struct state_change *s,
		       struct err *err)
{
	VEC(char *) argv = VEC_INIT;
	const char *piece;
	size_t length, i;
	int status = 0, rc;

	while (text_list_next(&command, &piece, &length))
		VEC_PUSH(&argv, mem_strndup(piece, length));
	VEC_PUSH(&argv, mem_strdup(s->vendor));
	VEC_PUSH(&argv, mem_strdup(vendor_state_names[s->from]));
	VEC_PUSH(&argv, mem_strdup(vendor_state_names[s->to]));
	VEC_PUSH(&argv, NULL);
	rc = run_program_wait(argv.items, NULL, 0, NULL, &status, err);
	if (rc == 0)
		rc = run_journal(app, "on_state_change", argv.items[0], s->vendor, status, err);
	if (rc == 0 && status != 0)
		answer_notef(app->answer, _("%s ended with status %d"), argv.items[0], status);
	for (i = 0; i < argv.n; i++)
		free(argv.items[i]);
	VEC_RELEASE(&argv);
	return rc;
}

/* A vendor that is no longer confirmed while people still leave it. */
static int tell_of_order(struct app *app, struct db *db, const struct state_change *x, struct err *err)
{
	struct strbuf order = STRBUF_INIT;
	int rc = 0;

	if (x->from == STATE_CONFIRMED)
		rc = running_order(db, x->vendor, &order, err);
	if (rc == 0 && order.len)
		answer_notef(app->answer,
			     _("order %s is still carried out; 'lifeboat stand-down %s --reason TEXT' says what "
			       "to undo and what to keep, and makes the plan ready again"), order.buf,
			     order.buf);
	strbuf_release(&order);
	return rc;
}

int vendor_states_tell(struct app *app, const struct state_changes *s, struct err *err)
{
	char *command = NULL;
	struct db *db;
	size_t i;
	int rc = app_db(app, &db, err);

	if (rc == 0)
		rc = setting_get(db, "on_state_change", &command, err);
	for (i = 0; rc == 0 && i < s->items.n; i++) {
		const struct state_change *x = &s->items.items[i];

		answer_linef(app->answer, _("%s: %s → %s"), x->vendor, vendor_state_names[x->from],
			     vendor_state_names[x->to]);
		rc = tell_of_order(app, db, x, err);
		if (rc == 0 && command)
			rc = run_program(app, command, x, err);
	}
	free(command);
	return rc;
}

bool vendor_states_depend(const struct table *t)
{
	static const char *const names[] = { "cases", "exploits", "policy", "signals", "sources" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(t->name, names[i]) == 0)
			return true;
	return false;
}

int vendor_states_follow(struct app *app, struct err *err)
{
	struct state_changes changes = { VEC_INIT };
	int rc = vendor_states_refresh(app, &changes, err);

	if (rc == 0)
		rc = vendor_states_tell(app, &changes, err);
	state_changes_release(&changes);
	return rc;
}
