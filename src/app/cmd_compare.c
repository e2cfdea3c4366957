/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several plans beside each other. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/commands.h"
#include "app/plan_show.h"
#include "app/simulating.h"
#include "model/store.h"
#include "util/i18n.h"
#include "util/mem.h"

#define MOST_PLANS 8

struct forecast_cells {
	char *text[SIM_N_FIGURES]; /* "P50 / P90", NULL when never simulated */
};

struct comparison {
	struct app *app;
	struct plan_ref plans[MOST_PLANS];
	struct forecast_cells forecasts[MOST_PLANS];
	char *chosen[MOST_PLANS];
	size_t n;
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
	forecast_text(unit, minutes_of(r, "p50"), currency, &text);
	strbuf_adds(&text, " / ");
	forecast_text(unit, minutes_of(r, "p90"), currency, &text);
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

static int read_plan(struct comparison *c, const char *word, struct err *err)
{
	struct strbuf condition = STRBUF_INIT;
	size_t at = c->n;
	struct db *db;
	int64_t last;
	int rc = plan_ref_find(c->app, word, &c->plans[at], err);

	if (rc < 0)
		return rc;
	c->n++;
	rc = each_row(c, at, "plan_selections", "chosen=yes", take_chosen, err);
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

/* Of figures that are to be small, the plans that have the least get a mark. */
static void show_figure(const struct comparison *c, const struct figure *f)
{
	struct strbuf text[MOST_PLANS];
	const char *cells[MOST_PLANS + 1] = { _(f->title) };
	bool small = strcmp(f->column, "score") != 0 && strcmp(f->column, "affected_assets") != 0;
	double best = 0;
	bool differs = false;
	size_t i;

	for (i = 0; i < c->n; i++) {
		const char *cell = record_get(&c->plans[i].header, f->column);
		double value = cell ? strtod(cell, NULL) : (double)INT64_MAX;

		differs = differs || (i && (value < best || value > best));
		if (i == 0 || (small ? value < best : value > best))
			best = value;
	}
	for (i = 0; i < c->n; i++) {
		const char *cell = record_get(&c->plans[i].header, f->column);
		double value = cell ? strtod(cell, NULL) : (double)INT64_MAX;

		strbuf_init(&text[i]);
		plan_figure_text(f, &c->plans[i].header, &text[i]);
		if (differs && cell && !(value < best) && !(value > best))
			strbuf_adds(&text[i], " *");
		cells[i + 1] = text[i].buf;
	}
	answer_row(c->app->answer, cells);
	for (i = 0; i < c->n; i++)
		strbuf_release(&text[i]);
}

static void show_forecasts(const struct comparison *c)
{
	size_t f, i;

	for (f = 0; f < SIM_N_FIGURES; f++) {
		struct strbuf title = STRBUF_INIT;
		const char *cells[MOST_PLANS + 1];
		bool any = false;

		strbuf_addf(&title, _("%s, P50 / P90"), _(sim_figures[f].title));
		cells[0] = title.buf;
		for (i = 0; i < c->n; i++) {
			cells[i + 1] = c->forecasts[i].text[f];
			any = any || cells[i + 1];
		}
		if (any)
			answer_row(c->app->answer, cells);
		strbuf_release(&title);
	}
}

static void show_comparison(const struct comparison *c)
{
	struct answer_column columns[MOST_PLANS + 1] = { { "figure", _("figure"), false } };
	struct strbuf names[MOST_PLANS];
	const char *cells[MOST_PLANS + 1];
	size_t i;

	for (i = 0; i < c->n; i++) {
		strbuf_init(&names[i]);
		plan_ref_text(&c->plans[i], &names[i]);
		columns[i + 1] = (struct answer_column){ names[i].buf, NULL, true };
	}
	answer_table(c->app->answer, "comparison", columns, c->n + 1);
	cells[0] = _("chosen instead");
	for (i = 0; i < c->n; i++)
		cells[i + 1] = c->chosen[i];
	answer_row(c->app->answer, cells);
	cells[0] = _("made small, in order");
	for (i = 0; i < c->n; i++)
		cells[i + 1] = record_get(&c->plans[i].header, "objective");
	answer_row(c->app->answer, cells);
	for (i = 0; i < plan_n_figures_shown; i++)
		show_figure(c, &plan_figures_shown[i]);
	show_forecasts(c);
	answer_end(c->app->answer);
	for (i = 0; i < c->n; i++)
		strbuf_release(&names[i]);
	answer_line(c->app->answer, _("* the best of them"));
}

static int run_compare(struct app *app, const struct call *call, struct err *err)
{
	struct comparison *c = mem_zalloc(1, sizeof(*c));
	size_t i, k;
	int rc = 0;

	c->app = app;
	for (i = 0; rc == 0 && i < call->n_words; i++)
		rc = read_plan(c, call->words[i], err);
	if (rc == 0)
		show_comparison(c);
	for (i = 0; i < c->n; i++) {
		plan_ref_release(&c->plans[i]);
		free(c->chosen[i]);
		for (k = 0; k < SIM_N_FIGURES; k++)
			free(c->forecasts[i].text[k]);
	}
	free(c);
	return rc;
}

const struct command cmd_plan_compare = {
	"plan compare", "PLAN PLAN...",
	N_("Shows the figures of several plans or versions beside each other"),
	CMD_WORKSPACE | CMD_LISTING, 2, MOST_PLANS, NULL, 0, run_compare,
};
