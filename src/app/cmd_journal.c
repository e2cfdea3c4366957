/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/app.h"
#include "app/commands.h"
#include "model/journal.h"
#include "util/i18n.h"

static int show_entry(void *context, const struct journal_entry *e, struct err *err)
{
	struct app *app = context;
	struct strbuf seq = STRBUF_INIT, what = STRBUF_INIT, text = STRBUF_INIT;
	const char *who = e->person ? e->person : e->os_user;

	(void)err;
	strbuf_addf(&seq, "%lld", (long long)e->seq);
	if (e->object_table)
		strbuf_addf(&what, "%s %s", e->object_table, e->object_key ? e->object_key : "");
	if (e->detail)
		msg_render_text(e->detail, gettext, &text);
	answer_row(app->answer,
		   (const char *const[]){ seq.buf, e->at, who, e->action, what.buf, text.buf });
	strbuf_release(&seq);
	strbuf_release(&what);
	strbuf_release(&text);
	return 0;
}

static int run_journal(struct app *app, const struct call *call, struct err *err)
{
	const struct answer_column columns[] = {
		{ "seq", NULL, true },    { "at", NULL, false },     { "who", NULL, false },
		{ "action", NULL, false }, { "object", NULL, false }, { "detail", NULL, false },
	};
	struct journal_filter filter = { .newest_first = !call_switch(call, "oldest-first") };
	struct db *db;
	int rc = call_option_int(call, "limit", 1, INT64_MAX, 0, &filter.limit, err);

	if (rc == 0)
		rc = app_db(app, &db, err);
	if (rc < 0)
		return rc;
	filter.object_table = call_option(call, "table");
	filter.object_key = call_option(call, "key");
	answer_table(app->answer, "journal", columns, sizeof(columns) / sizeof(columns[0]));
	rc = journal_list(db, &filter, show_entry, app, err);
	answer_end(app->answer);
	return rc;
}

static int run_verify(struct app *app, const struct call *call, struct err *err)
{
	const char *remembered = call_option(call, "head");
	struct journal_head known, head;
	struct strbuf text = STRBUF_INIT;
	struct db *db;
	int rc = 0;

	if (remembered)
		rc = journal_head_parse(remembered, &known, err);
	if (rc == 0)
		rc = app_db(app, &db, err);
	if (rc == 0)
		rc = journal_verify(db, remembered ? &known : NULL, &head, NULL, err);
	if (rc == 0) {
		journal_head_text(&head, &text);
		answer_linef(app->answer, _("%lld entries, unbroken"), (long long)head.seq);
		answer_linef(app->answer, _("head %s"), text.buf);
	}
	strbuf_release(&text);
	return rc;
}

static const struct option journal_options[] = {
	{ "limit", 0, "N", N_("at most so many entries") },
	{ "table", 0, "TABLE", N_("only changes of this table") },
	{ "key", 0, "KEY", N_("only changes of this row") },
	{ "oldest-first", 0, NULL, N_("begin with the oldest entry") },
};
static const struct option verify_options[] = {
	{ "head", 0, "HEAD", N_("a head noted earlier that must still be part of the chain") },
};

const struct command cmd_journal = {
	"journal", "", N_("Lists the journal, newest entry first"), CMD_WORKSPACE | CMD_FORMAT, 0, 0,
	journal_options, sizeof(journal_options) / sizeof(journal_options[0]), run_journal,
};
const struct command cmd_journal_verify = {
	"journal verify", "", N_("Recomputes the hash chain and names the first broken entry"),
	CMD_WORKSPACE, 0, 0, verify_options, sizeof(verify_options) / sizeof(verify_options[0]),
	run_verify,
};
