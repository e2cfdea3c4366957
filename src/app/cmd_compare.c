/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several plans beside each other. */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/commands.h"
#include "app/plan_show.h"
#include "app/simulating.h"
#include "model/store.h"
#include "util/i18n.h"
#include "util/mem.h"
#include "util/money.h"

#define MOST_PLANS 8

struct forecast_cells {
	char *text[SIM_N_FIGURES]; /* "P50 / P90", of a loss "mean / P90"; NULL when never simulated */
};

struct comparison {
	struct app *app;
	struct plan_ref plans[MOST_PLANS];
	struct forecast_cells forecasts[MOST_PLANS];
	char *chosen[MOST_PLANS];
	size_t n;
	bool people;         /* amounts and hours without decimals, what is the same told apart */
	struct strbuf same;  /* what is */
};

static int64_t minutes_of(const struct record *r, const char *column)
{
	const char *cell = record_get(r, column);

	return cell ? strtoll(cell, NULL, 10) : PLAN_NEVER;
}

struct reading {
	struct comparison *c;
	size_t at;
};

static void put_forecast(const struct comparison *c, const char *unit, int64_t value,
			 const char *currency, struct strbuf *out)
{
	if (!c->people || value == PLAN_NEVER || strcmp(unit, "minutes") == 0)
		forecast_text(unit, value, currency, out);
	else if (strcmp(unit, "exposure") == 0)
		whole_amount((double)value / (60.0 * PLAN_EXPOSURE_SCALE), out);
	else if (strcmp(unit, "asset-minutes") == 0)
		whole_amount((double)value / 60, out);
	else
		whole_amount((double)value / pow(10, currency_exponent(currency)), out);
}

static int take_forecast(void *context, const struct record *r, struct err *err)
{
	struct reading *x = context;
	const char *currency = record_get(&x->c->plans[x->at].header, "currency");
	const char *unit = record_get(r, "unit");
	struct strbuf text = STRBUF_INIT;
	size_t i;

	(void)err;
	for (i = 0; i < SIM_N_FIGURES; i++)
		if (strcmp(sim_figures[i].name, record_get(r, "figure")) == 0)
			break;
	if (i == SIM_N_FIGURES || x->c->forecasts[x->at].text[i])
		return 0;
	put_forecast(x->c, unit, minutes_of(r, i == SIM_LOSS ? "mean" : "p50"), currency, &text);
	strbuf_adds(&text, " / ");
	put_forecast(x->c, unit, minutes_of(r, "p90"), currency, &text);
	x->c->forecasts[x->at].text[i] = strbuf_detach(&text);
	return 0;
}

static int take_chosen(void *context, const struct record *r, struct err *err)
{
	struct reading *x = context;
	struct strbuf text = STRBUF_INIT;

	(void)err;
	if (x->c->chosen[x->at])
		strbuf_addf(&text, "%s, ", x->c->chosen[x->at]);
	strbuf_adds(&text, record_get(r, "product"));
	free(x->c->chosen[x->at]);
	x->c->chosen[x->at] = strbuf_detach(&text);
	return 0;
}

static int each_row(struct comparison *c, size_t at, const char *table, const char *condition,
		    int (*take)(void *context, const struct record *r, struct err *err),
		    struct err *err)
{
	struct store_query q = { .table = table_find(table), .sort = -1 };
	struct reading x = { c, at };
	struct selector *where = NULL;
	struct db *db;
	int rc = app_db(c->app, &db, err);

	if (rc == 0)
		rc = plan_ref_selector(&c->plans[at], q.table, condition, &where, err);
	q.where = where;
	if (rc == 0)
		rc = store_each(db, &q, -1, take, &x, err);
	selector_free(where);
	return rc;
}

static int read_plan(struct comparison *c, size_t at, struct err *err)
{
	struct strbuf condition = STRBUF_INIT;
	struct db *db;
	int64_t last;
	int rc = each_row(c, at, "plan_selections", "chosen=yes", take_chosen, err);
	if (rc == 0)
		rc = app_db(c->app, &db, err);
	if (rc == 0)
		rc = simulation_last(db, &c->plans[at], &last, err);
	if (rc == 0 && last) {
		strbuf_addf(&condition, "simulation=%lld", (long long)last);
		rc = each_row(c, at, "plan_forecasts", condition.buf, take_forecast, err);
	}
	strbuf_release(&condition);
	return rc;
}

/* ---- rows ------------------------------------------------------------------------------------ */

/* A row for programs; for people only where the plans differ. */
static void put_row(struct comparison *c, const char *title, const char *const *values)
{
	const char *cells[MOST_PLANS + 1] = { title };
	bool same = c->people;
	size_t i;

	for (i = 0; i < c->n; i++) {
		cells[i + 1] = values[i];
		same = same && strcmp(values[i] ? values[i] : "", values[0] ? values[0] : "") == 0;
	}
	if (same)
		strbuf_addf(&c->same, "%s%s: %s", c->same.len ? "; " : "", title,
			    values[0] ? values[0] : "-");
	else
		answer_row(c->app->answer, cells);
}

static void put_figure(const struct comparison *c, const struct figure *f, const struct record *header,
		       struct strbuf *out)
{
	const char *cell = record_get(header, f->column);
	double value = cell ? strtod(cell, NULL) : 0;

	if (!c->people || !cell)
		plan_figure_text(f, header, out);
	else if (f->kind == FIGURE_MONEY)
		whole_amount(value, out);
	else if (f->kind == FIGURE_EXPOSURE)
		whole_amount(value / (60.0 * PLAN_EXPOSURE_SCALE), out);
	else if (f->kind == FIGURE_HOURS)
		whole_amount(value / 60, out);
	else
		plan_figure_text(f, header, out);
}

/* What the plans did not choose is neither better nor worse. */
static bool is_judged(const struct figure *f)
{
	static const char *const given[] = { "affected_assets", "switch_bound", "exposure_bound",
					     "cost_stay" };
	size_t i;

	for (i = 0; i < sizeof(given) / sizeof(given[0]); i++)
		if (strcmp(given[i], f->column) == 0)
			return false;
	return true;
}

/* Less is better but in readiness; what never comes is worst.  The plans that are best get a mark. */
static void show_figure(struct comparison *c, const struct figure *f)
{
	struct strbuf text[MOST_PLANS];
	const char *values[MOST_PLANS];
	double amounts[MOST_PLANS], best = 0;
	bool differs = false;
	size_t i;

	for (i = 0; i < c->n; i++) {
		const char *cell = record_get(&c->plans[i].header, f->column);

		amounts[i] = cell ? strtod(cell, NULL) : (double)INT64_MAX;
		if (strcmp(f->column, "score") == 0)
			amounts[i] = -amounts[i];
		differs = differs || amounts[i] < amounts[0] || amounts[i] > amounts[0];
		best = i && best < amounts[i] ? best : amounts[i];
	}
	for (i = 0; i < c->n; i++) {
		strbuf_init(&text[i]);
		put_figure(c, f, &c->plans[i].header, &text[i]);
		if (differs && is_judged(f) && !(amounts[i] > best))
			strbuf_adds(&text[i], " *");
		values[i] = text[i].buf;
	}
	put_row(c, _(f->title), values);
	for (i = 0; i < c->n; i++)
		strbuf_release(&text[i]);
}

static void show_forecasts(struct comparison *c)
{
	size_t f, i;

	for (f = 0; f < SIM_N_FIGURES; f++) {
		struct strbuf title = STRBUF_INIT;
		const char *values[MOST_PLANS];
		bool any = false;

		strbuf_addf(&title, f == SIM_LOSS ? _("%s, mean / P90") : _("%s, P50 / P90"),
			    _(sim_figures[f].title));
		for (i = 0; i < c->n; i++) {
			values[i] = c->forecasts[i].text[f];
			any = any || values[i];
		}
		if (any)
			put_row(c, title.buf, values);
		strbuf_release(&title);
	}
}

static void show_comparison(struct comparison *c)
{
	struct answer_column columns[MOST_PLANS + 1] = { { "figure", _("figure"), false } };
	struct strbuf names[MOST_PLANS];
	const char *values[MOST_PLANS];
	size_t i;

	for (i = 0; i < c->n; i++) {
		strbuf_init(&names[i]);
		plan_ref_text(&c->plans[i], &names[i]);
		columns[i + 1] = (struct answer_column){ names[i].buf, NULL, true };
	}
	answer_table(c->app->answer, "comparison", columns, c->n + 1);
	for (i = 0; i < c->n; i++)
		values[i] = c->chosen[i];
	put_row(c, _("chosen instead"), values);
	for (i = 0; i < c->n; i++)
		values[i] = record_get(&c->plans[i].header, "objective");
	put_row(c, _("made small, in order"), values);
	for (i = 0; i < plan_n_figures_shown; i++)
		show_figure(c, &plan_figures_shown[i]);
	show_forecasts(c);
	answer_end(c->app->answer);
	for (i = 0; i < c->n; i++)
		strbuf_release(&names[i]);
	if (c->people)
		answer_linef(c->app->answer, _("* the best of them; amounts in %s"),
			     record_get(&c->plans[0].header, "currency"));
	if (c->same.len)
		answer_linef(c->app->answer, _("the same in all: %s"), c->same.buf);
}

/* Whole amounts name their currency once, so it must be one. */
static bool one_currency(const struct comparison *c)
{
	size_t i;

	for (i = 1; i < c->n; i++)
		if (strcmp(record_get(&c->plans[i].header, "currency"),
			   record_get(&c->plans[0].header, "currency")) != 0)
			return false;
	return true;
}

static int run_compare(struct app *app, const struct call *call, struct err *err)
{
	struct comparison *c = mem_zalloc(1, sizeof(*c));
	size_t i, k;
	int rc = 0;

	c->app = app;
	c->people = !app->answer->programs;
	strbuf_init(&c->same);
	for (i = 0; rc == 0 && i < call->n_words; i++)
		rc = plan_ref_find(app, call->words[i], &c->plans[c->n++], err);
	if (rc < 0)
		c->n--;
	c->people = c->people && rc == 0 && one_currency(c);
	for (i = 0; rc == 0 && i < c->n; i++)
		rc = read_plan(c, i, err);
	if (rc == 0)
		show_comparison(c);
	for (i = 0; i < c->n; i++) {
		plan_ref_release(&c->plans[i]);
		free(c->chosen[i]);
		for (k = 0; k < SIM_N_FIGURES; k++)
			free(c->forecasts[i].text[k]);
	}
	strbuf_release(&c->same);
	free(c);
	return rc;
}

const struct command cmd_plan_compare = {
	"plan compare", "PLAN PLAN...",
	N_("Shows the figures of several plans or versions beside each other"),
	CMD_WORKSPACE | CMD_FORMAT, 2, MOST_PLANS, NULL, 0, run_compare,
};
