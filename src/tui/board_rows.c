/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/board_rows.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/evidence.h"
#include "app/evidence_show.h"
#include "app/marks.h"
#include "app/plan_show.h"
#include "app/show.h"
#include "model/settings.h"
#include "tui/show_time.h"
#include "util/date.h"
#include "util/i18n.h"
#include "util/map.h"
#include "util/mem.h"

#define MAX_NEXT 12
#define NO_DAY INT64_MAX

#define TEXT(column_name) { .name = (column_name), .type = COL_TEXT, .help = "" }
static const struct column columns[] = {
	{ .name = "row", .type = COL_TEXT, .flags = COLF_KEY | COLF_REQUIRED, .help = "" },
	TEXT("group"), TEXT("name"), TEXT("title"), TEXT("state"), TEXT("mood"), TEXT("belief"),
	TEXT("case"), TEXT("signals"), TEXT("newest"), TEXT("score"), TEXT("blocking"),
	TEXT("contain"), TEXT("switch"), TEXT("exposure"), TEXT("cost"), TEXT("gaps"), TEXT("plan"),
	TEXT("command"), TEXT("by"), TEXT("left"), TEXT("ends"), TEXT("amount"),
};

const struct table board_table = {
	.name = "board", .one = "row", .title = "", .help = "", .flags = TABLE_READONLY,
	.columns = columns, .n_columns = sizeof(columns) / sizeof(columns[0]),
};

struct board {
	struct db *db;
	int64_t today, near;        /* day; days before a notice day that are told as near */
	struct source *rows;
	struct evidence evidence;
	struct map vendors;         /* key → index in `known` */
	VEC(struct known_vendor) known;
	VEC(struct record) plans;   /* newest version of each */
	VEC(struct due) notices;    /* one of each contract */
	size_t n_next;
};

/* Notice to a contract that some plan leaves. */
struct due {
	int64_t by;                 /* the next day, NO_DAY none */
	bool missed;                /* of the term that runs */
	struct record notice;       /* of plan_notices */
};

struct known_vendor {
	char *key, *name, *state, *story, *newest_at, *newest; /* story: of its case */
	int64_t signals;
	bool open, breached;
};

/* ---- gathering ------------------------------------------------------------------------------- */

static struct known_vendor *vendor_of(struct board *b, const char *key)
{
	size_t i = map_get(&b->vendors, key);

	if (i == MAP_NONE) {
		struct known_vendor v = { .key = mem_strdup(key) };

		i = b->known.n;
		VEC_PUSH(&b->known, v);
		map_put(&b->vendors, b->known.items[i].key, i);
	}
	return &b->known.items[i];
}

static void replace(char **text, const char *with)
{
	char *copy = mem_strdup(with);

	free(*text);
	*text = copy;
}

/* An open case says more than a closed one. */
static int take_case(void *context, const struct record *r, struct err *err)
{
	struct known_vendor *v = vendor_of(context, record_get(r, "vendor"));
	const char *status = record_get(r, "status"), *outcome = record_get(r, "outcome");
	const char *opened = record_get(r, "opened_at");
	struct strbuf text = STRBUF_INIT;
	bool open = !status || strcmp(status, "open") == 0;

	(void)err;
	if (v->story && v->open && !open)
		return 0;
	if (open)
		strbuf_addf(&text, _("alleged since %.10s"), opened ? opened : "");
	else if (outcome && strcmp(outcome, "material") == 0)
		strbuf_adds(&text, _("breach was material"));
	else if (outcome && strcmp(outcome, "contained") == 0)
		strbuf_adds(&text, _("breach was contained"));
	else
		strbuf_adds(&text, _("cleared"));
	v->open = open;
	replace(&v->story, text.buf);
	strbuf_release(&text);
	return 0;
}

/* The journalled state, which a signed launch counts in. */
static int take_state(void *context, const struct record *r, struct err *err)
{
	(void)err;
	replace(&vendor_of(context, record_get(r, "vendor"))->state, record_get(r, "state"));
	return 0;
}

static int take_signal(void *context, const struct record *r, struct err *err)
{
	struct known_vendor *v = vendor_of(context, record_get(r, "vendor"));
	const char *at = record_get(r, "observed_at"), *title = record_get(r, "title");
	struct strbuf text = STRBUF_INIT;

	(void)err;
	v->signals++;
	at = at ? at : record_get(r, "published_at");
	if (v->newest && (!at || (v->newest_at && strcmp(at, v->newest_at) <= 0)))
		return 0;
	replace(&v->newest_at, at);
	strbuf_addf(&text, "%.10s ", at ? at : "");
	strbuf_adds(&text, title ? title : record_get(r, "kind"));
	replace(&v->newest, text.buf);
	strbuf_release(&text);
	return 0;
}

static int take_name(void *context, const struct record *r, struct err *err)
{
	struct board *b = context;
	size_t i = map_get(&b->vendors, record_get(r, "vendor"));

	(void)err;
	if (i != MAP_NONE)
		replace(&b->known.items[i].name, record_get(r, "name"));
	return 0;
}

/* Rows come by plan and version: the last of a plan is its newest. */
static int take_plan(void *context, const struct record *r, struct err *err)
{
	struct board *b = context;

	(void)err;
	if (!b->plans.n ||
	    strcmp(record_get(&VEC_LAST(&b->plans), "plan"), record_get(r, "plan")) != 0) {
		struct record copy;

		record_init(&copy, r->table);
		VEC_PUSH(&b->plans, copy);
	}
	record_copy(&VEC_LAST(&b->plans), r);
	return 0;
}

static int take_breached(void *context, const struct record *r, struct err *err)
{
	const char *kind = record_get(r, "kind"), *direct = record_get(r, "direct");

	(void)err;
	if (kind && strcmp(kind, "vendor") == 0 && direct && strcmp(direct, "yes") == 0)
		vendor_of(context, record_get(r, "node"))->breached = true;
	return 0;
}

static int each(struct board *b, const char *table, const char *where, store_row_fn *fn,
		void *context, struct err *err)
{
	struct store_query q = { .table = table_find(table), .sort = -1 };
	struct selector *selector = NULL;
	int rc = where ? selector_parse(q.table, where, &selector, err) : 0;

	q.where = selector;
	if (rc == 0)
		rc = store_each(b->db, &q, -1, fn, context, err);
	selector_free(selector);
	return rc;
}

/* "plan="x" version=3", and more. */
static void plan_where(const struct record *plan, const char *more, struct strbuf *out)
{
	strbuf_addf(out, "plan=\"%s\" version=%s %s", record_get(plan, "plan"),
		    record_get(plan, "version"), more);
}

/* "2019-08-01" */
static int64_t day_of(const struct record *r, const char *column)
{
	int64_t day;

	return record_get(r, column) && date_parse(record_get(r, column), &day) == 0 ? day : NO_DAY;
}

/* The plan that is read last says it of a contract that several leave. */
static int take_notice(void *context, const struct record *r, struct err *err)
{
	struct board *b = context;
	int64_t by = day_of(r, "notice_by"), ends = day_of(r, "ends");
	int64_t renews = day_of(r, "renews_until");
	struct due due = { .by = by, .missed = by < b->today };
	size_t i;

	(void)err;
	if (by == NO_DAY || ends == NO_DAY || renews == NO_DAY)
		return 0;
	for (; due.by < b->today && renews > ends; due.by += renews - ends)
		;
	for (i = 0; i < b->notices.n; i++)
		if (strcmp(record_get(&b->notices.items[i].notice, "contract"),
			   record_get(r, "contract")) == 0)
			break;
	record_init(&due.notice, r->table);
	record_copy(&due.notice, r);
	if (i == b->notices.n) {
		VEC_PUSH(&b->notices, due);
	} else {
		record_release(&b->notices.items[i].notice);
		b->notices.items[i] = due;
	}
	return 0;
}

static int by_day(const void *left, const void *right)
{
	const struct due *a = left, *b = right;

	if (a->by != b->by)
		return a->by < b->by ? -1 : 1;
	return strcmp(record_get(&a->notice, "contract"), record_get(&b->notice, "contract"));
}

/* As near as R07 warns. */
static int find_near(struct board *b, struct err *err)
{
	char *text = NULL;
	int64_t seconds = 0;
	int rc = setting_get(b->db, "r07_warn", &text, err);

	if (rc == 0 && text && duration_parse(text, &seconds) == 0)
		b->near = seconds / DAY_S;
	free(text);
	return rc;
}

static bool is_over(const struct record *plan)
{
	const char *state = record_get(plan, "state");

	return state && (strcmp(state, "completed") == 0 || strcmp(state, "stood-down") == 0);
}

static int gather(struct board *b, struct err *err)
{
	size_t i;
	int rc = find_near(b, err);

	if (rc == 0)
		rc = each(b, "cases", NULL, take_case, b, err);

	if (rc == 0)
		rc = each(b, "signals", NULL, take_signal, b, err);
	if (rc == 0)
		rc = each(b, "vendor_states", NULL, take_state, b, err);
	if (rc == 0)
		rc = each(b, "plans", NULL, take_plan, b, err);
	for (i = 0; rc == 0 && i < b->plans.n; i++) {
		struct strbuf where = STRBUF_INIT;

		plan_where(&b->plans.items[i], "", &where);
		rc = each(b, "plan_affected", where.buf, take_breached, b, err);
		if (rc == 0 && !is_over(&b->plans.items[i]))
			rc = each(b, "plan_notices", where.buf, take_notice, b, err);
		strbuf_release(&where);
	}
	if (rc == 0)
		rc = each(b, "vendors", NULL, take_name, b, err);
	if (b->notices.n)
		qsort(b->notices.items, b->notices.n, sizeof(*b->notices.items), by_day);
	return rc;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static void start_row(struct record *r, const char *group, const char *name)
{
	struct strbuf key = STRBUF_INIT;

	record_init(r, &board_table);
	strbuf_addf(&key, "%s:%s", group, name);
	record_set(r, "row", key.buf);
	record_set(r, "group", group);
	record_set(r, "name", name);
	strbuf_release(&key);
}

static void add_row(struct board *b, struct record *r)
{
	source_add(b->rows, r);
	record_release(r);
}

/* How bad a state is, for colour. */
static const char *mood_of(const char *state)
{
	static const char *const moods[STATE_N] = { "good", "warn", "warn", "bad", "bad" };
	size_t i = STATE_CLEAR;

	while (state && i + 1 < STATE_N && strcmp(vendor_state_names[i], state) != 0)
		i++;
	return moods[i];
}

static void add_vendor(struct board *b, const struct known_vendor *v)
{
	const struct evidence_case *open = evidence_of(&b->evidence, v->key);
	const char *state = v->state ? v->state : vendor_state_names[STATE_CLEAR];
	struct strbuf text = STRBUF_INIT;
	struct record r;

	start_row(&r, "vendor", v->key);
	record_set(&r, "title", v->name ? v->name : v->key);
	record_set(&r, "state", state);
	record_set(&r, "case", v->story ? v->story : v->breached ? _("planned for") : _("no case"));
	record_set(&r, "mood", mood_of(state));
	if (open)
		belief_text(open->p.v[HYP_MATERIAL], &text);
	record_set(&r, "belief", text.buf);
	strbuf_reset(&text);
	strbuf_addf(&text, "%lld", (long long)v->signals);
	record_set(&r, "signals", text.buf);
	record_set(&r, "newest", v->newest);
	strbuf_release(&text);
	add_row(b, &r);
}

static void set_minutes(struct record *r, const char *column, const struct record *plan,
			const char *from)
{
	struct strbuf text = STRBUF_INIT;

	if (record_get(plan, from))
		show_minutes(record_int(plan, from, 0), &text);
	else
		strbuf_adds(&text, _("never"));
	record_set(r, column, text.buf);
	strbuf_release(&text);
}

static void set_figure(struct record *r, const char *column, const struct record *plan,
		       const char *from)
{
	struct strbuf text = STRBUF_INIT;
	size_t i;

	for (i = 0; i < plan_n_figures_shown; i++)
		if (strcmp(plan_figures_shown[i].column, from) == 0)
			plan_figure_text(&plan_figures_shown[i], plan, &text);
	record_set(r, column, text.buf);
	strbuf_release(&text);
}

/* A tenth of an asset-hour says nothing on an overview. */
static void cut_decimals(struct record *r, const char *column)
{
	const char *text = record_get(r, column);
	char *whole = text ? mem_strndup(text, strcspn(text, ".")) : NULL;

	record_set(r, column, whole);
	free(whole);
}

/* "DRILL hk/2": a mark comes first, so that a narrow column cuts the name and not the mark. */
static int name_with_marks(struct db *db, const struct record *plan, struct strbuf *out,
			    struct err *err)
{
	const struct plan_ref ref = { (char *)(size_t)record_get(plan, "plan"),
				      record_int(plan, "version", 0), *plan };
	struct strbuf marks = STRBUF_INIT;
	int rc = plan_marks_short(db, &ref, &marks, err);

	if (marks.len)
		strbuf_addf(out, "%s ", marks.buf);
	record_key_text(plan, out);
	strbuf_release(&marks);
	return rc;
}

static int add_plan(struct board *b, const struct record *plan, struct err *err)
{
	struct store_query q = { .table = table_find("plan_gaps"), .sort = -1 };
	struct selector *open = NULL;
	struct strbuf text = STRBUF_INIT;
	struct record r;
	int64_t gaps = 0;
	int rc;

	/* gaps that stay: those that never close */
	plan_where(plan, "to_min=", &text);
	rc = selector_parse(q.table, text.buf, &open, err);
	q.where = open;
	if (rc == 0)
		rc = store_count(b->db, &q, &gaps, err);
	selector_free(open);
	strbuf_reset(&text);
	record_key_text(plan, &text);
	start_row(&r, "plan", text.buf);
	record_set(&r, "plan", text.buf);
	record_set(&r, "title", record_get(plan, "name"));
	strbuf_reset(&text);
	if (rc == 0)
		rc = name_with_marks(b->db, plan, &text, err);
	record_set(&r, "name", text.buf);
	record_set(&r, "state", record_get(plan, "state"));
	record_set(&r, "blocking", record_get(plan, "blocking"));
	record_set(&r, "mood", record_int(plan, "blocking", 0) ? "bad" : "good");
	set_figure(&r, "score", plan, "score");
	set_minutes(&r, "contain", plan, "time_to_contain");
	set_minutes(&r, "switch", plan, "time_to_switch");
	set_figure(&r, "exposure", plan, "exposure");
	cut_decimals(&r, "exposure");
	set_figure(&r, "cost", plan, "cost");
	strbuf_reset(&text);
	strbuf_addf(&text, "%lld", (long long)gaps);
	record_set(&r, "gaps", text.buf);
	strbuf_release(&text);
	add_row(b, &r);
	return rc;
}

static void add_notice(struct board *b, const struct due *d)
{
	struct strbuf text = STRBUF_INIT;
	int64_t left = d->by - b->today;
	struct record r;

	start_row(&r, "notice", record_get(&d->notice, "contract"));
	record_set(&r, "title", record_get(&d->notice, "product"));
	date_format(d->by, &text);
	record_set(&r, "by", text.buf);
	strbuf_reset(&text);
	if (d->missed)
		strbuf_adds(&text, _("missed"));
	else
		duration_format(left * DAY_S, &text);
	record_set(&r, "left", text.buf);
	record_set(&r, "mood", d->missed ? "bad" : left <= b->near ? "warn" : "good");
	record_set(&r, "ends", record_get(&d->notice, d->missed ? "renews_until" : "ends"));
	strbuf_reset(&text);
	strbuf_addf(&text, "%s %s", record_get(&d->notice, "amount"), record_get(&d->notice, "currency"));
	if (record_get(&d->notice, "amount"))
		record_set(&r, "amount", text.buf);
	strbuf_release(&text);
	add_row(b, &r);
}

/* ---- what to do next ------------------------------------------------------------------------- */

static void add_advice(struct board *b, const char *key, const char *title, const char *command)
{
	struct record r;

	start_row(&r, "next", key);
	record_set(&r, "title", title);
	record_set(&r, "command", command);
	add_row(b, &r);
	b->n_next++;
}

struct mending {
	struct board *board;
	const struct record *plan;
};

static int add_mend(void *context, const struct record *check, struct err *err)
{
	const struct mending *m = context;
	struct strbuf text = STRBUF_INIT, key = STRBUF_INIT;
	const char *mend = record_get(check, "mend");
	struct record r;

	(void)err;
	if (m->board->n_next >= MAX_NEXT)
		return 0;
	record_key_text(m->plan, &text);
	record_key_text(check, &key);
	start_row(&r, "next", key.buf);
	record_set(&r, "name", record_get(check, "code"));
	record_set(&r, "plan", text.buf);
	strbuf_reset(&text);
	mend = mend ? mend : record_get(check, "finding");
	if (mend)
		msg_render_text(mend, gettext, &text);
	record_set(&r, "title", text.buf);
	record_set(&r, "mood", "bad");
	add_row(m->board, &r);
	m->board->n_next++;
	strbuf_release(&key);
	strbuf_release(&text);
	return 0;
}

static int add_next(struct board *b, struct err *err)
{
	struct store_query assets = { .table = table_find("assets"), .sort = -1 };
	struct record one;
	size_t i, n_assets = 0;
	int rc;

	record_init(&one, assets.table);
	rc = store_page(b->db, &assets, NULL, false, 1, &one, &n_assets, err);
	record_release(&one);

	if (rc < 0)
		return rc;
	if (!n_assets)
		add_advice(b, "import", _("read an inventory"), "import ");
	else if (!b->plans.n)
		add_advice(b, "plan", _("make a plan for a vendor that may be breached"),
			   "plan make --breached ");
	for (i = b->plans.n; rc == 0 && i-- > 0;) {
		struct mending m = { b, &b->plans.items[i] };
		struct strbuf where = STRBUF_INIT;

		plan_where(m.plan, "result=block", &where);
		rc = each(b, "plan_checks", where.buf, add_mend, &m, err);
		strbuf_release(&where);
	}
	if (rc == 0 && !b->n_next)
		add_advice(b, "checklist", _("nothing blocks: print the checklists"),
			   "checklist --to text -o checklist.txt");
	return rc;
}

static void board_release(struct board *b)
{
	size_t i;

	for (i = 0; i < b->known.n; i++) {
		struct known_vendor *v = &b->known.items[i];

		free(v->key);
		free(v->name);
		free(v->state);
		free(v->story);
		free(v->newest_at);
		free(v->newest);
	}
	for (i = 0; i < b->plans.n; i++)
		record_release(&b->plans.items[i]);
	for (i = 0; i < b->notices.n; i++)
		record_release(&b->notices.items[i].notice);
	VEC_RELEASE(&b->notices);
	VEC_RELEASE(&b->known);
	VEC_RELEASE(&b->plans);
	map_release(&b->vendors);
	evidence_release(&b->evidence);
}

int board_rows(struct app *app, struct source *ret, struct err *err)
{
	struct board b = { .rows = ret };
	int64_t now;
	size_t i;
	int rc = app_db(app, &b.db, err);

	if (rc == 0)
		rc = app_now(app, &now, err);
	if (rc == 0)
		rc = evidence_load(b.db, now, &b.evidence, err);
	b.today = rc == 0 ? now / DAY_S : 0;
	if (rc == 0)
		rc = gather(&b, err);

	for (i = 0; rc == 0 && i < b.known.n; i++)
		add_vendor(&b, &b.known.items[i]);
	for (i = 0; rc == 0 && i < b.plans.n; i++)
		rc = add_plan(&b, &b.plans.items[i], err);
	for (i = 0; rc == 0 && i < b.notices.n; i++)
		add_notice(&b, &b.notices.items[i]);
	if (rc == 0)
		rc = add_next(&b, err);
	board_release(&b);
	return rc;
}
