-- SPDX-License-Identifier: GPL-3.0-or-later
-- 0007: what leaving costs, and what uncertainty makes of a plan.
--
-- Columns of records are those of src/model/tables_*.c; the tables below stand beside a stored plan,
-- which itself never changes.

ALTER TABLE "prices" ADD COLUMN "training_fee" BIGINT;          -- Training of those who will run it, once. [ten-thousandths]
ALTER TABLE "contracts" ADD COLUMN "termination_share" TEXT;    -- Part of the remaining value that ending it early costs.
ALTER TABLE "contracts" ADD COLUMN "refund_share" TEXT;         -- Part of what is paid ahead that is paid back.
ALTER TABLE "contracts" ADD COLUMN "credit" BIGINT;             -- What the vendor pays when it is left. [ten-thousandths]
ALTER TABLE "contracts" ADD COLUMN "renewal_months" BIGINT;     -- Months it renews itself for; empty means its own term.
ALTER TABLE "products" ADD COLUMN "hardware_cost" BIGINT;       -- Hardware for each asset. [ten-thousandths]
ALTER TABLE "products" ADD COLUMN "hardware_lead" BIGINT;       -- From ordering that hardware until it is there. [seconds]
ALTER TABLE "crews" ADD COLUMN "regular" TEXT;                  -- Hours at the normal rate; empty means all.
ALTER TABLE "crews" ADD COLUMN "overtime_factor" BIGINT;        -- What an hour outside them costs in normal hours. [billionths]
ALTER TABLE "crews" ADD COLUMN "call_out_fee" BIGINT;           -- What calling it out costs, once. [ten-thousandths]
ALTER TABLE "playbooks" ADD COLUMN "upkeep" BIGINT;             -- What keeping it done costs a year. [ten-thousandths]
ALTER TABLE "prestage" ADD COLUMN "cost" BIGINT;                -- What getting it costs. [ten-thousandths]
ALTER TABLE "prestage" ADD COLUMN "upkeep" BIGINT;              -- What keeping it ready costs a year. [ten-thousandths]

-- Days by which notice must be given, of the contracts a plan leaves.
CREATE TABLE "plan_notices" (
	"plan" TEXT NOT NULL,             -- Plan it belongs to.
	"version" BIGINT NOT NULL,        -- Version of the plan.
	"contract" TEXT NOT NULL,         -- Contract that is left.
	"product" TEXT,                   -- Product it is about.
	"notice_by" TEXT,                 -- Last day for notice; empty means it ends by itself or has no end.
	"ends" TEXT,                      -- Last day that is paid if notice is given in time.
	"renews_until" TEXT,              -- Last day that is paid if it is not.
	"missed" TEXT,                    -- Was that day over when the plan was made?
	"amount" BIGINT,                  -- What the renewed term costs. [ten-thousandths]
	"currency" TEXT,                  -- Currency of that.
	rev BIGINT NOT NULL               -- Number of the journal entry that wrote the row.
);
CREATE UNIQUE INDEX plan_notices_key ON "plan_notices" ("plan", "version", "contract");

-- What chance makes of a plan's figures.
CREATE TABLE "plan_forecasts" (
	"plan" TEXT NOT NULL,             -- Plan it belongs to.
	"version" BIGINT NOT NULL,        -- Version of the plan.
	"simulation" BIGINT NOT NULL,     -- Number of the simulation; the highest is the last.
	"figure" TEXT NOT NULL,           -- Which figure.
	"unit" TEXT,                      -- What it is counted in.
	"p10" BIGINT,                     -- One run in ten is below; empty means never.
	"p50" BIGINT,                     -- Half of the runs are below.
	"p90" BIGINT,                     -- Nine runs in ten are below.
	"mean" BIGINT,                    -- Mean of the runs in which it is reached.
	"runs" BIGINT,                    -- How many runs.
	"seed" TEXT,                      -- Seed of the runs.
	rev BIGINT NOT NULL               -- Number of the journal entry that wrote the row.
);
CREATE UNIQUE INDEX plan_forecasts_key ON "plan_forecasts" ("plan", "version", "simulation", "figure");

-- How likely a plan meets each deadline.
CREATE TABLE "plan_odds" (
	"plan" TEXT NOT NULL,             -- Plan it belongs to.
	"version" BIGINT NOT NULL,        -- Version of the plan.
	"simulation" BIGINT NOT NULL,     -- Number of the simulation; the highest is the last.
	"minutes" BIGINT NOT NULL,        -- Deadline in minutes from T+0.
	"deadline" TEXT,                  -- The same in words.
	"chance" TEXT,                    -- Part of the runs in which every asset is safe by then.
	rev BIGINT NOT NULL               -- Number of the journal entry that wrote the row.
);
CREATE UNIQUE INDEX plan_odds_key ON "plan_odds" ("plan", "version", "simulation", "minutes");

-- Which steps decide when the last asset is safe.
CREATE TABLE "plan_risks" (
	"plan" TEXT NOT NULL,             -- Plan it belongs to.
	"version" BIGINT NOT NULL,        -- Version of the plan.
	"simulation" BIGINT NOT NULL,     -- Number of the simulation; the highest is the last.
	"instance" TEXT NOT NULL,         -- Instance of a step.
	"criticality" TEXT,               -- Part of the runs in which it is on the critical chain.
	"correlation" TEXT,               -- Rank correlation of its duration with the time to switch.
	rev BIGINT NOT NULL               -- Number of the journal entry that wrote the row.
);
CREATE UNIQUE INDEX plan_risks_key ON "plan_risks" ("plan", "version", "simulation", "instance");

-- Readiness over time.
CREATE TABLE "readiness" (
	"plan" TEXT NOT NULL,             -- Plan it belongs to.
	"version" BIGINT NOT NULL,        -- Version of the plan.
	"at" TEXT NOT NULL,               -- When it was looked at.
	"score" BIGINT,                   -- Readiness in tenths of a percent.
	"passing" BIGINT,                 -- Checks that passed.
	"warning" BIGINT,                 -- Checks that warned.
	"blocking" BIGINT,                -- Checks that blocked.
	"next_drop" TEXT,                 -- Day on which it will next fall if nothing is done.
	"drops_by" TEXT,                  -- Code of the check that falls then.
	rev BIGINT NOT NULL               -- Number of the journal entry that wrote the row.
);
CREATE UNIQUE INDEX readiness_key ON "readiness" ("plan", "version", "at");
