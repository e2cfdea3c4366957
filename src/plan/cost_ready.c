/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Compensating controls, what must still be got, and what being ready costs.
 *
 * Being ready (upkeep, drills) is paid whether or not the switch ever comes: told until the horizon,
 * no part of the total.
 */
#include "config.h"
#include "plan/cost_parts.h"

#include <stdlib.h>

#include "plan/needs.h"
#include "plan/rates.h"
#include "util/money.h"

/* ---- compensating controls ------------------------------------------------------------------- */

/* From the first gap it covers until the last one closes, the control ends or the horizon. */
int cost_control(struct costs *c)
{
	size_t i, k;
	int rc = 0;

	for (i = 0; rc == 0 && i < c->s->n_controls; i++) {
		const struct snap_control *control = &c->s->controls[i];
		int64_t from = PLAN_NEVER, until = 0, sum;

		for (k = 0; k < c->p->n_gaps; k++) {
			const struct plan_gap *g = &c->p->gaps[k];
			int64_t begin = g->from < 0 ? 0 : g->from;
			int64_t end = g->until < c->horizon ? g->until : c->horizon;

			if (g->control != i)
				continue;
			from = begin < from ? begin : from;
			until = end > until ? end : until;
		}
		if (from == PLAN_NEVER)
			continue;
		if (control->ends != SNAP_DATE_NONE) {
			int64_t ends = ((control->ends + 1) * DAY_S - c->s->now) / MINUTE_S;

			until = ends < until ? ends : until;
		}
		if (until < from)
			until = from;
		rc = rate_price(control->fixed_cost, 60, 0, &sum, c->err);
		if (rc == 0)
			rc = rate_price(control->hourly_cost, until - from, sum, &sum, c->err);
		if (rc == 0)
			rc = cost_add(c, control->key, control->currency, sum, 1, 60, from);
	}
	return rc;
}

/* ---- items that lie ready, or not ------------------------------------------------------------ */

/* What one item means to the plan. */
struct wanted {
	bool needed, missing;
};

static void look(struct costs *c, const struct snap_step *row, size_t product,
		 enum need_side side, struct wanted *wanted)
{
	struct need n;
	size_t i;

	for (i = 0; i < row->needs.n; i++) {
		if (!need_of(c->s, row, i, product, side, &n) || n.item == NONE)
			continue;
		wanted[n.item].needed = true;
		wanted[n.item].missing = wanted[n.item].missing || n.state != NEED_READY;
	}
}

static struct wanted *wanted_items(struct costs *c)
{
	struct wanted *wanted = mem_zalloc(c->s->n_prestage, sizeof(*wanted));
	size_t i, k, n;

	for (i = 0; i < c->p->n_instances; i++) {
		const struct plan_instance *in = &c->p->instances[i];
		const struct snap_step *row = &c->s->steps[in->step];

		for (k = 0; row->needs.n && k < in->waves.n; k++) {
			size_t at = c->p->waves[in->waves.items[k]].plan_class;
			const struct plan_class *pc = &c->p->classes[at];

			for (n = 0; n < pc->leaving.n; n++)
				look(c, row, pc->leaving.items[n], SIDE_LEAVING, wanted);
			for (n = 0; n < pc->to.n; n++)
				look(c, row, pc->to.items[n], SIDE_COMING, wanted);
		}
	}
	return wanted;
}

/* Missing ones are ordered at T+0. */
int cost_obtain(struct costs *c)
{
	struct wanted *wanted = wanted_items(c);
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < c->s->n_prestage; i++)
		if (wanted[i].missing)
			rc = cost_add(c, c->s->prestage[i].key, "", c->s->prestage[i].cost, 1, 1, 0);
	free(wanted);
	return rc;
}

/* ---- being ready ----------------------------------------------------------------------------- */

/* Kept until the horizon: its yearly upkeep, and doing it again whenever it has aged. */
static int keep_step(struct costs *c, const struct snap_step *row)
{
	int64_t shelf = row->shelf_life / MINUTE_S;
	char *item = arena_printf(&c->p->arena, "%s/%s", row->playbook, row->key);
	int rc = cost_add(c, item, "", row->upkeep, c->horizon, YEAR_MIN, 0);

	if (rc == 0 && row->shelf_life > 0 && shelf > 0)
		rc = cost_add(c, item, "", row->prepare_cost, c->horizon / shelf, 1, 0);
	return rc;
}

int cost_upkeep(struct costs *c)
{
	struct wanted *wanted = wanted_items(c);
	bool *seen = mem_zalloc(c->s->n_steps, sizeof(*seen));
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < c->p->n_instances; i++) {
		size_t step = c->p->instances[i].step;

		if (seen[step] || c->s->steps[step].phase != PHASE_PREPARE)
			continue;
		seen[step] = true;
		rc = keep_step(c, &c->s->steps[step]);
	}
	for (i = 0; rc == 0 && i < c->s->n_prestage; i++)
		if (wanted[i].needed)
			rc = cost_add(c, c->s->prestage[i].key, "", c->s->prestage[i].upkeep,
				      c->horizon, YEAR_MIN, 0);
	free(seen);
	free(wanted);
	return rc;
}

/* As often as readiness asks for one (r14_warn). */
int cost_drill(struct costs *c)
{
	int64_t every = policy_duration(c->s, "r14_warn") / MINUTE_S, price;

	if (every < 1 || price_parse(policy_text(c->s, "drill_cost"), &price) < 0)
		return 0;
	return cost_add(c, "drill", "", price, c->horizon / every, 1, 0);
}
