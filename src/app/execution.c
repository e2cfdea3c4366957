/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/execution.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/marks.h"
#include "app/plan_ref.h"
#include "app/vendor_state.h"
#include "model/plan_index.h"
#include "model/store.h"
#include "util/date.h"
#include "util/i18n.h"
#include "util/map.h"
#include "util/mem.h"
#include "util/text.h"

static const struct {
	const char *state; /* NULL: stays */
	bool starts, ends; /* sets that instant */
	const char *from;  /* states it may follow, as "|a|b|" */
} events[STEP_N_EVENTS] = {
	[STEP_START] = { "doing", true, false, "|todo|failed|blocked|" },
	[STEP_DONE] = { "done", false, true, "|todo|doing|failed|blocked|" },
	[STEP_FAIL] = { "failed", false, true, "|todo|doing|blocked|" },
	[STEP_SKIP] = { "skipped", false, false, "|todo|failed|blocked|" },
	[STEP_BLOCK] = { "blocked", false, false, "|todo|doing|failed|" },
	[STEP_NOTE] = { NULL, false, false, "|todo|doing|done|failed|skipped|blocked|" },
};

struct reporting {
	struct app *app;
	struct db *db;
	const struct step_report *r;
	struct plan_ref plan;
	struct record step;     /* of plan_steps */
	struct map states;      /* instance → place in state_names */
	VEC(char *) names, state_names;
	size_t matching;        /* instances of the step that was named */
	char *at;
	bool completed;
	struct state_changes vendors;
};

/* ---- which step ------------------------------------------------------------------------------ */

static int take_step(void *context, const struct record *r, struct err *err)
{
	struct reporting *x = context;
	const char *instance = record_get(r, "instance"), *status = record_get(r, "status");
	bool exact = strcmp(instance, x->r->step) == 0;

	(void)err;
	VEC_PUSH(&x->names, mem_strdup(instance));
	VEC_PUSH(&x->state_names, mem_strdup(status ? status : "todo"));
	if (!exact && strcmp(record_get(r, "step"), x->r->step) != 0)
		return 0;
	if (exact)
		x->matching = 0;
	else if (record_get(&x->step, "instance") &&
		 strcmp(record_get(&x->step, "instance"), x->r->step) == 0)
		return 0; /* the exact one was found already */
	x->matching++;
	record_copy(&x->step, r);
	return 0;
}

static int find_step(struct reporting *x, struct err *err)
{
	struct store_query q = { .table = table_find("plan_steps"), .sort = -1 };
	struct selector *where = NULL;
	size_t i;
	int rc = plan_ref_selector(&x->plan, q.table, NULL, &where, err);

	q.where = where;
	if (rc == 0)
		rc = store_each(x->db, &q, -1, take_step, x, err);
	selector_free(where);
	for (i = 0; i < x->names.n; i++)
		map_put(&x->states, x->names.items[i], i);
	if (rc == 0 && x->matching == 0)
		rc = err_set(err, ERR_NOT_FOUND,
			     N_("plan %s has no step '%s'; 'lifeboat plan show %s --part steps' lists them"),
			     x->plan.plan, x->r->step, x->plan.plan);
	else if (rc == 0 && x->matching > 1)
		rc = err_set(err, ERR_USAGE,
			     N_("step %s has %zu instances; name one, as in %s"), x->r->step, x->matching,
			     record_get(&x->step, "instance"));
	return rc;
}

static int check_plan(struct reporting *x, struct err *err)
{
	const char *state = record_get(&x->plan.header, "state");

	if (strcmp(state, "activated") == 0)
		return 0;
	return err_set(err, ERR_DENIED,
		       N_("plan %s/%lld is %s, not activated; steps are recorded of what is carried out"),
		       x->plan.plan, (long long)x->plan.version, state);
}

static int check_event(const struct reporting *x, struct err *err)
{
	const char *instance = record_get(&x->step, "instance");
	const char *now = x->state_names.items[map_get(&x->states, instance)];
	struct strbuf word = STRBUF_INIT;
	bool fits;

	strbuf_addf(&word, "|%s|", now);
	fits = strstr(events[x->r->event].from, word.buf) != NULL;
	strbuf_release(&word);
	if (fits || x->r->n_assets)
		return 0;
	return err_set(err, ERR_DENIED, N_("step %s is %s already"), instance, now);
}

/* Working before what should come first is told, and not forbidden: people know more. */
static void warn_of_order(const struct reporting *x)
{
	const char *at = record_get(&x->step, "after"), *piece;
	size_t n;

	if (x->r->event != STEP_START && x->r->event != STEP_DONE)
		return;
	while (text_list_next(&at, &piece, &n)) {
		char *name = mem_strndup(piece, n);
		char *lag = strrchr(name, '+');
		size_t i;

		if (lag)
			*lag = '\0';
		i = map_get(&x->states, name);
		if (i != MAP_NONE && strcmp(x->state_names.items[i], "done") != 0 &&
		    strcmp(x->state_names.items[i], "skipped") != 0)
			answer_notef(x->app->answer, _("%s should be done first; it is %s"), name,
				     x->state_names.items[i]);
		free(name);
	}
}

/* ---- storing --------------------------------------------------------------------------------- */

static void fill_state(const struct reporting *x, struct change *c, struct record *r)
{
	const enum step_event e = x->r->event;
	struct strbuf now = STRBUF_INIT;

	if (events[e].state)
		record_set(r, "state", events[e].state);
	else if (!record_get(r, "state"))
		record_set(r, "state", "todo");
	if (events[e].starts || (events[e].ends && !record_get(r, "actual_start")))
		record_set(r, "actual_start", x->at);
	if (events[e].starts)
		record_set(r, "actual_finish", NULL);
	if (events[e].ends)
		record_set(r, "actual_finish", x->at);
	if (x->r->note)
		record_set(r, "note", x->r->note);
	record_set(r, "person", change_info(c)->person);
	instant_format(change_info(c)->now, &now);
	record_set(r, "changed_at", now.buf);
	strbuf_release(&now);
}

static int put_one(struct reporting *x, struct change *c, const char *asset, struct err *err)
{
	struct strbuf version = STRBUF_INIT;
	struct record r;
	int rc;

	record_init(&r, table_find(asset ? "asset_states" : "step_states"));
	strbuf_addf(&version, "%lld", (long long)x->plan.version);
	record_set(&r, "plan", x->plan.plan);
	record_set(&r, "version", version.buf);
	record_set(&r, "instance", record_get(&x->step, "instance"));
	if (asset)
		record_set(&r, "asset", asset);
	rc = store_get(change_db(c), &r, NULL);
	if (rc == ERR_NOT_FOUND || rc == 0) {
		fill_state(x, c, &r);
		rc = change_put(c, &r, CHANGE_ALL_CELLS, PUT_ANY, NULL, err);
	}
	record_release(&r);
	strbuf_release(&version);
	return rc;
}

/* The order that is carried out ends with its plan. */
static int complete(struct reporting *x, struct change *c, struct err *err)
{
	struct record order;
	int64_t open = 1;
	int rc = plan_steps_open(change_db(c), x->plan.plan, x->plan.version, &open, err);

	if (rc < 0 || open)
		return rc;
	record_init(&order, table_find("orders"));
	rc = plan_order(change_db(c), &x->plan, &order, err);
	if (rc == 0) {
		record_set(&order, "state", "completed");
		rc = change_put(c, &order, CHANGE_ALL_CELLS, PUT_EXISTING, NULL, err);
	}
	if (rc == 0)
		rc = plan_set_state(change_db(c), x->plan.plan, x->plan.version, "completed", err);
	if (rc == 0)
		rc = vendor_states_update(c, &x->vendors, err);
	x->completed = rc == 0;
	record_release(&order);
	return rc;
}

static int known_asset(struct reporting *x, struct change *c, const char *asset, struct err *err)
{
	struct strbuf version = STRBUF_INIT;
	struct record r;
	int rc;

	record_init(&r, table_find("plan_assets"));
	strbuf_addf(&version, "%lld", (long long)x->plan.version);
	record_set(&r, "plan", x->plan.plan);
	record_set(&r, "version", version.buf);
	record_set(&r, "asset", asset);
	rc = store_get(change_db(c), &r, NULL);
	if (rc == ERR_NOT_FOUND)
		rc = err_set(err, ERR_NOT_FOUND, N_("plan %s/%lld does not move asset '%s'"), x->plan.plan,
			     (long long)x->plan.version, asset);
	record_release(&r);
	strbuf_release(&version);
	return rc;
}

static int write_report(struct change *c, void *context, struct err *err)
{
	struct reporting *x = context;
	size_t i;
	int rc = 0;

	state_changes_release(&x->vendors);
	x->completed = false;
	for (i = 0; rc == 0 && i < x->r->n_assets; i++) {
		rc = known_asset(x, c, x->r->assets[i], err);
		if (rc == 0)
			rc = put_one(x, c, x->r->assets[i], err);
	}
	if (rc == 0 && !x->r->n_assets)
		rc = put_one(x, c, NULL, err);
	return rc == 0 ? complete(x, c, err) : rc;
}

static int read_time(struct reporting *x, int64_t now, struct err *err)
{
	const char *begun = record_get(&x->step, "actual_start");
	struct strbuf text = STRBUF_INIT;
	int64_t at = now, start;

	if (x->r->at && instant_parse(x->r->at, &at) < 0)
		return err_set(err, ERR_USAGE, N_("--at: '%s' is no instant; write 2019-05-13T09:00:00Z"),
			       x->r->at);
	if (at > now)
		return err_set(err, ERR_USAGE, N_("--at: %s is still to come; write when it happened"),
			       x->r->at);
	if (events[x->r->event].ends && !x->r->n_assets && begun && instant_parse(begun, &start) == 0 &&
	    at < start)
		return err_set(err, ERR_USAGE, N_("--at: %s began at %s and cannot have ended before"),
			       record_get(&x->step, "instance"), begun);
	instant_format(at, &text);
	x->at = strbuf_detach(&text);
	return 0;
}

static int store_report(struct reporting *x, struct err *err)
{
	static const char *const actions[STEP_N_EVENTS] = {
		[STEP_START] = "step start", [STEP_DONE] = "step done", [STEP_FAIL] = "step fail",
		[STEP_SKIP] = "step skip",   [STEP_BLOCK] = "step block", [STEP_NOTE] = "step note",
	};
	struct change_info info;
	int rc = app_change(x->app, actions[x->r->event], &info, &x->db, err);

	info.flags |= CHANGE_NO_UNDO;
	if (rc == 0)
		rc = read_time(x, info.now, err);
	if (rc == 0)
		rc = change_run(x->db, &info, write_report, x, NULL, err);
	if (rc == 0) {
		const char *state = events[x->r->event].state;

		answer_linef(x->app->answer, "%s: %s", record_get(&x->step, "instance"),
			     state ? state : _("noted"));
		if (x->completed)
			answer_linef(x->app->answer, _("plan %s/%lld is completed"), x->plan.plan,
				     (long long)x->plan.version);
		if (x->completed)
			answer_notef(x->app->answer,
				     _("'lifeboat drill estimates %s/%lld' puts the measured times beside the "
				       "playbook's"), x->plan.plan, (long long)x->plan.version);
		rc = vendor_states_tell(x->app, &x->vendors, err);
	}
	return rc;
}

static void release(struct reporting *x)
{
	size_t i;

	for (i = 0; i < x->names.n; i++) {
		free(x->names.items[i]);
		free(x->state_names.items[i]);
	}
	VEC_RELEASE(&x->names);
	VEC_RELEASE(&x->state_names);
	map_release(&x->states);
	record_release(&x->step);
	if (x->plan.plan)
		plan_ref_release(&x->plan);
	state_changes_release(&x->vendors);
	free(x->at);
}

int execution_report(struct app *app, const struct step_report *r, struct err *err)
{
	struct reporting x = { .app = app, .r = r, .states = MAP_INIT };
	int rc = app_db(app, &x.db, err);

	record_init(&x.step, table_find("plan_steps"));
	if (rc == 0)
		rc = plan_ref_find(app, r->plan, &x.plan, err);
	if (rc == 0)
		rc = check_plan(&x, err);
	if (rc == 0)
		rc = find_step(&x, err);
	if (rc == 0)
		rc = check_event(&x, err);
	if (rc == 0)
		rc = plan_marks_note(app, &x.plan, err);
	if (rc == 0) {
		warn_of_order(&x);
		rc = store_report(&x, err);
	}
	release(&x);
	return rc;
}
