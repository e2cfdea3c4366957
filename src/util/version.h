/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Order of version texts ("10.0.19045", "7", "22H2", "12 SP5").
 *
 * A text is cut into runs of digits and single other characters.  Runs of digits compare as
 * numbers of any size, other characters by byte after folding A-Z; at the same place another
 * character that sorts before '1' (blank, '-', '.') comes before a number and the rest after it;
 * a text that ends first comes first, so "10" < "10.0".  Leading zeros do not count.
 *
 * version_key writes a text whose bytewise order is exactly this order: every run of digits becomes
 * its length plus 1000 and the digits without leading zeros.  The same key is computed in SQL
 * (model/selector_sql.c), so that both sides of the selector agree.
 */
#ifndef LIFEBOAT_UTIL_VERSION_H
#define LIFEBOAT_UTIL_VERSION_H

#include <stdbool.h>

#include "util/strbuf.h"

void version_key(const char *text, struct strbuf *out);
/* Negative, zero, positive; NULL comes before everything. */
int version_compare(const char *a, const char *b);

/* "1.2" (equal), "1.2*" (starts with), "=1.2", "!=1.2", "<11", "<=12.1", ">10", ">=11".  A NULL or
 * empty range, and "*", match everything; a NULL version matches only those. */
bool version_in_range(const char *version, const char *range);

#endif
