/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "io/foreign_value.h"
#include "util/date.h"

static const char *read_date(const char *text, enum date_order order, struct strbuf *out)
{
	int64_t seconds;
	bool time;

	strbuf_reset(out);
	if (foreign_date(text, order, &seconds, &time))
		instant_format(seconds, out);
	return out->buf;
}

static void dates_are_read_in_a_given_order(void **state)
{
	static const struct {
		const char *text;
		enum date_order order;
		const char *expected; /* "": refused */
	} t[] = {
		{ "2024-01-31", DATE_ANY, "2024-01-31T00:00:00Z" },
		{ "2016-11-17 16:07:12", DATE_ANY, "2016-11-17T16:07:12Z" },
		{ "2024-05-02T09:15:30Z", DATE_ANY, "2024-05-02T09:15:30Z" },
		{ "2024-05-02T09:15:30.1234567+09:00", DATE_ANY, "2024-05-02T00:15:30Z" },
		{ "2024/5/2", DATE_ANY, "2024-05-02T00:00:00Z" },
		{ "8/24/22", DATE_MDY, "2022-08-24T00:00:00Z" },
		{ "8/24/22", DATE_DMY, "" },
		{ "8/24/22", DATE_ANY, "" },
		{ "11/24/2008", DATE_MDY, "2008-11-24T00:00:00Z" },
		{ "24/8/1999 4:07 PM", DATE_DMY, "1999-08-24T16:07:00Z" },
		{ "1/2/99 12:00 AM", DATE_DMY, "1999-02-01T00:00:00Z" },
		{ "24.08.2022", DATE_ANY, "2022-08-24T00:00:00Z" },
		{ "17-03-2024 08:12", DATE_DMY, "2024-03-17T08:12:00Z" },
		{ "May 2, 2024 09:20:11", DATE_ANY, "2024-05-02T09:20:11Z" },
		{ "24-Aug-22", DATE_ANY, "2022-08-24T00:00:00Z" },
		{ "1 September 2023", DATE_ANY, "2023-09-01T00:00:00Z" },
		{ "31/02/2024", DATE_DMY, "" }, { "2024-13-01", DATE_ANY, "" },
		{ "2024-02-29", DATE_ANY, "2024-02-29T00:00:00Z" }, { "2023-02-29", DATE_ANY, "" },
		{ "yesterday", DATE_DMY, "" }, { "", DATE_DMY, "" }, { "12", DATE_DMY, "" },
		{ "1/2/3", DATE_DMY, "" }, { "01/02/2024 25:00", DATE_DMY, "" },
		{ "01/02/2024 and more", DATE_DMY, "" }, { "99999/1/1", DATE_ANY, "" },
	};
	struct strbuf out = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++)
		assert_string_equal(read_date(t[i].text, t[i].order, &out), t[i].expected);
	strbuf_release(&out);
}

static enum date_order guess(const char *const *values, bool *ambiguous)
{
	struct date_guess g = { 0 };

	for (; *values; values++)
		date_guess_see(&g, *values);
	return date_guess_order(&g, ambiguous);
}

static void a_column_decides_its_order(void **state)
{
	bool ambiguous;

	(void)state;
	assert_int_equal(guess((const char *const[]){ "1/2/2024", "24/2/2024", NULL }, &ambiguous),
			 DATE_DMY);
	assert_false(ambiguous);
	assert_int_equal(guess((const char *const[]){ "1/2/2024", "2/24/2024", NULL }, &ambiguous),
			 DATE_MDY);
	assert_false(ambiguous);
	guess((const char *const[]){ "1/2/2024", "3/4/2024", NULL }, &ambiguous);
	assert_true(ambiguous);
	assert_int_equal(guess((const char *const[]){ "2024-01-02", NULL }, &ambiguous), DATE_YMD);
	assert_false(ambiguous);
	assert_int_equal(date_order_find("d/m/y"), DATE_DMY);
	assert_int_equal(date_order_find("M-D-Y"), DATE_MDY);
	assert_int_equal(date_order_find("dd/mm/yy"), DATE_ANY);
}

static void money_is_read_with_either_mark(void **state)
{
	static const struct {
		const char *text;
		char mark;
		const char *expected, *currency;
	} t[] = {
		{ "$12.58", '.', "12.58", "USD" },       { "133289.59", '.', "133289.59", "" },
		{ "5000.00", '.', "5000.00", "" },       { "1.234,56", ',', "1234.56", "" },
		{ "€ 1.234,50", ',', "1234.50", "EUR" }, { "1 234,50 EUR", ',', "1234.50", "EUR" },
		{ "1'234.50 CHF", '.', "1234.50", "CHF" }, { "¥12,000", '.', "12000", "JPY" },
		{ "-5", '.', "-5", "" },                 { "free", '.', "", "" },
		{ "12 apples", '.', "", "" },            { "", '.', "", "" },
		{ "1.2.3", '.', "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		struct strbuf out = STRBUF_INIT;
		char currency[4] = "";

		foreign_money(t[i].text, t[i].mark, &out, currency);
		assert_string_equal(out.buf, t[i].expected);
		if (*t[i].expected)
			assert_string_equal(currency, t[i].currency);
		strbuf_release(&out);
	}
}

static void a_column_decides_its_decimal_mark(void **state)
{
	struct money_guess g = { 0 };
	bool ambiguous;

	(void)state;
	money_guess_see(&g, "1,234");
	money_guess_mark(&g, &ambiguous);
	assert_true(ambiguous);
	money_guess_see(&g, "12,5");
	assert_int_equal(money_guess_mark(&g, &ambiguous), ',');
	assert_false(ambiguous);
	g = (struct money_guess){ 0 };
	money_guess_see(&g, "1,234,567");
	assert_int_equal(money_guess_mark(&g, &ambiguous), '.');
	assert_false(ambiguous);
	assert_int_equal(money_mark_find("1.234,56"), ',');
	assert_int_equal(money_mark_find("1,234.56"), '.');
	assert_int_equal(money_mark_find("money"), 0);
}

static void systems_are_split_into_name_and_version(void **state)
{
	static const struct {
		const char *name, *version, *os, *os_version;
	} t[] = {
		{ "Windows 10 Enterprise", "", "windows", "10" },
		{ "Windows", "10.0.22631.3447", "windows", "11" },
		{ "Windows", "10.0.19045", "windows", "10" },
		{ "Microsoft Windows XP Professional", "", "windows", "5.1" },
		{ "Microsoft Windows Server 2016 (64-bit)", "", "windows-server", "2016" },
		{ "Microsoft Windows Server 2012 R2 Standard", "", "windows-server", "2012" },
		{ "Windows", "Windows Server 2019", "windows-server", "2019" },
		{ "Windows", "Windows 8.1", "windows", "8.1" },
		{ "darwin", "macOS 14.2.1", "macos", "14.2" },
		{ "Mac OS X", "10.14.6", "macos", "10.14" },
		{ "rhel", "Red Hat Enterprise Linux 8.9.0", "linux", "8.9" },
		{ "Ubuntu Linux", "18.04", "linux", "18.04" },
		{ "iOS", "17.4.1", "ios", "17.4" },
		{ "Cisco IOS 15.2", "", "cisco-ios", "15.2" },
		{ "VMware ESXi 7.0", "", "esxi", "7.0" },
		{ "Plan 9", "4", "plan-9", "4" },
		{ "", "", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		struct strbuf os = STRBUF_INIT, version = STRBUF_INIT;

		foreign_os(t[i].name, t[i].version, &os, &version);
		assert_string_equal(os.buf, t[i].os);
		assert_string_equal(version.buf, t[i].os_version);
		strbuf_release(&os);
		strbuf_release(&version);
	}
}

static void words_for_nothing_are_known(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	assert_true(foreign_is_null("N/A"));
	assert_true(foreign_is_null("Not Found"));
	assert_false(foreign_is_null("Nora"));
	assert_true(foreign_junk_serial("0000000"));
	assert_true(foreign_junk_serial("0101"));
	assert_true(foreign_junk_serial("SYS-1234567890"));
	assert_true(foreign_junk_serial("0123456789ABCDEF"));
	assert_true(foreign_junk_serial("To Be Filled By O.E.M."));
	assert_false(foreign_junk_serial("PF2ABCD1"));
	foreign_normalise("*Server_Name (x)", &out);
	assert_string_equal(out.buf, "servername(x)");
	strbuf_reset(&out);
	assert_true(foreign_mac("A0-B1-C2-D3-E4-F5", &out));
	assert_string_equal(out.buf, "a0:b1:c2:d3:e4:f5");
	assert_false(foreign_mac("00:00:00:00:00:00", &out));
	assert_false(foreign_mac("not a mac", &out));
	assert_true(foreign_is_host("pc-1.example.com"));
	assert_false(foreign_is_host("Meeting room TV"));
	assert_false(foreign_is_host("10.0.0.1"));
	strbuf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_are_read_in_a_given_order),
		cmocka_unit_test(a_column_decides_its_order),
		cmocka_unit_test(money_is_read_with_either_mark),
		cmocka_unit_test(a_column_decides_its_decimal_mark),
		cmocka_unit_test(systems_are_split_into_name_and_version),
		cmocka_unit_test(words_for_nothing_are_known),
	};

	return cmocka_run_group_tests_name("foreign_value", tests, NULL, NULL);
}
