/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A bound of the exposure. A milestone is reached at or after the finish of each activity before it
 * plus the way from there, so also at or after any mean of these. With M the mean time of an
 * activity's work on one resource, its finish is at least M + duration / 2. Weighted by their work,
 * the means over the activities that only this milestone waits for become jobs of weight x share;
 * the least sum of weight x M over all jobs that one machine with the speed of the resource can do
 * is what it does when it always works on what is released and has the greatest weight per work
 * (Goemans, Queyranne, Schulz, Skutella and Wang 2002; their exchange argument holds for a speed
 * that changes over time, here where calendars are closed). Two choices of jobs are tried on each
 * resource, and on each resource and calendar: the activity with most work of each milestone alone, and all of them.
 */
#include "config.h"
#include "sched/search.h"

#include <math.h>

#include "sched/alloc.h"
#include "sched/convert.h"

#define REACH 48 /* activities looked at behind a milestone */

struct job {
	double work;       /* units x minutes */
	double weight, release;
	double rate;       /* weight per work */
	double left, busy; /* busy: integral of time over its work */
	double rest;       /* half its duration and the way to the milestone */
};

struct jobs {
	struct job *v;
	size_t n, cap;
};

struct ancestor {
	uint32_t i;
	int64_t tail; /* from its finish to the milestone */
};

struct scan {
	const struct core *c;
	uint32_t *place;  /* in topological order */
	uint32_t *taken;  /* the round in which it already stands for a milestone */
	uint32_t round;
	bool *shared;     /* leads to more than one milestone */
	struct ancestor near[REACH];
	size_t n;
};

/* Least of all modes. */
static int64_t duration(const struct core *c, uint32_t i)
{
	int64_t least = INT64_MAX;

	for (uint32_t m = c->first_mode[i]; m < c->first_mode[i + 1]; m++)
		least = c->modes[m].duration < least ? c->modes[m].duration : least;
	return least;
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
		if (c->is_fixed[a.i])
			continue;
		for (uint32_t p = c->pred.first[a.i]; p < c->pred.first[a.i + 1]; p++)
			see(s, c->pred.arcs[p].other,
			    c->pred.arcs[p].lag + duration(c, a.i) + a.tail);
	}
}

static void add_job(struct scan *s, struct jobs *to, const struct ancestor *a, double work,
		    double weight)
{
	const struct core *c = s->c;

	if (to->n == to->cap) {
		to->cap = to->cap * 2 + 64;
		SCHED_GROW(to->v, to->cap);
	}
	s->taken[a->i] = s->round;
	to->v[to->n++] = (struct job){.work = work, .left = work, .weight = weight,
				      .rate = weight / work, .release = (double)c->head[a->i],
				      .rest = (double)duration(c, a->i) / 2 + (double)a->tail};
}

/* The activity with most work on the resource that no other milestone has taken, or all of those
 * that only this one waits for; false when there is none. */
static bool make_jobs(struct scan *s, const struct sched_milestone *m,
		      const struct core_market *market, bool all, struct jobs *to)
{
	const struct ancestor *best = NULL;
	double sum = 0, weight = (double)m->weight;
	int64_t most = 0;

	look_back(s, m);
	for (int shared = 0; shared < 2 && !best; shared++)
		for (size_t k = 0; k < s->n; k++) {
			uint32_t i = s->near[k].i;
			int64_t work = core_work(s->c, market, i);

			if (s->taken[i] == s->round || work <= 0 || s->shared[i] != shared)
				continue;
			sum += shared ? 0 : (double)work;
			if (work <= most)
				continue;
			most = work;
			best = &s->near[k];
		}
	if (best && (!all || sum == 0))
		add_job(s, to, best, (double)most, weight);
	for (size_t k = 0; all && sum > 0 && k < s->n; k++) {
		double work = (double)core_work(s->c, market, s->near[k].i);

		if (s->taken[s->near[k].i] != s->round && work > 0 && !s->shared[s->near[k].i])
			add_job(s, to, &s->near[k], work, weight * work / sum);
	}
	return best != NULL;
}

/* Heap of released jobs by weight / work. */
static bool before(const struct job *a, const struct job *b)
{
	return a->rate > b->rate;
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

/* What is still left when the supply ends is counted as done there. */
static void run_machine(const struct supply *s, struct job *jobs, const uint32_t *by_release,
			size_t n)
{
	struct job **heap;
	size_t waiting = 0, next = 0, at = 0;
	double t = 0;

	SCHED_ARRAY(heap, n + 1);
	while (next < n || waiting) {
		struct job *j;
		double run, rate;

		if (!waiting && jobs[by_release[next]].release > t)
			t = jobs[by_release[next]].release;
		while (next < n && jobs[by_release[next]].release <= t)
			push(heap, waiting++, &jobs[by_release[next++]]);
		while (at + 1 < s->n && (double)s->from[at + 1] <= t)
			at++;
		rate = (double)s->rate[at];
		if (rate <= 0) {
			if (at + 1 == s->n)
				break;
			t = (double)s->from[at + 1];
			continue;
		}
		j = heap[0];
		run = j->left / rate;
		if (next < n && jobs[by_release[next]].release - t < run)
			run = jobs[by_release[next]].release - t;
		if (at + 1 < s->n && (double)s->from[at + 1] - t < run)
			run = (double)s->from[at + 1] - t;
		j->busy += run * rate * (t + run / 2);
		j->left -= run * rate;
		t += run;
		if (j->left <= 1e-9 * j->work) {
			j->busy += j->left * t;
			j->left = 0;
			pop(heap, --waiting);
		}
	}
	for (size_t k = 0; k < n; k++)
		jobs[k].busy += jobs[k].left * (t > jobs[k].release ? t : jobs[k].release);
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

static double market_bound(struct scan *s, const struct core_market *market, bool all)
{
	const struct sched_problem *p = s->c->p;
	struct jobs jobs = {0};
	int64_t *release;
	uint32_t *order;
	double sum = 0;

	s->round++;
	for (size_t m = 0; m < p->n_milestones; m++) {
		const struct sched_milestone *x = &p->milestones[m];

		if (x->weight <= 0 || !make_jobs(s, x, market, all, &jobs))
			sum += (double)x->weight * (double)first_reach(s->c, x);
	}
	SCHED_ARRAY(release, jobs.n);
	SCHED_ARRAY(order, jobs.n);
	for (size_t k = 0; k < jobs.n; k++)
		release[k] = (int64_t)jobs.v[k].release;
	convert_sort(order, release, jobs.n);
	run_machine(&market->supply, jobs.v, order, jobs.n);
	for (size_t k = 0; k < jobs.n; k++)
		sum += jobs.v[k].weight * (jobs.v[k].busy / jobs.v[k].work + jobs.v[k].rest);
	free(jobs.v);
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
	for (uint32_t k = 0; c->p->n_milestones && k < 2 * c->n_markets; k++) {
		/* A little off for what floating point may have rounded up. */
		double v = market_bound(&s, &c->markets[k / 2], k % 2);
		int64_t value = (int64_t)ceil(v - 1e-9 * fabs(v) - 1e-6);

		best = value > best ? value : best;
	}
	free(s.place);
	free(s.taken);
	free(s.shared);
	return best;
}
