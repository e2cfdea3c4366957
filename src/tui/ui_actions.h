/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What keys do wherever they are pressed.  Only for ui.c.
 */
#ifndef LIFEBOAT_TUI_UI_ACTIONS_H
#define LIFEBOAT_TUI_UI_ACTIONS_H

#include <stdint.h>

#include "tui/actions.h"

struct ui;

void ui_act(struct ui *ui, unsigned context, enum action a, int32_t key);

#endif
