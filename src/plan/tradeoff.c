/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/tradeoff.h"

#include <stdlib.h>

#include "plan/stop.h"

static int64_t cost_of(const struct replan *x, const struct sched_slot *slots)
{
	int64_t cost = 0;
	size_t i;

	for (i = 0; i < x->sched.n_activities; i++) {
		const struct sched_mode *m = &x->sched.activities[i].modes[slots[i].mode];

		if (!x->never[i])
			cost += m->cost + m->cost_per_worker * slots[i].workers;
	}
	return cost;
}

static struct tradeoff_point measure(const struct replan *x, const struct sched_slot *slots)
{
	struct tradeoff_point point = { .cost = cost_of(x, slots) };
	size_t i;

	replan_measure(x, slots, &point.figures);
	for (i = 0; i < x->sched.n_activities; i++)
		if (!x->never[i] && slots[i].finish > point.finish)
			point.finish = slots[i].finish;
	return point;
}

static int compare(const void *left, const void *right)
{
	const struct tradeoff_point *a = left, *b = right;

	if (a->figures.exposure != b->figures.exposure)
		return a->figures.exposure < b->figures.exposure ? -1 : 1;
	return a->finish != b->finish ? (a->finish < b->finish ? -1 : 1)
	     : a->cost != b->cost ? (a->cost < b->cost ? -1 : 1) : b->planned - a->planned;
}

static bool same(const struct tradeoff_point *a, const struct tradeoff_point *b)
{
	return a->figures.exposure == b->figures.exposure && a->finish == b->finish &&
	       a->cost == b->cost;
}

/* The plan and what the engine found, in order, each once. */
static void collect(const struct replan *x, const struct sched_result *plans, size_t n,
		    struct tradeoff *ret)
{
	struct tradeoff_point planned = measure(x, x->base.slots);
	size_t i, kept = 0;

	planned.planned = true;
	ret->points[0] = planned;
	for (i = 0; i < n; i++)
		ret->points[i + 1] = measure(x, plans[i].slots);
	qsort(ret->points, n + 1, sizeof(ret->points[0]), compare);
	for (i = 0; i <= n; i++)
		if (!kept || !same(&ret->points[kept - 1], &ret->points[i]))
			ret->points[kept++] = ret->points[i];
	ret->n = kept;
	for (i = 0; i < kept; i++)
		ret->points[i].cost -= planned.cost;
}

int plan_tradeoff(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		  int64_t schedules, struct tradeoff *ret, struct err *err)
{
	struct sched_result plans[TRADEOFF_MOST];
	struct plan_stop stop = { .r = r, .stage = N_("schedule"), .permille = 500 };
	struct sched_options o;
	struct replan x;
	int i, n = 0, rc = replan_init(&x, s, r, p, err);

	if (rc == 0) {
		sched_options_init(&o);
		o.seed = r->seed;
		o.schedules = (uint64_t)schedules;
		o.hint = &x.base;
		o.should_stop = plan_stop_asked;
		o.ctx = &stop;
		n = sched_tradeoff(&x.sched, &o, plans, TRADEOFF_MOST);
		if (stop.cancel)
			rc = err_set(err, ERR_INTERRUPTED, N_("interrupted"));
		else if (n < 0)
			rc = err_set(err, ERR_INPUT,
				     N_("the steps of this plan find no place any more; make the plan again"));
		else
			collect(&x, plans, (size_t)n, ret);
	}
	for (i = 0; i < n; i++)
		sched_result_release(&plans[i]);
	replan_release(&x);
	return rc;
}
