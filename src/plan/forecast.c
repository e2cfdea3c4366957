/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/forecast.h"

#include <stdlib.h>
#include <string.h>

#include "sched/sched.h"
#include "util/arena.h"
#include "util/mem.h"
#include "util/vec.h"

struct building {
	const struct snapshot *s;
	struct forecast *f;
	struct arena arena;
	struct sched_activity *activities;
	struct sched_mode *modes;
	struct sched_resource *resources;
	struct sched_calendar *calendars;
	VEC(struct sched_edge) edges;
	VEC(struct forecast_link *) link_of; /* an edge's */
	struct sched_result base; /* the order in which things are to start */
	bool *never;
	bool *limited; /* something has to follow it soon: it is not started before its planned time */
	int64_t *takes; /* open minutes each step takes */
};

static bool is_free(const struct forecast_step *x)
{
	return !x->before && (x->status == STATUS_TODO || x->status == STATUS_FAILED ||
			      x->status == STATUS_BLOCKED);
}

/* ---- the problem ----------------------------------------------------------------------------- */

/* With fewer people than planned the work takes longer; with none it does not happen. */
static int64_t crowd(const struct forecast *f, const struct forecast_step *x)
{
	int64_t have = x->crew == NONE ? x->workers : f->capacity[x->crew];

	return have < x->workers ? have : x->workers;
}

static int64_t stretched(const struct forecast *f, const struct forecast_step *x, int64_t minutes)
{
	int64_t workers = crowd(f, x);

	if (workers >= x->workers || workers < 1)
		return minutes;
	return (minutes * x->workers + workers - 1) / workers;
}

static void fill_mode(struct building *b, size_t i)
{
	const struct forecast_step *x = &b->f->steps[i];
	struct sched_mode *m = &b->modes[i];

	*m = (struct sched_mode){ .duration = b->takes[i], .crew = SCHED_NONE };
	if (x->crew != NONE && m->duration > 0 && crowd(b->f, x) > 0) {
		struct sched_need *need = arena_alloc(&b->arena, 1, sizeof(*need));

		*need = (struct sched_need){ (uint32_t)x->crew, crowd(b->f, x) };
		m->needs = need;
		m->n_needs = 1;
	}
}

static int64_t known(int64_t at, int64_t otherwise)
{
	return at == PLAN_NEVER ? otherwise : at;
}

static void fix(struct sched_activity *a, enum sched_state state, int64_t start, int64_t finish)
{
	a->state = state;
	a->fixed_start = start;
	a->fixed_finish = finish == SCHED_NEVER || finish > start ? finish : start;
}

static void fill_activity(struct building *b, size_t i)
{
	const struct forecast_step *x = &b->f->steps[i];
	struct sched_activity *a = &b->activities[i];
	uint32_t *calendars = arena_alloc(&b->arena, x->calendars.n, sizeof(*calendars));
	size_t k;

	fill_mode(b, i);
	for (k = 0; k < x->calendars.n; k++)
		calendars[k] = (uint32_t)x->calendars.items[k];
	*a = (struct sched_activity){ .modes = &b->modes[i], .n_modes = 1, .calendars = calendars,
				      .n_calendars = x->calendars.n, .pausable = !x->continuous,
				      .release = x->release > 0 ? x->release : 0,
				      .deadline = SCHED_NEVER };
	if (b->never[i])
		fix(a, SCHED_DONE, -1, -1);
	else if (x->before)
		fix(a, SCHED_DONE, known(x->start, -1), known(x->finish, -1));
	else if (x->status == STATUS_DONE)
		fix(a, SCHED_DONE, known(x->actual_start, known(x->actual_finish, b->f->now)),
		    known(x->actual_finish, b->f->now));
	else if (x->status == STATUS_SKIPPED)
		fix(a, SCHED_DONE, known(x->actual_finish, b->f->now),
		    known(x->actual_finish, b->f->now));
	else if (x->status != STATUS_DOING)
		a->release = b->limited[i] && x->start > a->release ? x->start : a->release;
	else
		fix(a, x->overdue ? SCHED_DONE : SCHED_STARTED, known(x->actual_start, b->f->now),
		    x->overdue ? b->f->now : SCHED_NEVER);
}

static void fill_edges(struct building *b)
{
	size_t i, k;

	b->edges.n = b->link_of.n = 0;
	for (i = 0; i < b->f->n_steps; i++) {
		const struct forecast_step *x = &b->f->steps[i];

		for (k = 0; is_free(x) && !b->never[i] && k < x->n_after; k++) {
			struct forecast_link *l = &x->after[k];

			VEC_PUSH(&b->link_of, l);
			VEC_PUSH(&b->edges, (struct sched_edge){
				(uint32_t)l->step, (uint32_t)i, l->lag,
				l->max_lag < 0 ? SCHED_NEVER : l->max_lag });
		}
	}
}

static void fill_tables(struct building *b)
{
	const struct snapshot *s = b->s;
	size_t i, k;

	for (i = 0; i < s->n_crews; i++) {
		struct sched_step *step = arena_alloc(&b->arena, 1, sizeof(*step));

		*step = (struct sched_step){ INT64_MIN / 4, b->f->capacity[i] };
		b->resources[i] = (struct sched_resource){ step, 1 };
	}
	for (i = 0; i < s->n_calendars; i++) {
		const struct snap_calendar *c = &s->calendars[i];
		struct sched_window *w = arena_alloc(&b->arena, c->n_windows, sizeof(*w));

		for (k = 0; k < c->n_windows; k++)
			w[k] = (struct sched_window){ c->windows[k].open, c->windows[k].close };
		b->calendars[i] = (struct sched_calendar){ w, c->n_windows };
	}
}

/* The step, and all that waits for it, never happens. */
static void drop(struct building *b, size_t i)
{
	size_t k, j;

	b->never[i] = true;
	for (j = i + 1; j < b->f->n_steps; j++) {
		const struct forecast_step *x = &b->f->steps[j];

		for (k = 0; is_free(x) && !b->never[j] && k < x->n_after; k++)
			b->never[j] = b->never[x->after[k].step];
	}
}

/* A limit that the plan itself gave up is none. */
static void keep_limit(struct building *b, const struct forecast_step *x, struct forecast_link *l)
{
	int64_t before = b->f->steps[l->step].finish;

	if (l->max_lag >= 0 && x->start != PLAN_NEVER && before != PLAN_NEVER &&
	    x->start - before > l->max_lag)
		l->max_lag = -1;
	if (l->max_lag >= 0)
		b->limited[l->step] = true;
}

static void start(struct building *b, const struct snapshot *s, struct forecast *f)
{
	size_t n = f->n_steps, i, k;

	*b = (struct building){ .s = s, .f = f, .arena = ARENA_INIT };
	b->activities = arena_alloc(&b->arena, n, sizeof(*b->activities));
	b->modes = arena_alloc(&b->arena, n, sizeof(*b->modes));
	b->resources = arena_alloc(&b->arena, s->n_crews, sizeof(*b->resources));
	b->calendars = arena_alloc(&b->arena, s->n_calendars, sizeof(*b->calendars));
	b->never = arena_alloc(&b->arena, n, sizeof(*b->never));
	b->limited = arena_alloc(&b->arena, n, sizeof(*b->limited));
	b->takes = arena_alloc(&b->arena, n, sizeof(*b->takes));
	sched_result_init(&b->base);
	b->base.n_slots = n;
	b->base.slots = mem_zalloc(n, sizeof(*b->base.slots));
	fill_tables(b);
	for (i = 0; i < n; i++) {
		struct forecast_step *x = &f->steps[i];

		for (k = 0; k < x->n_after; k++)
			keep_limit(b, x, &x->after[k]);
		x->overdue = false;
		b->takes[i] = stretched(f, x, x->duration.likely);
		b->base.slots[i] = (struct sched_slot){
			.start = known(x->start, INT64_MAX / 4), .finish = known(x->finish, INT64_MAX / 4),
		};
	}
	for (i = 0; i < n; i++)
		if (is_free(&f->steps[i]) && (f->steps[i].start == PLAN_NEVER ||
					      (f->steps[i].crew != NONE && b->takes[i] > 0 &&
					       crowd(f, &f->steps[i]) < 1)))
			drop(b, i);
}

static void finish(struct building *b)
{
	sched_result_release(&b->base);
	VEC_RELEASE(&b->edges);
	VEC_RELEASE(&b->link_of);
	arena_release(&b->arena);
}

/* ---- solving --------------------------------------------------------------------------------- */

/* A running step whose time is over takes its high estimate, and then until now.  True: again. */
static bool push_on(struct building *b, const int64_t *until)
{
	bool again = false;
	size_t i;

	for (i = 0; i < b->f->n_steps; i++) {
		struct forecast_step *x = &b->f->steps[i];
		int64_t high = stretched(b->f, x, x->duration.high);

		if (b->never[i] || x->before || x->status != STATUS_DOING || x->overdue ||
		    until[i] > b->f->now)
			continue;
		if (b->takes[i] < high)
			b->takes[i] = high;
		else
			x->overdue = true;
		again = true;
	}
	return again;
}

static void take(struct building *b, const int64_t *from, const int64_t *until)
{
	size_t i;

	for (i = 0; i < b->f->n_steps; i++) {
		b->f->steps[i].from = b->never[i] ? PLAN_NEVER : from[i];
		b->f->steps[i].until = b->never[i] ? PLAN_NEVER : until[i];
	}
}

/* Gives up the limit, or the step, that makes it impossible. */
static bool give_up(struct building *b, const struct sched_failure *f)
{
	bool limit = f->fault == SCHED_FAULT_MAX_LAG || f->fault == SCHED_FAULT_LAG_CYCLE;

	if (limit && f->index < b->link_of.n && b->link_of.items[f->index]->max_lag >= 0)
		b->link_of.items[f->index]->max_lag = -1;
	else if (f->activity < b->f->n_steps && !b->never[f->activity])
		drop(b, f->activity); /* also a running step whose calendars end */
	else
		return false;
	return true;
}

/* One try.  1: something was changed, try again. */
static int attempt(struct building *b, const char *const *keys, struct err *err)
{
	struct forecast *f = b->f;
	const struct sched_luck luck = { .durations = NULL };
	struct sched_replay *replay;
	struct sched_failure failure;
	const int64_t *from, *until;
	struct sched_problem problem;
	size_t i;
	int status;

	for (i = 0; i < f->n_steps; i++)
		fill_activity(b, i);
	fill_edges(b);
	problem = (struct sched_problem){
		.activities = b->activities, .n_activities = f->n_steps, .resources = b->resources,
		.n_resources = b->s->n_crews, .calendars = b->calendars,
		.n_calendars = b->s->n_calendars, .edges = b->edges.items, .n_edges = b->edges.n,
		.origin = f->origin, .not_before = f->now,
	};
	status = sched_replay_new(&problem, &b->base, &replay, &failure);
	if (status == SCHED_OK) {
		sched_replay_run(replay, &luck, &from, &until);
		status = push_on(b, until) ? 1 : 0;
		if (status == 0)
			take(b, from, until);
		sched_replay_free(replay);
		return status;
	}
	if (status == SCHED_INFEASIBLE && give_up(b, &failure))
		return 1;
	i = failure.activity;
	return err_set(err, ERR_INPUT,
		       N_("the forecast fails at step '%s' (fault %d); check its times, crew and calendars"),
		       i < f->n_steps ? keys[i] : "-", (int)failure.fault);
}

/* ---- what it comes to ------------------------------------------------------------------------ */

static void later(int64_t *at, int64_t finish)
{
	if (*at == PLAN_NEVER || finish > *at)
		*at = finish;
}

/* A mark counts from T+0 on, as in the plan's own figures. */
static int64_t from_zero(int64_t minutes)
{
	return minutes < 0 ? 0 : minutes;
}

struct wave_times {
	int64_t contained, removed, safe; /* INT64_MIN: by nothing */
};

static void cover_waves(const struct forecast *f, bool planned, struct wave_times *of)
{
	size_t i, k;

	for (i = 0; i < f->n_waves; i++)
		of[i] = (struct wave_times){ INT64_MIN, PLAN_NEVER, INT64_MIN };
	for (i = 0; i < f->n_steps; i++) {
		const struct forecast_step *x = &f->steps[i];
		int64_t end = planned ? x->finish : x->until;

		for (k = 0; (planned || x->status != STATUS_SKIPPED) && k < x->waves.n; k++) {
			struct wave_times *w = &of[x->waves.items[k]];

			if ((x->marks & MARK_CONTAINS) && end > w->contained)
				w->contained = end;
			if ((x->marks & MARK_SECURES) && end > w->safe)
				w->safe = end;
			if ((x->marks & MARK_REMOVES) && end < w->removed)
				w->removed = end;
		}
	}
}

static void add_wave(struct forecast_figures *g, const struct forecast_wave *w, int64_t contained,
		     int64_t removed, int64_t safe, int64_t horizon)
{
	int64_t end = safe == PLAN_NEVER ? horizon : safe;
	int64_t held = contained < end ? contained : end;

	if (safe == PLAN_NEVER)
		g->never_safe += w->quantity;
	else
		later(&g->last_safe, safe);
	g->contain = contained > g->contain ? contained : g->contain;
	g->exposure += w->rate.contained * held + w->rate.safe * end;
	if (removed < end && end - removed > g->gap_max)
		g->gap_max = end - removed;
}

static void measure(const struct snapshot *s, struct forecast *f, bool planned)
{
	int64_t horizon = policy_duration(s, "horizon") / MINUTE_S;
	struct forecast_figures *g = planned ? &f->planned : &f->expected;
	struct wave_times *of = mem_alloc(f->n_waves, sizeof(*of));
	size_t i;

	*g = (struct forecast_figures){ .last_safe = PLAN_NEVER };
	cover_waves(f, planned, of);
	for (i = 0; i < f->n_waves; i++) {
		struct forecast_wave *w = &f->waves[i];
		int64_t safe = of[i].safe == INT64_MIN ? PLAN_NEVER : from_zero(of[i].safe);
		int64_t contained = of[i].contained == INT64_MIN ? safe : from_zero(of[i].contained);
		int64_t removed = from_zero(of[i].removed);

		add_wave(g, w, contained, removed, safe, horizon);
		if (planned) {
			w->planned.contained = contained;
			w->planned.removed = removed;
			w->planned.safe = safe;
		} else {
			w->now.contained = contained;
			w->now.removed = removed;
			w->now.safe = safe;
		}
	}
	free(of);
}

static void find_trouble(struct forecast *f)
{
	size_t i, k;

	for (i = 0; i < f->n_steps; i++) {
		struct forecast_step *x = &f->steps[i];

		x->held_by = NONE;
		if (!is_free(x))
			continue;
		if (x->status != STATUS_TODO)
			x->held_by = i;
		for (k = 0; x->held_by == NONE && k < x->n_after; k++)
			x->held_by = f->steps[x->after[k].step].held_by;
	}
}

int forecast_make(const struct snapshot *s, struct forecast *f, const char *const *keys,
		  struct err *err)
{
	struct building b;
	int rc;

	start(&b, s, f);
	do
		rc = attempt(&b, keys, err);
	while (rc == 1);
	if (rc == 0) {
		find_trouble(f);
		measure(s, f, true);
		measure(s, f, false);
	}
	finish(&b);
	return rc;
}

int64_t forecast_missed(const struct forecast *f, int64_t minutes, bool planned)
{
	int64_t missed = 0;
	size_t i;

	for (i = 0; i < f->n_waves; i++)
		if ((planned ? f->waves[i].planned.safe : f->waves[i].now.safe) > minutes)
			missed += f->waves[i].quantity;
	return missed;
}

/* ---- measured time --------------------------------------------------------------------------- */

/* Keeps of the stretches what the calendar has open. */
static void keep_open(const struct snap_calendar *c, int64_t origin, struct sched_window **stretches,
		      size_t *n)
{
	VEC(struct sched_window) kept = VEC_INIT;
	size_t i, k;

	for (i = 0; i < *n; i++)
		for (k = 0; k < c->n_windows; k++) {
			struct sched_window w = { c->windows[k].open - origin,
						  c->windows[k].close - origin };

			w.open = w.open > (*stretches)[i].open ? w.open : (*stretches)[i].open;
			w.close = w.close < (*stretches)[i].close ? w.close : (*stretches)[i].close;
			if (w.open < w.close)
				VEC_PUSH(&kept, w);
		}
	free(*stretches);
	*stretches = kept.items;
	*n = kept.n;
}

int64_t forecast_worked(const struct snapshot *s, const struct forecast *f, size_t step)
{
	const struct forecast_step *x = &f->steps[step];
	struct sched_window *stretches;
	int64_t sum = 0;
	size_t i, n = 1;

	if (x->before || x->status != STATUS_DONE || x->actual_start == PLAN_NEVER ||
	    x->actual_finish == PLAN_NEVER || x->actual_finish <= x->actual_start)
		return -1;
	stretches = mem_alloc(1, sizeof(*stretches));
	stretches[0] = (struct sched_window){ x->actual_start, x->actual_finish };
	for (i = 0; i < x->calendars.n; i++)
		keep_open(&s->calendars[x->calendars.items[i]], f->origin, &stretches, &n);
	for (i = 0; i < n; i++)
		sum += stretches[i].close - stretches[i].open;
	free(stretches);
	return sum > 0 ? sum : x->actual_finish - x->actual_start;
}
