/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A bound of the exposure. Each milestone is reached at or after the finish of one activity of its
 * own plus the way from there; those activities share a resource. With M the mean time of an
 * activity's work, its finish is at least M + duration / 2, and the least sum of weight x M over
 * all that one machine of the resource's speed can do is what it does when it always works on what
 * is released and has the greatest weight per work (Goemans, Queyranne, Schulz, Skutella and Wang
 * 2002).
 */
#include "config.h"
#include "sched/search.h"

#include <math.h>

#include "sched/alloc.h"
#include "sched/convert.h"

#define REACH 48 /* activities looked at behind a milestone */

struct job {
	double work;       /* time of the whole resource */
	double weight, release;
	double left, busy; /* busy: integral of time over its work */
	double rest;       /* half its duration and the way to the milestone */
};

struct ancestor {
	uint32_t i;
	int64_t tail; /* from its finish to the milestone */
};

struct scan {
	const struct core *c;
	uint32_t *place;  /* in topological order */
	uint32_t *taken;  /* resource + 1 for which an activity already stands for a milestone */
	bool *shared;     /* leads to more than one milestone */
	struct ancestor near[REACH];
	size_t n;
};

static int64_t duration(const struct core *c, uint32_t i)
{
	return c->modes[c->first_mode[i]].duration;
}

static bool single(const struct core *c, uint32_t i)
{
	return !c->is_fixed[i] && c->first_mode[i + 1] - c->first_mode[i] == 1;
}

static void see(struct scan *s, uint32_t i, int64_t tail)
{
	for (size_t k = 0; k < s->n; k++)
		if (s->near[k].i == i) {
			s->near[k].tail = tail > s->near[k].tail ? tail : s->near[k].tail;
			return;
		}
	if (s->n < REACH)
		s->near[s->n++] = (struct ancestor){i, tail};
}

/* Work that many milestones wait for says little about one of them: it is taken last. */
static void find_shared(struct scan *s)
{
	const struct core *c = s->c;
	uint32_t *one;

	SCHED_ARRAY(one, c->n);
	for (size_t k = c->n; k-- > 0;) {
		uint32_t i = c->order[k], own = c->stone_first[i + 1] - c->stone_first[i];

		one[i] = own ? c->stones[c->stone_first[i]] : SCHED_NONE;
		s->shared[i] = own > 1;
		for (uint32_t a = c->succ.first[i]; a < c->succ.first[i + 1]; a++) {
			uint32_t j = c->succ.arcs[a].other;

			if (one[j] == SCHED_NONE)
				continue;
			s->shared[i] |= s->shared[j] || (one[i] != SCHED_NONE && one[i] != one[j]);
			one[i] = one[j];
		}
	}
	free(one);
}

/* Nearest ancestors of a milestone, latest in topological order first, so that tails are whole when
 * they are passed on. */
static void look_back(struct scan *s, const struct sched_milestone *m)
{
	const struct core *c = s->c;

	s->n = 0;
	for (size_t k = 0; k < m->n_activities; k++)
		see(s, m->activities[k], 0);
	for (size_t k = 0; k < s->n; k++) {
		size_t last = k;
		struct ancestor a;

		for (size_t j = k + 1; j < s->n; j++)
			if (s->place[s->near[j].i] > s->place[s->near[last].i])
				last = j;
		a = s->near[last];
		s->near[last] = s->near[k];
		s->near[k] = a;
		if (!single(c, a.i))
			continue;
		for (uint32_t p = c->pred.first[a.i]; p < c->pred.first[a.i + 1]; p++)
			see(s, c->pred.arcs[p].other,
			    c->pred.arcs[p].lag + duration(c, a.i) + a.tail);
	}
}

static int64_t amount(const struct core *c, uint32_t i, uint32_t r)
{
	const struct core_mode *m = &c->modes[c->first_mode[i]];

	for (uint32_t k = 0; k < m->n_needs; k++)
		if (c->needs[m->need + k].index == r)
			return c->needs[m->need + k].amount;
	return 0;
}

/* The activity with most work on the resource that no other milestone has taken; false when there
 * is none. */
static bool make_job(struct scan *s, const struct sched_milestone *m, uint32_t r, int64_t capacity,
		     struct job *ret)
{
	const struct core *c = s->c;
	const struct ancestor *best = NULL;
	int64_t most = 0;

	look_back(s, m);
	for (int shared = 0; shared < 2 && !best; shared++)
		for (size_t k = 0; k < s->n; k++) {
			uint32_t i = s->near[k].i;
			int64_t work = single(c, i) ? amount(c, i, r) * duration(c, i) : 0;

			if (s->taken[i] == r + 1 || work <= most || s->shared[i] != shared)
				continue;
			most = work;
			best = &s->near[k];
		}
	if (!best)
		return false;
	s->taken[best->i] = r + 1;
	*ret = (struct job){.work = (double)most / (double)capacity, .weight = (double)m->weight,
			    .release = (double)c->head[best->i],
			    .rest = (double)duration(c, best->i) / 2 + (double)best->tail};
	ret->left = ret->work;
	return true;
}

/* Heap of released jobs by weight / work. */
static bool before(const struct job *a, const struct job *b)
{
	return a->weight * b->work > b->weight * a->work;
}

static void push(struct job **heap, size_t n, struct job *x)
{
	while (n && before(x, heap[(n - 1) / 2])) {
		heap[n] = heap[(n - 1) / 2];
		n = (n - 1) / 2;
	}
	heap[n] = x;
}

static void pop(struct job **heap, size_t n) /* n: what remains */
{
	struct job *last = heap[n];
	size_t at = 0, child;

	while ((child = 2 * at + 1) < n) {
		if (child + 1 < n && before(heap[child + 1], heap[child]))
			child++;
		if (!before(heap[child], last))
			break;
		heap[at] = heap[child];
		at = child;
	}
	heap[at] = last;
}

static void run_machine(struct job *jobs, const uint32_t *by_release, size_t n)
{
	struct job **heap;
	size_t waiting = 0, next = 0;
	double t = 0;

	SCHED_ARRAY(heap, n + 1);
	while (next < n || waiting) {
		struct job *j;
		double run;

		if (!waiting && jobs[by_release[next]].release > t)
			t = jobs[by_release[next]].release;
		while (next < n && jobs[by_release[next]].release <= t)
			push(heap, waiting++, &jobs[by_release[next++]]);
		j = heap[0];
		run = j->left;
		if (next < n && jobs[by_release[next]].release - t < run)
			run = jobs[by_release[next]].release - t;
		j->busy += run * (t + run / 2);
		j->left -= run;
		t += run;
		if (j->left <= 1e-9)
			pop(heap, --waiting);
	}
	free(heap);
}

static int64_t first_reach(const struct core *c, const struct sched_milestone *m)
{
	int64_t last = 0;

	for (size_t k = 0; k < m->n_activities; k++)
		if (c->finish_head[m->activities[k]] > last)
			last = c->finish_head[m->activities[k]];
	return last;
}

static double resource_bound(struct scan *s, uint32_t r, int64_t capacity)
{
	const struct sched_problem *p = s->c->p;
	struct job *jobs;
	int64_t *release;
	uint32_t *order;
	size_t n = 0;
	double sum = 0;

	SCHED_ARRAY(jobs, p->n_milestones);
	SCHED_ARRAY(release, p->n_milestones);
	SCHED_ARRAY(order, p->n_milestones);
	for (size_t m = 0; m < p->n_milestones; m++) {
		const struct sched_milestone *x = &p->milestones[m];

		if (x->weight > 0 && make_job(s, x, r, capacity, &jobs[n])) {
			release[n] = (int64_t)jobs[n].release;
			n++;
		} else {
			sum += (double)x->weight * (double)first_reach(s->c, x);
		}
	}
	convert_sort(order, release, n);
	run_machine(jobs, order, n);
	for (size_t k = 0; k < n; k++)
		sum += jobs[k].weight * (jobs[k].busy / jobs[k].work + jobs[k].rest);
	free(jobs);
	free(release);
	free(order);
	return sum;
}

int64_t bound_exposure(const struct core *c)
{
	struct scan s = {.c = c};
	int64_t best = 0;

	for (size_t m = 0; m < c->p->n_milestones; m++)
		best += first_reach(c, &c->p->milestones[m]) * c->p->milestones[m].weight;
	SCHED_ARRAY(s.place, c->n);
	SCHED_ARRAY(s.taken, c->n);
	SCHED_ARRAY(s.shared, c->n);
	find_shared(&s);
	for (uint32_t k = 0; k < c->n; k++)
		s.place[c->order[k]] = k;
	for (uint32_t r = 0; c->p->n_milestones && r < c->n_resources; r++) {
		const struct sched_resource *res = &c->p->resources[r];
		int64_t capacity = 0, value;
		double v;

		for (size_t k = 0; k < res->n_steps; k++)
			if (res->steps[k].capacity > capacity)
				capacity = res->steps[k].capacity;
		if (!capacity)
			continue;
		/* A little off for what floating point may have rounded up. */
		v = resource_bound(&s, r, capacity);
		value = (int64_t)ceil(v - 1e-9 * fabs(v) - 1e-6);
		best = value > best ? value : best;
	}
	free(s.place);
	free(s.taken);
	free(s.shared);
	return best;
}
