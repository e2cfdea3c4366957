/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/evidence_show.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/advice.h"
#include "app/app.h"
#include "app/simulating.h"
#include "model/settings.h"
#include "model/store.h"
#include "util/date.h"
#include "util/i18n.h"
#include "util/map.h"

/* What people are told, once as a headline and once as the end of a sentence. */
static const struct {
	const char *letter, *word, *headline;
} actions[DECIDE_N] = {
	{ "N", N_("do nothing"), N_("do nothing but watch, do not launch") },
	{ "P", N_("prepare"), N_("prepare, do not launch") },
	{ "S", N_("switch"), N_("switch now") },
};

#define GAUGE_CELLS 50

/* Belief (^) on a scale from 0 to 1 with both thresholds (|). */
static void gauge(const struct advice *a, struct strbuf *out)
{
	char cells[GAUGE_CELLS + 2];
	bool middle = a->costs.prepare < a->costs.change; /* else preparing alone never pays */
	const double marks[] = { middle ? a->costs.prepare : a->costs.leap,
				 middle ? a->costs.change : a->costs.leap };
	size_t i;

	memset(cells, '-', GAUGE_CELLS + 1);
	cells[GAUGE_CELLS + 1] = '\0';
	for (i = 0; i < 2; i++)
		cells[lround(fmin(1, fmax(0, marks[i])) * GAUGE_CELLS)] = '|';
	cells[lround(fmin(1, fmax(0, a->material)) * GAUGE_CELLS)] = '^';
	strbuf_addf(out, "0 %s 1", cells);
}

/* A sum in a table. */
static void put_sum(const struct app *app, double amount, struct strbuf *out)
{
	if (app->answer->programs)
		strbuf_addf(out, "%.2f", fabs(amount) < .005 ? 0 : amount);
	else
		whole_amount(amount, out);
}

static void show_costs(struct app *app, const struct advice *a)
{
	const struct answer_column columns[] = {
		{ "action", _("action"), false },
		{ "if_material", _("if material"), true },
		{ "if_not", _("if not"), true },
		{ "expected", _("expected"), true },
	};
	int i;

	answer_table(app->answer, "actions", columns, 4);
	for (i = 0; i < DECIDE_N; i++) {
		struct strbuf real = STRBUF_INIT, not = STRBUF_INIT, expected = STRBUF_INIT;

		put_sum(app, a->costs.real[i], &real);
		put_sum(app, a->costs.false_alarm[i], &not);
		put_sum(app, decide_cost(&a->costs, (enum decision)i, a->material), &expected);
		answer_row(app->answer, (const char *const[]){ actions[i].letter, real.buf, not.buf,
							      expected.buf });
		strbuf_release(&real);
		strbuf_release(&not);
		strbuf_release(&expected);
	}
	answer_end(app->answer);
}

static void show_reports(struct app *app, const struct evidence *e, const struct advice *a)
{
	const struct answer_column columns[] = {
		{ "report", _("if this comes"), false },
		{ "decibans", _("decibans"), true },
		{ "material", _("material"), true },
		{ "advice", _("advice"), false },
		{ "worth", _("worth waiting for"), true },
	};
	int k;

	answer_table(app->answer, "reports", columns, 5);
	for (k = 0; k < SIG_N; k++) {
		struct belief_signal s = decide_expected((enum signal_kind)k);
		struct strbuf decibans = STRBUF_INIT, p = STRBUF_INIT, worth = STRBUF_INIT;
		struct belief_step step;

		if (!signal_kinds[k].expected)
			continue;
		belief_update(&e->rules, &a->p, &s, &step);
		strbuf_addf(&decibans, "%+.1f", step.decibans);
		belief_text(step.after.v[HYP_MATERIAL], &p);
		put_sum(app, decide_report_value(&a->costs, &e->rules, &a->p, &s), &worth);
		answer_row(app->answer,
			   (const char *const[]){ signal_kinds[k].name, decibans.buf, p.buf,
						  actions[decide_action(&a->costs,
									step.after.v[HYP_MATERIAL])]
							  .letter,
						  worth.buf });
		strbuf_release(&decibans);
		strbuf_release(&p);
		strbuf_release(&worth);
	}
	answer_end(app->answer);
}

/* The reason, in two sentences: where belief stands, and what it would take. */
static void show_reason(struct app *app, const struct advice *a)
{
	const char *word = _(belief_word(a->material));
	struct strbuf p = STRBUF_INIT, low = STRBUF_INIT, high = STRBUF_INIT;

	belief_text(a->material, &p);
	belief_text(a->costs.prepare, &low);
	belief_text(a->costs.change, &high);
	if (!a->open)
		answer_line(app->answer, _("No case is open, so nothing points to a breach."));
	else if (a->costs.prepare >= a->costs.change)
		answer_linef(app->answer,
			     _("A material breach is %s (%s), and with these costs preparing alone never "
			       "pays."),
			     word, p.buf);
	else if (a->action == DECIDE_SWITCH)
		answer_linef(app->answer,
			     _("A material breach is %s (%s), beyond the %s from which switching costs "
			       "less than waiting."),
			     word, p.buf, high.buf);
	else if (a->action == DECIDE_PREPARE)
		answer_linef(app->answer,
			     _("A material breach is %s (%s): enough to pay for readiness from %s up, not "
			       "for the switch, which needs %s."),
			     word, p.buf, low.buf, high.buf);
	else
		answer_linef(app->answer,
			     _("A material breach is %s (%s), below the %s from which preparing pays."),
			     word, p.buf, low.buf);
	if (a->n_flips)
		answer_linef(app->answer,
			     _("The smallest single report that would change this is '%s' (%+.1f decibans): "
			       "then %s."),
			     signal_kinds[a->flips[0].kind].name, a->flips[0].decibans,
			     _(actions[a->flips[0].to].word));
	else
		answer_line(app->answer, _("No single report would change this."));
	strbuf_release(&p);
	strbuf_release(&low);
	strbuf_release(&high);
}

/* ---- inputs and days ahead ---------------------------------------------------------------------- */

static void put_quantity(const struct app *app, enum advice_unit unit, double value,
			 struct strbuf *out)
{
	if (unit == ADVICE_WEEKS)
		duration_format((int64_t)llround(value * 7 * 24) * HOUR_S, out);
	else if (unit == ADVICE_MONEY)
		put_sum(app, value, out);
	else
		strbuf_addf(out, "%.4g", value);
}

static void put_source(const struct advice *a, enum advice_what what, struct strbuf *out)
{
	switch (a->from[what].source) {
	case ADVICE_SIMULATED:
		strbuf_addf(out, _("%s, simulated"), a->plan);
		break;
	case ADVICE_COSTS:
		strbuf_addf(out, _("%s, cost lines"), a->plan);
		break;
	case ADVICE_POLICY:
		strbuf_addf(out, _("policy %s"), advice_inputs[what].policy);
		break;
	case ADVICE_NOWHERE:
		break;
	}
}

static void show_inputs(struct app *app, const struct advice *a)
{
	const struct answer_column columns[] = {
		{ "input", _("input"), false }, { "low", _("low"), true },
		{ "middle", _("middle"), true }, { "high", _("high"), true },
		{ "from", _("where from"), false },
	};
	int i, k;

	answer_table(app->answer, "inputs", columns, 5);
	for (i = 0; i < ADVICE_N; i++) {
		const struct advice_input *in = &a->from[i];
		const double values[] = { in->low, in->likely, in->high };
		struct strbuf text[4];
		bool one = !(in->low < in->high);

		if (in->source == ADVICE_NOWHERE)
			continue;
		for (k = 0; k < 4; k++)
			strbuf_init(&text[k]);
		for (k = one ? 1 : 0; k < (one ? 2 : 3); k++)
			put_quantity(app, advice_inputs[i].unit, values[k], &text[k]);
		put_source(a, (enum advice_what)i, &text[3]);
		answer_row(app->answer, (const char *const[]){ _(advice_inputs[i].title), text[0].buf,
							       text[1].buf, text[2].buf, text[3].buf });
		for (k = 0; k < 4; k++)
			strbuf_release(&text[k]);
	}
	answer_end(app->answer);
	if (a->simulations)
		answer_line(app->answer, _("simulated: one run in ten is below low, half are below middle, "
					   "one in ten is above high"));
}

static void show_days(struct app *app, const struct advice *a, int64_t now)
{
	const struct answer_column columns[] = {
		{ "day", _("if nothing new comes until"), false },
		{ "material", _("material"), true },
		{ "prepare", _("prepare from"), true },
		{ "switch", _("switch from"), true },
		{ "advice", _("advice"), false },
	};
	struct strbuf date = STRBUF_INIT;
	size_t i;

	answer_table(app->answer, "days", columns, 5);
	for (i = 0; i < a->n_days; i++) {
		const struct advice_day *d = &a->days[i];
		struct strbuf day = STRBUF_INIT, text[3] = { STRBUF_INIT, STRBUF_INIT, STRBUF_INIT };

		date_format((now + d->day * DAY_S) / DAY_S, &day);
		belief_text(d->material, &text[0]);
		belief_text(d->prepare, &text[1]);
		belief_text(d->change, &text[2]);
		answer_row(app->answer, (const char *const[]){ day.buf, text[0].buf, text[1].buf,
							       text[2].buf, actions[d->action].letter });
		strbuf_release(&day);
		strbuf_release(&text[0]);
		strbuf_release(&text[1]);
		strbuf_release(&text[2]);
	}
	answer_end(app->answer);
	date_format((now + (a->changes_on < 0 ? a->days[a->n_days - 1].day : a->changes_on) * DAY_S) /
		    DAY_S, &date);
	if (a->changes_on < 0)
		answer_linef(app->answer, _("if nothing new comes, this advice holds until %s at least"),
			     date.buf);
	else
		answer_linef(app->answer, _("if nothing new comes, this advice changes on %s: then %s"),
			     date.buf, _(actions[a->changes_to].word));
	strbuf_release(&date);
}

/* Which plan the figures are of, or why of none. */
static void show_plan(struct app *app, const struct advice *a, const char *vendor)
{
	if (a->simulations)
		answer_linef(app->answer,
			     _("times and costs: plan %s, simulated %lld times as things stand, with "
			       "everything ready and with nothing ready"),
			     a->plan, (long long)a->simulations);
	else if (*a->plan)
		answer_linef(app->answer, _("times and costs: policy; plan %s is of no use: %s"), a->plan,
			     a->trouble);
	else
		answer_linef(app->answer,
			     _("times and costs: policy; 'lifeboat plan make --breached %s' gives real ones"),
			     vendor);
	if (a->changed)
		answer_note(app->answer, _("the data have changed since the plan was made; what follows "
					   "is for the plan as it would be made today"));
}

static void show_worth(struct app *app, const struct advice *a, const char *currency)
{
	struct strbuf option = STRBUF_INIT, truth = STRBUF_INIT;

	whole_amount(decide_option_value(&a->costs, a->material), &option);
	whole_amount(decide_perfect_information(&a->costs, a->material), &truth);
	answer_linef(app->answer, _("readiness is worth %s %s today; certainty would be worth %s %s"),
		     option.buf, currency, truth.buf, currency);
	strbuf_release(&option);
	strbuf_release(&truth);
}

static int load(struct app *app, struct db **ret_db, struct evidence *e, struct err *err)
{
	int64_t now;
	int rc = app_db(app, ret_db, err);

	memset(e, 0, sizeof(*e));
	if (rc == 0)
		rc = app_now(app, &now, err);
	return rc == 0 ? evidence_load(*ret_db, now, e, err) : rc;
}

static void show_advice(struct app *app, const char *vendor, const struct evidence *e,
			const struct advice *a, const char *currency)
{
	struct strbuf bar = STRBUF_INIT, low = STRBUF_INIT, high = STRBUF_INIT, leap = STRBUF_INIT;

	answer_linef(app->answer, "%s: %s \xe2\x80\x94 %s", vendor, actions[a->action].letter,
		     _(actions[a->action].headline));
	show_reason(app, a);
	gauge(a, &bar);
	answer_line(app->answer, bar.buf);
	belief_text(a->costs.prepare, &low);
	belief_text(a->costs.change, &high);
	belief_text(a->costs.leap, &leap);
	if (a->costs.prepare < a->costs.change)
		answer_linef(app->answer, _("prepare from %s, switch from %s; state %s"), low.buf,
			     high.buf, vendor_state_names[evidence_state(e, vendor)]);
	else
		answer_linef(app->answer, _("switch from %s, preparing alone never pays; state %s"), leap.buf,
			     vendor_state_names[evidence_state(e, vendor)]);
	show_plan(app, a, vendor);
	show_costs(app, a);
	show_worth(app, a, currency);
	if (a->open) {
		show_reports(app, e, a);
		show_days(app, a, e->now);
	}
	show_inputs(app, a);
	strbuf_release(&bar);
	strbuf_release(&leap);
	strbuf_release(&low);
	strbuf_release(&high);
}

int evidence_show_advice(struct app *app, const char *vendor, struct err *err)
{
	struct evidence e;
	struct advice a;
	struct record r;
	struct db *db;
	char *currency = NULL;
	int rc = load(app, &db, &e, err);

	record_init(&r, table_find("vendors"));
	if (rc == 0)
		rc = store_get_key(db, r.table, vendor, &r, err);
	if (rc == 0)
		rc = setting_get(db, "currency", &currency, err);
	if (rc == 0)
		rc = advice_make(app, &e, vendor, &a, err);
	answer_several(app->answer);
	if (rc == 0)
		show_advice(app, vendor, &e, &a, currency ? currency : "");
	free(currency);
	record_release(&r);
	evidence_release(&e);
	return rc;
}

static int advice_row(struct app *app, const struct evidence *e, const char *vendor, struct err *err)
{
	struct strbuf p = STRBUF_INIT, low = STRBUF_INIT, high = STRBUF_INIT;
	struct advice a;
	int rc = advice_make(app, e, vendor, &a, err);

	if (rc < 0)
		return rc;
	belief_text(a.material, &p);
	belief_text(a.costs.prepare, &low);
	belief_text(a.costs.change, &high);
	answer_row(app->answer,
		   (const char *const[]){ vendor, vendor_state_names[evidence_state(e, vendor)], p.buf,
					  low.buf, high.buf, actions[a.action].letter,
					  _(actions[a.action].headline) });
	strbuf_release(&p);
	strbuf_release(&low);
	strbuf_release(&high);
	return 0;
}

int evidence_show_advices(struct app *app, struct err *err)
{
	const struct answer_column columns[] = {
		{ "vendor", _("vendor"), false },
		{ "state", _("state"), false },
		{ "material", _("material"), true },
		{ "prepare", _("prepare from"), true },
		{ "switch", _("switch from"), true },
		{ "action", _("action"), false },
		{ "advice", _("advice"), false },
	};
	struct map seen = MAP_INIT;
	struct evidence e;
	struct db *db;
	size_t i;
	int rc = load(app, &db, &e, err);

	if (rc == 0) {
		answer_table(app->answer, "advice", columns, 7);
		for (i = 0; rc == 0 && i < e.n; i++)
			if (e.cases[i].open && map_add(&seen, e.cases[i].vendor, i) == i)
				rc = advice_row(app, &e, e.cases[i].vendor, err);
		answer_end(app->answer);
		if (rc == 0 && !seen.n)
			answer_note(app->answer, _("no case is open: every vendor is clear"));
	}
	map_release(&seen);
	evidence_release(&e);
	return rc;
}
