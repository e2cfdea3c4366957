/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `:`: any command of the command line, with completion; its answer is a page, or a message when it
 * is a single line.  Commands run in a thread: Esc stops them, and what is typed meanwhile is kept.
 */
#ifndef LIFEBOAT_TUI_COMMAND_LINE_H
#define LIFEBOAT_TUI_COMMAND_LINE_H

struct ui;

void command_line_open(struct ui *ui, const char *preset);
void command_line_run(struct ui *ui, const char *line);

#endif
