/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Makes the generated parts of the manual from the program's own tables.
 *
 *	mangen lifeboat.1.in > lifeboat.1
 *
 * Copies its input; a line "@name@" is replaced by mdoc made from the table of that name.  The lint
 * holds the committed pages equal to what this prints.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/command.h"
#include "cli/cli.h"
#include "io/exporter.h"
#include "model/policy.h"
#include "model/table.h"
#include "plan/plan.h"
#include "tui/actions.h"
#include "util/file.h"
#include "util/strbuf.h"

/* Text in a line of mdoc: what roff and mdoc would take for markup is escaped. */
static void put_text(const char *text)
{
	if (*text == '.' || *text == '\'')
		fputs("\\&", stdout);
	for (; *text; text++) {
		if (*text == '\\')
			fputs("\\e", stdout);
		else if (*text == '"')
			fputs("\\(dq", stdout);
		else
			putchar(*text);
	}
}

static void put_quoted(const char *text)
{
	putchar('"');
	put_text(text);
	putchar('"');
}

static void put_options(const struct option *o, size_t n)
{
	size_t i;

	if (!n)
		return;
	puts(".Bl -tag -width Ds -compact");
	for (i = 0; i < n; i++) {
		fputs(".It ", stdout);
		if (o[i].letter)
			printf("Fl %c , ", o[i].letter);
		printf("Fl Fl %s", o[i].name);
		if (o[i].value)
			printf(" Ar %s", o[i].value);
		putchar('\n');
		put_text(o[i].help);
		puts(".");
	}
	puts(".El");
}

static void put_global_options(void)
{
	put_options(cli_global_options, cli_n_global_options);
}

static void put_listing_options(void)
{
	put_options(listing_options, n_listing_options);
}

static void put_commands(void)
{
	size_t i;

	puts(".Bl -tag -width Ds");
	for (i = 0; i < n_commands; i++) {
		const struct command *c = commands[i];

		printf(".It Ic %s", c->name);
		if (c->n_options)
			fputs(" Op Ar option ...", stdout);
		if (*c->words) {
			fputs(" Ar ", stdout);
			put_quoted(c->words);
		}
		putchar('\n');
		put_text(c->help);
		puts(c->flags & CMD_LISTING ? ".\nA listing." : ".");
		if (c->flags & CMD_FORMAT)
			puts("Takes\n.Fl -format .");
		put_options(c->options, c->n_options);
	}
	puts(".El");
}

static void put_column(const struct column *c)
{
	static const struct {
		enum column_type type;
		const char *says;
	} kinds[] = {
		{ COL_KEY, "key" },           { COL_REF, "reference" },   { COL_LIST, "list" },
		{ COL_ENUM, "one of" },       { COL_ENUMS, "list of" },   { COL_YESNO, "yes or no" },
		{ COL_INT, "whole number" },  { COL_RATIO, "0 to 1" },    { COL_MONEY, "money" },
		{ COL_CURRENCY, "currency" }, { COL_DATE, "date" },       { COL_INSTANT, "instant" },
		{ COL_LOCAL, "local date-time" }, { COL_DURATION, "duration" },
		{ COL_ESTIMATE, "estimate" }, { COL_SELECTOR, "selector" },
		{ COL_RRULE, "recurrence rule" }, { COL_TIMEZONE, "time zone" },
		{ COL_SSHKEY, "SSH public key" },
	};
	size_t i;

	printf(".It Va %s\n", c->name);
	put_text(c->help);
	puts(".");
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (kinds[i].type != c->type)
			continue;
		printf("(%s", kinds[i].says);
		if (c->choices)
			printf(" %s", c->choices);
		if (c->refs)
			printf(" to %s", c->refs);
		puts(c->flags & COLF_KEY ? "; part of the key)"
		     : c->flags & COLF_REQUIRED ? "; required)" : ")");
	}
}

static void put_tables(void)
{
	size_t i, k;

	for (i = 0; i < model_n_tables; i++) {
		const struct table *t = model_tables[i];

		if (!(t->flags & TABLE_WORKBOOK))
			continue;
		printf(".Ss %s.csv\n", t->name);
		put_text(t->help);
		puts(".");
		puts(".Bl -tag -width Ds -compact");
		for (k = 0; k < t->n_columns; k++)
			put_column(&t->columns[k]);
		puts(".El");
	}
}

static void put_policy(void)
{
	size_t i;

	puts(".Bl -tag -width Ds -compact");
	for (i = 0; i < policy_n_defs; i++) {
		printf(".It Va %s", policy_defs[i].key);
		if (policy_defs[i].preset)
			printf(" Pq %s", policy_defs[i].preset);
		putchar('\n');
		put_text(policy_defs[i].help);
		puts(".");
	}
	puts(".El");
}

static void put_exporters(void)
{
	size_t i;

	puts(".Bl -tag -width Ds -compact");
	for (i = 0; i < n_exporters; i++) {
		printf(".It Ic %s Fl Fl to Cm %s\n", exporters[i].what, exporters[i].target);
		put_text(exporters[i].help);
		puts(".");
	}
	puts(".El");
}

static void put_keys(void)
{
	size_t i;

	puts(".Bl -tag -width Ds -compact");
	for (i = 0; i < N_ACTIONS; i++) {
		/* \& keeps mdoc from taking a lone bracket for punctuation. */
		printf(".It Ic \"\\&");
		put_text(action_defs[i].keys);
		printf("\" Pq %s\n", action_defs[i].name);
		put_text(action_defs[i].help);
		puts(".");
	}
	puts(".El");
}

static const struct {
	const char *name;
	void (*put)(void);
} parts[] = {
	{ "@commands@", put_commands },
	{ "@global-options@", put_global_options },
	{ "@listing-options@", put_listing_options },
	{ "@tables@", put_tables },
	{ "@policy@", put_policy },
	{ "@exports@", put_exporters },
	{ "@keys@", put_keys },
};

static int put_line(const char *line)
{
	size_t i;

	if (*line != '@') {
		puts(line);
		return 0;
	}
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (strcmp(parts[i].name, line) == 0) {
			parts[i].put();
			return 0;
		}
	}
	fprintf(stderr, "mangen: no table makes %s\n", line);
	return 1;
}

int main(int argc, char **argv)
{
	struct strbuf page = STRBUF_INIT;
	int status = 0;
	char *line, *next;

	if (argc != 2 || file_read(argv[1], 1 << 20, &page, NULL) < 0) {
		fprintf(stderr, "usage: mangen PAGE.in\n");
		return 2;
	}
	for (line = page.buf; line && *line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		status |= put_line(line);
	}
	strbuf_release(&page);
	return status;
}
