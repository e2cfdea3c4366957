/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the sub-steps of a public detection evaluation to one strength a technique.
 *
 * A sub-step is one action of the emulated adversary under one technique; a product answers it with
 * a category.  Strength of a category (design page "Evidence", Coverage):
 *
 *	None 0, Telemetry .25, General .5, Tactic .75, Technique 1
 *
 * capped at .25 when the detection came delayed or only after a change of the configuration.  The
 * words of the first public round (APT3, 2018) are read by their published meaning: Enrichment,
 * Indicator of Compromise and General Behavior say that something is wrong but not what (.5), a
 * Specific Behavior says what was done (1).  "N/A" is not tested.
 *
 * A technique counts by the share of its tested sub-steps at or above the threshold (policy
 * evals_threshold, .75).  The share itself is the strength, bent so that the least share that counts
 * as covered (policy evals_share, half of the sub-steps) is .5, the strength of "partial": what
 * compares coverage needs no second rule for tested products.
 */
#ifndef LIFEBOAT_PLAN_EVALS_H
#define LIFEBOAT_PLAN_EVALS_H

#include <stdbool.h>
#include <stdint.h>

#define EVALS_NOT_TESTED (-1)
#define EVALS_UNKNOWN (-2) /* no category of any round */

/* All in millionths. */
struct evals_rules {
	int32_t threshold, share;
};

struct evals_tally {
	int64_t tested, hit;
};

/* Category and modifiers as the tables write them, in any case: "Delayed|Tainted",
 * "['Configuration Change (UX)']", "" and "[]" none. */
int32_t evals_strength(const char *category, const char *modifiers);
/* Adds the best answer to one sub-step. */
void evals_count(const struct evals_rules *rules, int32_t strength, struct evals_tally *tally);
/* EVALS_NOT_TESTED without a tested sub-step. */
int32_t evals_value(const struct evals_rules *rules, const struct evals_tally *tally);
/* The last number of four digits in a round's name ("R4-WizardSpiderSandworm-2022"); 0 none. */
int evals_year(const char *round);

#endif
