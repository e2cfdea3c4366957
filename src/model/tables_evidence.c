/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said about vendors, exchange rates, and the numbers a user may tune. */
#include "config.h"
#include "model/tables.h"

static const struct column sources[] = {
	{ .name = "source", .type = COL_KEY, .flags = K,
	  .help = N_("Short name of the source.") },
	{ .name = "name", .type = COL_TEXT, .flags = L,
	  .help = N_("Full name of the source.") },
	{ .name = "kind", .type = COL_ENUM, .flags = L,
	  .choices = "kev|csaf|feed|filing|analyst|press|internal",
	  .help = N_("What sort of source it is.") },
	{ .name = "url", .type = COL_TEXT, .flags = L,
	  .help = N_("Where it can be polled; empty means by hand.") },
	{ .name = "reliability", .type = COL_ENUM, .flags = L, .choices = "A|B|C|D|E|F",
	  .help = N_("Its record, from A (always right) to E; F is not known.") },
	{ .name = "vendor", .type = COL_REF, .flags = L, .refs = "vendors",
	  .help = N_("Vendor that speaks through it, if any.") },
};

const struct table table_sources = {
	.name = "sources", .one = "source", .title = N_("Sources"),
	.help = N_("Where signals come from, and how far they are trusted."),
	.flags = TABLE_WORKBOOK, COLUMNS(sources),
};

static const struct column cases[] = {
	{ .name = "case", .type = COL_KEY, .flags = K,
	  .help = N_("Short name of the case.") },
	{ .name = "vendor", .type = COL_REF, .flags = R | L, .refs = "vendors",
	  .help = N_("Vendor the allegation is about.") },
	{ .name = "claim", .type = COL_TEXT, .flags = L | COLF_LONG,
	  .help = N_("What is alleged.") },
	{ .name = "opened_at", .type = COL_INSTANT, .flags = R | L,
	  .help = N_("When the first public allegation was made.") },
	{ .name = "source", .type = COL_REF, .flags = L, .refs = "sources",
	  .help = N_("Who made it.") },
	{ .name = "status", .type = COL_ENUM, .flags = L, .choices = "open|closed",
	  .preset = "open",
	  .help = N_("Is it still open?") },
	{ .name = "outcome", .type = COL_ENUM, .flags = L, .choices = "none|contained|material",
	  .help = N_("What it turned out to be.") },
	{ .name = "closed_at", .type = COL_INSTANT,
	  .help = N_("When it was closed.") },
	{ .name = "notes", .type = COL_TEXT, .flags = COLF_LONG,
	  .help = N_("Anything worth remembering; the planner does not read it.") },
};

const struct table table_cases = {
	.name = "cases", .one = "case", .title = N_("Cases"),
	.help = N_("Public allegations against vendors, and what became of them."),
	.flags = TABLE_WORKBOOK, COLUMNS(cases),
};

static const struct column signals[] = {
	{ .name = "signal", .type = COL_KEY, .flags = K,
	  .help = N_("Short name of the signal.") },
	{ .name = "case", .type = COL_REF, .flags = L, .refs = "cases",
	  .help = N_("Case it belongs to.") },
	{ .name = "vendor", .type = COL_REF, .flags = R | L, .refs = "vendors",
	  .help = N_("Vendor it is about.") },
	{ .name = "product", .type = COL_REF, .flags = L, .refs = "products",
	  .help = N_("Product it is about, if only one.") },
	{ .name = "kind", .type = COL_ENUM, .flags = R | L,
	  .choices = SIGNAL_KINDS,
	  .help = N_("What sort of signal it is; each kind moves belief by its own ratio.") },
	{ .name = "scope", .type = COL_ENUM, .choices = "unscoped|scoped",
	  .help = N_("For denials: does it deny everything, or only one product or time?") },
	{ .name = "observed_at", .type = COL_INSTANT, .flags = L,
	  .help = N_("When we learned of it.") },
	{ .name = "published_at", .type = COL_INSTANT, .flags = L,
	  .help = N_("When it was made public.") },
	{ .name = "source", .type = COL_REF, .flags = L, .refs = "sources",
	  .help = N_("Who says so.") },
	{ .name = "credibility", .type = COL_INT, .flags = L, .low = 1, .high = 6,
	  .help = N_("How credible it is, from 1 (confirmed) to 5; 6 cannot be judged.") },
	{ .name = "same_as", .type = COL_LIST, .refs = "signals",
	  .help = N_("Signals that only repeat the same origin.") },
	{ .name = "retracts", .type = COL_REF, .refs = "signals",
	  .help = N_("Signal it takes back.") },
	{ .name = "title", .type = COL_TEXT, .flags = L,
	  .help = N_("What it says, in one line.") },
	{ .name = "url", .type = COL_TEXT,
	  .help = N_("Where it can be read.") },
	{ .name = "note", .type = COL_TEXT, .flags = COLF_LONG,
	  .help = N_("Anything worth remembering about it.") },
};

const struct table table_signals = {
	.name = "signals", .one = "signal", .title = N_("Signals"),
	.help = N_("News, statements and findings about a vendor."),
	.flags = TABLE_WORKBOOK, COLUMNS(signals),
};

static const struct column rates[] = {
	{ .name = "currency", .type = COL_CURRENCY, .flags = K | P,
	  .help = N_("Foreign currency, as an ISO 4217 code.") },
	{ .name = "date", .type = COL_DATE, .flags = K | P,
	  .help = N_("Day from which the rate counts.") },
	{ .name = "rate", .type = COL_DECIMAL, .flags = R | P | L,
	  .help = N_("Units of the workspace currency for one unit of the foreign one.") },
};

const struct table table_rates = {
	.name = "rates", .one = "rate", .title = N_("Exchange rates"),
	.help = N_("What foreign money is worth, day by day."),
	.flags = TABLE_WORKBOOK, COLUMNS(rates),
};

static const struct column policy[] = {
	{ .name = "key", .type = COL_TEXT, .flags = K | P,
	  .help = N_("Name of the setting; the manual lists all of them.") },
	{ .name = "value", .type = COL_TEXT, .flags = R | P | L,
	  .help = N_("Its value; without a row the default counts.") },
};

const struct table table_policy = {
	.name = "policy", .one = "policy", .title = N_("Policy"),
	.help = N_("Numbers the organisation has decided on; what is not here has its default."),
	.flags = TABLE_WORKBOOK, COLUMNS(policy),
};
