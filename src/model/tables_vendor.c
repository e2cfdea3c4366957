/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who sells what, what shares whose fate, and what it costs. */
#include "config.h"
#include "model/tables.h"

static const struct column vendors[] = {
	{ .name = "vendor", .type = COL_KEY, .flags = K | P,
	  .help = N_("Short name of the company, used everywhere to refer to it.") },
	{ .name = "name", .type = COL_TEXT, .flags = P | L,
	  .help = N_("Full name of the company.") },
	{ .name = "parent", .type = COL_REF, .flags = P | L, .refs = "vendors",
	  .help = N_("Company that owns it: a breach of the parent reaches it too.") },
	{ .name = "country", .type = COL_TEXT, .flags = P | L,
	  .help = N_("Country of its seat.") },
	{ .name = "aliases", .type = COL_LIST, .flags = P,
	  .help = N_("Other names it is known by, to match news, exploit catalogues and inventories.") },
	{ .name = "website", .type = COL_TEXT,
	  .help = N_("Address of its site.") },
	{ .name = "advisory_feed", .type = COL_TEXT,
	  .help = N_("Address of its security advisories as a feed.") },
	{ .name = "supplier_class", .type = COL_ENUM, .flags = P | L,
	  .choices = "strategic|mission-critical|sustaining|standard",
	  .help = N_("How much the organisation depends on it.") },
	{ .name = "notes", .type = COL_TEXT, .flags = COLF_LONG,
	  .help = N_("Anything worth remembering; the planner does not read it.") },
};

const struct table table_vendors = {
	.name = "vendors", .one = "vendor", .title = N_("Vendors"),
	.help = N_("Companies whose products run here or could."),
	.flags = TABLE_WORKBOOK, COLUMNS(vendors),
};

static const struct column products[] = {
	{ .name = "product", .type = COL_KEY, .flags = K | P,
	  .help = N_("Short name of the product, used everywhere to refer to it.") },
	{ .name = "name", .type = COL_TEXT, .flags = P | L,
	  .help = N_("Name as the vendor writes it.") },
	{ .name = "vendor", .type = COL_REF, .flags = R | P | L, .refs = "vendors",
	  .help = N_("Company that makes it.") },
	{ .name = "category", .type = COL_ENUM, .flags = P | L, .choices = CATEGORIES,
	  .help = N_("What it is for; a replacement is looked for in the same category.") },
	{ .name = "role", .type = COL_ENUM, .flags = P | L,
	  .choices = "incumbent|candidate|both|retired",
	  .help = N_("Whether it runs here, could replace something, or both.") },
	{ .name = "platforms", .type = COL_LIST, .flags = P,
	  .help = N_("Systems it runs on, such as windows>=10;macos;linux; empty means all.") },
	{ .name = "conflicts_with", .type = COL_LIST, .flags = P, .refs = "products",
	  .choices = CATEGORIES,
	  .help = N_("Products or categories that may not be active on the same asset.") },
	{ .name = "passive_mode", .type = COL_ENUM, .flags = P, .choices = "yes|no|client-only",
	  .help = N_("Can it stand by while another product of its kind is active?") },
	{ .name = "reboot", .type = COL_YESNO, .flags = P,
	  .help = N_("Does installing or removing it need a restart?") },
	{ .name = "lead_time", .type = COL_DURATION, .flags = P,
	  .help = N_("From the order to the first usable licence.") },
	{ .name = "install_rate", .type = COL_INT, .flags = P, .low = 1, .high = 1000000,
	  .help = N_("Assets per hour that one worker can finish.") },
	{ .name = "uninstall_protection", .type = COL_ENUM, .flags = P, .choices = PROTECTIONS,
	  .help = N_("What is needed to remove it: nothing, a password or a token.") },
	{ .name = "substitutability", .type = COL_ENUM, .flags = P,
	  .choices = "not|highly-complex|medium|easily",
	  .help = N_("How easily it can be replaced, in the words of the DORA register.") },
	{ .name = "reintegration", .type = COL_ENUM, .flags = P,
	  .choices = "easy|difficult|highly-complex",
	  .help = N_("How easily its work could be taken back in house.") },
	{ .name = "aliases", .type = COL_LIST,
	  .help = N_("Other names it appears under in inventories.") },
	{ .name = "notes", .type = COL_TEXT, .flags = COLF_LONG,
	  .help = N_("Anything worth remembering; the planner does not read it.") },
};

const struct table table_products = {
	.name = "products", .one = "product", .title = N_("Products"),
	.help = N_("Products that run here and candidates to replace them."),
	.flags = TABLE_WORKBOOK, COLUMNS(products),
};

static const struct column fate[] = {
	{ .name = "from", .type = COL_REF, .flags = K | P, .refs = "products|vendors",
	  .help = N_("Product or vendor that depends on the other.") },
	{ .name = "to", .type = COL_REF, .flags = K | P, .refs = "products|vendors",
	  .help = N_("Product or vendor whose breach reaches it.") },
	{ .name = "type", .type = COL_ENUM, .flags = K | P,
	  .choices = "engine|parent|cloud-tenant|update-channel|reseller",
	  .help = N_("What the first carries of the second.") },
	{ .name = "since", .type = COL_DATE, .flags = P | L,
	  .help = N_("First day it holds; empty means always.") },
	{ .name = "until", .type = COL_DATE, .flags = P | L,
	  .help = N_("Last day it holds; empty means still.") },
	{ .name = "confidence", .type = COL_TEXT, .flags = P | L,
	  .help = N_("How sure the source is: high, medium or low.") },
	{ .name = "source", .type = COL_TEXT, .flags = P,
	  .help = N_("Where it is said.") },
};

const struct table table_fate = {
	.name = "fate", .one = "fate", .title = N_("Shared fate"),
	.help = N_("Edges along which a breach of one product or vendor reaches another."),
	.flags = TABLE_WORKBOOK, COLUMNS(fate),
};

static const struct column prices[] = {
	{ .name = "product", .type = COL_REF, .flags = K | P, .key_place = 1, .refs = "products",
	  .help = N_("Product that is offered.") },
	{ .name = "currency", .type = COL_CURRENCY, .flags = K | P, .key_place = 3,
	  .help = N_("Currency of both prices, as an ISO 4217 code.") },
	{ .name = "unit", .type = COL_ENUM, .flags = K | P, .key_place = 2,
	  .choices = "asset|server|user|flat",
	  .help = N_("What one licence is counted by.") },
	{ .name = "from_quantity", .type = COL_INT, .flags = K | P, .key_place = 4, .low = 0,
	  .high = 1000000000, .preset = "1",
	  .help = N_("Smallest number of units this price is for.") },
	{ .name = "unit_price", .type = COL_MONEY, .flags = P | L,
	  .help = N_("Price of one unit for the whole term.") },
	{ .name = "fixed_fee", .type = COL_MONEY, .flags = P | L,
	  .help = N_("Fee that is due once, whatever the quantity.") },
	{ .name = "term_months", .type = COL_INT, .flags = P | L, .low = 1, .high = 1200,
	  .help = N_("Months the price covers.") },
	{ .name = "valid_until", .type = COL_DATE, .flags = KO | P, .key_place = 5,
	  .help = N_("Last day of the quote; empty means no end is known.") },
	{ .name = "source", .type = COL_TEXT, .flags = P,
	  .help = N_("Where the price comes from.") },
};

const struct table table_prices = {
	.name = "prices", .one = "price", .title = N_("Prices"),
	.help = N_("Quotes and list prices by product, unit and quantity."),
	.flags = TABLE_WORKBOOK, COLUMNS(prices),
};

static const struct column contracts[] = {
	{ .name = "contract", .type = COL_KEY, .flags = K | P,
	  .help = N_("Short name of the contract.") },
	{ .name = "product", .type = COL_REF, .flags = R | P | L, .refs = "products",
	  .help = N_("Product it is about.") },
	{ .name = "reference", .type = COL_TEXT, .flags = P | L,
	  .help = N_("Number or title of the paper.") },
	{ .name = "quantity", .type = COL_INT, .flags = P | L, .low = 0, .high = 1000000000,
	  .help = N_("Licences it covers.") },
	{ .name = "unit_price", .type = COL_MONEY, .flags = P | L,
	  .help = N_("Price of one licence for a year.") },
	{ .name = "currency", .type = COL_CURRENCY, .flags = P | L,
	  .help = N_("Currency of its sums, as an ISO 4217 code.") },
	{ .name = "starts", .type = COL_DATE, .flags = P,
	  .help = N_("First day.") },
	{ .name = "ends", .type = COL_DATE, .flags = P | L,
	  .help = N_("Last day.") },
	{ .name = "notice_days", .type = COL_INT, .flags = P | L, .low = 0, .high = 36500,
	  .help = N_("Days of notice before it can end.") },
	{ .name = "termination_fee", .type = COL_MONEY, .flags = P,
	  .help = N_("What ending it early costs.") },
	{ .name = "transition_days", .type = COL_INT, .flags = P, .low = 0, .high = 36500,
	  .help = N_("Days the vendor must go on serving after the end.") },
	{ .name = "auto_renew", .type = COL_YESNO, .flags = P,
	  .help = N_("Does it renew itself unless notice is given?") },
	{ .name = "exit_clause", .type = COL_TEXT, .flags = P | COLF_LONG,
	  .help = N_("What it says about leaving early, for instance after a breach.") },
	{ .name = "data_return", .type = COL_TEXT, .flags = P | COLF_LONG,
	  .help = N_("What it says about giving back and deleting data.") },
	{ .name = "notes", .type = COL_TEXT, .flags = COLF_LONG,
	  .help = N_("Anything worth remembering; the planner does not read it.") },
};

const struct table table_contracts = {
	.name = "contracts", .one = "contract", .title = N_("Contracts"),
	.help = N_("What is signed with vendors, and how it can end."),
	.flags = TABLE_WORKBOOK, COLUMNS(contracts),
};
