/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which asset moves in which wave. */
#include "config.h"
#include "model/cohort.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

void cohort_classes_init(struct cohort_classes *c, const struct snapshot *s)
{
	*c = (struct cohort_classes){ s, MAP_INIT, 0 };
	for (size_t i = 0; i < s->n_classes; i++)
		if (s->classes[i].asset)
			map_put(&c->alone, s->classes[i].asset, i);
}

void cohort_classes_release(struct cohort_classes *c)
{
	map_release(&c->alone);
}

static int compare_place(const struct snap_cohort *c, const struct cohort_asset *a)
{
	if (c->cohort != a->cohort)
		return c->cohort < a->cohort ? -1 : 1;
	return (c->holds > a->holds) - (c->holds < a->holds);
}

size_t cohort_class_of(struct cohort_classes *c, const struct cohort_asset *a)
{
	size_t low = 0, high = c->s->n_cohorts;
	size_t alone = c->alone.n ? map_get(&c->alone, a->asset) : MAP_NONE;

	if (alone != MAP_NONE)
		return alone;
	if (c->last < high && compare_place(&c->s->cohorts[c->last], a) == 0)
		return c->s->cohorts[c->last].class;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare_place(&c->s->cohorts[middle], a);

		if (order == 0) {
			c->last = middle;
			return c->s->cohorts[middle].class;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NONE;
}

/* ---- plan_assets -------------------------------------------------------------------------------- */

struct assignment {
	struct cohort_classes classes;
	const struct cohort_wave **waves; /* by class and first row */
	size_t *first;   /* place of a class's first wave, by class; one more at the end */
	size_t *current; /* wave that the next row of a class falls into, by class */
	int64_t *rows;   /* rows met so far, by class */
	struct stmt *insert;
};

static int by_class(const void *a, const void *b)
{
	const struct cohort_wave *x = *(const struct cohort_wave *const *)a;
	const struct cohort_wave *y = *(const struct cohort_wave *const *)b;

	if (x->class != y->class)
		return x->class < y->class ? -1 : 1;
	return (x->first_row > y->first_row) - (x->first_row < y->first_row);
}

static void assignment_init(struct assignment *as, const struct snapshot *s,
			    const struct cohort_wave *waves, size_t n)
{
	memset(as, 0, sizeof(*as));
	cohort_classes_init(&as->classes, s);
	as->waves = mem_zalloc(n + 1, sizeof(*as->waves));
	as->first = mem_zalloc(s->n_classes + 1, sizeof(*as->first));
	as->current = mem_zalloc(s->n_classes + 1, sizeof(*as->current));
	as->rows = mem_zalloc(s->n_classes + 1, sizeof(*as->rows));
	for (size_t i = 0; i < n; i++)
		as->waves[i] = &waves[i];
	qsort(as->waves, n, sizeof(*as->waves), by_class);
	for (size_t c = 0, w = 0; c <= s->n_classes; c++) {
		while (w < n && as->waves[w]->class < c)
			w++;
		as->first[c] = as->current[c] = w;
	}
}

static void assignment_release(struct assignment *as)
{
	stmt_done(as->insert);
	cohort_classes_release(&as->classes);
	free(as->waves);
	free(as->first);
	free(as->current);
	free(as->rows);
}

static int changed(struct err *err)
{
	return err_set(err, ERR_CONFLICT, N_("the inventory changed while the plan was made; make the "
		       "plan again"));
}

static int insert(struct assignment *as, const char *asset, const struct cohort_wave *w,
		  struct err *err)
{
	int rc;

	stmt_reset(as->insert);
	stmt_bind_text(as->insert, 4, asset);
	if (w->number)
		stmt_bind_int(as->insert, 5, w->number);
	else
		stmt_bind_null(as->insert, 5);
	stmt_bind_text(as->insert, 6, w->from_product);
	stmt_bind_text(as->insert, 7, w->to_product);
	stmt_bind_text(as->insert, 8, w->step);
	stmt_bind_text(as->insert, 9, w->instance);
	if (w->scheduled) {
		stmt_bind_int(as->insert, 10, w->start_min);
		stmt_bind_int(as->insert, 11, w->finish_min);
	} else {
		stmt_bind_null(as->insert, 10);
		stmt_bind_null(as->insert, 11);
	}
	stmt_bind_text(as->insert, 12, w->start_at);
	stmt_bind_text(as->insert, 13, w->finish_at);
	stmt_bind_text(as->insert, 14, w->class_key);
	rc = stmt_step(as->insert, err);
	return rc;
}

static int place_asset(void *context, const struct cohort_asset *a, struct err *err)
{
	struct assignment *as = context;
	size_t class = cohort_class_of(&as->classes, a);
	int64_t row;
	size_t *w;

	if (class == NONE)
		return changed(err);
	row = as->rows[class]++;
	w = &as->current[class];
	while (*w < as->first[class + 1] &&
	       row >= as->waves[*w]->first_row + as->waves[*w]->n_rows)
		++*w;
	if (*w == as->first[class + 1] || row < as->waves[*w]->first_row)
		return 0;
	return insert(as, a->asset, as->waves[*w], err);
}

int cohort_assign_assets(struct db *db, const struct snapshot *s, const char *plan,
			 int64_t version, int64_t rev, const struct cohort_wave *waves, size_t n,
			 struct err *err)
{
	struct cohort_condition *conditions;
	struct cohort_set none;
	struct assignment as;
	int rc;

	assignment_init(&as, s, waves, n);
	cohort_set_init(&none);
	conditions = mem_zalloc(s->extra_columns.n + 1, sizeof(*conditions));
	for (size_t i = 0; i < s->extra_columns.n; i++)
		conditions[i] = (struct cohort_condition){ s->extra_conditions[i], 0 };
	rc = cohort_refresh(db, err);
	if (rc == 0)
		rc = db_prepare(db, "INSERT INTO plan_assets (plan, version, rev, asset, wave, "
				"from_product, to_product, step, instance, start_min, finish_min, "
				"start_at, finish_at, class, name, site) SELECT $1, "
				"CAST($2 AS BIGINT), CAST($3 AS BIGINT), a.asset, CAST($5 AS BIGINT), "
				"$6, $7, $8, $9, CAST($10 AS BIGINT), CAST($11 AS BIGINT), $12, $13, "
				"$14, a.name, a.site FROM assets AS a WHERE a.asset = $4", &as.insert, err);
	if (rc == 0) {
		stmt_bind_text(as.insert, 1, plan);
		stmt_bind_int(as.insert, 2, version);
		stmt_bind_int(as.insert, 3, rev);
		rc = cohort_each_asset(db, &none, conditions, s->extra_columns.n, place_asset, &as,
				       err);
	}
	for (size_t i = 0; rc == 0 && i < s->n_classes; i++)
		if (as.rows[i] != s->classes[i].rows)
			rc = changed(err);
	free(conditions);
	assignment_release(&as);
	cohort_set_release(&none);
	return rc;
}
