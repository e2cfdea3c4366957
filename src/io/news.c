/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RSS 0.9 to 2.0 and Atom, by libxml2. */
#include "config.h"
#include "io/feed.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

#include "util/i18n.h"

struct news {
	struct feed *f;
	const char *name;
	int filings;
};

static bool is(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

/* Text of the first child with one of the names. */
static char *child_text(struct news *n, const xmlNode *parent, const char *const *names)
{
	const xmlNode *c;
	char *copy = NULL;

	for (; *names && !copy; names++) {
		for (c = parent->children; c && !copy; c = c->next) {
			xmlChar *text;

			if (!is(c, *names))
				continue;
			text = xmlNodeGetContent((xmlNode *)(uintptr_t)c);
			copy = feed_text(n->f, (const char *)text);
			xmlFree(text);
		}
	}
	return copy;
}

/* RSS: the text of <link>; Atom: href of the alternate one. */
static char *link_of(struct news *n, const xmlNode *item)
{
	static const char *const names[] = { "link", NULL };
	const xmlNode *c;
	char *url = NULL;

	for (c = item->children; c; c = c->next) {
		xmlChar *href, *rel;

		if (!is(c, "link"))
			continue;
		href = xmlGetNoNsProp((xmlNode *)(uintptr_t)c, (const xmlChar *)"href");
		rel = xmlGetNoNsProp((xmlNode *)(uintptr_t)c, (const xmlChar *)"rel");
		if (href && (!url || !rel || strcmp((const char *)rel, "alternate") == 0))
			url = feed_text(n->f, (const char *)href);
		xmlFree(href);
		xmlFree(rel);
	}
	return url ? url : child_text(n, item, names);
}

/* An entry of EDGAR's list of current filings: form 8-K that names item 1.05. */
static bool is_incident(const struct feed_item *x)
{
	return x->title && strncmp(x->title, "8-K", 3) == 0 && x->text && strstr(x->text, "1.05");
}

static int one(struct news *n, const xmlNode *item, struct err *err)
{
	static const char *const ids[] = { "guid", "id", "link", "title", NULL };
	static const char *const titles[] = { "title", NULL };
	static const char *const texts[] = { "summary", "description", "content", "encoded", NULL };
	static const char *const dates[] = { "published", "pubDate", "date", "updated", NULL };
	struct feed_item *x = feed_add(n->f);

	if (!x)
		return err_set(err, ERR_INPUT, N_("%s: more entries than %zu; refused"), n->name,
			       FEED_ITEMS);
	x->title = child_text(n, item, titles);
	x->text = child_text(n, item, texts);
	x->url = link_of(n, item);
	x->published = feed_instant(child_text(n, item, dates));
	x->id = child_text(n, item, ids);
	if (!x->id || !*x->id)
		x->id = x->url;
	if (n->filings)
		x->kind = "filing";
	if (!x->id || (!x->title && !x->text) || (n->filings && !is_incident(x)))
		n->f->items.n--; /* nothing to judge */
	return 0;
}

/* Items stand in the root (Atom, RSS 1.0) or in its channel (RSS 0.9x, 2.0). */
static int walk(struct news *n, const xmlNode *root, int depth, struct err *err)
{
	const xmlNode *c;
	int rc = 0;

	for (c = root->children; rc == 0 && c; c = c->next) {
		if (is(c, "item") || is(c, "entry"))
			rc = one(n, c, err);
		else if (is(c, "channel") && depth == 0)
			rc = walk(n, c, depth + 1, err);
	}
	return rc;
}

static bool declares_entities(const char *data, size_t length, const xmlDoc *doc)
{
	static const char mark[] = "<!ENTITY";
	size_t i;

	for (i = 0; i + sizeof(mark) - 1 <= length; i++)
		if (memcmp(data + i, mark, sizeof(mark) - 1) == 0)
			return true;
	return doc && doc->intSubset && doc->intSubset->entities;
}

int news_read(const char *name, const char *data, size_t length, int filings, struct feed *ret,
	      struct err *err)
{
	struct news n = { ret, name, filings };
	const xmlNode *root;
	xmlDoc *doc = NULL;
	int rc;

	if (length > INT32_MAX || declares_entities(data, length, NULL))
		return err_set(err, ERR_INPUT, N_("%s: declares entities; refused"), name);
	doc = xmlReadMemory(data, (int)length, NULL, NULL,
			    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
				    XML_PARSE_NOCDATA);
	root = doc ? xmlDocGetRootElement(doc) : NULL;
	if (!root)
		rc = err_set(err, ERR_INPUT, N_("%s: no well-formed XML, or nested too deep"), name);
	else if (declares_entities(data, 0, doc))
		rc = err_set(err, ERR_INPUT, N_("%s: declares entities; refused"), name);
	else if (!is(root, "rss") && !is(root, "feed") && !is(root, "RDF"))
		rc = err_set(err, ERR_INPUT, N_("%s: XML, but neither RSS nor Atom"), name);
	else
		rc = walk(&n, root, 0, err);
	xmlFreeDoc(doc);
	return rc;
}
