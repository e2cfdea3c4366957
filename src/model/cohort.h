/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cohorts: a million assets as a few thousand groups.
 *
 * Every asset carries in assets.cohort the number of a row of `cohorts`, which holds the cells that
 * classes are made of (cohort_columns) and the installed products.  Counting is then one GROUP BY
 * over a narrow covering index.  assets.cohort is NULL where the asset or its installs changed
 * since; cohort_refresh fills it in.  Where nothing may be written, the few such assets are
 * interned in memory instead, with negative numbers.
 *
 * A selector may also ask for something that is not a cohort's (a name, an owner, free text): such
 * a condition splits each cohort in two, by whether it holds (bit i of `holds`: condition i).
 */
#ifndef LIFEBOAT_MODEL_COHORT_H
#define LIFEBOAT_MODEL_COHORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db/db.h"
#include "model/selector.h"
#include "model/snapshot.h"
#include "util/arena.h"
#include "util/map.h"
#include "util/vec.h"

#define COHORT_COLUMNS 10
/* Columns of assets, by which cohorts differ, in the order of the cells. */
extern const char *const cohort_columns[COHORT_COLUMNS];
/* Place of a column among them, or -1. */
int cohort_column(const char *name);

/* Interns the assets that have no cohort, under the write lock; nothing when there are none. */
int cohort_refresh(struct db *db, struct err *err);

struct cohort {
	int64_t id;                  /* negative: only in memory */
	char *cells[COHORT_COLUMNS]; /* canonical; NULL when empty */
	char *installs;              /* "product@version;…" by product, ';' and '\' escaped with '\' */
};

/* All cohorts, and the assets that are interned in memory only. */
struct cohort_set {
	struct arena arena;
	VEC(struct cohort) cohorts;
	size_t n_stored;    /* these come first, by id; then place p has id -1 - p */
	struct map by_hash; /* → place in cohorts */
	struct map loose;   /* asset → place in cohorts */
};

void cohort_set_init(struct cohort_set *set);
void cohort_set_release(struct cohort_set *set);
int cohort_set_load(struct db *db, struct cohort_set *set, struct err *err);
const struct cohort *cohort_find(const struct cohort_set *set, int64_t id);

/* One condition: term `term` of a selector over assets.  At most COHORT_MAX_CONDITIONS. */
struct cohort_condition {
	const struct selector *selector;
	size_t term;
};
#define COHORT_MAX_CONDITIONS 60

/* One group of the roll-up. */
struct cohort_group {
	int64_t cohort;
	uint64_t holds;
	char *asset;           /* set: this asset alone */
	int64_t rows, quantity;
	char *oldest_seen;     /* canonical instant, NULL when none was ever seen */
	int64_t unknown_seen;  /* assets (by quantity) never seen */
};
typedef VEC(struct cohort_group) cohort_groups;

/* Counts all assets, by cohort and holds; assets named by dependencies each by itself, behind the
 * others.  Texts live in `arena`.  The oldest_seen of a group may be that of an asset named
 * separately. */
int cohort_roll_up(struct db *db, const struct cohort_set *set,
		   const struct cohort_condition *conditions, size_t n, struct arena *arena,
		   cohort_groups *ret, struct err *err);

/* Calls fn for every asset in key order (bytewise). */
struct cohort_asset {
	const char *asset;
	int64_t cohort;
	uint64_t holds;
	int64_t quantity;
};
typedef int cohort_asset_fn(void *context, const struct cohort_asset *a, struct err *err);
int cohort_each_asset(struct db *db, const struct cohort_set *set,
		      const struct cohort_condition *conditions, size_t n, cohort_asset_fn *fn,
		      void *context, struct err *err);

/* ---- classes of a snapshot --------------------------------------------------------------------- */

/* Finds the class of an asset given by cohort_each_asset; NONE when the snapshot does not know it. */
struct cohort_classes {
	const struct snapshot *s;
	struct map alone; /* asset → class */
	size_t last;      /* place in s->cohorts found last */
};
void cohort_classes_init(struct cohort_classes *c, const struct snapshot *s);
void cohort_classes_release(struct cohort_classes *c);
size_t cohort_class_of(struct cohort_classes *c, const struct cohort_asset *a);

/* One wave of a stored plan: rows first_row .. first_row + n_rows - 1 of the class, counted from 0
 * in asset-key order, and what plan_assets says of each.  Texts may be NULL. */
struct cohort_wave {
	size_t class; /* snapshot.classes */
	int64_t first_row, n_rows;
	const char *class_key;
	int64_t number;       /* 0: no wave */
	const char *from_product, *to_product; /* lists */
	const char *step, *instance;
	bool scheduled;       /* start and finish are set */
	int64_t start_min, finish_min;
	const char *start_at, *finish_at;      /* canonical instants */
};

/* Fills plan_assets of a plan version with every asset that falls into one of the waves, with its
 * present name and site.  Call inside the write transaction that stores the plan; `rev` as the
 * other rows of the plan have it.  ERR_CONFLICT: the inventory is not what the snapshot saw.
 * Waves may be in any order; those of a class must not overlap. */
int cohort_assign_assets(struct db *db, const struct snapshot *s, const char *plan,
			 int64_t version, int64_t rev, const struct cohort_wave *waves, size_t n,
			 struct err *err);

#endif
