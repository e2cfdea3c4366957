/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Filling rows of the plan_* tables: one record that is cleared and filled again for every row.
 */
#ifndef LIFEBOAT_APP_PLAN_ROWS_H
#define LIFEBOAT_APP_PLAN_ROWS_H

#include "model/change.h"
#include "plan/plan.h"

struct plan_row {
	struct record record;
	bool started;
	const char *plan;
	const char *currency; /* of amounts without their own */
	int64_t version;
};

void prow_init(struct plan_row *r, const char *plan, int64_t version, const char *currency);
void prow_release(struct plan_row *r);
/* An empty row of the named table, with plan and version set. */
void prow_start(struct plan_row *r, const char *table);
int prow_insert(struct plan_row *r, struct change *c, struct err *err);

void prow_text(struct plan_row *r, const char *column, const char *text); /* NULL leaves it empty */
void prow_int(struct plan_row *r, const char *column, int64_t value);
void prow_unsigned(struct plan_row *r, const char *column, uint64_t value);
/* Minutes; PLAN_NEVER leaves it empty. */
void prow_time(struct plan_row *r, const char *column, int64_t minutes);
void prow_duration(struct plan_row *r, const char *column, int64_t minutes);
void prow_instant(struct plan_row *r, const char *column, int64_t seconds);
void prow_date(struct plan_row *r, const char *column, int64_t days);
void prow_yes(struct plan_row *r, const char *column, bool yes);
/* Minor units of the workspace's currency, or of another. */
void prow_amount(struct plan_row *r, const char *column, int64_t amount);
void prow_amount_in(struct plan_row *r, const char *column, int64_t amount, const char *currency);
/* Millionths as a decimal from 0 to 1; negative leaves it empty. */
void prow_strength(struct plan_row *r, const char *column, int32_t millionths);
void prow_products(struct plan_row *r, const char *column, const struct snapshot *s,
		  const struct index_list *products);
/* "a;b" in the arena; NULL for none. */
char *plan_product_list(const struct snapshot *s, const struct index_list *products,
			struct arena *arena);
void prow_price_key(struct plan_row *r, const char *column, const struct snapshot *s,
		   const struct snap_price *price);
/* Every column of plan_steps for instance i. */
void prow_instance(struct plan_row *r, const struct snapshot *s, const struct plan *p, size_t i);

#endif
