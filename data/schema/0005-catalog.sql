-- SPDX-License-Identifier: GPL-3.0-or-later
-- 0005: identifiers that a catalogue withdrew live on beside the one that took their place.

ALTER TABLE "capabilities" ADD COLUMN "replaces" TEXT; -- Identifiers that were withdrawn in its favour, so that older data still finds it.
