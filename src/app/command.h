/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The command table: everything a user can do, said once.
 *
 * The command line, `lifeboat help`, the palette of the terminal interface and the COMMANDS section
 * of lifeboat(1) are all made from these entries.  A command is a const entry and one function in
 * app/cmd_*.c; it reads its words and options from `struct call`, answers through app->answer, and
 * returns 0 or a negative err_code.  What the flags promise is enforced once, in command_run.
 */
#ifndef LIFEBOAT_APP_COMMAND_H
#define LIFEBOAT_APP_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/err.h"

struct app;

struct option {
	const char *name;  /* long name without dashes */
	char letter;       /* 0: none */
	const char *value; /* what the help calls its value, "FILE"; NULL: a switch */
	const char *help;  /* N_() one sentence */
};

enum command_flags {
	CMD_WORKSPACE = 1 << 0,   /* needs an existing workspace */
	CMD_WRITES = 1 << 1,      /* changes it: refused on a read-only one */
	CMD_LISTING = 1 << 2,     /* rows of a table: takes --format, --where, --sort and --limit as well */
	CMD_DESTRUCTIVE = 1 << 3, /* the interface asks first */
	CMD_NO_TUI = 1 << 4,      /* makes no sense inside the interface */
	CMD_FORMAT = 1 << 5,      /* figures worked out: takes --format, and is shown whole */
};

struct given {
	const struct option *option;
	const char *value; /* "" for a switch */
};

struct call {
	const struct command *command;
	const char *const *words; /* after the command's own name */
	size_t n_words;
	const struct given *given;
	size_t n_given;
};

struct command {
	const char *name;  /* "plan make": one or two words */
	const char *words; /* "PATH..." as the synopsis shows it; "" for none */
	const char *help;  /* N_() one sentence without final stop */
	unsigned flags;
	size_t min_words, max_words;
	const struct option *options;
	size_t n_options;
	int (*run)(struct app *app, const struct call *call, struct err *err);
};

extern const struct command *const commands[];
extern const size_t n_commands;

/* Options that every listing takes, --format first. */
extern const struct option listing_options[];
extern const size_t n_listing_options;
/* How many of them, from the first, this command takes. */
size_t command_listing_options(const struct command *c);

/* The command that the words begin with, and how many words its name takes; NULL when none. */
const struct command *command_find(const char *const *words, size_t n, size_t *ret_used);
/* The name nearest to what was typed, for "did you mean"; NULL when nothing is near. */
const char *command_nearest(const char *const *words, size_t n);

/* Reads words and options of one command; `*ret_storage` holds the arrays the call points to and is
 * freed by the caller. */
int call_parse(const struct command *command, const char *const *argv, size_t n, struct call *ret,
	       void **ret_storage, struct err *err);
/* Last value given for the option, or NULL. */
const char *call_option(const struct call *call, const char *name);
bool call_switch(const struct call *call, const char *name);
/* The i-th value of an option given several times, or NULL. */
const char *call_option_nth(const struct call *call, const char *name, size_t i);
/* Whole number of an option, or `missing`. */
int call_option_int(const struct call *call, const char *name, int64_t low, int64_t high,
		    int64_t missing, int64_t *ret, struct err *err);

/* For the part of a listing that is worked out and cannot be narrowed: an error when --where, --sort or
 * --limit was given, so that nobody takes figures of the whole for figures of a part. */
int call_whole(const struct call *call, struct err *err);
/* The same where the rows have an order of their own and the first ones may be asked for: --limit is
 * allowed, and answer_limit keeps it. */
int call_ranked(const struct call *call, struct err *err);

/* Checks what the flags promise and runs. */
int command_run(struct app *app, const struct call *call, struct err *err);

#endif
