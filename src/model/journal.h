/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The journal: who changed what, when, from what to what, in a chain that shows tampering.
 *
 * journal_append runs inside the write transaction of the change it describes (db_write), so that
 * neither exists without the other.  Entries count 1, 2, 3, ... and each carries
 *
 *	hash_n = SHA-256(version ‖ hash_{n-1} ‖ record_n)
 *
 * where version is one byte (JOURNAL_VERSION), hash_0 is 32 zero bytes, and the record is ten
 * length-prefixed fields (util/digest.h, model/image.h): seq in decimal, at, person, os_user,
 * action, object_table, object_key, before, after, detail.  Triggers and the connection's
 * authorizer refuse to change or remove an entry.  Somebody who can write the file can rebuild the
 * whole chain; therefore heads are remembered outside (signatures, printed checklists, syslog) and
 * journal_verify accepts such a head.
 */
#ifndef LIFEBOAT_MODEL_JOURNAL_H
#define LIFEBOAT_MODEL_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db/db.h"
#include "util/digest.h"
#include "util/err.h"

#define JOURNAL_VERSION 1

/* All texts are borrowed; NULL where not known.  Images come from image_encode. */
struct journal_entry {
	const char *at;           /* instant, UTC ISO 8601, by the workspace's clock */
	const char *person;       /* key in people; NULL when nobody is named */
	const char *os_user;      /* account that runs the program */
	const char *action;       /* command name */
	const char *object_table;
	const char *object_key;
	const void *before;       /* NULL: the record was not there */
	size_t before_size;
	const void *after;        /* NULL: the record is gone */
	size_t after_size;
	const char *detail;       /* encoded message (util/msg.h) */
	int64_t seq;              /* filled when read */
	unsigned char hash[DIGEST_SIZE];
};

struct journal_head {
	int64_t seq; /* 0 for an empty journal; the hash is then all zero */
	unsigned char hash[DIGEST_SIZE];
};

/* Appends one entry; at, os_user and action are required.  ret_seq may be NULL. */
int journal_append(struct db *db, const struct journal_entry *entry, int64_t *ret_seq,
		   struct err *err);

int journal_head(struct db *db, struct journal_head *ret, struct err *err);
/* "123:ab12…": what is printed on a checklist and covered by signatures. */
void journal_head_text(const struct journal_head *head, struct strbuf *out);
int journal_head_parse(const char *text, struct journal_head *ret, struct err *err);

/* What to list; zero and NULL fields do not restrict. */
struct journal_filter {
	int64_t from, to;         /* sequence numbers, inclusive */
	const char *object_table, *object_key, *action, *person;
	bool newest_first;
	int64_t limit;
};

/* The entry and its texts live until the function returns; a negative result stops the listing. */
typedef int journal_entry_fn(void *context, const struct journal_entry *entry, struct err *err);
int journal_list(struct db *db, const struct journal_filter *filter, journal_entry_fn *fn,
		 void *context, struct err *err);

/*
 * Recomputes the chain.  Returns 0 and the head found, or ERR_ANSWER_NO with a sentence that names
 * the first entry that does not fit.  `remembered` (NULL for none) is a head noted earlier: the
 * journal must still hold that entry with that hash, so that a cut tail or a rebuilt chain shows.
 * ret and ret_bad (0 when all fits) may be NULL.
 */
int journal_verify(struct db *db, const struct journal_head *remembered, struct journal_head *ret,
		   int64_t *ret_bad, struct err *err);

/*
 * Writes the journal as text that a short script and sha256sum can check without Lifeboat.  Each
 * entry is a "# …" line for people and three lines for the check:
 *
 *	entry 12
 *	bytes 01<hash of entry 11><record>   (hexadecimal: exactly what was hashed)
 *	hash  <hexadecimal>
 */
typedef int journal_write_fn(void *context, const char *text, size_t length, struct err *err);
int journal_export(struct db *db, journal_write_fn *write, void *context, struct err *err);

#endif
