/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the cells of other people's inventories mean: dates without a declared order, money with
 * either decimal mark, words for "nothing", serial numbers that are none, names of operating
 * systems and kinds of machines.  Pure functions over texts.
 *
 * A column of dates or money is looked at as a whole before any value is taken: one 24/8/2022
 * decides for day first, and when nothing in the column decides, the column is ambiguous and the
 * person is asked (by a map file) instead of being given a guess.
 */
#ifndef LIFEBOAT_IO_FOREIGN_VALUE_H
#define LIFEBOAT_IO_FOREIGN_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/strbuf.h"

enum date_order { DATE_ANY, DATE_DMY, DATE_MDY, DATE_YMD };

/* What the values of one column said so far. */
struct date_guess {
	size_t plain;     /* could only be read one way: year first, or a month by name */
	size_t dmy, mdy;  /* could be read with the day first, the month first */
	size_t bad;
};

/* Year first, day first, month first; '-', '/', '.', blank between (a dot means day first); English
 * month names; two-digit years 70–99 are 19xx; a time with or without seconds, AM or PM, 'Z' or an
 * offset may follow; no offset means UTC.  *ret_seconds is an instant; *ret_time tells whether a
 * time was given. */
bool foreign_date(const char *text, enum date_order order, int64_t *ret_seconds, bool *ret_time);
void date_guess_see(struct date_guess *g, const char *text);
/* The order that reads most values; *ret_ambiguous when day first and month first read alike. */
enum date_order date_guess_order(const struct date_guess *g, bool *ret_ambiguous);
/* "d/m/y", "m/d/y", "y-m-d"; DATE_ANY for anything else. */
enum date_order date_order_find(const char *pattern);
const char *date_order_name(enum date_order order);

struct money_guess {
	size_t point, comma; /* values that show which mark is the decimal one */
	size_t unsure;       /* 1,234 */
	size_t bad;
};

void money_guess_see(struct money_guess *g, const char *text);
/* '.' or ','. */
char money_guess_mark(const struct money_guess *g, bool *ret_ambiguous);
/* "1,234.56" and "." give '.', "1.234,56" and "," give ','; 0 for anything else. */
char money_mark_find(const char *pattern);
/* Appends "1234.56"; fills `currency` when a symbol or an ISO code stands beside the number, else
 * leaves it.  "$" is USD, "¥" is JPY. */
bool foreign_money(const char *text, char mark, struct strbuf *out, char currency[4]);

/* Words that say there is no value, in any tool. */
bool foreign_is_null(const char *text);
/* A serial number that tells no machine from another (GLPI's default list and makers' fillers). */
bool foreign_junk_serial(const char *text);

/* Appends a header in the form names are compared in: folded, without blanks and _ - * ^ . */
void foreign_normalise(const char *header, struct strbuf *out);

/* "Microsoft Windows Server 2016 Standard" → windows-server, 2016; `version` may be empty and may
 * come from a column of its own. */
void foreign_os(const char *name, const char *version, struct strbuf *os, struct strbuf *ret_version);
/* Kind for the assets table from a word found in category, type, role or model; NULL unknown. */
const char *foreign_kind(const char *text);
const char *foreign_kind_of_os(const char *os);

/* "AA-BB-CC-DD-EE-FF", "aabb.ccdd.eeff" → "aa:bb:cc:dd:ee:ff"; false when it is no MAC address. */
bool foreign_mac(const char *text, struct strbuf *out);
/* Could the text be a host name (so that pc1 and pc1.example.com may be one machine)? */
bool foreign_is_host(const char *text);

#endif
