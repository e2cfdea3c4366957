/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/checklist.h"
#include "app/commands.h"
#include "app/marks.h"
#include "app/pack.h"
#include "io/csv_write.h"
#include "io/exporter.h"
#include "io/workbook.h"
#include "util/file.h"
#include "util/i18n.h"
#include "util/map.h"

/* ---- export ---------------------------------------------------------------------------------- */

static int unknown_export(const char *what, const char *target, struct err *err)
{
	struct strbuf known = STRBUF_INIT;
	size_t i;
	int rc;

	for (i = 0; i < n_exporters; i++) {
		strbuf_add_sep(&known, ", ", exporters[i].what);
		strbuf_addf(&known, " --to %s", exporters[i].target);
	}
	strbuf_add_sep(&known, ", ", "workbook");
	strbuf_add_sep(&known, ", ", "pack");
	rc = err_set(err, ERR_USAGE, N_("export: there is no '%s --to %s'; there are: %s"), what, target,
		     known.buf);
	strbuf_release(&known);
	return rc;
}

static int export_workbook(struct app *app, const struct call *call, struct err *err)
{
	const char *path = call_option(call, "output");
	struct db *db;
	int rc = app_db(app, &db, err);

	if (rc == 0 && !path)
		rc = err_set(err, ERR_USAGE, N_("export workbook: name the folder with -o DIR"));
	if (rc == 0)
		rc = workbook_export(db, path, call_switch(call, "spreadsheet-safe") ? CSV_SAFE : 0, NULL, err);
	if (rc == 0)
		answer_linef(app->answer, _("workbook written to %s"), path);
	return rc;
}

static int export_pack(struct app *app, const struct call *call, struct err *err)
{
	const char *path = call_option(call, "output");
	struct plan_ref plan = { .plan = NULL };
	int rc;

	if (!path || strcmp(path, "-") == 0)
		return err_set(err, ERR_USAGE, N_("export pack: name the folder with -o DIR"));
	rc = plan_ref_find(app, call->n_words > 1 ? call->words[1] : NULL, &plan, err);
	if (rc < 0)
		return rc;
	rc = pack_export(app, &plan, path, err);
	plan_ref_release(&plan);
	return rc;
}

static int run_export(struct app *app, const struct call *call, struct err *err)
{
	const char *target = call_option(call, "to"), *path = call_option(call, "output");
	const struct exporter *e;
	struct export_request r = { .translate = gettext };
	struct plan_ref plan = { .plan = NULL };
	struct strbuf out = STRBUF_INIT;
	int rc;

	if (strcmp(call->words[0], "workbook") == 0)
		return export_workbook(app, call, err);
	if (strcmp(call->words[0], "pack") == 0)
		return export_pack(app, call, err);
	target = target ? target : "lifeboat";
	e = exporter_find(call->words[0], target);
	if (!e)
		return unknown_export(call->words[0], target, err);
	rc = app_db(app, &r.db, err);
	if (rc == 0)
		rc = app_now(app, &r.now, err);
	if (rc == 0 && e->needs_plan)
		rc = plan_ref_find(app, call->n_words > 1 ? call->words[1] : NULL, &plan, err);
	if (rc < 0)
		return rc;
	r.plan = plan.plan;
	r.version = plan.version;
	r.spreadsheet_safe = call_switch(call, "spreadsheet-safe");
	rc = plan.plan ? plan_marks_note(app, &plan, err) : 0;
	if (rc == 0)
		rc = exporter_run(e, &r, &out, err);
	if (rc == 0)
		rc = app_write(app, path, out.buf, out.len, err);
	if (plan.plan)
		plan_ref_release(&plan);
	strbuf_release(&out);
	return rc;
}

/* ---- checklist ------------------------------------------------------------------------------- */

static int write_page(struct app *app, const struct page *page, const char *to, const char *path,
		      struct err *err)
{
	struct strbuf out = STRBUF_INIT;
	int rc;

	if (strcmp(to, "man") == 0)
		page_roff(page, &out);
	else
		page_text(page, 80, &out);
	rc = app_write(app, path, out.buf, out.len, err);
	strbuf_release(&out);
	return rc;
}

static int one_checklist(struct app *app, const struct plan_ref *plan,
			 const struct checklist_filter *filter, const char *to, const char *path,
			 struct err *err)
{
	struct page page;
	int rc = checklist_page(app, plan, filter, &page, err);

	if (rc == 0) {
		rc = write_page(app, &page, to, path, err);
		page_release(&page);
	}
	return rc;
}

/* One file for each value of a column, in the folder `path`. */
static int each_checklist(struct app *app, const struct plan_ref *plan,
			  struct checklist_filter *filter, const char *each, const char *to,
			  const char *path, struct err *err)
{
	const struct {
		const char *name;
		const char **place;
	} columns[] = {
		{ "wave", &filter->wave }, { "crew", &filter->crew },
		{ "site", &filter->site }, { "phase", &filter->phase },
	};
	struct text_list values = { NULL, 0 };
	struct arena arena = ARENA_INIT;
	size_t i, k;
	int rc;

	for (k = 0; k < sizeof(columns) / sizeof(columns[0]); k++)
		if (strcmp(columns[k].name, each) == 0)
			break;
	if (k == sizeof(columns) / sizeof(columns[0]))
		return err_set(err, ERR_USAGE, N_("--each takes wave, crew, site or phase, not '%s'"),
			       each);
	if (!path || strcmp(path, "-") == 0)
		return err_set(err, ERR_USAGE, N_("--each writes files: name their folder with -o DIR"));
	rc = checklist_values(app, plan, each, &arena, &values, err);
	if (rc == 0)
		rc = file_make_dirs(path, err);
	for (i = 0; rc == 0 && i < values.n; i++) {
		struct strbuf file = STRBUF_INIT;

		*columns[k].place = values.items[i];
		strbuf_addf(&file, "%s/%s-%s-", path, plan->plan, each);
		key_from_text(values.items[i], &file);
		strbuf_adds(&file, strcmp(to, "man") == 0 ? ".7" : ".txt");
		rc = one_checklist(app, plan, filter, to, file.buf, err);
		strbuf_release(&file);
	}
	if (rc == 0)
		answer_linef(app->answer, n_("%zu checklist in %s", "%zu checklists in %s", values.n),
			     values.n, path);
	arena_release(&arena);
	return rc;
}

static int run_checklist(struct app *app, const struct call *call, struct err *err)
{
	const char *to = call_option(call, "to"), *path = call_option(call, "output");
	const char *each = call_option(call, "each");
	struct checklist_filter filter = {
		call_option(call, "wave"), call_option(call, "crew"), call_option(call, "person"),
		call_option(call, "site"), call_option(call, "phase"),
	};
	struct plan_ref plan;
	int rc;

	to = to ? to : "text";
	if (strcmp(to, "man") != 0 && strcmp(to, "text") != 0)
		return err_set(err, ERR_USAGE, N_("checklist: unknown form '%s'; use man or text"), to);
	rc = plan_ref_find(app, call->n_words ? call->words[0] : NULL, &plan, err);
	if (rc < 0)
		return rc;
	rc = each ? each_checklist(app, &plan, &filter, each, to, path, err)
		  : one_checklist(app, &plan, &filter, to, path, err);
	plan_ref_release(&plan);
	return rc;
}

static const struct option export_options[] = {
	{ "to", 0, "TARGET", N_("what will read it; lifeboat is the lossless CSV") },
	{ "output", 'o', "PATH", N_("file to write, whole or not at all; - is standard output") },
	{ "spreadsheet-safe", 0, NULL, N_("guard cells that a spreadsheet would run as formulas") },
};
static const struct option checklist_options[] = {
	{ "wave", 0, "N", N_("only steps of waves with this number") },
	{ "crew", 0, "CREW", N_("only steps of this crew") },
	{ "person", 0, "PERSON", N_("only steps of this person's crews") },
	{ "site", 0, "SITE", N_("only steps at this site") },
	{ "phase", 0, "PHASE", N_("only steps of this phase") },
	{ "each", 0, "COLUMN", N_("one file for each wave, crew, site or phase") },
	{ "to", 0, "FORM", N_("man or text") },
	{ "output", 'o', "PATH", N_("file to write, or folder with --each; - is standard output") },
};

const struct command cmd_export = {
	"export", "WHAT [PLAN]", N_("Writes a plan or the whole workspace for other programs"),
	CMD_WORKSPACE, 1, 2, export_options, sizeof(export_options) / sizeof(export_options[0]),
	run_export,
};
const struct command cmd_checklist = {
	"checklist", "[PLAN]", N_("Prints checklists with boxes to tick"), CMD_WORKSPACE, 0, 1,
	checklist_options, sizeof(checklist_options) / sizeof(checklist_options[0]), run_checklist,
};
