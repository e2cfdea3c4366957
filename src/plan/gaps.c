/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gaps: requirements that the products after the switch, or during it, do not meet.
 */
#include "config.h"
#include "plan/coverage.h"

#include <string.h>

#include "util/i18n.h"
#include "util/vec.h"

struct gap_vec {
	struct plan_gap *items;
	size_t n, cap;
};

/* One class while its gaps are looked for. */
struct class_view {
	size_t index;  /* plan.classes */
	size_t class;  /* snapshot.classes */
	struct index_list before, staying, after;
};

bool requirement_applies(const struct snapshot *s, const struct snap_requirement *r, size_t class)
{
	return snap_class_matches(s, &s->classes[class], r->selector);
}

static bool control_applies(const struct snapshot *s, const struct snap_control *k,
			    const struct snap_requirement *r, size_t class)
{
	size_t parent = s->capabilities[r->capability].parent;

	if (k->capability != r->capability && (parent == NONE || k->capability != parent))
		return false;
	if (k->ends != SNAP_DATE_NONE && k->ends < snapshot_today(s))
		return false;
	return k->level > 0 && snap_class_matches(s, &s->classes[class], k->selector);
}

static size_t find_control(const struct snapshot *s, const struct snap_requirement *r, size_t class)
{
	size_t best = NONE, i;

	for (i = 0; i < s->n_controls; i++) {
		const struct snap_control *k = &s->controls[i];

		if (!control_applies(s, k, r, class))
			continue;
		if (k->level >= r->minimum)
			return i;
		if (best == NONE || k->level > s->controls[best].level)
			best = i;
	}
	return best;
}

/* The first leaving product that met the requirement, NONE when none did. */
static size_t who_covered(const struct coverage *c, const struct plan_class *pc,
			  const struct snap_requirement *r, const struct coverage_view *v)
{
	size_t i;

	for (i = 0; i < pc->leaving.n; i++)
		if (coverage_strength(c, pc->leaving.items[i], r->capability, v) >= r->minimum)
			return pc->leaving.items[i];
	return NONE;
}

static void add_control_sentence(const struct snapshot *s, const struct plan_gap *g,
				 struct strbuf *out)
{
	const struct snap_control *k;
	struct strbuf date = STRBUF_INIT;

	if (g->control == NONE) {
		msg_add(out, N_("no compensating control stands in"));
		return;
	}
	k = &s->controls[g->control];
	if (k->level >= g->minimum)
		msg_add(out, N_("%s stands in for it"), k->key);
	else
		msg_add(out, N_("%s stands in for a part of it"), k->key);
	if (k->ends != SNAP_DATE_NONE) {
		date_format(k->ends, &date);
		msg_add(out, N_("but only until %s"), date.buf);
	}
	if (!k->owner)
		msg_add(out, N_("and nobody owns it"));
	strbuf_release(&date);
}

static char *gap_reason(const struct coverage *c, const struct plan_class *pc,
			const struct snap_requirement *r, const struct coverage_view *v,
			const struct plan_gap *g, struct arena *arena)
{
	const struct snapshot *s = c->s;
	struct strbuf out = STRBUF_INIT;
	size_t who = who_covered(c, pc, r, v);
	char *text;

	if (g->before < g->minimum)
		msg_add(&out, N_("it was below the minimum before the breach already"));
	else if (who != NONE)
		msg_add(&out, N_("%s covered it and must go"), s->products[who].key);
	if (g->when == GAP_DURING)
		msg_add(&out, N_("it is covered again when the assets are safe"));
	else if (g->after == COVERAGE_UNTESTED)
		msg_add(&out, N_("nothing that stays or comes was tested on it"));
	add_control_sentence(s, g, &out);
	text = arena_strdup(arena, out.buf);
	strbuf_release(&out);
	return text;
}

/* The gap of one requirement on one class; false when there is none of that kind. */
static bool find_gap(const struct coverage *c, const struct plan *p, const struct class_view *cv,
		     size_t requirement, enum gap_when when, struct arena *arena,
		     struct plan_gap *ret)
{
	const struct snap_requirement *r = &c->s->requirements[requirement];
	const struct plan_class *pc = &p->classes[cv->index];
	struct coverage_view v = { .os = c->s->classes[cv->class].os, .function = r->function,
				   .threshold = r->minimum };
	struct plan_gap g = { .plan_class = cv->index, .capability = r->capability,
			      .requirement = requirement, .minimum = r->minimum, .from = 0,
			      .until = PLAN_NEVER, .mandatory = r->mandatory, .when = when };

	g.before = coverage_of_set(c, &cv->before, r->capability, &v);
	g.after = coverage_of_set(c, &cv->after, r->capability, &v);
	if (when == GAP_DURING) {
		if (g.before < g.minimum || g.after < g.minimum ||
		    coverage_of_set(c, &cv->staying, r->capability, &v) >= g.minimum)
			return false;
	} else if (g.after >= g.minimum) {
		return false;
	} else {
		g.when = g.before < g.minimum ? GAP_BEFORE : GAP_AFTER;
	}
	g.control = find_control(c->s, r, cv->class);
	g.reason = gap_reason(c, pc, r, &v, &g, arena);
	*ret = g;
	return true;
}

static void view_class(const struct coverage *c, const struct plan *p, size_t index,
		       struct arena *arena, struct class_view *ret)
{
	const struct plan_class *pc = &p->classes[index];

	ret->index = index;
	ret->class = pc->class;
	coverage_class_set(c->s, pc, SET_BEFORE, arena, &ret->before);
	coverage_class_set(c->s, pc, SET_STAYING, arena, &ret->staying);
	coverage_class_set(c->s, pc, SET_AFTER, arena, &ret->after);
}

static void find_gaps(const struct coverage *c, struct plan *p, enum gap_when when,
		      struct gap_vec *found)
{
	struct arena scratch = ARENA_INIT;
	size_t i, k;

	for (i = 0; i < p->n_classes; i++) {
		const struct plan_class *pc = &p->classes[i];
		struct class_view cv;
		struct plan_gap g;

		if (when == GAP_DURING && (pc->removed == PLAN_NEVER || pc->removed >= pc->safe))
			continue;
		view_class(c, p, i, &scratch, &cv);
		for (k = 0; k < c->s->n_requirements; k++)
			if (requirement_applies(c->s, &c->s->requirements[k], cv.class) &&
			    find_gap(c, p, &cv, k, when, &p->arena, &g))
				VEC_PUSH(found, g);
	}
	arena_release(&scratch);
}

static void keep_gaps(struct plan *p, struct gap_vec *found)
{
	p->n_gaps = found->n;
	p->gaps = found->n ? arena_copy(&p->arena, found->items, found->n * sizeof(*found->items))
			   : NULL;
	VEC_RELEASE(found);
}

void coverage_gaps(const struct coverage *c, struct plan *p)
{
	struct gap_vec found = VEC_INIT;

	find_gaps(c, p, GAP_AFTER, &found);
	keep_gaps(p, &found);
}

void coverage_date_gaps(const struct coverage *c, struct plan *p)
{
	struct gap_vec all = VEC_INIT;
	size_t i, lasting;

	for (i = 0; i < p->n_gaps; i++) {
		const struct plan_class *pc = &p->classes[p->gaps[i].plan_class];

		if (p->gaps[i].when == GAP_DURING)
			continue;
		VEC_PUSH(&all, p->gaps[i]);
		VEC_LAST(&all).from = p->gaps[i].when == GAP_BEFORE || pc->removed == PLAN_NEVER
				      ? 0 : pc->removed;
		VEC_LAST(&all).until = PLAN_NEVER;
	}
	lasting = all.n;
	find_gaps(c, p, GAP_DURING, &all);
	for (i = lasting; i < all.n; i++) {
		all.items[i].from = p->classes[all.items[i].plan_class].removed;
		all.items[i].until = p->classes[all.items[i].plan_class].safe;
	}
	keep_gaps(p, &all);
}

int plan_coverage(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		  struct err *err)
{
	struct coverage c;

	(void)r;
	(void)err;
	coverage_init(s, &p->arena, &c);
	coverage_gaps(&c, p);
	return 0;
}
