-- SPDX-License-Identifier: GPL-3.0-or-later
-- 0001: what every workspace has before it holds a single record: its own identity, the journal
-- of everything that was ever changed, and what undo needs.
--
-- Rules for all schema files.  Only words that SQLite and PostgreSQL both understand; what only
-- SQLite understands (triggers, full-text tables) stands in NNNN-why.sqlite.sql, run right after
-- the file of the same number.  Every column has a comment.  A released file is never edited: a
-- change of the schema is a new number.  Instants are UTC ISO 8601 text, yes/no is a SMALLINT 0/1.

CREATE TABLE workspace (
	name TEXT NOT NULL PRIMARY KEY,   -- which fact about the workspace itself, e.g. 'id', 'clock'
	value TEXT                        -- the fact; NULL is unknown
);

CREATE TABLE journal (
	seq BIGINT NOT NULL PRIMARY KEY,  -- 1, 2, 3, ... without a gap
	version SMALLINT NOT NULL,        -- layout of the hashed record (model/journal.h)
	at TEXT NOT NULL,                 -- instant of the change by the workspace's clock
	person TEXT,                      -- key in people of who did it; NULL when nobody is named
	os_user TEXT NOT NULL,            -- account of the operating system that ran the program
	action TEXT NOT NULL,             -- command name: 'set', 'delete', 'import', 'approve', ...
	object_table TEXT,                -- table of the record concerned; NULL for the workspace
	object_key TEXT,                  -- its key as 'a/b/c'; NULL when many records changed
	before_image BYTEA,               -- its cells before (model/image.h); NULL when it was not there
	after_image BYTEA,                -- its cells after; NULL when it is gone
	detail TEXT,                      -- sentence or counts, an encoded message (util/msg.h)
	hash BYTEA NOT NULL,              -- SHA-256(version, hash of the entry before, this record)
	CHECK (seq >= 1),
	CHECK (length(hash) = 32)
);
CREATE INDEX journal_object ON journal (object_table, object_key, seq);

-- One row for every change that can be taken back; pruned to the newest undo_depth (policy).
CREATE TABLE undo_step (
	step BIGINT NOT NULL PRIMARY KEY, -- counts up; a new change is the highest
	seq BIGINT NOT NULL,              -- journal entry of the change
	label TEXT NOT NULL,              -- encoded message: what undo will say it takes back
	undone SMALLINT NOT NULL,         -- 1: taken back, waiting for redo
	CHECK (undone IN (0, 1))
);

-- The rows such a change touched, in the order it touched them.
CREATE TABLE undo_row (
	step BIGINT NOT NULL,             -- the change
	place BIGINT NOT NULL,            -- order within the change; undo goes backwards
	object_table TEXT NOT NULL,       -- table of the record
	object_key TEXT NOT NULL,         -- its key as 'a/b/c'
	before_image BYTEA,               -- its cells before (model/image.h); NULL when it was not there
	after_image BYTEA,                -- its cells after; NULL when it is gone
	PRIMARY KEY (step, place),
	FOREIGN KEY (step) REFERENCES undo_step (step) ON DELETE CASCADE
);
