/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "model/plan_index.h"

int plan_next_version(struct db *db, const char *plan, int64_t *ret, struct err *err)
{
	struct stmt *s;
	int rc = db_prepare(db, "SELECT max(version) FROM plans WHERE plan = $1", &s, err);

	if (rc < 0)
		return rc;
	stmt_bind_text(s, 1, plan);
	rc = stmt_step(s, err);
	if (rc >= 0)
		*ret = rc > 0 ? stmt_int(s, 0) + 1 : 1;
	stmt_done(s);
	return rc < 0 ? rc : 0;
}
