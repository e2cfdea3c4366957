/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Middle-sized random problems: decoders that agree, threads that do not matter, cancelling,
 * levers. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "sched/fast.h"
#include "sched/sgs.h"
#include "sched/twopop.h"
#include "sched/variety.h"
#include "util/mem.h"
#include "util/rng.h"

#define MANY 60

struct middle {
	struct sched_problem p;
	struct sched_activity activities[MANY];
	struct sched_mode modes[MANY][3];
	struct sched_need needs[MANY][3][6], uses[MANY][3][1];
	struct sched_resource resources[6];
	struct sched_step steps[6][3];
	struct sched_edge edges[4 * MANY];
	struct sched_milestone stones[8];
	uint32_t stone_of[8];
	int64_t budgets[1];
};

static int64_t between(struct rng *rng, int64_t low, int64_t high)
{
	return low + (int64_t)rng_below(rng, (uint64_t)(high - low + 1));
}

static void make_activity(struct middle *m, struct rng *rng, uint32_t i, size_t n_modes)
{
	m->activities[i] = (struct sched_activity){.modes = m->modes[i], .n_modes = n_modes,
						   .deadline = SCHED_NEVER,
						   .fixed_finish = SCHED_NEVER};
	for (size_t k = 0; k < n_modes; k++) {
		struct sched_mode *x = &m->modes[i][k];

		*x = (struct sched_mode){.duration = 15 * between(rng, 0, 9),
					 .needs = m->needs[i][k], .uses = m->uses[i][k],
					 .n_needs = m->p.n_resources,
					 .n_uses = m->p.n_budgets};
		for (uint32_t r = 0; r < m->p.n_resources; r++)
			m->needs[i][k][r] = (struct sched_need){
				r, rng_below(rng, 3) ? 0 : between(rng, 1, 6)};
		m->uses[i][k][0] = (struct sched_need){0, between(rng, 0, 5)};
	}
}

/* steps: capacity that changes, releases and lags. */
static void make(struct middle *m, uint64_t seed, size_t n, size_t resources, bool steps,
		 size_t n_modes)
{
	struct rng rng;

	memset(m, 0, sizeof(*m));
	rng_init(&rng, seed);
	m->p.activities = m->activities;
	m->p.n_activities = n;
	m->p.resources = m->resources;
	m->p.n_resources = resources;
	m->p.edges = m->edges;
	m->p.budgets = m->budgets;
	m->p.n_budgets = n_modes > 1;
	m->budgets[0] = (int64_t)n * 3;
	for (size_t r = 0; r < resources; r++) {
		m->steps[r][0] = (struct sched_step){0, between(&rng, 6, 9)};
		m->steps[r][1] = (struct sched_step){15 * between(&rng, 1, 30), 7};
		m->steps[r][2] = (struct sched_step){15 * between(&rng, 31, 60),
						     between(&rng, 6, 9)};
		if (steps && rng_below(&rng, 2))
			m->steps[r][1].capacity = between(&rng, 0, 5);
		m->resources[r] = (struct sched_resource){m->steps[r], steps ? 3 : 1};
	}
	for (uint32_t i = 0; i < n; i++) {
		make_activity(m, &rng, i, n_modes);
		if (steps && rng_below(&rng, 4) == 0)
			m->activities[i].release = 15 * between(&rng, 0, 40);
		for (int k = 0; k < 2 && i; k++)
			if (rng_below(&rng, 3))
				m->edges[m->p.n_edges++] = (struct sched_edge){
					(uint32_t)rng_below(&rng, i), i,
					steps ? 15 * between(&rng, 0, 2) : 0, SCHED_NEVER};
	}
	m->p.milestones = m->stones;
	m->p.n_milestones = 8;
	for (uint32_t k = 0; k < 8; k++) {
		m->stone_of[k] = (uint32_t)rng_below(&rng, n);
		m->stones[k] = (struct sched_milestone){&m->stone_of[k], 1, between(&rng, 1, 50)};
	}
}

/* By key, equal keys in topological order, whatever their range. */
static void lists_follow_their_keys(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 40; seed++) {
		static const int32_t limits[] = {1, 2, 3, 4, 100, 255, 256, 257, 5000, 1 << 20};
		struct middle *m = mem_zalloc(1, sizeof(*m));
		struct core c;
		struct fast f;
		struct fast_work w;
		struct sched_failure failure;
		struct rng rng;
		uint32_t order[MANY];
		int32_t key[MANY];

		make(m, seed, 50, 1 + seed % 6, false, 1);
		assert_int_equal(core_init(&c, &m->p, &failure), SCHED_OK);
		assert_true(fast_init(&f, &c));
		fast_work_init(&w, &f);
		rng_init(&rng, seed);
		for (size_t l = 0; l < sizeof(limits) / sizeof(limits[0]); l++)
			for (int direction = 0; direction < 2; direction++) {
				for (uint32_t i = 0; i < f.n; i++)
					key[i] = (int32_t)rng_below(&rng, (uint64_t)limits[l]);
				key[rng_below(&rng, f.n)] = limits[l] - 1;
				fast_sort(&w, direction, key, limits[l], order);
				for (uint32_t k = 1; k < f.n; k++) {
					uint32_t x = order[k - 1], y = order[k];

					assert_true(key[x] < key[y] ||
						    (key[x] == key[y] && f.place[direction][x] <
									 f.place[direction][y]));
				}
			}
		fast_work_release(&w);
		fast_release(&f);
		core_release(&c);
		free(m);
	}
}

static void decoders_agree(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 400; seed++) {
		struct middle *m = mem_zalloc(1, sizeof(*m));
		struct core c;
		struct fast f;
		struct fast_work w;
		struct links *l;
		struct sgs s;
		struct plan plan;
		struct rng rng;
		struct sched_failure failure;
		uint32_t order[MANY];
		int32_t key[MANY], a[MANY], b[MANY];
		int64_t key64[MANY];

		make(m, seed, 50, 1 + seed % 6, seed % 3 == 0, 1);
		assert_int_equal(core_init(&c, &m->p, &failure), SCHED_OK);
		assert_true(fast_init(&f, &c));
		fast_work_init(&w, &f);
		l = links_new(&f);
		sgs_init(&s, &c);
		core_plan_init(&plan, &c);
		rng_init(&rng, seed);
		for (int direction = 0; direction < 2; direction++)
			for (int times = 0; times < 3; times++) {
				int32_t ma, mb;

				for (uint32_t i = 0; i < f.n; i++)
					key[i] = (int32_t)rng_below(&rng, 100);
				fast_mend(&f, direction, key);
				fast_sort(&w, direction, key, 100, order);
				ma = fast_decode(&w, direction, order, f.n, a);
				mb = links_decode(l, direction, NULL, order, f.n, b);
				assert_int_equal(ma, mb);
				assert_memory_equal(a, b, f.n * sizeof(*a));
				if (direction)
					continue;
				for (uint32_t k = 0; k < f.n; k++)
					key64[order[k]] = k;
				assert_true(sgs_decode(&s, key64, NULL, &plan));
				for (uint32_t i = 0; i < f.n; i++)
					assert_int_equal(plan.finish[i], a[i] * f.unit);
			}
		core_plan_release(&plan);
		sgs_release(&s);
		links_free(l);
		fast_work_release(&w);
		fast_release(&f);
		core_release(&c);
		free(m);
	}
}

/* The parallel scheme from its definition: instants one by one, what is left counted anew each
 * time. */
static int32_t slow_nondelay(const struct fast *f, const struct fast_work *w, int direction,
			     const uint32_t *order, int32_t *finish)
{
	int32_t makespan = 0;
	uint32_t placed = 0;

	for (uint32_t i = 0; i < f->n; i++)
		finish[i] = INT32_MAX;
	for (int32_t t = 0; placed < f->n; t++)
		for (uint32_t k = 0; k < f->n; k++) {
			uint32_t i = order[k];
			bool can = finish[i] == INT32_MAX &&
				   fast_ready(f, direction, i, finish) <= t;

			for (uint32_t x = 0; can && w->duration[i] && x < f->words; x++) {
				uint64_t left = f->base[direction][x];

				for (uint32_t j = 0; j < f->n; j++)
					if (finish[j] != INT32_MAX && finish[j] > t)
						left -= w->demand[j * f->words + x];
				left -= w->demand[i * f->words + x];
				can = (left & FAST_GUARDS) == FAST_GUARDS;
			}
			if (!can)
				continue;
			finish[i] = t + w->duration[i];
			makespan = finish[i] > makespan ? finish[i] : makespan;
			placed++;
		}
	return makespan;
}

/* The parallel scheme is what its definition says, can be used again and again, keeps every
 * constraint (the serial scheme, given its order, is never later at any activity), and refuses
 * tables it does not serve. */
static void parallel_scheme_never_delays(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct middle *m = mem_zalloc(1, sizeof(*m));
		struct core c;
		struct fast f;
		struct fast_work w;
		struct nondelay *nd;
		struct rng rng;
		struct sched_failure failure;
		uint32_t order[MANY];
		int32_t key[MANY], a[MANY], b[MANY];

		make(m, seed, 5 + seed % 55, 1 + seed % 6, seed % 5 == 0, 1);
		assert_int_equal(core_init(&c, &m->p, &failure), SCHED_OK);
		assert_true(fast_init(&f, &c));
		fast_work_init(&w, &f);
		nd = nondelay_new(&f);
		assert_int_equal(nd != NULL, f.symmetric && !f.lags);
		rng_init(&rng, seed);
		for (int times = 0; nd && times < 6; times++) {
			int direction = times % 2;
			int32_t span;

			for (uint32_t i = 0; i < f.n; i++)
				key[i] = (int32_t)rng_below(&rng, 100);
			fast_mend(&f, direction, key);
			fast_sort(&w, direction, key, 100, order);
			span = nondelay_decode(nd, direction, order, a);
			assert_int_equal(span, slow_nondelay(&f, &w, direction, order, b));
			assert_memory_equal(a, b, f.n * sizeof(*a));
			for (uint32_t i = 0; i < f.n; i++)
				key[i] = a[i] - w.duration[i];
			fast_sort(&w, direction, key, span + 1, order);
			assert_true(fast_decode(&w, direction, order, f.n, b) <= span);
			for (uint32_t i = 0; i < f.n; i++)
				assert_true(b[i] <= a[i]);
		}
		nondelay_free(nd);
		fast_work_release(&w);
		fast_release(&f);
		core_release(&c);
		free(m);
	}
}

static int64_t slow_distance(const struct individual *a, const struct individual *b, uint32_t n)
{
	int64_t sum = 0;

	for (uint32_t i = 0; i < n; i++)
		sum += labs((long)(a->makespan - a->finish[i]) - (b->makespan - b->finish[i]));
	return sum;
}

static size_t copies(const struct twopop *t)
{
	size_t n = 0;

	for (int d = 0; d < 2; d++)
		for (size_t a = 0; a < t->size; a++)
			for (size_t b = 0; b < a; b++)
				n += t->pop[d][a].digest == t->pop[d][b].digest;
	return n;
}

/* Distances are what they say with and without a limit, a copy is refused, and children never
 * bring more copies into the populations than were there. */
static void populations_stay_varied(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct middle *m = mem_zalloc(1, sizeof(*m));
		struct core c;
		struct fast f;
		struct twopop t;
		struct sched_failure failure;
		size_t before;

		make(m, seed, 50, 1 + seed % 4, false, 1);
		assert_int_equal(core_init(&c, &m->p, &failure), SCHED_OK);
		assert_true(fast_init(&f, &c));
		twopop_init(&t, &f, seed, 12);
		twopop_start(&t, NULL);
		before = copies(&t);
		for (size_t k = 0; k < 400; k++)
			twopop_breed(&t, (int)(k / 12 % 2), k % 12);
		assert_true(copies(&t) <= before);
		for (size_t a = 0; a < t.size; a++) {
			const struct individual *x = &t.pop[0][a];

			bool crowded = false;

			assert_true(variety_crowded(&t, 0, x, NULL));
			for (size_t b = 0; b < t.size; b++) {
				const struct individual *y = &t.pop[0][b];
				int64_t d = slow_distance(x, y, f.n);

				crowded |= a != b && (x->digest == y->digest ||
						      (y->makespan <= x->makespan &&
						       d < x->makespan * (int64_t)f.n / 200));
				assert_int_equal(variety_distance(x, y, f.n, INT64_MAX), d);
				assert_int_equal(variety_distance(x, y, f.n, d / 2 + 1) > d / 2,
						 d > d / 2);
			}
			assert_int_equal(variety_crowded(&t, 0, x, x), crowded);
		}
		twopop_release(&t);
		fast_release(&f);
		core_release(&c);
		free(m);
	}
}

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

			make(m, 90 + k, 40, 4, kinds[k].steps, kinds[k].modes);
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

			make(m, 5, 60, 4, false, 1);
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

		make(m, seed, 60, 4, false, seed % 2 ? 1 : 3);
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

		make(m, seed, 60, 4, false, 3);
		m->budgets[0] = 0;
		for (uint32_t i = 0; i < 60; i++) {
			int64_t least = INT64_MAX;

			for (int k = 0; k < 3; k++) { /* the faster, the dearer */
				int64_t use = 150 - m->modes[i][k].duration;

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

static void levers_are_worth_what_they_change(void **state)
{
	struct middle *m = mem_zalloc(1, sizeof(*m));
	struct sched_result base, with;
	struct sched_options o;

	(void)state;
	make(m, 3, 40, 4, false, 1);
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

		make(m, seed, 30, 4, true, 1);
		solve_on(m, 1, 300, true, &base);
		for (uint32_t i = 0; i < 30; i++) {
			assert_lever(m, (struct sched_lever){.kind = SCHED_LEVER_RELEASE, .index = i},
				     &base);
			assert_lever(m, (struct sched_lever){.kind = SCHED_LEVER_DONE, .index = i},
				     &base);
		}
		sched_result_release(&base);
		make(m, seed, 20, 4, false, 3);
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
	make(m, 11, 30, 3, false, 2);
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
		cmocka_unit_test(lists_follow_their_keys),
		cmocka_unit_test(decoders_agree),
		cmocka_unit_test(parallel_scheme_never_delays),
		cmocka_unit_test(populations_stay_varied),
		cmocka_unit_test(threads_do_not_matter),
		cmocka_unit_test(cancelling_keeps_the_best_so_far),
		cmocka_unit_test(more_effort_is_never_worse),
		cmocka_unit_test(the_first_plan_pays_its_budgets),
		cmocka_unit_test(levers_are_worth_what_they_change),
		cmocka_unit_test(levers_of_one_activity),
		cmocka_unit_test(the_curve_has_no_beaten_point),
	};

	if (getenv("SCHED_FILTER")) /* tests/race: what is slow under a sanitizer is left out */
		cmocka_set_test_filter(getenv("SCHED_FILTER"));
	return cmocka_run_group_tests_name("sched_engine", tests, NULL, NULL);
}
