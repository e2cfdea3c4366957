/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "util/version.h"

#include <string.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static unsigned char lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* The digits at *at without leading zeros; moves *at behind them. */
static size_t take_digits(const char **at, const char **ret_digits)
{
	const char *p = *at;

	while (*p == '0')
		p++;
	*ret_digits = p;
	while (is_digit(*p))
		p++;
	*at = p;
	return (size_t)(p - *ret_digits);
}

void version_key(const char *text, struct strbuf *out)
{
	while (*text) {
		const char *digits;
		size_t n;

		if (!is_digit(*text)) {
			strbuf_addch(out, (char)lower(*text++));
			continue;
		}
		n = take_digits(&text, &digits);
		strbuf_addf(out, "%zu", n + 1000);
		strbuf_add(out, digits, n);
	}
}

int version_compare(const char *a, const char *b)
{
	struct strbuf ka = STRBUF_INIT, kb = STRBUF_INIT;
	int order;

	if (!a || !b)
		return (a != NULL) - (b != NULL);
	version_key(a, &ka);
	version_key(b, &kb);
	order = strcmp(ka.buf, kb.buf);
	strbuf_release(&ka);
	strbuf_release(&kb);
	return order;
}

bool version_in_range(const char *version, const char *range)
{
	static const struct {
		const char *sign;
		bool less, equal, more;
	} comparisons[] = {
		{ "<=", true, true, false }, { ">=", false, true, true }, { "!=", true, false, true },
		{ "<", true, false, false }, { ">", false, false, true }, { "=", false, true, false },
	};
	size_t length = range ? strlen(range) : 0;
	int order;

	if (!length || strcmp(range, "*") == 0)
		return true;
	if (!version)
		return false;
	for (size_t i = 0; i < sizeof(comparisons) / sizeof(comparisons[0]); i++) {
		size_t n = strlen(comparisons[i].sign);

		if (strncmp(range, comparisons[i].sign, n) != 0)
			continue;
		range += n + strspn(range + n, " ");
		order = version_compare(version, range);
		return order < 0 ? comparisons[i].less
		     : order > 0 ? comparisons[i].more : comparisons[i].equal;
	}
	if (range[length - 1] == '*')
		return strncmp(version, range, length - 1) == 0;
	return strcmp(version, range) == 0;
}
