/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Asking the user, through the request's progress callback, whether to go on while the engine works.
 *
 * Put `cancel` into sched_options.cancel of every thread, and plan_stop_asked with the stop itself as
 * context into should_stop of one thread alone: the callback is never called from two at once.
 */
#ifndef LIFEBOAT_PLAN_STOP_H
#define LIFEBOAT_PLAN_STOP_H

#include <stdatomic.h>

#include "plan/plan.h"

struct plan_stop {
	const struct plan_request *r;
	const char *stage;    /* N_() */
	atomic_int permille;  /* what the callback is told */
	atomic_bool cancel;   /* the user asked to stop */
};

/* For sched_options.should_stop; also true when the request's `enough` says so. */
bool plan_stop_asked(void *stop);

#endif
