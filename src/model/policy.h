/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Policy: every tunable number, with type, default and a sentence, in one table (policy.c).
 * policy.csv holds only what a user changed; reading fills in the defaults.
 */
#ifndef LIFEBOAT_MODEL_POLICY_H
#define LIFEBOAT_MODEL_POLICY_H

#include <stddef.h>
#include <stdint.h>

#include "model/table.h"

struct policy_def {
	const char *key;
	enum column_type type; /* how the value is checked: INT, RATIO, DURATION, YESNO, LIST … */
	const char *preset;    /* NULL: no value unless the user gives one */
	const char *help;      /* N_() */
	const char *choices;   /* ENUM */
	int64_t low, high;     /* INT; both 0: from 0 up */
	enum column_type piece; /* LIST: type of its values */
	int pieces;            /* LIST: how many it must have; 0 any number */
};

extern const struct policy_def policy_defs[];
extern const size_t policy_n_defs;
const struct policy_def *policy_find(const char *key);
/* Canonical text of a value, or a sentence that names the key and what would be right.  Defaults
 * are canonical already. */
int policy_canonical(const struct policy_def *def, const char *text, char **ret, struct err *err);

#endif
