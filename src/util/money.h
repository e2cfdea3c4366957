/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exact money.
 *
 * Two integer forms.  A *price* (what CSV cells hold: unit prices, fees) is in ten-thousandths of
 * the currency's major unit, because prices have more digits than amounts ("0.0025").  An *amount*
 * (what is paid: cost lines, totals) is in the currency's minor units (cents; yen have none).
 * Rounding is half to even and happens once, when a price becomes an amount.  No floating point.
 * Currency exponents: ISO 4217 list one; an unknown three-letter code is refused.
 */
#ifndef LIFEBOAT_UTIL_MONEY_H
#define LIFEBOAT_UTIL_MONEY_H

#include <stdbool.h>
#include <stdint.h>

#include "util/strbuf.h"

#define PRICE_SCALE INT64_C(10000)

/* Digits after the point (0, 2, 3 or 4), or -1 for a code ISO 4217 does not list. */
int currency_exponent(const char *code);

/* "12.50", "-3", "0.0025": at most four digits after the point; no blanks, no separators.
 * Returns 0 or ERR_INPUT. */
int price_parse(const char *text, int64_t *ret_price);
/* Shortest exact text with no point for whole numbers and at least two digits after a point. */
void price_format(int64_t price, struct strbuf *out);

/* price * numerator / denominator in minor units, rounded half to even once.  denominator > 0.
 * Returns false on overflow of 64 bits. */
bool amount_from_price(int64_t price, int64_t numerator, int64_t denominator, int exponent,
		       int64_t *ret_amount);
/* amount * numerator / denominator rounded half to even. */
bool amount_scale(int64_t amount, int64_t numerator, int64_t denominator, int64_t *ret);
/* Decimal text with exactly `exponent` digits after the point. */
void amount_format(int64_t amount, int exponent, struct strbuf *out);
int amount_parse(const char *text, int exponent, int64_t *ret_amount);

/* Any decimal as a whole number of 10^-digits: amount_parse reads it, this writes it without
 * trailing zeros ("0.25", "16"). */
void decimal_text(int64_t value, int digits, struct strbuf *out);

#endif
