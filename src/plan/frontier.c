/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/frontier.h"

#include <stdlib.h>
#include <string.h>

#include "plan/crash.h"
#include "plan/options.h"
#include "plan/stop.h"
#include "util/mem.h"
#include "util/vec.h"

struct network {
	struct crash_problem c;
	VEC(struct crash_edge) edges;
	size_t *place; /* instance → step: those of the plan in the order of starts, after the things */
	struct arena arena;
};

struct started {
	int64_t start;
	size_t instance;
};

static int by_start(const void *left, const void *right)
{
	const struct started *a = left, *b = right;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return a->instance < b->instance ? -1 : a->instance > b->instance;
}

/* Predecessors start no later; of two that start together the one that the plan lists first. */
static void order_steps(struct network *n, const struct replan *x, size_t first)
{
	size_t count = x->problem.p->n_instances, i;
	struct started *order = mem_alloc(count, sizeof(*order));

	n->place = arena_alloc(&n->arena, count, sizeof(*n->place));
	for (i = 0; i < count; i++)
		order[i] = (struct started){ x->base.slots[i].start, i };
	qsort(order, count, sizeof(*order), by_start);
	for (i = 0; i < count; i++)
		n->place[order[i].instance] = first + i;
	free(order);
}

static int by_far_end(const void *left, const void *right)
{
	const struct crash_edge *a = left, *b = right;

	if (a->to != b->to)
		return a->to < b->to ? -1 : 1;
	return a->from < b->from ? -1 : a->from > b->from;
}

static void add_edge(struct network *n, size_t from, size_t to, int64_t lag)
{
	if (n->place[from] < n->place[to])
		VEC_PUSH(&n->edges, (struct crash_edge){ n->place[from], n->place[to], lag });
}

/* Things to have ready stand before the steps, each as a step of its own that takes as long as it
 * takes to get. */
static void add_things(struct network *n, const struct prep_options *options)
{
	size_t i, k;

	for (i = 0; i < options->n_things; i++) {
		const struct prep_option *o = &options->items[i];

		n->c.steps[i] = (struct crash_step){ o->minutes, 0 };
		for (k = 0; k < o->n; k++)
			VEC_PUSH(&n->edges, (struct crash_edge){ i, n->place[o->instances[k]], 0 });
	}
}

static void build_network(struct network *n, const struct replan *x,
			  const struct prep_options *options)
{
	const struct plan *p = x->problem.p;
	struct sched_reason *reasons = mem_zalloc(p->n_instances, sizeof(*reasons));
	bool *all = mem_alloc(options->n, sizeof(*all));
	size_t i, k;

	for (i = 0; i < options->n; i++)
		all[i] = true;
	order_steps(n, x, options->n_things);
	sched_explain_all(&x->sched, &x->base, reasons);
	n->c.n_steps = options->n_things + p->n_instances;
	n->c.steps = arena_alloc(&n->arena, n->c.n_steps, sizeof(*n->c.steps));
	add_things(n, options);
	for (i = 0; i < p->n_instances; i++) {
		const struct plan_instance *in = &p->instances[i];
		const struct sched_slot *slot = &x->base.slots[i];

		if (in->done || x->never[i])
			continue;
		n->c.steps[n->place[i]] = (struct crash_step){
			slot->finish - slot->start, prep_options_release(x, options, all, i) };
		for (k = 0; k < in->n_after; k++)
			if (!x->never[in->after[k].instance] && !p->instances[in->after[k].instance].done)
				add_edge(n, in->after[k].instance, i, in->after[k].lag);
		if (reasons[i].why == SCHED_WHY_RESOURCE && reasons[i].other != SCHED_NONE)
			add_edge(n, reasons[i].other, i, 0);
	}
	qsort(n->edges.items, n->edges.n, sizeof(*n->edges.items), by_far_end);
	n->c.edges = n->edges.items;
	n->c.n_edges = n->edges.n;
	free(reasons);
	free(all);
}

static void add_options(struct network *n, const struct prep_options *options)
{
	size_t i, k;

	n->c.options = arena_alloc(&n->arena, options->n, sizeof(*n->c.options));
	n->c.n_options = options->n;
	for (i = 0; i < options->n; i++) {
		const struct prep_option *o = &options->items[i];
		struct crash_option *to = &n->c.options[i];

		*to = (struct crash_option){ .cost = o->cost_ready, .group = NONE, .needs = o->needs,
					     .n_needs = o->n_needs };
		to->effects = arena_alloc(&n->arena, o->n + 1, sizeof(*to->effects));
		if (o->item)
			to->effects[to->n_effects++] = (struct crash_effect){ .step = i,
				.shorter = o->minutes };
		for (k = 0; !o->item && k < o->n; k++) {
			size_t step = n->place[o->instances[k]];

			to->effects[to->n_effects++] = (struct crash_effect){ .step = step,
				.shorter = n->c.steps[step].duration,
				.earlier = n->c.steps[step].release, .frees = true };
		}
	}
}

/* Everything bought, at once, scheduled again. */
static bool schedule_again(const struct replan *x, const struct sched_options *options,
			   const struct prep_options *prep, const bool *bought,
			   struct frontier_point *ret)
{
	struct prep_levers levers = { VEC_INIT };
	struct sched_result result;
	struct replan_figures f;
	bool found;

	prep_options_levers(x, prep, bought, &levers);
	sched_result_init(&result);
	found = sched_lever_value(&x->sched, options, &x->base, levers.v.items, levers.v.n,
				  &result) == SCHED_OK;
	if (found) {
		replan_measure(x, result.slots, &f);
		ret->contain = f.contain;
		ret->last_safe = f.last_safe;
		ret->exposure = f.exposure;
	}
	sched_result_release(&result);
	VEC_RELEASE(&levers.v);
	return found;
}

static void keep_choice(struct plan *p, const struct prep_options *prep, const bool *bought,
			struct frontier_point *ret)
{
	size_t i;

	ret->bought = arena_alloc(&p->arena, prep->n, sizeof(*ret->bought));
	for (i = 0; i < prep->n; i++) {
		ret->bought[i] = bought[i];
		*(bought[i] ? &ret->once : &ret->later) += prep->items[i].cost;
	}
}

static void mark_beaten(struct frontier *f)
{
	size_t i, k;

	for (i = 0; i < f->n; i++)
		for (k = 0; k < i; k++)
			if (f->points[k].last_safe <= f->points[i].last_safe &&
			    f->points[k].exposure <= f->points[i].exposure)
				f->points[i].beaten = true;
}

/* Of what came of the choices, not of what the network promised. */
static void find_knee(struct frontier *f)
{
	struct crash_point points[FRONTIER_MOST];
	size_t which[FRONTIER_MOST], n = 0, i, knee;

	for (i = 0; i < f->n; i++) {
		if (f->points[i].beaten)
			continue;
		points[n] = (struct crash_point){ .cost = f->points[i].cost,
						  .time = f->points[i].last_safe };
		which[n++] = i;
	}
	knee = crash_knee(points, n);
	f->knee = knee == NONE ? NONE : which[knee];
}

static int solve(struct network *n, const struct replan *x, const struct prep_options *prep,
		 int64_t budget, const struct sched_options *options, struct frontier *ret,
		 struct err *err)
{
	struct crash_point points[FRONTIER_MOST];
	size_t count = 0, i;
	int rc = crash_curve(&n->c, budget, FRONTIER_MOST, &n->arena, points, &count, err);

	ret->proven = true;
	for (i = 0; rc == 0 && i < count; i++) {
		struct frontier_point *to = &ret->points[ret->n];

		*to = (struct frontier_point){ .cost = points[i].cost, .promised = points[i].time };
		ret->proven = ret->proven && points[i].proven;
		if (!schedule_again(x, options, prep, points[i].bought, to))
			continue;
		keep_choice(x->problem.p, prep, points[i].bought, to);
		ret->n++;
	}
	mark_beaten(ret);
	find_knee(ret);
	return rc;
}

int plan_frontier(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		  int64_t budget, int64_t schedules, struct frontier *ret, struct err *err)
{
	struct network n = { .arena = ARENA_INIT };
	struct plan_stop stop = { .r = r, .stage = N_("schedule"), .permille = 500 };
	struct sched_options options;
	struct replan x;
	int rc = replan_init(&x, s, r, p, err);

	*ret = (struct frontier){ .knee = NONE };
	sched_options_init(&options);
	options.seed = r->seed;
	options.schedules = (uint64_t)schedules;
	options.no_exact = true;
	options.should_stop = plan_stop_asked;
	options.ctx = &stop;
	if (rc == 0) {
		prep_options_find(&x, &ret->options);
		n.c.solve = r->solve;
		n.c.solve_context = r->solve_context;
		build_network(&n, &x, &ret->options);
		add_options(&n, &ret->options);
		rc = solve(&n, &x, &ret->options, budget, &options, ret, err);
		if (stop.cancel)
			rc = err_set(err, ERR_INTERRUPTED, N_("interrupted"));
	}
	VEC_RELEASE(&n.edges);
	arena_release(&n.arena);
	replan_release(&x);
	return rc;
}
