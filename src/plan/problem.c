/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/problem.h"

#include <stdlib.h>
#include <string.h>

#include "plan/needs.h"
#include "plan/rates.h"
#include "util/map.h"
#include "util/mem.h"
#include "util/money.h"

/* ---- money ----------------------------------------------------------------------------------- */

static int read_costs(struct problem *b, struct err *err)
{
	const struct snapshot *s = b->s;
	size_t i;
	int rc;

	b->minor_scale = 1.0 / PRICE_SCALE;
	for (i = 0; (int)i < currency_exponent(s->currency); i++)
		b->minor_scale *= 10;
	b->hourly = arena_alloc(&b->arena, s->n_crews, sizeof(*b->hourly));
	for (i = 0; i < s->n_crews; i++) {
		int64_t rate;

		if (!s->crews[i].hourly_cost)
			continue;
		rc = rate_on(s, s->crews[i].currency, snapshot_today(s), &rate, err);
		if (rc == 0)
			rc = rate_amount(s->crews[i].hourly_cost, 1, 1, rate, 4, &b->hourly[i], err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* Price units to minor units of the workspace currency, rounded down: for comparing only. */
static int64_t minor(const struct problem *b, int64_t price)
{
	int exponent = currency_exponent(b->s->currency);

	for (; exponent >= 0 && exponent < 4; exponent++)
		price /= 10;
	return price;
}

/* Nothing costs more than this to the search; thousands of steps still add up. */
#define MOST_COST INT64_C(1000000000000000)

/* Price units an hour for so many minutes of work. */
static int64_t labour(const struct problem *b, int64_t hourly, int64_t minutes)
{
	int64_t sum;

	if (__builtin_mul_overflow(hourly, minutes, &sum) || minor(b, sum / 60) > MOST_COST)
		return MOST_COST;
	return minor(b, sum / 60);
}

/* ---- modes ----------------------------------------------------------------------------------- */

static void fill_mode(struct problem *b, const struct mode_choice *choice, struct sched_mode *m)
{
	const struct effort *e = &choice->effort;
	int64_t hourly = e->crew == NONE ? 0 : b->hourly[e->crew];

	*m = (struct sched_mode){ .workers = e->workers, .max_workers = e->max_workers,
				  .crew = SCHED_NONE, .cost = minor(b, choice->mode->extra_cost) };
	if (e->crew != NONE && e->work.likely > 0) {
		m->duration = e->fixed.likely;
		m->work = e->work.likely;
		m->crew = (uint32_t)e->crew;
		m->cost += labour(b, hourly, e->work.likely);
		m->cost_per_worker = labour(b, hourly, e->fixed.likely);
	} else {
		m->duration = effort_duration(e, e->workers).likely;
		m->cost += labour(b, hourly * e->workers, m->duration);
	}
	if (e->crew == NONE)
		return;
	if (!m->work && m->duration > 0) {
		struct sched_need *need = arena_alloc(&b->arena, 1, sizeof(*need));

		*need = (struct sched_need){ (uint32_t)e->crew, e->workers };
		m->needs = need;
		m->n_needs = 1;
	}
	if (b->s->crews[e->crew].calendar != NONE) {
		uint32_t *calendar = arena_alloc(&b->arena, 1, sizeof(*calendar));

		*calendar = (uint32_t)b->s->crews[e->crew].calendar;
		m->calendars = calendar;
		m->n_calendars = 1;
	}
}

/* A mode counts when somebody can do it and, after the call, is there by the release. */
static bool mode_possible(const struct problem *b, const struct plan_instance *in,
			  const struct play_mode *mode, const struct effort *e)
{
	if (!mode->skill)
		return true;
	if (e->crew == NONE || b->s->crews[e->crew].call_out > in->release * MINUTE_S)
		return false;
	return mode->workers <= effort_capacity(b->s, b->r, e->crew);
}

static void fill_modes(struct problem *b, size_t instance)
{
	const struct plan_instance *in = &b->p->instances[instance];
	const struct play_step *st = b->step_of[in->step];
	struct sched_activity *a = &b->activities[instance];
	struct sched_mode *modes = arena_alloc(&b->arena, st->n_modes, sizeof(*modes));
	struct mode_choice *choices = arena_alloc(&b->arena, st->n_modes, sizeof(*choices));
	size_t i, n = 0;

	for (i = 0; i < st->n_modes; i++) {
		struct mode_choice choice = { .mode = &st->modes[i] };

		effort_of(b->s, b->r, b->p, choice.mode, in, &choice.effort);
		/* The engine pauses activities, not modes: a mode that differs there is left out. */
		if (i && (!mode_possible(b, in, choice.mode, &choice.effort) ||
			  choice.effort.continuous != choices[0].effort.continuous))
			continue;
		choices[n] = choice;
		fill_mode(b, &choice, &modes[n++]);
	}
	b->choices[instance] = choices;
	a->modes = modes;
	a->n_modes = n;
	a->pausable = !choices[0].effort.continuous;
}

/* ---- calendars ------------------------------------------------------------------------------- */

static bool overrides_windows(const struct problem *b, enum step_phase phase)
{
	static const char *const keys[] = {
		[PHASE_PREPARE] = "breach_overrides_change_windows.prepare",
		[PHASE_DECIDE] = "breach_overrides_change_windows.decide",
		[PHASE_CONTAIN] = "breach_overrides_change_windows.contain",
		[PHASE_PRESERVE] = "breach_overrides_change_windows.preserve",
		[PHASE_REPLACE] = "breach_overrides_change_windows.replace",
		[PHASE_VERIFY] = "breach_overrides_change_windows.verify",
		[PHASE_RETIRE] = "breach_overrides_change_windows.retire",
		[PHASE_CLOSE] = "breach_overrides_change_windows.close",
	};

	return b->p->order == ORDER_BREACH && policy_yes(b->s, keys[phase]);
}

/* The change windows of everything it touches, each once. */
static void fill_calendars(struct problem *b, size_t instance)
{
	const struct plan_instance *in = &b->p->instances[instance];
	const struct play_step *st = b->step_of[in->step];
	struct sched_activity *a = &b->activities[instance];
	uint32_t *list;
	size_t i, k, n = 0;

	if (!st->touches || overrides_windows(b, st->row->phase))
		return;
	list = arena_alloc(&b->arena, in->waves.n, sizeof(*list));
	for (i = 0; i < in->waves.n; i++) {
		const struct plan_wave *w = &b->p->waves[in->waves.items[i]];
		const struct snap_class *c = &b->s->classes[b->p->classes[w->plan_class].class];
		size_t calendar = c->calendar;

		if (calendar == NONE && c->site != NONE)
			calendar = b->s->sites[c->site].calendar;
		for (k = 0; calendar != NONE && k < n; k++)
			if (list[k] == calendar)
				break;
		if (calendar != NONE && k == n)
			list[n++] = (uint32_t)calendar;
	}
	a->calendars = list;
	a->n_calendars = n;
}

/* ---- milestones ------------------------------------------------------------------------------ */

static bool wave_reachable(const struct problem *b, const struct cover *c, size_t wave)
{
	size_t i;

	for (i = c->begin[wave]; i < c->begin[wave + 1]; i++)
		if (b->dropped[c->items[i]])
			return false;
	return c->begin[wave] < c->begin[wave + 1];
}

/* Waves that wait for the same instances share a milestone; their weights add up. */
static void add_milestone(struct problem *b, struct map *seen, const struct cover *c, size_t wave,
			  int64_t weight)
{
	size_t n = c->begin[wave + 1] - c->begin[wave], i, at;
	struct strbuf key = STRBUF_INIT;
	uint32_t *list;

	if (weight <= 0)
		return;
	for (i = 0; i < n; i++)
		strbuf_addf(&key, "%zu ", c->items[c->begin[wave] + i]);
	at = map_get(seen, key.buf);
	if (at == MAP_NONE) {
		list = arena_alloc(&b->arena, n, sizeof(*list));
		for (i = 0; i < n; i++)
			list[i] = (uint32_t)c->items[c->begin[wave] + i];
		map_put(seen, arena_strndup(&b->arena, key.buf, key.len), b->milestones.n);
		VEC_PUSH(&b->milestones, (struct sched_milestone){ list, n, weight });
	} else {
		b->milestones.items[at].weight += weight;
	}
	strbuf_release(&key);
}

static void fill_milestones(struct problem *b)
{
	struct map seen = MAP_INIT;
	size_t w;

	b->milestones.n = 0;
	for (w = 0; w < b->p->n_waves; w++) {
		struct exposure_rate rate = exposure_rate_of(b->s, b->p, w);

		if (wave_reachable(b, &b->contains, w)) {
			add_milestone(b, &seen, &b->contains, w, rate.contained);
			rate.contained = 0;
		}
		if (wave_reachable(b, &b->secures, w))
			add_milestone(b, &seen, &b->secures, w, rate.contained + rate.safe);
	}
	map_release(&seen);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void fill_activity(struct problem *b, size_t i)
{
	const struct plan_instance *in = &b->p->instances[i];
	struct sched_activity *a = &b->activities[i];

	a->deadline = SCHED_NEVER;
	a->fixed_start = a->fixed_finish = SCHED_NEVER;
	if (in->done || b->dropped[i]) {
		a->state = SCHED_DONE;
		a->fixed_start = in->done ? in->start : -1;
		a->fixed_finish = in->done ? in->finish : -1;
		return;
	}
	a->state = SCHED_FREE;
	a->release = in->release;
}

static void fill_edges(struct problem *b)
{
	size_t i, k, n = 0;

	b->edges.n = 0;
	for (i = 0; i < b->p->n_instances; i++)
		n += b->p->instances[i].n_after;
	if (!b->edge_of)
		b->edge_of = arena_alloc(&b->arena, n, sizeof(*b->edge_of));
	for (i = 0; i < b->p->n_instances; i++) {
		const struct plan_instance *in = &b->p->instances[i];

		for (k = 0; !in->done && !b->dropped[i] && k < in->n_after; k++) {
			const struct plan_link *l = &in->after[k];

			if (b->dropped[l->instance])
				continue;
			b->edge_of[b->edges.n] = (struct edge_origin){ i, k };
			VEC_PUSH(&b->edges, (struct sched_edge){ (uint32_t)l->instance, (uint32_t)i,
						l->lag, l->max_lag < 0 ? SCHED_NEVER : l->max_lag });
		}
	}
	b->n_edges = b->edges.n;
}

static void fill_tables(struct problem *b)
{
	const struct snapshot *s = b->s;
	size_t i, k;

	b->resources = arena_alloc(&b->arena, s->n_crews, sizeof(*b->resources));
	for (i = 0; i < s->n_crews; i++) {
		struct sched_step *step = arena_alloc(&b->arena, 1, sizeof(*step));

		*step = (struct sched_step){ INT64_MIN / 4, effort_capacity(s, b->r, i) };
		if (step->capacity < 0)
			step->capacity = 0;
		b->resources[i] = (struct sched_resource){ step, 1 };
	}
	b->calendars = arena_alloc(&b->arena, s->n_calendars, sizeof(*b->calendars));
	for (i = 0; i < s->n_calendars; i++) {
		const struct snap_calendar *c = &s->calendars[i];
		struct sched_window *w = arena_alloc(&b->arena, c->n_windows, sizeof(*w));

		for (k = 0; k < c->n_windows; k++)
			w[k] = (struct sched_window){ c->windows[k].open, c->windows[k].close };
		b->calendars[i] = (struct sched_calendar){ w, c->n_windows };
	}
}

/* ---- size ------------------------------------------------------------------------------------ */

/* A century: what is longer is a slip, and sums of thousands of such steps must stay numbers. */
#define MOST_MINUTES (INT64_C(100) * 366 * 24 * 60)
/* Calendars are not laid out further. */
#define MOST_WAITING (INT64_C(3) * 366 * 24 * 60)

/* The longest that an instance can hold up what follows. */
static int64_t longest(const struct problem *b, size_t instance)
{
	const struct plan_instance *in = &b->p->instances[instance];
	int64_t most = 0;
	size_t i;

	if (in->done)
		return 0;
	for (i = 0; i < b->activities[instance].n_modes; i++) {
		const struct effort *e = &b->choices[instance][i].effort;
		int64_t high = effort_duration(e, e->workers).high;

		most = high > most ? high : most;
	}
	most = in->release > most ? in->release : most;
	for (i = 0; i < in->n_after; i++)
		most = in->after[i].lag > most ? in->after[i].lag : most;
	return most;
}

/* The engine adds minutes × weights up in 64 bits; what cannot fit is refused here. */
static int check_size(const struct problem *b, struct err *err)
{
	int64_t minutes = MOST_WAITING, weight = 0, product;
	bool fits = true;
	size_t i;

	for (i = 0; i < b->p->n_instances; i++) {
		const struct plan_instance *in = &b->p->instances[i];
		int64_t most = longest(b, i);

		if (most > MOST_MINUTES)
			return err_set(err, ERR_INPUT,
				       N_("playbook '%s', step '%s': it would take %lld days on %lld "
					  "assets; correct its times and lags, the install_rate of what "
					  "comes, or the quantities"),
				       b->p->playbook, b->s->steps[in->step].key,
				       (long long)(most / (24 * 60)), (long long)in->assets);
		minutes += most;
	}
	for (i = 0; i < b->p->n_waves; i++) {
		struct exposure_rate rate = exposure_rate_of(b->s, b->p, i);

		fits = fits && !__builtin_add_overflow(weight, rate.contained, &weight) &&
			!__builtin_add_overflow(weight, rate.safe, &weight);
	}
	if (!fits || __builtin_mul_overflow(minutes, weight, &product))
		return err_set(err, ERR_INPUT,
			       N_("the plan's exposure is too large to be reckoned: up to %lld days of "
				  "work for %lld assets; correct durations and quantities, or give the "
				  "crews more workers"), (long long)(minutes / (24 * 60)),
			       (long long)b->p->figures.affected_assets);
	return 0;
}

int problem_init(struct problem *b, const struct snapshot *s, const struct plan_request *r,
		 struct plan *p, struct err *err)
{
	size_t i;
	int rc;

	*b = (struct problem){ .s = s, .r = r, .p = p, .arena = ARENA_INIT };
	cover_init(&b->contains, s, p, MARK_CONTAINS);
	cover_init(&b->secures, s, p, MARK_SECURES);
	b->dropped = mem_zalloc(p->n_instances, sizeof(*b->dropped));
	rc = playbook_open(s, p->playbook, p->order, &b->arena, &b->book, err);
	if (rc == 0)
		rc = read_costs(b, err);
	if (rc < 0)
		return rc;
	b->step_of = arena_alloc(&b->arena, s->n_steps, sizeof(*b->step_of));
	b->given_up_of = arena_alloc(&b->arena, s->n_steps, sizeof(*b->given_up_of));
	for (i = 0; i < b->book.n_steps; i++)
		b->step_of[b->book.steps[i].index] = &b->book.steps[i];
	b->activities = arena_alloc(&b->arena, p->n_instances, sizeof(*b->activities));
	b->choices = arena_alloc(&b->arena, p->n_instances, sizeof(*b->choices));
	for (i = 0; i < p->n_instances; i++) {
		fill_modes(b, i);
		fill_calendars(b, i);
	}
	rc = check_size(b, err);
	if (rc < 0)
		return rc;
	fill_tables(b);
	return 0;
}

/* The request's order of objectives, each once; those it does not name come after. */
static void fill_goals(const struct problem *b, struct sched_problem *ret)
{
	static const enum sched_objective objective_of[] = {
		[OBJ_EXPOSURE] = SCHED_EXPOSURE,
		[OBJ_TIME] = SCHED_MAKESPAN,
		[OBJ_COST] = SCHED_COST,
	};
	int64_t tolerance = policy_millionths(b->s, "objective_tolerance") / 100;
	bool named[SCHED_N_OBJECTIVES] = { false };
	size_t i, n = 0;

	for (i = 0; i < 2 * SCHED_N_OBJECTIVES; i++) {
		size_t k = i < SCHED_N_OBJECTIVES ? (size_t)b->r->objectives[i]
						  : i - SCHED_N_OBJECTIVES;

		if (named[k])
			continue;
		named[k] = true;
		ret->goals[n++] = (struct sched_goal){ objective_of[k], tolerance };
	}
	ret->n_goals = n;
}

void problem_build(struct problem *b, struct sched_problem *ret)
{
	size_t i;

	for (i = 0; i < b->p->n_instances; i++)
		fill_activity(b, i);
	fill_edges(b);
	fill_milestones(b);
	*ret = (struct sched_problem){ .activities = b->activities,
		.n_activities = b->p->n_instances, .resources = b->resources,
		.n_resources = b->s->n_crews, .calendars = b->calendars,
		.n_calendars = b->s->n_calendars, .edges = b->edges.items,
		.n_edges = b->edges.n, .milestones = b->milestones.items,
		.n_milestones = b->milestones.n,
		.origin = b->s->now / MINUTE_S };
	fill_goals(b, ret);
}

void problem_release(struct problem *b)
{
	cover_release(&b->contains);
	cover_release(&b->secures);
	free(b->dropped);
	VEC_RELEASE(&b->edges);
	VEC_RELEASE(&b->milestones);
	arena_release(&b->arena);
}
