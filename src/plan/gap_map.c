/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/gap_map.h"

#include <stdlib.h>

#include "util/mem.h"

static void mark(const struct coverage *c, const struct index_list *products, bool *seen)
{
	size_t i, row;

	for (i = 0; i < products->n; i++)
		for (row = c->first[products->items[i]]; row < c->first[products->items[i] + 1]; row++)
			seen[c->s->coverage[row].capability] = true;
}

static size_t covering(const struct coverage *c, const struct index_list *products, size_t capability,
		       const struct coverage_view *v)
{
	size_t i, n = 0;

	for (i = 0; i < products->n; i++)
		n += coverage_strength(c, products->items[i], capability, v) >= v->threshold;
	return n;
}

static void add_class(const struct coverage *c, const struct gap_class *class,
		      const struct coverage_view *v, struct gap_line *l)
{
	enum coverage_answer was = coverage_answer(
		coverage_of_set(c, &class->before, l->capability, v), v->threshold);
	enum coverage_answer is = coverage_answer(
		coverage_of_set(c, &class->after, l->capability, v), v->threshold);

	l->assets[GK_BEFORE] += was == COVERED ? class->assets : 0;
	l->assets[GK_AFTER] += is == COVERED ? class->assets : 0;
	l->assets[GK_KEPT] += was == COVERED && is == COVERED ? class->assets : 0;
	l->assets[GK_LOST] += was == COVERED && is == NOT_COVERED ? class->assets : 0;
	l->assets[GK_GAINED] += was == NOT_COVERED && is == COVERED ? class->assets : 0;
	l->assets[GK_NEVER] += was == NOT_COVERED && is == NOT_COVERED ? class->assets : 0;
	l->assets[GK_NOT_TESTED] += (was == NOT_TESTED) != (is == NOT_TESTED) ? class->assets : 0;
	if (covering(c, &class->after, l->capability, v) >= 2)
		l->assets[GK_DOUBLED] += class->assets;
}

void gap_map(const struct coverage *c, const struct gap_class *classes, size_t n, int32_t threshold,
	     struct arena *arena, struct gap_line **ret, size_t *ret_n)
{
	size_t caps = c->s->n_capabilities, i, k, lines = 0;
	bool *seen = mem_zalloc(caps + 1, sizeof(*seen));
	struct gap_line *l;

	for (i = 0; i < n; i++) {
		mark(c, &classes[i].before, seen);
		mark(c, &classes[i].after, seen);
	}
	l = arena_alloc(arena, caps + 1, sizeof(*l));
	for (k = 0; k < caps; k++) {
		if (!seen[k])
			continue;
		l[lines].capability = k;
		for (i = 0; i < n; i++) {
			const struct coverage_view v = { .os = classes[i].os, .function = FUNC_ANY,
							 .threshold = threshold };

			add_class(c, &classes[i], &v, &l[lines]);
		}
		lines++;
	}
	free(seen);
	*ret = l;
	*ret_n = lines;
}

enum gap_kind gap_line_kind(const struct gap_line *l)
{
	static const enum gap_kind order[] = { GK_LOST, GK_NOT_TESTED, GK_GAINED, GK_DOUBLED,
					       GK_KEPT };
	size_t i;

	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (l->assets[order[i]])
			return order[i];
	return GK_NEVER;
}

size_t gap_transient(const struct coverage *c, const struct gap_class *class, int32_t threshold)
{
	const struct coverage_view v = { .os = class->os, .function = FUNC_ANY,
					 .threshold = threshold };
	size_t caps = c->s->n_capabilities, k, n = 0;
	bool *seen = mem_zalloc(caps + 1, sizeof(*seen));

	mark(c, &class->before, seen);
	for (k = 0; k < caps; k++)
		n += seen[k] && coverage_of_set(c, &class->before, k, &v) >= threshold &&
		     coverage_of_set(c, &class->staying, k, &v) < threshold;
	free(seen);
	return n;
}
