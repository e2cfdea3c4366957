/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/fast.h"

#include "sched/alloc.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define LANES 16
#define WINDOW 32 /* slots looked at together */
#define ROWS 4    /* of resources, at least: most problems have so many, and loops over them unroll */
#define AT_ONCE 4
#define LONGEST (1 << 20) /* slots: each thread has its own */

/* Compilers make what the machine has of it. */
typedef uint8_t lanes __attribute__((vector_size(LANES), aligned(1)));

struct shape {
	int32_t duration;
	bool needs;       /* anything, for any time */
	uint8_t shift[4]; /* that tell runs of so many slots in a window */
};

struct bytes {
	const struct fast *f;
	size_t rows;      /* resources, at least ROWS */
	size_t stride;
	uint8_t *left, *base[2]; /* rows of slots */
	lanes *need;      /* by activity and row: its demand in every lane */
	struct shape *shape;
	/* what is waited for, four at a time (the last one repeated): most activities wait for few, and
	 * four are looked at without a branch */
	uint32_t *first[2], *list[2];
	int32_t dirty;
	int direction;
};

static bool small_enough(const struct fast *f)
{
	const struct core *c = f->c;

	if (f->lags || c->multi_mode || f->horizon > LONGEST)
		return false;
	for (size_t r = 0; r < c->n_resources; r++)
		for (size_t k = 0; k < c->p->resources[r].n_steps; k++)
			if (c->p->resources[r].steps[k].capacity > UINT8_MAX)
				return false;
	return true;
}

static uint8_t field(const uint64_t *words, size_t r)
{
	return (uint8_t)(words[r / FAST_FIELDS] >> (16 * (r % FAST_FIELDS)));
}

static void build_base(struct bytes *b)
{
	const struct fast *f = b->f;

	for (int d = 0; d < 2; d++) {
		SCHED_ARRAY(b->base[d], b->rows * b->stride);
		for (size_t r = 0; r < f->c->n_resources; r++)
			for (size_t t = 0; t < b->stride; t++) {
				size_t slot = t < (size_t)f->horizon ? t : (size_t)f->horizon - 1;

				b->base[d][r * b->stride + t] =
					field(f->base[d] + slot * f->words, r);
			}
	}
}

static void build_shapes(struct bytes *b)
{
	const struct fast *f = b->f;

	SCHED_ARRAY(b->shape, f->n);
	SCHED_ARRAY(b->need, f->n * b->rows);
	for (uint32_t i = 0; i < f->n; i++) {
		struct shape *s = &b->shape[i];
		uint32_t m = f->c->first_mode[i];
		int32_t run = 1;

		s->duration = f->mode_duration[m];
		for (int k = 0; k < 4; k++) {
			int32_t more = s->duration - run < run ? s->duration - run : run;

			s->shift[k] = (uint8_t)(more > 0 ? more : 0);
			run += s->shift[k];
		}
		for (size_t r = 0; r < f->c->n_resources; r++) {
			uint8_t amount = field(f->mode_demand + (size_t)m * f->words, r);

			b->need[i * b->rows + r] += amount;
			s->needs |= amount > 0 && s->duration > 0;
		}
	}
}

static void build_waits(struct bytes *b)
{
	const struct fast *f = b->f;

	for (int d = 0; d < 2; d++) {
		const uint32_t *first = f->first[d];
		uint32_t n = 0;

		SCHED_ARRAY(b->first[d], f->n + 1);
		SCHED_ARRAY(b->list[d], first[f->n] + (size_t)f->n * AT_ONCE);
		for (uint32_t i = 0; i < f->n; i++) {
			b->first[d][i] = n;
			for (uint32_t a = first[i]; a < first[i + 1]; a++)
				b->list[d][n++] = f->list[d][a];
			for (; n % AT_ONCE; n++)
				b->list[d][n] = b->list[d][n - 1];
		}
		b->first[d][f->n] = n;
	}
}

struct bytes *bytes_new(const struct fast *f)
{
	struct bytes *b;

	if (!small_enough(f))
		return NULL;
	SCHED_ARRAY(b, 1);
	b->f = f;
	b->rows = f->c->n_resources > ROWS ? f->c->n_resources : ROWS;
	b->stride = (size_t)f->horizon + WINDOW + LANES;
	b->direction = -1;
	build_base(b);
	build_shapes(b);
	build_waits(b);
	SCHED_ARRAY(b->left, b->rows * b->stride);
	return b;
}

void bytes_free(struct bytes *b)
{
	if (!b)
		return;
	for (int d = 0; d < 2; d++) {
		free(b->base[d]);
		free(b->first[d]);
		free(b->list[d]);
	}
	free(b->left);
	free(b->need);
	free(b->shape);
	free(b);
}

static inline lanes load(const uint8_t *from)
{
	lanes x;

	memcpy(&x, from, LANES);
	return x;
}

static void reset(struct bytes *b, int direction)
{
	size_t slots = (size_t)b->dirty;

	if (b->direction < 0 || (b->direction != direction && !b->f->symmetric))
		slots = b->stride - LANES;
	b->direction = direction;
	for (size_t r = 0; r < b->rows; r++) {
		uint8_t *left = b->left + r * b->stride;
		const uint8_t *base = b->base[direction] + r * b->stride;

		for (size_t t = 0; t < slots; t += LANES)
			memcpy(left + t, base + t, LANES);
	}
}

/* Each byte is 0 or 255: one bit each. */
static inline uint32_t bits(lanes x)
{
#ifdef __SSE2__
	return (uint32_t)_mm_movemask_epi8((__m128i)x);
#else
	uint32_t ret = 0;

	for (int k = 0; k < LANES; k++)
		ret |= (uint32_t)(x[k] & 1) << k;
	return ret;
#endif
}

/* One bit a slot from t on: all that is needed is left. */
static inline uint32_t enough(const struct bytes *b, int32_t t, const lanes *need, size_t rows)
{
	const uint8_t *left = b->left + t;
	lanes x = (lanes)(load(left) >= need[0]);

	for (size_t r = 1; r < rows; r++)
		x &= (lanes)(load(left + r * b->stride) >= need[r]);
	return bits(x);
}

static inline int32_t fit_short(const struct bytes *b, int32_t t, const struct shape *s,
				const lanes *need, size_t rows)
{
	for (;;) {
		uint32_t runs = enough(b, t, need, rows) |
				enough(b, t + LANES, need, rows) << LANES;

		for (int k = 0; k < 4; k++)
			runs &= runs >> s->shift[k];
		if (runs)
			return t + __builtin_ctz(runs);
		t += WINDOW + 1 - s->duration;
	}
}

/* Longer than the lanes: a run lasts from one of them to the next. */
static inline int32_t fit_long(const struct bytes *b, int32_t t, int32_t duration,
			       const lanes *need, size_t rows)
{
	int32_t run = 0;

	for (int32_t at = t; run < duration; at += LANES) {
		uint32_t full = ~enough(b, at, need, rows) & 0xffff;

		if (!full) {
			run += LANES;
		} else if (run + __builtin_ctz(full) < duration) {
			t = at + 32 - __builtin_clz(full);
			run = at + LANES - t;
		} else {
			break;
		}
	}
	return t;
}

static inline void take(struct bytes *b, int32_t t, int32_t duration, const lanes *need,
			size_t rows)
{
	static const uint8_t edge[2 * LANES] = {255, 255, 255, 255, 255, 255, 255, 255,
						255, 255, 255, 255, 255, 255, 255, 255};

	for (; duration > 0; duration -= LANES, t += LANES) {
		lanes held = load(edge + (duration < LANES ? LANES - duration : 0));

		for (size_t r = 0; r < rows; r++) {
			uint8_t *left = b->left + r * b->stride + t;
			lanes x = load(left) - (need[r] & held);

			memcpy(left, &x, LANES);
		}
	}
}

static inline int32_t ready(const struct bytes *b, int direction, uint32_t i,
			    const int32_t *finish)
{
	const uint32_t *p = b->list[direction] + b->first[direction][i];
	const uint32_t *end = b->list[direction] + b->first[direction][i + 1];
	int32_t t = direction ? 0 : b->f->release[i];

	for (; p < end; p += AT_ONCE) {
		int32_t x = finish[p[0]] > finish[p[1]] ? finish[p[0]] : finish[p[1]];
		int32_t y = finish[p[2]] > finish[p[3]] ? finish[p[2]] : finish[p[3]];

		x = x > y ? x : y;
		t = x > t ? x : t;
	}
	return t;
}

static inline __attribute__((always_inline)) int32_t decode(struct bytes *b, int direction,
							    const uint32_t *list, uint32_t n,
							    int32_t *finish, size_t rows)
{
	int32_t makespan = 0;

	reset(b, direction);
	for (uint32_t k = 0; k < n; k++) {
		uint32_t i = list[k];
		const struct shape *s = &b->shape[i];
		const lanes *need = b->need + i * rows;
		int32_t t = ready(b, direction, i, finish);

		if (s->needs) {
			t = s->duration <= LANES ? fit_short(b, t, s, need, rows)
						 : fit_long(b, t, s->duration, need, rows);
			take(b, t, s->duration, need, rows);
		}
		finish[i] = t + s->duration;
		makespan = finish[i] > makespan ? finish[i] : makespan;
	}
	b->dirty = makespan;
	return makespan;
}

int32_t bytes_decode(struct bytes *b, int direction, const uint32_t *list, uint32_t n,
		     int32_t *finish)
{
	if (b->rows == ROWS)
		return decode(b, direction, list, n, finish, ROWS);
	return decode(b, direction, list, n, finish, b->rows);
}
