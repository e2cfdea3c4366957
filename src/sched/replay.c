/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/sched.h"

#include "sched/alloc.h"
#include "sched/convert.h"
#include "sched/sgs.h"
#include "sched/validate.h"

struct replay_mode {
	int64_t duration, amount;
};

struct sched_replay {
	struct core c;
	struct sgs sgs;
	struct plan base, plan;
	struct replay_mode *planned;  /* of each activity's mode */
	int64_t *release;             /* as planned */
	struct profile *profiles;     /* as planned */
	bool *capped;                 /* resources whose profile of the core is not the planned one */
	int64_t *hold;                /* planned finish of what maximum lags run from, or INT64_MIN */
	uint32_t *none;               /* n + 1 zeros: no maximum lags */
};

int sched_replay_new(const struct sched_problem *problem, const struct sched_result *base,
		     struct sched_replay **ret, struct sched_failure *f)
{
	struct sched_replay *r;
	int status;

	SCHED_ARRAY(r, 1);
	status = core_init(&r->c, problem, f);
	if (status != SCHED_OK) {
		core_release(&r->c);
		free(r);
		return status;
	}
	sgs_init(&r->sgs, &r->c);
	core_plan_init(&r->base, &r->c);
	core_plan_init(&r->plan, &r->c);
	convert_to_plan(&r->c, base, &r->base);
	SCHED_ARRAY(r->planned, r->c.n);
	SCHED_ARRAY(r->release, r->c.n);
	SCHED_ARRAY(r->none, r->c.n + 1);
	SCHED_ARRAY(r->hold, r->c.n);
	SCHED_ARRAY(r->profiles, r->c.n_resources);
	SCHED_ARRAY(r->capped, r->c.n_resources);
	for (uint32_t i = 0; i < r->c.n; i++) {
		const struct core_mode *m = &r->c.modes[r->base.mode[i]];

		r->planned[i] = (struct replay_mode){
			m->duration, m->n_needs == 1 ? r->c.needs[m->need].amount : 0};
		r->release[i] = r->c.release[i];
		/* Begun earlier than planned it would have to be begun again, when others may stand in
		 * its way. */
		r->hold[i] = r->c.max_out.first[i] < r->c.max_out.first[i + 1] ? r->base.finish[i] : INT64_MIN;
	}
	r->sgs.hold = r->hold;
	for (size_t k = 0; k < r->c.n_resources; k++)
		profile_copy(&r->profiles[k], &r->c.profiles[k]);
	*ret = r;
	return SCHED_OK;
}

void sched_replay_free(struct sched_replay *r)
{
	if (!r)
		return;
	for (size_t k = 0; k < r->c.n_resources; k++)
		profile_release(&r->profiles[k]);
	free(r->profiles);
	free(r->capped);
	free(r->planned);
	free(r->release);
	free(r->none);
	free(r->hold);
	core_plan_release(&r->base);
	core_plan_release(&r->plan);
	sgs_release(&r->sgs);
	core_release(&r->c);
	free(r);
}

/* The resource with what fixed work holds of it is taken away from the cap as well: the profile never
 * rises, and what it loses it loses everywhere alike. */
static void cap(struct sched_replay *r, size_t k, int64_t most)
{
	const struct sched_resource *x = &r->c.p->resources[k];
	int64_t have = 0;

	for (size_t s = 0; s < x->n_steps; s++)
		have = x->steps[s].capacity > have ? x->steps[s].capacity : have;
	if (r->capped[k])
		profile_copy(&r->c.profiles[k], &r->profiles[k]);
	r->capped[k] = most < have;
	if (r->capped[k])
		profile_add(&r->c.profiles[k], INT64_MIN / 4, INT64_MAX / 4, most - have);
}

static void draw(struct sched_replay *r, const struct sched_luck *luck)
{
	for (uint32_t i = 0; i < r->c.n; i++) {
		struct core_mode *m = &r->c.modes[r->base.mode[i]];
		const struct replay_mode *was = &r->planned[i];

		m->duration = luck->durations && was->duration > 0 ? luck->durations[i]
								    : was->duration;
		if (was->amount)
			r->c.needs[m->need].amount = luck->workers ? luck->workers[i] : was->amount;
		r->c.release[i] = luck->releases ? luck->releases[i] : r->release[i];
	}
	for (size_t k = 0; k < r->c.n_resources; k++)
		if (luck->capacities)
			cap(r, k, luck->capacities[k]);
}

/* Without maximum lags.  What finds no place even so, and all that is not yet placed then, never
 * happens. */
static bool decode_freely(struct sched_replay *r)
{
	uint32_t *in = r->c.max_in.first, *out = r->c.max_out.first;
	bool found;

	r->c.max_in.first = r->c.max_out.first = r->none;
	found = sgs_decode(&r->sgs, r->base.start, r->base.mode, &r->plan);
	r->c.max_in.first = in;
	r->c.max_out.first = out;
	for (uint32_t i = 0; !found && i < r->c.n; i++)
		if (!r->sgs.placed[i])
			r->plan.start[i] = r->plan.finish[i] = SCHED_NEVER;
	return found;
}

bool sched_replay_run(struct sched_replay *r, const struct sched_luck *luck, const int64_t **ret_start,
		      const int64_t **ret_finish)
{
	bool found;

	draw(r, luck);
	found = sgs_decode(&r->sgs, r->base.start, r->base.mode, &r->plan) || decode_freely(r);
	*ret_start = r->plan.start;
	*ret_finish = r->plan.finish;
	return found;
}

static uint32_t crew_of(const struct sched_replay *r, uint32_t i)
{
	const struct core_mode *m = &r->c.modes[r->base.mode[i]];

	return m->n_needs ? r->c.needs[m->need].index : SCHED_NONE;
}

/* What ended last before i began, of its predecessors and its crew; SCHED_NONE: nothing. */
static uint32_t holder(const struct sched_replay *r, uint32_t i)
{
	const struct core *c = &r->c;
	uint32_t best = SCHED_NONE, crew = crew_of(r, i);
	int64_t latest = c->release[i];

	for (uint32_t a = c->pred.first[i]; a < c->pred.first[i + 1]; a++) {
		const struct core_arc *p = &c->pred.arcs[a];
		int64_t t = r->plan.finish[p->other];

		if (t == SCHED_NEVER || t + p->lag < latest ||
		    (best != SCHED_NONE && t + p->lag == latest))
			continue;
		latest = t + p->lag;
		best = p->other;
	}
	if (crew == SCHED_NONE || r->plan.start[i] == latest)
		return best;
	for (uint32_t j = 0; j < c->n; j++) {
		int64_t t = r->plan.finish[j];

		if (j == i || c->is_fixed[j] || t > r->plan.start[i] || t <= latest ||
		    crew_of(r, j) != crew)
			continue;
		latest = t;
		best = j;
	}
	return best;
}

void sched_replay_chain(const struct sched_replay *r, uint32_t from, bool *ret_marks)
{
	while (from != SCHED_NONE && !ret_marks[from] && r->plan.start[from] != SCHED_NEVER) {
		ret_marks[from] = true;
		from = r->c.is_fixed[from] ? SCHED_NONE : holder(r, from);
	}
}
