/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Shared fate: whom a breach reaches, and through which chain.
 *
 * A dependency `from → to` says that from carries to's engine, cloud or channel: if `to` is
 * breached, `from` is affected, transitively.  Dependencies are the rows of fate.csv that hold at
 * the snapshot's clock (since <= today <= until; empty: always), every product on its vendor and
 * every vendor on its parent.  Nothing runs the other way: a breached product says nothing about
 * its vendor.  All types of edge carry a breach; the type only words the sentence.
 *
 * A directly named vendor makes the other children of its parent (by vendors.csv or by an edge of
 * type parent) a warning with all that depends on them; policy fate_siblings = ban makes them
 * affected.
 *
 * The search is breadth first in row order, so that each chain is a shortest one and always the
 * same.  Scope, choice and readiness (R04) all read this one closure, through plan.affected or here.
 */
#ifndef LIFEBOAT_PLAN_FATE_H
#define LIFEBOAT_PLAN_FATE_H

#include "plan/plan.h"
#include "util/strbuf.h"

enum fate_state { FATE_CLEAR, FATE_WARNING, FATE_AFFECTED };
enum fate_link_kind { LINK_NAMED, LINK_VENDOR, LINK_PARENT, LINK_EDGE, LINK_SIBLING };

/* Why one node is not clear: the next node on the way to a named one. */
struct fate_mark {
	enum fate_state state;
	enum fate_link_kind link;
	struct fate_node next;  /* meaningless for LINK_NAMED */
	size_t edge;            /* LINK_EDGE: snapshot.fate */
	struct fate_node owner; /* LINK_SIBLING: the common parent */
	char *versions;         /* LINK_NAMED: only these versions; "a,b" is a or b; NULL all */
};

struct fate {
	const struct snapshot *s;
	struct fate_mark *products, *vendors; /* one per row of the snapshot */
	struct fate_node *order;              /* not clear, in the order they were reached */
	size_t n_order;
};

/* Memory from `arena`; nothing to release. */
void fate_close(const struct snapshot *s, const struct plan_breached *breached, size_t n_breached,
		struct arena *arena, struct fate *ret);
const struct fate_mark *fate_mark(const struct fate *f, struct fate_node node);
/* Adds the chain as encoded sentences: from the node to the one that is named. */
void fate_chain(const struct fate *f, struct fate_node node, struct strbuf *out);
/* Whether an install of this version (NULL unknown: taken as affected) is in `versions`. */
bool fate_version_hit(const char *versions, const char *installed);
const char *fate_node_key(const struct snapshot *s, struct fate_node node);

/* The row of plan.affected about a product, or NULL. */
const struct plan_affected *plan_affected_product(const struct plan *p, size_t product);

#endif
