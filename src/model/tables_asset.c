/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is protected, what runs on it, and what must move with what. */
#include "config.h"
#include "model/tables.h"

static const struct column assets[] = {
	{ .name = "asset", .type = COL_KEY, .flags = K | P,
	  .help = N_("Short name of the asset; waves fill in the order of these names.") },
	{ .name = "name", .type = COL_TEXT, .flags = L,
	  .help = N_("Name people know it by.") },
	{ .name = "kind", .type = COL_ENUM, .flags = P | L,
	  .choices = "workstation|server|mobile|vm|network|ot|cloud|service",
	  .help = N_("What sort of thing it is.") },
	{ .name = "os", .type = COL_TEXT, .flags = P | L,
	  .help = N_("Operating system: windows, windows-server, macos, linux …") },
	{ .name = "os_version", .type = COL_TEXT, .flags = P | L,
	  .help = N_("Version of the operating system.") },
	{ .name = "site", .type = COL_REF, .flags = P | L, .refs = "sites",
	  .help = N_("Where it stands.") },
	{ .name = "owner", .type = COL_TEXT, .flags = P,
	  .help = N_("Who answers for it.") },
	{ .name = "business_service", .type = COL_TEXT, .flags = P,
	  .help = N_("Service of the organisation that needs it.") },
	{ .name = "criticality", .type = COL_INT, .flags = P | L, .low = 1, .high = 5,
	  .help = N_("How much depends on it, from 1 (little) to 5 (everything).") },
	{ .name = "zone", .type = COL_TEXT, .flags = P,
	  .help = N_("Network zone: office, dmz, ot, airgap …") },
	{ .name = "environment", .type = COL_TEXT, .flags = P,
	  .help = N_("Production, test, development …") },
	{ .name = "products", .type = COL_LIST, .flags = COLF_SHORTHAND, .refs = "products",
	  .help = N_("Short way to say what is installed, as product@version; kept in installs.") },
	{ .name = "quantity", .type = COL_INT, .flags = P | L, .low = 1, .high = 1000000000,
	  .preset = "1",
	  .help = N_("How many like it the row stands for: a pool may be one row.") },
	{ .name = "calendar", .type = COL_REF, .flags = P, .refs = "calendars",
	  .help = N_("Its own change window; empty means its site's.") },
	{ .name = "serial", .type = COL_TEXT, .flags = 0,
	  .help = N_("Serial number of the maker.") },
	{ .name = "tag", .type = COL_TEXT,
	  .help = N_("Number on the organisation's own label.") },
	{ .name = "ip", .type = COL_TEXT,
	  .help = N_("Network address.") },
	{ .name = "mac", .type = COL_TEXT,
	  .help = N_("Hardware address.") },
	{ .name = "user", .type = COL_TEXT,
	  .help = N_("Who uses it.") },
	{ .name = "last_seen", .type = COL_INSTANT, .flags = L,
	  .help = N_("When it was last heard of.") },
	{ .name = "tags", .type = COL_LIST, .flags = P,
	  .help = N_("Words to select it by, such as pci or vip.") },
	{ .name = "impact_tolerance", .type = COL_DURATION, .flags = P,
	  .help = N_("How long its service may be disturbed.") },
	{ .name = "notes", .type = COL_TEXT, .flags = COLF_LONG,
	  .help = N_("Anything worth remembering; the planner does not read it.") },
};

const struct table table_assets = {
	.name = "assets", .one = "asset", .title = N_("Assets"),
	.help = N_("Computers, services and devices that have to be moved."),
	.flags = TABLE_WORKBOOK | TABLE_BIG, COLUMNS(assets),
};

static const struct column installs[] = {
	{ .name = "asset", .type = COL_REF, .flags = K | P, .refs = "assets",
	  .help = N_("Where it is installed.") },
	{ .name = "product", .type = COL_REF, .flags = K | P, .refs = "products",
	  .help = N_("What is installed.") },
	{ .name = "version", .type = COL_TEXT, .flags = P | L,
	  .help = N_("Version of the agent or program.") },
	{ .name = "agent_id", .type = COL_TEXT,
	  .help = N_("Identifier the vendor's console gives it.") },
	{ .name = "agent_status", .type = COL_TEXT, .flags = L,
	  .help = N_("What the console says about it.") },
	{ .name = "uninstall_protection", .type = COL_ENUM, .flags = P, .choices = PROTECTIONS,
	  .help = N_("What is needed to remove it here; empty means as its product says.") },
	{ .name = "last_seen", .type = COL_INSTANT, .flags = L,
	  .help = N_("When it last reported.") },
	{ .name = "contract", .type = COL_REF, .refs = "contracts",
	  .help = N_("Contract that pays for it.") },
};

const struct table table_installs = {
	.name = "installs", .one = "install", .title = N_("Installations"),
	.help = N_("Which product runs on which asset."),
	.flags = TABLE_WORKBOOK | TABLE_BIG, COLUMNS(installs),
};

static const struct column dependencies[] = {
	{ .name = "from", .type = COL_SELECTOR, .flags = K | P, .refs = "assets",
	  .help = N_("Asset, or a selector for several.") },
	{ .name = "to", .type = COL_SELECTOR, .flags = K | P, .refs = "assets",
	  .help = N_("The other asset or assets.") },
	{ .name = "type", .type = COL_ENUM, .flags = K | P, .choices = "before|together|apart",
	  .help = N_("Does the first move before the other, with it, or never in its wave?") },
};

const struct table table_dependencies = {
	.name = "dependencies", .one = "dependency", .title = N_("Dependencies"),
	.help = N_("Move order, move groups and pairs that may not move in the same wave."),
	.flags = TABLE_WORKBOOK, COLUMNS(dependencies),
};
