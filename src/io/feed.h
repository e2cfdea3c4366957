/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What sources publish, read into one form: KEV catalogues, CSAF documents, ROLIE feeds and changes.csv,
 * RSS and Atom, EDGAR submissions.
 *
 * Everything here comes from strangers.  JSON is bounded in depth before it is parsed; XML is parsed
 * without network, external subsets and entities (a document that declares an entity is refused), in
 * libxml2's own limits of depth and size; texts are cut to FEED_TEXT bytes and a document gives at
 * most FEED_ITEMS items.  The size of the document itself is bounded by who reads it (io/fetch.h).
 */
#ifndef LIFEBOAT_IO_FEED_H
#define LIFEBOAT_IO_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/arena.h"
#include "util/err.h"
#include "util/vec.h"

#define FEED_TEXT ((size_t)16384)
#define FEED_ITEMS ((size_t)20000)
#define FEED_DEPTH 64 /* of JSON */
#define FEED_UNDATED INT64_MIN

struct feed_item {
	char *id;          /* unique in its source; never NULL */
	char *title, *text, *url; /* may be NULL */
	int64_t published; /* instant, or FEED_UNDATED */
	const char *kind;  /* kind of signal the format itself says it is; NULL: news */
	/* An entry of an exploit catalogue; else NULL. */
	char *vendor_name, *product_name, *added_on;
	int ransomware;    /* 1 known, 0 not */
};

struct feed {
	struct arena arena;
	VEC(struct feed_item) items;
};

#define FEED_INIT { ARENA_INIT, VEC_INIT }
void feed_release(struct feed *f);

/* What a document is read as; FEED_ANY finds out by itself. */
enum feed_format { FEED_ANY, FEED_KEV, FEED_CSAF, FEED_NEWS, FEED_EDGAR };
/* By the kind of a row of sources ("kev", "csaf", "feed", "filing"); others FEED_ANY. */
enum feed_format feed_format_of(const char *source_kind);

/* Appends the items of the document.  ERR_INPUT: it is not of that format, or hostile; nothing is
 * appended then.  `name` stands in messages. */
int feed_read(enum feed_format format, const char *name, const char *data, size_t length,
	      struct feed *ret, struct err *err);

/* ---- for kev.c, csaf.c, edgar.c, news.c ---------------------------------------------------------- */

struct json_t;
/* A zeroed item at the end of the feed; NULL when it is full. */
struct feed_item *feed_add(struct feed *f);
/* A cut copy in the feed's memory; NULL gives NULL. */
char *feed_text(struct feed *f, const char *text);
/* "2024-05-17", "2024-05-17T21:59:48-04:00", "Fri, 15 Oct 2021 05:47:14 GMT"; else FEED_UNDATED. */
int64_t feed_instant(const char *text);
/* Member of an object as text; NULL when it is no string. */
const char *feed_member(const struct json_t *object, const char *name);

int kev_read(const struct json_t *root, const char *name, struct feed *ret, struct err *err);
/* The same catalogue as its publisher has it for spreadsheets; told by the first column. */
bool kev_csv_fits(const char *data, size_t length);
int kev_csv_read(const char *name, const char *data, size_t length, struct feed *ret, struct err *err);
int csaf_read(const struct json_t *root, const char *name, struct feed *ret, struct err *err);
int csaf_changes_read(const char *name, const char *data, size_t length, struct feed *ret,
		      struct err *err);
int edgar_read(const struct json_t *root, const char *name, struct feed *ret, struct err *err);
/* `filings`: only filings about security incidents (form 8-K, item 1.05) are taken. */
int news_read(const char *name, const char *data, size_t length, int filings, struct feed *ret,
	      struct err *err);

#endif
