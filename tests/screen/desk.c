/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "desk.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "util/mem.h"
#include "util/strbuf.h"

#define MAX_WORDS 16

static const char *program(void)
{
	const char *path = getenv("LIFEBOAT");

	return path ? path : "./lifeboat";
}

char *desk_path(const struct desk *d, const char *name)
{
	struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "%s/%s", d->folder, name);
	return strbuf_detach(&path);
}

static struct desk *make_desk(void)
{
	const char *base = getenv("TMPDIR");
	struct desk *d = mem_zalloc(1, sizeof(*d));
	struct strbuf folder = STRBUF_INIT;

	strbuf_addf(&folder, "%s/lifeboat-screen.XXXXXX", base && *base ? base : "/tmp");
	d->folder = strbuf_detach(&folder);
	if (!mkdtemp(d->folder))
		fail_msg("%s: %s", d->folder, strerror(errno));
	d->workspace = desk_path(d, "demo.db");
	return d;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void desk_close(struct desk *d)
{
	nftw(d->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	free(d->folder);
	free(d->workspace);
	free(d);
}

/* Settings that keep the program inside the desk's folder. */
static void keep_inside(const struct desk *d)
{
	setenv("HOME", d->folder, 1);
	setenv("XDG_STATE_HOME", d->folder, 1);
	setenv("XDG_CONFIG_HOME", d->folder, 1);
	setenv("LC_ALL", "C.UTF-8", 1);
}

void desk_command(struct desk *d, int status, const char *const words[])
{
	const char *argv[MAX_WORDS + 4] = { program(), "-w", d->workspace };
	size_t i, n = 3;
	int got;
	pid_t pid;

	for (i = 0; words[i] && i < MAX_WORDS; i++)
		argv[n++] = words[i];
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);

		keep_inside(d);
		dup2(null, 0);
		dup2(null, 1);
		execv(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &got, 0), pid);
	assert_true(WIFEXITED(got));
	assert_int_equal(WEXITSTATUS(got), status);
}

int desk_make_master(void **state)
{
	struct desk *d = make_desk();

	*state = d;
	desk_command(d, 0, (const char *const[]){ "init", "--demo", "fxmsp", NULL });
	desk_command(d, 0, (const char *const[]){ "plan", "make", "--breached", "trendmicro", NULL });
	return 0;
}

int desk_drop_master(void **state)
{
	desk_close(*state);
	return 0;
}

struct desk *desk_open(void **state)
{
	const struct desk *master = *state;
	struct desk *d = make_desk();

	desk_command((struct desk *)(uintptr_t)master, 0,
		     (const char *const[]){ "backup", d->workspace, NULL });
	return d;
}

struct pty *desk_screens(struct desk *d, int rows, int cols, const char *option,
			 const char *const env[])
{
	const char *const argv[] = { program(), "-w", d->workspace, option, NULL };

	keep_inside(d);
	return pty_start(rows, cols, argv, env);
}
