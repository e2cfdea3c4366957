/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * "trendmicro,apex-one@<=14": the breached set as a user writes it.
 *
 * A name is a key first, then, letter case aside, a name or an alias.  A key that both a vendor and
 * a product have means the vendor, the wider of the two, unless a version range stands behind it or
 * "product:" before it ("vendor:" is understood too).
 */
#include "config.h"
#include "plan/plan.h"

#include <stdlib.h>
#include <string.h>

#include "plan/fate.h"
#include "util/i18n.h"
#include "util/near.h"
#include "util/text.h"
#include "util/vec.h"

#define NEAREST 3

enum kind { KIND_ANY, KIND_VENDOR, KIND_PRODUCT };

struct wanted {
	enum kind kind;
	char *name, *versions;
};

struct near {
	const char *key;
	size_t distance;
};

static void consider(struct near nearest[NEAREST], const char *key, const char *name)
{
	size_t limit = strlen(name) / 3 > 2 ? strlen(name) / 3 : 2, i;
	struct near candidate = { key, near_distance(key, name, limit + 1) };

	/* what somebody has begun to type counts as near */
	if (strlen(name) >= 3 && (strstr(key, name) || strstr(name, key)))
		candidate.distance = candidate.distance < limit ? candidate.distance : limit;
	if (candidate.distance > limit)
		return;
	for (i = 0; i < NEAREST; i++) {
		struct near swap = nearest[i];

		if (swap.key && strcmp(swap.key, candidate.key) == 0)
			return;
		if (!swap.key || candidate.distance < swap.distance) {
			nearest[i] = candidate;
			candidate = swap;
			if (!swap.key)
				return;
		}
	}
}

static int refuse_unknown(const struct snapshot *s, const struct wanted *w, struct err *err)
{
	struct near nearest[NEAREST] = { { NULL, 0 } };
	struct strbuf names = STRBUF_INIT;
	size_t i;
	int code;

	for (i = 0; w->kind != KIND_PRODUCT && i < s->n_vendors; i++)
		consider(nearest, s->vendors[i].key, w->name);
	for (i = 0; w->kind != KIND_VENDOR && i < s->n_products; i++)
		consider(nearest, s->products[i].key, w->name);
	for (i = 0; i < NEAREST && nearest[i].key; i++)
		strbuf_add_sep(&names, ", ", nearest[i].key);
	if (names.len)
		code = err_set(err, ERR_NOT_FOUND,
			       N_("'%s' is no known vendor or product; the nearest are: %s"),
			       w->name, names.buf);
	else
		code = err_set(err, ERR_NOT_FOUND,
			       N_("'%s' is no known vendor or product; see `lifeboat list vendors` "
				  "and `lifeboat list products`"), w->name);
	strbuf_release(&names);
	return code;
}

static bool vendor_is_called(const struct snap_vendor *v, const char *name)
{
	size_t i;

	if (text_same(v->key, name) || text_same(v->name, name))
		return true;
	for (i = 0; i < v->aliases.n; i++)
		if (text_same(v->aliases.items[i], name))
			return true;
	return false;
}

/* By name or alias; more than one is refused. */
static int find_by_name(const struct snapshot *s, const struct wanted *w, struct fate_node *ret,
			struct err *err)
{
	struct fate_node found = { NONE, NONE };
	size_t i, n = 0;
	struct strbuf names = STRBUF_INIT;
	int code = 0;

	for (i = 0; w->kind != KIND_PRODUCT && i < s->n_vendors; i++) {
		if (!vendor_is_called(&s->vendors[i], w->name))
			continue;
		n++;
		strbuf_addf(&names, "%svendor:%s", names.len ? ", " : "", s->vendors[i].key);
		found = (struct fate_node){ .product = NONE, .vendor = i };
	}
	for (i = 0; w->kind != KIND_VENDOR && i < s->n_products; i++) {
		if (!text_same(s->products[i].key, w->name) &&
		    !text_same(s->products[i].name, w->name))
			continue;
		n++;
		strbuf_addf(&names, "%sproduct:%s", names.len ? ", " : "", s->products[i].key);
		found = (struct fate_node){ .product = i, .vendor = NONE };
	}
	if (n == 1)
		*ret = found;
	else if (n > 1)
		code = err_set(err, ERR_INPUT, N_("'%s' may mean any of %s; write one of these"),
			       w->name, names.buf);
	else
		code = refuse_unknown(s, w, err);
	strbuf_release(&names);
	return code;
}

static int find_node(const struct snapshot *s, const struct wanted *w, struct fate_node *ret,
		     struct err *err)
{
	size_t vendor = w->kind == KIND_PRODUCT ? NONE : snapshot_vendor(s, w->name);
	size_t product = w->kind == KIND_VENDOR ? NONE : snapshot_product(s, w->name);

	if (vendor != NONE)
		*ret = (struct fate_node){ .product = NONE, .vendor = vendor };
	else if (product != NONE)
		*ret = (struct fate_node){ .product = product, .vendor = NONE };
	else
		return find_by_name(s, w, ret, err);
	return 0;
}

/* One item: [kind:]name[@versions]. */
static int split_item(const char *item, struct arena *arena, struct wanted *ret, struct err *err)
{
	static const struct { const char *word; enum kind kind; } kinds[] = {
		{ "vendor:", KIND_VENDOR }, { "product:", KIND_PRODUCT },
	};
	char *name = arena_strdup(arena, item), *at;
	size_t i;

	*ret = (struct wanted){ KIND_ANY, name, NULL };
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t length = strlen(kinds[i].word);

		if (strncmp(name, kinds[i].word, length) == 0) {
			ret->kind = kinds[i].kind;
			ret->name = name + length;
		}
	}
	at = strrchr(ret->name, '@');
	if (!at)
		return 0;
	if (!at[1] || at == ret->name)
		return err_set(err, ERR_INPUT, N_("'%s': write product@versions, for example "
						  "'agent@<=12.1' or 'agent@18.12.*'"), item);
	if (ret->kind == KIND_VENDOR)
		return err_set(err, ERR_INPUT, N_("'%s': a vendor has no versions; name one of its "
						  "products"), item);
	*at = '\0';
	ret->versions = strcmp(at + 1, "*") == 0 ? NULL : at + 1;
	ret->kind = KIND_PRODUCT;
	return 0;
}

static bool same_breached(const struct plan_breached *a, const struct plan_breached *b)
{
	return a->node.product == b->node.product && a->node.vendor == b->node.vendor &&
	       (a->versions ? b->versions && strcmp(a->versions, b->versions) == 0 : !b->versions);
}

/* Vendors, then products, in key order, as a stored plan has them: the same set asked for in another
 * order is the same request. */
static int by_node(const void *a, const void *b)
{
	const struct plan_breached *x = a, *y = b;

	if (x->node.vendor != y->node.vendor)
		return x->node.vendor < y->node.vendor ? -1 : 1;
	if (x->node.product != y->node.product)
		return x->node.product < y->node.product ? -1 : 1;
	return strcmp(x->versions ? x->versions : "", y->versions ? y->versions : "");
}

/* All versions of a product leave nothing to its ranges.  They stand before them; returns how many stay. */
static size_t without_ranges_of_all(struct plan_breached *b, size_t n)
{
	size_t i, kept = 0;

	for (i = 0; i < n; i++)
		if (!kept || b[kept - 1].node.product == NONE || b[kept - 1].versions ||
		    b[kept - 1].node.product != b[i].node.product)
			b[kept++] = b[i];
	return kept;
}

int plan_parse_breached(const struct snapshot *s, const char *text, struct arena *arena,
			struct plan_breached **ret, size_t *ret_n, struct err *err)
{
	VEC(struct plan_breached) found = VEC_INIT;
	struct strbuf item = STRBUF_INIT;
	const char *at = text;
	int code = 0;

	while (at && *at && !code) {
		size_t length = strcspn(at, ",;"), i;
		struct plan_breached b = { .versions = NULL };
		struct strbuf piece = STRBUF_INIT;
		struct wanted w;

		strbuf_reset(&item);
		strbuf_add(&piece, at, length);
		text_trim(piece.buf, &item);
		strbuf_release(&piece);
		at += length + (at[length] != '\0');
		if (!item.len)
			continue;
		code = split_item(item.buf, arena, &w, err);
		if (!code)
			code = find_node(s, &w, &b.node, err);
		b.versions = w.versions;
		for (i = 0; i < found.n && !same_breached(&found.items[i], &b); i++)
			;
		if (!code && i == found.n)
			VEC_PUSH(&found, b);
	}
	if (!code && !found.n)
		code = err_set(err, ERR_INPUT,
			       N_("nobody is named as breached; name a vendor or a product"));
	if (!code) {
		qsort(found.items, found.n, sizeof(*found.items), by_node); /* NONE is the highest */
		*ret = arena_copy(arena, found.items, found.n * sizeof(*found.items));
		*ret_n = without_ranges_of_all(*ret, found.n);
	}
	VEC_RELEASE(&found);
	strbuf_release(&item);
	return code;
}
