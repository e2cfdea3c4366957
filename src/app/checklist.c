/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/checklist_parts.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/marks.h"
#include "model/selector.h"
#include "model/settings.h"
#include "model/store.h"
#include "util/date.h"
#include "util/i18n.h"
#include "util/map.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/vec.h"

/* ---- collecting ------------------------------------------------------------------------------ */

static bool person_in_crew(const struct checklist *c, const char *crew, const char *person)
{
	size_t i = crew ? map_get(&c->crews, crew) : MAP_NONE;
	const char *at = i == MAP_NONE ? NULL : record_get(&c->crew_rows.items[i], "people"), *piece;
	size_t n;

	while (at && text_list_next(&at, &piece, &n))
		if (strlen(person) == n && strncmp(piece, person, n) == 0)
			return true;
	return false;
}

static bool wanted(const struct checklist *c, const struct record *r)
{
	const struct {
		const char *column, *value;
	} conditions[] = {
		{ "wave", c->filter->wave },
		{ "crew", c->filter->crew },
		{ "site", c->filter->site },
		{ "phase", c->filter->phase },
	};
	size_t i;

	for (i = 0; i < sizeof(conditions) / sizeof(conditions[0]); i++) {
		const char *cell = record_get(r, conditions[i].column);

		if (conditions[i].value && (!cell || strcmp(cell, conditions[i].value) != 0))
			return false;
	}
	return !c->filter->person ||
	       text_same(record_get(r, "owner"), c->filter->person) ||
	       text_same(record_get(r, "deputy"), c->filter->person) ||
	       person_in_crew(c, record_get(r, "crew"), c->filter->person);
}

static int take_step(void *context, const struct record *r, struct err *err)
{
	struct checklist *c = context;
	struct record copy;

	(void)err;
	if (!wanted(c, r))
		return 0;
	record_init(&copy, r->table);
	record_copy(&copy, r);
	VEC_PUSH(&c->steps, copy);
	return 0;
}

static int take_crew(void *context, const struct record *r, struct err *err)
{
	struct checklist *c = context;
	struct record copy;

	(void)err;
	record_init(&copy, r->table);
	record_copy(&copy, r);
	map_put(&c->crews, arena_strdup(&c->arena, record_get(r, "crew")), c->crew_rows.n);
	VEC_PUSH(&c->crew_rows, copy);
	return 0;
}

static void take_list(struct checklist *c, const char *cell)
{
	const char *at = cell, *piece;
	size_t n;

	while (at && text_list_next(&at, &piece, &n))
		map_put(&c->products, arena_strndup(&c->arena, piece, n), 1);
}

static int take_products(void *context, const struct record *r, struct err *err)
{
	(void)err;
	take_list(context, record_get(r, "leaving"));
	take_list(context, record_get(r, "to"));
	return 0;
}

static int collect_products(struct checklist *c, struct err *err)
{
	struct store_query q = { .table = table_find("plan_classes"), .sort = -1 };
	struct selector *where = NULL;
	int rc = plan_ref_selector(c->plan, q.table, NULL, &where, err);

	q.where = where;
	if (rc == 0)
		rc = store_each(c->db, &q, -1, take_products, c, err);
	selector_free(where);
	return rc;
}

static int take_needs(void *context, const struct record *r, struct err *err)
{
	struct checklist *c = context;
	const char *at = record_get(r, "needs"), *piece;
	size_t i, n;

	(void)err;
	for (i = 0; i < c->steps.n; i++)
		if (text_same(record_get(&c->steps.items[i], "step"), record_get(r, "step")))
			break;
	while (i < c->steps.n && at && text_list_next(&at, &piece, &n)) {
		char *need = arena_strndup(&c->arena, piece, n);

		if (map_add(&c->needs, need, c->need_names.n) == c->need_names.n)
			VEC_PUSH(&c->need_names, need);
	}
	return 0;
}

/* What the steps need, by the playbook as it is now, as the items are too. */
static int collect_needs(struct checklist *c, struct err *err)
{
	struct store_query q = { .table = table_find("playbooks"), .sort = -1 };
	const char *playbook = record_get(&c->plan->header, "playbook");
	struct strbuf condition = STRBUF_INIT;
	struct selector *where = NULL;
	int rc = 0;

	if (playbook) {
		strbuf_addf(&condition, "playbook=\"%s\"", playbook);
		rc = selector_parse(q.table, condition.buf, &where, err);
		q.where = where;
		if (rc == 0)
			rc = store_each(c->db, &q, -1, take_needs, c, err);
	}
	selector_free(where);
	strbuf_release(&condition);
	return rc;
}

static int collect(struct checklist *c, struct err *err)
{
	struct store_query crews = { .table = table_find("crews"), .sort = -1 };
	struct store_query steps = { .table = table_find("plan_steps") };
	struct selector *where = NULL;
	int rc = store_each(c->db, &crews, -1, take_crew, c, err);

	if (rc == 0)
		rc = plan_ref_selector(c->plan, steps.table, NULL, &where, err);
	if (rc == 0) {
		steps.where = where;
		steps.sort = table_column(steps.table, "start_min");
		rc = store_each(c->db, &steps, -1, take_step, c, err);
	}
	selector_free(where);
	if (rc == 0)
		rc = collect_products(c, err);
	if (rc == 0)
		rc = collect_needs(c, err);
	if (rc == 0 && !c->steps.n)
		rc = err_set(err, ERR_NOT_FOUND,
			     N_("no step of plan %s is left with these conditions; "
				"'lifeboat export plan %s' lists waves, crews, sites and phases"),
			     c->plan->plan, c->plan->plan);
	return rc;
}

static int take_zone(void *context, const struct record *r, struct err *err)
{
	struct checklist *c = context;

	(void)err;
	if (record_get(r, "timezone")) {
		map_put(&c->zones, arena_strdup(&c->arena, record_get(r, "site")), c->zone_names.n);
		VEC_PUSH(&c->zone_names, arena_strdup(&c->arena, record_get(r, "timezone")));
	}
	return 0;
}

/* Whose clock each site reads, and what every page must say. */
static int collect_frame(struct checklist *c, struct err *err)
{
	const struct store_query q = { .table = table_find("sites"), .sort = -1 };
	int rc = store_each(c->db, &q, -1, take_zone, c, err);

	if (rc == 0)
		rc = setting_get(c->db, "timezone", &c->timezone, err);
	if (rc == 0)
		rc = plan_is_overridden(c->db, c->plan, &c->alone, err);
	return rc == 0 ? plan_marks(c->db, c->plan, &c->marks, err) : rc;
}

static int fill_page(struct checklist *c, struct err *err)
{
	int rc;

	checklist_name(c);
	checklist_synopsis(c);
	rc = checklist_before(c, err);
	if (rc < 0)
		return rc;
	checklist_steps(c);
	rc = checklist_assets(c, err);
	return rc < 0 ? rc : checklist_end(c, err);
}

static void start_page(struct checklist *c)
{
	const char *drill = record_get(&c->plan->header, "drill");
	struct strbuf title = STRBUF_INIT;
	const char *parts[] = { c->filter->wave, c->filter->crew, c->filter->person, c->filter->site,
				c->filter->phase };
	size_t i;

	/* at the head of every printed page */
	if (drill && strcmp(drill, "yes") == 0)
		strbuf_adds(&title, "DRILL-");
	if (c->alone)
		strbuf_adds(&title, "OVERRIDE-");
	strbuf_addf(&title, "%s-%lld", c->plan->plan, (long long)c->plan->version);
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i])
			strbuf_addf(&title, "-%s", parts[i]);
	page_init(c->page, title.buf, "7", c->today.buf, PACKAGE_STRING, _("Lifeboat checklist"));
	strbuf_release(&title);
}

int checklist_page(struct app *app, const struct plan_ref *plan,
		   const struct checklist_filter *filter, struct page *ret, struct err *err)
{
	struct checklist c = { .app = app, .plan = plan, .filter = filter, .page = ret, .marks = STRBUF_INIT,
			       .today = STRBUF_INIT };
	const char *state = record_get(&plan->header, "state");
	int64_t now;
	size_t i;
	int rc = app_db(app, &c.db, err);

	c.live = !text_same(state, "draft") && !text_same(state, "ready");
	c.whole = !filter->wave && !filter->crew && !filter->person && !filter->site &&
		  !filter->phase;
	if (rc == 0)
		rc = app_now(app, &now, err);
	if (rc == 0)
		rc = collect(&c, err);
	if (rc == 0)
		rc = collect_frame(&c, err);
	if (rc == 0) {
		date_format(now / DAY_S, &c.today);
		start_page(&c);
		rc = fill_page(&c, err);
		if (rc < 0)
			page_release(ret);
	}
	for (i = 0; i < c.steps.n; i++)
		record_release(&c.steps.items[i]);
	for (i = 0; i < c.crew_rows.n; i++)
		record_release(&c.crew_rows.items[i]);
	VEC_RELEASE(&c.steps);
	VEC_RELEASE(&c.crew_rows);
	map_release(&c.crews);
	map_release(&c.products);
	map_release(&c.needs);
	VEC_RELEASE(&c.need_names);
	map_release(&c.zones);
	VEC_RELEASE(&c.zone_names);
	free(c.timezone);
	strbuf_release(&c.marks);
	strbuf_release(&c.today);
	arena_release(&c.arena);
	return rc;
}

/* ---- values for --each ----------------------------------------------------------------------- */

struct values {
	int column;
	struct arena *arena;
	struct map seen;
	VEC(char *) items;
};

static int take_value(void *context, const struct record *r, struct err *err)
{
	struct values *v = context;
	const char *cell = r->cell[v->column];

	(void)err;
	if (cell && map_get(&v->seen, cell) == MAP_NONE) {
		char *copy = arena_strdup(v->arena, cell);

		map_put(&v->seen, copy, v->items.n);
		VEC_PUSH(&v->items, copy);
	}
	return 0;
}

int checklist_values(struct app *app, const struct plan_ref *plan, const char *column,
		     struct arena *arena, struct text_list *ret, struct err *err)
{
	struct store_query q = { .table = table_find("plan_steps"), .sort = -1 };
	struct values v = { .column = table_column(q.table, column), .arena = arena };
	struct selector *where = NULL;
	struct db *db;
	int rc = app_db(app, &db, err);

	if (rc == 0)
		rc = plan_ref_selector(plan, q.table, NULL, &where, err);
	q.where = where;
	if (rc == 0)
		rc = store_each(db, &q, -1, take_value, &v, err);
	if (rc == 0) {
		ret->items = arena_copy(arena, v.items.items, v.items.n * sizeof(char *));
		ret->n = v.items.n;
	}
	VEC_RELEASE(&v.items);
	map_release(&v.seen);
	selector_free(where);
	return rc;
}
