/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/app.h"
#include "cli/cli.h"
#include "tui/tui.h"
#include "util/i18n.h"

/* Set by signals, read by long work. */
static volatile int stop_requested; /* lint: allow global */

static void on_signal(int number)
{
	if (stop_requested) /* a second Ctrl-C does not wait */
		_exit(128 + number);
	stop_requested = 1;
}

static void prepare_process(void)
{
	const char *locales = getenv("LIFEBOAT_LOCALEDIR"); /* for runs from the build tree */
	const struct rlimit no_core = { 0, 0 };
	struct sigaction sa;

	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = on_signal;
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGHUP, &sa, NULL);
	/* Workspaces hold what an attacker would like to read. */
	umask(077);
	setrlimit(RLIMIT_CORE, &no_core);
	setlocale(LC_ALL, "");
	setlocale(LC_NUMERIC, "C"); /* figures read the same everywhere */
	bindtextdomain(PACKAGE, locales && *locales ? locales : LOCALEDIR);
	bind_textdomain_codeset(PACKAGE, "UTF-8");
	textdomain(PACKAGE);
}

static int run(const struct cli_globals *g, const char *const *argv, size_t n)
{
	struct err err = ERR_INIT;
	struct app app;
	int status;

	if (app_init(&app, g->workspace, g->now, &err) < 0) {
		cli_say_error(&err);
		status = err_exit_status(err.code);
		err_release(&err);
		return status;
	}
	app.stop = &stop_requested;
	if (g->person)
		app_set_person(&app, g->person);
	status = n ? cli_run(&app, g, argv, n)
		   : tui_run(&app, &(const struct tui_options){ g->plain, g->script });
	app_release(&app);
	return stop_requested && status == 0 ? 130 : status;
}

/* Help and version are answers too: a full disk behind the pipe is not "done". */
static int flush_answer(void)
{
	struct err err = ERR_INIT;

	if (fflush(stdout) == 0 && !ferror(stdout))
		return 0;
	err_set(&err, ERR_IO, N_("standard output could not be written; the answer is incomplete"));
	cli_say_error(&err);
	err_release(&err);
	return err_exit_status(ERR_IO);
}

int main(int argc, char **argv)
{
	const char *const *words = (const char *const *)(argv + 1);
	size_t n = argc > 1 ? (size_t)argc - 1 : 0;
	struct cli_globals g;
	struct err err = ERR_INIT;

	prepare_process();
	if (cli_parse_globals(words, n, &g, &err) < 0) {
		cli_say_error(&err);
		err_release(&err);
		return 2;
	}
	if (g.version) {
		printf("%s\n", PACKAGE_STRING);
		return flush_answer();
	}
	if (g.help) {
		cli_help_all(stdout);
		return flush_answer();
	}
	return run(&g, words + g.used, n - g.used);
}
