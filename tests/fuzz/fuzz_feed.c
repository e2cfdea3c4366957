/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libFuzzer entry: what sources publish (KEV, CSAF, ROLIE, changes.csv, RSS, Atom, EDGAR).  The first
 * byte says what the document is read as.  Nothing crashes; a refusal has a sentence and leaves no
 * item; an item has an id, its texts are UTF-8 and bounded, and the same document gives the same
 * items twice.  Vendors are then looked for in what was read.
 */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "io/feed.h"
#include "io/match.h"
#include "util/strbuf.h"
#include "util/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text, size_t most)
{
	const char *at = text;

	if (!text)
		return;
	if (strlen(text) > most)
		abort();
	while (*at)
		if (text_next(&at) < 0)
			abort();
}

static void check_item(const struct feed_item *x)
{
	if (!x->id)
		abort();
	check_text(x->id, FEED_TEXT + 4);
	check_text(x->title, FEED_TEXT + 4);
	check_text(x->text, FEED_TEXT + 4);
	check_text(x->url, FEED_TEXT + 4);
	check_text(x->vendor_name, FEED_TEXT + 4);
	check_text(x->product_name, FEED_TEXT + 4);
	if (x->added_on && x->published == FEED_UNDATED)
		abort();
}

static void look_for_names(const struct feed_item *x)
{
	static const char *const names[] = { "trend micro", "マカフィー", "\xe5\x80\xa4", "a", "" };
	struct strbuf folded = STRBUF_INIT;
	size_t i;

	text_fold(x->title ? x->title : "", &folded);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (match_word(folded.buf, names[i]) && (!*names[i] || !strstr(folded.buf, names[i])))
			abort();
	strbuf_release(&folded);
}

static bool same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum feed_format formats[] = { FEED_ANY, FEED_KEV, FEED_CSAF, FEED_NEWS,
						    FEED_EDGAR };
	struct feed once = FEED_INIT, twice = FEED_INIT;
	struct strbuf text = STRBUF_INIT;
	struct err err = ERR_INIT;
	enum feed_format format;
	size_t i;
	int rc;

	if (!size)
		return 0;
	format = formats[data[0] % (sizeof(formats) / sizeof(formats[0]))];
	rc = feed_read(format, "fuzz", (const char *)data + 1, size - 1, &once, &err);
	if (rc < 0) {
		err_render(&err, NULL, &text);
		if (!text.len || once.items.n)
			abort();
	}
	if (feed_read(format, "fuzz", (const char *)data + 1, size - 1, &twice, NULL) != rc ||
	    twice.items.n != once.items.n)
		abort();
	for (i = 0; i < once.items.n; i++) {
		check_item(&once.items.items[i]);
		look_for_names(&once.items.items[i]);
		if (!same(once.items.items[i].id, twice.items.items[i].id) ||
		    !same(once.items.items[i].text, twice.items.items[i].text))
			abort();
	}
	err_release(&err);
	strbuf_release(&text);
	feed_release(&once);
	feed_release(&twice);
	return 0;
}
