/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What stands beside a stored plan: notice days, what chance makes of its figures, and how its
 * readiness went on.  Written by the program only.
 */
#include "config.h"
#include "model/tables.h"

#define ANY_INT .low = INT64_MIN, .high = INT64_MAX
#define COUNT_INT .low = 0, .high = INT64_MAX
#define PLAN_REF(place) \
	{ .name = "plan", .type = COL_KEY, .flags = K, .key_place = (place), \
	  .help = N_("Plan it belongs to.") }, \
	{ .name = "version", .type = COL_INT, .flags = K, .key_place = (place) ? 2 : 0, .low = 1, \
	  .high = INT32_MAX, .help = N_("Version of the plan.") }
#define SIMULATION_REF(place) \
	PLAN_REF(place), \
	{ .name = "simulation", .type = COL_INT, .flags = K, .key_place = (place) ? 3 : 0, .low = 1, \
	  .high = INT32_MAX, .help = N_("Number of the simulation; the highest is the last.") }

static const struct column notices[] = {
	PLAN_REF(0),
	{ .name = "contract", .type = COL_KEY, .flags = K,
	  .help = N_("Contract that is left.") },
	{ .name = "product", .type = COL_TEXT, .flags = L,
	  .help = N_("Product it is about.") },
	{ .name = "notice_by", .type = COL_DATE, .flags = L,
	  .help = N_("Last day for notice; empty means it ends by itself or no end is known.") },
	{ .name = "ends", .type = COL_DATE, .flags = L,
	  .help = N_("Last day that is paid if notice is given in time.") },
	{ .name = "renews_until", .type = COL_DATE, .flags = L,
	  .help = N_("Last day that is paid if it is not.") },
	{ .name = "missed", .type = COL_YESNO, .flags = L,
	  .help = N_("Was that day over when the plan was made?") },
	{ .name = "amount", .type = COL_MONEY, .flags = L,
	  .help = N_("What the renewed term costs.") },
	{ .name = "currency", .type = COL_CURRENCY, .flags = L,
	  .help = N_("Currency of that.") },
};

const struct table table_plan_notices = {
	.name = "plan_notices", .one = "plan_notice", .title = N_("Notice days"),
	.help = N_("Days by which notice must be given, of the contracts a plan leaves."),
	.flags = TABLE_READONLY, COLUMNS(notices),
};

static const struct column forecasts[] = {
	SIMULATION_REF(0),
	{ .name = "figure", .type = COL_KEY, .flags = K,
	  .help = N_("Which figure.") },
	{ .name = "unit", .type = COL_TEXT, .flags = L,
	  .help = N_("What it is counted in.") },
	{ .name = "p10", .type = COL_INT, .flags = L, ANY_INT,
	  .help = N_("One run in ten is below; empty means never.") },
	{ .name = "p50", .type = COL_INT, .flags = L, ANY_INT,
	  .help = N_("Half of the runs are below; empty means never.") },
	{ .name = "p90", .type = COL_INT, .flags = L, ANY_INT,
	  .help = N_("Nine runs in ten are below; empty means never.") },
	{ .name = "mean", .type = COL_INT, .flags = L, ANY_INT,
	  .help = N_("Mean of the runs in which it is reached.") },
	{ .name = "runs", .type = COL_INT, COUNT_INT,
	  .help = N_("How many runs.") },
	{ .name = "seed", .type = COL_TEXT,
	  .help = N_("Seed of the runs.") },
};

const struct table table_plan_forecasts = {
	.name = "plan_forecasts", .one = "plan_forecast", .title = N_("Forecast"),
	.help = N_("What chance makes of a plan's figures."),
	.flags = TABLE_READONLY, COLUMNS(forecasts),
};

static const struct column odds[] = {
	SIMULATION_REF(1),
	{ .name = "deadline", .type = COL_TEXT, .flags = L,
	  .help = N_("Deadline of the policy or of the plan.") },
	{ .name = "minutes", .type = COL_INT, .flags = COLF_KEY | R, .key_place = 4, COUNT_INT,
	  .help = N_("The same in minutes from T+0.") },
	{ .name = "chance", .type = COL_RATIO, .flags = L,
	  .help = N_("Part of the runs in which every asset is safe by then.") },
};

const struct table table_plan_odds = {
	.name = "plan_odds", .one = "plan_odd", .title = N_("Chances"),
	.help = N_("How likely a plan meets each deadline."),
	.flags = TABLE_READONLY, COLUMNS(odds),
};

static const struct column risks[] = {
	SIMULATION_REF(0),
	{ .name = "instance", .type = COL_TEXT, .flags = K,
	  .help = N_("Instance of a step.") },
	{ .name = "criticality", .type = COL_RATIO, .flags = L,
	  .help = N_("Part of the runs in which it is on the chain that decides.") },
	{ .name = "correlation", .type = COL_TEXT, .flags = L,
	  .help = N_("Rank correlation of its duration with the time to switch.") },
};

const struct table table_plan_risks = {
	.name = "plan_risks", .one = "plan_risk", .title = N_("Steps that decide"),
	.help = N_("Which steps decide when the last asset is safe."),
	.flags = TABLE_READONLY, COLUMNS(risks),
};

static const struct column readiness[] = {
	PLAN_REF(0),
	{ .name = "at", .type = COL_INSTANT, .flags = K,
	  .help = N_("When it was looked at.") },
	{ .name = "score", .type = COL_INT, .flags = L, ANY_INT,
	  .help = N_("Readiness in tenths of a percent.") },
	{ .name = "passing", .type = COL_INT, .flags = L, COUNT_INT,
	  .help = N_("Checks that passed.") },
	{ .name = "warning", .type = COL_INT, .flags = L, COUNT_INT,
	  .help = N_("Checks that warned.") },
	{ .name = "blocking", .type = COL_INT, .flags = L, COUNT_INT,
	  .help = N_("Checks that blocked.") },
	{ .name = "next_drop", .type = COL_DATE, .flags = L,
	  .help = N_("Day on which it will next fall if nothing is done.") },
	{ .name = "drops_by", .type = COL_TEXT, .flags = L,
	  .help = N_("Code of the check that falls then.") },
};

const struct table table_readiness = {
	.name = "readiness", .one = "readiness_look", .title = N_("Readiness over time"),
	.help = N_("How ready a plan was whenever it was looked at."),
	.flags = TABLE_READONLY, COLUMNS(readiness),
};
