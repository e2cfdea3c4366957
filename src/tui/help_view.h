/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `?`: what the view shows and every key that works in it, from the tables.
 */
#ifndef LIFEBOAT_TUI_HELP_VIEW_H
#define LIFEBOAT_TUI_HELP_VIEW_H

struct ui;

void help_open(struct ui *ui);

#endif
