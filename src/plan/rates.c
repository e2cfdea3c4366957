/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/rates.h"

#include <string.h>

#include "plan/say.h"
#include "util/money.h"

__extension__ typedef __int128 wide;

int rate_on(const struct snapshot *s, const char *currency, int64_t day, int64_t *ret,
	    struct err *err)
{
	const struct snap_rate *best = NULL;
	struct strbuf date = STRBUF_INIT;
	size_t i;

	if (!currency[0] || strcmp(currency, s->currency) == 0) {
		*ret = RATE_SCALE;
		return 0;
	}
	for (i = 0; i < s->n_rates; i++) {
		const struct snap_rate *r = &s->rates[i];

		if (strcmp(r->currency, currency) == 0 && r->date <= day &&
		    (!best || r->date >= best->date))
			best = r;
	}
	if (best) {
		*ret = best->rate;
		return 0;
	}
	date_format(day, &date);
	err_set(err, ERR_INPUT, N_("there is no rate for %s on or before %s; add one to rates (%s "
				   "for one %s)"), currency, date.buf, s->currency, currency);
	strbuf_release(&date);
	return ERR_INPUT;
}

int rate_too_large(struct err *err)
{
	return err_set(err, ERR_INPUT, N_("an amount of money is too large to count; check prices, "
					  "quantities and rates"));
}

int rate_price(int64_t price, int64_t n, int64_t more, int64_t *ret, struct err *err)
{
	int64_t sum;

	if (__builtin_mul_overflow(price, n, &sum) || __builtin_add_overflow(sum, more, &sum))
		return rate_too_large(err);
	*ret = sum;
	return 0;
}

/* All factors stay below 2^127: price < 2^50, numerator < 2^40, rate < 2^37 in any real data; what
 * does not is refused. */
int rate_amount(int64_t price, int64_t numerator, int64_t denominator, int64_t rate, int exponent,
		int64_t *ret, struct err *err)
{
	wide dividend, divisor = (wide)denominator * RATE_SCALE, quotient, rest, twice;
	int i;

	for (i = exponent; i < 4; i++)
		divisor *= 10;
	if (__builtin_mul_overflow((wide)price * numerator, (wide)rate, &dividend))
		goto too_big;
	quotient = dividend / divisor;
	rest = dividend % divisor;
	twice = (rest < 0 ? -rest : rest) * 2;
	if (twice > divisor || (twice == divisor && quotient % 2 != 0))
		quotient += dividend < 0 ? -1 : 1;
	if (quotient > INT64_MAX / 4 || quotient < INT64_MIN / 4)
		goto too_big;
	*ret = (int64_t)quotient;
	return 0;
too_big:
	return rate_too_large(err);
}
