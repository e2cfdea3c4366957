-- SPDX-License-Identifier: GPL-3.0-or-later
-- 0006: what follows from the evidence: states of vendors, what polling found, activation orders
-- and the signatures under them.
--
-- The program alone writes these tables, by commands of their own; set, delete and import refuse
-- them.  Columns are those of src/model/tables_activation.c, as in 0002.

-- Where each vendor stands, and since when.
CREATE TABLE "vendor_states" (
	"vendor" TEXT NOT NULL,           -- Vendor it is about.
	"state" TEXT NOT NULL,            -- How far things have come.
	"since" TEXT NOT NULL,            -- When it came to that.
	"none" TEXT,                      -- Belief in no breach then.
	"contained" TEXT,                 -- Belief in a contained breach then.
	"material" TEXT,                  -- Belief in a material breach then.
	"reason" TEXT,                    -- What changed the state.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX vendor_states_key ON "vendor_states" ("vendor");

-- Vulnerabilities known to be exploited, as a catalogue lists them.
CREATE TABLE "exploits" (
	"exploit" TEXT NOT NULL,          -- Identifier of the vulnerability.
	"vendor_name" TEXT,               -- Vendor as the catalogue writes it.
	"product_name" TEXT,              -- Product as the catalogue writes it.
	"title" TEXT,                     -- What it is, in one line.
	"added_on" TEXT NOT NULL,         -- Day it was listed.
	"ransomware" TEXT,                -- Is it known to be used for ransom?
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX exploits_key ON "exploits" ("exploit");

-- What polling found and somebody has to judge.
CREATE TABLE "inbox" (
	"item" TEXT NOT NULL,             -- Short name of the item, made from its source and id.
	"source" TEXT NOT NULL,           -- Source it came from.
	"kind" TEXT,                      -- Sort of signal it is proposed as.
	"vendor" TEXT,                    -- Vendor it seems to be about.
	"product" TEXT,                   -- Product it seems to be about.
	"title" TEXT,                     -- What it says, in one line.
	"url" TEXT,                       -- Where it can be read.
	"published_at" TEXT,              -- When it was made public.
	"fetched_at" TEXT,                -- When it was fetched.
	"matched" TEXT,                   -- Words by which vendor and product were recognised.
	"content" TEXT,                   -- SHA-256 of its text: the same news twice is one item.
	"state" TEXT NOT NULL,            -- Is it waiting, taken as a signal, or put aside?
	"signal" TEXT,                    -- Signal it became.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX inbox_key ON "inbox" ("item");
CREATE INDEX inbox_content ON "inbox" ("content");

-- When sources were polled, and what came of it.
CREATE TABLE "polls" (
	"source" TEXT NOT NULL,           -- Source that was polled.
	"polled_at" TEXT,                 -- When it was asked last.
	"succeeded_at" TEXT,              -- When it answered last.
	"etag" TEXT,                      -- Mark the server gave its answer; sent back to ask for news only.
	"modified" TEXT,                  -- Date the server gave its answer; sent back likewise.
	"items" BIGINT,                   -- Items in its last answer.
	"failure" TEXT,                   -- Why it failed; empty when it did not.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX polls_key ON "polls" ("source");

-- Orders to activate a plan.
CREATE TABLE "orders" (
	"order" TEXT NOT NULL,            -- Short name of the order.
	"plan" TEXT NOT NULL,             -- Plan to activate.
	"version" BIGINT NOT NULL,        -- Version of the plan.
	"action" TEXT NOT NULL,           -- Is it a drill or the real thing?
	"state" TEXT NOT NULL,            -- How far it has come.
	"requester" TEXT,                 -- Who asked for it, and may not approve it.
	"created_at" TEXT NOT NULL,       -- When it was made.
	"expires_at" TEXT NOT NULL,       -- Until when it can be approved.
	"quorum" BIGINT NOT NULL,         -- Approvals it needs.
	"override" TEXT,                  -- Was it activated by one person alone?
	"reason" TEXT,                    -- Why it was overridden or stood down.
	"text" TEXT NOT NULL,             -- What is signed, byte for byte.
	"activated_at" TEXT,              -- T+0: when the last needed approval was verified.
	"activated_version" BIGINT,       -- Version of the plan that is carried out.
	"stood_down_at" TEXT,             -- When it was called off.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX orders_key ON "orders" ("order");

-- Signatures under orders.
CREATE TABLE "approvals" (
	"order" TEXT NOT NULL,            -- Order that is approved.
	"person" TEXT NOT NULL,           -- Who approved it.
	"approved_at" TEXT NOT NULL,      -- When the signature was verified.
	"fingerprint" TEXT NOT NULL,      -- Fingerprint of the key.
	"signing_key" TEXT NOT NULL,      -- Public key as the table of people had it.
	"signature" TEXT NOT NULL,        -- The signature, as ssh-keygen writes it.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX approvals_key ON "approvals" ("order", "person");
CREATE UNIQUE INDEX approvals_fingerprint ON "approvals" ("order", "fingerprint");
