-- SPDX-License-Identifier: GPL-3.0-or-later
-- 0003: stored plans, and what happened when they were carried out.
--
-- A stored plan never changes, whatever becomes of the records it was made from: it holds texts,
-- not references.  Times are minutes from T+0, empty means never; sentences are encoded messages
-- (util/msg.h).  Columns are those of src/model/tables_plan*.c, as in 0002.

-- Stored plans with their figures; each version is immutable.
CREATE TABLE "plans" (
	"plan" TEXT NOT NULL,             -- Short name of the plan.
	"version" BIGINT NOT NULL,        -- Counts up with every change: a stored version never changes.
	"name" TEXT,                      -- Title the plan was given.
	"state" TEXT NOT NULL,            -- How far it has come.
	"drill" TEXT,                     -- Was it activated as a drill only?
	"breached" TEXT,                  -- Vendors, products and versions that count as breached.
	"order" TEXT,                     -- Is the old product cut off first, or replaced in peace?
	"playbook" TEXT,                  -- Playbook the steps come from.
	"objective" TEXT,                 -- What was made small, in order of weight.
	"budget" BIGINT,                  -- Most it may cost; empty means no limit was set. [ten-thousandths]
	"deadline" BIGINT,                -- Minutes within which it had to be done.
	"seed" TEXT,                      -- Seed of the search: with it the same data give the same plan.
	"crews" TEXT,                     -- Crews planned with another number of workers, as crew=N.
	"effort" BIGINT,                  -- Schedules that were to be generated.
	"solver" TEXT,                    -- Program that chose the replacements, with its version.
	"engine" TEXT,                    -- Version of the planner.
	"digest" TEXT,                    -- SHA-256 of everything the planner read.
	"policy" TEXT,                    -- Settings that were not the default, as key=value.
	"planned_for" TEXT,               -- T+0 the absolute dates were reckoned from: the clock when it was made.
	"created_at" TEXT,                -- When it was stored.
	"created_by" TEXT,                -- Who made it.
	"parent" BIGINT,                  -- Version it was made from.
	"activated_at" TEXT,              -- T+0 of the activation.
	"currency" TEXT,                  -- Currency of the workspace when it was made.
	"affected_assets" BIGINT,         -- Assets the breach reaches.
	"affected_classes" BIGINT,        -- Classes they form.
	"never_safe" BIGINT,              -- Affected assets the plan does not make safe.
	"time_to_contain" BIGINT,         -- Minutes until the last affected asset is contained.
	"time_to_switch" BIGINT,          -- Minutes until the last affected asset is safe.
	"last_safe" BIGINT,               -- Minutes until the last asset that does become safe is safe.
	"switch_bound" BIGINT,            -- Minutes no plan could beat.
	"exposure" BIGINT,                -- Weighted asset-minutes until safe, in millionths.
	"exposure_bound" BIGINT,          -- Exposure no plan could beat, in the same unit.
	"gap" BIGINT,                     -- Asset-minutes without any protection.
	"gap_max" BIGINT,                 -- Longest time one asset is without protection, in minutes.
	"degraded" BIGINT,                -- Asset-minutes with the old product still there but cut off.
	"cost" BIGINT,                    -- What it costs in all. [ten-thousandths]
	"cost_stay" BIGINT,               -- What staying would cost over the same time. [ten-thousandths]
	"npv" BIGINT,                     -- Its cost discounted to the day it was made. [ten-thousandths]
	"schedules" BIGINT,               -- Schedules that were generated.
	"proven" TEXT,                    -- Is it proven that no plan is better?
	"score" BIGINT,                   -- Readiness in tenths of a percent.
	"passing" BIGINT,                 -- Readiness checks that pass.
	"warning" BIGINT,                 -- Readiness checks that warn.
	"blocking" BIGINT,                -- Readiness checks that block.
	rev BIGINT NOT NULL               -- Number of the journal entry that wrote the row.
);
CREATE UNIQUE INDEX plans_key ON "plans" ("plan", "version");

-- Products and vendors the breach reaches, and how.
CREATE TABLE "plan_affected" (
	"plan" TEXT NOT NULL,             -- Plan it belongs to.
	"version" BIGINT NOT NULL,        -- Version of the plan.
	"kind" TEXT NOT NULL,             -- Is it a product or a vendor?
	"node" TEXT NOT NULL,             -- Its short name.
	"direct" TEXT,                    -- Was it named as breached itself?
	"warning" TEXT,                   -- Is it only a sibling of what is breached: a warning, no ban?
	"chain" TEXT,                     -- How the breach reaches it.
	rev BIGINT NOT NULL               -- Number of the journal entry that wrote the row.
);
CREATE UNIQUE INDEX plan_affected_key ON "plan_affected" ("plan", "version", "kind", "node");

-- Classes of affected assets, what leaves them and what comes instead.
CREATE TABLE "plan_classes" (
	"plan" TEXT NOT NULL,             -- Plan it belongs to.
	"version" BIGINT NOT NULL,        -- Version of the plan.
	"class" TEXT NOT NULL,            -- Name of the class: assets that are alike in everything planning looks at.
	"site" TEXT,                      -- Site of its assets.
	"kind" TEXT,                      -- Kind of its assets.
	"os" TEXT,                        -- Operating system of its assets.
	"os_version" TEXT,                -- Version of the operating system.
	"zone" TEXT,                      -- Network zone of its assets.
	"environment" TEXT,               -- Environment of its assets.
	"business_service" TEXT,          -- Service that needs its assets.
	"owner" TEXT,                     -- Who answers for its assets.
	"criticality" BIGINT,             -- Criticality of its assets.
	"calendar" TEXT,                  -- Change window of its assets.
	"installs" TEXT,                  -- Products its assets run, as product@version.
	"tags" TEXT,                      -- Tags of its assets.
	"asset" TEXT,                     -- The only asset of a class that stands alone.
	"quantity" BIGINT,                -- Assets in it, pools counted by their quantity.
	"rows" BIGINT,                    -- Rows of the inventory in it.
	"leaving" TEXT,                   -- Products that must go.
	"to" TEXT,                        -- Products chosen instead; empty means none fits.
	"chain" TEXT,                     -- Why it is affected.
	"why" TEXT,                       -- Why these products were chosen.
	"contained_min" BIGINT,           -- When its last asset is contained.
	"removed_min" BIGINT,             -- When the old product is gone from its last asset.
	"safe_min" BIGINT,                -- When its last asset is safe.
	rev BIGINT NOT NULL               -- Number of the journal entry that wrote the row.
);
CREATE UNIQUE INDEX plan_classes_key ON "plan_classes" ("plan", "version", "class");

-- Candidates, which were chosen, and why.
CREATE TABLE "plan_selections" (
	"plan" TEXT NOT NULL,             -- Plan it belongs to.
	"version" BIGINT NOT NULL,        -- Version of the plan.
	"product" TEXT NOT NULL,          -- Candidate that was weighed.
	"chosen" TEXT,                    -- Was it chosen?
	"quantity" BIGINT,                -- Licences of it to buy.
	"price" TEXT,                     -- Price that applies, by its key.
	"cost" BIGINT,                    -- What its licences cost. [ten-thousandths]
	"currency" TEXT,                  -- Currency of the cost.
	"why" TEXT,                       -- Why it was chosen or not.
	rev BIGINT NOT NULL               -- Number of the journal entry that wrote the row.
);
CREATE UNIQUE INDEX plan_selections_key ON "plan_selections" ("plan", "version", "product");

-- Who lacks which capability, from when to when.
CREATE TABLE "plan_gaps" (
	"plan" TEXT NOT NULL,             -- Plan it belongs to.
	"version" BIGINT NOT NULL,        -- Version of the plan.
	"class" TEXT,                     -- Class that lacks something.
	"capability" TEXT,                -- What it lacks.
	"minimum" TEXT,                   -- Strength that is required.
	"before" TEXT,                    -- Strength before the switch; empty means not tested.
	"after" TEXT,                     -- Strength after the switch; empty means not tested.
	"from_min" BIGINT,                -- When the gap opens.
	"to_min" BIGINT,                  -- When it closes; empty means it stays.
	"assets" BIGINT,                  -- Assets that have it.
	"control" TEXT,                   -- Compensating control that bridges it.
	"reason" TEXT,                    -- Why it cannot be avoided.
	"seq" BIGINT NOT NULL,            -- Place in the list.
	"mandatory" TEXT,                 -- Is the capability mandatory?
	rev BIGINT NOT NULL               -- Number of the journal entry that wrote the row.
);
CREATE UNIQUE INDEX plan_gaps_key ON "plan_gaps" ("plan", "version", "seq");

-- Which part of which class moves when.
CREATE TABLE "plan_waves" (
	"plan" TEXT NOT NULL,             -- Plan it belongs to.
	"version" BIGINT NOT NULL,        -- Version of the plan.
	"class" TEXT NOT NULL,            -- Class the wave is cut from.
	"wave" BIGINT NOT NULL,           -- Number of the wave within its site and class.
	"site" TEXT,                      -- Site of its assets.
	"pilot" TEXT,                     -- Is it the pilot of its platform?
	"quantity" BIGINT,                -- Assets in it.
	"contained_min" BIGINT,           -- When its assets are contained.
	"removed_min" BIGINT,             -- When the old product is gone from them.
	"safe_min" BIGINT,                -- When its assets are safe.
	"step" TEXT,                      -- Step that makes its assets safe.
	"instance" TEXT,                  -- Instance of that step.
	"start_min" BIGINT,               -- When that instance starts.
	"finish_min" BIGINT,              -- When that instance finishes.
	"start_at" TEXT,                  -- The same as an instant, once activated.
	"finish_at" TEXT,                 -- The same as an instant, once activated.
	"first_row" BIGINT,               -- First row of the class in it, in the order of asset names, from 0.
	"n_rows" BIGINT,                  -- How many rows of the class are in it.
	rev BIGINT NOT NULL               -- Number of the journal entry that wrote the row.
);
CREATE UNIQUE INDEX plan_waves_key ON "plan_waves" ("plan", "version", "class", "wave");

-- What is done, by whom, from when to when.
CREATE TABLE "plan_steps" (
	"plan" TEXT NOT NULL,             -- Plan it belongs to.
	"version" BIGINT NOT NULL,        -- Version of the plan.
	"order" TEXT,                     -- Is the old product cut off first, or replaced in peace?
	"seq" BIGINT NOT NULL,            -- Place in the plan; predecessors come first.
	"step" TEXT,                      -- Step of the playbook.
	"instance" TEXT NOT NULL,         -- Name of this instance of the step, unique in the plan.
	"title" TEXT,                     -- What is done, in one line.
	"phase" TEXT,                     -- Part of the way it belongs to.
	"wave" TEXT,                      -- Wave it works on.
	"scope" TEXT,                     -- Is it done once, or for each product, site, class or wave?
	"site" TEXT,                      -- Site it works at.
	"class" TEXT,                     -- Class it works on.
	"crew" TEXT,                      -- Crew that does it; empty means nobody has the skill.
	"workers" BIGINT,                 -- Workers it takes.
	"mode" TEXT,                      -- Way it is done: normal, expedite …
	"assets" BIGINT,                  -- Assets it works on.
	"after" TEXT,                     -- Instances it waits for, with +pause.
	"start_min" BIGINT,               -- Start in minutes from T+0.
	"finish_min" BIGINT,              -- Finish in minutes from T+0.
	"start_at" TEXT,                  -- Start as an instant, once activated.
	"finish_at" TEXT,                 -- Finish as an instant, once activated.
	"duration_low" BIGINT,            -- Working time if all goes well. [seconds]
	"duration_likely" BIGINT,         -- Working time the schedule reckons with. [seconds]
	"duration_high" BIGINT,           -- Working time if much goes wrong. [seconds]
	"cost" BIGINT,                    -- Labour and extra cost. [ten-thousandths]
	"currency" TEXT,                  -- Currency of the cost.
	"owner" TEXT,                     -- Who answers for it.
	"deputy" TEXT,                    -- Who stands in.
	"marks" TEXT,                     -- What its finish means for the assets it covers.
	"why" TEXT,                       -- What holds its start there.
	"verify" TEXT,                    -- How to see that it worked.
	"rollback" TEXT,                  -- How to take it back.
	"instructions" TEXT,              -- What to do.
	"product" TEXT,                   -- Product it is about.
	"waves" TEXT,                     -- Waves whose assets it covers, as class/number.
	"critical" TEXT,                  -- Is it on the chain that determines the time to switch?
	"why_instance" TEXT,              -- Instance that holds its start there.
	"release_min" BIGINT,             -- Earliest start by what it needs and by call-out.
	"release_why" TEXT,               -- What sets the earliest start.
	"done" TEXT,                      -- Was it done before T+0?
	rev BIGINT NOT NULL               -- Number of the journal entry that wrote the row.
);
CREATE UNIQUE INDEX plan_steps_key ON "plan_steps" ("plan", "version", "seq");

-- Which asset moves in which wave, from what to what.
CREATE TABLE "plan_assets" (
	"plan" TEXT NOT NULL,             -- Plan it belongs to.
	"version" BIGINT NOT NULL,        -- Version of the plan.
	"asset" TEXT NOT NULL,            -- Asset that moves.
	"name" TEXT,                      -- Its name.
	"site" TEXT,                      -- Where it stands.
	"wave" BIGINT,                    -- Wave it moves in; empty means no wave.
	"from_product" TEXT,              -- Products that leave it.
	"to_product" TEXT,                -- Products that come instead.
	"step" TEXT,                      -- Step that makes it safe.
	"instance" TEXT,                  -- Instance of that step.
	"start_min" BIGINT,               -- When that instance starts, in minutes from T+0.
	"finish_min" BIGINT,              -- When that instance finishes, in minutes from T+0.
	"start_at" TEXT,                  -- The same as an instant, once activated.
	"finish_at" TEXT,                 -- The same as an instant, once activated.
	"class" TEXT,                     -- Class it belongs to.
	rev BIGINT NOT NULL               -- Number of the journal entry that wrote the row.
);
CREATE UNIQUE INDEX plan_assets_key ON "plan_assets" ("plan", "version", "asset");

-- What is paid when.
CREATE TABLE "plan_costs" (
	"plan" TEXT NOT NULL,             -- Plan it belongs to.
	"version" BIGINT NOT NULL,        -- Version of the plan.
	"date" TEXT,                      -- Day it is due.
	"offset_min" BIGINT,              -- The same in minutes from T+0.
	"category" TEXT,                  -- Sort of cost.
	"item" TEXT,                      -- What is paid for.
	"amount" BIGINT,                  -- Sum in its own currency. [ten-thousandths]
	"currency" TEXT,                  -- That currency.
	"amount_workspace" BIGINT,        -- The same in the currency of the workspace. [ten-thousandths]
	"rule" TEXT,                      -- Rule that made the line.
	"seq" BIGINT NOT NULL,            -- Place in the list.
	rev BIGINT NOT NULL               -- Number of the journal entry that wrote the row.
);
CREATE UNIQUE INDEX plan_costs_key ON "plan_costs" ("plan", "version", "seq");

-- Readiness checks and their findings when the plan was made.
CREATE TABLE "plan_checks" (
	"plan" TEXT NOT NULL,             -- Plan it belongs to.
	"version" BIGINT NOT NULL,        -- Version of the plan.
	"code" TEXT NOT NULL,             -- Code of the check, R01 to R20.
	"result" TEXT NOT NULL,           -- Does it pass, warn or block?
	"weight" BIGINT,                  -- How much it counts in the score.
	"finding" TEXT,                   -- What was found.
	"mend" TEXT,                      -- How to mend it.
	rev BIGINT NOT NULL               -- Number of the journal entry that wrote the row.
);
CREATE UNIQUE INDEX plan_checks_key ON "plan_checks" ("plan", "version", "code");

-- How many assets miss each deadline.
CREATE TABLE "plan_deadlines" (
	"plan" TEXT NOT NULL,             -- Plan it belongs to.
	"version" BIGINT NOT NULL,        -- Version of the plan.
	"deadline" TEXT NOT NULL,         -- Deadline of the policy.
	"minutes" BIGINT NOT NULL,        -- The same in minutes from T+0.
	"missed" BIGINT,                  -- Assets that are not safe by then.
	"lever" TEXT,                     -- Cheapest way to save them.
	rev BIGINT NOT NULL               -- Number of the journal entry that wrote the row.
);
CREATE UNIQUE INDEX plan_deadlines_key ON "plan_deadlines" ("plan", "version", "minutes");

-- What happened to the steps of an activated plan.
CREATE TABLE "step_states" (
	"plan" TEXT NOT NULL,             -- Plan it belongs to.
	"version" BIGINT NOT NULL,        -- Version of the plan.
	"instance" TEXT NOT NULL,         -- Instance of a step of the plan.
	"state" TEXT NOT NULL,            -- How far it has come.
	"actual_start" TEXT,              -- When it really started.
	"actual_finish" TEXT,             -- When it really finished.
	"person" TEXT,                    -- Who said so.
	"changed_at" TEXT,                -- When it was said.
	"note" TEXT,                      -- What was noted.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX step_states_key ON "step_states" ("plan", "version", "instance");

-- What happened to single assets of an activated plan.
CREATE TABLE "asset_states" (
	"plan" TEXT NOT NULL,             -- Plan it belongs to.
	"version" BIGINT NOT NULL,        -- Version of the plan.
	"instance" TEXT NOT NULL,         -- Instance of a step of the plan.
	"asset" TEXT NOT NULL,            -- Asset it was done on.
	"state" TEXT NOT NULL,            -- How far it has come.
	"actual_start" TEXT,              -- When it really started.
	"actual_finish" TEXT,             -- When it really finished.
	"person" TEXT,                    -- Who said so.
	"changed_at" TEXT,                -- When it was said.
	"note" TEXT,                      -- What was noted.
	rev BIGINT NOT NULL,              -- Number of the journal entry that wrote the row last.
	hash BIGINT NOT NULL              -- Of the cells: an unchanged row is recognised by it.
);
CREATE UNIQUE INDEX asset_states_key ON "asset_states" ("plan", "version", "instance", "asset");

CREATE UNIQUE INDEX plan_steps_instance ON plan_steps (plan, version, instance);
