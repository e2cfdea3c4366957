/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/evidence_show.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/advice.h"
#include "app/app.h"
#include "app/evidence.h"
#include "model/store.h"
#include "util/date.h"
#include "util/i18n.h"
#include "util/mem.h"

static const char *const outcome_words[] = { N_("none"), N_("contained"), N_("material") };

void belief_text(double p, struct strbuf *out)
{
	p = fmin(0.99, p);
	if (p >= 0.095)
		strbuf_addf(out, "%.2f", p);
	else
		strbuf_addf(out, "%.2g", p);
}

/* Cells of one row, each in a buffer of its own. */
#define MAX_CELLS 16
struct cells {
	struct strbuf text[MAX_CELLS];
	size_t n;
};

static void cells_init(struct cells *c)
{
	size_t i;

	c->n = 0;
	for (i = 0; i < MAX_CELLS; i++)
		strbuf_init(&c->text[i]);
}

static struct strbuf *cell(struct cells *c)
{
	return &c->text[c->n++];
}

static void cells_row(struct cells *c, struct app *app)
{
	const char *texts[MAX_CELLS] = { NULL };
	size_t i;

	for (i = 0; i < c->n; i++)
		texts[i] = c->text[i].len ? c->text[i].buf : NULL;
	answer_row(app->answer, texts);
	for (i = 0; i < c->n; i++)
		strbuf_release(&c->text[i]);
	c->n = 0;
}

static void add_triple(struct cells *c, const struct triple *p)
{
	int i;

	for (i = 0; i < HYP_N; i++)
		belief_text(p->v[i], cell(c));
}

static void add_date(int64_t at, struct strbuf *out)
{
	date_format(at / DAY_S - (at % DAY_S < 0), out);
}

/* ---- everybody ------------------------------------------------------------------------------- */

static void all_row(struct app *app, const struct evidence_case *k)
{
	struct cells c;

	cells_init(&c);
	strbuf_adds(cell(&c), k->vendor);
	strbuf_adds(cell(&c), k->key);
	strbuf_adds(cell(&c), k->open ? vendor_state_names[k->state] : "clear");
	add_triple(&c, &k->p);
	strbuf_adds(cell(&c), _(belief_word(k->p.v[HYP_MATERIAL])));
	strbuf_addf(cell(&c), "%zu", k->n);
	strbuf_adds(cell(&c), k->outcome >= 0 ? outcome_words[k->outcome] : NULL);
	if (k->outcome >= 0) {
		strbuf_addf(cell(&c), "%.3f", belief_brier(&k->p, (enum hypothesis)k->outcome));
		strbuf_addf(cell(&c), "%.3f", belief_log_score(&k->p, (enum hypothesis)k->outcome));
	}
	cells_row(&c, app);
}

static int load(struct app *app, struct evidence *e, struct err *err)
{
	struct db *db;
	int64_t now;
	int rc = app_db(app, &db, err);

	memset(e, 0, sizeof(*e));
	if (rc == 0)
		rc = app_now(app, &now, err);
	return rc == 0 ? evidence_load(db, now, e, err) : rc;
}

int evidence_show_all(struct app *app, struct err *err)
{
	const struct answer_column columns[] = {
		{ "vendor", _("vendor"), false },   { "case", _("case"), false },
		{ "state", _("state"), false },     { "h0", _("none"), true },
		{ "h1", _("contained"), true },     { "h2", _("material"), true },
		{ "word", _("material breach"), false }, { "signals", _("signals"), true },
		{ "outcome", _("outcome"), false }, { "brier", _("Brier"), true },
		{ "log", _("log score"), true },
	};
	struct evidence e;
	size_t i;
	int rc = load(app, &e, err);

	if (rc == 0) {
		answer_table(app->answer, "belief", columns, 11);
		for (i = 0; i < e.n; i++)
			all_row(app, &e.cases[i]);
		answer_end(app->answer);
		if (e.n == 0)
			answer_note(app->answer, _("no case was ever opened: every vendor is clear"));
	}
	evidence_release(&e);
	return rc;
}

/* ---- one case -------------------------------------------------------------------------------- */

/* What the advice would have been at that belief, with today's costs; NULL: nothing to say. */
static const char *advice_at(const struct evidence_case *k, const struct decide_costs *costs,
			     const struct triple *p)
{
	static const char *const letters[DECIDE_N] = { "N", "P", "S" };

	return k->open && costs ? letters[decide_action(costs, p->v[HYP_MATERIAL])] : NULL;
}

static void step_row(struct app *app, const struct evidence_case *k, const struct evidence_signal *x,
		     const struct decide_costs *costs)
{
	const struct triple *p = x ? &x->step.after : &k->start;
	struct cells c;

	cells_init(&c);
	strbuf_adds(cell(&c), k->key);
	add_date(x ? x->at : k->opened, cell(&c));
	strbuf_adds(cell(&c), x ? x->key : NULL);
	strbuf_adds(cell(&c), x ? signal_kinds[x->s.kind].name : _("opening"));
	if (x) {
		strbuf_addf(cell(&c), "%.2f", x->step.quality);
		strbuf_addf(cell(&c), "%.4g", x->s.weight);
		strbuf_addf(cell(&c), "%+.1f", x->step.decibans);
	} else {
		(void)cell(&c);
		(void)cell(&c);
		strbuf_addf(cell(&c), "%+.1f", belief_decibans(&k->start));
	}
	add_triple(&c, p);
	strbuf_adds(cell(&c), vendor_state_names[x ? x->state : k->first]);
	strbuf_adds(cell(&c), advice_at(k, costs, p));
	strbuf_adds(cell(&c), x ? x->title : NULL);
	cells_row(&c, app);
}

static void begin_steps(struct app *app)
{
	const struct answer_column columns[] = {
		{ "case", _("case"), false },       { "date", _("date"), false },
		{ "signal", _("signal"), false },   { "kind", _("kind"), false },
		{ "genuine", _("genuine"), true },  { "weight", _("weight"), true },
		{ "decibans", _("decibans"), true }, { "h0", _("none"), true },
		{ "h1", _("contained"), true },     { "h2", _("material"), true },
		{ "state", _("state"), false },     { "advice", _("advice"), false },
		{ "title", _("title"), false },
	};

	answer_table(app->answer, "steps", columns, 13);
}

static void case_rows(struct app *app, const struct evidence_case *k,
		      const struct decide_costs *costs)
{
	size_t i;

	step_row(app, k, NULL, costs);
	for (i = 0; i < k->n; i++)
		step_row(app, k, &k->signals[i], costs);
}

static void say_case(struct app *app, const struct evidence_case *k)
{
	struct strbuf p = STRBUF_INIT;

	belief_text(k->p.v[HYP_MATERIAL], &p);
	answer_linef(app->answer, _("%s: material breach %s, %s (%+.1f decibans); state %s"), k->vendor,
		     p.buf, _(belief_word(k->p.v[HYP_MATERIAL])), belief_decibans(&k->p),
		     k->open ? vendor_state_names[k->state] : "clear");
	strbuf_release(&p);
}

static void begin_tornado(struct app *app)
{
	const struct answer_column columns[] = {
		{ "case", _("case"), false },
		{ "kind", _("kind"), false },
		{ "halved", _("ratio halved"), true },
		{ "doubled", _("ratio doubled"), true },
	};

	answer_table(app->answer, "tornado", columns, 4);
}

static void tornado_rows(struct app *app, const struct evidence *e, const struct evidence_case *k)
{
	struct belief_signal *signals = mem_alloc(k->n, sizeof(*signals));
	struct belief_bar bars[SIG_N];
	size_t i, n;

	for (i = 0; i < k->n; i++)
		signals[i] = k->signals[i].s;
	n = belief_tornado(&e->rules, k->opening, signals, k->n, bars);
	for (i = 0; i < n; i++) {
		struct cells c;

		cells_init(&c);
		strbuf_adds(cell(&c), k->key);
		strbuf_adds(cell(&c), signal_kinds[bars[i].kind].name);
		belief_text(bars[i].low, cell(&c));
		belief_text(bars[i].high, cell(&c));
		cells_row(&c, app);
	}
	free(signals);
}

/* NULL where there is no advice to be had: belief is shown all the same. */
static const struct decide_costs *costs_of(struct app *app, const struct evidence *e,
					   const char *vendor, struct advice *a)
{
	return advice_make(app, e, vendor, a, NULL) < 0 ? NULL : &a->costs;
}

/* Cases that `wanted` chooses by `text`, in one table and one line for each. */
static size_t show_cases(struct app *app, struct evidence *e, const struct decide_costs *costs,
			 bool (*wanted)(const struct evidence_case *k, const char *text),
			 const char *text)
{
	size_t i, n = 0;

	for (i = 0; i < e->n; i++) {
		if (!wanted(&e->cases[i], text))
			continue;
		if (n++ == 0)
			begin_steps(app);
		case_rows(app, &e->cases[i], costs);
	}
	if (n)
		answer_end(app->answer);
	for (i = 0; i < e->n; i++)
		if (wanted(&e->cases[i], text))
			say_case(app, &e->cases[i]);
	return n;
}

static bool has_key(const struct evidence_case *k, const char *key)
{
	return strcmp(k->key, key) == 0;
}

static bool is_about(const struct evidence_case *k, const char *vendor)
{
	return strcmp(k->vendor, vendor) == 0;
}

int evidence_show_case(struct app *app, const char *key, struct err *err)
{
	struct evidence e;
	struct advice a;
	size_t i;
	int rc = load(app, &e, err);

	for (i = 0; rc == 0 && i < e.n; i++)
		if (has_key(&e.cases[i], key))
			show_cases(app, &e, costs_of(app, &e, e.cases[i].vendor, &a), has_key, key);
	evidence_release(&e);
	return rc;
}

static void show_tornado(struct app *app, const struct evidence *e, const char *vendor)
{
	size_t i;

	begin_tornado(app);
	for (i = 0; i < e->n; i++)
		if (is_about(&e->cases[i], vendor))
			tornado_rows(app, e, &e->cases[i]);
	answer_end(app->answer);
}

int evidence_show_vendor(struct app *app, const char *vendor, bool tornado, struct err *err)
{
	struct evidence e;
	struct advice a;
	struct record r;
	struct db *db;
	int rc = app_db(app, &db, err);

	if (rc < 0)
		return rc;
	record_init(&r, table_find("vendors"));
	rc = store_get_key(db, r.table, vendor, &r, err);
	record_release(&r);
	if (rc < 0)
		return rc;
	if (tornado)
		answer_several(app->answer);
	rc = load(app, &e, err);
	if (rc == 0) {
		if (show_cases(app, &e, costs_of(app, &e, vendor, &a), is_about, vendor) == 0)
			answer_linef(app->answer, _("%s: clear; there is no case about it"), vendor);
		else if (tornado)
			show_tornado(app, &e, vendor);
	}
	evidence_release(&e);
	return rc;
}

/* ---- replay ---------------------------------------------------------------------------------- */

static void replay_row(struct app *app, const struct evidence_case *k, double sums[2])
{
	double brier = belief_brier(&k->p, (enum hypothesis)k->outcome);
	const struct triple even = { { 0.5, 0.25, 0.25 } };
	struct cells c;

	sums[0] += brier;
	sums[1] += belief_brier(&even, (enum hypothesis)k->outcome);
	cells_init(&c);
	strbuf_adds(cell(&c), k->key);
	add_date(k->opened, cell(&c));
	strbuf_adds(cell(&c), k->vendor);
	add_triple(&c, &k->p);
	strbuf_adds(cell(&c), outcome_words[k->outcome]);
	strbuf_addf(cell(&c), "%.3f", brier);
	cells_row(&c, app);
}

/* The shipped library by the workspace's policy, or by the defaults where there is no workspace. */
int evidence_show_replay(struct app *app, struct err *err)
{
	const struct answer_column columns[] = {
		{ "case", _("case"), false },   { "date", _("date"), false },
		{ "vendor", _("vendor"), false }, { "h0", _("none"), true },
		{ "h1", _("contained"), true }, { "h2", _("material"), true },
		{ "outcome", _("outcome"), false }, { "brier", _("Brier"), true },
	};
	struct strbuf folder = STRBUF_INIT;
	struct belief_rules rules;
	struct evidence e = { .n = 0 };
	struct db *db = NULL;
	double sums[2] = { 0, 0 };
	size_t i, n = 0;
	int rc = app_db(app, &db, NULL);

	rc = evidence_rules(rc == 0 ? db : NULL, &rules, err);
	strbuf_addf(&folder, "%s/cases", app_datadir());
	if (rc == 0)
		rc = evidence_library(folder.buf, &rules, &e, err);
	if (rc == 0) {
		answer_table(app->answer, "replay", columns, 8);
		for (i = 0; i < e.n; i++)
			if (e.cases[i].outcome >= 0) {
				replay_row(app, &e.cases[i], sums);
				n++;
			}
		answer_end(app->answer);
		if (n)
			answer_notef(app->answer,
				     n_("mean Brier score %.3f over %zu case, %.3f for the constant start; "
					"in-sample: a check that nothing broke, no validation",
					"mean Brier score %.3f over %zu cases, %.3f for the constant start; "
					"in-sample: a check that nothing broke, no validation", n),
				     sums[0] / (double)n, n, sums[1] / (double)n);
	}
	evidence_release(&e);
	strbuf_release(&folder);
	return rc;
}

/* ---- base rates ------------------------------------------------------------------------------ */

static int rate_row(void *context, const struct evidence_rate *r, struct err *err)
{
	struct app *app = context;
	struct cells c;

	(void)err;
	cells_init(&c);
	strbuf_adds(cell(&c), r->vendor);
	strbuf_addf(cell(&c), "%zu", r->listings);
	strbuf_addf(cell(&c), "%zu", r->windows);
	strbuf_addf(cell(&c), "%.2f", r->raw);
	strbuf_addf(cell(&c), "%.3f", r->used);
	cells_row(&c, app);
	return 0;
}

int evidence_show_rates(struct app *app, struct err *err)
{
	const struct answer_column columns[] = {
		{ "vendor", _("vendor"), false },   { "listings", _("listings"), true },
		{ "windows", _("windows"), true },  { "share", _("share with one"), true },
		{ "used", _("base rate used"), true },
	};
	struct db *db;
	int rc = app_db(app, &db, err);

	if (rc < 0)
		return rc;
	answer_table(app->answer, "rates", columns, 5);
	rc = evidence_rates(db, rate_row, app, err);
	answer_end(app->answer);
	return rc;
}
