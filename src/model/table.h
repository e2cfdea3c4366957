/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Descriptors: every fact about a record type is said here once.
 *
 * A `struct table` describes one table of the workspace and one CSV file of a workbook: its
 * columns in file order, their types, which of them form the key, what they refer to, and a
 * sentence of help each.  CSV in and out, list/show/set/delete, validation, forms, help texts, the
 * manual and the SQL of the generic store all read these descriptors; adding a column is one row
 * here and one line in a schema file.
 *
 * Cells: in memory a record is an array of canonical texts, NULL meaning "unknown / not set"
 * (never zero).  value_canonical turns what a person or a file wrote into the canonical text or
 * refuses it with a sentence; equal values have equal canonical texts.
 */
#ifndef LIFEBOAT_MODEL_TABLE_H
#define LIFEBOAT_MODEL_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/err.h"

enum column_type {
	COL_TEXT,      /* any text */
	COL_KEY,       /* short id: letters, digits, '-', '_', '.', no blanks; see key_is_valid */
	COL_REF,       /* first key column of a row in `refs` */
	COL_LIST,      /* values separated by ';' (each a REF when refs is set, but for `choices`) */
	COL_LINKS,     /* list of playbook steps: `R03`, `R05+2h`, `B05@breach`; see link_next */
	COL_ENUM,      /* one of `choices` ("a|b|c") */
	COL_ENUMS,     /* list of choices */
	COL_YESNO,     /* yes, no */
	COL_INT,       /* whole number in low..high */
	COL_RATIO,     /* decimal 0 to 1, at most 6 digits after the point, kept as text */
	COL_DECIMAL,   /* decimal from 0 up, at most 9 digits after the point (rates, weights) */
	COL_MONEY,     /* price, util/money.h */
	COL_CURRENCY,  /* ISO 4217 */
	COL_DATE, COL_INSTANT, COL_LOCAL,
	COL_DURATION,  /* util/date.h */
	COL_ESTIMATE,  /* min/likely/max durations */
	COL_SELECTOR,  /* the filter language over `assets`, checked by the parser; with refs set, a
	                * text that is a valid key names a row instead */
	COL_RRULE,     /* RFC 5545 recurrence rule */
	COL_TIMEZONE,  /* IANA name */
	COL_SSHKEY,    /* SSH public key, util/sshkey.h; kept without its comment */
	COL_MESSAGE,   /* encoded util/msg.h sentence, written by the planner */
};

enum column_flags {
	COLF_KEY = 1 << 0,       /* part of the key */
	COLF_REQUIRED = 1 << 1,  /* may not be empty */
	COLF_PLANNED = 1 << 2,   /* read by the planner: part of the digest */
	COLF_LONG = 1 << 3,      /* running text: forms give it several lines */
	COLF_SHORTHAND = 1 << 4, /* accepted on import, expanded into another table, never exported */
	COLF_LISTED = 1 << 5,    /* shown by `list` and screens without being asked for */
	COLF_VIRTUAL = 1 << 6,   /* not stored: computed by the loader that shows it */
	COLF_INTERNAL = 1 << 7,  /* stored, but no column of the CSV file */
};

struct column {
	const char *name;    /* CSV header and SQL column */
	enum column_type type;
	unsigned flags;
	const char *refs;    /* table name(s), "products|vendors" when either may be meant */
	const char *choices; /* ENUM, ENUMS */
	int64_t low, high;   /* INT */
	int key_place;       /* place in a composite key when it is not the order of columns; else 0 */
	const char *preset;  /* stored in place of an empty cell; NULL none */
	const char *help;    /* one sentence, marked N_() */
};

enum table_flags {
	TABLE_WORKBOOK = 1 << 0, /* travels in a workbook */
	TABLE_READONLY = 1 << 1, /* written by the program only (stored plans) */
	TABLE_BIG = 1 << 2,      /* may hold a million rows: bulk load, interned cohorts */
	TABLE_PROGRAM = 1 << 3,  /* changes by commands of its own only: set and delete refuse it */
};

struct table {
	const char *name;    /* SQL table, CSV base name, word on the command line */
	const char *one;     /* what one row is called ("vendor"); also accepted for `name` */
	const char *title;   /* N_() */
	const char *help;    /* N_() one sentence */
	unsigned flags;
	const struct column *columns;
	size_t n_columns;
};

/* All tables, in an order in which every reference points backwards (import order). */
extern const struct table *const model_tables[];
extern const size_t model_n_tables;

/* By name ("assets"); also accepts the singular.  NULL when there is none. */
const struct table *table_find(const char *name);
/* Index of a column, or -1. */
int table_column(const struct table *t, const char *name);
/* Place in model_tables. */
size_t table_index(const struct table *t);
/* Number of key columns, and their indexes in key order. */
size_t table_key(const struct table *t, int ret_index[8]);

/* Is the text a key?  1 to 200 bytes of UTF-8: letters and digits of any script, '-' (not first),
 * '_', '.'. */
bool key_is_valid(const char *text);
/* Appends a key made from any text: what does not belong becomes '-', runs and ends are trimmed;
 * "x" when nothing is left. */
void key_from_text(const char *text, struct strbuf *out);

/* One piece of a LINKS cell. */
struct link {
	char step[201];
	int64_t lag;       /* s */
	const char *order; /* "breach", "planned" or NULL for both */
};
/* Next piece; start with *at = cell.  1: a link, 0: the end, ERR_INPUT: not a link. */
int link_next(const char **at, struct link *ret);

/* One row.  cell[i] belongs to columns[i]; owned; NULL is empty. */
struct record {
	const struct table *table;
	char **cell;
	int64_t rev; /* for optimistic edits; 0 for a row that is not stored yet */
};

void record_init(struct record *r, const struct table *t);
void record_release(struct record *r);
void record_clear(struct record *r);
void record_copy(struct record *r, const struct record *from);
/* The cell of a named column; NULL when empty. */
const char *record_get(const struct record *r, const char *column);
/* Stores canonical text without checking. */
void record_set(struct record *r, const char *column, const char *canonical);
/* "a/b/c" for messages and the command line: '/' and '\' inside a part are escaped with '\'. */
void record_key_text(const struct record *r, struct strbuf *out);
/* Fills the key cells from "a/b/c". */
int record_key_parse(struct record *r, const char *text, struct err *err);

/* Canonical text of a cell, or a sentence "column 'x': …; …".  Empty input gives NULL.  References
 * are checked by the store, not here. */
int value_canonical(const struct column *c, const char *text, char **ret, struct err *err);

/* Rules over a whole row (required cells, currency beside money, ends after starts, …). */
int record_check(const struct record *r, struct err *err);

#endif
