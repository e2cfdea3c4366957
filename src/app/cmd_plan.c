/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/cash.h"
#include "app/commands.h"
#include "app/coverage_show.h"
#include "app/gaps_show.h"
#include "app/plan_show.h"
#include "app/planning.h"
#include "app/readiness.h"
#include "app/show.h"
#include "util/i18n.h"

/* ---- make ------------------------------------------------------------------------------------ */

static int run_make(struct app *app, const struct call *call, struct err *err)
{
	struct plan_ref stored = { .plan = NULL };
	struct planning p;
	struct strbuf id = STRBUF_INIT;
	int rc;

	planning_init(&p, app);
	rc = planning_request(&p, call, err);
	if (rc == 0)
		rc = planning_make(&p, err);
	if (rc == 0)
		rc = planning_store(&p, &id, err);
	if (rc == 0)
		rc = plan_ref_find(app, id.buf, &stored, err);
	if (rc == 0) {
		rc = plan_show_summary(app, &stored, err);
		planning_show_notes(&p);
		answer_line(app->answer, id.buf);
	}
	plan_ref_release(&stored);
	planning_release(&p);
	strbuf_release(&id);
	return rc;
}

/* ---- list, show ------------------------------------------------------------------------------ */

static int run_plan_list(struct app *app, const struct call *call, struct err *err)
{
	struct show_query q;
	int rc = show_query_init(&q, table_find("plans"), call, err);

	if (rc == 0) {
		if (!q.chosen)
			q.cell = plan_figure_cell;
		show_query_columns(&q, "plan,version,state,drill,breached,order,affected_assets,"
				       "time_to_contain,time_to_switch,cost,score,blocking,created_at");
		rc = show_rows(app, &q, err);
		show_query_release(&q);
	}
	return rc;
}

static int run_plan_show(struct app *app, const struct call *call, struct err *err)
{
	const char *part = call_option(call, "part");
	struct plan_ref p;
	int rc = plan_ref_find(app, call->n_words ? call->words[0] : NULL, &p, err);

	if (rc < 0)
		return rc;
	rc = part ? plan_show_part(app, &p, part, call, err) : call_whole(call, err);
	if (!part && rc == 0)
		rc = plan_show_summary(app, &p, err);
	plan_ref_release(&p);
	return rc;
}

/* ---- diff, why ------------------------------------------------------------------------------- */

static int run_diff(struct app *app, const struct call *call, struct err *err)
{
	struct plan_ref a = { .plan = NULL }, b = { .plan = NULL };
	int rc = plan_ref_find(app, call->words[0], &a, err);

	if (rc == 0)
		rc = plan_ref_find(app, call->words[1], &b, err);
	if (rc == 0)
		rc = plan_show_diff(app, &a, &b, err);
	if (a.plan)
		plan_ref_release(&a);
	if (b.plan)
		plan_ref_release(&b);
	return rc;
}

static int run_why(struct app *app, const struct call *call, struct err *err)
{
	struct plan_ref p;
	int rc = plan_ref_find(app, call->words[0], &p, err);

	if (rc < 0)
		return rc;
	rc = plan_show_why(app, &p, call->words[1], err);
	plan_ref_release(&p);
	return rc;
}

/* ---- gaps, cost, ready ----------------------------------------------------------------------- */

static int show_plan_table(struct app *app, const struct call *call, const char *table,
			   struct err *err)
{
	struct plan_ref p;
	int rc = plan_ref_find(app, call->n_words ? call->words[0] : NULL, &p, err);

	if (rc < 0)
		return rc;
	rc = plan_show_part(app, &p, table, call, err);
	plan_ref_release(&p);
	return rc;
}

static int show_gaps(struct app *app, const struct call *call, struct err *err)
{
	static const struct {
		const char *option;
		int (*show)(struct app *app, const struct plan_ref *plan, struct err *err);
	} views[] = {
		{ "heat", gaps_show_heat }, { "area", gaps_show_area },
		{ "controls", gaps_show_controls },
	};
	struct plan_ref plan;
	bool swap = call_switch(call, "swap"), single = call_switch(call, "single");
	size_t i;
	int rc;

	if (swap || single) {
		rc = call_ranked(call, err);
		if (rc < 0)
			return rc;
		return swap ? coverage_show_swap(app, call, err) : coverage_show_single(app, call, err);
	}
	for (i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
		if (!call_switch(call, views[i].option))
			continue;
		rc = call_ranked(call, err);
		if (rc == 0)
			rc = plan_ref_find(app, call->n_words ? call->words[0] : NULL, &plan, err);
		if (rc < 0)
			return rc;
		rc = views[i].show(app, &plan, err);
		plan_ref_release(&plan);
		return rc;
	}
	return show_plan_table(app, call, "gaps", err);
}

static int run_gaps(struct app *app, const struct call *call, struct err *err)
{
	int64_t limit;
	int rc = call_option_int(call, "limit", 0, INT64_MAX, -1, &limit, err);

	if (rc < 0)
		return rc;
	answer_limit(app->answer, limit);
	rc = show_gaps(app, call, err);
	answer_limit(app->answer, -1);
	return rc;
}

static int run_cost(struct app *app, const struct call *call, struct err *err)
{
	const char *by = call_option(call, "by");
	struct plan_ref p;
	int rc;

	if (!by)
		return show_plan_table(app, call, "costs", err);
	rc = call_whole(call, err);
	if (rc == 0)
		rc = plan_ref_find(app, call->n_words ? call->words[0] : NULL, &p, err);
	if (rc < 0)
		return rc;
	rc = cash_show(app, &p, by, err);
	plan_ref_release(&p);
	return rc;
}

static int run_ready(struct app *app, const struct call *call, struct err *err)
{
	struct planning p;
	struct plan_ref stored;
	struct decay decay;
	int rc = plan_ref_find(app, call->n_words ? call->words[0] : NULL, &stored, err);

	if (rc < 0)
		return rc;
	if (call_switch(call, "history")) {
		rc = readiness_history(app, &stored, call, err);
		plan_ref_release(&stored);
		return rc;
	}
	planning_init(&p, app);
	rc = call_whole(call, err);
	if (rc == 0)
		rc = planning_repeat(&p, &stored, err);
	if (rc == 0)
		rc = readiness_show_decay(&p, &decay, err);
	if (rc == 0)
		rc = readiness_show_missing(&p, err);
	if (rc == 0 && call_switch(call, "record"))
		rc = readiness_record(&p, &stored, &decay, err);
	if (rc == 0)
		planning_show_notes(&p);
	if (rc == 0)
		rc = planning_show_checks(&p, err);
	planning_release(&p);
	plan_ref_release(&stored);
	return rc;
}

static const struct option make_options[] = {
	{ "breached", 'b', "LIST", N_("vendors, products or product@versions, separated by commas") },
	{ "order", 0, "ORDER", N_("breach (cut off first) or planned") },
	{ "name", 0, "KEY", N_("key of the plan; without it the first of the breached") },
	{ "playbook", 0, "KEY", N_("this playbook instead of the one that fits the category") },
	{ "budget", 0, "AMOUNT", N_("most that the replacement may cost, in the workspace's currency") },
	{ "deadline", 0, "DURATION", N_("time within which everything must be safe") },
	{ "objective", 0, "LIST", N_("exposure, time and cost in the order that counts") },
	{ "crew", 0, "KEY=N", N_("plan with N workers in this crew; may be repeated") },
	{ "effort", 0, "N", N_("schedules to try; the same number gives the same plan") },
	{ "time", 0, "SECONDS", N_("try schedules for so long instead") },
	{ "seed", 0, "N", N_("seed of the search") },
};
static const struct option show_options[] = {
	{ "part", 0, "PART",
	  N_("steps, classes, waves, assets, affected, selections, gaps, costs, checks or deadlines, notices, forecasts, odds or risks") },
	{ "columns", 0, "LIST", N_("these columns, separated by commas") },
	{ "all", 0, NULL, N_("every column") },
};
static const struct option gaps_options[] = {
	{ "swap", 0, "LIST", N_("compare coverage when this product, or set of products, is replaced") },
	{ "to", 0, "LIST", N_("by this one, or by these together; without it by each candidate") },
	{ "list", 0, NULL, N_("with --swap: one row a capability") },
	{ "single", 0, NULL, N_("who covers what alone, before any breach: single points of failure") },
	{ "on", 0, "SELECTOR", N_("with --swap and --single: on these assets only") },
	{ "heat", 0, NULL, N_("the plan's effect by tactic, one cell a technique") },
	{ "area", 0, NULL, N_("what is lacking from removal until safe, wave by wave") },
	{ "controls", 0, NULL, N_("what stands in for each gap, who owns it and whether it counts") },
	{ "columns", 0, "LIST", N_("these columns, separated by commas") },
	{ "all", 0, NULL, N_("every column") },
};
static const struct option cost_options[] = {
	{ "by", 0, "GROUP", N_("sums by year, category or rule, and the total against staying") },
	{ "columns", 0, "LIST", N_("these columns, separated by commas") },
	{ "all", 0, NULL, N_("every column") },
};
static const struct option ready_options[] = {
	{ "record", 0, NULL, N_("keep the result in the readiness history") },
	{ "history", 0, NULL, N_("show what was recorded") },
};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const struct command cmd_plan_make = {
	"plan make", "", N_("Runs the planner and stores the plan; its id is the last line"),
	CMD_WORKSPACE | CMD_WRITES, 0, 0, make_options, COUNT(make_options), run_make,
};
const struct command cmd_plan_list = {
	"plan list", "", N_("Lists the stored plans"), CMD_WORKSPACE | CMD_LISTING, 0, 0,
	show_options + 1, COUNT(show_options) - 1, run_plan_list,
};
const struct command cmd_plan_show = {
	"plan show", "[PLAN]", N_("Shows a plan: who is affected, what comes instead, the figures"),
	CMD_WORKSPACE | CMD_LISTING, 0, 1, show_options, COUNT(show_options), run_plan_show,
};
const struct command cmd_plan_diff = {
	"plan diff", "PLAN PLAN", N_("Compares two plans or versions; status 1 when they differ"),
	CMD_WORKSPACE | CMD_FORMAT, 2, 2, NULL, 0, run_diff,
};
const struct command cmd_plan_why = {
	"plan why", "PLAN STEP", N_("Shows what holds the start of a step, back to T+0"),
	CMD_WORKSPACE | CMD_FORMAT, 2, 2, NULL, 0, run_why,
};
const struct command cmd_gaps = {
	"gaps", "[PLAN]", N_("Shows who lacks which capability, from when to when"),
	CMD_WORKSPACE | CMD_LISTING, 0, 1, gaps_options, COUNT(gaps_options), run_gaps,
};
const struct command cmd_cost = {
	"cost", "[PLAN]", N_("Shows the cash flow of a plan"), CMD_WORKSPACE | CMD_LISTING, 0, 1,
	cost_options, COUNT(cost_options), run_cost,
};
const struct command cmd_ready = {
	"ready", "[PLAN]",
	N_("Runs the readiness checks on today's data; status 1 while any blocks"),
	CMD_WORKSPACE | CMD_LISTING, 0, 1, ready_options,
	COUNT(ready_options), run_ready,
};
