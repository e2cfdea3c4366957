/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The organisation: where, when and who. */
#include "config.h"
#include "model/tables.h"

static const struct column calendars[] = {
	{ .name = "calendar", .type = COL_KEY, .flags = K | P, .key_place = 1,
	  .help = N_("Name of the calendar; its rows together say when work may run.") },
	{ .name = "kind", .type = COL_ENUM, .flags = K | P, .key_place = 3,
	  .choices = "open|closed",
	  .help = N_("Does the row open a window or close one? Closing wins.") },
	{ .name = "starts", .type = COL_LOCAL, .flags = K | P, .key_place = 2,
	  .help = N_("First beginning, by the clock of the place that uses the calendar.") },
	{ .name = "duration", .type = COL_DURATION, .flags = R | P | L,
	  .help = N_("How long each window lasts.") },
	{ .name = "rrule", .type = COL_RRULE, .flags = P | L,
	  .help = N_("How it repeats, as an RFC 5545 rule; empty means once.") },
	{ .name = "note", .type = COL_TEXT, .flags = L,
	  .help = N_("What it is: a holiday, a change freeze, office hours.") },
};

const struct table table_calendars = {
	.name = "calendars", .one = "calendar", .title = N_("Calendars"),
	.help = N_("Working hours, change windows, holidays and freezes."),
	.flags = TABLE_WORKBOOK, COLUMNS(calendars),
};

static const struct column sites[] = {
	{ .name = "site", .type = COL_KEY, .flags = K | P,
	  .help = N_("Short name of the place.") },
	{ .name = "name", .type = COL_TEXT, .flags = P | L,
	  .help = N_("Full name of the place.") },
	{ .name = "timezone", .type = COL_TIMEZONE, .flags = P | L,
	  .help = N_("IANA time zone, such as Asia/Tokyo; empty means the workspace's.") },
	{ .name = "calendar", .type = COL_REF, .flags = P | L, .refs = "calendars",
	  .help = N_("When assets there may be worked on; empty means always.") },
	{ .name = "country", .type = COL_TEXT, .flags = P | L,
	  .help = N_("Country it is in.") },
};

const struct table table_sites = {
	.name = "sites", .one = "site", .title = N_("Sites"),
	.help = N_("Places where assets stand."),
	.flags = TABLE_WORKBOOK, COLUMNS(sites),
};

static const struct column people[] = {
	{ .name = "person", .type = COL_KEY, .flags = K | P,
	  .help = N_("Short name of the person.") },
	{ .name = "name", .type = COL_TEXT, .flags = P | L,
	  .help = N_("Full name.") },
	{ .name = "role", .type = COL_ENUMS, .flags = P | L,
	  .choices = "planner|approver|executor|auditor",
	  .help = N_("What the person may do here; several are possible.") },
	{ .name = "email", .type = COL_TEXT, .flags = P | L,
	  .help = N_("Mail address.") },
	{ .name = "phone", .type = COL_TEXT, .flags = P | L,
	  .help = N_("Number that is answered at night.") },
	{ .name = "deputy", .type = COL_REF, .flags = P | L, .refs = "people",
	  .help = N_("Who stands in.") },
	{ .name = "signing_key", .type = COL_SSHKEY, .flags = P | COLF_LONG,
	  .help = N_("SSH public key that approvals are signed with.") },
	{ .name = "key_valid_from", .type = COL_DATE, .flags = P,
	  .help = N_("First day the key counts.") },
	{ .name = "key_valid_until", .type = COL_DATE, .flags = P,
	  .help = N_("Last day the key counts.") },
	{ .name = "key_revoked_on", .type = COL_DATE, .flags = P,
	  .help = N_("Day the key was revoked; from then on it does not count.") },
};

const struct table table_people = {
	.name = "people", .one = "person", .title = N_("People"),
	.help = N_("Who plans, approves, does and audits the work."),
	.flags = TABLE_WORKBOOK, COLUMNS(people),
};

static const struct column crews[] = {
	{ .name = "crew", .type = COL_KEY, .flags = K | P,
	  .help = N_("Short name of the crew.") },
	{ .name = "name", .type = COL_TEXT, .flags = P | L,
	  .help = N_("Full name of the crew.") },
	{ .name = "skill", .type = COL_TEXT, .flags = P | L,
	  .help = N_("What it can do; steps of a playbook ask for a skill.") },
	{ .name = "site", .type = COL_REF, .flags = P | L, .refs = "sites",
	  .help = N_("Where it works; empty means anywhere, remotely.") },
	{ .name = "capacity", .type = COL_INT, .flags = P | L, .low = 0, .high = 100000,
	  .help = N_("Workers at the same time.") },
	{ .name = "calendar", .type = COL_REF, .flags = P | L, .refs = "calendars",
	  .help = N_("When it works; empty means always.") },
	{ .name = "hourly_cost", .type = COL_MONEY, .flags = P | L,
	  .help = N_("What one worker costs an hour.") },
	{ .name = "currency", .type = COL_CURRENCY, .flags = P | L,
	  .help = N_("Currency of the hourly cost, as an ISO 4217 code.") },
	{ .name = "call_out", .type = COL_DURATION, .flags = P | L,
	  .help = N_("Delay after activation before it can start.") },
	{ .name = "people", .type = COL_LIST, .flags = P, .refs = "people",
	  .help = N_("Who belongs to it; the first leads.") },
	{ .name = "regular", .type = COL_REF, .flags = P, .refs = "calendars",
	  .help = N_("Hours at the normal rate; work outside them is overtime; empty means all.") },
	{ .name = "overtime_factor", .type = COL_DECIMAL, .flags = P,
	  .help = N_("What an hour of overtime costs in normal hours; empty means 1.5.") },
	{ .name = "call_out_fee", .type = COL_MONEY, .flags = P,
	  .help = N_("What calling it out costs, once.") },
};

const struct table table_crews = {
	.name = "crews", .one = "crew", .title = N_("Crews"),
	.help = N_("Teams that do the work, and how many hands they have."),
	.flags = TABLE_WORKBOOK, COLUMNS(crews),
};
