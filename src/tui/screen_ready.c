/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ready: the checks of the chosen plan, what blocks first. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/plan_show.h"
#include "model/store.h"
#include "tui/list.h"
#include "tui/record_page.h"
#include "tui/screens.h"
#include "tui/show_time.h"
#include "tui/ui.h"
#include "util/mem.h"

/* How a result looks: its sign, its role, its place. */
static const struct result {
	const char *name, *label;
	enum role role;
	size_t sign; /* offset in struct drawing */
} results[] = {
	{ "block", N_("blocks"), ROLE_BAD, offsetof(struct drawing, block) },
	{ "warn", N_("warns"), ROLE_WARN, offsetof(struct drawing, warn) },
	{ "pass", N_("passes"), ROLE_GOOD, offsetof(struct drawing, pass) },
};
#define N_RESULTS (sizeof(results) / sizeof(results[0]))

static size_t rank(const struct record *r)
{
	const char *result = record_get(r, "result");
	size_t i;

	for (i = 0; i + 1 < N_RESULTS; i++)
		if (result && strcmp(results[i].name, result) == 0)
			break;
	return i;
}

/* What blocks first, then what counts most. */
static int compare(const struct record *a, const struct record *b)
{
	size_t ra = rank(a), rb = rank(b);
	int64_t wa = record_int(a, "weight", 0), wb = record_int(b, "weight", 0);

	if (ra != rb)
		return ra < rb ? -1 : 1;
	if (wa != wb)
		return wa > wb ? -1 : 1;
	return 0;
}

static int ready_open(struct view *v, struct err *err)
{
	(void)err;
	list_use_memory(v, table_find("plan_checks"), compare);
	return 0;
}

static void ready_close(struct view *v)
{
	struct plan_ref *p = v->data;

	if (p)
		plan_ref_release(p);
	free(p);
}

static int keep(void *context, const struct record *r, struct err *err)
{
	struct record copy;

	(void)err;
	record_init(&copy, r->table);
	record_copy(&copy, r);
	source_add(context, &copy);
	record_release(&copy);
	return 0;
}

static int ready_load(struct view *v, struct err *err)
{
	struct source *s = &list_of(v)->rows.source;
	struct store_query q = { .table = table_find("plan_checks"), .sort = -1 };
	struct selector *where = NULL;
	struct plan_ref *p = mem_zalloc(1, sizeof(*p));
	struct db *db;
	int rc;

	ready_close(v);
	v->data = NULL;
	source_clear(s);
	if (ui_plan(v->ui, p, NULL) < 0) {
		free(p);
		list_notice(v, _("no plan yet; ':plan make --breached VENDOR' makes one"));
		return 0;
	}
	v->data = p;
	rc = app_db(v->ui->app, &db, err);
	if (rc == 0)
		rc = plan_ref_selector(p, q.table, NULL, &where, err);
	q.where = where;
	if (rc == 0)
		rc = store_each(db, &q, -1, keep, s, err);
	selector_free(where);
	return rc;
}

static void subtitle(struct view *v, struct line *l)
{
	const struct plan_ref *p = v->data;
	struct strbuf score = STRBUF_INIT;
	int64_t tenths;

	if (!p)
		return;
	tenths = record_int(&p->header, "score", 0);
	strbuf_addf(&score, "%lld.%lld %%", (long long)(tenths / 10), (long long)(tenths % 10));
	line_addf(l, ROLE_STRONG, "%s/%lld %s", p->plan, (long long)p->version, score.buf);
	line_addf(l, ROLE_NORMAL, _(", %lld block, %lld warn"),
		  (long long)record_int(&p->header, "blocking", 0),
		  (long long)record_int(&p->header, "warning", 0));
	strbuf_release(&score);
}

static void cell_result(struct view *v, const struct record *r, size_t width, struct line *l)
{
	const struct result *result = &results[rank(r)];
	const char *const *sign =
		(const char *const *)(const void *)((const char *)v->ui->draw + result->sign);

	(void)width;
	line_addf(l, result->role, "%s %s", *sign, _(result->label));
}

static int finding_first(struct ui *ui, const struct record *r, struct doc *doc, struct err *err)
{
	static const struct {
		const char *title, *column;
	} parts[] = { { N_("Found"), "finding" }, { N_("How to mend it"), "mend" } };
	size_t i;

	(void)ui;
	(void)err;
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct strbuf text = STRBUF_INIT;

		list_cell_text(r, table_column(r->table, parts[i].column), &text);
		if (text.len) {
			doc_text(doc, ROLE_STRONG, 0, _(parts[i].title));
			doc_text(doc, ROLE_NORMAL, 4, text.buf);
			doc_text(doc, ROLE_NORMAL, 0, "");
		}
		strbuf_release(&text);
	}
	return 0;
}

static void enter(struct view *v, const struct record *r)
{
	record_page_open_more(v->ui, r, record_get(r, "code"), finding_first);
}

static void export(struct view *v, struct strbuf *command)
{
	const struct plan_ref *p = v->data;

	if (p)
		strbuf_addf(command, "checklist %s/%lld --to text -o %s-checklist.txt", p->plan,
			    (long long)p->version, p->plan);
	else
		strbuf_adds(command, "export workbook -o workbook");
}

static const struct list_column columns[] = {
	{ .column = "code", .title = N_("check") },
	{ .column = "result", .title = N_("result"), .cell = cell_result },
	{ .column = "finding", .title = N_("what was found"), .grow = true, .width = 40 },
	{ .column = "mend", .title = N_("how to mend it"), .width = 40, .window = 120 },
	{ .column = "weight", .title = N_("weight"), .right = true, .window = 140 },
};

const struct view_ops screen_ready = {
	.name = "ready",
	.title = N_("Ready"),
	.help = N_("Could the chosen plan start tonight?  Each check passes, warns or blocks, as it was "
		   "when the plan was made; ':ready' runs them on today's data.\n"
		   "Enter shows the whole finding and how to mend it.\n"),
	.kind = &list_kind,
	.open = ready_open,
	.close = ready_close,
	.load = ready_load,
	.subtitle = subtitle,
	.plans = ABLE_PLANS,
	.export = export,
	.columns = columns,
	.n_columns = sizeof(columns) / sizeof(columns[0]),
	.enter = enter,
};
