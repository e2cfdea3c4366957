/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * calendars ACTIVITIES [--seed N] [--schedules N | --time S]
 *
 * A made-up plan of moving groups of machines, with what real ones have: crews with office hours
 * and weekends, change windows of two nights a week, work that pauses and work that may not, work
 * divided by workers, time to settle, a maximum lag before the old agent must be gone, milestones
 * with weights. Prints how many plans a CPU second the decoder makes from profiles and from slices
 * (and that they are the same), then what the search reaches.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sched/sgs.h"
#include "util/mem.h"
#include "util/rng.h"

#define DAY 1440
#define CREWS 6
#define STEPS 8 /* of a group */

struct estate {
	struct sched_problem p;
	struct sched_activity *activities;
	struct sched_mode *modes;
	struct sched_need *needs;
	struct sched_edge *edges;
	struct sched_milestone *stones;
	uint32_t *stone_of;
	struct sched_resource resources[CREWS];
	struct sched_step steps[CREWS];
	struct sched_calendar calendars[2];
	struct sched_window *windows[2];
};

/* Office hours on five days, or two nights a week. */
static void make_calendar(struct estate *e, int64_t days, bool nights)
{
	struct sched_window *w = e->windows[nights] = mem_zalloc((size_t)days * 2, sizeof(*w));
	size_t n = 0;

	for (int64_t d = 0; d < days; d++) {
		if (nights && (d % 7 == 1 || d % 7 == 3))
			w[n++] = (struct sched_window){d * DAY + 20 * 60, (d + 1) * DAY + 5 * 60};
		if (!nights && d % 7 < 5) {
			w[n++] = (struct sched_window){d * DAY + 9 * 60, d * DAY + 12 * 60};
			w[n++] = (struct sched_window){d * DAY + 13 * 60, d * DAY + 18 * 60};
		}
	}
	e->calendars[nights] = (struct sched_calendar){w, n};
}

static const struct {
	uint32_t crew;
	int64_t work, workers, most;
	bool nightly, whole;
} kinds[STEPS] = {
	{0, 30, 1, 1, false, false}, {3, 90, 1, 2, false, false}, {2, 45, 1, 1, true, true},
	{3, 240, 2, 4, true, false}, {4, 100, 1, 2, false, false}, {4, 60, 1, 1, false, false},
	{1, 120, 1, 3, false, false}, {5, 15, 1, 1, false, true},
};

static void make_step(struct estate *e, struct rng *rng, uint32_t i)
{
	static const uint32_t office = 0, nights = 1;
	struct sched_activity *a = &e->activities[i];
	struct sched_mode *m = &e->modes[i];
	uint32_t k = i % STEPS;

	*m = (struct sched_mode){.workers = kinds[k].workers, .max_workers = kinds[k].most,
				 .crew = kinds[k].crew,
				 .work = kinds[k].work / 2 +
					 (int64_t)rng_below(rng, (uint64_t)kinds[k].work),
				 .cost_per_worker = 1};
	*a = (struct sched_activity){.modes = m, .n_modes = 1, .n_calendars = 1,
				     .calendars = kinds[k].nightly ? &nights : &office,
				     .pausable = !kinds[k].whole, .deadline = SCHED_NEVER,
				     .fixed_finish = SCHED_NEVER};
}

static void make(struct estate *e, size_t n, uint64_t seed)
{
	static const int64_t capacity[CREWS] = {4, 6, 3, 8, 5, 4};
	static const uint32_t order[][2] = {{0, 1}, {0, 2}, {1, 3}, {2, 3}, {3, 4},
					    {3, 5}, {4, 5}, {5, 6}, {6, 7}};
	size_t groups = n / STEPS ? n / STEPS : 1, n_edges = 0;
	int64_t days = 30 + (int64_t)groups / 2;
	struct rng rng;

	rng_init(&rng, seed);
	*e = (struct estate){0};
	e->activities = mem_zalloc(groups * STEPS, sizeof(*e->activities));
	e->modes = mem_zalloc(groups * STEPS, sizeof(*e->modes));
	e->edges = mem_zalloc(groups * 12, sizeof(*e->edges));
	e->stones = mem_zalloc(groups, sizeof(*e->stones));
	e->stone_of = mem_zalloc(groups, sizeof(*e->stone_of));
	make_calendar(e, days, false);
	make_calendar(e, days, true);
	for (uint32_t r = 0; r < CREWS; r++) {
		e->steps[r] = (struct sched_step){INT64_MIN / 4, capacity[r]};
		e->resources[r] = (struct sched_resource){&e->steps[r], 1};
	}
	for (uint32_t g = 0; g < groups; g++) {
		for (uint32_t k = 0; k < STEPS; k++)
			make_step(e, &rng, g * STEPS + k);
		for (size_t k = 0; k < sizeof(order) / sizeof(order[0]); k++)
			e->edges[n_edges++] = (struct sched_edge){
				g * STEPS + order[k][0], g * STEPS + order[k][1],
				k == 7 ? 2 * DAY : 0, k == 7 && g % 3 == 0 ? 12 * DAY : SCHED_NEVER};
		if (g && rng_below(&rng, 3) == 0)
			e->edges[n_edges++] = (struct sched_edge){
				(uint32_t)rng_below(&rng, g) * STEPS + 5, g * STEPS + 6, 0,
				SCHED_NEVER};
		e->stone_of[g] = g * STEPS + 4;
		e->stones[g] = (struct sched_milestone){&e->stone_of[g], 1,
							1 + 99 / (1 + (int64_t)rng_below(&rng, 60))};
	}
	e->p = (struct sched_problem){
		.activities = e->activities, .n_activities = groups * STEPS,
		.resources = e->resources, .n_resources = CREWS, .calendars = e->calendars,
		.n_calendars = 2, .edges = e->edges, .n_edges = n_edges, .milestones = e->stones,
		.n_milestones = groups, .goals = {{SCHED_EXPOSURE, 100}, {SCHED_MAKESPAN, 100}},
		.n_goals = 2};
}

static void release(struct estate *e)
{
	free(e->activities);
	free(e->modes);
	free(e->edges);
	free(e->stones);
	free(e->stone_of);
	free(e->windows[0]);
	free(e->windows[1]);
}

static double cpu(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

static int64_t key_at(const struct core *c, uint32_t i, struct rng *rng)
{
	return -c->tail[i] + (int64_t)rng_below(rng, 5 * DAY);
}

/* The same orders decoded in both ways. */
static int decoder_speed(const struct sched_problem *p)
{
	struct core c;
	struct sched_failure f;
	struct sgs s;
	struct plan plan;
	int64_t *key, sum[2] = {0, 0}, last = 0;
	int rounds = (int)(2000000 / (p->n_activities + 1)) / 10 + 2;

	if (core_init(&c, p, &f) != SCHED_OK) {
		core_release(&c);
		return 1;
	}
	sgs_init(&s, &c);
	core_plan_init(&plan, &c);
	key = mem_zalloc(c.n, sizeof(*key));
	for (int way = 0; way < 2; way++) {
		struct rng rng;
		double begin = cpu();

		rng_init(&rng, 5);
		for (int k = 0; k < rounds; k++) {
			for (uint32_t i = 0; i < c.n; i++)
				key[i] = key_at(&c, i, &rng);
			if (sgs_decode(&s, key, NULL, &plan))
				sum[way] += plan.value[SCHED_EXPOSURE] + plan.value[SCHED_MAKESPAN];
			last = plan.value[SCHED_MAKESPAN] > last ? plan.value[SCHED_MAKESPAN] : last;
		}
		printf("%s: %.0f plans a CPU second\n", way ? "slices" : "profiles",
		       rounds / (cpu() - begin));
		sgs_quicken(&s, last);
	}
	printf("the plans are %s\n", sum[0] == sum[1] ? "the same" : "NOT the same");
	free(key);
	core_plan_release(&plan);
	sgs_release(&s);
	core_release(&c);
	return sum[0] != sum[1];
}

struct watch {
	double begin, seconds;
};

static double spent(void *ctx)
{
	const struct watch *w = ctx;

	return (cpu() - w->begin) / w->seconds;
}

static bool time_is_up(void *ctx)
{
	return spent(ctx) >= 1;
}

int main(int argc, char **argv)
{
	struct estate e;
	struct sched_options o;
	struct sched_result r;
	struct watch w = {cpu(), 0};
	uint64_t seed = 1;
	size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
	int status;

	sched_options_init(&o);
	o.schedules = 2000;
	for (int i = 2; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "--seed") == 0)
			seed = strtoull(argv[i + 1], NULL, 10);
		else if (strcmp(argv[i], "--schedules") == 0)
			o.schedules = strtoull(argv[i + 1], NULL, 10);
		else if (strcmp(argv[i], "--time") == 0)
			w.seconds = strtod(argv[i + 1], NULL);
	}
	if (n < 1 || n > 1000000) {
		fputs("usage: calendars ACTIVITIES [--seed N] [--schedules N | --time S]\n", stderr);
		return 2;
	}
	make(&e, n, seed);
	status = decoder_speed(&e.p);
	if (w.seconds > 0) {
		o.schedules = 0;
		o.should_stop = time_is_up;
		o.spent = spent;
		o.ctx = &w;
	}
	w.begin = cpu();
	sched_result_init(&r);
	if (sched_solve(&e.p, &o, &r) == SCHED_OK)
		printf("exposure %lld lower_bound %lld makespan %lld lower_bound %lld schedules %llu "
		       "CPU seconds %.2f\n",
		       (long long)r.value[SCHED_EXPOSURE], (long long)r.bound[SCHED_EXPOSURE],
		       (long long)r.value[SCHED_MAKESPAN], (long long)r.bound[SCHED_MAKESPAN],
		       (unsigned long long)r.schedules, cpu() - w.begin);
	else
		status = 1;
	sched_result_release(&r);
	release(&e);
	return status;
}
