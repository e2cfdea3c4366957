/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>

#include "app/commands.h"
#include "app/drill.h"
#include "app/execution.h"
#include "app/forecast.h"
#include "util/i18n.h"
#include "util/mem.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int report(struct app *app, const struct call *call, enum step_event event, struct err *err)
{
	struct step_report r = {
		.event = event, .plan = call->words[0], .step = call->words[1],
		.note = call->n_words > 2 ? call->words[2] : call_option(call, "note"),
		.at = call_option(call, "at"),
	};
	const char **assets;
	size_t i;
	int rc;

	while (call_option_nth(call, "asset", r.n_assets))
		r.n_assets++;
	assets = mem_alloc(r.n_assets, sizeof(*assets));
	for (i = 0; i < r.n_assets; i++)
		assets[i] = call_option_nth(call, "asset", i);
	r.assets = assets;
	rc = execution_report(app, &r, err);
	free(assets);
	return rc;
}

static int run_start(struct app *app, const struct call *call, struct err *err)
{
	return report(app, call, STEP_START, err);
}

static int run_done(struct app *app, const struct call *call, struct err *err)
{
	return report(app, call, STEP_DONE, err);
}

static int run_fail(struct app *app, const struct call *call, struct err *err)
{
	return report(app, call, STEP_FAIL, err);
}

static int run_skip(struct app *app, const struct call *call, struct err *err)
{
	return report(app, call, STEP_SKIP, err);
}

static int run_block(struct app *app, const struct call *call, struct err *err)
{
	return report(app, call, STEP_BLOCK, err);
}

static int run_note(struct app *app, const struct call *call, struct err *err)
{
	return report(app, call, STEP_NOTE, err);
}

static int run_forecast(struct app *app, const struct call *call, struct err *err)
{
	return forecast_show(app, call, err);
}

static int run_estimates(struct app *app, const struct call *call, struct err *err)
{
	return drill_show_estimates(app, call->words[0], err);
}

static int run_accept(struct app *app, const struct call *call, struct err *err)
{
	return drill_accept(app, call->words[0], call->words + 1, call->n_words - 1,
			    call_switch(call, "all"), err);
}

static const struct option forecast_options[] = {
	{ "part", 0, "PART", N_("all rows of steps, waves, assets or deadlines instead of the overview") },
	{ "late", 0, NULL, N_("with --part: only what comes later than planned") },
	{ "crew", 0, "KEY=N", N_("as if N workers of this crew were there; may be repeated") },
};
static const struct option accept_options[] = {
	{ "all", 0, NULL, N_("every step that was measured") },
};
static const struct option options[] = {
	{ "asset", 0, "ASSET", N_("only on this asset; may be repeated") },
	{ "at", 0, "INSTANT", N_("when it happened; now unless given") },
	{ "note", 0, "TEXT", N_("what was seen") },
};

#define STEP(word, words, help, most, function) \
	{ "step " word, words, help, CMD_WORKSPACE | CMD_WRITES, most == 3 ? 3 : 2, most, options, \
	  COUNT(options), function }

const struct command cmd_step_start =
	STEP("start", "PLAN STEP", N_("Records that a step was begun"), 2, run_start);
const struct command cmd_step_done =
	STEP("done", "PLAN STEP", N_("Records that a step is done; the last one completes the plan"), 2,
	     run_done);
const struct command cmd_step_fail =
	STEP("fail", "PLAN STEP", N_("Records that a step failed"), 2, run_fail);
const struct command cmd_step_skip =
	STEP("skip", "PLAN STEP", N_("Records that a step is left out"), 2, run_skip);
const struct command cmd_step_block =
	STEP("block", "PLAN STEP", N_("Records that a step cannot go on until something else happens"), 2,
	     run_block);
const struct command cmd_step_note =
	STEP("note", "PLAN STEP TEXT", N_("Writes a note to a step"), 3, run_note);

const struct command cmd_forecast = {
	"forecast", "[PLAN]",
	N_("Shows when the steps of an activated plan will end, beside when they were to"),
	CMD_WORKSPACE | CMD_FORMAT, 0, 1, forecast_options, COUNT(forecast_options), run_forecast,
};
const struct command cmd_drill_estimates = {
	"drill estimates", "ORDER",
	N_("Shows measured times beside the playbook's estimates, and what they would become"),
	CMD_WORKSPACE | CMD_FORMAT, 1, 1, NULL, 0, run_estimates,
};
const struct command cmd_drill_accept = {
	"drill accept", "ORDER [STEP...]",
	N_("Takes measured times over as estimates of the playbook"),
	CMD_WORKSPACE | CMD_WRITES, 1, 1000, accept_options, COUNT(accept_options), run_accept,
};
