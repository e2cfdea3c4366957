/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What signals do while the interface has the terminal.
 *
 * SIGTERM, SIGHUP and SIGINT ask the interface to end: it does so at its next event, keeping what
 * was typed; a second one ends the process at once.  SIGTSTP asks it to pause.  A fatal signal
 * (SIGSEGV, SIGABRT, …) and the end of memory first put the terminal back as it was: the sequence
 * that does it is stored beforehand, because nothing may be computed then.  SIGWINCH belongs to
 * curses; here it only wakes the wait.
 *
 * One guard per process: signals have no context to pass.
 */
#ifndef LIFEBOAT_TUI_GUARD_H
#define LIFEBOAT_TUI_GUARD_H

#include <stdbool.h>
#include <stddef.h>

struct termios;

/* Takes the signals.  `reset` is what the terminal is sent when the process dies; at most 256 bytes
 * are kept.  `modes` (may be NULL) are put back as well.  `stop` is set when the process is asked to end. */
void guard_start(int tty, const struct termios *modes, const char *reset, size_t length,
		 volatile int *stop);
/* Gives the signals back. */
void guard_end(void);
/* Readable when a signal has come; guard_clear empties it. */
int guard_fd(void);
void guard_clear(void);
bool guard_take_stop(void);
bool guard_take_pause(void);

#endif
