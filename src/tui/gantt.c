/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/gantt.h"

/* The cell a minute falls in. */
static size_t cell_of(const struct gantt *g, int64_t minute, size_t width)
{
	int64_t span = g->to - g->from;
	int64_t cell = (int64_t)(((double)(minute - g->from) * (double)width) / (double)span);

	if (cell < 0)
		return 0;
	return (size_t)cell < width ? (size_t)cell : width - 1;
}

void gantt_bar(const struct gantt *g, int64_t start, int64_t finish, bool critical, size_t width,
	       const struct drawing *draw, struct line *l)
{
	size_t first, last, zero, i;

	if (!width || g->to <= g->from)
		return;
	first = cell_of(g, start, width);
	last = cell_of(g, finish > start ? finish - 1 : start, width);
	zero = cell_of(g, 0, width);
	for (i = 0; i < width; i++) {
		if (i >= first && i <= last)
			line_add(l, critical ? ROLE_BAR_CRITICAL : ROLE_BAR,
				 critical ? draw->critical : draw->full);
		else
			line_add(l, ROLE_DIM, i == zero ? draw->axis : " ");
	}
}
