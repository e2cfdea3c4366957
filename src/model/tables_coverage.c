/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What products can do, and what the organisation needs done. */
#include "config.h"
#include "model/tables.h"

static const struct column capabilities[] = {
	{ .name = "capability", .type = COL_KEY, .flags = K | P,
	  .help = N_("Identifier in its catalogue, such as T1059.001 or DE.CM.") },
	{ .name = "name", .type = COL_TEXT, .flags = P | L,
	  .help = N_("What it is called.") },
	{ .name = "catalog", .type = COL_ENUM, .flags = P | L, .choices = "attack|csf|local",
	  .preset = "local",
	  .help = N_("List it comes from: MITRE ATT&CK, NIST CSF or the organisation's own.") },
	{ .name = "parent", .type = COL_REF, .flags = P | L, .refs = "capabilities",
	  .help = N_("Capability it is a part of.") },
	{ .name = "weight", .type = COL_DECIMAL, .flags = P,
	  .help = N_("How much it counts against others; empty means 1.") },
	{ .name = "description", .type = COL_TEXT, .flags = COLF_LONG,
	  .help = N_("What it means, in a sentence or two.") },
	{ .name = "replaces", .type = COL_LIST,
	  .help = N_("Identifiers that were withdrawn in its favour, so that older data still finds it.") },
	{ .name = "tactics", .type = COL_LIST,
	  .help = N_("ATT&CK tactics that it serves.") },
	{ .name = "platforms", .type = COL_LIST,
	  .help = N_("Systems on which intruders use it.") },
	{ .name = "groups", .type = COL_INT, .flags = L, .low = 0, .high = 1000000,
	  .help = N_("Number of groups of intruders known to use it.") },
};

const struct table table_capabilities = {
	.name = "capabilities", .one = "capability", .title = N_("Capabilities"),
	.help = N_("Things a protection product can or cannot do."),
	.flags = TABLE_WORKBOOK, COLUMNS(capabilities),
};

static const struct column coverage[] = {
	{ .name = "product", .type = COL_REF, .flags = K | P, .refs = "products",
	  .help = N_("Product the row is about.") },
	{ .name = "capability", .type = COL_REF, .flags = K | P, .refs = "capabilities",
	  .help = N_("Capability it has or lacks.") },
	{ .name = "platform", .type = COL_TEXT, .flags = KO | P,
	  .help = N_("System it is true on; empty means all the product supports.") },
	{ .name = "level", .type = COL_ENUM, .flags = P | L,
	  .choices = "none|minimal|partial|significant",
	  .help = N_("How well it does it.") },
	{ .name = "strength", .type = COL_RATIO, .flags = P | L,
	  .help = N_("The same as a number from 0 to 1; it wins over the level.") },
	{ .name = "tested", .type = COL_YESNO, .flags = P | L,
	  .help = N_("Was it tested? Empty means yes; what was not tested is no gap.") },
	{ .name = "function", .type = COL_ENUM, .flags = KO | P, .choices = FUNCTIONS,
	  .help = N_("Does it protect, detect or respond? Empty means any.") },
	{ .name = "evidence", .type = COL_TEXT, .flags = P | COLF_LONG,
	  .help = N_("What shows it.") },
	{ .name = "source", .type = COL_TEXT, .flags = P | L,
	  .help = N_("Who says so.") },
	{ .name = "as_of", .type = COL_DATE, .flags = P,
	  .help = N_("Day it was true.") },
	{ .name = "published", .type = COL_LIST,
	  .help = N_("Identifiers as the source published them, where they differ.") },
};

const struct table table_coverage = {
	.name = "coverage", .one = "coverage", .title = N_("Coverage"),
	.help = N_("How well each product does each thing."),
	.flags = TABLE_WORKBOOK, COLUMNS(coverage),
};

static const struct column requirements[] = {
	{ .name = "requirement", .type = COL_KEY, .flags = K | P,
	  .help = N_("Short name of the requirement.") },
	{ .name = "capability", .type = COL_REF, .flags = R | P | L, .refs = "capabilities",
	  .help = N_("Capability that is needed.") },
	{ .name = "minimum", .type = COL_ENUM, .flags = R | P | L,
	  .choices = "minimal|partial|significant",
	  .help = N_("How well at least.") },
	{ .name = "function", .type = COL_ENUM, .flags = P | L, .choices = FUNCTIONS,
	  .help = N_("Must it protect, detect or respond? Empty means any.") },
	{ .name = "selector", .type = COL_SELECTOR, .flags = P | L,
	  .help = N_("Which assets need it; empty means all.") },
	{ .name = "mandatory", .type = COL_YESNO, .flags = P | L, .preset = "yes",
	  .help = N_("Must a replacement have it, or is it only good to have?") },
	{ .name = "reason", .type = COL_TEXT, .flags = P | COLF_LONG,
	  .help = N_("Why it is required.") },
};

const struct table table_requirements = {
	.name = "requirements", .one = "requirement", .title = N_("Requirements"),
	.help = N_("What every affected asset must still be able to do after the switch."),
	.flags = TABLE_WORKBOOK, COLUMNS(requirements),
};

static const struct column controls[] = {
	{ .name = "control", .type = COL_KEY, .flags = K | P,
	  .help = N_("Short name of the compensating control.") },
	{ .name = "name", .type = COL_TEXT, .flags = P | L,
	  .help = N_("What is done instead.") },
	{ .name = "capability", .type = COL_REF, .flags = R | P | L, .refs = "capabilities",
	  .help = N_("Capability it stands in for.") },
	{ .name = "level", .type = COL_ENUM, .flags = P | L,
	  .choices = "none|minimal|partial|significant",
	  .help = N_("How well it does so.") },
	{ .name = "selector", .type = COL_SELECTOR, .flags = P | L,
	  .help = N_("Assets it can be used on; empty means all.") },
	{ .name = "owner", .type = COL_TEXT, .flags = P | L,
	  .help = N_("Who runs it.") },
	{ .name = "fixed_cost", .type = COL_MONEY, .flags = P,
	  .help = N_("What starting it costs.") },
	{ .name = "hourly_cost", .type = COL_MONEY, .flags = P,
	  .help = N_("What an hour of it costs.") },
	{ .name = "currency", .type = COL_CURRENCY, .flags = P,
	  .help = N_("Currency of both costs, as an ISO 4217 code.") },
	{ .name = "ends", .type = COL_DATE, .flags = P | L,
	  .help = N_("Last day it may be relied on.") },
	{ .name = "notes", .type = COL_TEXT, .flags = COLF_LONG,
	  .help = N_("Anything worth remembering; the planner does not read it.") },
};

const struct table table_controls = {
	.name = "controls", .one = "control", .title = N_("Compensating controls"),
	.help = N_("What can bridge a gap that no product closes."),
	.flags = TABLE_WORKBOOK, COLUMNS(controls),
};
