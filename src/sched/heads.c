/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/core.h"

#include "sched/alloc.h"
#include "sched/convert.h"
#include "sched/validate.h"

/* ---- heads and tails ------------------------------------------------------------------------- */

/* Earliest start and finish over the modes of i from the lower limits t (start) and f (finish). */
static bool earliest(const struct core *c, uint32_t i, int64_t t, int64_t f, int64_t *ret_start,
		     int64_t *ret_finish)
{
	bool pausable = c->p->activities[i].pausable;

	*ret_start = *ret_finish = SCHED_NEVER;
	for (uint32_t m = c->first_mode[i]; m < c->first_mode[i + 1]; m++) {
		const struct core_mode *x = &c->modes[m];
		const struct calendar *cal = &c->calendars[x->calendar];
		int64_t at = t, s, e = SCHED_NEVER;

		if (f != INT64_MIN) {
			s = calendar_start_reaching(cal, f, x->duration, pausable);
			at = s > at ? s : at;
		}
		s = at == SCHED_NEVER ? at : core_fit(c, c->profiles, i, m, at, &e);
		if (s == SCHED_NEVER)
			continue;
		if (s < *ret_start)
			*ret_start = s;
		if (e < *ret_finish)
			*ret_finish = e;
	}
	return *ret_start != SCHED_NEVER;
}

/* Which constraint alone keeps activity i from ever running. */
static bool name_unplaceable(const struct core *c, uint32_t i, struct sched_failure *f)
{
	const struct core_mode *m = &c->modes[c->first_mode[i]];
	const struct calendar *cal = &c->calendars[m->calendar];
	bool pausable = c->p->activities[i].pausable;

	for (uint32_t k = 0; k < m->n_needs; k++) {
		const struct sched_need *need = &c->needs[m->need + k];
		const struct sched_resource *r = &c->p->resources[need->index];
		int64_t most = 0;

		for (size_t s = 0; s < r->n_steps; s++)
			if (r->steps[s].capacity > most)
				most = r->steps[s].capacity;
		if (most < need->amount)
			return sched_fail(f, SCHED_FAULT_CAPACITY, i, need->index, need->amount);
	}
	if (calendar_start(cal, c->release[i], m->duration, pausable) == SCHED_NEVER) {
		uint32_t which = SCHED_NONE;

		if (c->p->activities[i].n_calendars == 1)
			which = c->p->activities[i].calendars[0];
		return sched_fail(f, pausable ? SCHED_FAULT_CALENDAR : SCHED_FAULT_WINDOW, i,
				  which, m->duration);
	}
	if (m->n_needs)
		return sched_fail(f, SCHED_FAULT_CAPACITY, i, c->needs[m->need].index,
				  c->needs[m->need].amount);
	return sched_fail(f, pausable ? SCHED_FAULT_CALENDAR : SCHED_FAULT_WINDOW, i, SCHED_NONE,
			  m->duration);
}

static bool raise_head(struct core *c, uint32_t i, bool *ret_changed, struct sched_failure *f)
{
	int64_t t = c->head[i] > c->release[i] ? c->head[i] : c->release[i], end = INT64_MIN;
	int64_t start, finish;

	if (c->is_fixed[i])
		return true;
	for (uint32_t a = c->pred.first[i]; a < c->pred.first[i + 1]; a++) {
		const struct core_arc *x = &c->pred.arcs[a];

		if (c->finish_head[x->other] + x->lag > t)
			t = c->finish_head[x->other] + x->lag;
	}
	for (uint32_t a = c->max_out.first[i]; a < c->max_out.first[i + 1]; a++) {
		const struct core_arc *x = &c->max_out.arcs[a];

		if (c->head[x->other] - x->lag > end)
			end = c->head[x->other] - x->lag;
	}
	if (!earliest(c, i, t, end, &start, &finish))
		return name_unplaceable(c, i, f);
	if (start != c->head[i] || finish != c->finish_head[i])
		*ret_changed = true;
	c->head[i] = start;
	c->finish_head[i] = finish;
	if (finish > c->p->activities[i].deadline)
		return sched_fail(f, SCHED_FAULT_DEADLINE, i, SCHED_NONE, finish);
	return true;
}

/* A maximum lag from a fixed activity, or one whose mode leaves its finish no freedom, bounds
 * starts from above; here only what is certain: the far end is fixed. */
static bool fixed_max_lags(const struct core *c, struct sched_failure *f)
{
	for (uint32_t i = 0; i < c->n; i++)
		for (uint32_t a = c->max_in.first[i]; a < c->max_in.first[i + 1]; a++) {
			const struct core_arc *x = &c->max_in.arcs[a];

			if (c->is_fixed[x->other] &&
			    c->head[i] > c->fixed[x->other].finish + x->lag)
				return sched_fail(f, SCHED_FAULT_MAX_LAG, i, x->edge, c->head[i]);
		}
	return true;
}

/* Repeats until nothing changes, or gives up (*ret_changed): without calendars and with one mode
 * each a change after n + 1 rounds proves a positive cycle; otherwise the heads so far are only
 * bounds. */
static bool raise_heads(struct core *c, bool *ret_changed, struct sched_failure *f)
{
	bool exact = !c->has_calendar && !c->multi_mode, changed = true;
	size_t limit = exact || c->n + 1 < 200 ? c->n + 2 : 200;

	for (size_t round = 0; changed && round < limit; round++) {
		changed = false;
		for (size_t k = 0; k < c->n; k++)
			if (!raise_head(c, c->order[k], &changed, f))
				return false;
		if (!c->has_max)
			changed = false;
	}
	*ret_changed = changed;
	return true;
}

/* ---- joins ----------------------------------------------------------------------------------- */

/* An activity that waits for many is bound by their work as well as by the longest way: what all
 * that comes before it needs of a resource after the first of their heads. */
#define JOINS 24
#define JOIN_DEGREE 4
#define JOIN_ALL 200      /* with no more activities than that, every join is looked at */
#define JOIN_WORK 2000000 /* ancestors looked at, all joins together */

static size_t ancestors(const struct core *c, uint32_t i, bool *seen, uint32_t *ret)
{
	size_t n = 0;

	memset(seen, 0, c->n * sizeof(*seen));
	ret[n++] = i;
	seen[i] = true;
	for (size_t k = 0; k < n; k++)
		for (uint32_t a = c->pred.first[ret[k]]; a < c->pred.first[ret[k] + 1]; a++) {
			uint32_t j = c->pred.arcs[a].other;

			if (c->pred.arcs[a].lag < 0 || seen[j]) /* may overlap what follows */
				continue;
			seen[j] = true;
			ret[n++] = j;
		}
	return n;
}

static void raise_join(struct core *c, uint32_t i, const uint32_t *before, size_t n,
		       uint32_t *by_head, int64_t *key)
{
	for (size_t k = 1; k < n; k++)
		key[k - 1] = -c->head[before[k]];
	convert_sort(by_head, key, n - 1);
	for (uint32_t r = 0; r < c->n_resources; r++) {
		int64_t work = 0;

		for (size_t k = 0; k + 1 < n; k++) { /* latest heads first */
			uint32_t j = before[by_head[k] + 1];
			int64_t end;

			work += core_work(c, &c->markets[r], j);
			if (!work || (k + 2 < n &&
				      c->head[before[by_head[k + 1] + 1]] == c->head[j]))
				continue;
			end = supply_time_for(&c->markets[r].supply, c->head[j], work);
			if (end != SCHED_NEVER && end > c->head[i])
				c->head[i] = end;
		}
	}
}

static bool raise_joins(struct core *c, struct sched_failure *f)
{
	bool *seen, changed = false;
	uint32_t *before, *by_head;
	int64_t *key;
	size_t joins = 0, looked = 0, most = c->n <= JOIN_ALL ? c->n : JOINS;
	uint32_t degree = c->n <= JOIN_ALL ? 2 : JOIN_DEGREE;
	bool ok = true;

	SCHED_ARRAY(seen, c->n);
	SCHED_ARRAY(before, c->n);
	SCHED_ARRAY(by_head, c->n);
	SCHED_ARRAY(key, c->n);
	for (size_t k = 0; ok && k < c->n && joins < most && looked < JOIN_WORK; k++) {
		uint32_t i = c->order[k];
		int64_t old = c->head[i];
		size_t n;

		if (c->is_fixed[i] || c->pred.first[i + 1] - c->pred.first[i] < degree)
			continue;
		n = ancestors(c, i, seen, before);
		looked += n;
		joins++;
		raise_join(c, i, before, n, by_head, key);
		if (c->head[i] > old)
			ok = raise_heads(c, &changed, f);
	}
	free(seen);
	free(before);
	free(by_head);
	free(key);
	return ok;
}

/* Heads, tails and what they prove. */
bool core_heads(struct core *c, struct sched_failure *f)
{
	bool changed;

	SCHED_ARRAY(c->head, c->n);
	SCHED_ARRAY(c->finish_head, c->n);
	SCHED_ARRAY(c->tail, c->n);
	for (uint32_t i = 0; i < c->n; i++) {
		c->head[i] = c->is_fixed[i] ? c->fixed[i].start : c->release[i];
		c->finish_head[i] = c->is_fixed[i] ? c->fixed[i].finish : c->release[i];
	}
	if (!raise_heads(c, &changed, f))
		return false;
	if (changed && !c->has_calendar && !c->multi_mode)
		for (uint32_t e = 0; e < c->p->n_edges; e++)
			if (c->p->edges[e].max_lag != SCHED_NEVER) {
				uint32_t from = c->p->edges[e].from, to = c->p->edges[e].to;
				int64_t latest = c->finish_head[from] + c->p->edges[e].max_lag;

				if (c->head[to] > latest && !c->is_fixed[from])
					return sched_fail(f, SCHED_FAULT_LAG_CYCLE, to, e, 0);
			}
	if (!changed && !raise_joins(c, f))
		return false;
	for (size_t k = c->n; k-- > 0;) {
		uint32_t i = c->order[k];

		for (uint32_t a = c->succ.first[i]; a < c->succ.first[i + 1]; a++) {
			uint32_t j = c->succ.arcs[a].other;
			int64_t d = c->is_fixed[j] ? 0 : INT64_MAX;

			for (uint32_t m = c->first_mode[j]; m < c->first_mode[j + 1]; m++)
				if (c->modes[m].duration < d)
					d = c->modes[m].duration;
			if (c->succ.arcs[a].lag + d + c->tail[j] > c->tail[i])
				c->tail[i] = c->succ.arcs[a].lag + d + c->tail[j];
		}
	}
	return fixed_max_lags(c, f);
}
