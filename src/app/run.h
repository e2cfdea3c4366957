/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Running other programs: by their path and an argument vector, never through a shell.
 *
 * The child has a clean environment (PATH, HOME, LANG, TZ, and SSH_AUTH_SOCK when asked for), standard
 * input from memory, and its output kept up to a limit; no other descriptor is open in it.  It ends
 * after a bounded time.  Never call these inside a change: the workspace's lock is not to be held
 * while somebody else works.
 */
#ifndef LIFEBOAT_APP_RUN_H
#define LIFEBOAT_APP_RUN_H

#include "util/err.h"
#include "util/strbuf.h"

struct app;

enum run_flags {
	RUN_AGENT = 1 << 0,    /* keeps SSH_AUTH_SOCK */
	RUN_TERMINAL = 1 << 1, /* may ask for a passphrase on the terminal */
};

/* argv[0] is an absolute path.  *ret_status: exit status, or 128 + the signal that ended it; 124 when
 * it took longer than RUN_SECONDS.  `output` (NULL: not kept) gets what it wrote to standard output
 * and standard error.  ERR_IO: it could not be started. */
#define RUN_SECONDS 60
int run_program_wait(char *const *argv, const struct strbuf *input, unsigned flags,
		     struct strbuf *output, int *ret_status, struct err *err);

/* One journal entry: that the program was run for this object, and how it ended. */
int run_journal(struct app *app, const char *action, const char *program, const char *object,
		int status, struct err *err);

#endif
