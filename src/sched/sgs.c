/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/sgs.h"

#include "sched/alloc.h"
#include "sched/validate.h"

static int64_t use_of(const struct core *c, uint32_t mode, uint32_t budget)
{
	const struct core_mode *m = &c->modes[mode];

	for (uint32_t k = 0; k < m->n_uses; k++)
		if (c->uses[m->use + k].index == budget)
			return c->uses[m->use + k].amount;
	return 0;
}

void sgs_init(struct sgs *s, const struct core *c)
{
	*s = (struct sgs){.c = c};
	SCHED_ARRAY(s->profiles, c->n_resources);
	SCHED_ARRAY(s->open, c->n);
	SCHED_ARRAY(s->heap, c->n);
	SCHED_ARRAY(s->queued, c->n);
	SCHED_ARRAY(s->placed, c->n);
	SCHED_ARRAY(s->reach, c->n);
	SCHED_ARRAY(s->left, c->n_budgets);
	SCHED_ARRAY(s->least, c->n * c->n_budgets);
	SCHED_ARRAY(s->stack, c->n);
	for (uint32_t i = 0; c->n_budgets && i < c->n; i++)
		for (uint32_t b = 0; b < c->n_budgets; b++) {
			int64_t low = INT64_MAX;

			for (uint32_t m = c->first_mode[i]; m < c->first_mode[i + 1]; m++) {
				int64_t use = use_of(c, m, b);

				low = use < low ? use : low;
			}
			s->least[i * c->n_budgets + b] = low;
		}
}

void sgs_release(struct sgs *s)
{
	if (!s || !s->c)
		return;
	for (size_t r = 0; r < s->c->n_resources; r++)
		profile_release(&s->profiles[r]);
	slices_free(s->slices);
	free(s->profiles);
	free(s->open);
	free(s->heap);
	free(s->queued);
	free(s->placed);
	free(s->reach);
	free(s->left);
	free(s->least);
	free(s->stack);
	*s = (struct sgs){0};
}

/* ---- heap of activities that may be placed --------------------------------------------------- */

static inline bool before(struct sgs_entry a, struct sgs_entry b)
{
	return a.key < b.key || (a.key == b.key && a.activity < b.activity);
}

static void push(struct sgs *s, uint32_t i)
{
	struct sgs_entry x = {s->key[i], i};
	size_t at = s->n_heap++;

	s->queued[i] = true;
	while (at && before(x, s->heap[(at - 1) / 2])) {
		s->heap[at] = s->heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	s->heap[at] = x;
}

static uint32_t pop(struct sgs *s)
{
	uint32_t top = s->heap[0].activity;
	struct sgs_entry last = s->heap[--s->n_heap];
	size_t at = 0, child;

	while ((child = 2 * at + 1) < s->n_heap) {
		if (child + 1 < s->n_heap && before(s->heap[child + 1], s->heap[child]))
			child++;
		if (!before(s->heap[child], last))
			break;
		s->heap[at] = s->heap[child];
		at = child;
	}
	s->heap[at] = last;
	s->queued[top] = false;
	return top;
}

/* ---- placing --------------------------------------------------------------------------------- */

/* Earliest start that precedence, maximum lags to what stands already, and the release allow. */
static int64_t ready(const struct sgs *s, const struct plan *plan, uint32_t i, uint32_t m)
{
	const struct core *c = s->c;
	const struct core_mode *x = &c->modes[m];
	int64_t t = c->release[i], reach = s->reach[i], at;

	for (uint32_t a = c->pred.first[i]; a < c->pred.first[i + 1]; a++) {
		const struct core_arc *p = &c->pred.arcs[a];

		if (plan->finish[p->other] + p->lag > t)
			t = plan->finish[p->other] + p->lag;
	}
	for (uint32_t a = c->max_out.first[i]; a < c->max_out.first[i + 1]; a++) {
		const struct core_arc *p = &c->max_out.arcs[a];

		if (s->placed[p->other] && plan->start[p->other] - p->lag > reach)
			reach = plan->start[p->other] - p->lag;
	}
	if (reach == INT64_MIN)
		return t;
	at = calendar_start_reaching(&c->calendars[x->calendar], reach, x->duration,
				     c->p->activities[i].pausable);
	return at > t ? at : t;
}

int64_t sgs_earliest(struct sgs *s, const struct plan *plan, uint32_t i, uint32_t m,
		     int64_t *ret_finish)
{
	int64_t t = ready(s, plan, i, m);

	return t == SCHED_NEVER ? t : core_fit(s->c, s->profiles, i, m, t, ret_finish);
}

/* The same from slices or profiles, as this decoding has it. */
static int64_t earliest(struct sgs *s, const struct plan *plan, uint32_t i, uint32_t m,
			int64_t *ret_finish)
{
	int64_t t, start;

	if (!s->sliced)
		return sgs_earliest(s, plan, i, m, ret_finish);
	t = ready(s, plan, i, m);
	start = t == SCHED_NEVER ? t : slices_fit(s->slices, m, t, ret_finish);
	if (start != SLICES_BEYOND)
		return start;
	s->beyond = true;
	return SCHED_NEVER;
}

static void load(struct sgs *s, const struct plan *plan, uint32_t i, int sign)
{
	if (s->sliced)
		slices_load(s->slices, plan->mode[i], plan->start[i], plan->finish[i], sign);
	else
		core_load(s->c, s->profiles, i, plan->mode[i], plan->start[i], plan->finish[i],
			  sign);
}

/* True when the budgets can pay this mode and the least use of everything still open. */
static bool affordable(const struct sgs *s, uint32_t i, uint32_t m)
{
	for (uint32_t b = 0; b < s->c->n_budgets; b++)
		if (use_of(s->c, m, b) - s->least[i * s->c->n_budgets + b] > s->left[b])
			return false;
	return true;
}

static void pay(struct sgs *s, uint32_t i, uint32_t m, int sign)
{
	for (uint32_t b = 0; b < s->c->n_budgets; b++)
		s->left[b] -= sign * (use_of(s->c, m, b) - s->least[i * s->c->n_budgets + b]);
}

static uint32_t choose_mode(struct sgs *s, const struct plan *plan, uint32_t i, uint32_t wish,
			    int64_t *ret_start, int64_t *ret_finish)
{
	const struct core *c = s->c;
	uint32_t best = SGS_ANY_MODE;
	int64_t start, finish = SCHED_NEVER;
	bool any = wish == SGS_ANY_MODE;

	*ret_start = *ret_finish = SCHED_NEVER;
	if (!any || c->first_mode[i + 1] - c->first_mode[i] == 1) {
		wish = any ? c->first_mode[i] : wish;
		*ret_start = earliest(s, plan, i, wish, ret_finish);
		return wish;
	}
	for (int strict = 1; strict >= 0 && best == SGS_ANY_MODE && !s->beyond; strict--)
		for (uint32_t m = c->first_mode[i]; m < c->first_mode[i + 1]; m++) {
			if (strict && !affordable(s, i, m))
				continue;
			start = earliest(s, plan, i, m, &finish);
			if (start == SCHED_NEVER || finish > *ret_finish)
				continue;
			if (finish == *ret_finish && c->modes[m].cost >= c->modes[best].cost)
				continue;
			best = m;
			*ret_start = start;
			*ret_finish = finish;
		}
	if (best != SGS_ANY_MODE)
		s->beyond = false; /* whatever lies there ends later */
	return best == SGS_ANY_MODE ? c->first_mode[i] : best;
}

/* The arc whose maximum lag a start at t breaks most, or NULL. */
static const struct core_arc *broken_lag(const struct sgs *s, const struct plan *plan, uint32_t i,
					 int64_t t)
{
	const struct core *c = s->c;
	const struct core_arc *worst = NULL;
	int64_t most = 0;

	for (uint32_t a = c->max_in.first[i]; a < c->max_in.first[i + 1]; a++) {
		const struct core_arc *p = &c->max_in.arcs[a];
		int64_t over;

		if (!s->placed[p->other])
			continue;
		over = t - (plan->finish[p->other] + p->lag);
		if (over > most) {
			most = over;
			worst = p;
		}
	}
	return worst;
}

static void take_out(struct sgs *s, struct plan *plan, uint32_t from)
{
	const struct core *c = s->c;
	size_t n = 0;

	s->stack[n++] = from;
	s->placed[from] = false;
	for (size_t k = 0; k < n; k++) {
		uint32_t i = s->stack[k];

		load(s, plan, i, 1);
		pay(s, i, plan->mode[i], -1);
		for (uint32_t a = c->succ.first[i]; a < c->succ.first[i + 1]; a++) {
			uint32_t j = c->succ.arcs[a].other;

			s->open[j]++;
			if (s->placed[j]) {
				s->placed[j] = false;
				s->stack[n++] = j;
			}
		}
	}
	if (!s->queued[from])
		push(s, from);
}

static void put_in(struct sgs *s, struct plan *plan, uint32_t i, uint32_t m, int64_t start,
		   int64_t finish)
{
	const struct core *c = s->c;

	plan->start[i] = start;
	plan->finish[i] = finish;
	plan->mode[i] = m;
	s->placed[i] = true;
	load(s, plan, i, -1);
	pay(s, i, m, 1);
	for (uint32_t a = c->succ.first[i]; a < c->succ.first[i + 1]; a++) {
		uint32_t j = c->succ.arcs[a].other;

		if (--s->open[j] == 0 && !s->queued[j])
			push(s, j);
	}
}

static void begin(struct sgs *s, const int64_t *key, struct plan *plan)
{
	const struct core *c = s->c;

	s->key = key;
	s->n_heap = 0;
	s->beyond = false;
	if (s->sliced)
		slices_reset(s->slices);
	for (size_t r = 0; r < c->n_resources && !s->sliced; r++)
		profile_copy(&s->profiles[r], &c->profiles[r]);
	for (uint32_t b = 0; b < c->n_budgets; b++)
		s->left[b] = c->p->budgets[b];
	for (uint32_t i = 0; i < c->n; i++) {
		s->open[i] = c->pred.first[i + 1] - c->pred.first[i];
		s->queued[i] = s->placed[i] = false;
		s->reach[i] = s->hold ? s->hold[i] : INT64_MIN;
		for (uint32_t b = 0; b < c->n_budgets; b++)
			s->left[b] -= s->least[i * c->n_budgets + b];
	}
	for (uint32_t i = 0; i < c->n; i++) {
		if (!c->is_fixed[i])
			continue;
		s->placed[i] = true;
		plan->start[i] = c->fixed[i].start;
		plan->finish[i] = c->fixed[i].finish;
		plan->mode[i] = c->fixed[i].mode;
		for (uint32_t a = c->succ.first[i]; a < c->succ.first[i + 1]; a++)
			s->open[c->succ.arcs[a].other]--;
	}
	for (uint32_t i = 0; i < c->n; i++)
		if (!c->is_fixed[i] && s->open[i] == 0)
			push(s, i);
}

/* Delays the far end of the broken arc; false when it cannot be delayed. */
static bool repair(struct sgs *s, struct plan *plan, uint32_t i, int64_t t,
		   const struct core_arc *arc)
{
	if (s->c->is_fixed[arc->other])
		return sched_fail(&s->failure, SCHED_FAULT_MAX_LAG, i, arc->edge, t);
	if (t - arc->lag > s->reach[arc->other])
		s->reach[arc->other] = t - arc->lag;
	take_out(s, plan, arc->other);
	if (s->open[i] == 0 && !s->queued[i])
		push(s, i);
	return true;
}

struct gate {
	int64_t from;
	bool (*go_on)(void *, const struct plan *);
	void *ctx;
};

static bool no_place(struct sgs *s, uint32_t i, uint32_t m)
{
	const struct core_mode *x = &s->c->modes[m];
	bool calendar = s->c->has_calendar;

	return sched_fail(&s->failure, calendar ? SCHED_FAULT_CALENDAR : SCHED_FAULT_CAPACITY, i,
			  x->n_needs && !calendar ? s->c->needs[x->need].index : SCHED_NONE,
			  x->duration);
}

static bool decode(struct sgs *s, const int64_t *key, const uint32_t *mode, struct plan *plan,
		   const struct gate *gate)
{
	const struct core *c = s->c;
	size_t repairs = 100 + 20 * (size_t)c->max_in.first[c->n];

	begin(s, key, plan);
	while (s->n_heap) {
		uint32_t i, m;
		int64_t start, finish;
		const struct core_arc *arc;

		if (gate && s->heap[0].key >= gate->from) {
			s->stopped = !gate->go_on(gate->ctx, plan);
			if (s->stopped)
				return false;
			gate = NULL;
		}
		i = pop(s);
		if (s->placed[i] || s->open[i])
			continue;
		m = choose_mode(s, plan, i, mode ? mode[i] : SGS_ANY_MODE, &start, &finish);
		if (start == SCHED_NEVER)
			return no_place(s, i, m);
		arc = c->has_max ? broken_lag(s, plan, i, start) : NULL;
		if (!arc) {
			put_in(s, plan, i, m, start, finish);
			continue;
		}
		if (repairs-- == 0)
			return sched_fail(&s->failure, SCHED_FAULT_MAX_LAG, i, arc->edge, start);
		if (!repair(s, plan, i, start, arc))
			return false;
	}
	plan_measure(plan, c);
	return true;
}

static bool decode_either(struct sgs *s, const int64_t *key, const uint32_t *mode,
			  struct plan *plan, const struct gate *gate)
{
	bool done;

	s->stopped = false;
	s->sliced = s->slices != NULL;
	done = decode(s, key, mode, plan, gate);
	if (!s->sliced)
		return done;
	s->sliced = false;
	return done || !s->beyond ? done : decode(s, key, mode, plan, gate);
}

bool sgs_decode(struct sgs *s, const int64_t *key, const uint32_t *mode, struct plan *plan)
{
	return decode_either(s, key, mode, plan, NULL);
}

bool sgs_decode_until(struct sgs *s, const int64_t *key, const uint32_t *mode, struct plan *plan,
		      int64_t from, bool (*go_on)(void *, const struct plan *), void *ctx)
{
	struct gate gate = {from, go_on, ctx};

	return decode_either(s, key, mode, plan, &gate);
}

void sgs_quicken(struct sgs *s, int64_t horizon)
{
	slices_free(s->slices);
	s->slices = slices_new(s->c, horizon);
}

/* ---- after the search ------------------------------------------------------------------------ */

void sgs_load_all(struct sgs *s, const struct plan *plan)
{
	const struct core *c = s->c;

	for (size_t r = 0; r < c->n_resources; r++)
		profile_copy(&s->profiles[r], &c->profiles[r]);
	for (uint32_t i = 0; i < c->n; i++) {
		s->placed[i] = true;
		s->reach[i] = INT64_MIN;
		if (!c->is_fixed[i])
			core_load(c, s->profiles, i, plan->mode[i], plan->start[i],
				  plan->finish[i], -1);
	}
}

struct order_entry {
	int64_t start;
	uint32_t activity;
};

static int compare_entries(const void *a, const void *b)
{
	const struct order_entry *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->activity < y->activity ? -1 : x->activity > y->activity;
}

void sgs_tighten(struct sgs *s, struct plan *plan)
{
	const struct core *c = s->c;
	struct order_entry *order;
	bool moved = true;

	SCHED_ARRAY(order, c->n);
	sgs_load_all(s, plan);
	while (moved) {
		moved = false;
		for (uint32_t i = 0; i < c->n; i++)
			order[i] = (struct order_entry){plan->start[i], i};
		qsort(order, c->n, sizeof(*order), compare_entries);
		for (size_t k = 0; k < c->n; k++) {
			uint32_t i = order[k].activity;
			int64_t start, finish;

			if (c->is_fixed[i])
				continue;
			core_load(c, s->profiles, i, plan->mode[i], plan->start[i],
				  plan->finish[i], 1);
			start = sgs_earliest(s, plan, i, plan->mode[i], &finish);
			if (start < plan->start[i]) {
				moved = true;
				plan->start[i] = start;
				plan->finish[i] = finish;
			}
			core_load(c, s->profiles, i, plan->mode[i], plan->start[i],
				  plan->finish[i], -1);
		}
	}
	free(order);
	plan_measure(plan, c);
}
