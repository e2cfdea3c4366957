/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/csv_write.h"

#include <string.h>

/* What makes a spreadsheet calculate, also behind any number of guards. */
static bool begins_formula(const char *text)
{
	static const char *const full_width[] = {
		"\xef\xbc\x9d" /* ＝ */, "\xef\xbc\x8b" /* ＋ */, "\xef\xbc\x8d" /* － */,
		"\xef\xbc\xa0" /* ＠ */, "\xe2\x88\x92" /* − */,
	};

	if (*text && strchr("=+-@\t\r\n", *text))
		return true;
	for (size_t i = 0; i < sizeof(full_width) / sizeof(*full_width); i++)
		if (strncmp(text, full_width[i], 3) == 0)
			return true;
	return false;
}

bool csv_needs_guard(const char *text)
{
	return begins_formula(text + strspn(text, "'"));
}

bool csv_is_guarded(const char *text)
{
	return *text == '\'' && csv_needs_guard(text);
}

void csv_add_field(struct strbuf *out, const char *text, bool first, unsigned flags)
{
	bool guard = (flags & CSV_SAFE) && csv_needs_guard(text);

	if (!first)
		strbuf_addch(out, ',');
	if (!text[strcspn(text, "\",\r\n")]) {
		if (guard)
			strbuf_addch(out, '\'');
		strbuf_adds(out, text);
		return;
	}
	strbuf_addch(out, '"');
	if (guard)
		strbuf_addch(out, '\'');
	for (const char *quote; (quote = strchr(text, '"')); text = quote + 1) {
		strbuf_add(out, text, (size_t)(quote - text) + 1);
		strbuf_addch(out, '"');
	}
	strbuf_adds(out, text);
	strbuf_addch(out, '"');
}

void csv_end_row(struct strbuf *out)
{
	strbuf_adds(out, "\r\n");
}

void csv_add_row(struct strbuf *out, const char *const *cell, size_t n, unsigned flags)
{
	for (size_t i = 0; i < n; i++)
		csv_add_field(out, cell[i] ? cell[i] : "", i == 0, flags);
	csv_end_row(out);
}
