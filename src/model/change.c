/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Putting and deleting rows.  References: change_refs.c; journal and undo: change_end.c. */
#include "config.h"
#include "model/change.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "model/change_parts.h"
#include "model/policy.h"
#include "model/store.h"
#include "model/tables.h"
#include "util/i18n.h"
#include "util/mem.h"
#include "util/text.h"

/* ---- life of a change ----------------------------------------------------------------------- */

void change_init(struct change *c, struct db *db, const struct change_info *info)
{
	*c = (struct change){ .db = db, .info = info };
	c->state = mem_zalloc(model_n_tables, sizeof(*c->state));
	digest_init(&c->digest);
	strbuf_init(&c->first.key);
	strbuf_init(&c->first.before);
	strbuf_init(&c->first.after);
	strbuf_init(&c->image);
	strbuf_init(&c->before);
	strbuf_init(&c->text);
}

static void state_release(struct table_state *st)
{
	size_t i;

	rows_release(&st->rows);
	stmt_done(st->exists);
	free(st->keys.slots);
	for (i = 0; i < MAX_COLUMNS; i++)
		free(st->preset[i]);
}

void change_release(struct change *c)
{
	size_t i;

	for (i = 0; i < model_n_tables; i++)
		state_release(&c->state[i]);
	free(c->state);
	for (i = 0; i < c->pending.n; i++) {
		free(c->pending.items[i].key);
		free(c->pending.items[i].value);
		strbuf_release(&c->pending.items[i].before);
	}
	VEC_RELEASE(&c->pending);
	for (i = 0; i < c->gone.n; i++) {
		free(c->gone.items[i].first);
		free(c->gone.items[i].second);
		free(c->gone.items[i].key);
	}
	VEC_RELEASE(&c->gone);
	map_release(&c->known);
	arena_release(&c->arena);
	stmt_done(c->undo_row);
	stmt_done(c->forget_cohort);
	free(c->last_asset);
	strbuf_release(&c->first.key);
	strbuf_release(&c->first.before);
	strbuf_release(&c->first.after);
	strbuf_release(&c->image);
	strbuf_release(&c->before);
	strbuf_release(&c->text);
}

struct table_state *change_state(struct change *c, const struct table *t)
{
	struct table_state *st = &c->state[table_index(t)];
	size_t i;

	if (st->used)
		return st;
	assert(t->n_columns <= MAX_COLUMNS);
	rows_init(&st->rows, c->db, t);
	for (i = 0; i < t->n_columns; i++)
		st->preset[i] = mem_strdup(t->columns[i].preset);
	st->used = true;
	return st;
}

struct call {
	const struct change_info *info;
	change_fn *fn;
	void *context;
	struct change_counts *ret;
	bool dry; /* rolled back on purpose */
};

static int run(struct db *db, void *context, struct err *err)
{
	struct call *call = context;
	struct change c;
	int rc;

	change_init(&c, db, call->info);
	rc = change_begin(&c, err);
	if (rc >= 0)
		rc = call->fn(&c, call->context, err);
	if (rc >= 0)
		rc = change_finish(&c, err);
	if (rc >= 0 && call->ret)
		*call->ret = change_counts(&c, NULL);
	change_release(&c);
	if (rc >= 0 && (call->info->flags & CHANGE_DRY_RUN)) {
		call->dry = true;
		return ERR_ANSWER_NO;
	}
	return rc;
}

int change_run(struct db *db, const struct change_info *info, change_fn *fn, void *context,
	       struct change_counts *ret, struct err *err)
{
	struct call call = { info, fn, context, ret, false };
	int rc = db_write(db, run, &call, err);

	return call.dry && rc == ERR_ANSWER_NO ? 0 : rc;
}

void change_tag(struct change *c, int64_t tag)
{
	c->tag = tag;
}

struct db *change_db(struct change *c)
{
	return c->db;
}

const struct change_info *change_info(const struct change *c)
{
	return c->info;
}

int64_t change_number(const struct change *c)
{
	return c->number;
}

struct change_counts change_counts(const struct change *c, const struct table *t)
{
	struct change_counts sum = { 0 };
	size_t i;

	for (i = 0; i < model_n_tables; i++) {
		const struct change_counts *n = &c->state[i].counts;

		if (t && model_tables[i] != t)
			continue;
		sum.added += n->added;
		sum.updated += n->updated;
		sum.unchanged += n->unchanged;
		sum.deleted += n->deleted;
		sum.rejected += n->rejected;
	}
	sum.rejected += t ? 0 : c->rejected;
	return sum;
}

void change_add_rejected(struct change *c, int64_t rows)
{
	c->rejected += rows;
}

/* ---- putting -------------------------------------------------------------------------------- */

/* One put under way.  `cell` borrows from the given record, the stored row and the defaults. */
struct put {
	struct table_state *st;
	char *cell[MAX_COLUMNS];
	struct record view;   /* the cells as a record */
	struct record old;    /* the stored row, once it is needed */
	bool exists, has_old;
	int64_t rev, hash;    /* of the stored row */
	char *owned;          /* a cell made here */
};

static void put_release(struct put *p)
{
	if (p->has_old)
		record_release(&p->old);
	free(p->owned);
}

static int read_old(struct put *p, struct err *err)
{
	int rc;

	if (p->has_old)
		return 0;
	record_init(&p->old, p->st->rows.table);
	p->has_old = true;
	rc = rows_read(&p->st->rows, p->cell, &p->old, err);
	return rc < 0 ? rc : 0;
}

/* "there is no vendor 'x'": the key stands in c->text. */
static int refuse_mode(struct change *c, struct put *p, enum put_mode mode, struct err *err)
{
	const char *one = p->st->rows.table->one;

	strbuf_reset(&c->text);
	record_key_text(&p->view, &c->text);
	if (mode == PUT_NEW)
		return err_set(err, ERR_INPUT,
			       N_("%s '%s' exists already; change it or choose another name"), one,
			       c->text.buf);
	if (mode == PUT_SAME_REV)
		return err_set(err, ERR_CONFLICT,
			       N_("%s '%s' was deleted meanwhile; add it again if it is still "
				  "needed"),
			       one, c->text.buf);
	return err_set(err, ERR_NOT_FOUND, N_("there is no %s '%s'; add it first"), one, c->text.buf);
}

/* Key cells with their defaults, and whether the row is there. */
static int find_row(struct change *c, struct put *p, const struct record *r, enum put_mode mode,
		    struct err *err)
{
	struct rows *rows = &p->st->rows;
	size_t i;
	int rc;

	for (i = 0; i < rows->n_key; i++) {
		int k = rows->key[i];

		p->cell[k] = r->cell[k] ? r->cell[k] : p->st->preset[k];
		if (!p->cell[k] && (rows->table->columns[k].flags & COLF_REQUIRED))
			return err_set(err, ERR_INPUT,
				       N_("column '%s': is empty; every row of %s needs it"),
				       rows->table->columns[k].name, rows->table->name);
	}
	rc = bulk_begin(c, p->st, err);
	if (rc == 0)
		rc = bulk_add_key(c, p->st, p->cell, err);
	if (rc == 0) {
		rc = rows_find(rows, p->cell, &p->rev, &p->hash, err);
		p->exists = rc > 0;
	}
	if (rc < 0)
		return rc;
	if (p->exists ? mode == PUT_NEW : mode == PUT_EXISTING || mode == PUT_SAME_REV)
		return refuse_mode(c, p, mode, err);
	return 0;
}

/* The row as it will be. */
static int compose(struct put *p, const struct record *r, uint64_t given, struct err *err)
{
	const struct table *t = p->st->rows.table;
	uint64_t all = 0, i;
	int rc;

	for (i = 0; i < t->n_columns; i++)
		if (store_is_stored(&t->columns[i]))
			all |= UINT64_C(1) << i;
	if (p->exists && (given & all) != all) {
		rc = read_old(p, err);
		if (rc < 0)
			return rc;
	}
	for (i = 0; i < t->n_columns; i++) {
		char *cell = NULL;

		if (!(all & UINT64_C(1) << i) || (t->columns[i].flags & COLF_KEY))
			continue;
		if (given & UINT64_C(1) << i)
			cell = r->cell[i];
		else if (p->exists)
			cell = p->old.cell[i];
		p->cell[i] = cell ? cell : p->st->preset[i];
	}
	return 0;
}

/* A setting is stored in the canonical form of its own type. */
static int compose_policy(struct put *p, struct err *err)
{
	int key = table_column(&table_policy, "key"), value = table_column(&table_policy, "value");
	const struct policy_def *def = policy_find(p->cell[key]);
	int rc;

	if (!def || !p->cell[value])
		return 0; /* record_check says so */
	rc = policy_canonical(def, p->cell[value], &p->owned, err);
	if (rc == 0)
		p->cell[value] = p->owned;
	return rc;
}

static bool same_cells(const struct put *p)
{
	const struct table *t = p->st->rows.table;
	size_t i;

	for (i = 0; i < t->n_columns; i++) {
		const char *a = p->cell[i], *b = p->old.cell[i];

		if (store_is_stored(&t->columns[i]) && a != b && (!a || !b || strcmp(a, b) != 0))
			return false;
	}
	return true;
}

/* Names the first cell that differs, with both values. */
static int refuse_conflict(struct change *c, const struct put *p, struct err *err)
{
	const struct table *t = p->st->rows.table;
	size_t i;

	strbuf_reset(&c->text);
	record_key_text(&p->view, &c->text);
	for (i = 0; i < t->n_columns; i++) {
		const char *mine = p->cell[i] ? p->cell[i] : "", *theirs = p->old.cell[i];

		theirs = theirs ? theirs : "";
		if (store_is_stored(&t->columns[i]) && strcmp(mine, theirs) != 0)
			return err_set(err, ERR_CONFLICT,
				       N_("%s '%s': somebody else changed it meanwhile: '%s' is now "
					  "'%s', yours is '%s'; look at it again"),
				       t->one, c->text.buf, t->columns[i].name, theirs, mine);
	}
	return err_set(err, ERR_CONFLICT,
		       N_("%s '%s': somebody else changed it meanwhile; look at it again"), t->one,
		       c->text.buf);
}

/* 1 when there is something to write, 0 when the row is unchanged. */
static int compare(struct change *c, struct put *p, const struct record *r, enum put_mode mode,
		   int64_t *ret_hash, struct err *err)
{
	int rc;

	strbuf_reset(&c->image);
	row_image(p->st->rows.table, p->cell, &c->image);
	*ret_hash = row_hash(&c->image);
	if (!p->exists)
		return 1;
	if (p->hash == *ret_hash)
		return 0;
	rc = read_old(p, err);
	if (rc < 0)
		return rc;
	if (same_cells(p))
		return 0; /* the hash is of an older layout of the table */
	if (mode == PUT_SAME_REV && p->rev != r->rev)
		return refuse_conflict(c, p, err);
	return 1;
}

static int write_row(struct change *c, struct put *p, int64_t hash, struct err *err)
{
	struct table_state *st = p->st;
	struct record *old = p->exists ? &p->old : NULL;
	int rc = p->exists ? rows_update(&st->rows, p->cell, c->number, hash, err)
			   : rows_insert(&st->rows, p->cell, c->number, hash, err);

	if (rc < 0)
		return rc;
	*(p->exists ? &st->counts.updated : &st->counts.added) += 1;
	rc = change_note(c, st, p->cell, old, &c->image, err);
	if (rc == 0 && st->rows.table == &table_installs)
		rc = change_forget_cohort(c, p->cell[st->rows.key[0]], err);
	if (rc == 0)
		rc = change_check_row(c, st, p->cell, old, err);
	return rc;
}

/* assets.products: "edr@1.2;vpn" puts installs; versions that are not said stay as they are. */
static int put_products(struct change *c, const char *asset, const char *products, struct err *err)
{
	const struct table *t = &table_installs;
	int product = table_column(t, "product"), version = table_column(t, "version");
	const char *span;
	size_t length;
	int rc = 0;

	while (rc == 0 && text_list_next(&products, &span, &length)) {
		const char *at = memchr(span, '@', length);
		uint64_t given = UINT64_C(1) << product;
		struct record r;

		record_init(&r, t);
		record_set(&r, "asset", asset);
		r.cell[product] = mem_strndup(span, at ? (size_t)(at - span) : length);
		if (at && (size_t)(at - span) + 1 < length) {
			r.cell[version] = mem_strndup(at + 1, length - (size_t)(at - span) - 1);
			given |= UINT64_C(1) << version;
		}
		rc = change_put(c, &r, given, PUT_ANY, NULL, err);
		record_release(&r);
	}
	return rc;
}

int change_put(struct change *c, const struct record *r, uint64_t given, enum put_mode mode,
	       enum put_outcome *ret, struct err *err)
{
	const struct table *t = r->table;
	struct put p = { .st = change_state(c, t), .view = { .table = t } };
	enum put_outcome outcome = PUT_UNCHANGED;
	int64_t hash;
	int rc, wanted;

	assert(!(t->flags & TABLE_READONLY));
	p.view.cell = p.cell;
	rc = find_row(c, &p, r, mode, err);
	if (rc == 0)
		rc = compose(&p, r, given, err);
	if (rc == 0 && t == &table_policy)
		rc = compose_policy(&p, err);
	wanted = rc < 0 ? rc : compare(c, &p, r, mode, &hash, err);
	if (wanted > 0) {
		outcome = p.exists ? PUT_UPDATED : PUT_ADDED;
		rc = record_check(&p.view, err);
		if (rc == 0)
			rc = write_row(c, &p, hash, err);
	} else if (wanted == 0) {
		p.st->counts.unchanged++;
	} else {
		rc = wanted;
	}
	if (rc == 0 && t == &table_assets) {
		int products = table_column(t, "products");

		if (r->cell[products] && (given & UINT64_C(1) << products))
			rc = put_products(c, p.cell[p.st->rows.key[0]], r->cell[products], err);
	}
	put_release(&p);
	if (rc == 0 && ret)
		*ret = outcome;
	return rc;
}

int change_insert(struct change *c, const struct record *r, struct err *err)
{
	struct table_state *st = change_state(c, r->table);
	int rc;

	assert(r->table->flags & TABLE_READONLY);
	strbuf_reset(&c->image);
	row_image(r->table, r->cell, &c->image);
	rc = rows_insert(&st->rows, r->cell, c->number, 0, err);
	if (rc < 0)
		return rc;
	st->counts.added++;
	return change_note(c, st, r->cell, NULL, &c->image, err);
}

/* ---- deleting ------------------------------------------------------------------------------- */

int change_delete(struct change *c, const struct record *key, int64_t rev, struct err *err)
{
	const struct table *t = key->table;
	struct put p = { .st = change_state(c, t), .view = { .table = t } };
	int rc;

	p.view.cell = p.cell;
	rc = find_row(c, &p, key, PUT_EXISTING, err);
	if (rc == 0)
		rc = read_old(&p, err);
	if (rc == 0 && rev && p.rev != rev) {
		strbuf_reset(&c->text);
		record_key_text(&p.view, &c->text);
		rc = err_set(err, ERR_CONFLICT,
			     N_("%s '%s': somebody else changed it meanwhile; look at it again"),
			     t->one, c->text.buf);
	}
	if (rc == 0)
		rc = rows_delete(&p.st->rows, p.cell, err);
	if (rc == 0) {
		p.st->counts.deleted++;
		rc = change_note(c, p.st, p.cell, &p.old, NULL, err);
	}
	if (rc == 0) {
		change_row_gone(c, t, p.cell, false);
		if (t == &table_installs)
			rc = change_forget_cohort(c, p.cell[p.st->rows.key[0]], err);
	}
	put_release(&p);
	return rc;
}

int change_forget_cohort(struct change *c, const char *asset, struct err *err)
{
	int rc;

	/* The rows of one asset mostly come one after the other; those of a first load have none. */
	if (change_state(c, &table_assets)->key_dropped ||
	    (c->last_asset && strcmp(c->last_asset, asset) == 0))
		return 0;
	if (!c->forget_cohort) {
		rc = db_prepare(c->db,
				"UPDATE assets SET cohort = NULL WHERE asset = $1 "
				"AND cohort IS NOT NULL",
				&c->forget_cohort, err);
		if (rc < 0)
			return rc;
	}
	stmt_bind_text(c->forget_cohort, 1, asset);
	rc = stmt_step(c->forget_cohort, err);
	stmt_reset(c->forget_cohort);
	free(c->last_asset);
	c->last_asset = mem_strdup(asset);
	return rc < 0 ? rc : 0;
}
