/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The command line: arguments in, text out.
 */
#ifndef LIFEBOAT_CLI_CLI_H
#define LIFEBOAT_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "app/answer.h"
#include "app/command.h"
#include "util/columns.h"

enum cli_format { FORMAT_TABLE, FORMAT_CSV, FORMAT_JSON };

/* What stands before the command. */
struct cli_globals {
	const char *workspace, *now, *person, *color;
	bool help, version, plain;
	const char *script;    /* scripted screens */
	size_t used;           /* words consumed */
};

extern const struct option cli_global_options[];
extern const size_t cli_n_global_options;

int cli_parse_globals(const char *const *argv, size_t n, struct cli_globals *ret, struct err *err);

/* Runs one command line (without argv[0], after the global options) and returns the exit status. */
int cli_run(struct app *app, const struct cli_globals *globals, const char *const *argv, size_t n);

/* An answer that prints. */
struct cli_answer {
	struct answer answer;
	FILE *out, *errors;
	enum cli_format format;
	bool tty, colour, progress_shown;
	int percent; const char *stage; /* of the progress shown */
	bool several; /* JSON: an object with a member a table */
	const struct answer_column *columns; /* of the open table; copied */
	size_t n_columns, n_rows, n_tables;
	char **held; /* rows held back until the widths are known: n_held * n_columns cells */
	size_t n_held;
	struct column_width *widths;
	bool flowing; /* widths are fixed, rows go straight out */
	bool records; /* too narrow for a table: a line a field … */
	size_t printed; /* … and so many of them are out */
	volatile int *stop;
};

void cli_answer_init(struct cli_answer *a, enum cli_format format, bool colour,
		     volatile int *stop);
/* Completes what is open and flushes; false when writing failed.  `done`: the command has answered, if
 * only that there is nothing to list. */
bool cli_answer_finish(struct cli_answer *a, bool done);

/* `lifeboat -h`, `lifeboat COMMAND -h`. */
void cli_help_all(FILE *out);
void cli_help_command(FILE *out, const struct command *c);
/* "lifeboat: sentence", cleaned, one line. */
void cli_say_error(const struct err *err);

#endif
