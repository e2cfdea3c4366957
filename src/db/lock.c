/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "db/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "util/mem.h"

#define SLICE_MS 100 /* how long an interrupt may go unnoticed */

static int open_file(const char *path)
{
	return open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0600);
}

int lock_open(struct lock *l, const char *path)
{
	int fd = open_file(path);

	if (fd < 0)
		return errno;
	l->path = mem_strdup(path);
	l->fd = fd;
	l->held = false;
	return 0;
}

void lock_close(struct lock *l)
{
	if (!l->path)
		return;
	close(l->fd);
	free(l->path);
	l->path = NULL;
	l->fd = -1;
	l->held = false;
}

/*
 * The gate: a lock on the file's first byte that one must hold while waiting for the lock proper.
 * The kernel hands a flock to whoever comes first after it is free, which is mostly the program
 * that has just let go of it; behind the gate there is only one who waits, so it goes in turn.
 * (Open-file-description locks: POSIX.1-2024, in Linux since 3.15.)
 */
static int gate(int fd, bool close_it, bool wait)
{
#ifdef F_OFD_SETLK
	struct flock byte = { .l_type = close_it ? F_WRLCK : F_UNLCK, .l_whence = SEEK_SET,
			      .l_start = 0, .l_len = 1 };
	int rc;

	do
		rc = fcntl(fd, wait ? F_OFD_SETLKW : F_OFD_SETLK, &byte);
	while (rc < 0 && errno == EINTR);
	return rc;
#else
	(void)fd;
	(void)close_it;
	(void)wait;
	return 0;
#endif
}

/* Takes the lock on fd; without waiting the answer may be EWOULDBLOCK or EAGAIN. */
static int take(int fd, bool wait)
{
	int rc = gate(fd, true, wait), error;

	if (rc < 0)
		return errno;
	do
		rc = flock(fd, wait ? LOCK_EX : LOCK_EX | LOCK_NB);
	while (rc < 0 && errno == EINTR);
	error = rc < 0 ? errno : 0;
	gate(fd, false, false);
	return error;
}

/* A caller blocked in the kernel's queue.  Whoever is last to leave frees it. */
struct waiter {
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	int fd;
	int error;      /* errno, 0 when it has the lock */
	bool done;      /* the helper has finished */
	bool abandoned; /* the caller has gone */
};

static void waiter_free(struct waiter *w)
{
	pthread_cond_destroy(&w->changed);
	pthread_mutex_destroy(&w->mutex);
	if (w->fd >= 0)
		close(w->fd);
	free(w);
}

static void *wait_in_kernel(void *data)
{
	struct waiter *w = data;
	bool abandoned;
	int error = take(w->fd, true);

	pthread_mutex_lock(&w->mutex);
	w->error = error;
	w->done = true;
	abandoned = w->abandoned;
	pthread_cond_signal(&w->changed);
	pthread_mutex_unlock(&w->mutex);
	if (abandoned)
		waiter_free(w); /* closing lets go at once */
	return NULL;
}

static struct waiter *waiter_new(const char *path)
{
	struct waiter *w = mem_zalloc(1, sizeof(*w));
	pthread_condattr_t attr;

	pthread_mutex_init(&w->mutex, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&w->changed, &attr);
	pthread_condattr_destroy(&attr);
	w->fd = open_file(path);
	w->error = w->fd < 0 ? errno : 0;
	return w;
}

/* Signals stay with the thread that talks to the user. */
static int start_helper(struct waiter *w)
{
	sigset_t all, old;
	pthread_attr_t attr;
	pthread_t thread;
	int rc;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	rc = pthread_create(&thread, &attr, wait_in_kernel, w);
	pthread_attr_destroy(&attr);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return rc;
}

static void add_ms(struct timespec *t, int ms)
{
	t->tv_sec += ms / 1000;
	t->tv_nsec += (long)(ms % 1000) * 1000000;
	if (t->tv_nsec >= 1000000000) {
		t->tv_sec++;
		t->tv_nsec -= 1000000000;
	}
}

static bool before(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec < b->tv_sec || (a->tv_sec == b->tv_sec && a->tv_nsec < b->tv_nsec);
}

/* True when the helper finished in time; its fd then holds the lock unless error is set. */
static bool await(struct waiter *w, int wait_ms, const atomic_bool *interrupted)
{
	struct timespec end, next;
	bool done;

	clock_gettime(CLOCK_MONOTONIC, &next);
	end = next;
	add_ms(&end, wait_ms);
	pthread_mutex_lock(&w->mutex);
	while (!w->done && before(&next, &end) && !atomic_load(interrupted)) {
		add_ms(&next, SLICE_MS);
		if (!before(&next, &end))
			next = end;
		while (!w->done && pthread_cond_timedwait(&w->changed, &w->mutex, &next) == 0)
			;
	}
	done = w->done;
	w->abandoned = !done;
	pthread_mutex_unlock(&w->mutex);
	return done;
}

/* The name still leads to the locked file: nobody removed or replaced it meanwhile. */
static bool still_named(int fd, const char *path)
{
	struct stat held, named;

	return fstat(fd, &held) == 0 && stat(path, &named) == 0 && held.st_dev == named.st_dev &&
	       held.st_ino == named.st_ino;
}

static void sign(const struct lock *l)
{
	char text[32];
	int n = snprintf(text, sizeof(text), "%-20ld\n", (long)getpid());

	/* only for messages: a full disk may keep the old number */
	if (pwrite(l->fd, text, (size_t)n, 0) != n)
		errno = 0;
}

static int busy(const struct lock *l, int wait_ms, struct err *err)
{
	char text[32] = "";
	ssize_t n = pread(l->fd, text, sizeof(text) - 1, 0);
	long holder = n > 0 ? strtol(text, NULL, 10) : 0;

	if (holder <= 0)
		return err_set(err, ERR_BUSY,
			       N_("%s: another program has held the workspace for writing for more "
				  "than %d ms; wait for it to finish and try again"),
			       l->path, wait_ms);
	return err_set(err, ERR_BUSY,
		       N_("%s: process %ld has held the workspace for writing for more than %d ms; "
			  "wait for it to finish (an import can take a while) and try again"),
		       l->path, holder, wait_ms);
}

static int take_waiting(struct lock *l, int wait_ms, const atomic_bool *interrupted,
			struct err *err)
{
	struct waiter *w = waiter_new(l->path);
	int error = w->error;

	if (!error)
		error = start_helper(w);
	if (error) {
		waiter_free(w);
		return err_set_errno(err, ERR_IO, error, l->path);
	}
	if (!await(w, wait_ms, interrupted)) {
		if (atomic_load(interrupted))
			return err_set(err, ERR_INTERRUPTED, N_("cancelled; nothing was changed"));
		return busy(l, wait_ms, err);
	}
	error = w->error;
	if (!error) {
		close(l->fd);
		l->fd = w->fd;
		w->fd = -1;
	}
	waiter_free(w);
	return error ? err_set_errno(err, ERR_IO, error, l->path) : 0;
}

static int reopen(struct lock *l, struct err *err)
{
	int fd = open_file(l->path);

	if (fd < 0)
		return err_set_errno(err, ERR_IO, errno, l->path);
	close(l->fd);
	l->fd = fd;
	return 0;
}

int lock_take(struct lock *l, int wait_ms, const atomic_bool *interrupted, struct err *err)
{
	int rc = 0, tries;

	for (tries = 0; tries < 10; tries++) {
		int error = take(l->fd, false);

		if (error && error != EWOULDBLOCK && error != EAGAIN && error != EACCES)
			return err_set_errno(err, ERR_IO, error, l->path);
		if (error && (rc = take_waiting(l, wait_ms, interrupted, err)) < 0)
			return rc;
		if (still_named(l->fd, l->path)) {
			l->held = true;
			sign(l);
			return 0;
		}
		if ((rc = reopen(l, err)) < 0)
			return rc;
	}
	return err_set(err, ERR_BUSY,
		       N_("%s: another program keeps replacing this lock file; stop it and try "
			  "again"), l->path);
}

void lock_drop(struct lock *l)
{
	if (!l->held)
		return;
	l->held = false;
	flock(l->fd, LOCK_UN);
}
