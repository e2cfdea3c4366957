/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worlds of an advice on a plan small enough to reckon by hand: without chance, everything is
 * what the durations and prices say. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "plan/solver_glpk.h"
#include "plan/worlds.h"
#include "snap_build.h"
#include "util/err.h"
#include "util/money.h"

#define DAY_MINUTES INT64_C(1440)

struct fixture {
	struct snapshot s;
	struct plan_request r;
	struct plan_breached breached;
	size_t prepare, tool;
};

static void exactly(struct estimate *e, int64_t minutes)
{
	*e = (struct estimate){ minutes * 60, minutes * 60, minutes * 60 };
}

static void no_chance(struct snapshot *s)
{
	sb_policy(s, "failure_rate", "0");
	sb_policy(s, "absence_rate", "0");
	sb_policy(s, "lead_slip", "0m/0m/0m");
	sb_policy(s, "price_low", "1");
	sb_policy(s, "price_high", "1");
}

/* Ten machines; a day of preparation, a tool that takes three days to get, ten hours of work. */
static void setup(struct fixture *f)
{
	size_t v, w, old, new, class, work, contract;

	memset(f, 0, sizeof(*f));
	sb_init(&f->s);
	v = sb_vendor(&f->s, "v", NONE);
	w = sb_vendor(&f->s, "w", NONE);
	new = sb_product(&f->s, "new", w, "edr", ROLE_CANDIDATE);
	old = sb_product(&f->s, "old", v, "edr", ROLE_INCUMBENT);
	(void)sb_price(&f->s, new, "asset", "EUR", 1, 7, 0);
	class = sb_class(&f->s, "a", 10, "windows");
	sb_install(&f->s, class, old, "1");
	sb_platform(&f->s, new, "windows", 0, NULL);
	sb_crew(&f->s, "team", "it", NONE, 1);
	f->s.crews[0].hourly_cost = 60 * PRICE_SCALE;
	f->prepare = sb_step(&f->s, "edr", "P01", PHASE_PREPARE, SCOPE_PLAN, DAY_MINUTES, 0, "it");
	work = sb_step(&f->s, "edr", "R08", PHASE_REPLACE, SCOPE_CLASS, 600, 0, "it");
	exactly(&f->s.steps[f->prepare].fixed, DAY_MINUTES);
	exactly(&f->s.steps[work].fixed, 600);
	f->s.steps[f->prepare].prepare_cost = 1000 * PRICE_SCALE;
	f->s.steps[f->prepare].upkeep = 365 * PRICE_SCALE;
	f->s.steps[work].marks = MARK_REMOVES | MARK_SECURES;
	sb_after(&f->s, work, "P01", 0);
	sb_list_add(&f->s, &f->s.steps[work].needs, "removal-tool");
	f->tool = sb_prestage(&f->s, "tool", old, "removal-tool");
	f->s.prestage[f->tool].obtain = 3 * DAY_S;
	f->s.prestage[f->tool].cost = 50 * PRICE_SCALE;
	contract = sb_contract(&f->s, "k", old, 10);
	f->s.contracts[contract].unit_price = 10 * PRICE_SCALE;
	f->s.contracts[contract].starts = SB_TODAY - 325;
	f->s.contracts[contract].ends = SB_TODAY + 40;
	f->s.contracts[contract].auto_renew = YN_YES;
	f->s.contracts[contract].notice_days = 30;
	f->s.contracts[contract].renewal_months = 12;
	no_chance(&f->s);
	f->breached.node = sb_of_vendor(v);
	f->r = (struct plan_request){ .name = f->s.vendors[v].key, .breached = &f->breached,
				      .n_breached = 1, .order = ORDER_BREACH, .budget = -1,
				      .deadline = -1, .effort = 1, .seed = 1,
				      .objectives = { OBJ_EXPOSURE, OBJ_TIME, OBJ_COST },
				      .solve = solver_glpk };
}

static void world(struct fixture *f, enum world_kind kind, struct world *ret)
{
	static const int64_t days[] = { 0, 10, 11 };
	struct sim_request how = { 20, 1, 2 };
	struct err err = ERR_INIT;

	if (plan_world(&f->s, &f->r, kind, &how, days, 3, ret, &err) < 0)
		fail_msg("%s", err.msg.id);
}

static void all_runs(const double *samples, double value)
{
	size_t i;

	for (i = 0; i < 20; i++)
		assert_true(samples[i] >= value - 1e-6 && samples[i] <= value + 1e-6);
}

static void nothing_is_ready_today(void **state)
{
	struct fixture f;
	struct world today, ready, bare;

	(void)state;
	setup(&f);
	world(&f, WORLD_TODAY, &today);
	world(&f, WORLD_READY, &ready);
	world(&f, WORLD_BARE, &bare);
	all_runs(today.prepared, 3 * DAY_MINUTES); /* the tool comes last */
	all_runs(today.safe, 3 * DAY_MINUTES + 600);
	all_runs(bare.safe, 3 * DAY_MINUTES + 600);
	all_runs(ready.prepared, 0);
	all_runs(ready.safe, 600);
	/* The step, its 24 hours at 60, and the tool. */
	assert_int_equal(today.preparing, (1000 + 24 * 60 + 50) * 100);
	assert_int_equal(ready.preparing, 0);
	assert_int_equal(today.keeping, 365 * 100);
	/* Ten licences at 7 and ten hours at 60; unprepared the preparation as well. */
	all_runs(ready.change, (70 + 600) * 100);
	all_runs(bare.change, (70 + 600) * 100 + (1000 + 24 * 60 + 50) * 100);
	world_release(&today);
	world_release(&ready);
	world_release(&bare);
	sb_release(&f.s);
}

static void all_is_ready_today(void **state)
{
	struct fixture f;
	struct world today, bare;

	(void)state;
	setup(&f);
	f.s.steps[f.prepare].done_on = SB_TODAY;
	f.s.prestage[f.tool].obtained_on = f.s.prestage[f.tool].verified_on = SB_TODAY;
	world(&f, WORLD_TODAY, &today);
	world(&f, WORLD_BARE, &bare);
	all_runs(today.prepared, 0);
	all_runs(today.safe, 600);
	assert_int_equal(today.preparing, 0);
	assert_int_equal(today.keeping, 365 * 100);
	all_runs(bare.safe, 3 * DAY_MINUTES + 600);
	world_release(&today);
	world_release(&bare);
	sb_release(&f.s);
}

/* Notice can be given until the tenth day; from the eleventh on the renewed year is lost. */
static void contracts_change_with_the_days(void **state)
{
	struct fixture f;
	struct world ready;

	(void)state;
	setup(&f);
	world(&f, WORLD_READY, &ready);
	assert_int_equal(ready.days[0].leaving, 0);
	assert_int_equal(ready.days[1].leaving, 0);
	assert_int_equal(ready.days[2].leaving, 100 * 100);
	/* 100 a year until the horizon, from the day after its end on: 324 days. */
	assert_int_equal(ready.days[0].saved, (100 * 100 * 324 * 2 + 365) / (2 * 365));
	world_release(&ready);
	sb_release(&f.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_ready_today),
		cmocka_unit_test(all_is_ready_today),
		cmocka_unit_test(contracts_change_with_the_days),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
