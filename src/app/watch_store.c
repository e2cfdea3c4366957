/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From items to the inbox: whose they are, whether they are new, and storing them. */
#include "config.h"
#include "app/watch_parts.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/inbox.h"
#include "io/match.h"
#include "model/inbox.h"
#include "model/store.h"
#include "util/date.h"
#include "util/digest.h"
#include "util/i18n.h"
#include "util/mem.h"
#include "util/text.h"

#define MAX_PROPOSED 500 /* new items a poll may put into the inbox */
#define MAX_WAITING 2000 /* items of one source that may wait there unjudged */
#define MAX_NAMED 12     /* vendors one item is taken to be about */

/* ---- names ----------------------------------------------------------------------------------- */

static void add_name(struct watch *w, const char *name, size_t length, const char *vendor,
		     const char *product)
{
	char *copy = mem_strndup(name, length);
	struct strbuf folded = STRBUF_INIT;

	text_fold(copy, &folded);
	if (folded.len >= 2)
		VEC_PUSH(&w->names, (struct watch_name){ arena_strdup(&w->arena, folded.buf),
							 arena_strdup(&w->arena, vendor),
							 arena_strdup(&w->arena, product) });
	strbuf_release(&folded);
	free(copy);
}

static int take_names(void *context, const struct record *r, struct err *err)
{
	struct watch *w = context;
	bool product = strcmp(r->table->name, "products") == 0;
	const char *at = record_get(r, "aliases"), *name = record_get(r, "name"), *piece;
	const char *vendor = record_get(r, "vendor");
	size_t length;

	(void)err;
	if (!vendor)
		return 0;
	if (name)
		add_name(w, name, strlen(name), vendor, product ? record_get(r, "product") : NULL);
	while (text_list_next(&at, &piece, &length))
		add_name(w, piece, length, vendor, product ? record_get(r, "product") : NULL);
	return 0;
}

int watch_names(struct watch *w, struct err *err)
{
	const struct store_query products = { .table = table_find("products"), .sort = -1 };
	const struct store_query vendors = { .table = table_find("vendors"), .sort = -1 };
	int rc = store_each(w->db, &products, -1, take_names, w, err);

	return rc == 0 ? store_each(w->db, &vendors, -1, take_names, w, err) : rc;
}

void watch_names_release(struct watch *w)
{
	VEC_RELEASE(&w->names);
	arena_release(&w->arena);
}

/* A vendor that an item is about, and the words that say so. */
struct named {
	const struct watch_name *name; /* the first found; products stand before vendors */
	struct strbuf matched;
};

struct subjects {
	struct named of[MAX_NAMED];
	size_t n;
};

static void subjects_release(struct subjects *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		strbuf_release(&s->of[i].matched);
}

static struct named *subject_of(struct subjects *s, const struct watch_name *name)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (strcmp(s->of[i].name->vendor, name->vendor) == 0)
			return &s->of[i];
	if (s->n == MAX_NAMED)
		return NULL;
	s->of[s->n] = (struct named){ name, STRBUF_INIT };
	return &s->of[s->n++];
}

/* Every vendor that is named, by itself or by a product.  A source that speaks for one vendor is about
 * that vendor alone, also when it names nobody. */
static void whose(struct watch *w, const struct polled *p, const struct feed_item *x,
		  struct subjects *ret)
{
	struct strbuf text = STRBUF_INIT, folded = STRBUF_INIT;
	const char *of = record_get(p->source, "vendor");
	size_t i;

	strbuf_addf(&text, "%s \n %s \n %s %s", x->title ? x->title : "", x->text ? x->text : "",
		    x->vendor_name ? x->vendor_name : "", x->product_name ? x->product_name : "");
	text_fold(text.buf, &folded);
	for (i = 0; i < w->names.n; i++) {
		const struct watch_name *n = &w->names.items[i];
		struct named *subject;

		if (!match_word(folded.buf, n->folded) || (of && strcmp(of, n->vendor) != 0))
			continue;
		subject = subject_of(ret, n);
		if (subject)
			strbuf_add_sep(&subject->matched, ";", n->folded);
	}
	for (i = 0; of && !ret->n && i < w->names.n; i++)
		if (!w->names.items[i].product && strcmp(w->names.items[i].vendor, of) == 0)
			subject_of(ret, &w->names.items[i]);
	strbuf_release(&text);
	strbuf_release(&folded);
}

/* ---- items ----------------------------------------------------------------------------------- */

/* One item may be about several vendors: each gets its own row. */
static void item_key(const struct polled *p, const struct feed_item *x, const char *vendor,
		     struct strbuf *out)
{
	unsigned char hash[DIGEST_SIZE];
	char hex[DIGEST_HEX];
	struct digest d;

	digest_init(&d);
	digest_text(&d, record_get(p->source, "source"));
	digest_text(&d, x->id);
	digest_text(&d, vendor);
	digest_final(&d, hash);
	digest_hex(hash, hex);
	strbuf_addf(out, "%s-%.12s", record_get(p->source, "source"), hex);
}

/* The same words are the same news, wherever they stand. */
static void content_hash(const struct feed_item *x, char hex[DIGEST_HEX])
{
	unsigned char hash[DIGEST_SIZE];
	struct strbuf folded = STRBUF_INIT;
	struct digest d;

	text_fold(x->title ? x->title : "", &folded);
	digest_init(&d);
	digest_text(&d, folded.buf);
	strbuf_reset(&folded);
	text_fold(x->text ? x->text : "", &folded);
	digest_text(&d, folded.buf);
	if (x->added_on) /* entries of a catalogue differ by their number, whatever they say */
		digest_text(&d, x->id);
	digest_final(&d, hash);
	digest_hex(hash, hex);
	strbuf_release(&folded);
}

static void set_instant(struct record *r, const char *column, int64_t at)
{
	struct strbuf text = STRBUF_INIT;

	instant_format(at, &text);
	record_set(r, column, text.buf);
	strbuf_release(&text);
}

/* Titles come from strangers: one line, bounded. */
static void set_line(struct record *r, const char *column, const char *text, size_t limit)
{
	struct strbuf clean = STRBUF_INIT;

	if (!text)
		return;
	text_clean(text, &clean);
	while (clean.len > limit || (clean.len && !text_is_utf8(clean.buf, clean.len)))
		strbuf_setlen(&clean, clean.len > limit ? limit : clean.len - 1);
	record_set(r, column, clean.len ? clean.buf : NULL);
	strbuf_release(&clean);
}

static void fill_item(struct watch *w, const struct polled *p, const struct feed_item *x,
		      const struct watch_name *n, const char *matched, struct record *r)
{
	char content[DIGEST_HEX];

	content_hash(x, content);
	record_set(r, "source", record_get(p->source, "source"));
	record_set(r, "kind", x->kind);
	record_set(r, "vendor", n->vendor);
	record_set(r, "product", n->product);
	set_line(r, "title", x->title ? x->title : x->text, 400);
	set_line(r, "url", x->url, 1000);
	set_instant(r, "published_at", x->published == FEED_UNDATED ? w->now : x->published);
	set_instant(r, "fetched_at", w->now);
	record_set(r, "matched", matched);
	record_set(r, "content", content);
	record_set(r, "state", "proposed");
}

static bool accepts(const struct watch *w, const struct polled *p, const char *kind)
{
	const char *at = w->accepted_kinds, *grade = record_get(p->source, "reliability"), *piece;
	size_t n;

	if (!kind || !grade || strcmp(grade, "A") != 0)
		return false;
	while (at && text_list_next(&at, &piece, &n))
		if (strlen(kind) == n && strncmp(piece, kind, n) == 0)
			return true;
	return false;
}

static int put_subject(struct watch *w, struct polled *p, const struct feed_item *x,
		       const struct named *of, struct change *c, struct err *err)
{
	struct strbuf key = STRBUF_INIT;
	struct record r;
	bool known = false;
	int rc;

	record_init(&r, table_find("inbox"));
	item_key(p, x, of->name->vendor, &key);
	fill_item(w, p, x, of->name, of->matched.buf, &r);
	record_set(&r, "item", key.buf);
	rc = inbox_knows(change_db(c), &r, &known, err);
	if (rc == 0 && !known && (p->proposed >= MAX_PROPOSED || p->waiting >= MAX_WAITING)) {
		p->left_out++;
	} else if (rc == 0 && !known) {
		p->proposed++;
		p->waiting++;
		rc = change_put(c, &r, CHANGE_ALL_CELLS, PUT_NEW, NULL, err);
		if (rc == 0 && accepts(w, p, x->kind))
			rc = inbox_take_by_policy(c, &r, err);
	}
	record_release(&r);
	strbuf_release(&key);
	return rc;
}

static int put_item(struct watch *w, struct polled *p, const struct feed_item *x, struct change *c,
		    struct err *err)
{
	struct subjects subjects = { .n = 0 };
	size_t i;
	int rc = 0;

	if (x->published == FEED_UNDATED || x->published >= w->now - w->recent)
		whose(w, p, x, &subjects);
	for (i = 0; rc == 0 && i < subjects.n; i++)
		rc = put_subject(w, p, x, &subjects.of[i], c, err);
	subjects_release(&subjects);
	return rc;
}

static int put_exploit(const struct feed_item *x, struct change *c, struct err *err)
{
	struct record r;
	int rc;

	record_init(&r, table_find("exploits"));
	if (!key_is_valid(x->id)) {
		record_release(&r);
		return 0; /* no identifier of ours: nothing to hold it by */
	}
	record_set(&r, "exploit", x->id);
	set_line(&r, "vendor_name", x->vendor_name, 200);
	set_line(&r, "product_name", x->product_name, 200);
	set_line(&r, "title", x->title, 400);
	record_set(&r, "added_on", x->added_on);
	record_set(&r, "ransomware", x->ransomware ? "yes" : "no");
	rc = change_put(c, &r, CHANGE_ALL_CELLS, PUT_ANY, NULL, err);
	record_release(&r);
	return rc;
}

struct storing {
	struct watch *w;
	struct polled *p;
};

static int store_poll(struct change *c, void *context, struct err *err)
{
	struct storing *s = context;
	const char *kind = record_get(s->p->source, "kind");
	bool catalogue = kind && strcmp(kind, "kev") == 0;
	int64_t waiting = 0;
	size_t i;
	int rc = inbox_waiting(change_db(c), record_get(s->p->source, "source"), &waiting, err);

	s->p->proposed = s->p->left_out = 0;
	s->p->waiting = (size_t)waiting;
	for (i = 0; rc == 0 && i < s->p->feed.items.n; i++) {
		const struct feed_item *x = &s->p->feed.items.items[i];

		if (x->added_on && catalogue) /* nobody else has a say in base rates */
			rc = put_exploit(x, c, err);
		if (rc == 0)
			rc = put_item(s->w, s->p, x, c, err);
	}
	if (s->p->left_out) { /* the server is asked for all of it again */
		record_set(&s->p->row, "etag", NULL);
		record_set(&s->p->row, "modified", NULL);
	}
	return rc == 0 ? change_put(c, &s->p->row, CHANGE_ALL_CELLS, PUT_ANY, NULL, err) : rc;
}

int watch_store(struct watch *w, struct polled *p, struct err *err)
{
	struct storing s = { w, p };
	struct change_info info;
	struct db *db;
	int rc = app_change(w->app, "watch", &info, &db, err);

	info.flags |= CHANGE_NO_UNDO;
	info.source = record_get(p->source, "source");
	return rc == 0 ? change_run(db, &info, store_poll, &s, NULL, err) : rc;
}
