/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * References in both directions.  A reference that leads somewhere when its row is put is done
 * with; one that does not is kept and asked again at the end, when the rows it waits for may have
 * come.  For every row that goes, the end asks whether anything still names it.
 */
#include "config.h"
#include "model/change_parts.h"

#include <stdlib.h>
#include <string.h>

#include "model/store.h"
#include "model/tables.h"
#include "util/i18n.h"
#include "util/mem.h"
#include "util/text.h"

/* ---- what a cell refers to ------------------------------------------------------------------ */

/* Does `list` ("a|b") hold this word? */
static bool has_word(const char *list, const char *word, size_t length)
{
	while (list && *list) {
		size_t n = strcspn(list, "|");

		if (n == length && memcmp(list, word, n) == 0)
			return true;
		list += n + (list[n] == '|');
	}
	return false;
}

static bool refers(const struct column *c)
{
	return c->type == COL_LINKS || (c->refs && store_is_stored(c));
}

/* The next value of the cell that names a row; start with *at = the cell.  Text in `ret`. */
static bool next_reference(const struct column *c, const char **at, struct strbuf *ret)
{
	const char *span;
	size_t length;
	struct link l;

	strbuf_reset(ret);
	if (!*at)
		return false;
	if (c->type == COL_LINKS) {
		if (link_next(at, &l) <= 0)
			return false;
		strbuf_adds(ret, l.step);
		return true;
	}
	if (c->type == COL_LIST) {
		while (text_list_next(at, &span, &length))
			if (!has_word(c->choices, span, length)) {
				strbuf_add(ret, span, length);
				return true;
			}
		return false;
	}
	strbuf_adds(ret, *at);
	*at = NULL;
	return c->type != COL_SELECTOR || key_is_valid(ret->buf);
}

/* ---- does it lead somewhere? ---------------------------------------------------------------- */

static int row_exists(struct change *c, const struct table *t, const char *value, struct err *err)
{
	struct table_state *st = change_state(c, t);
	const struct column *key = &t->columns[st->rows.key[0]];
	struct strbuf sql = STRBUF_INIT;
	int rc = bulk_need_key(c, st, err);

	if (rc < 0)
		return rc;
	if (!st->exists) {
		strbuf_adds(&sql, "SELECT 1 FROM ");
		store_name(NULL, t->name, &sql);
		strbuf_adds(&sql, " WHERE ");
		store_key_name(NULL, key, &sql);
		strbuf_adds(&sql, " = $1 LIMIT 1");
		rc = db_prepare(c->db, sql.buf, &st->exists, err);
		strbuf_release(&sql);
		if (rc < 0)
			return rc;
	}
	store_bind(st->exists, 1, key, value);
	rc = stmt_step(st->exists, err);
	stmt_reset(st->exists);
	return rc;
}

static int step_exists(struct change *c, const char *playbook, const char *step, struct err *err)
{
	struct stmt *s;
	int rc = db_prepare(c->db,
			    "SELECT 1 FROM playbooks WHERE playbook = $1 AND step = $2 LIMIT 1", &s,
			    err);

	if (rc < 0)
		return rc;
	stmt_bind_text(s, 1, playbook);
	stmt_bind_text(s, 2, step);
	rc = stmt_step(s, err);
	stmt_done(s);
	return rc;
}

/* 1 when one of the tables of `refs` holds the value. */
static int any_exists(struct change *c, const char *refs, const char *value, struct err *err)
{
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < model_n_tables; i++)
		if (has_word(refs, model_tables[i]->name, strlen(model_tables[i]->name)))
			rc = row_exists(c, model_tables[i], value, err);
	return rc;
}

/* `playbook` is the first key cell of the row, which only links need. */
static int leads_somewhere(struct change *c, const struct column *column, const char *playbook,
			   const char *value, struct err *err)
{
	const char *scope = column->type == COL_LINKS ? playbook : column->refs;
	size_t known;
	int rc;

	strbuf_reset(&c->text);
	strbuf_addch(&c->text, column->type == COL_LINKS ? 'L' : 'R');
	strbuf_adds(&c->text, scope);
	strbuf_addch(&c->text, '\x1f');
	strbuf_adds(&c->text, value);
	known = map_get(&c->known, c->text.buf);
	if (known != MAP_NONE)
		return 1;
	rc = column->type == COL_LINKS ? step_exists(c, playbook, value, err)
				       : any_exists(c, column->refs, value, err);
	/* Million-row targets are asked every time: remembering them would cost more. */
	if (rc > 0 && !(column->refs && strcmp(column->refs, "assets") == 0))
		map_put(&c->known, arena_strdup(&c->arena, c->text.buf), 1);
	return rc;
}

int change_check_row(struct change *c, struct table_state *st, char *const *cell,
		     const struct record *before, struct err *err)
{
	const struct table *t = st->rows.table;
	struct strbuf value = STRBUF_INIT, key = STRBUF_INIT;
	int rc = 0;
	size_t i;

	for (i = 0; rc >= 0 && i < t->n_columns; i++) {
		const char *at = cell[i];

		if (!at || !refers(&t->columns[i]))
			continue;
		while (rc >= 0 && next_reference(&t->columns[i], &at, &value)) {
			rc = leads_somewhere(c, &t->columns[i], cell[st->rows.key[0]], value.buf,
					     err);
			if (rc != 0)
				continue;
			struct pending p = { .table = t, .column = (int)i, .tag = c->tag,
					     .added = !before, .before = STRBUF_INIT };
			struct record view = { .table = t };

			view.cell = mem_copy(cell, t->n_columns * sizeof(*cell));
			strbuf_reset(&key);
			record_key_text(&view, &key);
			free(view.cell);
			p.key = mem_strdup(key.buf);
			p.value = mem_strdup(value.buf);
			if (before)
				row_image_with_rev(before, &p.before);
			VEC_PUSH(&c->pending, p);
		}
	}
	strbuf_release(&value);
	strbuf_release(&key);
	return rc < 0 ? rc : 0;
}

/* ---- rows that go --------------------------------------------------------------------------- */

/* Could a cell of `column` in table `of` name a row of `t`? */
static bool may_name(const struct table *of, const struct column *column, const struct table *t)
{
	return column->type == COL_LINKS ? of == t
					 : refers(column) &&
						   has_word(column->refs, t->name, strlen(t->name));
}

static bool is_referred_to(const struct table *t)
{
	size_t i, j;

	for (i = 0; i < model_n_tables; i++)
		for (j = 0; j < model_tables[i]->n_columns; j++)
			if (may_name(model_tables[i], &model_tables[i]->columns[j], t))
				return true;
	return false;
}

void change_row_gone(struct change *c, const struct table *t, char *const *cell, bool rejected)
{
	struct rows *rows = &change_state(c, t)->rows;
	struct record view = { .table = t };
	struct strbuf key = STRBUF_INIT;
	struct gone g = { .table = t, .rejected = rejected };

	if (!is_referred_to(t))
		return;
	/* What was known to exist may be this row. */
	map_release(&c->known);
	c->known = (struct map)MAP_INIT;
	view.cell = mem_copy(cell, t->n_columns * sizeof(*cell));
	record_key_text(&view, &key);
	free(view.cell);
	g.first = mem_strdup(cell[rows->key[0]]);
	g.second = rows->n_key > 1 ? mem_strdup(cell[rows->key[1]]) : NULL;
	g.key = strbuf_detach(&key);
	VEC_PUSH(&c->gone, g);
}

/* The condition that a row names value $1 in this column (and, for a link, playbook $2). */
static void naming_sql(const struct table *t, const struct column *column, struct strbuf *sql)
{
	strbuf_adds(sql, "SELECT ");
	store_columns(t, NULL, sql);
	strbuf_adds(sql, " FROM ");
	store_from(t, "t", sql);
	strbuf_adds(sql, " WHERE ");
	if (column->type == COL_LINKS) {
		strbuf_adds(sql, "\"playbook\" = $2 AND ");
		store_name(NULL, column->name, sql);
		strbuf_adds(sql, " IS NOT NULL");
	} else if (column->type == COL_LIST) {
		strbuf_adds(sql, "replace(';' || ");
		store_name(NULL, column->name, sql);
		strbuf_adds(sql, " || ';', ';' || $1 || ';', '') <> ';' || ");
		store_name(NULL, column->name, sql);
		strbuf_adds(sql, " || ';'");
	} else {
		store_name(NULL, column->name, sql);
		strbuf_adds(sql, " = $1");
	}
}

/* Does the cell really name the value?  (The SQL for links only finds candidates.) */
static bool names(const struct record *r, size_t column, const char *value)
{
	const char *at = r->cell[column];
	struct strbuf found = STRBUF_INIT;
	bool yes = false;

	while (!yes && next_reference(&r->table->columns[column], &at, &found))
		yes = strcmp(found.buf, value) == 0;
	strbuf_release(&found);
	return yes;
}

/* 1 and the first row of `t` that names the gone one in this column. */
static int find_naming(struct change *c, const struct gone *g, const struct table *t, size_t column,
		       struct record *ret, struct err *err)
{
	const struct column *k = &t->columns[column];
	struct strbuf sql = STRBUF_INIT;
	struct stmt *s = NULL;
	bool link = k->type == COL_LINKS;
	int rc;

	naming_sql(t, k, &sql);
	rc = db_prepare(c->db, sql.buf, &s, err);
	if (rc == 0) {
		if (link)
			stmt_bind_text(s, 2, g->first);
		else
			stmt_bind_text(s, 1, g->first);
		while ((rc = stmt_step(s, err)) > 0) {
			store_read(s, ret);
			if (names(ret, column, link ? g->second : g->first))
				break;
		}
	}
	stmt_done(s);
	strbuf_release(&sql);
	return rc;
}

/* ---- taking rows back ----------------------------------------------------------------------- */

/* Puts a row of this change back to what it was; `before` empty: it was not there. */
static int revert(struct change *c, const struct table *t, const char *key,
		  const struct strbuf *before, struct err *err)
{
	struct table_state *st = change_state(c, t);
	struct strbuf image = STRBUF_INIT;
	struct record r;
	int rc;

	record_init(&r, t);
	if (before && before->len) {
		rc = row_from_image(before->buf, before->len, &r, err);
		if (rc == 0) {
			row_image(t, r.cell, &image);
			rc = rows_update(&st->rows, r.cell, r.rev, row_hash(&image), err);
		}
		st->counts.updated--;
	} else {
		rc = record_key_parse(&r, key, err);
		if (rc == 0)
			rc = rows_delete(&st->rows, r.cell, err);
		if (rc == 0)
			change_row_gone(c, t, r.cell, true);
		st->counts.added--;
	}
	st->counts.rejected++;
	c->changed--;
	record_release(&r);
	strbuf_release(&image);
	return rc;
}

/* What undo keeps of a row of this change; empty when the change added it. */
static int kept_image(struct change *c, const struct table *t, const char *key, struct strbuf *ret,
		      struct err *err)
{
	struct stmt *s;
	const void *image;
	size_t size;
	int rc = db_prepare(c->db,
			    "SELECT before_image FROM undo_row WHERE step = $1 AND object_table = $2 "
			    "AND object_key = $3 ORDER BY place LIMIT 1",
			    &s, err);

	if (rc < 0)
		return rc;
	stmt_bind_int(s, 1, c->undo_step);
	stmt_bind_text(s, 2, t->name);
	stmt_bind_text(s, 3, key);
	rc = stmt_step(s, err);
	if (rc > 0 && !stmt_is_null(s, 0)) {
		image = stmt_blob(s, 0, &size);
		strbuf_add(ret, image, size);
	}
	stmt_done(s);
	return rc < 0 ? rc : 0;
}

/* Rejects one row with the sentence in `why`, or fails the change with it. */
static int reject(struct change *c, const struct table *t, const char *key, int64_t tag,
		  const struct strbuf *before, struct err *why, struct err *err)
{
	const struct change_info *info = c->info;
	int rc;

	if (!(info->flags & CHANGE_IMPORT) || !info->reject)
		return err_move(err, why);
	rc = revert(c, t, key, before, err);
	if (rc == 0)
		info->reject(info->reject_context, t, key, tag, why);
	err_release(why);
	return rc;
}

/* A reference that led nowhere when it was put: does it now? */
static int check_pending(struct change *c, const struct pending *p, struct err *err)
{
	const struct column *column = &p->table->columns[p->column];
	struct err why = ERR_INIT;
	struct record r;
	int64_t rev, hash;
	int rc;

	record_init(&r, p->table);
	rc = record_key_parse(&r, p->key, err);
	if (rc == 0) /* deleted or rejected again meanwhile: nothing to say */
		rc = rows_find(&change_state(c, p->table)->rows, r.cell, &rev, &hash, err);
	if (rc > 0 && rev == c->number) {
		const int *key = change_state(c, p->table)->rows.key;

		rc = leads_somewhere(c, column, r.cell[key[0]], p->value, err);
		if (rc == 0) {
			const char *refs = column->type == COL_LINKS ? "playbooks" : column->refs;
			const struct table *target = table_find(refs);

			err_set(&why, ERR_INPUT,
				N_("%s '%s': column '%s': there is no %s '%s'; add it or correct the "
				   "name"),
				p->table->one, p->key, column->name, target ? target->one : refs,
				p->value);
			rc = reject(c, p->table, p->key, p->tag, &p->before, &why, err);
		}
	}
	record_release(&r);
	return rc < 0 ? rc : 0;
}

/* Is the gone row named by this row of table t? Then it has to go too, or the change fails. */
static int refuse_naming(struct change *c, const struct gone *g, const struct table *t,
			 size_t column, const struct record *r, struct err *err)
{
	struct strbuf key = STRBUF_INIT, before = STRBUF_INIT;
	struct err why = ERR_INIT;
	int rc;

	record_key_text(r, &key);
	if (!g->rejected || r->rev != c->number) {
		rc = err_set(err, ERR_INPUT,
			     N_("%s '%s' is still named by %s '%s' (column '%s'); change or delete "
				"that first"),
			     g->table->one, g->key, t->one, key.buf, t->columns[column].name);
		goto out;
	}
	err_set(&why, ERR_INPUT, N_("%s '%s': column '%s': %s '%s' was rejected; mend that first"),
		t->one, key.buf, t->columns[column].name, g->table->one, g->key);
	rc = kept_image(c, t, key.buf, &before, err);
	if (rc == 0)
		rc = reject(c, t, key.buf, 0, &before, &why, err);
	err_release(&why);
out:
	strbuf_release(&key);
	strbuf_release(&before);
	return rc;
}

/* Nothing may name what is gone, unless a row of that name is there again. */
static int check_gone(struct change *c, size_t at, struct err *err)
{
	struct record r;
	size_t i, j;
	int rc = 0;

	for (i = 0; rc >= 0 && i < model_n_tables; i++) {
		const struct table *t = model_tables[i];

		record_init(&r, t);
		for (j = 0; rc >= 0 && j < t->n_columns; j++) {
			/* Rejecting grows the vector: take a copy of the entry each time. */
			struct gone g = c->gone.items[at];

			if (!may_name(t, &t->columns[j], g.table))
				continue;
			rc = leads_somewhere(c, &t->columns[j], g.first,
					     t->columns[j].type == COL_LINKS ? g.second : g.first,
					     err);
			if (rc != 0)
				continue;
			while ((rc = find_naming(c, &g, t, j, &r, err)) > 0) {
				rc = refuse_naming(c, &g, t, j, &r, err);
				if (rc < 0)
					break;
			}
		}
		record_release(&r);
	}
	return rc < 0 ? rc : 0;
}

int change_check_references(struct change *c, struct err *err)
{
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < c->pending.n; i++)
		rc = check_pending(c, &c->pending.items[i], err);
	for (i = 0; rc == 0 && i < c->gone.n; i++)
		rc = check_gone(c, i, err);
	return rc;
}
