/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why an activity starts when it does. All constraints that a start one minute earlier would break
 * hold it there; each of them is needed, and together they are enough, because the rest of the run
 * is the run it has now less its last minute.
 */
#include "config.h"
#include "sched/sched.h"

#include "sched/alloc.h"
#include "sched/convert.h"
#include "sched/sgs.h"

struct explainer {
	struct core c;
	struct sgs s;
	struct plan plan;
	uint32_t *by_finish; /* activities by rising finish */
};

struct reason_list {
	struct sched_reason *v;
	size_t n, max;
};

static void add(struct reason_list *l, struct sched_reason r)
{
	if (l->n++ < l->max)
		l->v[l->n - 1] = r;
}

/* The core's is_fixed marks stand apart from failing problems: a result can only be explained
 * against the problem it was made for. */
static bool explainer_init(struct explainer *x, const struct sched_problem *p,
			   const struct sched_result *r)
{
	struct sched_failure failure;
	int64_t *finish;

	*x = (struct explainer){0};
	if (core_init(&x->c, p, &failure) != SCHED_OK || r->n_slots != p->n_activities) {
		core_release(&x->c);
		return false;
	}
	core_plan_init(&x->plan, &x->c);
	convert_to_plan(&x->c, r, &x->plan);
	sgs_init(&x->s, &x->c);
	sgs_load_all(&x->s, &x->plan);
	SCHED_ARRAY(x->by_finish, x->c.n);
	SCHED_ARRAY(finish, x->c.n);
	memcpy(finish, x->plan.finish, x->c.n * sizeof(*finish));
	convert_sort(x->by_finish, finish, x->c.n);
	free(finish);
	return true;
}

static void explainer_release(struct explainer *x)
{
	free(x->by_finish);
	sgs_release(&x->s);
	core_plan_release(&x->plan);
	core_release(&x->c);
}

static bool needs(const struct explainer *x, uint32_t i, uint32_t resource)
{
	const struct core_mode *m = &x->c.modes[x->plan.mode[i]];

	for (uint32_t k = 0; k < m->n_needs; k++)
		if (x->c.needs[m->need + k].index == resource)
			return true;
	return false;
}

static bool runs_at(const struct explainer *x, uint32_t i, int64_t t)
{
	if (x->plan.start[i] > t || x->plan.finish[i] <= t)
		return false;
	return !x->c.p->activities[i].pausable ||
	       calendar_open(&x->c.calendars[x->c.modes[x->plan.mode[i]].calendar], t);
}

static int64_t capacity_at(const struct explainer *x, uint32_t resource, int64_t t)
{
	const struct sched_resource *r = &x->c.p->resources[resource];
	int64_t capacity = 0;

	for (size_t i = 0; i < r->n_steps && r->steps[i].from - x->c.p->origin <= t; i++)
		capacity = r->steps[i].capacity;
	return capacity;
}

/* Who holds the resource in minute t: best one that lets go right after it. */
static uint32_t holder(const struct explainer *x, uint32_t resource, uint32_t not_this, int64_t t)
{
	size_t low = 0, high = x->c.n;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (x->plan.finish[x->by_finish[mid]] <= t)
			low = mid + 1;
		else
			high = mid;
	}
	for (size_t k = low; k < x->c.n && x->plan.finish[x->by_finish[k]] == t + 1; k++) {
		uint32_t i = x->by_finish[k];

		if (i != not_this && needs(x, i, resource) && runs_at(x, i, t))
			return i;
	}
	if (capacity_at(x, resource, t) < capacity_at(x, resource, t + 1))
		return SCHED_NONE;
	for (size_t k = low; k < x->c.n; k++) {
		uint32_t i = x->by_finish[k];

		if (i != not_this && needs(x, i, resource) && runs_at(x, i, t))
			return i;
	}
	return SCHED_NONE;
}

static void predecessor_reasons(const struct explainer *x, uint32_t i, int64_t t,
				struct reason_list *l)
{
	for (uint32_t a = x->c.pred.first[i]; a < x->c.pred.first[i + 1]; a++) {
		const struct core_arc *p = &x->c.pred.arcs[a];
		int64_t until = x->plan.finish[p->other] + p->lag;

		if (until > t)
			add(l, (struct sched_reason){SCHED_WHY_PREDECESSOR, i, p->other, p->edge,
						     until, p->lag});
	}
}

static void max_lag_reasons(const struct explainer *x, uint32_t i, int64_t finish,
			    struct reason_list *l)
{
	for (uint32_t a = x->c.max_out.first[i]; a < x->c.max_out.first[i + 1]; a++) {
		const struct core_arc *p = &x->c.max_out.arcs[a];

		if (finish < x->plan.start[p->other] - p->lag)
			add(l, (struct sched_reason){SCHED_WHY_MAX_LAG, i, p->other, p->edge,
						     x->plan.start[i], p->lag});
	}
}

/* Resources that lack what i needs in minute t (i itself does not run then). */
static void resource_reasons(const struct explainer *x, uint32_t i, int64_t t,
			     struct reason_list *l)
{
	const struct core_mode *m = &x->c.modes[x->plan.mode[i]];

	for (uint32_t k = 0; k < m->n_needs; k++) {
		const struct sched_need *need = &x->c.needs[m->need + k];

		if (profile_at(&x->s.profiles[need->index], t) < need->amount)
			add(l, (struct sched_reason){SCHED_WHY_RESOURCE, i,
						     holder(x, need->index, i, t), need->index,
						     t + 1, 0});
	}
}

/* What kept i from the last start before its window that its calendars allow. */
static uint32_t keeper(struct explainer *x, uint32_t i)
{
	const struct core_mode *m = &x->c.modes[x->plan.mode[i]];
	const struct calendar *cal = &x->c.calendars[m->calendar];
	bool pausable = x->c.p->activities[i].pausable;
	int64_t t = calendar_start_before(cal, x->plan.start[i], m->duration, pausable), finish;
	struct sched_reason first;
	struct reason_list l = {&first, 0, 1};

	if (t < x->c.release[i])
		return SCHED_NONE;
	predecessor_reasons(x, i, t, &l);
	finish = calendar_finish(cal, t, m->duration, pausable);
	max_lag_reasons(x, i, finish, &l);
	for (uint32_t k = 0; l.n == 0 && k < m->n_needs; k++) {
		const struct sched_need *need = &x->c.needs[m->need + k];
		int64_t until = profile_blocked(&x->s.profiles[need->index], t,
						x->plan.start[i] < finish ? x->plan.start[i]
									  : finish,
						need->amount);

		if (until != INT64_MIN && until != SCHED_NEVER) {
			uint32_t by = holder(x, need->index, i, until - 1);

			if (by != SCHED_NONE)
				return by;
		}
	}
	return l.n ? first.other : SCHED_NONE;
}

static void window_reasons(struct explainer *x, uint32_t i, int64_t t, struct reason_list *l)
{
	const struct sched_problem *p = x->c.p;
	const struct core_mode *cm = &x->c.modes[x->plan.mode[i]];
	const struct sched_activity *a = &p->activities[i];
	const struct sched_mode *m = &a->modes[cm->source];

	if (cm->duration == 0 || calendar_open(&x->c.calendars[cm->calendar], t))
		return;
	for (size_t k = 0; k < a->n_calendars + m->n_calendars; k++) {
		uint32_t cal = k < a->n_calendars ? a->calendars[k]
						  : m->calendars[k - a->n_calendars];
		bool seen = false;

		for (size_t j = 0; j < k; j++)
			seen |= cal == (j < a->n_calendars ? a->calendars[j]
							   : m->calendars[j - a->n_calendars]);
		if (!seen && !calendar_given_open(&p->calendars[cal], p->origin, t))
			add(l, (struct sched_reason){SCHED_WHY_WINDOW, i, keeper(x, i), cal, t + 1,
						     0});
	}
}

/* Finish of a run that starts one minute earlier: the run without its last minute. */
static int64_t finish_before(const struct explainer *x, uint32_t i)
{
	const struct core_mode *m = &x->c.modes[x->plan.mode[i]];
	const struct calendar *cal = &x->c.calendars[m->calendar];

	if (m->duration <= 1 || cal->always || !x->c.p->activities[i].pausable)
		return x->plan.start[i] - 1 + m->duration;
	return calendar_finish(cal, x->plan.start[i], m->duration - 1, true);
}

static void explain(struct explainer *x, uint32_t i, struct reason_list *l)
{
	const struct core *c = &x->c;
	int64_t t = x->plan.start[i] - 1;

	if (c->is_fixed[i]) {
		add(l, (struct sched_reason){SCHED_WHY_FIXED, i, SCHED_NONE, SCHED_NONE, t + 1, 0});
		return;
	}
	if (t < c->p->not_before) {
		add(l, (struct sched_reason){SCHED_WHY_ZERO, i, SCHED_NONE, SCHED_NONE, t + 1, 0});
		return;
	}
	predecessor_reasons(x, i, t, l);
	max_lag_reasons(x, i, finish_before(x, i), l);
	resource_reasons(x, i, t, l);
	if (c->p->activities[i].release > t)
		add(l, (struct sched_reason){SCHED_WHY_RELEASE, i, SCHED_NONE, SCHED_NONE,
					     c->p->activities[i].release, 0});
	window_reasons(x, i, t, l);
	if (l->n == 0) /* a plan that was not left tight */
		add(l, (struct sched_reason){SCHED_WHY_ZERO, i, SCHED_NONE, SCHED_NONE, t + 1, 0});
}

size_t sched_explain(const struct sched_problem *problem, const struct sched_result *result,
		     uint32_t activity, struct sched_reason *ret_reasons, size_t max)
{
	struct explainer x;
	struct reason_list l = {ret_reasons, 0, max};

	if (activity >= problem->n_activities || !explainer_init(&x, problem, result))
		return 0;
	explain(&x, activity, &l);
	explainer_release(&x);
	return l.n;
}

void sched_explain_all(const struct sched_problem *problem, const struct sched_result *result,
		       struct sched_reason *ret_reasons)
{
	struct explainer x;

	if (!explainer_init(&x, problem, result))
		return;
	for (uint32_t i = 0; i < x.c.n; i++) {
		struct reason_list l = {&ret_reasons[i], 0, 1};

		explain(&x, i, &l);
	}
	explainer_release(&x);
}

/* The first reason that leads on to an activity not yet visited, else the first reason. */
static struct sched_reason next_link(const struct reason_list *l, const bool *visited)
{
	for (size_t k = 0; k < l->n && k < l->max; k++)
		if (l->v[k].other == SCHED_NONE || !visited[l->v[k].other])
			return l->v[k];
	return l->v[0];
}

/* Activities that hold each other (a maximum lag forwards, a minimum lag back) move only together:
 * the first thing outside the group that holds one of its members. */
static bool group_reason(struct explainer *x, const struct sched_reason *chain, size_t n,
			 const bool *visited, struct sched_reason *ret)
{
	struct sched_reason room[64];

	for (size_t k = n; k-- > 0;) {
		struct reason_list l = {room, 0, 64};

		explain(x, chain[k].activity, &l);
		for (size_t r = 0; r < l.n && r < l.max; r++)
			if (room[r].other == SCHED_NONE || !visited[room[r].other]) {
				*ret = room[r];
				return true;
			}
	}
	return false;
}

size_t sched_explain_chain(const struct sched_problem *problem, const struct sched_result *result,
			   uint32_t activity, struct sched_reason *ret_chain, size_t max)
{
	struct explainer x;
	struct sched_reason room[64];
	bool *visited;
	size_t n = 0;

	if (activity >= problem->n_activities || !explainer_init(&x, problem, result))
		return 0;
	SCHED_ARRAY(visited, x.c.n);
	while (n < max) {
		struct reason_list l = {room, 0, 64};
		struct sched_reason link;

		visited[activity] = true;
		explain(&x, activity, &l);
		link = next_link(&l, visited);
		ret_chain[n++] = link;
		if (link.other == SCHED_NONE)
			break;
		if (visited[link.other] &&
		    (!group_reason(&x, ret_chain, n, visited, &link) || n == max))
			break;
		if (link.activity != activity)
			ret_chain[n++] = link;
		if (link.other == SCHED_NONE)
			break;
		activity = link.other;
	}
	free(visited);
	explainer_release(&x);
	return n;
}
