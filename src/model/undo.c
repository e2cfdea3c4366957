/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "model/undo.h"

#include <stdlib.h>
#include <string.h>

#include "model/change_parts.h"
#include "model/store.h"
#include "model/tables.h"
#include "util/i18n.h"
#include "util/mem.h"

/* ---- what is next --------------------------------------------------------------------------- */

#define STEP_COLUMNS "SELECT u.step, u.seq, u.label, j.at, j.person, j.os_user FROM undo_step AS u " \
	"LEFT JOIN journal AS j ON j.seq = u.seq "

/* The step to take back (or to do again); 0 when there is none. */
static int next_step(struct db *db, bool redo, int64_t *ret_step, struct undo_top *ret,
		     struct err *err)
{
	struct stmt *s;
	int rc = db_prepare(db,
			    redo ? STEP_COLUMNS "WHERE u.undone = 1 ORDER BY u.step LIMIT 1"
				 : STEP_COLUMNS "WHERE u.undone = 0 ORDER BY u.step DESC LIMIT 1",
			    &s, err);

	if (rc < 0)
		return rc;
	rc = stmt_step(s, err);
	if (rc > 0) {
		*ret_step = stmt_int(s, 0);
		ret->seq = stmt_int(s, 1);
		msg_decode(&ret->label, stmt_text(s, 2));
		ret->at = mem_strdup(stmt_text(s, 3));
		ret->person = mem_strdup(stmt_text(s, 4));
		ret->os_user = mem_strdup(stmt_text(s, 5));
	}
	stmt_done(s);
	if (rc == 0)
		rc = err_set(err, ERR_NOT_FOUND,
			     redo ? N_("there is nothing to do again")
				  : N_("there is nothing to take back"));
	return rc < 0 ? rc : 0;
}

void undo_top_release(struct undo_top *t)
{
	msg_release(&t->label);
	free(t->at);
	free(t->person);
	free(t->os_user);
	free(t->kept);
	*t = (struct undo_top){ .label = MSG_INIT };
}

int undo_peek(struct db *db, bool redo, struct undo_top *ret, struct err *err)
{
	struct undo_top top = { .label = MSG_INIT };
	int64_t step;
	int rc = next_step(db, redo, &step, &top, err);

	if (rc == 0)
		*ret = top;
	else
		undo_top_release(&top);
	return rc;
}

/* ---- one row -------------------------------------------------------------------------------- */

/* Makes the row with this key be what the image says (none: not there); gives what it was. */
static int swap_row(struct change *c, const struct table *t, const char *key, const void *image,
		    size_t size, struct strbuf *ret_was, struct err *err)
{
	struct table_state *st = change_state(c, t);
	struct strbuf cells = STRBUF_INIT;
	struct record now, then;
	bool there;
	int rc;

	record_init(&now, t);
	record_init(&then, t);
	rc = record_key_parse(&then, key, err);
	if (rc == 0)
		rc = rows_read(&st->rows, then.cell, &now, err);
	there = rc > 0;
	if (there)
		row_image_with_rev(&now, ret_was);
	if (rc >= 0 && image) {
		rc = row_from_image(image, size, &then, err);
		row_image(t, then.cell, &cells);
		if (rc == 0)
			rc = there ? rows_update(&st->rows, then.cell, then.rev, row_hash(&cells),
						 err)
				   : rows_insert(&st->rows, then.cell, then.rev, row_hash(&cells),
						 err);
		*(there ? &st->counts.updated : &st->counts.added) += 1;
	} else if (rc > 0) {
		rc = rows_delete(&st->rows, then.cell, err);
		st->counts.deleted++;
	}
	if (rc == 0 && t == &table_installs)
		rc = change_forget_cohort(c, then.cell[st->rows.key[0]], err);
	c->changed++;
	record_release(&now);
	record_release(&then);
	strbuf_release(&cells);
	return rc < 0 ? rc : 0;
}

/* Keeps the image that turns the row back again. */
static int keep_image(struct change *c, int64_t place, bool redo, const struct strbuf *was,
		      struct err *err)
{
	struct stmt *s;
	int rc = db_prepare(c->db,
			    redo ? "UPDATE undo_row SET before_image = $1 WHERE step = $2 AND "
				   "place = $3"
				 : "UPDATE undo_row SET after_image = $1 WHERE step = $2 AND "
				   "place = $3",
			    &s, err);

	if (rc < 0)
		return rc;
	if (was->len)
		stmt_bind_blob(s, 1, was->buf, was->len);
	else
		stmt_bind_null(s, 1);
	stmt_bind_int(s, 2, c->undo_step);
	stmt_bind_int(s, 3, place);
	rc = stmt_step(s, err);
	stmt_done(s);
	return rc < 0 ? rc : 0;
}

/* ---- marks ---------------------------------------------------------------------------------- */

struct spread {
	struct change *c;
	const struct table *table;
	struct stmt *insert;
};

static int spread_row(void *context, const struct record *r, struct err *err)
{
	struct spread *sp = context;
	struct change *c = sp->c;
	int rc;

	strbuf_reset(&c->text);
	record_key_text(r, &c->text);
	strbuf_reset(&c->image);
	row_image_with_rev(r, &c->image);
	stmt_bind_int(sp->insert, 1, c->undo_step);
	stmt_bind_int(sp->insert, 2, --c->undo_place);
	stmt_bind_text(sp->insert, 3, sp->table->name);
	stmt_bind_text(sp->insert, 4, c->text.buf);
	stmt_bind_blob(sp->insert, 5, c->image.buf, c->image.len);
	rc = stmt_step(sp->insert, err);
	stmt_reset(sp->insert);
	change_state(c, sp->table)->counts.deleted++;
	c->changed++;
	return rc < 0 ? rc : 0;
}

/* Every row of the table with revision `seq`, in key order. */
static int each_of_rev(struct db *db, const struct table *t, int64_t seq, struct spread *sp,
		       struct err *err)
{
	struct strbuf sql = STRBUF_INIT;
	struct stmt *s = NULL;
	struct record r;
	int rc;

	record_init(&r, t);
	strbuf_adds(&sql, "SELECT ");
	store_columns(t, "t", &sql);
	strbuf_adds(&sql, " FROM ");
	store_from(t, "t", &sql);
	strbuf_adds(&sql, " WHERE t.rev = $1");
	rc = db_prepare(db, sql.buf, &s, err);
	if (rc == 0) {
		stmt_bind_int(s, 1, seq);
		while ((rc = stmt_step(s, err)) > 0) {
			store_read(s, &r);
			rc = spread_row(sp, &r, err);
			if (rc < 0)
				break;
		}
	}
	stmt_done(s);
	record_release(&r);
	strbuf_release(&sql);
	return rc < 0 ? rc : 0;
}

/* Turns a mark into rows of its own, so that redo knows them, and removes the rows it stands for:
 * those of the change that no other entry put back.  They go before all other entries: a row that
 * the change added and then updated must be added first again. */
static int spread_mark(struct change *c, const struct table *t, int64_t seq, struct err *err)
{
	struct spread sp = { .c = c, .table = t };
	struct strbuf sql = STRBUF_INIT;
	struct stmt *s = NULL;
	int rc = db_prepare(c->db,
			    "INSERT INTO undo_row (step, place, object_table, object_key, "
			    "after_image) VALUES ($1, $2, $3, $4, $5)",
			    &sp.insert, err);

	if (rc == 0)
		rc = each_of_rev(c->db, t, seq, &sp, err);
	strbuf_adds(&sql, "DELETE FROM ");
	store_name(NULL, t->name, &sql);
	strbuf_adds(&sql, " WHERE rev = $1");
	if (rc == 0)
		rc = db_prepare(c->db, sql.buf, &s, err);
	if (rc == 0) {
		stmt_bind_int(s, 1, seq);
		rc = stmt_step(s, err);
	}
	stmt_done(s);
	stmt_done(sp.insert);
	strbuf_release(&sql);
	if (rc == 0 && t == &table_installs)
		rc = db_exec(c->db, "UPDATE assets SET cohort = NULL WHERE cohort IS NOT NULL", err);
	return rc < 0 ? rc : 0;
}

/* ---- what stays ------------------------------------------------------------------------------ */

struct later {
	int64_t seq;
	char *action;
};

struct laters {
	VEC(struct later) items;
};

static void forget_entry(struct laters *x, int64_t seq)
{
	size_t i;

	for (i = x->items.n; i-- > 0;)
		if (x->items.items[i].seq == seq)
			x->items.items[i].seq = 0;
}

/* Later entries that neither are steps to be taken back nor were; an undo's first word is the entry
 * that it took back, which is forgotten as a step by the next change. */
static int later_entries(struct db *db, int64_t seq, struct laters *ret, struct err *err)
{
	struct stmt *s;
	int rc = db_prepare(db,
			    "SELECT seq, action, detail FROM journal WHERE seq > $1 AND action NOT IN "
			    "('redo', 'state', 'watch') AND seq NOT IN (SELECT seq FROM undo_step) "
			    "ORDER BY seq",
			    &s, err);

	if (rc < 0)
		return rc;
	stmt_bind_int(s, 1, seq);
	while ((rc = stmt_step(s, err)) > 0) {
		if (strcmp(stmt_text(s, 1), "undo") == 0) {
			struct msg detail = MSG_INIT;

			msg_decode(&detail, stmt_text(s, 2));
			if (detail.n)
				forget_entry(ret, strtoll(detail.arg[0], NULL, 10));
			msg_release(&detail);
		} else {
			VEC_PUSH(&ret->items, (struct later){ stmt_int(s, 0),
							     mem_strdup(stmt_text(s, 1)) });
		}
	}
	stmt_done(s);
	return rc;
}

static int find_kept(struct db *db, struct undo_top *t, struct err *err)
{
	struct laters x = { VEC_INIT };
	int rc = later_entries(db, t->seq, &x, err);
	size_t i;

	for (i = x.items.n; i-- > 0;) {
		struct later *l = &x.items.items[i];

		if (l->seq && t->n_kept++ == 0) {
			t->kept = l->action;
			l->action = NULL;
		}
		free(l->action);
	}
	VEC_RELEASE(&x.items);
	return rc;
}

/* ---- a whole step --------------------------------------------------------------------------- */

struct entry {
	int64_t place;
	const struct table *table;
	char *key; /* empty: a mark */
	struct strbuf image;
	bool has_image;
};

/* The next entry after `place` in the direction of undo or redo: 1, 0 at the end. */
static int next_entry(struct change *c, bool redo, int64_t place, struct entry *ret,
		      struct err *err)
{
	struct stmt *s;
	size_t size;
	int rc = db_prepare(c->db,
			    redo ? "SELECT place, object_table, object_key, after_image FROM undo_row "
				   "WHERE step = $1 AND place > $2 ORDER BY place LIMIT 1"
				 : "SELECT place, object_table, object_key, before_image FROM "
				   "undo_row WHERE step = $1 AND place < $2 ORDER BY place DESC "
				   "LIMIT 1",
			    &s, err);

	if (rc < 0)
		return rc;
	stmt_bind_int(s, 1, c->undo_step);
	stmt_bind_int(s, 2, place);
	rc = stmt_step(s, err);
	if (rc > 0) {
		ret->place = stmt_int(s, 0);
		ret->table = table_find(stmt_text(s, 1));
		free(ret->key);
		ret->key = mem_strdup(stmt_text(s, 2));
		ret->has_image = !stmt_is_null(s, 3);
		strbuf_reset(&ret->image);
		if (ret->has_image) {
			const void *image = stmt_blob(s, 3, &size);

			strbuf_add(&ret->image, image, size);
		}
		if (!ret->table)
			rc = err_set(err, ERR_CORRUPT,
				     N_("undo names a table '%s' that does not exist; 'lifeboat "
					"doctor' checks the workspace"),
				     stmt_text(s, 1));
	}
	stmt_done(s);
	return rc;
}

/* Entries in turn; tables whose mark was met are noted in `marked`. */
static int turn_entries(struct change *c, bool redo, bool *marked, struct err *err)
{
	struct entry e = { .image = STRBUF_INIT };
	struct strbuf was = STRBUF_INIT;
	int64_t place = redo ? INT64_MIN : INT64_MAX;
	int rc;

	while ((rc = next_entry(c, redo, place, &e, err)) > 0) {
		place = e.place;
		if (!*e.key) {
			marked[table_index(e.table)] = true;
			continue;
		}
		strbuf_reset(&was);
		rc = swap_row(c, e.table, e.key, e.has_image ? e.image.buf : NULL, e.image.len, &was,
			      err);
		if (rc == 0)
			rc = keep_image(c, e.place, redo, &was, err);
		if (rc < 0)
			break;
	}
	free(e.key);
	strbuf_release(&e.image);
	strbuf_release(&was);
	return rc;
}

static int spread_marks(struct change *c, int64_t seq, const bool *marked, struct err *err)
{
	struct stmt *s;
	bool any = false;
	size_t i;
	int rc = db_prepare(c->db, "SELECT min(place) FROM undo_row WHERE step = $1", &s, err);

	if (rc < 0)
		return rc;
	stmt_bind_int(s, 1, c->undo_step);
	rc = stmt_step(s, err);
	c->undo_place = rc > 0 ? stmt_int(s, 0) : 0;
	stmt_done(s);
	for (i = 0; rc >= 0 && i < model_n_tables; i++)
		if (marked[i]) {
			any = true;
			rc = spread_mark(c, model_tables[i], seq, err);
		}
	if (rc < 0 || !any)
		return rc < 0 ? rc : 0;
	rc = db_prepare(c->db, "DELETE FROM undo_row WHERE step = $1 AND object_key = ''", &s, err);
	if (rc < 0)
		return rc;
	stmt_bind_int(s, 1, c->undo_step);
	rc = stmt_step(s, err);
	stmt_done(s);
	return rc < 0 ? rc : 0;
}

struct turn {
	const struct change_info *info;
	bool redo;
	struct undo_top *top; /* NULL: nobody asks */
	struct change_counts *ret;
};

static int turn_step(struct change *c, const struct turn *turn, int64_t seq, struct err *err)
{
	bool *marked = mem_zalloc(model_n_tables, sizeof(*marked));
	struct stmt *s;
	int rc = turn_entries(c, turn->redo, marked, err);

	if (rc == 0)
		rc = spread_marks(c, seq, marked, err);
	free(marked);
	if (rc < 0)
		return rc;
	rc = db_prepare(c->db, "UPDATE undo_step SET undone = $1 WHERE step = $2", &s, err);
	if (rc < 0)
		return rc;
	stmt_bind_int(s, 1, !turn->redo);
	stmt_bind_int(s, 2, c->undo_step);
	rc = stmt_step(s, err);
	stmt_done(s);
	return rc < 0 ? rc : 0;
}

static int run(struct db *db, void *context, struct err *err)
{
	struct turn *turn = context;
	struct undo_top top = { .label = MSG_INIT };
	struct msg detail = MSG_INIT;
	struct strbuf label = STRBUF_INIT;
	struct change_counts n;
	struct change c;
	int rc;

	change_init(&c, db, turn->info);
	rc = change_begin(&c, err);
	if (rc == 0)
		rc = next_step(db, turn->redo, &c.undo_step, &top, err);
	if (rc == 0 && !turn->redo && turn->top)
		rc = find_kept(db, &top, err);
	if (rc == 0)
		rc = turn_step(&c, turn, top.seq, err);
	if (rc == 0) {
		n = change_counts(&c, NULL);
		msg_render(&top.label, NULL, &label);
		msg_set(&detail,
			turn->redo ? N_("entry %lld done again: %s; %lld added, %lld updated, %lld "
					"deleted")
				   : N_("entry %lld taken back: %s; %lld added, %lld updated, %lld "
					"deleted"),
			(long long)top.seq, label.buf, (long long)n.added, (long long)n.updated,
			(long long)n.deleted);
		c.changed = 0; /* no images: the entry that is turned has them */
		rc = change_journal(&c, &detail, err);
		if (turn->ret)
			*turn->ret = n;
	}
	change_release(&c);
	if (rc == 0 && turn->top) {
		undo_top_release(turn->top); /* of a try that had to be repeated */
		*turn->top = top;
	} else {
		undo_top_release(&top);
	}
	msg_release(&detail);
	strbuf_release(&label);
	return rc;
}

int undo_last(struct db *db, const struct change_info *info, struct undo_top *ret_top,
	      struct change_counts *ret, struct err *err)
{
	struct turn turn = { info, false, ret_top, ret };

	return db_write(db, run, &turn, err);
}

int redo_last(struct db *db, const struct change_info *info, struct undo_top *ret_top,
	      struct change_counts *ret, struct err *err)
{
	struct turn turn = { info, true, ret_top, ret };

	return db_write(db, run, &turn, err);
}
