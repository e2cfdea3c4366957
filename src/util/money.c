/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "util/money.h"

#include <string.h>

#include "util/err.h"

typedef __int128 wide;

/* ISO 4217 list one, money that is paid with (no metals, funds or test codes), by exponent. */
static const struct {
	int exponent;
	const char *codes; /* three letters and a blank each */
} currencies[] = {
	{ 0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF " },
	{ 2, "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN "
	     "BWP BYN BZD CAD CDF CHF CNY COP CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR "
	     "FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES "
	     "KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR "
	     "MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB "
	     "SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP "
	     "TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG ZWL " },
	{ 3, "BHD IQD JOD KWD LYD OMR TND " },
	{ 4, "CLF UYW " },
};

int currency_exponent(const char *code)
{
	size_t i, n = sizeof(currencies) / sizeof(currencies[0]);

	if (!code || strlen(code) != 3 || strchr(code, ' '))
		return -1;
	for (i = 0; i < n; i++) {
		const char *at = currencies[i].codes;

		for (; *at; at += 4)
			if (memcmp(at, code, 3) == 0)
				return currencies[i].exponent;
	}
	return -1;
}

static int64_t power_of_ten(int exponent)
{
	int64_t power = 1;

	while (exponent-- > 0)
		power *= 10;
	return power;
}

/* "-12.50" as a whole number of 10^-digits: at most `digits` digits after the point. */
static int decimal_parse(const char *text, int digits, int64_t *ret)
{
	bool negative = *text == '-';
	int64_t value = 0;
	int after = -1; /* digits seen after the point; -1 before it */

	text += negative;
	if (*text < '0' || *text > '9')
		return ERR_INPUT;
	for (; *text; text++) {
		if (*text == '.' && after < 0 && text[1]) {
			after = 0;
			continue;
		}
		if (*text < '0' || *text > '9' || (after >= 0 && ++after > digits))
			return ERR_INPUT;
		/* Built below zero, where one more value fits. */
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_sub_overflow(value, *text - '0', &value))
			return ERR_INPUT;
	}
	if (__builtin_mul_overflow(value, power_of_ten(digits - (after > 0 ? after : 0)), &value) ||
	    (!negative && value == INT64_MIN))
		return ERR_INPUT;
	*ret = negative ? value : -value;
	return 0;
}

/* Exactly `digits` digits after the point, none when digits is 0. */
static void decimal_format(int64_t value, int digits, struct strbuf *out)
{
	uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;
	uint64_t unit = (uint64_t)power_of_ten(digits);

	strbuf_addf(out, "%s%llu", value < 0 ? "-" : "", (unsigned long long)(size / unit));
	if (digits > 0)
		strbuf_addf(out, ".%0*llu", digits, (unsigned long long)(size % unit));
}

int price_parse(const char *text, int64_t *ret_price)
{
	return decimal_parse(text, 4, ret_price);
}

void price_format(int64_t price, struct strbuf *out)
{
	size_t start = out->len, end;

	decimal_format(price, 4, out);
	if (price % PRICE_SCALE == 0) {
		strbuf_setlen(out, out->len - 5);
		return;
	}
	for (end = out->len; end > start && out->buf[end - 1] == '0' && end > out->len - 2; end--)
		;
	strbuf_setlen(out, end);
}

/* dividend / divisor, half to even; divisor > 0. */
static bool divide_half_even(wide dividend, wide divisor, int64_t *ret)
{
	wide quotient = dividend / divisor, rest = dividend % divisor;
	wide twice = (rest < 0 ? -rest : rest) * 2;

	if (twice > divisor || (twice == divisor && quotient % 2 != 0))
		quotient += dividend < 0 ? -1 : 1;
	if (quotient > INT64_MAX || quotient < INT64_MIN)
		return false;
	*ret = (int64_t)quotient;
	return true;
}

bool amount_from_price(int64_t price, int64_t numerator, int64_t denominator, int exponent,
		       int64_t *ret_amount)
{
	return divide_half_even((wide)price * numerator,
				(wide)denominator * power_of_ten(4 - exponent), ret_amount);
}

bool amount_scale(int64_t amount, int64_t numerator, int64_t denominator, int64_t *ret)
{
	return divide_half_even((wide)amount * numerator, denominator, ret);
}

void amount_format(int64_t amount, int exponent, struct strbuf *out)
{
	decimal_format(amount, exponent, out);
}

int amount_parse(const char *text, int exponent, int64_t *ret_amount)
{
	return decimal_parse(text, exponent, ret_amount);
}

void decimal_text(int64_t value, int digits, struct strbuf *out)
{
	decimal_format(value, digits, out);
	if (digits == 0)
		return;
	while (out->buf[out->len - 1] == '0')
		strbuf_setlen(out, out->len - 1);
	if (out->buf[out->len - 1] == '.')
		strbuf_setlen(out, out->len - 1);
}
