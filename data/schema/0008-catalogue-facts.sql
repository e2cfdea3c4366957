-- SPDX-License-Identifier: GPL-3.0-or-later
-- 0008: what a catalogue says of its entries, and identifiers as the source of coverage published them.

ALTER TABLE "capabilities" ADD COLUMN "tactics" TEXT; -- ATT&CK tactics that it serves.
ALTER TABLE "capabilities" ADD COLUMN "platforms" TEXT; -- Systems on which intruders use it.
ALTER TABLE "capabilities" ADD COLUMN "groups" BIGINT; -- Number of groups of intruders known to use it.
ALTER TABLE "coverage" ADD COLUMN "published" TEXT; -- Identifiers as the source published them, where they differ.
