/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/app.h"
#include "util/i18n.h"
#include "util/strbuf.h"
#include "util/text.h"

const struct option cli_global_options[] = {
	{ "workspace", 'w', "FILE", N_("the workspace to use instead of the default one") },
	{ "now", 0, "INSTANT", N_("set the clock, so that a run can be repeated") },
	{ "as", 0, "PERSON", N_("who you are, by your key in the people table") },
	{ "color", 0, "WHEN", N_("auto, always or never") },
	{ "plain", 0, NULL, N_("terminal interface for screen readers: no colours, no lines") },
	{ "script", 0, "FILE", N_("run the terminal interface from a file of keys") },
	{ "help", 'h', NULL, N_("show this help") },
	{ "version", 'V', NULL, N_("show the version") },
};
const size_t cli_n_global_options = sizeof(cli_global_options) / sizeof(cli_global_options[0]);

static void store_global(struct cli_globals *g, const struct option *o, const char *value)
{
	const struct {
		const char *name;
		const char **text;
		bool *flag;
	} places[] = {
		{ "workspace", &g->workspace, NULL }, { "now", &g->now, NULL },
		{ "as", &g->person, NULL },           { "color", &g->color, NULL },
		{ "script", &g->script, NULL },       { "help", NULL, &g->help },
		{ "version", NULL, &g->version },     { "plain", NULL, &g->plain },
	};
	size_t i;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		if (strcmp(places[i].name, o->name) != 0)
			continue;
		if (places[i].text)
			*places[i].text = value;
		else
			*places[i].flag = true;
	}
}

int cli_parse_globals(const char *const *argv, size_t n, struct cli_globals *ret, struct err *err)
{
	/* The globals are a command without a name: the words end at the first that is no option. */
	static const struct command globals = { "", "", "", 0, 0, 1000000, cli_global_options,
						sizeof(cli_global_options) /
							sizeof(cli_global_options[0]),
						NULL };
	struct cli_globals g;
	size_t i;

	memset(&g, 0, sizeof(g));
	for (i = 0; i < n && argv[i][0] == '-' && argv[i][1]; i++) {
		struct call one;
		void *storage;
		const char *pair[2] = { argv[i], i + 1 < n ? argv[i + 1] : NULL };
		int rc;

		/* Try alone first: a switch, or --name=value; then with the next word. */
		rc = call_parse(&globals, pair, 1, &one, &storage, NULL);
		if (rc < 0) {
			rc = call_parse(&globals, pair, i + 1 < n ? 2 : 1, &one, &storage, err);
			if (rc < 0)
				return rc;
			i++;
		}
		store_global(&g, one.given[0].option, one.given[0].value);
		free(storage);
	}
	if (g.color && strcmp(g.color, "auto") != 0 && strcmp(g.color, "always") != 0 &&
	    strcmp(g.color, "never") != 0)
		return err_set(err, ERR_USAGE, N_("--color takes auto, always or never, not '%s'"),
			       g.color);
	g.used = i;
	*ret = g;
	return 0;
}

void cli_say_error(const struct err *err)
{
	struct strbuf text = STRBUF_INIT, clean = STRBUF_INIT;

	err_render(err, gettext, &text);
	text_clean(text.buf, &clean);
	fflush(stdout);
	fprintf(stderr, "lifeboat: %s\n", clean.buf);
	strbuf_release(&text);
	strbuf_release(&clean);
}

static int fail(struct err *err)
{
	int status = err_exit_status(err->code);

	cli_say_error(err);
	err_release(err);
	return status;
}

static int unknown_command(const char *const *argv, size_t n)
{
	const char *near = command_nearest(argv, n);
	struct err err = ERR_INIT;

	if (near)
		err_set(&err, ERR_USAGE, N_("unknown command '%s'; did you mean '%s'?"), argv[0], near);
	else
		err_set(&err, ERR_USAGE,
			N_("unknown command '%s'; 'lifeboat --help' lists the commands"), argv[0]);
	return fail(&err);
}

static int choose_format(const struct call *call, enum cli_format *ret, struct err *err)
{
	static const char *const names[] = { "table", "csv", "json" };
	const char *text = call_option(call, "format");
	size_t i;

	*ret = FORMAT_TABLE;
	if (!text)
		return 0;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(text, names[i]) == 0) {
			*ret = (enum cli_format)i;
			return 0;
		}
	}
	return err_set(err, ERR_USAGE, N_("unknown format '%s'; use table, csv or json"), text);
}

static bool use_colour(const struct cli_globals *g)
{
	const char *none = getenv("NO_COLOR");

	if (g->color && strcmp(g->color, "always") == 0)
		return true;
	if (g->color && strcmp(g->color, "never") == 0)
		return false;
	return isatty(STDOUT_FILENO) && !(none && *none);
}

static bool asks_for_help(const char *const *argv, size_t n)
{
	size_t i;

	for (i = 0; i < n && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "-h") == 0 || strcmp(argv[i], "--help") == 0)
			return true;
	return false;
}

static bool has_option(const struct command *c, const char *name)
{
	size_t i;

	for (i = 0; i < c->n_options; i++)
		if (strcmp(c->options[i].name, name) == 0)
			return true;
	return false;
}

/* An option of the program itself that stands behind the command: the parser of the command does not
 * know it, and "unknown option" would be no help. */
static void hint_at_global(const struct command *c, const char *const *argv, size_t n,
			   struct err *err)
{
	size_t i, k;

	for (i = 0; i < n && strcmp(argv[i], "--") != 0; i++) {
		for (k = 0; k < cli_n_global_options; k++) {
			const struct option *o = &cli_global_options[k];
			size_t length = strlen(o->name);
			bool is_long = strncmp(argv[i], "--", 2) == 0 &&
				strncmp(argv[i] + 2, o->name, length) == 0 &&
				(!argv[i][2 + length] || argv[i][2 + length] == '=');
			bool is_short = argv[i][0] == '-' && o->letter && argv[i][1] == o->letter;

			if ((!is_long && !is_short) || has_option(c, o->name))
				continue;
			err_release(err);
			err_set(err, ERR_USAGE,
				N_("%s: option '--%s' stands before the command: lifeboat --%s … %s"),
				c->name, o->name, o->name, c->name);
			return;
		}
	}
}

int cli_run(struct app *app, const struct cli_globals *globals, const char *const *argv, size_t n)
{
	const struct command *command;
	struct err err = ERR_INIT;
	enum cli_format format;
	struct cli_answer answer;
	struct call call;
	void *storage;
	size_t used;
	int rc;

	command = command_find(argv, n, &used);
	if (!command)
		return unknown_command(argv, n);
	if (asks_for_help(argv + used, n - used)) {
		cli_help_command(stdout, command);
		return 0;
	}
	if (call_parse(command, argv + used, n - used, &call, &storage, &err) < 0) {
		hint_at_global(command, argv + used, n - used, &err);
		return fail(&err);
	}
	rc = choose_format(&call, &format, &err);
	if (rc == 0) {
		cli_answer_init(&answer, format, use_colour(globals), app->stop);
		app->answer = &answer.answer;
		rc = command_run(app, &call, &err);
		if (!cli_answer_finish(&answer, rc == 0) && rc == 0)
			rc = err_set(&err, ERR_IO, N_("standard output could not be written; the "
						      "answer is incomplete"));
	}
	free(storage);
	/* The command has said everything already. */
	if (rc < 0 && !err.msg.id)
		return err_exit_status(rc);
	return rc < 0 ? fail(&err) : 0;
}
