/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/coverage.h"

#include <stdlib.h>
#include <string.h>

#include "util/vec.h"
#include "util/version.h"

/* ---- one product --------------------------------------------------------------------------- */

static void index_children(struct coverage *c, struct arena *arena)
{
	const struct snapshot *s = c->s;
	size_t i;

	for (i = 0; i < s->n_capabilities; i++)
		if (s->capabilities[i].parent != NONE)
			c->children[s->capabilities[i].parent].n++;
	for (i = 0; i < s->n_capabilities; i++) {
		if (!c->children[i].n)
			continue;
		c->children[i].items = arena_alloc(arena, c->children[i].n, sizeof(size_t));
		c->children[i].n = 0;
	}
	for (i = 0; i < s->n_capabilities; i++) {
		struct index_list *l = s->capabilities[i].parent == NONE
				       ? NULL : &c->children[s->capabilities[i].parent];

		if (l)
			l->items[l->n++] = i;
	}
}

void coverage_init(const struct snapshot *s, struct arena *arena, struct coverage *ret)
{
	size_t i, row = 0;

	ret->s = s;
	ret->first = arena_alloc(arena, s->n_products + 1, sizeof(*ret->first));
	for (i = 0; i <= s->n_products; i++) {
		while (row < s->n_coverage && s->coverage[row].product < i)
			row++;
		ret->first[i] = row;
	}
	ret->children = arena_alloc(arena, s->n_capabilities + 1, sizeof(*ret->children));
	index_children(ret, arena);
}

/* The rows of a product about a capability: *at .. *end. */
static bool find_rows(const struct coverage *c, size_t product, size_t capability, size_t *at,
		      size_t *end)
{
	const struct snap_coverage *rows = c->s->coverage;
	size_t low = c->first[product], high = c->first[product + 1], stop = high;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (rows[middle].capability < capability)
			low = middle + 1;
		else
			high = middle;
	}
	*at = *end = low;
	while (*end < stop && rows[*end].capability == capability)
		(*end)++;
	return *end > *at;
}

/* The strength for one function as stated, or COVERAGE_UNTESTED; *stated tells whether any row
 * spoke. */
static int32_t stated(const struct coverage *c, size_t at, size_t end, enum function_kind function,
		      const struct coverage_view *v, bool *ret_stated)
{
	int32_t general = COVERAGE_UNTESTED, own = COVERAGE_UNTESTED;
	bool has_general = false, has_own = false;

	for (; at < end; at++) {
		const struct snap_coverage *row = &c->s->coverage[at];
		int32_t strength = row->tested ? row->strength : COVERAGE_UNTESTED;

		if (row->function != function)
			continue;
		if (!row->platform) {
			general = has_general && general > strength ? general : strength;
			has_general = true;
		} else if (v->any_os || (v->os && strcmp(v->os, row->platform) == 0)) {
			own = has_own && own > strength ? own : strength;
			has_own = true;
		}
	}
	*ret_stated = has_own || has_general;
	if (v->any_os)
		return own > general ? own : general;
	return has_own ? own : general;
}

/* What the product's own rows on the capability say; false when there are none that apply. */
static bool own_strength(const struct coverage *c, size_t product, size_t capability,
			 const struct coverage_view *v, int32_t *ret)
{
	static const enum function_kind all[] = { FUNC_ANY, FUNC_PROTECT, FUNC_DETECT,
						  FUNC_RESPOND };
	int32_t best = COVERAGE_UNTESTED;
	bool found = false, any = false;
	size_t at, end, i;

	if (!find_rows(c, product, capability, &at, &end))
		return false;
	if (v->function != FUNC_ANY) {
		best = stated(c, at, end, v->function, v, &found);
		if (!found)
			best = stated(c, at, end, FUNC_ANY, v, &found);
		*ret = best;
		return found;
	}
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		int32_t strength = stated(c, at, end, all[i], v, &found);

		any = any || found;
		best = found && strength > best ? strength : best;
	}
	*ret = best;
	return any;
}

int32_t coverage_strength(const struct coverage *c, size_t product, size_t capability,
			  const struct coverage_view *v)
{
	const struct index_list *children = &c->children[capability];
	size_t parent = c->s->capabilities[capability].parent, i, n = 0;
	int64_t sum = 0;
	int32_t strength;

	if (own_strength(c, product, capability, v, &strength))
		return strength;
	for (i = 0; i < children->n; i++) {
		if (!own_strength(c, product, children->items[i], v, &strength) || strength < 0)
			continue;
		sum += strength;
		n++;
	}
	if (n)
		return (int32_t)(sum / (int64_t)n);
	if (parent != NONE && own_strength(c, product, parent, v, &strength))
		return strength;
	return COVERAGE_UNTESTED;
}

/* ---- sets of products ------------------------------------------------------------------------ */

int32_t coverage_of_set(const struct coverage *c, const struct index_list *products,
			size_t capability, const struct coverage_view *v)
{
	int32_t best = COVERAGE_UNTESTED;
	size_t i;

	for (i = 0; i < products->n; i++) {
		int32_t strength = coverage_strength(c, products->items[i], capability, v);

		best = strength > best ? strength : best;
	}
	return best;
}

enum coverage_answer coverage_answer(int32_t strength, int32_t threshold)
{
	return strength < 0 ? NOT_TESTED : strength >= threshold ? COVERED : NOT_COVERED;
}

static size_t count_covering(const struct coverage *c, const struct index_list *products,
			     size_t capability, const struct coverage_view *v)
{
	size_t i, n = 0;

	for (i = 0; i < products->n; i++)
		n += coverage_strength(c, products->items[i], capability, v) >= v->threshold;
	return n;
}

static void mark_stated(const struct coverage *c, const struct index_list *products, bool *seen)
{
	size_t i, row;

	for (i = 0; i < products->n; i++)
		for (row = c->first[products->items[i]]; row < c->first[products->items[i] + 1]; row++)
			seen[c->s->coverage[row].capability] = true;
}

static void keep(struct index_list *l, size_t capability, struct arena *arena, size_t most)
{
	if (!l->items)
		l->items = arena_alloc(arena, most, sizeof(*l->items));
	l->items[l->n++] = capability;
}

void coverage_compare(const struct coverage *c, const struct coverage_view *v,
		      const struct index_list *before, const struct index_list *after,
		      struct arena *arena, struct coverage_diff *ret)
{
	size_t n = c->s->n_capabilities, most = 0, i;
	bool *seen = mem_zalloc(n + 1, sizeof(*seen));

	*ret = (struct coverage_diff){ .covered = { NULL, 0 } };
	mark_stated(c, before, seen);
	mark_stated(c, after, seen);
	for (i = 0; i < n; i++)
		most += seen[i];
	for (i = 0; i < n; i++) {
		enum coverage_answer was, is;

		if (!seen[i])
			continue;
		was = coverage_answer(coverage_of_set(c, before, i, v), v->threshold);
		is = coverage_answer(coverage_of_set(c, after, i, v), v->threshold);
		if (was == COVERED)
			keep(&ret->covered, i, arena, most);
		if (was == COVERED && is == COVERED)
			keep(&ret->kept, i, arena, most);
		if (was == COVERED && is == NOT_COVERED)
			keep(&ret->lost, i, arena, most);
		if (was == NOT_COVERED && is == COVERED)
			keep(&ret->gained, i, arena, most);
		if ((was == NOT_TESTED) != (is == NOT_TESTED))
			keep(&ret->not_tested, i, arena, most);
		if (count_covering(c, after, i, v) >= 2)
			keep(&ret->doubled, i, arena, most);
	}
	free(seen);
}

static int by_loss(const void *a, const void *b)
{
	const struct coverage_swap *x = a, *y = b;

	if (x->diff.lost.n != y->diff.lost.n)
		return x->diff.lost.n < y->diff.lost.n ? -1 : 1;
	if (x->diff.gained.n != y->diff.gained.n)
		return x->diff.gained.n > y->diff.gained.n ? -1 : 1;
	if (x->diff.not_tested.n != y->diff.not_tested.n)
		return x->diff.not_tested.n < y->diff.not_tested.n ? -1 : 1;
	return x->product < y->product ? -1 : x->product > y->product;
}

void coverage_swaps(const struct coverage *c, const struct coverage_view *v, size_t from,
		    struct arena *arena, struct coverage_swap **ret, size_t *ret_n)
{
	const struct snapshot *s = c->s;
	struct index_list before = { &from, 1 };
	struct coverage_swap *swaps = arena_alloc(arena, s->n_products + 1, sizeof(*swaps));
	size_t i, n = 0;

	for (i = 0; i < s->n_products; i++) {
		struct index_list after = { &i, 1 };

		if (i == from || (s->products[i].role != ROLE_CANDIDATE &&
				  s->products[i].role != ROLE_BOTH))
			continue;
		swaps[n].product = i;
		coverage_compare(c, v, &before, &after, arena, &swaps[n].diff);
		n++;
	}
	if (n)
		qsort(swaps, n, sizeof(*swaps), by_loss);
	*ret = swaps;
	*ret_n = n;
}

static bool listed(const struct index_list *l, size_t item)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (l->items[i] == item)
			return true;
	return false;
}

void coverage_class_set(const struct snapshot *s, const struct plan_class *pc, enum class_set which,
			struct arena *arena, struct index_list *ret)
{
	const struct snap_class *c = &s->classes[pc->class];
	size_t i;

	ret->items = arena_alloc(arena, c->n_installs + pc->to.n + 1, sizeof(*ret->items));
	ret->n = 0;
	for (i = 0; i < c->n_installs; i++)
		if ((which == SET_BEFORE || !listed(&pc->leaving, c->installs[i].product)) &&
		    !listed(ret, c->installs[i].product))
			ret->items[ret->n++] = c->installs[i].product;
	for (i = 0; which == SET_AFTER && i < pc->to.n; i++)
		if (!listed(ret, pc->to.items[i]))
			ret->items[ret->n++] = pc->to.items[i];
}

/* ---- platforms ------------------------------------------------------------------------------- */

/* The order of an installed version and a bound, where "10.0.19045" counts as 10. */
static int bound_compare(const char *version, const char *bound)
{
	size_t length = strlen(bound);

	if (strncmp(version, bound, length) == 0 &&
	    (version[length] < '0' || version[length] > '9'))
		return 0;
	return version_compare(version, bound);
}

static bool platform_takes(const struct platform *p, const struct snap_class *c)
{
	int order;

	if (!c->os || strcmp(p->os, c->os) != 0)
		return false;
	if (!p->comparison || !p->version || !c->os_version)
		return true;
	order = bound_compare(c->os_version, p->version);
	switch (p->comparison) {
	case '=': return order == 0;
	case '<': return order < 0;
	case '>': return order > 0;
	case 'l': return order <= 0;
	default:  return order >= 0;
	}
}

bool platform_fits(const struct snap_product *p, const struct snap_class *c)
{
	size_t i;

	for (i = 0; i < p->n_platforms; i++)
		if (platform_takes(&p->platforms[i], c))
			return true;
	return p->n_platforms == 0;
}
