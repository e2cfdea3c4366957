/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A plan of four steps written by hand: a decision, then two waves by one crew of two people, then a
 * check.  What happens to them must move exactly what depends on it.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "plan/forecast.h"
#include "snap_build.h"
#include "util/err.h"

enum { DECIDE, FIRST, SECOND, CHECK, N };

struct running_case {
	struct snapshot s;
	struct forecast f;
	struct forecast_step steps[N];
	struct forecast_wave waves[2];
	struct forecast_link links[3];
	size_t wave_of[2], open[1];
	int64_t capacity[1];
};

static const char *const keys[N] = { "D01", "R08/w1", "R08/w2", "C01" };

static struct forecast_step step(int64_t start, int64_t minutes, size_t crew)
{
	return (struct forecast_step){
		.crew = crew, .workers = 2, .duration = { minutes / 2, minutes, 2 * minutes },
		.start = start, .finish = start + minutes,
		.actual_start = PLAN_NEVER, .actual_finish = PLAN_NEVER,
	};
}

static void begin(struct running_case *c)
{
	memset(c, 0, sizeof(*c));
	sb_init(&c->s);
	sb_crew(&c->s, "desk", "desk", NONE, 2);
	c->capacity[0] = 2;
	c->steps[DECIDE] = step(0, 30, NONE);
	c->steps[FIRST] = step(30, 60, 0);
	c->steps[SECOND] = step(90, 60, 0);
	c->steps[CHECK] = step(150, 10, NONE);
	c->links[0] = c->links[1] = (struct forecast_link){ DECIDE, 0, -1 };
	c->links[2] = (struct forecast_link){ SECOND, 0, -1 };
	c->steps[FIRST].after = &c->links[0];
	c->steps[SECOND].after = &c->links[1];
	c->steps[CHECK].after = &c->links[2];
	c->steps[FIRST].n_after = c->steps[SECOND].n_after = c->steps[CHECK].n_after = 1;
	c->steps[FIRST].marks = c->steps[SECOND].marks = MARK_SECURES;
	c->wave_of[1] = 1;
	c->steps[FIRST].waves = (struct index_list){ &c->wave_of[0], 1 };
	c->steps[SECOND].waves = (struct index_list){ &c->wave_of[1], 1 };
	c->waves[0] = (struct forecast_wave){ .quantity = 10, .rate = exposure_rate(&c->s, 10, 1) };
	c->waves[1] = (struct forecast_wave){ .quantity = 5, .rate = exposure_rate(&c->s, 5, 1) };
	c->f = (struct forecast){ .origin = SB_NOW / MINUTE_S, .capacity = c->capacity,
				  .steps = c->steps, .n_steps = N, .waves = c->waves, .n_waves = 2 };
}

static void make(struct running_case *c)
{
	struct err err = ERR_INIT;

	assert_int_equal(forecast_make(&c->s, &c->f, keys, &err), 0);
	err_release(&err);
}

static void ends(const struct running_case *c, size_t i, int64_t from, int64_t until)
{
	assert_int_equal(c->steps[i].from, from);
	assert_int_equal(c->steps[i].until, until);
}

static void at_the_start_it_is_the_plan(void **state)
{
	struct running_case c;
	size_t i;

	(void)state;
	begin(&c);
	make(&c);
	for (i = 0; i < N; i++)
		ends(&c, i, c.steps[i].start, c.steps[i].finish);
	assert_int_equal(c.f.expected.exposure, c.f.planned.exposure);
	assert_int_equal(c.f.expected.exposure, (10 * 90 + 5 * 150) * PLAN_EXPOSURE_SCALE);
	assert_int_equal(c.f.expected.last_safe, 150);
	sb_release(&c.s);
}

static void what_is_not_begun_slips_to_now(void **state)
{
	struct running_case c;

	(void)state;
	begin(&c);
	c.f.now = 45;
	make(&c);
	ends(&c, DECIDE, 45, 75);
	ends(&c, CHECK, 195, 205);
	assert_int_equal(forecast_missed(&c.f, 150, true), 0);
	assert_int_equal(forecast_missed(&c.f, 150, false), 5);
	sb_release(&c.s);
}

static void done_is_fixed_and_early_helps(void **state)
{
	struct running_case c;

	(void)state;
	begin(&c);
	c.f.now = 20;
	c.steps[DECIDE].status = STATUS_DONE;
	c.steps[DECIDE].actual_start = 5;
	c.steps[DECIDE].actual_finish = 15;
	make(&c);
	ends(&c, DECIDE, 5, 15);
	ends(&c, FIRST, 20, 80);
	ends(&c, SECOND, 80, 140);
	sb_release(&c.s);
}

/* 60 likely, 120 at most: at minute 130 it is in its high estimate, at 200 overdue. */
static void a_running_step_takes_likely_then_high_then_now(void **state)
{
	static const struct { int64_t now, until; bool overdue; } rows[] = {
		{ 40, 90, false }, { 130, 150, false }, { 200, 200, true },
	};
	struct running_case c;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		begin(&c);
		c.f.now = rows[i].now;
		c.steps[DECIDE].status = STATUS_DONE;
		c.steps[DECIDE].actual_start = 0;
		c.steps[DECIDE].actual_finish = 30;
		c.steps[FIRST].status = STATUS_DOING;
		c.steps[FIRST].actual_start = 30;
		make(&c);
		ends(&c, FIRST, 30, rows[i].until);
		assert_int_equal(c.steps[FIRST].overdue, rows[i].overdue);
		assert_int_equal(c.steps[SECOND].from, rows[i].until); /* the crew is busy till then */
		sb_release(&c.s);
	}
}

static void failed_is_done_again(void **state)
{
	struct running_case c;

	(void)state;
	begin(&c);
	c.f.now = 100;
	c.steps[DECIDE].status = STATUS_FAILED;
	c.steps[DECIDE].actual_start = 0;
	c.steps[DECIDE].actual_finish = 30;
	make(&c);
	ends(&c, DECIDE, 100, 130);
	assert_int_equal(c.steps[DECIDE].held_by, DECIDE);
	assert_int_equal(c.steps[CHECK].held_by, DECIDE);
	sb_release(&c.s);
}

static void blocked_gives_the_earliest(void **state)
{
	struct running_case c;

	(void)state;
	begin(&c);
	c.f.now = 200;
	c.steps[DECIDE].status = STATUS_DONE;
	c.steps[DECIDE].actual_start = 0;
	c.steps[DECIDE].actual_finish = 30;
	c.steps[FIRST].status = STATUS_BLOCKED;
	make(&c);
	ends(&c, FIRST, 200, 260);
	assert_int_equal(c.steps[FIRST].held_by, FIRST);
	assert_int_equal(c.steps[SECOND].held_by, NONE); /* waits for the crew, not for the step */
	sb_release(&c.s);
}

static void skipped_lets_others_go_and_secures_nothing(void **state)
{
	struct running_case c;

	(void)state;
	begin(&c);
	c.f.now = 40;
	c.steps[DECIDE].status = STATUS_SKIPPED;
	c.steps[DECIDE].actual_finish = 10;
	c.steps[FIRST].status = STATUS_SKIPPED;
	c.steps[FIRST].actual_finish = 12;
	make(&c);
	ends(&c, SECOND, 40, 100);
	assert_int_equal(c.waves[0].now.safe, PLAN_NEVER);
	assert_int_equal(c.f.expected.never_safe, 10);
	assert_int_equal(c.f.expected.last_safe, 100);
	sb_release(&c.s);
}

static void half_the_crew_takes_twice_as_long(void **state)
{
	struct running_case c;

	(void)state;
	begin(&c);
	c.capacity[0] = 1;
	make(&c);
	ends(&c, FIRST, 30, 150);
	ends(&c, SECOND, 150, 270);
	sb_release(&c.s);
}

static void without_a_crew_it_never_ends(void **state)
{
	struct running_case c;

	(void)state;
	begin(&c);
	c.capacity[0] = 0;
	make(&c);
	assert_int_equal(c.steps[SECOND].until, PLAN_NEVER);
	assert_int_equal(c.steps[CHECK].until, PLAN_NEVER);
	assert_int_equal(c.f.expected.never_safe, 15);
	sb_release(&c.s);
}

/* Open from 0 to 100 and from 1000: the second wave waits for the next window, or pauses. */
static void closed_windows_hold(void **state)
{
	struct running_case c;
	size_t calendar;

	(void)state;
	begin(&c);
	calendar = sb_calendar(&c.s, "night");
	sb_window(&c.s, calendar, 0, 100);
	sb_window(&c.s, calendar, 1000, 2000);
	c.open[0] = calendar;
	c.steps[SECOND].calendars = (struct index_list){ c.open, 1 };
	make(&c);
	ends(&c, SECOND, 90, 1050);
	c.steps[SECOND].continuous = true;
	make(&c);
	ends(&c, SECOND, 1000, 1060);
	sb_release(&c.s);
}

/* What something has to follow within 10 minutes keeps its time; when that cannot be any more, the
 * limit breaks and not the plan. */
static void a_limit_holds_and_then_breaks(void **state)
{
	struct running_case c;

	(void)state;
	begin(&c);
	c.steps[SECOND].start = 300;
	c.steps[SECOND].finish = 360;
	c.steps[CHECK].start = 360;
	c.steps[CHECK].finish = 370;
	c.links[2].max_lag = 10;
	make(&c);
	ends(&c, SECOND, 300, 360);
	c.steps[SECOND].status = STATUS_DONE;
	c.steps[SECOND].actual_start = 90;
	c.steps[SECOND].actual_finish = 150;
	c.f.now = 500;
	make(&c);
	ends(&c, CHECK, 500, 510);
	sb_release(&c.s);
}

static void worked_time_is_open_time(void **state)
{
	struct running_case c;
	size_t calendar;

	(void)state;
	begin(&c);
	calendar = sb_calendar(&c.s, "day");
	sb_window(&c.s, calendar, 0, 100);
	sb_window(&c.s, calendar, 1000, 2000);
	c.open[0] = calendar;
	c.steps[FIRST].calendars = (struct index_list){ c.open, 1 };
	c.steps[FIRST].status = STATUS_DONE;
	c.steps[FIRST].actual_start = 40;
	c.steps[FIRST].actual_finish = 1020;
	assert_int_equal(forecast_worked(&c.s, &c.f, FIRST), 80);
	c.steps[FIRST].actual_start = 200;
	c.steps[FIRST].actual_finish = 230;
	assert_int_equal(forecast_worked(&c.s, &c.f, FIRST), 30);
	c.steps[FIRST].actual_start = 230;
	assert_int_equal(forecast_worked(&c.s, &c.f, FIRST), -1);
	assert_int_equal(forecast_worked(&c.s, &c.f, SECOND), -1);
	sb_release(&c.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(at_the_start_it_is_the_plan),
		cmocka_unit_test(what_is_not_begun_slips_to_now),
		cmocka_unit_test(done_is_fixed_and_early_helps),
		cmocka_unit_test(a_running_step_takes_likely_then_high_then_now),
		cmocka_unit_test(failed_is_done_again),
		cmocka_unit_test(blocked_gives_the_earliest),
		cmocka_unit_test(skipped_lets_others_go_and_secures_nothing),
		cmocka_unit_test(half_the_crew_takes_twice_as_long),
		cmocka_unit_test(without_a_crew_it_never_ends),
		cmocka_unit_test(closed_windows_hold),
		cmocka_unit_test(a_limit_holds_and_then_breaks),
		cmocka_unit_test(worked_time_is_open_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
