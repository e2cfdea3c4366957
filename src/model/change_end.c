/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a change leaves behind: its journal entry and what undo needs. */
#include "config.h"
#include "model/change_parts.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/journal.h"
#include "model/settings.h"
#include "model/tables.h"
#include "util/date.h"
#include "util/i18n.h"
#include "util/mem.h"
#include "util/money.h"

/* Added rows of one table that undo keeps one by one; with more it keeps a mark (undo.h). */
#define MAX_NOTED_INSERTS 1000

int change_begin(struct change *c, struct err *err)
{
	struct journal_head head;
	char *depth = NULL;
	int rc = journal_head(c->db, &head, err);

	if (rc < 0)
		return rc;
	c->number = head.seq + 1;
	if (c->info->flags & CHANGE_NO_UNDO)
		return 0;
	rc = setting_get(c->db, "undo_depth", &depth, err);
	if (rc == 0 && (!depth || amount_parse(depth, 0, &c->undo_depth) < 0))
		c->undo_depth = 0;
	free(depth);
	return rc;
}

/* ---- undo ----------------------------------------------------------------------------------- */

static int exec_int(struct db *db, const char *sql, int64_t value, struct err *err)
{
	struct stmt *s;
	int rc = db_prepare(db, sql, &s, err);

	if (rc < 0)
		return rc;
	stmt_bind_int(s, 1, value);
	rc = stmt_step(s, err);
	stmt_done(s);
	return rc < 0 ? rc : 0;
}

/* A new change: what was taken back can no longer be done again. */
static int begin_step(struct change *c, struct err *err)
{
	struct stmt *s;
	int64_t last;
	int rc = db_get_int(c->db, "SELECT max(step) FROM undo_step", 0, &last, err);

	if (rc == 0)
		rc = db_exec(c->db, "DELETE FROM undo_step WHERE undone = 1", err);
	if (rc == 0)
		rc = db_prepare(c->db,
				"INSERT INTO undo_step (step, seq, label, undone) "
				"VALUES ($1, $2, '', 0)",
				&s, err);
	if (rc < 0)
		return rc;
	stmt_bind_int(s, 1, last + 1);
	stmt_bind_int(s, 2, c->number);
	rc = stmt_step(s, err);
	stmt_done(s);
	if (rc < 0)
		return rc;
	c->undo_step = last + 1;
	return 0;
}

int change_undo_row(struct change *c, const struct table *t, const char *key,
		    const struct strbuf *before, struct err *err)
{
	int rc = c->undo_step ? 0 : begin_step(c, err);

	if (rc == 0 && !c->undo_row)
		rc = db_prepare(c->db,
				"INSERT INTO undo_row (step, place, object_table, object_key, "
				"before_image) VALUES ($1, $2, $3, $4, $5)",
				&c->undo_row, err);
	if (rc < 0)
		return rc;
	stmt_bind_int(c->undo_row, 1, c->undo_step);
	stmt_bind_int(c->undo_row, 2, ++c->undo_place);
	stmt_bind_text(c->undo_row, 3, t->name);
	stmt_bind_text(c->undo_row, 4, key ? key : "");
	if (before)
		stmt_bind_blob(c->undo_row, 5, before->buf, before->len);
	else
		stmt_bind_null(c->undo_row, 5);
	rc = stmt_step(c->undo_row, err);
	stmt_reset(c->undo_row);
	return rc < 0 ? rc : 0;
}

static void key_text(const struct table *t, char *const *cell, struct strbuf *out)
{
	struct record view = { .table = t };

	view.cell = mem_copy(cell, t->n_columns * sizeof(*cell));
	record_key_text(&view, out);
	free(view.cell);
}

static int note_for_undo(struct change *c, struct table_state *st, char *const *cell,
			 const struct record *before, struct err *err)
{
	const struct table *t = st->rows.table;

	if (c->undo_depth == 0)
		return 0;
	if (!before && st->marked)
		return 0;
	if (!before && (st->indexes_dropped || ++st->noted_inserts > MAX_NOTED_INSERTS)) {
		st->marked = true;
		return change_undo_row(c, t, NULL, NULL, err);
	}
	strbuf_reset(&c->text);
	key_text(t, cell, &c->text);
	strbuf_reset(&c->before);
	if (before)
		row_image_with_rev(before, &c->before);
	return change_undo_row(c, t, c->text.buf, before ? &c->before : NULL, err);
}

int change_note(struct change *c, struct table_state *st, char *const *cell,
		const struct record *before, const struct strbuf *after_image, struct err *err)
{
	const struct table *t = st->rows.table;

	if (c->changed++ == 0) {
		c->first.table = t;
		key_text(t, cell, &c->first.key);
		c->first.has_before = before != NULL;
		c->first.has_after = after_image != NULL;
		if (before)
			row_image(t, before->cell, &c->first.before);
		if (after_image)
			strbuf_add(&c->first.after, after_image->buf, after_image->len);
	}
	digest_text(&c->digest, t->name);
	if (after_image) {
		digest_field(&c->digest, after_image->buf, after_image->len);
	} else {
		strbuf_reset(&c->text);
		key_text(t, cell, &c->text);
		digest_text(&c->digest, NULL);
		digest_field(&c->digest, c->text.buf, c->text.len);
	}
	return note_for_undo(c, st, cell, before, err);
}

/* What undo will say; the journal tells the rest. */
static void make_label(const struct change *c, struct msg *label)
{
	const struct change_info *info = c->info;

	if (info->label)
		msg_copy(label, info->label);
	else if (info->source)
		msg_set(label, N_("%s of %s"), info->action, info->source);
	else if (c->changed == 1)
		msg_set(label, N_("%s of %s '%s'"), info->action, c->first.table->one,
			c->first.key.buf);
	else
		msg_set(label, N_("%s of %lld rows"), info->action, (long long)c->changed);
}

static int finish_step(struct change *c, struct err *err)
{
	struct msg label = MSG_INIT;
	struct strbuf text = STRBUF_INIT;
	struct stmt *s;
	int rc = db_prepare(c->db, "UPDATE undo_step SET label = $1 WHERE step = $2", &s, err);

	if (rc == 0) {
		make_label(c, &label);
		msg_encode(&label, &text);
		stmt_bind_text(s, 1, text.buf);
		stmt_bind_int(s, 2, c->undo_step);
		rc = stmt_step(s, err);
		stmt_done(s);
	}
	if (rc >= 0) /* steps may have numbers missing: the oldest to keep is found by counting */
		rc = exec_int(c->db,
			      "DELETE FROM undo_step WHERE step <= (SELECT step FROM undo_step "
			      "ORDER BY step DESC LIMIT 1 OFFSET $1)",
			      c->undo_depth, err);
	msg_release(&label);
	strbuf_release(&text);
	return rc;
}

/* ---- journal -------------------------------------------------------------------------------- */

/* Name of the account, else its number. */
static char *account(void)
{
	struct passwd entry, *found = NULL;
	struct strbuf out = STRBUF_INIT;
	char buffer[4096];

	if (getpwuid_r(geteuid(), &entry, buffer, sizeof(buffer), &found) == 0 && found)
		return mem_strdup(found->pw_name);
	strbuf_addf(&out, "%lld", (long long)geteuid());
	return strbuf_detach(&out);
}

/* Counts and the digest of the rows; of a single row the journal has the images instead. */
static void make_detail(const struct change *c, struct msg *detail)
{
	struct change_counts n = change_counts(c, NULL);
	unsigned char hash[DIGEST_SIZE];
	struct digest d = c->digest;
	char hex[DIGEST_HEX];

	digest_final(&d, hash);
	digest_hex(hash, hex);
	msg_set(detail,
		N_("%s: %lld added, %lld updated, %lld unchanged, %lld deleted, %lld rejected; "
		   "SHA-256 of the rows %s"),
		c->info->source ? c->info->source : c->info->action, (long long)n.added,
		(long long)n.updated, (long long)n.unchanged, (long long)n.deleted,
		(long long)n.rejected, hex);
}

int change_journal(struct change *c, const struct msg *detail, struct err *err)
{
	const struct change_info *info = c->info;
	bool single = c->changed == 1 && !(info->flags & CHANGE_IMPORT);
	struct strbuf at = STRBUF_INIT, text = STRBUF_INIT;
	char *os_user = info->os_user ? mem_strdup(info->os_user) : account();
	struct journal_entry e = { .person = info->person, .os_user = os_user,
				   .action = info->action };
	int64_t seq = 0;
	int rc;

	instant_format(info->now, &at);
	e.at = at.buf;
	if (single) {
		e.object_table = c->first.table->name;
		e.object_key = c->first.key.buf;
		e.before = c->first.has_before ? c->first.before.buf : NULL;
		e.before_size = c->first.before.len;
		e.after = c->first.has_after ? c->first.after.buf : NULL;
		e.after_size = c->first.after.len;
	}
	if (detail) {
		msg_encode(detail, &text);
		e.detail = text.buf;
	}
	rc = journal_append(c->db, &e, &seq, err);
	if (rc >= 0 && seq != c->number)
		rc = err_set(err, ERR_INTERNAL,
			     N_("journal entry %lld was written inside change %lld; please report "
				"this"),
			     (long long)seq, (long long)c->number);
	free(os_user);
	strbuf_release(&at);
	strbuf_release(&text);
	return rc < 0 ? rc : 0;
}

int change_finish(struct change *c, struct err *err)
{
	struct msg detail = MSG_INIT;
	int rc = bulk_end(c, err);

	if (rc == 0)
		rc = change_check_references(c, err);
	if (rc < 0)
		return rc;
	if (c->changed == 0) /* nothing happened: nothing is said about it */
		return c->undo_step ? exec_int(c->db, "DELETE FROM undo_step WHERE step = $1",
					       c->undo_step, err)
				    : 0;
	if (c->changed > 1 || (c->info->flags & CHANGE_IMPORT))
		make_detail(c, &detail);
	rc = change_journal(c, detail.id ? &detail : NULL, err);
	if (rc == 0 && c->undo_step)
		rc = finish_step(c, err);
	msg_release(&detail);
	return rc;
}
