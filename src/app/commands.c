/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/commands.h"

/* In the order of the help. */
const struct command *const commands[] = {
	&cmd_init,
	&cmd_import,
	&cmd_list,
	&cmd_show,
	&cmd_set,
	&cmd_delete,
	&cmd_undo,
	&cmd_redo,
	&cmd_plan_make,
	&cmd_plan_list,
	&cmd_plan_show,
	&cmd_plan_diff,
	&cmd_plan_why,
	&cmd_plan_levers,
	&cmd_plan_frontier,
	&cmd_plan_compare,
	&cmd_gaps,
	&cmd_cost,
	&cmd_simulate,
	&cmd_any_time,
	&cmd_ready,
	&cmd_export,
	&cmd_checklist,
	&cmd_journal,
	&cmd_journal_verify,
	&cmd_doctor,
	&cmd_backup,
	&cmd_restore,
	&cmd_help,
};
const size_t n_commands = sizeof(commands) / sizeof(commands[0]);
