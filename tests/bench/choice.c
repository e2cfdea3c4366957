/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The choice of replacements on generated worlds:  choice [CLASSES] [SEED] [SECONDS] [PROOF]
 *
 * Default 200 classes × 40 products × 200 capabilities: price ladders with fixed fees, conflicts,
 * platforms, servers, spare seats, needs that may stay open.  Classes carry roles (tags), a
 * capability is required by a role, so that hardly two classes are alike.  Times are processor
 * seconds of this process and its children.  Prints the answer at once, the proven one with bound and
 * gap (work for about PROOF seconds, 14), how far the first is from the best known, and memory; with
 * CHOICE_SOLVER set in the environment what cbc, or with CHOICE_GLPK GLPK, makes of it too.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "io/solver_cbc.h"
#include "plan/choice_bound.h"
#include "plan/plan.h"
#include "plan/solver_glpk.h"
#include "../unit/snap_build.h"

#define PRODUCTS 40
#define CAPABILITIES 200
#define ROLES 60

static uint64_t seed;

static int64_t draw(int64_t low, int64_t high) /* SplitMix64, Steele et al. 2014 */
{
	uint64_t z = seed += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	z ^= z >> 31;
	return low + (int64_t)(z % (uint64_t)(high - low + 1));
}

static double cpu(void)
{
	double sum = 0;
	int who[] = { RUSAGE_SELF, RUSAGE_CHILDREN };

	for (int i = 0; i < 2; i++) {
		struct rusage u;

		getrusage(who[i], &u);
		sum += (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
		       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
	}
	return sum;
}

static long memory_kb(int who)
{
	struct rusage u;

	getrusage(who, &u);
	return u.ru_maxrss;
}

static void make_product(struct snapshot *s, int i)
{
	char key[16];
	size_t p;
	int64_t from = 1, price = draw(150, 600), fee = draw(0, 4) * 2500;

	snprintf(key, sizeof(key), "p%02d", i);
	p = sb_product(s, key, (size_t)draw(1, 15), "edr", ROLE_CANDIDATE);
	if (draw(1, 100) <= 25)
		sb_platform(s, p, draw(0, 2) ? "windows" : "linux", 0, NULL);
	for (int k = (int)draw(0, 3); k > 0; k--) {
		snprintf(key, sizeof(key), "p%02d", (int)draw(0, PRODUCTS - 1));
		sb_list_add(s, &s->products[p].conflicts_with, key);
	}
	for (int rung = 0; rung < 3; rung++) {
		sb_price(s, p, "asset", "EUR", from, price, fee);
		from += draw(100, 2000);
		price = price * draw(90, 98) / 100;
	}
	if (draw(1, 100) <= 10) {
		snprintf(key, sizeof(key), "k%02d", i);
		sb_contract(s, key, p, draw(50, 2000));
	}
}

static void make_world(struct snapshot *s, int classes)
{
	char key[24], selector[24];
	size_t old, p;

	sb_init(s);
	sb_vendor(s, "bad", NONE);
	for (int i = 0; i < 15; i++) {
		snprintf(key, sizeof(key), "v%02d", i);
		sb_vendor(s, key, NONE);
	}
	for (int i = 0; i < CAPABILITIES; i++) {
		snprintf(key, sizeof(key), "t%03d", i);
		sb_capability(s, key, NONE);
	}
	old = sb_product(s, "old", 0, "edr", ROLE_INCUMBENT);
	for (int i = 0; i < PRODUCTS; i++)
		make_product(s, i);
	for (p = old + 1; p <= PRODUCTS; p++) {
		/* from tools for one purpose to suites, as real tables of coverage have them */
		int64_t breadth = draw(0, 2) ? draw(60, 96) : draw(10, 60);

		for (size_t c = 0; c < CAPABILITIES; c++)
			if (draw(1, 100) <= breadth)
				sb_coverage(s, p, c, draw(0, 9) ? STRENGTH_SIGNIFICANT
								: STRENGTH_MINIMAL);
	}
	for (int i = 0; i < CAPABILITIES; i++) {
		snprintf(key, sizeof(key), "r%03d", i);
		snprintf(selector, sizeof(selector), "tag:role%02d", (int)draw(0, ROLES - 1));
		sb_requirement(s, key, (size_t)i, STRENGTH_PARTIAL, selector, draw(1, 100) <= 80);
	}
	for (int i = 0; i < classes; i++) {
		snprintf(key, sizeof(key), "c%05d", i);
		p = sb_class(s, key, draw(1, 60), draw(1, 100) <= 80 ? "windows" : "linux");
		if (draw(1, 100) <= 15)
			s->classes[p].kind = sb_text(s, "server");
		for (int k = (int)draw(2, 6); k > 0; k--) {
			snprintf(selector, sizeof(selector), "role%02d", (int)draw(0, ROLES - 1));
			sb_list_add(s, &s->classes[p].tags, selector);
		}
		sb_install(s, p, old, NULL);
	}
	sb_policy(s, "gap_penalty", "9");
}

static void must(int rc, struct err *err)
{
	struct strbuf text = STRBUF_INIT;

	if (rc >= 0)
		return;
	err_render(err, NULL, &text);
	fprintf(stderr, "choice: %s\n", text.buf);
	exit(1);
}

static void build(struct snapshot *s, struct plan_request *r, struct plan *p, struct arena *arena,
		  struct choice *c)
{
	struct err err = ERR_INIT;

	plan_init(p);
	must(plan_parse_breached(s, "bad", arena, &r->breached, &r->n_breached, &err), &err);
	must(plan_scope(s, r, p, &err), &err);
	must(choice_build(s, r, p, arena, c, &err), &err);
}

int main(int argc, char **argv)
{
	int classes = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 200;
	int64_t seconds = argc > 3 ? strtoll(argv[3], NULL, 10) : 60;
	struct solver_cbc cbc = { .seconds = seconds, .gap = 0.005 };
	struct plan_request r = { .budget = -1, .deadline = -1 };
	int64_t proof = argc > 4 ? strtoll(argv[4], NULL, 10) : 14;
	double broken, open, local, proven, best, from;
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;
	struct snapshot s;
	struct choice c;
	struct plan p;
	long world;

	setvbuf(stdout, NULL, _IOLBF, 0);
	seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	make_world(&s, classes);
	world = memory_kb(RUSAGE_SELF);
	from = cpu();
	build(&s, &r, &p, &arena, &c);
	printf("%d classes, %zu groups, %zu candidates: problem built in %.2f s\n", classes, c.n_groups,
	       c.n_candidates, cpu() - from);
	from = cpu();
	choice_local(&c);
	choice_value(&c, &broken, &open, &local);
	printf("local: %.2f EUR a year, open %.0f, broken %.3f, %.2f s\n", local / 100, open, broken,
	       cpu() - from);
	from = cpu();
	must(choice_prove(&c, 0.01, proof * CHOICE_PROOF_SECOND, &proven, &err), &err);
	choice_value(&c, &broken, &open, &best);
	printf("proof: %.2f EUR a year, bound %.2f, gap %.2f %%, local is %.2f %% from it, %.2f s\n",
	       best / 100, proven / 100, (best - proven) / proven * 100, (local - best) / best * 100,
	       cpu() - from);
	if (!getenv("CHOICE_SOLVER")) {
		printf("memory %ld MB beside %ld MB of the generated world\n",
		       (memory_kb(RUSAGE_SELF) - world) / 1024, world / 1024);
		return 0;
	}
	from = cpu();
	r.solve = solver_cbc_available() && !getenv("CHOICE_GLPK") ? solver_cbc : solver_glpk;
	r.solve_context = &cbc;
	must(choice_solve(&c, &err), &err);
	choice_value(&c, &broken, &open, &proven);
	best = proven < local ? proven : local;
	printf("%s: %.2f EUR a year, open %.0f, broken %.3f, bound %.2f, gap %.2f %%, %zu columns, "
	       "%.2f s\n", r.solve == solver_cbc ? "cbc" : "glpk", proven / 100, open, broken,
	       c.bound / 100, c.bound > 0 ? (best - c.bound) / c.bound * 100 : -1, c.columns,
	       cpu() - from);
	printf("local is %.2f %% from the best known; memory %ld MB here, %ld MB in the solver\n",
	       (local - best) / best * 100, memory_kb(RUSAGE_SELF) / 1024,
	       memory_kb(RUSAGE_CHILDREN) / 1024);
	plan_release(&p);
	arena_release(&arena);
	sb_release(&s);
	return 0;
}
