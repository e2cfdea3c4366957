/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Security advisories: one CSAF 2.0 document, or a ROLIE feed or changes.csv that lists some. */
#include "config.h"
#include "io/feed.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "util/i18n.h"
#include "util/mem.h"

/* Names of vendors and products anywhere in the tree, as text to match. */
static void add_names(const json_t *branches, struct strbuf *out, int depth)
{
	size_t i;

	for (i = 0; depth < FEED_DEPTH && i < json_array_size(branches); i++) {
		const json_t *b = json_array_get(branches, i);
		const char *category = feed_member(b, "category"), *name = feed_member(b, "name");

		if (category && name && out->len < FEED_TEXT &&
		    (strcmp(category, "vendor") == 0 || strcmp(category, "product_name") == 0))
			strbuf_add_sep(out, "; ", name);
		add_names(json_object_get(b, "branches"), out, depth + 1);
	}
}

static int one_document(const json_t *root, const char *name, struct feed *f, struct err *err)
{
	const json_t *document = json_object_get(root, "document");
	const json_t *tracking = json_object_get(document, "tracking");
	const char *id = feed_member(tracking, "id"), *title = feed_member(document, "title");
	struct strbuf names = STRBUF_INIT;
	const json_t *references = json_object_get(document, "references");
	struct feed_item *x;
	size_t i;

	if (!id || !title)
		return err_set(err, ERR_INPUT, N_("%s: no CSAF document: it has no tracking id or title"),
			       name);
	x = feed_add(f);
	if (!x)
		return err_set(err, ERR_INPUT, N_("%s: more entries than %zu; refused"), name, FEED_ITEMS);
	add_names(json_object_get(json_object_get(root, "product_tree"), "branches"), &names, 0);
	x->id = feed_text(f, id);
	x->title = feed_text(f, title);
	x->text = feed_text(f, names.buf);
	x->published = feed_instant(feed_member(tracking, "initial_release_date"));
	for (i = 0; i < json_array_size(references); i++) {
		const json_t *r = json_array_get(references, i);
		const char *category = feed_member(r, "category");

		if (!x->url || (category && strcmp(category, "self") == 0))
			x->url = feed_text(f, feed_member(r, "url"));
	}
	strbuf_release(&names);
	return 0;
}

static int one_entry(const json_t *entry, const char *name, struct feed *f, struct err *err)
{
	const char *id = feed_member(entry, "id");
	const json_t *links = json_object_get(entry, "link");
	struct feed_item *x;

	if (!id)
		return err_set(err, ERR_INPUT, N_("%s: an entry of the ROLIE feed has no id"), name);
	x = feed_add(f);
	if (!x)
		return err_set(err, ERR_INPUT, N_("%s: more entries than %zu; refused"), name, FEED_ITEMS);
	x->id = feed_text(f, id);
	x->title = feed_text(f, feed_member(entry, "title"));
	x->text = feed_text(f, feed_member(json_object_get(entry, "summary"), "content"));
	x->url = feed_text(f, feed_member(json_array_get(links, 0), "href"));
	x->published = feed_instant(feed_member(entry, "published"));
	return 0;
}

int csaf_read(const struct json_t *root, const char *name, struct feed *ret, struct err *err)
{
	const json_t *entries = json_object_get(json_object_get(root, "feed"), "entry");
	size_t i;
	int rc = 0;

	if (json_object_get(root, "document"))
		return one_document(root, name, ret, err);
	if (!json_is_array(entries))
		return err_set(err, ERR_INPUT, N_("%s: a ROLIE feed without entries"), name);
	for (i = 0; rc == 0 && i < json_array_size(entries); i++)
		rc = one_entry(json_array_get(entries, i), name, ret, err);
	return rc;
}

/* "2024/example-2024-0001.json","2024-09-18T16:00:00Z": a changed document is a new item. */
static int one_change(char *line, const char *name, struct feed *f, struct err *err)
{
	char *path = line + (*line == '"'), *end = strstr(path, "\",\""), *date = end ? end + 3 : NULL;
	struct strbuf id = STRBUF_INIT;
	struct feed_item *x;
	size_t n;

	n = date ? strcspn(date, "\"") : 0;
	if (!date || !date[n])
		return err_set(err, ERR_INPUT, N_("%s: no changes.csv: a line is not \"PATH\",\"INSTANT\""),
			       name);
	*end = date[n] = '\0';
	if (feed_instant(date) == FEED_UNDATED)
		return err_set(err, ERR_INPUT, N_("%s: no changes.csv: '%s' is no instant"), name, date);
	x = feed_add(f);
	if (!x)
		return err_set(err, ERR_INPUT, N_("%s: more entries than %zu; refused"), name, FEED_ITEMS);
	strbuf_addf(&id, "%s %s", path, date);
	x->id = feed_text(f, id.buf);
	x->title = feed_text(f, path);
	x->text = x->id;
	x->published = feed_instant(date);
	strbuf_release(&id);
	return 0;
}

int csaf_changes_read(const char *name, const char *data, size_t length, struct feed *ret,
		      struct err *err)
{
	char *copy = mem_strndup(data, length), *at = copy;
	int rc = 0;

	while (rc == 0 && *at) {
		size_t n = strcspn(at, "\r\n");
		bool more = at[n] != '\0';

		at[n] = '\0';
		if (n)
			rc = one_change(at, name, ret, err);
		at += n + more;
	}
	free(copy);
	return rc;
}
