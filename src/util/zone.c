/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "util/zone.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <libical/ical.h>

#include "util/date.h"

/* Zone names become file names inside the library: nothing but the letters of IANA names, and no
 * way upwards. */
static bool is_plain(const char *name)
{
	return *name && *name != '/' && !strstr(name, "..") && strlen(name) < 100 &&
	       name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "0123456789_+-/")] == '\0';
}

struct zone *zone_find(const char *name)
{
	if (!name || !is_plain(name))
		return NULL;
	return (struct zone *)icaltimezone_get_builtin_timezone(name);
}

int64_t zone_offset(struct zone *z, int64_t utc_seconds)
{
	struct icaltimetype t = icaltime_null_time();
	struct civil c;
	int dst;

	civil_from_seconds(utc_seconds, &c);
	t.year = c.year;
	t.month = c.month;
	t.day = c.day;
	t.hour = c.hour;
	t.minute = c.minute;
	t.second = c.second;
	t.zone = icaltimezone_get_utc_timezone();
	return icaltimezone_get_utc_offset_of_utc_time((icaltimezone *)z, &t, &dst);
}

static int64_t floor_minutes(int64_t seconds)
{
	return (seconds - ((seconds % MINUTE_S) + MINUTE_S) % MINUTE_S) / MINUTE_S;
}

int64_t zone_to_local(struct zone *z, int64_t utc_minutes)
{
	int64_t s = utc_minutes * MINUTE_S;

	return floor_minutes(s + zone_offset(z, s));
}

int64_t zone_from_local(struct zone *z, int64_t local_minutes)
{
	int64_t local = local_minutes * MINUTE_S;
	int64_t before = zone_offset(z, local - DAY_S), after = zone_offset(z, local + DAY_S);

	/* Clocks change at most once in two days.  With the offset from before the change, a doubled
	 * time is its first pass and a skipped time lands behind the gap; only when the local time
	 * lies behind the change does the later offset count. */
	if (before != after && zone_offset(z, local - before) != before &&
	    zone_offset(z, local - after) == after)
		return floor_minutes(local - after);
	return floor_minutes(local - before);
}
