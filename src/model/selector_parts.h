/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside of the filter language, shared by its parser, its evaluator and its SQL; nobody else
 * includes it.
 */
#ifndef LIFEBOAT_MODEL_SELECTOR_PARTS_H
#define LIFEBOAT_MODEL_SELECTOR_PARTS_H

#include "model/selector.h"

enum term_kind {
	TERM_COLUMN,  /* column op values */
	TERM_PRODUCT, /* product:values */
	TERM_FREE,    /* values, in the free columns of the table */
};

enum term_op { OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE, OP_CONTAINS };

struct term {
	enum term_kind kind;
	bool negated;
	int column; /* TERM_COLUMN */
	enum term_op op;
	char **values; /* canonical texts; "" stands for an empty column */
	size_t n_values;
};

struct selector {
	const struct table *table;
	struct term *terms;
	size_t n_terms;
};

/* How a column's cells compare. */
enum cell_order {
	ORDER_NONE,    /* only equality */
	ORDER_NUMBER,  /* whole numbers */
	ORDER_TEXT,    /* canonical texts sort like their values: dates, ratios */
	ORDER_SECONDS, /* durations */
	ORDER_PRICE,
	ORDER_DECIMAL,
	ORDER_VERSION,
};
enum cell_order selector_order(const struct column *c);
bool selector_is_list(const struct column *c);
/* Whether a cell of this column can be searched for a piece of text. */
bool selector_has_text(const struct column *c);
/* Next column that free text searches, from index `from` on; -1 at the end. */
int selector_free_column(const struct table *t, int from);

/* Appends the text with A-Z and simple letter pairs of other scripts in lower case. */
void selector_fold(const char *text, struct strbuf *out);
/* Letters other than `folded` itself that selector_fold turns into it (at most 2). */
size_t selector_fold_sources(uint32_t folded, uint32_t ret[2]);

/* Splits "product@range" in place of a copy: length of the product's key, and the range or NULL. */
size_t selector_product_part(const char *value, const char **ret_range);

#endif
