/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "app/app.h"
#include "app/commands.h"
#include "app/show.h"
#include "model/policy.h"
#include "model/table.h"
#include "util/i18n.h"

static const char *type_name(const struct column *c)
{
	static const char *const names[] = {
		[COL_TEXT] = N_("text"),         [COL_KEY] = N_("key"),
		[COL_REF] = N_("reference"),     [COL_LIST] = N_("list"),
		[COL_ENUM] = N_("one of"),       [COL_ENUMS] = N_("list of"),
		[COL_YESNO] = N_("yes or no"),   [COL_INT] = N_("whole number"),
		[COL_RATIO] = N_("0 to 1"),      [COL_MONEY] = N_("money"),
		[COL_CURRENCY] = N_("currency"), [COL_DATE] = N_("date"),
		[COL_INSTANT] = N_("instant"),   [COL_LOCAL] = N_("local date-time"),
		[COL_DURATION] = N_("duration"), [COL_ESTIMATE] = N_("estimate"),
		[COL_SELECTOR] = N_("selector"), [COL_RRULE] = N_("recurrence rule"),
		[COL_TIMEZONE] = N_("time zone"), [COL_SSHKEY] = N_("SSH public key"),
		[COL_MESSAGE] = N_("sentence"),
	};

	return (size_t)c->type < sizeof(names) / sizeof(names[0]) && names[c->type]
		       ? _(names[c->type])
		       : "";
}

static void list_tables(struct app *app)
{
	const struct answer_column columns[] = {
		{ "table", _("table"), false },
		{ "meaning", _("meaning"), false },
	};
	size_t i;

	answer_table(app->answer, "tables", columns, 2);
	for (i = 0; i < model_n_tables; i++)
		answer_row(app->answer, (const char *const[]){ model_tables[i]->name,
							       tr(model_tables[i]->help) });
	answer_end(app->answer);
}

static void list_columns(struct app *app, const struct table *t)
{
	const struct answer_column columns[] = {
		{ "column", _("column"), false },
		{ "kind", _("kind"), false },
		{ "meaning", _("meaning"), false },
	};
	size_t i;

	answer_line(app->answer, tr(t->help));
	answer_table(app->answer, t->name, columns, 3);
	for (i = 0; i < t->n_columns; i++) {
		const struct column *c = &t->columns[i];
		struct strbuf kind = STRBUF_INIT;

		strbuf_adds(&kind, type_name(c));
		if (c->choices)
			strbuf_addf(&kind, " %s", c->choices);
		if (c->refs)
			strbuf_addf(&kind, " (%s)", c->refs);
		if (c->flags & COLF_KEY)
			strbuf_adds(&kind, _(", key"));
		else if (c->flags & COLF_REQUIRED)
			strbuf_adds(&kind, _(", required"));
		answer_row(app->answer, (const char *const[]){ c->name, kind.buf, tr(c->help) });
		strbuf_release(&kind);
	}
	answer_end(app->answer);
}

static void list_policy(struct app *app)
{
	const struct answer_column columns[] = {
		{ "key", _("key"), false },
		{ "default", _("default"), false },
		{ "meaning", _("meaning"), false },
	};
	size_t i;

	answer_table(app->answer, "values", columns, 3);
	for (i = 0; i < policy_n_defs; i++)
		answer_row(app->answer, (const char *const[]){ policy_defs[i].key,
							       policy_defs[i].preset,
							       tr(policy_defs[i].help) });
	answer_end(app->answer);
}

static int run_help(struct app *app, const struct call *call, struct err *err)
{
	const struct table *t;
	int rc;

	if (!call->n_words) {
		answer_line(app->answer,
			    _("lifeboat help data: the tables; lifeboat help TABLE: its columns; "
			      "lifeboat help policy: every tunable number; lifeboat --help: the "
			      "commands; lifeboat COMMAND -h: one command; man lifeboat: the manual"));
		return 0;
	}
	if (strcmp(call->words[0], "data") == 0) {
		list_tables(app);
		return 0;
	}
	rc = show_table(call->words[0], &t, err);
	if (rc == 0) {
		if (strcmp(t->name, "policy") == 0)
			answer_several(app->answer);
		list_columns(app, t);
		if (strcmp(t->name, "policy") == 0)
			list_policy(app);
	}
	return rc;
}

const struct command cmd_help = {
	"help", "[TOPIC]", N_("Explains tables, columns and policy values"), CMD_FORMAT, 0, 1, NULL, 0,
	run_help,
};
