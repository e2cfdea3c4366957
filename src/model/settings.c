/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "model/settings.h"

#include <assert.h>

#include "model/policy.h"
#include "util/mem.h"

int setting_get(struct db *db, const char *key, char **ret, struct err *err)
{
	const struct policy_def *def = policy_find(key);
	const char *value;
	struct stmt *s;
	int rc;

	assert(def);
	if (!db) {
		*ret = mem_strdup(def->preset);
		return 0;
	}
	rc = db_prepare(db, "SELECT value FROM policy WHERE key = $1", &s, err);
	if (rc < 0)
		return rc;
	stmt_bind_text(s, 1, key);
	rc = stmt_step(s, err);
	value = rc > 0 ? stmt_text(s, 0) : NULL;
	if (rc >= 0)
		*ret = mem_strdup(value ? value : def->preset);
	stmt_done(s);
	return rc < 0 ? rc : 0;
}
