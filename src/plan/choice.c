/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/choice.h"

#include <string.h>

#include "plan/fate.h"
#include "util/map.h"
#include "util/money.h"
#include "util/vec.h"

/* A class left without its kind of product altogether weighs like this many capabilities. */
#define CATEGORY_WEIGHT 10

struct need_vec {
	struct choice_need *items;
	size_t n, cap;
};

struct group_vec {
	struct choice_group *items;
	size_t n, cap;
};

/* What one class asks, before it is merged with its like. */
struct class_needs {
	struct index_list staying;
	unsigned char *exclusion;
	struct need_vec needs;
	bool server;
};

/* ---- rules ----------------------------------------------------------------------------------- */

static bool conflicts_with(const struct snapshot *s, size_t a, size_t b)
{
	const struct text_list *l = &s->products[a].conflicts_with;
	const struct snap_product *other = &s->products[b];
	size_t i;

	for (i = 0; i < l->n; i++)
		if (strcmp(l->items[i], other->key) == 0 ||
		    (other->category && strcmp(l->items[i], other->category) == 0))
			return true;
	return false;
}

bool choice_conflict(const struct snapshot *s, size_t a, size_t b)
{
	return a != b && (conflicts_with(s, a, b) || conflicts_with(s, b, a));
}

bool choice_category_fits(const struct snapshot *s, const char *have, const char *want)
{
	const char *at = policy_text(s, "category_covers");
	size_t length = have ? strlen(have) : 0;

	if (!have || !want)
		return false;
	if (strcmp(have, want) == 0)
		return true;
	while (at && *at) {
		size_t item;

		at += strspn(at, " ;,");
		item = strcspn(at, ";, ");
		if (item == length + 1 + strlen(want) && strncmp(at, have, length) == 0 &&
		    at[length] == '>' && strncmp(at + length + 1, want, strlen(want)) == 0)
			return true;
		at += item;
	}
	return false;
}

bool choice_allows(const struct choice_group *g, size_t candidate)
{
	return g->exclusion[candidate] == EX_NONE;
}

bool choice_meets(const struct choice *c, const struct choice_group *g, const struct choice_need *n)
{
	size_t i;

	for (i = 0; i < c->n_candidates; i++)
		if (g->chosen[i] && n->met_by[i])
			return true;
	return false;
}

void choice_demand(const struct choice *c, size_t candidate, int64_t *ret_rest,
		   int64_t *ret_servers)
{
	size_t i;

	*ret_rest = *ret_servers = 0;
	for (i = 0; i < c->n_groups; i++)
		if (c->groups[i].chosen[candidate])
			*(c->groups[i].server ? ret_servers : ret_rest) += c->groups[i].assets;
}

/* ---- candidates ------------------------------------------------------------------------------ */

static int load_candidates(struct choice *c, struct err *err)
{
	const struct snapshot *s = c->s;
	double dearest = 0;
	size_t i;
	int code = 0;

	c->candidates = arena_alloc(c->arena, s->n_products + 1, sizeof(*c->candidates));
	for (i = 0; i < s->n_products && !code; i++) {
		const struct plan_affected *a = plan_affected_product(c->p, i);
		struct choice_candidate *k = &c->candidates[c->n_candidates];

		if (s->products[i].role != ROLE_CANDIDATE && s->products[i].role != ROLE_BOTH)
			continue;
		k->product = i;
		k->banned = a && !a->warning && (a->direct || !c->fate_cap);
		k->capped = a && !a->warning && !k->banned;
		c->n_candidates++;
		if (k->banned) /* its prices are nobody's concern, a missing rate included */
			continue;
		code = offers_load(s, i, c->arena, &k->offers, err);
		if (!code && offers_dearest_unit(&k->offers) > dearest)
			dearest = offers_dearest_unit(&k->offers);
	}
	for (i = 0; i < c->n_candidates && !code; i++)
		if (!c->candidates[i].banned && c->candidates[i].offers.guessed)
			offers_guess(&c->candidates[i].offers, dearest, c->arena);
	return code;
}

/* ---- classes --------------------------------------------------------------------------------- */

static enum exclusion exclude(const struct choice *c, const struct plan_class *pc,
			      const struct class_needs *cn, const struct choice_candidate *k)
{
	const struct snap_class *class = &c->s->classes[pc->class];
	const struct snap_product *product = &c->s->products[k->product];
	size_t i;

	if (k->banned)
		return EX_FATE;
	for (i = 0; i < pc->leaving.n; i++)
		if (pc->leaving.items[i] == k->product)
			return EX_FATE;
	if (!platform_fits(product, class))
		return class->os ? EX_PLATFORM : EX_PLATFORM_UNKNOWN;
	for (i = 0; i < cn->staying.n; i++)
		if (cn->staying.items[i] == k->product)
			return EX_INSTALLED;
	for (i = 0; i < cn->staying.n; i++)
		if (choice_conflict(c->s, k->product, cn->staying.items[i]))
			return EX_CONFLICT;
	return offers_serve(&k->offers, cn->server) ? EX_NONE : EX_NOT_SOLD;
}

static void add_need(const struct choice *c, struct class_needs *cn, struct choice_need need)
{
	size_t i;

	for (i = 0; i < c->n_candidates; i++)
		if (need.met_by[i] && cn->exclusion[i] == EX_NONE)
			need.coverable = true;
	VEC_PUSH(&cn->needs, need);
}

/* Which candidates meet a requirement on an os: computed once, shared by all classes. */
static unsigned char *who_meets(const struct choice *c, size_t requirement,
				const struct coverage_view *v)
{
	const struct snap_requirement *r = &c->s->requirements[requirement];
	size_t os = map_add(c->systems, v->os ? v->os : "", c->systems->n), k;
	unsigned char **met = &c->met[os * c->s->n_requirements + requirement];

	if (*met)
		return *met;
	*met = arena_alloc(c->arena, c->n_candidates + 1, 1);
	for (k = 0; k < c->n_candidates; k++)
		(*met)[k] = coverage_strength(&c->cov, c->candidates[k].product, r->capability, v) >=
			    r->minimum;
	return *met;
}

static void need_requirements(const struct choice *c, const struct plan_class *pc,
			      struct class_needs *cn)
{
	const struct snapshot *s = c->s;
	size_t i;

	for (i = 0; i < s->n_requirements; i++) {
		const struct snap_requirement *r = &s->requirements[i];
		struct coverage_view v = { .os = s->classes[pc->class].os, .function = r->function,
					   .threshold = r->minimum };
		struct choice_need need = { .requirement = i, .mandatory = r->mandatory };

		if (!requirement_applies(s, r, pc->class) ||
		    coverage_of_set(&c->cov, &cn->staying, r->capability, &v) >= r->minimum)
			continue;
		need.weight = (double)s->capabilities[r->capability].weight / 1e6;
		need.met_by = who_meets(c, i, &v);
		add_need(c, cn, need);
	}
}

static bool category_open(const struct choice *c, const struct class_needs *cn, const char *category)
{
	size_t i;

	if (!category || !*category || strcmp(category, "other") == 0)
		return false;
	for (i = 0; i < cn->needs.n; i++)
		if (cn->needs.items[i].category &&
		    strcmp(cn->needs.items[i].category, category) == 0)
			return false;
	for (i = 0; i < cn->staying.n; i++)
		if (choice_category_fits(c->s, c->s->products[cn->staying.items[i]].category,
					 category))
			return false;
	return true;
}

static void need_categories(const struct choice *c, const struct plan_class *pc,
			    struct class_needs *cn)
{
	size_t i, k;

	for (i = 0; i < pc->leaving.n; i++) {
		const char *category = c->s->products[pc->leaving.items[i]].category;
		struct choice_need need = { .requirement = NONE, .category = category,
					    .mandatory = true, .weight = CATEGORY_WEIGHT };

		if (!category_open(c, cn, category))
			continue;
		need.met_by = arena_alloc(c->arena, c->n_candidates + 1, 1);
		for (k = 0; k < c->n_candidates; k++)
			need.met_by[k] = choice_category_fits(c->s,
				c->s->products[c->candidates[k].product].category, category);
		add_need(c, cn, need);
	}
}

static void look_at_class(const struct choice *c, const struct plan_class *pc,
			  struct class_needs *ret)
{
	const struct snap_class *class = &c->s->classes[pc->class];
	struct plan_class bare = *pc;
	size_t i;

	*ret = (struct class_needs){ .server = class->kind && strcmp(class->kind, "server") == 0 };
	bare.to.n = 0;
	coverage_class_set(c->s, &bare, SET_STAYING, c->arena, &ret->staying);
	ret->exclusion = arena_alloc(c->arena, c->n_candidates + 1, 1);
	for (i = 0; i < c->n_candidates; i++)
		ret->exclusion[i] = (unsigned char)exclude(c, pc, ret, &c->candidates[i]);
	need_requirements(c, pc, ret);
	need_categories(c, pc, ret);
}

/* Equal signatures: nothing in the problem tells the classes apart. */
static char *signature(const struct choice *c, const struct plan_class *pc,
		       const struct class_needs *cn)
{
	const char *os = c->s->classes[pc->class].os;
	struct strbuf text = STRBUF_INIT;
	char *kept;
	size_t i;

	strbuf_addf(&text, "%s|%d|", os ? os : "", cn->server);
	for (i = 0; i < c->n_candidates; i++)
		strbuf_addch(&text, (char)('0' + cn->exclusion[i]));
	for (i = 0; i < cn->needs.n; i++) {
		const struct choice_need *n = &cn->needs.items[i];

		if (n->category)
			strbuf_addf(&text, "|%s", n->category);
		else
			strbuf_addf(&text, "|%zu", n->requirement);
	}
	kept = arena_strdup(c->arena, text.buf);
	strbuf_release(&text);
	return kept;
}

static void new_group(const struct choice *c, const struct class_needs *cn, struct group_vec *groups)
{
	struct choice_group g = { .server = cn->server, .exclusion = cn->exclusion };

	g.n_needs = cn->needs.n;
	g.needs = arena_alloc(c->arena, cn->needs.n + 1, sizeof(*g.needs));
	if (cn->needs.n)
		memcpy(g.needs, cn->needs.items, cn->needs.n * sizeof(*g.needs));
	g.chosen = arena_alloc(c->arena, c->n_candidates + 1, sizeof(*g.chosen));
	g.classes.items = arena_alloc(c->arena, c->p->n_classes, sizeof(size_t));
	VEC_PUSH(groups, g);
}

static void merge_classes(struct choice *c)
{
	struct group_vec groups = VEC_INIT;
	struct map known = MAP_INIT;
	struct map systems = MAP_INIT;
	size_t i;

	for (i = 0; i < c->p->n_classes; i++) {
		const char *os = c->s->classes[c->p->classes[i].class].os;

		map_add(&systems, os ? os : "", systems.n);
	}
	c->systems = &systems;
	c->met = arena_alloc(c->arena, systems.n * c->s->n_requirements + 1, sizeof(*c->met));
	for (i = 0; i < c->p->n_classes; i++) {
		const struct plan_class *pc = &c->p->classes[i];
		struct class_needs cn;
		struct choice_group *g;
		size_t at;

		look_at_class(c, pc, &cn);
		at = map_add(&known, signature(c, pc, &cn), groups.n);
		if (at == groups.n)
			new_group(c, &cn, &groups);
		g = &groups.items[at];
		g->classes.items[g->classes.n++] = i;
		g->assets += c->s->classes[pc->class].quantity;
		VEC_RELEASE(&cn.needs);
	}
	c->n_groups = groups.n;
	c->groups = arena_alloc(c->arena, groups.n + 1, sizeof(*c->groups));
	if (groups.n)
		memcpy(c->groups, groups.items, groups.n * sizeof(*groups.items));
	VEC_RELEASE(&groups);
	map_release(&known);
	map_release(&systems);
	c->systems = NULL;
}

int choice_build(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		 struct arena *arena, struct choice *ret, struct err *err)
{
	int code, i;

	*ret = (struct choice){ .s = s, .r = r, .p = p, .arena = arena };
	coverage_init(s, arena, &ret->cov);
	ret->vendors_min = policy_int(s, "vendors_min");
	ret->vendors_max = policy_int(s, "vendors_max");
	if (!amount_scale(p->figures.affected_assets, policy_millionths(s, "fate_cap"), 1000000,
			  &ret->fate_cap))
		ret->fate_cap = 0;
	ret->penalty = (double)policy_millionths(s, "gap_penalty") / 1e6;
	for (i = 0; i < currency_exponent(s->currency); i++)
		ret->penalty *= 10;
	code = load_candidates(ret, err);
	if (!code)
		merge_classes(ret);
	return code;
}
