/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Second half of io/foreign_value.h: dates and money. */
#include "config.h"
#include "io/foreign_value.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "util/date.h"
#include "util/money.h"

/* ---- dates --------------------------------------------------------------------------------- */

/* The three parts of a date as they stand there; a month by name has `named` set. */
struct parts {
	int value[3];
	int digits[3];
	int named;     /* place of the month's name, -1 none */
	char mark;     /* between the first two */
	const char *rest;
};

static int month_by_name(const char *text, size_t *ret_length)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	size_t n = 0;

	while (isalpha((unsigned char)text[n]))
		n++;
	if (n < 3)
		return 0;
	for (int i = 0; i < 12; i++)
		if (strncasecmp(text, names + 3 * i, 3) == 0) {
			*ret_length = n;
			return i + 1;
		}
	return 0;
}

static bool read_part(const char **at, struct parts *p, int i)
{
	const char *s = *at;
	size_t n = 0;
	int month = month_by_name(s, &n);

	p->digits[i] = 0;
	p->value[i] = month;
	if (month) {
		if (p->named >= 0)
			return false;
		p->named = i;
		*at = s + n;
		return true;
	}
	for (; isdigit((unsigned char)*s) && p->digits[i] < 5; s++, p->digits[i]++)
		p->value[i] = p->value[i] * 10 + (*s - '0');
	*at = s;
	return p->digits[i] > 0 && p->digits[i] < 5;
}

static bool split_date(const char *text, struct parts *p)
{
	p->named = -1;
	p->mark = 0;
	for (int i = 0; i < 3; i++) {
		size_t n;

		if (!read_part(&text, p, i))
			return false;
		if (i == 2)
			break;
		n = strspn(text, "-/., ");
		if (n == 0 || n > 2)
			return false;
		if (i == 0)
			p->mark = *text;
		text += n;
	}
	p->rest = text;
	return true;
}

/* Which part is the year, the month, the day. */
static bool arrange(const struct parts *p, enum date_order order, struct civil *c)
{
	static const int place[][3] = { [DATE_DMY] = { 2, 1, 0 }, [DATE_MDY] = { 2, 0, 1 },
					[DATE_YMD] = { 0, 1, 2 } };
	const int *at;

	if (p->digits[0] == 4)
		order = DATE_YMD;
	else if (p->named == 0)
		order = DATE_MDY;
	else if (p->named == 1 || p->mark == '.')
		order = DATE_DMY;
	if (order == DATE_ANY || p->named == 2 || (order == DATE_YMD && p->digits[0] != 4))
		return false;
	at = place[order];
	c->year = p->value[at[0]];
	c->month = p->value[at[1]];
	c->day = p->value[at[2]];
	if (p->digits[at[0]] == 2)
		c->year += c->year < 70 ? 2000 : 1900;
	else if (p->digits[at[0]] != 4)
		return false;
	return (p->named < 0 || at[1] == p->named) && p->digits[at[1]] <= 2 &&
	       p->digits[at[2]] >= 1 && p->digits[at[2]] <= 2;
}

static bool two_digits(const char **at, int high, int *ret)
{
	int n = 0, v = 0;

	for (; n < 2 && isdigit((unsigned char)**at); n++)
		v = v * 10 + (*(*at)++ - '0');
	*ret = v;
	return n > 0 && v <= high;
}

/* "T16:07:12.123Z", " 4:07 PM", "+02:00", "UTC"; minutes east of UTC in *ret_offset. */
static bool read_time(const char *at, struct civil *c, int *ret_offset, bool *ret_time)
{
	int h, m;

	*ret_offset = 0;
	at += strspn(at, ", T");
	if ((*ret_time = isdigit((unsigned char)*at) != 0)) {
		if (!two_digits(&at, 23, &c->hour) || *at++ != ':' || !two_digits(&at, 59, &c->minute))
			return false;
		if (*at == ':' && (at++, !two_digits(&at, 60, &c->second)))
			return false;
		if (*at == '.' || *at == ',')
			at += 1 + strspn(at + 1, "0123456789");
		at += strspn(at, " ");
		if (strncasecmp(at, "AM", 2) == 0 || strncasecmp(at, "PM", 2) == 0) {
			if (c->hour > 12 || c->hour < 1)
				return false;
			c->hour = c->hour % 12 + (tolower((unsigned char)*at) == 'p' ? 12 : 0);
			at += 2;
		}
	}
	at += strspn(at, " ");
	if (*at == '+' || *at == '-') {
		int sign = *at++ == '-' ? -1 : 1;

		if (!two_digits(&at, 14, &h))
			return false;
		at += *at == ':';
		if (!two_digits(&at, 59, &m))
			return false;
		*ret_offset = sign * (h * 60 + m);
	} else if (strncasecmp(at, "UTC", 3) == 0 || strncasecmp(at, "GMT", 3) == 0) {
		at += 3;
	} else if (*at == 'Z') {
		at++;
	}
	return at[strspn(at, " ")] == '\0';
}

static int month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] +
	       (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}

bool foreign_date(const char *text, enum date_order order, int64_t *ret_seconds, bool *ret_time)
{
	struct civil c = { 0 };
	struct parts p;
	int offset;
	bool time;

	if (!split_date(text, &p) || !arrange(&p, order, &c) ||
	    !read_time(p.rest, &c, &offset, &time))
		return false;
	if (c.year < 1 || c.month < 1 || c.month > 12 || c.day < 1 ||
	    c.day > month_days(c.year, c.month))
		return false;
	*ret_seconds = date_from_civil(c.year, c.month, c.day) * DAY_S + c.hour * HOUR_S +
		       c.minute * MINUTE_S + c.second - offset * MINUTE_S;
	*ret_time = time;
	return true;
}

void date_guess_see(struct date_guess *g, const char *text)
{
	int64_t seconds;
	bool time, dmy, mdy;

	if (foreign_date(text, DATE_ANY, &seconds, &time)) {
		g->plain++;
		return;
	}
	dmy = foreign_date(text, DATE_DMY, &seconds, &time);
	mdy = foreign_date(text, DATE_MDY, &seconds, &time);
	g->dmy += dmy;
	g->mdy += mdy;
	g->bad += !dmy && !mdy;
}

enum date_order date_guess_order(const struct date_guess *g, bool *ret_ambiguous)
{
	*ret_ambiguous = g->dmy > 0 && g->dmy == g->mdy;
	if (g->dmy == 0 && g->mdy == 0)
		return DATE_YMD;
	return g->dmy >= g->mdy ? DATE_DMY : DATE_MDY;
}

static const char *const order_names[] = { "", "d/m/y", "m/d/y", "y-m-d" };

enum date_order date_order_find(const char *pattern)
{
	for (enum date_order o = DATE_DMY; o <= DATE_YMD; o++)
		if (strlen(pattern) == 5 && tolower((unsigned char)pattern[0]) == order_names[o][0] &&
		    tolower((unsigned char)pattern[2]) == order_names[o][2] &&
		    tolower((unsigned char)pattern[4]) == order_names[o][4])
			return o;
	return DATE_ANY;
}

const char *date_order_name(enum date_order order)
{
	return order_names[order];
}

/* ---- money --------------------------------------------------------------------------------- */

static const struct {
	const char *sign, *currency;
} signs[] = {
	{ "US$", "USD" }, { "A$", "AUD" }, { "C$", "CAD" }, { "$", "USD" }, { "€", "EUR" },
	{ "£", "GBP" }, { "¥", "JPY" }, { "￥", "JPY" }, { "円", "JPY" }, { "zł", "PLN" },
	{ "Fr.", "CHF" }, { "₹", "INR" }, { "₩", "KRW" },
};

/* Takes signs, codes and blanks out: what remains are digits, marks and '-'.  False when something
 * else stands there. */
static bool bare_number(const char *text, struct strbuf *out, char currency[4])
{
	static const char *const blanks[] = { "\xc2\xa0", "\xe2\x80\xaf", "’", "'", " " };

	while (*text) {
		size_t n = 0;

		for (size_t i = 0; i < sizeof(signs) / sizeof(*signs) && !n; i++)
			if (strncmp(text, signs[i].sign, strlen(signs[i].sign)) == 0) {
				n = strlen(signs[i].sign);
				if (currency)
					memcpy(currency, signs[i].currency, 4);
			}
		for (size_t i = 0; i < sizeof(blanks) / sizeof(*blanks) && !n; i++)
			if (strncmp(text, blanks[i], strlen(blanks[i])) == 0)
				n = strlen(blanks[i]);
		if (!n && isupper((unsigned char)text[0]) && isupper((unsigned char)text[1]) &&
		    isupper((unsigned char)text[2]) && !isalpha((unsigned char)text[3])) {
			char code[4] = { text[0], text[1], text[2], '\0' };

			if (currency_exponent(code) < 0)
				return false;
			if (currency)
				memcpy(currency, code, 4);
			n = 3;
		}
		if (!n && (isdigit((unsigned char)*text) || strchr(".,-", *text))) {
			strbuf_addch(out, *text);
			n = 1;
		}
		if (!n)
			return false;
		text += n;
	}
	return out->len > 0;
}

void money_guess_see(struct money_guess *g, const char *text)
{
	struct strbuf n = STRBUF_INIT;
	const char *point, *comma, *last;

	if (!bare_number(text, &n, NULL)) {
		g->bad++;
		goto out;
	}
	point = strrchr(n.buf, '.');
	comma = strrchr(n.buf, ',');
	last = point > comma ? point : comma;
	if (!point && !comma)
		goto out;
	if (point && comma) {
		*(last == point ? &g->point : &g->comma) += 1;
	} else if (strchr(n.buf, *last) != last) {
		*(last == point ? &g->comma : &g->point) += 1; /* twice: it groups */
	} else if (strlen(last + 1) == 3 && last - n.buf <= 3 && last > n.buf && *n.buf != '0') {
		g->unsure++;
	} else {
		*(last == point ? &g->point : &g->comma) += 1;
	}
out:
	strbuf_release(&n);
}

char money_guess_mark(const struct money_guess *g, bool *ret_ambiguous)
{
	*ret_ambiguous = g->point == g->comma && (g->unsure > 0 || g->point > 0);
	return g->comma > g->point ? ',' : '.';
}

char money_mark_find(const char *pattern)
{
	const char *last = strpbrk(pattern, ".,");

	if (!last || pattern[strspn(pattern, "0123456789.,")] != '\0')
		return 0;
	for (const char *p = last; (p = strpbrk(p, ".,")); p++)
		last = p;
	return *last;
}

bool foreign_money(const char *text, char mark, struct strbuf *out, char currency[4])
{
	struct strbuf n = STRBUF_INIT;
	size_t start = out->len;
	int64_t price;
	bool good = bare_number(text, &n, currency);

	for (const char *p = n.buf; good && *p; p++) {
		if (*p == mark)
			strbuf_addch(out, '.');
		else if (*p != '.' && *p != ',')
			strbuf_addch(out, *p);
	}
	good = good && price_parse(out->buf + start, &price) == 0;
	if (!good)
		strbuf_setlen(out, start);
	strbuf_release(&n);
	return good;
}
