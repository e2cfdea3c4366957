/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "util/date.h"
#include "util/err.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void civil_days_follow_the_gregorian_calendar(void **state)
{
	static const struct {
		int year, month, day;
		int64_t days;
		int weekday;
	} rows[] = {
		{ 1970, 1, 1, 0, 3 },       { 1969, 12, 31, -1, 2 },   { 2000, 2, 29, 11016, 1 },
		{ 2019, 5, 13, 18029, 0 },  { 2100, 3, 1, 47541, 0 },  { 1, 1, 1, -719162, 0 },
		{ 9999, 12, 31, 2932896, 4 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct civil c;

		assert_int_equal(date_from_civil(rows[i].year, rows[i].month, rows[i].day),
				 rows[i].days);
		assert_int_equal(date_weekday(rows[i].days), rows[i].weekday);
		civil_from_seconds(rows[i].days * DAY_S + 3661, &c);
		assert_int_equal(c.year, rows[i].year);
		assert_int_equal(c.month, rows[i].month);
		assert_int_equal(c.day, rows[i].day);
		assert_int_equal(c.hour * 10000 + c.minute * 100 + c.second, 10101);
	}
}

/* Every day of 400 years and its neighbours: a whole cycle of the calendar. */
static void every_day_of_a_cycle_comes_back(void **state)
{
	int64_t day, first = date_from_civil(1800, 1, 1);
	struct strbuf text = STRBUF_INIT;

	(void)state;
	for (day = first; day < first + 146097; day++) {
		int64_t back;

		strbuf_reset(&text);
		date_format(day, &text);
		assert_int_equal(date_parse(text.buf, &back), 0);
		assert_int_equal(back, day);
	}
	strbuf_release(&text);
}

typedef int parse_fn(const char *text, int64_t *ret);
typedef void format_fn(int64_t value, struct strbuf *out);

struct row {
	const char *text, *canonical; /* canonical NULL: refused */
	int64_t value;
};

static void check_rows(const struct row *rows, size_t n, parse_fn *parse, format_fn *format)
{
	struct strbuf text = STRBUF_INIT;
	size_t i;

	for (i = 0; i < n; i++) {
		int64_t value = -77;
		int rc = parse(rows[i].text, &value);

		if (!rows[i].canonical) {
			if (rc != ERR_INPUT || value != -77)
				fail_msg("'%s' should be refused and leave the result", rows[i].text);
			continue;
		}
		if (rc != 0 || value != rows[i].value)
			fail_msg("'%s' gives %d, %lld", rows[i].text, rc, (long long)value);
		strbuf_reset(&text);
		format(value, &text);
		assert_string_equal(text.buf, rows[i].canonical);
	}
	strbuf_release(&text);
}

static void dates_are_strict(void **state)
{
	static const struct row rows[] = {
		{ "2019-05-13", "2019-05-13", 18029 }, { "0001-01-01", "0001-01-01", -719162 },
		{ "2020-02-29", "2020-02-29", 18321 }, { "2019-02-29", NULL, 0 },
		{ "1900-02-29", NULL, 0 },             { "2019-13-01", NULL, 0 },
		{ "2019-00-01", NULL, 0 },             { "2019-04-31", NULL, 0 },
		{ "0000-01-01", NULL, 0 },             { "2019-5-13", NULL, 0 },
		{ "2019-05-13 ", NULL, 0 },            { " 2019-05-13", NULL, 0 },
		{ "13.05.2019", NULL, 0 },             { "", NULL, 0 },
		{ "2019-05", NULL, 0 },                { "+2019-05-13", NULL, 0 },
	};

	(void)state;
	check_rows(rows, COUNT(rows), date_parse, date_format);
}

static void instants_need_an_offset(void **state)
{
	static const struct row rows[] = {
		{ "2019-05-13T09:00:00Z", "2019-05-13T09:00:00Z", 1557738000 },
		{ "2019-05-13T09:00Z", "2019-05-13T09:00:00Z", 1557738000 },
		{ "2019-05-13 18:00+09:00", "2019-05-13T09:00:00Z", 1557738000 },
		{ "2019-05-13T03:30:00-05:30", "2019-05-13T09:00:00Z", 1557738000 },
		{ "1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z", -1 },
		{ "2019-05-13T00:30:00+09:00", "2019-05-12T15:30:00Z", 1557675000 },
		{ "2019-05-13T09:00:00", NULL, 0 },     { "2019-05-13", NULL, 0 },
		{ "2019-05-13T24:00Z", NULL, 0 },       { "2019-05-13T09:60Z", NULL, 0 },
		{ "2019-05-13T09:00:60Z", NULL, 0 },    { "2019-05-13T09:00+9:00", NULL, 0 },
		{ "2019-05-13T09:00+19:00", NULL, 0 },  { "2019-05-13T09:00Zx", NULL, 0 },
		{ "0001-01-01T00:00+01:00", NULL, 0 },  { "9999-12-31T23:59-00:01", NULL, 0 },
	};

	(void)state;
	check_rows(rows, COUNT(rows), instant_parse, instant_format);
}

static void local_times_have_no_zone(void **state)
{
	static const struct row rows[] = {
		{ "2019-05-13T09:00", "2019-05-13T09:00", 18029 * 1440 + 540 },
		{ "2019-05-13 09:00", "2019-05-13T09:00", 18029 * 1440 + 540 },
		{ "2019-05-13T09:00:00", "2019-05-13T09:00", 18029 * 1440 + 540 },
		{ "1969-12-31T23:59", "1969-12-31T23:59", -1 },
		{ "2019-05-13T09:00:01", NULL, 0 },
		{ "2019-05-13T09:00Z", NULL, 0 },
		{ "2019-05-13", NULL, 0 },
	};

	(void)state;
	check_rows(rows, COUNT(rows), local_parse, local_format);
}

static void durations_are_canonical(void **state)
{
	static const struct row rows[] = {
		{ "30m", "30m", 1800 },         { "4h", "4h", 14400 },
		{ "2d", "2d", 172800 },         { "1h30m", "1h30m", 5400 },
		{ "90m", "1h30m", 5400 },       { "45s", "45s", 45 },
		{ "1w", "7d", 604800 },         { "1w1d", "8d", 691200 },
		{ "0m", "0m", 0 },              { "0s", "0m", 0 },
		{ "-2h", "-2h", -7200 },        { "-0m", "0m", 0 },
		{ "36h", "1d12h", 129600 },     { "1d1h1m1s", "1d1h1m1s", 90061 },
		{ "", NULL, 0 },                { "-", NULL, 0 },
		{ "30", NULL, 0 },              { "m", NULL, 0 },
		{ "1.5h", NULL, 0 },            { "30m1h", NULL, 0 },
		{ "1h1h", NULL, 0 },            { "1 h", NULL, 0 },
		{ "1H", NULL, 0 },              { "--1h", NULL, 0 },
		{ "99999999999999999999s", NULL, 0 }, { "9999999999999999d", NULL, 0 },
	};

	(void)state;
	check_rows(rows, COUNT(rows), duration_parse, duration_format);
}

static void estimates_rise_from_low_to_high(void **state)
{
	static const struct {
		const char *text, *canonical;
	} rows[] = {
		{ "10m/15m/40m", "10m/15m/40m" }, { "15m", "15m" },
		{ "15m/15m/15m", "15m" },         { "60m/2h/1d", "1h/2h/1d" },
		{ "0m/0m/5m", "0m/0m/5m" },       { "10m/5m/40m", NULL },
		{ "10m/15m", NULL },              { "10m/15m/14m", NULL },
		{ "-1m/0m/1m", NULL },            { "10m/15m/40m/50m", NULL },
		{ "/15m/", NULL },                { "", NULL },
		{ "10m/15m/40m/", NULL },
	};
	struct strbuf text = STRBUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct estimate e = { 7, 8, 9 };
		int rc = estimate_parse(rows[i].text, &e);

		if (!rows[i].canonical) {
			assert_int_equal(rc, ERR_INPUT);
			assert_true(e.low == 7 && e.likely == 8 && e.high == 9);
			continue;
		}
		assert_int_equal(rc, 0);
		strbuf_reset(&text);
		estimate_format(&e, &text);
		assert_string_equal(text.buf, rows[i].canonical);
	}
	strbuf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(civil_days_follow_the_gregorian_calendar),
		cmocka_unit_test(every_day_of_a_cycle_comes_back),
		cmocka_unit_test(dates_are_strict),
		cmocka_unit_test(instants_need_an_offset),
		cmocka_unit_test(local_times_have_no_zone),
		cmocka_unit_test(durations_are_canonical),
		cmocka_unit_test(estimates_rise_from_low_to_high),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
