/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/import_show.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "util/i18n.h"
#include "util/mem.h"

/* Rejects told one by one; the rest are in the rejects file. */
#define TOLD_REJECTS 5

static void show_map(struct app *app, const struct import_file *f)
{
	const struct answer_column columns[] = {
		{ "column", _("column"), false },
		{ "goes_to", _("goes to"), false },
		{ "how", _("how"), false },
		{ "first", _("first row"), false },
	};
	size_t i;

	if (!f->map.n)
		return;
	answer_table(app->answer, "map", columns, 4);
	for (i = 0; i < f->map.n; i++) {
		const struct import_mapped *m = &f->map.items[i];
		const char *first = f->preview.n ? f->preview.items[0][i] : NULL;
		struct strbuf how = STRBUF_INIT;

		msg_render(&m->how, gettext, &how);
		answer_row(app->answer,
			   (const char *const[]){ m->source, m->target ? m->target : _("left out"),
						  how.buf, first });
		strbuf_release(&how);
	}
	answer_end(app->answer);
}

static void show_rejects(struct app *app, const struct import_file *f)
{
	struct strbuf line = STRBUF_INIT;
	size_t i;

	for (i = 0; i < f->rejects.n && i < TOLD_REJECTS; i++) {
		strbuf_reset(&line);
		import_reject_text(f, i, gettext, &line);
		answer_note(app->answer, line.buf);
	}
	if (f->rejects.n > TOLD_REJECTS)
		answer_notef(app->answer, _("… and %zu more rejected rows"), f->rejects.n - TOLD_REJECTS);
	if (f->rejects_path)
		answer_notef(app->answer,
			     _("rejected rows with their reasons: %s; mend them there and import that file"),
			     f->rejects_path);
	strbuf_release(&line);
}

static void show_counts(struct app *app, const struct import_file *f)
{
	struct strbuf line = STRBUF_INIT;
	size_t i;

	strbuf_addf(&line, n_("%lld row read", "%lld rows read", f->read), (long long)f->read);
	if (f->rejected)
		strbuf_addf(&line, n_(", %lld rejected", ", %lld rejected", f->rejected),
			    (long long)f->rejected);
	answer_line(app->answer, line.buf);
	for (i = 0; i < f->counts.n; i++)
		answer_linef(app->answer, _("  %s: %lld added, %lld updated, %lld unchanged"),
			     f->counts.items[i].table->name, (long long)f->counts.items[i].added,
			     (long long)f->counts.items[i].updated,
			     (long long)f->counts.items[i].unchanged);
	strbuf_release(&line);
}

static void show_file(struct app *app, const struct import_file *f, bool with_map)
{
	struct strbuf line = STRBUF_INIT;
	size_t i;

	if (f->refused.code != ERR_OK) {
		err_render(&f->refused, gettext, &line);
		answer_notef(app->answer, "%s", line.buf);
		strbuf_release(&line);
		return;
	}
	strbuf_addf(&line, "%s: %s", f->path, f->format ? tr(f->format) : "");
	if (f->tool)
		strbuf_addf(&line, ", %s", tr(f->tool));
	answer_line(app->answer, line.buf);
	if (with_map)
		show_map(app, f);
	show_counts(app, f);
	for (i = 0; i < f->notes.n; i++) {
		strbuf_reset(&line);
		msg_render(&f->notes.items[i], gettext, &line);
		answer_linef(app->answer, "  %s", line.buf);
	}
	show_rejects(app, f);
	strbuf_release(&line);
}

int import_show(struct app *app, const struct import_result *r, bool with_map, struct err *err)
{
	size_t i;

	(void)err;
	for (i = 0; i < r->files.n; i++)
		show_file(app, r->files.items[i], with_map);
	if (r->dry_run)
		answer_line(app->answer, _("dry run: nothing was written"));
	return import_result_refused(r) || import_result_rejected(r) ? ERR_INPUT : 0;
}
