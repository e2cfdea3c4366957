/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/ready.h"

#include <string.h>

struct check {
	struct plan_check_def def;
	ready_fn *look;
};

static const struct check checks[] = {
	{ { "R01", N_("inventory age"),
	    N_("How long ago were the affected assets last seen?"), true }, ready_inventory },
	{ { "R02", N_("assets in waves"),
	    N_("Does a wave with steps that remove or secure reach every affected asset?"), true },
	  ready_waves },
	{ { "R03", N_("requirements covered"),
	    N_("Do the products after the switch meet every mandatory requirement?"), true },
	  ready_requirements },
	{ { "R04", N_("no shared fate"),
	    N_("Does any replacement depend on what is breached?"), true }, ready_fate },
	{ { "R05", N_("platforms supported"),
	    N_("Do the replacements run on the assets they are meant for?"), true },
	  ready_platforms },
	{ { "R06", N_("quotes valid"),
	    N_("Do the prices and quotes of the chosen products still hold?"), true },
	  ready_quotes },
	{ { "R07", N_("contract exit known"),
	    N_("Are notice, transition and data return known for every product that is left, and is no "
	       "notice day near or missed?"), true }, ready_contracts },
	{ { "R08", N_("crews and deputies"),
	    N_("Has every step a crew with enough people, and have these deputies?"), true },
	  ready_crews },
	{ { "R09", N_("pre-staged items"),
	    N_("Is everything the steps need at hand, verified, unexpired, and out of the vendor's "
	       "reach?"), true }, ready_staged },
	{ { "R10", N_("rollbacks written"),
	    N_("Does every step that cannot simply be repeated say how to go back, or that there is "
	       "no way back?"), true }, ready_rollback },
	{ { "R11", N_("deadline met"),
	    N_("Is the last asset safe by the deadline in nine cases out of ten?"), true },
	  ready_deadline },
	{ { "R12", N_("quorum of approvers"),
	    N_("Are there enough different approvers with usable keys?"), true }, ready_quorum },
	{ { "R13", N_("plan matches the data"),
	    N_("Is the plan made from the data as it is now?"), true }, ready_digest },
	{ { "R14", N_("drill"), N_("How long ago was the last completed drill?"), true },
	  ready_drill },
	{ { "R15", N_("offline pack"),
	    N_("Was an offline pack exported since this version was made?"), false }, ready_pack },
	{ { "R16", N_("sources polled"),
	    N_("How long ago were the news sources last read?"), true }, ready_sources },
	{ { "R17", N_("secrets to rotate"),
	    N_("Is it listed for every product that is left what it knew and who rotates it?"),
	    true }, ready_secrets },
	{ { "R18", N_("protection gap"),
	    N_("How long is any asset without an active product?"), true }, ready_gap },
	{ { "R19", N_("no conflicts"),
	    N_("Do products that are active together tolerate each other?"), true },
	  ready_conflicts },
	{ { "R20", N_("embedded uses"),
	    N_("Is every product that embeds the breached one found and replaced?"), true },
	  ready_embedded },
};

#define N_CHECKS (sizeof(checks) / sizeof(checks[0]))

const struct plan_check_def *plan_check_def(size_t index)
{
	return index < N_CHECKS ? &checks[index].def : NULL;
}

enum check_result ready_share(const struct ready *c, int64_t failing)
{
	int64_t minority = policy_millionths(c->s, "check_minority");

	if (failing <= 0)
		return CHECK_PASS;
	return c->affected > 0 && failing * 1000000 / c->affected < minority ? CHECK_WARN
									      : CHECK_BLOCK;
}

enum check_result ready_worse(enum check_result a, enum check_result b)
{
	return a > b ? a : b;
}

int64_t ready_assets(const struct ready *c, size_t plan_class)
{
	return c->s->classes[c->p->classes[plan_class].class].quantity;
}

int64_t ready_leaving(const struct ready *c, size_t product)
{
	int64_t assets = 0;
	size_t i, k;

	for (i = 0; i < c->p->n_classes; i++)
		for (k = 0; k < c->p->classes[i].leaving.n; k++)
			if (c->p->classes[i].leaving.items[k] == product)
				assets += ready_assets(c, i);
	return assets;
}

/* 1000 × weight of passing checks (a warning counts half) ÷ weight of all, rounded down. */
static void score(const struct ready *c)
{
	struct plan_figures *f = &c->p->figures;
	int64_t blocks = policy_int(c->s, "check_weight_block");
	int64_t warns = policy_int(c->s, "check_weight_warn"), all = 0, good = 0;
	size_t i;

	f->passing = f->warning = f->blocking = 0;
	for (i = 0; i < c->p->n_checks; i++) {
		int64_t weight = checks[i].def.blocks ? blocks : warns;

		all += 2 * weight;
		switch (c->p->checks[i].result) {
		case CHECK_PASS:
			f->passing++;
			good += 2 * weight;
			break;
		case CHECK_WARN:
			f->warning++;
			good += weight;
			break;
		default:
			f->blocking++;
		}
	}
	f->score = all ? good * 1000 / all : 0;
}

int plan_ready(const struct snapshot *s, const struct plan_request *r, struct plan *p,
	       struct err *err)
{
	struct playbook book;
	struct ready c = { .s = s, .r = r, .p = p, .book = &book, .today = snapshot_today(s) };
	size_t i;
	int rc = playbook_open(s, p->playbook, p->order, &p->arena, &book, err);

	if (rc < 0)
		return rc;
	for (i = 0; i < p->n_classes; i++)
		c.affected += ready_assets(&c, i);
	if (r->simulated && r->stored_digest && strcmp(r->stored_digest, p->digest) == 0) {
		p->figures.switch_p50 = r->simulated_p50;
		p->figures.switch_p90 = r->simulated_p90;
	}
	p->checks = arena_alloc(&p->arena, N_CHECKS, sizeof(*p->checks));
	p->n_checks = N_CHECKS;
	for (i = 0; i < N_CHECKS; i++) {
		struct verdict v = { CHECK_PASS, NULL, NULL };

		checks[i].look(&c, &v);
		p->checks[i] = (struct plan_check){ checks[i].def.code, v.result, v.finding, v.mend };
	}
	score(&c);
	return 0;
}
