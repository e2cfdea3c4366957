/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/attack_move.h"

#include <stdlib.h>
#include <string.h>

#include "model/store.h"
#include "util/mem.h"

struct moving {
	struct importing *im;
	const struct map *moves;
	const char *const *live;
	struct db *db;
	const char *column;          /* that is looked at */
	VEC(struct record) rows;     /* that name a withdrawn id there */
	int64_t coverage, weaker, needs, controls;
	struct strbuf moved, stuck;  /* ids for the report */
	struct map told;
	struct arena arena;
};

/* What took the place of the id in the column; NULL: nothing did. */
static const char *successor(const struct moving *m, const struct record *r)
{
	return m->live[map_get(m->moves, record_get(r, m->column))];
}

static int keep_row(void *context, const struct record *r, struct err *err)
{
	struct moving *m = context;
	const char *id = record_get(r, m->column);
	struct record copy;

	(void)err;
	if (!id || map_get(m->moves, id) == MAP_NONE)
		return 0;
	record_init(&copy, r->table);
	record_copy(&copy, r);
	VEC_PUSH(&m->rows, copy);
	return 0;
}

static void forget_rows(struct moving *m)
{
	for (size_t i = 0; i < m->rows.n; i++)
		record_release(&m->rows.items[i]);
	VEC_RELEASE(&m->rows);
}

static int find_rows(struct moving *m, const char *table, const char *column, struct err *err)
{
	struct store_query q = { .table = table_find(table), .sort = -1 };

	m->column = column;
	return store_each(m->db, &q, -1, keep_row, m, err);
}

/* "T1 → T2, …" of what moved, "T3, …" of what nothing took the place of. */
static void tell_once(struct moving *m, const char *old, const char *new)
{
	struct strbuf *list = new ? &m->moved : &m->stuck;

	if (map_get(&m->told, old) != MAP_NONE)
		return;
	map_put(&m->told, arena_strdup(&m->arena, old), 1);
	strbuf_add_sep(list, ", ", old);
	if (new)
		strbuf_addf(list, " → %s", new);
}

/* ---- coverage -------------------------------------------------------------------------------- */

static double strength_of(const struct record *r)
{
	static const struct {
		const char *level;
		double strength;
	} levels[] = { { "minimal", 0.1 }, { "partial", 0.5 }, { "significant", 1 } };
	const char *strength = record_get(r, "strength"), *level = record_get(r, "level");
	const char *tested = record_get(r, "tested");

	if (tested && strcmp(tested, "no") == 0)
		return -1;
	if (strength)
		return strtod(strength, NULL);
	for (size_t i = 0; level && i < sizeof(levels) / sizeof(*levels); i++)
		if (strcmp(levels[i].level, level) == 0)
			return levels[i].strength;
	return 0;
}

/* 1: the product has a row on the new id that is as strong. */
static int is_outdone(struct moving *m, const struct record *moved, struct err *err)
{
	struct err why = ERR_INIT;
	struct record there;
	int rc;

	record_init(&there, moved->table);
	record_copy(&there, moved);
	rc = store_get(m->db, &there, &why);
	if (rc == ERR_NOT_FOUND) {
		err_release(&why);
		rc = 0;
	} else if (rc < 0) {
		rc = err_move(err, &why);
	} else {
		m->weaker++;
		rc = strength_of(&there) >= strength_of(moved);
	}
	record_release(&there);
	return rc;
}

static int move_coverage(struct moving *m, const struct record *r, struct err *err)
{
	const char *old = record_get(r, "capability");
	struct record moved;
	int rc;

	record_init(&moved, r->table);
	record_copy(&moved, r);
	record_set(&moved, "capability", successor(m, r));
	if (!record_get(r, "published"))
		record_set(&moved, "published", old);
	rc = is_outdone(m, &moved, err);
	if (rc == 0)
		rc = change_put(m->im->change, &moved, CHANGE_ALL_CELLS, PUT_ANY, NULL, err);
	if (rc >= 0)
		rc = change_delete(m->im->change, r, 0, err);
	m->coverage++;
	record_release(&moved);
	return rc;
}

/* ---- requirements, controls, sub-techniques -------------------------------------------------- */

/* `text`: the column that keeps the old id in words; NULL: none does. */
static int move_cell(struct moving *m, const struct record *r, const char *text, struct err *err)
{
	const char *old = record_get(r, m->column);
	struct strbuf words = STRBUF_INIT;
	struct record moved;
	int rc;

	record_init(&moved, r->table);
	record_copy(&moved, r);
	record_set(&moved, m->column, successor(m, r));
	if (text) {
		if (record_get(r, text))
			strbuf_addf(&words, "%s ", record_get(r, text));
		strbuf_addf(&words, "(published as %s)", old);
		record_set(&moved, text, words.buf);
	}
	rc = change_put(m->im->change, &moved, CHANGE_ALL_CELLS, PUT_ANY, NULL, err);
	record_release(&moved);
	strbuf_release(&words);
	return rc;
}

static int move_table(struct moving *m, const char *table, const char *text, int64_t *count,
		      struct err *err)
{
	bool coverage = strcmp(table, "coverage") == 0;
	bool parents = strcmp(table, "capabilities") == 0;
	int rc = find_rows(m, table, parents ? "parent" : "capability", err);

	for (size_t i = 0; rc == 0 && i < m->rows.n; i++) {
		const struct record *r = &m->rows.items[i];

		if (!parents)
			tell_once(m, record_get(r, m->column), successor(m, r));
		if (!successor(m, r))
			continue;
		rc = coverage ? move_coverage(m, r, err) : move_cell(m, r, text, err);
		*count += 1;
	}
	forget_rows(m);
	return rc;
}

/* ---- the withdrawn ones themselves ----------------------------------------------------------- */

static int pass_on(struct moving *m, const struct record *old, struct err *err)
{
	static const char *const cells[] = { "weight", "description" };
	struct record new;
	int rc;

	record_init(&new, old->table);
	record_set(&new, "capability", successor(m, old));
	rc = store_get(m->db, &new, err);
	for (size_t i = 0; rc == 0 && i < 2; i++)
		if (!record_get(&new, cells[i]) && record_get(old, cells[i]))
			record_set(&new, cells[i], record_get(old, cells[i]));
	if (rc == 0)
		rc = change_put(m->im->change, &new, CHANGE_ALL_CELLS, PUT_ANY, NULL, err);
	if (rc >= 0)
		rc = change_delete(m->im->change, old, 0, err);
	record_release(&new);
	return rc;
}

static int drop_withdrawn(struct moving *m, struct err *err)
{
	int rc = find_rows(m, "capabilities", "capability", err);

	for (size_t i = 0; rc == 0 && i < m->rows.n; i++)
		if (successor(m, &m->rows.items[i]))
			rc = pass_on(m, &m->rows.items[i], err);
	forget_rows(m);
	return rc;
}

static void report(const struct moving *m)
{
	struct import_file *f = m->im->file;

	if (m->moved.len)
		import_note(f, N_("%lld rows of coverage, %lld requirements and %lld controls went to what "
				  "took the place of their technique: %s"), (long long)m->coverage,
			    (long long)m->needs, (long long)m->controls, m->moved.buf);
	if (m->weaker)
		import_note(f, N_("%lld rows of coverage met another of the product there; the stronger "
				  "stands"), (long long)m->weaker);
	if (m->stuck.len)
		import_note(f, N_("withdrawn without successor but named in this workspace, left as they "
				  "are: %s"), m->stuck.buf);
}

int attack_move(struct importing *im, const struct map *moves, const char *const *live, struct err *err)
{
	struct moving m = { .im = im, .moves = moves, .live = live, .db = change_db(im->change),
			    .arena = ARENA_INIT, .moved = STRBUF_INIT, .stuck = STRBUF_INIT };
	int64_t parents = 0, coverage = 0;
	int rc = move_table(&m, "coverage", NULL, &coverage, err);

	if (rc == 0)
		rc = move_table(&m, "requirements", "reason", &m.needs, err);
	if (rc == 0)
		rc = move_table(&m, "controls", "notes", &m.controls, err);
	if (rc == 0)
		rc = move_table(&m, "capabilities", NULL, &parents, err);
	if (rc == 0)
		rc = drop_withdrawn(&m, err);
	if (rc == 0)
		report(&m);
	map_release(&m.told);
	arena_release(&m.arena);
	strbuf_release(&m.moved);
	strbuf_release(&m.stuck);
	return rc;
}
