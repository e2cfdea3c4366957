/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Assets: the inventory, as large as it is. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/show.h"
#include "model/store.h"
#include "tui/list.h"
#include "tui/record_page.h"
#include "tui/screens.h"
#include "tui/ui.h"
#include "tui/words.h"
#include "util/mem.h"

struct assets {
	struct db *db;
	char *plan, *version; /* whose assets the column `affected` looks up; NULL: no plan */
	struct record moved;  /* row of plan_assets, for look-ups */
};

static int assets_open(struct view *v, struct err *err)
{
	struct assets *a = mem_zalloc(1, sizeof(*a));
	int rc;

	v->data = a;
	record_init(&a->moved, table_find("plan_assets"));
	rc = app_db(v->ui->app, &a->db, err);
	if (rc < 0)
		return rc;
	list_use_store(v, table_find("assets"), a->db, NULL, false);
	list_notice(v, _("no assets yet; ':import FOLDER' reads an inventory"));
	return 0;
}

static void assets_close(struct view *v)
{
	struct assets *a = v->data;

	record_release(&a->moved);
	free(a->plan);
	free(a->version);
	free(a);
}

static int assets_load(struct view *v, struct err *err)
{
	struct assets *a = v->data;
	struct plan_ref p;

	(void)err; /* without a plan the column stays empty */
	free(a->plan);
	free(a->version);
	a->plan = a->version = NULL;
	if (ui_plan(v->ui, &p, NULL) == 0) {
		a->plan = mem_strdup(record_get(&p.header, "plan"));
		a->version = mem_strdup(record_get(&p.header, "version"));
		plan_ref_release(&p);
	}
	return 0;
}

/* The row of the plan for an asset, or NULL when it does not move. */
static const struct record *moved(struct assets *a, const char *asset)
{
	struct record *r = &a->moved;

	if (!a->plan)
		return NULL;
	record_clear(r);
	record_set(r, "plan", a->plan);
	record_set(r, "version", a->version);
	record_set(r, "asset", asset);
	return store_get(a->db, r, NULL) == 0 ? r : NULL;
}

static void cell_affected(struct view *v, const struct record *r, size_t width, struct line *l)
{
	const struct record *m = moved(v->data, record_get(r, "asset"));

	(void)width;
	if (m)
		line_add(l, ROLE_WARN, record_get(m, "from_product"));
}

/* ---- one asset ------------------------------------------------------------------------------- */

static int add_install(void *context, const struct record *r, struct err *err)
{
	struct doc *doc = context;

	(void)err;
	doc_row(doc, (const char *const[]){ record_get(r, "product"), record_get(r, "version"),
					    record_get(r, "agent_status") });
	return 0;
}

static int more(struct ui *ui, const struct record *r, struct doc *doc, struct err *err)
{
	static const bool right[3] = { false, false, false };
	const char *titles[3] = { _("installed"), _("version"), _("status") };
	struct store_query q = { .table = table_find("installs"), .sort = -1 };
	struct selector *where = NULL;
	struct strbuf text = STRBUF_INIT;
	struct db *db;
	int rc = app_db(ui->app, &db, err);

	strbuf_addf(&text, "asset=\"%s\"", record_get(r, "asset"));
	if (rc == 0)
		rc = selector_parse(q.table, text.buf, &where, err);
	strbuf_release(&text);
	if (rc < 0)
		return rc;
	q.where = where;
	doc_table(doc, titles, right, 3);
	rc = store_each(db, &q, -1, add_install, doc, err);
	doc_end(doc);
	doc_text(doc, ROLE_NORMAL, 0, "");
	selector_free(where);
	return rc;
}

static void enter(struct view *v, const struct record *r)
{
	record_page_open_more(v->ui, r, NULL, more);
}

static void export(struct view *v, struct strbuf *command)
{
	const struct assets *a = v->data;

	if (a->plan)
		strbuf_addf(command, "export assets %s/%s --to lifeboat -o %s-assets.csv", a->plan,
			    a->version, a->plan);
	else
		strbuf_adds(command, "export workbook -o workbook");
}

static const struct list_column columns[] = {
	{ .column = "asset", .title = N_("asset"), .width = 24 },
	{ .column = "name", .title = N_("name"), .width = 24 },
	{ .title = N_("affected"), .cell = cell_affected, .width = 24 },
	{ .column = "kind", .title = N_("kind") },
	{ .column = "os", .title = N_("os") },
	{ .column = "site", .title = N_("site") },
	{ .column = "criticality", .title = N_("crit"), .width = 5, .right = true },
	{ .column = "os_version", .title = N_("os version"), .width = 16 },
	{ .column = "zone", .title = N_("zone") },
	{ .column = "owner", .title = N_("owner"), .width = 20 },
	{ .column = "quantity", .title = N_("quantity"), .right = true },
	{ .column = "calendar", .title = N_("calendar"), .width = 20 },
	{ .column = "last_seen", .title = N_("last seen") },
	{ .column = "tags", .title = N_("tags"), .width = 30 },
};

const struct view_ops screen_assets = {
	.name = "assets",
	.title = N_("Assets"),
	.help = N_("The inventory: everything that may have to move.  The column 'affected' names the "
		   "products that the chosen plan takes off the asset.\n"
		   "A filter is a selector: kind=server site=tokyo,osaka criticality>=4 !zone=ot, or "
		   "words to look for.\n"),
	.kind = &list_kind,
	.open = assets_open,
	.close = assets_close,
	.load = assets_load,
	.plans = ABLE_PLANS,
	.export = export,
	.columns = columns,
	.n_columns = sizeof(columns) / sizeof(columns[0]),
	.enter = enter,
	.editable = true,
};
