/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/search.h"

#include "sched/alloc.h"
#include "sched/convert.h"

/* For each (head h, tail q) pair: all activities with at least that head and tail need the resource
 * for their work after h, and q follows. Heads are thinned out on large problems. */
static int64_t energy(const struct core *c, const struct core_market *market)
{
	int64_t best = 0, *key;
	uint32_t *by_head, *by_tail;
	int64_t *work;
	size_t step;

	SCHED_ARRAY(key, c->n);
	SCHED_ARRAY(work, c->n);
	SCHED_ARRAY(by_head, c->n);
	SCHED_ARRAY(by_tail, c->n);
	for (uint32_t i = 0; i < c->n; i++)
		work[i] = core_work(c, market, i);
	convert_sort(by_head, c->head, c->n);
	for (uint32_t i = 0; i < c->n; i++)
		key[i] = -c->tail[i];
	convert_sort(by_tail, key, c->n);
	step = c->n > 400 ? c->n / 100 : 1;
	for (size_t h = 0; h < c->n; h += step) {
		int64_t head = c->head[by_head[h]], sum = 0;

		if (h && head == c->head[by_head[h - step]])
			continue;
		for (size_t k = 0; k < c->n; k++) {
			uint32_t i = by_tail[k];
			int64_t end;

			if (!work[i] || c->head[i] < head)
				continue;
			sum += work[i];
			if (k + 1 < c->n && c->n > 400 && k % step)
				continue;
			end = supply_time_for(&market->supply, head, sum);
			if (end != SCHED_NEVER && end + c->tail[i] > best)
				best = end + c->tail[i];
		}
	}
	free(key);
	free(work);
	free(by_head);
	free(by_tail);
	return best;
}

void bound_simple(const struct core *c, int64_t *ret_bound)
{
	int64_t makespan = 0, cost = 0;

	for (uint32_t i = 0; i < c->n; i++) {
		int64_t low = INT64_MAX, end = c->finish_head[i] + c->tail[i];

		for (uint32_t m = c->first_mode[i]; m < c->first_mode[i + 1]; m++)
			low = c->modes[m].cost < low ? c->modes[m].cost : low;
		cost += low;
		makespan = end > makespan ? end : makespan;
	}
	for (size_t k = 0; k < c->n_markets; k++) {
		int64_t e = energy(c, &c->markets[k]);

		makespan = e > makespan ? e : makespan;
	}
	ret_bound[SCHED_EXPOSURE] = bound_exposure(c);
	ret_bound[SCHED_MAKESPAN] = makespan;
	ret_bound[SCHED_COST] = cost;
}
