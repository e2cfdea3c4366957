/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/activation.h"
#include "app/app.h"
#include "app/commands.h"
#include "util/i18n.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int run_activate(struct app *app, const struct call *call, struct err *err)
{
	const struct activation_request r = {
		.plan = call->words[0], .drill = call_switch(call, "drill"),
		.evidence = call_option(call, "evidence"), .override = call_switch(call, "override"),
		.reason = call_option(call, "reason"),
	};
	struct strbuf order = STRBUF_INIT;
	int rc = activation_request(app, &r, &order, err);

	if (rc == 0)
		answer_line(app->answer, order.buf);
	strbuf_release(&order);
	return rc;
}

static int run_approve(struct app *app, const struct call *call, struct err *err)
{
	const char *key = call_option(call, "key"), *sig = call_option(call, "sig");

	if (!key == !sig)
		return err_set(err, ERR_USAGE,
			       N_("approve: sign here with --key FILE, or give a signature made elsewhere "
				  "with --sig FILE --as PERSON"));
	return activation_approve(app, call->words[0], key, sig, call_option(call, "as"), err);
}

static int run_activation_show(struct app *app, const struct call *call, struct err *err)
{
	return activation_show(app, call->words[0], call_option(call, "output"), err);
}

static int run_stand_down(struct app *app, const struct call *call, struct err *err)
{
	const char *reason = call_option(call, "reason");

	if (!reason || !*reason)
		return err_set(err, ERR_USAGE, N_("stand-down: say why with --reason TEXT"));
	return activation_stand_down(app, call->words[0], reason, err);
}

static const struct option activate_options[] = {
	{ "drill", 0, NULL, N_("an exercise: the same path, marked as a drill everywhere") },
	{ "evidence", 0, "LIST", N_("signals it rests on; without it those of the open cases") },
	{ "override", 0, NULL, N_("one person acts alone; only where policy allows it") },
	{ "reason", 0, "TEXT", N_("why one person acts alone; stays visible") },
};
static const struct option approve_options[] = {
	{ "key", 0, "FILE", N_("SSH key to sign with here; a public file means the agent's key") },
	{ "sig", 0, "FILE", N_("signature made elsewhere over the text of the order") },
	{ "as", 0, "PERSON", N_("who signed") },
};
static const struct option show_options[] = {
	{ "output", 'o', "FILE", N_("write the text to sign, byte for byte") },
};
static const struct option stand_down_options[] = {
	{ "reason", 0, "TEXT", N_("why") },
};

const struct command cmd_activate = {
	"activate", "PLAN", N_("Makes an activation order to be signed; its key is the last line"),
	CMD_WORKSPACE | CMD_WRITES, 1, 1, activate_options, COUNT(activate_options), run_activate,
};
const struct command cmd_approve = {
	"approve", "ORDER", N_("Signs an order; the last approval needed launches the plan"),
	CMD_WORKSPACE | CMD_WRITES, 1, 1, approve_options, COUNT(approve_options), run_approve,
};
const struct command cmd_activation_show = {
	"activation show", "ORDER", N_("Shows an order and whether its approvals hold"),
	CMD_WORKSPACE | CMD_FORMAT, 1, 1, show_options, COUNT(show_options), run_activation_show,
};
const struct command cmd_stand_down = {
	"stand-down", "ORDER", N_("Calls an order off and says what to undo and what to keep"),
	CMD_WORKSPACE | CMD_WRITES | CMD_DESTRUCTIVE, 1, 1, stand_down_options,
	COUNT(stand_down_options), run_stand_down,
};
