/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counting assets by cohort, and walking over them. */
#include "config.h"
#include "model/cohort.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

/* Adds ", CASE WHEN <condition> THEN 1 ELSE 0 END" for each condition. */
static void add_conditions(const struct cohort_condition *conditions, size_t n, int *next,
			   struct strbuf *sql)
{
	for (size_t i = 0; i < n; i++) {
		strbuf_adds(sql, ", CASE WHEN ");
		selector_term_sql(conditions[i].selector, conditions[i].term, "a", next, sql);
		strbuf_adds(sql, " THEN 1 ELSE 0 END");
	}
}

static void bind_conditions(const struct cohort_condition *conditions, size_t n, struct stmt *s)
{
	int next = 1;

	for (size_t i = 0; i < n; i++)
		selector_term_bind(conditions[i].selector, conditions[i].term, s, &next);
}

/* The condition columns of a row, which begin at `column`. */
static uint64_t read_holds(const struct stmt *s, int column, size_t n)
{
	uint64_t holds = 0;

	for (size_t i = 0; i < n; i++)
		if (stmt_int(s, column + (int)i))
			holds |= UINT64_C(1) << i;
	return holds;
}

/* ---- groups ------------------------------------------------------------------------------------- */

#define COUNTS "count(*), CAST(sum(a.quantity) AS BIGINT), min(a.last_seen), " \
	"CAST(sum(CASE WHEN a.last_seen IS NULL THEN a.quantity ELSE 0 END) AS BIGINT), a.cohort"
#define NAMED "(SELECT d.\"from\" FROM dependencies AS d UNION SELECT d.\"to\" FROM dependencies AS d)"

static struct cohort_group read_group(const struct stmt *s, int64_t cohort, size_t n_conditions,
				      struct arena *arena)
{
	return (struct cohort_group){
		.cohort = cohort,
		.holds = read_holds(s, 5, n_conditions),
		.rows = stmt_int(s, 0),
		.quantity = stmt_int(s, 1),
		.oldest_seen = arena_strdup(arena, stmt_text(s, 2)),
		.unknown_seen = stmt_int(s, 3),
	};
}

static int by_cohort(const void *a, const void *b)
{
	const struct cohort_group *x = a, *y = b;

	if (x->cohort != y->cohort)
		return x->cohort < y->cohort ? -1 : 1;
	return (x->holds > y->holds) - (x->holds < y->holds);
}

static int interned_groups(struct db *db, const struct cohort_condition *conditions, size_t n,
			   struct arena *arena, cohort_groups *ret, struct err *err)
{
	struct strbuf sql = STRBUF_INIT;
	struct stmt *s = NULL;
	int next = 1, rc;

	strbuf_adds(&sql, "SELECT " COUNTS);
	add_conditions(conditions, n, &next, &sql);
	strbuf_adds(&sql, " FROM assets AS a WHERE a.cohort IS NOT NULL GROUP BY a.cohort");
	for (size_t i = 0; i < n; i++)
		strbuf_addf(&sql, ", %zu", i + 6);
	rc = db_prepare(db, sql.buf, &s, err);
	strbuf_release(&sql);
	if (rc < 0)
		return rc;
	bind_conditions(conditions, n, s);
	while ((rc = stmt_step(s, err)) > 0)
		VEC_PUSH(ret, read_group(s, stmt_int(s, 4), n, arena));
	stmt_done(s);
	return rc;
}

/* Loose or named assets, one row each: key, cohort (of loose ones from the set). */
static int single_groups(struct db *db, const struct cohort_set *set, const char *where,
			 const struct cohort_condition *conditions, size_t n, struct arena *arena,
			 cohort_groups *ret, struct err *err)
{
	struct strbuf sql = STRBUF_INIT;
	struct stmt *s = NULL;
	int next = 1, rc;

	strbuf_adds(&sql, "SELECT 1, a.quantity, a.last_seen, "
		    "CASE WHEN a.last_seen IS NULL THEN a.quantity ELSE 0 END, a.cohort");
	add_conditions(conditions, n, &next, &sql);
	strbuf_adds(&sql, ", a.asset FROM assets AS a WHERE ");
	strbuf_adds(&sql, where);
	strbuf_adds(&sql, " ORDER BY a.asset");
	rc = db_prepare(db, sql.buf, &s, err);
	strbuf_release(&sql);
	if (rc < 0)
		return rc;
	bind_conditions(conditions, n, s);
	while ((rc = stmt_step(s, err)) > 0) {
		const char *asset = stmt_text(s, 5 + (int)n);
		int64_t cohort = stmt_int(s, 4);

		if (stmt_is_null(s, 4)) {
			size_t place = map_get(&set->loose, asset);

			if (place == MAP_NONE)
				continue;
			cohort = set->cohorts.items[place].id;
		}
		VEC_PUSH(ret, read_group(s, cohort, n, arena));
		VEC_LAST(ret).asset = arena_strdup(arena, asset);
	}
	stmt_done(s);
	return rc;
}

static struct cohort_group *find_group(cohort_groups *groups, size_t n,
				       const struct cohort_group *like)
{
	return n ? bsearch(like, groups->items, n, sizeof(*groups->items), by_cohort) : NULL;
}

static const char *earlier(const char *a, const char *b)
{
	return !a || (b && strcmp(b, a) < 0) ? b : a;
}

/* Loose assets join the interned groups of their cohort. */
static void add_singles(cohort_groups *groups, const cohort_groups *singles)
{
	size_t n = groups->n;

	for (size_t i = 0; i < singles->n; i++) {
		const struct cohort_group *one = &singles->items[i];
		struct cohort_group *g = find_group(groups, n, one);

		if (!g) {
			VEC_PUSH(groups, *one);
			VEC_LAST(groups).asset = NULL;
			qsort(groups->items, groups->n, sizeof(*groups->items), by_cohort);
			n = groups->n;
			continue;
		}
		g->rows++;
		g->quantity += one->quantity;
		g->unknown_seen += one->unknown_seen;
		g->oldest_seen = (char *)(uintptr_t)earlier(g->oldest_seen, one->oldest_seen);
	}
}

/* Named assets leave their group and stand alone behind all groups. */
static void take_singles(cohort_groups *groups, const cohort_groups *singles)
{
	size_t n = groups->n, kept = 0;

	for (size_t i = 0; i < singles->n; i++) {
		struct cohort_group *g = find_group(groups, n, &singles->items[i]);

		if (!g)
			continue;
		g->rows--;
		g->quantity -= singles->items[i].quantity;
		g->unknown_seen -= singles->items[i].unknown_seen;
	}
	for (size_t i = 0; i < n; i++)
		if (groups->items[i].rows > 0)
			groups->items[kept++] = groups->items[i];
	groups->n = kept;
	for (size_t i = 0; i < singles->n; i++)
		VEC_PUSH(groups, singles->items[i]);
}

int cohort_roll_up(struct db *db, const struct cohort_set *set,
		   const struct cohort_condition *conditions, size_t n, struct arena *arena,
		   cohort_groups *ret, struct err *err)
{
	cohort_groups loose = VEC_INIT, named = VEC_INIT;
	int rc = interned_groups(db, conditions, n, arena, ret, err);

	if (rc == 0 && set->loose.n)
		rc = single_groups(db, set, "a.cohort IS NULL", conditions, n, arena, &loose, err);
	if (rc == 0)
		rc = single_groups(db, set, "a.asset IN " NAMED, conditions, n, arena, &named, err);
	if (rc == 0) {
		if (ret->n)
			qsort(ret->items, ret->n, sizeof(*ret->items), by_cohort);
		add_singles(ret, &loose);
		take_singles(ret, &named);
	}
	VEC_RELEASE(&loose);
	VEC_RELEASE(&named);
	return rc;
}

/* ---- one by one --------------------------------------------------------------------------------- */

int cohort_each_asset(struct db *db, const struct cohort_set *set,
		      const struct cohort_condition *conditions, size_t n, cohort_asset_fn *fn,
		      void *context, struct err *err)
{
	struct strbuf sql = STRBUF_INIT;
	struct stmt *s = NULL;
	int next = 1, rc;

	strbuf_adds(&sql, "SELECT a.asset, a.cohort, a.quantity");
	add_conditions(conditions, n, &next, &sql);
	strbuf_adds(&sql, " FROM assets AS a ORDER BY a.asset");
	rc = db_prepare(db, sql.buf, &s, err);
	strbuf_release(&sql);
	if (rc < 0)
		return rc;
	bind_conditions(conditions, n, s);
	while ((rc = stmt_step(s, err)) > 0) {
		struct cohort_asset a = { stmt_text(s, 0), stmt_int(s, 1), read_holds(s, 3, n),
					  stmt_int(s, 2) };

		if (stmt_is_null(s, 1)) {
			size_t place = map_get(&set->loose, a.asset);

			a.cohort = place == MAP_NONE ? 0 : set->cohorts.items[place].id;
		}
		rc = fn(context, &a, err);
		if (rc != 0)
			break;
	}
	stmt_done(s);
	return rc;
}
