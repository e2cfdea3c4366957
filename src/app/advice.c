/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/advice.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/selector.h"
#include "model/settings.h"
#include "model/store.h"
#include "util/date.h"
#include "util/mem.h"

#define WEEK_S (7.0 * (double)DAY_S)

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
	in->loss_low = fmax(1, in->loss_low);
	in->loss_high = fmax(in->loss_low * 1.001, in->loss_high);
	in->runs = (int64_t)runs;
	in->seed = 1;
	return rc;
}

/* ---- plan ------------------------------------------------------------------------------------ */

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

struct sums {
	double change, fee, overlap, prepare; /* the workspace's currency */
	double last_safe;                     /* minutes */
};

static int add_cost(void *context, const struct record *r, struct err *err)
{
	struct sums *s = context;
	const char *rule = record_get(r, "rule"), *text = record_get(r, "amount_workspace");
	double amount = text ? strtod(text, NULL) : 0;

	(void)err;
	rule = rule ? rule : "";
	if (strcmp(rule, "stranded") == 0 || strcmp(rule, "renewal") == 0)
		return 0; /* told for comparison only */
	if (strcmp(rule, "prepare") == 0)
		s->prepare += amount;
	else if (strcmp(rule, "termination") == 0)
		s->fee += amount;
	else if (strcmp(rule, "overlap") == 0)
		s->overlap += amount;
	else
		s->change += amount;
	return 0;
}

static int add_wave(void *context, const struct record *r, struct err *err)
{
	struct sums *s = context;
	const char *safe = record_get(r, "safe_min");

	(void)err;
	if (safe)
		s->last_safe = fmax(s->last_safe, strtod(safe, NULL));
	return 0;
}

static int each_row(struct search *s, const char *table, store_row_fn *fn, void *context,
		    struct err *err)
{
	struct store_query q = { .table = table_find(table), .sort = -1 };
	struct strbuf text = STRBUF_INIT;
	struct selector *where = NULL;
	int rc;

	strbuf_addf(&text, "plan=\"%s\" version=%s", record_get(&s->best, "plan"),
		    record_get(&s->best, "version"));
	rc = selector_parse(q.table, text.buf, &where, err);
	q.where = where;
	if (rc == 0)
		rc = store_each(s->db, &q, -1, fn, context, err);
	selector_free(where);
	strbuf_release(&text);
	return rc;
}

static struct pert scaled(struct pert p, double factor)
{
	return (struct pert){ p.low * factor, p.likely * factor, p.high * factor };
}

static int from_plan(struct search *s, struct advice *a, struct err *err)
{
	struct decide_inputs *in = &a->inputs;
	struct sums sums = { 0 };
	double weeks, factor;
	int rc = each_row(s, "plan_costs", add_cost, &sums, err);

	if (rc == 0)
		rc = each_row(s, "plan_waves", add_wave, &sums, err);
	if (rc < 0)
		return rc;
	snprintf(a->plan, sizeof(a->plan), "%s/%s", record_get(&s->best, "plan"),
		 record_get(&s->best, "version"));
	weeks = fmax(sums.last_safe * (double)MINUTE_S / WEEK_S, 1.0 / 7);
	factor = in->ready.likely > 0 ? weeks / in->ready.likely : 1;
	in->ready = scaled(in->ready, factor);
	in->unprepared = scaled(in->unprepared, factor);
	/* Nobody switches faster unprepared than ready, however the policy reads. */
	in->unprepared.likely = fmax(in->unprepared.likely, in->ready.likely + in->prepare.likely);
	in->unprepared.low = fmin(in->unprepared.low, in->unprepared.likely);
	in->unprepared.high = fmax(in->unprepared.high, in->unprepared.likely);
	in->cost[0] = exactly(sums.change);
	in->fee = exactly(sums.fee);
	in->overlap = sums.overlap / weeks;
	if (sums.prepare > 0)
		in->preparation = exactly(sums.prepare);
	return 0;
}

/* ---- all of it ------------------------------------------------------------------------------- */

static bool has_exploit(const struct evidence_case *k)
{
	size_t i;

	for (i = 0; k && i < k->n; i++)
		if (k->signals[i].s.kind == SIG_EXPLOIT)
			return true;
	return false;
}

int advice_make(struct db *db, const struct evidence *e, const char *vendor, struct advice *ret,
		struct err *err)
{
	const struct store_query q = { .table = table_find("plans"), .sort = -1 };
	const struct evidence_case *k = evidence_of(e, vendor);
	struct search s = { .db = db, .vendor = vendor };
	double factor = 1;
	int rc;

	memset(ret, 0, sizeof(*ret));
	record_init(&s.best, q.table);
	rc = from_policy(db, &ret->inputs, err);
	if (rc == 0)
		rc = store_each(db, &q, -1, consider, &s, err);
	if (rc == 0 && s.found)
		rc = from_plan(&s, ret, err);
	if (rc == 0 && has_exploit(k))
		rc = get_number(db, "exploit_hazard", &factor, err);
	record_release(&s.best);
	if (rc < 0)
		return rc;
	ret->inputs.hazard = fmin(1, ret->inputs.hazard * factor);
	decide_simulate(&ret->inputs, &ret->costs);
	ret->open = k != NULL;
	if (k)
		ret->p = k->p;
	else
		ret->p.v[HYP_NONE] = 1;
	ret->material = ret->p.v[HYP_MATERIAL];
	ret->action = decide_action(&ret->costs, ret->material);
	if (k)
		ret->n_flips = decide_flips(&ret->costs, &e->rules, &ret->p, ret->flips);
	return 0;
}
