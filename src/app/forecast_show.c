/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A forecast for people and programs: the overview, and one table a part. */
#include "config.h"
#include "app/forecast.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/marks.h"
#include "app/simulating.h"
#include "model/store.h"
#include "util/date.h"
#include "util/i18n.h"

/* Rows of the overview; the parts have all. */
#define MOST_ROWS 15

/* ---- cells ----------------------------------------------------------------------------------- */

static void at_text(const struct running *r, int64_t minutes, struct strbuf *out)
{
	if (minutes == PLAN_NEVER)
		strbuf_adds(out, _("never"));
	else
		instant_format(r->t0 + minutes * MINUTE_S, out);
}

/* How much later: "2h10m", "-30m", "0m"; "never" when it does not come, nothing when it never was to. */
static void late_text(int64_t planned, int64_t expected, struct strbuf *out)
{
	if (planned == PLAN_NEVER)
		return;
	if (expected == PLAN_NEVER)
		strbuf_adds(out, _("never"));
	else
		duration_format((expected - planned) * MINUTE_S, out);
}

static const char *or_null(const struct strbuf *text)
{
	return text->len ? text->buf : NULL;
}

/* What happened carries its instant; what is left out has none in the plan's sense. */
static bool is_over(const struct forecast_step *x)
{
	return x->before || x->status == STATUS_DONE || x->status == STATUS_SKIPPED;
}

static bool is_trouble(const struct forecast_step *x)
{
	return x->overdue || x->status == STATUS_FAILED || x->status == STATUS_BLOCKED;
}

static bool is_late(const struct forecast_step *x)
{
	return x->finish != PLAN_NEVER && (x->until == PLAN_NEVER || x->until > x->finish);
}

/* The state, and what a forecast adds to it. */
static const char *state_word(const struct running *r, size_t i)
{
	const struct forecast_step *x = &r->forecast.steps[i];
	const char *status = record_get(&r->rows[i], "status");

	return x->before ? "done" : x->overdue ? "overdue" : status ? status : "todo";
}

/* ---- parts ----------------------------------------------------------------------------------- */

static void step_row(struct running *r, struct answer *a, size_t i)
{
	const struct forecast_step *x = &r->forecast.steps[i];
	const struct record *row = &r->rows[i];
	struct strbuf t[5] = { STRBUF_INIT, STRBUF_INIT, STRBUF_INIT, STRBUF_INIT, STRBUF_INIT };
	size_t k;

	at_text(r, x->start, &t[0]);
	at_text(r, x->finish, &t[1]);
	at_text(r, x->from, &t[2]);
	at_text(r, x->until, &t[3]);
	if (x->status != STATUS_SKIPPED)
		late_text(x->finish, x->until, &t[4]);
	answer_row(a, (const char *const[]){
		record_get(row, "instance"), record_get(row, "title"), record_get(row, "crew"),
		state_word(r, i), t[0].buf, t[1].buf, t[2].buf, t[3].buf, or_null(&t[4]),
		x->held_by == NONE ? NULL : r->keys[x->held_by] });
	for (k = 0; k < 5; k++)
		strbuf_release(&t[k]);
}

static void begin_steps(struct answer *a)
{
	const struct answer_column columns[] = {
		{ "instance", _("step"), false },
		{ "title", _("title"), false },
		{ "crew", _("crew"), false },
		{ "status", _("status"), false },
		{ "planned_start", _("planned start"), false },
		{ "planned_finish", _("planned finish"), false },
		{ "expected_start", _("expected start"), false },
		{ "expected_finish", _("expected finish"), false },
		{ "late_by", _("later by"), true },
		{ "held_by", _("held by"), false },
	};

	answer_table(a, "steps", columns, sizeof(columns) / sizeof(columns[0]));
}

static int show_steps(struct app *app, struct running *r, bool late, struct err *err)
{
	size_t i;

	(void)err;
	begin_steps(app->answer);
	for (i = 0; i < r->forecast.n_steps; i++)
		if (!late || is_late(&r->forecast.steps[i]))
			step_row(r, app->answer, i);
	answer_end(app->answer);
	return 0;
}

static int show_waves(struct app *app, struct running *r, bool late, struct err *err)
{
	const struct answer_column columns[] = {
		{ "wave", _("wave"), false },
		{ "assets", _("assets"), true },
		{ "planned_safe", _("planned safe"), false },
		{ "expected_safe", _("expected safe"), false },
		{ "late_by", _("later by"), true },
	};
	size_t i;

	(void)err;
	answer_table(app->answer, "waves", columns, 5);
	for (i = 0; i < r->forecast.n_waves; i++) {
		const struct forecast_wave *w = &r->forecast.waves[i];
		struct strbuf n = STRBUF_INIT, before = STRBUF_INIT, after = STRBUF_INIT;
		struct strbuf by = STRBUF_INIT;

		strbuf_addf(&n, "%lld", (long long)w->quantity);
		at_text(r, w->planned.safe, &before);
		at_text(r, w->now.safe, &after);
		late_text(w->planned.safe, w->now.safe, &by);
		if (!late || w->now.safe > w->planned.safe)
			answer_row(app->answer,
				   (const char *const[]){ r->wave_names[i], n.buf, before.buf, after.buf,
							  or_null(&by) });
		strbuf_release(&n);
		strbuf_release(&before);
		strbuf_release(&after);
		strbuf_release(&by);
	}
	answer_end(app->answer);
	return 0;
}

struct assets {
	struct app *app;
	struct running *r;
	bool late;
};

static int asset_row(void *context, const struct record *row, struct err *err)
{
	struct assets *x = context;
	struct running *r = x->r;
	const char *wave = record_get(row, "wave");
	int64_t planned = PLAN_NEVER, expected = PLAN_NEVER;
	struct strbuf name = STRBUF_INIT, t[3] = { STRBUF_INIT, STRBUF_INIT, STRBUF_INIT };
	size_t i;

	(void)err;
	strbuf_addf(&name, "%s/%s", record_get(row, "class"), wave ? wave : "");
	i = map_get(&r->waves, name.buf);
	if (i != MAP_NONE) {
		planned = r->forecast.waves[i].planned.safe;
		expected = r->forecast.waves[i].now.safe;
	}
	at_text(r, planned, &t[0]);
	at_text(r, expected, &t[1]);
	late_text(planned, expected, &t[2]);
	if (!x->late || expected > planned)
		answer_row(x->app->answer,
			   (const char *const[]){ record_get(row, "asset"), record_get(row, "name"),
						  record_get(row, "site"), i == MAP_NONE ? NULL : name.buf,
						  record_get(row, "status"), t[0].buf, t[1].buf,
						  or_null(&t[2]) });
	strbuf_release(&name);
	for (i = 0; i < 3; i++)
		strbuf_release(&t[i]);
	return 0;
}

static int show_assets(struct app *app, struct running *r, bool late, struct err *err)
{
	const struct answer_column columns[] = {
		{ "asset", _("asset"), false },
		{ "name", _("name"), false },
		{ "site", _("site"), false },
		{ "wave", _("wave"), false },
		{ "status", _("status"), false },
		{ "planned_safe", _("planned safe"), false },
		{ "expected_safe", _("expected safe"), false },
		{ "late_by", _("later by"), true },
	};
	struct store_query q = { .table = table_find("plan_assets"), .sort = -1 };
	struct assets x = { app, r, late };
	struct selector *where = NULL;
	struct db *db;
	int rc = app_db(app, &db, err);

	if (rc == 0)
		rc = plan_ref_selector(&r->plan, q.table, NULL, &where, err);
	q.where = where;
	answer_table(app->answer, "assets", columns, 8);
	if (rc == 0)
		rc = store_each(db, &q, -1, asset_row, &x, err);
	answer_end(app->answer);
	selector_free(where);
	return rc;
}

struct deadlines {
	struct app *app;
	struct running *r;
	bool late;
};

static int deadline_row(void *context, const struct record *row, struct err *err)
{
	struct deadlines *x = context;
	struct running *r = x->r;
	const char *cell = record_get(row, "minutes");
	int64_t minutes = cell ? strtoll(cell, NULL, 10) : 0;
	int64_t planned = forecast_missed(&r->forecast, minutes, true);
	int64_t expected = forecast_missed(&r->forecast, minutes, false);
	struct strbuf t[3] = { STRBUF_INIT, STRBUF_INIT, STRBUF_INIT };
	size_t i;

	(void)err;
	at_text(r, minutes, &t[0]);
	strbuf_addf(&t[1], "%lld", (long long)planned);
	strbuf_addf(&t[2], "%lld", (long long)expected);
	if (!x->late || expected > planned)
		answer_row(x->app->answer,
			   (const char *const[]){ record_get(row, "deadline"), t[0].buf, t[1].buf,
						  t[2].buf,
						  expected > planned ? _("slips") : NULL });
	for (i = 0; i < 3; i++)
		strbuf_release(&t[i]);
	return 0;
}

static int show_deadlines(struct app *app, struct running *r, bool late, struct err *err)
{
	const struct answer_column columns[] = {
		{ "deadline", _("deadline"), false },
		{ "at", _("at"), false },
		{ "planned_missed", _("planned to miss"), true },
		{ "expected_missed", _("expected to miss"), true },
		{ "slips", "", false },
	};
	struct store_query q = { .table = table_find("plan_deadlines"), .sort = -1 };
	struct deadlines x = { app, r, late };
	struct selector *where = NULL;
	struct db *db;
	int rc = app_db(app, &db, err);

	q.sort = table_column(q.table, "minutes");
	if (rc == 0)
		rc = plan_ref_selector(&r->plan, q.table, NULL, &where, err);
	q.where = where;
	answer_table(app->answer, "deadlines", columns, 5);
	if (rc == 0)
		rc = store_each(db, &q, -1, deadline_row, &x, err);
	answer_end(app->answer);
	selector_free(where);
	return rc;
}

/* ---- overview -------------------------------------------------------------------------------- */

static void figure_row(struct app *app, const char *name, const char *unit, int64_t planned,
		       int64_t expected)
{
	struct strbuf t[3] = { STRBUF_INIT, STRBUF_INIT, STRBUF_INIT };
	size_t i;

	if (strcmp(unit, "") == 0) {
		strbuf_addf(&t[0], "%lld", (long long)planned);
		strbuf_addf(&t[1], "%lld", (long long)expected);
	} else {
		forecast_text(unit, planned, "", &t[0]);
		forecast_text(unit, expected, "", &t[1]);
	}
	if (strcmp(unit, "minutes") == 0)
		late_text(planned, expected, &t[2]);
	answer_row(app->answer, (const char *const[]){ name, t[0].buf, t[1].buf, or_null(&t[2]) });
	for (i = 0; i < 3; i++)
		strbuf_release(&t[i]);
}

static void show_figures(struct app *app, const struct running *r)
{
	const struct answer_column columns[] = {
		{ "figure", _("figure"), false },
		{ "planned", _("planned"), true },
		{ "forecast", _("forecast"), true },
		{ "late_by", _("later by"), true },
	};
	const struct forecast_figures *a = &r->forecast.planned, *b = &r->forecast.expected;

	answer_table(app->answer, "figures", columns, 4);
	figure_row(app, _("time to contain"), "minutes", a->contain, b->contain);
	figure_row(app, _("all that become safe are safe after"), "minutes", a->last_safe,
		   b->last_safe);
	figure_row(app, _("longest gap of one asset"), "minutes", a->gap_max, b->gap_max);
	figure_row(app, _("exposure (weighted asset-hours)"), "exposure", a->exposure, b->exposure);
	figure_row(app, _("never safe"), "", a->never_safe, b->never_safe);
	answer_end(app->answer);
}

static void say_counts(struct app *app, const struct running *r)
{
	const struct forecast *f = &r->forecast;
	size_t n[STATUS_BLOCKED + 1] = { 0 }, late = 0, overdue = 0, bound = 0, i;

	for (i = 0; i < f->n_steps; i++) {
		n[f->steps[i].before ? STATUS_DONE : f->steps[i].status]++;
		overdue += f->steps[i].overdue;
		late += !is_over(&f->steps[i]) && is_late(&f->steps[i]);
		bound += f->steps[i].held_by != NONE;
	}
	answer_linef(app->answer,
		     _("%zu of %zu steps done, %zu running, %zu failed, %zu blocked, %zu left out; %zu of "
		       "the rest end later than planned"),
		     n[STATUS_DONE], f->n_steps, n[STATUS_DOING], n[STATUS_FAILED], n[STATUS_BLOCKED],
		     n[STATUS_SKIPPED], late);
	if (overdue)
		answer_linef(app->answer,
			     n_("%zu step runs longer than its highest estimate: it counts as ending now",
				"%zu steps run longer than their highest estimates: they count as ending "
				"now", overdue), overdue);
	if (bound)
		answer_linef(app->answer,
			     n_("%zu step waits for what failed or is blocked: its times are the earliest "
				"possible",
				"%zu steps wait for what failed or is blocked: their times are the "
				"earliest possible", bound), bound);
}

/* What is in trouble, and then what is late and still to come, in the order of the plan. */
static void show_concerns(struct app *app, struct running *r)
{
	const struct forecast *f = &r->forecast;
	size_t pass, i, shown = 0, more = 0;

	for (pass = 0; pass < 2; pass++)
		for (i = 0; i < f->n_steps; i++) {
			const struct forecast_step *x = &f->steps[i];

			if (pass == 0 ? !is_trouble(x) : is_trouble(x) || is_over(x) || !is_late(x))
				continue;
			if (shown == MOST_ROWS) {
				more++;
				continue;
			}
			if (shown++ == 0)
				begin_steps(app->answer);
			step_row(r, app->answer, i);
		}
	if (shown)
		answer_end(app->answer);
	if (more)
		answer_linef(app->answer,
			     n_("%zu more step: --part steps --late", "%zu more steps: --part steps --late",
				more), more);
}

static int show_overview(struct app *app, struct running *r, struct err *err)
{
	struct strbuf now = STRBUF_INIT, since = STRBUF_INIT, marks = STRBUF_INIT;
	const struct record *h = &r->plan.header;
	struct db *db;
	int rc = app_db(app, &db, err);

	answer_several(app->answer);
	if (rc == 0)
		rc = plan_marks(db, &r->plan, &marks, err);
	if (rc == 0) {
		instant_format(r->t0 + r->forecast.now * MINUTE_S, &now);
		duration_format(r->forecast.now * MINUTE_S, &since);
		if (marks.len)
			answer_line(app->answer, marks.buf);
		answer_linef(app->answer, _("plan %s/%lld (%s): T+0 was %s; forecast at %s, T+%s"),
			     r->plan.plan, (long long)r->plan.version, record_get(h, "state"),
			     record_get(h, "activated_at"), now.buf, since.buf);
		show_figures(app, r);
		say_counts(app, r);
		rc = show_deadlines(app, r, false, err);
	}
	if (rc == 0)
		show_concerns(app, r);
	strbuf_release(&now);
	strbuf_release(&since);
	strbuf_release(&marks);
	return rc;
}

int forecast_show(struct app *app, const struct call *call, struct err *err)
{
	static const struct {
		const char *name;
		int (*show)(struct app *app, struct running *r, bool late, struct err *err);
	} parts[] = { { "steps", show_steps }, { "waves", show_waves }, { "assets", show_assets },
		      { "deadlines", show_deadlines } };
	const char *part = call_option(call, "part");
	size_t i, n = sizeof(parts) / sizeof(parts[0]);
	struct running r;
	int rc;

	for (i = 0; part && i < n && strcmp(parts[i].name, part) != 0; i++)
		;
	if (part && i == n)
		return err_set(err, ERR_USAGE,
			       N_("--part takes steps, waves, assets or deadlines, not '%s'"), part);
	rc = running_load(app, call->n_words ? call->words[0] : NULL, call, false, &r, err);
	if (rc == 0 && part)
		rc = plan_marks_note(app, &r.plan, err);
	if (rc == 0)
		rc = part ? parts[i].show(app, &r, call_switch(call, "late"), err)
			  : show_overview(app, &r, err);
	running_release(&r);
	return rc;
}
