/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The stretch of a source's rows that a list holds.
 *
 * It grows at its ends as the list moves and is cut at the far end when it gets long, so memory
 * does not depend on how many rows there are.
 */
#ifndef LIFEBOAT_TUI_STRETCH_H
#define LIFEBOAT_TUI_STRETCH_H

#include "tui/source.h"

struct stretch {
	struct source source;
	VEC(struct record) held;
	bool at_start, at_end; /* nothing comes before (after) what is held */
};

void stretch_init(struct stretch *r);
void stretch_release(struct stretch *r);
void stretch_clear(struct stretch *r);
/* Reads on after (before) what is held.  stretch_before returns how far the rows moved. */
int stretch_after(struct stretch *r, struct err *err);
int stretch_before(struct stretch *r, size_t *ret_moved, struct err *err);
/* Forgets rows far from index `at`; returns how many went at the start. */
size_t stretch_trim(struct stretch *r, size_t at);
/* Reads the stretch around a row again, NULL for the beginning; gives the index of that row, or of
 * what comes after its place. */
int stretch_around(struct stretch *r, const struct record *at, size_t *ret_index, struct err *err);
/* Reads the last rows. */
int stretch_last(struct stretch *r, struct err *err);

#endif
