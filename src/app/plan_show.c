/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/plan_show.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/marks.h"
#include "app/show.h"
#include "model/store.h"
#include "plan/plan.h"
#include "util/date.h"
#include "util/i18n.h"
#include "util/map.h"
#include "util/mem.h"
#include "util/vec.h"

const struct figure plan_figures_shown[] = {
	{ "affected_assets", N_("affected assets"), FIGURE_COUNT },
	{ "never_safe", N_("never safe"), FIGURE_COUNT },
	{ "time_to_contain", N_("time to contain"), FIGURE_TIME },
	{ "time_to_switch", N_("time to switch"), FIGURE_TIME },
	{ "last_safe", N_("all that become safe are safe after"), FIGURE_TIME },
	{ "switch_bound", N_("no plan switches faster than"), FIGURE_TIME },
	{ "exposure", N_("exposure (weighted asset-hours)"), FIGURE_EXPOSURE },
	{ "exposure_bound", N_("no plan has less exposure than"), FIGURE_EXPOSURE },
	{ "gap", N_("protection gap (asset-hours)"), FIGURE_HOURS },
	{ "gap_max", N_("longest gap of one asset"), FIGURE_TIME },
	{ "degraded", N_("degraded since cut-off (asset-hours)"), FIGURE_HOURS },
	{ "cost", N_("cost"), FIGURE_MONEY },
	{ "cost_stay", N_("cost of staying"), FIGURE_MONEY },
	{ "npv", N_("net present value of the cost"), FIGURE_MONEY },
	{ "score", N_("readiness"), FIGURE_SCORE },
};
const size_t plan_n_figures_shown = sizeof(plan_figures_shown) / sizeof(plan_figures_shown[0]);

/* value / scale with one digit after the point, half up. */
static void add_tenths(int64_t value, int64_t scale, struct strbuf *out)
{
	int64_t tenths = value / scale * 10 + (value % scale * 10 + scale / 2) / scale;

	strbuf_addf(out, "%lld.%lld", (long long)(tenths / 10), (long long)(tenths % 10));
}

void plan_figure_text(const struct figure *f, const struct record *header, struct strbuf *out)
{
	const char *cell = record_get(header, f->column);
	int64_t value = cell ? strtoll(cell, NULL, 10) : 0;

	if (!cell) {
		strbuf_adds(out, f->kind == FIGURE_TIME ? _("never") : _("unknown"));
		return;
	}
	switch (f->kind) {
	case FIGURE_COUNT:
		strbuf_adds(out, cell);
		break;
	case FIGURE_TIME:
		duration_format(value * MINUTE_S, out);
		break;
	case FIGURE_EXPOSURE:
		add_tenths(value, 60 * PLAN_EXPOSURE_SCALE, out);
		break;
	case FIGURE_HOURS:
		add_tenths(value, 60, out);
		break;
	case FIGURE_MONEY:
		strbuf_addf(out, "%s %s", cell, record_get(header, "currency"));
		break;
	case FIGURE_SCORE:
		strbuf_addf(out, "%lld.%lld %%", (long long)(value / 10), (long long)(value % 10));
		break;
	}
}

bool plan_figure_cell(const struct record *header, int column, struct strbuf *out)
{
	const char *name = header->table->columns[column].name;
	size_t i;

	for (i = 0; i < plan_n_figures_shown; i++) {
		if (strcmp(plan_figures_shown[i].column, name) == 0) {
			plan_figure_text(&plan_figures_shown[i], header, out);
			return true;
		}
	}
	return false;
}

/* ---- summary --------------------------------------------------------------------------------- */

static int part_rows(struct app *app, const struct plan_ref *p, const char *table,
		     const char *condition, const char *sort, const char *columns,
		     struct err *err)
{
	const struct call none = { .n_given = 0 };
	struct show_query q;
	struct strbuf text = STRBUF_INIT;
	int rc = show_query_init(&q, table_find(table), &none, err);

	if (rc < 0)
		return rc;
	strbuf_addf(&text, "plan=\"%s\" version=%lld %s", p->plan, (long long)p->version,
		    condition ? condition : "");
	rc = show_query_add(&q, text.buf, err);
	show_query_columns(&q, columns);
	if (sort)
		q.store.sort = table_column(q.store.table, sort);
	if (rc == 0)
		rc = show_rows(app, &q, err);
	show_query_release(&q);
	strbuf_release(&text);
	return rc;
}

static void show_header(struct app *app, const struct plan_ref *p)
{
	const struct answer_column columns[] = {
		{ "figure", _("figure"), false },
		{ "value", _("value"), true },
	};
	const struct record *h = &p->header;
	size_t i;

	answer_linef(app->answer, _("plan %s/%lld (%s): leaving %s in %s order by playbook %s"),
		     p->plan, (long long)p->version, record_get(h, "state"),
		     record_get(h, "breached"), record_get(h, "order"), record_get(h, "playbook"));
	answer_table(app->answer, "figures", columns, 2);
	for (i = 0; i < plan_n_figures_shown; i++) {
		struct strbuf text = STRBUF_INIT;

		plan_figure_text(&plan_figures_shown[i], h, &text);
		answer_row(app->answer, (const char *const[]){ _(plan_figures_shown[i].title), text.buf });
		strbuf_release(&text);
	}
	answer_end(app->answer);
}

static int show_marks(struct app *app, const struct plan_ref *p, struct err *err)
{
	struct strbuf marks = STRBUF_INIT;
	struct db *db;
	int rc = app_db(app, &db, err);

	if (rc == 0)
		rc = plan_marks(db, p, &marks, err);
	if (rc == 0 && marks.len)
		answer_line(app->answer, marks.buf);
	strbuf_release(&marks);
	return rc;
}

int plan_show_summary(struct app *app, const struct plan_ref *p, struct err *err)
{
	static const struct {
		const char *title, *table, *condition, *sort, *columns;
	} parts[] = {
		{ N_("Affected, and why:"), "plan_affected", NULL, NULL, "kind,node,direct,chain" },
		{ N_("Chosen instead, and what was not:"), "plan_selections", NULL, NULL,
		  "product,chosen,quantity,cost,currency,why" },
		{ N_("Deadlines:"), "plan_deadlines", NULL, NULL, "deadline,missed,lever" },
		{ N_("Readiness, what blocks or warns:"), "plan_checks", "result!=pass", NULL,
		  "code,result,finding,mend" },
	};
	size_t i;
	int rc;

	answer_several(app->answer);
	rc = show_marks(app, p, err);
	if (rc == 0)
		show_header(app, p);
	for (i = 0; rc == 0 && i < sizeof(parts) / sizeof(parts[0]); i++) {
		answer_line(app->answer, "");
		answer_line(app->answer, _(parts[i].title));
		rc = part_rows(app, p, parts[i].table, parts[i].condition, parts[i].sort,
			       parts[i].columns, err);
	}
	return rc;
}

int plan_show_part(struct app *app, const struct plan_ref *p, const char *part,
		   const struct call *call, struct err *err)
{
	struct strbuf name = STRBUF_INIT, text = STRBUF_INIT;
	const struct table *t;
	struct show_query q;
	int rc;

	strbuf_addf(&name, "plan_%s", part);
	t = table_find(name.buf);
	strbuf_release(&name);
	if (!t)
		return err_set(err, ERR_USAGE,
			       N_("a plan has no part '%s'; there are steps, classes, waves, assets, "
				  "affected, selections, gaps, costs, checks and deadlines"),
			       part);
	rc = show_query_init(&q, t, call, err);
	if (rc < 0)
		return rc;
	strbuf_addf(&text, "plan=\"%s\" version=%lld", p->plan, (long long)p->version);
	rc = show_query_add(&q, text.buf, err);
	if (rc == 0)
		rc = plan_marks_note(app, p, err);
	if (rc == 0)
		rc = show_rows(app, &q, err);
	show_query_release(&q);
	strbuf_release(&text);
	return rc;
}

/* ---- all rows of a part in memory, by a name of their own ------------------------------------ */

struct part {
	VEC(struct record) rows;
	VEC(char *) names; /* the key without plan and version */
	struct map index;
};

static int keep_row(void *context, const struct record *r, struct err *err)
{
	struct part *part = context;
	struct strbuf name = STRBUF_INIT;
	struct record copy;
	int key[8];
	size_t i, n = table_key(r->table, key);
	int instance = table_column(r->table, "instance");

	(void)err;
	record_init(&copy, r->table);
	record_copy(&copy, r);
	VEC_PUSH(&part->rows, copy);
	if (instance >= 0 && strcmp(r->table->name, "plan_steps") == 0)
		strbuf_adds(&name, r->cell[instance]);
	else
		for (i = 2; i < n; i++)
			strbuf_add_sep(&name, "/", r->cell[key[i]] ? r->cell[key[i]] : "");
	VEC_PUSH(&part->names, strbuf_detach(&name));
	return 0;
}

static int part_load(struct app *app, const struct plan_ref *p, const char *table,
		     struct part *ret, struct err *err)
{
	struct store_query q = { .table = table_find(table), .sort = -1 };
	struct selector *where = NULL;
	struct db *db;
	size_t i;
	int rc = app_db(app, &db, err);

	memset(ret, 0, sizeof(*ret));
	if (rc == 0)
		rc = plan_ref_selector(p, q.table, NULL, &where, err);
	q.where = where;
	if (rc == 0)
		rc = store_each(db, &q, -1, keep_row, ret, err);
	selector_free(where);
	for (i = 0; i < ret->names.n; i++)
		map_put(&ret->index, ret->names.items[i], i);
	return rc;
}

static void part_release(struct part *part)
{
	size_t i;

	for (i = 0; i < part->rows.n; i++) {
		record_release(&part->rows.items[i]);
		free(part->names.items[i]);
	}
	VEC_RELEASE(&part->rows);
	VEC_RELEASE(&part->names);
	map_release(&part->index);
}

/* ---- diff ------------------------------------------------------------------------------------ */

struct diff {
	struct app *app;
	size_t n;
};

static void differs(struct diff *d, const char *part, const char *row, const char *column,
		    const char *before, const char *after)
{
	answer_row(d->app->answer, (const char *const[]){ part, row, column, before, after });
	d->n++;
}

static bool same_cell(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static void diff_records(struct diff *d, const char *part, const char *name, const struct record *a,
			 const struct record *b)
{
	size_t i;

	for (i = 0; i < a->table->n_columns; i++) {
		const struct column *c = &a->table->columns[i];
		struct strbuf before = STRBUF_INIT, after = STRBUF_INIT;

		if ((c->flags & (COLF_KEY | COLF_VIRTUAL)) || strcmp(c->name, "created_at") == 0 ||
		    strcmp(c->name, "parent") == 0 || strcmp(c->name, "planned_for") == 0 ||
		    same_cell(a->cell[i], b->cell[i]))
			continue;
		show_cell(c, a->cell[i], &before);
		show_cell(c, b->cell[i], &after);
		differs(d, part, name, c->name, before.buf, after.buf);
		strbuf_release(&before);
		strbuf_release(&after);
	}
}

static void diff_parts(struct diff *d, const char *name, const struct part *a, const struct part *b)
{
	size_t i;

	for (i = 0; i < a->rows.n; i++) {
		size_t k = map_get(&b->index, a->names.items[i]);

		if (k == MAP_NONE)
			differs(d, name, a->names.items[i], NULL, _("present"), NULL);
		else
			diff_records(d, name, a->names.items[i], &a->rows.items[i],
				     &b->rows.items[k]);
	}
	for (i = 0; i < b->rows.n; i++)
		if (map_get(&a->index, b->names.items[i]) == MAP_NONE)
			differs(d, name, b->names.items[i], NULL, NULL, _("present"));
}

int plan_show_diff(struct app *app, const struct plan_ref *a, const struct plan_ref *b,
		   struct err *err)
{
	static const char *const tables[] = {
		"plan_affected", "plan_classes", "plan_selections", "plan_waves", "plan_steps",
		"plan_assets",   "plan_gaps",    "plan_costs",      "plan_checks", "plan_deadlines",
	};
	const struct answer_column columns[] = {
		{ "part", _("part"), false },     { "row", _("row"), false },
		{ "column", _("column"), false }, { "before", _("before"), false },
		{ "after", _("after"), false },
	};
	struct diff d = { app, 0 };
	size_t i;
	int rc = 0;

	answer_table(app->answer, "diff", columns, 5);
	diff_records(&d, "plans", b->plan, &a->header, &b->header);
	for (i = 0; rc == 0 && i < sizeof(tables) / sizeof(tables[0]); i++) {
		struct part before, after;

		rc = part_load(app, a, tables[i], &before, err);
		if (rc == 0) {
			rc = part_load(app, b, tables[i], &after, err);
			if (rc == 0)
				diff_parts(&d, tables[i] + strlen("plan_"), &before, &after);
			part_release(&after);
		}
		part_release(&before);
	}
	answer_end(app->answer);
	return rc == 0 && d.n ? ERR_ANSWER_NO : rc;
}

/* ---- why ------------------------------------------------------------------------------------- */

static size_t find_step(const struct part *steps, const char *name)
{
	size_t i = map_get(&steps->index, name), best = MAP_NONE;
	int64_t latest = INT64_MIN;

	if (i != MAP_NONE)
		return i;
	for (i = 0; i < steps->rows.n; i++) {
		const char *finish = record_get(&steps->rows.items[i], "finish_min");
		int64_t f = finish ? strtoll(finish, NULL, 10) : INT64_MAX;

		if (strcmp(record_get(&steps->rows.items[i], "step"), name) == 0 &&
		    (best == MAP_NONE || f > latest)) {
			best = i;
			latest = f;
		}
	}
	return best;
}

static void show_reason(struct app *app, const struct record *r)
{
	struct strbuf text = STRBUF_INIT;
	const char *why = record_get(r, "why");

	if (why)
		msg_render_text(why, gettext, &text);
	answer_row(app->answer,
		   (const char *const[]){ record_get(r, "instance"), record_get(r, "start_min"),
					  record_get(r, "finish_min"), record_get(r, "crew"), text.buf });
	strbuf_release(&text);
}

int plan_show_why(struct app *app, const struct plan_ref *p, const char *step, struct err *err)
{
	const struct answer_column columns[] = {
		{ "instance", _("step"), false },      { "start_min", _("start"), true },
		{ "finish_min", _("finish"), true },   { "crew", _("crew"), false },
		{ "why", _("what holds it"), false },
	};
	struct part steps;
	struct map seen = MAP_INIT;
	size_t at;
	int rc = part_load(app, p, "plan_steps", &steps, err);

	at = rc == 0 ? find_step(&steps, step) : MAP_NONE;
	if (rc == 0 && at == MAP_NONE)
		rc = err_set(err, ERR_NOT_FOUND,
			     N_("plan %s has no step '%s'; 'lifeboat plan show %s --part steps' lists them"),
			     p->plan, step, p->plan);
	if (rc == 0)
		rc = plan_marks_note(app, p, err);
	if (rc == 0) {
		answer_table(app->answer, "why", columns, 5);
		/* Two steps with a longest pause between them may hold each other: once round. */
		while (at != MAP_NONE) {
			const char *next = record_get(&steps.rows.items[at], "why_instance");
			size_t to = next ? map_get(&steps.index, next) : MAP_NONE;

			map_put(&seen, steps.names.items[at], 1);
			show_reason(app, &steps.rows.items[at]);
			at = to != MAP_NONE && map_get(&seen, steps.names.items[to]) == MAP_NONE ? to
											  : MAP_NONE;
		}
		answer_end(app->answer);
	}
	map_release(&seen);
	part_release(&steps);
	return rc;
}
