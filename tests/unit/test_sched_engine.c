/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Middle-sized random problems: threads that do not matter, cancelling, levers. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "sched/learn.h"
#include "sched_middle.h"
#include "util/mem.h"

static void solve_on(const struct middle *m, unsigned threads, uint64_t schedules, bool no_exact,
		     struct sched_result *r)
{
	struct sched_options o;
	struct sched_failure f;

	sched_options_init(&o);
	o.threads = threads;
	o.schedules = schedules;
	o.no_exact = no_exact;
	o.seed = 7;
	sched_result_init(r);
	assert_int_equal(sched_solve(&m->p, &o, r), SCHED_OK);
	assert_true(sched_check(&m->p, r, &f));
	assert_true(r->schedules <= schedules);
}

static void assert_same(const struct sched_result *a, const struct sched_result *b)
{
	assert_int_equal(a->n_slots, b->n_slots);
	for (size_t i = 0; i < a->n_slots; i++) {
		assert_int_equal(a->slots[i].start, b->slots[i].start);
		assert_int_equal(a->slots[i].finish, b->slots[i].finish);
		assert_int_equal(a->slots[i].mode, b->slots[i].mode);
		assert_int_equal(a->slots[i].workers, b->slots[i].workers);
	}
}

static void threads_do_not_matter(void **state)
{
	static const struct {
		bool steps, exposure;
		size_t modes;
	} kinds[] = {{false, false, 1}, {true, false, 1}, {false, true, 1}, {false, false, 3}};

	(void)state;
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
		for (int exact = 0; exact < 2; exact++) {
			struct middle *m = mem_zalloc(1, sizeof(*m));
			struct sched_result one, more;

			middle_make(m, 90 + k, 40, 4, kinds[k].steps, kinds[k].modes);
			if (kinds[k].exposure) {
				m->p.goals[0] = (struct sched_goal){SCHED_EXPOSURE, 0};
				m->p.n_goals = 1;
			}
			solve_on(m, 1, 24000, !exact, &one);
			for (unsigned threads = 2; threads <= 3; threads++) {
				solve_on(m, threads, 24000, !exact, &more);
				assert_int_equal(one.schedules, more.schedules);
				assert_same(&one, &more);
				assert_memory_equal(one.bound, more.bound, sizeof(one.bound));
				sched_result_release(&more);
			}
			sched_result_release(&one);
			free(m);
		}
}

struct countdown {
	atomic_int left;
};

static bool stop_soon(void *ctx)
{
	struct countdown *c = ctx;

	return atomic_fetch_sub(&c->left, 1) <= 0;
}

static void cancelling_keeps_the_best_so_far(void **state)
{
	(void)state;
	for (int exposure = 0; exposure < 2; exposure++)
		for (int left = 0; left < 200; left += 40) {
			struct middle *m = mem_zalloc(1, sizeof(*m));
			struct countdown c = {left};
			struct sched_options o;
			struct sched_result r;
			struct sched_failure f;
			atomic_bool cancel = left == 80;

			middle_make(m, 5, 60, 4, false, 1);
			m->p.goals[0] = (struct sched_goal){SCHED_EXPOSURE, 0};
			m->p.n_goals = (size_t)exposure;
			sched_options_init(&o);
			o.schedules = 0;
			o.threads = 2;
			o.should_stop = stop_soon;
			o.ctx = &c;
			o.cancel = &cancel;
			sched_result_init(&r);
			assert_int_equal(sched_solve(&m->p, &o, &r), SCHED_OK);
			assert_true(sched_check(&m->p, &r, &f));
			sched_result_release(&r);
			free(m);
		}
}

static void more_effort_is_never_worse(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 6; seed++) {
		struct middle *m = mem_zalloc(1, sizeof(*m));
		struct sched_result few, many;

		middle_make(m, seed, 60, 4, false, seed % 2 ? 1 : 3);
		solve_on(m, 1, 1, true, &few);
		solve_on(m, 1, 3000, true, &many);
		assert_true(many.value[SCHED_MAKESPAN] <= few.value[SCHED_MAKESPAN]);
		assert_true(many.bound[SCHED_MAKESPAN] <= many.value[SCHED_MAKESPAN]);
		sched_result_release(&few);
		sched_result_release(&many);
		free(m);
	}
}

/* Budgets that leave little more than the cheapest modes need: the first plan pays them. */
static void the_first_plan_pays_its_budgets(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct middle *m = mem_zalloc(1, sizeof(*m));
		struct sched_result r;

		middle_make(m, seed, 60, 4, false, 3);
		m->budgets[0] = 0;
		for (uint32_t i = 0; i < 60; i++) {
			int64_t least = INT64_MAX;

			for (int k = 0; k < 3; k++) { /* the faster, the dearer */
				int64_t use = 15 * 70 - m->modes[i][k].duration;

				m->uses[i][k][0].amount = use;
				least = use < least ? use : least;
			}
			m->budgets[0] += least + (seed % 2 ? 1 : 0);
		}
		solve_on(m, 1, 1, true, &r);
		sched_result_release(&r);
		free(m);
	}
}

#define TASKS 200

struct patience {
	size_t asked, until;
};

static bool out_of_patience(void *context)
{
	struct patience *p = context;

	return ++p->asked > p->until;
}

static void fits_the_machine(const int32_t *starts, const struct learn_task *tasks, int32_t capacity)
{
	for (int32_t t = 0; t < 3 * TASKS; t++) {
		int32_t load = 0;

		for (uint32_t i = 0; i < TASKS; i++)
			if (starts[i] <= t && t < starts[i] + tasks[i].duration)
				load += tasks[i].demand;
		assert_true(load <= capacity);
	}
}

/* The learning solver asks whether to stop also where it meets no conflict for long; stopped
 * anywhere, it goes on from there. */
static void long_searches_without_conflicts_are_stopped(void **state)
{
	struct learn_task tasks[TASKS];
	int32_t low[TASKS], high[TASKS], starts[TASKS];
	struct patience all = {0, SIZE_MAX};
	struct learn *l;

	(void)state;
	for (uint32_t i = 0; i < TASKS; i++) {
		low[i] = (int32_t)(i % 7);
		high[i] = 2 * TASKS;
		tasks[i] = (struct learn_task){i, 1 + (int32_t)(i % 5), 1 + (int32_t)(i % 3)};
	}
	l = learn_new(TASKS, low, high);
	learn_resource(l, tasks, TASKS, 10);
	assert_int_equal(learn_search(l, UINT64_MAX, out_of_patience, &all, starts), LEARN_FOUND);
	fits_the_machine(starts, tasks, 10);
	learn_free(l);
	assert_true(all.asked > 3);
	l = learn_new(TASKS, low, high);
	learn_resource(l, tasks, TASKS, 10);
	for (size_t until = 0; until < all.asked / 2; until++) {
		struct patience some = {0, until};

		assert_int_equal(learn_search(l, UINT64_MAX, out_of_patience, &some, starts),
				 LEARN_STOPPED);
		assert_int_equal(some.asked, until + 1);
	}
	assert_int_equal(learn_search(l, UINT64_MAX, NULL, NULL, starts), LEARN_FOUND);
	fits_the_machine(starts, tasks, 10);
	learn_free(l);
}

static void levers_are_worth_what_they_change(void **state)
{
	struct middle *m = mem_zalloc(1, sizeof(*m));
	struct sched_result base, with;
	struct sched_options o;

	(void)state;
	middle_make(m, 3, 40, 4, false, 1);
	solve_on(m, 1, 500, true, &base);
	sched_options_init(&o);
	o.schedules = 500;
	o.no_exact = true;
	for (uint32_t r = 0; r < 4; r++) {
		struct sched_lever l = {SCHED_LEVER_CAPACITY, r, 100, false, {0, 0}};

		sched_result_init(&with);
		assert_int_equal(sched_lever_value(&m->p, &o, &base, &l, 1, &with), SCHED_OK);
		assert_true(with.value[SCHED_MAKESPAN] <= base.value[SCHED_MAKESPAN]);
		sched_result_release(&with);
	}
	{
		struct sched_lever l = {SCHED_LEVER_CAPACITY, 9, 1, false, {0, 0}};

		sched_result_init(&with);
		assert_int_equal(sched_lever_value(&m->p, &o, &base, &l, 1, &with), SCHED_INVALID);
		sched_result_release(&with);
	}
	sched_result_release(&base);
	free(m);
}

/* The problem as it is after the lever, made by hand, is solved as well. */
static void assert_lever(struct middle *m, struct sched_lever l, const struct sched_result *base)
{
	struct sched_activity before = m->activities[l.index], *a = &m->activities[l.index];
	struct sched_options o;
	struct sched_result with;
	struct sched_failure f;

	sched_options_init(&o);
	o.schedules = 300;
	o.no_exact = true;
	sched_result_init(&with);
	assert_int_equal(sched_lever_value(&m->p, &o, base, &l, 1, &with), SCHED_OK);
	if (l.kind == SCHED_LEVER_MODE) {
		assert_int_equal(with.slots[l.index].mode, l.amount);
	} else {
		assert_true(with.value[SCHED_MAKESPAN] <= base->value[SCHED_MAKESPAN]);
		a->release = l.amount;
	}
	if (l.kind == SCHED_LEVER_DONE) {
		a->state = SCHED_DONE;
		a->fixed_start = a->fixed_finish = 0;
	}
	assert_true(sched_check(&m->p, &with, &f));
	*a = before;
	sched_result_release(&with);
}

static void levers_of_one_activity(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 6; seed++) {
		struct middle *m = mem_zalloc(1, sizeof(*m));
		struct sched_result base;

		middle_make(m, seed, 30, 4, true, 1);
		solve_on(m, 1, 300, true, &base);
		for (uint32_t i = 0; i < 30; i++) {
			assert_lever(m, (struct sched_lever){.kind = SCHED_LEVER_RELEASE, .index = i},
				     &base);
			assert_lever(m, (struct sched_lever){.kind = SCHED_LEVER_DONE, .index = i},
				     &base);
		}
		sched_result_release(&base);
		middle_make(m, seed, 20, 4, false, 3);
		m->budgets[0] = 1000;
		solve_on(m, 1, 300, true, &base);
		for (uint32_t i = 0; i < 60; i++)
			assert_lever(m, (struct sched_lever){.kind = SCHED_LEVER_MODE,
							     .index = i / 3, .amount = i % 3},
				     &base);
		sched_result_release(&base);
		free(m);
	}
}

static void the_curve_has_no_beaten_point(void **state)
{
	struct middle *m = mem_zalloc(1, sizeof(*m));
	struct sched_options o;
	struct sched_result points[16];
	struct sched_failure failure;
	int n;

	(void)state;
	middle_make(m, 11, 30, 3, false, 2);
	for (uint32_t i = 0; i < 30; i++)
		for (int k = 0; k < 2; k++)
			m->modes[i][k].cost = 100 - m->modes[i][k].duration / 2;
	sched_options_init(&o);
	o.schedules = 6000;
	n = sched_tradeoff(&m->p, &o, points, 16);
	assert_in_range(n, 2, 16); /* faster modes cost more here */
	for (int a = 0; a < n; a++)
		assert_true(sched_check(&m->p, &points[a], &failure));
	for (int a = 0; a < n; a++)
		for (int b = 0; b < n; b++)
			if (a != b)
				assert_false(points[a].value[0] <= points[b].value[0] &&
					     points[a].value[1] <= points[b].value[1] &&
					     points[a].value[2] <= points[b].value[2]);
	for (int a = 0; a < n; a++)
		sched_result_release(&points[a]);
	free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(threads_do_not_matter),
		cmocka_unit_test(cancelling_keeps_the_best_so_far),
		cmocka_unit_test(more_effort_is_never_worse),
		cmocka_unit_test(the_first_plan_pays_its_budgets),
		cmocka_unit_test(long_searches_without_conflicts_are_stopped),
		cmocka_unit_test(levers_are_worth_what_they_change),
		cmocka_unit_test(levers_of_one_activity),
		cmocka_unit_test(the_curve_has_no_beaten_point),
	};

	if (getenv("SCHED_FILTER")) /* tests/race: what is slow under a sanitizer is left out */
		cmocka_set_test_filter(getenv("SCHED_FILTER"));
	return cmocka_run_group_tests_name("sched_engine", tests, NULL, NULL);
}
