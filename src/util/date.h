/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dates, instants, durations and three-point estimates: text to whole numbers and back.
 *
 * Units: a date is days since 1970-01-01; an instant is seconds since the epoch, UTC; a local
 * date-time is minutes since 1970-01-01T00:00 on an unnamed wall clock; a duration is seconds.
 * Parsers are strict, know no locale and no clock, and leave the result untouched on failure.
 * All return 0 or ERR_INPUT; the caller makes the sentence (it knows file, line and column).
 * Formats are canonical: parse(format(x)) == x and equal values give equal text.
 * Calendar arithmetic is proleptic Gregorian, years 0001 to 9999 (algorithm: H. Hinnant,
 * "chrono-Compatible Low-Level Date Algorithms", 2013).
 */
#ifndef LIFEBOAT_UTIL_DATE_H
#define LIFEBOAT_UTIL_DATE_H

#include <stdint.h>

#include "util/strbuf.h"

#define MINUTE_S INT64_C(60)
#define HOUR_S INT64_C(3600)
#define DAY_S INT64_C(86400)

struct civil {
	int year, month, day, hour, minute, second;
};

int64_t date_from_civil(int year, int month, int day);
/* The same day so many months later (0 or more); the last of a shorter month. */
int64_t date_add_months(int64_t day, int64_t months);
/* Of an instant or a local date-time in seconds. */
void civil_from_seconds(int64_t seconds, struct civil *ret);
/* 0 = Monday. */
int date_weekday(int64_t days);

/* "2019-05-13". */
int date_parse(const char *text, int64_t *ret_days);
void date_format(int64_t days, struct strbuf *out);
/* "2019-05-13T09:00:00Z", "...+09:00", seconds optional, a blank instead of T accepted.  An offset
 * is required: without one the instant is not known. */
int instant_parse(const char *text, int64_t *ret_seconds);
/* "2019-05-13T09:00:00Z". */
void instant_format(int64_t seconds, struct strbuf *out);
/* "2019-05-13T09:00"; minutes. */
int local_parse(const char *text, int64_t *ret_minutes);
void local_format(int64_t minutes, struct strbuf *out);
/* "30m", "4h", "2d", "1h30m", "45s", "1w"; 0 is "0m"; a leading '-' is allowed.  Canonical: the
 * largest units first, days of 24 hours, never weeks. */
int duration_parse(const char *text, int64_t *ret_seconds);
void duration_format(int64_t seconds, struct strbuf *out);

/* min/likely/max in seconds, 0 <= min <= likely <= max. */
struct estimate {
	int64_t low, likely, high;
};

/* "10m/15m/40m"; one value alone means all three. */
int estimate_parse(const char *text, struct estimate *ret);
void estimate_format(const struct estimate *e, struct strbuf *out);

#endif
