/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Composing the window around a view.  Only for ui.c.
 */
#ifndef LIFEBOAT_TUI_UI_DRAW_H
#define LIFEBOAT_TUI_UI_DRAW_H

struct ui;

/* Only the message line changes: the data belong to another thread. */
void ui_draw_busy(struct ui *ui, const char *progress);

#endif
