/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The screens, in the order of their digits.  To add one: a file screen_*.c, its name below, and a
 * line in screens.c.
 */
#ifndef LIFEBOAT_TUI_SCREENS_H
#define LIFEBOAT_TUI_SCREENS_H

#include "tui/view.h"

struct screen {
	char digit;
	const struct view_ops *ops;
};

extern const struct screen screens[];
extern const size_t n_screens;

extern const struct view_ops screen_board, screen_assets, screen_plan, screen_ready;

/* Goes to screen i, closing what is open on top; makes it on the first visit. */
void screens_go(struct ui *ui, size_t i);

#endif
