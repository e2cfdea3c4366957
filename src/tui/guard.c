/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "util/mem.h"

#define MAX_RESET 256

static const int fatal[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT, SIGTRAP, SIGSYS,
			     SIGXCPU };
static const int asking[] = { SIGTERM, SIGHUP, SIGINT, SIGTSTP };
#define N_FATAL (sizeof(fatal) / sizeof(fatal[0]))
#define N_ASKING (sizeof(asking) / sizeof(asking[0]))

static struct {
	volatile sig_atomic_t armed, stop, pause;
	int tty, wake[2];
	char reset[MAX_RESET];
	size_t reset_length;
	struct termios modes;
	bool have_modes;
	volatile int *stop_flag;
	struct sigaction old_fatal[N_FATAL], old_asking[N_ASKING];
} guard; /* lint: allow global */

static void put_back(void)
{
	if (!guard.armed)
		return;
	guard.armed = 0;
	if (write(guard.tty, guard.reset, guard.reset_length) < 0 && errno == EBADF)
		return;
	if (guard.have_modes)
		tcsetattr(guard.tty, TCSANOW, &guard.modes);
}

static void on_fatal(int number)
{
	size_t i;

	put_back();
	for (i = 0; i < N_FATAL; i++)
		if (fatal[i] == number)
			sigaction(number, &guard.old_fatal[i], NULL);
	raise(number); /* arrives when this handler returns */
}

static void on_asking(int number)
{
	int saved = errno;

	if (number == SIGTSTP) {
		guard.pause = 1;
	} else {
		if (guard.stop) { /* the second one does not wait */
			put_back();
			_exit(128 + number);
		}
		guard.stop = 1;
		if (guard.stop_flag)
			*guard.stop_flag = 1;
	}
	if (write(guard.wake[1], "", 1) < 0)
		errno = saved; /* the pipe is full: the reader wakes anyway */
	errno = saved;
}

static void make_pipe(void)
{
	size_t i;

	if (pipe(guard.wake) < 0) {
		guard.wake[0] = guard.wake[1] = -1;
		return;
	}
	for (i = 0; i < 2; i++) {
		fcntl(guard.wake[i], F_SETFD, FD_CLOEXEC);
		fcntl(guard.wake[i], F_SETFL, O_NONBLOCK);
	}
}

void guard_start(int tty, const struct termios *modes, const char *reset, size_t length,
		 volatile int *stop)
{
	struct sigaction sa;
	size_t i;

	memset(&guard, 0, sizeof(guard));
	guard.tty = tty;
	guard.reset_length = length < MAX_RESET ? length : MAX_RESET;
	memcpy(guard.reset, reset, guard.reset_length);
	guard.have_modes = modes != NULL;
	if (modes)
		guard.modes = *modes;
	guard.stop_flag = stop;
	make_pipe();
	memset(&sa, 0, sizeof(sa));
	sigemptyset(&sa.sa_mask);
	sa.sa_handler = on_fatal;
	for (i = 0; i < N_FATAL; i++)
		sigaction(fatal[i], &sa, &guard.old_fatal[i]);
	sa.sa_handler = on_asking;
	for (i = 0; i < N_ASKING; i++)
		sigaction(asking[i], &sa, &guard.old_asking[i]);
	mem_set_fail_hook(put_back);
	guard.armed = 1;
}

void guard_end(void)
{
	size_t i;

	guard.armed = 0;
	mem_set_fail_hook(NULL);
	for (i = 0; i < N_FATAL; i++)
		sigaction(fatal[i], &guard.old_fatal[i], NULL);
	for (i = 0; i < N_ASKING; i++)
		sigaction(asking[i], &guard.old_asking[i], NULL);
	for (i = 0; i < 2; i++)
		if (guard.wake[i] >= 0)
			close(guard.wake[i]);
}

int guard_fd(void)
{
	return guard.wake[0];
}

void guard_clear(void)
{
	char buffer[64];

	while (read(guard.wake[0], buffer, sizeof(buffer)) > 0)
		;
}

bool guard_take_stop(void)
{
	return guard.stop != 0;
}

bool guard_take_pause(void)
{
	bool pause = guard.pause != 0;

	guard.pause = 0;
	return pause;
}
