/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Board: where we stand, and what to do next. */
#include "config.h"

#include <string.h>

#include "app/app.h"
#include "model/store.h"
#include "tui/board_rows.h"
#include "tui/command_line.h"
#include "tui/list.h"
#include "tui/record_page.h"
#include "tui/screens.h"
#include "tui/ui.h"

static int board_open(struct view *v, struct err *err)
{
	(void)err;
	list_use_memory(v, &board_table, NULL);
	return 0;
}

static int board_load(struct view *v, struct err *err)
{
	struct source *s = &list_of(v)->rows.source;

	source_clear(s);
	return board_rows(v->ui->app, s, err);
}

/* ---- rows by group --------------------------------------------------------------------------- */

struct board_cell {
	const char *column, *title; /* title: N_() */
	unsigned width;             /* 0: the rest */
	bool right, mood;           /* mood: drawn by how things stand */
	unsigned window;            /* only in windows at least so wide */
};

static const struct board_cell vendor_cells[] = {
	{ "title", N_("Vendor"), 14, false, false, 0 },
	{ "state", N_("state"), 9, false, true, 0 },
	{ "belief", N_("belief"), 6, true, false, 0 },
	{ "case", N_("case"), 24, false, false, 0 },
	{ "signals", N_("signals"), 7, true, false, 68 },
	{ "newest", N_("newest signal"), 0, false, false, 72 },
};
static const struct board_cell plan_cells[] = {
	{ "name", N_("Plan"), 14, false, false, 0 },
	{ "score", N_("ready"), 7, true, true, 0 },
	{ "blocking", N_("block"), 5, true, true, 0 },
	{ "contain", N_("contained"), 9, true, false, 0 },
	{ "switch", N_("switched"), 9, true, false, 0 },
	{ "exposure", N_("exposure"), 9, true, false, 70 },
	{ "cost", N_("cost"), 0, true, false, 78 },
	{ "gaps", N_("gaps"), 4, true, false, 0 },
};
static const struct board_cell notice_cells[] = {
	{ "name", N_("Contract"), 20, false, false, 0 },
	{ "by", N_("notice by"), 10, false, true, 0 },
	{ "left", N_("time left"), 9, true, true, 0 },
	{ "ends", N_("ends"), 10, false, false, 70 },
	{ "amount", N_("renewing costs"), 0, true, false, 0 },
};
static const struct board_cell next_cells[] = {
	{ "name", N_("Do next"), 7, false, true, 0 },
	{ "plan", N_("for plan"), 15, false, false, 0 },
	{ "title", N_("what"), 0, false, false, 0 },
};

static void open_record(struct view *v, const char *table, const char *key)
{
	struct err err = ERR_INIT;
	struct record record;
	struct db *db;

	record_init(&record, table_find(table));
	if (app_db(v->ui->app, &db, &err) < 0 ||
	    store_get_key(db, record.table, key, &record, &err) < 0)
		ui_fail(v->ui, &err);
	else
		record_page_open(v->ui, &record);
	record_release(&record);
}

static void open_vendor(struct view *v, const struct record *r)
{
	open_record(v, "vendors", record_get(r, "name"));
}

static void open_contract(struct view *v, const struct record *r)
{
	open_record(v, "contracts", record_get(r, "name"));
}

static void open_plan(struct view *v, const struct record *r)
{
	struct ui *ui = v->ui;

	ui_choose_plan(ui, record_get(r, "plan"));
	ui_show_screen(ui, "plan");
	ui_refresh(ui, true);
}

static void open_next(struct view *v, const struct record *r)
{
	const char *plan = record_get(r, "plan"), *key = record_get(r, "row");
	struct ui *ui = v->ui;
	struct strbuf check = STRBUF_INIT;
	struct view *top;

	if (!plan) {
		command_line_open(ui, record_get(r, "command"));
		return;
	}
	strbuf_adds(&check, strchr(key, ':') + 1);
	ui_choose_plan(ui, plan);
	ui_show_screen(ui, "ready");
	ui_refresh(ui, true);
	top = ui_top(ui);
	if (top->ops->kind->select)
		top->ops->kind->select(top, table_find("plan_checks"), check.buf);
	strbuf_release(&check);
}

static const struct board_group {
	const char *name;
	const struct board_cell *cells;
	size_t n_cells;
	void (*open)(struct view *v, const struct record *r);
} groups[] = {
	{ "vendor", vendor_cells, sizeof(vendor_cells) / sizeof(vendor_cells[0]), open_vendor },
	{ "plan", plan_cells, sizeof(plan_cells) / sizeof(plan_cells[0]), open_plan },
	{ "notice", notice_cells, sizeof(notice_cells) / sizeof(notice_cells[0]), open_contract },
	{ "next", next_cells, sizeof(next_cells) / sizeof(next_cells[0]), open_next },
};

static const struct board_group *group_of(const struct record *r)
{
	const char *name = record_get(r, "group");
	size_t i;

	for (i = 0; i + 1 < sizeof(groups) / sizeof(groups[0]); i++)
		if (strcmp(groups[i].name, name) == 0)
			break;
	return &groups[i];
}

/* ---- drawing --------------------------------------------------------------------------------- */

static enum role mood_role(const struct record *r)
{
	static const struct {
		const char *mood;
		enum role role;
	} roles[] = { { "bad", ROLE_BAD }, { "warn", ROLE_WARN }, { "good", ROLE_GOOD } };
	const char *mood = record_get(r, "mood");
	size_t i;

	for (i = 0; mood && i < sizeof(roles) / sizeof(roles[0]); i++)
		if (strcmp(roles[i].mood, mood) == 0)
			return roles[i].role;
	return ROLE_NORMAL;
}

/* What is left for the cell without a width. */
static size_t rest_of(const struct board_group *g, size_t cols)
{
	size_t i, used = 1;

	for (i = 0; i < g->n_cells; i++)
		if (g->cells[i].window <= cols)
			used += g->cells[i].width + (i ? 1 : 0);
	return cols > used ? cols - used : 0;
}

/* One line of cells: of a row, or (r NULL) the titles. */
static void draw_cells(const struct view *v, const struct board_group *g, const struct record *r,
		       size_t cols, struct line *l)
{
	enum role plain = r ? ROLE_NORMAL : ROLE_HEADING;
	size_t i, rest = rest_of(g, cols);

	for (i = 0; i < g->n_cells; i++) {
		const struct board_cell *c = &g->cells[i];

		if (c->window > cols)
			continue;
		if (i)
			line_add(l, plain, " ");
		line_cell(l, r && c->mood ? mood_role(r) : plain,
			  r ? record_get(r, c->column) : _(c->title), c->width ? c->width : rest,
			  c->right, v->ui->draw->ascii);
	}
}

static void row(struct view *v, const struct record *r, size_t width, struct line *l)
{
	draw_cells(v, group_of(r), r, width + 1, l);
}

static void heading(struct view *v, const struct record *r, size_t width, struct line *l)
{
	line_add(l, ROLE_HEADING, " ");
	draw_cells(v, group_of(r), NULL, width, l);
	line_pad(l, ROLE_HEADING, width);
}

static const char *group(struct view *v, const struct record *r)
{
	(void)v;
	return record_get(r, "group");
}

static void enter(struct view *v, const struct record *r)
{
	group_of(r)->open(v, r);
}

const struct view_ops screen_board = {
	.name = "board",
	.title = N_("Board"),
	.help = N_("Where we stand: each vendor something is said about, the newest version of each "
		   "plan, until when notice must be given to the contracts that are left, and what to do "
		   "next: what blocks comes first.\n"
		   "Enter opens a vendor or a contract, goes to a plan, or to the check that blocks.  Times are "
		   "days and hours from T+0.\n"),
	.kind = &list_kind,
	.open = board_open,
	.load = board_load,
	.row = row,
	.group = group,
	.heading = heading,
	.enter = enter,
};
