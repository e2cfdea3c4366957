/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Policy: every tunable number, with type, default and a sentence, in one table (policy.c).
 * policy.csv holds only what a user changed; reading fills in the defaults.
 */
#ifndef LIFEBOAT_MODEL_POLICY_H
#define LIFEBOAT_MODEL_POLICY_H

#include <stddef.h>

#include "model/table.h"

struct policy_def {
	const char *key;
	enum column_type type; /* how the value is checked: INT, RATIO, DURATION, YESNO, … */
	const char *preset;
	const char *help; /* N_() */
};

extern const struct policy_def policy_defs[];
extern const size_t policy_n_defs;
const struct policy_def *policy_find(const char *key);

#endif
