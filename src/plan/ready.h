/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside of the readiness checks, shared by ready.c (table, score) and the files that hold the
 * checks; nobody else includes it.
 *
 * A check looks at the finished plan and the snapshot and fills a verdict: what was found, with
 * names, and how to mend it.  Where a check counts assets that fail, fewer than check_minority of
 * the affected ones only warn.
 */
#ifndef LIFEBOAT_PLAN_READY_H
#define LIFEBOAT_PLAN_READY_H

#include "plan/play.h"
#include "plan/say.h"

struct ready {
	const struct snapshot *s;
	const struct plan_request *r;
	struct plan *p;
	const struct playbook *book;
	int64_t affected; /* assets */
	int64_t today;    /* days */
};

struct verdict {
	enum check_result result;
	char *finding, *mend; /* mend stays NULL where the check passes */
};

#define SAY(c, ...) plan_say(&(c)->p->arena, __VA_ARGS__)

typedef void ready_fn(const struct ready *c, struct verdict *v);

/* Pass for 0, warn for a minority, else block. */
enum check_result ready_share(const struct ready *c, int64_t failing);
enum check_result ready_worse(enum check_result a, enum check_result b);
/* Assets of a plan class. */
int64_t ready_assets(const struct ready *c, size_t plan_class);
/* Affected assets that leave the product. */
int64_t ready_leaving(const struct ready *c, size_t product);

ready_fn ready_inventory, ready_quorum, ready_digest, ready_drill, ready_pack, ready_sources,
	ready_contracts, ready_quotes, ready_secrets, ready_staged, ready_crews;
ready_fn ready_waves, ready_requirements, ready_fate, ready_platforms, ready_rollback,
	ready_deadline, ready_gap, ready_conflicts, ready_embedded;

#endif
