/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/slices.h"

#include "sched/alloc.h"

#define MAX_BITS 12               /* units of a resource: below 4096 */
#define NIBBLE 4                  /* words are kept in such numbers */
#define MAX_WORDS (1 << 22)       /* of all resources together */
#define SLOTS 64                  /* in a group of words */
#define CLASSES 320               /* of durations */

/* One resource: groups of `bits` words. Slots are ranks: the open ones alone, counted from 0. */
struct sliced {
	uint64_t *left, *base;
	uint32_t bits;
	uint32_t groups;
	uint32_t dirty;           /* groups from here on are as in base */
	int64_t peak;             /* there is never more left */
	struct calendar open;     /* where any of its modes may run, within the table */
	uint32_t *at;             /* by group: the window of its first slot */
};

/* A compiled calendar in slots of time. */
struct timed {
	struct calendar cal;
	uint32_t *at;             /* by 64 slots: first window that closes after the first of them */
	int64_t longest;          /* window */
};

/* Where the windows of a calendar begin in the ranks of a resource. */
struct ranks {
	int64_t *of;              /* by window; NULL: always open, a rank is the time */
	bool whole;               /* window follows window without a gap */
};

/* Modes that differ in their duration alone. While slots are only taken, what did not fit at a start
 * never will, nor will anything longer: no start before before[k] fits class_least(k) slots.
 * before[] never falls with k. */
struct kind {
	int64_t before[CLASSES];
	uint32_t top;             /* class from which on no mode has a duration */
	uint64_t pass;            /* that before[] is of */
	uint32_t mode;            /* one of them */
	bool pausable;
};

struct slices {
	const struct core *c;
	struct kind *kinds;
	uint32_t n_kinds, *kind_of; /* by mode */
	uint64_t pass;
	int64_t unit, horizon;    /* minutes a slot; slots */
	struct sliced *r;
	struct timed *cals;
	struct ranks *ranks;      /* calendar * n_resources + resource */
};

/* ---- making the table ------------------------------------------------------------------------- */

static int64_t gcd(int64_t a, int64_t b)
{
	a = a < 0 ? -a : a;
	while (b) {
		int64_t r = a % b;

		a = b;
		b = r < 0 ? -r : r;
	}
	return a;
}

/* Divides every instant at which anything can begin or end. What a maximum lag holds back starts at
 * any minute: just in time to reach over an opening. */
static int64_t common_unit(const struct core *c)
{
	int64_t g = c->has_max;

	for (size_t m = 0; m < c->n_modes && g != 1; m++)
		g = gcd(c->modes[m].duration, g);
	for (size_t i = 0; i < c->n && g != 1; i++) {
		g = gcd(c->release[i], g);
		if (c->is_fixed[i])
			g = gcd(c->fixed[i].start, gcd(c->fixed[i].finish, g));
	}
	for (size_t a = 0; a < c->pred.first[c->n] && g != 1; a++)
		g = gcd(c->pred.arcs[a].lag, g);
	for (size_t k = 0; k < c->n_calendars; k++)
		for (size_t w = 0; w < c->calendars[k].n && g != 1; w++)
			g = gcd(c->calendars[k].windows[w].open,
				gcd(c->calendars[k].windows[w].close, g));
	for (size_t r = 0; r < c->n_resources && g != 1; r++)
		for (size_t b = 0; b < c->profiles[r].n; b++)
			for (uint32_t i = b == 0; i < c->profiles[r].blocks[b]->n; i++)
				if (c->profiles[r].blocks[b]->t[i] > 0)
					g = gcd(c->profiles[r].blocks[b]->t[i], g);
	return g ? g : 1;
}

static void scale_calendar(const struct slices *s, const struct calendar *from, struct timed *to)
{
	struct calendar *cal = &to->cal;
	size_t w = 0;

	*cal = (struct calendar){.n = from->n, .always = from->always};
	if (from->always)
		return;
	SCHED_ARRAY(cal->windows, from->n);
	SCHED_ARRAY(cal->before, from->n + 1);
	for (size_t i = 0; i < from->n; i++) {
		int64_t open = from->windows[i].open / s->unit;
		int64_t close = from->windows[i].close / s->unit;

		cal->windows[i] = (struct sched_window){open, close};
		cal->before[i + 1] = cal->before[i] + close - open;
		to->longest = close - open > to->longest ? close - open : to->longest;
	}
	SCHED_ARRAY(to->at, (size_t)s->horizon / SLOTS + 1);
	for (uint32_t g = 0; g <= s->horizon / SLOTS; g++) {
		while (w < cal->n && cal->windows[w].close <= (int64_t)g * SLOTS)
			w++;
		to->at[g] = (uint32_t)w;
	}
}

static int64_t most_left(const struct profile *pr)
{
	int64_t most = 0;

	for (size_t b = 0; b < pr->n; b++)
		most = pr->blocks[b]->max > most ? pr->blocks[b]->max : most;
	return most;
}

/* The bits of [from, to) that lie in the group of slots g. */
static inline uint64_t mask_of(int64_t from, int64_t to, int64_t g)
{
	uint64_t mask = ~UINT64_C(0);

	if (from > g * SLOTS)
		mask <<= from - g * SLOTS;
	if (to < (g + 1) * SLOTS)
		mask &= ~UINT64_C(0) >> ((g + 1) * SLOTS - to);
	return mask;
}

/* Open slots before t. */
static int64_t rank_at(const struct calendar *cal, int64_t t)
{
	size_t i = calendar_seek(cal, t);
	int64_t in = i < cal->n ? t - cal->windows[i].open : 0;

	return cal->before[i] + (in > 0 ? in : 0);
}

/* The slots of the resource, and where the calendars of its users stand in them. */
static void build_ranks(struct slices *s, uint32_t r)
{
	struct sliced *x = &s->r[r];
	bool *used;

	SCHED_ARRAY(used, s->c->n_calendars);
	core_users(s->c, r, used);
	calendar_union(&x->open, s->c->n_calendars, used, &s->cals[0].cal,
		       sizeof(s->cals[0]), s->horizon);
	for (size_t k = 0; k < s->c->n_calendars; k++) {
		const struct calendar *cal = &s->cals[k].cal;
		struct ranks *to = &s->ranks[k * s->c->n_resources + r];

		if (!used[k] || cal->always)
			continue;
		to->whole = true;
		SCHED_ARRAY(to->of, cal->n);
		for (size_t w = 0; w < cal->n; w++) {
			int64_t open = cal->windows[w].open, in = open < 0 ? 0 : open;

			to->of[w] = rank_at(&x->open, in) - (in - open);
			if (w && cal->windows[w - 1].close > 0 && open < s->horizon)
				to->whole &= to->of[w] == to->of[w - 1] +
							  cal->windows[w - 1].close -
							  cal->windows[w - 1].open;
		}
	}
	free(used);
}

static void fill_base(const struct slices *s, struct sliced *x, const struct profile *pr)
{
	for (size_t b = 0; b < pr->n; b++)
		for (uint32_t i = 0; i < pr->blocks[b]->n; i++) {
			int64_t from = pr->blocks[b]->t[i], to = s->horizon;
			int64_t left = pr->blocks[b]->left[i];

			if (i + 1 < pr->blocks[b]->n)
				to = pr->blocks[b]->t[i + 1] / s->unit;
			else if (b + 1 < pr->n)
				to = pr->blocks[b + 1]->t[0] / s->unit;
			from = rank_at(&x->open, from < 0 ? 0 : from / s->unit);
			to = to < 0 ? 0 : rank_at(&x->open, to < s->horizon ? to : s->horizon);
			if (from >= to || left <= 0)
				continue;
			for (int64_t g = from / SLOTS; g <= (to - 1) / SLOTS; g++)
				for (uint32_t k = 0; k < x->bits; k++)
					if (left >> k & 1)
						x->base[g * x->bits + k] |= mask_of(from, to, g);
		}
}

static void build_resource(struct slices *s, uint32_t r)
{
	struct sliced *x = &s->r[r];
	size_t size, w = 0;

	x->groups = (uint32_t)(x->open.before[x->open.n] / SLOTS + 1);
	SCHED_ARRAY(x->at, x->groups + 1);
	for (uint32_t g = 0; g < x->groups; g++) {
		while (w + 1 < x->open.n && x->open.before[w + 1] <= (int64_t)g * SLOTS)
			w++;
		x->at[g] = (uint32_t)w;
	}
	size = (size_t)x->bits * x->groups;
	SCHED_ARRAY(x->base, size);
	fill_base(s, x, &s->c->profiles[r]);
	SCHED_ARRAY(x->left, size);
	memcpy(x->left, x->base, size * sizeof(*x->left));
}

/* False when a resource has too many units or the tables would be too large. */
static bool measure(struct slices *s)
{
	int64_t words = 0;

	for (size_t r = 0; r < s->c->n_resources; r++) {
		struct sliced *x = &s->r[r];

		x->peak = most_left(&s->c->profiles[r]);
		while (x->bits <= MAX_BITS && x->peak >> x->bits)
			x->bits += NIBBLE;
		words += x->bits * (s->horizon / SLOTS);
		if (x->bits > MAX_BITS || words > MAX_WORDS)
			return false;
	}
	return true;
}

/* Durations in classes, 32 single ones and then 16 to an octave. */
static inline uint32_t class_of(int64_t d)
{
	uint32_t e = 63 - (uint32_t)__builtin_clzll((uint64_t)d);

	return d < 32 ? (uint32_t)d : 32 + (e - 5) * 16 + ((uint32_t)(d >> (e - 4)) & 15);
}

static inline int64_t class_least(uint32_t k)
{
	return k < 32 ? k : (int64_t)(16 + k % 16) << (1 + (k - 32) / 16);
}

/* Equal for modes of one kind. */
static bool same_kind(const struct core *c, const struct kind *k, uint32_t mode, bool pausable)
{
	const struct core_mode *a = &c->modes[k->mode], *b = &c->modes[mode];

	bool same = a->calendar == b->calendar && a->n_needs == b->n_needs &&
		    k->pausable == pausable;

	for (uint32_t n = 0; same && n < a->n_needs; n++)
		same = c->needs[a->need + n].index == c->needs[b->need + n].index &&
		       c->needs[a->need + n].amount == c->needs[b->need + n].amount;
	return same;
}

static size_t kind_hash(const struct core *c, uint32_t mode, bool pausable)
{
	const struct core_mode *m = &c->modes[mode];
	uint64_t h = m->calendar * 2 + pausable;

	for (uint32_t k = 0; k < m->n_needs; k++)
		h = (h * 31 + c->needs[m->need + k].index) * UINT64_C(0x9e3779b97f4a7c15) +
		    (uint64_t)c->needs[m->need + k].amount;
	return (size_t)(h ^ h >> 29);
}

static void raise_top(struct kind *k, int64_t d)
{
	uint32_t top = d ? class_of(d) + 2 : 0;

	if (top > k->top)
		k->top = top < CLASSES ? top : CLASSES;
}

static void find_kinds(struct slices *s)
{
	const struct core *c = s->c;
	size_t cap = 64, have = 0;
	uint32_t *table; /* kind + 1, open addressing */

	while (cap < 2 * c->n_modes)
		cap *= 2;
	SCHED_ARRAY(table, cap);
	SCHED_ARRAY(s->kind_of, c->n_modes);
	for (uint32_t i = 0; i < c->n; i++)
		for (uint32_t m = c->first_mode[i]; m < c->first_mode[i + 1]; m++) {
			bool pausable = c->p->activities[i].pausable;
			size_t h = kind_hash(c, m, pausable) & (cap - 1);

			while (table[h] && !same_kind(c, &s->kinds[table[h] - 1], m, pausable))
				h = (h + 1) & (cap - 1);
			if (!table[h]) {
				if (s->n_kinds == have) {
					have = have * 2 + 16;
					SCHED_GROW(s->kinds, have);
				}
				s->kinds[s->n_kinds] =
					(struct kind){.mode = m, .pausable = pausable};
				table[h] = ++s->n_kinds;
			}
			s->kind_of[m] = table[h] - 1;
			raise_top(&s->kinds[table[h] - 1], c->modes[m].duration / s->unit);
		}
	free(table);
}

struct slices *slices_new(const struct core *c, int64_t horizon)
{
	struct slices *s;

	if (horizon < 0)
		return NULL;
	SCHED_ARRAY(s, 1);
	s->c = c;
	s->unit = common_unit(c);
	s->horizon = (horizon / s->unit / SLOTS + 1) * SLOTS;
	SCHED_ARRAY(s->cals, c->n_calendars);
	SCHED_ARRAY(s->r, c->n_resources);
	SCHED_ARRAY(s->ranks, c->n_calendars * c->n_resources);
	if (s->horizon / SLOTS > MAX_WORDS || !measure(s)) {
		slices_free(s);
		return NULL;
	}
	for (size_t k = 0; k < c->n_calendars; k++)
		scale_calendar(s, &c->calendars[k], &s->cals[k]);
	for (uint32_t r = 0; r < c->n_resources; r++) {
		build_ranks(s, r);
		build_resource(s, r);
	}
	find_kinds(s);
	return s;
}

void slices_free(struct slices *s)
{
	if (!s)
		return;
	for (size_t k = 0; k < s->c->n_calendars; k++) {
		calendar_release(&s->cals[k].cal);
		free(s->cals[k].at);
	}
	for (size_t r = 0; r < s->c->n_resources; r++) {
		calendar_release(&s->r[r].open);
		free(s->r[r].at);
		free(s->r[r].left);
		free(s->r[r].base);
	}
	for (size_t k = 0; k < s->c->n_calendars * s->c->n_resources; k++)
		free(s->ranks[k].of);
	free(s->cals);
	free(s->r);
	free(s->ranks);
	free(s->kinds);
	free(s->kind_of);
	free(s);
}

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
