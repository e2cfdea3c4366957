/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows to cases: order, weights, repeats, silence, and the states along the way. */
#include "config.h"
#include "app/evidence.h"

#include <stdlib.h>
#include <string.h>

#include "util/date.h"
#include "util/map.h"
#include "util/text.h"

struct play {
	struct evidence *e;
	const struct evidence_rows *rows;
	struct map sources, signals; /* key to row */
	size_t *origin;              /* of each signal row: a row of the same origin (union-find) */
};

struct placed {
	size_t row;
	int64_t at;
	bool dated;
	const char *key;
};

static int earlier(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return strcmp(x->key, y->key);
}

static size_t origin_of(const struct play *p, size_t row)
{
	while (p->origin[row] != row)
		row = p->origin[row];
	return row;
}

static void join_origins(struct play *p)
{
	size_t i;

	for (i = 0; i < p->rows->signals.n; i++)
		p->origin[i] = i;
	for (i = 0; i < p->rows->signals.n; i++) {
		const char *at = record_get(&p->rows->signals.items[i], "same_as"), *piece;
		size_t length;

		while (text_list_next(&at, &piece, &length)) {
			char *key = arena_strndup(&p->e->arena, piece, length);
			size_t other = map_get(&p->signals, key);

			if (other != MAP_NONE)
				p->origin[origin_of(p, other)] = origin_of(p, i);
		}
	}
}

static const struct record *source_of(const struct play *p, const char *key)
{
	size_t i = key ? map_get(&p->sources, key) : MAP_NONE;

	return i == MAP_NONE ? NULL : &p->rows->sources.items[i];
}

/* 'A' to 'F' as 0 to 5; -1 when there is no source or no grade. */
static int grade(const struct record *source)
{
	const char *letter = source ? record_get(source, "reliability") : NULL;

	return letter ? *letter - 'A' : -1;
}

static double base_rate(const struct play *p, const char *vendor)
{
	const struct evidence_rows *rows = p->rows;
	long *days = arena_alloc(&p->e->arena, rows->listed.n, sizeof(*days));
	size_t n = 0, i;

	for (i = 0; i < rows->listed.n; i++)
		if (strcmp(rows->listed_of.items[i], vendor) == 0)
			days[n++] = rows->listed.items[i];
	return exploit_base_rate(days, n, rows->listed_from, rows->listed_until,
				 rows->window ? rows->window : 60, NULL);
}

static void fill_signal(const struct play *p, const struct evidence_case *c,
			const struct placed *placed, size_t repeats, int64_t before,
			struct evidence_signal *x)
{
	const struct record *r = &p->rows->signals.items[placed->row];
	const struct record *source = source_of(p, record_get(r, "source"));
	const char *speaker = source ? record_get(source, "vendor") : NULL;
	const char *credibility = record_get(r, "credibility");

	x->key = arena_strdup(&p->e->arena, record_get(r, "signal"));
	x->title = arena_strdup(&p->e->arena, record_get(r, "title"));
	x->at = placed->at;
	x->dated = placed->dated;
	x->s.kind = signal_kind_find(record_get(r, "kind"), record_get(r, "scope"));
	x->s.reliability = grade(source);
	x->s.credibility = credibility ? *credibility - '1' : -1;
	x->s.own_words = speaker && strcmp(speaker, c->vendor) == 0;
	x->s.weight = placed->row < p->rows->weights.n ? p->rows->weights.items[placed->row]
						       : belief_repeat_weight(&p->e->rules, repeats);
	if (x->s.kind == SIG_EXPLOIT)
		x->s.base_rate = base_rate(p, c->vendor);
	x->s.days = (double)(placed->at - before) / (double)DAY_S;
}

/* The rows of the case up to now, in their order; returns how many. */
static size_t place_signals(const struct play *p, const struct evidence_case *c, struct placed *ret)
{
	size_t i, n = 0;

	for (i = 0; i < p->rows->signals.n; i++) {
		const struct record *r = &p->rows->signals.items[i];
		const char *of = record_get(r, "case"), *when = record_get(r, "published_at");
		struct placed x = { i, c->opened, false, record_get(r, "signal") };

		if (!of || strcmp(of, c->key) != 0)
			continue;
		if (!when)
			when = record_get(r, "observed_at");
		x.dated = when && instant_parse(when, &x.at) == 0;
		if (x.at <= p->e->now)
			ret[n++] = x;
	}
	qsort(ret, n, sizeof(*ret), earlier);
	return n;
}

static bool is_retracted(const struct play *p, const struct evidence_case *c, const char *key)
{
	size_t i;

	for (i = 0; i < c->n; i++) {
		size_t row = c->signals[i].key ? map_get(&p->signals, c->signals[i].key) : MAP_NONE;
		const char *of =
			row == MAP_NONE ? NULL : record_get(&p->rows->signals.items[row], "retracts");

		if (of && strcmp(of, key) == 0)
			return true;
	}
	return false;
}

/* Only the accuser has spoken: the quiet since then counts. */
static bool only_accused(const struct evidence_case *c)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (c->signals[i].s.kind != SIG_SAMPLE)
			return false;
	return true;
}

static void add_silence(const struct play *p, struct evidence_case *c)
{
	int64_t since = c->n ? c->signals[c->n - 1].at : c->opened;
	struct evidence_signal *x = &c->signals[c->n];

	if (!c->open || p->e->now == INT64_MAX || p->e->now <= since || !only_accused(c))
		return;
	*x = (struct evidence_signal){ .at = p->e->now, .dated = true,
				       .s = { .kind = SIG_SILENCE, .weight = 1,
					      .days = (double)(p->e->now - since) / (double)DAY_S } };
	c->n++;
}

void evidence_believe(struct evidence_case *c, const struct belief_rules *r)
{
	size_t i;

	c->start = c->p = belief_open(r, c->opening);
	for (i = 0; i < c->n; i++)
		c->p = belief_update(r, &c->p, &c->signals[i].s, &c->signals[i].step);
}

static void run_case(struct play *p, struct evidence_case *c)
{
	const struct belief_rules *r = &p->e->rules;
	bool confirmed = false;
	size_t i;

	evidence_believe(c, r);
	c->first = c->state = belief_state(r, STATE_CLEAR, c->open, false, &c->start);
	for (i = 0; i < c->n; i++) {
		struct evidence_signal *x = &c->signals[i];

		if (signal_kinds[x->s.kind].confirms && !is_retracted(p, c, x->key))
			confirmed = true;
		c->state = belief_state(r, c->state, c->open, confirmed, &x->step.after);
		x->state = c->state;
	}
	c->confirmed = confirmed;
}

static void play_signals(struct play *p, struct evidence_case *c)
{
	struct placed *placed = arena_alloc(&p->e->arena, p->rows->signals.n + 1, sizeof(*placed));
	size_t n = place_signals(p, c, placed), i, k;

	c->signals = arena_alloc(&p->e->arena, n + 1, sizeof(*c->signals));
	c->n = n;
	for (i = 0; i < n; i++) {
		size_t repeats = 0;

		for (k = 0; k < i; k++)
			repeats += origin_of(p, placed[k].row) == origin_of(p, placed[i].row);
		fill_signal(p, c, &placed[i], repeats, i ? placed[i - 1].at : c->opened,
			    &c->signals[i]);
	}
	add_silence(p, c);
	run_case(p, c);
}

static bool take_case(struct play *p, const struct record *r, struct evidence_case *c)
{
	static const char *const outcomes[] = { "none", "contained", "material" };
	const char *status = record_get(r, "status"), *outcome = record_get(r, "outcome");
	const char *closed = record_get(r, "closed_at");
	int64_t closed_at = INT64_MIN;
	int i;

	if (instant_parse(record_get(r, "opened_at"), &c->opened) < 0 || c->opened > p->e->now)
		return false;
	c->key = arena_strdup(&p->e->arena, record_get(r, "case"));
	c->vendor = arena_strdup(&p->e->arena, record_get(r, "vendor"));
	c->opening = grade(source_of(p, record_get(r, "source")));
	if (closed)
		(void)instant_parse(closed, &closed_at);
	c->open = !(status && strcmp(status, "closed") == 0) || closed_at > p->e->now;
	c->closed = closed_at;
	c->outcome = -1;
	for (i = 0; outcome && !c->open && i < HYP_N; i++)
		if (strcmp(outcome, outcomes[i]) == 0)
			c->outcome = i;
	play_signals(p, c);
	return true;
}

void evidence_play(struct evidence *e, const struct evidence_rows *rows)
{
	struct play p = { .e = e, .rows = rows, .sources = MAP_INIT, .signals = MAP_INIT };
	size_t i;

	p.origin = arena_alloc(&e->arena, rows->signals.n, sizeof(*p.origin));
	for (i = 0; i < rows->sources.n; i++)
		map_put(&p.sources, record_get(&rows->sources.items[i], "source"), i);
	for (i = 0; i < rows->signals.n; i++)
		map_put(&p.signals, record_get(&rows->signals.items[i], "signal"), i);
	join_origins(&p);
	e->cases = arena_alloc(&e->arena, rows->cases.n, sizeof(*e->cases));
	e->n = 0;
	for (i = 0; i < rows->cases.n; i++)
		e->n += take_case(&p, &rows->cases.items[i], &e->cases[e->n]);
	map_release(&p.sources);
	map_release(&p.signals);
}
