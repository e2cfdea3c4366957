/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Interning: which cohort an asset belongs to. */
#include "config.h"
#include "model/cohort.h"

#include <string.h>

#include "model/store.h"
#include "model/table.h"
#include "util/digest.h"

const char *const cohort_columns[COHORT_COLUMNS] = {
	"kind", "os", "os_version", "site", "criticality", "zone", "environment", "calendar", "tags",
	"business_service",
};

#define CELLS "a.kind, a.os, a.os_version, a.site, a.criticality, a.zone, a.environment, " \
	"a.calendar, a.tags, a.business_service"

int cohort_column(const char *name)
{
	for (int i = 0; i < COHORT_COLUMNS; i++)
		if (strcmp(cohort_columns[i], name) == 0)
			return i;
	return -1;
}

/* ---- assets without a cohort ------------------------------------------------------------------- */

/* Cells of one asset while its rows come in, one for each install. */
struct gather {
	struct strbuf asset;
	struct strbuf cells[COHORT_COLUMNS];
	bool has[COHORT_COLUMNS];
	struct strbuf installs;
	char hash[DIGEST_HEX];
};

static void add_install(struct strbuf *out, const char *product, const char *version)
{
	strbuf_add_sep(out, ";", product);
	if (!version)
		return;
	strbuf_addch(out, '@');
	for (; *version; version++) {
		if (*version == ';' || *version == '\\')
			strbuf_addch(out, '\\');
		strbuf_addch(out, *version);
	}
}

static void begin_asset(struct gather *g, const struct stmt *s, const struct table *assets)
{
	strbuf_reset(&g->asset);
	strbuf_adds(&g->asset, stmt_text(s, 0));
	strbuf_reset(&g->installs);
	for (int i = 0; i < COHORT_COLUMNS; i++) {
		int column = table_column(assets, cohort_columns[i]);

		strbuf_reset(&g->cells[i]);
		g->has[i] = store_text(s, 3 + i, &assets->columns[column], &g->cells[i]);
	}
}

static void end_asset(struct gather *g)
{
	unsigned char hash[DIGEST_SIZE];
	struct digest d;

	digest_init(&d);
	for (int i = 0; i < COHORT_COLUMNS; i++)
		digest_text(&d, g->has[i] ? g->cells[i].buf : NULL);
	digest_text(&d, g->installs.buf);
	digest_final(&d, hash);
	digest_hex(hash, g->hash);
}

typedef int gather_fn(void *context, struct gather *g, struct err *err);

/* Calls fn for each asset that has no cohort, by key. */
static int each_loose(struct db *db, gather_fn *fn, void *context, struct err *err)
{
	const struct table *assets = table_find("assets");
	struct gather g = { .asset = STRBUF_INIT, .installs = STRBUF_INIT };
	struct stmt *s;
	int rc = db_prepare(db, "SELECT a.asset, i.product, i.version, " CELLS " FROM assets AS a "
			    "LEFT JOIN installs AS i ON i.asset = a.asset WHERE a.cohort IS NULL "
			    "ORDER BY a.asset, i.product", &s, err);

	if (rc < 0)
		return rc;
	for (int i = 0; i < COHORT_COLUMNS; i++)
		strbuf_init(&g.cells[i]);
	while ((rc = stmt_step(s, err)) > 0) {
		if (strcmp(g.asset.buf, stmt_text(s, 0)) != 0) {
			if (g.asset.len) {
				end_asset(&g);
				rc = fn(context, &g, err);
				if (rc < 0)
					break;
			}
			begin_asset(&g, s, assets);
		}
		if (!stmt_is_null(s, 1))
			add_install(&g.installs, stmt_text(s, 1), stmt_text(s, 2));
	}
	stmt_done(s);
	if (rc == 0 && g.asset.len) {
		end_asset(&g);
		rc = fn(context, &g, err);
	}
	for (int i = 0; i < COHORT_COLUMNS; i++)
		strbuf_release(&g.cells[i]);
	strbuf_release(&g.asset);
	strbuf_release(&g.installs);
	return rc;
}

/* ---- refresh ----------------------------------------------------------------------------------- */

struct pending {
	char *asset;
	int64_t cohort;
};

struct refresh {
	struct db *db;
	struct arena arena;
	struct map ids;       /* hash → place in `id` */
	VEC(int64_t) id;
	int64_t next;         /* number for a new cohort */
	struct stmt *find, *add;
	VEC(struct pending) assets;
};

static int find_stored(struct refresh *r, const char *hash, int64_t *ret, struct err *err)
{
	int rc;

	stmt_reset(r->find);
	stmt_bind_text(r->find, 1, hash);
	rc = stmt_step(r->find, err);
	if (rc > 0)
		*ret = stmt_int(r->find, 0);
	stmt_reset(r->find);
	return rc;
}

static int add_cohort(struct refresh *r, const struct gather *g, struct err *err)
{
	int rc;

	stmt_reset(r->add);
	stmt_bind_int(r->add, 1, r->next);
	stmt_bind_text(r->add, 2, g->hash);
	for (int i = 0; i < COHORT_COLUMNS; i++)
		stmt_bind_text(r->add, 3 + i, g->has[i] ? g->cells[i].buf : NULL);
	stmt_bind_text(r->add, 3 + COHORT_COLUMNS, g->installs.len ? g->installs.buf : NULL);
	rc = stmt_step(r->add, err);
	stmt_reset(r->add);
	return rc;
}

static int intern(void *context, struct gather *g, struct err *err)
{
	struct refresh *r = context;
	size_t place = map_get(&r->ids, g->hash);
	int64_t id = 0;
	int rc;

	if (place == MAP_NONE) {
		rc = find_stored(r, g->hash, &id, err);
		if (rc == 0) {
			rc = add_cohort(r, g, err);
			id = r->next++;
		}
		if (rc < 0)
			return rc;
		place = r->id.n;
		VEC_PUSH(&r->id, id);
		map_put(&r->ids, arena_strdup(&r->arena, g->hash), place);
	}
	VEC_PUSH(&r->assets, (struct pending){ arena_strdup(&r->arena, g->asset.buf),
					       r->id.items[place] });
	return 0;
}

static int write_cohorts(struct refresh *r, struct err *err)
{
	struct stmt *s;
	int rc = db_prepare(r->db, "UPDATE assets SET cohort = $1 WHERE asset = $2", &s, err);

	if (rc < 0)
		return rc;
	for (size_t i = 0; i < r->assets.n && rc >= 0; i++) {
		stmt_reset(s);
		stmt_bind_int(s, 1, r->assets.items[i].cohort);
		stmt_bind_text(s, 2, r->assets.items[i].asset);
		rc = stmt_step(s, err);
	}
	stmt_done(s);
	return rc;
}

static int refresh(struct db *db, void *context, struct err *err)
{
	struct refresh r = { .db = db, .arena = ARENA_INIT, .ids = MAP_INIT };
	int rc;

	(void)context;
	rc = db_get_int(db, "SELECT max(cohort) FROM cohorts", 0, &r.next, err);
	r.next++;
	if (rc == 0)
		rc = db_prepare(db, "SELECT cohort FROM cohorts WHERE hash = $1", &r.find, err);
	if (rc == 0)
		rc = db_prepare(db, "INSERT INTO cohorts (cohort, hash, kind, os, os_version, site, "
				"criticality, zone, environment, calendar, tags, business_service, "
				"installs) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
				"$13)", &r.add, err);
	if (rc == 0)
		rc = each_loose(db, intern, &r, err);
	if (rc == 0)
		rc = write_cohorts(&r, err);
	if (rc == 0)
		rc = db_exec(db, "DELETE FROM cohorts WHERE NOT EXISTS (SELECT 1 FROM assets AS a "
			     "WHERE a.cohort = cohorts.cohort)", err);
	stmt_done(r.find);
	stmt_done(r.add);
	VEC_RELEASE(&r.id);
	VEC_RELEASE(&r.assets);
	map_release(&r.ids);
	arena_release(&r.arena);
	return rc;
}

int cohort_refresh(struct db *db, struct err *err)
{
	int64_t loose;
	int rc = db_get_int(db, "SELECT count(*) FROM (SELECT 1 FROM assets WHERE cohort IS NULL "
			    "LIMIT 1) AS one", 0, &loose, err);

	return rc < 0 || !loose ? rc : db_write(db, refresh, NULL, err);
}

/* ---- the set in memory ------------------------------------------------------------------------- */

void cohort_set_init(struct cohort_set *set)
{
	memset(set, 0, sizeof(*set));
	set->arena = (struct arena)ARENA_INIT;
}

void cohort_set_release(struct cohort_set *set)
{
	VEC_RELEASE(&set->cohorts);
	map_release(&set->by_hash);
	map_release(&set->loose);
	arena_release(&set->arena);
	cohort_set_init(set);
}

static int read_cohorts(struct db *db, struct cohort_set *set, struct err *err)
{
	struct stmt *s;
	int rc = db_prepare(db, "SELECT cohort, hash, kind, os, os_version, site, criticality, zone, "
			    "environment, calendar, tags, business_service, installs FROM cohorts "
			    "ORDER BY cohort", &s, err);

	if (rc < 0)
		return rc;
	while ((rc = stmt_step(s, err)) > 0) {
		struct cohort c = { .id = stmt_int(s, 0) };

		for (int i = 0; i < COHORT_COLUMNS; i++)
			c.cells[i] = arena_strdup(&set->arena, stmt_text(s, 2 + i));
		c.installs = arena_strdup(&set->arena, stmt_text(s, 2 + COHORT_COLUMNS));
		map_put(&set->by_hash, arena_strdup(&set->arena, stmt_text(s, 1)), set->cohorts.n);
		VEC_PUSH(&set->cohorts, c);
	}
	stmt_done(s);
	return rc;
}

/* An asset without a cohort joins one in memory: the stored one it belongs to, or a new one whose
 * id is -1 - its place. */
static int add_loose(void *context, struct gather *g, struct err *err)
{
	struct cohort_set *set = context;
	size_t place = map_get(&set->by_hash, g->hash);
	struct cohort c = { .id = -1 - (int64_t)set->cohorts.n };

	(void)err;
	if (place == MAP_NONE) {
		for (int i = 0; i < COHORT_COLUMNS; i++)
			c.cells[i] = g->has[i] ? arena_strdup(&set->arena, g->cells[i].buf) : NULL;
		c.installs = g->installs.len ? arena_strdup(&set->arena, g->installs.buf) : NULL;
		place = set->cohorts.n;
		VEC_PUSH(&set->cohorts, c);
		map_put(&set->by_hash, arena_strdup(&set->arena, g->hash), place);
	}
	map_put(&set->loose, arena_strdup(&set->arena, g->asset.buf), place);
	return 0;
}

int cohort_set_load(struct db *db, struct cohort_set *set, struct err *err)
{
	int rc = read_cohorts(db, set, err);

	set->n_stored = set->cohorts.n;
	return rc < 0 ? rc : each_loose(db, add_loose, set, err);
}

const struct cohort *cohort_find(const struct cohort_set *set, int64_t id)
{
	size_t low = 0, high = set->n_stored;

	if (id < 0)
		return &set->cohorts.items[-1 - id];
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (set->cohorts.items[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < set->n_stored && set->cohorts.items[low].id == id ? &set->cohorts.items[low]
									: NULL;
}
