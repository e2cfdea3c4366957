/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Minutes from T+0 as people read them in a column: "2d 04:30", "-1d 00:00", "00:15",
 * "120d 04h".
 */
#ifndef LIFEBOAT_TUI_SHOW_TIME_H
#define LIFEBOAT_TUI_SHOW_TIME_H

#include "model/table.h"
#include "tui/line.h"
#include "util/strbuf.h"

void show_minutes(int64_t minutes, struct strbuf *out);
/* The cell of an INT column of minutes; an empty one is never reached. */
void show_minutes_cell(const struct record *r, const char *column, struct line *l);
/* The cell as a number; `missing` when it is empty. */
int64_t record_int(const struct record *r, const char *column, int64_t missing);

#endif
