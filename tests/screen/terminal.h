/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A program on a terminal of our own, and what a person would see on it.
 *
 * The program runs on a pseudo-terminal; libvterm keeps the screen, wide characters, attributes and
 * cursor included.  Waiting is for something to be seen, never for a time to pass, and has an end;
 * what is waited for in vain fails the test and shows the screen.  Only the process that was started
 * is ever signalled, by its id.
 */
#ifndef LIFEBOAT_TESTS_SCREEN_TERMINAL_H
#define LIFEBOAT_TESTS_SCREEN_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct pty;

/* env: "NAME=value" in addition to ours, ends with NULL; may be NULL itself.  "NAME" alone takes a
 * variable away.  Fails the test when the program cannot be started. */
struct pty *pty_start(int rows, int cols, const char *const argv[], const char *const env[]);
/* Types: characters, or keys as in a keys file (<Up>, <C-l>, <Enter> …). */
void pty_keys(struct pty *p, const char *keys);
/* Sends bytes as they are. */
void pty_bytes(struct pty *p, const char *bytes);
/* Waits until the text is on the screen (is not), then until the program is quiet. */
void pty_expect(struct pty *p, const char *text);
void pty_expect_gone(struct pty *p, const char *text);
/* Takes output in until none came for a moment. */
void pty_settle(struct pty *p);
void pty_resize(struct pty *p, int rows, int cols);
void pty_signal(struct pty *p, int number);
/* Waits for the end of the program and gives its status as waitpid does. */
int pty_wait(struct pty *p);
/* Ends the program if it still runs, and frees. */
void pty_end(struct pty *p);

/* The screen, lines without blanks at the end; owned by the pty until the next call. */
const char *pty_screen(struct pty *p);
bool pty_sees(struct pty *p, const char *text);
void pty_cursor(struct pty *p, int *ret_row, int *ret_col);
/* Number of the first row that holds the text, or -1. */
int pty_row_of(struct pty *p, const char *text);
/* Cell in which the text begins in that row, or -1. */
int pty_col_of(struct pty *p, int row, const char *text);
bool pty_is_reverse(struct pty *p, int row);
bool pty_has_colour(struct pty *p);
bool pty_has_attributes(struct pty *p);
/* Is the alternate screen shown (false: the shell's)?  Is the cursor visible? */
bool pty_in_screens(const struct pty *p);
/* Bytes that came since the last call of this function. */
size_t pty_traffic(struct pty *p);

#endif
