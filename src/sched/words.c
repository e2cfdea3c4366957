/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/fast.h"

#include "sched/alloc.h"

/* What is left becomes the base again; only slots that were written are copied. */
static void reset(struct fast_work *w, int direction)
{
	const struct fast *f = w->f;
	size_t slots = (size_t)w->dirty;

	if (!w->left) { /* the other decoders do without */
		SCHED_ARRAY(w->left, (size_t)f->horizon * f->words);
		slots = (size_t)f->horizon;
		w->direction = direction;
	} else if (w->direction != direction && !f->symmetric) {
		slots = (size_t)f->horizon;
		w->direction = direction;
	}
	memcpy(w->left, f->base[direction], slots * f->words * sizeof(*w->left));
}

static inline bool has_left(const uint64_t *left, const uint64_t *q, uint32_t words)
{
	for (uint32_t k = 0; k < words; k++)
		if (((left[k] - q[k]) & FAST_GUARDS) != FAST_GUARDS)
			return false;
	return true;
}

static inline int32_t earliest(const uint64_t *left, int32_t t, int32_t d, const uint64_t *q,
			       uint32_t words)
{
	int32_t low = t, high = t + d - 1;

	while (d) {
		int32_t u = high;

		while (u >= low && has_left(left + (size_t)u * words, q, words))
			u--;
		if (u < low)
			break;
		t = u + 1;
		low = high + 1;
		high = u + d;
	}
	return t;
}

static inline void take(uint64_t *left, int32_t t, int32_t d, const uint64_t *q, uint32_t words)
{
	for (int32_t u = t; u < t + d; u++)
		for (uint32_t x = 0; x < words; x++)
			left[(size_t)u * words + x] -= q[x];
}

static inline __attribute__((always_inline)) int32_t decode(struct fast_work *w, int direction,
							    const uint32_t *list, uint32_t n,
							    int32_t *finish, uint32_t words)
{
	const struct fast *f = w->f;
	int32_t makespan = 0;

	for (uint32_t k = 0; k < n; k++) {
		uint32_t i = list[k];
		const uint64_t *q = w->demand + (size_t)i * words;
		int32_t d = w->duration[i];
		int32_t t = earliest(w->left, fast_ready(f, direction, i, finish), d, q, words);

		take(w->left, t, d, q, words);
		finish[i] = t + d;
		makespan = t + d > makespan ? t + d : makespan;
	}
	return makespan;
}

int32_t words_decode(struct fast_work *w, int direction, const uint32_t *list, uint32_t n,
		     int32_t *finish)
{
	reset(w, direction);
	w->dirty = w->f->words == 1 ? decode(w, direction, list, n, finish, 1)
				    : decode(w, direction, list, n, finish, w->f->words);
	return w->dirty;
}

/* ---- several modes --------------------------------------------------------------------------- */

static bool affordable(const struct core *c, const int64_t *left, uint32_t from, uint32_t to)
{
	const struct core_mode *a = &c->modes[from], *b = &c->modes[to];

	for (uint32_t k = 0; k < b->n_uses; k++) {
		int64_t more = c->uses[b->use + k].amount;

		for (uint32_t x = 0; x < a->n_uses; x++)
			if (c->uses[a->use + x].index == c->uses[b->use + k].index)
				more -= c->uses[a->use + x].amount;
		if (more > 0 && more > left[c->uses[b->use + k].index])
			return false;
	}
	return true;
}

static void switch_budget(const struct core *c, int64_t *left, uint32_t from, uint32_t to)
{
	const struct core_mode *a = &c->modes[from], *b = &c->modes[to];

	for (uint32_t x = 0; x < a->n_uses; x++)
		left[c->uses[a->use + x].index] += c->uses[a->use + x].amount;
	for (uint32_t x = 0; x < b->n_uses; x++)
		left[c->uses[b->use + x].index] -= c->uses[b->use + x].amount;
}

int32_t fast_decode_modes(struct fast_work *w, int direction, const uint32_t *list, uint32_t *mode,
			  int64_t *left, struct rng *rng, int32_t *finish)
{
	const struct fast *f = w->f;
	const struct core *c = f->c;
	int32_t makespan = 0;

	reset(w, direction);
	for (uint32_t k = 0; k < f->n; k++) {
		uint32_t i = list[k], m = mode[i];
		int32_t from = fast_ready(f, direction, i, finish);
		int32_t d = f->mode_duration[m];
		const uint64_t *q = f->mode_demand + (size_t)m * f->words;
		int32_t t = earliest(w->left, from, d, q, f->words);

		if (c->first_mode[i + 1] - c->first_mode[i] > 1 && rng_below(rng, 4) == 0)
			for (uint32_t x = c->first_mode[i]; x < c->first_mode[i + 1]; x++) {
				int32_t dx = f->mode_duration[x], tx;
				const uint64_t *qx = f->mode_demand + (size_t)x * f->words;

				if (x == m || from + dx >= t + d || !affordable(c, left, m, x))
					continue;
				tx = earliest(w->left, from, dx, qx, f->words);
				if (tx + dx >= t + d)
					continue;
				switch_budget(c, left, m, x);
				m = x;
				t = tx;
				d = dx;
				q = qx;
			}
		mode[i] = m;
		take(w->left, t, d, q, f->words);
		finish[i] = t + d;
		makespan = t + d > makespan ? t + d : makespan;
	}
	w->dirty = makespan;
	return makespan;
}
