/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/core.h"

#include "sched/alloc.h"
#include "sched/validate.h"

/* ---- calendars: one compiled calendar for each different set --------------------------------- */

struct cal_set {
	uint32_t *which;
	size_t n;
};

static int compare_u32(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static size_t cal_hash(const struct cal_set *s)
{
	uint64_t h = 1469598103934665603u;

	for (size_t i = 0; i < s->n; i++)
		h = (h ^ s->which[i]) * 1099511628211u;
	return (size_t)(h ^ (h >> 29));
}

struct cal_table {
	struct cal_set *sets;
	uint32_t *slots; /* index + 1, open addressing */
	size_t n, cap;
};

static void cal_rehash(struct cal_table *t)
{
	free(t->slots);
	t->cap = t->cap ? t->cap * 2 : 64;
	SCHED_ARRAY(t->slots, t->cap);
	SCHED_GROW(t->sets, t->cap);
	for (size_t i = 0; i < t->n; i++) {
		size_t h = cal_hash(&t->sets[i]) & (t->cap - 1);

		while (t->slots[h])
			h = (h + 1) & (t->cap - 1);
		t->slots[h] = (uint32_t)i + 1;
	}
}

/* Index of the set of calendars of an activity in a mode. */
static uint32_t cal_intern(struct cal_table *t, const struct sched_activity *a,
			   const struct sched_mode *m)
{
	struct cal_set s;
	size_t n = 0, h;

	SCHED_ARRAY(s.which, a->n_calendars + m->n_calendars);
	for (size_t i = 0; i < a->n_calendars + m->n_calendars; i++)
		s.which[i] = i < a->n_calendars ? a->calendars[i]
						: m->calendars[i - a->n_calendars];
	s.n = a->n_calendars + m->n_calendars;
	qsort(s.which, s.n, sizeof(*s.which), compare_u32);
	for (size_t i = 0; i < s.n; i++)
		if (i == 0 || s.which[i] != s.which[i - 1])
			s.which[n++] = s.which[i];
	s.n = n;
	if (t->n * 2 >= t->cap)
		cal_rehash(t);
	h = cal_hash(&s) & (t->cap - 1);
	for (; t->slots[h]; h = (h + 1) & (t->cap - 1)) {
		const struct cal_set *o = &t->sets[t->slots[h] - 1];

		if (o->n == s.n && !memcmp(o->which, s.which, s.n * sizeof(*s.which))) {
			free(s.which);
			return t->slots[h] - 1;
		}
	}
	t->slots[h] = (uint32_t)t->n + 1;
	t->sets[t->n++] = s;
	return (uint32_t)(t->n - 1);
}

/* ---- modes ----------------------------------------------------------------------------------- */

#define MAX_WORKER_MODES 64

struct builder {
	struct core *c;
	struct cal_table cals;
	size_t modes_cap, needs_cap, uses_cap, n_needs, n_uses;
};

static void add_need(struct builder *b, uint32_t index, int64_t amount)
{
	if (b->n_needs == b->needs_cap) {
		b->needs_cap = b->needs_cap * 2 + 64;
		SCHED_GROW(b->c->needs, b->needs_cap);
	}
	b->c->needs[b->n_needs++] = (struct sched_need){index, amount};
}

static void add_use(struct builder *b, uint32_t index, int64_t amount)
{
	if (b->n_uses == b->uses_cap) {
		b->uses_cap = b->uses_cap * 2 + 64;
		SCHED_GROW(b->c->uses, b->uses_cap);
	}
	b->c->uses[b->n_uses++] = (struct sched_need){index, amount};
}

static void add_mode(struct builder *b, const struct sched_mode *m, uint32_t source,
		     uint32_t calendar, int64_t workers)
{
	struct core *c = b->c;
	struct core_mode x = {.source = source, .calendar = calendar, .workers = workers};

	x.duration = m->duration;
	x.cost = m->cost;
	x.need = (uint32_t)b->n_needs;
	x.use = (uint32_t)b->n_uses;
	if (workers) {
		x.duration += (m->work + workers - 1) / workers;
		x.cost += m->cost_per_worker * workers;
		add_need(b, m->crew, workers);
	}
	for (size_t i = 0; i < m->n_needs && x.duration > 0; i++)
		if (m->needs[i].amount > 0)
			add_need(b, m->needs[i].index, m->needs[i].amount);
	for (size_t i = 0; i < m->n_uses; i++)
		if (m->uses[i].amount > 0)
			add_use(b, m->uses[i].index, m->uses[i].amount);
	x.n_needs = (uint32_t)b->n_needs - x.need;
	x.n_uses = (uint32_t)b->n_uses - x.use;
	if (c->n_modes == b->modes_cap) {
		b->modes_cap = b->modes_cap * 2 + 64;
		SCHED_GROW(c->modes, b->modes_cap);
	}
	c->modes[c->n_modes++] = x;
}

/* One core mode for each number of workers that changes the duration: more people for the same time
 * are never of use. */
static void expand_mode(struct builder *b, uint32_t activity, uint32_t source)
{
	const struct sched_activity *a = &b->c->p->activities[activity];
	const struct sched_mode *m = &a->modes[source];
	uint32_t cal = cal_intern(&b->cals, a, m);
	int64_t step, last = -1;

	if (m->work <= 0) {
		add_mode(b, m, source, cal, 0);
		return;
	}
	if (a->state != SCHED_FREE) {
		add_mode(b, m, source, cal, a->fixed_workers > 0 ? a->fixed_workers : m->workers);
		return;
	}
	step = (m->max_workers - m->workers) / MAX_WORKER_MODES + 1;
	for (int64_t w = m->workers; w <= m->max_workers; w += step) {
		int64_t d = (m->work + w - 1) / w;

		if (d == last)
			continue;
		last = d;
		add_mode(b, m, source, cal, w);
	}
}

static void build_modes(struct core *c)
{
	struct builder b = {.c = c};

	SCHED_ARRAY(c->first_mode, c->n + 1);
	for (uint32_t i = 0; i < c->n; i++) {
		const struct sched_activity *a = &c->p->activities[i];

		c->first_mode[i] = (uint32_t)c->n_modes;
		if (a->state != SCHED_FREE)
			expand_mode(&b, i, a->fixed_mode);
		else
			for (uint32_t m = 0; m < a->n_modes; m++)
				expand_mode(&b, i, m);
		if (c->n_modes - c->first_mode[i] > 1)
			c->multi_mode = true;
	}
	c->first_mode[c->n] = (uint32_t)c->n_modes;
	c->n_calendars = b.cals.n;
	SCHED_ARRAY(c->calendars, b.cals.n);
	for (size_t i = 0; i < b.cals.n; i++) {
		calendar_init(&c->calendars[i], c->p, b.cals.sets[i].which, b.cals.sets[i].n);
		if (!c->calendars[i].always)
			c->has_calendar = true;
		free(b.cals.sets[i].which);
	}
	free(b.cals.sets);
	free(b.cals.slots);
}

/* ---- edges ----------------------------------------------------------------------------------- */

static bool wanted(const struct core *c, const struct sched_edge *e, bool maximum)
{
	if (c->is_fixed[e->to])
		return false;
	return maximum ? e->max_lag != SCHED_NEVER : e->min_lag != SCHED_NO_MIN;
}

static void build_arcs(const struct core *c, struct core_arcs *arcs, bool by_from, bool maximum)
{
	size_t total = 0;
	uint32_t *fill;

	SCHED_ARRAY(arcs->first, c->n + 2);
	for (size_t e = 0; e < c->p->n_edges; e++) {
		const struct sched_edge *x = &c->p->edges[e];

		if (!wanted(c, x, maximum))
			continue;
		arcs->first[(by_from ? x->from : x->to) + 1]++;
		total++;
	}
	for (size_t i = 0; i < c->n; i++)
		arcs->first[i + 1] += arcs->first[i];
	SCHED_ARRAY(arcs->arcs, total);
	SCHED_ARRAY(fill, c->n + 1);
	memcpy(fill, arcs->first, c->n * sizeof(*fill));
	for (size_t e = 0; e < c->p->n_edges; e++) {
		const struct sched_edge *x = &c->p->edges[e];

		if (!wanted(c, x, maximum))
			continue;
		arcs->arcs[fill[by_from ? x->from : x->to]++] = (struct core_arc){
			by_from ? x->to : x->from, (uint32_t)e,
			maximum ? x->max_lag : x->min_lag};
	}
	free(fill);
}

/* An edge on a cycle among the activities that the topological sort could not order. */
static bool name_cycle(const struct core *c, const uint32_t *open, struct sched_failure *f)
{
	uint32_t *seen, at = 0, edge = 0;

	SCHED_ARRAY(seen, c->n);
	while (!open[at])
		at++;
	/* Walking backwards among unordered activities must come round. */
	while (!seen[at]) {
		uint32_t k = c->pred.first[at];

		seen[at] = 1;
		while (!open[c->pred.arcs[k].other])
			k++;
		edge = c->pred.arcs[k].edge;
		at = c->pred.arcs[k].other;
	}
	free(seen);
	return sched_fail(f, SCHED_FAULT_CYCLE, at, edge, 0);
}

static bool sort_topologically(struct core *c, struct sched_failure *f)
{
	uint32_t *open;
	size_t n = 0;
	bool ok = true;

	SCHED_ARRAY(c->order, c->n);
	SCHED_ARRAY(open, c->n);
	for (uint32_t i = 0; i < c->n; i++) {
		open[i] = c->pred.first[i + 1] - c->pred.first[i];
		if (!open[i])
			c->order[n++] = i;
	}
	for (size_t k = 0; k < n; k++) {
		uint32_t i = c->order[k];

		for (uint32_t a = c->succ.first[i]; a < c->succ.first[i + 1]; a++)
			if (--open[c->succ.arcs[a].other] == 0)
				c->order[n++] = c->succ.arcs[a].other;
	}
	if (n < c->n)
		ok = name_cycle(c, open, f);
	free(open);
	return ok;
}

/* ---- fixed activities, milestones ------------------------------------------------------------ */

static bool place_fixed(struct core *c, struct sched_failure *f)
{
	for (uint32_t i = 0; i < c->n; i++) {
		const struct sched_activity *a = &c->p->activities[i];
		const struct core_mode *m = &c->modes[c->first_mode[i]];
		struct sched_slot *s = &c->fixed[i];

		if (!c->is_fixed[i])
			continue;
		*s = (struct sched_slot){a->fixed_start, a->fixed_finish, c->first_mode[i],
					 m->workers};
		if (s->finish == SCHED_NEVER) {
			int64_t t = calendar_start(&c->calendars[m->calendar], s->start, 1, true);

			s->finish = t == SCHED_NEVER ? t :
				calendar_finish(&c->calendars[m->calendar], t, m->duration, true);
			if (m->duration == 0)
				s->finish = s->start;
		}
		if (s->finish == SCHED_NEVER)
			return sched_fail(f, SCHED_FAULT_CALENDAR, i, SCHED_NONE, m->duration);
		core_load(c, c->profiles, i, s->mode, s->start, s->finish, -1);
	}
	return true;
}

static void build_stones(struct core *c)
{
	const struct sched_problem *p = c->p;
	uint32_t *fill;

	SCHED_ARRAY(c->stone_first, c->n + 1);
	for (size_t m = 0; m < p->n_milestones; m++)
		for (size_t k = 0; k < p->milestones[m].n_activities; k++)
			c->stone_first[p->milestones[m].activities[k] + 1]++;
	for (size_t i = 0; i < c->n; i++)
		c->stone_first[i + 1] += c->stone_first[i];
	SCHED_ARRAY(c->stones, c->stone_first[c->n]);
	SCHED_ARRAY(fill, c->n + 1);
	memcpy(fill, c->stone_first, c->n * sizeof(*fill));
	for (size_t m = 0; m < p->n_milestones; m++)
		for (size_t k = 0; k < p->milestones[m].n_activities; k++)
			c->stones[fill[p->milestones[m].activities[k]]++] = (uint32_t)m;
	free(fill);
}

/* ---- budgets --------------------------------------------------------------------------------- */

static bool budgets_payable(const struct core *c, struct sched_failure *f)
{
	for (uint32_t b = 0; b < c->n_budgets; b++) {
		int64_t least = 0;

		for (uint32_t i = 0; i < c->n; i++) {
			int64_t low = INT64_MAX;

			for (uint32_t m = c->first_mode[i]; m < c->first_mode[i + 1]; m++) {
				const struct core_mode *x = &c->modes[m];
				int64_t use = 0;

				for (uint32_t k = 0; k < x->n_uses; k++)
					if (c->uses[x->use + k].index == b)
						use = c->uses[x->use + k].amount;
				low = use < low ? use : low;
			}
			least += low;
		}
		if (least > c->p->budgets[b])
			return sched_fail(f, SCHED_FAULT_BUDGET, SCHED_NONE, b, least);
	}
	return true;
}

void core_users(const struct core *c, uint32_t r, bool *ret_calendars)
{
	for (size_t m = 0; m < c->n_modes; m++)
		for (uint32_t k = 0; k < c->modes[m].n_needs; k++)
			if (c->needs[c->modes[m].need + k].index == r)
				ret_calendars[c->modes[m].calendar] = true;
}

#define MAX_MARKETS 64 /* beside one for each resource */

static void add_market(struct core *c, uint32_t r, uint32_t calendar, const struct calendar *open)
{
	struct core_market *m;

	SCHED_GROW(c->markets, c->n_markets + 1);
	m = &c->markets[c->n_markets++];
	*m = (struct core_market){.resource = r, .calendar = calendar};
	supply_init(&m->supply, &c->profiles[r], open);
}

static void build_markets(struct core *c)
{
	bool *used;
	struct calendar open;

	SCHED_ARRAY(used, (c->n_calendars + 1) * c->n_resources);
	for (uint32_t r = 0; r < c->n_resources; r++) {
		core_users(c, r, used + r * c->n_calendars);
		calendar_union(&open, c->n_calendars, used + r * c->n_calendars, c->calendars,
			       sizeof(*c->calendars), SCHED_NEVER);
		add_market(c, r, SCHED_NONE, c->has_calendar ? &open : NULL);
		calendar_release(&open);
	}
	for (uint32_t r = 0; r < c->n_resources; r++) {
		size_t n = 0;

		for (uint32_t k = 0; k < c->n_calendars; k++)
			n += used[r * c->n_calendars + k];
		for (uint32_t k = 0; n > 1 && k < c->n_calendars; k++)
			if (used[r * c->n_calendars + k] && !c->calendars[k].always &&
			    c->n_markets < c->n_resources + MAX_MARKETS)
				add_market(c, r, k, &c->calendars[k]);
	}
	free(used);
}

int64_t core_work(const struct core *c, const struct core_market *market, uint32_t i)
{
	int64_t least = INT64_MAX;

	if (c->is_fixed[i])
		return 0;
	for (uint32_t m = c->first_mode[i]; m < c->first_mode[i + 1]; m++) {
		const struct core_mode *x = &c->modes[m];
		int64_t work = 0;

		for (uint32_t k = 0; k < x->n_needs; k++)
			if (c->needs[x->need + k].index == market->resource &&
			    (market->calendar == SCHED_NONE || market->calendar == x->calendar))
				work = c->needs[x->need + k].amount * x->duration;
		least = work < least ? work : least;
	}
	return least;
}

int core_init(struct core *c, const struct sched_problem *p, struct sched_failure *f)
{
	*c = (struct core){.p = p, .n = p->n_activities, .n_resources = p->n_resources,
			   .n_budgets = p->n_budgets};
	*f = (struct sched_failure){SCHED_FAULT_NONE, SCHED_NONE, SCHED_NONE, 0};
	if (!sched_valid(p, f))
		return SCHED_INVALID;
	SCHED_ARRAY(c->is_fixed, c->n);
	SCHED_ARRAY(c->fixed, c->n);
	SCHED_ARRAY(c->release, c->n);
	for (uint32_t i = 0; i < c->n; i++) {
		const struct sched_activity *a = &p->activities[i];

		c->is_fixed[i] = a->state != SCHED_FREE;
		c->release[i] = a->release > p->not_before ? a->release : p->not_before;
		if (a->deadline != SCHED_NEVER && !c->is_fixed[i])
			c->has_deadline = true;
	}
	build_modes(c);
	SCHED_ARRAY(c->profiles, c->n_resources);
	for (size_t r = 0; r < c->n_resources; r++)
		profile_init(&c->profiles[r], p->resources[r].steps, p->resources[r].n_steps,
			     p->origin);
	build_arcs(c, &c->pred, false, false);
	build_arcs(c, &c->succ, true, false);
	build_arcs(c, &c->max_in, false, true);
	build_arcs(c, &c->max_out, true, true);
	c->has_max = c->max_in.first[c->n] > 0;
	build_stones(c);
	if (!sort_topologically(c, f))
		return SCHED_INVALID;
	if (!place_fixed(c, f) || !budgets_payable(c, f))
		return SCHED_INFEASIBLE;
	build_markets(c);
	if (!core_heads(c, f))
		return SCHED_INFEASIBLE;
	return SCHED_OK;
}

void core_release(struct core *c)
{
	if (!c)
		return;
	for (size_t i = 0; c->calendars && i < c->n_calendars; i++)
		calendar_release(&c->calendars[i]);
	for (size_t r = 0; c->profiles && r < c->n_resources; r++)
		profile_release(&c->profiles[r]);
	for (size_t k = 0; k < c->n_markets; k++)
		supply_release(&c->markets[k].supply);
	free(c->markets);
	free(c->modes);
	free(c->first_mode);
	free(c->needs);
	free(c->uses);
	free(c->calendars);
	free(c->pred.first);
	free(c->pred.arcs);
	free(c->succ.first);
	free(c->succ.arcs);
	free(c->max_in.first);
	free(c->max_in.arcs);
	free(c->max_out.first);
	free(c->max_out.arcs);
	free(c->order);
	free(c->release);
	free(c->head);
	free(c->finish_head);
	free(c->tail);
	free(c->fixed);
	free(c->is_fixed);
	free(c->profiles);
	free(c->stone_first);
	free(c->stones);
	*c = (struct core){0};
}
