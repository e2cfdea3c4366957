-- SPDX-License-Identifier: GPL-3.0-or-later
-- The journal only grows.  The connection's authorizer says so too; these triggers also stop a
-- program that is not ours, and every attempt leaves the chain of hashes as it was.

CREATE TRIGGER journal_is_never_rewritten BEFORE UPDATE ON journal
BEGIN
	SELECT RAISE(ABORT, 'the journal is append-only');
END;

CREATE TRIGGER journal_is_never_cut BEFORE DELETE ON journal
BEGIN
	SELECT RAISE(ABORT, 'the journal is append-only');
END;

CREATE TRIGGER journal_has_no_gap BEFORE INSERT ON journal
WHEN NEW.seq <> coalesce((SELECT seq FROM journal ORDER BY seq DESC LIMIT 1), 0) + 1
BEGIN
	SELECT RAISE(ABORT, 'the journal has no gaps');
END;

-- What this workspace is called among all others, in signatures and exports.
INSERT INTO workspace (name, value) VALUES ('id', lower(hex(randomblob(16))));
