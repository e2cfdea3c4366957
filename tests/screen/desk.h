/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A place to work at for a screen test: a folder with a workspace of the sample scenario and its
 * plan, made once, copied for each test, and everything the program keeps beside it.
 */
#ifndef LIFEBOAT_TESTS_SCREEN_DESK_H
#define LIFEBOAT_TESTS_SCREEN_DESK_H

#include "terminal.h"

struct desk {
	char *folder, *workspace;
};

/* cmocka group fixtures: the workspace all copies are made of. */
int desk_make_master(void **state);
int desk_drop_master(void **state);

/* A fresh copy; state is the group's. */
struct desk *desk_open(void **state);
void desk_close(struct desk *d);
/* The program's screens on the desk's workspace; `option` is one more word, or NULL. */
struct pty *desk_screens(struct desk *d, int rows, int cols, const char *option,
			 const char *const env[]);
/* Runs a command of the program beside the screens; fails the test unless it ends with `status`. */
void desk_command(struct desk *d, int status, const char *const words[]);
/* A path in the desk's folder; freed by the caller. */
char *desk_path(const struct desk *d, const char *name);

#endif
