/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must move with what, and the facts about plans and sources. */
#include "config.h"
#include "model/snapshot_parts.h"

#include <stdlib.h>
#include <string.h>

#include "model/selector.h"
#include "util/vec.h"

/* Pairs of classes that all dependencies together may make. */
#define MAX_PAIRS 1000000

static int read_dependency(void *context, const struct record *r, struct err *err)
{
	static const char *const types[] = { "before", "together", "apart" };
	struct load *l = context;
	struct dependency_row row;
	char *text;

	(void)err;
	l->row = r;
	for (size_t c = 0; c < r->table->n_columns; c++)
		digest_text(&l->digest, r->cell[c]);
	row.type = (enum dep_type)row_word(l, "type", types, 3, DEP_BEFORE);
	for (int side = 0; side < 2; side++) {
		const char *column = side ? "to" : "from";

		row.asset[side] = NULL;
		row.selector[side] = NULL;
		if (key_is_valid(record_get(r, column)))
			row.asset[side] = row_text(l, column);
		else
			row.selector[side] = row_selector(l, column, &text);
	}
	VEC_PUSH(&l->dependencies, row);
	l->row = NULL;
	return l->failed;
}

int load_dependency_rows(struct load *l)
{
	const struct store_query q = { table_find("dependencies"), NULL, -1, false };

	return store_each(l->db, &q, -1, read_dependency, l, l->err);
}

typedef VEC(size_t) index_vec;

/* Classes of one side: that of the asset, or all that the selector matches. */
static void find_classes(struct load *l, const struct map *alone, const struct dependency_row *row,
			 int side, index_vec *ret)
{
	ret->n = 0;
	if (row->asset[side]) {
		size_t class = map_get(alone, row->asset[side]);

		if (class != MAP_NONE)
			VEC_PUSH(ret, class);
		return;
	}
	for (size_t i = 0; i < l->s->n_classes; i++)
		if (snap_class_matches(l->s, &l->s->classes[i], row->selector[side]))
			VEC_PUSH(ret, i);
}

int load_dependencies(struct load *l)
{
	VEC(struct snap_dependency) pairs = VEC_INIT;
	index_vec from = VEC_INIT, to = VEC_INIT;
	struct map alone = MAP_INIT;
	int rc = 0;

	for (size_t i = 0; i < l->s->n_classes; i++)
		if (l->s->classes[i].asset)
			map_put(&alone, l->s->classes[i].asset, i);
	for (size_t r = 0; r < l->dependencies.n && rc == 0; r++) {
		const struct dependency_row *row = &l->dependencies.items[r];

		find_classes(l, &alone, row, 0, &from);
		find_classes(l, &alone, row, 1, &to);
		if (from.n && to.n > MAX_PAIRS / from.n)
			rc = err_set(l->err, ERR_INPUT, N_("dependencies: a selector of %zu and one of "
				     "%zu classes make too many pairs; name fewer assets"),
				     from.n, to.n);
		for (size_t i = 0; i < from.n && rc == 0; i++)
			for (size_t k = 0; k < to.n; k++)
				if (from.items[i] != to.items[k])
					VEC_PUSH(&pairs, (struct snap_dependency){
						 from.items[i], to.items[k], row->type });
	}
	l->s->n_dependencies = pairs.n;
	l->s->dependencies = pairs.n ? arena_copy(&l->s->arena, pairs.items,
						  pairs.n * sizeof(*pairs.items)) : NULL;
	VEC_RELEASE(&pairs);
	VEC_RELEASE(&from);
	VEC_RELEASE(&to);
	map_release(&alone);
	return rc;
}

/* ---- facts -------------------------------------------------------------------------------------- */

static int first_text(struct load *l, const char *sql, const char *parameter, char **ret)
{
	struct stmt *s;
	int rc = db_prepare(l->db, sql, &s, l->err);

	if (rc < 0)
		return rc;
	if (parameter)
		stmt_bind_text(s, 1, parameter);
	rc = stmt_step(s, l->err);
	if (rc > 0)
		*ret = arena_strdup(&l->s->arena, stmt_text(s, 0));
	stmt_done(s);
	return rc < 0 ? rc : 0;
}

static int first_instant(struct load *l, const char *sql, const char *parameter, int64_t *ret)
{
	char *text = NULL;
	int rc = first_text(l, sql, parameter, &text);

	if (text)
		(void)instant_parse(text, ret);
	return rc;
}

/* Prepare steps that some plan's execution has done: on what day last. */
static int load_done_steps(struct load *l)
{
	struct stmt *s;
	int rc = db_prepare(l->db, "SELECT p.playbook, s.step, max(x.actual_finish) "
			    "FROM step_states AS x "
			    "JOIN plan_steps AS s ON s.plan = x.plan AND s.version = x.version "
			    "AND s.instance = x.instance "
			    "JOIN plans AS p ON p.plan = x.plan AND p.version = x.version "
			    "WHERE s.phase = 'prepare' AND x.state = 'done' "
			    "AND x.actual_finish IS NOT NULL GROUP BY p.playbook, s.step", &s, l->err);

	if (rc < 0)
		return rc;
	while ((rc = stmt_step(s, l->err)) > 0) {
		const char *playbook = stmt_text(s, 0);
		int64_t at;

		if (!playbook || instant_parse(stmt_text(s, 2), &at) < 0)
			continue;
		for (size_t i = 0; i < l->s->n_steps; i++)
			if (strcmp(l->s->steps[i].playbook, playbook) == 0 &&
			    strcmp(l->s->steps[i].key, stmt_text(s, 1)) == 0)
				l->s->steps[i].done_on = (at - (at % DAY_S + DAY_S) % DAY_S) / DAY_S;
	}
	stmt_done(s);
	return rc;
}

int load_facts(struct load *l)
{
	static const char fact[] = "SELECT value FROM workspace WHERE name = $1";
	struct snap_facts *f = &l->s->facts;
	char *polled = NULL;
	int rc = first_instant(l, "SELECT max(activated_at) FROM plans WHERE drill = 'yes' AND "
			       "state = 'completed'", NULL, &f->last_drill);

	if (rc == 0)
		rc = first_instant(l, fact, "last_poll", &f->last_poll);
	if (rc == 0)
		rc = first_instant(l, fact, "last_pack", &f->last_pack);
	if (rc == 0)
		rc = first_text(l, fact, "last_pack_plan", &f->last_pack_plan);
	if (rc == 0)
		rc = first_text(l, fact, "sources_polled", &polled);
	if (rc == 0)
		rc = db_get_int(l->db, "SELECT count(*) FROM sources WHERE url IS NOT NULL", 0,
				&f->sources_total, l->err);
	f->sources_polled = polled ? strtoll(polled, NULL, 10) : 0;
	for (size_t i = 0; i < l->s->n_classes; i++)
		f->assets_unknown_seen += l->s->classes[i].unknown_seen;
	return rc < 0 ? rc : load_done_steps(l);
}
