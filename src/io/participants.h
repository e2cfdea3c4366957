/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the name under which somebody took part in a test, or offers a service, to a product here.
 *
 * Tables of evaluations name companies, spelt now "TrendMicro" and now "trendmicro".  Names are
 * compared without case, blanks and punctuation: with keys, names and aliases of products first,
 * then with vendors.  Of a vendor's products the only one of the category counts.  What is unknown is
 * added: vendor and product under the same name, with no role, so that no plan chooses it before
 * somebody has said that it is a candidate.
 */
#ifndef LIFEBOAT_IO_PARTICIPANTS_H
#define LIFEBOAT_IO_PARTICIPANTS_H

#include "io/import.h"
#include "io/names.h"

struct participants {
	struct arena arena;
	struct names products, vendors;
	VEC(char *) keys;       /* of products */
	VEC(char *) made_by;    /* their vendors */
	VEC(char *) categories; /* NULL none */
};

int participants_load(struct participants *p, struct db *db, struct err *err);
void participants_release(struct participants *p);

/* The product's key, owned by `p`.  `vendor` NULL: the participant's own name.  1: several products
 * could be meant; rejected with what to do. */
int participants_take(struct participants *p, struct importing *im, size_t line, const char *name,
		      const char *vendor, const char *category, const char **ret, struct err *err);

#endif
