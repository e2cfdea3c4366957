/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Time zones by IANA name: between UTC and the clock on the wall.
 *
 * The data are the system's (/usr/share/zoneinfo) as libical reads them.  A zone is found once and
 * belongs to the library: never freed, the same pointer for the same name.
 */
#ifndef LIFEBOAT_UTIL_ZONE_H
#define LIFEBOAT_UTIL_ZONE_H

#include <stdint.h>

struct zone;

/* NULL when there is no such zone.  "UTC" always exists. */
struct zone *zone_find(const char *name);
/* Seconds that local time is ahead of UTC at an instant. */
int64_t zone_offset(struct zone *z, int64_t utc_seconds);
/* Wall clock of an instant, and the instant of a wall clock; both in minutes since 1970-01-01T00:00
 * of their own clock.  A local time that a change of clocks skips moves forward by the gap (02:30
 * becomes 03:30); one that comes twice means the first. */
int64_t zone_to_local(struct zone *z, int64_t utc_minutes);
int64_t zone_from_local(struct zone *z, int64_t local_minutes);

#endif
