/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/options.h"

#include <stdlib.h>
#include <string.h>

#include "plan/say.h"
#include "util/mem.h"

#define YEAR_MIN INT64_C(525600)

static int64_t minor(const struct replan *x, double price)
{
	return (int64_t)(price * x->problem.minor_scale + 0.5);
}

static struct prep_option *add(const struct replan *x, struct prep_options *ret, bool item, char *what)
{
	struct prep_option *o = &ret->items[ret->n++];

	*o = (struct prep_option){ .item = item, .what = what };
	o->levers = arena_alloc(&x->problem.p->arena, x->problem.p->n_instances, sizeof(*o->levers));
	return o;
}

static int64_t call_out(const struct replan *x, const struct plan_instance *in)
{
	return in->crew == NONE ? 0 : x->problem.s->crews[in->crew].call_out;
}

static bool open_instance(const struct replan *x, size_t i)
{
	return !x->problem.p->instances[i].done && !x->never[i];
}

/* It waits for longer than its crew's call: for something that must come. */
static bool waits(const struct replan *x, size_t i)
{
	const struct plan_instance *in = &x->problem.p->instances[i];

	return open_instance(x, i) && in->release_why && in->release > 0 &&
		in->release * MINUTE_S > call_out(x, in);
}

/* The item that the sentence is about: it names the kind and the product (expand.c). */
static const struct snap_prestage *item_of(const struct snapshot *s, const char *why)
{
	size_t i;

	for (i = 0; i < s->n_prestage; i++)
		if (s->prestage[i].product != NONE && strstr(why, s->prestage[i].kind) &&
		    strstr(why, s->products[s->prestage[i].product].key))
			return &s->prestage[i];
	return NULL;
}

static void find_items(const struct replan *x, struct prep_options *ret)
{
	struct plan *p = x->problem.p;
	double years = (double)policy_duration(x->problem.s, "horizon") / MINUTE_S / YEAR_MIN;
	bool *seen = mem_zalloc(p->n_instances, sizeof(*seen));
	size_t i, k;

	for (i = 0; i < p->n_instances; i++) {
		const struct plan_instance *in = &p->instances[i];
		const struct snap_prestage *item;
		struct prep_option *o;

		if (seen[i] || !waits(x, i))
			continue;
		o = add(x, ret, true, plan_say(&p->arena, N_("have ready before T+0 what holds %s back "
							     "for %s"), in->key,
					       plan_minutes_text(&p->arena, in->release)));
		item = item_of(x->problem.s, in->release_why);
		if (item) {
			o->cost = minor(x, (double)item->cost);
			o->cost_ready = minor(x, (double)item->cost + (double)item->upkeep * years);
		}
		for (k = i; k < p->n_instances; k++) {
			if (!waits(x, k) || strcmp(p->instances[k].release_why, in->release_why) != 0)
				continue;
			seen[k] = true;
			o->levers[o->n++] = (struct sched_lever){ .kind = SCHED_LEVER_RELEASE,
				.index = (uint32_t)k,
				.amount = call_out(x, &p->instances[k]) / MINUTE_S };
		}
	}
	free(seen);
}

static void find_step(const struct replan *x, size_t step, struct prep_options *ret)
{
	const struct snap_step *row = &x->problem.s->steps[step];
	int64_t horizon = policy_duration(x->problem.s, "horizon"), times = 1;
	struct plan *p = x->problem.p;
	struct prep_option *o = NULL;
	size_t i;

	for (i = 0; i < p->n_instances; i++) {
		if (p->instances[i].step != step || !open_instance(x, i))
			continue;
		if (!o)
			o = add(x, ret, false, plan_say(&p->arena, N_("do %s (%s) before T+0"), row->key,
							row->title ? row->title : ""));
		o->levers[o->n++] = (struct sched_lever){ .kind = SCHED_LEVER_DONE,
							  .index = (uint32_t)i };
	}
	if (!o)
		return;
	if (row->shelf_life > 0)
		times = (horizon + row->shelf_life - 1) / row->shelf_life;
	o->cost = minor(x, (double)row->prepare_cost * (double)o->n);
	o->cost_ready = minor(x, (double)row->prepare_cost * (double)o->n * (double)times +
			      (double)row->upkeep * (double)horizon / MINUTE_S / YEAR_MIN);
}

void prep_options_find(const struct replan *x, struct prep_options *ret)
{
	struct plan *p = x->problem.p;
	bool *seen = mem_zalloc(x->problem.s->n_steps, sizeof(*seen));
	size_t i;

	ret->items = arena_alloc(&p->arena, 2 * p->n_instances, sizeof(*ret->items));
	ret->n = 0;
	find_items(x, ret);
	for (i = 0; i < p->n_instances; i++) {
		size_t step = p->instances[i].step;

		if (seen[step] || x->problem.s->steps[step].phase != PHASE_PREPARE)
			continue;
		seen[step] = true;
		find_step(x, step, ret);
	}
	free(seen);
}
