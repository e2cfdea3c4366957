/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCHED_LEARN_INNER_H
#define SCHED_LEARN_INNER_H
/* Shared by the parts of the conflict-learning solver (learn.h). */

#include "sched/learn.h"

struct clause {
	uint32_t n;
	float activity;
	bool dead;
	struct literal lits[];
};

struct watch {
	struct clause *clause;
	int32_t v;
};

struct watches {
	struct watch *v;
	size_t n, cap;
};

/* b[x] >= v implies b[y] >= v + lag */
struct implied {
	int32_t y, lag;
};

struct implieds {
	struct implied *v;
	size_t n, cap;
};

struct step {
	int32_t x, old, now;
	int32_t before;      /* earlier step of the same bound, -1 */
	uint32_t level;
	uint32_t reason, n_reason; /* in the arena */
};

struct segment {
	int32_t from, to, height;
};

/* When the task surely runs from, or up to. */
struct edge {
	int32_t t;
	uint32_t task;
};

struct machine {
	struct learn_task *tasks;
	size_t n;
	int32_t capacity;
	bool dirty;
	/* by time, as of the last run: little has changed when they are sorted again */
	struct edge *begins, *ends;
};

struct learn {
	uint32_t n;
	int32_t *b;            /* 2n */
	int32_t *low, *high;   /* at the start */
	int32_t *last;         /* 2n: last step of the bound, -1 */
	struct step *trail;
	size_t n_trail, trail_cap, head;
	struct literal *arena; /* reasons; cut back with the trail */
	size_t n_arena, arena_cap;
	size_t *level_start;   /* trail length when the level was opened */
	uint32_t level, level_cap;
	struct watches *watches; /* 2n, by the x of the literal watched */
	struct implieds *implied; /* 2n */
	struct machine *machines;
	size_t n_machines;
	uint32_t **of;         /* machines of each variable */
	uint32_t *n_of;
	struct segment *segments;
	size_t segments_cap;
	struct literal *conflict;
	size_t n_conflict, conflict_cap;
	struct clause **clauses;
	size_t n_clauses, clauses_cap, max_clauses;
	float clause_step;
	/* choice of literals by activity */
	size_t *offset;        /* first (i, v) pair of each variable; v from low to high - 1 */
	double *activity, step;
	uint32_t *heap, *where; /* pair -> place + 1 in heap */
	uint32_t *pair_of;      /* pair -> variable */
	size_t n_heap, n_pairs;
	int32_t *guide;
	bool guided, broken;
	uint64_t conflicts;
	/* of the search under way: tasks looked at, also without a conflict for long */
	uint64_t work, asked_at;
	bool (*stop)(void *), stopped;
	void *stop_ctx;
	/* analysis */
	bool *marked;
	int32_t *need;
	size_t marked_cap;
	struct literal *learnt;
	size_t learnt_cap;
};

/* Room for n literals of a reason; they are at l->arena + the offset returned. */
uint32_t learn_room(struct learn *l, size_t n);

/* Makes b[x] >= v with the reason just written at `reason`; false on a conflict (l->conflict
 * filled). */
bool learn_set(struct learn *l, int32_t x, int32_t v, uint32_t reason, uint32_t n_reason);

void learn_back_to(struct learn *l, uint32_t level);

bool learn_machine(struct learn *l, struct machine *m);

void learn_heap_add(struct learn *l, uint32_t pair);
void learn_heap_up(struct learn *l, uint32_t pair);
uint32_t learn_heap_pop(struct learn *l);

#endif
