-- SPDX-License-Identifier: GPL-3.0-or-later
-- 0002: the records of a workbook, one table for each of its files.
--
-- Columns, their order and their meaning are those of the descriptors in src/model/tables_*.c; a
-- test holds the two equal.  Numbers are BIGINT in the unit named in brackets, everything else is
-- canonical text; an empty cell is NULL.  References between records are checked by the store at
-- the end of every change, with a sentence that names both ends; therefore there are no foreign
-- keys here.  The key index of a table with optional key cells counts an empty one as ''.

-- Companies whose products run here or could.
CREATE TABLE "vendors" (
	"vendor" TEXT NOT NULL,           -- Short name of the company, used everywhere to refer to it.
	"name" TEXT,                      -- Full name of the company.
	"parent" TEXT,                    -- Company that owns it: a breach of the parent reaches it too.
	"country" TEXT,                   -- Country of its seat.
	"aliases" TEXT,                   -- Other names it is known by, to match news, exploit catalogues and inventories.
	"website" TEXT,                   -- Address of its site.
	"advisory_feed" TEXT,             -- Address of its security advisories as a feed.
	"supplier_class" TEXT,            -- How much the organisation depends on it.
	"notes" TEXT,                     -- Anything worth remembering; the planner does not read it.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX vendors_key ON "vendors" ("vendor");

-- Products that run here and candidates to replace them.
CREATE TABLE "products" (
	"product" TEXT NOT NULL,          -- Short name of the product, used everywhere to refer to it.
	"name" TEXT,                      -- Name as the vendor writes it.
	"vendor" TEXT NOT NULL,           -- Company that makes it.
	"category" TEXT,                  -- What it is for; a replacement is looked for in the same category.
	"role" TEXT,                      -- Whether it runs here, could replace something, or both.
	"platforms" TEXT,                 -- Systems it runs on, such as windows>=10;macos;linux; empty means all.
	"conflicts_with" TEXT,            -- Products or categories that may not be active on the same asset.
	"passive_mode" TEXT,              -- Can it stand by while another product of its kind is active?
	"reboot" TEXT,                    -- Does installing or removing it need a restart?
	"lead_time" BIGINT,               -- From the order to the first usable licence. [seconds]
	"install_rate" BIGINT,            -- Assets per hour that one worker can finish.
	"uninstall_protection" TEXT,      -- What is needed to remove it: nothing, a password or a token.
	"substitutability" TEXT,          -- How easily it can be replaced, in the words of the DORA register.
	"reintegration" TEXT,             -- How easily its work could be taken back in house.
	"aliases" TEXT,                   -- Other names it appears under in inventories.
	"notes" TEXT,                     -- Anything worth remembering; the planner does not read it.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX products_key ON "products" ("product");

-- Edges along which a breach of one product or vendor reaches another.
CREATE TABLE "fate" (
	"from" TEXT NOT NULL,             -- Product or vendor that depends on the other.
	"to" TEXT NOT NULL,               -- Product or vendor whose breach reaches it.
	"type" TEXT NOT NULL,             -- What the first carries of the second.
	"since" TEXT,                     -- First day it holds; empty means always.
	"until" TEXT,                     -- Last day it holds; empty means still.
	"confidence" TEXT,                -- How sure the source is: high, medium or low.
	"source" TEXT,                    -- Where it is said.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX fate_key ON "fate" ("from", "to", "type");

-- Quotes and list prices by product, unit and quantity.
CREATE TABLE "prices" (
	"product" TEXT NOT NULL,          -- Product that is offered.
	"currency" TEXT NOT NULL,         -- Currency of both prices, as an ISO 4217 code.
	"unit" TEXT NOT NULL,             -- What one licence is counted by.
	"from_quantity" BIGINT NOT NULL,  -- Smallest number of units this price is for.
	"unit_price" BIGINT,              -- Price of one unit for the whole term. [ten-thousandths]
	"fixed_fee" BIGINT,               -- Fee that is due once, whatever the quantity. [ten-thousandths]
	"term_months" BIGINT,             -- Months the price covers.
	"valid_until" TEXT,               -- Last day of the quote; empty means no end is known.
	"source" TEXT,                    -- Where the price comes from.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX prices_key ON "prices" ("product", "unit", "currency", "from_quantity", coalesce("valid_until", ''));

-- What is signed with vendors, and how it can end.
CREATE TABLE "contracts" (
	"contract" TEXT NOT NULL,         -- Short name of the contract.
	"product" TEXT NOT NULL,          -- Product it is about.
	"reference" TEXT,                 -- Number or title of the paper.
	"quantity" BIGINT,                -- Licences it covers.
	"unit_price" BIGINT,              -- Price of one licence for a year. [ten-thousandths]
	"currency" TEXT,                  -- Currency of its sums, as an ISO 4217 code.
	"starts" TEXT,                    -- First day.
	"ends" TEXT,                      -- Last day.
	"notice_days" BIGINT,             -- Days of notice before it can end.
	"termination_fee" BIGINT,         -- What ending it early costs. [ten-thousandths]
	"transition_days" BIGINT,         -- Days the vendor must go on serving after the end.
	"auto_renew" TEXT,                -- Does it renew itself unless notice is given?
	"exit_clause" TEXT,               -- What it says about leaving early, for instance after a breach.
	"data_return" TEXT,               -- What it says about giving back and deleting data.
	"notes" TEXT,                     -- Anything worth remembering; the planner does not read it.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX contracts_key ON "contracts" ("contract");

-- Things a protection product can or cannot do.
CREATE TABLE "capabilities" (
	"capability" TEXT NOT NULL,       -- Identifier in its catalogue, such as T1059.001 or DE.CM.
	"name" TEXT,                      -- What it is called.
	"catalog" TEXT,                   -- List it comes from: MITRE ATT&CK, NIST CSF or the organisation's own.
	"parent" TEXT,                    -- Capability it is a part of.
	"weight" BIGINT,                  -- How much it counts against others; empty means 1. [billionths]
	"description" TEXT,               -- What it means, in a sentence or two.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX capabilities_key ON "capabilities" ("capability");

-- How well each product does each thing.
CREATE TABLE "coverage" (
	"product" TEXT NOT NULL,          -- Product the row is about.
	"capability" TEXT NOT NULL,       -- Capability it has or lacks.
	"platform" TEXT,                  -- System it is true on; empty means all the product supports.
	"level" TEXT,                     -- How well it does it.
	"strength" TEXT,                  -- The same as a number from 0 to 1; it wins over the level.
	"tested" TEXT,                    -- Was it tested? Empty means yes; what was not tested is no gap.
	"function" TEXT,                  -- Does it protect, detect or respond? Empty means any.
	"evidence" TEXT,                  -- What shows it.
	"source" TEXT,                    -- Who says so.
	"as_of" TEXT,                     -- Day it was true.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX coverage_key ON "coverage" ("product", "capability", coalesce("platform", ''), coalesce("function", ''));

-- What every affected asset must still be able to do after the switch.
CREATE TABLE "requirements" (
	"requirement" TEXT NOT NULL,      -- Short name of the requirement.
	"capability" TEXT NOT NULL,       -- Capability that is needed.
	"minimum" TEXT NOT NULL,          -- How well at least.
	"function" TEXT,                  -- Must it protect, detect or respond? Empty means any.
	"selector" TEXT,                  -- Which assets need it; empty means all.
	"mandatory" TEXT,                 -- Must a replacement have it, or is it only good to have?
	"reason" TEXT,                    -- Why it is required.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX requirements_key ON "requirements" ("requirement");

-- What can bridge a gap that no product closes.
CREATE TABLE "controls" (
	"control" TEXT NOT NULL,          -- Short name of the compensating control.
	"name" TEXT,                      -- What is done instead.
	"capability" TEXT NOT NULL,       -- Capability it stands in for.
	"level" TEXT,                     -- How well it does so.
	"selector" TEXT,                  -- Assets it can be used on; empty means all.
	"owner" TEXT,                     -- Who runs it.
	"fixed_cost" BIGINT,              -- What starting it costs. [ten-thousandths]
	"hourly_cost" BIGINT,             -- What an hour of it costs. [ten-thousandths]
	"currency" TEXT,                  -- Currency of both costs, as an ISO 4217 code.
	"ends" TEXT,                      -- Last day it may be relied on.
	"notes" TEXT,                     -- Anything worth remembering; the planner does not read it.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX controls_key ON "controls" ("control");

-- Working hours, change windows, holidays and freezes.
CREATE TABLE "calendars" (
	"calendar" TEXT NOT NULL,         -- Name of the calendar; its rows together say when work may run.
	"kind" TEXT NOT NULL,             -- Does the row open a window or close one? Closing wins.
	"starts" TEXT NOT NULL,           -- First beginning, by the clock of the place that uses the calendar.
	"duration" BIGINT NOT NULL,       -- How long each window lasts. [seconds]
	"rrule" TEXT,                     -- How it repeats, as an RFC 5545 rule; empty means once.
	"note" TEXT,                      -- What it is: a holiday, a change freeze, office hours.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX calendars_key ON "calendars" ("calendar", "starts", "kind");

-- Places where assets stand.
CREATE TABLE "sites" (
	"site" TEXT NOT NULL,             -- Short name of the place.
	"name" TEXT,                      -- Full name of the place.
	"timezone" TEXT,                  -- IANA time zone, such as Asia/Tokyo; empty means the workspace's.
	"calendar" TEXT,                  -- When assets there may be worked on; empty means always.
	"country" TEXT,                   -- Country it is in.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX sites_key ON "sites" ("site");

-- Who plans, approves, does and audits the work.
CREATE TABLE "people" (
	"person" TEXT NOT NULL,           -- Short name of the person.
	"name" TEXT,                      -- Full name.
	"role" TEXT,                      -- What the person may do here; several are possible.
	"email" TEXT,                     -- Mail address.
	"phone" TEXT,                     -- Number that is answered at night.
	"deputy" TEXT,                    -- Who stands in.
	"signing_key" TEXT,               -- SSH public key that approvals are signed with.
	"key_valid_from" TEXT,            -- First day the key counts.
	"key_valid_until" TEXT,           -- Last day the key counts.
	"key_revoked_on" TEXT,            -- Day the key was revoked; from then on it does not count.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX people_key ON "people" ("person");

-- Teams that do the work, and how many hands they have.
CREATE TABLE "crews" (
	"crew" TEXT NOT NULL,             -- Short name of the crew.
	"name" TEXT,                      -- Full name of the crew.
	"skill" TEXT,                     -- What it can do; steps of a playbook ask for a skill.
	"site" TEXT,                      -- Where it works; empty means anywhere, remotely.
	"capacity" BIGINT,                -- Workers at the same time.
	"calendar" TEXT,                  -- When it works; empty means always.
	"hourly_cost" BIGINT,             -- What one worker costs an hour. [ten-thousandths]
	"currency" TEXT,                  -- Currency of the hourly cost, as an ISO 4217 code.
	"call_out" BIGINT,                -- Delay after activation before it can start. [seconds]
	"people" TEXT,                    -- Who belongs to it; the first leads.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX crews_key ON "crews" ("crew");

-- Computers, services and devices that have to be moved.
CREATE TABLE "assets" (
	"asset" TEXT NOT NULL,            -- Short name of the asset; waves fill in the order of these names.
	"name" TEXT,                      -- Name people know it by.
	"kind" TEXT,                      -- What sort of thing it is.
	"os" TEXT,                        -- Operating system: windows, windows-server, macos, linux …
	"os_version" TEXT,                -- Version of the operating system.
	"site" TEXT,                      -- Where it stands.
	"owner" TEXT,                     -- Who answers for it.
	"business_service" TEXT,          -- Service of the organisation that needs it.
	"criticality" BIGINT,             -- How much depends on it, from 1 (little) to 5 (everything).
	"zone" TEXT,                      -- Network zone: office, dmz, ot, airgap …
	"environment" TEXT,               -- Production, test, development …
	"quantity" BIGINT,                -- How many like it the row stands for: a pool may be one row.
	"calendar" TEXT,                  -- Its own change window; empty means its site's.
	"serial" TEXT,                    -- Serial number of the maker.
	"tag" TEXT,                       -- Number on the organisation's own label.
	"ip" TEXT,                        -- Network address.
	"mac" TEXT,                       -- Hardware address.
	"user" TEXT,                      -- Who uses it.
	"last_seen" TEXT,                 -- When it was last heard of.
	"tags" TEXT,                      -- Words to select it by, such as pci or vip.
	"impact_tolerance" BIGINT,        -- How long its service may be disturbed. [seconds]
	"notes" TEXT,                     -- Anything worth remembering; the planner does not read it.
	cohort BIGINT,                    -- Interned class of alike assets; NULL: to be interned again after a change.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX assets_key ON "assets" ("asset");

-- Which product runs on which asset.
CREATE TABLE "installs" (
	"asset" TEXT NOT NULL,            -- Where it is installed.
	"product" TEXT NOT NULL,          -- What is installed.
	"version" TEXT,                   -- Version of the agent or program.
	"agent_id" TEXT,                  -- Identifier the vendor's console gives it.
	"agent_status" TEXT,              -- What the console says about it.
	"uninstall_protection" TEXT,      -- What is needed to remove it here; empty means as its product says.
	"last_seen" TEXT,                 -- When it last reported.
	"contract" TEXT,                  -- Contract that pays for it.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX installs_key ON "installs" ("asset", "product");

-- Move order, move groups and pairs that may not move in the same wave.
CREATE TABLE "dependencies" (
	"from" TEXT NOT NULL,             -- Asset, or a selector for several.
	"to" TEXT NOT NULL,               -- The other asset or assets.
	"type" TEXT NOT NULL,             -- Does the first move before the other, with it, or never in its wave?
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX dependencies_key ON "dependencies" ("from", "to", "type");

-- Tokens, installers, exports and quotes that must lie ready before the night.
CREATE TABLE "prestage" (
	"item" TEXT NOT NULL,             -- Short name of the thing that lies ready.
	"product" TEXT,                   -- Product it belongs to; empty means all.
	"kind" TEXT NOT NULL,             -- What it is; steps ask for a kind or for one item.
	"holder" TEXT,                    -- Who has it.
	"stored_at" TEXT,                 -- Where it is kept: a place outside the vendor's reach.
	"obtained_on" TEXT,               -- Day it was obtained; empty means it is missing.
	"expires_on" TEXT,                -- Last day it can be used.
	"dies_on_cutoff" TEXT,            -- Does it stop working when the vendor is cut off?
	"obtain" BIGINT,                  -- How long getting it takes when it is missing. [seconds]
	"verified_on" TEXT,               -- Day somebody last tried it.
	"notes" TEXT,                     -- Anything worth remembering; the planner does not read it.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX prestage_key ON "prestage" ("item");

-- Steps that lead out of a product, with their order, time and hands.
CREATE TABLE "playbooks" (
	"playbook" TEXT NOT NULL,         -- Name of the playbook the step belongs to.
	"step" TEXT NOT NULL,             -- Short name of the step, such as R03.
	"title" TEXT,                     -- What is done, in one line.
	"phase" TEXT,                     -- Part of the way it belongs to.
	"scope" TEXT,                     -- Is it done once, or for each product, site, class or wave?
	"selector" TEXT,                  -- Assets it is done for; empty means all.
	"order" TEXT,                     -- Order it belongs to; empty means both.
	"mode" TEXT NOT NULL,             -- normal defines the step; another mode overrides the cells it fills.
	"fixed" TEXT,                     -- Time it takes whatever the number of assets, as low/likely/high.
	"per_asset" TEXT,                 -- Time for each asset and worker; empty means by the product's rate.
	"skill" TEXT,                     -- Skill of the crew that does it.
	"workers" BIGINT,                 -- Workers it takes.
	"max_workers" BIGINT,             -- Workers that can share it at most.
	"extra_cost" BIGINT,              -- Cost beside the labour, in the currency of the workspace. [ten-thousandths]
	"after" TEXT,                     -- Steps it waits for: R03, R05+2h for a pause, B05@breach for one order.
	"within" TEXT,                    -- Steps it must follow at most so long after: R06+4h.
	"marks" TEXT,                     -- What its finish means for the assets it covers.
	"prepare_cost" BIGINT,            -- What doing it ahead costs, in the currency of the workspace. [ten-thousandths]
	"shelf_life" BIGINT,              -- How long it stays done when done ahead. [seconds]
	"needs" TEXT,                     -- Pre-staged items or kinds of them without which it cannot start.
	"continuous" TEXT,                -- May it not pause over a closed window?
	"rollback" TEXT,                  -- How to take it back, or that there is no way back.
	"verify" TEXT,                    -- How to see that it worked.
	"instructions" TEXT,              -- What to do, so that a stranger can follow it.
	"reason" TEXT,                    -- Why the step exists.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX playbooks_key ON "playbooks" ("playbook", "step", "mode");

-- Names and places of what the vendor could know; never a value.
CREATE TABLE "secrets" (
	"secret" TEXT NOT NULL,           -- Short name; never the secret itself.
	"product" TEXT,                   -- Product that knows it.
	"what" TEXT,                      -- What sort of secret it is.
	"reach" BIGINT,                   -- How far it opens doors, from 1 (little) to 5 (everything).
	"holder" TEXT,                    -- Who can change it.
	"rotate_step" TEXT,               -- Step of the playbook in which it is changed.
	"rotated_on" TEXT,                -- Day it was last changed.
	"notes" TEXT,                     -- Anything worth remembering; the planner does not read it.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX secrets_key ON "secrets" ("secret");

-- Where signals come from, and how far they are trusted.
CREATE TABLE "sources" (
	"source" TEXT NOT NULL,           -- Short name of the source.
	"name" TEXT,                      -- Full name of the source.
	"kind" TEXT,                      -- What sort of source it is.
	"url" TEXT,                       -- Where it can be polled; empty means by hand.
	"reliability" TEXT,               -- Its record, from A (always right) to E; F is not known.
	"vendor" TEXT,                    -- Vendor that speaks through it, if any.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX sources_key ON "sources" ("source");

-- Public allegations against vendors, and what became of them.
CREATE TABLE "cases" (
	"case" TEXT NOT NULL,             -- Short name of the case.
	"vendor" TEXT NOT NULL,           -- Vendor the allegation is about.
	"claim" TEXT,                     -- What is alleged.
	"opened_at" TEXT NOT NULL,        -- When the first public allegation was made.
	"source" TEXT,                    -- Who made it.
	"status" TEXT,                    -- Is it still open?
	"outcome" TEXT,                   -- What it turned out to be.
	"closed_at" TEXT,                 -- When it was closed.
	"notes" TEXT,                     -- Anything worth remembering; the planner does not read it.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX cases_key ON "cases" ("case");

-- News, statements and findings about a vendor.
CREATE TABLE "signals" (
	"signal" TEXT NOT NULL,           -- Short name of the signal.
	"case" TEXT,                      -- Case it belongs to.
	"vendor" TEXT NOT NULL,           -- Vendor it is about.
	"product" TEXT,                   -- Product it is about, if only one.
	"kind" TEXT NOT NULL,             -- What sort of signal it is; each kind moves belief by its own ratio.
	"scope" TEXT,                     -- For denials: does it deny everything, or only one product or time?
	"observed_at" TEXT,               -- When we learned of it.
	"published_at" TEXT,              -- When it was made public.
	"source" TEXT,                    -- Who says so.
	"credibility" BIGINT,             -- How credible it is, from 1 (confirmed) to 5; 6 cannot be judged.
	"same_as" TEXT,                   -- Signals that only repeat the same origin.
	"retracts" TEXT,                  -- Signal it takes back.
	"title" TEXT,                     -- What it says, in one line.
	"url" TEXT,                       -- Where it can be read.
	"note" TEXT,                      -- Anything worth remembering about it.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX signals_key ON "signals" ("signal");

-- What foreign money is worth, day by day.
CREATE TABLE "rates" (
	"currency" TEXT NOT NULL,         -- Foreign currency, as an ISO 4217 code.
	"date" TEXT NOT NULL,             -- Day from which the rate counts.
	"rate" BIGINT NOT NULL,           -- Units of the workspace currency for one unit of the foreign one. [billionths]
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX rates_key ON "rates" ("currency", "date");

-- Numbers the organisation has decided on; what is not here has its default.
CREATE TABLE "policy" (
	"key" TEXT NOT NULL,              -- Name of the setting; the manual lists all of them.
	"value" TEXT NOT NULL,            -- Its value; without a row the default counts.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX policy_key ON "policy" ("key");

-- What imports match known assets by, and what is asked of installs from the other side.
CREATE INDEX assets_serial ON assets (serial) WHERE serial IS NOT NULL;
CREATE INDEX assets_tag ON assets (tag) WHERE tag IS NOT NULL;
CREATE INDEX assets_mac ON assets (mac) WHERE mac IS NOT NULL;
CREATE INDEX assets_name ON assets (name);
CREATE INDEX installs_product ON installs (product, asset);
