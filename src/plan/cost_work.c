/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the work costs: crews by their hours, and what steps cost beside it. */
#include "config.h"
#include "plan/cost_parts.h"

#include <stdlib.h>

bool cost_happens(const struct plan_instance *in)
{
	return !in->done && in->start != PLAN_NEVER;
}

/* ---- crews ----------------------------------------------------------------------------------- */

/* What one crew does in the plan. */
struct crew_work {
	int64_t minutes, overtime; /* worker-minutes; overtime is part of minutes */
	int64_t first;             /* its first start, PLAN_NEVER none */
};

typedef int crew_rule(struct costs *c, const struct snap_crew *crew, const struct crew_work *w);

static int each_crew(struct costs *c, crew_rule *rule)
{
	size_t n = c->s->n_crews, i;
	struct crew_work *work = mem_zalloc(n, sizeof(*work));
	int rc = 0;

	for (i = 0; i < n; i++)
		work[i].first = PLAN_NEVER;
	for (i = 0; i < c->p->n_instances; i++) {
		const struct plan_instance *in = &c->p->instances[i];

		if (in->crew == NONE || !cost_happens(in))
			continue;
		work[in->crew].minutes += in->workers * in->duration.likely;
		work[in->crew].overtime += in->overtime;
		if (in->start < work[in->crew].first)
			work[in->crew].first = in->start;
	}
	for (i = 0; rc == 0 && i < n; i++)
		if (work[i].first != PLAN_NEVER)
			rc = rule(c, &c->s->crews[i], &work[i]);
	free(work);
	return rc;
}

static int labour(struct costs *c, const struct snap_crew *crew, const struct crew_work *w)
{
	return cost_add(c, crew->key, crew->currency, crew->hourly_cost, w->minutes, 60, w->first);
}

/* What the hours outside the regular ones cost beyond the normal rate. */
static int overtime(struct costs *c, const struct snap_crew *crew, const struct crew_work *w)
{
	return cost_add(c, crew->key, crew->currency, crew->hourly_cost,
			w->overtime * (crew->overtime_factor - 1000000), INT64_C(60000000), w->first);
}

static int call_out(struct costs *c, const struct snap_crew *crew, const struct crew_work *w)
{
	return cost_add(c, crew->key, crew->currency, crew->call_out_fee, 1, 1, w->first);
}

int cost_labour(struct costs *c)
{
	return each_crew(c, labour);
}

int cost_overtime(struct costs *c)
{
	return each_crew(c, overtime);
}

int cost_call_out(struct costs *c)
{
	return each_crew(c, call_out);
}

/* ---- steps ----------------------------------------------------------------------------------- */

/* The price that a row, or the normal row it overrides, puts on doing the step once. */
typedef int64_t step_price(const struct snapshot *s, const struct plan_instance *in);

int64_t cost_step_extra(const struct snapshot *s, const struct plan_instance *in)
{
	const struct snap_step *mode = &s->steps[in->mode_step];

	return mode->has_extra_cost ? mode->extra_cost : s->steps[in->step].extra_cost;
}

static int64_t normal_extra(const struct snapshot *s, const struct plan_instance *in)
{
	return in->mode_step == in->step ? cost_step_extra(s, in) : 0;
}

static int64_t expedite_extra(const struct snapshot *s, const struct plan_instance *in)
{
	return in->mode_step == in->step ? 0 : cost_step_extra(s, in);
}

int64_t cost_step_prepare(const struct snapshot *s, const struct plan_instance *in)
{
	const struct snap_step *row = &s->steps[in->step];

	return row->phase == PHASE_PREPARE ? row->prepare_cost : 0;
}

/* One line a row and mode, due when it is first done. */
static int add_steps(struct costs *c, step_price *price)
{
	size_t n = c->s->n_steps, i;
	int64_t *sums = mem_zalloc(n, sizeof(*sums)), *first = mem_alloc(n, sizeof(*first));
	int rc = 0;

	for (i = 0; i < n; i++)
		first[i] = PLAN_NEVER;
	for (i = 0; i < c->p->n_instances; i++) {
		const struct plan_instance *in = &c->p->instances[i];

		if (!cost_happens(in))
			continue;
		sums[in->mode_step] += price(c->s, in);
		if (in->start < first[in->mode_step])
			first[in->mode_step] = in->start;
	}
	for (i = 0; rc == 0 && i < n; i++) {
		const struct snap_step *row = &c->s->steps[i];

		if (sums[i])
			rc = cost_add(c, arena_printf(&c->p->arena, "%s/%s/%s", row->playbook, row->key,
						      row->mode), "", sums[i], 1, 1, first[i]);
	}
	free(sums);
	free(first);
	return rc;
}

int cost_extra(struct costs *c)
{
	return add_steps(c, normal_extra);
}

int cost_expedite(struct costs *c)
{
	return add_steps(c, expedite_extra);
}

int cost_prepare(struct costs *c)
{
	return add_steps(c, cost_step_prepare);
}
