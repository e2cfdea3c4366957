/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Filtering a list while the filter is typed, and walking through what it matches.  Only for list.c.
 */
#ifndef LIFEBOAT_TUI_LIST_FILTER_H
#define LIFEBOAT_TUI_LIST_FILTER_H

struct view;

void list_filter_open(struct view *v);
void list_next_match(struct view *v);
void list_previous_match(struct view *v);

#endif
