/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/slices_inner.h"

#include <string.h>

void slices_reset(struct slices *s)
{
	s->pass++;
	for (size_t r = 0; r < s->c->n_resources; r++) {
		struct sliced *x = &s->r[r];

		memcpy(x->left, x->base, (size_t)x->dirty * x->bits * sizeof(*x->left));
		x->dirty = 0;
	}
}

/* ---- asking ----------------------------------------------------------------------------------- */

/* The bits of a need as words. */
struct wanted {
	uint64_t bit[MAX_BITS];
};

static inline struct wanted spread(uint32_t need, uint32_t bits)
{
	struct wanted w;

	for (uint32_t k = 0; k < bits; k++)
		w.bit[k] = -(uint64_t)(need >> k & 1);
	return w;
}

/* Slots of a group with at least as much left: compared bit by bit from the lowest, NIBBLE bits at a
 * time without a branch. */
static inline uint64_t has_left(const uint64_t *left, uint32_t bits, const struct wanted *w)
{
	uint64_t ge = ~UINT64_C(0);

	for (uint32_t k = 0; k < bits; k += NIBBLE)
		for (uint32_t j = k; j < k + NIBBLE; j++)
			ge = (left[j] & ge) | (~w->bit[j] & (left[j] ^ ge));
	return ge;
}

/* Last slot of [from, to) with too little left, -1 when there is none. */
static int64_t last_short(const struct sliced *x, const struct wanted *w, uint64_t from, uint64_t to)
{
	uint64_t first = from / SLOTS, g = (to - 1) / SLOTS;
	uint64_t mask = ~UINT64_C(0) >> (SLOTS - 1 - (to - 1) % SLOTS);

	for (;; g--, mask = ~UINT64_C(0)) {
		uint64_t bad = ~has_left(x->left + g * x->bits, x->bits, w) & mask;

		if (g == first)
			bad &= ~UINT64_C(0) << from % SLOTS;
		if (bad)
			return (int64_t)(g * SLOTS) + 63 - __builtin_clzll(bad);
		if (g == first)
			return -1;
	}
}

/* First rank >= t with enough left, -1 when there is none. */
static int64_t next_free(const struct sliced *x, const struct wanted *w, uint64_t t)
{
	uint64_t mask = ~UINT64_C(0) << t % SLOTS;

	for (uint64_t g = t / SLOTS; g < x->groups; g++, mask = ~UINT64_C(0)) {
		uint64_t ok = has_left(x->left + g * x->bits, x->bits, w) & mask;

		if (ok)
			return (int64_t)(g * SLOTS) + __builtin_ctzll(ok);
	}
	return -1;
}

static int64_t time_of(const struct sliced *x, int64_t rank)
{
	size_t w = x->at[(uint64_t)rank / SLOTS];

	while (x->open.before[w + 1] <= rank)
		w++;
	return x->open.windows[w].open + rank - x->open.before[w];
}

/* `open` slots in windows first .. last of a calendar. */
struct run {
	int64_t start, finish, open;
	size_t first, last;
};

static inline size_t seek(const struct timed *x, int64_t t)
{
	size_t i = x->at[(uint64_t)t / SLOTS];

	while (i < x->cal.n && x->cal.windows[i].close <= t)
		i++;
	return i;
}

/* The first run of d slots from t (within the table) on that the calendar allows; false: never. */
static bool first_run(const struct timed *x, int64_t t, int64_t d, bool pausable, struct run *ret)
{
	const struct calendar *cal = &x->cal;
	const struct sched_window *w = cal->windows;
	size_t i = seek(x, t), j;
	int64_t rest;

	if (!pausable && d > x->longest)
		return false;
	while (!pausable && i < cal->n && (w[i].open > t ? w[i].open : t) + d > w[i].close)
		i++;
	if (i == cal->n)
		return false;
	t = w[i].open > t ? w[i].open : t;
	if (cal->before[cal->n] - cal->before[i] < t - w[i].open + d)
		return false;
	rest = d - (w[i].close - t);
	for (j = i; rest > 0; rest -= w[j].close - w[j].open)
		j++;
	*ret = (struct run){t, w[j].close + rest, d, i, j};
	return true;
}

/* 0 when the need is met all over the run; otherwise the first instant behind its last shortage at
 * which it is met again, the horizon when that is never. */
static int64_t blocked(const struct slices *s, uint32_t calendar, uint32_t resource,
		       uint32_t need, const struct run *run)
{
	const struct ranks *ranks = &s->ranks[calendar * s->c->n_resources + resource];
	const struct sched_window *w = s->cals[calendar].cal.windows;
	const struct sliced *x = &s->r[resource];
	struct wanted wanted = spread(need, x->bits);
	int64_t u = -1;

	if (!ranks->of) {
		u = last_short(x, &wanted, (uint64_t)run->start, (uint64_t)run->finish);
	} else if (ranks->whole || run->first == run->last) {
		int64_t from = ranks->of[run->first] + run->start - w[run->first].open;

		u = last_short(x, &wanted, (uint64_t)from, (uint64_t)(from + run->open));
	} else {
		for (size_t k = run->last + 1; u < 0 && k-- > run->first;) {
			int64_t from = w[k].open > run->start ? w[k].open : run->start;
			int64_t to = w[k].close < run->finish ? w[k].close : run->finish;
			int64_t shift = ranks->of[k] - w[k].open;

			u = last_short(x, &wanted, (uint64_t)(from + shift), (uint64_t)(to + shift));
		}
	}
	if (u < 0)
		return 0;
	u = next_free(x, &wanted, (uint64_t)u + 1);
	return u < 0 ? s->horizon : time_of(x, u);
}

static struct kind *kind_now(struct slices *s, uint32_t mode)
{
	struct kind *k = &s->kinds[s->kind_of[mode]];

	if (k->pass != s->pass) {
		memset(k->before, 0, k->top * sizeof(k->before[0]));
		k->pass = s->pass;
	}
	return k;
}

/* Nothing of d slots fits between `from` and `start`. */
static void remember(struct kind *k, int64_t d, int64_t from, int64_t start)
{
	uint32_t class = class_of(d);

	class += class_least(class) < d;
	if (class >= k->top || from > k->before[class])
		return;
	for (; class < k->top && k->before[class] < start; class++)
		k->before[class] = start;
}

/* In slots. */
static int64_t fit(struct slices *s, const struct core_mode *m, struct kind *k, int64_t t, int64_t d,
		   int64_t *ret_finish)
{
	const struct sched_need *need = s->c->needs + m->need, *end = need + m->n_needs;
	const struct timed *x = &s->cals[m->calendar];
	uint32_t class = class_of(d);
	int64_t from;

	if (class < k->top && k->before[class] > t)
		t = k->before[class];
	from = t;
	while (t < s->horizon) {
		struct run run = {t, t + d, d, 0, 0};
		int64_t until = 0;

		if (!x->cal.always && !first_run(x, t, d, k->pausable, &run))
			return SCHED_NEVER;
		if (run.finish > s->horizon)
			break;
		for (const struct sched_need *n = need; until == 0 && n < end; n++)
			until = blocked(s, m->calendar, n->index, (uint32_t)n->amount, &run);
		if (until == 0) {
			remember(k, d, from, run.start);
			*ret_finish = run.finish;
			return run.start;
		}
		t = until;
	}
	return SLICES_BEYOND;
}

int64_t slices_fit(struct slices *s, uint32_t mode, int64_t t, int64_t *ret_finish)
{
	const struct core_mode *m = &s->c->modes[mode];
	const struct sched_need *need = s->c->needs + m->need, *end = need + m->n_needs;
	int64_t start;

	if (m->duration == 0) {
		*ret_finish = t;
		return t;
	}
	for (const struct sched_need *k = need; k < end; k++)
		if (k->amount > s->r[k->index].peak)
			return SCHED_NEVER;
	if (s->unit == 1)
		return fit(s, m, kind_now(s, mode), t, m->duration, ret_finish);
	start = fit(s, m, kind_now(s, mode), t / s->unit, m->duration / s->unit, ret_finish);
	if (start < 0 || start == SCHED_NEVER)
		return start;
	*ret_finish *= s->unit;
	return start * s->unit;
}

/* ---- taking ----------------------------------------------------------------------------------- */

/* left -= need in the slots of the mask, bit by bit with borrow. */
static inline void subtract(uint64_t *left, uint32_t bits, const struct wanted *w, uint64_t mask)
{
	uint64_t borrow = 0;

	for (uint32_t k = 0; k < bits; k++) {
		uint64_t q = w->bit[k] & mask, was = left[k];

		left[k] = was ^ q ^ borrow;
		borrow = (~was & (q | borrow)) | (q & borrow);
	}
}

static inline void add(uint64_t *left, uint32_t bits, const struct wanted *w, uint64_t mask)
{
	uint64_t carry = 0;

	for (uint32_t k = 0; k < bits; k++) {
		uint64_t q = w->bit[k] & mask, was = left[k];

		left[k] = was ^ q ^ carry;
		carry = (was & (q | carry)) | (q & carry);
	}
}

static void take(struct sliced *x, uint32_t need, int64_t from, int64_t to)
{
	struct wanted w = spread(need, x->bits);
	int64_t last = (to - 1) / SLOTS;

	for (int64_t g = from / SLOTS; g <= last; g++)
		subtract(x->left + g * x->bits, x->bits, &w, mask_of(from, to, g));
	if (x->dirty <= last)
		x->dirty = (uint32_t)last + 1;
}

static void give(struct sliced *x, uint32_t need, int64_t from, int64_t to)
{
	struct wanted w = spread(need, x->bits);

	for (int64_t g = from / SLOTS; g <= (to - 1) / SLOTS; g++)
		add(x->left + g * x->bits, x->bits, &w, mask_of(from, to, g));
}

/* Something was given back from `start` on: runs that reach over it may fit again. */
static void forget(struct slices *s, const struct core_mode *m, int64_t start)
{
	const struct core *c = s->c;

	for (uint32_t j = 0; j < s->n_kinds; j++) {
		struct kind *k = &s->kinds[j];
		const struct core_mode *x = &c->modes[k->mode];
		int64_t least = SCHED_NEVER;
		bool shared = false;

		for (uint32_t a = 0; a < x->n_needs && k->pass == s->pass; a++)
			for (uint32_t b = 0; b < m->n_needs; b++)
				shared |= c->needs[x->need + a].index == c->needs[m->need + b].index;
		if (!shared || !k->top || k->before[k->top - 1] == 0)
			continue;
		for (uint32_t class = k->top; class-- > 1;) {
			int64_t t = calendar_start_reaching(&s->cals[x->calendar].cal, start + 1,
							    class_least(class), k->pausable);

			t = t > 0 ? t : 0;
			least = t < least ? t : least;
			least = k->before[class] < least ? k->before[class] : least;
			k->before[class] = least;
		}
	}
}

void slices_load(struct slices *s, uint32_t mode, int64_t start, int64_t finish, int sign)
{
	void (*const change)(struct sliced *, uint32_t, int64_t, int64_t) = sign < 0 ? take : give;
	const struct core *c = s->c;
	const struct core_mode *m = &c->modes[mode];
	const struct sched_need *need = c->needs + m->need, *end = need + m->n_needs;
	const struct timed *x = &s->cals[m->calendar];
	size_t first;

	if (start >= finish || need == end)
		return;
	if (s->unit != 1) {
		start /= s->unit;
		finish /= s->unit;
	}
	first = x->cal.always ? 0 : seek(x, start);
	if (sign > 0)
		forget(s, m, start);
	for (const struct sched_need *k = need; k < end; k++) {
		const struct ranks *ranks = &s->ranks[m->calendar * c->n_resources + k->index];
		struct sliced *r = &s->r[k->index];

		if (!ranks->of) {
			change(r, (uint32_t)k->amount, start, finish);
		} else if (ranks->whole) {
			int64_t from = ranks->of[first] + start - x->cal.windows[first].open;

			change(r, (uint32_t)k->amount, from, from + m->duration / s->unit);
		} else {
			for (size_t w = first; w < x->cal.n && x->cal.windows[w].open < finish;
			     w++) {
				int64_t open = x->cal.windows[w].open, to = x->cal.windows[w].close;
				int64_t shift = ranks->of[w] - open;

				change(r, (uint32_t)k->amount,
				       (open > start ? open : start) + shift,
				       (to < finish ? to : finish) + shift);
			}
		}
	}
}
