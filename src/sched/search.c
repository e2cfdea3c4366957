/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/search.h"

#include <math.h>

#include "sched/alloc.h"
#include "sched/anneal.h"
#include "sched/budget.h"
#include "sched/convert.h"
#include "util/rng.h"

static int sign(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

static int64_t excess(const struct search *s, const struct plan *p)
{
	int64_t over = 0;

	for (size_t g = 0; g < s->stage; g++) {
		int64_t v = p->value[s->goals[g].objective] - s->cap[g];

		over += v > 0 ? v : 0;
	}
	return over;
}

int search_compare(const struct search *s, const struct plan *a, const struct plan *b)
{
	int d = sign(a->over, b->over);

	if (!d)
		d = sign(a->late, b->late);
	if (!d && s->stage)
		d = sign(excess(s, a), excess(s, b));
	for (size_t g = s->stage; !d && g < s->n_goals; g++)
		d = sign(a->value[s->goals[g].objective], b->value[s->goals[g].objective]);
	for (size_t g = 0; !d && g < s->stage; g++)
		d = sign(a->value[s->goals[g].objective], b->value[s->goals[g].objective]);
	return d;
}

bool search_offer(struct search *s, const struct plan *plan)
{
	if (s->found && search_compare(s, plan, &s->best) >= 0)
		return false;
	plan_copy(&s->best, plan, s->c);
	s->found = true;
	if (s->o->progress && plan->over == 0 && plan->late == 0) {
		struct sched_progress p = {.schedules = s->used};

		memcpy(p.value, plan->value, sizeof(p.value));
		memcpy(p.bound, s->bound, sizeof(p.bound));
		s->o->progress(s->o->ctx, &p);
	}
	return true;
}

bool search_over(const struct search *s)
{
	if (s->o->cancel && atomic_load_explicit(s->o->cancel, memory_order_relaxed))
		return true;
	if (s->o->schedules && s->used >= s->o->schedules)
		return true;
	return s->o->should_stop && s->o->should_stop(s->o->ctx);
}

bool search_optimal(const struct search *s)
{
	enum sched_objective o = s->goals[0].objective;

	return s->found && s->best.over == 0 && s->best.late == 0 && s->stage == 0 &&
	       s->best.value[o] <= s->bound[o];
}

void search_next_stage(struct search *s)
{
	const struct sched_goal *g = &s->goals[s->stage];
	int64_t v = s->best.value[g->objective];

	s->cap[s->stage++] = v + v / 10000 * g->tolerance + v % 10000 * g->tolerance / 10000;
}

/* ---- priority rules -------------------------------------------------------------------------- */

static int64_t least_duration(const struct core *c, uint32_t i)
{
	int64_t d = INT64_MAX;

	for (uint32_t m = c->first_mode[i]; m < c->first_mode[i + 1]; m++)
		d = c->modes[m].duration < d ? c->modes[m].duration : d;
	return d;
}

/* Each activity takes the best ratio weight / remaining work of the milestones it leads to. The
 * remaining work of a milestone is the work of all that comes before it, counted once per milestone
 * on a walk backwards, so large shared trunks do not hide the order of the branches. */
static void exposure_keys(const struct core *c, int64_t *key)
{
	const struct sched_problem *p = c->p;
	double *rate;
	uint32_t *mark, *stack;

	SCHED_ARRAY(rate, c->n);
	SCHED_ARRAY(mark, c->n);
	SCHED_ARRAY(stack, c->n);
	for (size_t m = 0; m < p->n_milestones; m++) {
		size_t n = 0, limit = 2000;
		double work = 1;

		for (size_t k = 0; k < p->milestones[m].n_activities; k++) {
			uint32_t i = p->milestones[m].activities[k];

			if (mark[i] != m + 1) {
				mark[i] = (uint32_t)m + 1;
				stack[n++] = i;
			}
		}
		for (size_t k = 0; k < n && k < limit; k++) {
			uint32_t i = stack[k];

			work += (double)least_duration(c, i);
			for (uint32_t a = c->pred.first[i]; a < c->pred.first[i + 1]; a++) {
				uint32_t j = c->pred.arcs[a].other;

				if (mark[j] != m + 1 &&
				    c->pred.first[i + 1] - c->pred.first[i] < 16) {
					mark[j] = (uint32_t)m + 1;
					stack[n++] = j;
				}
			}
		}
		for (size_t k = 0; k < n; k++) {
			double r = (double)p->milestones[m].weight / work;

			if (r > rate[stack[k]])
				rate[stack[k]] = r;
		}
	}
	/* What must come before takes the rate of what it leads to. */
	for (size_t k = c->n; k-- > 0;) {
		uint32_t i = c->order[k];

		for (uint32_t a = c->succ.first[i]; a < c->succ.first[i + 1]; a++)
			if (rate[c->succ.arcs[a].other] > rate[i])
				rate[i] = rate[c->succ.arcs[a].other];
	}
	for (uint32_t i = 0; i < c->n; i++)
		key[i] = (int64_t)(-rate[i] * 1e6);
	free(rate);
	free(mark);
	free(stack);
}

void search_rule_keys(const struct core *c, enum search_rule rule, int64_t *key)
{
	if (rule == RULE_EXPOSURE) {
		int64_t *rank;
		uint32_t *order;

		exposure_keys(c, key);
		/* Ties, and activities without a milestone, by tail. */
		SCHED_ARRAY(rank, c->n);
		SCHED_ARRAY(order, c->n);
		convert_sort(order, key, c->n);
		for (size_t k = 0, group = 0; k < c->n; k++) {
			if (k && key[order[k]] != key[order[k - 1]])
				group++;
			rank[order[k]] = (int64_t)group;
		}
		for (uint32_t i = 0; i < c->n; i++)
			key[i] = rank[i] * ((int64_t)1 << 32) - c->tail[i] - least_duration(c, i);
		free(rank);
		free(order);
		return;
	}
	for (uint32_t i = 0; i < c->n; i++)
		key[i] = rule == RULE_SLACK ? c->head[i] * 4 - c->tail[i] - least_duration(c, i)
					    : -c->tail[i] - least_duration(c, i);
}

/* ---- iterated local search ------------------------------------------------------------------- */

struct ils {
	struct search *s;
	struct sgs sgs;
	struct rng rng;
	struct plan now, next;
	int64_t *key, *key2;
	uint32_t *mode, *mode2, *paid, *order;
	uint32_t *multi; /* activities with several modes */
	size_t n_multi;
	bool *leads;    /* to a milestone with weight */
	uint32_t *own;  /* milestone each activity works for */
	/* Exposure is annealed: up to `allowed` a plan is kept. */
	bool anneals;
	double first, heat;
	int64_t allowed;
	uint64_t from, limit; /* schedules used before, and to use */
	size_t n_first; /* activities worth moving: they stand first in order */
};

/* While exposure is improved only what leads to a milestone counts; the rest goes last, where it
 * takes what is left. */
static void find_leading(struct ils *x)
{
	const struct core *c = x->s->c;
	bool all = x->s->goals[x->s->stage].objective != SCHED_EXPOSURE;

	for (size_t i = 0; i < c->n; i++)
		x->leads[i] = all;
	for (size_t m = 0; m < c->p->n_milestones; m++)
		for (size_t k = 0; k < c->p->milestones[m].n_activities; k++)
			x->leads[c->p->milestones[m].activities[k]] |=
				c->p->milestones[m].weight > 0;
	for (size_t k = c->n; k-- > 0;) {
		uint32_t i = c->order[k];

		for (uint32_t a = c->pred.first[i]; x->leads[i] && a < c->pred.first[i + 1]; a++)
			x->leads[c->pred.arcs[a].other] = true;
	}
	x->n_first = 0;
	for (size_t i = 0; i < c->n; i++)
		x->n_first += x->leads[i];
	if (!x->n_first)
		x->n_first = c->n;
}

/* Keys become the places in the order of starts, STEP apart. */
#define STEP 1024

static void rank_by_start(struct ils *x)
{
	const struct core *c = x->s->c;

	for (uint32_t i = 0; i < c->n; i++)
		x->key2[i] = x->now.start[i] + (x->leads[i] ? 0 : (int64_t)1 << 60);
	convert_sort(x->order, x->key2, c->n);
	for (uint32_t k = 0; k < c->n; k++)
		x->key[x->order[k]] = (int64_t)k * STEP;
}

static void change_mode(struct ils *x)
{
	const struct core *c = x->s->c;
	uint32_t i = x->multi[rng_below(&x->rng, x->n_multi)];
	uint32_t n = c->first_mode[i + 1] - c->first_mode[i];
	uint64_t pick = rng_below(&x->rng, n + 1);

	x->mode2[i] = pick == n ? SGS_ANY_MODE : c->first_mode[i] + (uint32_t)pick;
}

/* What leads to a milestone stays before all that does not. */
static void move_key(struct ils *x, uint32_t i, int64_t by)
{
	int64_t key = x->key2[i] + by, edge = (int64_t)x->n_first * STEP;

	if (x->n_first < x->s->c->n && x->leads[i] != (key < edge))
		key = x->leads[i] ? edge - 1 : edge;
	x->key2[i] = key;
}

/* A way to move in the order, short more often than far. */
static int64_t distance(struct ils *x, size_t n)
{
	int64_t reach = (int64_t)n;

	for (uint64_t k = rng_below(&x->rng, 8); k > 0; k--)
		reach = reach / 2 + 1;
	return ((int64_t)rng_below(&x->rng, (uint64_t)(2 * reach + 1)) - reach) * STEP;
}

/* All that works for one milestone. */
static void move_group(struct ils *x, uint32_t own, int64_t by)
{
	for (uint32_t i = 0; i < x->s->c->n; i++)
		if (x->own[i] == own)
			move_key(x, i, by);
}

static void change_keys(struct ils *x)
{
	const struct core *c = x->s->c;
	uint64_t kind = rng_below(&x->rng, 8);
	size_t n = rng_below(&x->rng, 16) ? x->n_first : c->n;
	size_t at = rng_below(&x->rng, n), span = 2 + rng_below(&x->rng, 30);

	if (kind < 2 && x->anneals && x->own[x->order[at]] != SCHED_NONE) {
		move_group(x, x->own[x->order[at]], distance(x, n));
		return;
	}
	if (kind < 5) { /* one activity elsewhere, nearer most of the time */
		uint32_t i = x->order[at];

		move_key(x, i, distance(x, n) + (int64_t)rng_below(&x->rng, STEP) - STEP / 2);
		return;
	}
	for (size_t k = at; k < at + span && k < n; k++) /* a stretch shaken */
		move_key(x, x->order[k],
			 ((int64_t)rng_below(&x->rng, 2 * span) - (int64_t)span) *
				 (kind == 5 ? STEP : STEP / 2));
}

/* A plan that overruns budgets is made once more in modes that they can pay. */
static void pay_for(struct ils *x, const int64_t *key)
{
	struct plan *next = &x->next;

	if (next->over == 0)
		return;
	memcpy(x->paid, next->mode, x->s->c->n * sizeof(*x->paid));
	if (budget_repair(x->s->c, &x->rng, x->paid) && sgs_decode(&x->sgs, key, x->paid, next))
		search_offer(x->s, next);
}

static bool try_keys(struct ils *x, const int64_t *key, const uint32_t *mode)
{
	struct search *s = x->s;

	s->used++;
	if (!sgs_decode(&x->sgs, key, mode, &x->next)) {
		s->failure = x->sgs.failure;
		return false;
	}
	search_offer(s, &x->next);
	pay_for(x, key);
	return true;
}

#define COOLING 30000

/* Whether the plan may still be kept when all that leads to a milestone stands: what follows can
 * only add to the exposure, to lateness and to overruns. */
static bool promising(void *ctx, const struct plan *next)
{
	const struct ils *x = ctx;

	return core_exposure(x->s->c, next) <= x->allowed;
}

/* Share of the effort of this goal that is gone. Without number or clock it is gone again and again,
 * every COOLING schedules. */
static double gone(const struct ils *x)
{
	const struct search *s = x->s;

	if (x->limit < UINT64_MAX / 2)
		return (double)(s->used - x->from) / (double)(x->limit + 1);
	if (s->o->spent)
		return s->o->spent(s->o->ctx) / (s->share_end > 0 ? s->share_end : 1);
	return (double)((s->used - x->from) % COOLING) / COOLING;
}

static void set_allowed(struct ils *x)
{
	int64_t now = x->now.value[SCHED_EXPOSURE];

	x->allowed = now;
	if (!x->anneals || x->now.over || x->now.late)
		return;
	if ((x->s->used - x->from) % 16 == 0)
		x->heat = x->first * anneal_heat(gone(x));
	x->allowed = now - (int64_t)(x->heat * log(rng_unit(&x->rng) + 1e-12));
}

/* Not worse, or little enough worse. */
static bool acceptable(const struct ils *x)
{
	const struct plan *next = &x->next, *now = &x->now;

	if (search_compare(x->s, next, now) <= 0)
		return true;
	return x->anneals && next->over <= now->over && next->late <= now->late &&
	       next->value[SCHED_EXPOSURE] <= x->allowed;
}

static bool try_change(struct ils *x)
{
	struct search *s = x->s;

	if (x->n_first == s->c->n || x->now.late || x->now.over)
		return try_keys(x, x->key2, x->mode2);
	s->used++;
	if (!sgs_decode_until(&x->sgs, x->key2, x->mode2, &x->next,
			      (int64_t)x->n_first * STEP, promising, x)) {
		if (!x->sgs.stopped)
			s->failure = x->sgs.failure;
		return false;
	}
	search_offer(s, &x->next);
	pay_for(x, x->key2);
	return true;
}

static void step(struct ils *x)
{
	const struct core *c = x->s->c;
	uint64_t changes = 1 + rng_below(&x->rng, 3);

	memcpy(x->key2, x->key, c->n * sizeof(*x->key));
	memcpy(x->mode2, x->mode, c->n * sizeof(*x->mode));
	while (changes--) {
		if (x->n_multi && rng_below(&x->rng, 2))
			change_mode(x);
		else
			change_keys(x);
	}
	set_allowed(x);
	if (!try_change(x) || !acceptable(x))
		return;
	plan_copy(&x->now, &x->next, c);
	memcpy(x->mode, x->now.mode, c->n * sizeof(*x->mode));
	rank_by_start(x);
}

static void ils_init(struct ils *x, struct search *s)
{
	const struct core *c = s->c;

	*x = (struct ils){.s = s};
	rng_init(&x->rng, s->o->seed);
	sgs_init(&x->sgs, c);
	core_plan_init(&x->now, c);
	core_plan_init(&x->next, c);
	SCHED_ARRAY(x->key, c->n);
	SCHED_ARRAY(x->key2, c->n);
	SCHED_ARRAY(x->mode, c->n);
	SCHED_ARRAY(x->mode2, c->n);
	SCHED_ARRAY(x->paid, c->n);
	SCHED_ARRAY(x->order, c->n);
	SCHED_ARRAY(x->multi, c->n);
	SCHED_ARRAY(x->leads, c->n);
	SCHED_ARRAY(x->own, c->n);
	anneal_owners(c, x->own);
	find_leading(x);
	for (uint32_t i = 0; i < c->n; i++)
		if (c->first_mode[i + 1] - c->first_mode[i] > 1)
			x->multi[x->n_multi++] = i;
}

static void ils_release(struct ils *x)
{
	sgs_release(&x->sgs);
	core_plan_release(&x->now);
	core_plan_release(&x->next);
	free(x->key);
	free(x->key2);
	free(x->mode);
	free(x->mode2);
	free(x->paid);
	free(x->order);
	free(x->multi);
	free(x->leads);
	free(x->own);
}

/* Plans by each rule, free mode choice first, then the mode of least cost and the one of least
 * use. */
static void first_plans(struct ils *x)
{
	const struct core *c = x->s->c;
	const struct sched_result *hint = x->s->o->hint;

	if (hint && hint->n_slots == c->n) {
		struct sched_result given = *hint;
		struct sched_failure failure;

		convert_to_plan(c, hint, &x->now);
		rank_by_start(x);
		memcpy(given.value, x->now.value, sizeof(given.value));
		memset(given.bound, 0, sizeof(given.bound));
		if (sched_check(c->p, &given, &failure))
			search_offer(x->s, &x->now);
		memcpy(x->mode2, x->now.mode, c->n * sizeof(*x->mode2));
		memcpy(x->key2, x->key, c->n * sizeof(*x->key2));
		try_keys(x, x->key2, x->mode2);
		if (x->s->found && x->s->o->schedules && x->s->used >= x->s->o->schedules)
			return;
	}
	for (int rule = 0; rule < N_RULES; rule++) {
		enum search_rule r = (enum search_rule)rule;

		if (x->s->goals[0].objective == SCHED_EXPOSURE && rule < 2)
			r = (enum search_rule)(1 - rule);
		if (r == RULE_EXPOSURE && c->p->n_milestones == 0)
			continue;
		search_rule_keys(c, r, x->key2);
		try_keys(x, x->key2, NULL);
		if (x->s->found && (search_over(x->s) || search_optimal(x->s)))
			return;
	}
}

/* Without a number of schedules each goal has its share of the time. */
static bool share_gone(const struct search *s)
{
	return s->share_end > 0 && s->o->spent && s->o->spent(s->o->ctx) >= s->share_end;
}

#define FEW 20 /* schedules for which tables are not worth making */

void search_general(struct search *s, uint64_t limit)
{
	struct ils x;
	uint64_t from = s->used;

	ils_init(&x, s);
	if (!s->found)
		first_plans(&x);
	for (int k = 0; !s->found && k < 200 && !(k && search_over(s)); k++) {
		for (size_t i = 0; i < s->c->n; i++) /* no rule made a plan: chance */
			x.key2[i] = (int64_t)rng_below(&x.rng, 1000000);
		try_keys(&x, x.key2, NULL);
	}
	if (s->found) {
		plan_copy(&x.now, &s->best, s->c);
		memcpy(x.mode, x.now.mode, s->c->n * sizeof(*x.mode));
		rank_by_start(&x);
		x.anneals = s->stage == 0 && s->goals[0].objective == SCHED_EXPOSURE;
		x.first = (double)x.now.value[SCHED_EXPOSURE];
		x.from = s->used;
		x.limit = limit;
		if (limit > FEW)
			sgs_quicken(&x.sgs, x.now.value[SCHED_MAKESPAN] / 2 * 3 + 64);
		while (s->used - from < limit && !search_over(s) && !search_optimal(s) &&
		       !share_gone(s))
			step(&x);
	}
	ils_release(&x);
}
