/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/any_time.h"

#include <stdlib.h>

#include "plan/replan.h"
#include "plan/say.h"
#include "plan/stop.h"
#include "risk/simulate.h"
#include "util/mem.h"

struct week {
	const struct replan *plan;
	const struct any_time_request *how;
	uint64_t seed;
	struct plan_stop *stop;
	struct any_time *ret;
};

static struct sched_problem problem_at(const struct week *w, size_t hour)
{
	struct sched_problem problem = w->plan->sched;

	problem.origin = w->ret->hours[hour].at / MINUTE_S;
	return problem;
}

static int solve_at(const struct week *w, unsigned worker, size_t hour, struct sched_result *ret)
{
	struct sched_problem problem = problem_at(w, hour);
	struct sched_options o;

	sched_options_init(&o);
	o.seed = w->seed;
	o.schedules = (uint64_t)w->how->schedules;
	o.hint = &w->plan->base;
	o.no_exact = true;
	o.cancel = &w->stop->cancel;
	if (worker == 0) {
		w->stop->permille = (int)(hour * 1000 / ANY_TIME_HOURS);
		o.should_stop = plan_stop_asked;
		o.ctx = w->stop;
	}
	return sched_solve(&problem, &o, ret);
}

static bool solve_hour(void *context, unsigned worker, size_t hour)
{
	struct week *w = context;
	struct any_time_hour *h = &w->ret->hours[hour];
	struct replan_figures f;
	struct sched_result result;

	sched_result_init(&result);
	h->feasible = solve_at(w, worker, hour, &result) == SCHED_OK;
	if (h->feasible) {
		replan_measure(w->plan, result.slots, &f);
		h->contain = f.contain;
		h->last_safe = f.last_safe;
		h->exposure = f.exposure;
	}
	sched_result_release(&result);
	return !w->stop->cancel;
}

struct placed {
	const struct any_time_hour *hour;
	size_t place;
};

static int by_exposure(const void *left, const void *right)
{
	const struct placed *a = left, *b = right;

	if (a->hour->feasible != b->hour->feasible)
		return a->hour->feasible ? -1 : 1;
	if (a->hour->exposure != b->hour->exposure)
		return a->hour->exposure < b->hour->exposure ? -1 : 1;
	return a->place < b->place ? -1 : a->place > b->place;
}

static void rank(struct any_time *ret)
{
	struct placed order[ANY_TIME_HOURS];
	size_t i;

	ret->n_feasible = 0;
	for (i = 0; i < ANY_TIME_HOURS; i++) {
		order[i] = (struct placed){ &ret->hours[i], i };
		ret->n_feasible += ret->hours[i].feasible;
	}
	qsort(order, ANY_TIME_HOURS, sizeof(order[0]), by_exposure);
	ret->best = order[0].place;
	ret->median = order[ret->n_feasible ? (ret->n_feasible - 1) / 2 : 0].place;
	ret->worst = order[ret->n_feasible ? ret->n_feasible - 1 : 0].place;
}

/* The chain of reasons of the worst hour: how long it stands before closed windows. */
static void explain_worst(const struct week *w)
{
	struct any_time *ret = w->ret;
	struct sched_problem problem = problem_at(w, ret->worst);
	struct sched_result result;
	struct replan_figures f;
	struct sched_reason *chain;
	int64_t *closed;
	size_t n, i;

	ret->calendar = NONE;
	ret->closed = 0;
	sched_result_init(&result);
	if (!ret->n_feasible || solve_at(w, 0, ret->worst, &result) != SCHED_OK)
		goto out;
	replan_measure(w->plan, result.slots, &f);
	if (f.last == NONE)
		goto out;
	chain = mem_zalloc(problem.n_activities, sizeof(*chain));
	closed = mem_zalloc(problem.n_calendars, sizeof(*closed));
	n = sched_explain_chain(&problem, &result, (uint32_t)f.last, chain, problem.n_activities);
	for (i = 0; i < n; i++) {
		int64_t since = chain[i].other == SCHED_NONE ? 0 : result.slots[chain[i].other].finish;

		if (chain[i].why != SCHED_WHY_WINDOW || chain[i].index >= problem.n_calendars ||
		    chain[i].until <= since)
			continue;
		closed[chain[i].index] += chain[i].until - since;
		ret->closed += chain[i].until - since;
	}
	for (i = 0; i < problem.n_calendars; i++)
		if (closed[i] && (ret->calendar == NONE || closed[i] > closed[ret->calendar]))
			ret->calendar = i;
	free(chain);
	free(closed);
out:
	sched_result_release(&result);
}

int plan_any_time(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		  const struct any_time_request *how, struct any_time *ret, struct err *err)
{
	struct replan plan;
	struct plan_stop stop = { .r = r, .stage = N_("schedule") };
	struct week w = { &plan, how, r->seed, &stop, ret };
	int64_t last = p->figures.last_safe + ANY_TIME_HOURS * 60;
	size_t i;
	int rc;

	if (how->from / MINUTE_S < s->calendar_from ||
	    how->from / MINUTE_S + last > s->calendar_until)
		return err_set(err, ERR_INPUT,
			       N_("the calendars are read from a little before now until the horizon, "
				  "and that week lies outside; set --now or the policy 'horizon'"));
	rc = replan_init(&plan, s, r, p, err);
	if (rc == 0) {
		for (i = 0; i < ANY_TIME_HOURS; i++)
			ret->hours[i] = (struct any_time_hour){ .at = how->from + (int64_t)i * HOUR_S };
		sim_runs(ANY_TIME_HOURS, how->threads, solve_hour, &w);
		if (!stop.cancel) {
			rank(ret);
			explain_worst(&w);
		}
		if (stop.cancel)
			rc = err_set(err, ERR_INTERRUPTED, N_("interrupted"));
	}
	replan_release(&plan);
	return rc;
}
