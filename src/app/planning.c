/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/planning.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/app.h"
#include "app/plan_store.h"
#include "app/simulating.h"
#include "io/solver_cbc.h"
#include "util/date.h"
#include "util/i18n.h"
#include "util/money.h"
#include "util/text.h"

/* A plan searched by time cannot be repeated exactly; its readiness needs a plan all the same. */
#define REPEAT_SECONDS 2

void planning_init(struct planning *p, struct app *app)
{
	memset(p, 0, sizeof(*p));
	p->app = app;
}

void planning_release(struct planning *p)
{
	if (p->made)
		plan_release(&p->plan);
	if (p->loaded)
		snapshot_release(&p->snapshot);
	arena_release(&p->arena);
	memset(p, 0, sizeof(*p));
}

int planning_load(struct planning *p, struct err *err)
{
	struct db *db;
	int64_t now;
	int rc = app_db(p->app, &db, err);

	if (rc == 0)
		rc = app_now(p->app, &now, err);
	if (rc == 0)
		rc = snapshot_load(db, now, &p->snapshot, err);
	p->loaded = rc == 0;
	return rc;
}

/* ---- the request ----------------------------------------------------------------------------- */

static int on_progress(void *context, int permille, const char *stage)
{
	struct planning *p = context;

	return answer_progress(p->app->answer, permille, tr(stage)) ? 1 : 0;
}

#define FULL_EFFORT_ASSETS 20000

/* A schedule of a large estate takes longer, and a plan is made again by many commands. */
static int64_t usual_effort(const struct snapshot *s)
{
	int64_t effort = policy_int(s, "effort"), assets = 0;
	size_t i;

	for (i = 0; i < s->n_classes; i++)
		assets += s->classes[i].quantity;
	if (assets <= FULL_EFFORT_ASSETS)
		return effort;
	effort = (int64_t)((double)effort * FULL_EFFORT_ASSETS / (double)assets);
	return effort > 1 ? effort : 1;
}

static void preset_request(struct planning *p)
{
	struct plan_request *r = &p->request;

	r->order = ORDER_BREACH;
	r->budget = r->deadline = -1;
	r->effort = usual_effort(&p->snapshot);
	r->seed = 1;
	r->objectives[0] = OBJ_EXPOSURE;
	r->objectives[1] = OBJ_TIME;
	r->objectives[2] = OBJ_COST;
	r->solve = solver_best;
	r->progress = on_progress;
	r->progress_context = p;
}

static int take_order(struct planning *p, const char *text, struct err *err)
{
	if (!text || strcmp(text, "breach") == 0)
		p->request.order = ORDER_BREACH;
	else if (strcmp(text, "planned") == 0)
		p->request.order = ORDER_PLANNED;
	else
		return err_set(err, ERR_USAGE, N_("--order takes breach or planned, not '%s'"), text);
	return 0;
}

/* "time,exposure": the named ones first, the others after them. */
static int take_objectives(struct planning *p, const char *text, struct err *err)
{
	static const char *const names[] = { "exposure", "time", "cost" };
	enum plan_objective order[3];
	bool used[3] = { false };
	size_t n = 0, k;

	while (text && *text) {
		size_t length = strcspn(text, ",");

		for (k = 0; k < 3; k++)
			if (strlen(names[k]) == length && strncmp(names[k], text, length) == 0)
				break;
		if (k == 3 || used[k])
			return err_set(err, ERR_USAGE,
				       N_("--objective takes exposure, time and cost, each once, not '%s'"),
				       text);
		used[k] = true;
		order[n++] = (enum plan_objective)k;
		text += length;
		text += *text == ',';
	}
	for (k = 0; k < 3; k++)
		if (!used[k])
			order[n++] = (enum plan_objective)k;
	memcpy(p->request.objectives, order, sizeof(order));
	return 0;
}

static int take_budget(struct planning *p, const char *text, struct err *err)
{
	int digits = currency_exponent(p->snapshot.currency);

	if (text && (amount_parse(text, digits, &p->request.budget) < 0 || p->request.budget < 0))
		return err_set(err, ERR_USAGE,
			       N_("--budget takes an amount in %s like 250000, not '%s'"),
			       p->snapshot.currency, text);
	return 0;
}

static int take_deadline(struct planning *p, const char *text, struct err *err)
{
	int64_t seconds;

	if (!text)
		return 0;
	if (duration_parse(text, &seconds) < 0 || seconds <= 0)
		return err_set(err, ERR_USAGE, N_("--deadline takes a duration like 48h, not '%s'"),
			       text);
	p->request.deadline = seconds / MINUTE_S;
	return 0;
}

/* "tokyo-desk=6". */
static int take_crew(const struct snapshot *s, const char *text, struct arena *arena,
		     struct plan_crew_override *ret, struct err *err)
{
	const char *equals = strchr(text, '=');
	char *end;
	size_t i;

	if (!equals)
		return err_set(err, ERR_USAGE, N_("--crew takes KEY=N, not '%s'"), text);
	ret->capacity = strtoll(equals + 1, &end, 10);
	if (!equals[1] || *end || ret->capacity < 0 || ret->capacity > 100000)
		return err_set(err, ERR_USAGE, N_("--crew: '%s' is no number of workers"), equals + 1);
	for (i = 0; i < s->n_crews; i++) {
		if (strlen(s->crews[i].key) == (size_t)(equals - text) &&
		    strncmp(s->crews[i].key, text, (size_t)(equals - text)) == 0) {
			ret->crew = i;
			return 0;
		}
	}
	return err_set(err, ERR_USAGE, N_("--crew: there is no crew '%s'; 'lifeboat list crews'"),
		       arena_printf(arena, "%.*s", (int)(equals - text), text));
}

int planning_crews(const struct snapshot *s, const struct call *call, const char *stored,
		   struct arena *arena, struct plan_request *r, struct err *err)
{
	const char *at = stored, *piece;
	size_t n = 0, i, length;
	int rc = 0;

	while (call && call_option_nth(call, "crew", n))
		n++;
	for (i = 0; stored && stored[i]; i++)
		n += stored[i] == ';';
	r->crews = arena_alloc(arena, n + 1, sizeof(*r->crews));
	r->n_crews = 0;
	for (i = 0; rc == 0 && call && call_option_nth(call, "crew", i); i++)
		rc = take_crew(s, call_option_nth(call, "crew", i), arena,
			       &r->crews[r->n_crews++], err);
	while (rc == 0 && text_list_next(&at, &piece, &length))
		if (take_crew(s, arena_strndup(arena, piece, length), arena, &r->crews[r->n_crews],
			      NULL) == 0)
			r->n_crews++;
	return rc;
}

static double seconds_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool time_is_up(void *context)
{
	const struct planning *p = context;

	return seconds_now() >= p->until;
}

static void search_for(struct planning *p, int64_t seconds)
{
	p->until = seconds_now() + (double)seconds;
	p->request.effort = 0;
	p->request.enough = time_is_up;
	p->request.enough_context = p;
}

static int take_time(struct planning *p, const struct call *call, struct err *err)
{
	int64_t seconds;
	int rc = call_option_int(call, "time", 1, 1000000, 0, &seconds, err);

	if (rc == 0 && seconds && call_option(call, "effort"))
		return err_set(err, ERR_USAGE, N_("plan make: give --effort or --time, not both"));
	if (rc == 0 && seconds)
		search_for(p, seconds);
	return rc;
}

static int take_numbers(struct planning *p, const struct call *call, struct err *err)
{
	int64_t seed;
	int rc = call_option_int(call, "effort", 1, INT64_C(1000000000000), p->request.effort,
				 &p->request.effort, err);

	if (rc == 0)
		rc = call_option_int(call, "seed", 0, INT64_MAX, (int64_t)p->request.seed, &seed, err);
	if (rc == 0)
		p->request.seed = (uint64_t)seed;
	return rc;
}

int planning_request(struct planning *p, const struct call *call, struct err *err)
{
	const char *breached = call_option(call, "breached"), *name = call_option(call, "name");
	struct plan_request *r = &p->request;
	int rc;

	if (!breached)
		return err_set(err, ERR_USAGE,
			       N_("plan make: say who may be breached, e.g. --breached trendmicro"));
	if (name && !key_is_valid(name))
		return err_set(err, ERR_USAGE,
			       N_("--name: '%s' is no key: letters, digits, '-', '_' and '.' only"), name);
	rc = planning_load(p, err);
	if (rc < 0)
		return rc;
	preset_request(p);
	r->name = arena_strdup(&p->arena, name);
	r->playbook = arena_strdup(&p->arena, call_option(call, "playbook"));
	rc = plan_parse_breached(&p->snapshot, breached, &p->arena, &r->breached, &r->n_breached, err);
	if (rc == 0)
		rc = take_order(p, call_option(call, "order"), err);
	if (rc == 0)
		rc = take_objectives(p, call_option(call, "objective"), err);
	if (rc == 0)
		rc = take_budget(p, call_option(call, "budget"), err);
	if (rc == 0)
		rc = take_deadline(p, call_option(call, "deadline"), err);
	if (rc == 0)
		rc = take_numbers(p, call, err);
	if (rc == 0)
		rc = planning_crews(&p->snapshot, call, NULL, &p->arena, r, err);
	if (rc == 0)
		rc = take_time(p, call, err);
	return rc;
}

/* The key of the first breached vendor or product. */
static const char *plan_key(const struct planning *p)
{
	const struct fate_node *n = &p->request.breached[0].node;

	if (p->request.name)
		return p->request.name;
	return n->product != NONE ? p->snapshot.products[n->product].key
				  : p->snapshot.vendors[n->vendor].key;
}

/* ---- making and storing ---------------------------------------------------------------------- */

int planning_make(struct planning *p, struct err *err)
{
	int rc;

	plan_init(&p->plan);
	p->made = true;
	rc = plan_make(&p->snapshot, &p->request, &p->plan, err);
	if (rc == 0)
		answer_progress(p->app->answer, 1000, _("done"));
	return rc;
}

int planning_store(struct planning *p, struct strbuf *ret_id, struct err *err)
{
	const struct plan_to_store what = {
		.snapshot = &p->snapshot, .request = &p->request, .plan = &p->plan,
		.key = plan_key(p), .solver = solver_best_name(),
	};
	struct change_info info;
	struct db *db;
	int64_t version;
	int rc = app_change(p->app, "plan make", &info, &db, err);

	info.flags |= CHANGE_NO_UNDO;
	if (rc == 0)
		rc = plan_store(db, &info, &what, &version, err);
	if (rc == 0)
		strbuf_addf(ret_id, "%s/%lld", what.key, (long long)version);
	return rc;
}

/* ---- today's readiness of a stored plan ------------------------------------------------------ */

static int64_t header_int(const struct plan_ref *stored, const char *column, int64_t missing)
{
	const char *cell = record_get(&stored->header, column);

	return cell ? strtoll(cell, NULL, 10) : missing;
}

int planning_recall(struct planning *p, const struct plan_ref *stored, struct err *err)
{
	struct plan_request *r = &p->request;
	const struct record *h = &stored->header;
	const char *seed;
	int rc = planning_load(p, err);

	if (rc < 0)
		return rc;
	preset_request(p);
	r->name = arena_strdup(&p->arena, stored->plan);
	r->playbook = arena_strdup(&p->arena, record_get(h, "playbook"));
	r->effort = header_int(stored, "effort", 1);
	if (r->effort == 0)
		search_for(p, REPEAT_SECONDS);
	r->deadline = header_int(stored, "deadline", -1);
	r->stored_digest = arena_strdup(&p->arena, record_get(h, "digest"));
	seed = record_get(h, "seed");
	if (seed)
		r->seed = strtoull(seed, NULL, 10);
	rc = plan_parse_breached(&p->snapshot, record_get(h, "breached"), &p->arena, &r->breached,
				 &r->n_breached, err);
	if (rc == 0)
		rc = take_order(p, record_get(h, "order"), err);
	if (rc == 0)
		rc = take_objectives(p, record_get(h, "objective"), err);
	if (rc == 0)
		rc = take_budget(p, record_get(h, "budget"), err);
	if (rc == 0)
		rc = planning_crews(&p->snapshot, NULL, record_get(h, "crews"), &p->arena, r, err);
	if (rc == 0)
		rc = simulation_recall(p, stored, err);
	return rc;
}

int planning_repeat(struct planning *p, const struct plan_ref *stored, struct err *err)
{
	int rc = planning_recall(p, stored, err);

	return rc == 0 ? planning_make(p, err) : rc;
}

void planning_show_notes(const struct planning *p)
{
	size_t i;

	if (p->plan.notes.n)
		answer_line(p->app->answer, _("Notes of the plan:"));
	for (i = 0; i < p->plan.notes.n; i++) {
		struct strbuf text = STRBUF_INIT;

		msg_render_text(p->plan.notes.items[i], gettext, &text);
		answer_linef(p->app->answer, "- %s", text.buf);
		strbuf_release(&text);
	}
}

int planning_show_checks(struct planning *p, struct err *err)
{
	static const char *const words[] = { N_("pass"), N_("warn"), N_("block") };
	const struct answer_column columns[] = {
		{ "code", _("code"), false },
		{ "result", _("result"), false },
		{ "finding", _("finding"), false },
		{ "mend", _("mend"), false },
	};
	const struct plan_figures *f = &p->plan.figures;
	int level;
	size_t i;

	(void)err;
	answer_table(p->app->answer, "checks", columns, 4);
	for (level = CHECK_BLOCK; level >= CHECK_PASS; level--) {
		for (i = 0; i < p->plan.n_checks; i++) {
			const struct plan_check *c = &p->plan.checks[i];
			struct strbuf finding = STRBUF_INIT, mend = STRBUF_INIT;

			if ((int)c->result != level)
				continue;
			msg_render_text(c->finding ? c->finding : "", gettext, &finding);
			msg_render_text(c->mend ? c->mend : "", gettext, &mend);
			answer_row(p->app->answer, (const char *const[]){ c->code, _(words[c->result]),
									  finding.buf, mend.buf });
			strbuf_release(&finding);
			strbuf_release(&mend);
		}
	}
	answer_end(p->app->answer);
	answer_linef(p->app->answer,
		     _("readiness %lld.%lld %%: %lld pass, %lld warn, %lld block"),
		     (long long)(f->score / 10), (long long)(f->score % 10), (long long)f->passing,
		     (long long)f->warning, (long long)f->blocking);
	answer_line(p->app->answer, f->blocking ? _("not ready") : _("ready"));
	return f->blocking ? ERR_ANSWER_NO : 0;
}
