/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What follows from the evidence: states of vendors, what polling found, orders and signatures.  The
 * program writes these tables itself.  Names, not references: what was signed stays as it was.
 */
#include "config.h"
#include "model/tables.h"

#define COUNT_INT .low = 0, .high = INT64_MAX

static const struct column vendor_states[] = {
	{ .name = "vendor", .type = COL_KEY, .flags = K,
	  .help = N_("Vendor it is about.") },
	{ .name = "state", .type = COL_ENUM, .flags = R | L, .choices = VENDOR_STATES,
	  .help = N_("How far things have come.") },
	{ .name = "since", .type = COL_INSTANT, .flags = R | L,
	  .help = N_("When it came to that.") },
	{ .name = "none", .type = COL_RATIO, .flags = L,
	  .help = N_("Belief in no breach then.") },
	{ .name = "contained", .type = COL_RATIO, .flags = L,
	  .help = N_("Belief in a contained breach then.") },
	{ .name = "material", .type = COL_RATIO, .flags = L,
	  .help = N_("Belief in a material breach then.") },
	{ .name = "reason", .type = COL_MESSAGE, .flags = L,
	  .help = N_("What changed the state.") },
};

const struct table table_vendor_states = {
	.name = "vendor_states", .one = "vendor_state", .title = N_("States of vendors"),
	.help = N_("Where each vendor stands, and since when."),
	.flags = TABLE_PROGRAM, COLUMNS(vendor_states),
};

static const struct column exploits[] = {
	{ .name = "exploit", .type = COL_KEY, .flags = K,
	  .help = N_("Identifier of the vulnerability.") },
	{ .name = "vendor_name", .type = COL_TEXT, .flags = L,
	  .help = N_("Vendor as the catalogue writes it.") },
	{ .name = "product_name", .type = COL_TEXT, .flags = L,
	  .help = N_("Product as the catalogue writes it.") },
	{ .name = "title", .type = COL_TEXT, .flags = L,
	  .help = N_("What it is, in one line.") },
	{ .name = "added_on", .type = COL_DATE, .flags = R | L,
	  .help = N_("Day it was listed.") },
	{ .name = "ransomware", .type = COL_YESNO, .flags = L,
	  .help = N_("Is it known to be used for ransom?") },
};

const struct table table_exploits = {
	.name = "exploits", .one = "exploit", .title = N_("Exploited vulnerabilities"),
	.help = N_("Vulnerabilities known to be exploited, as a catalogue lists them."),
	.flags = TABLE_PROGRAM, COLUMNS(exploits),
};

static const struct column inbox[] = {
	{ .name = "item", .type = COL_KEY, .flags = K,
	  .help = N_("Short name of the item, made from its source and id.") },
	{ .name = "source", .type = COL_KEY, .flags = R | L,
	  .help = N_("Source it came from.") },
	{ .name = "kind", .type = COL_ENUM, .flags = L, .choices = SIGNAL_KINDS,
	  .help = N_("Sort of signal it is proposed as.") },
	{ .name = "vendor", .type = COL_KEY, .flags = L,
	  .help = N_("Vendor it seems to be about.") },
	{ .name = "product", .type = COL_KEY, .flags = L,
	  .help = N_("Product it seems to be about.") },
	{ .name = "title", .type = COL_TEXT, .flags = L,
	  .help = N_("What it says, in one line.") },
	{ .name = "url", .type = COL_TEXT,
	  .help = N_("Where it can be read.") },
	{ .name = "published_at", .type = COL_INSTANT, .flags = L,
	  .help = N_("When it was made public.") },
	{ .name = "fetched_at", .type = COL_INSTANT,
	  .help = N_("When it was fetched.") },
	{ .name = "matched", .type = COL_LIST,
	  .help = N_("Words by which vendor and product were recognised.") },
	{ .name = "content", .type = COL_TEXT,
	  .help = N_("SHA-256 of its text: the same news twice is one item.") },
	{ .name = "state", .type = COL_ENUM, .flags = R | L,
	  .choices = "proposed|accepted|dismissed",
	  .help = N_("Is it waiting, taken as a signal, or put aside?") },
	{ .name = "signal", .type = COL_KEY,
	  .help = N_("Signal it became.") },
};

const struct table table_inbox = {
	.name = "inbox", .one = "inbox_item", .title = N_("Inbox"),
	.help = N_("What polling found and somebody has to judge."),
	.flags = TABLE_PROGRAM, COLUMNS(inbox),
};

static const struct column polls[] = {
	{ .name = "source", .type = COL_KEY, .flags = K,
	  .help = N_("Source that was polled.") },
	{ .name = "polled_at", .type = COL_INSTANT, .flags = L,
	  .help = N_("When it was asked last.") },
	{ .name = "succeeded_at", .type = COL_INSTANT, .flags = L,
	  .help = N_("When it answered last.") },
	{ .name = "etag", .type = COL_TEXT,
	  .help = N_("Mark the server gave its answer; sent back to ask for news only.") },
	{ .name = "modified", .type = COL_TEXT,
	  .help = N_("Date the server gave its answer; sent back likewise.") },
	{ .name = "items", .type = COL_INT, .flags = L, COUNT_INT,
	  .help = N_("Items in its last answer.") },
	{ .name = "failure", .type = COL_MESSAGE, .flags = L,
	  .help = N_("Why it failed; empty when it did not.") },
};

const struct table table_polls = {
	.name = "polls", .one = "poll", .title = N_("Polls"),
	.help = N_("When sources were polled, and what came of it."),
	.flags = TABLE_PROGRAM, COLUMNS(polls),
};

static const struct column orders[] = {
	{ .name = "order", .type = COL_KEY, .flags = K,
	  .help = N_("Short name of the order.") },
	{ .name = "plan", .type = COL_KEY, .flags = R | L,
	  .help = N_("Plan to activate.") },
	{ .name = "version", .type = COL_INT, .flags = R | L, .low = 1, .high = INT32_MAX,
	  .help = N_("Version of the plan.") },
	{ .name = "action", .type = COL_ENUM, .flags = R | L, .choices = "drill|live",
	  .help = N_("Is it a drill or the real thing?") },
	{ .name = "state", .type = COL_ENUM, .flags = R | L,
	  .choices = "open|activated|completed|withdrawn|stood-down",
	  .help = N_("How far it has come.") },
	{ .name = "requester", .type = COL_KEY, .flags = L,
	  .help = N_("Who asked for it, and may not approve it.") },
	{ .name = "created_at", .type = COL_INSTANT, .flags = R | L,
	  .help = N_("When it was made.") },
	{ .name = "expires_at", .type = COL_INSTANT, .flags = R | L,
	  .help = N_("Until when it can be approved.") },
	{ .name = "quorum", .type = COL_INT, .flags = R | L, COUNT_INT,
	  .help = N_("Approvals it needs.") },
	{ .name = "override", .type = COL_YESNO, .flags = L,
	  .help = N_("Was it activated by one person alone?") },
	{ .name = "reason", .type = COL_TEXT, .flags = L | COLF_LONG,
	  .help = N_("Why it was overridden or stood down.") },
	{ .name = "text", .type = COL_TEXT, .flags = R | COLF_LONG,
	  .help = N_("What is signed, byte for byte.") },
	{ .name = "activated_at", .type = COL_INSTANT, .flags = L,
	  .help = N_("T+0: when the last needed approval was verified.") },
	{ .name = "activated_version", .type = COL_INT, .flags = L, .low = 1, .high = INT32_MAX,
	  .help = N_("Version of the plan that is carried out.") },
	{ .name = "stood_down_at", .type = COL_INSTANT,
	  .help = N_("When it was called off.") },
};

const struct table table_orders = {
	.name = "orders", .one = "order", .title = N_("Activation orders"),
	.help = N_("Orders to activate a plan."),
	.flags = TABLE_PROGRAM, COLUMNS(orders),
};

static const struct column approvals[] = {
	{ .name = "order", .type = COL_KEY, .flags = K,
	  .help = N_("Order that is approved.") },
	{ .name = "person", .type = COL_KEY, .flags = K,
	  .help = N_("Who approved it.") },
	{ .name = "approved_at", .type = COL_INSTANT, .flags = R | L,
	  .help = N_("When the signature was verified.") },
	{ .name = "fingerprint", .type = COL_TEXT, .flags = R | L,
	  .help = N_("Fingerprint of the key.") },
	{ .name = "signing_key", .type = COL_TEXT, .flags = R | COLF_LONG,
	  .help = N_("Public key as the table of people had it.") },
	{ .name = "signature", .type = COL_TEXT, .flags = R | COLF_LONG,
	  .help = N_("The signature, as ssh-keygen writes it.") },
};

const struct table table_approvals = {
	.name = "approvals", .one = "approval", .title = N_("Approvals"),
	.help = N_("Signatures under orders."),
	.flags = TABLE_PROGRAM, COLUMNS(approvals),
};
