/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * iCalendar files (RFC 5545) as calendars: every VEVENT becomes a row of `calendars`.
 *
 * The calendar is named after X-WR-CALNAME, else after the file.  Events close it (holidays, change
 * freezes) unless they say that they open it: a category or title with "open", "change window",
 * "maintenance window" or "working hours", or the map file's setting ",kind,open".  Times stay what
 * the wall clock shows; a whole-day event lasts a day.  Cancelled events are passed over.
 */
#ifndef LIFEBOAT_IO_ICS_H
#define LIFEBOAT_IO_ICS_H

#include "io/importers.h"

extern const struct importer ics_importer;

#endif
