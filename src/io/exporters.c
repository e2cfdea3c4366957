/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/exporter.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "io/csv_write.h"
#include "io/navigator.h"
#include "model/journal.h"
#include "model/store.h"
#include "util/mem.h"
#include "util/vec.h"

static int journal_piece(void *context, const char *text, size_t length, struct err *err)
{
	(void)err;
	strbuf_add(context, text, length);
	return 0;
}

static int write_journal(const struct export_request *r, struct strbuf *out, struct err *err)
{
	return journal_export(r->db, journal_piece, out, err);
}

const struct exporter exporters[] = {
	{ "plan", "lifeboat", N_("the steps with times, crews and reasons, as CSV"), true,
	  "plan_steps",
	  "plan,version,order,seq,step,instance,title,phase,wave,scope,site,class,crew,workers,mode,"
	  "assets,after,start_min,finish_min,start_at,finish_at,duration_low,duration_likely,"
	  "duration_high,cost,currency,status,actual_start,actual_finish,owner,deputy,marks,why,"
	  "verify,rollback,instructions",
	  "seq", NULL },
	{ "assets", "lifeboat", N_("each asset with its wave, step and times, as CSV"), true,
	  "plan_assets",
	  "plan,version,asset,name,site,wave,from_product,to_product,step,instance,start_min,"
	  "finish_min,start_at,finish_at,status",
	  NULL, NULL },
	{ "gaps", "lifeboat", N_("who lacks which capability from when to when, as CSV"), true,
	  "plan_gaps",
	  "plan,version,class,capability,minimum,before,after,from_min,to_min,assets,control,reason",
	  NULL, NULL },
	{ "gaps", "navigator", N_("what the switch does to each technique, as an ATT&CK Navigator layer"),
	  true, NULL, NULL, NULL, navigator_gaps },
	{ "gaps", "navigator-before", N_("the same: covered before"), true, NULL, NULL, NULL,
	  navigator_before },
	{ "gaps", "navigator-after", N_("the same: covered after"), true, NULL, NULL, NULL,
	  navigator_after },
	{ "gaps", "navigator-lost", N_("the same: lost"), true, NULL, NULL, NULL, navigator_lost },
	{ "gaps", "navigator-gained", N_("the same: gained"), true, NULL, NULL, NULL,
	  navigator_gained },
	{ "gaps", "navigator-not-tested", N_("the same: not tested"), true, NULL, NULL, NULL,
	  navigator_not_tested },
	{ "cost", "lifeboat", N_("the dated cash flow, line by line, as CSV"), true, "plan_costs",
	  "plan,version,date,offset_min,category,item,amount,currency,amount_workspace,rule", NULL,
	  NULL },
	{ "journal", "lifeboat", N_("the journal as text that sha256sum can check"), false, NULL, NULL,
	  NULL, write_journal },
};
const size_t n_exporters = sizeof(exporters) / sizeof(exporters[0]);

const struct exporter *exporter_find(const char *what, const char *target)
{
	size_t i;

	for (i = 0; i < n_exporters; i++)
		if (strcmp(exporters[i].what, what) == 0 && strcmp(exporters[i].target, target) == 0)
			return &exporters[i];
	return NULL;
}

struct rows {
	const struct export_request *request;
	VEC(int) columns;
	struct strbuf *out;
};

static void start_rows(struct rows *rows, const struct table *t, const char *columns)
{
	bool first = true;

	while (*columns) {
		size_t n = strcspn(columns, ",");
		char *name = mem_strndup(columns, n);
		int column = table_column(t, name);

		assert(column >= 0);
		VEC_PUSH(&rows->columns, column);
		csv_add_field(rows->out, name, first, 0);
		free(name);
		first = false;
		columns += n;
		columns += *columns == ',';
	}
	csv_end_row(rows->out);
}

static int add_row(void *context, const struct record *r, struct err *err)
{
	struct rows *rows = context;
	unsigned flags = rows->request->spreadsheet_safe ? CSV_SAFE : 0;
	size_t i;

	(void)err;
	for (i = 0; i < rows->columns.n; i++) {
		const struct column *c = &r->table->columns[rows->columns.items[i]];
		const char *cell = r->cell[rows->columns.items[i]];
		struct strbuf text = STRBUF_INIT;

		if (cell && c->type == COL_MESSAGE)
			msg_render_text(cell, rows->request->translate, &text);
		else
			strbuf_adds(&text, cell);
		csv_add_field(rows->out, text.buf, i == 0, flags);
		strbuf_release(&text);
	}
	csv_end_row(rows->out);
	return 0;
}

/* plan=NAME version=N, quoted for the selector language. */
static int plan_selector(const struct table *t, const struct export_request *r,
			 struct selector **ret, struct err *err)
{
	struct strbuf text = STRBUF_INIT;
	int rc;

	strbuf_addf(&text, "plan=\"%s\" version=%lld", r->plan, (long long)r->version);
	rc = selector_parse(t, text.buf, ret, err);
	strbuf_release(&text);
	return rc;
}

int exporter_each_row(const struct export_request *r, const struct table *t, store_row_fn *fn,
		      void *context, struct err *err)
{
	struct store_query q = { .table = t, .sort = -1 };
	struct selector *where = NULL;
	int rc = plan_selector(t, r, &where, err);

	q.where = where;
	if (rc == 0)
		rc = store_each(r->db, &q, -1, fn, context, err);
	selector_free(where);
	return rc;
}

int exporter_run(const struct exporter *e, const struct export_request *r, struct strbuf *out,
		 struct err *err)
{
	struct rows rows = { .request = r, .out = out };
	struct store_query q = { .sort = -1 };
	struct selector *where = NULL;
	int rc = 0;

	if (e->write)
		return e->write(r, out, err);
	q.table = table_find(e->table);
	assert(q.table);
	if (e->sort)
		q.sort = table_column(q.table, e->sort);
	if (e->needs_plan)
		rc = plan_selector(q.table, r, &where, err);
	if (rc == 0) {
		q.where = where;
		start_rows(&rows, q.table, e->columns);
		rc = store_each(r->db, &q, -1, add_row, &rows, err);
	}
	VEC_RELEASE(&rows.columns);
	selector_free(where);
	return rc;
}
