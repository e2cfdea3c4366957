-- SPDX-License-Identifier: GPL-3.0-or-later
-- 0004: interned cohorts.  Assets that are alike in everything a class is made of carry one integer,
-- so that counting a million assets into a few thousand classes reads one narrow index
-- (model/cohort.h).  Derived data: whatever changes an asset or its installs sets assets.cohort to
-- NULL, and the next plan fills it again; rows of cohorts never change.

CREATE TABLE cohorts (
	cohort BIGINT NOT NULL PRIMARY KEY, -- 1, 2, 3, ...
	hash TEXT NOT NULL,                 -- SHA-256 of the cells below, in hexadecimal
	kind TEXT,                          -- the canonical cells of its assets, NULL where empty ...
	os TEXT, -- operating system
	os_version TEXT, -- its version
	site TEXT, -- where they stand
	criticality TEXT, -- 1 to 5
	zone TEXT, -- network zone
	environment TEXT, -- environment
	calendar TEXT, -- their own change window
	tags TEXT, -- list of tags
	business_service TEXT, -- service that needs them
	installs TEXT,                      -- ... and what runs on them: "product@version;..." by product
	UNIQUE (hash)
);

-- Covers the roll-up: which cohort, how many, seen when.
CREATE INDEX assets_cohort ON assets (cohort, quantity, last_seen);
