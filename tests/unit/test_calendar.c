/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Windows worked out by hand from the published clock changes. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "model/calendar.h"
#include "util/date.h"
#include "util/zone.h"

static int64_t local(const char *text)
{
	int64_t minutes;

	assert_int_equal(local_parse(text, &minutes), 0);
	return minutes;
}

/* Windows as "open/close open/close …" in UTC. */
static char *show(const struct window *w, size_t n)
{
	struct strbuf out = STRBUF_INIT;

	for (size_t i = 0; i < n; i++) {
		if (i)
			strbuf_addch(&out, ' ');
		local_format(w[i].open, &out);
		strbuf_addch(&out, '/');
		local_format(w[i].close, &out);
	}
	return strbuf_detach(&out);
}

struct row {
	bool open;
	const char *starts, *duration, *rrule;
};

#define OPEN(...) { true, __VA_ARGS__ }
#define CLOSED(...) { false, __VA_ARGS__ }

static int expand(const struct row *rows, size_t n, const char *zone, const char *from,
		  const char *until, char **ret, struct err *err)
{
	struct calendar_rule rules[8];
	struct arena arena = ARENA_INIT;
	struct window *windows = NULL;
	size_t n_windows = 0;
	int rc;

	for (size_t i = 0; i < n; i++) {
		rules[i].open = rows[i].open;
		rules[i].starts = local(rows[i].starts);
		rules[i].rrule = rows[i].rrule;
		assert_int_equal(duration_parse(rows[i].duration, &rules[i].duration), 0);
	}
	rc = calendar_expand("c", rules, n, zone, local(from), local(until), &arena, &windows,
			     &n_windows, err);
	*ret = rc == 0 ? show(windows, n_windows) : NULL;
	arena_release(&arena);
	return rc;
}

#define expect(zone, from, until, text, ...) \
	do { \
		const struct row rows_[] = { __VA_ARGS__ }; \
		char *got_ = NULL; \
		assert_int_equal(expand(rows_, sizeof(rows_) / sizeof(rows_[0]), zone, from, until, \
					&got_, NULL), 0); \
		assert_string_equal(got_, text); \
		free(got_); \
	} while (0)

#define refuse(text, ...) \
	do { \
		const struct row rows_[] = { __VA_ARGS__ }; \
		char *got_ = NULL; \
		struct err err_ = ERR_INIT; \
		struct strbuf said_ = STRBUF_INIT; \
		assert_int_equal(expand(rows_, 1, "UTC", "2019-01-01T00:00", "2020-01-01T00:00", \
					&got_, &err_), ERR_INPUT); \
		err_render(&err_, NULL, &said_); \
		assert_non_null(strstr(said_.buf, text)); \
		strbuf_release(&said_); \
		err_release(&err_); \
	} while (0)

static void clocks_that_go_back_in_berlin(void **state)
{
	(void)state;
	/* 2019-10-27 03:00 CEST became 02:00 CET at 01:00Z: 02:30 came twice, the first counts */
	expect("Europe/Berlin", "2019-10-25T12:00", "2019-10-28T12:00",
	       "2019-10-26T00:30/2019-10-26T01:30 2019-10-27T00:30/2019-10-27T01:30 "
	       "2019-10-28T01:30/2019-10-28T02:30",
	       OPEN("2019-10-26T02:30", "1h", "FREQ=DAILY"));
	/* eight hours of a night are eight hours; one day is a calendar day of 25 hours */
	expect("Europe/Berlin", "2019-10-26T00:00", "2019-10-28T00:00",
	       "2019-10-26T20:00/2019-10-27T04:00", OPEN("2019-10-26T22:00", "8h", NULL));
	expect("Europe/Berlin", "2019-10-26T00:00", "2019-10-29T00:00",
	       "2019-10-26T22:00/2019-10-27T23:00", OPEN("2019-10-27T00:00", "1d", NULL));
}

static void clocks_that_go_forward_in_chicago(void **state)
{
	(void)state;
	/* 2019-03-10 02:00 CST became 03:00 CDT at 08:00Z: 02:30 was missing and means 03:30 CDT */
	expect("America/Chicago", "2019-03-09T00:00", "2019-03-12T00:00",
	       "2019-03-09T08:30/2019-03-09T09:00 2019-03-10T08:30/2019-03-10T09:00 "
	       "2019-03-11T07:30/2019-03-11T08:00",
	       OPEN("2019-03-09T02:30", "30m", "FREQ=DAILY"));
	expect("America/Chicago", "2019-03-10T00:00", "2019-03-12T00:00",
	       "2019-03-10T06:00/2019-03-11T05:00", OPEN("2019-03-10T00:00", "1d", NULL));
}

static void zones_without_changes_or_with_half_hours(void **state)
{
	(void)state;
	expect("Asia/Tokyo", "2019-05-10T00:00", "2019-05-14T00:00",
	       "2019-05-10T00:00/2019-05-10T09:00 2019-05-13T00:00/2019-05-13T09:00",
	       OPEN("2019-01-01T09:00", "9h", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"));
	expect("Asia/Kolkata", "2019-05-13T00:00", "2019-05-14T00:00",
	       "2019-05-13T03:30/2019-05-13T04:30", OPEN("2019-05-13T09:00", "1h", NULL));
	expect("America/Chicago", "2039-07-01T00:00", "2039-07-02T00:00",
	       "2039-07-01T14:00/2039-07-01T15:00", OPEN("2039-07-01T09:00", "1h", NULL));
}

static void closed_rows_cut_open_ones(void **state)
{
	(void)state;
	/* a freeze over the middle of a window, a holiday over a whole one */
	expect("UTC", "2019-05-01T00:00", "2019-05-05T00:00",
	       "2019-05-02T08:00/2019-05-02T10:00 2019-05-02T11:00/2019-05-02T17:00 "
	       "2019-05-03T08:00/2019-05-03T17:00 2019-05-04T08:00/2019-05-04T17:00",
	       CLOSED("2018-05-01T00:00", "1d", "FREQ=YEARLY"),
	       OPEN("2019-01-01T08:00", "9h", "FREQ=DAILY"),
	       CLOSED("2019-05-02T10:00", "1h", NULL));
	/* only closed rows: open otherwise */
	expect("Europe/Berlin", "2019-05-01T00:00", "2019-05-03T00:00",
	       "2019-05-01T22:00/2019-05-03T00:00", CLOSED("2019-05-01T00:00", "1d", NULL));
	/* one closed stretch over several windows, and one window cut twice */
	expect("UTC", "2019-05-01T00:00", "2019-05-04T00:00",
	       "2019-05-01T08:00/2019-05-01T09:00 2019-05-03T10:00/2019-05-03T12:00",
	       OPEN("2019-05-01T08:00", "4h", "FREQ=DAILY"),
	       CLOSED("2019-05-01T09:00", "2d1h", NULL), CLOSED("2019-05-02T00:00", "1h", NULL));
}

static void windows_merge_and_cross_midnight(void **state)
{
	(void)state;
	expect("UTC", "2019-05-03T00:00", "2019-05-06T00:00",
	       "2019-05-03T22:00/2019-05-04T08:00 2019-05-04T22:00/2019-05-05T06:00",
	       OPEN("2019-05-03T22:00", "8h", "FREQ=WEEKLY;BYDAY=FR,SA"),
	       OPEN("2019-05-04T06:00", "2h", NULL), OPEN("2019-05-04T00:00", "1h", NULL));
	/* cut to what is asked for */
	expect("UTC", "2019-05-03T23:00", "2019-05-04T01:00", "2019-05-03T23:00/2019-05-04T01:00",
	       OPEN("2019-05-03T22:00", "8h", NULL));
	expect("UTC", "2019-05-04T06:00", "2019-05-04T07:00", "",
	       OPEN("2019-05-03T22:00", "8h", NULL));
}

static void rules_end_where_they_say(void **state)
{
	(void)state;
	expect("UTC", "2019-05-01T00:00", "2019-06-01T00:00",
	       "2019-05-06T09:00/2019-05-06T10:00 2019-05-08T09:00/2019-05-08T10:00 "
	       "2019-05-13T09:00/2019-05-13T10:00",
	       OPEN("2019-05-06T09:00", "1h", "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=3"));
	/* a date ends with its day; 21:30Z is 23:30 in Berlin, so the 8th at 23:00 still counts */
	expect("UTC", "2019-05-01T00:00", "2019-06-01T00:00",
	       "2019-05-07T09:00/2019-05-07T10:00 2019-05-08T09:00/2019-05-08T10:00",
	       OPEN("2019-05-07T09:00", "1h", "FREQ=DAILY;UNTIL=20190508"));
	expect("Europe/Berlin", "2019-05-01T00:00", "2019-06-01T00:00",
	       "2019-05-07T21:00/2019-05-07T22:00 2019-05-08T21:00/2019-05-08T22:00",
	       OPEN("2019-05-07T23:00", "1h", "FREQ=DAILY;UNTIL=20190508T213000Z"));
	expect("Europe/Berlin", "2019-05-01T00:00", "2019-06-01T00:00",
	       "2019-05-07T21:00/2019-05-07T22:00",
	       OPEN("2019-05-07T23:00", "1h", "FREQ=DAILY;UNTIL=20190508T223000"));
	/* last Friday of the month, every second month, from long ago */
	expect("UTC", "2019-05-01T00:00", "2019-08-01T00:00",
	       "2019-05-31T18:00/2019-05-31T20:00 2019-07-26T18:00/2019-07-26T20:00",
	       OPEN("2001-01-26T18:00", "2h", "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR"));
	/* ended before, begins after */
	expect("UTC", "2019-05-01T00:00", "2019-06-01T00:00", "",
	       OPEN("2018-01-01T09:00", "1h", "FREQ=DAILY;COUNT=3"),
	       OPEN("2019-07-01T09:00", "1h", "FREQ=DAILY"),
	       OPEN("2018-01-01T09:00", "1h", "FREQ=DAILY;UNTIL=20180301"));
}

static void hopeless_rules_are_refused_with_a_sentence(void **state)
{
	const struct row plain[] = { OPEN("2019-05-07T09:00", "1h", NULL) };
	char *got = NULL;
	struct err err = ERR_INIT;
	struct strbuf said = STRBUF_INIT;

	(void)state;
	refuse("more than 100000 times", OPEN("2019-01-01T00:00", "1m", "FREQ=MINUTELY"));
	refuse("counts in seconds", OPEN("2019-01-01T00:00", "1m", "FREQ=SECONDLY"));
	refuse("is no recurrence rule", OPEN("2019-01-01T00:00", "1m", "FREQ=SOMETIMES"));
	refuse("never occurs",
	       OPEN("2019-01-01T00:00", "1m", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"));
	refuse("began too long ago", OPEN("1950-01-01T00:00", "1m", "FREQ=MINUTELY"));
	assert_int_equal(expand(plain, 1, "Mars/Olympus", "2019-01-01T00:00", "2020-01-01T00:00", &got,
				&err), ERR_INPUT);
	err_render(&err, NULL, &said);
	assert_non_null(strstr(said.buf, "no time zone 'Mars/Olympus'"));
	err_release(&err);
	strbuf_release(&said);
	assert_null(zone_find("../../etc/passwd"));
	assert_null(zone_find("/etc/passwd"));
}

static void rules_have_one_text(void **state)
{
	char *a = NULL, *b = NULL;

	(void)state;
	assert_int_equal(calendar_rule_canonical("BYDAY=SA,SU;FREQ=WEEKLY", &a), 0);
	assert_int_equal(calendar_rule_canonical(a, &b), 0);
	assert_string_equal(a, b);
	assert_non_null(strstr(a, "FREQ=WEEKLY"));
	assert_int_equal(calendar_rule_canonical("weekly", &a), ERR_INPUT);
	free(a);
	free(b);
}

static void local_times_come_back(void **state)
{
	static const char *const names[] = { "Europe/Berlin", "America/Chicago", "Asia/Tokyo", "UTC",
					     "Australia/Lord_Howe", "Asia/Kolkata" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct zone *z = zone_find(names[i]);
		int64_t start = local("2019-01-01T00:00");

		assert_non_null(z);
		for (int64_t t = start; t < start + 365 * 1440; t += 30) {
			int64_t back = zone_from_local(z, zone_to_local(z, t));

			/* the second pass of a doubled time comes back as the first, else it is the same */
			if (back != t) {
				assert_int_equal(zone_to_local(z, back), zone_to_local(z, t));
				assert_true(back < t && t - back <= 60);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clocks_that_go_back_in_berlin),
		cmocka_unit_test(clocks_that_go_forward_in_chicago),
		cmocka_unit_test(zones_without_changes_or_with_half_hours),
		cmocka_unit_test(closed_rows_cut_open_ones),
		cmocka_unit_test(windows_merge_and_cross_midnight),
		cmocka_unit_test(rules_end_where_they_say),
		cmocka_unit_test(hopeless_rules_are_refused_with_a_sentence),
		cmocka_unit_test(rules_have_one_text),
		cmocka_unit_test(local_times_come_back),
	};

	return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
