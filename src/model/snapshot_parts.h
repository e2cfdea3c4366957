/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside of loading a snapshot; only snapshot_*.c and cohort*.c include it.
 */
#ifndef LIFEBOAT_MODEL_SNAPSHOT_PARTS_H
#define LIFEBOAT_MODEL_SNAPSHOT_PARTS_H

#include "db/db.h"
#include "model/calendar.h"
#include "model/snapshot.h"
#include "model/store.h"
#include "model/table.h"
#include "util/map.h"
#include "util/vec.h"

struct calendar_row {
	char *key;
	struct calendar_rule rule;
};

/* Either end is an asset or a selector. */
struct dependency_row {
	char *asset[2];
	const struct selector *selector[2];
	enum dep_type type;
};

/* What a load needs beside the snapshot it fills. */
struct load {
	struct db *db;
	struct snapshot *s;
	struct digest digest;
	VEC(struct calendar_row) calendar_rows;
	VEC(struct snap_calendar) calendars; /* as they are met; sorted at the end */
	VEC(struct dependency_row) dependencies;
	const struct record *row; /* being turned into a struct */
	struct err *err;
	int failed;               /* first error met in a row, or 0 */
};

/* ---- cells of load->row ------------------------------------------------------------------------ */

char *row_text(struct load *l, const char *column); /* in the arena; NULL when empty */
int64_t row_int(struct load *l, const char *column, int64_t missing);
int64_t row_date(struct load *l, const char *column);
int64_t row_instant(struct load *l, const char *column);
int64_t row_duration(struct load *l, const char *column, int64_t missing);
int64_t row_price(struct load *l, const char *column);
int64_t row_decimal(struct load *l, const char *column, int digits, int64_t missing);
enum yes_no row_yes_no(struct load *l, const char *column);
void row_currency(struct load *l, const char *column, char ret[4]);
/* Index of the cell in `words`, `missing` when the cell is empty or none of them. */
int row_word(struct load *l, const char *column, const char *const *words, size_t n, int missing);
struct text_list row_list(struct load *l, const char *column);
/* Parses a selector over assets that the snapshot then owns; sets load->failed. */
const struct selector *row_selector(struct load *l, const char *column, char **ret_text);
size_t row_ref(struct load *l, const char *column,
	       size_t find(const struct snapshot *s, const char *key));
int row_strength(struct load *l, const char *column); /* -1 when empty */
enum function_kind row_function(struct load *l, const char *column);

/* Decimal text with at most `digits` digits after the point as a whole number of their unit; more
 * are cut off, NULL is 0. */
int64_t snap_decimal(const char *text, int digits);

/* ---- parts ------------------------------------------------------------------------------------- */

/* How one table becomes one array of the snapshot, in the order of the tables. */
struct row_loader {
	const char *table;
	size_t size;             /* of a struct */
	size_t items, n;         /* offsets of array and count in struct snapshot */
	bool keyed;              /* the struct begins with its key, and rows may refer to each other */
	void (*fill)(struct load *l, void *item);
};
extern const struct row_loader rows_vendor[], rows_need[], rows_play[];
extern const size_t n_rows_vendor, n_rows_need, n_rows_play;

/* Index of the calendar `key` seen from `zone`, expanded on first use; NONE for no key. */
size_t load_calendar(struct load *l, const char *key, const char *zone);
/* Dependencies are read before the classes, because assets they name stand alone and their
 * selectors are read too, and turned into pairs of classes after them. */
int load_dependency_rows(struct load *l);
int load_classes(struct load *l);
int load_dependencies(struct load *l);
int load_facts(struct load *l);

#endif
