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

int plan_set_state(struct db *db, const char *plan, int64_t version, const char *state,
		   struct err *err)
{
	struct stmt *s;
	int rc = db_prepare(db, "UPDATE plans SET state = $1 WHERE plan = $2 AND version = $3", &s, err);

	if (rc < 0)
		return rc;
	stmt_bind_text(s, 1, state);
	stmt_bind_text(s, 2, plan);
	stmt_bind_int(s, 3, version);
	rc = stmt_step(s, err);
	stmt_done(s);
	return rc < 0 ? rc : 0;
}

int workspace_fact_set(struct db *db, const char *name, const char *value, struct err *err)
{
	struct stmt *s;
	int rc = db_prepare(db, "INSERT INTO workspace (name, value) VALUES ($1, $2) "
			    "ON CONFLICT (name) DO UPDATE SET value = excluded.value", &s, err);

	if (rc < 0)
		return rc;
	stmt_bind_text(s, 1, name);
	stmt_bind_text(s, 2, value);
	rc = stmt_step(s, err);
	stmt_done(s);
	return rc < 0 ? rc : 0;
}

int plan_steps_open(struct db *db, const char *plan, int64_t version, int64_t *ret, struct err *err)
{
	struct stmt *s;
	int rc = db_prepare(db, "SELECT count(*) FROM plan_steps AS s WHERE s.plan = $1 AND "
			    "s.version = $2 AND coalesce(s.done, 'no') <> 'yes' AND NOT EXISTS "
			    "(SELECT 1 FROM step_states AS x WHERE x.plan = s.plan AND "
			    "x.version = s.version AND x.instance = s.instance AND "
			    "x.state IN ('done', 'skipped'))", &s, err);

	if (rc < 0)
		return rc;
	stmt_bind_text(s, 1, plan);
	stmt_bind_int(s, 2, version);
	rc = stmt_step(s, err);
	if (rc > 0)
		*ret = stmt_int(s, 0);
	stmt_done(s);
	return rc < 0 ? rc : 0;
}
