/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "util/err.h"
#include "util/money.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void currencies_know_their_minor_unit(void **state)
{
	static const struct {
		const char *code;
		int exponent;
	} rows[] = {
		{ "EUR", 2 }, { "JPY", 0 }, { "KWD", 3 }, { "CLF", 4 }, { "USD", 2 }, { "ZWG", 2 },
		{ "AED", 2 }, { "eur", -1 }, { "EURO", -1 }, { "QQQ", -1 }, { "", -1 },
		{ "UR ", -1 }, { "R U", -1 }, { NULL, -1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		assert_int_equal(currency_exponent(rows[i].code), rows[i].exponent);
}

static void prices_are_exact(void **state)
{
	static const struct {
		const char *text, *canonical;
		int64_t price;
	} rows[] = {
		{ "12.50", "12.50", 125000 },  { "12.5", "12.50", 125000 },
		{ "12", "12", 120000 },        { "12.00", "12", 120000 },
		{ "-3", "-3", -30000 },        { "0.0025", "0.0025", 25 },
		{ "-0", "0", 0 },              { "0.1", "0.10", 1000 },
		{ "0.105", "0.105", 1050 },    { "007", "7", 70000 },
		{ "-0.0001", "-0.0001", -1 },  { "922337203685477.5807", "922337203685477.5807", INT64_MAX },
		{ "-922337203685477.5808", "-922337203685477.5808", INT64_MIN },
		{ "922337203685477.5808", NULL, 0 },
		{ "0.00001", NULL, 0 },        { "1,50", NULL, 0 },
		{ "1.", NULL, 0 },             { ".5", NULL, 0 },
		{ "+1", NULL, 0 },             { "1e3", NULL, 0 },
		{ " 1", NULL, 0 },             { "1 ", NULL, 0 },
		{ "", NULL, 0 },               { "-", NULL, 0 },
		{ "1.2.3", NULL, 0 },          { "99999999999999999999", NULL, 0 },
	};
	struct strbuf text = STRBUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		int64_t price = 77;
		int rc = price_parse(rows[i].text, &price);

		if (!rows[i].canonical) {
			if (rc != ERR_INPUT || price != 77)
				fail_msg("'%s' should be refused", rows[i].text);
			continue;
		}
		if (rc != 0 || price != rows[i].price)
			fail_msg("'%s' gives %lld", rows[i].text, (long long)price);
		strbuf_reset(&text);
		price_format(price, &text);
		assert_string_equal(text.buf, rows[i].canonical);
	}
	strbuf_release(&text);
}

static void rounding_is_half_to_even_and_once(void **state)
{
	static const struct {
		int64_t price, numerator, denominator;
		int exponent;
		int64_t amount;
	} rows[] = {
		{ 50, 1, 1, 2, 0 },           /* half a cent goes to the even 0 */
		{ 150, 1, 1, 2, 2 },          /* 1.5 cents to 2 */
		{ 250, 1, 1, 2, 2 },          /* 2.5 cents to 2 */
		{ 251, 1, 1, 2, 3 },
		{ -150, 1, 1, 2, -2 },        { -250, 1, 1, 2, -2 },
		{ -251, 1, 1, 2, -3 },
		{ 125000, 90, 60, 2, 1875 },  /* 12.50 an hour for 90 minutes */
		{ 10000, 1, 3, 2, 33 },       { 20000, 1, 3, 2, 67 },
		{ 125000, 1, 1, 0, 12 },      /* 12.5 yen to 12 */
		{ 135000, 1, 1, 0, 14 },
		{ 1, 1, 1, 4, 1 },            { 12345, 1, 1, 3, 1234 },
		{ INT64_MAX, 1, 1, 4, INT64_MAX },
	};
	int64_t amount;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		amount = -1;
		assert_true(amount_from_price(rows[i].price, rows[i].numerator,
					      rows[i].denominator, rows[i].exponent, &amount));
		assert_int_equal(amount, rows[i].amount);
	}
	amount = 5;
	assert_false(amount_from_price(INT64_MAX, INT64_MAX, 1, 4, &amount));
	assert_false(amount_scale(INT64_MIN, -1, 1, &amount));
	assert_int_equal(amount, 5);
	assert_true(amount_scale(5, 1, 2, &amount));
	assert_int_equal(amount, 2);
	assert_true(amount_scale(7, -1, 2, &amount));
	assert_int_equal(amount, -4);
}

static void amounts_keep_the_digits_of_the_currency(void **state)
{
	static const struct {
		const char *text;
		int exponent;
		int64_t amount;
		const char *canonical;
	} rows[] = {
		{ "12.50", 2, 1250, "12.50" }, { "12.5", 2, 1250, "12.50" },
		{ "-0.05", 2, -5, "-0.05" },   { "1200", 0, 1200, "1200" },
		{ "1.234", 3, 1234, "1.234" }, { "0", 2, 0, "0.00" },
		{ "1.5", 0, 0, NULL },         { "1.234", 2, 0, NULL },
	};
	struct strbuf text = STRBUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		int64_t amount = 77;
		int rc = amount_parse(rows[i].text, rows[i].exponent, &amount);

		if (!rows[i].canonical) {
			assert_int_equal(rc, ERR_INPUT);
			continue;
		}
		assert_int_equal(rc, 0);
		assert_int_equal(amount, rows[i].amount);
		strbuf_reset(&text);
		amount_format(amount, rows[i].exponent, &text);
		assert_string_equal(text.buf, rows[i].canonical);
	}
	strbuf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(currencies_know_their_minor_unit),
		cmocka_unit_test(prices_are_exact),
		cmocka_unit_test(rounding_is_half_to_even_and_once),
		cmocka_unit_test(amounts_keep_the_digits_of_the_currency),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
