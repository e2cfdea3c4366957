/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The later stages of the planner on a snapshot made by hand (snap_build.h), with the results of the
 * earlier stages written down directly: which classes are affected, what they leave, what comes.
 */
#ifndef LIFEBOAT_TESTS_PLAN_CASE_H
#define LIFEBOAT_TESTS_PLAN_CASE_H

#include "plan/plan.h"

#include "snap_build.h"

struct plan_case {
	struct snapshot s;
	struct plan p;
	struct plan_request r;
	struct err err;
};

/* An empty snapshot (sb_init) and a request: breach order, playbook "edr", effort 1. */
void case_init(struct plan_case *c);
void case_release(struct plan_case *c);
/* Marks a class as affected. */
void case_affect(struct plan_case *c, size_t class, size_t leaving, size_t to);
/* The product is bought at price row `price`. */
void case_select(struct plan_case *c, size_t product, int64_t quantity, size_t price);
void case_need(struct plan_case *c, size_t step, const char *word);
/* Runs the stages expansion … readiness; fails the test with the sentence when one refuses. */
void case_run(struct plan_case *c);
/* The instance with that key; fails the test when there is none. */
const struct plan_instance *case_instance(const struct plan_case *c, const char *key);
/* English sentence of an encoded message, in the plan's arena; "" for NULL. */
const char *case_text(struct plan_case *c, const char *encoded);
const char *case_error(struct plan_case *c);
/* Everything the plan holds, as text: two equal plans give equal bytes. */
void case_print(const struct plan_case *c, struct strbuf *out);

#endif
