/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Calendars: when people may work and systems may be touched.
 *
 * A calendar is a few rows of calendars.csv; seen from a time zone it becomes disjoint open windows
 * in UTC.  Open rows add up; closed rows are cut out of them, whatever the order of the rows; a
 * calendar that has only closed rows is open at all other times.
 *
 * Rows are on the wall clock of the zone (util/zone.h says what happens where clocks change).  As
 * in RFC 5545 whole days of a duration are calendar days and the rest is elapsed time: "1d" ends
 * at the same time of the next day even when that day has 23 hours, "8h" ends 8 hours later.
 *
 * Recurrence rules are RFC 5545's, expanded by libical.  UNTIL may be local, UTC or a date, which
 * counts as its last minute.  As there, a start that its own rule does not meet is no occurrence.
 */
#ifndef LIFEBOAT_MODEL_CALENDAR_H
#define LIFEBOAT_MODEL_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/snapshot.h"
#include "util/arena.h"
#include "util/err.h"

struct calendar_rule {
	bool open;          /* kind */
	int64_t starts;     /* local minutes */
	int64_t duration;   /* s */
	const char *rrule;  /* NULL: happens once */
};

/* A rule with more occurrences than this between the two instants is refused. */
#define CALENDAR_MAX_OCCURRENCES 100000

/* Windows between two instants (minutes since the epoch, UTC), in time order, in `arena`.  `name` is
 * for messages.  ERR_INPUT: unknown zone, or a rule that is wrong, never occurs or too often. */
int calendar_expand(const char *name, const struct calendar_rule *rules, size_t n,
		    const char *zone, int64_t from, int64_t until, struct arena *arena,
		    struct window **ret, size_t *ret_n, struct err *err);

/* The canonical text of a recurrence rule (caller frees), or ERR_INPUT when it is none; for
 * value_canonical. */
int calendar_rule_canonical(const char *rrule, char **ret);

#endif
