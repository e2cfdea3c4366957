/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/commands.h"
#include "app/watch.h"
#include "util/i18n.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int run_watch(struct app *app, const struct call *call, struct err *err)
{
	return call_switch(call, "once") ? watch_once(app, err) : watch_forever(app, err);
}

static const struct option watch_options[] = {
	{ "once", 0, NULL, N_("poll every source once and end; status 1 when one failed") },
};
static const struct option accept_options[] = {
	{ "kind", 0, "KIND", N_("sort of signal it is, where the item does not say it itself") },
	{ "scope", 0, "SCOPE", N_("for denials: unscoped or scoped") },
	{ "vendor", 0, "VENDOR", N_("vendor it is about, where another was recognised") },
	{ "case", 0, "CASE", N_("case it belongs to; without it the vendor's open one, or a new one") },
	{ "credibility", 0, "1..6", N_("how credible it is; 6, cannot be judged, unless given") },
	{ "title", 0, "TEXT", N_("what it says, in one line") },
};

const struct command cmd_watch = {
	"watch", "", N_("Polls the sources and puts what is about our vendors into the inbox"),
	CMD_WORKSPACE | CMD_WRITES | CMD_FORMAT | CMD_NO_TUI, 0, 0, watch_options, COUNT(watch_options), run_watch,
};
const struct command cmd_signal_accept = {
	"signal accept", "ITEM", N_("Makes a signal of an item of the inbox"),
	CMD_WORKSPACE | CMD_WRITES, 1, 1, accept_options, COUNT(accept_options), inbox_accept,
};
const struct command cmd_signal_dismiss = {
	"signal dismiss", "ITEM", N_("Puts an item of the inbox aside"), CMD_WORKSPACE | CMD_WRITES, 1,
	1, NULL, 0, inbox_dismiss,
};
