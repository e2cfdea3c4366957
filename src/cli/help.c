/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "cli/cli.h"

#include <string.h>

#include "util/i18n.h"
#include "util/strbuf.h"
#include "util/text.h"

static void print_pair(FILE *out, const char *left, size_t column, const char *right)
{
	size_t width = text_width(left);

	fprintf(out, "  %s", left);
	if (width + 2 > column) {
		fputc('\n', out);
		width = 0;
		fputs("  ", out);
	}
	fprintf(out, "%*s%s\n", (int)(column - width), "", right);
}

static void print_options(FILE *out, const struct option *o, size_t n)
{
	struct strbuf left = STRBUF_INIT;
	size_t i;

	for (i = 0; i < n; i++) {
		strbuf_reset(&left);
		if (o[i].letter)
			strbuf_addf(&left, "-%c, ", o[i].letter);
		strbuf_addf(&left, "--%s", o[i].name);
		if (o[i].value)
			strbuf_addf(&left, " %s", o[i].value);
		print_pair(out, left.buf, 24, tr(o[i].help));
	}
	strbuf_release(&left);
}

void cli_help_command(FILE *out, const struct command *c)
{
	fprintf(out, _("Usage: lifeboat %s %s"), c->name, c->n_options ? _("[OPTION...] ") : "");
	fprintf(out, "%s\n\n%s.\n", c->words, tr(c->help));
	if (c->n_options || command_listing_options(c))
		fprintf(out, "\n%s\n", _("Options:"));
	print_options(out, c->options, c->n_options);
	print_options(out, listing_options, command_listing_options(c));
}

void cli_help_all(FILE *out)
{
	struct strbuf left = STRBUF_INIT;
	size_t i;

	fputs(_("Usage: lifeboat [OPTION...] [COMMAND ...]\n\n"
		"Keeps an organisation ready to leave a vendor: inventory, replacements, evidence,\n"
		"and a switch plan that can start tonight.  Without a command the terminal interface\n"
		"opens.\n"),
	      out);
	fprintf(out, "\n%s\n", _("Options:"));
	print_options(out, cli_global_options, cli_n_global_options);
	fprintf(out, "\n%s\n", _("Commands:"));
	for (i = 0; i < n_commands; i++) {
		strbuf_reset(&left);
		strbuf_addf(&left, "%s %s", commands[i]->name, commands[i]->words);
		print_pair(out, left.buf, 30, tr(commands[i]->help));
	}
	fprintf(out, "\n%s\n",
		_("'lifeboat COMMAND -h' explains a command; the manual is lifeboat(1)."));
	strbuf_release(&left);
}
