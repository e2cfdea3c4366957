/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "app/app.h"
#include "model/journal.h"
#include "util/date.h"
#include "util/i18n.h"
#include "util/mem.h"

#define MAX_OUTPUT ((size_t)1 << 20)

struct child {
	pid_t pid;
	int in, out; /* our ends; -1 closed */
};

/* In the child: nothing but descriptors 0 to 2, the words given, and a short environment. */
static _Noreturn void become(char *const *argv, char *const *env, int in, int out, int terminal)
{
	long limit = sysconf(_SC_OPEN_MAX), fd;

	if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0)
		_exit(127);
	if (!terminal)
		(void)setsid();
	for (fd = 3; fd < (limit > 0 && limit < 65536 ? limit : 65536); fd++)
		(void)close((int)fd);
	execve(argv[0], argv, env);
	_exit(127);
}

static char *variable(const char *name)
{
	const char *value = getenv(name);
	struct strbuf text = STRBUF_INIT;

	if (!value)
		return NULL;
	strbuf_addf(&text, "%s=%s", name, value);
	return strbuf_detach(&text);
}

static void fill_environment(char *env[8], unsigned flags)
{
	size_t n = 0;
	char *more;

	env[n++] = mem_strdup("PATH=/usr/bin:/bin");
	env[n++] = mem_strdup("LANG=C.UTF-8");
	env[n++] = mem_strdup("TZ=UTC"); /* dates given to it are UTC */
	more = variable("HOME");
	if (more)
		env[n++] = more;
	more = flags & RUN_AGENT ? variable("SSH_AUTH_SOCK") : NULL;
	if (more)
		env[n++] = more;
	more = flags & RUN_TERMINAL ? variable("TERM") : NULL;
	if (more)
		env[n++] = more;
	env[n] = NULL;
}

static void close_end(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

static int start(struct child *c, char *const *argv, unsigned flags, struct err *err)
{
	int in[2] = { -1, -1 }, out[2] = { -1, -1 }, i, rc = 0;
	char *env[8];

	if (pipe(in) < 0 || pipe(out) < 0) {
		rc = err_set_errno(err, ERR_IO, errno, "pipe");
		goto out;
	}
	fill_environment(env, flags);
	c->pid = fork();
	if (c->pid == 0) {
		(void)close(in[1]);
		(void)close(out[0]);
		become(argv, env, in[0], out[1], (flags & RUN_TERMINAL) != 0);
	}
	if (c->pid < 0)
		rc = err_set_errno(err, ERR_IO, errno, argv[0]);
	for (i = 0; env[i]; i++)
		free(env[i]);
	if (rc == 0) {
		c->in = in[1];
		c->out = out[0];
		in[1] = out[0] = -1;
		(void)fcntl(c->in, F_SETFL, O_NONBLOCK);
		(void)fcntl(c->out, F_SETFL, O_NONBLOCK);
	}
out:
	for (i = 0; i < 2; i++) {
		close_end(&in[i]);
		close_end(&out[i]);
	}
	return rc;
}

/* Feeds and reads until the child has closed its end or the time is over. */
static bool talk(struct child *c, const struct strbuf *input, struct strbuf *output)
{
	size_t sent = 0, length = input ? input->len : 0;
	time_t end = time(NULL) + RUN_SECONDS;

	while (c->out >= 0 && time(NULL) < end) {
		struct pollfd fds[2] = { { c->out, POLLIN, 0 }, { c->in, POLLOUT, 0 } };
		char buffer[4096];
		ssize_t n;

		if (sent >= length)
			close_end(&c->in);
		if (poll(fds, c->in >= 0 ? 2 : 1, 1000) < 0 && errno != EINTR)
			break;
		if (c->in >= 0 && fds[1].revents) {
			n = write(c->in, input->buf + sent, length - sent);
			if (n > 0)
				sent += (size_t)n;
			else if (errno != EAGAIN && errno != EINTR)
				sent = length;
		}
		if (!fds[0].revents)
			continue;
		n = read(c->out, buffer, sizeof(buffer));
		if (n > 0 && output && output->len < MAX_OUTPUT)
			strbuf_add(output, buffer, (size_t)n);
		else if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
			close_end(&c->out);
	}
	return c->out < 0;
}

static int end_of(struct child *c, bool finished)
{
	int status = 0, i;

	for (i = 0; finished && i < 100; i++) {
		struct timespec pause = { 0, 50000000 };

		if (waitpid(c->pid, &status, WNOHANG) == c->pid)
			return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
		nanosleep(&pause, NULL);
	}
	kill(c->pid, SIGKILL);
	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
	return 124;
}

int run_program_wait(char *const *argv, const struct strbuf *input, unsigned flags,
		     struct strbuf *output, int *ret_status, struct err *err)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, before;
	struct child c = { .in = -1, .out = -1 };
	int rc;

	if (argv[0][0] != '/' || access(argv[0], X_OK) != 0)
		return err_set(err, ERR_IO,
			       N_("%s: no such program; write its whole path from the root"), argv[0]);
	sigemptyset(&ignore.sa_mask);
	sigaction(SIGPIPE, &ignore, &before);
	rc = start(&c, argv, flags, err);
	if (rc == 0)
		*ret_status = end_of(&c, talk(&c, input, output));
	close_end(&c.in);
	close_end(&c.out);
	sigaction(SIGPIPE, &before, NULL);
	return rc;
}

/* ---- journal --------------------------------------------------------------------------------- */

struct ran {
	struct change_info info;
	const char *action, *program, *object;
	int status;
};

static int append(struct db *db, void *context, struct err *err)
{
	const struct ran *r = context;
	struct strbuf at = STRBUF_INIT, detail = STRBUF_INIT;
	struct journal_entry e = { .person = r->info.person, .os_user = r->info.os_user,
				   .action = r->action, .object_key = r->object };
	int rc;

	instant_format(r->info.now, &at);
	msg_add(&detail, N_("ran %s; exit status %d"), r->program, r->status);
	e.at = at.buf;
	e.detail = detail.buf;
	rc = journal_append(db, &e, NULL, err);
	strbuf_release(&at);
	strbuf_release(&detail);
	return rc;
}

int run_journal(struct app *app, const char *action, const char *program, const char *object,
		int status, struct err *err)
{
	struct ran r = { .action = action, .program = program, .object = object, .status = status };
	struct db *db;
	int rc = app_change(app, action, &r.info, &db, err);

	return rc == 0 ? db_write(db, append, &r, err) : rc;
}
