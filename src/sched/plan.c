/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/core.h"

#include "sched/alloc.h"

void core_plan_init(struct plan *plan, const struct core *c)
{
	*plan = (struct plan){0};
	SCHED_ARRAY(plan->start, c->n);
	SCHED_ARRAY(plan->finish, c->n);
	SCHED_ARRAY(plan->mode, c->n);
}

void plan_copy(struct plan *to, const struct plan *from, const struct core *c)
{
	memcpy(to->start, from->start, c->n * sizeof(*to->start));
	memcpy(to->finish, from->finish, c->n * sizeof(*to->finish));
	memcpy(to->mode, from->mode, c->n * sizeof(*to->mode));
	memcpy(to->value, from->value, sizeof(to->value));
	to->late = from->late;
	to->over = from->over;
}

void core_plan_release(struct plan *plan)
{
	if (!plan)
		return;
	free(plan->start);
	free(plan->finish);
	free(plan->mode);
	*plan = (struct plan){0};
}

int64_t core_exposure(const struct core *c, const struct plan *plan)
{
	int64_t sum = 0;

	for (size_t m = 0; m < c->p->n_milestones; m++) {
		const struct sched_milestone *s = &c->p->milestones[m];
		int64_t last = 0;

		for (size_t k = 0; k < s->n_activities; k++)
			if (plan->finish[s->activities[k]] > last)
				last = plan->finish[s->activities[k]];
		sum += s->weight * last;
	}
	return sum;
}

static int64_t overrun(const struct plan *plan, const struct core *c)
{
	int64_t over = 0, *used;

	if (!c->n_budgets)
		return 0;
	SCHED_ARRAY(used, c->n_budgets);
	for (size_t i = 0; i < c->n; i++) {
		const struct core_mode *m = &c->modes[plan->mode[i]];

		for (uint32_t k = 0; k < m->n_uses; k++)
			used[c->uses[m->use + k].index] += c->uses[m->use + k].amount;
	}
	for (size_t b = 0; b < c->n_budgets; b++)
		if (used[b] > c->p->budgets[b])
			over += used[b] - c->p->budgets[b];
	free(used);
	return over;
}

void plan_measure(struct plan *plan, const struct core *c)
{
	int64_t cost = 0, last = 0;

	plan->late = 0;
	for (size_t i = 0; i < c->n; i++) {
		int64_t deadline = c->p->activities[i].deadline;

		if (plan->finish[i] > last)
			last = plan->finish[i];
		cost += c->modes[plan->mode[i]].cost;
		if (!c->is_fixed[i] && plan->finish[i] > deadline)
			plan->late += plan->finish[i] - deadline;
	}
	plan->value[SCHED_EXPOSURE] = core_exposure(c, plan);
	plan->value[SCHED_MAKESPAN] = last;
	plan->value[SCHED_COST] = cost;
	plan->over = overrun(plan, c);
}

static void load_between(struct profile *profiles, const struct core *c, const struct core_mode *m,
			 int64_t from, int64_t to, int sign)
{
	for (uint32_t k = 0; k < m->n_needs; k++) {
		const struct sched_need *need = &c->needs[m->need + k];

		profile_add(&profiles[need->index], from, to, sign * need->amount);
	}
}

void core_load(const struct core *c, struct profile *profiles, uint32_t activity, uint32_t mode,
	       int64_t start, int64_t finish, int sign)
{
	const struct core_mode *m = &c->modes[mode];
	const struct calendar *cal = &c->calendars[m->calendar];

	if (!m->n_needs || start >= finish)
		return;
	if (cal->always || !c->p->activities[activity].pausable) {
		load_between(profiles, c, m, start, finish, sign);
		return;
	}
	for (size_t i = calendar_seek(cal, start); i < cal->n; i++) {
		int64_t from = cal->windows[i].open, to = cal->windows[i].close;

		if (from >= finish)
			break;
		load_between(profiles, c, m, from > start ? from : start,
			     to < finish ? to : finish, sign);
	}
}

/* End of a stretch in [from, to) where some resource lacks what the mode needs, INT64_MIN if
 * none. */
static int64_t blocked(const struct core *c, const struct profile *profiles,
		       const struct core_mode *m, int64_t from, int64_t to)
{
	for (uint32_t k = 0; k < m->n_needs; k++) {
		const struct sched_need *need = &c->needs[m->need + k];
		int64_t until =
			profile_blocked(&profiles[need->index], from, to, need->amount);

		if (until != INT64_MIN)
			return until;
	}
	return INT64_MIN;
}

static int64_t blocked_in_windows(const struct core *c, const struct profile *profiles,
				  const struct core_mode *m, int64_t from, int64_t to)
{
	const struct calendar *cal = &c->calendars[m->calendar];

	for (size_t i = calendar_seek(cal, from); i < cal->n && cal->windows[i].open < to; i++) {
		int64_t a = cal->windows[i].open, z = cal->windows[i].close, until;

		until = blocked(c, profiles, m, a > from ? a : from, z < to ? z : to);
		if (until != INT64_MIN)
			return until;
	}
	return INT64_MIN;
}

int64_t core_fit(const struct core *c, const struct profile *profiles, uint32_t activity,
		 uint32_t mode, int64_t t, int64_t *ret_finish)
{
	const struct core_mode *m = &c->modes[mode];
	const struct calendar *cal = &c->calendars[m->calendar];
	bool pausable = c->p->activities[activity].pausable;

	if (m->duration == 0) {
		*ret_finish = t;
		return t;
	}
	while (t != SCHED_NEVER) {
		int64_t finish, until;

		t = calendar_start(cal, t, m->duration, pausable);
		if (t == SCHED_NEVER)
			break;
		finish = calendar_finish(cal, t, m->duration, pausable);
		if (cal->always || !pausable)
			until = blocked(c, profiles, m, t, finish);
		else
			until = blocked_in_windows(c, profiles, m, t, finish);
		if (until == INT64_MIN) {
			*ret_finish = finish;
			return t;
		}
		t = until;
	}
	return SCHED_NEVER;
}
