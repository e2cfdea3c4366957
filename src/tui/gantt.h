/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bars over time, drawn in cells.
 */
#ifndef LIFEBOAT_TUI_GANTT_H
#define LIFEBOAT_TUI_GANTT_H

#include <stdbool.h>
#include <stdint.h>

#include "tui/line.h"

/* What the width of the chart stands for, in minutes from T+0; from < to. */
struct gantt {
	int64_t from, to;
};

/* Adds `width` cells with the bar of a step; every step gets at least one cell. */
void gantt_bar(const struct gantt *g, int64_t start, int64_t finish, bool critical, size_t width,
	       const struct drawing *draw, struct line *l);

#endif
