/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/slices_inner.h"

#include "sched/alloc.h"

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
