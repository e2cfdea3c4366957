/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/screens.h"

#include "tui/state.h"
#include "tui/ui.h"

const struct screen screens[] = {
	{ '1', &screen_board },
	{ '2', &screen_assets },
	{ '4', &screen_plan },
	{ '8', &screen_ready },
};
const size_t n_screens = sizeof(screens) / sizeof(screens[0]);

/* Forms hold typed text: they are not closed from a distance. */
static bool may_close_all(const struct ui *ui)
{
	return !ui->stack.n || ui_top(ui)->ops->kind->context != CTX_FORM;
}

void screens_go(struct ui *ui, size_t i)
{
	struct err err = ERR_INIT;

	if (!may_close_all(ui))
		return;
	while (ui->stack.n)
		view_free(ui->stack.items[--ui->stack.n]);
	if (!ui->screens[i]) {
		if (view_new(ui, screens[i].ops, NULL, &ui->screens[i], &err) < 0) {
			ui_fail(ui, &err);
			return;
		}
		state_restore_view(ui, ui->screens[i]);
	}
	ui->screen = i;
	ui_refresh(ui, false);
}
