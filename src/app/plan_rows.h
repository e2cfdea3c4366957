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

void row_init(struct plan_row *r, const char *plan, int64_t version, const char *currency);
void row_release(struct plan_row *r);
/* An empty row of the named table, with plan and version set. */
void row_start(struct plan_row *r, const char *table);
int row_insert(struct plan_row *r, struct change *c, struct err *err);

void row_text(struct plan_row *r, const char *column, const char *text); /* NULL leaves it empty */
void row_int(struct plan_row *r, const char *column, int64_t value);
void row_unsigned(struct plan_row *r, const char *column, uint64_t value);
/* Minutes; PLAN_NEVER leaves it empty. */
void row_time(struct plan_row *r, const char *column, int64_t minutes);
void row_duration(struct plan_row *r, const char *column, int64_t minutes);
void row_instant(struct plan_row *r, const char *column, int64_t seconds);
void row_date(struct plan_row *r, const char *column, int64_t days);
void row_yes(struct plan_row *r, const char *column, bool yes);
/* Minor units of the workspace's currency, or of another. */
void row_amount(struct plan_row *r, const char *column, int64_t amount);
void row_amount_in(struct plan_row *r, const char *column, int64_t amount, const char *currency);
/* Millionths as a decimal from 0 to 1; negative leaves it empty. */
void row_strength(struct plan_row *r, const char *column, int32_t millionths);
void row_products(struct plan_row *r, const char *column, const struct snapshot *s,
		  const struct index_list *products);
/* "a;b" in the arena; NULL for none. */
char *plan_product_list(const struct snapshot *s, const struct index_list *products,
			struct arena *arena);
void row_price_key(struct plan_row *r, const char *column, const struct snapshot *s,
		   const struct snap_price *price);
/* Every column of plan_steps for instance i. */
void row_instance(struct plan_row *r, const struct snapshot *s, const struct plan *p, size_t i);

#endif
