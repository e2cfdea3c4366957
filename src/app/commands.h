/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The entries of the command table (commands.c), one line each; every one is defined in a cmd_*.c.
 */
#ifndef LIFEBOAT_APP_COMMANDS_H
#define LIFEBOAT_APP_COMMANDS_H

#include "app/command.h"

extern const struct command cmd_init, cmd_doctor, cmd_backup, cmd_restore;
extern const struct command cmd_import;
extern const struct command cmd_list, cmd_show, cmd_set, cmd_delete, cmd_undo, cmd_redo;
extern const struct command cmd_plan_make, cmd_plan_list, cmd_plan_show, cmd_plan_diff,
	cmd_plan_why;
extern const struct command cmd_choose, cmd_gaps, cmd_cost, cmd_ready;
extern const struct command cmd_signal_add, cmd_signal_list, cmd_belief, cmd_advise;
extern const struct command cmd_watch, cmd_signal_accept, cmd_signal_dismiss;
extern const struct command cmd_step_start, cmd_step_done, cmd_step_fail, cmd_step_skip,
	cmd_step_block, cmd_step_note, cmd_forecast, cmd_drill_estimates, cmd_drill_accept;
extern const struct command cmd_activate, cmd_approve, cmd_activation_show, cmd_stand_down;
extern const struct command cmd_simulate, cmd_any_time, cmd_plan_levers, cmd_plan_tradeoff,
	cmd_plan_frontier, cmd_plan_compare;
extern const struct command cmd_export, cmd_checklist;
extern const struct command cmd_journal, cmd_journal_verify;
extern const struct command cmd_help;

#endif
