/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A stored plan: what is done when and at what cost, and beside it what happened.  The columns of
 * plan_steps, plan_assets and plan_costs are those of the exported files.
 */
#include "config.h"
#include "model/tables.h"

#define ANY_INT .low = INT64_MIN, .high = INT64_MAX
#define COUNT_INT .low = 0, .high = INT64_MAX

#define PLAN_REF(place) \
	{ .name = "plan", .type = COL_KEY, .flags = K, .key_place = place ? 1 : 0, \
	  .help = N_("Plan it belongs to.") }, \
	{ .name = "version", .type = COL_INT, .flags = K, .key_place = place ? 2 : 0, .low = 1, \
	  .high = INT32_MAX, .help = N_("Version of the plan.") }

static const struct column steps[] = {
	PLAN_REF(0),
	{ .name = "order", .type = COL_ENUM, .choices = "breach|planned",
	  .help = N_("Is the old product cut off first, or replaced in peace?") },
	{ .name = "seq", .type = COL_INT, .flags = K, COUNT_INT,
	  .help = N_("Place in the plan; predecessors come first.") },
	{ .name = "step", .type = COL_KEY, .flags = L,
	  .help = N_("Step of the playbook.") },
	{ .name = "instance", .type = COL_TEXT, .flags = R | L,
	  .help = N_("Name of this instance of the step, unique in the plan.") },
	{ .name = "title", .type = COL_TEXT, .flags = L,
	  .help = N_("What is done, in one line.") },
	{ .name = "phase", .type = COL_ENUM, .flags = L, .choices = PHASES,
	  .help = N_("Part of the way it belongs to.") },
	{ .name = "wave", .type = COL_TEXT, .flags = L,
	  .help = N_("Wave it works on.") },
	{ .name = "scope", .type = COL_ENUM, .choices = SCOPES,
	  .help = N_("Is it done once, or for each product, site, class or wave?") },
	{ .name = "site", .type = COL_TEXT, .flags = L,
	  .help = N_("Site it works at.") },
	{ .name = "class", .type = COL_TEXT,
	  .help = N_("Class it works on.") },
	{ .name = "crew", .type = COL_TEXT, .flags = L,
	  .help = N_("Crew that does it; empty means nobody has the skill.") },
	{ .name = "workers", .type = COL_INT, COUNT_INT,
	  .help = N_("Workers it takes.") },
	{ .name = "mode", .type = COL_TEXT,
	  .help = N_("Way it is done: normal, expedite …") },
	{ .name = "assets", .type = COL_INT, .flags = L, COUNT_INT,
	  .help = N_("Assets it works on.") },
	{ .name = "after", .type = COL_LIST,
	  .help = N_("Instances it waits for, with +pause.") },
	{ .name = "start_min", .type = COL_INT, .flags = L, ANY_INT,
	  .help = N_("Start in minutes from T+0.") },
	{ .name = "finish_min", .type = COL_INT, .flags = L, ANY_INT,
	  .help = N_("Finish in minutes from T+0.") },
	{ .name = "start_at", .type = COL_INSTANT,
	  .help = N_("Start as an instant, once activated.") },
	{ .name = "finish_at", .type = COL_INSTANT,
	  .help = N_("Finish as an instant, once activated.") },
	{ .name = "duration_low", .type = COL_DURATION,
	  .help = N_("Working time if all goes well.") },
	{ .name = "duration_likely", .type = COL_DURATION, .flags = L,
	  .help = N_("Working time the schedule reckons with.") },
	{ .name = "duration_high", .type = COL_DURATION,
	  .help = N_("Working time if much goes wrong.") },
	{ .name = "cost", .type = COL_MONEY, .flags = L,
	  .help = N_("Labour and extra cost.") },
	{ .name = "currency", .type = COL_CURRENCY,
	  .help = N_("Currency of the cost.") },
	{ .name = "status", .type = COL_ENUM, .flags = L | COLF_VIRTUAL, .choices = STEP_STATES,
	  .help = N_("How far it has come.") },
	{ .name = "actual_start", .type = COL_INSTANT, .flags = COLF_VIRTUAL,
	  .help = N_("When it really started.") },
	{ .name = "actual_finish", .type = COL_INSTANT, .flags = COLF_VIRTUAL,
	  .help = N_("When it really finished.") },
	{ .name = "owner", .type = COL_TEXT, .flags = L,
	  .help = N_("Who answers for it.") },
	{ .name = "deputy", .type = COL_TEXT,
	  .help = N_("Who stands in.") },
	{ .name = "marks", .type = COL_ENUMS, .choices = MARKS,
	  .help = N_("What its finish means for the assets it covers.") },
	{ .name = "why", .type = COL_MESSAGE,
	  .help = N_("What holds its start there.") },
	{ .name = "verify", .type = COL_TEXT, .flags = COLF_LONG,
	  .help = N_("How to see that it worked.") },
	{ .name = "rollback", .type = COL_TEXT, .flags = COLF_LONG,
	  .help = N_("How to take it back.") },
	{ .name = "instructions", .type = COL_TEXT, .flags = COLF_LONG,
	  .help = N_("What to do.") },
	{ .name = "product", .type = COL_TEXT, .flags = INTERNAL,
	  .help = N_("Product it is about.") },
	{ .name = "waves", .type = COL_LIST, .flags = INTERNAL,
	  .help = N_("Waves whose assets it covers, as class/number.") },
	{ .name = "critical", .type = COL_YESNO, .flags = INTERNAL,
	  .help = N_("Is it on the chain that determines the time to switch?") },
	{ .name = "why_instance", .type = COL_TEXT, .flags = INTERNAL,
	  .help = N_("Instance that holds its start there.") },
	{ .name = "release_min", .type = COL_INT, .flags = INTERNAL, ANY_INT,
	  .help = N_("Earliest start by what it needs and by call-out.") },
	{ .name = "release_why", .type = COL_MESSAGE, .flags = INTERNAL,
	  .help = N_("What sets the earliest start.") },
	{ .name = "done", .type = COL_YESNO, .flags = INTERNAL,
	  .help = N_("Was it done before T+0?") },
};

const struct table table_plan_steps = {
	.name = "plan_steps", .one = "plan_step", .title = N_("Steps"),
	.help = N_("What is done, by whom, from when to when."),
	.flags = TABLE_READONLY, COLUMNS(steps),
};

static const struct column plan_assets[] = {
	PLAN_REF(0),
	{ .name = "asset", .type = COL_KEY, .flags = K,
	  .help = N_("Asset that moves.") },
	{ .name = "name", .type = COL_TEXT, .flags = L,
	  .help = N_("Its name.") },
	{ .name = "site", .type = COL_TEXT, .flags = L,
	  .help = N_("Where it stands.") },
	{ .name = "wave", .type = COL_INT, .flags = L, COUNT_INT,
	  .help = N_("Wave it moves in; empty means no wave.") },
	{ .name = "from_product", .type = COL_LIST, .flags = L,
	  .help = N_("Products that leave it.") },
	{ .name = "to_product", .type = COL_LIST, .flags = L,
	  .help = N_("Products that come instead.") },
	{ .name = "step", .type = COL_TEXT,
	  .help = N_("Step that makes it safe.") },
	{ .name = "instance", .type = COL_TEXT,
	  .help = N_("Instance of that step.") },
	{ .name = "start_min", .type = COL_INT, .flags = L, ANY_INT,
	  .help = N_("When that instance starts, in minutes from T+0.") },
	{ .name = "finish_min", .type = COL_INT, .flags = L, ANY_INT,
	  .help = N_("When that instance finishes, in minutes from T+0.") },
	{ .name = "start_at", .type = COL_INSTANT,
	  .help = N_("The same as an instant, once activated.") },
	{ .name = "finish_at", .type = COL_INSTANT,
	  .help = N_("The same as an instant, once activated.") },
	{ .name = "status", .type = COL_ENUM, .flags = L | COLF_VIRTUAL, .choices = STEP_STATES,
	  .help = N_("How far that instance has come on this asset.") },
	{ .name = "class", .type = COL_TEXT, .flags = INTERNAL,
	  .help = N_("Class it belongs to.") },
};

const struct table table_plan_assets = {
	.name = "plan_assets", .one = "plan_asset", .title = N_("Assets of a plan"),
	.help = N_("Which asset moves in which wave, from what to what."),
	.flags = TABLE_READONLY | TABLE_BIG, COLUMNS(plan_assets),
};

static const struct column costs[] = {
	PLAN_REF(1),
	{ .name = "date", .type = COL_DATE, .flags = L,
	  .help = N_("Day it is due.") },
	{ .name = "offset_min", .type = COL_INT, .flags = L, ANY_INT,
	  .help = N_("The same in minutes from T+0.") },
	{ .name = "category", .type = COL_TEXT, .flags = L,
	  .help = N_("Sort of cost.") },
	{ .name = "item", .type = COL_TEXT, .flags = L,
	  .help = N_("What is paid for.") },
	{ .name = "amount", .type = COL_MONEY, .flags = L,
	  .help = N_("Sum in its own currency.") },
	{ .name = "currency", .type = COL_CURRENCY, .flags = L,
	  .help = N_("That currency.") },
	{ .name = "amount_workspace", .type = COL_MONEY, .flags = L,
	  .help = N_("The same in the currency of the workspace.") },
	{ .name = "rule", .type = COL_TEXT, .flags = L,
	  .help = N_("Rule that made the line.") },
	{ .name = "seq", .type = COL_INT, .flags = COLF_KEY | R | INTERNAL, .key_place = 3,
	  COUNT_INT, .help = N_("Place in the list.") },
};

const struct table table_plan_costs = {
	.name = "plan_costs", .one = "plan_cost", .title = N_("Cash flow"),
	.help = N_("What is paid when."),
	.flags = TABLE_READONLY, COLUMNS(costs),
};

static const struct column checks[] = {
	PLAN_REF(0),
	{ .name = "code", .type = COL_KEY, .flags = K,
	  .help = N_("Code of the check, R01 to R20.") },
	{ .name = "result", .type = COL_ENUM, .flags = R | L, .choices = "pass|warn|block",
	  .help = N_("Does it pass, warn or block?") },
	{ .name = "weight", .type = COL_INT, COUNT_INT,
	  .help = N_("How much it counts in the score.") },
	{ .name = "finding", .type = COL_MESSAGE, .flags = L,
	  .help = N_("What was found.") },
	{ .name = "mend", .type = COL_MESSAGE, .flags = L,
	  .help = N_("How to mend it.") },
};

const struct table table_plan_checks = {
	.name = "plan_checks", .one = "plan_check", .title = N_("Readiness"),
	.help = N_("Readiness checks and their findings when the plan was made."),
	.flags = TABLE_READONLY, COLUMNS(checks),
};

static const struct column deadlines[] = {
	PLAN_REF(1),
	{ .name = "deadline", .type = COL_TEXT, .flags = R | L,
	  .help = N_("Deadline of the policy.") },
	{ .name = "minutes", .type = COL_INT, .flags = COLF_KEY | R, .key_place = 3, COUNT_INT,
	  .help = N_("The same in minutes from T+0.") },
	{ .name = "missed", .type = COL_INT, .flags = L, COUNT_INT,
	  .help = N_("Assets that are not safe by then.") },
	{ .name = "lever", .type = COL_MESSAGE, .flags = L,
	  .help = N_("Cheapest way to save them.") },
};

const struct table table_plan_deadlines = {
	.name = "plan_deadlines", .one = "plan_deadline", .title = N_("Deadlines"),
	.help = N_("How many assets miss each deadline."),
	.flags = TABLE_READONLY, COLUMNS(deadlines),
};

#define WHAT_HAPPENED \
	{ .name = "state", .type = COL_ENUM, .flags = R | L, .choices = STEP_STATES, \
	  .help = N_("How far it has come.") }, \
	{ .name = "actual_start", .type = COL_INSTANT, .flags = L, \
	  .help = N_("When it really started.") }, \
	{ .name = "actual_finish", .type = COL_INSTANT, .flags = L, \
	  .help = N_("When it really finished.") }, \
	{ .name = "person", .type = COL_REF, .flags = L, .refs = "people", \
	  .help = N_("Who said so.") }, \
	{ .name = "changed_at", .type = COL_INSTANT, \
	  .help = N_("When it was said.") }, \
	{ .name = "note", .type = COL_TEXT, .flags = L | COLF_LONG, \
	  .help = N_("What was noted.") }

static const struct column step_states[] = {
	PLAN_REF(0),
	{ .name = "instance", .type = COL_TEXT, .flags = K,
	  .help = N_("Instance of a step of the plan.") },
	WHAT_HAPPENED,
};

const struct table table_step_states = {
	.name = "step_states", .one = "step_state", .title = N_("What happened"),
	.help = N_("What happened to the steps of an activated plan."),
	.flags = 0, COLUMNS(step_states),
};

static const struct column asset_states[] = {
	PLAN_REF(0),
	{ .name = "instance", .type = COL_TEXT, .flags = K,
	  .help = N_("Instance of a step of the plan.") },
	{ .name = "asset", .type = COL_KEY, .flags = K,
	  .help = N_("Asset it was done on.") },
	WHAT_HAPPENED,
};

const struct table table_asset_states = {
	.name = "asset_states", .one = "asset_state", .title = N_("What happened to assets"),
	.help = N_("What happened to single assets of an activated plan."),
	.flags = TABLE_BIG, COLUMNS(asset_states),
};
