/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one filter language of the program.
 *
 *	kind=server os=windows criticality>=4 tag:pci site=tokyo,osaka !zone=ot "free text"
 *
 * Terms are ANDed, commas in a value OR, `!` before a term negates it, comparisons are
 * = != < <= > >= and ~ (contains, case-folded).  `tag:x` is short for tags=x on a list column;
 * `product:x` matches assets with product x installed (`product:x@1.2*` a version).  A word or a
 * quoted text without an operator is free text, searched in name, title, key, serial, tag and ip.
 * Values with blanks, commas or operators stand in double quotes ("" inside is one quote).  An empty
 * column matches only `column=` (nothing after the operator; `""` in a list of values) and the !=
 * of anything else; `!=` with several values means none of them.  Negation is plain: `!x` matches
 * exactly the rows that x does not.
 * Order comparisons follow the column's type: numbers, dates, durations and versions (a text
 * column called version or …_version: util/version.h).  A date stands for its midnight UTC where an
 * instant is compared.  `product:x@>=11` compares versions too (quoted, as it holds an operator).
 * Columns without an order refuse < and >.  Case counts except for ~ and free text, which fold
 * simple letter pairs of any script.  Column names are those of the table's descriptor.
 *
 * One parser; two evaluators: to parameterised SQL (selector_sql, used by --where and the
 * screens) and over any row that can hand out cells (selector_match, used by the planner).  Both
 * give the same answer for the same row; a property test holds them to it.
 */
#ifndef LIFEBOAT_MODEL_SELECTOR_H
#define LIFEBOAT_MODEL_SELECTOR_H

#include <stdbool.h>

#include "db/db.h"
#include "model/table.h"
#include "util/strbuf.h"

struct selector;

/* Parses for rows of table `t`.  An empty text gives a selector that matches everything.  Errors
 * give the column (character position from 1) and what would be right. */
int selector_parse(const struct table *t, const char *text, struct selector **ret,
		   struct err *err);
void selector_free(struct selector *s);
/* The canonical text (parse(text(s)) equals s). */
void selector_text(const struct selector *s, struct strbuf *out);
/* Bit set of the descriptor columns it reads (column i → bit i); free text reads several.
 * `*ret_products` tells whether it reads installed products. */
uint64_t selector_columns(const struct selector *s, bool *ret_products);

/* Gives the cell of column index `column` (NULL or "" when empty), or for column -1 the list
 * "product@version;…" of installed products; a ';' or '\\' within a version has a '\\' before it. */
typedef const char *selector_cell_fn(const void *row, int column);
bool selector_match(const struct selector *s, selector_cell_fn *cell, const void *row);

/* Appends a boolean SQL expression over table alias `alias` (a constant of the caller) with
 * parameters numbered from *next on; selector_bind binds them in the same numbering. */
void selector_sql(const struct selector *s, const char *alias, int *next, struct strbuf *out);
void selector_bind(const struct selector *s, struct stmt *stmt, int *next);

/* The same for its terms one by one (0 .. selector_terms - 1); a selector is the AND of them. */
size_t selector_terms(const struct selector *s);
void selector_term_text(const struct selector *s, size_t term, struct strbuf *out);
uint64_t selector_term_columns(const struct selector *s, size_t term, bool *ret_products);
bool selector_term_match(const struct selector *s, size_t term, selector_cell_fn *cell,
			 const void *row);
void selector_term_sql(const struct selector *s, size_t term, const char *alias, int *next,
		       struct strbuf *out);
void selector_term_bind(const struct selector *s, size_t term, struct stmt *stmt, int *next);

#endif
