/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Thousands of tiny random problems against enumeration, and the property of the binding
 * reasons. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "sched_tiny.h"

static uint64_t rounds(uint64_t usual)
{
	const char *more = getenv("SCHED_ROUNDS");

	return more ? (uint64_t)strtoull(more, NULL, 10) : usual;
}

struct tally {
	uint64_t problems, feasible, found, optimal, not_found, proven;
};

static void judge(const struct tiny *t, uint64_t seed, unsigned features, struct tally *n)
{
	struct sched_options o;
	struct sched_result r;
	struct sched_failure f = {0};
	int64_t best = tiny_best(t);
	enum sched_objective first = t->p.n_goals ? t->p.goals[0].objective : SCHED_MAKESPAN;
	int status;

	sched_options_init(&o);
	o.schedules = 300;
	o.seed = seed;
	sched_result_init(&r);
	status = sched_solve(&t->p, &o, &r);
	n->problems++;
	n->feasible += best >= 0;
	if (status == SCHED_OK) {
		if (!sched_check(&t->p, &r, &f))
			fail_msg("seed %llu features %u: fault %d activity %u index %u value %lld",
				 (unsigned long long)seed, features, (int)f.fault, f.activity,
				 f.index, (long long)f.value);
		if (best < 0 || r.value[first] < best || r.bound[first] > best ||
		    (r.proven && r.value[first] != best))
			fail_msg("seed %llu features %u: value %lld bound %lld, enumeration %lld",
				 (unsigned long long)seed, features, (long long)r.value[first],
				 (long long)r.bound[first], (long long)best);
		n->found++;
		n->optimal += r.value[first] == best;
		n->proven += r.proven;
	} else {
		if (status == SCHED_INVALID || r.failure.fault == SCHED_FAULT_NONE ||
		    (status == SCHED_INFEASIBLE && best >= 0))
			fail_msg("seed %llu features %u: status %d fault %d, enumeration %lld",
				 (unsigned long long)seed, features, status,
				 (int)r.failure.fault, (long long)best);
		n->not_found += best >= 0;
	}
	sched_result_release(&r);
}

static void against_enumeration(unsigned features, uint64_t usual, double least_found,
				double least_optimal)
{
	struct tally n = {0};

	for (uint64_t seed = 1; seed <= rounds(usual); seed++) {
		struct tiny t;
		struct rng rng;

		rng_init(&rng, seed * 4096 + features);
		tiny_make(&t, &rng, features);
		judge(&t, seed, features, &n);
	}
	printf("# features %u: %llu problems, %llu feasible, %llu found, %llu optimal, "
	       "%llu proven\n",
	       features, (unsigned long long)n.problems, (unsigned long long)n.feasible,
	       (unsigned long long)n.found, (unsigned long long)n.optimal,
	       (unsigned long long)n.proven);
	assert_true(n.feasible > n.problems / 20);
	assert_true((double)n.found >= least_found * (double)n.feasible);
	assert_true((double)n.optimal >= least_optimal * (double)n.feasible);
}

static void plain_problems(void **state)
{
	(void)state;
	against_enumeration(0, 400, 1, 1);
	against_enumeration(TINY_LAGS | TINY_RELEASES, 400, 1, .99);
}

static void exposure(void **state)
{
	(void)state;
	against_enumeration(TINY_EXPOSURE, 400, 1, .99);
	against_enumeration(TINY_EXPOSURE | TINY_LAGS | TINY_RELEASES | TINY_CAPACITY_STEPS, 400, 1,
			    .98);
	against_enumeration(TINY_EXPOSURE | TINY_CALENDARS | TINY_PAUSABLE | TINY_MODES, 120, .97,
			    .95);
}

static void calendars(void **state)
{
	(void)state;
	against_enumeration(TINY_CALENDARS | TINY_CAPACITY_STEPS, 400, .97, .95);
	against_enumeration(TINY_CALENDARS | TINY_PAUSABLE | TINY_LAGS, 400, .97, .95);
}

static void maximum_lags(void **state)
{
	(void)state;
	against_enumeration(TINY_MAX_LAGS | TINY_LAGS, 400, .97, .93);
	against_enumeration(TINY_MAX_LAGS | TINY_CALENDARS | TINY_PAUSABLE, 400, .95, .90);
}

static void modes_and_budgets(void **state)
{
	(void)state;
	against_enumeration(TINY_MODES | TINY_WORK, 120, 1, .97);
	against_enumeration(TINY_MODES | TINY_BUDGETS, 120, .97, .95);
}

static void all_features(void **state)
{
	(void)state;
	against_enumeration(TINY_ALL, 300, .90, .85);
	against_enumeration(TINY_ALL & ~(unsigned)(TINY_DEADLINES | TINY_MODES), 300, .93, .88);
}

/* ---- binding reasons ------------------------------------------------------------------------- */

/* A copy of the problem with reasons taken away. */
struct relaxed {
	struct tiny t;
	struct sched_window windows[2][9];
	uint32_t own[2]; /* calendars of the activity alone */
	struct sched_calendar calendars[4];
};

static void relax_window(struct relaxed *x, uint32_t i, uint32_t cal, int64_t until)
{
	struct sched_calendar *c = &x->calendars[2 + cal];
	struct sched_activity *a = &x->t.activities[i];
	size_t n = 0;

	x->windows[cal][n++] = (struct sched_window){-100, until};
	for (size_t w = 0; w < x->t.calendars[cal].n_windows; w++) {
		struct sched_window v = x->t.windows[cal][w];

		if (v.close <= until)
			continue;
		v.open = v.open < until ? until : v.open;
		x->windows[cal][n++] = v;
	}
	*c = (struct sched_calendar){x->windows[cal], n};
	for (size_t k = 0; k < a->n_calendars; k++)
		if (x->t.which[i][k] == cal)
			x->t.which[i][k] = 2 + cal;
}

static void relax(struct relaxed *x, const struct sched_reason *r)
{
	struct sched_activity *a = &x->t.activities[r->activity];

	switch (r->why) {
	case SCHED_WHY_RELEASE:
		a->release = 0;
		break;
	case SCHED_WHY_PREDECESSOR:
		x->t.edges[r->index].min_lag = SCHED_NO_MIN;
		break;
	case SCHED_WHY_MAX_LAG:
		x->t.edges[r->index].max_lag = SCHED_NEVER;
		break;
	case SCHED_WHY_RESOURCE:
		for (size_t s = 0; s < 4; s++)
			x->t.steps[r->index][s].capacity += 100;
		break;
	case SCHED_WHY_WINDOW:
		relax_window(x, r->activity, r->index, r->until);
		break;
	default:
		break;
	}
}

/* Can the activity start at `start` in the relaxed problem, all others where they are? */
static bool can_start(const struct relaxed *x, const struct sched_result *r, uint32_t i,
		      int64_t start)
{
	struct sched_slot slots[TINY_MAX];
	struct sched_result moved = {.slots = slots, .n_slots = r->n_slots};
	struct sched_failure f;

	memcpy(slots, r->slots, r->n_slots * sizeof(*slots));
	slots[i].start = start;
	for (int64_t end = start; end <= r->slots[i].finish; end++) {
		slots[i].finish = end;
		tiny_measure(&x->t.p, &moved);
		if (sched_check(&x->t.p, &moved, &f))
			return true;
	}
	return false;
}

static void rebase(struct relaxed *x, const struct tiny *t)
{
	x->t = *t;
	x->t.p.activities = x->t.activities;
	x->t.p.resources = x->t.resources;
	x->t.p.edges = x->t.edges;
	memcpy(x->calendars, t->calendars, sizeof(t->calendars));
	x->calendars[2] = t->calendars[0];
	x->calendars[3] = t->calendars[1];
	x->t.p.calendars = x->calendars;
	x->t.p.n_calendars = 4;
	for (uint32_t i = 0; i < t->p.n_activities; i++) {
		x->t.activities[i].calendars = x->t.which[i];
		x->t.activities[i].modes = t->modes[i];
	}
	for (uint32_t r = 0; r < 2; r++)
		x->t.resources[r].steps = x->t.steps[r];
}

static void explain_one(const struct tiny *t, const struct sched_result *r, uint32_t i,
			uint64_t seed, uint64_t *ret_kinds)
{
	struct sched_reason reasons[16];
	struct relaxed x;
	size_t n = sched_explain(&t->p, r, i, reasons, 16);
	int64_t earlier = r->slots[i].start - 1;

	assert_in_range(n, 1, 16);
	ret_kinds[reasons[0].why]++;
	if (reasons[0].why == SCHED_WHY_ZERO) {
		assert_int_equal(r->slots[i].start, 0);
		return;
	}
	if (reasons[0].why == SCHED_WHY_FIXED)
		return;
	rebase(&x, t);
	assert_false(can_start(&x, r, i, earlier));
	for (size_t k = 0; k < n; k++)
		relax(&x, &reasons[k]);
	if (!can_start(&x, r, i, earlier))
		fail_msg("seed %llu activity %u: first reason %d of %zu", (unsigned long long)seed,
			 i, (int)reasons[0].why, n);
	for (size_t without = 0; without < n && n > 1; without++) {
		rebase(&x, t);
		for (size_t k = 0; k < n; k++)
			if (k != without)
				relax(&x, &reasons[k]);
		if (can_start(&x, r, i, earlier))
			fail_msg("seed %llu activity %u: reason %d is not needed",
				 (unsigned long long)seed, i, (int)reasons[without].why);
	}
}

static void chain_ends(const struct tiny *t, const struct sched_result *r, uint32_t i)
{
	struct sched_reason chain[32];
	size_t n = sched_explain_chain(&t->p, r, i, chain, 32);

	assert_in_range(n, 1, 31);
	assert_int_equal(chain[0].activity, i);
}

/* All at once is one by one. */
static void all_agree(const struct tiny *t, const struct sched_result *r)
{
	struct sched_reason all[TINY_MAX], one;

	sched_explain_all(&t->p, r, all);
	for (uint32_t i = 0; i < t->p.n_activities; i++) {
		assert_in_range(sched_explain(&t->p, r, i, &one, 1), 1, 16);
		assert_int_equal(all[i].why, one.why);
		assert_int_equal(all[i].activity, i);
		assert_int_equal(all[i].other, one.other);
		assert_int_equal(all[i].index, one.index);
		assert_int_equal(all[i].until, one.until);
	}
}

static void removing_the_reason_permits_an_earlier_start(void **state)
{
	uint64_t kinds[8] = {0};

	(void)state;
	for (uint64_t seed = 1; seed <= rounds(1500); seed++) {
		struct tiny t;
		struct rng rng;
		struct sched_options o;
		struct sched_result r;

		rng_init(&rng, seed);
		tiny_make(&t, &rng, seed % 2 ? TINY_ALL & ~(unsigned)TINY_DEADLINES
					     : (unsigned)rng_below(&rng, 4096));
		sched_options_init(&o);
		o.schedules = 1 + seed % 40;
		sched_result_init(&r);
		if (sched_solve(&t.p, &o, &r) == SCHED_OK) {
			for (uint32_t i = 0; i < t.p.n_activities; i++) {
				explain_one(&t, &r, i, seed, kinds);
				chain_ends(&t, &r, i);
			}
			all_agree(&t, &r);
		}
		sched_result_release(&r);
	}
	for (int k = 0; k < 7; k++) {
		printf("# reason %d: %llu\n", k, (unsigned long long)kinds[k]);
		assert_true(kinds[k] > 0);
	}
}

/* No activity at all: one empty plan, whatever is asked of the search. */
static void nothing_to_do(void **state)
{
	const enum sched_objective goals[] = {SCHED_EXPOSURE, SCHED_MAKESPAN, SCHED_COST};

	(void)state;
	for (size_t n = 0; n <= 3; n++) {
		struct sched_problem p = {.n_goals = n};
		struct sched_options o;
		struct sched_result r;
		struct sched_failure f;

		for (size_t g = 0; g < n; g++)
			p.goals[g].objective = goals[g];
		sched_options_init(&o);
		o.schedules = n == 3 ? 0 : 500;
		sched_result_init(&r);
		assert_int_equal(sched_solve(&p, &o, &r), SCHED_OK);
		assert_int_equal(r.n_slots, 0);
		assert_int_equal(r.value[SCHED_MAKESPAN], 0);
		assert_true(r.proven);
		assert_true(sched_check(&p, &r, &f));
		sched_result_release(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_to_do),
		cmocka_unit_test(plain_problems),
		cmocka_unit_test(exposure),
		cmocka_unit_test(calendars),
		cmocka_unit_test(maximum_lags),
		cmocka_unit_test(modes_and_budgets),
		cmocka_unit_test(all_features),
		cmocka_unit_test(removing_the_reason_permits_an_earlier_start),
	};

	return cmocka_run_group_tests_name("sched_random", tests, NULL, NULL);
}
