/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/attack.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "io/csv_read.h"
#include "io/put_cells.h"
#include "model/store.h"
#include "util/strbuf.h"
#include "util/text.h"

#define NO_SUCCESSOR (MAP_NONE - 1)
#define MAX_STEPS 16 /* of a chain of successors */

static size_t add_id(struct attack *a, const char *id)
{
	VEC_PUSH(&a->entries, (struct attack_entry){ .id = arena_strdup(&a->arena, id) });
	return a->entries.n - 1;
}

/* ---- the workspace --------------------------------------------------------------------------- */

static int keep_capability(void *context, const struct record *r, struct err *err)
{
	struct attack *a = context;
	const char *replaces = record_get(r, "replaces"), *piece;
	size_t at = add_id(a, r->cell[0]), length;

	(void)err;
	map_put(&a->held, a->entries.items[at].id, at);
	while (replaces && text_list_next(&replaces, &piece, &length))
		map_put(&a->gone, arena_strndup(&a->arena, piece, length), at);
	return 0;
}

/* ---- the shipped catalogue ------------------------------------------------------------------- */

#define CELLS 6

/* Row by row of a small table of ours; a missing column reads as "". */
typedef void shipped_row_fn(struct attack *a, const char *const cell[CELLS]);

static int read_shipped(struct attack *a, const char *path, const char *const columns[CELLS],
			shipped_row_fn *fn, struct err *err)
{
	struct csv_reader *r;
	struct csv_row row;
	int at[CELLS], rc = csv_open(path, NULL, &r, err);

	if (rc < 0)
		return rc;
	for (int i = 0; i < CELLS; i++)
		at[i] = columns[i] ? csv_column(r, columns[i]) : -1;
	while ((rc = csv_next(r, &row, err)) > 0) {
		const char *cell[CELLS];

		for (int i = 0; i < CELLS; i++)
			cell[i] = at[i] < 0 || row.reject.id ? "" : row.field[at[i]];
		fn(a, cell);
	}
	csv_close(r);
	return rc;
}

static char *kept(struct attack *a, const char *cell)
{
	return *cell ? arena_strdup(&a->arena, cell) : NULL;
}

static void keep_technique(struct attack *a, const char *const cell[CELLS])
{
	size_t at = add_id(a, cell[0]);
	struct attack_entry *e = &a->entries.items[at];

	e->name = kept(a, cell[1]);
	e->parent = kept(a, cell[2]);
	e->tactics = kept(a, cell[3]);
	e->platforms = kept(a, cell[4]);
	e->groups = kept(a, cell[5]);
	map_put(&a->shipped, e->id, at);
}

/* What the workspace says about an id goes before the shipped list. */
static void keep_gone(struct attack *a, const char *const cell[CELLS])
{
	size_t to = NO_SUCCESSOR;

	if (*cell[1]) {
		to = map_get(&a->shipped, cell[1]);
		if (to == MAP_NONE)
			to = add_id(a, cell[1]);
	}
	map_add(&a->gone, arena_strdup(&a->arena, cell[0]), to);
}

static int each_shipped(struct attack *a, const char *datadir, const char *files,
			const char *const columns[CELLS], shipped_row_fn *fn, struct err *err)
{
	struct strbuf pattern = STRBUF_INIT;
	glob_t found;
	int rc = 0;

	strbuf_addf(&pattern, "%s/catalogs/%s", datadir, files);
	if (glob(pattern.buf, 0, NULL, &found) != 0)
		rc = err_set(err, ERR_MISSING,
			     N_("%s: the shipped catalogue of techniques is missing; install the "
				"program again"), pattern.buf);
	else
		rc = read_shipped(a, found.gl_pathv[found.gl_pathc - 1], columns, fn, err);
	globfree(&found);
	strbuf_release(&pattern);
	return rc;
}

int attack_load(struct attack *a, const char *datadir, struct db *db, struct err *err)
{
	static const char *const technique[CELLS] = { "capability", "name", "parent",
						      "tactics", "platforms", "groups" };
	static const char *const gone[CELLS] = { "old", "new" };
	struct store_query q = { .table = table_find("capabilities"), .sort = -1 };
	int rc;

	*a = (struct attack){ .arena = ARENA_INIT, .followed = STRBUF_INIT,
			      .withdrawn = STRBUF_INIT };
	rc = store_each(db, &q, -1, keep_capability, a, err);
	if (rc == 0 && datadir)
		rc = each_shipped(a, datadir, "attack-enterprise-*[0-9].csv", technique,
				  keep_technique, err);
	if (rc == 0 && datadir)
		rc = each_shipped(a, datadir, "attack-enterprise-*-revoked.csv", gone, keep_gone,
				  err);
	return rc;
}

void attack_release(struct attack *a)
{
	map_release(&a->held);
	map_release(&a->shipped);
	map_release(&a->gone);
	map_release(&a->told);
	VEC_RELEASE(&a->entries);
	strbuf_release(&a->followed);
	strbuf_release(&a->withdrawn);
	arena_release(&a->arena);
}

/* ---- looking up ------------------------------------------------------------------------------ */

static bool first_time(struct attack *a, const char *published)
{
	if (map_get(&a->told, published) != MAP_NONE)
		return false;
	map_put(&a->told, arena_strdup(&a->arena, published), 1);
	return true;
}

const char *attack_find(struct attack *a, const char *published, enum attack_state *ret)
{
	const char *id = published;
	size_t at, steps;

	for (steps = 0; steps < MAX_STEPS; steps++) {
		at = map_get(&a->gone, id);
		if (at == MAP_NONE || at == NO_SUCCESSOR)
			break;
		id = a->entries.items[at].id;
	}
	if (at == NO_SUCCESSOR) {
		*ret = ATTACK_WITHDRAWN;
		if (first_time(a, published))
			strbuf_add_sep(&a->withdrawn, ", ", published);
		return NULL;
	}
	at = map_get(&a->held, id);
	if (at == MAP_NONE)
		at = map_get(&a->shipped, id);
	*ret = at == MAP_NONE ? ATTACK_UNKNOWN : steps ? ATTACK_FOLLOWED : ATTACK_LIVE;
	if (*ret == ATTACK_FOLLOWED && first_time(a, published)) {
		strbuf_add_sep(&a->followed, ", ", published);
		strbuf_addf(&a->followed, " → %s", id);
	}
	return at == MAP_NONE ? NULL : a->entries.items[at].id;
}

int attack_need(struct attack *a, struct importing *im, size_t line, const char *id, struct err *err)
{
	size_t at = map_get(&a->shipped, id);
	struct attack_entry e;
	int rc = 0;

	if (map_get(&a->held, id) != MAP_NONE || at == MAP_NONE)
		return 0;
	e = a->entries.items[at];
	map_put(&a->held, e.id, at);
	if (e.parent)
		rc = attack_need(a, im, line, e.parent, err);
	if (rc < 0)
		return rc;
	return put_cells(im, line, "capabilities",
			 (const struct cell[]){ { "capability", id },
						{ "name", e.name }, { "catalog", "attack" },
						{ "parent", e.parent }, { "tactics", e.tactics },
						{ "platforms", e.platforms },
						{ "groups", e.groups } }, 7, err);
}

int attack_take(struct attack *a, struct importing *im, size_t line, const char *column,
		const char *published, const char **ret, struct err *err)
{
	enum attack_state state;

	*ret = attack_find(a, published, &state);
	if (*ret)
		return attack_need(a, im, line, *ret, err);
	if (state == ATTACK_UNKNOWN)
		import_rejectf(im->file, line, column,
			       N_("'%s' is no technique of the loaded version of ATT&CK; import the "
				  "STIX bundle of a version that has it"), published);
	return 1;
}

void attack_report(struct attack *a, struct import_file *f)
{
	if (a->followed.len)
		import_note(f, N_("withdrawn ids, read as what took their place: %s"),
			    a->followed.buf);
	if (a->withdrawn.len)
		import_note(f, N_("withdrawn without successor, left out: %s"), a->withdrawn.buf);
}
