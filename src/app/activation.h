/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Activation: from a stored plan to an order, from signatures to a launch, and back.
 *
 * A drill takes the same path; what it makes is marked as one everywhere.  Whatever is written in a
 * step is one change: a program killed at any point leaves the workspace either without the approval
 * or with it, and either not activated or fully activated.
 *
 * The last approval is the launch: every approval is verified again, today's data must give the
 * digest that was signed and the stored steps the content that was signed, then the plan is made
 * again from the true T+0 and stored as a child version with absolute times, and the states of the
 * vendors follow.
 */
#ifndef LIFEBOAT_APP_ACTIVATION_H
#define LIFEBOAT_APP_ACTIVATION_H

#include <stdbool.h>

#include "util/err.h"
#include "util/strbuf.h"

struct app;

struct activation_request {
	const char *plan;     /* as plan_ref reads it; NULL: the newest */
	bool drill;
	const char *evidence; /* signals, separated by ',' or ';'; NULL: those of the open cases */
	bool override;
	const char *reason;   /* of the override */
};

/* Appends the key of the new order. */
int activation_request(struct app *app, const struct activation_request *r, struct strbuf *ret_order,
		       struct err *err);
/* Exactly one of key_file and sig_file is given; `as` may be NULL. */
int activation_approve(struct app *app, const char *order, const char *key_file,
		       const char *sig_file, const char *as, struct err *err);
/* `output`: where the text to sign goes, byte for byte; NULL: nowhere.  ERR_ANSWER_NO when an
 * approval does not hold any more. */
int activation_show(struct app *app, const char *order, const char *output, struct err *err);
/* Calls `say` for each order whose plan no longer has the steps the order was made for. */
typedef void activation_say_fn(void *context, const char *order, const char *plan);
int activation_check_plans(struct app *app, activation_say_fn *say, void *context, struct err *err);
int activation_stand_down(struct app *app, const char *order, const char *reason, struct err *err);

#endif
