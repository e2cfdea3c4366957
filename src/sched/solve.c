/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/sched.h"

#include "sched/alloc.h"
#include "sched/anneal.h"
#include "sched/convert.h"
#include "sched/exact.h"
#include "sched/islands.h"
#include "sched/search.h"

void sched_options_init(struct sched_options *options)
{
	*options = (struct sched_options){.seed = 1, .schedules = 1000, .threads = 1};
}

void sched_result_init(struct sched_result *result)
{
	*result = (struct sched_result){0};
}

void sched_result_release(struct sched_result *result)
{
	if (!result)
		return;
	free(result->slots);
	*result = (struct sched_result){0};
}

int sched_result_copy(const struct sched_result *from, struct sched_result *ret_copy)
{
	struct sched_slot *slots;

	SCHED_ARRAY(slots, from->n_slots);
	if (from->n_slots)
		memcpy(slots, from->slots, from->n_slots * sizeof(*slots));
	free(ret_copy->slots);
	*ret_copy = *from;
	ret_copy->slots = slots;
	return 0;
}

/* The caller's goals, then the objectives it did not name (they only break ties). */
static void set_goals(struct search *s, const struct sched_problem *p)
{
	static const struct sched_goal rest[] = {
		{SCHED_MAKESPAN, 0}, {SCHED_EXPOSURE, 0}, {SCHED_COST, 0}};

	for (size_t g = 0; g < p->n_goals; g++)
		s->goals[s->n_goals++] = p->goals[g];
	for (size_t k = 0; k < 3; k++) {
		bool named = false;

		for (size_t g = 0; g < s->n_goals; g++)
			named |= s->goals[g].objective == rest[k].objective;
		if (!named)
			s->goals[s->n_goals++] = rest[k];
	}
}

static bool feasible(const struct search *s)
{
	return s->found && s->best.over == 0 && s->best.late == 0;
}

/* Until the time of the next part, when the effort is a time. */
static double later(const struct search *s, double share)
{
	double end = s->share_end > 0 ? s->share_end : 1, now = s->o->spent ? s->o->spent(s->o->ctx) : 0;

	return now + (end > now ? end - now : 0) * share;
}

/*
 * A plan from the other end: the goal of this stage alone, then the ones before it under a cap on
 * it. What is least in an earlier goal often lies far from what is nearly as good in it and much
 * better in this one (a week earlier for a thousandth of exposure, where windows are rare), further
 * than small changes lead. It counts only if it keeps the caps of this stage.
 */
static void search_other_end(struct search *s, uint64_t effort)
{
	struct sched_options o = *s->o;
	struct search t = *s;

	o.progress = NULL;
	o.hint = NULL;
	t.o = &o;
	t.stage = 0;
	t.found = false;
	t.goals[0] = s->goals[s->stage];
	for (size_t g = 0; g < s->stage; g++)
		t.goals[g + 1] = s->goals[g];
	core_plan_init(&t.best, s->c);
	t.share_end = later(s, 0.15);
	search_general(&t, effort / 2);
	if (feasible(&t)) {
		search_next_stage(&t);
		t.share_end = later(s, 0.15);
		search_general(&t, effort / 2);
	}
	s->used = t.used;
	if (feasible(&t))
		search_offer(s, &t.best);
	core_plan_release(&t.best);
}

/* Each named goal gets its share of the effort; later goals only matter inside the tolerances
 * before. */
static void search_all(struct search *s, const struct sched_problem *p, const struct fast *f)
{
	static const uint64_t share[SCHED_N_OBJECTIVES] = {60, 85, 100};
	size_t stages = p->n_goals ? p->n_goals : 1;
	uint64_t total = s->o->schedules ? s->o->schedules : s->o->spent ? 0 : 4000;

	for (size_t g = 0; g < stages; g++) {
		bool last = g + 1 == stages || (s->found && !feasible(s));
		uint64_t until = total * share[last ? SCHED_N_OBJECTIVES - 1 : g] / 100;
		uint64_t limit = !total ? UINT64_MAX : until > s->used ? until - s->used : 1;

		s->share_end = last || total ? 0 : (double)share[g] / 100;
		if (f && g == 0 && limit > 10 && limit < UINT64_MAX) {
			search_general(s, 3);
			if (s->goals[0].objective == SCHED_EXPOSURE && !s->c->multi_mode)
				search_anneal(s, f, limit - 3);
			else if (s->goals[0].objective == SCHED_MAKESPAN)
				search_islands(s, f, limit - 3);
		} else {
			uint64_t other = g == 0 || limit <= 100 ? 0 : total ? limit / 3 : limit;

			if (other)
				search_other_end(s, other);
			search_general(s, total ? limit - other : limit);
		}
		if (!feasible(s) || g + 1 == stages || (g && search_over(s)))
			break;
		search_next_stage(s);
	}
	s->stage = 0;
}

static bool over(void *ctx)
{
	return search_over(ctx);
}

/* The learning solver: with a number of schedules as many conflicts, otherwise until it is told to
 * stop, or in turns with the islands when `conflicts` says so. Returns true when nothing is left to
 * do. */
static bool run_exact(struct search *s, struct exact **e, uint64_t conflicts)
{
	enum exact_answer a;

	if (s->o->no_exact)
		return false;
	if (!*e)
		*e = exact_new(s);
	if (!*e)
		return false;
	a = exact_run(*e, conflicts, over, s);
	if (a == EXACT_INFEASIBLE)
		s->infeasible = true;
	return a != EXACT_OPEN;
}

#define SMALL 70          /* activities up to which a proof is worth trying first */
#define FIRST_CONFLICTS 3000

/* Makespan without calendars: rule, islands, and the learning solver in turns. */
static void search_makespan(struct search *s, struct fast *f)
{
	struct exact *e = NULL;
	bool small = s->c->n <= SMALL && !s->c->multi_mode;
	uint64_t total = s->o->schedules, turn = FIRST_CONFLICTS;

	search_general(s, 1);
	if (search_optimal(s) || (total && s->used >= total))
		return;
	search_islands(s, f, small ? (total ? total / 2 + 1 : 3000) : total ? total - s->used : 0);
	if (small && !search_optimal(s) && run_exact(s, &e, total ? total : turn))
		goto out;
	while (small && !search_optimal(s) && !search_over(s)) {
		/* without limit: what chance finds shortens the proof, and the other way round */
		search_islands(s, f, total ? total - s->used : turn * s->c->n);
		turn *= 2;
		if (search_optimal(s) || run_exact(s, &e, total ? total : turn))
			break;
	}
out:
	exact_free(e);
}

/* Anything else: local search over priorities; the learning solver where it can prove or find what
 * chance cannot (maximum lags). */
static void search_other(struct search *s, const struct sched_problem *p, const struct fast *f)
{
	struct exact *e = NULL;
	uint64_t total = s->o->schedules;

	if (s->goals[0].objective != SCHED_MAKESPAN || p->n_goals > 1) {
		search_all(s, p, f);
		if (!feasible(s))
			run_exact(s, &e, total ? total : UINT64_MAX);
		exact_free(e);
		return;
	}
	search_general(s, total ? total / 2 + 1 : 300);
	if (search_optimal(s) || (total && s->used >= total) ||
	    run_exact(s, &e, total ? total : UINT64_MAX) || s->infeasible)
		goto out;
	if (!search_over(s))
		search_general(s, UINT64_MAX);
out:
	exact_free(e);
}

/* Exposure without calendars: rules, then the list search. */
static void search_exposure(struct search *s, struct fast *f)
{
	uint64_t total = s->o->schedules;

	search_general(s, 3);
	if (!search_optimal(s) && !(total && s->used >= total) && !search_over(s))
		search_anneal(s, f, total ? total - s->used : 0);
}

/* A plan by rule first, then the search that suits the problem. */
static void search(struct search *s, const struct sched_problem *p)
{
	struct fast f = {0};
	bool fast, one = p->n_goals < 2;
	enum sched_objective first = s->goals[0].objective;

	if (s->c->n == 0) { /* the searches move activities about: without one there is one plan */
		search_general(s, 1);
		return;
	}
	fast = fast_init(&f, s->c);
	if (fast && one && first == SCHED_EXPOSURE && !s->c->multi_mode)
		search_exposure(s, &f);
	else if (fast && one && first == SCHED_MAKESPAN)
		search_makespan(s, &f);
	else
		search_other(s, p, fast ? &f : NULL);
	fast_release(&f);
}

static int finish(struct search *s, struct sched_result *ret)
{
	struct sgs sgs;

	ret->schedules = s->used;
	ret->failure = s->failure;
	if (!feasible(s)) {
		if (ret->failure.fault == SCHED_FAULT_NONE)
			ret->failure.fault = SCHED_FAULT_CAPACITY;
		if (s->found && s->best.over)
			ret->failure = (struct sched_failure){SCHED_FAULT_BUDGET, SCHED_NONE,
							      SCHED_NONE, s->best.over};
		for (uint32_t i = 0; s->found && !s->best.over && i < s->c->n; i++)
			if (!s->c->is_fixed[i] &&
			    s->best.finish[i] > s->c->p->activities[i].deadline)
				ret->failure = (struct sched_failure){
					SCHED_FAULT_DEADLINE, i, SCHED_NONE, s->best.finish[i]};
		return s->infeasible ? SCHED_INFEASIBLE : SCHED_NOT_FOUND;
	}
	sgs_init(&sgs, s->c);
	sgs_tighten(&sgs, &s->best);
	sgs_release(&sgs);
	convert_from_plan(s->c, &s->best, ret);
	memcpy(ret->bound, s->bound, sizeof(ret->bound));
	ret->failure = (struct sched_failure){SCHED_FAULT_NONE, SCHED_NONE, SCHED_NONE, 0};
	ret->proven = ret->value[s->goals[0].objective] == ret->bound[s->goals[0].objective];
	return SCHED_OK;
}

int sched_solve(const struct sched_problem *problem, const struct sched_options *options,
		struct sched_result *ret)
{
	struct core c;
	struct search s = {.c = &c, .o = options};
	int status = core_init(&c, problem, &ret->failure);

	if (status != SCHED_OK)
		goto out;
	set_goals(&s, problem);
	bound_simple(&c, s.bound);
	core_plan_init(&s.best, &c);
	search(&s, problem);
	status = finish(&s, ret);
	core_plan_release(&s.best);
out:
	core_release(&c);
	return status;
}
