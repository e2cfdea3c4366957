/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "util/date.h"

#include <stdbool.h>
#include <string.h>

#include "util/err.h"

#define YEAR_MIN 1
#define YEAR_MAX 9999

int64_t date_from_civil(int year, int month, int day)
{
	int64_t y = year - (month <= 2), era = (y >= 0 ? y : y - 399) / 400;
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era =
		year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

static int last_day(int year, int month)
{
	int64_t first = date_from_civil(year, month, 1);
	int64_t next = month == 12 ? date_from_civil(year + 1, 1, 1)
				   : date_from_civil(year, month + 1, 1);

	return (int)(next - first);
}

int64_t date_add_months(int64_t day, int64_t months)
{
	struct civil c;
	int64_t month;
	int year, last;

	civil_from_seconds(day * DAY_S, &c);
	month = c.month - 1 + months;
	year = c.year + (int)(month / 12);
	c.month = (int)(month % 12) + 1;
	last = last_day(year, c.month);
	return date_from_civil(year, c.month, c.day < last ? c.day : last);
}

/* Quotient and remainder with 0 <= remainder, for values before the epoch. */
static int64_t floor_div(int64_t value, int64_t by, int64_t *ret_rest)
{
	int64_t quotient = value / by, rest = value % by;

	if (rest < 0) {
		rest += by;
		quotient--;
	}
	*ret_rest = rest;
	return quotient;
}

void civil_from_seconds(int64_t seconds, struct civil *ret)
{
	int64_t rest, day_of_era, year_of_era, day_of_year, month_index;
	int64_t z = floor_div(seconds, DAY_S, &rest) + 719468;
	int64_t era = floor_div(z, 146097, &day_of_era);

	year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	month_index = (5 * day_of_year + 2) / 153;
	ret->day = (int)(day_of_year - (153 * month_index + 2) / 5 + 1);
	ret->month = (int)(month_index + (month_index < 10 ? 3 : -9));
	ret->year = (int)(year_of_era + era * 400 + (ret->month <= 2));
	ret->hour = (int)(rest / HOUR_S);
	ret->minute = (int)(rest % HOUR_S / MINUTE_S);
	ret->second = (int)(rest % MINUTE_S);
}

int date_weekday(int64_t days)
{
	int64_t rest;

	floor_div(days + 3, 7, &rest); /* 1970-01-01 was a Thursday */
	return (int)rest;
}

/* ---- reading -------------------------------------------------------------------------------- */

/* Exactly `count` digits at *at; moves past them. */
static bool take_digits(const char **at, int count, int *ret)
{
	int value = 0;

	for (; count > 0; count--, (*at)++) {
		if (**at < '0' || **at > '9')
			return false;
		value = value * 10 + (**at - '0');
	}
	*ret = value;
	return true;
}

static bool take_char(const char **at, char c)
{
	if (**at != c)
		return false;
	(*at)++;
	return true;
}

static int days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

static bool take_date(const char **at, int64_t *ret_days)
{
	int year, month, day;

	if (!take_digits(at, 4, &year) || !take_char(at, '-') || !take_digits(at, 2, &month) ||
	    !take_char(at, '-') || !take_digits(at, 2, &day))
		return false;
	if (year < YEAR_MIN || month < 1 || month > 12 || day < 1 ||
	    day > days_in_month(year, month))
		return false;
	*ret_days = date_from_civil(year, month, day);
	return true;
}

/* "HH:MM" and, when there, ":SS"; seconds since midnight. */
static bool take_time(const char **at, int64_t *ret_seconds)
{
	int hour, minute, second = 0;

	if (!take_digits(at, 2, &hour) || !take_char(at, ':') || !take_digits(at, 2, &minute))
		return false;
	if (take_char(at, ':') && !take_digits(at, 2, &second))
		return false;
	if (hour > 23 || minute > 59 || second > 59)
		return false;
	*ret_seconds = hour * HOUR_S + minute * MINUTE_S + second;
	return true;
}

/* "Z", "+09:00", "-05:30"; seconds to take off. */
static bool take_offset(const char **at, int64_t *ret_seconds)
{
	int hours, minutes, sign;

	if (take_char(at, 'Z')) {
		*ret_seconds = 0;
		return true;
	}
	sign = **at == '-' ? -1 : 1;
	if ((!take_char(at, '+') && !take_char(at, '-')) || !take_digits(at, 2, &hours) ||
	    !take_char(at, ':') || !take_digits(at, 2, &minutes) || hours > 18 || minutes > 59)
		return false;
	*ret_seconds = sign * (hours * HOUR_S + minutes * MINUTE_S);
	return true;
}

int date_parse(const char *text, int64_t *ret_days)
{
	int64_t days;

	if (!take_date(&text, &days) || *text)
		return ERR_INPUT;
	*ret_days = days;
	return 0;
}

int instant_parse(const char *text, int64_t *ret_seconds)
{
	int64_t days, time, offset, seconds;

	if (!take_date(&text, &days) || (!take_char(&text, 'T') && !take_char(&text, ' ')) ||
	    !take_time(&text, &time) || !take_offset(&text, &offset) || *text)
		return ERR_INPUT;
	seconds = days * DAY_S + time - offset;
	/* The offset may not push the instant out of the years that can be written. */
	if (seconds < date_from_civil(YEAR_MIN, 1, 1) * DAY_S ||
	    seconds >= date_from_civil(YEAR_MAX + 1, 1, 1) * DAY_S)
		return ERR_INPUT;
	*ret_seconds = seconds;
	return 0;
}

int local_parse(const char *text, int64_t *ret_minutes)
{
	int64_t days, time;

	if (!take_date(&text, &days) || (!take_char(&text, 'T') && !take_char(&text, ' ')) ||
	    !take_time(&text, &time) || *text || time % MINUTE_S)
		return ERR_INPUT;
	*ret_minutes = (days * DAY_S + time) / MINUTE_S;
	return 0;
}

/* Durations: the units from large to small. */
static const struct unit {
	char letter;
	int64_t seconds;
} units[] = {
	{ 'w', 7 * DAY_S }, { 'd', DAY_S }, { 'h', HOUR_S }, { 'm', MINUTE_S }, { 's', 1 },
};
#define N_UNITS (sizeof(units) / sizeof(units[0]))

/* A whole number of any length that fits in 63 bits. */
static bool take_number(const char **at, int64_t *ret)
{
	const char *start = *at;
	int64_t value = 0;

	for (; **at >= '0' && **at <= '9'; (*at)++)
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, **at - '0', &value))
			return false;
	*ret = value;
	return *at > start;
}

static bool take_duration(const char *text, int64_t *ret)
{
	int64_t total = 0, number, part;
	size_t unit = 0;
	bool negative = take_char(&text, '-');

	if (!*text)
		return false;
	while (*text) {
		if (!take_number(&text, &number))
			return false;
		while (unit < N_UNITS && units[unit].letter != *text)
			unit++;
		if (unit == N_UNITS)
			return false;
		if (__builtin_mul_overflow(number, units[unit].seconds, &part) ||
		    __builtin_add_overflow(total, part, &total))
			return false;
		unit++; /* each unit once, large before small */
		text++;
	}
	*ret = negative ? -total : total;
	return true;
}

int duration_parse(const char *text, int64_t *ret_seconds)
{
	int64_t seconds;

	if (!take_duration(text, &seconds))
		return ERR_INPUT;
	*ret_seconds = seconds;
	return 0;
}

int estimate_parse(const char *text, struct estimate *ret)
{
	int64_t part[3];
	char piece[64];
	size_t n = 0;

	for (;;) {
		size_t length = strcspn(text, "/");

		if (n == 3 || length == 0 || length >= sizeof(piece))
			return ERR_INPUT;
		memcpy(piece, text, length);
		piece[length] = '\0';
		if (!take_duration(piece, &part[n]))
			return ERR_INPUT;
		n++;
		if (!text[length])
			break;
		text += length + 1;
	}
	if (n == 1)
		part[1] = part[2] = part[0];
	else if (n != 3)
		return ERR_INPUT;
	if (part[0] < 0 || part[0] > part[1] || part[1] > part[2])
		return ERR_INPUT;
	*ret = (struct estimate){ part[0], part[1], part[2] };
	return 0;
}

/* ---- writing -------------------------------------------------------------------------------- */

void date_format(int64_t days, struct strbuf *out)
{
	struct civil c;

	civil_from_seconds(days * DAY_S, &c);
	strbuf_addf(out, "%04d-%02d-%02d", c.year, c.month, c.day);
}

void instant_format(int64_t seconds, struct strbuf *out)
{
	struct civil c;

	civil_from_seconds(seconds, &c);
	strbuf_addf(out, "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day, c.hour, c.minute,
		    c.second);
}

void local_format(int64_t minutes, struct strbuf *out)
{
	struct civil c;

	civil_from_seconds(minutes * MINUTE_S, &c);
	strbuf_addf(out, "%04d-%02d-%02dT%02d:%02d", c.year, c.month, c.day, c.hour, c.minute);
}

void duration_format(int64_t seconds, struct strbuf *out)
{
	uint64_t rest = seconds < 0 ? -(uint64_t)seconds : (uint64_t)seconds;
	size_t i;

	if (seconds == 0) {
		strbuf_adds(out, "0m");
		return;
	}
	if (seconds < 0)
		strbuf_addch(out, '-');
	for (i = 1; i < N_UNITS; i++) { /* never weeks */
		uint64_t size = (uint64_t)units[i].seconds;

		if (rest >= size)
			strbuf_addf(out, "%llu%c", (unsigned long long)(rest / size),
				    units[i].letter);
		rest %= size;
	}
}

void estimate_format(const struct estimate *e, struct strbuf *out)
{
	duration_format(e->low, out);
	if (e->low == e->likely && e->likely == e->high)
		return;
	strbuf_addch(out, '/');
	duration_format(e->likely, out);
	strbuf_addch(out, '/');
	duration_format(e->high, out);
}
