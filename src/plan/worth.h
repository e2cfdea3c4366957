/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What more hands, windows, ready items, haste and preparation are worth: each lever pulled alone
 * and the plan scheduled again (sched_lever_value), so that what is said is what would come.
 */
#ifndef LIFEBOAT_PLAN_WORTH_H
#define LIFEBOAT_PLAN_WORTH_H

#include "plan/plan.h"

enum worth_kind { WORTH_WORKER, WORTH_WINDOW, WORTH_ITEM, WORTH_MODE, WORTH_PREPARE };

struct worth {
	enum worth_kind kind;
	char *what;              /* encoded message: one more worker in crew … */
	char *with;              /* what must go with it, encoded, in few words each; NULL nothing */
	int64_t saved_contain, saved_safe; /* minutes; may be negative for a lesser goal */
	int64_t saved_exposure;  /* PLAN_EXPOSURE_SCALE-ths */
	int64_t cost;            /* minor units of the workspace currency; 0 unknown or nothing */
};

struct worth_list {
	struct worth *items;     /* what saves anything, by exposure saved */
	size_t n;
	size_t tried;
};

/* `schedules` for each lever, `threads` at once; texts are in the plan's arena. */
int plan_worth(const struct snapshot *s, const struct plan_request *r, struct plan *p,
	       int64_t schedules, unsigned threads, struct worth_list *ret, struct err *err);

#endif
