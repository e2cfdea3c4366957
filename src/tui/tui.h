/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The terminal interface: opens the screens on the workspace and runs until the user leaves.
 */
#ifndef LIFEBOAT_TUI_TUI_H
#define LIFEBOAT_TUI_TUI_H

#include <stdbool.h>

struct app;

struct tui_options {
	bool plain;         /* for screen readers: no colour, no lines, cursor on the current row */
	const char *script; /* file of keys and expectations instead of a keyboard, NULL: none */
};

/* Returns the exit status. */
int tui_run(struct app *app, const struct tui_options *options);

#endif
