/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/cover.h"

#include <stdlib.h>

#include "plan/waves.h"
#include "util/mem.h"

void cover_init(struct cover *c, const struct snapshot *s, const struct plan *p, unsigned mark)
{
	size_t i, k, *fill;

	c->begin = mem_zalloc(p->n_waves + 1, sizeof(*c->begin));
	for (i = 0; i < p->n_instances; i++)
		if (s->steps[p->instances[i].step].marks & mark)
			for (k = 0; k < p->instances[i].waves.n; k++)
				c->begin[p->instances[i].waves.items[k] + 1]++;
	for (i = 0; i < p->n_waves; i++)
		c->begin[i + 1] += c->begin[i];
	c->items = mem_alloc(c->begin[p->n_waves], sizeof(*c->items));
	fill = mem_copy(c->begin, (p->n_waves + 1) * sizeof(*fill));
	for (i = 0; i < p->n_instances; i++)
		if (s->steps[p->instances[i].step].marks & mark)
			for (k = 0; k < p->instances[i].waves.n; k++)
				c->items[fill[p->instances[i].waves.items[k]]++] = i;
	free(fill);
}

void cover_release(struct cover *c)
{
	free(c->begin);
	free(c->items);
}

int64_t cover_finish(const struct cover *c, const struct plan *p, size_t wave, bool *ret_any)
{
	int64_t last = INT64_MIN;
	size_t i;

	*ret_any = c->begin[wave] < c->begin[wave + 1];
	for (i = c->begin[wave]; i < c->begin[wave + 1]; i++)
		if (p->instances[c->items[i]].finish > last)
			last = p->instances[c->items[i]].finish;
	return *ret_any ? last : PLAN_NEVER;
}

struct exposure_rate exposure_rate(const struct snapshot *s, int64_t quantity, int64_t criticality)
{
	int64_t whole = quantity * plan_weight(s, criticality);
	int64_t factor = policy_millionths(s, "contained_factor");
	struct exposure_rate rate;

	rate.contained = whole / 1000000 * (1000000 - factor) +
		whole % 1000000 * (1000000 - factor) / 1000000;
	rate.safe = whole - rate.contained;
	return rate;
}

struct exposure_rate exposure_rate_of(const struct snapshot *s, const struct plan *p, size_t wave)
{
	const struct plan_wave *w = &p->waves[wave];

	return exposure_rate(s, w->quantity, s->classes[p->classes[w->plan_class].class].criticality);
}
