/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/participants.h"

#include <string.h>

#include "io/put_cells.h"
#include "model/store.h"
#include "util/text.h"

/* Letters and digits of the folded text alone: "Palo Alto Networks" is "paloaltonetworks". */
static char *squeezed(struct participants *p, const char *text)
{
	struct strbuf fold = STRBUF_INIT, out = STRBUF_INIT;
	const char *at;
	char *copy;

	text_fold(text, &fold);
	for (at = fold.buf; *at; at++)
		if ((unsigned char)*at >= 0x80 || strchr("abcdefghijklmnopqrstuvwxyz0123456789", *at))
			strbuf_addch(&out, *at);
	copy = arena_strndup(&p->arena, out.buf, out.len);
	strbuf_release(&fold);
	strbuf_release(&out);
	return copy;
}

static void learn(struct participants *p, struct names *n, const struct record *r)
{
	const char *name = record_get(r, "name"), *aliases = record_get(r, "aliases"), *piece;
	size_t length;

	names_add(n, squeezed(p, r->cell[0]), r->cell[0]);
	if (name)
		names_add(n, squeezed(p, name), r->cell[0]);
	while (aliases && text_list_next(&aliases, &piece, &length))
		names_add(n, squeezed(p, arena_strndup(&p->arena, piece, length)), r->cell[0]);
}

static int keep_vendor(void *context, const struct record *r, struct err *err)
{
	struct participants *p = context;

	(void)err;
	learn(p, &p->vendors, r);
	return 0;
}

static char *keep_made(struct participants *p, const char *key, const char *vendor,
		       const char *category)
{
	VEC_PUSH(&p->keys, arena_strdup(&p->arena, key));
	VEC_PUSH(&p->made_by, arena_strdup(&p->arena, vendor));
	VEC_PUSH(&p->categories, arena_strdup(&p->arena, category));
	return VEC_LAST(&p->keys);
}

static int keep_product(void *context, const struct record *r, struct err *err)
{
	struct participants *p = context;

	(void)err;
	learn(p, &p->products, r);
	keep_made(p, r->cell[0], record_get(r, "vendor"), record_get(r, "category"));
	return 0;
}

int participants_load(struct participants *p, struct db *db, struct err *err)
{
	struct store_query q = { .sort = -1 };
	int rc;

	*p = (struct participants){ .arena = ARENA_INIT };
	names_init(&p->products, "products");
	names_init(&p->vendors, "vendors");
	q.table = table_find("vendors");
	rc = store_each(db, &q, -1, keep_vendor, p, err);
	q.table = table_find("products");
	if (rc == 0)
		rc = store_each(db, &q, -1, keep_product, p, err);
	return rc;
}

void participants_release(struct participants *p)
{
	names_release(&p->products);
	names_release(&p->vendors);
	VEC_RELEASE(&p->keys);
	VEC_RELEASE(&p->made_by);
	VEC_RELEASE(&p->categories);
	arena_release(&p->arena);
}

static const char *own_key(const struct participants *p, const char *key)
{
	for (size_t i = 0; i < p->keys.n; i++)
		if (strcmp(p->keys.items[i], key) == 0)
			return p->keys.items[i];
	return NULL;
}

/* The vendor's products of the category: *ret_n of them, their names for a sentence. */
static const char *of_vendor(const struct participants *p, const char *vendor, const char *category,
			     size_t *ret_n, struct strbuf *names)
{
	const char *found = NULL;

	*ret_n = 0;
	for (size_t i = 0; i < p->keys.n; i++) {
		if (strcmp(p->made_by.items[i], vendor) != 0 || !p->categories.items[i] ||
		    strcmp(p->categories.items[i], category) != 0)
			continue;
		found = p->keys.items[i];
		strbuf_add_sep(names, ", ", found);
		++*ret_n;
	}
	return found;
}

static int add_vendor(struct participants *p, struct importing *im, size_t line, const char *name,
		      const char **ret, struct err *err)
{
	struct strbuf key = STRBUF_INIT;
	int rc;

	names_new_key(&p->vendors, name, &key);
	rc = put_cells(im, line, "vendors",
		       (const struct cell[]){ { "vendor", key.buf }, { "name", name } }, 2, err);
	if (rc == 0) {
		names_add(&p->vendors, squeezed(p, name), key.buf);
		*ret = arena_strdup(&p->arena, key.buf);
	}
	strbuf_release(&key);
	return rc;
}

static int add_product(struct participants *p, struct importing *im, size_t line, const char *name,
		       const char *vendor, const char *category, const char **ret, struct err *err)
{
	struct strbuf key = STRBUF_INIT;
	int rc;

	names_new_key(&p->products, name, &key);
	rc = put_cells(im, line, "products",
		       (const struct cell[]){ { "product", key.buf }, { "name", name },
					      { "vendor", vendor }, { "category", category } },
		       4, err);
	if (rc == 0) {
		names_add(&p->products, squeezed(p, name), key.buf);
		*ret = keep_made(p, key.buf, vendor, category);
	}
	strbuf_release(&key);
	return rc;
}

int participants_take(struct participants *p, struct importing *im, size_t line, const char *name,
		      const char *vendor, const char *category, const char **ret, struct err *err)
{
	const char *known = names_find(&p->products, squeezed(p, name)), *company;
	struct strbuf several = STRBUF_INIT;
	size_t n = 0;
	int rc = 0;

	*ret = known ? own_key(p, known) : NULL;
	if (*ret)
		return 0;
	company = names_find(&p->vendors, squeezed(p, vendor ? vendor : name));
	if (company && !vendor)
		*ret = of_vendor(p, company, category, &n, &several);
	if (n > 1) {
		import_rejectf(im->file, line, NULL,
			       N_("'%s' could be any of %s; add it to the aliases of the product that "
				  "is meant"), name, several.buf);
		rc = 1;
	} else if (n == 0) {
		if (!company)
			rc = add_vendor(p, im, line, vendor ? vendor : name, &company, err);
		if (rc == 0)
			rc = add_product(p, im, line, name, company, category, ret, err);
	}
	strbuf_release(&several);
	return rc;
}
