/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prices in any currency to amounts of the workspace currency (definitions, "Money"). */
#ifndef LIFEBOAT_PLAN_RATES_H
#define LIFEBOAT_PLAN_RATES_H

#include "plan/plan.h"

/* The last rate on or before `day`, in RATE_SCALE-ths; RATE_SCALE for the workspace currency.
 * ERR_INPUT naming the currency when there is none. */
int rate_on(const struct snapshot *s, const char *currency, int64_t day, int64_t *ret,
	    struct err *err);
/* price × numerator ÷ denominator at a rate, rounded half to even once to minor units of a currency
 * with that exponent.  ERR_INPUT when it does not fit. */
int rate_amount(int64_t price, int64_t numerator, int64_t denominator, int64_t rate, int exponent,
		int64_t *ret, struct err *err);
/* price × n + more, in price units.  ERR_INPUT when it does not fit. */
int rate_price(int64_t price, int64_t n, int64_t more, int64_t *ret, struct err *err);
/* The sentence of an amount that is too large to count. */
int rate_too_large(struct err *err);

#endif
