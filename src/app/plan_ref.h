/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Naming a stored plan: "trendmicro" is its newest version, "trendmicro/2" that one.
 */
#ifndef LIFEBOAT_APP_PLAN_REF_H
#define LIFEBOAT_APP_PLAN_REF_H

#include <stdint.h>

#include "model/selector.h"
#include "model/table.h"

struct app;

struct plan_ref {
	char *plan;
	int64_t version;
	struct record header; /* the row of table plans */
};

/* Without text: the newest plan of all.  ERR_NOT_FOUND names the plans there are. */
int plan_ref_find(struct app *app, const char *text, struct plan_ref *ret, struct err *err);
void plan_ref_release(struct plan_ref *p);
/* A selector for the rows of one of the plan_* tables, `extra` (may be NULL) ANDed. */
int plan_ref_selector(const struct plan_ref *p, const struct table *t, const char *extra,
		      struct selector **ret, struct err *err);
/* "trendmicro/2". */
void plan_ref_text(const struct plan_ref *p, struct strbuf *out);

#endif
