/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/simulating.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/app.h"
#include "app/plan_rows.h"
#include "model/store.h"
#include "util/date.h"
#include "util/i18n.h"
#include "util/mem.h"
#include "util/money.h"

#define STEPS_SHOWN 12

int64_t simulation_threads(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > 64 ? 64 : n;
}

static void add_hours(int64_t value, int64_t scale, struct strbuf *out)
{
	int64_t tenths = value / scale * 10 + (value % scale * 10 + scale / 2) / scale;

	strbuf_addf(out, "%lld.%lld", (long long)(tenths / 10), (long long)(tenths % 10));
}

void whole_amount(double amount, struct strbuf *out)
{
	struct strbuf digits = STRBUF_INIT;
	size_t i;

	strbuf_addf(&digits, "%.0f", fabs(amount));
	if (amount <= -0.5)
		strbuf_addch(out, '-');
	for (i = 0; i < digits.len; i++) {
		if (i && (digits.len - i) % 3 == 0)
			strbuf_adds(out, "\xc2\xa0");
		strbuf_addch(out, digits.buf[i]);
	}
	strbuf_release(&digits);
}

void forecast_text(const char *unit, int64_t value, const char *currency, struct strbuf *out)
{
	if (value == PLAN_NEVER)
		strbuf_adds(out, _("never"));
	else if (strcmp(unit, "minutes") == 0)
		duration_format(value * MINUTE_S, out);
	else if (strcmp(unit, "exposure") == 0)
		add_hours(value, 60 * PLAN_EXPOSURE_SCALE, out);
	else if (strcmp(unit, "asset-minutes") == 0)
		add_hours(value, 60, out);
	else {
		amount_format(value, currency_exponent(currency), out);
		strbuf_addf(out, " %s", currency);
	}
}

/* ---- stored ones ----------------------------------------------------------------------------- */

static int keep_highest(void *context, const struct record *r, struct err *err)
{
	int64_t *highest = context, n = strtoll(record_get(r, "simulation"), NULL, 10);

	(void)err;
	if (n > *highest)
		*highest = n;
	return 0;
}

int simulation_last(struct db *db, const struct plan_ref *plan, int64_t *ret, struct err *err)
{
	struct store_query q = { .table = table_find("plan_forecasts"), .sort = -1 };
	struct selector *where = NULL;
	int64_t highest = 0;
	int rc = plan_ref_selector(plan, q.table, "figure=switch", &where, err);

	q.where = where;
	if (rc == 0)
		rc = store_each(db, &q, -1, keep_highest, &highest, err);
	selector_free(where);
	if (rc == 0)
		*ret = highest;
	return rc;
}

static int64_t cell_minutes(const struct record *r, const char *column)
{
	const char *cell = record_get(r, column);

	return cell ? strtoll(cell, NULL, 10) : PLAN_NEVER;
}

static int take_switch(void *context, const struct record *r, struct err *err)
{
	struct plan_request *request = context;

	(void)err;
	request->simulated = true;
	request->simulated_p50 = cell_minutes(r, "p50");
	request->simulated_p90 = cell_minutes(r, "p90");
	return 0;
}

int simulation_recall(struct planning *p, const struct plan_ref *plan, struct err *err)
{
	struct store_query q = { .table = table_find("plan_forecasts"), .sort = -1 };
	struct strbuf extra = STRBUF_INIT;
	struct selector *where = NULL;
	struct db *db;
	int64_t last = 0;
	int rc = app_db(p->app, &db, err);

	if (rc == 0)
		rc = simulation_last(db, plan, &last, err);
	if (rc < 0 || !last)
		return rc;
	strbuf_addf(&extra, "figure=switch simulation=%lld", (long long)last);
	rc = plan_ref_selector(plan, q.table, extra.buf, &where, err);
	q.where = where;
	if (rc == 0)
		rc = store_each(db, &q, -1, take_switch, &p->request, err);
	selector_free(where);
	strbuf_release(&extra);
	return rc;
}

struct storing {
	const struct planning *p;
	const struct plan_ref *plan;
	const struct simulation *x;
	struct plan_row row;
	int64_t number;
};

static void start(struct storing *st, const char *table)
{
	prow_start(&st->row, table);
	prow_int(&st->row, "simulation", st->number);
}

static int put_forecasts(struct storing *st, struct change *c, struct err *err)
{
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < SIM_N_FIGURES; i++) {
		const struct sim_spread *s = &st->x->spread[i];

		start(st, "plan_forecasts");
		prow_text(&st->row, "figure", sim_figures[i].name);
		prow_text(&st->row, "unit", sim_figures[i].unit);
		prow_time(&st->row, "p10", s->p10);
		prow_time(&st->row, "p50", s->p50);
		prow_time(&st->row, "p90", s->p90);
		prow_time(&st->row, "mean", s->mean);
		prow_int(&st->row, "runs", st->x->runs);
		prow_unsigned(&st->row, "seed", st->x->seed);
		rc = prow_insert(&st->row, c, err);
	}
	return rc;
}

static int32_t millionths(double share)
{
	return (int32_t)lround(share * 1e6);
}

static int put_odds(struct storing *st, struct change *c, struct err *err)
{
	const struct plan *p = &st->p->plan;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < p->n_deadlines; i++) {
		start(st, "plan_odds");
		prow_int(&st->row, "minutes", p->deadlines[i].minutes);
		prow_text(&st->row, "deadline", p->deadlines[i].name);
		prow_strength(&st->row, "chance", millionths(st->x->odds[i].chance));
		rc = prow_insert(&st->row, c, err);
	}
	return rc;
}

/* Steps that never decide and move nothing are left out. */
static bool decides(const struct sim_step *s)
{
	return s->criticality > 0 || fabs(s->correlation) >= 0.1;
}

static int put_risks(struct storing *st, struct change *c, struct err *err)
{
	const struct plan *p = &st->p->plan;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < p->n_instances; i++) {
		struct strbuf text = STRBUF_INIT;

		if (!decides(&st->x->steps[i]))
			continue;
		start(st, "plan_risks");
		prow_text(&st->row, "instance", p->instances[i].key);
		prow_strength(&st->row, "criticality", millionths(st->x->steps[i].criticality));
		strbuf_addf(&text, "%.3f", st->x->steps[i].correlation);
		prow_text(&st->row, "correlation", text.buf);
		strbuf_release(&text);
		rc = prow_insert(&st->row, c, err);
	}
	return rc;
}

static int store_all(struct change *c, void *context, struct err *err)
{
	struct storing *st = context;
	int rc = simulation_last(change_db(c), st->plan, &st->number, err);

	st->number++;
	prow_init(&st->row, st->plan->plan, st->plan->version, st->p->snapshot.currency);
	if (rc == 0)
		rc = put_forecasts(st, c, err);
	if (rc == 0)
		rc = put_odds(st, c, err);
	if (rc == 0)
		rc = put_risks(st, c, err);
	prow_release(&st->row);
	return rc;
}

int simulation_store(struct planning *p, const struct plan_ref *plan, const struct simulation *x,
		     struct err *err)
{
	struct storing st = { .p = p, .plan = plan, .x = x };
	struct change_info info;
	struct db *db;
	int rc = app_change(p->app, "simulate", &info, &db, err);

	info.flags |= CHANGE_NO_UNDO;
	if (rc == 0)
		rc = change_run(db, &info, store_all, &st, NULL, err);
	return rc;
}

/* ---- shown ----------------------------------------------------------------------------------- */

static void show_spread(const struct planning *p, const struct simulation *x)
{
	const struct answer_column columns[] = {
		{ "figure", _("figure"), false }, { "p10", "P10", true }, { "p50", "P50", true },
		{ "p90", "P90", true },           { "mean", _("mean"), true },
	};
	size_t i, k;

	answer_table(p->app->answer, "forecasts", columns, 5);
	for (i = 0; i < SIM_N_FIGURES; i++) {
		const struct sim_spread *s = &x->spread[i];
		const int64_t values[] = { s->p10, s->p50, s->p90, s->mean };
		struct strbuf text[4];
		const char *cells[5] = { _(sim_figures[i].title) };

		for (k = 0; k < 4; k++) {
			strbuf_init(&text[k]);
			forecast_text(sim_figures[i].unit, values[k], p->snapshot.currency, &text[k]);
			cells[k + 1] = text[k].buf;
		}
		answer_row(p->app->answer, cells);
		for (k = 0; k < 4; k++)
			strbuf_release(&text[k]);
	}
	answer_end(p->app->answer);
}

static void show_odds(const struct planning *p, const struct simulation *x)
{
	const struct answer_column columns[] = {
		{ "deadline", _("deadline"), false }, { "chance", _("chance"), true },
	};
	size_t i;

	answer_line(p->app->answer, "");
	answer_line(p->app->answer, _("Chance that every asset is safe by a deadline:"));
	answer_table(p->app->answer, "odds", columns, 2);
	for (i = 0; i < p->plan.n_deadlines; i++) {
		struct strbuf text = STRBUF_INIT;

		strbuf_addf(&text, "%.1f %%", 100 * x->odds[i].chance);
		answer_row(p->app->answer, (const char *const[]){ p->plan.deadlines[i].name, text.buf });
		strbuf_release(&text);
	}
	answer_end(p->app->answer);
}

struct ranked {
	size_t instance;
	double criticality, correlation;
};

static int by_criticality(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;

	if (a->criticality < b->criticality || a->criticality > b->criticality)
		return a->criticality > b->criticality ? -1 : 1;
	return a->instance < b->instance ? -1 : 1;
}

static void show_steps(const struct planning *p, const struct simulation *x)
{
	const struct answer_column columns[] = {
		{ "instance", _("step"), false },
		{ "criticality", _("decides"), true },
		{ "correlation", _("correlation"), true },
	};
	struct ranked *steps = mem_alloc(p->plan.n_instances, sizeof(*steps));
	size_t i, n = p->plan.n_instances;

	for (i = 0; i < n; i++)
		steps[i] = (struct ranked){ i, x->steps[i].criticality, x->steps[i].correlation };
	qsort(steps, n, sizeof(*steps), by_criticality);
	answer_line(p->app->answer, "");
	answer_line(p->app->answer, _("Steps that decide when the last asset is safe:"));
	answer_table(p->app->answer, "risks", columns, 3);
	for (i = 0; i < n && i < STEPS_SHOWN && steps[i].criticality > 0; i++) {
		struct strbuf often = STRBUF_INIT, with = STRBUF_INIT;

		strbuf_addf(&often, "%.0f %%", 100 * steps[i].criticality);
		strbuf_addf(&with, "%.2f", steps[i].correlation);
		answer_row(p->app->answer,
			   (const char *const[]){ p->plan.instances[steps[i].instance].key, often.buf,
						  with.buf });
		strbuf_release(&often);
		strbuf_release(&with);
	}
	answer_end(p->app->answer);
	free(steps);
}

static void show_loss(const struct planning *p, const struct simulation *x)
{
	const struct answer_column columns[] = {
		{ "loss", _("a loss above"), true }, { "chance", _("chance"), true },
	};
	const char *currency = p->snapshot.currency;
	struct strbuf risk = STRBUF_INIT, tail = STRBUF_INIT, mean = STRBUF_INIT;
	size_t i;

	forecast_text("money", x->spread[SIM_LOSS].mean, currency, &mean);
	forecast_text("money", (int64_t)x->loss_at_risk, currency, &risk);
	forecast_text("money", (int64_t)x->loss_tail, currency, &tail);
	answer_line(p->app->answer, "");
	answer_linef(p->app->answer, _("If the breach is real: expected loss %s; in the worst 5 %% of "
				       "cases more than %s, on average %s"), mean.buf, risk.buf, tail.buf);
	answer_table(p->app->answer, "losses", columns, 2);
	for (i = 0; i < SIM_CURVE; i++) {
		struct strbuf sum = STRBUF_INIT, chance = STRBUF_INIT;

		if (i && !(x->curve[i].sum > x->curve[i - 1].sum))
			continue;
		forecast_text("money", (int64_t)x->curve[i].sum, currency, &sum);
		strbuf_addf(&chance, "%.1f %%", 100 * x->curve[i].chance);
		answer_row(p->app->answer, (const char *const[]){ sum.buf, chance.buf });
		strbuf_release(&sum);
		strbuf_release(&chance);
	}
	answer_end(p->app->answer);
	strbuf_release(&risk);
	strbuf_release(&tail);
	strbuf_release(&mean);
}

void simulation_show(const struct planning *p, const struct simulation *x)
{
	answer_several(p->app->answer);
	answer_linef(p->app->answer, _("%lld runs with seed %llu"), (long long)x->runs,
		     (unsigned long long)x->seed);
	show_spread(p, x);
	show_odds(p, x);
	show_loss(p, x);
	show_steps(p, x);
}
