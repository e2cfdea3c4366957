/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/drill.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/forecast.h"
#include "model/change.h"
#include "model/store.h"
#include "plan/measured.h"
#include "util/date.h"
#include "util/i18n.h"
#include "util/mem.h"
#include "util/vec.h"

/* One row of the playbook and what was measured of it. */
struct lesson {
	char *key;         /* "epp/R06/normal" */
	const char *step;  /* "R06"; borrowed */
	struct measured_estimate present;
	VEC(struct measured_time) times;
	struct measured_proposal proposal;
	bool rated;        /* the row says the time per asset … */
	bool by_rate;      /* … or it comes from the products' install rate */
	bool differs, wanted;
	char *fixed, *per_asset;         /* cells as they would be; NULL empty */
	char *old_fixed, *old_per_asset; /* as they are */
};

struct lessons {
	struct app *app;
	struct running r;
	VEC(struct lesson) of;
	struct map index;        /* key → place */
	size_t unmeasured;       /* done without a recorded start */
};

static void lessons_release(struct lessons *x)
{
	size_t i;

	for (i = 0; i < x->of.n; i++) {
		struct lesson *l = &x->of.items[i];

		free(l->key);
		free(l->fixed);
		free(l->per_asset);
		free(l->old_fixed);
		free(l->old_per_asset);
		VEC_RELEASE(&l->times);
	}
	VEC_RELEASE(&x->of);
	map_release(&x->index);
	running_release(&x->r);
}

/* ---- measuring ------------------------------------------------------------------------------- */

static const struct snap_step *find_row(const struct lessons *x, const char *step, const char *mode)
{
	const struct snapshot *s = &x->r.snapshot;
	const char *playbook = record_get(&x->r.plan.header, "playbook");
	size_t i;

	for (i = 0; playbook && i < s->n_steps; i++)
		if (strcmp(s->steps[i].playbook, playbook) == 0 &&
		    strcmp(s->steps[i].key, step) == 0 && strcmp(s->steps[i].mode, mode) == 0)
			return &s->steps[i];
	return NULL;
}

static struct measured_estimate present_of(const struct snap_step *row, const struct snap_step *normal)
{
	return (struct measured_estimate){
		row->has_fixed ? row->fixed : normal->fixed,
		row->has_per_asset ? row->per_asset : normal->per_asset,
	};
}

/* Minutes by today's row, and by today's install rates where it says no time per asset. */
static double expected_of(struct lesson *l, const struct running *r, const struct forecast_step *t,
			  int64_t assets)
{
	double work = 0;
	size_t i;

	for (i = 0; !l->rated && i < t->waves.n; i++)
		work += (double)r->wave_work[t->waves.items[i]];
	l->by_rate = l->by_rate || work > 0;
	if (l->rated)
		work = (double)l->present.per_asset.likely * (double)assets;
	return ((double)l->present.fixed.likely + work / (double)(t->workers > 0 ? t->workers : 1)) /
		MINUTE_S;
}

/* The lesson of the row this instance was done by; NULL: the playbook has no such row any more. */
static struct lesson *lesson_of(struct lessons *x, size_t i)
{
	const struct record *row = &x->r.rows[i];
	const char *mode = record_get(row, "mode"), *step = record_get(row, "step");
	const struct snap_step *normal = find_row(x, step, "normal");
	const struct snap_step *by = find_row(x, step, mode ? mode : "normal");
	struct strbuf key = STRBUF_INIT;
	struct lesson l = { .step = step };
	size_t at;

	if (!normal || !by)
		return NULL;
	strbuf_addf(&key, "%s/%s/%s", by->playbook, by->key, by->mode);
	at = map_get(&x->index, key.buf);
	if (at == MAP_NONE) {
		at = x->of.n;
		l.present = present_of(by, normal);
		l.rated = by->has_per_asset || normal->has_per_asset;
		l.key = strbuf_detach(&key);
		map_put(&x->index, l.key, at);
		VEC_PUSH(&x->of, l);
	}
	strbuf_release(&key);
	return &x->of.items[at];
}

static void measure_step(struct lessons *x, size_t i)
{
	const struct forecast_step *t = &x->r.forecast.steps[i];
	const char *cell = record_get(&x->r.rows[i], "assets");
	int64_t assets = cell ? strtoll(cell, NULL, 10) : 0;
	int64_t worked = forecast_worked(&x->r.snapshot, &x->r.forecast, i);
	struct lesson *l;

	if (worked < 0) {
		x->unmeasured += !t->before && t->status == STATUS_DONE;
		return;
	}
	l = lesson_of(x, i);
	if (l)
		VEC_PUSH(&l->times, (struct measured_time){ worked, expected_of(l, &x->r, t, assets) });
}

/* NULL where nothing is estimated. */
static char *estimate_text(const struct estimate *e)
{
	struct strbuf text = STRBUF_INIT;

	if (!e->high)
		return NULL;
	estimate_format(e, &text);
	return strbuf_detach(&text);
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static void conclude(struct lesson *l)
{
	measured_propose(&l->present, l->times.items, l->times.n, &l->proposal);
	l->fixed = estimate_text(&l->proposal.estimate.fixed);
	l->per_asset = estimate_text(&l->proposal.estimate.per_asset);
	l->old_fixed = estimate_text(&l->present.fixed);
	l->old_per_asset = estimate_text(&l->present.per_asset);
	l->differs = !same_text(l->fixed, l->old_fixed) || !same_text(l->per_asset, l->old_per_asset);
}

/* An order stands for the plan it launched. */
static int find_plan(struct app *app, const char *word, struct strbuf *ret, struct err *err)
{
	struct record order;
	struct db *db;
	bool exists = false;
	int rc = app_db(app, &db, err);

	record_init(&order, table_find("orders"));
	if (rc == 0)
		rc = store_exists(db, order.table, word, &exists, err);
	if (rc == 0 && exists)
		rc = store_get_key(db, order.table, word, &order, err);
	if (rc == 0 && exists && !record_get(&order, "activated_version"))
		rc = err_set(err, ERR_DENIED, N_("order %s was not carried out: it is %s"), word,
			     record_get(&order, "state"));
	else if (rc == 0 && exists)
		strbuf_addf(ret, "%s/%s", record_get(&order, "plan"),
			    record_get(&order, "activated_version"));
	else if (rc == 0)
		strbuf_adds(ret, word);
	record_release(&order);
	return rc;
}

static int lessons_load(struct app *app, const char *word, struct lessons *x, struct err *err)
{
	struct strbuf plan = STRBUF_INIT;
	size_t i;
	int rc;

	*x = (struct lessons){ .app = app };
	rc = find_plan(app, word, &plan, err);
	if (rc == 0)
		rc = running_load(app, plan.buf, NULL, true, &x->r, err);
	for (i = 0; rc == 0 && i < x->r.forecast.n_steps; i++)
		measure_step(x, i);
	for (i = 0; i < x->of.n; i++)
		conclude(&x->of.items[i]);
	strbuf_release(&plan);
	return rc;
}

/* ---- showing --------------------------------------------------------------------------------- */

static void show_lesson(struct answer *a, const struct lesson *l)
{
	struct strbuf n = STRBUF_INIT, expected = STRBUF_INIT, measured = STRBUF_INIT;
	struct strbuf ratio = STRBUF_INIT;

	strbuf_addf(&n, "%zu", l->times.n);
	duration_format(l->proposal.expected * MINUTE_S, &expected);
	duration_format(l->proposal.measured * MINUTE_S, &measured);
	if (l->proposal.ratio > 0)
		strbuf_addf(&ratio, "%.2f", l->proposal.ratio);
	answer_row(a, (const char *const[]){ l->key, n.buf, expected.buf, measured.buf,
					     ratio.len ? ratio.buf : NULL, l->old_fixed, l->fixed,
					     l->old_per_asset, l->per_asset });
	strbuf_release(&n);
	strbuf_release(&expected);
	strbuf_release(&measured);
	strbuf_release(&ratio);
}

static void say_rate(struct answer *a, const struct lesson *l)
{
	struct strbuf ratio = STRBUF_INIT;

	strbuf_addf(&ratio, "%.2f", l->proposal.ratio);
	answer_notef(a, _("%s: its time per asset comes from install_rate of the products, which stays; all "
			  "in all it took %s times what was estimated"), l->key, ratio.buf);
	strbuf_release(&ratio);
}

static void show_lessons(const struct lessons *x)
{
	const struct answer_column columns[] = {
		{ "row", _("step"), false },
		{ "times", _("times"), true },
		{ "estimated", _("estimated"), true },
		{ "measured", _("measured"), true },
		{ "ratio", _("ratio"), true },
		{ "fixed", _("fixed"), false },
		{ "new_fixed", _("proposed"), false },
		{ "per_asset", _("per asset"), false },
		{ "new_per_asset", _("proposed"), false },
	};
	size_t i;

	answer_table(x->app->answer, "estimates", columns, sizeof(columns) / sizeof(columns[0]));
	for (i = 0; i < x->of.n; i++)
		show_lesson(x->app->answer, &x->of.items[i]);
	answer_end(x->app->answer);
	for (i = 0; i < x->of.n; i++)
		if (x->of.items[i].by_rate && x->of.items[i].times.n)
			say_rate(x->app->answer, &x->of.items[i]);
	if (x->unmeasured)
		answer_notef(x->app->answer,
			     n_("%zu step was ticked off without a start: it measures nothing",
				"%zu steps were ticked off without a start: they measure nothing",
				x->unmeasured), x->unmeasured);
}

int drill_show_estimates(struct app *app, const char *word, struct err *err)
{
	struct lessons x;
	size_t i, n = 0;
	int rc = lessons_load(app, word, &x, err);

	if (rc == 0) {
		for (i = 0; i < x.of.n; i++)
			n += x.of.items[i].differs;
		show_lessons(&x);
		if (!x.of.n)
			answer_note(app->answer, _("nothing was measured yet: a step counts when 'step start' and "
						   "'step done' were both recorded"));
		if (n)
			answer_notef(app->answer, _("take them over with 'lifeboat drill accept %s STEP...' or "
						    "--all; nothing changes until then"), word);
	}
	lessons_release(&x);
	return rc;
}

/* ---- accepting ------------------------------------------------------------------------------- */

static int mark_wanted(struct lessons *x, const char *const *steps, size_t n, bool all,
		       struct err *err)
{
	size_t i, k;
	bool found;

	for (i = 0; all && i < x->of.n; i++)
		x->of.items[i].wanted = true;
	for (k = 0; k < n; k++) {
		found = false;
		for (i = 0; i < x->of.n; i++) {
			struct lesson *l = &x->of.items[i];

			if (strcmp(l->step, steps[k]) == 0 || strcmp(l->key, steps[k]) == 0)
				l->wanted = found = true;
		}
		if (!found)
			return err_set(err, ERR_NOT_FOUND,
				       N_("nothing was measured of step '%s'; 'lifeboat drill estimates' "
					  "lists what was"), steps[k]);
	}
	return 0;
}

static int put_lesson(struct change *c, const struct lesson *l, struct err *err)
{
	struct record row;
	int rc;

	record_init(&row, table_find("playbooks"));
	rc = store_get_key(change_db(c), row.table, l->key, &row, err);
	if (rc == 0) {
		if (!same_text(l->fixed, l->old_fixed))
			record_set(&row, "fixed", l->fixed ? l->fixed : "0m");
		if (!same_text(l->per_asset, l->old_per_asset)) /* empty would mean: by install rate */
			record_set(&row, "per_asset", l->per_asset ? l->per_asset : "0m");
		rc = change_put(c, &row, CHANGE_ALL_CELLS, PUT_SAME_REV, NULL, err);
	}
	record_release(&row);
	return rc;
}

static int put_lessons(struct change *c, void *context, struct err *err)
{
	const struct lessons *x = context;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < x->of.n; i++)
		if (x->of.items[i].wanted && x->of.items[i].differs)
			rc = put_lesson(c, &x->of.items[i], err);
	return rc;
}

static int store_lessons(struct lessons *x, struct err *err)
{
	struct change_info info;
	struct db *db;
	size_t i, n = 0;
	int rc = app_change(x->app, "drill accept", &info, &db, err);

	for (i = 0; i < x->of.n; i++)
		n += x->of.items[i].wanted && x->of.items[i].differs;
	if (rc == 0 && !n) {
		answer_line(x->app->answer, _("the estimates are what was measured; nothing changes"));
		return 0;
	}
	if (rc == 0)
		rc = change_run(db, &info, put_lessons, x, NULL, err);
	for (i = 0; rc == 0 && i < x->of.n; i++) {
		const struct lesson *l = &x->of.items[i];

		if (l->wanted && l->differs)
			answer_linef(x->app->answer, _("%s: fixed %s, per asset %s"), l->key,
				     l->fixed ? l->fixed : "-", l->per_asset ? l->per_asset : "-");
	}
	if (rc == 0)
		answer_note(x->app->answer, _("plans made before do not match the data any more (R13): make "
					      "them again; 'lifeboat undo' takes this back"));
	return rc;
}

int drill_accept(struct app *app, const char *word, const char *const *steps, size_t n, bool all,
		 struct err *err)
{
	struct lessons x;
	int rc;

	if (!n && !all)
		return err_set(err, ERR_USAGE,
			       N_("drill accept: name the steps to take over, or say --all"));
	rc = lessons_load(app, word, &x, err);
	if (rc == 0)
		rc = mark_wanted(&x, steps, n, all, err);
	if (rc == 0)
		rc = store_lessons(&x, err);
	lessons_release(&x);
	return rc;
}
