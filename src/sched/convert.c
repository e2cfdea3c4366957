/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/convert.h"

#include "sched/alloc.h"

static uint32_t find_mode(const struct core *c, uint32_t i, const struct sched_slot *slot)
{
	for (uint32_t m = c->first_mode[i]; m < c->first_mode[i + 1]; m++)
		if (c->modes[m].source == slot->mode && c->modes[m].workers == slot->workers)
			return m;
	for (uint32_t m = c->first_mode[i]; m < c->first_mode[i + 1]; m++)
		if (c->modes[m].source == slot->mode)
			return m;
	return c->first_mode[i];
}

void convert_to_plan(const struct core *c, const struct sched_result *r, struct plan *plan)
{
	for (uint32_t i = 0; i < c->n; i++) {
		plan->start[i] = r->slots[i].start;
		plan->finish[i] = r->slots[i].finish;
		plan->mode[i] = find_mode(c, i, &r->slots[i]);
	}
	plan_measure(plan, c);
}

void convert_from_plan(const struct core *c, const struct plan *plan, struct sched_result *ret)
{
	if (!ret->slots || ret->n_slots != c->n)
		SCHED_GROW(ret->slots, c->n);
	ret->n_slots = c->n;
	for (uint32_t i = 0; i < c->n; i++) {
		const struct core_mode *m = &c->modes[plan->mode[i]];

		ret->slots[i] = (struct sched_slot){plan->start[i], plan->finish[i], m->source,
						    m->workers};
	}
	memcpy(ret->value, plan->value, sizeof(ret->value));
}

struct sort_entry {
	int64_t key;
	uint32_t i;
};

static int compare(const void *a, const void *b)
{
	const struct sort_entry *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->i < y->i ? -1 : x->i > y->i;
}

void convert_sort(uint32_t *ret_order, const int64_t *key, size_t n)
{
	struct sort_entry *e;

	SCHED_ARRAY(e, n);
	for (uint32_t i = 0; i < n; i++)
		e[i] = (struct sort_entry){key[i], i};
	qsort(e, n, sizeof(*e), compare);
	for (size_t i = 0; i < n; i++)
		ret_order[i] = e[i].i;
	free(e);
}
