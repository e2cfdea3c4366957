/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "util/columns.h"

#include "util/text.h"

#define LONG_WORD 30 /* longer ones are parted where the table is narrow */
#define SENTENCE 40  /* from here on a text with blanks is one */

void column_measure(struct column_width *c, const char *text)
{
	size_t width = text_width(text), least = text_least(text);

	if (width > SENTENCE && least < COLUMNS_READABLE)
		least = COLUMNS_READABLE;
	if (least > LONG_WORD)
		least = LONG_WORD;
	if (width > c->width)
		c->width = width;
	if (least > c->least)
		c->least = least;
}

bool columns_fit(struct column_width *c, size_t n, size_t cells)
{
	size_t sum = n ? COLUMNS_GAP * (n - 1) : 0, i;

	for (i = 0; i < n; i++)
		sum += c[i].width;
	for (; sum > cells; sum--) {
		size_t widest = n;

		for (i = 0; i < n; i++)
			if (c[i].width > c[i].least && (widest == n || c[i].width > c[widest].width))
				widest = i;
		if (widest == n)
			return false;
		c[widest].width--;
	}
	return true;
}

void columns_force(struct column_width *c, size_t n, size_t cells)
{
	size_t i;

	if (columns_fit(c, n, cells))
		return;
	for (i = 0; i < n; i++)
		c[i].least = 1;
	(void)columns_fit(c, n, cells);
}
