/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "model/snapshot_parts.h"

#include <stdlib.h>
#include <string.h>

#include "model/calendar.h"
#include "model/cohort.h"
#include "model/policy.h"
#include "util/text.h"
#include "util/mem.h"

/* Windows reach a little beyond what is planned, so that work that began before is seen whole. */
#define MARGIN (8 * DAY_S)

/* ---- tables ------------------------------------------------------------------------------------- */

typedef VEC(struct record) record_vec;

static int collect(void *context, const struct record *r, struct err *err)
{
	record_vec *rows = context;
	struct record copy;

	(void)err;
	record_init(&copy, r->table);
	record_copy(&copy, r);
	VEC_PUSH(rows, copy);
	return 0;
}

static void digest_rows(struct load *l, const struct table *t, const record_vec *rows)
{
	digest_text(&l->digest, t->name);
	digest_int(&l->digest, (int64_t)rows->n);
	for (size_t i = 0; i < rows->n; i++)
		for (size_t c = 0; c < t->n_columns; c++)
			/* By name, and not the empty ones: a column that a later version adds leaves
			 * old digests alone. */
			if ((t->columns[c].flags & COLF_PLANNED) && rows->items[i].cell[c]) {
				digest_text(&l->digest, t->columns[c].name);
				digest_text(&l->digest, rows->items[i].cell[c]);
			}
}

/* All rows of a table in key order; they are part of the digest. */
static int read_table(struct load *l, const char *name, record_vec *rows)
{
	const struct store_query q = { table_find(name), NULL, -1, false };
	int rc = store_each(l->db, &q, -1, collect, rows, l->err);

	if (rc == 0)
		digest_rows(l, q.table, rows);
	return rc;
}

static void release_rows(record_vec *rows)
{
	for (size_t i = 0; i < rows->n; i++)
		record_release(&rows->items[i]);
	VEC_RELEASE(rows);
}

static int load_table(struct load *l, const struct row_loader *loader)
{
	record_vec rows = VEC_INIT;
	char *items;
	int rc = read_table(l, loader->table, &rows);

	if (rc < 0)
		goto out;
	items = arena_alloc(&l->s->arena, rows.n + 1, loader->size);
	memcpy((char *)l->s + loader->items, &items, sizeof(items));
	memcpy((char *)l->s + loader->n, &rows.n, sizeof(rows.n));
	for (size_t i = 0; loader->keyed && i < rows.n; i++) {
		char *key = arena_strdup(&l->s->arena, rows.items[i].cell[0]);

		memcpy(items + i * loader->size, &key, sizeof(key));
	}
	for (size_t i = 0; i < rows.n && rc == 0; i++) {
		l->row = &rows.items[i];
		loader->fill(l, items + i * loader->size);
		rc = l->failed;
	}
out:
	l->row = NULL;
	release_rows(&rows);
	return rc;
}

static int load_tables(struct load *l, const struct row_loader *loaders, size_t n)
{
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0; i++)
		rc = load_table(l, &loaders[i]);
	return rc;
}

/* ---- policy and clock --------------------------------------------------------------------------- */

static int by_policy_key(const void *a, const void *b)
{
	return strcmp(((const struct snap_policy *)a)->key, ((const struct snap_policy *)b)->key);
}

static int load_policy(struct load *l)
{
	struct snapshot *s = l->s;
	const struct store_query q = { table_find("policy"), NULL, -1, false };
	record_vec rows = VEC_INIT;
	int rc = store_each(l->db, &q, -1, collect, &rows, l->err);

	if (rc < 0)
		goto out;
	s->policy = arena_alloc(&s->arena, policy_n_defs + 1, sizeof(*s->policy));
	for (size_t i = 0; i < policy_n_defs; i++) {
		const char *value = policy_defs[i].preset;

		for (size_t k = 0; k < rows.n; k++)
			if (strcmp(record_get(&rows.items[k], "key"), policy_defs[i].key) == 0)
				value = record_get(&rows.items[k], "value");
		s->policy[s->n_policy++] = (struct snap_policy){
			arena_strdup(&s->arena, policy_defs[i].key), arena_strdup(&s->arena, value) };
	}
	qsort(s->policy, s->n_policy, sizeof(*s->policy), by_policy_key);
	/* Only what was changed: a setting that a later version adds leaves old digests alone (a changed
	 * default is a new PLAN_ENGINE_VERSION). */
	for (size_t i = 0; i < s->n_policy; i++) {
		if (text_same(s->policy[i].value, policy_find(s->policy[i].key)->preset))
			continue;
		digest_text(&l->digest, s->policy[i].key);
		digest_text(&l->digest, s->policy[i].value);
	}
	memcpy(s->currency, policy_text(s, "currency"), strnlen(policy_text(s, "currency"), 3));
	s->timezone = arena_strdup(&s->arena, policy_text(s, "timezone"));
	s->calendar_from = (s->now - MARGIN) / MINUTE_S;
	s->calendar_until = (s->now + policy_duration(s, "horizon") + MARGIN) / MINUTE_S;
out:
	release_rows(&rows);
	return rc;
}

/* ---- calendars ---------------------------------------------------------------------------------- */

static int load_calendar_rows(struct load *l)
{
	record_vec rows = VEC_INIT;
	int rc = read_table(l, "calendars", &rows);

	for (size_t i = 0; i < rows.n && rc == 0; i++) {
		struct calendar_row row = { NULL, { false, 0, 0, NULL } };

		l->row = &rows.items[i];
		row.key = row_text(l, "calendar");
		row.rule.open = strcmp(record_get(l->row, "kind"), "open") == 0;
		(void)local_parse(record_get(l->row, "starts"), &row.rule.starts);
		row.rule.duration = row_duration(l, "duration", 0);
		row.rule.rrule = row_text(l, "rrule");
		VEC_PUSH(&l->calendar_rows, row);
	}
	l->row = NULL;
	release_rows(&rows);
	return rc;
}

size_t load_calendar(struct load *l, const char *key, const char *zone)
{
	struct snap_calendar c = { NULL, NULL, NULL, 0 };
	struct calendar_rule *rules;
	size_t n = 0;
	int rc;

	if (!key)
		return NONE;
	for (size_t i = 0; i < l->calendars.n; i++)
		if (strcmp(l->calendars.items[i].key, key) == 0 &&
		    strcmp(l->calendars.items[i].timezone, zone) == 0)
			return i;
	rules = mem_alloc(l->calendar_rows.n + 1, sizeof(*rules));
	for (size_t i = 0; i < l->calendar_rows.n; i++)
		if (strcmp(l->calendar_rows.items[i].key, key) == 0)
			rules[n++] = l->calendar_rows.items[i].rule;
	c.key = arena_strdup(&l->s->arena, key);
	c.timezone = arena_strdup(&l->s->arena, zone);
	rc = calendar_expand(key, rules, n, zone, l->s->calendar_from, l->s->calendar_until,
			     &l->s->arena, &c.windows, &c.n_windows, l->failed ? NULL : l->err);
	free(rules);
	if (rc < 0 && !l->failed)
		l->failed = rc;
	VEC_PUSH(&l->calendars, c);
	return l->calendars.n - 1;
}

struct placed_calendar {
	struct snap_calendar calendar;
	size_t before;
};

static int by_calendar(const void *a, const void *b)
{
	const struct snap_calendar *x = &((const struct placed_calendar *)a)->calendar;
	const struct snap_calendar *y = &((const struct placed_calendar *)b)->calendar;
	int order = strcmp(x->key, y->key);

	return order ? order : strcmp(x->timezone, y->timezone);
}

/* Calendars were numbered as they were met; now by key and zone. */
static void keep_calendars(struct load *l)
{
	struct snapshot *s = l->s;
	size_t n = l->calendars.n;
	struct placed_calendar *placed = mem_alloc(n + 1, sizeof(*placed));
	size_t *now_at = mem_alloc(n + 1, sizeof(*now_at));

	for (size_t i = 0; i < n; i++)
		placed[i] = (struct placed_calendar){ l->calendars.items[i], i };
	qsort(placed, n, sizeof(*placed), by_calendar);
	s->calendars = arena_alloc(&s->arena, n + 1, sizeof(*s->calendars));
	s->n_calendars = n;
	for (size_t i = 0; i < n; i++) {
		s->calendars[i] = placed[i].calendar;
		now_at[placed[i].before] = i;
	}
	for (size_t i = 0; i < s->n_sites; i++)
		if (s->sites[i].calendar != NONE)
			s->sites[i].calendar = now_at[s->sites[i].calendar];
	for (size_t i = 0; i < s->n_crews; i++) {
		if (s->crews[i].calendar != NONE)
			s->crews[i].calendar = now_at[s->crews[i].calendar];
		if (s->crews[i].regular != NONE)
			s->crews[i].regular = now_at[s->crews[i].regular];
	}
	for (size_t i = 0; i < s->n_classes; i++)
		if (s->classes[i].calendar != NONE)
			s->classes[i].calendar = now_at[s->classes[i].calendar];
	free(placed);
	free(now_at);
}

/* ---- all ---------------------------------------------------------------------------------------- */

static int load_all(struct load *l)
{
	int rc = load_policy(l);

	if (rc == 0)
		rc = load_calendar_rows(l);
	if (rc == 0)
		rc = load_tables(l, rows_vendor, n_rows_vendor);
	if (rc == 0)
		rc = load_tables(l, rows_need, n_rows_need);
	if (rc == 0)
		rc = load_tables(l, rows_play, n_rows_play);
	if (rc == 0)
		rc = load_dependency_rows(l);
	if (rc == 0)
		rc = load_classes(l);
	if (rc == 0)
		rc = l->failed;
	if (rc == 0) {
		keep_calendars(l);
		rc = load_dependencies(l);
	}
	if (rc == 0)
		rc = load_facts(l);
	return rc;
}

/* One consistent view of the workspace. */
static int load_in_view(struct db *db, void *context, struct err *err)
{
	struct load *l = context;
	int rc;

	(void)db;
	l->err = err;
	digest_init(&l->digest);
	rc = load_all(l);
	digest_final(&l->digest, l->s->digest);
	return rc;
}

int snapshot_load(struct db *db, int64_t now, struct snapshot *ret, struct err *err)
{
	struct load l = { .db = db, .s = ret };
	int rc;

	snapshot_release(ret);
	ret->now = now;
	if (!db_is_readonly(db)) {
		rc = cohort_refresh(db, err);
		if (rc < 0)
			return rc;
	}
	rc = db_read(db, load_in_view, &l, err);
	VEC_RELEASE(&l.calendars);
	VEC_RELEASE(&l.calendar_rows);
	VEC_RELEASE(&l.dependencies);
	return rc;
}
