/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/advice_plan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/planning.h"
#include "app/simulating.h"
#include "model/store.h"
#include "risk/simulate.h"
#include "util/date.h"
#include "util/i18n.h"
#include "util/mem.h"
#include "util/money.h"

#define WEEK_MIN (7.0 * 1440)
/* An advice asks for three plans: fewer schedules than the stored one had will do. */
#define MOST_SCHEDULES 100

/* ---- which plan ------------------------------------------------------------------------------ */

struct search {
	struct db *db;
	const char *vendor;
	struct record best;
	bool found;
};

/* Does the list ("a,b@<=14") name the vendor itself or a product of it? */
static bool names(struct search *s, const char *list)
{
	while (list && *list) {
		size_t n = strcspn(list, ","), length = strcspn(list, ",@");
		char *member = mem_strndup(list, length);
		struct record product;
		bool hit = strcmp(member, s->vendor) == 0;

		record_init(&product, table_find("products"));
		if (!hit && store_get_key(s->db, product.table, member, &product, NULL) == 0) {
			const char *of = record_get(&product, "vendor");

			hit = of && strcmp(of, s->vendor) == 0;
		}
		record_release(&product);
		free(member);
		if (hit)
			return true;
		list += n;
		list += *list == ',';
	}
	return false;
}

static int consider(void *context, const struct record *r, struct err *err)
{
	struct search *s = context;
	const char *state = record_get(r, "state");

	(void)err;
	if ((strcmp(state, "draft") == 0 || strcmp(state, "ready") == 0) &&
	    (!s->found || r->rev > s->best.rev) && names(s, record_get(r, "breached"))) {
		record_copy(&s->best, r);
		s->found = true;
	}
	return 0;
}

/* The newest draft or ready plan that names the vendor; activated ones aside. */
static int find_plan(struct app *app, const char *vendor, struct advice_plan *ret, struct err *err)
{
	const struct store_query q = { .table = table_find("plans"), .sort = -1 };
	struct search s = { .vendor = vendor };
	int rc = app_db(app, &s.db, err);

	record_init(&s.best, q.table);
	if (rc == 0)
		rc = store_each(s.db, &q, -1, consider, &s, err);
	if (rc == 0 && s.found) {
		ret->found = true;
		snprintf(ret->name, sizeof(ret->name), "%s/%s", record_get(&s.best, "plan"),
			 record_get(&s.best, "version"));
	}
	record_release(&s.best);
	return rc;
}

/* ---- its worlds ------------------------------------------------------------------------------ */

static int simulate(struct planning *p, const int64_t *days, size_t n_days, struct advice_plan *ret,
		    struct err *err)
{
	struct sim_request how = { policy_int(&p->snapshot, "decision_simulations"), p->request.seed,
				   (unsigned)simulation_threads() };
	char digest[DIGEST_HEX];
	int kind, rc = 0;

	plan_digest(&p->snapshot, &p->request, p->request.playbook, digest);
	ret->changed = strcmp(digest, p->request.stored_digest) != 0;
	if (p->request.effort < 1 || p->request.effort > MOST_SCHEDULES)
		p->request.effort = MOST_SCHEDULES;
	p->request.enough = NULL;
	for (kind = 0; rc == 0 && kind < WORLD_N; kind++)
		rc = plan_world(&p->snapshot, &p->request, (enum world_kind)kind, &how, days, n_days,
				&ret->worlds[kind], err);
	ret->scale = pow(10, currency_exponent(p->snapshot.currency));
	ret->horizon = (double)(policy_duration(&p->snapshot, "horizon") / MINUTE_S) / WEEK_MIN;
	return rc;
}

/* A plan that cannot be made today is no reason to give no advice: the policy's figures stand in. */
static int take_trouble(struct advice_plan *p, struct err *err)
{
	struct strbuf text = STRBUF_INIT;

	if (err->code == ERR_INTERRUPTED)
		return err->code;
	msg_render(&err->msg, gettext, &text);
	p->trouble = strbuf_detach(&text);
	err_release(err);
	return 0;
}

static double *scaled(const double *samples, size_t n, double divisor)
{
	double *ret = mem_alloc(n, sizeof(*ret));
	size_t i;

	for (i = 0; i < n; i++)
		ret[i] = samples[i] / divisor;
	return ret;
}

static void take_samples(struct advice_plan *p)
{
	const struct world *today = &p->worlds[WORLD_TODAY], *ready = &p->worlds[WORLD_READY];
	const struct world *bare = &p->worlds[WORLD_BARE];
	size_t n = ready->runs, i;

	for (i = 0; i < n; i++)
		p->prepares = p->prepares || bare->prepared[i] > 0;
	p->prepares = p->prepares && bare->planned != PLAN_NEVER;
	p->ready = scaled(ready->safe, n, WEEK_MIN);
	p->change = scaled(ready->change, n, p->scale);
	if (!p->prepares)
		return;
	p->prepare = scaled(today->prepared, n, WEEK_MIN);
	p->haste = scaled(bare->change, n, p->scale);
	p->unprepared = scaled(bare->safe, n, WEEK_MIN);
	/* Nobody switches faster unprepared than ready. */
	for (i = 0; i < n; i++)
		p->unprepared[i] = fmax(p->unprepared[i], p->ready[i]);
}

int advice_plan_load(struct app *app, const char *vendor, const int64_t *days, size_t n_days,
		     struct advice_plan *ret, struct err *err)
{
	struct plan_ref ref;
	struct planning p;
	int rc;

	memset(ret, 0, sizeof(*ret));
	rc = find_plan(app, vendor, ret, err);
	if (rc < 0 || !ret->found)
		return rc;
	rc = plan_ref_find(app, ret->name, &ref, err);
	if (rc < 0)
		return rc;
	planning_init(&p, app);
	rc = planning_recall(&p, &ref, err);
	if (rc == 0)
		rc = simulate(&p, days, n_days, ret, err);
	plan_ref_release(&ref);
	planning_release(&p);
	if (rc < 0)
		return take_trouble(ret, err);
	if (!ret->worlds[WORLD_READY].affected)
		ret->trouble = mem_strdup(_("no asset is affected"));
	else if (ret->worlds[WORLD_READY].planned == PLAN_NEVER)
		ret->trouble = mem_strdup(_("no asset becomes safe under it"));
	ret->usable = !ret->trouble;
	if (ret->usable)
		take_samples(ret);
	return 0;
}

void advice_plan_release(struct advice_plan *p)
{
	int kind;

	for (kind = 0; kind < WORLD_N; kind++)
		world_release(&p->worlds[kind]);
	free(p->trouble);
	free(p->prepare);
	free(p->ready);
	free(p->unprepared);
	free(p->change);
	free(p->haste);
}

/* ---- as inputs ------------------------------------------------------------------------------- */

static void told(struct advice *a, enum advice_what what, const double *samples, size_t n)
{
	struct advice_input *in = &a->from[what];
	double *sorted = mem_copy(samples, n * sizeof(*samples));

	sim_sort(sorted, n);
	*in = (struct advice_input){ sim_quantile(sorted, n, 0.1), sim_quantile(sorted, n, 0.5),
				     sim_quantile(sorted, n, 0.9), ADVICE_SIMULATED };
	free(sorted);
}

static void counted(struct advice *a, enum advice_what what, double value)
{
	a->from[what] = (struct advice_input){ value, value, value, ADVICE_COSTS };
}

void advice_plan_contracts(const struct advice_plan *p, size_t day, struct decide_inputs *in)
{
	const struct world_contracts *ready, *bare;
	double early;

	if (!p->usable)
		return;
	ready = &p->worlds[WORLD_READY].days[day];
	bare = &p->worlds[p->prepares ? WORLD_BARE : WORLD_READY].days[day];
	early = (double)(ready->leaving + ready->overlap) / p->scale;
	in->fee = (struct pert){ early, early, early };
	in->late_fee = (double)(bare->leaving + bare->overlap) / p->scale - early;
	in->saved = (double)ready->saved / p->scale;
	in->overlap = 0; /* it is in the lines */
}

void advice_plan_apply(const struct advice_plan *p, struct advice *a)
{
	const struct world *today = &p->worlds[WORLD_TODAY];
	struct decide_inputs *in = &a->inputs;
	size_t n = p->worlds[WORLD_READY].runs;
	double k = (double)today->preparing / p->scale;

	if (!p->usable)
		return;
	in->samples = (struct decide_samples){ p->prepare, p->ready, p->unprepared, p->change,
					       p->haste, n };
	told(a, ADVICE_READY, p->ready, n);
	told(a, ADVICE_CHANGE, p->change, n);
	advice_plan_contracts(p, 0, in);
	counted(a, ADVICE_LEAVING, in->fee.likely);
	counted(a, ADVICE_SAVED, in->saved);
	if (!p->prepares) {
		/* Nothing in it is prepared: how much slower haste is, the policy must say. */
		double least = a->from[ADVICE_READY].likely + in->prepare.likely;

		in->unprepared.likely = fmax(in->unprepared.likely, least);
		in->unprepared.high = fmax(in->unprepared.high, in->unprepared.likely);
		a->from[ADVICE_UNPREPARED].likely = in->unprepared.likely;
		a->from[ADVICE_UNPREPARED].high = in->unprepared.high;
		return;
	}
	told(a, ADVICE_PREPARE, p->prepare, n);
	told(a, ADVICE_UNPREPARED, p->unprepared, n);
	told(a, ADVICE_HASTE, p->haste, n);
	counted(a, ADVICE_LATE, in->late_fee);
	in->preparation = (struct pert){ k, k, k };
	counted(a, ADVICE_PREPARATION, k);
	in->keep = p->horizon > 0 ? (double)today->keeping / p->scale / p->horizon : 0;
	counted(a, ADVICE_KEEP, in->keep);
}
