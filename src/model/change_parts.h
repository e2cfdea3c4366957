/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside of a change, shared by change.c, change_refs.c, change_end.c and undo.c; nobody else
 * includes it.
 */
#ifndef LIFEBOAT_MODEL_CHANGE_PARTS_H
#define LIFEBOAT_MODEL_CHANGE_PARTS_H

#include "model/change.h"
#include "model/row.h"
#include "util/arena.h"
#include "util/digest.h"
#include "util/map.h"
#include "util/strbuf.h"
#include "util/vec.h"

#define MAX_COLUMNS 64

/* Hashes of the keys put so far: a key that is not here is certainly new. */
struct key_set {
	uint64_t *slots; /* 0 is free */
	size_t n, cap;
};

struct table_state {
	struct rows rows;
	struct stmt *exists;           /* does a row with this first key cell exist? */
	struct change_counts counts;
	char *preset[MAX_COLUMNS];     /* copies of the defaults of the columns */
	int64_t noted_inserts;         /* added rows that undo knows one by one */
	bool marked;                   /* undo knows added rows by their rev */
	bool used;
	bool asked_empty;              /* bulk load was decided on */
	bool indexes_dropped;          /* to be built at the end */
	bool key_dropped;              /* to be built when a key is looked up, at the latest then */
	struct key_set keys;           /* while the key index is dropped */
};

/* A reference that led nowhere when its row was put. */
struct pending {
	const struct table *table;
	char *key;                     /* of the row that holds it */
	int column;
	char *value;
	int64_t tag;
	bool added;                    /* the row is new */
	struct strbuf before;          /* else its image before */
};

/* A row that is gone; something may still name it. */
struct gone {
	const struct table *table;
	char *first, *second;          /* its first two key cells; second may be NULL */
	char *key;
	bool rejected;                 /* by this change itself, not by the user */
};

struct change {
	struct db *db;
	const struct change_info *info;
	int64_t number;                /* journal entry it will be */
	int64_t tag;
	int64_t undo_depth, undo_step; /* step 0: none begun */
	int64_t undo_place;
	struct stmt *undo_row;
	struct table_state *state;     /* by table_index */
	int64_t changed;               /* rows */
	int64_t rejected;              /* rows that the caller did not even put */
	struct digest digest;          /* of the changed rows */
	struct {                       /* the first of them, for the journal */
		const struct table *table;
		struct strbuf key, before, after;
		bool has_before, has_after;
	} first;
	struct arena arena;            /* texts of `known` */
	struct map known;              /* references that were found to lead somewhere */
	VEC(struct pending) pending;
	VEC(struct gone) gone;
	struct stmt *forget_cohort;
	char *last_asset;              /* whose cohort was forgotten last */
	struct strbuf image, before, text; /* scratch */
};

void change_init(struct change *c, struct db *db, const struct change_info *info);
void change_release(struct change *c);
struct table_state *change_state(struct change *c, const struct table *t);
/* Says that a row was changed: for the journal, the digest and undo.  Images are those of row.h,
 * NULL where there is no row. */
int change_note(struct change *c, struct table_state *st, char *const *cell,
		const struct record *before, const struct strbuf *after_image, struct err *err);
/* Installs of an asset changed: it belongs to another cohort now. */
int change_forget_cohort(struct change *c, const char *asset, struct err *err);

/* change_refs.c: looks after the references of a row that was just put; `before` NULL: it is new. */
int change_check_row(struct change *c, struct table_state *st, char *const *cell,
		     const struct record *before, struct err *err);
void change_row_gone(struct change *c, const struct table *t, char *const *cell, bool rejected);
/* At the end: references that still lead nowhere, and rows that name what is gone. */
int change_check_references(struct change *c, struct err *err);

/* bulk.c: the first load of a table that may be big.  Indexes are built after the load, which is
 * several times faster; until then the keys are known by their hashes. */
int bulk_begin(struct change *c, struct table_state *st, struct err *err);
/* 1 when the key is new; 0 when it may not be: the key index is there then. */
int bulk_add_key(struct change *c, struct table_state *st, char *const *cell, struct err *err);
/* Before anything looks a key up. */
int bulk_need_key(struct change *c, struct table_state *st, struct err *err);
int bulk_end(struct change *c, struct err *err);

/* change_end.c */
int change_begin(struct change *c, struct err *err);
int change_finish(struct change *c, struct err *err);
/* Writes the journal entry of a change with this number; `detail` may be NULL. */
int change_journal(struct change *c, const struct msg *detail, struct err *err);
/* Keeps an image for undo; `before` NULL: the row was not there; key NULL: a mark. */
int change_undo_row(struct change *c, const struct table *t, const char *key,
		    const struct strbuf *before, struct err *err);

#endif
