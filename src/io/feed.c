/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/feed.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "util/date.h"
#include "util/i18n.h"
#include "util/text.h"

void feed_release(struct feed *f)
{
	VEC_RELEASE(&f->items);
	arena_release(&f->arena);
}

struct feed_item *feed_add(struct feed *f)
{
	if (f->items.n >= FEED_ITEMS)
		return NULL;
	VEC_PUSH(&f->items, (struct feed_item){ .published = FEED_UNDATED });
	return &VEC_LAST(&f->items);
}

/* Cut between characters; what is no UTF-8 is left out. */
char *feed_text(struct feed *f, const char *text)
{
	struct strbuf out = STRBUF_INIT;
	char *copy;

	if (!text)
		return NULL;
	while (*text && out.len < FEED_TEXT) {
		const char *from = text;

		if (text_next(&text) >= 0)
			strbuf_add(&out, from, (size_t)(text - from));
	}
	copy = arena_strndup(&f->arena, out.buf, out.len);
	strbuf_release(&out);
	return copy;
}

/* "Fri, 15 Oct 2021 05:47:14 GMT" or "... -0400" (RFC 822; the weekday may be missing). */
static int64_t mail_date(const char *text)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	const char *comma = strchr(text, ','), *found;
	int day, year, hour, minute, second = 0, n = 0;
	char month[4], zone[8] = "";
	int64_t offset = 0;

	if (comma)
		text = comma + 1;
	n = sscanf(text, " %2d %3s %4d %2d:%2d:%2d %7s", &day, month, &year, &hour, &minute, &second,
		   zone);
	if (n < 6)
		return FEED_UNDATED;
	found = strlen(month) == 3 ? strstr(months, month) : NULL;
	if (!found || (found - months) % 3 || year < 1970 || day < 1 || day > 31 || hour > 23 ||
	    minute > 59 || hour < 0 || minute < 0)
		return FEED_UNDATED;
	if (zone[0] == '+' || zone[0] == '-') {
		int hhmm = 0;

		if (sscanf(zone + 1, "%4d", &hhmm) == 1)
			offset = (hhmm / 100 * HOUR_S + hhmm % 100 * MINUTE_S) * (zone[0] == '-' ? -1 : 1);
	}
	return date_from_civil(year, (int)(found - months) / 3 + 1, day) * DAY_S + hour * HOUR_S +
	       minute * MINUTE_S + second - offset;
}

int64_t feed_instant(const char *text)
{
	char plain[40];
	const char *point;
	int64_t at, days;
	size_t n;

	if (!text)
		return FEED_UNDATED;
	while (*text == ' ' || *text == '\n' || *text == '\t' || *text == '\r')
		text++;
	n = strlen(text);
	while (n && (text[n - 1] == ' ' || text[n - 1] == '\n' || text[n - 1] == '\r' ||
		     text[n - 1] == '\t'))
		n--;
	if (n >= sizeof(plain))
		return FEED_UNDATED;
	memcpy(plain, text, n);
	plain[n] = '\0';
	point = strchr(plain, '.');
	if (point) { /* parts of a second say nothing here */
		size_t digits = strspn(point + 1, "0123456789"), from = (size_t)(point - plain);

		memmove(plain + from, plain + from + 1 + digits, strlen(plain + from + 1 + digits) + 1);
	}
	if (instant_parse(plain, &at) == 0)
		return at;
	if (date_parse(plain, &days) == 0)
		return days * DAY_S;
	return mail_date(plain);
}

const char *feed_member(const struct json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

/* ---- JSON ------------------------------------------------------------------------------------ */

/* The deepest nesting, strings left out; stops at `limit`. */
static int json_depth(const char *data, size_t length, int limit)
{
	int depth = 0, deepest = 0;
	bool in_string = false;
	size_t i;

	for (i = 0; i < length && deepest <= limit; i++) {
		char c = data[i];

		if (in_string) {
			if (c == '\\')
				i++;
			else if (c == '"')
				in_string = false;
		} else if (c == '"') {
			in_string = true;
		} else if (c == '{' || c == '[') {
			deepest = ++depth > deepest ? depth : deepest;
		} else if (c == '}' || c == ']') {
			depth--;
		}
	}
	return deepest;
}

static int read_json(enum feed_format format, const char *name, const char *data, size_t length,
		     struct feed *ret, struct err *err)
{
	static const struct {
		enum feed_format format;
		const char *member; /* an object of this format has it */
		int (*read)(const struct json_t *root, const char *name, struct feed *ret,
			    struct err *err);
	} readers[] = {
		/* an advisory has vulnerabilities as well */
		{ FEED_CSAF, "document", csaf_read }, { FEED_CSAF, "feed", csaf_read },
		{ FEED_KEV, "vulnerabilities", kev_read }, { FEED_EDGAR, "filings", edgar_read },
	};
	const size_t n_readers = sizeof(readers) / sizeof(readers[0]);
	json_error_t why;
	json_t *root;
	size_t i;
	int rc;

	if (json_depth(data, length, FEED_DEPTH) > FEED_DEPTH)
		return err_set(err, ERR_INPUT, N_("%s: nested more than %d deep; refused"), name,
			       FEED_DEPTH);
	root = json_loadb(data, length, JSON_REJECT_DUPLICATES, &why);
	if (!root)
		return err_set(err, ERR_INPUT, N_("%s:%d: no JSON: %s"), name, why.line, why.text);
	for (i = 0; i < n_readers; i++)
		if ((format == FEED_ANY || format == readers[i].format) &&
		    json_object_get(root, readers[i].member))
			break;
	if (i < n_readers)
		rc = readers[i].read(root, name, ret, err);
	else
		rc = err_set(err, ERR_INPUT, N_("%s: JSON, but neither KEV nor CSAF nor EDGAR"), name);
	json_decref(root);
	return rc;
}

/* ---- any ------------------------------------------------------------------------------------- */

enum feed_format feed_format_of(const char *source_kind)
{
	static const struct {
		const char *kind;
		enum feed_format format;
	} kinds[] = {
		{ "kev", FEED_KEV }, { "csaf", FEED_CSAF }, { "feed", FEED_NEWS }, { "filing", FEED_EDGAR },
	};
	size_t i;

	for (i = 0; source_kind && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].kind, source_kind) == 0)
			return kinds[i].format;
	return FEED_ANY;
}

int feed_read(enum feed_format format, const char *name, const char *data, size_t length,
	      struct feed *ret, struct err *err)
{
	size_t before = ret->items.n, i = 0;
	int rc;

	if (length >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0)
		i = 3;
	while (i < length && strchr(" \t\r\n", data[i]) && data[i])
		i++;
	if (i == length)
		return err_set(err, ERR_INPUT, N_("%s: empty"), name);
	if (data[i] == '{' || data[i] == '[')
		rc = read_json(format, name, data + i, length - i, ret, err);
	else if (data[i] == '<' && (format == FEED_ANY || format == FEED_NEWS || format == FEED_EDGAR))
		rc = news_read(name, data, length, format == FEED_EDGAR, ret, err);
	else if (kev_csv_fits(data + i, length - i) && (format == FEED_ANY || format == FEED_KEV))
		rc = kev_csv_read(name, data + i, length - i, ret, err);
	else if (data[i] == '"' && (format == FEED_ANY || format == FEED_CSAF))
		rc = csaf_changes_read(name, data + i, length - i, ret, err);
	else
		rc = err_set(err, ERR_INPUT, N_("%s: not what this kind of source publishes"), name);
	if (rc < 0)
		ret->items.n = before;
	return rc;
}
