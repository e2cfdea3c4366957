/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/evals.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#define DEMOTED 250000
#define COVERED_AT 500000 /* what the least share that counts is bent to */
#define WHOLE 1000000

static const struct category {
	const char *name;
	int32_t strength;
} categories[] = {
	{ "None", 0 },
	{ "N/A", EVALS_NOT_TESTED },
	{ "Telemetry", 250000 },
	{ "General", 500000 },
	{ "Tactic", 750000 },
	{ "Technique", 1000000 },
	/* 2018 */
	{ "Enrichment", 500000 },
	{ "Indicator of Compromise", 500000 },
	{ "General Behavior", 500000 },
	{ "Specific Behavior", 1000000 },
};

static const char *const demoting[] = { "Delayed", "Configuration Change" };

static bool mentions(const char *text, const char *word)
{
	size_t n = strlen(word);

	for (; *text; text++)
		if (strncasecmp(text, word, n) == 0)
			return true;
	return false;
}

int32_t evals_strength(const char *category, const char *modifiers)
{
	int32_t strength = EVALS_UNKNOWN;
	size_t i;

	for (i = 0; i < sizeof(categories) / sizeof(categories[0]); i++)
		if (strcasecmp(categories[i].name, category) == 0)
			strength = categories[i].strength;
	for (i = 0; modifiers && i < sizeof(demoting) / sizeof(demoting[0]); i++)
		if (strength > DEMOTED && mentions(modifiers, demoting[i]))
			strength = DEMOTED;
	return strength;
}

void evals_count(const struct evals_rules *rules, int32_t strength, struct evals_tally *tally)
{
	if (strength < 0)
		return;
	tally->tested++;
	tally->hit += strength >= rules->threshold;
}

int32_t evals_value(const struct evals_rules *rules, const struct evals_tally *tally)
{
	int64_t share;

	if (!tally->tested)
		return EVALS_NOT_TESTED;
	share = tally->hit * WHOLE / tally->tested;
	if (rules->share == COVERED_AT || rules->share <= 0)
		return (int32_t)share;
	if (share < rules->share)
		return (int32_t)(share * COVERED_AT / rules->share);
	if (rules->share >= WHOLE)
		return WHOLE;
	return (int32_t)(COVERED_AT + (share - rules->share) * (WHOLE - COVERED_AT) /
				      (WHOLE - rules->share));
}

int evals_year(const char *round)
{
	int year = 0, number = 0, digits = 0;

	for (;; round++) {
		if (isdigit((unsigned char)*round)) {
			number = digits < 4 ? number * 10 + (*round - '0') : 0;
			digits++;
			continue;
		}
		if (digits == 4)
			year = number;
		number = digits = 0;
		if (!*round)
			return year;
	}
}
