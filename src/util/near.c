/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "util/near.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t near_distance(const char *a, const char *b, size_t limit)
{
	size_t la = strlen(a), lb = strlen(b), i, j, width = lb + 1, result;
	size_t *rows;

	if ((la > lb ? la - lb : lb - la) >= limit || la > 256 || lb > 256)
		return limit;
	rows = mem_alloc(3 * width, sizeof(*rows));
	for (j = 0; j <= lb; j++)
		rows[j] = j;
	for (i = 1; i <= la; i++) {
		size_t *cur = rows + i % 3 * width, *up = rows + (i - 1) % 3 * width;
		const size_t *up2 = rows + (i + 1) % 3 * width;

		cur[0] = i;
		for (j = 1; j <= lb; j++) {
			size_t differs = lower(a[i - 1]) != lower(b[j - 1]);

			cur[j] = least(least(up[j] + 1, cur[j - 1] + 1), up[j - 1] + differs);
			if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
			    lower(a[i - 2]) == lower(b[j - 1]))
				cur[j] = least(cur[j], up2[j - 2] + 1);
		}
	}
	result = rows[la % 3 * width + lb];
	free(rows);
	return least(result, limit);
}
