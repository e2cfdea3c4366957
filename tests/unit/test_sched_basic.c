/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cases small enough to be worked out by hand: each feature alone, and each way to be
 * impossible. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "sched/sched.h"

/* Day shifts 08:00 to 16:00 of two days, in minutes; the second calendar has one hour only. */
static const struct sched_window days[] = {{480, 960}, {1920, 2400}};
static const struct sched_window hour[] = {{600, 660}};
static const struct sched_calendar calendars[] = {{days, 2}, {hour, 1}, {NULL, 0}};
static const struct sched_step two_units[] = {{0, 2}};
static const struct sched_step later[] = {{300, 1}};
static const struct sched_resource resources[] = {{two_units, 1}, {later, 1}};
static const struct sched_need one_unit[] = {{0, 1}};
static const struct sched_need both_units[] = {{0, 2}};
static const struct sched_need three_units[] = {{0, 3}};
static const struct sched_need late_unit[] = {{1, 1}};
static const uint32_t at_day[] = {0}, at_hour[] = {1}, never[] = {2};

static struct sched_mode lasting(int64_t duration, const struct sched_need *need)
{
	return (struct sched_mode){.duration = duration, .needs = need, .n_needs = need ? 1 : 0};
}

static struct sched_activity doing(const struct sched_mode *mode)
{
	return (struct sched_activity){.modes = mode, .n_modes = 1, .deadline = SCHED_NEVER,
				       .fixed_finish = SCHED_NEVER};
}

static struct sched_problem of(const struct sched_activity *a, size_t n)
{
	return (struct sched_problem){.activities = a, .n_activities = n, .resources = resources,
				      .n_resources = 2, .calendars = calendars, .n_calendars = 3};
}

static int solve(const struct sched_problem *p, struct sched_result *r)
{
	struct sched_options o;
	struct sched_failure f;
	int status;

	sched_options_init(&o);
	o.schedules = 200;
	sched_result_init(r);
	status = sched_solve(p, &o, r);
	if (status == SCHED_OK)
		assert_true(sched_check(p, r, &f));
	return status;
}

static void pausable_work_goes_on_in_the_next_window(void **state)
{
	struct sched_mode m = lasting(600, one_unit);
	struct sched_activity a = doing(&m);
	struct sched_problem p = of(&a, 1);
	struct sched_result r;
	struct sched_window seg[4];
	struct sched_reason why;

	(void)state;
	a.calendars = at_day;
	a.n_calendars = 1;
	a.pausable = true;
	assert_int_equal(solve(&p, &r), SCHED_OK);
	assert_int_equal(r.slots[0].start, 480);
	assert_int_equal(r.slots[0].finish, 1920 + 120);
	assert_true(r.proven);
	assert_int_equal(sched_segments(&p, 0, &r.slots[0], seg, 4), 2);
	assert_int_equal(seg[0].close, 960);
	assert_int_equal(seg[1].open, 1920);
	assert_int_equal(sched_explain(&p, &r, 0, &why, 1), 1);
	assert_int_equal(why.why, SCHED_WHY_WINDOW);
	assert_int_equal(why.index, 0);
	assert_int_equal(why.until, 480);
	assert_int_equal(why.other, SCHED_NONE);
	sched_result_release(&r);
}

static void another_activation_hour_shifts_calendars(void **state)
{
	struct sched_mode m = lasting(60, NULL);
	struct sched_activity a = doing(&m);
	struct sched_problem p = of(&a, 1);
	struct sched_result r;

	(void)state;
	a.calendars = at_day;
	a.n_calendars = 1;
	p.origin = 500; /* twenty minutes into the shift */
	assert_int_equal(solve(&p, &r), SCHED_OK);
	assert_int_equal(r.slots[0].start, 0);
	sched_result_release(&r);
	p.origin = 910; /* 50 minutes are left: too few for continuous work */
	assert_int_equal(solve(&p, &r), SCHED_OK);
	assert_int_equal(r.slots[0].start, 1920 - 910);
	sched_result_release(&r);
}

static void a_maximum_lag_pulls_the_predecessor(void **state)
{
	struct sched_mode m[] = {lasting(10, NULL), lasting(20, late_unit)};
	struct sched_activity a[] = {doing(&m[0]), doing(&m[1])};
	struct sched_edge e = {0, 1, 5, 30};
	struct sched_problem p = of(a, 2);
	struct sched_result r;
	struct sched_reason chain[4];

	(void)state;
	p.edges = &e;
	p.n_edges = 1;
	assert_int_equal(solve(&p, &r), SCHED_OK);
	assert_int_equal(r.slots[1].start, 300); /* its crew comes at 300 */
	assert_int_equal(r.slots[0].finish, 270);
	assert_int_equal(sched_explain_chain(&p, &r, 0, chain, 4), 2);
	assert_int_equal(chain[0].why, SCHED_WHY_MAX_LAG);
	assert_int_equal(chain[0].other, 1);
	assert_int_equal(chain[1].why, SCHED_WHY_RESOURCE);
	assert_int_equal(chain[1].index, 1);
	assert_int_equal(chain[1].other, SCHED_NONE);
	sched_result_release(&r);
}

static void more_workers_finish_sooner_and_cost_more(void **state)
{
	struct sched_mode m = {.duration = 5, .work = 60, .workers = 1, .max_workers = 4, .crew = 0,
			       .cost = 10, .cost_per_worker = 3};
	struct sched_activity a = doing(&m);
	struct sched_problem p = of(&a, 1);
	struct sched_result r;

	(void)state;
	assert_int_equal(solve(&p, &r), SCHED_OK);
	assert_int_equal(r.slots[0].workers, 2); /* the crew has no more */
	assert_int_equal(r.slots[0].finish, 35);
	assert_int_equal(r.value[SCHED_COST], 16);
	sched_result_release(&r);
}

static void what_happened_stays_and_the_rest_moves(void **state)
{
	struct sched_mode m[] = {lasting(50, both_units), lasting(50, one_unit),
				 lasting(10, one_unit)};
	struct sched_activity a[] = {doing(&m[0]), doing(&m[1]), doing(&m[2])};
	struct sched_edge e = {0, 1, 0, SCHED_NEVER};
	struct sched_problem p = of(a, 3);
	struct sched_result r;
	struct sched_reason why[2];

	(void)state;
	a[0].state = SCHED_STARTED;
	a[0].fixed_start = 20;
	a[0].fixed_finish = 90; /* it takes longer than planned */
	p.edges = &e;
	p.n_edges = 1;
	p.not_before = 40;
	assert_int_equal(solve(&p, &r), SCHED_OK);
	assert_int_equal(r.slots[0].finish, 90);
	assert_int_equal(r.slots[1].start, 90);
	assert_int_equal(r.slots[2].start, 90);
	assert_int_equal(sched_explain(&p, &r, 1, why, 2), 2); /* predecessor and crew at once */
	assert_int_equal(why[0].why, SCHED_WHY_PREDECESSOR);
	assert_int_equal(why[1].why, SCHED_WHY_RESOURCE);
	assert_int_equal(why[1].other, 0);
	sched_result_release(&r);
}

static void exposure_puts_weight_first(void **state)
{
	struct sched_mode m[] = {lasting(30, both_units), lasting(60, both_units)};
	struct sched_activity a[] = {doing(&m[0]), doing(&m[1])};
	uint32_t first = 0, second = 1;
	struct sched_milestone s[] = {{&first, 1, 1}, {&second, 1, 3}};
	struct sched_problem p = of(a, 2);
	struct sched_result r;

	(void)state;
	p.milestones = s;
	p.n_milestones = 2;
	p.goals[0] = (struct sched_goal){SCHED_EXPOSURE, 0};
	p.n_goals = 1;
	assert_int_equal(solve(&p, &r), SCHED_OK);
	assert_int_equal(r.slots[1].start, 0);
	assert_int_equal(r.value[SCHED_EXPOSURE], 3 * 60 + 90);
	assert_true(r.proven);
	sched_result_release(&r);
}

static void a_window_lever_saves_the_night(void **state)
{
	struct sched_mode m = lasting(600, NULL);
	struct sched_activity a = doing(&m);
	struct sched_problem p = of(&a, 1);
	struct sched_lever l = {SCHED_LEVER_WINDOW, 0, 0, false, {960, 1080}};
	struct sched_options o;
	struct sched_result r, with;

	(void)state;
	a.calendars = at_day;
	a.n_calendars = 1;
	a.pausable = true;
	assert_int_equal(solve(&p, &r), SCHED_OK);
	sched_options_init(&o);
	sched_result_init(&with);
	assert_int_equal(sched_lever_value(&p, &o, &r, &l, 1, &with), SCHED_OK);
	assert_int_equal(with.value[SCHED_MAKESPAN], 1080);
	assert_int_equal(r.value[SCHED_MAKESPAN], 2040);
	sched_result_release(&with);
	sched_result_release(&r);
}

/* ---- what cannot be -------------------------------------------------------------------------- */

static void expect(const struct sched_problem *p, int status, enum sched_fault fault,
		   uint32_t activity)
{
	struct sched_result r;

	assert_int_equal(solve(p, &r), status);
	assert_int_equal(r.failure.fault, fault);
	if (activity != SCHED_NONE)
		assert_int_equal(r.failure.activity, activity);
	sched_result_release(&r);
}

static void impossible_activities_are_named(void **state)
{
	struct sched_mode m = lasting(600, one_unit);
	struct sched_activity a = doing(&m);
	struct sched_problem p = of(&a, 1);

	(void)state;
	a.calendars = at_day;
	a.n_calendars = 1;
	expect(&p, SCHED_INFEASIBLE, SCHED_FAULT_WINDOW, 0); /* no shift has ten hours */
	a.pausable = true;
	m.duration = 1000;
	expect(&p, SCHED_INFEASIBLE, SCHED_FAULT_CALENDAR, 0); /* both have 960 minutes */
	a.calendars = never;
	m.duration = 1;
	expect(&p, SCHED_INFEASIBLE, SCHED_FAULT_CALENDAR, 0);
	a.n_calendars = 0;
	m.needs = three_units;
	expect(&p, SCHED_INFEASIBLE, SCHED_FAULT_CAPACITY, 0);
	m = lasting(30, late_unit);
	a.deadline = 320;
	expect(&p, SCHED_INFEASIBLE, SCHED_FAULT_DEADLINE, 0);
	a.deadline = SCHED_NEVER;
	m.needs = one_unit;
	a.calendars = at_hour;
	a.n_calendars = 1;
	a.release = 640;
	a.pausable = false;
	expect(&p, SCHED_INFEASIBLE, SCHED_FAULT_WINDOW, 0);
}

static void impossible_lags_are_named(void **state)
{
	struct sched_mode m[] = {lasting(10, NULL), lasting(10, NULL), lasting(10, NULL)};
	struct sched_activity a[] = {doing(&m[0]), doing(&m[1]), doing(&m[2])};
	struct sched_edge e[] = {{0, 1, 0, SCHED_NEVER}, {1, 2, 0, SCHED_NEVER}, {0, 2, 0, 5}};
	struct sched_edge circle[] = {{0, 1, 0, SCHED_NEVER}, {1, 0, 0, SCHED_NEVER}};
	struct sched_problem p = of(a, 3);

	(void)state;
	p.edges = e;
	p.n_edges = 3;
	expect(&p, SCHED_INFEASIBLE, SCHED_FAULT_LAG_CYCLE, 2);
	p.edges = circle;
	p.n_edges = 2;
	expect(&p, SCHED_INVALID, SCHED_FAULT_CYCLE, SCHED_NONE);
	circle[1].to = 7;
	expect(&p, SCHED_INVALID, SCHED_FAULT_INDEX, 7);
}

static void a_budget_too_small_is_named(void **state)
{
	struct sched_need use[] = {{0, 5}};
	struct sched_mode m = {.duration = 1, .uses = use, .n_uses = 1};
	struct sched_activity a = doing(&m);
	struct sched_problem p = of(&a, 1);
	int64_t budget = 4;

	(void)state;
	p.budgets = &budget;
	p.n_budgets = 1;
	expect(&p, SCHED_INFEASIBLE, SCHED_FAULT_BUDGET, SCHED_NONE);
}

static void nothing_to_do_is_a_plan(void **state)
{
	struct sched_problem p = {0};
	struct sched_result r;

	(void)state;
	assert_int_equal(solve(&p, &r), SCHED_OK);
	assert_int_equal(r.value[SCHED_MAKESPAN], 0);
	assert_true(r.proven);
	sched_result_release(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pausable_work_goes_on_in_the_next_window),
		cmocka_unit_test(another_activation_hour_shifts_calendars),
		cmocka_unit_test(a_maximum_lag_pulls_the_predecessor),
		cmocka_unit_test(more_workers_finish_sooner_and_cost_more),
		cmocka_unit_test(what_happened_stays_and_the_rest_moves),
		cmocka_unit_test(exposure_puts_weight_first),
		cmocka_unit_test(a_window_lever_saves_the_night),
		cmocka_unit_test(impossible_activities_are_named),
		cmocka_unit_test(impossible_lags_are_named),
		cmocka_unit_test(a_budget_too_small_is_named),
		cmocka_unit_test(nothing_to_do_is_a_plan),
	};

	return cmocka_run_group_tests_name("sched_basic", tests, NULL, NULL);
}
