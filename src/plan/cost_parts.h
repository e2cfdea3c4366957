/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Only for src/plan/cost*.c: the rules of the cost table and what they share.  A rule reads the plan
 * and adds lines; the table itself stands in cost.c.
 */
#ifndef LIFEBOAT_PLAN_COST_PARTS_H
#define LIFEBOAT_PLAN_COST_PARTS_H

#include "plan/plan.h"
#include "util/vec.h"

#define DAY_MIN INT64_C(1440)
#define YEAR_DAYS INT64_C(365)
#define YEAR_MIN (YEAR_DAYS * DAY_MIN)

struct costs;

struct cost_rule {
	const char *name, *category;
	bool memo;
	int (*add)(struct costs *c);
};

struct costs {
	const struct snapshot *s;
	const struct plan_request *r;
	struct plan *p;
	struct err *err;
	const struct cost_rule *rule; /* the one at work */
	int64_t horizon;              /* minutes */
	VEC(struct plan_cost_line) lines;
};

/* price × numerator ÷ denominator of `currency` ("" is the workspace's), due `offset` minutes after
 * T+0.  Nothing is added for nothing. */
int cost_add(struct costs *c, const char *item, const char *currency, int64_t price,
	     int64_t numerator, int64_t denominator, int64_t offset);
/* It is planned and was not done before T+0. */
bool cost_happens(const struct plan_instance *in);
/* What doing the step once costs beside labour, in price units of the workspace currency. */
int64_t cost_step_extra(const struct snapshot *s, const struct plan_instance *in);
int64_t cost_step_prepare(const struct snapshot *s, const struct plan_instance *in);

/* cost_licence.c */
int cost_licence(struct costs *c);
int cost_licence_term(struct costs *c);
int cost_training(struct costs *c);
int cost_hardware(struct costs *c);
/* cost_contract.c */
int cost_overlap(struct costs *c);
int cost_notice_missed(struct costs *c);
int cost_termination(struct costs *c);
int cost_termination_share(struct costs *c);
int cost_refund(struct costs *c);
int cost_credit(struct costs *c);
int cost_stranded(struct costs *c);
int cost_renewal(struct costs *c);
/* cost_work.c */
int cost_labour(struct costs *c);
int cost_overtime(struct costs *c);
int cost_call_out(struct costs *c);
int cost_extra(struct costs *c);
int cost_expedite(struct costs *c);
int cost_prepare(struct costs *c);
/* cost_ready.c */
int cost_obtain(struct costs *c);
int cost_control(struct costs *c);
int cost_upkeep(struct costs *c);
int cost_drill(struct costs *c);

#endif
