/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What chance, the hour of activation and further hands and money make of a plan. */
#include "config.h"

#include <string.h>

#include "app/app.h"
#include "app/commands.h"
#include "app/frontier_show.h"
#include "app/planning.h"
#include "app/simulating.h"
#include "plan/any_time.h"
#include "plan/frontier.h"
#include "plan/tradeoff.h"
#include "plan/worth.h"
#include "util/date.h"
#include "util/i18n.h"
#include "util/money.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The plan that the words name, made again on today's data. */
static int repeat(struct planning *p, const struct call *call, struct plan_ref *ret,
		  struct err *err)
{
	int rc = plan_ref_find(p->app, call->n_words ? call->words[0] : NULL, ret, err);

	if (rc < 0)
		return rc;
	rc = planning_repeat(p, ret, err);
	if (rc == 0 && strcmp(p->plan.digest, p->request.stored_digest) != 0)
		answer_note(p->app->answer, _("the data have changed since the plan was made; what follows "
					      "is for the plan as it would be made today"));
	if (rc < 0)
		plan_ref_release(ret);
	return rc;
}

static int simulate(struct planning *p, const struct plan_ref *plan, const struct sim_request *how,
		    struct err *err)
{
	struct simulation x;
	int rc = plan_simulate(&p->snapshot, &p->request, &p->plan, how, &x, err);

	if (rc < 0)
		return rc;
	/* A forecast of another plan than the stored one is shown and not kept. */
	if (strcmp(p->plan.digest, p->request.stored_digest) == 0)
		rc = simulation_store(p, plan, &x, err);
	if (rc == 0)
		simulation_show(p, &x);
	simulation_release(&x);
	return rc;
}

static int run_simulate(struct app *app, const struct call *call, struct err *err)
{
	struct plan_ref plan;
	struct planning p;
	int64_t runs, seed, threads;
	int rc;

	planning_init(&p, app);
	rc = repeat(&p, call, &plan, err);
	if (rc < 0)
		goto out;
	rc = call_option_int(call, "runs", 10, 10000000, policy_int(&p.snapshot, "simulation_runs"),
			     &runs, err);
	if (rc == 0)
		rc = call_option_int(call, "seed", 0, INT64_MAX, (int64_t)p.request.seed, &seed, err);
	if (rc == 0)
		rc = call_option_int(call, "threads", 1, 64, simulation_threads(), &threads, err);
	if (rc == 0) {
		struct sim_request how = { runs, (uint64_t)seed, (unsigned)threads };

		rc = simulate(&p, &plan, &how, err);
	}
	plan_ref_release(&plan);
out:
	planning_release(&p);
	return rc;
}

/* ---- any time -------------------------------------------------------------------------------- */

static void show_hour(const struct planning *p, const struct any_time_hour *h, const char *which)
{
	struct strbuf at = STRBUF_INIT, text[3] = { STRBUF_INIT, STRBUF_INIT, STRBUF_INIT };

	instant_format(h->at, &at);
	if (h->feasible) {
		forecast_text("exposure", h->exposure, p->snapshot.currency, &text[0]);
		forecast_text("minutes", h->contain, p->snapshot.currency, &text[1]);
		forecast_text("minutes", h->last_safe, p->snapshot.currency, &text[2]);
	} else {
		strbuf_adds(&text[0], _("cannot be placed"));
	}
	answer_row(p->app->answer,
		   (const char *const[]){ at.buf, text[0].buf, text[1].buf, text[2].buf, which });
	strbuf_release(&at);
	strbuf_release(&text[0]);
	strbuf_release(&text[1]);
	strbuf_release(&text[2]);
}

static void show_week(const struct planning *p, const struct any_time *x, bool all)
{
	const struct answer_column columns[] = {
		{ "at", _("activated at"), false },
		{ "exposure", _("exposure (weighted asset-hours)"), true },
		{ "contain", _("time to contain"), true },
		{ "last_safe", _("all that become safe are safe after"), true },
		{ "which", "", false },
	};
	size_t i;

	answer_table(p->app->answer, "hours", columns, 5);
	for (i = 0; i < ANY_TIME_HOURS; i++) {
		const char *which = i == x->best ? _("best") : i == x->worst ? _("worst")
				  : i == x->median ? _("median") : NULL;

		if (all || which)
			show_hour(p, &x->hours[i], which);
	}
	answer_end(p->app->answer);
	if (x->n_feasible < ANY_TIME_HOURS)
		answer_linef(p->app->answer, _("activated at %zu of the %d hours some step finds no place"),
			     ANY_TIME_HOURS - x->n_feasible, ANY_TIME_HOURS);
	if (x->calendar != NONE) {
		struct strbuf closed = STRBUF_INIT;

		duration_format(x->closed * MINUTE_S, &closed);
		answer_linef(p->app->answer, _("the worst hour waits %s before closed windows on the way to "
					       "its last safe asset, most of it for calendar %s"),
			     closed.buf, p->snapshot.calendars[x->calendar].key);
		strbuf_release(&closed);
	}
}

/* "2019-06-01" or an instant; without it the next full hour. */
static int take_from(const struct planning *p, const struct call *call, int64_t *ret, struct err *err)
{
	const char *text = call_option(call, "from");
	int64_t days;

	if (!text)
		*ret = (p->snapshot.now + HOUR_S - 1) / HOUR_S * HOUR_S;
	else if (date_parse(text, &days) == 0)
		*ret = days * DAY_S;
	else if (instant_parse(text, ret) < 0)
		return err_set(err, ERR_USAGE,
			       N_("--from takes a date like 2019-06-01 or an instant, not '%s'"), text);
	return 0;
}

static int run_any_time(struct app *app, const struct call *call, struct err *err)
{
	struct any_time_request how;
	struct any_time x;
	struct plan_ref plan;
	struct planning p;
	int64_t threads;
	int rc;

	planning_init(&p, app);
	rc = repeat(&p, call, &plan, err);
	if (rc < 0)
		goto out;
	rc = take_from(&p, call, &how.from, err);
	if (rc == 0)
		rc = call_option_int(call, "effort", 1, 1000000, 20, &how.schedules, err);
	if (rc == 0)
		rc = call_option_int(call, "threads", 1, 64, simulation_threads(), &threads, err);
	if (rc == 0) {
		how.threads = (unsigned)threads;
		rc = plan_any_time(&p.snapshot, &p.request, &p.plan, &how, &x, err);
	}
	if (rc == 0)
		show_week(&p, &x, call_switch(call, "all"));
	plan_ref_release(&plan);
out:
	planning_release(&p);
	return rc;
}

/* ---- levers ---------------------------------------------------------------------------------- */

static void show_worth(const struct planning *p, const struct worth_list *list)
{
	const struct answer_column columns[] = {
		{ "lever", _("lever"), false },
		{ "exposure", _("exposure saved"), true },
		{ "contain", _("contained earlier by"), true },
		{ "last_safe", _("safe earlier by"), true },
		{ "cost", _("cost"), true },
		{ "with", _("together with"), false },
	};
	const char *currency = p->snapshot.currency;
	size_t i, k;

	answer_table(p->app->answer, "levers", columns, 6);
	for (i = 0; i < list->n; i++) {
		const struct worth *w = &list->items[i];
		struct strbuf text[6];

		for (k = 0; k < 6; k++)
			strbuf_init(&text[k]);
		msg_render_text(w->what, gettext, &text[0]);
		forecast_text("exposure", w->saved_exposure, currency, &text[1]);
		forecast_text("minutes", w->saved_contain, currency, &text[2]);
		forecast_text("minutes", w->saved_safe, currency, &text[3]);
		if (w->cost)
			forecast_text("money", w->cost, currency, &text[4]);
		msg_render_text(w->with ? w->with : "", gettext, &text[5]);
		answer_row(p->app->answer, (const char *const[]){ text[0].buf, text[1].buf, text[2].buf,
								  text[3].buf, text[4].buf, text[5].buf });
		for (k = 0; k < 6; k++)
			strbuf_release(&text[k]);
	}
	answer_end(p->app->answer);
	answer_linef(p->app->answer, _("%zu levers tried, each alone; %zu save something"), list->tried,
		     list->n);
}

static int run_levers(struct app *app, const struct call *call, struct err *err)
{
	struct worth_list list;
	struct plan_ref plan;
	struct planning p;
	int64_t schedules, threads;
	int rc;

	planning_init(&p, app);
	rc = repeat(&p, call, &plan, err);
	if (rc < 0)
		goto out;
	rc = call_option_int(call, "effort", 1, 1000000, 60, &schedules, err);
	if (rc == 0)
		rc = call_option_int(call, "threads", 1, 64, simulation_threads(), &threads, err);
	if (rc == 0)
		rc = plan_worth(&p.snapshot, &p.request, &p.plan, schedules, (unsigned)threads, &list,
				err);
	if (rc == 0)
		show_worth(&p, &list);
	plan_ref_release(&plan);
out:
	planning_release(&p);
	return rc;
}

/* ---- trade-off ------------------------------------------------------------------------------- */

static void show_point(const struct planning *p, const struct tradeoff_point *x)
{
	const struct {
		const char *unit;
		int64_t value;
	} cells[] = {
		{ "exposure", x->figures.exposure }, { "minutes", x->figures.contain },
		{ "minutes", x->figures.last_safe }, { "minutes", x->finish }, { "money", x->cost },
	};
	const char *row[COUNT(cells) + 1];
	struct strbuf text[COUNT(cells)];
	size_t k;

	for (k = 0; k < COUNT(cells); k++) {
		strbuf_init(&text[k]);
		forecast_text(cells[k].unit, cells[k].value, p->snapshot.currency, &text[k]);
		row[k] = text[k].buf;
	}
	row[k] = x->planned ? _("as planned") : NULL;
	answer_row(p->app->answer, row);
	for (k = 0; k < COUNT(cells); k++)
		strbuf_release(&text[k]);
}

static int run_tradeoff(struct app *app, const struct call *call, struct err *err)
{
	const struct answer_column columns[] = {
		{ "exposure", _("exposure (weighted asset-hours)"), true },
		{ "contain", _("time to contain"), true },
		{ "last_safe", _("all that become safe are safe after"), true },
		{ "finish", _("all steps done after"), true },
		{ "cost", _("cost against the plan"), true },
		{ "which", "", false },
	};
	struct tradeoff x;
	struct plan_ref plan;
	struct planning p;
	int64_t schedules;
	size_t i;
	int rc;

	planning_init(&p, app);
	rc = repeat(&p, call, &plan, err);
	if (rc < 0)
		goto out;
	rc = call_option_int(call, "effort", 1, 1000000, 2400, &schedules, err);
	if (rc == 0)
		rc = plan_tradeoff(&p.snapshot, &p.request, &p.plan, schedules, &x, err);
	if (rc == 0) {
		answer_table(app->answer, "tradeoff", columns, COUNT(columns));
		for (i = 0; i < x.n; i++)
			show_point(&p, &x.points[i]);
		answer_end(app->answer);
	}
	plan_ref_release(&plan);
out:
	planning_release(&p);
	return rc;
}

/* ---- the preparation frontier ---------------------------------------------------------------- */

static int run_frontier(struct app *app, const struct call *call, struct err *err)
{
	const char *text = call_option(call, "budget");
	struct frontier f;
	struct plan_ref plan;
	struct planning p;
	int64_t budget = -1, schedules;
	int rc;

	planning_init(&p, app);
	rc = repeat(&p, call, &plan, err);
	if (rc < 0)
		goto out;
	if (text && (amount_parse(text, currency_exponent(p.snapshot.currency), &budget) < 0 || budget < 0))
		rc = err_set(err, ERR_USAGE, N_("--budget takes an amount in %s like 250000, not '%s'"),
			     p.snapshot.currency, text);
	if (rc == 0)
		rc = call_option_int(call, "effort", 1, 1000000, 60, &schedules, err);
	if (rc == 0)
		rc = plan_frontier(&p.snapshot, &p.request, &p.plan, budget, schedules, &f, err);
	if (rc == 0)
		rc = frontier_show(&p, &f, err);
	plan_ref_release(&plan);
out:
	planning_release(&p);
	return rc;
}

static const struct option tradeoff_options[] = {
	{ "effort", 0, "N", N_("schedules to try in all") },
};
static const struct option frontier_options[] = {
	{ "budget", 0, "AMOUNT", N_("most that being ready may cost, in the workspace's currency") },
	{ "effort", 0, "N", N_("schedules to try for each choice") },
};
static const struct option simulate_options[] = {
	{ "runs", 0, "N", N_("runs; without it the policy's simulation_runs") },
	{ "seed", 0, "N", N_("seed of the runs; without it the plan's") },
	{ "threads", 0, "N", N_("threads; the result is the same for any number") },
};
static const struct option any_time_options[] = {
	{ "from", 0, "DATE", N_("first hour of the week; without it the next full hour") },
	{ "all", 0, NULL, N_("every hour, not only best, median and worst") },
	{ "effort", 0, "N", N_("schedules to try for each hour") },
	{ "threads", 0, "N", N_("threads; the result is the same for any number") },
};
static const struct option levers_options[] = {
	{ "effort", 0, "N", N_("schedules to try for each lever") },
	{ "threads", 0, "N", N_("threads; the result is the same for any number") },
};

const struct command cmd_simulate = {
	"simulate", "[PLAN]",
	N_("Carries a plan out many times with other luck: times, exposure, cost and loss"),
	CMD_WORKSPACE | CMD_WRITES | CMD_FORMAT, 0, 1, simulate_options, COUNT(simulate_options),
	run_simulate,
};
const struct command cmd_any_time = {
	"any-time", "[PLAN]", N_("Schedules a plan for activation at each hour of a week"),
	CMD_WORKSPACE | CMD_FORMAT, 0, 1, any_time_options, COUNT(any_time_options), run_any_time,
};
const struct command cmd_plan_levers = {
	"plan levers", "[PLAN]",
	N_("Shows what one more worker, window, ready item or expedited step would save"),
	CMD_WORKSPACE | CMD_FORMAT, 0, 1, levers_options, COUNT(levers_options), run_levers,
};
const struct command cmd_plan_tradeoff = {
	"plan tradeoff", "[PLAN]",
	N_("Shows what less exposure, an earlier end and less money cost each other"),
	CMD_WORKSPACE | CMD_LISTING, 0, 1, tradeoff_options, COUNT(tradeoff_options), run_tradeoff,
};
const struct command cmd_plan_frontier = {
	"plan frontier", "[PLAN]",
	N_("Shows which preparation buys how much time: the curve, and where it bends"),
	CMD_WORKSPACE | CMD_FORMAT, 0, 1, frontier_options, COUNT(frontier_options), run_frontier,
};
