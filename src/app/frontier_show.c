/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/frontier_show.h"

#include <math.h>
#include <string.h>

#include "app/advice.h"
#include "app/app.h"
#include "app/evidence_show.h"
#include "app/simulating.h"
#include "util/date.h"
#include "util/i18n.h"
#include "util/money.h"

#define WEEK_MIN (7.0 * 1440)

struct belief_now {
	double p;                /* of the vendor of the breached set that looks worst */
	struct decide_inputs in; /* loss, hazard, confirmation */
	double scale;            /* minor units of one of the currency */
	double cost;             /* of the plan, minor units */
	double horizon;          /* weeks */
};

static int load_belief(struct planning *p, struct belief_now *ret, struct err *err)
{
	const struct evidence_case *worst = NULL;
	struct evidence e;
	struct db *db;
	size_t i;
	int rc = app_db(p->app, &db, err);

	if (rc < 0)
		return rc;
	rc = evidence_load(db, p->snapshot.now, &e, err);
	for (i = 0; rc == 0 && i < p->request.n_breached; i++) {
		const struct fate_node *n = &p->request.breached[i].node;
		size_t vendor = n->product != NONE ? p->snapshot.products[n->product].vendor : n->vendor;
		const struct evidence_case *k =
			vendor == NONE ? NULL : evidence_of(&e, p->snapshot.vendors[vendor].key);

		if (k && (!worst || k->p.v[HYP_MATERIAL] > worst->p.v[HYP_MATERIAL]))
			worst = k;
	}
	if (rc == 0)
		rc = advice_policy(db, worst, &ret->in, err);
	ret->p = worst ? worst->p.v[HYP_MATERIAL] : 0;
	ret->scale = pow(10, currency_exponent(p->snapshot.currency));
	ret->cost = (double)p->plan.figures.cost;
	ret->horizon = (double)(policy_duration(&p->snapshot, "horizon") / MINUTE_S) / WEEK_MIN;
	evidence_release(&e);
	return rc;
}

/* Minor units. */
static double expected(const struct belief_now *b, const struct frontier_point *x)
{
	double loss = decide_waiting_loss(&b->in, (double)x->last_safe / WEEK_MIN) * b->scale;
	double once = (double)x->once, later = (double)x->later;
	double upkeep = ((double)x->cost - once) * fmin(1, b->in.confirmation / b->horizon);
	double hasty = once + later > 0 ? later / (once + later) : 0;

	return once + upkeep + b->p * (later + (b->in.premium - 1) * fmax(0, b->cost - once - later) * hasty +
				       loss);
}

static size_t best_of(const struct belief_now *b, const struct frontier *f)
{
	size_t best = 0, i;

	for (i = 1; i < f->n; i++)
		if (expected(b, &f->points[i]) < expected(b, &f->points[best]))
			best = i;
	return best;
}

/* What is bought; with `before`, a choice that it contains, only what it adds. */
static void put_bought(const struct frontier *f, size_t i, bool short_form, struct strbuf *out)
{
	const struct frontier_point *x = &f->points[i], *before = i ? &f->points[i - 1] : NULL;
	size_t k;

	for (k = 0; before && k < f->options.n; k++)
		if (!short_form || (before->bought[k] && !x->bought[k]))
			before = NULL;
	if (before)
		strbuf_adds(out, "+ ");
	for (k = 0; k < f->options.n; k++) {
		if (!x->bought[k] || (before && before->bought[k]))
			continue;
		if (out->len > (before ? 2 : 0))
			strbuf_adds(out, ", ");
		msg_render_text(f->options.items[k].label, gettext, out);
	}
}

static void put_marks(const struct frontier *f, size_t i, size_t best, struct strbuf *out)
{
	if (f->points[i].beaten)
		strbuf_add_sep(out, ", ", _("no better"));
	if (i == f->knee)
		strbuf_add_sep(out, ", ", _("knee"));
	if (i == best)
		strbuf_add_sep(out, ", ", _("best today"));
}

/* Minor units: whole ones of the currency for people, all of it for programs. */
static void put_money(const struct planning *p, const struct belief_now *b, double amount, bool people,
		      struct strbuf *out)
{
	if (people)
		whole_amount(amount / b->scale, out);
	else
		forecast_text("money", (int64_t)llround(amount), p->snapshot.currency, out);
}

#define N_COLUMNS 7

static void show_point(const struct planning *p, const struct frontier *f, size_t i,
		       const struct belief_now *b, bool people)
{
	const struct frontier_point *x = &f->points[i];
	struct strbuf text[N_COLUMNS];
	const char *cells[N_COLUMNS];
	size_t k, n = 0;

	for (k = 0; k < N_COLUMNS; k++)
		strbuf_init(&text[k]);
	if (people)
		strbuf_addf(&text[n++], "%zu", i + 1);
	put_money(p, b, (double)x->cost, people, &text[n++]);
	if (!people)
		forecast_text("minutes", x->promised, p->snapshot.currency, &text[n++]);
	forecast_text("minutes", x->last_safe, p->snapshot.currency, &text[n++]);
	if (people)
		whole_amount((double)x->exposure / (60.0 * PLAN_EXPOSURE_SCALE), &text[n++]);
	else
		forecast_text("exposure", x->exposure, p->snapshot.currency, &text[n++]);
	put_money(p, b, expected(b, x), people, &text[n++]);
	put_marks(f, i, best_of(b, f), &text[n++]);
	if (!people)
		put_bought(f, i, false, &text[n]);
	for (k = 0; k < N_COLUMNS; k++)
		cells[k] = text[k].buf;
	answer_row(p->app->answer, cells);
	for (k = 0; k < N_COLUMNS; k++)
		strbuf_release(&text[k]);
}

static void show_table(const struct planning *p, const struct frontier *f, const struct belief_now *b,
		       bool people)
{
	/* What the network promised is for those who check it; what is bought stands below. */
	const struct {
		struct answer_column column;
		bool people, programs;
	} all[] = {
		{ { "choice", "#", true }, true, false },
		{ { "cost", _("ready for"), true }, true, true },
		{ { "promised", _("network says"), true }, false, true },
		{ { "last_safe", _("safe after"), true }, true, true },
		{ { "exposure", _("exposure"), true }, true, true },
		{ { "expected", _("expected cost"), true }, true, true },
		{ { "mark", "", false }, true, true },
		{ { "bought", _("prepared"), false }, false, true },
	};
	struct answer_column columns[N_COLUMNS];
	size_t i, n = 0;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (people ? all[i].people : all[i].programs)
			columns[n++] = all[i].column;
	answer_table(p->app->answer, "frontier", columns, n);
	for (i = 0; i < f->n; i++)
		show_point(p, f, i, b, people);
	answer_end(p->app->answer);
	for (i = 0; people && i < f->n; i++) {
		struct strbuf bought = STRBUF_INIT;

		put_bought(f, i, true, &bought);
		answer_linef(p->app->answer, "%zu: %s", i + 1, bought.len ? bought.buf : _("nothing"));
		strbuf_release(&bought);
	}
}

int frontier_show(struct planning *p, const struct frontier *f, struct err *err)
{
	struct strbuf belief = STRBUF_INIT;
	struct belief_now b;
	int rc = load_belief(p, &b, err);

	if (rc < 0)
		return rc;
	show_table(p, f, &b, !p->app->answer->programs);
	answer_linef(p->app->answer, f->proven
		     ? _("%zu things could be prepared; the curve of the network is proven")
		     : _("%zu things could be prepared; the curve of the network is not proven"),
		     f->options.n);
	answer_linef(p->app->answer, _("ready for: %s until the horizon, upkeep and doing again included"),
		     p->snapshot.currency);
	belief_text(b.p, &belief);
	if (b.p > 0)
		answer_linef(p->app->answer, _("expected cost: at today's belief of %s in a material breach, "
					       "kept ready until it is settled, loss included"), belief.buf);
	else
		answer_line(p->app->answer, _("expected cost: no case is open, so nothing is worth preparing "
					      "for this alone"));
	strbuf_release(&belief);
	return 0;
}
