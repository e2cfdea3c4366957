/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/learn_inner.h"

#include "sched/alloc.h"

/* ---- heap of (variable, value) pairs by activity --------------------------------------------- */

static inline bool hotter(const struct learn *l, uint32_t a, uint32_t b)
{
	return l->activity[a] > l->activity[b];
}

void learn_heap_up(struct learn *l, uint32_t pair)
{
	size_t at = l->where[pair] - 1;

	while (at && hotter(l, pair, l->heap[(at - 1) / 2])) {
		l->heap[at] = l->heap[(at - 1) / 2];
		l->where[l->heap[at]] = (uint32_t)at + 1;
		at = (at - 1) / 2;
	}
	l->heap[at] = pair;
	l->where[pair] = (uint32_t)at + 1;
}

void learn_heap_add(struct learn *l, uint32_t pair)
{
	if (l->where[pair])
		return;
	l->heap[l->n_heap++] = pair;
	l->where[pair] = (uint32_t)l->n_heap;
	learn_heap_up(l, pair);
}

uint32_t learn_heap_pop(struct learn *l)
{
	uint32_t top = l->heap[0], last = l->heap[--l->n_heap];
	size_t at = 0, child;

	l->where[top] = 0;
	if (l->n_heap == 0)
		return top;
	while ((child = 2 * at + 1) < l->n_heap) {
		if (child + 1 < l->n_heap && hotter(l, l->heap[child + 1], l->heap[child]))
			child++;
		if (!hotter(l, l->heap[child], last))
			break;
		l->heap[at] = l->heap[child];
		l->where[l->heap[at]] = (uint32_t)at + 1;
		at = child;
	}
	l->heap[at] = last;
	l->where[last] = (uint32_t)at + 1;
	return top;
}

/* ---- making one ------------------------------------------------------------------------------ */

struct learn *learn_new(uint32_t n, const int32_t *low, const int32_t *high)
{
	struct learn *l;

	SCHED_ARRAY(l, 1);
	l->n = n;
	l->step = 1;
	l->clause_step = 1;
	l->max_clauses = 4000;
	SCHED_ARRAY(l->b, 2 * (size_t)n);
	SCHED_ARRAY(l->last, 2 * (size_t)n);
	SCHED_ARRAY(l->watches, 2 * (size_t)n);
	SCHED_ARRAY(l->implied, 2 * (size_t)n);
	SCHED_ARRAY(l->of, n);
	SCHED_ARRAY(l->n_of, n);
	SCHED_ARRAY(l->offset, n + 1);
	SCHED_ARRAY(l->guide, n);
	l->low = mem_copy(low, n * sizeof(*low));
	l->high = mem_copy(high, n * sizeof(*high));
	for (uint32_t i = 0; i < n; i++) {
		l->b[2 * i] = low[i];
		l->b[2 * i + 1] = -high[i];
		l->last[2 * i] = l->last[2 * i + 1] = -1;
		l->offset[i] = l->n_pairs;
		l->n_pairs += (size_t)(high[i] - low[i]);
		l->broken |= high[i] < low[i];
	}
	SCHED_ARRAY(l->activity, l->n_pairs);
	SCHED_ARRAY(l->heap, l->n_pairs);
	SCHED_ARRAY(l->where, l->n_pairs);
	SCHED_ARRAY(l->pair_of, l->n_pairs);
	for (uint32_t i = 0; i < n; i++)
		for (int32_t v = low[i]; v < high[i]; v++) {
			uint32_t pair = (uint32_t)(l->offset[i] + (size_t)(v - low[i]));

			l->pair_of[pair] = i;
			learn_heap_add(l, pair);
		}
	return l;
}

void learn_free(struct learn *l)
{
	if (!l)
		return;
	for (size_t x = 0; x < 2 * (size_t)l->n; x++) {
		free(l->watches[x].v);
		free(l->implied[x].v);
	}
	for (uint32_t i = 0; i < l->n; i++)
		free(l->of[i]);
	for (size_t k = 0; k < l->n_machines; k++) {
		free(l->machines[k].tasks);
		free(l->machines[k].begins);
		free(l->machines[k].ends);
	}
	for (size_t k = 0; k < l->n_clauses; k++)
		free(l->clauses[k]);
	free(l->b);
	free(l->low);
	free(l->high);
	free(l->last);
	free(l->trail);
	free(l->arena);
	free(l->level_start);
	free(l->watches);
	free(l->implied);
	free(l->machines);
	free(l->of);
	free(l->n_of);
	free(l->segments);
	free(l->conflict);
	free(l->clauses);
	free(l->offset);
	free(l->activity);
	free(l->heap);
	free(l->where);
	free(l->pair_of);
	free(l->guide);
	free(l->marked);
	free(l->need);
	free(l->learnt);
	free(l);
}

static void imply(struct learn *l, int32_t x, int32_t y, int32_t lag)
{
	struct implieds *e = &l->implied[x];

	if (e->n == e->cap) {
		e->cap = e->cap * 2 + 4;
		SCHED_GROW(e->v, e->cap);
	}
	e->v[e->n++] = (struct implied){y, lag};
	if (l->b[y] < l->b[x] + lag && !learn_set(l, y, l->b[x] + lag, learn_room(l, 0), 0))
		l->broken = true;
}

void learn_lag(struct learn *l, uint32_t from, uint32_t to, int32_t lag)
{
	imply(l, (int32_t)(2 * from), (int32_t)(2 * to), lag);
	imply(l, (int32_t)(2 * to + 1), (int32_t)(2 * from + 1), lag);
}

static int compare_tasks(const void *a, const void *b)
{
	const struct learn_task *x = a, *y = b;

	if (x->demand != y->demand)
		return x->demand > y->demand ? -1 : 1;
	return x->i < y->i ? -1 : x->i > y->i;
}

void learn_resource(struct learn *l, const struct learn_task *tasks, size_t n, int32_t capacity)
{
	struct machine *m;

	SCHED_GROW(l->machines, l->n_machines + 1);
	m = &l->machines[l->n_machines++];
	*m = (struct machine){.n = n, .capacity = capacity, .dirty = true};
	m->tasks = mem_copy(tasks, n * sizeof(*tasks));
	qsort(m->tasks, n, sizeof(*m->tasks), compare_tasks);
	SCHED_ARRAY(m->begins, n);
	SCHED_ARRAY(m->ends, n);
	for (size_t k = 0; k < n; k++) {
		uint32_t i = m->tasks[k].i;

		m->begins[k].task = m->ends[k].task = (uint32_t)k;
		SCHED_GROW(l->of[i], l->n_of[i] + 1);
		l->of[i][l->n_of[i]++] = (uint32_t)l->n_machines - 1;
		l->broken |= m->tasks[k].demand > capacity;
	}
}

void learn_limit(struct learn *l, uint32_t i, int32_t high)
{
	learn_back_to(l, 0);
	if (!learn_set(l, (int32_t)(2 * i + 1), -high, learn_room(l, 0), 0))
		l->broken = true;
}

void learn_guide(struct learn *l, const int32_t *starts)
{
	memcpy(l->guide, starts, l->n * sizeof(*starts));
	l->guided = true;
}
