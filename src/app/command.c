/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/command.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "util/mem.h"
#include "util/near.h"
#include "util/strbuf.h"

const struct option listing_options[] = {
	{ "format", 0, "FORMAT", N_("table (for people), csv or json") },
	{ "where", 0, "SELECTOR", N_("only rows that match") },
	{ "sort", 0, "COLUMN", N_("sort by this column; -COLUMN sorts downwards") },
	{ "limit", 0, "N", N_("at most so many rows") },
};
const size_t n_listing_options = sizeof(listing_options) / sizeof(listing_options[0]);

size_t command_listing_options(const struct command *c)
{
	return c->flags & CMD_LISTING ? n_listing_options : c->flags & CMD_FORMAT ? 1 : 0;
}

/* How many words of `name` the given words match in full; 0 when they do not. */
static size_t name_matches(const char *name, const char *const *words, size_t n)
{
	size_t used = 0;

	while (*name) {
		size_t length = strcspn(name, " ");

		if (used >= n || strlen(words[used]) != length ||
		    strncmp(words[used], name, length) != 0)
			return 0;
		used++;
		name += length + strspn(name + length, " ");
	}
	return used;
}

const struct command *command_find(const char *const *words, size_t n, size_t *ret_used)
{
	const struct command *best = NULL;
	size_t i, best_used = 0;

	for (i = 0; i < n_commands; i++) {
		size_t used = name_matches(commands[i]->name, words, n);

		if (used > best_used) {
			best = commands[i];
			best_used = used;
		}
	}
	if (best)
		*ret_used = best_used;
	return best;
}

const char *command_nearest(const char *const *words, size_t n)
{
	struct strbuf typed = STRBUF_INIT;
	const char *nearest = NULL;
	size_t i, best = 3;

	strbuf_adds(&typed, n ? words[0] : "");
	for (i = 0; i < n_commands; i++) {
		size_t d;

		if (n > 1 && strchr(commands[i]->name, ' ') &&
		    strncmp(commands[i]->name, words[0], strcspn(commands[i]->name, " ")) == 0) {
			strbuf_setlen(&typed, strlen(words[0]));
			strbuf_addf(&typed, " %s", words[1]);
		} else {
			strbuf_setlen(&typed, n ? strlen(words[0]) : 0);
		}
		d = near_distance(typed.buf, commands[i]->name, best);
		if (d < best) {
			best = d;
			nearest = commands[i]->name;
		}
	}
	strbuf_release(&typed);
	return nearest;
}

static const struct option *search_options(const struct option *o, size_t n, const char *name,
					   size_t length, char letter)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (name ? strlen(o[i].name) == length && strncmp(o[i].name, name, length) == 0
			 : o[i].letter == letter)
			return &o[i];
	}
	return NULL;
}

static const struct option *find_option(const struct command *c, const char *name, size_t length,
					char letter)
{
	const struct option *o = search_options(c->options, c->n_options, name, length, letter);

	if (!o)
		o = search_options(listing_options, command_listing_options(c), name, length, letter);
	return o;
}

static bool is_option(const char *word)
{
	return word[0] == '-' && word[1] && !(word[1] >= '0' && word[1] <= '9');
}

static int is_whole(const struct command *c, const char *option, struct err *err)
{
	return err_set(err, ERR_USAGE,
		       N_("%s: what is shown here is worked out as a whole, so '--%s' would mislead; take "
			  "--format csv or json and choose from that"), c->name, option);
}

static int refuse(const struct call *call, const char *const *options, size_t n, struct err *err)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (call_switch(call, options[i]))
			return is_whole(call->command, options[i], err);
	return 0;
}

static const char *const narrowing[] = { "where", "sort", "limit" };

int call_whole(const struct call *call, struct err *err)
{
	return refuse(call, narrowing, 3, err);
}

int call_ranked(const struct call *call, struct err *err)
{
	return refuse(call, narrowing, 2, err);
}

/* Reads the option at argv[*i]; moves *i over a value that is a word of its own. */
static int take_option(const struct command *c, const char *const *argv, size_t n, size_t *i,
		       struct given *ret, struct err *err)
{
	const char *word = argv[*i], *value = NULL;
	bool is_long = word[1] == '-';
	size_t length = is_long ? strcspn(word + 2, "=") : 1;
	const struct option *o = is_long ? find_option(c, word + 2, length, 0)
					 : find_option(c, NULL, 0, word[1]);

	if (!o && is_long && (c->flags & CMD_FORMAT)) {
		o = search_options(listing_options, n_listing_options, word + 2, length, 0);
		if (o)
			return is_whole(c, o->name, err);
	}
	if (!o)
		return err_set(err, ERR_USAGE,
			       N_("%s: unknown option '%s'; 'lifeboat %s -h' lists the options"),
			       c->name, word, c->name);
	if (is_long && word[2 + length] == '=')
		value = word + 2 + length + 1;
	else if (!is_long && word[2])
		value = word + 2;
	if (!o->value && value)
		return err_set(err, ERR_USAGE, N_("%s: option '--%s' takes no value"), c->name,
			       o->name);
	if (o->value && !value) {
		if (*i + 1 >= n)
			return err_set(err, ERR_USAGE, N_("%s: option '--%s' needs a value: %s"),
				       c->name, o->name, o->value);
		value = argv[++*i];
	}
	*ret = (struct given){ o, value ? value : "" };
	return 0;
}

int call_parse(const struct command *command, const char *const *argv, size_t n, struct call *ret,
	       void **ret_storage, struct err *err)
{
	char *storage = mem_zalloc(n + 1, sizeof(const char *) + sizeof(struct given));
	struct given *given = (struct given *)(void *)storage;
	const char **words = (const char **)(void *)(storage + (n + 1) * sizeof(struct given));
	size_t i, n_words = 0, n_given = 0;
	bool only_words = false;

	for (i = 0; i < n; i++) {
		if (!only_words && strcmp(argv[i], "--") == 0) {
			only_words = true;
		} else if (!only_words && is_option(argv[i])) {
			int rc = take_option(command, argv, n, &i, &given[n_given], err);

			if (rc < 0) {
				free(storage);
				return rc;
			}
			n_given++;
		} else {
			words[n_words++] = argv[i];
		}
	}
	if (n_words < command->min_words || n_words > command->max_words) {
		free(storage);
		return err_set(err, ERR_USAGE, N_("usage: lifeboat %s %s"), command->name,
			       command->words);
	}
	*ret = (struct call){ command, words, n_words, given, n_given };
	*ret_storage = storage;
	return 0;
}

const char *call_option_nth(const struct call *call, const char *name, size_t nth)
{
	size_t i;

	for (i = 0; i < call->n_given; i++)
		if (strcmp(call->given[i].option->name, name) == 0 && nth-- == 0)
			return call->given[i].value;
	return NULL;
}

const char *call_option(const struct call *call, const char *name)
{
	const char *value = NULL;
	size_t i;

	for (i = 0; i < call->n_given; i++)
		if (strcmp(call->given[i].option->name, name) == 0)
			value = call->given[i].value;
	return value;
}

bool call_switch(const struct call *call, const char *name)
{
	return call_option(call, name) != NULL;
}

int call_option_int(const struct call *call, const char *name, int64_t low, int64_t high,
		    int64_t missing, int64_t *ret, struct err *err)
{
	const char *text = call_option(call, name);
	char *end;
	long long value;

	if (!text) {
		*ret = missing;
		return 0;
	}
	errno = 0;
	value = strtoll(text, &end, 10);
	if (!*text || *end || errno == ERANGE || value < low || value > high)
		return err_set(err, ERR_USAGE,
			       N_("%s: option '--%s' takes a whole number from %lld to %lld, not '%s'"),
			       call->command->name, name, (long long)low, (long long)high, text);
	*ret = value;
	return 0;
}

int command_run(struct app *app, const struct call *call, struct err *err)
{
	const struct command *c = call->command;
	struct db *db;
	int rc;

	if (c->flags & CMD_WORKSPACE) {
		rc = app_db(app, &db, err);
		if (rc < 0)
			return rc;
		if ((c->flags & CMD_WRITES) && db_is_readonly(db))
			return err_set(err, ERR_IO,
				       N_("%s: the workspace is read-only here, so '%s' cannot "
					  "change it; mend the permissions or use a copy"),
				       db_name(db), c->name);
	}
	return c->run(app, call, err);
}
