/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/advice.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/advice_plan.h"
#include "app/app.h"
#include "app/simulating.h"
#include "model/settings.h"
#include "risk/loss.h"
#include "util/date.h"
#include "util/i18n.h"

#define WEEK_S (7.0 * (double)DAY_S)

const struct advice_input_def advice_inputs[ADVICE_N] = {
	[ADVICE_PREPARE] = { N_("time to get ready"), ADVICE_WEEKS, "time_prepare" },
	[ADVICE_READY] = { N_("time to switch when ready"), ADVICE_WEEKS, "time_ready" },
	[ADVICE_UNPREPARED] = { N_("time to switch with nothing ready"), ADVICE_WEEKS,
				"time_unprepared" },
	[ADVICE_CONFIRMATION] = { N_("time until it is confirmed"), ADVICE_WEEKS,
				  "time_confirmation" },
	[ADVICE_CHANGE] = { N_("cost of switching when ready"), ADVICE_MONEY, "switch_cost" },
	[ADVICE_HASTE] = { N_("cost of switching with nothing ready"), ADVICE_MONEY, NULL },
	[ADVICE_PREMIUM] = { N_("factor on it for haste"), ADVICE_FACTOR, "haste_premium" },
	[ADVICE_LEAVING] = { N_("leaving the old contracts"), ADVICE_MONEY, NULL },
	[ADVICE_LATE] = { N_("more of that with nothing ready"), ADVICE_MONEY, NULL },
	[ADVICE_SAVED] = { N_("renewals saved by leaving"), ADVICE_MONEY, NULL },
	[ADVICE_PREPARATION] = { N_("cost of getting ready"), ADVICE_MONEY, "preparation_cost" },
	[ADVICE_KEEP] = { N_("keeping ready, a week"), ADVICE_MONEY, NULL },
	[ADVICE_HAZARD] = { N_("chance of an attack, a week"), ADVICE_CHANCE, "hazard_week" },
	[ADVICE_LOSS] = { N_("loss by an attack"), ADVICE_MONEY, "loss_low, loss_high" },
};

/* ---- policy ---------------------------------------------------------------------------------- */

static int get_text(struct db *db, const char *key, char **ret, struct err *err)
{
	return setting_get(db, key, ret, err);
}

static int get_number(struct db *db, const char *key, double *ret, struct err *err)
{
	char *text = NULL;
	int rc = get_text(db, key, &text, err);

	if (rc == 0)
		*ret = text ? strtod(text, NULL) : 0;
	free(text);
	return rc;
}

static int get_weeks(struct db *db, const char *key, struct pert *ret, struct err *err)
{
	struct estimate e = { 0, 0, 0 };
	char *text = NULL;
	int rc = get_text(db, key, &text, err);

	if (rc == 0 && text)
		(void)estimate_parse(text, &e);
	if (rc == 0)
		*ret = (struct pert){ (double)e.low / WEEK_S, (double)e.likely / WEEK_S,
				      (double)e.high / WEEK_S };
	free(text);
	return rc;
}

static struct pert exactly(double value)
{
	return (struct pert){ value, value, value };
}

static int from_policy(struct db *db, struct decide_inputs *in, struct err *err)
{
	struct pert wait = { 0, 8, 0 };
	double runs = 4000, cost = 0, preparation = 0;
	const struct {
		const char *key;
		double *place;
	} numbers[] = {
		{ "haste_premium", &in->premium }, { "loss_low", &in->loss_low },
		{ "loss_high", &in->loss_high },   { "hazard_week", &in->hazard },
		{ "decision_runs", &runs },        { "switch_cost", &cost },
		{ "preparation_cost", &preparation },
	};
	size_t i;
	int rc = get_weeks(db, "time_prepare", &in->prepare, err);

	if (rc == 0)
		rc = get_weeks(db, "time_ready", &in->ready, err);
	if (rc == 0)
		rc = get_weeks(db, "time_unprepared", &in->unprepared, err);
	for (i = 0; rc == 0 && i < sizeof(numbers) / sizeof(numbers[0]); i++)
		rc = get_number(db, numbers[i].key, numbers[i].place, err);
	if (rc == 0) {
		char *text = NULL;
		int64_t seconds;

		rc = get_text(db, "time_confirmation", &text, err);
		if (rc == 0 && text && duration_parse(text, &seconds) == 0)
			wait.likely = (double)seconds / WEEK_S;
		free(text);
	}
	in->confirmation = wait.likely;
	in->cost[0] = exactly(cost);
	in->preparation = exactly(preparation);
	in->runs = (int64_t)runs;
	in->seed = 1;
	in->threads = (unsigned)simulation_threads();
	if (rc == 0 && !loss_range(&in->loss_low, &in->loss_high))
		rc = err_set(err, ERR_INPUT, N_("policy loss_low is above loss_high: set one of them"));
	return rc;
}

static bool has_exploit(const struct evidence_case *k)
{
	size_t i;

	for (i = 0; k && i < k->n; i++)
		if (k->signals[i].s.kind == SIG_EXPLOIT)
			return true;
	return false;
}

int advice_policy(struct db *db, const struct evidence_case *k, struct decide_inputs *ret,
		  struct err *err)
{
	double factor = 1;
	int rc;

	memset(ret, 0, sizeof(*ret));
	rc = from_policy(db, ret, err);
	if (rc == 0 && has_exploit(k))
		rc = get_number(db, "exploit_hazard", &factor, err);
	ret->hazard = fmin(1, ret->hazard * factor);
	return rc;
}

static void told(struct advice *a, enum advice_what what, struct pert p)
{
	a->from[what] = (struct advice_input){ p.low, p.likely, p.high, ADVICE_POLICY };
}

static void tell_policy(struct advice *a)
{
	const struct decide_inputs *in = &a->inputs;

	told(a, ADVICE_PREPARE, in->prepare);
	told(a, ADVICE_READY, in->ready);
	told(a, ADVICE_UNPREPARED, in->unprepared);
	told(a, ADVICE_CONFIRMATION, exactly(in->confirmation));
	told(a, ADVICE_CHANGE, in->cost[0]);
	told(a, ADVICE_PREMIUM, exactly(in->premium));
	told(a, ADVICE_PREPARATION, in->preparation);
	told(a, ADVICE_HAZARD, exactly(in->hazard));
	told(a, ADVICE_LOSS, (struct pert){ in->loss_low, sqrt(in->loss_low * in->loss_high),
					    in->loss_high });
}

/* ---- days ahead ------------------------------------------------------------------------------ */

static const int64_t days_ahead[ADVICE_DAYS] = { 0, 1, 3, 7, 14, 30, 60, 90, 180 };

/* The contracts are those of days_ahead[contracts]. */
static int look_ahead(struct db *db, const struct evidence *e, const char *vendor,
		      const struct advice *a, const struct advice_plan *p, int64_t day,
		      size_t contracts, struct advice_day *ret, struct err *err)
{
	struct decide_inputs in = a->inputs;
	struct decide_costs costs;
	struct evidence later;
	const struct evidence_case *k;
	int rc = evidence_load(db, e->now + day * DAY_S, &later, err);

	if (rc == 0) {
		advice_plan_contracts(p, contracts, &in);
		decide_simulate(&in, &costs);
		k = evidence_of(&later, vendor);
		*ret = (struct advice_day){ .day = day, .prepare = costs.prepare,
			.change = costs.change, .material = k ? k->p.v[HYP_MATERIAL] : 0 };
		ret->action = decide_action(&costs, ret->material);
	}
	evidence_release(&later);
	return rc;
}

/* The first day after the one before `next` on which the advice is another; that day itself when it
 * is only the contracts that change it. */
static int find_change(struct db *db, const struct evidence *e, const char *vendor,
		       struct advice *a, const struct advice_plan *p, size_t next, struct err *err)
{
	int64_t same = days_ahead[next - 1], other = days_ahead[next];
	struct advice_day d;
	int rc = 0;

	a->changes_to = a->days[next].action;
	while (rc == 0 && other - same > 1) {
		int64_t middle = same + (other - same) / 2;

		rc = look_ahead(db, e, vendor, a, p, middle, next - 1, &d, err);
		if (rc == 0 && d.action == a->action) {
			same = middle;
		} else if (rc == 0) {
			other = middle;
			a->changes_to = d.action;
		}
	}
	a->changes_on = other;
	return rc;
}

static int look_through(struct db *db, const struct evidence *e, const char *vendor,
			struct advice *a, const struct advice_plan *p, struct err *err)
{
	size_t i;
	int rc = 0;

	a->days[0] = (struct advice_day){ 0, a->material, a->costs.prepare, a->costs.change,
					  a->action };
	a->n_days = 1;
	for (i = 1; rc == 0 && i < ADVICE_DAYS; i++) {
		rc = look_ahead(db, e, vendor, a, p, days_ahead[i], i, &a->days[i], err);
		a->n_days = i + 1;
		if (rc == 0 && a->changes_on < 0 && a->days[i].action != a->action)
			rc = find_change(db, e, vendor, a, p, i, err);
	}
	return rc;
}

/* ---- all of it ------------------------------------------------------------------------------- */

/* Inputs of today: the policy's, the plan's over them. */
static int take_inputs(struct db *db, const struct evidence_case *k, const struct advice_plan *p,
		       struct advice *ret, struct err *err)
{
	int rc = advice_policy(db, k, &ret->inputs, err);

	if (rc < 0)
		return rc;
	tell_policy(ret);
	advice_plan_apply(p, ret);
	snprintf(ret->plan, sizeof(ret->plan), "%s", p->name);
	snprintf(ret->trouble, sizeof(ret->trouble), "%s", p->trouble ? p->trouble : "");
	ret->changed = p->usable && p->changed;
	ret->simulations = p->usable ? (int64_t)p->worlds[WORLD_READY].runs : 0;
	return 0;
}

int advice_make(struct app *app, const struct evidence *e, const char *vendor, struct advice *ret,
		struct err *err)
{
	const struct evidence_case *k = evidence_of(e, vendor);
	struct advice_plan p;
	struct db *db;
	int rc = app_db(app, &db, err);

	if (rc < 0)
		return rc;
	memset(ret, 0, sizeof(*ret));
	ret->changes_on = -1;
	ret->open = k != NULL;
	ret->p.v[HYP_NONE] = 1;
	if (k)
		ret->p = k->p;
	ret->material = ret->p.v[HYP_MATERIAL];
	rc = advice_plan_load(app, vendor, days_ahead, ADVICE_DAYS, &p, err);
	if (rc == 0)
		rc = take_inputs(db, k, &p, ret, err);
	if (rc == 0) {
		decide_simulate(&ret->inputs, &ret->costs);
		ret->action = decide_action(&ret->costs, ret->material);
		if (k)
			ret->n_flips = decide_flips(&ret->costs, &e->rules, &ret->p, ret->flips);
	}
	if (rc == 0 && k)
		rc = look_through(db, e, vendor, ret, &p, err);
	ret->inputs.samples = (struct decide_samples){ .n = 0 };
	advice_plan_release(&p);
	return rc;
}
