/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Scope: which classes run something that the breach reaches, and why.
 */
#include "config.h"
#include "plan/plan.h"

#include <string.h>

#include "plan/fate.h"
#include "util/i18n.h"
#include "util/vec.h"

static void keep_affected(const struct fate *f, struct plan *p)
{
	struct strbuf chain = STRBUF_INIT;
	size_t i;

	p->affected = arena_alloc(&p->arena, f->n_order + 1, sizeof(*p->affected));
	p->n_affected = f->n_order;
	for (i = 0; i < f->n_order; i++) {
		const struct fate_mark *m = fate_mark(f, f->order[i]);

		strbuf_reset(&chain);
		fate_chain(f, f->order[i], &chain);
		p->affected[i] = (struct plan_affected){
			.node = f->order[i],
			.versions = m->versions,
			.chain = arena_strdup(&p->arena, chain.buf),
			.direct = m->link == LINK_NAMED,
			.warning = m->state == FATE_WARNING,
		};
	}
	strbuf_release(&chain);
}

/* Why an install must go; false when it may stay. */
static bool install_leaves(const struct fate *f, const struct snap_install *in,
			   struct strbuf *chain)
{
	const struct fate_mark *m = &f->products[in->product];
	const char *key = f->s->products[in->product].key;

	if (m->state != FATE_AFFECTED || !fate_version_hit(m->versions, in->version))
		return false;
	if (m->versions && !in->version)
		msg_add(chain, N_("runs %s in an unknown version, taken as affected"), key);
	else if (in->version)
		msg_add(chain, N_("runs %s %s"), key, in->version);
	else
		msg_add(chain, N_("runs %s"), key);
	fate_chain(f, (struct fate_node){ .product = in->product, .vendor = NONE }, chain);
	return true;
}

/* Fills leaving and chain; false when the class is not affected. */
static bool class_scope(const struct fate *f, const struct snap_class *c, struct arena *arena,
			struct plan_class *ret)
{
	struct strbuf chain = STRBUF_INIT;
	size_t i;

	for (i = 0; i < c->n_installs; i++) {
		struct index_list *l = &ret->leaving;
		size_t product = c->installs[i].product;

		if (!install_leaves(f, &c->installs[i], &chain))
			continue;
		if (!l->items)
			l->items = arena_alloc(arena, c->n_installs, sizeof(*l->items));
		if (!l->n || l->items[l->n - 1] != product)
			l->items[l->n++] = product;
	}
	if (ret->leaving.n)
		ret->chain = arena_strdup(arena, chain.buf);
	strbuf_release(&chain);
	return ret->leaving.n > 0;
}

static void note_age(const struct snap_class *c, struct plan *p)
{
	if (c->oldest_seen == SNAP_DATE_NONE)
		p->unseen_assets += c->quantity;
	else if (p->oldest_seen == SNAP_DATE_NONE || c->oldest_seen < p->oldest_seen)
		p->oldest_seen = c->oldest_seen;
}

static void find_classes(const struct fate *f, struct plan *p)
{
	const struct snapshot *s = f->s;
	VEC(struct plan_class) found = VEC_INIT;
	size_t i;

	p->oldest_seen = SNAP_DATE_NONE;
	p->unseen_assets = 0;
	p->figures.affected_assets = p->figures.affected_classes = 0;
	for (i = 0; i < s->n_classes; i++) {
		struct plan_class pc = { .class = i, .contained = PLAN_NEVER, .safe = PLAN_NEVER,
					 .removed = PLAN_NEVER };

		if (!class_scope(f, &s->classes[i], &p->arena, &pc))
			continue;
		VEC_PUSH(&found, pc);
		note_age(&s->classes[i], p);
		p->figures.affected_assets += s->classes[i].quantity;
		p->figures.affected_classes++;
	}
	p->classes = NULL;
	p->n_classes = found.n;
	if (found.n)
		p->classes = arena_copy(&p->arena, found.items, found.n * sizeof(*found.items));
	VEC_RELEASE(&found);
}

/* "apex-one@<14", "product:cisco" */
static void write_product(const struct snapshot *s, size_t product, const char *version, size_t length,
			  struct strbuf *text)
{
	const char *key = s->products[product].key;

	strbuf_add_sep(text, ",", snapshot_vendor(s, key) == NONE || version ? "" : "product:");
	strbuf_adds(text, key);
	if (version)
		strbuf_addf(text, "@%.*s", (int)length, version);
}

/* Vendors, then products, in key order, each range of versions a member of its own: two ways of naming
 * one set give one plan, and what is written here can be read again. */
static void write_breached(const struct snapshot *s, const struct fate *f, struct plan *p)
{
	struct strbuf text = STRBUF_INIT;
	size_t i;

	for (i = 0; i < s->n_vendors; i++)
		if (f->vendors[i].state == FATE_AFFECTED && f->vendors[i].link == LINK_NAMED)
			strbuf_add_sep(&text, ",", s->vendors[i].key);
	for (i = 0; i < s->n_products; i++) {
		const struct fate_mark *m = &f->products[i];
		const char *at = m->versions;

		if (m->state != FATE_AFFECTED || m->link != LINK_NAMED)
			continue;
		if (!at)
			write_product(s, i, NULL, 0, &text);
		while (at && *at) {
			size_t n = strcspn(at, ",");

			write_product(s, i, at, n, &text);
			at += n;
			at += *at == ',';
		}
	}
	p->breached = arena_strdup(&p->arena, text.buf);
	strbuf_release(&text);
}

int plan_scope(const struct snapshot *s, const struct plan_request *r, struct plan *p,
	       struct err *err)
{
	struct fate f;

	if (!r->n_breached)
		return err_set(err, ERR_INPUT,
			       N_("nobody is named as breached; name a vendor or a product"));
	fate_close(s, r->breached, r->n_breached, &p->arena, &f);
	keep_affected(&f, p);
	find_classes(&f, p);
	write_breached(s, &f, p);
	return 0;
}
