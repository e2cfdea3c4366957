/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The choice against brute force: several hundred random small instances (at most 4 classes and 5
 * candidates), and as many with every rule at once: caps on shared fate, least and most vendors,
 * versions and unknown systems, coverage and needs by platform and function, servers that are sold
 * apart.  The other side shares no code with the planner but the snapshot: it tries every
 * assignment of candidates to classes, every quantity that could be bought and every split of spare
 * seats, and takes the least weight of unmet mandatory needs, then the least cost.
 */
#include "config.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "plan/choice.h"
#include "plan/choice_bound.h"
#include "plan/plan.h"
#include "plan/solver_glpk.h"
#include "snap_build.h"

#define INSTANCES 600 /* without the further rules */
#define WITH_RULES 400
#define MAX_CANDIDATES 5
#define MAX_GROUPS 4
#define MAX_NEEDS 8
#define N_CAPS 4
#define PENALTY 700 /* minor units */
#define DEAR 1e15

static uint64_t seed;

static int64_t draw(int64_t low, int64_t high) /* SplitMix64, Steele et al. 2014 */
{
	uint64_t z = seed += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	z ^= z >> 31;
	return low + (int64_t)(z % (uint64_t)(high - low + 1));
}

static bool chance(int percent)
{
	return draw(1, 100) <= percent;
}

/* ---- a random world -------------------------------------------------------------------------- */

static const char *const categories[] = { "edr", "antivirus", "backup" };

static void make_products(struct snapshot *s, int n)
{
	char key[8];
	int i;
	size_t p;

	for (i = 0; i < n; i++) {
		size_t vendor = (size_t)draw(1, 3);
		const char *category = categories[draw(0, 9) < 7 ? 0 : draw(0, 2)];

		snprintf(key, sizeof(key), "c%d", i);
		p = sb_product(s, key, vendor, category, chance(80) ? ROLE_CANDIDATE : ROLE_BOTH);
		if (chance(25))
			sb_platform(s, p, chance(60) ? "windows" : "linux", 0, NULL);
		if (chance(25)) {
			snprintf(key, sizeof(key), "c%d", (int)draw(0, n - 1));
			sb_list_add(s, &s->products[p].conflicts_with, key);
		}
		if (chance(8))
			sb_list_add(s, &s->products[p].conflicts_with, "stay");
		if (chance(8))
			sb_list_add(s, &s->products[p].conflicts_with, "edr");
	}
	sb_product(s, "old", 0, chance(80) ? "edr" : "antivirus", ROLE_INCUMBENT);
	sb_product(s, "stay", 4, "monitoring", ROLE_INCUMBENT);
}

/* Ladders of one to three rungs; terms only where no budget limits cash. */
static void make_prices(struct snapshot *s, size_t product, bool terms)
{
	static const char *const units[] = { "asset", "server", "user", "flat" };
	static const int64_t months[] = { 0, 12, 36, 6 };
	size_t u;
	bool any = false;

	for (u = 0; u < 4; u++) {
		int64_t from = 1, price = draw(5, 40) * (u == 1 ? 2 : u == 3 ? 20 : 1), rungs = draw(1, 3);
		const char *currency = chance(25) ? "USD" : "EUR";
		int64_t term = terms ? months[draw(0, 3)] : 0;

		if (!chance(u == 0 ? 75 : 18) && (any || u < 3))
			continue;
		any = true;
		while (rungs-- > 0) {
			size_t row = sb_price(s, product, units[u], currency, from, price,
					      chance(40) ? draw(0, 300) : 0);

			s->prices[row].term_months = term;
			from += draw(5, 30);
			price = price * draw(60, chance(15) ? 130 : 100) / 100 + 1;
		}
	}
}

static void make_platforms(struct snapshot *s, int n)
{
	static const char *const versions[] = { "7", "10", "11" };
	static const char comparisons[] = "=<>lg";
	int i;

	for (i = 0; i < n; i++) {
		if (chance(30))
			sb_platform(s, (size_t)i, "windows", comparisons[draw(0, 4)],
				    versions[draw(0, 2)]);
		if (chance(10))
			sb_platform(s, (size_t)i, "linux", 0, NULL);
	}
}

/* A second row on the same capability, of a platform or a function. */
static void add_special(struct snapshot *s, size_t product, size_t capability, int32_t strength)
{
	size_t at = sb_coverage(s, product, capability, strength);

	if (chance(60))
		s->coverage[at].platform = sb_text(s, chance(60) ? "windows" : "linux");
	else
		s->coverage[at].function = chance(50) ? FUNC_DETECT : FUNC_PROTECT;
	s->coverage[at].tested = chance(85);
}

static void make_needs(struct snapshot *s, int n_candidates, bool rules)
{
	static const int32_t levels[] = { 0, STRENGTH_MINIMAL, STRENGTH_PARTIAL,
					  STRENGTH_SIGNIFICANT };
	static const char *const selectors[] = { NULL, "os=windows", "os=linux", "kind=server" };
	char key[8];
	size_t p, c;
	int i, n = (int)draw(0, 4);

	for (p = 0; p < (size_t)n_candidates + 2; p++)
		for (c = 0; c < N_CAPS; c++) {
			if (chance(p < (size_t)n_candidates ? 65 : 30))
				sb_coverage(s, p, c, levels[draw(0, 3)]);
			if (rules && chance(20))
				add_special(s, p, c, levels[draw(0, 3)]);
		}
	for (i = 0; i < n; i++) {
		size_t capability = (size_t)draw(0, N_CAPS - 1);
		int32_t minimum = levels[draw(1, 3)];
		const char *selector = selectors[draw(0, 3)];

		snprintf(key, sizeof(key), "r%d", i);
		capability = sb_requirement(s, key, capability, minimum, selector, chance(60));
		if (rules && chance(30))
			s->requirements[capability].function = chance(50) ? FUNC_DETECT
									  : FUNC_PROTECT;
	}
	for (c = 0; c < N_CAPS; c++)
		s->capabilities[c].weight = draw(1, 4) * 500000;
}

static void make_classes(struct snapshot *s, int n, size_t old, bool rules)
{
	static const char *const versions[] = { NULL, "7", "10", "11" };
	char key[8];
	int i;
	size_t c;

	for (i = 0; i < n; i++) {
		int64_t quantity = draw(1, 20);

		snprintf(key, sizeof(key), "k%d", i);
		c = sb_class(s, key, quantity, chance(60) ? "windows" : "linux");
		if (chance(35))
			s->classes[c].kind = sb_text(s, "server");
		if (rules && chance(10))
			s->classes[c].os = NULL;
		else if (rules && !strcmp(s->classes[c].os, "windows"))
			s->classes[c].os_version = sb_text(s, versions[draw(0, 3)]);
		sb_install(s, c, old, NULL);
		if (chance(30))
			sb_install(s, c, old + 1, NULL);
	}
}

static void make_limits(struct snapshot *s, int n)
{
	static const char *const caps[] = { "0.1", "0.3", "0.5", "0.75" };
	int64_t least = draw(1, 3);

	if (chance(70))
		sb_policy(s, "fate_cap", caps[draw(0, 3)]);
	while (chance(50))
		sb_fate(s, sb_of_product((size_t)draw(0, n - 1)), sb_of_vendor(0), "engine", NULL);
	if (chance(60))
		sb_policy(s, "vendors_min", least == 1 ? "1" : least == 2 ? "2" : "3");
	if (chance(40))
		sb_policy(s, "vendors_max", least == 3 || chance(30) ? "3" : "2");
}

static void make_world(struct snapshot *s, struct plan_request *r, bool rules)
{
	int n = (int)draw(2, MAX_CANDIDATES), classes = (int)draw(1, n > 4 ? 3 : MAX_GROUPS), i;
	static const char *const vendors[] = { "bad", "va", "vb", "vc", "vs" };
	bool budget = chance(30);

	sb_init(s);
	for (i = 0; i < 5; i++)
		sb_vendor(s, vendors[i], NONE);
	for (i = 0; i < N_CAPS; i++) {
		char key[8];

		snprintf(key, sizeof(key), "t%d", i);
		sb_capability(s, key, NONE);
	}
	make_products(s, n);
	if (rules)
		make_platforms(s, n);
	for (i = 0; i < n; i++) {
		char key[8];

		make_prices(s, (size_t)i, !budget);
		snprintf(key, sizeof(key), "k%d", i);
		if (chance(20))
			sb_contract(s, key, (size_t)i, draw(1, 15));
	}
	make_needs(s, n, rules);
	make_classes(s, classes, (size_t)n, rules);
	sb_rate(s, "USD", SB_TODAY - 1, 900000);
	sb_policy(s, "gap_penalty", "7");
	if (rules)
		make_limits(s, n);
	else if (chance(25))
		sb_policy(s, "vendors_max", chance(60) ? "1" : "2");
	if (!rules && chance(20))
		sb_fate(s, sb_of_product((size_t)draw(0, n - 1)), sb_of_vendor(0), "engine", NULL);
	r->budget = budget ? draw(0, 120) * 1000 : -1;
}

/* ---- the other side -------------------------------------------------------------------------- */

struct b_need {
	bool mandatory, coverable;
	double weight;
	unsigned met; /* bit set of candidates */
	int id;
};

struct b_group {
	char os;
	bool server;
	int64_t assets;
	unsigned allowed;
	char out[MAX_CANDIDATES]; /* the first reason why not: fate, platform, conflict, not sold */
	struct b_need needs[MAX_NEEDS];
	int n_needs;
	size_t classes[MAX_GROUPS];
	int n_classes;
};

struct brute {
	const struct snapshot *s;
	int n; /* candidates: products 0..n-1 */
	struct b_group groups[MAX_GROUPS];
	int n_groups;
	double cost[MAX_CANDIDATES][1 << MAX_GROUPS]; /* minor units by set of groups */
	int64_t budget, vendors_min, vendors_max, fate_cap;
	unsigned capped;
	double best_open, best_cost;
};

static bool b_conflict(const struct snapshot *s, size_t a, size_t b)
{
	size_t i, turn;

	for (turn = 0; turn < 2; turn++) {
		const struct text_list *l = &s->products[turn ? b : a].conflicts_with;
		const struct snap_product *o = &s->products[turn ? a : b];

		for (i = 0; a != b && i < l->n; i++)
			if (!strcmp(l->items[i], o->key) || !strcmp(l->items[i], o->category))
				return true;
	}
	return false;
}

/* The rows of the platform speak when there are any, else those without; of these the row of the
 * function, else the one without; without a function the best of all. */
static int32_t b_strength(const struct snapshot *s, size_t product, size_t capability,
			  enum function_kind function, const char *os)
{
	int32_t best[2][2] = { { -2, -2 }, { -2, -2 } }; /* by platform told, function told */
	size_t i;
	int told;

	for (i = 0; i < s->n_coverage; i++) {
		const struct snap_coverage *row = &s->coverage[i];
		int32_t value = row->tested ? row->strength : -1, *at;

		if (row->product != product || row->capability != capability ||
		    (row->platform && (!os || strcmp(row->platform, os))) ||
		    (function != FUNC_ANY && row->function != FUNC_ANY &&
		     row->function != function))
			continue;
		at = &best[row->platform != NULL][function != FUNC_ANY &&
						  row->function == function];
		*at = value > *at ? value : *at;
	}
	for (told = 3; told >= 0; told--)
		if (best[told / 2][told % 2] > -2)
			return best[told / 2][told % 2];
	return -1;
}

static bool b_runs(const struct snap_product *p, const struct snap_class *c)
{
	size_t i;

	for (i = 0; i < p->n_platforms && c->os; i++) {
		const struct platform *f = &p->platforms[i];
		long have = c->os_version ? strtol(c->os_version, NULL, 10) : 0;
		long want = f->version ? strtol(f->version, NULL, 10) : 0;

		if (strcmp(f->os, c->os))
			continue;
		if (!have || !f->comparison || (f->comparison == '=' && have == want) ||
		    (f->comparison == '<' && have < want) || (f->comparison == '>' && have > want) ||
		    (f->comparison == 'l' && have <= want) || (f->comparison == 'g' && have >= want))
			return true;
	}
	return p->n_platforms == 0;
}

static bool b_fate(const struct snapshot *s, size_t product)
{
	size_t i;

	for (i = 0; i < s->n_fate; i++)
		if (s->fate[i].from.product == product)
			return true;
	return false;
}

static bool b_unit(const struct snapshot *s, size_t product, const char *unit)
{
	size_t i;

	for (i = 0; i < s->n_prices; i++)
		if (s->prices[i].product == product && !strcmp(s->prices[i].unit, unit))
			return true;
	return false;
}

static bool b_sold(const struct snapshot *s, size_t p, bool server)
{
	bool asset = b_unit(s, p, "asset");

	if (b_unit(s, p, "flat"))
		return true;
	return server ? b_unit(s, p, "server") || asset : asset || b_unit(s, p, "user");
}

static bool b_selects(const struct snap_requirement *r, const struct snap_class *c)
{
	if (!r->selector_text)
		return true;
	if (!strncmp(r->selector_text, "os=", 3))
		return c->os && !strcmp(r->selector_text + 3, c->os);
	return !strcmp(c->kind, "server");
}

static bool b_replaces(const char *have, const char *want)
{
	return !strcmp(have, want) || (!strcmp(have, "edr") && !strcmp(want, "antivirus"));
}

static void b_add_need(struct b_group *g, struct b_need need)
{
	need.coverable = (need.met & g->allowed) != 0;
	g->needs[g->n_needs++] = need;
}

static void b_look(struct brute *b, size_t class, struct b_group *g)
{
	const struct snapshot *s = b->s;
	const struct snap_class *c = &s->classes[class];
	bool stays = c->n_installs == 2;
	size_t old = (size_t)b->n, stay = old + 1, i;
	unsigned helps;
	int k;
	struct b_need kind = { .mandatory = true, .weight = 10, .id = 100 };

	*g = (struct b_group){ .os = c->os ? c->os[0] : '?', .server = !strcmp(c->kind, "server"),
			       .assets = c->quantity, .n_classes = 1 };
	g->classes[0] = class;
	for (k = 0; k < b->n; k++) {
		const struct snap_product *p = &s->products[k];

		if (b_fate(s, (size_t)k) && !b->fate_cap)
			g->out[k] = 'f';
		else if (!b_runs(p, c))
			g->out[k] = 'p';
		else if (stays && b_conflict(s, (size_t)k, stay))
			g->out[k] = 'c';
		else if (!b_sold(s, (size_t)k, g->server))
			g->out[k] = 's';
		else
			g->allowed |= 1u << k;
		if (b_replaces(p->category, s->products[old].category))
			kind.met |= 1u << k;
	}
	for (i = 0; i < s->n_requirements; i++) {
		const struct snap_requirement *r = &s->requirements[i];
		struct b_need need = { .mandatory = r->mandatory, .id = (int)i };

		if (!b_selects(r, c) ||
		    (stays && b_strength(s, stay, r->capability, r->function, c->os) >= r->minimum))
			continue;
		need.weight = (double)s->capabilities[r->capability].weight / 1e6;
		for (k = 0; k < b->n; k++)
			if (b_strength(s, (size_t)k, r->capability, r->function, c->os) >= r->minimum)
				need.met |= 1u << k;
		b_add_need(g, need);
	}
	b_add_need(g, kind);
	/* what helps nobody is put nowhere, not even for the sake of its vendor */
	for (k = 0, helps = 0; k < g->n_needs; k++)
		helps |= g->needs[k].met;
	g->allowed &= helps;
}

static bool b_alike(const struct b_group *x, const struct b_group *y)
{
	int i;

	if (x->os != y->os || x->server != y->server || x->n_needs != y->n_needs ||
	    memcmp(x->out, y->out, sizeof(x->out)) != 0)
		return false;
	for (i = 0; i < x->n_needs; i++)
		if (x->needs[i].id != y->needs[i].id)
			return false;
	return true;
}

/* Least cost of buying `need` or more of the units that serve a pool. */
static double b_pool(const struct brute *b, size_t p, const char *const *units, int64_t need)
{
	const struct snapshot *s = b->s;
	double best = need > 0 ? DEAR : 0;
	size_t i, k;
	int64_t q;

	for (i = 0; i < s->n_prices && need > 0; i++) {
		const struct snap_price *row = &s->prices[i];
		int64_t end = INT64_MAX;
		double year = row->term_months ? 12.0 / (double)row->term_months : 1, cost;
		bool flat = !strcmp(row->unit, "flat");

		if (row->product != p || (strcmp(row->unit, units[0]) && strcmp(row->unit, units[1])))
			continue;
		for (k = 0; k < s->n_prices; k++)
			if (s->prices[k].product == p && !strcmp(s->prices[k].unit, row->unit) &&
			    s->prices[k].from_quantity > row->from_quantity &&
			    s->prices[k].from_quantity - 1 < end)
				end = s->prices[k].from_quantity - 1;
		for (q = need; q <= need + 200 && q <= end; q++) {
			if (q < row->from_quantity)
				continue;
			cost = (double)row->unit_price / 100 * year * (flat ? 1 : (double)q) +
			       (double)row->fixed_fee / 100;
			if (!strcmp(row->currency, "USD"))
				cost *= 0.9;
			best = cost < best ? cost : best;
		}
	}
	return best;
}

static double b_buy(const struct brute *b, size_t p, int64_t rest, int64_t servers)
{
	static const char *const flat[] = { "flat", "flat" }, *const all[] = { "asset", "asset" };
	static const char *const for_rest[] = { "asset", "user" };
	const char *for_servers[2] = { "asset", "asset" };
	const struct snapshot *s = b->s;
	int64_t spare = 0, taken;
	double best = rest + servers ? b_pool(b, p, flat, rest + servers) : 0;
	size_t i;

	for (i = 0; i < s->n_contracts; i++)
		if (s->contracts[i].product == p)
			spare += s->contracts[i].quantity;
	if (b_unit(s, p, "server"))
		for_servers[0] = for_servers[1] = "server";
	if (!b_unit(s, p, "server") && !b_unit(s, p, "user")) {
		double cost = b_pool(b, p, all, rest + servers - spare);

		return cost < best ? cost : best;
	}
	for (taken = 0; taken <= spare && taken <= servers; taken++) {
		double cost = b_pool(b, p, for_servers, servers - taken) +
			      b_pool(b, p, for_rest, rest - (spare - taken));

		best = cost < best ? cost : best;
	}
	return best;
}

static void b_prepare(struct brute *b)
{
	size_t i;
	int g, k;
	unsigned set;

	for (i = 0; i < b->s->n_classes; i++) {
		struct b_group one;

		b_look(b, i, &one);
		for (g = 0; g < b->n_groups && !b_alike(&b->groups[g], &one); g++)
			;
		if (g == b->n_groups) {
			b->groups[b->n_groups++] = one;
		} else {
			b->groups[g].assets += one.assets;
			b->groups[g].classes[b->groups[g].n_classes++] = i;
		}
	}
	for (k = 0; k < b->n; k++) {
		for (set = 0; set < 1u << b->n_groups; set++) {
			int64_t rest = 0, servers = 0;

			for (g = 0; g < b->n_groups; g++)
				if (set >> g & 1)
					*(b->groups[g].server ? &servers : &rest) += b->groups[g].assets;
			b->cost[k][set] = b_buy(b, (size_t)k, rest, servers);
		}
	}
}

/* Value of one assignment; false when it breaks a limit. */
static bool b_value(const struct brute *b, const unsigned *assigned, double *open, double *cost)
{
	unsigned use[MAX_CANDIDATES] = { 0 }, vendors = 0;
	int g, k, n;
	double money = 0, penalty = 0, capped = 0;

	*open = 0;
	for (g = 0; g < b->n_groups; g++) {
		const struct b_group *group = &b->groups[g];

		for (k = 0; k < b->n; k++)
			if (assigned[g] >> k & 1)
				use[k] |= 1u << g;
		capped += (double)group->assets * __builtin_popcount(assigned[g] & b->capped);
		for (n = 0; n < group->n_needs; n++) {
			const struct b_need *need = &group->needs[n];
			double weight = need->weight * (double)group->assets;

			if (!need->coverable || (need->met & assigned[g]))
				continue;
			if (need->mandatory)
				*open += weight;
			else
				penalty += weight * PENALTY;
		}
	}
	for (k = 0; k < b->n; k++) {
		money += b->cost[k][use[k]];
		if (use[k])
			vendors |= 1u << b->s->products[k].vendor;
	}
	if (__builtin_popcount(vendors) < b->vendors_min)
		*open += (double)(b->vendors_min - __builtin_popcount(vendors));
	*cost = money + penalty;
	return money < DEAR / 2 && (b->budget < 0 || money <= (double)b->budget + 0.01) &&
	       (!b->fate_cap || capped <= (double)b->fate_cap) &&
	       (!b->vendors_max || __builtin_popcount(vendors) <= b->vendors_max);
}

static bool b_compatible(const struct brute *b, unsigned set)
{
	int i, k;

	for (i = 0; i < b->n; i++)
		for (k = i + 1; k < b->n; k++)
			if ((set >> i & 1) && (set >> k & 1) &&
			    b_conflict(b->s, (size_t)i, (size_t)k))
				return false;
	return true;
}

static void b_search(struct brute *b, unsigned *assigned, int g)
{
	unsigned set;
	double open, cost;

	if (g == b->n_groups) {
		if (b_value(b, assigned, &open, &cost) &&
		    (open < b->best_open - 1e-9 ||
		     (open < b->best_open + 1e-9 && cost < b->best_cost))) {
			b->best_open = open;
			b->best_cost = cost;
		}
		return;
	}
	for (set = 0; set < 1u << b->n; set++) {
		if ((set & ~b->groups[g].allowed) || !b_compatible(b, set))
			continue;
		assigned[g] = set;
		b_search(b, assigned, g + 1);
	}
}

/* ---- both sides ------------------------------------------------------------------------------ */

/* What the planner chose, in the other side's terms; alike classes must be treated alike. */
static void read_plan(const struct brute *b, const struct plan *p, unsigned *assigned)
{
	int g, i;
	size_t k;

	for (g = 0; g < b->n_groups; g++) {
		for (i = 0; i < b->groups[g].n_classes; i++) {
			const struct plan_class *pc = &p->classes[b->groups[g].classes[i]];
			unsigned set = 0;

			for (k = 0; k < pc->to.n; k++)
				set |= 1u << pc->to.items[k];
			if (i)
				assert_int_equal(set, assigned[g]);
			assigned[g] = set;
		}
		assert_int_equal(assigned[g] & ~b->groups[g].allowed, 0);
		assert_true(b_compatible(b, assigned[g]));
	}
}

/* The bound undercuts the best, a choice found on the way keeps to every limit. */
static void check_proof(const struct brute *b, struct choice *c, double open_before)
{
	double bound, broken, open, money;

	assert_int_equal(choice_prove(c, 0, CHOICE_PROOF_SECOND / 100, &bound, NULL), 0);
	choice_value(c, &broken, &open, &money);
	assert_true(broken < 1e-6);
	assert_true(open < open_before + 1e-6);
	if (bound > b->best_cost + 3)
		fail_msg("bound %.2f, by brute force %.2f", bound, b->best_cost);
	assert_true(money > b->best_cost - 3 || open > b->best_open + 1e-6);
}

/* The local search keeps to every limit and is never better than the best; gives its excess. */
static double check_local(const struct brute *b, const struct plan_request *r, struct plan *p)
{
	struct arena scratch = ARENA_INIT;
	struct choice c;
	double broken, open, money;

	assert_int_equal(choice_build(b->s, r, p, &scratch, &c, NULL), 0);
	choice_local(&c);
	choice_value(&c, &broken, &open, &money);
	check_proof(b, &c, open);
	arena_release(&scratch);
	assert_true(broken < 1e-6);
	assert_true(open > b->best_open - 1e-6);
	assert_true(open > b->best_open + 1e-6 || money > b->best_cost - 3);
	if (open > b->best_open + 1e-6)
		return 1;
	return b->best_cost > 0 ? (money - b->best_cost) / b->best_cost : 0;
}

static void b_read_limits(struct brute *b)
{
	const struct snapshot *s = b->s;
	int64_t assets = 0;
	size_t i;

	b->vendors_max = policy_int(s, "vendors_max");
	b->vendors_min = policy_int(s, "vendors_min") > 1 ? policy_int(s, "vendors_min") : 0;
	for (i = 0; i < s->n_classes; i++)
		assets += s->classes[i].quantity;
	b->fate_cap = (int64_t)nearbyint((double)assets * (double)policy_millionths(s, "fate_cap") / 1e6);
	for (i = 0; i < (size_t)b->n; i++)
		b->capped |= b_fate(s, i) ? 1u << i : 0;
}

static void compare(int number, bool *ret_open, bool *ret_several, double *ret_excess)
{
	struct snapshot s;
	struct plan_request r = { .deadline = -1, .solve = solver_glpk };
	struct plan_breached bad = { .node = { .product = NONE, .vendor = 0 } };
	struct plan p = { .n_classes = 0 };
	struct brute b = { .best_open = DBL_MAX, .best_cost = DBL_MAX };
	unsigned assigned[MAX_GROUPS] = { 0 };
	double open, cost;
	int64_t spent = 0;
	size_t i, chosen = 0;

	seed = (uint64_t)number;
	make_world(&s, &r, number >= INSTANCES);
	r.breached = &bad;
	r.n_breached = 1;
	assert_int_equal(plan_scope(&s, &r, &p, NULL), 0);
	assert_int_equal(plan_select(&s, &r, &p, NULL), 0);
	b.s = &s;
	b.n = (int)s.n_products - 2;
	b.budget = r.budget;
	b_read_limits(&b);
	b_prepare(&b);
	b_search(&b, assigned, 0);
	read_plan(&b, &p, assigned);
	assert_true(b_value(&b, assigned, &open, &cost));
	if (fabs(open - b.best_open) > 1e-6 || cost > b.best_cost + 1)
		fail_msg("instance %d: open %.1f cost %.2f, by brute force %.1f and %.2f", number, open,
			 cost, b.best_open, b.best_cost);
	if (fabs(p.choice.objective - b.best_cost) > 3)
		fail_msg("instance %d: reported %.2f, cost %.2f", number, p.choice.objective,
			 b.best_cost);
	assert_true(p.choice.proven);
	for (i = 0; i < p.n_selections; i++) {
		spent += p.selections[i].cost;
		chosen += p.selections[i].chosen;
		assert_non_null(p.selections[i].why);
	}
	assert_true(r.budget < 0 || spent <= r.budget + 2);
	*ret_excess = check_local(&b, &r, &p);
	*ret_open = b.best_open > 0;
	*ret_several = chosen > 1;
	arena_release(&p.arena);
	sb_release(&s);
}

static void the_choice_equals_brute_force(void **state)
{
	int i, with_open = 0, with_several = 0;
	bool open, several;
	double excess, sum[2] = { 0, 0 };

	(void)state;
	for (i = 0; i < INSTANCES + WITH_RULES; i++) {
		compare(i, &open, &several, &excess);
		sum[i >= INSTANCES] += excess;
		with_open += open;
		with_several += several;
	}
	print_message("# %d with open needs, %d with several products; local search %.1f %% above, "
		      "%.1f %% with all rules\n", with_open, with_several, 100 * sum[0] / INSTANCES,
		      100 * sum[1] / WITH_RULES);
	assert_true(sum[0] / INSTANCES < 0.1);
	assert_true(sum[1] / WITH_RULES < 0.2);
	/* the instances are worth something */
	assert_true(with_open > (INSTANCES + WITH_RULES) / 20);
	assert_true(with_several > (INSTANCES + WITH_RULES) / 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_choice_equals_brute_force),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
