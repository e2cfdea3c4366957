/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/plan.h"

#include <string.h>

#include "plan/coverage.h"

void plan_init(struct plan *p)
{
	memset(p, 0, sizeof(*p));
}

void plan_release(struct plan *p)
{
	arena_release(&p->arena);
	memset(p, 0, sizeof(*p));
}

/* Definitions, "Digest": what was read, and how it was asked. */
void plan_digest(const struct snapshot *s, const struct plan_request *r, const char *playbook,
		 char ret[DIGEST_HEX])
{
	unsigned char hash[DIGEST_SIZE];
	struct digest d;
	size_t i;

	digest_init(&d);
	digest_text(&d, "lifeboat-plan");
	digest_text(&d, PLAN_ENGINE_VERSION);
	digest_field(&d, s->digest, sizeof(s->digest));
	digest_int(&d, (int64_t)r->n_breached);
	for (i = 0; i < r->n_breached; i++) {
		const struct plan_breached *b = &r->breached[i];

		digest_text(&d, b->node.product == NONE ? NULL : s->products[b->node.product].key);
		digest_text(&d, b->node.vendor == NONE ? NULL : s->vendors[b->node.vendor].key);
		digest_text(&d, b->versions);
	}
	digest_int(&d, r->order);
	digest_text(&d, playbook);
	digest_int(&d, r->budget);
	digest_int(&d, r->deadline);
	digest_int(&d, (int64_t)r->seed);
	digest_int(&d, r->effort);
	for (i = 0; i < 3; i++)
		digest_int(&d, r->objectives[i]);
	digest_int(&d, (int64_t)r->n_crews);
	for (i = 0; i < r->n_crews; i++) {
		digest_text(&d, s->crews[r->crews[i].crew].key);
		digest_int(&d, r->crews[i].capacity);
	}
	digest_final(&d, hash);
	digest_hex(hash, ret);
}

/* Between schedule and cost: gaps get their dates from the waves. */
static int date_gaps(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		     struct err *err)
{
	struct coverage c;

	(void)r;
	(void)err;
	coverage_init(s, &p->arena, &c);
	coverage_date_gaps(&c, p);
	return 0;
}

static int take_digest(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		       struct err *err)
{
	(void)err;
	plan_digest(s, r, p->playbook, p->digest);
	return 0;
}

static const struct {
	int (*run)(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		   struct err *err);
	const char *name;
	int permille; /* done when it begins */
} stages[] = {
	{ plan_scope, N_("scope"), 0 },
	{ plan_coverage, N_("coverage"), 50 },
	{ plan_select, N_("choice of replacements"), 100 },
	{ plan_expand, N_("steps and waves"), 400 },
	{ plan_schedule, N_("schedule"), 500 },
	{ date_gaps, N_("gaps"), 900 },
	{ plan_cost, N_("cost"), 920 },
	{ plan_figures, N_("figures"), 940 },
	{ take_digest, N_("readiness"), 970 },
	{ plan_ready, N_("readiness"), 970 },
};

int plan_make(const struct snapshot *s, const struct plan_request *r, struct plan *ret,
	      struct err *err)
{
	struct plan p;
	size_t i;
	int rc = 0;

	plan_init(&p);
	p.now = s->now;
	p.order = r->order;
	p.seed = r->seed;
	p.name = arena_strdup(&p.arena, r->name);
	for (i = 0; rc == 0 && i < sizeof(stages) / sizeof(stages[0]); i++) {
		if (r->progress && r->progress(r->progress_context, stages[i].permille,
					       stages[i].name))
			rc = err_set(err, ERR_INTERRUPTED,
				     N_("planning was stopped; nothing was stored"));
		else
			rc = stages[i].run(s, r, &p, err);
	}
	if (rc < 0) {
		plan_release(&p);
		return rc;
	}
	if (r->progress)
		r->progress(r->progress_context, 1000, N_("done"));
	*ret = p;
	return 0;
}
