/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans made from slices are those made from profiles, whatever the problem asks for; and what a
 * resource can give is counted as minute by minute. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "sched/sgs.h"
#include "sched_tiny.h"
#include "util/mem.h"

#define MANY 40
#define CALENDARS 4
#define CREWS 4
#define WEEKS 5

struct office {
	struct sched_problem p;
	struct sched_activity activities[MANY];
	struct sched_mode modes[MANY][3];
	struct sched_need needs[MANY][3][2], uses[MANY][3];
	uint32_t which[MANY][2];
	struct sched_resource resources[CREWS];
	struct sched_step steps[CREWS][4];
	struct sched_calendar calendars[CALENDARS];
	struct sched_window windows[CALENDARS][WEEKS * 14];
	struct sched_edge edges[3 * MANY];
	struct sched_milestone stones[4];
	uint32_t stone_of[4];
	int64_t budgets[1];
};

static int64_t between(struct rng *rng, int64_t low, int64_t high)
{
	return low + (int64_t)rng_below(rng, (uint64_t)(high - low + 1));
}

/* Ragged hours: mornings and afternoons, nights, whole days, or weeks with gaps. */
static void make_calendar(struct office *o, struct rng *rng, uint32_t k, int64_t unit)
{
	size_t n = 0;

	for (int64_t d = 0; d < WEEKS * 7; d++) {
		int64_t day = d * 1440, at = day + unit * between(rng, 0, 200 / unit);

		if (d % 7 >= 5 && k != 2)
			continue;
		for (int half = 0; half < 2; half++) {
			int64_t close = at + unit * between(rng, 1, 500 / unit);

			if (close > day + 1440)
				break;
			o->windows[k][n++] = (struct sched_window){at, close};
			at = close + unit * between(rng, k == 2 ? 0 : 1, 200 / unit);
		}
	}
	o->calendars[k] = (struct sched_calendar){o->windows[k], n};
}

static void make_mode(struct office *o, struct rng *rng, uint32_t i, uint32_t m, int64_t unit,
		      int64_t peak)
{
	struct sched_mode *x = &o->modes[i][m];
	uint32_t crew = (uint32_t)rng_below(rng, CREWS);

	*x = (struct sched_mode){.cost = between(rng, 0, 9), .needs = o->needs[i][m],
				 .uses = &o->uses[i][m], .n_uses = 1,
				 .duration = unit * between(rng, 0, 300 / unit)};
	o->uses[i][m] = (struct sched_need){0, between(rng, 0, 3)};
	if (rng_below(rng, 3) == 0 && unit == 1) {
		x->work = between(rng, 1, 900);
		x->workers = between(rng, 1, 2);
		x->max_workers = x->workers + between(rng, 0, 3);
		x->crew = crew;
	}
	for (uint32_t r = 0; r < CREWS && x->n_needs < 2; r++)
		if (!(x->work && r == crew) && rng_below(rng, 3) == 0)
			o->needs[i][m][x->n_needs++] =
				(struct sched_need){r, between(rng, 1, peak)};
}

static void make_activity(struct office *o, struct rng *rng, uint32_t i, int64_t unit,
			  int64_t peak)
{
	struct sched_activity *a = &o->activities[i];

	*a = (struct sched_activity){.modes = o->modes[i], .calendars = o->which[i],
				     .n_modes = (size_t)between(rng, 1, 3),
				     .pausable = rng_below(rng, 2), .deadline = SCHED_NEVER,
				     .fixed_finish = SCHED_NEVER};
	for (uint32_t m = 0; m < a->n_modes; m++)
		make_mode(o, rng, i, m, unit, peak);
	a->n_calendars = rng_below(rng, 3);
	o->which[i][0] = (uint32_t)rng_below(rng, CALENDARS);
	o->which[i][1] = (o->which[i][0] + 1) % CALENDARS;
	if (rng_below(rng, 5) == 0)
		a->release = unit * between(rng, 0, 3000 / unit);
	if (rng_below(rng, 12) == 0) {
		a->state = SCHED_DONE;
		a->fixed_start = unit * between(rng, -100 / unit, 300 / unit);
		a->fixed_finish = a->fixed_start + unit * between(rng, 0, 300 / unit);
	}
}

static void make(struct office *o, struct rng *rng)
{
	int64_t unit = rng_below(rng, 3) ? 1 : 15, peak = rng_below(rng, 4) ? 4 : 40;
	bool max_lags = rng_below(rng, 3) == 0;

	memset(o, 0, sizeof(*o));
	o->p = (struct sched_problem){.activities = o->activities, .resources = o->resources,
				      .calendars = o->calendars, .edges = o->edges,
				      .milestones = o->stones, .budgets = o->budgets,
				      .n_resources = CREWS, .n_calendars = CALENDARS,
				      .n_budgets = rng_below(rng, 2), .n_milestones = 4,
				      .origin = unit * between(rng, 0, 2000 / unit)};
	o->p.n_activities = (size_t)between(rng, 4, MANY);
	o->budgets[0] = 2 * MANY;
	for (uint32_t k = 0; k < CALENDARS; k++)
		make_calendar(o, rng, k, unit);
	for (uint32_t r = 0; r < CREWS; r++) {
		o->steps[r][0] = (struct sched_step){-5000, between(rng, peak, 2 * peak)};
		o->steps[r][1] = (struct sched_step){unit * between(rng, 0, 3000 / unit),
						     between(rng, 0, peak)};
		o->steps[r][2] = (struct sched_step){unit * between(rng, 3001 / unit + 1, 9000 / unit),
						     between(rng, peak, 2 * peak)};
		o->resources[r] = (struct sched_resource){o->steps[r], rng_below(rng, 2) ? 3 : 1};
	}
	for (uint32_t i = 0; i < o->p.n_activities; i++) {
		make_activity(o, rng, i, unit, peak);
		for (int k = 0; k < 2 && i; k++)
			if (rng_below(rng, 3))
				o->edges[o->p.n_edges++] = (struct sched_edge){
					(uint32_t)rng_below(rng, i), i,
					unit * between(rng, -30 / unit, 60 / unit),
					max_lags && rng_below(rng, 3) == 0 ? 4000 / unit * unit
									   : SCHED_NEVER};
	}
	for (uint32_t k = 0; k < 4; k++) {
		o->stone_of[k] = (uint32_t)rng_below(rng, o->p.n_activities);
		o->stones[k] = (struct sched_milestone){&o->stone_of[k], 1, between(rng, 0, 9)};
	}
}

struct tally {
	uint64_t problems, plans, refused, lags, far;
};

/* Several orders, one after the other in the same tables. */
static void compare(const struct core *c, struct rng *rng, int64_t horizon, struct tally *n)
{
	struct sgs a, b;
	struct plan pa, pb;
	int64_t *key = mem_zalloc(c->n, sizeof(*key));

	sgs_init(&a, c);
	sgs_init(&b, c);
	core_plan_init(&pa, c);
	core_plan_init(&pb, c);
	sgs_quicken(&b, horizon);
	assert_non_null(b.slices);
	for (int times = 0; times < 4; times++) {
		bool found;

		for (size_t i = 0; i < c->n; i++)
			key[i] = (int64_t)rng_below(rng, 100);
		found = sgs_decode(&a, key, NULL, &pa);
		assert_int_equal(found, sgs_decode(&b, key, NULL, &pb));
		n->plans += found;
		n->refused += !found;
		n->far += found && pa.value[SCHED_MAKESPAN] > horizon;
		if (!found) {
			assert_memory_equal(&a.failure, &b.failure, sizeof(a.failure));
			continue;
		}
		assert_memory_equal(pa.start, pb.start, c->n * sizeof(*pa.start));
		assert_memory_equal(pa.finish, pb.finish, c->n * sizeof(*pa.finish));
		assert_memory_equal(pa.mode, pb.mode, c->n * sizeof(*pa.mode));
		assert_memory_equal(pa.value, pb.value, sizeof(pa.value));
	}
	core_plan_release(&pa);
	core_plan_release(&pb);
	sgs_release(&a);
	sgs_release(&b);
	free(key);
}

static void try_problem(const struct sched_problem *p, struct rng *rng, int64_t most,
			struct tally *n)
{
	struct core c;
	struct sched_failure f;

	if (core_init(&c, p, &f) == SCHED_OK) {
		n->problems++;
		n->lags += c.has_max;
		compare(&c, rng, between(rng, 0, most), n);
	}
	core_release(&c);
}

static void print(const char *what, const struct tally *n)
{
	printf("# %s: %llu problems (%llu with maximum lags), %llu plans (%llu end beyond the "
	       "table), %llu refused\n",
	       what, (unsigned long long)n->problems, (unsigned long long)n->lags,
	       (unsigned long long)n->plans, (unsigned long long)n->far,
	       (unsigned long long)n->refused);
	assert_true(n->plans > n->problems && n->far > 0 && n->lags > 0 && n->refused > 0);
}

static void offices(void **state)
{
	struct office *o = mem_zalloc(1, sizeof(*o));
	struct tally n = {0};

	(void)state;
	for (uint64_t seed = 1; seed <= 2500; seed++) {
		struct rng rng;

		rng_init(&rng, seed);
		make(o, &rng);
		try_problem(&o->p, &rng, seed % 4 ? 60000 : 6000, &n);
	}
	print("offices", &n);
	free(o);
}

static void tiny_problems(void **state)
{
	struct tally n = {0};

	(void)state;
	for (uint64_t seed = 1; seed <= 4000; seed++) {
		struct tiny t;
		struct rng rng;

		rng_init(&rng, seed);
		tiny_make(&t, &rng, seed % 2 ? TINY_ALL : (unsigned)rng_below(&rng, 4096));
		try_problem(&t.p, &rng, 30, &n);
	}
	assert_true(n.problems > 1000 && n.plans > 1000);
}

/* The first instant at which the work can be done, walking through the minutes. */
static int64_t walk(const struct sched_step *steps, size_t n, const struct sched_window *w,
		    size_t n_windows, int64_t t, int64_t work)
{
	for (; work > 0 && t < 400; t++) {
		int64_t have = 0;
		bool open = n_windows == 0;

		for (size_t k = 0; k < n; k++)
			have = steps[k].from <= t ? steps[k].capacity : have;
		for (size_t k = 0; k < n_windows; k++)
			open |= w[k].open <= t && t < w[k].close;
		work -= open && have > 0 ? have : 0;
	}
	return work > 0 ? SCHED_NEVER : t;
}

static void supplies(void **state)
{
	struct rng rng;

	(void)state;
	rng_init(&rng, 3);
	for (int round = 0; round < 3000; round++) {
		struct sched_step steps[4];
		struct sched_window windows[5];
		struct sched_calendar given = {windows, rng_below(&rng, 6)};
		struct sched_problem p = {.calendars = &given, .n_calendars = 1};
		const uint32_t which = 0;
		struct calendar cal;
		struct profile profile;
		struct supply supply;
		int64_t at = between(&rng, -9, 9);

		for (size_t k = 0; k < 4; k++, at += between(&rng, 1, 20))
			steps[k] = (struct sched_step){at, between(&rng, 0, 4)};
		at = between(&rng, -9, 9);
		for (size_t k = 0; k < 5; k++) {
			windows[k] = (struct sched_window){at, at + between(&rng, 1, 12)};
			at = windows[k].close + between(&rng, 1, 12);
		}
		calendar_init(&cal, &p, &which, 1);
		profile_init(&profile, steps, 4, 0);
		supply_init(&supply, &profile, given.n_windows ? &cal : NULL);
		for (int k = 0; k < 20; k++) {
			int64_t t = between(&rng, 0, 60), work = between(&rng, 1, 60);

			assert_int_equal(supply_time_for(&supply, t, work),
					 walk(steps, 4, windows, given.n_windows, t, work));
		}
		supply_release(&supply);
		profile_release(&profile);
		calendar_release(&cal);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(offices),
		cmocka_unit_test(tiny_problems),
		cmocka_unit_test(supplies),
	};

	return cmocka_run_group_tests_name("sched_slices", tests, NULL, NULL);
}
