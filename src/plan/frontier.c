/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/frontier.h"

#include <stdlib.h>
#include <string.h>

#include "plan/crash.h"
#include "plan/options.h"
#include "util/mem.h"
#include "util/vec.h"

struct network {
	struct crash_problem c;
	VEC(struct crash_edge) edges;
	size_t *place, *instance; /* instance → step in the order of starts, and back */
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
static void order_steps(struct network *n, const struct replan *x)
{
	size_t count = x->problem.p->n_instances, i;
	struct started *order = mem_alloc(count, sizeof(*order));

	n->place = arena_alloc(&n->arena, count, sizeof(*n->place));
	n->instance = arena_alloc(&n->arena, count, sizeof(*n->instance));
	for (i = 0; i < count; i++)
		order[i] = (struct started){ x->base.slots[i].start, i };
	qsort(order, count, sizeof(*order), by_start);
	for (i = 0; i < count; i++) {
		n->place[order[i].instance] = i;
		n->instance[i] = order[i].instance;
	}
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

static void build_network(struct network *n, const struct replan *x)
{
	const struct plan *p = x->problem.p;
	struct sched_reason *reasons = mem_zalloc(p->n_instances, sizeof(*reasons));
	size_t i, k;

	order_steps(n, x);
	sched_explain_all(&x->sched, &x->base, reasons);
	n->c.steps = arena_alloc(&n->arena, p->n_instances, sizeof(*n->c.steps));
	n->c.n_steps = p->n_instances;
	for (i = 0; i < p->n_instances; i++) {
		const struct plan_instance *in = &p->instances[i];
		const struct sched_slot *slot = &x->base.slots[i];

		if (in->done || x->never[i])
			continue;
		n->c.steps[n->place[i]] = (struct crash_step){ slot->finish - slot->start,
							       in->release };
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
}

static void add_options(struct network *n, const struct prep_options *options)
{
	size_t i, k;

	n->c.options = arena_alloc(&n->arena, options->n, sizeof(*n->c.options));
	n->c.n_options = options->n;
	for (i = 0; i < options->n; i++) {
		const struct prep_option *o = &options->items[i];
		struct crash_option *to = &n->c.options[i];

		*to = (struct crash_option){ .cost = o->cost_ready, .group = NONE };
		to->effects = arena_alloc(&n->arena, o->n, sizeof(*to->effects));
		for (k = 0; k < o->n; k++) {
			const struct sched_lever *l = &o->levers[k];
			const struct crash_step *step = &n->c.steps[n->place[l->index]];
			bool done = l->kind == SCHED_LEVER_DONE;
			int64_t release = done ? 0 : l->amount;

			to->effects[to->n_effects++] = (struct crash_effect){
				.step = n->place[l->index], .shorter = done ? step->duration : 0,
				.earlier = step->release > release ? step->release - release : 0,
				.frees = done };
		}
	}
}

/* Everything bought, at once, scheduled again. */
static bool schedule_again(const struct replan *x, const struct sched_options *options,
			   const struct prep_options *prep, const bool *bought,
			   struct frontier_point *ret)
{
	VEC(struct sched_lever) levers = VEC_INIT;
	struct sched_result result;
	struct replan_figures f;
	size_t i, k;
	bool found;

	for (i = 0; i < prep->n; i++)
		for (k = 0; bought[i] && k < prep->items[i].n; k++)
			VEC_PUSH(&levers, prep->items[i].levers[k]);
	sched_result_init(&result);
	found = sched_lever_value(&x->sched, options, &x->base, levers.items, levers.n, &result) ==
		SCHED_OK;
	if (found) {
		replan_measure(x, result.slots, &f);
		ret->contain = f.contain;
		ret->last_safe = f.last_safe;
		ret->exposure = f.exposure;
	}
	sched_result_release(&result);
	VEC_RELEASE(&levers);
	return found;
}

static void name_bought(struct plan *p, const struct prep_options *prep, const bool *bought,
			struct frontier_point *ret)
{
	struct strbuf text = STRBUF_INIT;
	size_t i;

	for (i = 0; i < prep->n; i++)
		if (bought[i]) {
			msg_add_all(&text, prep->items[i].what);
			ret->n_bought++;
		}
	ret->bought = text.len ? arena_strndup(&p->arena, text.buf, text.len) : NULL;
	strbuf_release(&text);
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

static int solve(struct network *n, const struct replan *x, const struct prep_options *prep,
		 int64_t budget, const struct sched_options *options, struct frontier *ret,
		 struct err *err)
{
	struct crash_point points[FRONTIER_MOST];
	size_t count = 0, i;
	int rc = crash_curve(&n->c, budget, FRONTIER_MOST, &n->arena, points, &count, err);

	ret->n_options = prep->n;
	ret->proven = true;
	for (i = 0; rc == 0 && i < count; i++) {
		struct frontier_point *to = &ret->points[ret->n];

		*to = (struct frontier_point){ .cost = points[i].cost, .promised = points[i].time };
		ret->proven = ret->proven && points[i].proven;
		if (!schedule_again(x, options, prep, points[i].bought, to))
			continue;
		name_bought(x->problem.p, prep, points[i].bought, to);
		ret->n++;
	}
	ret->knee = crash_knee(points, ret->n == count ? count : 0);
	mark_beaten(ret);
	return rc;
}

int plan_frontier(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		  int64_t budget, int64_t schedules, struct frontier *ret, struct err *err)
{
	struct network n = { .arena = ARENA_INIT };
	struct prep_options prep;
	struct sched_options options;
	struct replan x;
	int rc = replan_init(&x, s, r, p, err);

	*ret = (struct frontier){ .knee = NONE };
	sched_options_init(&options);
	options.seed = r->seed;
	options.schedules = (uint64_t)schedules;
	options.no_exact = true;
	if (rc == 0) {
		prep_options_find(&x, &prep);
		n.c.solve = r->solve;
		n.c.solve_context = r->solve_context;
		build_network(&n, &x);
		add_options(&n, &prep);
		rc = solve(&n, &x, &prep, budget, &options, ret, err);
	}
	VEC_RELEASE(&n.edges);
	arena_release(&n.arena);
	replan_release(&x);
	return rc;
}
