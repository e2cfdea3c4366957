/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a list gets its rows: pages after or before a row, in an order, through a filter.
 *
 * Two kinds.  A stored source reads pages from the workspace by key (model/store.h), so that a
 * million rows open at once.  A memory source holds rows that a screen put together itself.  In
 * both a row is a record, known by its key; the position of a row that is gone is still a position.
 */
#ifndef LIFEBOAT_TUI_SOURCE_H
#define LIFEBOAT_TUI_SOURCE_H

#include "model/selector.h"
#include "model/store.h"
#include "util/vec.h"

typedef int source_compare_fn(const struct record *a, const struct record *b);

struct source {
	const struct table *table;
	struct db *db;              /* stored source; NULL: memory source */
	char *fixed;                /* stored source: selector every row has to match; may be NULL */
	char *filter;               /* the user's selector; NULL none */
	struct selector *where;     /* both of them */
	int sort;                   /* column; -1: the order it came with */
	bool descending;
	int preset_sort;            /* the order it came with */
	bool preset_descending;
	source_compare_fn *compare; /* memory source: the order it came with */
	VEC(struct record) all;     /* memory source: rows, owned */
	VEC(size_t) order;          /* memory source: rows that match, in order */
};

void source_release(struct source *s);
void source_init_store(struct source *s, const struct table *t, struct db *db, int preset_sort,
		       bool descending);
/* compare NULL: the order in which rows are added. */
void source_init_memory(struct source *s, const struct table *t, source_compare_fn *compare);

/* Stored source: what every row has to match; NULL everything. */
int source_fix(struct source *s, const char *selector, struct err *err);
/* Memory source: forgets the rows; adds one (it takes the cells over); sorts and filters. */
void source_clear(struct source *s);
void source_add(struct source *s, struct record *r);
void source_arrange(struct source *s);

/* Takes a filter over, or says what is wrong with it and keeps the old one.  "" is none. */
int source_filter(struct source *s, const char *text, struct err *err);
/* column -1: the order it came with. */
void source_sort(struct source *s, int column, bool descending);

/* At most n rows after (or before) `from`, NULL for the beginning (end); rows[] are initialised
 * records of the table; always in order. */
int source_page(struct source *s, const struct record *from, bool backwards, size_t n,
		struct record *rows, size_t *ret_n, struct err *err);
/* The same of rows that also match `selector`: the next match of a search. */
int source_find(struct source *s, const char *selector, const struct record *from, bool backwards,
		struct record *ret, bool *ret_found, struct err *err);
int source_count(struct source *s, int64_t *ret, struct err *err);
/* How many there would be without the user's filter. */
int source_count_all(struct source *s, int64_t *ret, struct err *err);
/* Brings the cells of a row up to date; false when it is gone. */
bool source_reread(struct source *s, struct record *r);

#endif
