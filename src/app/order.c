/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/order.h"

#include <stdlib.h>
#include <string.h>

#include "util/i18n.h"
#include "util/mem.h"

#define FIRST_LINE "lifeboat-activation 1\n"
#define T0_RULE "when the last needed approval is verified"

static void add_line(const char *name, const char *value, struct strbuf *out)
{
	strbuf_addf(out, "%s: ", name);
	for (; value && *value; value++)
		strbuf_addch(out, *value == '\n' || *value == '\r' ? ' ' : *value);
	strbuf_addch(out, '\n');
}

void order_text(const struct order_fields *f, struct strbuf *out)
{
	strbuf_adds(out, FIRST_LINE);
	add_line("action", f->action, out);
	add_line("order", f->order, out);
	add_line("plan", f->plan, out);
	add_line("digest", f->digest, out);
	add_line("content", f->content, out);
	add_line("breached", f->breached, out);
	add_line("evidence", f->evidence, out);
	add_line("t0", T0_RULE, out);
	add_line("quorum", f->quorum, out);
	if (f->override)
		add_line("override", f->override, out);
	add_line("blocking", f->blocking, out);
	add_line("journal", f->journal, out);
	add_line("requester", f->requester, out);
	add_line("created", f->created, out);
	add_line("expires", f->expires, out);
	add_line("nonce", f->nonce, out);
}

char *order_value(const char *text, const char *name)
{
	size_t length = strlen(name);

	while (text && *text) {
		size_t n = strcspn(text, "\n");

		if (n > length + 1 && strncmp(text, name, length) == 0 && text[length] == ':')
			return mem_strndup(text + length + 2, n - length - 2);
		text += n;
		text += *text == '\n';
	}
	return NULL;
}

static int check_cell(const struct record *row, const char *line, const char *cell, struct err *err)
{
	char *said = order_value(record_get(row, "text"), line);
	bool same = said && strcmp(said, cell ? cell : "") == 0;

	free(said);
	if (same)
		return 0;
	return err_set(err, ERR_DENIED,
		       N_("order %s: '%s' was altered after the order was made; make a new order and run "
			  "'lifeboat journal verify'"),
		       record_get(row, "order"), line);
}

int order_check(const struct record *row, struct err *err)
{
	static const struct {
		const char *line, *column;
	} same[] = {
		{ "order", "order" },         { "action", "action" },      { "quorum", "quorum" },
		{ "requester", "requester" }, { "created", "created_at" }, { "expires", "expires_at" },
	};
	const char *alone = record_get(row, "override");
	struct strbuf plan = STRBUF_INIT;
	char *override = order_value(record_get(row, "text"), "override");
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < sizeof(same) / sizeof(same[0]); i++)
		rc = check_cell(row, same[i].line, record_get(row, same[i].column), err);
	strbuf_addf(&plan, "%s/%s", record_get(row, "plan"), record_get(row, "version"));
	if (rc == 0)
		rc = check_cell(row, "plan", plan.buf, err);
	if (rc == 0 && (override != NULL) != (alone && strcmp(alone, "yes") == 0))
		rc = check_cell(row, "override", alone, err);
	free(override);
	strbuf_release(&plan);
	return rc;
}
