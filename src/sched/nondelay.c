/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/nondelay.h"

#include "sched/alloc.h"

#define BITS 64 /* in a word of marks */

struct nondelay {
	const struct fast *f;
	uint64_t *now;       /* what is left at this time: `words` of the table */
	uint64_t *eligible;  /* places in the list: all predecessors are finished */
	uint32_t *place;     /* of each activity in the list */
	uint32_t *waits;     /* number of its predecessors not finished */
	/* those that finish at a slot: the first one, and the next one of each; n ends a chain */
	uint32_t *ending, *next;
};

struct nondelay *nondelay_new(const struct fast *f)
{
	struct nondelay *w;

	if (!f->symmetric || f->lags || f->c->multi_mode)
		return NULL;
	SCHED_ARRAY(w, 1);
	w->f = f;
	SCHED_ARRAY(w->now, f->words);
	SCHED_ARRAY(w->eligible, f->n / BITS + 1);
	SCHED_ARRAY(w->place, f->n);
	SCHED_ARRAY(w->waits, f->n);
	SCHED_ARRAY(w->next, f->n);
	SCHED_ARRAY(w->ending, (size_t)f->horizon);
	for (int32_t t = 0; t < f->horizon; t++)
		w->ending[t] = f->n;
	return w;
}

void nondelay_free(struct nondelay *w)
{
	if (!w)
		return;
	free(w->now);
	free(w->eligible);
	free(w->place);
	free(w->waits);
	free(w->next);
	free(w->ending);
	free(w);
}

static void begin(struct nondelay *w, int direction, const uint32_t *list)
{
	const struct fast *f = w->f;

	memcpy(w->now, f->base[direction], f->words * sizeof(*w->now));
	memset(w->eligible, 0, (f->n / BITS + 1) * sizeof(*w->eligible));
	for (uint32_t k = 0; k < f->n; k++) {
		uint32_t i = list[k];

		w->place[i] = k;
		w->waits[i] = f->first[direction][i + 1] - f->first[direction][i];
		if (w->waits[i] == 0)
			w->eligible[k / BITS] |= UINT64_C(1) << (k % BITS);
	}
}

/* i is finished: its successors wait for one less. */
static void finished(struct nondelay *w, int direction, uint32_t i)
{
	const struct fast *f = w->f;
	const uint32_t *first = f->first[1 - direction], *list = f->list[1 - direction];

	for (uint32_t a = first[i]; a < first[i + 1]; a++)
		if (--w->waits[list[a]] == 0) {
			uint32_t k = w->place[list[a]];

			w->eligible[k / BITS] |= UINT64_C(1) << (k % BITS);
		}
}

static inline bool fits(const uint64_t *now, const uint64_t *q, uint32_t words)
{
	for (uint32_t k = 0; k < words; k++)
		if (((now[k] - q[k]) & FAST_GUARDS) != FAST_GUARDS)
			return false;
	return true;
}

/* Starts what may and fits at the time, in the order of the list; what takes no time lets its
 * successors, which stand behind it, start as well. Returns how many started. */
static uint32_t start_some(struct nondelay *w, int direction, const uint32_t *list, int32_t time,
			   int32_t *finish)
{
	const struct fast *f = w->f;
	uint32_t started = 0;

	for (uint32_t word = 0; word <= f->n / BITS; word++) {
		uint64_t behind = ~UINT64_C(0), left;

		while ((left = w->eligible[word] & behind) != 0) {
			uint32_t bit = (uint32_t)__builtin_ctzll(left);
			uint32_t i = list[word * BITS + bit], m = f->c->first_mode[i];
			const uint64_t *q = f->mode_demand + (size_t)m * f->words;
			int32_t d = f->mode_duration[m];

			behind = ~UINT64_C(1) << bit;
			if (d > 0 && !fits(w->now, q, f->words))
				continue;
			w->eligible[word] &= ~(UINT64_C(1) << bit);
			started++;
			finish[i] = time + d;
			if (d == 0) {
				finished(w, direction, i);
				continue;
			}
			for (uint32_t k = 0; k < f->words; k++)
				w->now[k] -= q[k];
			w->next[i] = w->ending[time + d];
			w->ending[time + d] = i;
		}
	}
	return started;
}

/* Gives back what those that finish at the time held. */
static void end_some(struct nondelay *w, int direction, int32_t time)
{
	const struct fast *f = w->f;

	for (uint32_t i = w->ending[time]; i < f->n; i = w->next[i]) {
		const uint64_t *q = f->mode_demand + (size_t)f->c->first_mode[i] * f->words;

		for (uint32_t k = 0; k < f->words; k++)
			w->now[k] += q[k];
		finished(w, direction, i);
	}
	w->ending[time] = f->n;
}

int32_t nondelay_decode(struct nondelay *w, int direction, const uint32_t *list, int32_t *finish)
{
	const struct fast *f = w->f;
	uint32_t placed;
	int32_t time = 0, makespan = 0;

	begin(w, direction, list);
	placed = start_some(w, direction, list, time, finish);
	while (placed < f->n) {
		do
			time++;
		while (w->ending[time] == f->n);
		end_some(w, direction, time);
		placed += start_some(w, direction, list, time, finish);
	}
	for (uint32_t i = 0; i < f->n; i++)
		makespan = finish[i] > makespan ? finish[i] : makespan;
	for (time++; time <= makespan; time++)
		w->ending[time] = f->n;
	return makespan;
}
