/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/options.h"

#include <stdlib.h>
#include <string.h>

#include "plan/say.h"
#include "util/mem.h"

#define YEAR_MIN INT64_C(525600)

struct finding {
	const struct replan *x;
	VEC(struct prep_option) found;
	size_t *of_step; /* snapshot.steps → found, NONE */
};

static int64_t minor(const struct replan *x, double price)
{
	return (int64_t)(price * x->problem.minor_scale + 0.5);
}

static int64_t call_out(const struct replan *x, const struct plan_instance *in)
{
	int64_t seconds = in->crew == NONE ? 0 : x->problem.s->crews[in->crew].call_out;

	return (seconds + MINUTE_S - 1) / MINUTE_S;
}

static bool open_instance(const struct replan *x, size_t i)
{
	return !x->problem.p->instances[i].done && !x->never[i];
}

static struct prep_option *add(struct finding *f, bool item, char *what, char *label)
{
	struct plan *p = f->x->problem.p;
	struct prep_option o = { .item = item, .what = what, .label = label };

	o.instances = arena_alloc(&p->arena, p->n_instances, sizeof(*o.instances));
	VEC_PUSH(&f->found, o);
	return &VEC_LAST(&f->found);
}

/* ---- things ---------------------------------------------------------------------------------- */

/* The option of this hold; NONE when the crew's call takes longer anyway. */
static size_t thing_of(const struct prep_option *items, size_t n, const struct replan *x,
		       const struct plan_instance *in, const struct plan_hold *h)
{
	size_t i;

	for (i = 0; h->minutes > call_out(x, in) && i < n; i++)
		if (items[i].item && strcmp(items[i].why, h->why) == 0)
			return i;
	return NONE;
}

static char *thing_text(const struct replan *x, const struct plan_hold *h)
{
	struct arena *arena = &x->problem.p->arena;
	const char *product = x->problem.s->products[h->product].key;
	char *time = plan_minutes_text(arena, h->minutes);

	if (h->kind == HOLD_HARDWARE)
		return plan_say(arena, N_("have the hardware for %s before T+0, which else takes %s"),
				product, time);
	if (h->kind == HOLD_LICENCE)
		return plan_say(arena, N_("have the licences of %s before T+0, which else takes %s"),
				product, time);
	return plan_say(arena, N_("have the %s of %s ready before T+0, which else takes %s"), h->word,
			product, time);
}

static char *thing_label(const struct replan *x, const struct plan_hold *h)
{
	struct arena *arena = &x->problem.p->arena;
	const char *product = x->problem.s->products[h->product].key;

	if (h->kind == HOLD_HARDWARE)
		return plan_say(arena, N_("hardware for %s"), product);
	if (h->kind == HOLD_LICENCE)
		return plan_say(arena, N_("licences of %s"), product);
	return plan_say(arena, N_("%s of %s"), h->word, product);
}

/* What buying it with the switch would cost is what buying it ahead costs. */
static int64_t paid_for(const struct plan *p, const char *rule, const char *item)
{
	int64_t sum = 0;
	size_t i;

	for (i = 0; i < p->n_costs; i++)
		if (strcmp(p->costs[i].rule, rule) == 0 && strcmp(p->costs[i].item, item) == 0)
			sum += p->costs[i].amount_workspace;
	return sum;
}

static void price_thing(const struct replan *x, const struct plan_hold *h, struct prep_option *o)
{
	const struct snapshot *s = x->problem.s;
	double years = (double)policy_duration(s, "horizon") / MINUTE_S / YEAR_MIN;

	if (h->kind != HOLD_NEED) {
		o->cost = o->cost_ready = paid_for(x->problem.p, h->kind == HOLD_HARDWARE ? "hardware"
						   : "licence", s->products[h->product].key);
	} else if (h->item != NONE) {
		const struct snap_prestage *item = &s->prestage[h->item];

		o->cost = minor(x, (double)item->cost);
		o->cost_ready = minor(x, (double)item->cost + (double)item->upkeep * years);
	}
}

static void find_things(struct finding *f)
{
	const struct plan *p = f->x->problem.p;
	size_t i, k;

	for (i = 0; i < p->n_instances; i++) {
		const struct plan_instance *in = &p->instances[i];

		for (k = 0; open_instance(f->x, i) && k < in->n_holds; k++) {
			const struct plan_hold *h = &in->holds[k];
			size_t at = thing_of(f->found.items, f->found.n, f->x, in, h);
			struct prep_option *o;

			if (h->minutes <= call_out(f->x, in))
				continue;
			if (at == NONE) {
				o = add(f, true, thing_text(f->x, h), thing_label(f->x, h));
				o->why = h->why;
				o->minutes = h->minutes;
				o->ordered = h->kind != HOLD_NEED;
				price_thing(f->x, h, o);
				at = f->found.n - 1;
			}
			o = &f->found.items[at];
			if (!o->n || o->instances[o->n - 1] != i)
				o->instances[o->n++] = i;
		}
	}
}

/* ---- steps ----------------------------------------------------------------------------------- */

static void find_step(struct finding *f, size_t step)
{
	const struct replan *x = f->x;
	const struct snap_step *row = &x->problem.s->steps[step];
	int64_t horizon = policy_duration(x->problem.s, "horizon"), times = 1;
	struct plan *p = x->problem.p;
	struct prep_option *o = NULL;
	size_t i;

	for (i = 0; i < p->n_instances; i++) {
		if (p->instances[i].step != step || !open_instance(x, i))
			continue;
		if (!o)
			o = add(f, false, plan_say(&p->arena, N_("do %s (%s) before T+0"), row->key,
						   row->title ? row->title : ""),
				plan_say(&p->arena, "%s", row->key));
		o->instances[o->n++] = i;
	}
	if (!o)
		return;
	f->of_step[step] = f->found.n - 1;
	if (row->shelf_life > 0)
		times = (horizon + row->shelf_life - 1) / row->shelf_life;
	o->cost = minor(x, (double)row->prepare_cost * (double)o->n);
	o->cost_ready = minor(x, (double)row->prepare_cost * (double)o->n * (double)times +
			      (double)row->upkeep * (double)horizon / MINUTE_S / YEAR_MIN);
}

static void add_need(struct prep_option *o, size_t option)
{
	size_t i;

	for (i = 0; i < o->n_needs; i++)
		if (o->needs[i] == option)
			return;
	o->needs[o->n_needs++] = option;
}

static void find_needs(struct finding *f, struct prep_option *o)
{
	struct plan *p = f->x->problem.p;
	size_t i, k;

	o->needs = arena_alloc(&p->arena, f->found.n, sizeof(*o->needs));
	for (i = 0; !o->item && i < o->n; i++) {
		const struct plan_instance *in = &p->instances[o->instances[i]];

		for (k = 0; k < in->n_after; k++) {
			size_t before = p->instances[in->after[k].instance].step;

			if (before != in->step && f->of_step[before] != NONE)
				add_need(o, f->of_step[before]);
		}
		for (k = 0; k < in->n_holds; k++) {
			size_t thing = thing_of(f->found.items, f->found.n, f->x, in, &in->holds[k]);

			if (thing != NONE)
				add_need(o, thing);
		}
	}
}

void prep_options_find(const struct replan *x, struct prep_options *ret)
{
	struct finding f = { .x = x };
	struct plan *p = x->problem.p;
	size_t n = x->problem.s->n_steps, i;
	bool *seen = mem_zalloc(n, sizeof(*seen));

	f.of_step = mem_alloc(n, sizeof(*f.of_step));
	for (i = 0; i < n; i++)
		f.of_step[i] = NONE;
	find_things(&f);
	ret->n_things = f.found.n;
	for (i = 0; i < p->n_instances; i++) {
		size_t step = p->instances[i].step;

		if (seen[step] || x->problem.s->steps[step].phase != PHASE_PREPARE)
			continue;
		seen[step] = true;
		find_step(&f, step);
	}
	for (i = 0; i < f.found.n; i++)
		find_needs(&f, &f.found.items[i]);
	ret->n = f.found.n;
	ret->items = arena_alloc(&p->arena, f.found.n, sizeof(*ret->items));
	if (f.found.n)
		memcpy(ret->items, f.found.items, f.found.n * sizeof(*ret->items));
	VEC_RELEASE(&f.found);
	free(f.of_step);
	free(seen);
}

/* ---- choices --------------------------------------------------------------------------------- */

void prep_options_close(const struct prep_options *o, bool *bought)
{
	bool more = true;
	size_t i, k;

	while (more) {
		more = false;
		for (i = 0; i < o->n; i++)
			for (k = 0; bought[i] && k < o->items[i].n_needs; k++) {
				more = more || !bought[o->items[i].needs[k]];
				bought[o->items[i].needs[k]] = true;
			}
	}
}

int64_t prep_options_release(const struct replan *x, const struct prep_options *o,
			     const bool *bought, size_t instance)
{
	const struct plan_instance *in = &x->problem.p->instances[instance];
	int64_t release = call_out(x, in);
	size_t i;

	for (i = 0; i < in->n_holds; i++) {
		size_t thing = thing_of(o->items, o->n_things, x, in, &in->holds[i]);

		if (thing != NONE && !bought[thing] && in->holds[i].minutes > release)
			release = in->holds[i].minutes;
	}
	return release;
}

void prep_options_levers(const struct replan *x, const struct prep_options *o, const bool *bought,
			 struct prep_levers *ret)
{
	size_t n = x->problem.p->n_instances, i, k;
	bool *done = mem_zalloc(n, sizeof(*done)), *earlier = mem_zalloc(n, sizeof(*earlier));

	for (i = 0; i < o->n; i++)
		for (k = 0; bought[i] && k < o->items[i].n; k++)
			*(o->items[i].item ? &earlier[o->items[i].instances[k]]
					   : &done[o->items[i].instances[k]]) = true;
	for (i = 0; i < n; i++) {
		struct sched_lever l = { .kind = SCHED_LEVER_DONE, .index = (uint32_t)i };

		if (!done[i] && earlier[i]) {
			l.kind = SCHED_LEVER_RELEASE;
			l.amount = prep_options_release(x, o, bought, i);
		}
		if (done[i] || earlier[i])
			VEC_PUSH(&ret->v, l);
	}
	free(done);
	free(earlier);
}
