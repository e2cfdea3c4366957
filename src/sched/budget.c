/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/budget.h"

#include <math.h>

#include "sched/alloc.h"

#define LOOKS 3000 /* modes looked at for one change, on large problems a sample */

struct account {
	const struct core *c;
	int64_t *left;  /* of each budget */
	double *scale;  /* 1 / budget */
	uint32_t *many; /* activities with several modes */
	size_t n_many;
};

static void book(struct account *a, uint32_t mode, int sign)
{
	const struct core_mode *m = &a->c->modes[mode];

	for (uint32_t k = 0; k < m->n_uses; k++)
		a->left[a->c->uses[m->use + k].index] += sign * a->c->uses[m->use + k].amount;
}

/* Shares of their budgets by which budgets are overrun, together. */
static double overrun(const struct account *a)
{
	double over = 0;

	for (uint32_t b = 0; b < a->c->n_budgets; b++)
		over += a->left[b] < 0 ? -(double)a->left[b] * a->scale[b] : 0;
	return over;
}

static void account_init(struct account *a, const struct core *c, const uint32_t *mode)
{
	*a = (struct account){.c = c};
	SCHED_ARRAY(a->left, c->n_budgets);
	SCHED_ARRAY(a->scale, c->n_budgets);
	SCHED_ARRAY(a->many, c->n);
	for (uint32_t b = 0; b < c->n_budgets; b++) {
		a->left[b] = c->p->budgets[b];
		a->scale[b] = 1 / ((double)c->p->budgets[b] + 1);
	}
	for (uint32_t i = 0; i < c->n; i++) {
		book(a, mode[i], -1);
		if (c->first_mode[i + 1] - c->first_mode[i] > 1)
			a->many[a->n_many++] = i;
	}
}

static void account_release(struct account *a)
{
	free(a->left);
	free(a->scale);
	free(a->many);
}

struct change {
	uint32_t activity, mode;
	double merit;
};

/* The best change of one activity, if it is better than *best: gain for the minutes it adds, or
 * (hard) the greatest gain, be it a loss. */
static void look_at(struct account *a, uint32_t i, uint32_t now, double over, bool hard,
		    struct change *best)
{
	const struct core *c = a->c;

	book(a, now, 1);
	for (uint32_t m = c->first_mode[i]; m < c->first_mode[i + 1]; m++) {
		int64_t longer = c->modes[m].duration - c->modes[now].duration;
		double gain, merit;

		if (m == now)
			continue;
		book(a, m, -1);
		gain = over - overrun(a);
		book(a, m, 1);
		merit = hard ? gain : gain / (double)(longer > 0 ? longer + 1 : 1);
		if (merit > best->merit)
			*best = (struct change){i, m, merit};
	}
	book(a, now, -1);
}

/* Looks through the activities from a place by chance on, without those changed of late. */
static struct change choose(struct account *a, struct rng *rng, const uint32_t *mode, double over,
			    bool hard, const size_t *rests, size_t turn)
{
	struct change best = {SCHED_NONE, 0, hard ? -HUGE_VAL : 1e-12};
	size_t from = rng_below(rng, a->n_many), looked = 0;

	for (size_t k = 0; k < a->n_many && looked < LOOKS; k++) {
		uint32_t i = a->many[(from + k) % a->n_many];

		if (hard && rests[i] > turn)
			continue;
		look_at(a, i, mode[i], over, hard, &best);
		looked += a->c->first_mode[i + 1] - a->c->first_mode[i];
	}
	return best;
}

bool budget_repair(const struct core *c, struct rng *rng, uint32_t *mode)
{
	struct account a;
	size_t *rests; /* turn until which an activity keeps its mode */
	double over;
	bool hard = false;

	account_init(&a, c, mode);
	SCHED_ARRAY(rests, c->n);
	over = overrun(&a);
	for (size_t turn = 0; over > 0 && a.n_many && turn < 8 * a.n_many + 400; turn++) {
		struct change x = choose(&a, rng, mode, over, hard, rests, turn);

		if (x.activity == SCHED_NONE) {
			hard = true;
			continue;
		}
		book(&a, mode[x.activity], 1);
		book(&a, x.mode, -1);
		mode[x.activity] = x.mode;
		rests[x.activity] = turn + 3 + rng_below(rng, 8);
		over = overrun(&a);
	}
	free(rests);
	account_release(&a);
	return over <= 0;
}
