/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Figures, exactly as definitions.md says ("Times and figures").
 *
 * Exposure of a wave = rate.contained × min(contained, safe) + rate.safe × safe (cover.h splits the
 * weight so that minutes after containment count contained_factor); never safe counts until the
 * horizon.  Lower bounds: longest path with the shortest mode of every step, without crews and
 * calendars, and the engine's own, whichever is higher.  P50 and P90 of the time to switch come from
 * the three-point estimates along the critical chain (PERT: mean (l + 4m + h) / 6, standard
 * deviation (h - l) / 6; Malcolm, Roseboom, Clark and Fazar 1959), steps taken as independent.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "plan/cover.h"
#include "plan/effort.h"
#include "plan/levers.h"
#include "plan/say.h"
#include "plan/times.h"
#include "util/mem.h"
#include "util/text.h"

static int64_t sum(int64_t a, int64_t b)
{
	int64_t c;

	return __builtin_add_overflow(a, b, &c) ? INT64_MAX : c;
}

static int64_t product(int64_t a, int64_t b)
{
	int64_t c;

	return __builtin_mul_overflow(a, b, &c) ? INT64_MAX : c;
}

static int64_t until_horizon(int64_t minutes, int64_t horizon)
{
	return minutes == PLAN_NEVER ? horizon : minutes;
}

static int64_t wave_exposure(const struct exposure_rate *rate, int64_t contained, int64_t safe)
{
	return sum(product(rate->contained, contained < safe ? contained : safe),
		   product(rate->safe, safe));
}

static void add_wave(const struct snapshot *s, struct plan *p, size_t wave, int64_t horizon)
{
	const struct plan_wave *w = &p->waves[wave];
	struct exposure_rate rate = exposure_rate_of(s, p, wave);
	struct plan_figures *f = &p->figures;
	int64_t safe = until_horizon(w->safe, horizon);
	int64_t contained = until_horizon(w->contained, horizon);

	f->exposure = sum(f->exposure, wave_exposure(&rate, contained, safe));
	if (w->safe == PLAN_NEVER)
		f->never_safe += w->quantity;
	else if (w->safe > f->last_safe)
		f->last_safe = w->safe;
	if (w->safe > f->time_to_switch)
		f->time_to_switch = w->safe;
	if (w->contained > f->time_to_contain)
		f->time_to_contain = w->contained;
	if (w->removed < safe) {
		f->gap = sum(f->gap, product(w->quantity, safe - w->removed));
		if (safe - w->removed > f->gap_max)
			f->gap_max = safe - w->removed;
	}
	if (contained < safe)
		f->degraded = sum(f->degraded, product(w->quantity, safe - contained));
}

/* ---- bounds ---------------------------------------------------------------------------------- */

/* Shortest minutes of every instance over its modes. */
static int64_t *shortest(const struct snapshot *s, const struct plan_request *r, struct plan *p,
			 const struct playbook *book)
{
	int64_t *least = mem_zalloc(p->n_instances, sizeof(*least));
	const struct play_step **of = mem_zalloc(s->n_steps, sizeof(*of));
	size_t i, k;

	for (i = 0; i < book->n_steps; i++)
		of[book->steps[i].index] = &book->steps[i];
	for (i = 0; i < p->n_instances; i++) {
		const struct play_step *st = of[p->instances[i].step];

		least[i] = INT64_MAX;
		for (k = 0; st && k < st->n_modes; k++) {
			struct effort e;
			int64_t minutes;

			effort_of(s, r, p, &st->modes[k], &p->instances[i], &e);
			minutes = effort_duration(&e, e.max_workers).likely;
			if (minutes < least[i])
				least[i] = minutes;
		}
		if (least[i] == INT64_MAX)
			least[i] = p->instances[i].duration.likely;
	}
	free(of);
	return least;
}

/* Replaces each instance's shortest time by its earliest possible finish. */
static void earliest(const struct plan *p, int64_t *time)
{
	size_t i, k;

	for (i = 0; i < p->n_instances; i++) {
		const struct plan_instance *in = &p->instances[i];
		int64_t start = in->release;

		if (in->done || in->start == PLAN_NEVER) {
			time[i] = in->done ? in->finish : PLAN_NEVER;
			continue;
		}
		for (k = 0; k < in->n_after; k++) {
			int64_t before = time[in->after[k].instance];

			if (before != PLAN_NEVER && before + in->after[k].lag > start)
				start = before + in->after[k].lag;
		}
		time[i] = sum(start, time[i]);
	}
}

static int64_t last_of(const struct cover *c, const int64_t *time, size_t wave)
{
	int64_t last = INT64_MIN;
	size_t i;

	for (i = c->begin[wave]; i < c->begin[wave + 1]; i++)
		if (time[c->items[i]] > last)
			last = time[c->items[i]];
	if (last == INT64_MIN)
		return PLAN_NEVER;
	return last < 0 ? 0 : last;
}

static int find_bounds(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		       int64_t horizon, struct err *err)
{
	struct plan_figures *f = &p->figures;
	struct arena arena = ARENA_INIT;
	struct playbook book;
	struct cover contains, secures;
	int64_t *time, exposure = 0, last = 0, engine = f->exposure_bound;
	size_t w;
	int rc = playbook_open(s, p->playbook, p->order, &arena, &book, err);

	if (rc < 0) {
		arena_release(&arena);
		return rc;
	}
	time = shortest(s, r, p, &book);
	earliest(p, time);
	cover_init(&contains, s, p, MARK_CONTAINS);
	cover_init(&secures, s, p, MARK_SECURES);
	for (w = 0; w < p->n_waves; w++) {
		struct exposure_rate rate = exposure_rate_of(s, p, w);
		int64_t safe = last_of(&secures, time, w), held;

		held = contains.begin[w] < contains.begin[w + 1] ? last_of(&contains, time, w) : safe;
		if (safe > last)
			last = safe;
		/* What is never safe is no part of the engine's problem but for its containment. */
		if (safe == PLAN_NEVER)
			engine = sum(engine, product(rate.safe + (held == PLAN_NEVER ? rate.contained
										     : 0), horizon));
		safe = until_horizon(safe, horizon);
		exposure = sum(exposure, wave_exposure(&rate, until_horizon(held, horizon), safe));
	}
	f->exposure_bound = engine > exposure ? engine : exposure;
	if (f->exposure_bound > f->exposure)
		f->exposure_bound = f->exposure;
	f->switch_bound = last < f->time_to_switch ? last : f->time_to_switch;
	free(time);
	cover_release(&contains);
	cover_release(&secures);
	arena_release(&arena);
	return 0;
}

/* ---- critical chain -------------------------------------------------------------------------- */

size_t plan_last_secured(const struct snapshot *s, const struct plan *p, int64_t *ret_finish)
{
	size_t i, last = NONE;

	for (i = 0; i < p->n_instances; i++) {
		const struct plan_instance *in = &p->instances[i];

		if (!(s->steps[in->step].marks & MARK_SECURES) || in->finish == PLAN_NEVER)
			continue;
		if (last == NONE || in->finish > p->instances[last].finish)
			last = i;
	}
	if (last != NONE)
		*ret_finish = p->instances[last].finish;
	return last;
}

static int64_t root_of(int64_t square)
{
	int64_t low = 0, high = INT64_C(3037000499);

	while (low < high) {
		int64_t middle = low + (high - low + 1) / 2;

		if (middle <= square / middle)
			low = middle;
		else
			high = middle - 1;
	}
	return low;
}

static void estimate_switch(const struct snapshot *s, struct plan *p)
{
	struct plan_figures *f = &p->figures;
	int64_t shift = 0, squares = 0, finish;
	size_t at = plan_last_secured(s, p, &finish), i;

	f->switch_p50 = f->switch_p90 = PLAN_NEVER;
	for (i = 0; i < p->n_instances; i++)
		p->instances[i].critical = false;
	/* Two steps tied by a maximum lag may each name the other: nobody is counted twice. */
	while (at != NONE && !p->instances[at].critical) {
		struct plan_instance *in = &p->instances[at];
		const struct estimate *d = &in->duration;

		in->critical = true;
		if (!in->done) {
			shift += d->low + d->high - 2 * d->likely;
			squares = sum(squares, product(d->high - d->low, d->high - d->low));
		}
		at = in->why_instance;
	}
	if (f->time_to_switch == PLAN_NEVER)
		return;
	f->switch_p50 = f->time_to_switch + shift / 6;
	if (f->switch_p50 < 0)
		f->switch_p50 = 0;
	/* 1.2816 is the normal distribution's 90 % quantile. */
	f->switch_p90 = f->switch_p50 + root_of(squares) * 12816 / 60000;
}

/* ---- deadlines ------------------------------------------------------------------------------- */

static void add_deadline(const struct snapshot *s, const struct plan_request *r, struct plan *p,
			 char *name, int64_t minutes)
{
	struct plan_deadline *d = &p->deadlines[p->n_deadlines];
	size_t i;

	for (i = 0; i < p->n_deadlines; i++)
		if (p->deadlines[i].minutes == minutes)
			return;
	*d = (struct plan_deadline){ .name = name, .minutes = minutes };
	for (i = 0; i < p->n_waves; i++)
		if (p->waves[i].safe > minutes)
			d->missed += p->waves[i].quantity;
	if (d->missed)
		d->lever = plan_lever(s, r, p, minutes);
	p->n_deadlines++;
}

static int by_minutes(const void *left, const void *right)
{
	const struct plan_deadline *a = left, *b = right;

	return a->minutes < b->minutes ? -1 : a->minutes > b->minutes;
}

static void find_deadlines(const struct snapshot *s, const struct plan_request *r, struct plan *p)
{
	const char *at = policy_text(s, "deadlines"), *piece;
	size_t length, most = 2;
	int64_t seconds;

	for (piece = at; piece && *piece; piece++)
		most += *piece == ';';
	p->deadlines = arena_alloc(&p->arena, most, sizeof(*p->deadlines));
	p->n_deadlines = 0;
	while (text_list_next(&at, &piece, &length)) {
		char *name = arena_strndup(&p->arena, piece, length);

		if (duration_parse(name, &seconds) == 0)
			add_deadline(s, r, p, name, seconds / MINUTE_S);
	}
	if (r->deadline >= 0)
		add_deadline(s, r, p, plan_minutes_text(&p->arena, r->deadline), r->deadline);
	qsort(p->deadlines, p->n_deadlines, sizeof(*p->deadlines), by_minutes);
}

int plan_figures(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		 struct err *err)
{
	struct plan_figures *f = &p->figures;
	int64_t horizon = policy_duration(s, "horizon") / MINUTE_S;
	size_t i;
	int rc;

	plan_times(s, p);
	f->affected_classes = (int64_t)p->n_classes;
	f->affected_assets = f->never_safe = f->time_to_contain = f->time_to_switch = 0;
	f->last_safe = 0;
	f->exposure = f->gap = f->gap_max = f->degraded = 0;
	for (i = 0; i < p->n_classes; i++)
		f->affected_assets += s->classes[p->classes[i].class].quantity;
	for (i = 0; i < p->n_waves; i++)
		add_wave(s, p, i, horizon);
	if (f->never_safe > 0 && f->never_safe >= f->affected_assets)
		f->last_safe = PLAN_NEVER; /* there is none that does */
	rc = find_bounds(s, r, p, horizon, err);
	if (rc < 0)
		return rc;
	estimate_switch(s, p);
	find_deadlines(s, r, p);
	return 0;
}
