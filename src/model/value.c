/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One cell: from what a person or a file wrote to its canonical text. */
#include "config.h"
#include "model/table.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "model/calendar.h"
#include "model/selector.h"
#include "model/tables.h"
#include "util/date.h"
#include "util/mem.h"
#include "util/money.h"
#include "util/sshkey.h"
#include "util/text.h"
#include "util/zone.h"

/* ---- one function a type -------------------------------------------------------------------- */

/* Appends the canonical text of trimmed, non-empty `text`.  A function that cannot returns
 * ERR_INPUT; value_canonical then says what was expected, unless the function said it itself. */
typedef int canonical_fn(const struct column *c, const char *text, struct strbuf *out,
			 struct err *err);

static int canonical_text(const struct column *c, const char *text, struct strbuf *out,
			  struct err *err)
{
	(void)c;
	(void)err;
	strbuf_adds(out, text);
	return 0;
}

static int canonical_key(const struct column *c, const char *text, struct strbuf *out,
			 struct err *err)
{
	if (!key_is_valid(text))
		return ERR_INPUT;
	return canonical_text(c, text, out, err);
}

/* The choice that equals a span, letters of either case; NULL when there is none. */
static const char *choice_find(const char *choices, const char *span, size_t length,
			       size_t *ret_length)
{
	const char *at = choices;

	while (at && *at) {
		size_t n = strcspn(at, "|");

		if (n == length && strncasecmp(at, span, n) == 0) {
			*ret_length = n;
			return at;
		}
		at += n + (at[n] == '|');
	}
	return NULL;
}

static int canonical_enum(const struct column *c, const char *text, struct strbuf *out,
			  struct err *err)
{
	size_t n;
	const char *choice = choice_find(c->choices, text, strlen(text), &n);

	(void)err;
	if (!choice)
		return ERR_INPUT;
	strbuf_add(out, choice, n);
	return 0;
}

/* Several choices, each once, written in the order of the descriptor. */
static int canonical_enums(const struct column *c, const char *text, struct strbuf *out,
			   struct err *err)
{
	const char *span, *choice, *pieces = text;
	size_t length, n, start = out->len;

	(void)err;
	while (text_list_next(&pieces, &span, &length))
		if (!choice_find(c->choices, span, length, &n))
			return ERR_INPUT;
	for (choice = c->choices; *choice; choice += n + (choice[n] == '|')) {
		bool wanted = false;

		n = strcspn(choice, "|");
		for (pieces = text; !wanted && text_list_next(&pieces, &span, &length);)
			wanted = length == n && strncasecmp(span, choice, n) == 0;
		if (!wanted)
			continue;
		if (out->len > start)
			strbuf_addch(out, ';');
		strbuf_add(out, choice, n);
	}
	return 0;
}

static int canonical_yesno(const struct column *c, const char *text, struct strbuf *out,
			   struct err *err)
{
	static const char *const words[][4] = {
		{ "yes", "y", "true", "1" },
		{ "no", "n", "false", "0" },
	};
	size_t i, j;

	(void)c;
	(void)err;
	for (i = 0; i < 2; i++)
		for (j = 0; j < 4; j++)
			if (strcasecmp(text, words[i][j]) == 0) {
				strbuf_adds(out, words[i][0]);
				return 0;
			}
	return ERR_INPUT;
}

/* Is the span already one of the pieces in out from `start` on? */
static bool has_piece(const struct strbuf *out, size_t start, const char *span, size_t length)
{
	const char *at = out->buf + start;

	while (*at) {
		size_t n = strcspn(at, ";");

		if (n == length && memcmp(at, span, n) == 0)
			return true;
		at += n + (at[n] == ';');
	}
	return false;
}

/* With references every piece is a key (product@version in a shorthand). */
static bool piece_is_key(const struct column *c, const char *span, size_t length)
{
	char key[sizeof(((struct link *)NULL)->step)];
	size_t n = length;

	if (c->flags & COLF_SHORTHAND) {
		const char *at = memchr(span, '@', length);

		n = at ? (size_t)(at - span) : length;
	}
	if (n >= sizeof(key))
		return false;
	memcpy(key, span, n);
	key[n] = '\0';
	return key_is_valid(key);
}

static int canonical_list(const struct column *c, const char *text, struct strbuf *out,
			  struct err *err)
{
	size_t start = out->len, length;
	const char *span;

	while (text_list_next(&text, &span, &length)) {
		const char *choice = c->choices ? choice_find(c->choices, span, length, &length)
						: NULL;

		if (choice)
			span = choice;
		if (has_piece(out, start, span, length))
			continue;
		if (c->refs && !choice && !piece_is_key(c, span, length)) {
			char *piece = mem_strndup(span, length);
			int rc = err_set(err, ERR_INPUT,
					 N_("column '%s': '%s' is not a key; use letters, digits, "
					    "'-', '_' and '.', values separated by ';'"),
					 c->name, piece);

			free(piece);
			return rc;
		}
		if (out->len > start)
			strbuf_addch(out, ';');
		strbuf_add(out, span, length);
	}
	return 0;
}

static int canonical_links(const struct column *c, const char *text, struct strbuf *out,
			   struct err *err)
{
	size_t start = out->len;
	struct link l;
	int rc;

	(void)c;
	(void)err;
	while ((rc = link_next(&text, &l)) > 0) {
		if (out->len > start)
			strbuf_addch(out, ';');
		strbuf_adds(out, l.step);
		if (l.lag) {
			strbuf_addch(out, '+');
			duration_format(l.lag, out);
		}
		if (l.order)
			strbuf_addf(out, "@%s", l.order);
	}
	return rc;
}

static int canonical_int(const struct column *c, const char *text, struct strbuf *out,
			 struct err *err)
{
	int64_t value;

	if (amount_parse(text, 0, &value) < 0)
		return ERR_INPUT;
	if (value < c->low || value > c->high)
		return err_set(err, ERR_INPUT,
			       N_("column '%s': %lld is out of range; use a whole number from %lld "
				  "to %lld"),
			       c->name, (long long)value, (long long)c->low, (long long)c->high);
	strbuf_addf(out, "%lld", (long long)value);
	return 0;
}

static int canonical_ratio(const struct column *c, const char *text, struct strbuf *out,
			   struct err *err)
{
	int64_t value;

	(void)c;
	(void)err;
	if (amount_parse(text, 6, &value) < 0 || value < 0 || value > 1000000)
		return ERR_INPUT;
	decimal_text(value, 6, out);
	return 0;
}

static int canonical_decimal(const struct column *c, const char *text, struct strbuf *out,
			     struct err *err)
{
	int64_t value;

	(void)c;
	(void)err;
	if (amount_parse(text, 9, &value) < 0 || value < 0)
		return ERR_INPUT;
	decimal_text(value, 9, out);
	return 0;
}

static int canonical_money(const struct column *c, const char *text, struct strbuf *out,
			   struct err *err)
{
	int64_t price;

	if (price_parse(text, &price) < 0)
		return ERR_INPUT;
	/* What users enter are prices and fees; only what the program works out can be a refund. */
	if (price < 0 && (c->flags & COLF_PLANNED))
		return err_set(err, ERR_INPUT,
			       N_("column '%s': '%s' is below zero; give what is to be paid, from 0 up"),
			       c->name, text);
	price_format(price, out);
	return 0;
}

static int canonical_currency(const struct column *c, const char *text, struct strbuf *out,
			      struct err *err)
{
	char code[4];
	size_t i;

	(void)c;
	(void)err;
	if (strlen(text) != 3)
		return ERR_INPUT;
	for (i = 0; i < 4; i++)
		code[i] = text[i] >= 'a' && text[i] <= 'z' ? (char)(text[i] - 'a' + 'A') : text[i];
	if (currency_exponent(code) < 0)
		return ERR_INPUT;
	strbuf_adds(out, code);
	return 0;
}

static int canonical_date(const struct column *c, const char *text, struct strbuf *out,
			  struct err *err)
{
	int64_t days;

	(void)c;
	(void)err;
	if (date_parse(text, &days) < 0)
		return ERR_INPUT;
	date_format(days, out);
	return 0;
}

/* A date alone is its midnight UTC: many tools know no more. */
static int canonical_instant(const struct column *c, const char *text, struct strbuf *out,
			     struct err *err)
{
	int64_t seconds, days;

	(void)c;
	(void)err;
	if (instant_parse(text, &seconds) < 0) {
		if (date_parse(text, &days) < 0)
			return ERR_INPUT;
		seconds = days * DAY_S;
	}
	instant_format(seconds, out);
	return 0;
}

static int canonical_local(const struct column *c, const char *text, struct strbuf *out,
			   struct err *err)
{
	int64_t minutes;

	(void)c;
	(void)err;
	if (local_parse(text, &minutes) < 0)
		return ERR_INPUT;
	local_format(minutes, out);
	return 0;
}

static int canonical_duration(const struct column *c, const char *text, struct strbuf *out,
			      struct err *err)
{
	int64_t seconds;

	(void)c;
	(void)err;
	if (duration_parse(text, &seconds) < 0 || seconds < 0)
		return ERR_INPUT;
	duration_format(seconds, out);
	return 0;
}

static int canonical_estimate(const struct column *c, const char *text, struct strbuf *out,
			      struct err *err)
{
	struct estimate e;

	(void)c;
	(void)err;
	if (estimate_parse(text, &e) < 0)
		return ERR_INPUT;
	estimate_format(&e, out);
	return 0;
}

/* The parser's own sentence stands behind the name of the column. */
static int canonical_selector(const struct column *c, const char *text, struct strbuf *out,
			      struct err *err)
{
	struct err why = ERR_INIT;
	struct selector *s;
	struct strbuf sentence = STRBUF_INIT;
	int rc;

	if (c->refs && key_is_valid(text))
		return canonical_text(c, text, out, err);
	rc = selector_parse(&table_assets, text, &s, &why);
	if (rc == 0) {
		selector_text(s, out);
		selector_free(s);
		return 0;
	}
	err_render(&why, NULL, &sentence);
	err_set(err, rc, N_("column '%s': %s"), c->name, sentence.buf);
	err_release(&why);
	strbuf_release(&sentence);
	return rc;
}

static int canonical_rrule(const struct column *c, const char *text, struct strbuf *out,
			   struct err *err)
{
	char *canonical;

	(void)c;
	(void)err;
	if (calendar_rule_canonical(text, &canonical) < 0)
		return ERR_INPUT;
	strbuf_adds(out, canonical);
	free(canonical);
	return 0;
}

static int canonical_timezone(const struct column *c, const char *text, struct strbuf *out,
			      struct err *err)
{
	if (!zone_find(text))
		return ERR_INPUT;
	return canonical_text(c, text, out, err);
}

static int canonical_sshkey(const struct column *c, const char *text, struct strbuf *out,
			    struct err *err)
{
	struct ssh_key key;

	if (strstr(text, "PRIVATE KEY")) /* which the sentence had better not repeat */
		return err_set(err, ERR_INPUT,
			       N_("column '%s': that is a private key, which nobody else should have; give "
				  "the line of the .pub file"),
			       c->name);
	if (ssh_key_parse(text, &key) < 0)
		return ERR_INPUT;
	strbuf_adds(out, key.line);
	ssh_key_release(&key);
	return 0;
}

/* What each type takes; %s of `expected` is the list of choices where there is one. */
static const struct {
	canonical_fn *fn;
	const char *expected;
} types[] = {
	[COL_TEXT] = { canonical_text, "" },
	[COL_KEY] = { canonical_key,
		      N_("column '%s': '%s' is not a key; use letters, digits, '-', '_' and '.', "
			 "at most 200 bytes, not '-' first") },
	[COL_REF] = { canonical_key,
		      N_("column '%s': '%s' is not a key; use letters, digits, '-', '_' and '.', "
			 "at most 200 bytes, not '-' first") },
	[COL_LIST] = { canonical_list, "" },
	[COL_LINKS] = { canonical_links,
			N_("column '%s': '%s' is no list of steps; write R03, R05+2h or "
			   "B05@breach, separated by ';'") },
	[COL_ENUM] = { canonical_enum, N_("column '%s': '%s' is not known; use one of %s") },
	[COL_ENUMS] = { canonical_enums,
			N_("column '%s': '%s' holds an unknown word; use some of %s, separated by "
			   "';'") },
	[COL_YESNO] = { canonical_yesno, N_("column '%s': '%s' is neither; use yes or no") },
	[COL_INT] = { canonical_int,
		      N_("column '%s': '%s' is not a whole number; use digits only") },
	[COL_RATIO] = { canonical_ratio,
			N_("column '%s': '%s' is not a number from 0 to 1; write it like 0.25, at "
			   "most six digits after the point") },
	[COL_DECIMAL] = { canonical_decimal,
			  N_("column '%s': '%s' is not a number from 0 up; write it like 0.00803, "
			     "at most nine digits after the point") },
	[COL_MONEY] = { canonical_money,
			N_("column '%s': '%s' is not a sum; write it like 1250.50, at most four "
			   "digits after the point, without currency or separators") },
	[COL_CURRENCY] = { canonical_currency,
			   N_("column '%s': '%s' is no currency; use an ISO 4217 code such as "
			      "EUR") },
	[COL_DATE] = { canonical_date,
		       N_("column '%s': '%s' is not a date; write it like 2019-05-13") },
	[COL_INSTANT] = { canonical_instant,
			  N_("column '%s': '%s' is not an instant; write it like "
			     "2019-05-13T09:00:00+09:00, with the offset") },
	[COL_LOCAL] = { canonical_local,
			N_("column '%s': '%s' is not a local time; write it like "
			   "2019-05-13T09:00, without an offset") },
	[COL_DURATION] = { canonical_duration,
			   N_("column '%s': '%s' is not a duration; write it like 30m, 4h, 2d or "
			      "1h30m") },
	[COL_ESTIMATE] = { canonical_estimate,
			   N_("column '%s': '%s' is no estimate; write low/likely/high, rising, "
			      "like 10m/15m/40m") },
	[COL_SELECTOR] = { canonical_selector, "" },
	[COL_RRULE] = { canonical_rrule,
			N_("column '%s': '%s' is no recurrence rule; write it as RFC 5545 does, "
			   "like FREQ=WEEKLY;BYDAY=SA") },
	[COL_TIMEZONE] = { canonical_timezone,
			   N_("column '%s': '%s' is no time zone; use an IANA name such as "
			      "Asia/Tokyo") },
	[COL_SSHKEY] = { canonical_sshkey,
			 N_("column '%s': '%s' is no SSH public key; write the line of the .pub file, "
			    "like ssh-ed25519 AAAA..., without options") },
	[COL_MESSAGE] = { canonical_text, "" },
};

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Blanks at both ends off; only a text with other bytes there needs the Unicode rules. */
static char *trimmed(const char *text, size_t length)
{
	struct strbuf out = STRBUF_INIT;

	while (length && is_blank(text[length - 1]))
		length--;
	while (length && is_blank(*text)) {
		text++;
		length--;
	}
	if (!length)
		return NULL;
	if (!((unsigned char)*text & 0x80) && !((unsigned char)text[length - 1] & 0x80))
		return mem_strndup(text, length);
	text_trim(text, &out);
	if (!out.len) {
		strbuf_release(&out);
		return NULL;
	}
	return strbuf_detach(&out);
}

/* Says what was expected; the text is cut where it is long. */
static int refuse(const struct column *c, const char *text, struct err *err)
{
	const char *expected = types[c->type].expected;
	struct strbuf shown = STRBUF_INIT;

	strbuf_adds(&shown, text);
	if (shown.len > 60) {
		size_t cut = 57;

		while (cut && ((unsigned char)shown.buf[cut] & 0xC0) == 0x80)
			cut--;
		strbuf_setlen(&shown, cut);
		strbuf_adds(&shown, "…");
	}
	/* Every sentence of the table takes these arguments, or fewer. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-extra-args"
	err_set(err, ERR_INPUT, expected, c->name, shown.buf, c->choices);
#pragma GCC diagnostic pop
	strbuf_release(&shown);
	return ERR_INPUT;
}

int value_canonical(const struct column *c, const char *text, char **ret, struct err *err)
{
	struct strbuf out = STRBUF_INIT;
	struct err why = ERR_INIT;
	size_t length = text ? strlen(text) : 0;
	char *clean;
	int rc;

	if (!length) {
		*ret = NULL;
		return 0;
	}
	if (!text_is_utf8(text, length))
		return err_set(err, ERR_INPUT,
			       N_("column '%s': the text is not valid UTF-8; convert the file, for "
				  "instance with iconv"),
			       c->name);
	clean = trimmed(text, length);
	if (!clean || c->type == COL_TEXT) {
		*ret = clean;
		return 0;
	}
	rc = types[c->type].fn(c, clean, &out, &why);
	if (rc == 0)
		*ret = out.len ? strbuf_detach(&out) : NULL;
	else if (why.msg.id)
		err_move(err, &why);
	else
		refuse(c, clean, err);
	strbuf_release(&out);
	free(clean);
	return rc;
}
