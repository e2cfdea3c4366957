/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "model/inbox.h"

int inbox_knows(struct db *db, const char *item, const char *content, bool *ret, struct err *err)
{
	struct stmt *s;
	int rc = db_prepare(db, "SELECT 1 FROM inbox WHERE item = $1 OR content = $2 LIMIT 1", &s, err);

	if (rc < 0)
		return rc;
	stmt_bind_text(s, 1, item);
	stmt_bind_text(s, 2, content);
	rc = stmt_step(s, err);
	if (rc >= 0)
		*ret = rc > 0;
	stmt_done(s);
	return rc < 0 ? rc : 0;
}
