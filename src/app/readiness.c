/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/readiness.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/plan_rows.h"
#include "app/simulating.h"
#include "app/show.h"
#include "util/date.h"
#include "plan/options.h"
#include "util/i18n.h"
#include "util/mem.h"
#include "util/money.h"

int readiness_show_decay(struct planning *p, struct decay *ret, struct err *err)
{
	struct strbuf day = STRBUF_INIT, finding = STRBUF_INIT, mend = STRBUF_INIT;
	int rc = plan_decay(&p->snapshot, &p->request, &p->plan, ret, err);

	if (rc < 0)
		return rc;
	if (ret->day == SNAP_DATE_NONE) {
		answer_line(p->app->answer, _("nothing that is ready now ages before the horizon"));
		return 0;
	}
	date_format(ret->day, &day);
	msg_render_text(ret->finding ? ret->finding : "", gettext, &finding);
	msg_render_text(ret->mend ? ret->mend : "", gettext, &mend);
	answer_linef(p->app->answer, _("if nothing is done, readiness next falls on %s by %s: %s"), day.buf,
		     ret->code, finding.buf);
	if (mend.len)
		answer_linef(p->app->answer, _("to prevent it: %s"), mend.buf);
	strbuf_release(&day);
	strbuf_release(&finding);
	strbuf_release(&mend);
	return 0;
}

/* ---- what would restore it ---------------------------------------------------------------------- */

struct missing {
	const char *label; /* encoded; NULL: a drill */
	int64_t cost;
};

static int by_cost(const void *left, const void *right)
{
	const struct missing *a = left, *b = right;

	if (a->cost != b->cost)
		return a->cost < b->cost ? -1 : 1;
	return strcmp(a->label ? a->label : "", b->label ? b->label : "");
}

static bool drill_is_due(const struct plan *p)
{
	size_t i;

	for (i = 0; i < p->n_checks; i++)
		if (strcmp(p->checks[i].code, "R14") == 0)
			return p->checks[i].result != CHECK_PASS;
	return false;
}

static void say_missing(const struct planning *p, struct missing *list, size_t n)
{
	struct strbuf text = STRBUF_INIT, sum = STRBUF_INIT;
	const char *currency = p->snapshot.currency;
	int64_t total = 0;
	size_t i;

	qsort(list, n, sizeof(*list), by_cost);
	for (i = 0; i < n; i++) {
		struct strbuf label = STRBUF_INIT, cost = STRBUF_INIT;

		total += list[i].cost;
		if (list[i].label)
			msg_render_text(list[i].label, gettext, &label);
		else
			strbuf_adds(&label, _("a drill"));
		amount_format(list[i].cost, currency_exponent(currency), &cost);
		if (list[i].cost)
			strbuf_addf(&label, " (%s)", cost.buf);
		strbuf_add_sep(&text, ", ", label.buf);
		strbuf_release(&label);
		strbuf_release(&cost);
	}
	forecast_text("money", total, currency, &sum);
	answer_linef(p->app->answer, _("what is missing costs %s beside labour, cheapest first: %s"),
		     sum.buf, text.buf);
	strbuf_release(&sum);
	strbuf_release(&text);
}

int readiness_show_missing(struct planning *p, struct err *err)
{
	struct prep_options options = { .n = 0 };
	struct missing *list;
	struct replan x;
	int64_t drill = 0;
	size_t n = 0, i;
	int rc = replan_init(&x, &p->snapshot, &p->request, &p->plan, err);

	if (rc == 0)
		prep_options_find(&x, &options);
	list = mem_alloc(options.n + 1, sizeof(*list));
	for (i = 0; i < options.n; i++)
		if (!options.items[i].ordered)
			list[n++] = (struct missing){ options.items[i].label, options.items[i].cost };
	if (rc == 0 && drill_is_due(&p->plan)) {
		(void)price_parse(policy_text(&p->snapshot, "drill_cost"), &drill);
		list[n++] = (struct missing){ NULL, (int64_t)((double)drill * x.problem.minor_scale) };
	}
	if (n)
		say_missing(p, list, n);
	free(list);
	replan_release(&x);
	return rc;
}

/* ---- history --------------------------------------------------------------------------------- */

struct look {
	const struct planning *p;
	const struct plan_ref *plan;
	const struct decay *decay;
};

static int store_look(struct change *c, void *context, struct err *err)
{
	const struct look *l = context;
	const struct plan_figures *f = &l->p->plan.figures;
	struct plan_row row;
	int rc;

	prow_init(&row, l->plan->plan, l->plan->version, l->p->snapshot.currency);
	prow_start(&row, "readiness");
	prow_instant(&row, "at", l->p->snapshot.now);
	prow_int(&row, "score", f->score);
	prow_int(&row, "passing", f->passing);
	prow_int(&row, "warning", f->warning);
	prow_int(&row, "blocking", f->blocking);
	if (l->decay->day != SNAP_DATE_NONE) {
		prow_date(&row, "next_drop", l->decay->day);
		prow_text(&row, "drops_by", l->decay->code);
	}
	rc = prow_insert(&row, c, err);
	prow_release(&row);
	return rc;
}

int readiness_record(struct planning *p, const struct plan_ref *plan, const struct decay *decay,
		     struct err *err)
{
	struct look look = { p, plan, decay };
	struct record known;
	struct change_info info;
	struct strbuf key = STRBUF_INIT, at = STRBUF_INIT;
	struct db *db;
	int rc = app_change(p->app, "ready", &info, &db, err);

	if (rc < 0)
		return rc;
	instant_format(p->snapshot.now, &at);
	strbuf_addf(&key, "%s/%lld/%s", plan->plan, (long long)plan->version, at.buf);
	record_init(&known, table_find("readiness"));
	rc = store_get_key(db, known.table, key.buf, &known, err);
	if (rc == ERR_NOT_FOUND) {
		err_release(err);
		info.flags |= CHANGE_NO_UNDO;
		rc = change_run(db, &info, store_look, &look, NULL, err);
	}
	record_release(&known);
	strbuf_release(&key);
	strbuf_release(&at);
	return rc;
}

int readiness_history(struct app *app, const struct plan_ref *plan, const struct call *call,
		      struct err *err)
{
	struct show_query q;
	struct strbuf text = STRBUF_INIT;
	int rc = show_query_init(&q, table_find("readiness"), call, err);

	if (rc < 0)
		return rc;
	strbuf_addf(&text, "plan=\"%s\"", plan->plan);
	rc = show_query_add(&q, text.buf, err);
	if (rc == 0)
		rc = show_rows(app, &q, err);
	show_query_release(&q);
	strbuf_release(&text);
	return rc;
}
