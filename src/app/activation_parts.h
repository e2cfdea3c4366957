/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Only for activation*.c.
 */
#ifndef LIFEBOAT_APP_ACTIVATION_PARTS_H
#define LIFEBOAT_APP_ACTIVATION_PARTS_H

#include "app/plan_ref.h"
#include "model/change.h"
#include "util/digest.h"
#include "util/vec.h"

struct app;

/* An order with the approvals it has. */
struct order_rows {
	struct record order;
	VEC(struct record) approvals;
};
/* ERR_NOT_FOUND when there is no such order.  `ret` may be released whatever the result. */
int order_rows_load(struct db *db, const char *key, struct order_rows *ret, struct err *err);
void order_rows_release(struct order_rows *o);

/* SHA-256 over the stored steps, choices and waves of a plan version, in hexadecimal. */
int plan_content(struct app *app, const struct plan_ref *plan, char ret[DIGEST_HEX],
		 struct err *err);

/* The last approval: makes the child version and writes everything in one change. */
int activation_launch(struct app *app, struct order_rows *o, const struct record *approval,
		      int64_t seen, struct err *err);

#endif
