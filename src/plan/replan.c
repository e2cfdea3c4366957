/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/replan.h"

#include <stdlib.h>

#include "util/mem.h"

const struct mode_choice *replan_choice(const struct replan *x, size_t i, uint32_t *ret_mode)
{
	const struct plan_instance *in = &x->problem.p->instances[i];
	uint32_t k;

	for (k = 0; k < x->sched.activities[i].n_modes; k++)
		if (x->problem.choices[i][k].mode->row == in->mode_step) {
			*ret_mode = k;
			return &x->problem.choices[i][k];
		}
	*ret_mode = 0;
	return &x->problem.choices[i][0];
}

static void fill_base(struct replan *x)
{
	const struct plan *p = x->problem.p;
	size_t i;

	x->base.n_slots = p->n_instances;
	x->base.slots = mem_zalloc(p->n_instances, sizeof(*x->base.slots));
	for (i = 0; i < p->n_instances; i++) {
		const struct plan_instance *in = &p->instances[i];
		struct sched_slot *slot = &x->base.slots[i];

		*slot = (struct sched_slot){ .start = in->start, .finish = in->finish };
		if (x->never[i])
			slot->start = slot->finish = -1;
		if (x->never[i] || in->done)
			continue;
		replan_choice(x, i, &slot->mode);
		if (x->sched.activities[i].modes[slot->mode].work > 0)
			slot->workers = in->workers;
	}
}

int replan_init(struct replan *x, const struct snapshot *s, const struct plan_request *r,
		struct plan *p, struct err *err)
{
	size_t i;
	int rc;

	*x = (struct replan){ .never = NULL };
	sched_result_init(&x->base);
	rc = problem_init(&x->problem, s, r, p, err);
	if (rc < 0)
		return rc;
	x->never = mem_zalloc(p->n_instances, sizeof(*x->never));
	for (i = 0; i < p->n_instances; i++)
		x->problem.dropped[i] = x->never[i] = !p->instances[i].done &&
			p->instances[i].start == PLAN_NEVER;
	problem_build(&x->problem, &x->sched);
	fill_base(x);
	return 0;
}

void replan_release(struct replan *x)
{
	sched_result_release(&x->base);
	free(x->never);
	problem_release(&x->problem);
}

static int64_t last_of(const struct replan *x, const struct cover *c, size_t wave,
		       const struct sched_slot *slots, size_t *ret_which)
{
	int64_t last = INT64_MIN;
	size_t i;

	for (i = c->begin[wave]; i < c->begin[wave + 1]; i++) {
		int64_t finish = x->never[c->items[i]] ? PLAN_NEVER : slots[c->items[i]].finish;

		if (finish > last) {
			last = finish;
			*ret_which = c->items[i];
		}
	}
	return last == INT64_MIN ? PLAN_NEVER : last < 0 ? 0 : last;
}

void replan_measure(const struct replan *x, const struct sched_slot *slots,
		    struct replan_figures *ret)
{
	const struct problem *b = &x->problem;
	int64_t horizon = policy_duration(b->s, "horizon") / MINUTE_S;
	size_t w;

	*ret = (struct replan_figures){ .last = NONE };
	for (w = 0; w < b->p->n_waves; w++) {
		struct exposure_rate rate = exposure_rate_of(b->s, b->p, w);
		size_t which = NONE, held_by = NONE;
		int64_t safe = last_of(x, &b->secures, w, slots, &which);
		int64_t held = b->contains.begin[w] < b->contains.begin[w + 1]
			? last_of(x, &b->contains, w, slots, &held_by) : safe;

		if (held != PLAN_NEVER && held > ret->contain)
			ret->contain = held;
		if (safe != PLAN_NEVER && (ret->last == NONE || safe > ret->last_safe)) {
			ret->last_safe = safe;
			ret->last = which;
		}
		safe = safe < horizon ? safe : horizon;
		held = held < safe ? held : safe;
		ret->exposure += rate.contained * held + rate.safe * safe;
	}
}
