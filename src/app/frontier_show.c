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

static void show_point(const struct planning *p, const struct frontier *f, size_t i,
		       const struct belief_now *b, const char *format)
{
	const struct frontier_point *x = &f->points[i];
	const char *currency = p->snapshot.currency;
	bool short_form = !format || strcmp(format, "table") == 0;
	struct strbuf text[7];
	const char *cells[7];
	size_t k;

	for (k = 0; k < 7; k++)
		strbuf_init(&text[k]);
	forecast_text("money", x->cost, currency, &text[0]);
	forecast_text("minutes", x->promised, currency, &text[1]);
	forecast_text("minutes", x->last_safe, currency, &text[2]);
	forecast_text("exposure", x->exposure, currency, &text[3]);
	forecast_text("money", (int64_t)llround(expected(b, x)), currency, &text[4]);
	put_marks(f, i, best_of(b, f), &text[5]);
	put_bought(f, i, short_form, &text[6]);
	for (k = 0; k < 7; k++)
		cells[k] = text[k].buf;
	answer_row(p->app->answer, cells);
	for (k = 0; k < 7; k++)
		strbuf_release(&text[k]);
}

int frontier_show(struct planning *p, const struct frontier *f, const char *format, struct err *err)
{
	const struct answer_column columns[] = {
		{ "cost", _("ready for"), true },
		{ "promised", _("network says"), true },
		{ "last_safe", _("safe after"), true },
		{ "exposure", _("exposure"), true },
		{ "expected", _("expected cost"), true },
		{ "mark", "", false },
		{ "bought", _("prepared"), false },
	};
	struct strbuf belief = STRBUF_INIT;
	struct belief_now b;
	size_t i;
	int rc = load_belief(p, &b, err);

	if (rc < 0)
		return rc;
	answer_table(p->app->answer, "frontier", columns, 7);
	for (i = 0; i < f->n; i++)
		show_point(p, f, i, &b, format);
	answer_end(p->app->answer);
	answer_linef(p->app->answer, f->proven
		     ? _("%zu things could be prepared; the curve of the network is proven")
		     : _("%zu things could be prepared; the curve of the network is not proven"),
		     f->options.n);
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
