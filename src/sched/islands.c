/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The two-population search on islands. How many islands there are and when they exchange depends
 * on the number of schedules alone, never on the number of threads, so that the result does not
 * either; threads only carry islands. Without a number of schedules there is an island for each
 * thread.
 */
#include "config.h"
#include "sched/islands.h"

#include <pthread.h>

#include "sched/alloc.h"

#define SEGMENT 4000      /* schedules of an island between two meetings */
#define MAX_ISLANDS 16
#define SHAKE_FROM 800    /* activities */
#define MANY_SCHEDULES 200000 /* from here on two islands, also on one thread */

struct island {
	struct twopop t;
	const struct search *s;
	uint64_t limit;       /* of t.used */
	uint64_t segment_end;
	size_t next;          /* parent to breed from */
	int from;
	int32_t lower;
	const struct individual *given;
	bool started, stopped;
};

static bool stop(const struct search *s)
{
	if (s->o->cancel && atomic_load_explicit(s->o->cancel, memory_order_relaxed))
		return true;
	return s->o->should_stop && s->o->should_stop(s->o->ctx);
}

/* A backward one that came with the last schedule of a segment is turned round in the next. */
static bool optimal(const struct island *x)
{
	return twopop_reached(&x->t, x->lower) && !twopop_unsettled(&x->t);
}

/* On large plans generations are too slow: one plan, shaken in stretches of many lengths. */
static void shake(struct island *x)
{
	struct twopop *t = &x->t;
	int32_t length = t->best.makespan, width = length, noise = 3;

	for (uint64_t k = rng_below(&t->rng, 8); k > 1; k--)
		width -= width / 2;
	for (uint64_t k = rng_below(&t->rng, 4); k > 0; k--)
		noise *= 3;
	twopop_shake(t, width > 4 ? width : 4, noise);
}

/* The plan to shake: each of the first ones justified as it is, the best of them all. */
static void choose_first(struct island *x)
{
	struct twopop *t = &x->t;

	for (size_t k = 0; k < t->size && !stop(x->s); k++) {
		individual_copy(&t->pop[0][0], &t->pop[0][k], t->f);
		for (int times = 0; times < 2; times++)
			twopop_shake(t, 1, 0);
	}
	individual_copy(&t->pop[0][0], &t->best, t->f);
}

static void *run_segment(void *arg)
{
	struct island *x = arg;

	if (!x->started) {
		twopop_start(&x->t, x->given);
		x->started = true;
		x->from = 1;
		if (x->t.f->n >= SHAKE_FROM)
			choose_first(x);
	}
	/* one schedule is kept for the turn at the end */
	while (x->t.used + twopop_unsettled(&x->t) < x->segment_end && !twopop_reached(&x->t, x->lower)) {
		if (x->t.f->n >= SHAKE_FROM)
			shake(x);
		else
			twopop_breed(&x->t, x->from, x->next);
		if (++x->next >= x->t.size) {
			x->next = 0;
			x->from = 1 - x->from;
			if (x->from == 1 && x->t.f->n < SHAKE_FROM)
				twopop_spent(&x->t, (double)x->t.used / (double)x->limit);
		}
		if ((x->next % 32 == 0 || x->t.f->n > 1000) && stop(x->s)) {
			x->stopped = true;
			break;
		}
	}
	if (x->t.used < x->segment_end)
		twopop_settle(&x->t);
	return NULL;
}

/* One segment of every island, on as many threads as there are. */
static void run_all(struct island *islands, size_t n, unsigned threads)
{
	for (size_t from = 0; from < n; from += threads) {
		pthread_t ids[MAX_ISLANDS];
		size_t to = from + threads < n ? from + threads : n, started = from;

		for (size_t k = from + 1; k < to; k++) {
			if (pthread_create(&ids[k - from], NULL, run_segment, &islands[k]) != 0)
				break;
			started = k;
		}
		run_segment(&islands[from]);
		for (size_t k = from + 1; k <= started; k++)
			pthread_join(ids[k - from], NULL);
		for (size_t k = started + 1; k < to; k++)
			run_segment(&islands[k]);
	}
}

/* The best individual of all islands becomes the search's best plan. */
static bool report(struct search *s, const struct fast *f, struct island *islands, size_t n,
		   uint64_t before, struct plan *room)
{
	const struct individual *best = &islands[0].t.best;

	s->used = before;
	for (size_t k = 0; k < n; k++) {
		s->used += islands[k].t.used;
		if (individual_better(&islands[k].t.best, best))
			best = &islands[k].t.best;
	}
	fast_to_plan(f, best->finish, best->mode, room);
	return search_offer(s, room);
}

/* Runs n islands of `each` schedules; true when it is over for good. */
static bool run_phase(struct search *s, const struct fast *f, size_t n, uint64_t each,
		      uint64_t seed, struct individual *best)
{
	struct island islands[MAX_ISLANDS] = {0};
	struct plan room;
	uint64_t before = s->used, done = 0, segment = SEGMENT;
	unsigned threads = s->o->threads ? s->o->threads : 1;
	bool over = false;
	int32_t lower = (int32_t)((s->bound[SCHED_MAKESPAN] + f->unit - 1) / f->unit);

	core_plan_init(&room, f->c);
	for (size_t k = 0; k < n; k++) {
		islands[k] = (struct island){.s = s, .limit = each, .lower = lower};
		twopop_init(&islands[k].t, f, seed * 1000 + k,
			    f->n >= SHAKE_FROM ? 2 : twopop_size(each));
		if (k == 0 && best->makespan != INT32_MAX)
			islands[k].given = best;
	}
	if (f->n >= SHAKE_FROM) /* meet more often: schedules take longer */
		segment = SEGMENT * 100 / f->n + 16;
	while (!over && done < each) {
		done = done + segment < each ? done + segment : each;
		for (size_t k = 0; k < n; k++)
			islands[k].segment_end = done;
		run_all(islands, n, threads);
		report(s, f, islands, n, before, &room);
		for (size_t k = 0; k < n; k++)
			over |= islands[k].stopped || optimal(&islands[k]);
		for (size_t k = 0; k < n && n > 1 && done > each / 2; k++)
			twopop_welcome(&islands[(k + 1) % n].t, &islands[k].t.best);
	}
	for (size_t k = 0; k < n; k++) {
		if (individual_better(&islands[k].t.best, best))
			individual_copy(best, &islands[k].t.best, f);
		twopop_release(&islands[k].t);
	}
	core_plan_release(&room);
	return over;
}

/* Schedules that an island may still make in the time, judged by those made so far. */
static uint64_t affordable(const struct search *s, size_t islands, uint64_t used)
{
	double spent = s->o->spent ? s->o->spent(s->o->ctx) : 0;

	if (spent <= 0 || used == 0)
		return 0;
	if (spent >= 1)
		return 1;
	return (uint64_t)((double)used / spent * (1 - spent) / (double)islands) + 1;
}

void search_islands(struct search *s, const struct fast *f, uint64_t limit)
{
	struct individual best;
	unsigned threads = s->o->threads ? s->o->threads : 1;
	size_t n = threads < MAX_ISLANDS ? threads : MAX_ISLANDS;
	uint64_t from = s->used, each = 2000, phase = 0;
	bool over = false;

	individual_init(&best, f);
	if (s->found) {
		for (uint32_t i = 0; i < f->n; i++) {
			best.finish[i] = (int32_t)(s->best.finish[i] / f->unit);
			if (best.mode)
				best.mode[i] = s->best.mode[i];
		}
		best.makespan = (int32_t)(s->best.value[SCHED_MAKESPAN] / f->unit);
		best.over = s->best.over;
	}
	if (limit) {
		n = limit >= MANY_SCHEDULES ? 2 : 1;
		run_phase(s, f, n, limit / n, s->o->seed, &best);
		over = true;
	}
	while (!over) {
		uint64_t can;

		over = run_phase(s, f, n, each, s->o->seed + phase++, &best);
		can = affordable(s, n, s->used - from);
		each = can ? (can < 3000 ? 3000 : can / 10 * 9) : each * 3;
	}
	individual_release(&best);
}
