/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/learn_inner.h"

#include "sched/alloc.h"

#define LOOK 10000 /* tasks looked at between two looks whether to stop */

/* ---- bounds and trail ------------------------------------------------------------------------ */

static inline bool is_true(const struct learn *l, struct literal p)
{
	return l->b[p.x] >= p.v;
}

static inline bool is_false(const struct learn *l, struct literal p)
{
	return l->b[p.x ^ 1] >= 1 - p.v;
}

static inline struct literal negated(struct literal p)
{
	return (struct literal){p.x ^ 1, 1 - p.v};
}

uint32_t learn_room(struct learn *l, size_t n)
{
	if (l->n_arena + n > l->arena_cap) {
		l->arena_cap = (l->n_arena + n) * 2;
		SCHED_GROW(l->arena, l->arena_cap);
	}
	return (uint32_t)l->n_arena;
}

static void set_conflict(struct learn *l, const struct literal *lits, size_t n, struct literal last)
{
	if (l->conflict_cap < n + 1) {
		l->conflict_cap = n * 2 + 16;
		SCHED_GROW(l->conflict, l->conflict_cap);
	}
	memcpy(l->conflict, lits, n * sizeof(*lits));
	l->conflict[n] = last;
	l->n_conflict = n + 1;
}

bool learn_set(struct learn *l, int32_t x, int32_t v, uint32_t reason, uint32_t n_reason)
{
	if (l->b[x] >= v)
		return true;
	if (l->b[x ^ 1] >= 1 - v) {
		set_conflict(l, l->arena + reason, n_reason, (struct literal){x ^ 1, 1 - v});
		return false;
	}
	if (l->n_trail == l->trail_cap) {
		l->trail_cap = l->trail_cap * 2 + 1024;
		SCHED_GROW(l->trail, l->trail_cap);
	}
	l->trail[l->n_trail] = (struct step){x,	      l->b[x], v,	 l->last[x],
					     l->level, reason, n_reason};
	l->last[x] = (int32_t)l->n_trail++;
	l->b[x] = v;
	l->n_arena = reason + n_reason > l->n_arena ? reason + n_reason : l->n_arena;
	return true;
}

void learn_back_to(struct learn *l, uint32_t level)
{
	size_t to;

	if (l->level <= level)
		return;
	to = l->level_start[level];
	while (l->n_trail > to) {
		const struct step *s = &l->trail[--l->n_trail];
		uint32_t i = (uint32_t)s->x / 2;
		int32_t from = s->x & 1 ? -s->now : s->old, end = s->x & 1 ? -s->old : s->now;

		l->b[s->x] = s->old;
		l->last[s->x] = s->before;
		l->n_arena = s->reason;
		for (int32_t v = from; v < end; v++)
			learn_heap_add(l, (uint32_t)(l->offset[i] + (size_t)(v - l->low[i])));
		for (uint32_t k = 0; k < l->n_of[i]; k++)
			l->machines[l->of[i][k]].dirty = true;
	}
	l->head = l->n_trail;
	l->level = level;
}

static void open_level(struct learn *l)
{
	if (l->level + 1 >= l->level_cap) {
		l->level_cap = l->level_cap * 2 + 64;
		SCHED_GROW(l->level_start, l->level_cap);
	}
	l->level_start[l->level++] = l->n_trail;
}

/* ---- clauses --------------------------------------------------------------------------------- */

static void watch(struct learn *l, struct literal p, struct clause *c)
{
	struct watches *w = &l->watches[p.x];

	if (w->n == w->cap) {
		w->cap = w->cap * 2 + 8;
		SCHED_GROW(w->v, w->cap);
	}
	w->v[w->n++] = (struct watch){c, p.v};
}

/* All literals but the first are false: the first must hold. */
static bool unit(struct learn *l, const struct clause *c)
{
	uint32_t room = learn_room(l, c->n);

	for (uint32_t k = 1; k < c->n; k++)
		l->arena[room + k - 1] = negated(c->lits[k]);
	return learn_set(l, c->lits[0].x, c->lits[0].v, room, c->n - 1);
}

/* Finds another literal to watch in place of lits[1]. */
static bool rewatch(struct learn *l, struct clause *c)
{
	for (uint32_t k = 2; k < c->n; k++)
		if (!is_false(l, c->lits[k])) {
			struct literal p = c->lits[k];

			c->lits[k] = c->lits[1];
			c->lits[1] = p;
			watch(l, p, c);
			return true;
		}
	return false;
}

/* The bound y rose: literals of x = y ^ 1 may have become false. */
static bool visit_clauses(struct learn *l, int32_t y)
{
	struct watches *w = &l->watches[y ^ 1];
	size_t keep = 0, k = 0;
	bool ok = true;

	for (; ok && k < w->n; k++) {
		struct watch at = w->v[k];
		struct clause *c = at.clause;

		if (c->dead)
			continue;
		if (l->b[y] < 1 - at.v) {
			w->v[keep++] = at;
			continue;
		}
		if (c->lits[0].x == (y ^ 1) && c->lits[0].v == at.v) {
			c->lits[0] = c->lits[1];
			c->lits[1] = (struct literal){y ^ 1, at.v};
		}
		if (is_true(l, c->lits[0])) {
			w->v[keep++] = at;
			continue;
		}
		if (rewatch(l, c))
			continue;
		w->v[keep++] = at;
		ok = unit(l, c);
	}
	for (; k < w->n; k++)
		w->v[keep++] = w->v[k];
	w->n = keep;
	return ok;
}

static bool visit_lags(struct learn *l, int32_t x)
{
	for (size_t k = 0; k < l->implied[x].n; k++) {
		struct implied e = l->implied[x].v[k];
		uint32_t room;

		if (l->b[e.y] >= l->b[x] + e.lag)
			continue;
		room = learn_room(l, 1);
		l->arena[room] = (struct literal){x, l->b[x]};
		if (!learn_set(l, e.y, l->b[x] + e.lag, room, 1))
			return false;
	}
	return true;
}

/* Many tasks may be looked at before there is a conflict. */
static bool told_to_stop(struct learn *l)
{
	if (!l->stopped && l->stop && l->work - l->asked_at >= LOOK) {
		l->asked_at = l->work;
		l->stopped = l->stop(l->stop_ctx);
	}
	return l->stopped;
}

/* False on a conflict. Told to stop, it leaves machines for the next time. */
static bool propagate(struct learn *l)
{
	for (;;) {
		bool ran = false;

		while (l->head < l->n_trail) {
			int32_t x = l->trail[l->head++].x;
			uint32_t i = (uint32_t)x / 2;

			for (uint32_t k = 0; k < l->n_of[i]; k++)
				l->machines[l->of[i][k]].dirty = true;
			if (!visit_lags(l, x) || !visit_clauses(l, x))
				return false;
		}
		for (size_t k = 0; k < l->n_machines && l->head == l->n_trail; k++) {
			if (!l->machines[k].dirty)
				continue;
			if (told_to_stop(l))
				return true;
			ran = true;
			l->work += l->machines[k].n;
			if (!learn_machine(l, &l->machines[k]))
				return false;
		}
		if (!ran && l->head == l->n_trail)
			return true;
	}
}

/* ---- conflicts ------------------------------------------------------------------------------- */

/* The literal p is about s_i <= v, or its negation. */
static void bump(struct learn *l, struct literal p)
{
	uint32_t i = (uint32_t)p.x / 2, pair;
	int32_t v = p.x & 1 ? -p.v : p.v - 1;

	if (v < l->low[i] || v >= l->high[i])
		return;
	pair = (uint32_t)(l->offset[i] + (size_t)(v - l->low[i]));
	l->activity[pair] += l->step;
	if (l->activity[pair] > 1e100) {
		for (size_t k = 0; k < l->n_pairs; k++)
			l->activity[k] *= 1e-100;
		l->step *= 1e-100;
	}
	if (l->where[pair])
		learn_heap_up(l, pair);
}

/* The step that made the literal true; -1 when it always was. */
static int32_t maker(const struct learn *l, struct literal p)
{
	int32_t k = l->last[p.x];

	while (k >= 0 && l->trail[k].old >= p.v)
		k = l->trail[k].before;
	return k;
}

static void mark(struct learn *l, struct literal p, uint32_t *ret_open)
{
	int32_t k = maker(l, p);

	if (k < 0 || l->trail[k].level == 0)
		return;
	bump(l, p);
	if (!l->marked[k]) {
		l->marked[k] = true;
		l->need[k] = p.v;
		if (l->trail[k].level == l->level)
			++*ret_open;
	} else if (p.v > l->need[k]) {
		l->need[k] = p.v;
	}
}

/* A literal whose reason is among the others adds nothing. */
static bool redundant(const struct learn *l, int32_t k)
{
	const struct step *s = &l->trail[k];

	if (s->n_reason == 0)
		return false;
	for (uint32_t r = 0; r < s->n_reason; r++) {
		struct literal p = l->arena[s->reason + r];
		int32_t by = maker(l, p);

		if (by < 0 || l->trail[by].level == 0)
			continue;
		if (!l->marked[by] || l->need[by] < p.v)
			return false;
	}
	return true;
}

/* First unique implication point. Leaves the clause in l->learnt, [0] to be asserted; returns its
 * length and the level to go back to. */
static size_t analyse(struct learn *l, uint32_t *ret_level)
{
	uint32_t open = 0, level = 0;
	int32_t k = (int32_t)l->n_trail;
	size_t n = 1, second = 1;

	if (l->marked_cap < l->n_trail) {
		size_t old = l->marked_cap;

		l->marked_cap = l->n_trail * 2;
		SCHED_GROW(l->marked, l->marked_cap);
		SCHED_GROW(l->need, l->marked_cap);
		SCHED_GROW(l->learnt, l->marked_cap + 1);
		memset(l->marked + old, 0, (l->marked_cap - old) * sizeof(*l->marked));
	}
	for (size_t c = 0; c < l->n_conflict; c++)
		mark(l, l->conflict[c], &open);
	for (;;) {
		const struct step *s;

		do
			k--;
		while (!l->marked[k]);
		s = &l->trail[k];
		if (--open == 0)
			break;
		l->marked[k] = false;
		for (uint32_t r = 0; r < s->n_reason; r++)
			mark(l, l->arena[s->reason + r], &open);
	}
	l->learnt[0] = negated((struct literal){l->trail[k].x, l->need[k]});
	l->marked[k] = false;
	for (int32_t j = k - 1; j >= 0 && l->trail[j].level > 0; j--) {
		if (!l->marked[j] || redundant(l, j))
			continue;
		l->learnt[n] = negated((struct literal){l->trail[j].x, l->need[j]});
		if (l->trail[j].level > level) {
			level = l->trail[j].level;
			second = n;
		}
		n++;
	}
	for (int32_t j = k - 1; j >= 0 && l->trail[j].level > 0; j--)
		l->marked[j] = false;
	if (n > 1) {
		struct literal p = l->learnt[1];

		l->learnt[1] = l->learnt[second];
		l->learnt[second] = p;
	}
	*ret_level = level;
	return n;
}

static int compare_clauses(const void *a, const void *b)
{
	const struct clause *x = *(struct clause *const *)a, *y = *(struct clause *const *)b;

	if ((x->n <= 2) != (y->n <= 2))
		return x->n <= 2 ? -1 : 1;
	return x->activity > y->activity ? -1 : x->activity < y->activity;
}

/* Forgets the less used half; at level 0 only, so no clause is a reason (reasons are copies
 * anyway). */
static void forget(struct learn *l)
{
	size_t keep = l->n_clauses / 2;

	qsort(l->clauses, l->n_clauses, sizeof(*l->clauses), compare_clauses);
	for (size_t k = keep; k < l->n_clauses; k++)
		l->clauses[k]->dead = true;
	for (size_t x = 0; x < 2 * (size_t)l->n; x++) {
		struct watches *w = &l->watches[x];
		size_t n = 0;

		for (size_t k = 0; k < w->n; k++)
			if (!w->v[k].clause->dead)
				w->v[n++] = w->v[k];
		w->n = n;
	}
	for (size_t k = keep; k < l->n_clauses; k++)
		free(l->clauses[k]);
	l->n_clauses = keep;
	l->max_clauses += l->max_clauses / 20;
}

static bool learn_clause(struct learn *l, size_t n)
{
	struct clause *c;

	if (n == 1)
		return learn_set(l, l->learnt[0].x, l->learnt[0].v, learn_room(l, 0), 0);
	c = mem_alloc(1, sizeof(*c) + n * sizeof(c->lits[0]));
	*c = (struct clause){.n = (uint32_t)n, .activity = l->clause_step};
	memcpy(c->lits, l->learnt, n * sizeof(c->lits[0]));
	if (l->n_clauses == l->clauses_cap) {
		l->clauses_cap = l->clauses_cap * 2 + 256;
		SCHED_GROW(l->clauses, l->clauses_cap);
	}
	l->clauses[l->n_clauses++] = c;
	watch(l, c->lits[0], c);
	watch(l, c->lits[1], c);
	return unit(l, c);
}

/* ---- search ---------------------------------------------------------------------------------- */

static void decide(struct learn *l, int32_t x, int32_t v)
{
	open_level(l);
	learn_set(l, x, v, (uint32_t)l->n_arena, 0);
}

/* Earliest first: the variable of least lower bound takes it. */
static bool decide_earliest(struct learn *l)
{
	uint32_t best = UINT32_MAX;

	for (uint32_t i = 0; i < l->n; i++) {
		if (l->b[2 * i] == -l->b[2 * i + 1])
			continue;
		if (best == UINT32_MAX || l->b[2 * i] < l->b[2 * best] ||
		    (l->b[2 * i] == l->b[2 * best] && l->b[2 * i + 1] > l->b[2 * best + 1]))
			best = i;
	}
	if (best == UINT32_MAX)
		return false;
	decide(l, (int32_t)(2 * best + 1), -l->b[2 * best]);
	return true;
}

static bool decide_hottest(struct learn *l)
{
	while (l->n_heap) {
		uint32_t pair = learn_heap_pop(l), i = l->pair_of[pair];
		int32_t v = (int32_t)(pair - l->offset[i]) + l->low[i];

		if (v < l->b[2 * i] || v >= -l->b[2 * i + 1])
			continue;
		if (!l->guided || l->guide[i] <= v)
			decide(l, (int32_t)(2 * i + 1), -v);
		else
			decide(l, (int32_t)(2 * i), v + 1);
		return true;
	}
	return decide_earliest(l);
}

static uint64_t luby(uint64_t k)
{
	uint64_t size = 1, seq = 0;

	while (size < k + 1) {
		seq++;
		size = 2 * size + 1;
	}
	while (size - 1 != k) {
		size = (size - 1) / 2;
		seq--;
		k %= size;
	}
	return (uint64_t)1 << seq;
}

static bool resolve_conflict(struct learn *l)
{
	uint32_t level;
	size_t n;

	l->conflicts++;
	if (l->level == 0) {
		l->broken = true;
		return false;
	}
	n = analyse(l, &level);
	learn_back_to(l, level);
	l->step *= 1 / .95;
	l->clause_step *= 1.001f;
	if (l->clause_step > 1e20f) {
		for (size_t k = 0; k < l->n_clauses; k++)
			l->clauses[k]->activity *= 1e-20f;
		l->clause_step *= 1e-20f;
	}
	if (!learn_clause(l, n)) {
		l->broken = true;
		return false;
	}
	return true;
}

enum learn_answer learn_search(struct learn *l, uint64_t conflicts, bool (*stop)(void *), void *ctx,
			       int32_t *ret_starts)
{
	uint64_t end, round = 0, restart;

	end = conflicts > UINT64_MAX - l->conflicts ? UINT64_MAX : l->conflicts + conflicts;
	l->stop = stop;
	l->stop_ctx = ctx;
	l->stopped = false;
	learn_back_to(l, 0);
	restart = l->conflicts + 100 * luby(round++);
	for (;;) {
		if (l->broken)
			return LEARN_NONE;
		if (!propagate(l)) {
			if (!resolve_conflict(l))
				return LEARN_NONE;
			if (l->conflicts >= end || told_to_stop(l)) {
				learn_back_to(l, 0);
				return LEARN_STOPPED;
			}
			continue;
		}
		if (l->stopped) {
			learn_back_to(l, 0);
			return LEARN_STOPPED;
		}
		if (l->conflicts >= restart) {
			learn_back_to(l, 0);
			restart = l->conflicts + 100 * luby(round++);
			if (l->n_clauses > l->max_clauses)
				forget(l);
			continue;
		}
		if (l->guided || round % 2 == 0 ? decide_hottest(l) : decide_earliest(l))
			continue;
		for (uint32_t i = 0; i < l->n; i++)
			ret_starts[i] = l->b[2 * i];
		learn_back_to(l, 0);
		return LEARN_FOUND;
	}
}
