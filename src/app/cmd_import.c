/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/app.h"
#include "app/commands.h"
#include "app/import.h"
#include "app/import_show.h"
#include "app/vendor_state.h"
#include "util/i18n.h"

static int run_import(struct app *app, const struct call *call, struct err *err)
{
	struct import_options options = {
		.as = call_option(call, "as"),
		.tool = call_option(call, "tool"),
		.map = call_option(call, "map"),
		.round = call_option(call, "round"),
		.product = call_option(call, "product"),
		.datadir = app_datadir(),
		.rejects = call_option(call, "rejects"),
		.dry_run = call_switch(call, "dry-run"),
		.guarded = call_switch(call, "spreadsheet-safe"),
		.person = app->person,
		.os_user = app->os_user,
	};
	struct import_result result;
	struct db *db;
	int rc = app_db(app, &db, err);

	if (rc == 0)
		rc = app_now(app, &options.now, err);
	if (rc < 0)
		return rc;
	import_result_init(&result);
	rc = app_import(db, call->words, call->n_words, &options, &result, err);
	if (rc == 0)
		rc = import_show(app, &result, true, err);
	if (rc == 0 && !options.dry_run && result.counts.added + result.counts.updated > 0)
		rc = vendor_states_follow(app, err);
	import_result_release(&result);
	return rc;
}

static const struct option import_options_taken[] = {
	{ "as", 0, "TABLE", N_("the rows belong to this table") },
	{ "tool", 0, "NAME", N_("the file comes from this tool, whatever its header looks like") },
	{ "map", 0, "FILE", N_("CSV with source,target,pattern: where columns go and how they read") },
	{ "round", 0, "NAME", N_("round of an evaluation to take instead of the newest") },
	{ "product", 0, "KEY", N_("product whose coverage a layer of techniques tells") },
	{ "rejects", 0, "DIR", N_("folder for rejected rows instead of the one of the file") },
	{ "dry-run", 0, NULL, N_("say what would happen and write nothing") },
	{ "spreadsheet-safe", 0, NULL, N_("the file was exported with guarded cells: take the guards off") },
};

const struct command cmd_import = {
	"import", "PATH...",
	N_("Reads workbooks, tables, inventories, coverage data, calendars and bills of materials"),
	CMD_WORKSPACE | CMD_WRITES, 1, 10000, import_options_taken,
	sizeof(import_options_taken) / sizeof(import_options_taken[0]), run_import,
};
