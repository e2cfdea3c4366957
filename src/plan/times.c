/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/times.h"

#include "plan/cover.h"

static int64_t from_zero(int64_t minutes)
{
	return minutes < 0 ? 0 : minutes;
}

static int64_t first_finish(const struct cover *c, const struct plan *p, size_t wave)
{
	int64_t first = PLAN_NEVER;
	size_t i;

	for (i = c->begin[wave]; i < c->begin[wave + 1]; i++)
		if (p->instances[c->items[i]].finish < first)
			first = p->instances[c->items[i]].finish;
	return first;
}

void plan_times(const struct snapshot *s, struct plan *p)
{
	struct cover contains, removes, secures;
	size_t i;
	bool any;

	cover_init(&contains, s, p, MARK_CONTAINS);
	cover_init(&removes, s, p, MARK_REMOVES);
	cover_init(&secures, s, p, MARK_SECURES);
	for (i = 0; i < p->n_classes; i++)
		p->classes[i].contained = p->classes[i].removed = p->classes[i].safe = INT64_MIN;
	for (i = 0; i < p->n_waves; i++) {
		struct plan_wave *w = &p->waves[i];
		struct plan_class *pc = &p->classes[w->plan_class];

		w->safe = from_zero(cover_finish(&secures, p, i, &any));
		w->contained = from_zero(cover_finish(&contains, p, i, &any));
		if (!any)
			w->contained = w->safe;
		w->removed = from_zero(first_finish(&removes, p, i));
		if (w->safe > pc->safe)
			pc->safe = w->safe;
		if (w->contained > pc->contained)
			pc->contained = w->contained;
		if (w->removed > pc->removed)
			pc->removed = w->removed;
	}
	for (i = 0; i < p->n_classes; i++)
		if (p->classes[i].safe == INT64_MIN)
			p->classes[i].contained = p->classes[i].removed = p->classes[i].safe =
				PLAN_NEVER;
	cover_release(&contains);
	cover_release(&removes);
	cover_release(&secures);
}
