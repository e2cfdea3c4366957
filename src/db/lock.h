/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The advisory lock file beside a workspace.
 *
 * Every write transaction and checkpoint of every process and thread runs while it holds an
 * exclusive flock(2) on "<path>-lock".  The file is never removed: a lock on a file without a name
 * would guard nothing.  It holds the process number of the last holder, for messages.  Waiting is
 * a real queue: the kernel serves blocked callers in turn, so the wait happens in a helper thread
 * that blocks, and the caller can give up after its time.
 */
#ifndef LIFEBOAT_DB_LOCK_H
#define LIFEBOAT_DB_LOCK_H

#include <stdatomic.h>
#include <stdbool.h>

#include "util/err.h"

struct lock {
	char *path; /* NULL: not open */
	int fd;
	bool held;
};

#define LOCK_INIT { NULL, -1, false }

/* Opens or makes the file (0600, close-on-exec, no link followed).  Returns 0 or the errno. */
int lock_open(struct lock *l, const char *path);
void lock_close(struct lock *l);
/* Waits at most `wait_ms`; ERR_BUSY names the holder, ERR_INTERRUPTED when the flag gets set. */
int lock_take(struct lock *l, int wait_ms, const atomic_bool *interrupted, struct err *err);
void lock_drop(struct lock *l);

#endif
