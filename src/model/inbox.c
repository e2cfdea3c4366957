/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "model/inbox.h"

int inbox_knows(struct db *db, const struct record *item, bool *ret, struct err *err)
{
	struct stmt *s;
	int rc = db_prepare(db, "SELECT 1 FROM inbox WHERE item = $1 OR (content = $2 AND vendor = $3) "
			    "LIMIT 1", &s, err);

	if (rc < 0)
		return rc;
	stmt_bind_text(s, 1, record_get(item, "item"));
	stmt_bind_text(s, 2, record_get(item, "content"));
	stmt_bind_text(s, 3, record_get(item, "vendor"));
	rc = stmt_step(s, err);
	if (rc >= 0)
		*ret = rc > 0;
	stmt_done(s);
	return rc < 0 ? rc : 0;
}

int inbox_waiting(struct db *db, const char *source, int64_t *ret, struct err *err)
{
	struct stmt *s;
	int rc = db_prepare(db, "SELECT count(*) FROM inbox WHERE source = $1 AND state = 'proposed'", &s,
			    err);

	if (rc < 0)
		return rc;
	stmt_bind_text(s, 1, source);
	rc = stmt_step(s, err);
	if (rc > 0)
		*ret = stmt_int(s, 0);
	stmt_done(s);
	return rc < 0 ? rc : 0;
}
