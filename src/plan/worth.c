/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/worth.h"

#include <stdlib.h>
#include <string.h>

#include "plan/options.h"
#include "plan/replan.h"
#include "plan/say.h"
#include "plan/stop.h"
#include "risk/simulate.h"
#include "util/mem.h"
#include "util/vec.h"

#define WINDOW_MIN INT64_C(480)

struct attempt {
	struct worth worth;
	struct sched_lever *levers;
	size_t n;
	bool mode;   /* its cost is the difference of the engine's cost */
	bool done;   /* it has a schedule */
};

struct attempts {
	const struct snapshot *s;
	const struct plan_request *r;
	struct plan *p;
	struct replan plan;
	struct sched_options options;
	struct plan_stop stop;
	struct replan_figures base;
	VEC(struct attempt) items;
};

static struct attempt *attempt(struct attempts *a, enum worth_kind kind, char *what, size_t room)
{
	struct attempt t = { .worth = { .kind = kind, .what = what } };

	t.levers = arena_alloc(&a->p->arena, room, sizeof(*t.levers));
	VEC_PUSH(&a->items, t);
	return &VEC_LAST(&a->items);
}

static int64_t minor(const struct attempts *a, int64_t price)
{
	return (int64_t)((double)price * a->plan.problem.minor_scale + (price < 0 ? -0.5 : 0.5));
}

/* ---- what could be pulled -------------------------------------------------------------------- */

/* One more worker is paid as long as each of the others works. */
static void try_workers(struct attempts *a)
{
	size_t i, k;

	for (i = 0; i < a->s->n_crews; i++) {
		int64_t minutes = 0, capacity = effort_capacity(a->s, a->r, i);
		struct attempt *t;

		for (k = 0; k < a->p->n_instances; k++)
			if (a->p->instances[k].crew == i && !a->p->instances[k].done &&
			    !a->plan.never[k])
				minutes += a->p->instances[k].workers *
					a->p->instances[k].duration.likely;
		if (!minutes || capacity < 1)
			continue;
		t = attempt(a, WORTH_WORKER, plan_say(&a->p->arena, N_("one more worker in crew %s"),
						      a->s->crews[i].key), 1);
		t->levers[t->n++] = (struct sched_lever){ .kind = SCHED_LEVER_CAPACITY,
							  .index = (uint32_t)i, .amount = 1 };
		t->worth.cost = minor(a, a->plan.problem.hourly[i] * (minutes / capacity) / 60);
	}
}

/* Eight more hours, before the opening that most waits for. */
static void try_windows(struct attempts *a)
{
	size_t n = a->s->n_calendars, i;
	int64_t *wait = mem_zalloc(n, sizeof(*wait)), *open = mem_zalloc(n, sizeof(*open));
	struct sched_reason *reasons = mem_zalloc(a->p->n_instances, sizeof(*reasons));

	sched_explain_all(&a->plan.sched, &a->plan.base, reasons);
	for (i = 0; i < a->p->n_instances; i++) {
		const struct sched_reason *r = &reasons[i];
		int64_t since = r->other == SCHED_NONE ? 0 : a->plan.base.slots[r->other].finish;

		if (r->why != SCHED_WHY_WINDOW || r->index >= n || a->plan.never[i] ||
		    r->until - since <= wait[r->index])
			continue;
		wait[r->index] = r->until - since;
		open[r->index] = r->until;
	}
	for (i = 0; i < n; i++) {
		int64_t length = wait[i] < WINDOW_MIN ? wait[i] : WINDOW_MIN;
		struct attempt *t;

		if (length <= 0)
			continue;
		t = attempt(a, WORTH_WINDOW,
			    plan_say(&a->p->arena, N_("open calendar %s %s earlier, at T+%s"),
				     a->s->calendars[i].key, plan_minutes_text(&a->p->arena, length),
				     plan_minutes_text(&a->p->arena, open[i] - length)), 1);
		t->levers[t->n++] = (struct sched_lever){ .kind = SCHED_LEVER_WINDOW,
			.index = (uint32_t)i,
			.window = { a->plan.sched.origin + open[i] - length,
				    a->plan.sched.origin + open[i] } };
	}
	free(wait);
	free(open);
	free(reasons);
}

/* An option with those that it needs. */
static void try_option(struct attempts *a, const struct prep_options *options, size_t which)
{
	const struct prep_option *o = &options->items[which];
	bool *bought = mem_zalloc(options->n, sizeof(*bought));
	struct prep_levers levers = { VEC_INIT };
	struct strbuf with = STRBUF_INIT;
	struct attempt *t;
	size_t i;

	bought[which] = true;
	prep_options_close(options, bought);
	prep_options_levers(&a->plan, options, bought, &levers);
	t = attempt(a, o->item ? WORTH_ITEM : WORTH_PREPARE, o->what, levers.v.n);
	for (i = 0; i < levers.v.n; i++)
		t->levers[t->n++] = levers.v.items[i];
	t->worth.cost = o->cost;
	for (i = 0; i < options->n; i++)
		if (bought[i] && i != which) {
			msg_add_all(&with, options->items[i].label);
			t->worth.cost += options->items[i].cost;
		}
	if (with.len)
		t->worth.with = arena_strndup(&a->p->arena, with.buf, with.len);
	strbuf_release(&with);
	VEC_RELEASE(&levers.v);
	free(bought);
}

/* What could be ready before T+0. */
static void try_options(struct attempts *a)
{
	struct prep_options options;
	size_t i;

	prep_options_find(&a->plan, &options);
	for (i = 0; i < options.n; i++)
		try_option(a, &options, i);
}

/* Every instance of a step in another of its modes. */
static void try_mode(struct attempts *a, size_t step, size_t mode_row)
{
	struct attempt *t = NULL;
	size_t i;
	uint32_t m;

	for (i = 0; i < a->p->n_instances; i++) {
		const struct plan_instance *in = &a->p->instances[i];

		if (in->step != step || in->done || a->plan.never[i] || in->mode_step == mode_row)
			continue;
		for (m = 0; m < a->plan.sched.activities[i].n_modes; m++) {
			if (a->plan.problem.choices[i][m].mode->row != mode_row)
				continue;
			if (!t)
				t = attempt(a, WORTH_MODE, plan_say(&a->p->arena,
					    N_("do %s in mode %s wherever it is not"),
					    a->s->steps[step].key, a->s->steps[mode_row].mode),
					    a->p->n_instances);
			t->mode = true;
			t->levers[t->n++] = (struct sched_lever){ .kind = SCHED_LEVER_MODE,
				.index = (uint32_t)i, .amount = m };
		}
	}
}

static void try_steps(struct attempts *a)
{
	bool *seen = mem_zalloc(a->s->n_steps, sizeof(*seen));
	size_t i, k;

	for (i = 0; i < a->p->n_instances; i++) {
		const struct plan_instance *in = &a->p->instances[i];
		const struct snap_step *row = &a->s->steps[in->step];

		if (seen[in->step])
			continue;
		seen[in->step] = true;
		for (k = 0; k < a->s->n_steps; k++)
			if (strcmp(a->s->steps[k].key, row->key) == 0 &&
			    strcmp(a->s->steps[k].playbook, row->playbook) == 0)
				try_mode(a, in->step, k);
	}
	free(seen);
}

/* ---- pulling --------------------------------------------------------------------------------- */

/* The same effort without a lever first: what only more search finds is no lever's worth. */
static bool settle_base(struct attempts *a)
{
	struct sched_options o = a->options;
	struct sched_result better;
	bool found;

	sched_result_init(&better);
	o.hint = &a->plan.base;
	o.should_stop = plan_stop_asked;
	o.ctx = &a->stop;
	found = sched_solve(&a->plan.sched, &o, &better) == SCHED_OK;
	if (found) {
		sched_result_release(&a->plan.base);
		a->plan.base = better;
		replan_measure(&a->plan, a->plan.base.slots, &a->base);
	} else {
		sched_result_release(&better);
	}
	return found;
}

static bool pull(void *context, unsigned worker, size_t i)
{
	struct attempts *a = context;
	struct attempt *t = &a->items.items[i];
	struct sched_options o = a->options;
	struct replan_figures f;
	struct sched_result result;

	if (worker == 0) {
		a->stop.permille = (int)(i * 1000 / a->items.n);
		o.should_stop = plan_stop_asked;
		o.ctx = &a->stop;
	}
	sched_result_init(&result);
	if (sched_lever_value(&a->plan.sched, &o, &a->plan.base, t->levers, t->n,
			      &result) == SCHED_OK) {
		replan_measure(&a->plan, result.slots, &f);
		t->worth.saved_contain = a->base.contain - f.contain;
		t->worth.saved_safe = a->base.last_safe - f.last_safe;
		t->worth.saved_exposure = a->base.exposure - f.exposure;
		if (t->mode)
			t->worth.cost = result.value[SCHED_COST] - a->plan.base.value[SCHED_COST];
		t->done = true;
	}
	sched_result_release(&result);
	return !a->stop.cancel;
}

static int by_saving(const void *left, const void *right)
{
	const struct worth *a = left, *b = right;

	if (a->saved_exposure != b->saved_exposure)
		return a->saved_exposure > b->saved_exposure ? -1 : 1;
	if (a->saved_safe != b->saved_safe)
		return a->saved_safe > b->saved_safe ? -1 : 1;
	return strcmp(a->what, b->what);
}

static void keep(struct attempts *a, struct worth_list *ret)
{
	size_t i;

	ret->items = arena_alloc(&a->p->arena, a->items.n, sizeof(*ret->items));
	ret->tried = a->items.n;
	ret->n = 0;
	for (i = 0; i < a->items.n; i++) {
		const struct attempt *t = &a->items.items[i];

		if (t->done && (t->worth.saved_exposure > 0 || t->worth.saved_safe > 0 ||
				t->worth.saved_contain > 0))
			ret->items[ret->n++] = t->worth;
	}
	qsort(ret->items, ret->n, sizeof(*ret->items), by_saving);
}

int plan_worth(const struct snapshot *s, const struct plan_request *r, struct plan *p,
	       int64_t schedules, unsigned threads, struct worth_list *ret, struct err *err)
{
	struct attempts a = { .s = s, .r = r, .p = p, .stop = { .r = r, .stage = N_("schedule") } };
	int rc = replan_init(&a.plan, s, r, p, err);

	sched_options_init(&a.options);
	a.options.seed = r->seed;
	a.options.schedules = (uint64_t)schedules;
	a.options.no_exact = true;
	a.options.cancel = &a.stop.cancel;
	if (rc == 0 && !settle_base(&a))
		rc = a.stop.cancel ? err_set(err, ERR_INTERRUPTED, N_("interrupted"))
				   : err_set(err, ERR_INFEASIBLE, N_("the plan cannot be scheduled "
								     "again as it stands"));
	if (rc == 0) {
		try_workers(&a);
		try_windows(&a);
		try_options(&a);
		try_steps(&a);
		sim_runs(a.items.n, threads, pull, &a);
		if (a.stop.cancel)
			rc = err_set(err, ERR_INTERRUPTED, N_("interrupted"));
		else
			keep(&a, ret);
	}
	VEC_RELEASE(&a.items);
	replan_release(&a.plan);
	return rc;
}
