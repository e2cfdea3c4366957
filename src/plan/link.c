/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who waits for whom.
 *
 * `after` across scopes: an instance waits for every predecessor instance that shares an asset with
 * it; a plan-scope instance shares all.  Besides: the other waves of a platform wait until its pilot
 * is safe; a unit that must move before another is safe before that one begins; two single units
 * that may never share a wave are not worked on at the same time.  These wait-edges always lead from
 * an earlier to a later unit and start at gate steps only (play.h), so they close no circle.
 */
#include "config.h"
#include "plan/expander.h"

#include <stdlib.h>
#include <string.h>

/* ---- after ----------------------------------------------------------------------------------- */

static void add_edge(struct expander *x, size_t from, size_t to, int64_t lag, int64_t max_lag)
{
	VEC_PUSH(&x->edges, (struct edge){ from, to, lag, max_lag });
}

static void link_instance(struct expander *x, size_t step, size_t instance,
			  const struct play_link *l)
{
	const struct play_step *from = &x->b->steps[l->step];
	const struct step_table *t = &x->tables[l->step];
	const struct index_list *waves = &x->instances.items[instance].waves;
	size_t i, k, bucket;

	if (from->row->scope == SCOPE_PLAN || x->b->steps[step].row->scope == SCOPE_PLAN) {
		for (i = 0; i < t->n_instances; i++)
			add_edge(x, t->first + i, instance, l->lag, l->max_lag);
		return;
	}
	x->round++;
	for (i = 0; i < waves->n; i++) {
		size_t w = waves->items[i];

		if (!t->applies[x->p->waves[w].plan_class])
			continue;
		for (k = 0; (bucket = expander_bucket(x, from, w, k)) != NONE; k++) {
			size_t other = t->at[bucket];

			if (x->stamp[other] == x->round)
				continue;
			x->stamp[other] = x->round;
			add_edge(x, other, instance, l->lag, l->max_lag);
		}
	}
}

static void link_steps(struct expander *x)
{
	size_t step, i, k;

	for (step = 0; step < x->b->n_steps; step++) {
		const struct play_step *st = &x->b->steps[step];
		const struct step_table *t = &x->tables[step];

		for (i = t->first; i < t->first + t->n_instances; i++)
			for (k = 0; k < st->n_after; k++)
				link_instance(x, step, i, &st->after[k]);
	}
}

/* ---- units ----------------------------------------------------------------------------------- */

/* Work that containment must not wait for and that may wait for a pilot. */
static bool is_change(const struct play_step *st)
{
	return st->row->scope == SCOPE_WAVE && st->row->phase >= PHASE_REPLACE;
}

/* No wave step of the change itself comes before it. */
static bool *first_steps(const struct playbook *b)
{
	bool *first = mem_zalloc(b->n_steps, sizeof(*first));
	size_t i, k;

	for (i = 0; i < b->n_steps; i++) {
		first[i] = is_change(&b->steps[i]);
		for (k = 0; first[i] && k < b->steps[i].n_after; k++)
			first[i] = !is_change(&b->steps[b->steps[i].after[k].step]);
	}
	return first;
}

/* All instances of gate steps that secure the unit `from` come before the first steps of `to`. */
static void link_units(struct expander *x, const bool *first, size_t from, size_t to)
{
	size_t i, k;

	for (i = 0; i < x->b->n_steps; i++) {
		const struct play_step *gate = &x->b->steps[i];
		size_t before;

		if (!gate->gate || !(gate->row->marks & MARK_SECURES))
			continue;
		before = x->tables[i].at[from];
		if (before == NONE)
			continue;
		for (k = 0; k < x->b->n_steps; k++)
			if (first[k] && x->tables[k].at[to] != NONE)
				add_edge(x, before, x->tables[k].at[to], 0, -1);
	}
}

struct pair {
	size_t from, to;
};

static int by_pair(const void *left, const void *right)
{
	const struct pair *a = left, *b = right;

	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	return a->to < b->to ? -1 : a->to > b->to;
}

struct pairs {
	VEC(struct pair) list;
};

static const char *unit_platform(const struct expander *x, size_t unit, size_t member)
{
	const struct plan_wave *w = &x->p->waves[x->units.items[unit].first + member];
	const char *os = x->s->classes[x->p->classes[w->plan_class].class].os;

	return os ? os : "";
}

/* The platforms are few; the first unit that has one is its pilot. */
static void pair_pilots(const struct expander *x, struct pairs *pairs)
{
	VEC(const char *) platforms = VEC_INIT;
	VEC(size_t) pilots = VEC_INIT;
	size_t u, m, i;

	for (u = 0; u < x->units.n; u++) {
		for (m = 0; m < x->units.items[u].n; m++) {
			const char *os = unit_platform(x, u, m);

			for (i = 0; i < platforms.n; i++)
				if (strcmp(platforms.items[i], os) == 0)
					break;
			if (i == platforms.n) {
				VEC_PUSH(&platforms, os);
				VEC_PUSH(&pilots, u);
			}
			/* Pilot assets that are cut into several waves do not wait for each other. */
			if (!x->p->waves[x->units.items[u].first + m].pilot && pilots.items[i] != u)
				VEC_PUSH(&pairs->list, (struct pair){ pilots.items[i], u });
		}
	}
	VEC_RELEASE(&platforms);
	VEC_RELEASE(&pilots);
}

/* First unit and number of units of each plan class. */
static struct unit_range *class_units(const struct expander *x)
{
	struct unit_range *of = mem_zalloc(x->p->n_classes, sizeof(*of));
	size_t w;

	for (w = 0; w < x->p->n_waves; w++) {
		struct unit_range *range = &of[x->p->waves[w].plan_class];

		if (!range->n)
			range->first = x->unit_of_wave[w];
		range->n++;
	}
	return of;
}

static void pair_dependencies(const struct expander *x, struct pairs *pairs)
{
	struct unit_range *of = class_units(x);
	size_t *of_class = mem_alloc(x->s->n_classes, sizeof(*of_class));
	size_t i, a, b;

	for (i = 0; i < x->s->n_classes; i++)
		of_class[i] = NONE;
	for (i = 0; i < x->p->n_classes; i++)
		of_class[x->p->classes[i].class] = i;
	for (i = 0; i < x->s->n_dependencies; i++) {
		const struct snap_dependency *d = &x->s->dependencies[i];
		struct unit_range from, to;

		if (d->type == DEP_TOGETHER || of_class[d->from] == NONE ||
		    of_class[d->to] == NONE)
			continue;
		from = of[of_class[d->from]];
		to = of[of_class[d->to]];
		if (d->type == DEP_APART && (from.n != 1 || to.n != 1))
			continue;
		for (a = from.first; a < from.first + from.n; a++)
			for (b = to.first; b < to.first + to.n; b++)
				if (a < b)
					VEC_PUSH(&pairs->list, (struct pair){ a, b });
				else if (a > b && d->type == DEP_APART)
					VEC_PUSH(&pairs->list, (struct pair){ b, a });
	}
	free(of);
	free(of_class);
}

int expander_link(struct expander *x)
{
	struct pairs pairs = { VEC_INIT };
	bool *first = first_steps(x->b);
	size_t i;

	x->stamp = mem_zalloc(x->instances.n, sizeof(*x->stamp));
	link_steps(x);
	pair_pilots(x, &pairs);
	pair_dependencies(x, &pairs);
	if (pairs.list.n)
		qsort(pairs.list.items, pairs.list.n, sizeof(*pairs.list.items), by_pair);
	for (i = 0; i < pairs.list.n; i++)
		if (!i || by_pair(&pairs.list.items[i - 1], &pairs.list.items[i]) != 0)
			link_units(x, first, pairs.list.items[i].from, pairs.list.items[i].to);
	VEC_RELEASE(&pairs.list);
	free(first);
	return 0;
}

/* ---- order ----------------------------------------------------------------------------------- */

struct sorter {
	size_t *begin, *targets; /* edges by their start: targets[begin[i] .. begin[i + 1]) */
	size_t *waiting;
	size_t *place;           /* instance → place in the order */
	size_t *order, n;
};

static void sort_edges(const struct expander *x, struct sorter *t)
{
	size_t i, *fill;

	for (i = 0; i < x->edges.n; i++) {
		t->begin[x->edges.items[i].from + 1]++;
		t->waiting[x->edges.items[i].to]++;
	}
	for (i = 0; i < x->instances.n; i++)
		t->begin[i + 1] += t->begin[i];
	fill = mem_copy(t->begin, (x->instances.n + 1) * sizeof(*fill));
	for (i = 0; i < x->edges.n; i++)
		t->targets[fill[x->edges.items[i].from]++] = x->edges.items[i].to;
	free(fill);
}

/* First in, first out: instances were made with predecessor steps first, so the order stays close to
 * the playbook's. */
static void sort_instances(const struct expander *x, struct sorter *t)
{
	size_t i, k, done;

	for (i = 0; i < x->instances.n; i++)
		if (!t->waiting[i])
			t->order[t->n++] = i;
	for (done = 0; done < t->n; done++) {
		i = t->order[done];
		t->place[i] = done;
		for (k = t->begin[i]; k < t->begin[i + 1]; k++)
			if (--t->waiting[t->targets[k]] == 0)
				t->order[t->n++] = t->targets[k];
	}
}

static int refuse_circle(const struct expander *x, const struct sorter *t)
{
	size_t i;

	for (i = 0; i < x->edges.n; i++)
		if (t->waiting[x->edges.items[i].from] && t->waiting[x->edges.items[i].to])
			break;
	return err_set(x->err, ERR_INPUT,
		       N_("'%s' waits for '%s', which closes a circle of steps that wait for each "
			  "other; change 'after' in the playbook or the dependencies of these assets"),
		       x->instances.items[x->edges.items[i].to].key,
		       x->instances.items[x->edges.items[i].from].key);
}

static void hand_over(struct expander *x, const struct sorter *t)
{
	struct plan *p = x->p;
	size_t i, *count = mem_zalloc(x->instances.n, sizeof(*count));

	p->instances = arena_alloc(&p->arena, x->instances.n, sizeof(*p->instances));
	p->n_instances = x->instances.n;
	for (i = 0; i < x->instances.n; i++)
		p->instances[t->place[i]] = x->instances.items[i];
	for (i = 0; i < x->edges.n; i++)
		count[t->place[x->edges.items[i].to]]++;
	for (i = 0; i < x->instances.n; i++)
		p->instances[i].after = arena_alloc(&p->arena, count[i], sizeof(struct plan_link));
	for (i = 0; i < x->edges.n; i++) {
		const struct edge *e = &x->edges.items[i];
		struct plan_instance *to = &p->instances[t->place[e->to]];

		to->after[to->n_after++] = (struct plan_link){ t->place[e->from], e->lag,
							       e->max_lag };
	}
	free(count);
}

int expander_finish(struct expander *x)
{
	size_t n = x->instances.n;
	struct sorter t = { mem_zalloc(n + 1, sizeof(size_t)), mem_alloc(x->edges.n, sizeof(size_t)),
			    mem_zalloc(n, sizeof(size_t)), mem_zalloc(n, sizeof(size_t)),
			    mem_alloc(n, sizeof(size_t)), 0 };
	int rc = 0;

	sort_edges(x, &t);
	sort_instances(x, &t);
	if (t.n < n)
		rc = refuse_circle(x, &t);
	else
		hand_over(x, &t);
	free(t.begin);
	free(t.targets);
	free(t.waiting);
	free(t.place);
	free(t.order);
	return rc;
}
