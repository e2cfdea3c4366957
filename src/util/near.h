/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * "Did you mean": how far apart two words are.
 */
#ifndef LIFEBOAT_UTIL_NEAR_H
#define LIFEBOAT_UTIL_NEAR_H

#include <stddef.h>

/* Edits (insert, delete, replace, swap of neighbours) that turn a into b, bytes, ASCII case ignored;
 * stops counting at `limit` and returns it.  Optimal string alignment distance (Damerau 1964). */
size_t near_distance(const char *a, const char *b, size_t limit);

#endif
