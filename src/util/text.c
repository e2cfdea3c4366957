/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "util/text.h"

#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>
#include <uniwidth.h>

#include "util/mem.h"

#define MAX_MARKS 8

static const uint8_t *bytes(const char *text)
{
	return (const uint8_t *)text;
}

bool text_is_utf8(const char *text, size_t length)
{
	return u8_check(bytes(text), length) == NULL;
}

int32_t text_next(const char **at)
{
	const uint8_t *s = bytes(*at);
	ucs4_t c;
	int n;

	if (!*s)
		return 0;
	if (*s < 0x80) {
		(*at)++;
		return *s;
	}
	n = u8_strmbtouc(&c, s);
	if (n <= 0) {
		(*at)++;
		return -1;
	}
	*at += n;
	return (int32_t)c;
}

struct range {
	int32_t first, last;
};

static bool in_ranges(const struct range *r, size_t n, int32_t c)
{
	for (size_t i = 0; i < n; i++)
		if (c >= r[i].first && c <= r[i].last)
			return true;
	return false;
}

/* Code points that change the order of what is read or that nobody can see: bidi controls,
 * zero-width characters, line separators, fillers, interlinear and tag characters, variation
 * selectors of plane 14. */
static bool is_invisible(int32_t c)
{
	static const struct range table[] = {
		{ 0x00ad, 0x00ad }, { 0x034f, 0x034f }, { 0x061c, 0x061c }, { 0x115f, 0x1160 },
		{ 0x17b4, 0x17b5 }, { 0x180b, 0x180f }, { 0x200b, 0x200f }, { 0x2028, 0x202e },
		{ 0x2060, 0x206f }, { 0x3164, 0x3164 }, { 0xfeff, 0xfeff }, { 0xffa0, 0xffa0 },
		{ 0xfff0, 0xfffb }, { 0xfffe, 0xffff }, { 0x1bca0, 0x1bca3 },
		{ 0x1d173, 0x1d17a }, { 0xe0000, 0xe0fff },
	};

	return c >= 0xad && in_ranges(table, sizeof(table) / sizeof(*table), c);
}

static bool is_mark(int32_t c)
{
	return c >= 0x300 && !is_invisible(c) &&
	       uc_is_general_category_withtable((ucs4_t)c, UC_CATEGORY_MASK_M) &&
	       uc_width((ucs4_t)c, "UTF-8") <= 0;
}

static void clean(const char *text, bool keep_newlines, struct strbuf *out)
{
	const char *at = text, *from;
	size_t marks = 0;
	int32_t c;

	for (from = at; (c = text_next(&at)); from = at) {
		if (c >= 0x20 && c < 0x7f) {
			marks = 0;
			strbuf_addch(out, (char)c);
			continue;
		}
		if (c < 0) {
			strbuf_addf(out, "\\x%02X", (unsigned char)*from);
		} else if (c == '\n' && keep_newlines) {
			strbuf_addch(out, '\n');
		} else if (c == '\r' && keep_newlines && *at == '\n') {
			continue;
		} else if (c == '\r' && *at == '\n') {
			strbuf_addch(out, ' ');
			at++;
		} else if (c == '\t' || c == '\n' || c == '\r') {
			strbuf_addch(out, ' ');
		} else if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
			strbuf_addf(out, "\\x%02X", (unsigned)c);
		} else if (is_invisible(c)) {
			strbuf_addf(out, "<U+%04X>", (unsigned)c);
		} else if (is_mark(c)) {
			if (++marks <= MAX_MARKS)
				strbuf_add(out, from, (size_t)(at - from));
			continue;
		} else {
			strbuf_add(out, from, (size_t)(at - from));
		}
		marks = 0;
	}
}

void text_clean(const char *text, struct strbuf *out)
{
	clean(text, false, out);
}

void text_clean_lines(const char *text, struct strbuf *out)
{
	clean(text, true, out);
}

static size_t cells_of(int32_t c)
{
	int w;

	if (c < 0)
		return 1;
	if (c < 0x7f)
		return c >= 0x20;
	w = uc_width((ucs4_t)c, "UTF-8");
	return w > 0 ? (size_t)w : 0;
}

size_t text_width(const char *text)
{
	size_t n = 0;
	int32_t c;

	while ((c = text_next(&text)))
		n += cells_of(c);
	return n;
}

/* The end of the longest part of `text` within `cells`; its width in *ret_used.  Combining marks
 * stay with their base. */
static const char *fit_end(const char *text, size_t cells, size_t *ret_used)
{
	const char *end = text, *at = text;
	size_t used = 0;
	int32_t c;

	while ((c = text_next(&at))) {
		size_t w = cells_of(c);

		if (used + w > cells)
			break;
		used += w;
		end = at;
	}
	*ret_used = used;
	return end;
}

void text_fit(const char *text, size_t cells, bool pad, bool ascii, struct strbuf *out)
{
	size_t used;
	const char *end = fit_end(text, cells, &used);

	if (*end && cells > 0) {
		end = fit_end(text, cells - 1, &used);
		strbuf_add(out, text, (size_t)(end - text));
		strbuf_adds(out, ascii ? "~" : "…");
		used++;
	} else {
		strbuf_add(out, text, (size_t)(end - text));
	}
	for (; pad && used < cells; used++)
		strbuf_addch(out, ' ');
}

static bool is_digit(int32_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(int32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A line may end before c: behind a blank, at the end, on either side of a wide one; in a key also
 * behind a hyphen, if it is not one of a date or an option. */
static bool may_end(int32_t two, int32_t one, int32_t c, bool key)
{
	if (c == 0 || one == ' ' || c == ' ' || cells_of(c) == 2 || cells_of(one) == 2)
		return true;
	return key && one == '-' && (is_letter(two) || is_digit(two)) &&
	       (is_letter(c) || (is_digit(c) && !is_digit(two)));
}

static size_t line(const char *text, size_t cells, bool key, size_t *ret_width)
{
	const char *at = text, *end = text; /* end: where the line may end */
	size_t used = 0, width = 0;
	int32_t c, one = 0, two = 0;

	for (;;) {
		const char *here = at;
		size_t w;

		c = text_next(&at);
		w = cells_of(c);
		if (here != text && (w || !c) && may_end(two, one, c, key)) {
			if (one != ' ')
				width = used;
			end = here;
		}
		if (c == 0 || (used + w > cells && c != ' '))
			break;
		used += w;
		if (w) { /* a mark stays with what it stands on */
			two = one;
			one = c;
		}
	}
	if (end == text && c) { /* one long word */
		end = fit_end(text, cells, &width);
		if (end == text) {
			end = text;
			width = cells_of(text_next(&end));
		}
	}
	*ret_width = width;
	return (size_t)(end - text);
}

size_t text_line(const char *text, size_t cells, size_t *ret_width)
{
	return line(text, cells, false, ret_width);
}

size_t text_key_line(const char *text, size_t cells, size_t *ret_width)
{
	return line(text, cells, true, ret_width);
}

size_t text_least(const char *text)
{
	size_t used = 0, most = 0;
	int32_t c, one = 0, two = 0;

	do {
		c = text_next(&text);
		if (c && !cells_of(c))
			continue;
		if (may_end(two, one, c, true)) {
			most = used > most ? used : most;
			used = 0;
		}
		used += c == ' ' ? 0 : cells_of(c);
		two = one;
		one = c;
	} while (c);
	return most;
}

/* Folding of a text that holds more than ASCII; invalid bytes become U+FFFD first. */
static void fold_unicode(const char *text, struct strbuf *out)
{
	struct strbuf valid = STRBUF_INIT;
	const char *at = text, *from;
	uint8_t *folded;
	size_t length;
	int32_t c;

	for (from = at; (c = text_next(&at)); from = at) {
		if (c < 0)
			strbuf_adds(&valid, "\xef\xbf\xbd");
		else
			strbuf_add(&valid, from, (size_t)(at - from));
	}
	folded = u8_casefold(bytes(valid.buf), valid.len, NULL, UNINORM_NFKC, NULL, &length);
	if (!folded)
		mem_fail();
	strbuf_add(out, folded, length);
	free(folded);
	strbuf_release(&valid);
}

void text_fold(const char *text, struct strbuf *out)
{
	size_t start = out->len, n = strlen(text);
	char *to;

	strbuf_grow(out, n);
	to = out->buf + start;
	for (const char *p = text; *p; p++) {
		if ((unsigned char)*p >= 0x80) {
			out->buf[start] = '\0';
			fold_unicode(text, out);
			return;
		}
		*to++ = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;
	}
	*to = '\0';
	out->len = start + n;
}

bool text_same(const char *a, const char *b)
{
	struct strbuf fa = STRBUF_INIT, fb = STRBUF_INIT;
	bool same;

	if (!a || !b)
		return a == b;
	text_fold(a, &fa);
	text_fold(b, &fb);
	same = fa.len == fb.len && memcmp(fa.buf, fb.buf, fa.len) == 0;
	strbuf_release(&fa);
	strbuf_release(&fb);
	return same;
}

/* Bytes of the white space character at `s`, 0 when there is none.  Besides Unicode's White_Space
 * also U+FEFF, which editors leave at the start of texts. */
static size_t space_at(const char *s)
{
	const char *at = s;
	int32_t c;

	if ((*s >= '\t' && *s <= '\r') || *s == ' ')
		return 1;
	if ((unsigned char)*s < 0x80)
		return 0;
	c = text_next(&at);
	if (c > 0 && (c == 0xfeff || uc_is_property_white_space((ucs4_t)c)))
		return (size_t)(at - s);
	return 0;
}

/* Narrows [*start, *end) to what stands between white space. */
static void trim_span(const char **start, const char **end)
{
	size_t n;

	while (*start < *end && (n = space_at(*start)) && n <= (size_t)(*end - *start))
		*start += n;
	while (*end > *start) {
		const char *last = *end - 1;

		while (last > *start && ((unsigned char)*last & 0xc0) == 0x80)
			last--;
		n = space_at(last);
		if (!n || last + n != *end)
			return;
		*end = last;
	}
}

void text_trim(const char *text, struct strbuf *out)
{
	const char *start = text, *end = text + strlen(text);

	trim_span(&start, &end);
	strbuf_add(out, start, (size_t)(end - start));
}

bool text_list_next(const char **at, const char **ret_piece, size_t *ret_length)
{
	while (*at && **at) {
		const char *start = *at, *end = start + strcspn(start, ";");

		*at = *end ? end + 1 : end;
		trim_span(&start, &end);
		if (end > start) {
			*ret_piece = start;
			*ret_length = (size_t)(end - start);
			return true;
		}
	}
	return false;
}

bool text_list_has(const char *list, const char *piece)
{
	size_t n = strlen(piece), length;
	const char *one;

	while (text_list_next(&list, &one, &length))
		if (length == n && memcmp(one, piece, n) == 0)
			return true;
	return false;
}
