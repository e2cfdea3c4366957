/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/anneal.h"

#include <math.h>
#include <pthread.h>

#include "sched/alloc.h"
#include "sched/convert.h"

#define MAX_WALKS 16
#define MANY_SCHEDULES 20000 /* from here on two walks, also on one thread */
#define HOT 3e-4             /* temperatures as shares of the first exposure */
#define COLD 2e-6

struct walk {
	const struct search *s;
	const struct fast *f;
	const uint32_t *own;    /* milestone each activity works for, SCHED_NONE */
	struct fast_work w;
	struct rng rng;
	uint64_t limit, used, segment_end;
	double first; /* exposure at the start */
	bool stopped;
	/* activities that lead to a milestone; only they are in the lists */
	uint32_t n;
	uint32_t *topo;         /* those, in topological order, then the rest */
	uint32_t *list, *place, *next; /* now, and where each stands; tried */
	int32_t *bucket;
	int32_t *key, *finish, *best;
	int64_t now, least;
};

void anneal_owners(const struct core *c, uint32_t *own)
{
	for (size_t i = 0; i < c->n; i++)
		own[i] = c->stone_first[i] < c->stone_first[i + 1] ? c->stones[c->stone_first[i]]
								    : SCHED_NONE;
	for (size_t k = c->n; k-- > 0;) {
		uint32_t i = c->order[k];

		for (uint32_t a = c->succ.first[i];
		     own[i] == SCHED_NONE && a < c->succ.first[i + 1]; a++)
			if (c->succ.first[i + 1] - c->succ.first[i] < 8)
				own[i] = own[c->succ.arcs[a].other];
	}
}

static int64_t exposure(const struct walk *x)
{
	const struct sched_problem *p = x->f->c->p;
	int64_t sum = 0;

	for (size_t m = 0; m < p->n_milestones; m++) {
		const struct sched_milestone *s = &p->milestones[m];
		int32_t last = 0;

		for (size_t k = 0; k < s->n_activities; k++)
			if (x->finish[s->activities[k]] > last)
				last = x->finish[s->activities[k]];
		sum += s->weight * last;
	}
	return sum;
}

/* What comes before a wanted activity is wanted as soon. */
static void pull_forward(struct walk *x)
{
	const struct fast *f = x->f;

	for (uint32_t k = x->n; k-- > 0;) {
		uint32_t i = x->topo[k];

		for (uint32_t a = f->first[0][i]; a < f->first[0][i + 1]; a++)
			if (x->key[f->list[0][a]] > x->key[i])
				x->key[f->list[0][a]] = x->key[i];
	}
}

/* Lists by rising key, ties in topological order. */
static void sort(struct walk *x)
{
	int32_t *bucket = x->bucket;

	memset(bucket, 0, (2 * (size_t)x->n + 4) * sizeof(*bucket));
	for (uint32_t k = 0; k < x->n; k++)
		bucket[x->key[x->topo[k]] + 1]++;
	for (uint32_t k = 0; k < 2 * x->n + 3; k++)
		bucket[k + 1] += bucket[k];
	for (uint32_t k = 0; k < x->n; k++)
		x->next[bucket[x->key[x->topo[k]]]++] = x->topo[k];
}

static int64_t decode(struct walk *x)
{
	pull_forward(x);
	sort(x);
	fast_decode(&x->w, 0, x->next, x->n, x->finish);
	x->used++;
	return exposure(x);
}

static void accept(struct walk *x, int64_t value)
{
	uint32_t *old = x->list;

	x->list = x->next;
	x->next = old;
	for (uint32_t k = 0; k < x->n; k++)
		x->place[x->list[k]] = k;
	x->now = value;
	if (value < x->least) {
		x->least = value;
		memcpy(x->best, x->finish, x->f->n * sizeof(*x->best));
	}
}

/* A place in the list, near `from` more often than far. */
static int32_t target(struct walk *x, uint32_t from)
{
	int64_t n = x->n, reach = n, to;

	for (uint64_t k = rng_below(&x->rng, 8); k > 0; k--)
		reach = reach / 2 + 1;
	to = (int64_t)from + (int64_t)rng_below(&x->rng, (uint64_t)(2 * reach + 1)) - reach;
	to = to < 0 ? 0 : to > n ? n : to;
	return (int32_t)(2 * to);
}

static void step(struct walk *x, double heat)
{
	uint32_t n = x->n, i = x->list[rng_below(&x->rng, n)];
	int32_t to = target(x, x->place[i]), shift = to - 2 * (int32_t)x->place[i];
	int32_t last = 2 * (int32_t)n + 1;
	bool group = x->own[i] != SCHED_NONE && rng_below(&x->rng, 3) == 0;
	int64_t value;

	for (uint32_t k = 0; k < n; k++)
		x->key[x->list[k]] = 2 * (int32_t)k + 1;
	for (uint32_t k = 0; group && k < n; k++)
		if (x->own[x->list[k]] == x->own[i]) {
			int32_t key = x->key[x->list[k]] + shift;

			key = key < 0 ? 0 : key;
			x->key[x->list[k]] = key < last ? key : last;
		}
	x->key[i] = to;
	value = decode(x);
	if (value <= x->now ||
	    rng_unit(&x->rng) < exp((double)(x->now - value) / (heat > 1e-9 ? heat : 1e-9)))
		accept(x, value);
}

static bool stop(const struct search *s)
{
	if (s->o->cancel && atomic_load_explicit(s->o->cancel, memory_order_relaxed))
		return true;
	return s->o->should_stop && s->o->should_stop(s->o->ctx);
}

/* Share of the effort gone. Without number or clock the walk cools in turns of 30,000 steps. */
static double gone(const struct walk *x)
{
	if (x->limit)
		return (double)x->used / (double)x->limit;
	if (x->s->o->spent)
		return x->s->o->spent(x->s->o->ctx);
	return (double)(x->used % 30000) / 30000;
}

double anneal_heat(double gone)
{
	return HOT * pow(COLD / HOT, gone < 1 ? gone : 1);
}

static void *run(void *arg)
{
	struct walk *x = arg;
	double share = gone(x);

	while (x->used < x->segment_end) {
		if (x->used % 16 == 0 || x->f->n > 2000) {
			x->stopped = stop(x->s);
			if (x->stopped)
				break;
			share = gone(x);
		}
		step(x, x->first * anneal_heat(share));
	}
	return NULL;
}

/* Only what leads to a milestone with weight bears on exposure. */
static void find_leading(struct walk *x)
{
	const struct fast *f = x->f;
	const struct core *c = f->c;
	bool *leads;
	uint32_t n = 0;

	SCHED_ARRAY(leads, f->n);
	for (size_t m = 0; m < c->p->n_milestones; m++)
		for (size_t k = 0; k < c->p->milestones[m].n_activities; k++)
			leads[c->p->milestones[m].activities[k]] |= c->p->milestones[m].weight > 0;
	for (uint32_t k = f->n; k-- > 0;) {
		uint32_t i = f->topo[0][k];

		for (uint32_t a = f->first[0][i]; leads[i] && a < f->first[0][i + 1]; a++)
			leads[f->list[0][a]] = true;
	}
	for (int turn = 1; turn >= 0; turn--) {
		for (uint32_t k = 0; k < f->n; k++)
			if (leads[f->topo[0][k]] == turn)
				x->topo[n++] = f->topo[0][k];
		x->n = turn ? n : x->n;
	}
	free(leads);
}

static void walk_init(struct walk *x, const struct search *s, const struct fast *f,
		      const uint32_t *own, uint64_t seed, uint64_t limit)
{
	int64_t *key;
	uint32_t *order, n = 0;

	*x = (struct walk){.s = s, .f = f, .own = own, .limit = limit, .least = INT64_MAX};
	rng_init(&x->rng, seed);
	fast_work_init(&x->w, f);
	SCHED_ARRAY(x->list, f->n);
	SCHED_ARRAY(x->place, f->n);
	SCHED_ARRAY(x->next, f->n);
	SCHED_ARRAY(x->key, f->n);
	SCHED_ARRAY(x->finish, f->n);
	SCHED_ARRAY(x->best, f->n);
	SCHED_ARRAY(x->topo, f->n);
	SCHED_ARRAY(x->bucket, 2 * (size_t)f->n + 4);
	find_leading(x);
	SCHED_ARRAY(key, f->n);
	SCHED_ARRAY(order, f->n);
	search_rule_keys(f->c, RULE_EXPOSURE, key);
	convert_sort(order, key, f->n);
	for (uint32_t k = 0; k < f->n; k++)
		x->key[order[k]] = -1;
	for (uint32_t k = 0; k < x->n; k++)
		x->key[x->topo[k]] = 0;
	for (uint32_t k = 0; k < f->n; k++)
		if (x->key[order[k]] == 0)
			x->key[order[k]] = 2 * (int32_t)n++ + 1;
	free(key);
	free(order);
	accept(x, decode(x));
	x->first = (double)x->now;
}

/* The best plan found, the activities that lead nowhere put in behind. */
static void walk_finish(struct walk *x, struct plan *ret)
{
	const struct fast *f = x->f;
	int64_t *key;
	uint32_t *list;

	SCHED_ARRAY(key, f->n);
	SCHED_ARRAY(list, f->n);
	for (uint32_t k = 0; k < f->n; k++) {
		uint32_t i = x->topo[k];

		key[i] = k < x->n ? x->best[i] - x->w.duration[i]
				  : ((int64_t)1 << 40) - f->tail[0][i];
	}
	convert_sort(list, key, f->n);
	if (x->n < f->n) { /* by start times a list of leading ones gives their schedule again */
		int32_t *place = x->key;

		for (uint32_t k = 0; k < f->n; k++)
			place[list[k]] = (int32_t)k;
		fast_mend(f, 0, place);
		fast_sort(&x->w, 0, place, (int32_t)f->n + 1, list);
		fast_decode(&x->w, 0, list, f->n, x->best);
	}
	free(key);
	free(list);
	fast_to_plan(f, x->best, NULL, ret);
}

static void walk_release(struct walk *x)
{
	fast_work_release(&x->w);
	free(x->list);
	free(x->place);
	free(x->next);
	free(x->key);
	free(x->finish);
	free(x->best);
	free(x->topo);
	free(x->bucket);
}

static void run_all(struct walk *walks, size_t n, unsigned threads)
{
	for (size_t from = 0; from < n; from += threads) {
		pthread_t ids[MAX_WALKS];
		size_t to = from + threads < n ? from + threads : n, started = from;

		for (size_t k = from + 1; k < to; k++) {
			if (pthread_create(&ids[k - from], NULL, run, &walks[k]) != 0)
				break;
			started = k;
		}
		run(&walks[from]);
		for (size_t k = from + 1; k <= started; k++)
			pthread_join(ids[k - from], NULL);
		for (size_t k = started + 1; k < to; k++)
			run(&walks[k]);
	}
}

void search_anneal(struct search *s, const struct fast *f, uint64_t limit)
{
	struct walk walks[MAX_WALKS];
	unsigned threads = s->o->threads ? s->o->threads : 1;
	size_t n = threads < MAX_WALKS ? threads : MAX_WALKS;
	uint32_t *own;
	struct plan room;
	uint64_t before = s->used, step;
	bool over = false;

	if (limit)
		n = limit >= MANY_SCHEDULES ? 2 : 1;
	SCHED_ARRAY(own, f->n);
	anneal_owners(f->c, own);
	for (size_t k = 0; k < n; k++)
		walk_init(&walks[k], s, f, own, s->o->seed * 1000 + k, limit / n);
	core_plan_init(&room, f->c);
	step = limit ? limit / n / 10 + 1 : f->n > 2000 ? 100 : 2000;
	for (uint64_t done = 0; !over && (!limit || done < limit / n);) {
		done = limit && done + step > limit / n ? limit / n : done + step;
		for (size_t k = 0; k < n; k++)
			walks[k].segment_end = done;
		run_all(walks, n, threads);
		s->used = before;
		for (size_t k = 0; k < n; k++) {
			s->used += walks[k].used;
			over |= walks[k].stopped;
		}
		for (size_t k = 0; k < n; k++) {
			walk_finish(&walks[k], &room);
			search_offer(s, &room);
		}
	}
	for (size_t k = 0; k < n; k++)
		walk_release(&walks[k]);
	core_plan_release(&room);
	free(own);
}
