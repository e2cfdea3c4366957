/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/fate.h"

#include <string.h>

#include "util/i18n.h"
#include "util/version.h"

/* The sentence of each type of edge: without and with its source. */
static const struct edge_words {
	const char *type, *plain, *sourced;
} edge_words[] = {
	{ "engine", N_("%s carries the engine of %s"), N_("%s carries the engine of %s (%s)") },
	{ "parent", N_("%s belongs to %s"), N_("%s belongs to %s (%s)") },
	{ "cloud-tenant", N_("%s runs in the cloud of %s"), N_("%s runs in the cloud of %s (%s)") },
	{ "update-channel", N_("%s is updated through %s"), N_("%s is updated through %s (%s)") },
	{ "reseller", N_("%s is supplied through %s"), N_("%s is supplied through %s (%s)") },
};

static bool same_node(struct fate_node a, struct fate_node b)
{
	return a.product == b.product && a.vendor == b.vendor;
}

static struct fate_node product_node(size_t product)
{
	return (struct fate_node){ .product = product, .vendor = NONE };
}

static struct fate_node vendor_node(size_t vendor)
{
	return (struct fate_node){ .product = NONE, .vendor = vendor };
}

static struct fate_mark *mark_of(struct fate *f, struct fate_node node)
{
	return node.product != NONE ? &f->products[node.product] : &f->vendors[node.vendor];
}

const struct fate_mark *fate_mark(const struct fate *f, struct fate_node node)
{
	return node.product != NONE ? &f->products[node.product] : &f->vendors[node.vendor];
}

const char *fate_node_key(const struct snapshot *s, struct fate_node node)
{
	return node.product != NONE ? s->products[node.product].key : s->vendors[node.vendor].key;
}

static bool edge_holds(const struct snapshot *s, const struct snap_fate *e)
{
	int64_t today = snapshot_today(s);

	return (e->since == SNAP_DATE_NONE || e->since <= today) &&
	       (e->until == SNAP_DATE_NONE || today <= e->until);
}

/* Whether the chain of `node` runs through `through`: taking it would close a circle. */
static bool chain_passes(const struct fate *f, struct fate_node node, struct fate_node through)
{
	for (;;) {
		const struct fate_mark *m = fate_mark(f, node);

		if (same_node(node, through))
			return true;
		if (m->link == LINK_NAMED)
			return false;
		node = m->next;
	}
}

/* Marks `node` because of `why`, unless it is marked as strongly already. */
static void reach(struct fate *f, struct fate_node node, struct fate_mark why)
{
	struct fate_mark *m = mark_of(f, node);

	if (m->state == FATE_CLEAR) {
		f->order[f->n_order++] = node;
		*m = why;
	} else if (m->state == why.state && m->versions && why.link != LINK_NAMED &&
		   !chain_passes(f, why.next, node)) {
		/* named with a version range, and reached as a whole in another way */
		*m = why;
	}
}

/* Everything that depends directly on f->order[at]. */
static void spread(struct fate *f, size_t at)
{
	const struct snapshot *s = f->s;
	struct fate_node node = f->order[at];
	struct fate_mark why = { .state = mark_of(f, node)->state, .next = node, .edge = NONE };
	size_t i;

	for (i = 0; i < s->n_fate; i++) {
		if (!same_node(s->fate[i].to, node) || !edge_holds(s, &s->fate[i]))
			continue;
		why.link = LINK_EDGE;
		why.edge = i;
		reach(f, s->fate[i].from, why);
	}
	why.edge = NONE;
	if (node.vendor == NONE)
		return;
	why.link = LINK_VENDOR;
	for (i = 0; i < s->n_products; i++)
		if (s->products[i].vendor == node.vendor)
			reach(f, product_node(i), why);
	why.link = LINK_PARENT;
	for (i = 0; i < s->n_vendors; i++)
		if (s->vendors[i].parent == node.vendor)
			reach(f, vendor_node(i), why);
}

static void spread_from(struct fate *f, size_t *at)
{
	for (; *at < f->n_order; (*at)++)
		spread(f, *at);
}

/* The children of `owner` other than `child`. */
static void mark_children(struct fate *f, struct fate_node owner, struct fate_node child,
			  enum fate_state state)
{
	const struct snapshot *s = f->s;
	struct fate_mark why = { .state = state, .link = LINK_SIBLING, .next = child,
				 .edge = NONE, .owner = owner };
	size_t i;

	for (i = 0; owner.vendor != NONE && i < s->n_vendors; i++)
		if (s->vendors[i].parent == owner.vendor && !same_node(vendor_node(i), child))
			reach(f, vendor_node(i), why);
	for (i = 0; i < s->n_fate; i++)
		if (strcmp(s->fate[i].type, "parent") == 0 && edge_holds(s, &s->fate[i]) &&
		    same_node(s->fate[i].to, owner) && !same_node(s->fate[i].from, child))
			reach(f, s->fate[i].from, why);
}

static void mark_siblings(struct fate *f, size_t vendor, enum fate_state state)
{
	const struct snapshot *s = f->s;
	struct fate_node child = vendor_node(vendor);
	size_t i;

	if (s->vendors[vendor].parent != NONE)
		mark_children(f, vendor_node(s->vendors[vendor].parent), child, state);
	for (i = 0; i < s->n_fate; i++)
		if (strcmp(s->fate[i].type, "parent") == 0 && edge_holds(s, &s->fate[i]) &&
		    same_node(s->fate[i].from, child))
			mark_children(f, s->fate[i].to, child, state);
}

static void name_node(struct fate *f, const struct plan_breached *b, struct arena *arena)
{
	struct fate_mark *m = mark_of(f, b->node);
	struct fate_mark named = { .state = FATE_AFFECTED, .link = LINK_NAMED, .edge = NONE };

	if (b->versions)
		named.versions = arena_strdup(arena, b->versions);
	if (m->state == FATE_AFFECTED && m->link == LINK_NAMED && m->versions && b->versions) {
		if (strcmp(m->versions, b->versions) != 0)
			m->versions = arena_printf(arena, "%s,%s", m->versions, b->versions);
		return;
	}
	reach(f, b->node, named);
}

void fate_close(const struct snapshot *s, const struct plan_breached *breached, size_t n_breached,
		struct arena *arena, struct fate *ret)
{
	enum fate_state siblings = strcmp(policy_text(s, "fate_siblings"), "ban") == 0
				   ? FATE_AFFECTED : FATE_WARNING;
	size_t i, at = 0;

	*ret = (struct fate){ .s = s };
	ret->products = arena_alloc(arena, s->n_products + 1, sizeof(*ret->products));
	ret->vendors = arena_alloc(arena, s->n_vendors + 1, sizeof(*ret->vendors));
	ret->order = arena_alloc(arena, s->n_products + s->n_vendors + 1, sizeof(*ret->order));
	/* whole products and vendors first: they override version ranges */
	for (i = 0; i < n_breached; i++)
		if (!breached[i].versions)
			name_node(ret, &breached[i], arena);
	spread_from(ret, &at);
	for (i = 0; i < n_breached; i++)
		if (breached[i].versions)
			name_node(ret, &breached[i], arena);
	spread_from(ret, &at);
	for (i = 0; i < n_breached; i++)
		if (breached[i].node.vendor != NONE)
			mark_siblings(ret, breached[i].node.vendor, siblings);
	spread_from(ret, &at);
}

static void add_edge_sentence(const struct snapshot *s, const struct snap_fate *e,
			      struct strbuf *out)
{
	const char *args[] = { fate_node_key(s, e->from), fate_node_key(s, e->to), e->source };
	const char *other[] = { args[0], args[1], e->type, e->source };
	bool sourced = e->source != NULL;
	size_t i;

	for (i = 0; i < sizeof(edge_words) / sizeof(edge_words[0]); i++) {
		if (strcmp(edge_words[i].type, e->type) == 0) {
			msg_add_texts(out, sourced ? edge_words[i].sourced : edge_words[i].plain,
				      args, sourced ? 3 : 2);
			return;
		}
	}
	msg_add_texts(out, sourced ? N_("%s depends on %s (%s, %s)") : N_("%s depends on %s (%s)"),
		      other, sourced ? 4 : 3);
}

void fate_chain(const struct fate *f, struct fate_node node, struct strbuf *out)
{
	const struct snapshot *s = f->s;

	for (;;) {
		const struct fate_mark *m = fate_mark(f, node);
		const char *key = fate_node_key(s, node);

		switch (m->link) {
		case LINK_NAMED:
			if (m->versions)
				msg_add(out, N_("%s %s is named as breached"), key, m->versions);
			else
				msg_add(out, N_("%s is named as breached"), key);
			return;
		case LINK_VENDOR:
			msg_add(out, N_("%s is made by %s"), key, fate_node_key(s, m->next));
			break;
		case LINK_PARENT:
			msg_add(out, N_("%s belongs to %s"), key, fate_node_key(s, m->next));
			break;
		case LINK_SIBLING:
			msg_add(out, N_("%s and %s both belong to %s"), key,
				fate_node_key(s, m->next), fate_node_key(s, m->owner));
			break;
		case LINK_EDGE:
			add_edge_sentence(s, &s->fate[m->edge], out);
			break;
		}
		node = m->next;
	}
}

bool fate_version_hit(const char *versions, const char *installed)
{
	bool hit = false;

	if (!versions || !installed)
		return true;
	while (!hit && *versions) {
		size_t length = strcspn(versions, ",");
		struct strbuf range = STRBUF_INIT;

		strbuf_add(&range, versions, length);
		hit = version_in_range(installed, range.buf);
		strbuf_release(&range);
		versions += length + (versions[length] == ',');
	}
	return hit;
}

const struct plan_affected *plan_affected_product(const struct plan *p, size_t product)
{
	size_t i;

	for (i = 0; i < p->n_affected; i++)
		if (p->affected[i].node.product == product)
			return &p->affected[i];
	return NULL;
}
