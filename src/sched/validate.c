/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/validate.h"

static bool calendars_valid(const struct sched_problem *p, struct sched_failure *f)
{
	for (size_t c = 0; c < p->n_calendars; c++) {
		const struct sched_calendar *cal = &p->calendars[c];

		for (size_t i = 0; i < cal->n_windows; i++) {
			const struct sched_window *w = &cal->windows[i];

			if (w->open >= w->close || (i && w[-1].close > w->open))
				return sched_fail(f, SCHED_FAULT_ORDER, SCHED_NONE, (uint32_t)c,
						  w->open);
		}
	}
	for (size_t r = 0; r < p->n_resources; r++) {
		const struct sched_resource *res = &p->resources[r];

		for (size_t i = 0; i < res->n_steps; i++) {
			if (i && res->steps[i - 1].from >= res->steps[i].from)
				return sched_fail(f, SCHED_FAULT_ORDER, SCHED_NONE, (uint32_t)r,
						  res->steps[i].from);
			if (res->steps[i].capacity < 0)
				return sched_fail(f, SCHED_FAULT_VALUE, SCHED_NONE, (uint32_t)r,
						  res->steps[i].capacity);
		}
	}
	return true;
}

static bool needs_valid(const struct sched_need *needs, size_t n, size_t limit, uint32_t not_this,
			uint32_t activity, struct sched_failure *f)
{
	for (size_t i = 0; i < n; i++) {
		if (needs[i].index >= limit || needs[i].index == not_this)
			return sched_fail(f, SCHED_FAULT_INDEX, activity, needs[i].index, 0);
		if (needs[i].amount < 0)
			return sched_fail(f, SCHED_FAULT_VALUE, activity, needs[i].index,
					  needs[i].amount);
		for (size_t k = 0; k < i; k++)
			if (needs[k].index == needs[i].index)
				return sched_fail(f, SCHED_FAULT_INDEX, activity, needs[i].index,
						  1);
	}
	return true;
}

static bool indexes_valid(const uint32_t *v, size_t n, size_t limit, uint32_t activity,
			  struct sched_failure *f)
{
	for (size_t i = 0; i < n; i++)
		if (v[i] >= limit)
			return sched_fail(f, SCHED_FAULT_INDEX, activity, v[i], 0);
	return true;
}

static bool mode_valid(const struct sched_problem *p, uint32_t activity,
		       const struct sched_mode *m, struct sched_failure *f)
{
	uint32_t crew = m->work > 0 ? m->crew : SCHED_NONE;

	if (m->duration < 0 || m->work < 0 || m->duration > INT64_MAX / 8 ||
	    m->work > INT64_MAX / 8)
		return sched_fail(f, SCHED_FAULT_VALUE, activity, SCHED_NONE, m->duration);
	if (m->work > 0 && (m->workers < 1 || m->max_workers < m->workers))
		return sched_fail(f, SCHED_FAULT_VALUE, activity, SCHED_NONE, m->workers);
	if (m->work > 0 && m->crew >= p->n_resources)
		return sched_fail(f, SCHED_FAULT_INDEX, activity, m->crew, 0);
	return needs_valid(m->needs, m->n_needs, p->n_resources, crew, activity, f) &&
	       needs_valid(m->uses, m->n_uses, p->n_budgets, SCHED_NONE, activity, f) &&
	       indexes_valid(m->calendars, m->n_calendars, p->n_calendars, activity, f);
}

static bool activity_valid(const struct sched_problem *p, uint32_t i, struct sched_failure *f)
{
	const struct sched_activity *a = &p->activities[i];

	if (a->n_modes == 0)
		return sched_fail(f, SCHED_FAULT_VALUE, i, SCHED_NONE, 0);
	if (a->release < 0 && a->state == SCHED_FREE)
		return sched_fail(f, SCHED_FAULT_VALUE, i, SCHED_NONE, a->release);
	if (a->state != SCHED_FREE &&
	    (a->fixed_mode >= a->n_modes || a->fixed_start == SCHED_NEVER ||
	     a->fixed_finish < a->fixed_start ||
	     (a->state == SCHED_DONE && a->fixed_finish == SCHED_NEVER)))
		return sched_fail(f, SCHED_FAULT_VALUE, i, SCHED_NONE, a->fixed_start);
	for (size_t m = 0; m < a->n_modes; m++)
		if (!mode_valid(p, i, &a->modes[m], f))
			return false;
	return indexes_valid(a->calendars, a->n_calendars, p->n_calendars, i, f);
}

static bool edges_valid(const struct sched_problem *p, struct sched_failure *f)
{
	for (size_t e = 0; e < p->n_edges; e++) {
		const struct sched_edge *x = &p->edges[e];

		if (x->from >= p->n_activities || x->to >= p->n_activities || x->from == x->to)
			return sched_fail(f, SCHED_FAULT_INDEX, x->to, (uint32_t)e, 0);
		if (x->min_lag != SCHED_NO_MIN && x->min_lag > x->max_lag)
			return sched_fail(f, SCHED_FAULT_VALUE, x->to, (uint32_t)e, x->min_lag);
	}
	return true;
}

bool sched_valid(const struct sched_problem *p, struct sched_failure *f)
{
	if (p->n_activities >= SCHED_NONE || p->n_goals > SCHED_N_OBJECTIVES || p->not_before < 0)
		return sched_fail(f, SCHED_FAULT_VALUE, SCHED_NONE, SCHED_NONE, p->not_before);
	for (uint32_t i = 0; i < p->n_activities; i++)
		if (!activity_valid(p, i, f))
			return false;
	for (size_t m = 0; m < p->n_milestones; m++) {
		const struct sched_milestone *s = &p->milestones[m];

		if (s->weight < 0)
			return sched_fail(f, SCHED_FAULT_VALUE, SCHED_NONE, (uint32_t)m, s->weight);
		if (!indexes_valid(s->activities, s->n_activities, p->n_activities, SCHED_NONE, f))
			return false;
	}
	return edges_valid(p, f) && calendars_valid(p, f);
}
