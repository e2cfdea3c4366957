/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plan: its figures, and its steps in the order they start, with bars over time. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/marks.h"
#include "app/plan_show.h"
#include "model/store.h"
#include "tui/doc_answer.h"
#include "tui/gantt.h"
#include "tui/list.h"
#include "tui/record_page.h"
#include "tui/screens.h"
#include "tui/show_time.h"
#include "tui/ui.h"
#include "util/mem.h"

#define WIDE 100 /* from this width on there is room for bars */

struct plan_screen {
	struct plan_ref plan; /* plan.plan NULL: there is none */
	struct gantt gantt;
	struct strbuf marks; /* "DRILL", "OVERRIDE" */
};

static void forget(struct plan_screen *p)
{
	if (p->plan.plan)
		plan_ref_release(&p->plan);
	memset(&p->plan, 0, sizeof(p->plan));
	strbuf_release(&p->marks);
}

static int plan_open(struct view *v, struct err *err)
{
	struct db *db;
	int rc;

	v->data = mem_zalloc(1, sizeof(struct plan_screen));
	rc = app_db(v->ui->app, &db, err);
	if (rc == 0)
		list_use_store(v, table_find("plan_steps"), db, "start_min", false);
	return rc;
}

static void plan_close(struct view *v)
{
	forget(v->data);
	free(v->data);
}

/* The column's value in the first row of an order, among the rows of the plan. */
static int64_t extreme(struct view *v, const char *column, bool descending, int64_t missing)
{
	struct source *s = &list_of(v)->rows.source;
	struct selector *where = NULL;
	struct store_query q = { s->table, NULL, table_column(s->table, column), descending };
	struct record r;
	size_t n = 0;
	int64_t value = missing;

	record_init(&r, s->table);
	if (selector_parse(s->table, s->fixed, &where, NULL) == 0) {
		q.where = where;
		if (store_page(s->db, &q, NULL, false, 1, &r, &n, NULL) == 0 && n)
			value = record_int(&r, column, missing);
	}
	selector_free(where);
	record_release(&r);
	return value;
}

static int plan_load(struct view *v, struct err *err)
{
	struct plan_screen *p = v->data;
	struct strbuf where = STRBUF_INIT;
	int64_t first;
	int rc;

	forget(p);
	if (ui_plan(v->ui, &p->plan, NULL) < 0) {
		memset(&p->plan, 0, sizeof(p->plan));
		list_notice(v, _("no plan yet; ':plan make --breached VENDOR' makes one"));
		return source_fix(&list_of(v)->rows.source, "plan=", err);
	}
	rc = plan_marks_short(list_of(v)->rows.source.db, &p->plan, &p->marks, err);
	if (rc < 0)
		return rc;
	strbuf_addf(&where, "plan=\"%s\" version=%lld", p->plan.plan, (long long)p->plan.version);
	rc = source_fix(&list_of(v)->rows.source, where.buf, err);
	strbuf_release(&where);
	if (rc < 0)
		return rc;
	first = extreme(v, "start_min", false, 0);
	p->gantt.from = first < 0 ? first : 0;
	p->gantt.to = extreme(v, "finish_min", true, 1);
	if (p->gantt.to <= p->gantt.from)
		p->gantt.to = p->gantt.from + 1;
	return 0;
}

/* ---- the figures ----------------------------------------------------------------------------- */

static const struct figure *figure_of(const char *column)
{
	size_t i;

	for (i = 0; i < plan_n_figures_shown; i++)
		if (strcmp(plan_figures_shown[i].column, column) == 0)
			return &plan_figures_shown[i];
	return NULL;
}

static void add_figure(const struct view *v, const char *title, const char *column, struct line *l)
{
	const struct plan_screen *p = v->data;
	const struct figure *f = figure_of(column);
	struct strbuf text = STRBUF_INIT;

	if (!f)
		return;
	plan_figure_text(f, &p->plan.header, &text);
	line_addf(l, ROLE_DIM, "%s ", _(title));
	line_add(l, ROLE_STRONG, text.buf);
	if (strcmp(column, "score") == 0)
		line_addf(l, ROLE_NORMAL, _(", %lld block"),
			  (long long)record_int(&p->plan.header, "blocking", 0));
	strbuf_release(&text);
}

/* One after the other, as many lines as they need: a figure that is cut off says something else. */
static size_t header(struct view *v, struct frame *f, const struct area *area)
{
	static const struct {
		const char *title, *column;
	} figures[] = {
		{ N_("affected"), "affected_assets" }, { N_("contained"), "time_to_contain" },
		{ N_("switched"), "time_to_switch" },  { N_("exposure"), "exposure" },
		{ N_("gap"), "gap" },                  { N_("longest gap"), "gap_max" },
		{ N_("cost"), "cost" },                { N_("ready"), "score" },
	};
	const struct plan_screen *p = v->data;
	size_t i, row = 0, most = area->rows / 3;

	if (!p->plan.plan || !most)
		return 0;
	for (i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
		struct line one = LINE_INIT, *l = frame_line(f, area->top + row);

		add_figure(v, figures[i].title, figures[i].column, &one);
		if (l->width && l->width + 3 + one.width > area->cols && row + 1 < most)
			l = frame_line(f, area->top + ++row);
		if (l->width)
			line_addf(l, ROLE_DIM, " %s ", v->ui->draw->dot);
		else
			line_add(l, ROLE_NORMAL, " ");
		line_add_line(l, &one);
		line_release(&one);
	}
	return row + 1;
}

static void subtitle(struct view *v, struct line *l)
{
	const struct plan_screen *p = v->data;

	if (!p->plan.plan)
		return;
	if (p->marks.len)
		line_addf(l, ROLE_BAD, "%s ", p->marks.buf);
	line_addf(l, ROLE_STRONG, "%s/%lld", p->plan.plan, (long long)p->plan.version);
	line_addf(l, ROLE_NORMAL, _(" (%s) leaving %s"), record_get(&p->plan.header, "state"),
		  record_get(&p->plan.header, "breached"));
}

/* ---- the steps ------------------------------------------------------------------------------- */

static bool is_yes(const char *cell)
{
	return cell && strcmp(cell, "yes") == 0;
}

static void cell_start(struct view *v, const struct record *r, size_t width, struct line *l)
{
	(void)v;
	(void)width;
	show_minutes_cell(r, "start_min", l);
}

static void cell_finish(struct view *v, const struct record *r, size_t width, struct line *l)
{
	(void)v;
	(void)width;
	show_minutes_cell(r, "finish_min", l);
}

static void cell_critical(struct view *v, const struct record *r, size_t width, struct line *l)
{
	(void)v;
	(void)width;
	if (is_yes(record_get(r, "critical")))
		line_add(l, ROLE_BAD, "!");
}

static void cell_gantt(struct view *v, const struct record *r, size_t width, struct line *l)
{
	const struct plan_screen *p = v->data;

	if (record_get(r, "start_min") && record_get(r, "finish_min"))
		gantt_bar(&p->gantt, record_int(r, "start_min", 0), record_int(r, "finish_min", 0),
			  is_yes(record_get(r, "critical")), width, v->ui->draw, l);
}

static int why_here(struct ui *ui, const struct record *r, struct doc *doc, struct err *err)
{
	struct doc_answer answer;
	struct plan_ref p;
	struct strbuf plan = STRBUF_INIT;
	int rc;

	strbuf_addf(&plan, "%s/%s", record_get(r, "plan"), record_get(r, "version"));
	rc = plan_ref_find(ui->app, plan.buf, &p, err);
	strbuf_release(&plan);
	if (rc < 0)
		return rc;
	doc_text(doc, ROLE_STRONG, 0, record_get(r, "title"));
	doc_text(doc, ROLE_NORMAL, 0, "");
	doc_text(doc, ROLE_STRONG, 0, _("Why it starts then, back to T+0 (minutes)"));
	doc_answer_init(&answer, doc);
	ui->app->answer = &answer.answer;
	rc = plan_show_why(ui->app, &p, record_get(r, "instance"), err);
	ui->app->answer = NULL;
	doc_answer_release(&answer);
	doc_text(doc, ROLE_NORMAL, 0, "");
	plan_ref_release(&p);
	return rc;
}

static void enter(struct view *v, const struct record *r)
{
	record_page_open_more(v->ui, r, record_get(r, "instance"), why_here);
}

static void export(struct view *v, struct strbuf *command)
{
	const struct plan_screen *p = v->data;

	if (p->plan.plan)
		strbuf_addf(command, "export plan %s/%lld --to lifeboat -o %s.csv", p->plan.plan,
			    (long long)p->plan.version, p->plan.plan);
	else
		strbuf_adds(command, "export workbook -o workbook");
}

static const struct list_column columns[] = {
	{ .column = "step", .title = N_("step") },
	{ .column = "title", .title = N_("what"), .width = 20, .grow = true },
	{ .column = "critical", .title = "", .cell = cell_critical, .width = 1 },
	{ .column = "start_min", .title = N_("start"), .cell = cell_start, .right = true },
	{ .column = "finish_min", .title = N_("finish"), .cell = cell_finish, .right = true },
	{ .column = "wave", .title = N_("wave"), .width = 6, .right = true },
	{ .title = N_("when"), .cell = cell_gantt, .grow = true, .width = 20, .window = WIDE },
	{ .column = "crew", .title = N_("crew"), .width = 16 },
	{ .column = "site", .title = N_("site"), .width = 12 },
	{ .column = "assets", .title = N_("assets"), .right = true },
	{ .column = "phase", .title = N_("phase") },
	{ .column = "owner", .title = N_("owner"), .width = 16 },
	{ .column = "status", .title = N_("status") },
	{ .column = "cost", .title = N_("cost"), .right = true },
	{ .column = "instance", .title = N_("instance"), .width = 30 },
};

const struct view_ops screen_plan = {
	.name = "plan",
	.title = N_("Plan"),
	.help = N_("The chosen plan: its figures, and its steps in the order they start.  Times are "
		   "days and hours from T+0, the instant of the last required approval; '!' marks the "
		   "steps that determine the time to switch.\n"
		   "Enter shows a step with its instructions and what holds its start where it is.\n"
		   "In windows of 100 columns and more, bars show when each step runs.\n"),
	.kind = &list_kind,
	.open = plan_open,
	.close = plan_close,
	.load = plan_load,
	.header = header,
	.subtitle = subtitle,
	.plans = ABLE_PLANS,
	.export = export,
	.columns = columns,
	.n_columns = sizeof(columns) / sizeof(columns[0]),
	.enter = enter,
};
