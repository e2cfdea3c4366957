/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/tui.h"
int tui_run(struct app *app, const struct tui_options *options) { (void)app; (void)options; return 0; }
