/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/pack.h"

#include <stdlib.h>
#include <string.h>

#include "app/activation_parts.h"
#include "app/app.h"
#include "app/checklist.h"
#include "app/marks.h"
#include "app/sshsig.h"
#include "io/exporter.h"
#include "model/journal.h"
#include "model/plan_index.h"
#include "util/date.h"
#include "util/file.h"
#include "util/i18n.h"

struct pack {
	struct app *app;
	struct db *db;
	const struct plan_ref *plan;
	const char *folder;
	struct strbuf marks;
	struct strbuf sums;  /* lines of SHA256SUMS */
	struct change_info info;
	size_t n;
};

static int add_file(struct pack *p, const char *name, const struct strbuf *data, struct err *err)
{
	unsigned char hash[DIGEST_SIZE];
	struct strbuf path = STRBUF_INIT;
	char hex[DIGEST_HEX];
	struct digest d;
	int rc;

	strbuf_addf(&path, "%s/%s", p->folder, name);
	rc = file_write(path.buf, data->buf, data->len, err);
	digest_init(&d);
	digest_bytes(&d, data->buf, data->len);
	digest_final(&d, hash);
	digest_hex(hash, hex);
	strbuf_addf(&p->sums, "%s  %s\n", hex, name);
	p->n++;
	strbuf_release(&path);
	return rc;
}

static int add_exports(struct pack *p, struct err *err)
{
	static const struct {
		const char *what, *file;
	} parts[] = {
		{ "plan", "plan.csv" }, { "assets", "assets.csv" },   { "gaps", "gaps.csv" },
		{ "cost", "cost.csv" }, { "journal", "journal.txt" },
	};
	const struct export_request r = { .db = p->db, .plan = p->plan->plan,
					  .version = p->plan->version, .translate = gettext };
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct strbuf out = STRBUF_INIT;

		rc = exporter_run(exporter_find(parts[i].what, "lifeboat"), &r, &out, err);
		if (rc == 0)
			rc = add_file(p, parts[i].file, &out, err);
		strbuf_release(&out);
	}
	return rc;
}

/* ---- checklists ------------------------------------------------------------------------------ */

static int add_page(struct pack *p, const struct page *page, const char *name, struct err *err)
{
	struct strbuf text = STRBUF_INIT, roff = STRBUF_INIT, file = STRBUF_INIT;
	int rc;

	page_text(page, 80, &text);
	page_roff(page, &roff);
	strbuf_addf(&file, "checklists/%s.txt", name);
	rc = add_file(p, file.buf, &text, err);
	strbuf_reset(&file);
	strbuf_addf(&file, "checklists/%s.7", name);
	if (rc == 0)
		rc = add_file(p, file.buf, &roff, err);
	strbuf_release(&text);
	strbuf_release(&roff);
	strbuf_release(&file);
	return rc;
}

static int add_checklist(struct pack *p, const char *crew, struct err *err)
{
	const struct checklist_filter filter = { .crew = crew };
	struct strbuf name = STRBUF_INIT;
	struct page page;
	int rc = checklist_page(p->app, p->plan, &filter, &page, err);

	if (rc < 0)
		return rc;
	strbuf_adds(&name, crew ? "crew-" : "all");
	if (crew)
		key_from_text(crew, &name);
	rc = add_page(p, &page, name.buf, err);
	page_release(&page);
	strbuf_release(&name);
	return rc;
}

static int add_checklists(struct pack *p, struct err *err)
{
	struct text_list crews = { NULL, 0 };
	struct arena arena = ARENA_INIT;
	struct strbuf folder = STRBUF_INIT;
	size_t i;
	int rc;

	strbuf_addf(&folder, "%s/checklists", p->folder);
	rc = file_make_dirs(folder.buf, err);
	if (rc == 0)
		rc = checklist_values(p->app, p->plan, "crew", &arena, &crews, err);
	if (rc == 0)
		rc = add_checklist(p, NULL, err);
	for (i = 0; rc == 0 && i < crews.n; i++)
		rc = add_checklist(p, crews.items[i], err);
	arena_release(&arena);
	strbuf_release(&folder);
	return rc;
}

/* ---- order ----------------------------------------------------------------------------------- */

static int add_signatures(struct pack *p, const struct order_rows *o, struct err *err)
{
	struct strbuf signers = STRBUF_INIT, file = STRBUF_INIT, text = STRBUF_INIT;
	size_t i;
	int rc;

	strbuf_adds(&text, record_get(&o->order, "text"));
	rc = add_file(p, "order.txt", &text, err);
	for (i = 0; rc == 0 && i < o->approvals.n; i++) {
		const struct record *r = &o->approvals.items[i];

		strbuf_reset(&file);
		strbuf_reset(&text);
		strbuf_addf(&file, "order.%s.sig", record_get(r, "person"));
		strbuf_adds(&text, record_get(r, "signature"));
		strbuf_addf(&signers, "%s namespaces=\"%s\" %s\n", record_get(r, "person"),
			    SSHSIG_NAMESPACE, record_get(r, "signing_key"));
		rc = add_file(p, file.buf, &text, err);
	}
	if (rc == 0)
		rc = add_file(p, "signers", &signers, err);
	strbuf_release(&signers);
	strbuf_release(&file);
	strbuf_release(&text);
	return rc;
}

static int add_order(struct pack *p, struct err *err)
{
	struct order_rows o;
	struct record order;
	int rc;

	record_init(&order, table_find("orders"));
	rc = plan_order(p->db, p->plan, &order, NULL);
	if (rc < 0 && rc != ERR_NOT_FOUND)
		rc = err_set(err, (enum err_code)rc, N_("the activation orders cannot be read; run "
							"'lifeboat doctor'"));
	if (rc == 0) {
		rc = order_rows_load(p->db, record_get(&order, "order"), &o, err);
		if (rc == 0)
			rc = add_signatures(p, &o, err);
		order_rows_release(&o);
	}
	record_release(&order);
	return rc == ERR_NOT_FOUND ? 0 : rc;
}

static int add_readme(struct pack *p, struct err *err)
{
	struct strbuf text = STRBUF_INIT;
	struct journal_head head;
	int rc = journal_head(p->db, &head, err);

	if (rc < 0)
		return rc;
	if (p->marks.len)
		strbuf_addf(&text, "%s\n\n", p->marks.buf);
	strbuf_adds(&text, _("Offline pack of plan "));
	plan_ref_text(p->plan, &text);
	strbuf_addf(&text, "\n\n%s: %s\n%s: %s\n", _("state"), record_get(&p->plan->header, "state"),
		    _("digest"), record_get(&p->plan->header, "digest"));
	if (record_get(&p->plan->header, "activated_at"))
		strbuf_addf(&text, "T+0: %s\n", record_get(&p->plan->header, "activated_at"));
	strbuf_addf(&text, "%s: ", _("journal head"));
	journal_head_text(&head, &text);
	strbuf_adds(&text, "\n\n");
	strbuf_adds(&text, _("Check the files:       sha256sum -c SHA256SUMS\n"
			     "Check a signature:     ssh-keygen -Y verify -f signers -I PERSON \\\n"
			     "                         -n lifeboat-activation@v1 -s order.PERSON.sig "
			     "<order.txt\n"));
	rc = add_file(p, "README.txt", &text, err);
	strbuf_release(&text);
	return rc;
}

/* ---- that it was done ------------------------------------------------------------------------ */

static int note_pack(struct db *db, void *context, struct err *err)
{
	struct pack *p = context;
	struct strbuf at = STRBUF_INIT, plan = STRBUF_INIT, detail = STRBUF_INIT;
	struct journal_entry e = { .person = p->info.person, .os_user = p->info.os_user,
				   .action = "export pack", .object_table = "plans" };
	int rc;

	instant_format(p->info.now, &at);
	plan_ref_text(p->plan, &plan);
	msg_add(&detail, N_("pack of %zu files"), p->n);
	e.at = at.buf;
	e.object_key = plan.buf;
	e.detail = detail.buf;
	rc = workspace_fact_set(db, "last_pack", at.buf, err);
	if (rc == 0)
		rc = workspace_fact_set(db, "last_pack_plan", plan.buf, err);
	if (rc == 0)
		rc = journal_append(db, &e, NULL, err);
	strbuf_release(&at);
	strbuf_release(&plan);
	strbuf_release(&detail);
	return rc;
}

int pack_export(struct app *app, const struct plan_ref *plan, const char *folder, struct err *err)
{
	static int (*const parts[])(struct pack *p, struct err *err) = {
		add_readme, add_exports, add_order, add_checklists,
	};
	struct pack p = { .app = app, .plan = plan, .folder = folder, .marks = STRBUF_INIT,
			  .sums = STRBUF_INIT };
	struct strbuf path = STRBUF_INIT;
	size_t i;
	int rc = app_change(app, "export pack", &p.info, &p.db, err);

	if (rc == 0)
		rc = plan_marks(p.db, plan, &p.marks, err);
	if (rc == 0)
		rc = file_make_dirs(folder, err);
	for (i = 0; rc == 0 && i < sizeof(parts) / sizeof(parts[0]); i++)
		rc = parts[i](&p, err);
	if (rc == 0) {
		strbuf_addf(&path, "%s/SHA256SUMS", folder);
		rc = file_write(path.buf, p.sums.buf, p.sums.len, err);
	}
	if (rc == 0 && !db_is_readonly(p.db))
		rc = db_write(p.db, note_pack, &p, err);
	if (rc == 0)
		answer_linef(app->answer, n_("%zu file in %s", "%zu files in %s", p.n), p.n, folder);
	strbuf_release(&path);
	strbuf_release(&p.marks);
	strbuf_release(&p.sums);
	return rc;
}
